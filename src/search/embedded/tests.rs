//! The engine on small indexes made of a few articles.

use std::time::{Duration, Instant};

use tantivy::DocAddress;

use super::*;
use crate::article::published::{Edge, Interval, Now, Span, Zone, written::parse_written};
use crate::article::{Basis, CivilDay, Lang, Stamp, When};
use crate::index::document::Document;
use crate::index::layout::Layout;
use crate::index::{PublishNote, Writer, WriterOptions};
use crate::query::{ParseOptions, parse};
use crate::search::request::{DateColumn, Dates, Highlight, Load, Query};

pub(super) fn doc(id: &str, title: &str, body: &str, date: &str) -> Article {
    let published = (!date.is_empty()).then(|| Stamp::new(parse_written(date, Zone::Utc).unwrap().when, Basis::Given));
    Article {
        id: id.into(),
        title: title.into(),
        body: body.into(),
        source: Some(if id < "c" { "BBC".into() } else { "New York Times".into() }),
        language: Lang::new("en").unwrap(),
        published,
        ..Article::default()
    }
}

/// Builds an index; a batch becomes one segment or more.
pub(super) fn build(batches: &[Vec<Article>]) -> (tempfile::TempDir, Version) {
    let dir = tempfile::tempdir().unwrap();
    let options = WriterOptions { memory: 64 << 20, threads: 1 };
    let mut writer = Writer::open(&Layout::new(dir.path()), options, |_, _| false).unwrap();
    let analyzer = Analyzer::new();
    for batch in batches {
        for article in batch {
            let analysis = analyzer.worker().tokenize(article, article.language);
            let article = Article { words: analysis.words, ..article.clone() };
            writer.add(Document::new(&article, &analysis, &analyzer, 7), true).unwrap();
        }
        writer.publish(&PublishNote { verb: "ingest", now_us: 0, compact: false, life_us: None }).unwrap();
    }
    let version = writer.version().unwrap().unwrap();
    (dir, version)
}

pub(super) fn request(q: &str) -> Request {
    Request {
        query: Query { text: q.into(), parsed: parse(q, ParseOptions::default()), lenient: false, boxed: false },
        search_in: Vec::new(),
        dates: Dates { span: None, zone: Zone::Utc, possible: false, column: DateColumn::Published },
        filters: Vec::new(),
        order: Order::Relevance,
        half_life: None,
        page: Page::Number(1),
        page_size: 10,
        total: true,
        facets: Vec::new(),
        facet_size: 10,
        interval: None,
        share: false,
        by: None,
        explain: false,
        highlight: Some(Highlight { size: 160, count: 3, utf16: false }),
        load: Load::Article,
        mentions: false,
        now: Now { micros: 0 },
        resolved: vec![("q".into(), vec![q.into()])],
    }
}

fn run(version: &Version, request: &Request) -> Response {
    search(version, request, &Stop::new(Instant::now() + Duration::from_secs(60))).unwrap()
}

fn ids(response: &Response) -> Vec<&str> {
    response.hits.iter().map(|hit| hit.article.id.as_str()).collect()
}

fn sample() -> Vec<Article> {
    vec![
        doc("a", "Oil price rises", "The price of crude oil rose. Ministers met in Vienna.", "2025-01-29"),
        doc("b", "Minister resigns", "The minister resigned over oil.\n\nWhite House officials said nothing.", "2025-02"),
        doc("c", "A white paper", "The house was white. It lies on no street.", "2024"),
        doc("d", "No date", "Oil oil oil prices.", ""),
        doc("e", "Late", "White House again, with prices.", "2025-01-29T23:30:00-05:00"),
    ]
}

#[test]
fn words_phrases_and_operators_match() {
    for batches in [vec![sample()], sample().into_iter().map(|article| vec![article]).collect()] {
        let (_dir, version) = build(&batches);
        let check = |q: &str, expected: &str| {
            let response = run(&version, &request(q));
            let mut found = ids(&response);
            found.sort_unstable();
            assert_eq!(found.join(""), expected, "{q}");
            assert_eq!(response.total, Some(found.len() as u64), "{q}");
        };
        check("price", "ade");
        check("=price", "a");
        check("minister", "ab");
        check("\"white house\"", "be");
        check("white-house", "be");
        check("oil NOT minister", "d");
        check("oil OR house", "abcde");
        check("title:white", "c");
        check("NOT oil", "ce");
        check("source:BBC oil", "ab");
        check("source:\"New York Times\"", "cde");
        check("is:undated", "d");
        check("date:2025-01", "ae");
        check("date:>=2025", "abe");
        check("words:>7", "abc");
        check("*", "abcde");
        check("zebra", "");
        check("zebra OR late", "e");
        check("NOT zebra", "abcde");
        check("\"rises the\"", "");
    }
}

#[test]
fn orders_pages_and_cursors_agree() {
    let (_dir, version) = build(&sample().into_iter().map(|article| vec![article]).collect::<Vec<_>>());
    for (order, expected) in [(Order::Newest, "beacd"), (Order::Oldest, "caebd")] {
        let whole = run(&version, &Request { order, ..request("*") });
        assert_eq!(ids(&whole).join(""), expected, "{order:?}");
        let mut joined = String::new();
        let mut page = Page::Number(1);
        loop {
            let response = run(&version, &Request { order, page_size: 2, page: page.clone(), ..request("*") });
            joined.push_str(&ids(&response).join(""));
            match response.next_cursor {
                Some(cursor) => page = Page::After(Cursor::decode(&cursor).unwrap()),
                None => break,
            }
        }
        assert_eq!(joined, expected, "{order:?}");
        let second = run(&version, &Request { order, page_size: 2, page: Page::Number(2), ..request("*") });
        assert_eq!(ids(&second).concat(), expected.get(2..4).unwrap(), "{order:?}");
    }
}

#[test]
fn scores_do_not_depend_on_the_page() {
    let articles: Vec<Article> = (0..400)
        .map(|n| doc(&format!("{n:03}"), "t", &format!("{} {}", "oil ".repeat(n % 7 + 1), "price word ".repeat(n % 11)), "2025-01-01"))
        .collect();
    let (_dir, version) = build(&[articles]);
    for q in ["oil price", "oil OR price OR word", "oil"] {
        let whole: Vec<String> = (1..=2)
            .flat_map(|n| run(&version, &Request { page_size: 200, page: Page::Number(n), ..request(q) }).hits)
            .map(|h| h.article.id)
            .collect();
        let mut joined = Vec::new();
        let mut page = Page::Number(1);
        loop {
            let response = run(&version, &Request { page_size: 7, page: page.clone(), ..request(q) });
            joined.extend(response.hits.into_iter().map(|hit| hit.article.id));
            match response.next_cursor {
                Some(cursor) => page = Page::After(Cursor::decode(&cursor).unwrap()),
                None => break,
            }
        }
        assert_eq!(joined, whole, "{q}");
    }
}

#[test]
fn dates_restrict_and_say_what_they_leave_out() {
    let (_dir, version) = build(&[sample()]);
    let day = |y, m, d| Edge::Civil(When::Day(CivilDay::new(y, m, d).unwrap()));
    let span = Span { from: Some(day(2025, 1, 30)), to: Some(day(2025, 2, 10)), ..Span::default() };
    let mut asked = request("*");
    asked.dates.span = Some(span);
    let response = run(&version, &asked);
    assert_eq!(ids(&response), ["e"]);
    assert_eq!(response.excluded, Some(crate::search::response::Excluded { undated: 1, imprecise: 1 }));
    asked.dates.possible = true;
    assert_eq!(ids(&run(&version, &asked)), ["b", "e"]);
    asked.dates.zone = Zone::parse("America/New_York").unwrap();
    assert_eq!(ids(&run(&version, &asked)), ["b"]);
}

#[test]
fn facets_and_timelines_count_every_article_once() {
    for batches in [vec![sample()], sample().into_iter().map(|article| vec![article]).collect()] {
        let (_dir, version) = build(&batches);
        let mut asked = request("*");
        asked.facets = vec![FacetField::Source, FacetField::Section];
        asked.interval = Some(Interval::Month);
        asked.filters = vec![Filter { field: FacetField::Source, values: vec!["bbc".into()], exclude: false }];
        let response = run(&version, &asked);
        assert_eq!(response.total, Some(2));
        let rows: Vec<_> = response.facets[0].1.values.iter().map(|v| (v.value.as_str(), v.count, v.selected)).collect();
        assert_eq!(rows, [("New York Times", 3, false), ("BBC", 2, true)]);
        assert_eq!((response.facets[1].1.missing, response.facets[1].1.distinct), (2, 0));
        let timeline = response.timeline.unwrap();
        let buckets: Vec<_> = timeline.buckets.iter().map(|b| (b.start.as_str(), b.count)).collect();
        assert_eq!(buckets, [("2025-01-01", 1), ("2025-02-01", 1)]);
        asked.filters.clear();
        let timeline = run(&version, &asked).timeline.unwrap();
        assert_eq!((timeline.undated, timeline.coarser), (1, 1));
    }
}

#[test]
fn capitals_are_asked_for_and_accents_folded() {
    let (_dir, version) = build(&[vec![doc("a", "À Écija, Straße", "", ""), doc("b", "A ecija, STRASSE", "", ""), doc("c", "à", "", "")]]);
    let found = |q: &str| {
        let response = run(&version, &request(q));
        let mut letters: Vec<char> = ids(&response).concat().chars().collect();
        letters.sort_unstable();
        letters.into_iter().collect::<String>()
    };
    for (q, expected) in
        [("case:A", "ab"), ("case:a", "c"), ("case:Ecija", "a"), ("case:écija", "b"), ("case:Strasse", "a"), ("case:STRASSE", "b")]
    {
        assert_eq!(found(q), expected, "{q}");
    }
}

#[test]
fn of_an_id_a_question_mark_is_a_character() {
    let (_dir, version) = build(&[vec![doc("http://x.org/?a=1", "One", "", ""), doc("http://x.org/ba=1", "Two", "", "")]]);
    assert_eq!(ids(&run(&version, &request("id:http://x.org/?a*"))), ["http://x.org/?a=1"]);
}

#[test]
fn no_interval_is_said_to_fit_where_series_are_too_many() {
    let mut articles = vec![doc("a", "Old", "", "1900-01-01T10:00:00Z"), doc("b", "New", "", "2025-01-01T10:00:00Z")];
    articles[0].tags = (0..9_000).map(|number| format!("t{number}")).collect();
    let (_dir, version) = build(&[articles]);
    let mut asked = request("");
    (asked.interval, asked.by, asked.facet_size) = (Some(Interval::Hour), Some(FacetField::Tag), 10_000);
    let error = search(&version, &asked, &Stop::new(Instant::now() + Duration::from_secs(60))).unwrap_err().to_string();
    assert!(error.ends_with("ask for a coarser `interval` and for fewer values by `facet-size`"), "{error}");
    asked.facet_size = 10;
    let error = search(&version, &asked, &Stop::new(Instant::now() + Duration::from_secs(60))).unwrap_err().to_string();
    assert!(error.ends_with("ask for `interval=month`"), "{error}");
}

#[test]
fn highlights_mark_what_matched() {
    let (_dir, version) = build(&[sample()]);
    let response = run(&version, &request("\"white house\" officials"));
    let body = &response.hits[0].highlights.iter().find(|(field, _)| *field == crate::article::TextField::Body).unwrap().1;
    let marked: Vec<String> = body
        .iter()
        .flat_map(|f| f.spans.iter().map(|(a, b)| f.text.chars().skip(*a as usize).take((b - a) as usize).collect::<String>()))
        .collect();
    assert_eq!(marked, ["White House", "officials"]);
}

#[test]
fn warnings_give_the_other_reading_and_its_total() {
    let (_dir, version) = build(&[sample()]);
    let response = run(&version, &request("source:New York Times"));
    let warning = response.warnings.iter().find(|w| w.code == "unquoted-value").unwrap();
    assert_eq!(warning.alternative.as_ref().unwrap().total, Some(3));
    assert!(search(&version, &request("oil AND"), &Stop::new(Instant::now() + Duration::from_secs(9))).is_err());
    let response = run(&version, &request("oil minister"));
    let terms: Vec<_> = response.query.terms.iter().map(|t| (t.term.as_str(), t.articles)).collect();
    assert_eq!(terms, [("oil", 3), ("minister", 2)]);
}

#[test]
fn operators_over_positions_match_and_mark() {
    let articles = vec![
        doc("a", "Oil price", "The price of crude oil rose. Reagan met Mr Regan.\n\nOPEC cut output, and US exports fell for us.", "2025"),
        doc("b", "Women march", "A woman and two men. Gasoline and gas were short; econometrics was not economic.", "2025"),
        doc("c", "x", "price one two three four five six opec. Price. Price.", "2025"),
    ];
    for batches in [vec![articles.clone()], articles.into_iter().map(|article| vec![article]).collect()] {
        let (_dir, version) = build(&batches);
        let check = |q: &str, expected: &str, marked: &str| {
            let mut asked = request(q);
            asked.highlight = Some(Highlight { size: 1_000, count: 10, utf16: false });
            let response = run(&version, &asked);
            let mut found = ids(&response);
            found.sort_unstable();
            assert_eq!(found.join(""), expected, "{q}");
            assert_eq!(response.total, Some(found.len() as u64), "{q}");
            let mut hits: Vec<_> = response.hits.iter().collect();
            hits.sort_by(|a, b| a.article.id.cmp(&b.article.id));
            let marks: Vec<String> = hits
                .iter()
                .flat_map(|hit| hit.highlights.iter().flat_map(|(_, fragments)| fragments))
                .flat_map(|f| f.spans.iter().map(|(a, b)| f.text.chars().skip(*a as usize).take((b - a) as usize).collect::<String>()))
                .collect();
            assert_eq!(marks.join("|"), marked, "{q}");
        };
        check("Reagen's~1", "a", "Reagan");
        check("(gas AND opec) OR woman", "b", "Women|woman");
        check("price (SENTENCE(NOT (price OR crude)) AND oil) OR gas", "ab", "Oil|price|price|oil|gas");
        check("(gas NOT source:BBC) OR (gasoline source:BBC)", "b", "Gasoline");
        check("\"price * oil\"~1", "a", "price of crude oil");
        check("case:\"Reagan Regan\"~2", "a", "Reagan|Regan");
        check("price NEAR/4 oil", "a", "Oil|price|price|oil");
        check("oil BEFORE/1 price", "a", "Oil|price");
        check("price NEAR/6 opec", "c", "opec|Price|Price");
        check("price NEAR/7 opec", "c", "price|opec|Price|Price");
        check("price NOT NEAR/9 opec", "a", "price");
        check("SENTENCE(crude price)", "a", "price|crude");
        check("SENTENCE(crude opec)", "", "");
        check("PARAGRAPH(opec exports NOT crude)", "a", "OPEC|exports");
        check("ATLEAST/3(price)", "c", "price|Price|Price");
        check("FIRST/2(price)", "ac", "price|price");
        check("econom*", "b", "econometrics|economic");
        check("wom?n", "b", "Women|woman");
        check("*ology", "", "");
        check("/gas(oline)?/", "b", "Gasoline|gas");
        check("regan~1", "a", "Reagan|Regan");
        check("case:US", "a", "US");
        check("case:us", "a", "us");
        check("\"price of * oil\"", "a", "price of crude oil");
        check("\"price oil\"~2", "a", "Oil price|price|oil");
        check("\"econo* gas\"~20", "b", "gas|econometrics|economic");
        check("title:wom?n", "b", "Women");
        check("source:New*", "c", "");
    }
}

#[test]
fn a_word_of_every_article_is_counted_once_in_a_timeline() {
    let articles: Vec<Article> =
        (0..700).map(|n| doc(&format!("{n:03}"), "t", "oil", if n % 2 == 0 { "2025-01-01" } else { "2025-02-01" })).collect();
    let (_dir, version) = build(&[articles]);
    let response = run(&version, &Request { interval: Some(Interval::Month), ..request("oil") });
    let timeline = response.timeline.unwrap();
    assert_eq!(timeline.buckets.iter().map(|bucket| bucket.count).collect::<Vec<_>>(), [350, 350]);
    assert_eq!((timeline.undated, timeline.coarser), (0, 0));
}

#[test]
fn an_exact_run_begins_and_ends_with_words_also_beside_other_words() {
    let article = Article { language: Lang::new("zh").unwrap(), ..doc("a", "", "中华人民共和国成立了。", "2025") };
    let (_dir, version) = build(&[vec![article]]);
    let total = |q: &str| run(&version, &request(q)).total;
    assert_eq!((total("共和 NEAR/9 成立"), total("共和国 NEAR/9 =成立")), (Some(1), Some(1)));
    assert_eq!((total("=共和"), total("=共和 NEAR/9 成立"), total("SENTENCE(=共和 成立)")), (Some(0), Some(0), Some(0)));
}

/// Articles of words drawn at random, frequent ones often, in several forms.
fn drawn(count: u64) -> Vec<Article> {
    let stems = ["report", "price", "market", "oil", "visit", "law", "storm", "island", "vote", "train"];
    let mut state = 42u64;
    let mut below = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut text = |words: u64| {
        let word = |draw: u64, form: u64| {
            let stem = stems[usize::try_from(draw).unwrap() * usize::try_from(draw).unwrap() / 10];
            format!("{stem}{}", ["", "s", "", "ing"][usize::try_from(form).unwrap()])
        };
        (0..words).map(|_| word(below(10), below(4))).collect::<Vec<_>>().join(" ")
    };
    (0..count).map(|number| doc(&format!("d{number:05}"), &text(3), &text(5 + number % 40), "2025-01-29")).collect()
}

#[test]
fn every_way_to_the_best_hits_gives_the_same_ones_with_the_same_scores() {
    let articles = drawn(9_000);
    let one = build(std::slice::from_ref(&articles));
    let several = build(&[articles[..6_000].to_vec(), articles[6_000..].to_vec()]);
    assert_eq!((one.1.segments().len(), several.1.segments().len()), (1, 2));
    for q in [
        "report",
        "reports",
        "visiting^2",
        "report OR storm",
        "reports OR oil^3 OR island OR zebra",
        "law train",
        "laws OR laws OR (law train)",
        "oil prices",
        "vote voting island",
    ] {
        for (_, version) in [&one, &several] {
            let request = request(q);
            let stop = Stop::new(Instant::now() + Duration::from_secs(60));
            let read = Reading::new(version, &request, &stop).unwrap();
            let neighbours = neighbours::Neighbours::of(&read.plan);
            let mut slow = Vec::new();
            for (segment, ord) in version.segments().iter().zip(0..) {
                let mut near = neighbours.as_ref().map(|neighbours| neighbours.open(segment).unwrap());
                let mut docs = open::open(&read.plan, segment, true).unwrap();
                by_score::every(&mut docs, segment, &stop, |doc, score| {
                    let score = score + near.as_mut().map_or(0.0, |near| near.sum(doc));
                    slow.push((top::score_key(score), top::id(version, DocAddress::new(ord, doc)).unwrap()));
                })
                .unwrap();
            }
            slow.sort();
            for count in [1, 10, 300] {
                let wanted = hits::Wanted {
                    plan: &read.plan,
                    order: Order::Relevance,
                    count,
                    after: None,
                    column: DateColumn::Published,
                    decay: None,
                };
                let found = hits::find(version, &wanted, &stop).unwrap();
                let quick: Vec<_> = found.candidates.iter().map(|c| (c.key, top::id(version, c.address).unwrap())).collect();
                assert_eq!(quick, slow[..count.min(slow.len())], "{q}, best {count} by {:?}", found.path);
                assert!(found.total.is_none_or(|total| total == slow.len() as u64), "{q}: {:?}", found.total);
            }
        }
    }
}

#[test]
fn a_lenient_query_leaves_out_what_cannot_be_read() {
    let (_dir, version) = build(&[sample()]);
    let lenient = |q: &str| {
        let mut request = request(q);
        request.query.lenient = true;
        run(&version, &request)
    };
    let plain = run(&version, &request("oil"));
    for q in ["oil AND date:2025-13-45", "oil NOT lang:klingonish", "(oil OR date:x) AND NOT date:y"] {
        let response = lenient(q);
        assert_eq!((response.total, response.query.canonical.as_str()), (plain.total, "oil"), "{q}");
        assert!(response.warnings.iter().any(|warning| warning.code == "lenient-ignored"), "{q}: {:?}", response.warnings);
    }
    let nothing = lenient("date:2025-13-45");
    assert_eq!((nothing.total, nothing.query.tree), (Some(0), None));
}

#[test]
fn the_form_as_written_and_neighbours_come_first() {
    let (_dir, version) = build(&[vec![
        doc("a", "x", "The minister votes today and speaks.", ""),
        doc("b", "x", "The minister voted today and speaks.", ""),
        doc("c", "x", "The minister vote today and speaks.", ""),
        doc("d", "x", "Crude prices fell while oil rose here.", ""),
        doc("e", "x", "Prices rose while crude oil fell here.", ""),
        doc("f", "x", "Another text of seven plain words.", ""),
        doc("g", "x", "Another text of seven other words.", ""),
        doc("h", "x", "Another text of seven old words.", ""),
    ]]);
    assert_eq!(ids(&run(&version, &request("voted")))[0], "b");
    assert_eq!(ids(&run(&version, &request("votes")))[0], "a");
    assert_eq!(ids(&run(&version, &request("crude oil"))), ["e", "d"]);
}

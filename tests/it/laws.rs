//! Laws that hold for every request, asked of the archive of the agreement in one segment and in
//! several.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dateline::article::published::Now;
use dateline::search::params::{self, Params, Route};
use dateline::search::response::{HitsPath, TimelineBucket, TimelinePath};
use dateline::search::{Cursor, FacetField, Page, Request, Response, Stop, facet_page, search};

use crate::agreement::SAMPLE;
use crate::support::{Built, NOW_US};

fn read(text: &str, route: Route) -> Params {
    let pairs: Vec<(String, String)> =
        text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect();
    params::read(&pairs, route, Now { micros: NOW_US }).unwrap_or_else(|bad| panic!("{text}: {bad:?}"))
}

fn run(built: &Built, request: &Request) -> Response {
    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
    search(&built.version, request, &stop).unwrap_or_else(|error| panic!("{}: {error}", request.query.text))
}

fn ask(built: &Built, text: &str) -> Response {
    run(built, &read(text, Route::Search).request)
}

fn archives() -> [&'static Built; 2] {
    [&SAMPLE.one, &SAMPLE.several]
}

fn ids(response: &Response) -> Vec<String> {
    response.hits.iter().map(|hit| hit.article.id.clone()).collect()
}

/// All ids of a request, page behind page by cursors.
fn all_ids(built: &Built, text: &str) -> Vec<String> {
    let mut request = read(text, Route::Search).request;
    let mut out = Vec::new();
    loop {
        let response = run(built, &request);
        out.extend(ids(&response));
        let Some(cursor) = response.next_cursor.as_deref() else { return out };
        request.page = Page::After(Cursor::decode(cursor).unwrap());
    }
}

const QUERIES: [&str; 5] = ["", "oil", "oil OR bank", "\"said it\" NOT oil", "title:corrected"];
const DATES: [&str; 3] = ["published", "updated", "first-indexed"];
const INTERVALS: [&str; 7] = ["hour", "day", "week", "month", "quarter", "year", "decade"];

#[test]
fn total_is_the_sum_of_buckets_undated_and_coarser() {
    for built in archives() {
        for q in QUERIES {
            for date in DATES {
                for interval in INTERVALS {
                    let range = if matches!(interval, "hour" | "day") { "&from-date=1987-02&to-date=1987-06" } else { "" };
                    for zone in ["UTC", "America/New_York"] {
                        let text = format!("q={q}&use-date={date}&interval={interval}&tz={zone}&page-size=0{range}");
                        let response = ask(built, &text);
                        let timeline = response.timeline.unwrap();
                        let sum: u64 = timeline.buckets.iter().map(|bucket| bucket.count).sum();
                        assert_eq!(response.total, Some(sum + timeline.undated + timeline.coarser), "{text}");
                        let ends = [timeline.buckets.first(), timeline.buckets.last()];
                        assert!(ends.into_iter().flatten().all(|end| end.count > 0), "{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_range_and_what_it_excludes_are_all() {
    for built in archives() {
        for date in DATES {
            let total = |more: &str| ask(built, &format!("q=oil&page-size=0&use-date={date}{more}"));
            let all = total("").total.unwrap();
            // Nothing lies on both sides of a year's end but what is imprecise or undated.
            let [before, after] = ["&to-date=1987-05-15", "&from-date=1987-05-16"].map(total);
            let excluded = before.excluded.unwrap();
            assert_eq!(Some(excluded.undated), after.excluded.map(|excluded| excluded.undated), "{date}");
            let split = before.total.unwrap() + after.total.unwrap() + excluded.undated + excluded.imprecise;
            assert_eq!(split, all, "{date}: {excluded:?}");
        }
    }
}

#[test]
fn a_random_order_is_every_article_once_and_the_same_everywhere() {
    for q in ["", "oil", "place:IR OR bank"] {
        let text = format!("q={q}&order-by=random&seed=7&page-size=97&highlight=false&fields=id");
        let [one, several] = archives().map(|built| all_ids(built, &text));
        assert_eq!(one, several, "{q}");
        let mut newest = all_ids(&SAMPLE.one, &format!("q={q}&order-by=newest&page-size=200&highlight=false&fields=id"));
        assert_ne!(one, newest, "{q}");
        let by_pages: Vec<String> =
            (1..=one.len().div_ceil(97)).flat_map(|page| ids(&ask(&SAMPLE.several, &format!("{text}&page={page}")))).collect();
        assert_eq!(by_pages, one, "{q}: pages by number");
        let mut sorted = one.clone();
        sorted.sort_unstable();
        newest.sort_unstable();
        assert_eq!(sorted, newest, "{q}");
        let other = all_ids(&SAMPLE.one, &text.replace("seed=7", "seed=8"));
        assert_ne!(other, one, "{q}: another seed");
        // The order of some is the order of all, without the others.
        let whole = all_ids(&SAMPLE.one, "order-by=random&seed=7&page-size=200&highlight=false&fields=id");
        let kept: Vec<String> = whole.into_iter().filter(|id| sorted.binary_search(id).is_ok()).collect();
        assert_eq!(kept, one, "{q}: a part of the whole order");
    }
}

#[test]
fn a_random_order_without_a_seed_goes_on_by_its_cursor_and_says_its_seed() {
    let text = "q=oil&order-by=random&page-size=5&highlight=false&fields=id";
    let params = read(text, Route::Search);
    let seed = params.request.resolved.iter().find(|(name, _)| name == "seed").map(|(_, values)| values.join("")).unwrap();
    let first = run(&SAMPLE.one, &params.request);
    assert_eq!(ids(&first), ids(&ask(&SAMPLE.one, &format!("{text}&seed={seed}"))));
    // The same parameters and the cursor, at another time.
    let cursor = first.next_cursor.unwrap();
    let pairs: Vec<(String, String)> =
        format!("{text}&cursor={cursor}").split('&').filter_map(|pair| pair.split_once('=')).map(|(n, v)| (n.into(), v.into())).collect();
    let later = params::read(&pairs, Route::Search, Now { micros: NOW_US + 86_400_000_000 }).unwrap();
    assert_eq!(ids(&run(&SAMPLE.one, &later.request)), ids(&ask(&SAMPLE.one, &format!("{text}&seed={seed}&page=2"))));
}

#[test]
fn orders_by_other_dates_page_like_one_long_page() {
    for order in ["order-by=indexed", "order-by=newest&use-date=first-indexed", "order-by=oldest&use-date=updated"] {
        for q in ["", "oil"] {
            let text = format!("q={q}&{order}&highlight=false&fields=id,first_indexed");
            let [one, several] = archives().map(|built| all_ids(built, &format!("{text}&page-size=41")));
            assert_eq!(one, several, "{text}");
            assert_eq!(one, all_ids(&SAMPLE.one, &format!("{text}&page-size=200")), "{text}");
        }
    }
}

/// Buckets by their beginning.
fn by_start(buckets: &[TimelineBucket]) -> BTreeMap<&str, &TimelineBucket> {
    buckets.iter().map(|bucket| (bucket.start.as_str(), bucket)).collect()
}

#[test]
fn denominators_are_the_same_request_without_query_and_subjects() {
    for built in archives() {
        for date in DATES {
            for (subject, filters) in [
                ("", ""),
                ("", "&source=Reuters&exclude-author=Lee"),
                ("&place=US&section=World&exclude-tag=earn", "&exclude-source=Reuters"),
                ("&person=reagan&org=opec", "&lang=en&from-date=1987-03&to-date=1987-09-20&dates=possible"),
            ] {
                let common = format!("{filters}&use-date={date}&interval=month&page-size=0");
                let asked = ask(built, &format!("q=oil&share=true{subject}{common}")).timeline.unwrap();
                let all = ask(built, &format!("q={common}")).timeline.unwrap();
                let all = by_start(&all.buckets);
                for bucket in &asked.buckets {
                    let wanted = all.get(bucket.start.as_str()).map_or(0, |all| all.count);
                    assert_eq!(bucket.all, Some(wanted), "{subject}{common} {}", bucket.start);
                    assert!(bucket.count <= wanted, "{subject}{common} {}", bucket.start);
                }
            }
        }
    }
}

#[test]
fn a_series_is_the_timeline_of_its_value() {
    for built in archives() {
        for (q, field, interval, more) in [
            ("", FacetField::Source, "month", "&share=true"),
            ("oil", FacetField::Place, "quarter", "&share=true&use-date=first-indexed"),
            ("bank OR oil", FacetField::Tag, "year", "&facet-size=40"),
            ("said", FacetField::Person, "month", "&tz=Asia/Tehran&lang=en"),
            ("oil", FacetField::Author, "week", "&share=true&use-date=updated"),
            ("oil", FacetField::Lang, "decade", "&share=true"),
        ] {
            let text = format!("q={q}&interval={interval}&page-size=0{more}");
            let timeline = ask(built, &format!("{text}&by={field}&facets={field}")).timeline.unwrap();
            assert!(!timeline.series.is_empty(), "{text}");
            for series in &timeline.series {
                let sum: u64 = series.buckets.iter().map(|bucket| bucket.count).sum();
                assert_eq!(series.count, sum + series.undated + series.coarser, "{text} {}", series.value);
                let mut request = read(&text, Route::Search).request;
                let value = series.id.clone().unwrap_or_else(|| series.value.clone());
                request.filters.push(dateline::search::Filter { field, values: vec![value], exclude: false });
                let chosen = run(built, &request);
                assert_eq!(chosen.total, Some(series.count), "{text} {}", series.value);
                let chosen = chosen.timeline.unwrap();
                assert_eq!((chosen.undated, chosen.coarser), (series.undated, series.coarser), "{text} {}", series.value);
                let ours = by_start(&series.buckets);
                assert!(chosen.buckets.iter().all(|bucket| ours.get(bucket.start.as_str()) == Some(&bucket)), "{text} {}", series.value);
            }
        }
    }
}

#[test]
fn series_that_are_too_many_say_what_fits() {
    let request = read("interval=month&by=place&facet-size=10000&page-size=0", Route::Search).request;
    let error = search(&SAMPLE.one.version, &request, &Stop::new(Instant::now() + Duration::from_secs(60))).unwrap_err().to_string();
    assert!(error.contains("at most 20000 fit: ask for") && error.contains("facet-size="), "{error}");
}

#[test]
fn the_parts_of_an_explanation_add_up_to_the_score() {
    for built in archives() {
        for q in [
            "oil",
            "oil price",
            "oil OR bank OR \"crude oil\"",
            "title:oil^3 said NOT gulf",
            "(bank OR =oil) (trade OR dollar)",
            "U.S.-Japan",
            "(oil NEAR/5 price)^2 OR \"price oil\"~3",
            "SENTENCE(oil price) OR title:oil",
            "ATLEAST/2(oil) bank",
            "petrol* oil",
        ] {
            for half_life in ["", "&half-life=10y"] {
                let text = format!("q={q}&explain=true&page-size=50&highlight=false{half_life}");
                let response = ask(built, &text);
                assert!(!response.hits.is_empty(), "{text}");
                for hit in &response.hits {
                    let explanation = hit.explanation.as_ref().unwrap();
                    let score = hit.score.unwrap();
                    let sum: f32 = explanation.parts.iter().map(|part| part.score).sum();
                    assert_eq!(explanation.score.to_bits(), score.to_bits(), "{text}");
                    assert!((sum - score).abs() < 1e-4, "{text}: {score} {explanation:?}");
                    assert!(explanation.parts.iter().all(|part| !part.term.is_empty()), "{text}: {explanation:?}");
                    for part in &explanation.parts {
                        // Of the forms of a wildcard each has numbers of its own; neighbours add a little.
                        let Some(bm25) = part.bm25 else {
                            let neighbours = part.term.contains(' ') && part.score < score / 10.0;
                            assert!(part.term.contains('*') || neighbours, "{text}: {part:?} has no numbers");
                            continue;
                        };
                        #[allow(clippy::cast_precision_loss, reason = "lengths and frequencies are small")]
                        let (length, frequency) = (bm25.length as f32, bm25.frequency as f32);
                        let norm = 1.2 * (0.25 + 0.75 * length / bm25.average_length);
                        let factor = explanation.decay.map_or(1.0, |decay| decay.factor);
                        let made = f64::from(bm25.boost * bm25.idf * 2.2 * frequency / (frequency + norm)) * factor;
                        assert!((made - f64::from(part.score)).abs() < 1e-3, "{text}: {part:?}");
                    }
                }
                let unexplained = ask(built, &text.replace("&explain=true", ""));
                assert_eq!(ids(&unexplained), ids(&response), "{text}");
                assert!(unexplained.hits.iter().all(|hit| hit.explanation.is_none()) && unexplained.paths.is_none(), "{text}");
            }
        }
    }
}

#[test]
fn an_answer_says_how_it_was_found() {
    let check = |text: &str, hits: HitsPath, timeline: Option<TimelinePath>| {
        let paths = ask(&SAMPLE.one, &format!("{text}&explain=true")).paths.unwrap();
        assert_eq!((paths.hits, paths.timeline), (hits, timeline), "{text}");
    };
    check("q=oil", HitsPath::Pruned, None);
    check("q=oil&half-life=1y", HitsPath::ScoredPass, None);
    check("q=\"crude oil\"&interval=month", HitsPath::ScoredPass, Some(TimelinePath::Pass));
    check("q=oil&order-by=newest&interval=month", HitsPath::DateWalk, Some(TimelinePath::Rank));
    check("q=oil&order-by=newest&use-date=updated&interval=month", HitsPath::Pass, Some(TimelinePath::Pass));
    check("q=oil&order-by=random", HitsPath::Pass, None);
    check("q=oil&page-size=0", HitsPath::None, None);
}

#[test]
fn relevance_halves_with_age() {
    for built in archives() {
        let scores = |text: &str| -> BTreeMap<String, f32> {
            let hits = (1..).map(|page| ask(built, &format!("{text}&page={page}&page-size=200&highlight=false")).hits);
            hits.take_while(|hits| !hits.is_empty()).flatten().map(|hit| (hit.article.id, hit.score.unwrap())).collect()
        };
        let plain = scores("q=oil");
        let decayed = scores("q=oil&half-life=40y");
        assert_eq!(plain.keys().collect::<Vec<_>>(), decayed.keys().collect::<Vec<_>>());
        // Most are from 1987, a little less than a half-life before the version.
        let near = plain.iter().filter(|(id, score)| (0.4..0.6).contains(&(decayed[*id] / **score))).count();
        assert!(near * 10 > plain.len() * 7, "{near} of {}", plain.len());
        // A short half-life leaves no more than the order of dates.
        let undated = |id: &String| SAMPLE.reference.docs.iter().any(|doc| doc.article.id == *id && doc.article.published.is_none());
        let short = all_ids(built, "q=oil&half-life=1h&page-size=100&highlight=false");
        let first_undated = short.iter().position(undated).unwrap_or(short.len());
        assert!(first_undated > 0 && short.iter().skip(first_undated).all(undated), "the undated come last");
        let pages: Vec<String> = (1..=short.len().div_ceil(50))
            .flat_map(|page| ids(&ask(built, &format!("q=oil&half-life=1h&page-size=50&highlight=false&page={page}"))))
            .collect();
        assert_eq!(pages, short);
    }
}

#[test]
fn facet_listings_joined_are_the_whole_facet() {
    for built in archives() {
        for field in FacetField::ALL {
            for (q, prefix) in [("", ""), ("oil", ""), ("", "s")] {
                let whole = ask(built, &format!("q={q}&facets={field}&facet-size=10000&page-size=0")).facets.remove(0).1;
                let mut joined = Vec::new();
                let mut cursor: Option<String> = None;
                loop {
                    let more = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
                    let params = read(&format!("q={q}&prefix={prefix}&facet-size=37{more}"), Route::Facets);
                    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
                    let page =
                        facet_page(&built.version, &params.request, field, &params.prefix, params.listing_size, params.cursor(), &stop)
                            .unwrap();
                    joined.extend(page.values);
                    cursor = page.next_cursor;
                    if cursor.is_none() {
                        break;
                    }
                }
                if prefix.is_empty() {
                    assert_eq!(joined.len() as u64, whole.distinct, "{field} {q}");
                    assert_eq!(joined, whole.values, "{field} {q}");
                    assert_eq!(whole.other, 0);
                } else {
                    let chosen: Vec<_> = whole.values.into_iter().filter(|row| row.value.to_lowercase().starts_with(prefix)).collect();
                    assert_eq!(joined, chosen, "{field} {prefix}");
                }
            }
        }
    }
}

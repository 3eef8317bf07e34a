//! One page of hits in every format, by the router and by the command line.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};

use crate::cli::on_corpus;
use crate::http::{Answer, get, ids, search, send, url};

/// The page of a search in a format.
fn page(format: &str, pairs: &[(&str, &str)]) -> Answer {
    let answer = get(&url("/v1/search", &[pairs, &[("format", format)]].concat()));
    assert_eq!(answer.status, StatusCode::OK, "{format}: {}", answer.text);
    answer
}

#[test]
fn every_format_has_the_same_hits_under_its_own_type() {
    let asked = [("q", "cable OR dam"), ("order-by", "newest"), ("page-size", "7")];
    let hits = search(&asked)["hits"].as_array().unwrap().len();
    assert_eq!(hits, 7);
    let count = |text: &str, what: &str| text.matches(what).count();
    for (format, media_type, what, name) in [
        ("jsonl", "application/jsonl", "{\"id\":", "dateline-cable-or-dam-000001.jsonl"),
        ("rss", "application/rss+xml; charset=utf-8", "<item>", ""),
        ("atom", "application/atom+xml; charset=utf-8", "<entry", ""),
        ("jsonfeed", "application/feed+json", "\"content_text\":", ""),
        ("bibtex", "application/x-bibtex; charset=utf-8", "@article{", "dateline-cable-or-dam-000001.bib"),
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - NEWS", "dateline-cable-or-dam-000001.ris"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "\"article-newspaper\"", "dateline-cable-or-dam-000001.csl.json"),
    ] {
        let answer = page(format, &asked);
        assert_eq!(answer.header(&header::CONTENT_TYPE), media_type);
        assert_eq!(count(&answer.text, what), hits, "{format}: {}", answer.text);
        assert!(answer.header(&header::CONTENT_DISPOSITION).ends_with(&format!("\"{name}\"")) || name.is_empty(), "{:?}", answer.headers);
        assert!(answer.header(&header::LINK).contains(&format!("format={format}")), "the next page is of the same format");
        let permalink = answer.headers["dateline-request"].to_str().unwrap().to_owned();
        assert!(answer.headers["dateline-total"].to_str().unwrap().parse::<usize>().unwrap() >= hits);
        assert_eq!(get(&permalink).text.matches(what).count(), hits, "{permalink}");
    }
}

#[test]
fn a_table_reads_back_and_a_cursor_goes_on() {
    let asked = [("q", "cable"), ("order-by", "newest"), ("page-size", "3"), ("fields", "id,published,title,body")];
    let first = page("csv", &asked);
    let mut reader = csv::ReaderBuilder::new().from_reader(first.text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    let first_ids: Vec<&str> = rows.iter().map(|row| &row[0]).collect();
    assert_eq!(first_ids, ids(&search(&asked)));
    let link = first.header(&header::LINK).trim_start_matches('<').split_once('>').unwrap().0.to_owned();
    let second = get(&link);
    assert_eq!(second.status, StatusCode::OK, "{link}: {}", second.text);
    let second: Vec<String> = csv::Reader::from_reader(second.text.as_bytes()).records().map(|row| row.unwrap()[0].to_owned()).collect();
    let both: Vec<String> = first_ids.iter().map(|id| (*id).to_owned()).chain(second).collect();
    assert_eq!(both, ids(&search(&[("q", "cable"), ("order-by", "newest"), ("page-size", "6")])));
}

#[test]
fn every_match_is_a_row_in_its_context() {
    let asked = [("q", "cable"), ("lang", "en"), ("page-size", "200"), ("highlight-size", "40")];
    let answer = page("kwic", &asked);
    assert_eq!(answer.header(&header::CONTENT_TYPE), "text/csv; charset=utf-8; header=present");
    let mut reader = csv::ReaderBuilder::new().from_reader(answer.text.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>().join(" "),
        "left match right field start n of id title source date truncated"
    );
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert!(rows.len() > 20);
    for row in &rows {
        assert!(row[1].to_lowercase().starts_with("cable"), "{row:?}");
        assert!(row[0].chars().count() <= 20 && row[2].chars().count() <= 20, "{row:?}");
    }
    // The last row of an article says that there are no more.
    for id in ids(&search(&asked)) {
        let of: Vec<&csv::StringRecord> = rows.iter().filter(|row| row[7] == id).collect();
        assert!(of.last().is_some_and(|last| last[5] == last[6] && last[6] == of.len().to_string()), "{id}: {of:?}");
    }
}

#[test]
fn feeds_are_for_readers_that_send_what_they_like() {
    let noisy = "/v1/latest?format=atom&utm_source=reader&q=&from-date=&nonsense=1&page-size=3";
    let feed =
        send(Request::get(noisy).header("accept", "application/atom+xml").header("host", "news.example:8080").body(Body::empty()).unwrap());
    assert_eq!(feed.status, StatusCode::OK, "{}", feed.text);
    let own = "href=\"http://news.example:8080/v1/latest?format=atom&amp;page-size=3\" type=\"application/atom+xml\"";
    assert!(feed.text.contains(&format!("rel=\"self\" {own}")), "{}", feed.text);
    assert!(feed.text.contains("rel=\"alternate\" href=\"http://news.example:8080/?order-by=newest\""), "{}", feed.text);
    let evil = send(Request::get(noisy).header("host", "a\"><script>").body(Body::empty()).unwrap());
    assert!(!evil.text.contains("<script"), "{}", evil.text);
    get("/v1/latest?format=csv&nonsense=1").problem(400, "invalid-parameters");
    get("/v1/timeline?format=csv").problem(400, "invalid-parameters");
}

#[test]
fn a_feed_that_its_reader_holds_is_not_sent_again() {
    let ask = |host: &str, tag: &str| {
        let request = Request::get("/v1/search?q=cable&format=rss").header("host", host).header("if-none-match", tag);
        send(request.body(Body::empty()).unwrap())
    };
    let first = ask("a.example", "\"none\"");
    let tag = first.header(&header::ETAG).to_owned();
    assert_eq!(ask("a.example", &tag).status, StatusCode::NOT_MODIFIED);
    assert_eq!(ask("b.example", &tag).status, StatusCode::OK, "its links begin otherwise");
    assert_ne!(get("/v1/search?q=cable&format=atom").header(&header::ETAG), tag);
}

#[test]
fn feeds_of_the_corpus_are_read_by_another_program() {
    for format in ["rss", "atom", "jsonfeed"] {
        let feed = page(format, &[("page-size", "200")]);
        let read = feed_rs::parser::parse(feed.text.as_bytes()).unwrap();
        assert!(read.entries.len() >= 60, "{format}: {}", read.entries.len());
        for entry in &read.entries {
            assert!(entry.id.starts_with("urn:uuid:") && entry.links.iter().all(|link| link.href.starts_with("http")), "{entry:?}");
            assert!(entry.title.is_some(), "{entry:?}");
        }
        let undated = read.entries.iter().filter(|entry| entry.published.is_none()).count();
        assert!(undated > 0, "{format}: months, years and undated articles have no date of a feed");
    }
}

#[test]
fn the_page_leads_to_its_feeds_and_html_leads_to_the_page() {
    let shown = get("/?q=cable%20AND&from=2024&page=2");
    for format in ["rss", "atom", "jsonfeed"] {
        let at = format!("href=\"/v1/search?q=cable%20AND&#38;from-date=2024&#38;lenient=true&#38;page-size=50&#38;format={format}\">");
        assert!(shown.text.contains(&at), "{at} in {}", shown.text.lines().filter(|line| line.contains("alternate")).collect::<String>());
    }
    assert_eq!(get("/v1/search?q=cable%20AND&from-date=2024&lenient=true&page-size=50&format=rss").status, StatusCode::OK);
    let html = get("/v1/latest?q=a%26b&format=html&page-size=5");
    assert_eq!((html.status, html.header(&header::LOCATION)), (StatusCode::SEE_OTHER, "/?q=a%26b&order-by=newest"));
}

#[test]
fn the_command_line_writes_the_same() {
    for format in ["csv", "jsonl", "ris", "bibtex", "csl-json", "kwic"] {
        let ran = on_corpus(&["search", "cable", "--page-size", "5", "--format", format]).expect(0);
        assert_eq!(ran.out, page(format, &[("q", "cable"), ("page-size", "5")]).text, "{format}");
    }
    assert!(on_corpus(&["search", "cable", "--format", "json"]).expect(0).json()["hits"].is_array());
    assert!(on_corpus(&["latest", "--format", "atom"]).expect(0).out.contains("http://127.0.0.1:8080/v1/latest?format=atom"));
    on_corpus(&["search", "cable", "--format", "html"]).expect(2);
}

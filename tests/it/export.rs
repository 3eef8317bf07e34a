//! Every match, streamed: over HTTP and into files.

use std::fs;
use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use dateline::index::Archive;
use dateline::web::{AppState, ServeOptions};
use serde_json::Value;

use crate::cli::{self, on_corpus, run};
use crate::http::{Answer, get, ids, search, send_to, total, url};
use crate::support::NOW_US;

fn export(pairs: &[(&str, &str)]) -> Answer {
    let answer = get(&url("/v1/export", pairs));
    assert_eq!(answer.status, StatusCode::OK, "{pairs:?}: {}", answer.text);
    answer
}

/// The lines of an export: receipt, articles, end.
fn lines(text: &str) -> (Value, Vec<Value>, Value) {
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let end = lines.pop().unwrap();
    let begin = lines.remove(0);
    (begin, lines, end)
}

#[test]
fn rows_are_the_total_and_the_last_line_says_so() {
    for q in ["", "cable", "cable OR dam", "is:undated", "NOT cable", "place:IR", "date:2024", "nothingatallhasthis"] {
        let answer = export(&[("q", q)]);
        let (begin, rows, end) = lines(&answer.text);
        let counted = search(&[("q", q), ("interval", "month"), ("page-size", "200"), ("order-by", "newest")]);
        let timeline = &counted["timeline"];
        let buckets: u64 = timeline["buckets"].as_array().unwrap().iter().map(|bucket| bucket["count"].as_u64().unwrap()).sum();
        let sum = buckets + timeline["undated"].as_u64().unwrap() + timeline["coarser"].as_u64().unwrap();
        let n = rows.len() as u64;
        assert_eq!([total(&counted), sum, end["complete"].as_u64().unwrap()], [n; 3], "{q}");
        assert_eq!(begin["request"]["q"], q);
        assert_eq!(begin["total"], n);
        let exported: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
        assert_eq!(exported, ids(&counted), "{q}: the order of newest");
        assert!(rows.iter().all(|row| row["body"].is_string() && row.get("extra").is_some()), "articles are whole");
    }
}

#[test]
fn orders_are_those_of_searches_and_of_ids() {
    let exported = |order: &str| -> Vec<String> {
        lines(&export(&[("q", "NOT zzz"), ("order-by", order)]).text).1.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(exported("oldest"), ids(&search(&[("q", "NOT zzz"), ("order-by", "oldest"), ("page-size", "200")])));
    let by_id = exported("id");
    assert!(by_id.is_sorted() && by_id.len() >= 60, "{by_id:?}");
}

#[test]
fn every_format_holds_every_match_and_names_its_request() {
    let all = total(&search(&[("q", "cable OR dam")]));
    let rows = |format: &str, text: &str| match format {
        "csv" => csv::Reader::from_reader(text.as_bytes()).records().count(),
        "bibtex" => text.matches("@article{").count(),
        _ => text.matches("\r\nER  - \r\n").count(),
    };
    for format in ["csv", "bibtex", "ris"] {
        let answer = export(&[("q", "cable OR dam"), ("format", format), ("order-by", "id")]);
        assert_eq!(rows(format, &answer.text) as u64, all, "{format}");
        assert_eq!(answer.header(&header::TRAILER), "dateline-complete");
        assert!(answer.header(&header::CONTENT_DISPOSITION).starts_with("attachment; filename=\"dateline-cable-or-dam-000001."));
        let permalink = answer.headers["dateline-request"].to_str().unwrap().to_owned();
        assert!(permalink.starts_with("/v1/export?") && permalink.contains("as-of=000001"), "{permalink}");
        assert_eq!(get(&permalink).text, answer.text, "the permalink gives the very same");
    }
    let posted = Request::post("/v1/export").header("content-type", "application/json").header("accept", "text/csv");
    let posted = crate::http::send(posted.body(Body::from(r#"{"q":"cable OR dam","format":"csv","fields":["id"]}"#)).unwrap());
    assert_eq!((posted.status, posted.text.lines().count() as u64), (StatusCode::OK, all + 1), "{}", posted.text);
}

#[test]
fn an_export_refuses_before_it_writes() {
    get("/v1/export?facets=lang").problem(400, "invalid-parameters");
    get("/v1/export?page=2&cursor=x").problem(400, "invalid-parameters");
    get("/v1/export?q=cable%20AND").problem(400, "invalid-parameters");
    get("/v1/export?order-by=relevance").problem(400, "invalid-parameters");
    get("/v1/export?format=rss").problem(400, "invalid-parameters");
    get("/v1/export?as-of=000099").problem(404, "no-such-version");
    let options = ServeOptions { max_export: Some(3), ..ServeOptions::new(Arc::new(|| NOW_US)) };
    let state = AppState::new(Arc::new(Archive::open(&cli::CORPUS.path().join("index")).unwrap()), options);
    let ask = |path: &str| send_to(&state, Request::get(path).body(Body::empty()).unwrap());
    let problem = ask("/v1/export").problem(400, "too-many-matches");
    assert!(problem["detail"].as_str().unwrap().contains("at most 3"), "{problem}");
    assert_eq!(ask("/v1/export?q=nothingatallhasthis").status, StatusCode::OK);
}

#[test]
fn an_export_that_is_held_is_not_sent_again_and_a_packed_one_is_the_same() {
    let first = export(&[("q", "cable")]);
    let tag = first.header(&header::ETAG).to_owned();
    let again = Request::get("/v1/export?q=cable").header("if-none-match", &tag).body(Body::empty()).unwrap();
    assert_eq!(crate::http::send(again).status, StatusCode::NOT_MODIFIED);
    let packed = Request::get("/v1/export?q=cable").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
    assert_eq!(crate::http::send(packed).header(&header::CONTENT_ENCODING), "gzip");
}

#[test]
fn a_file_appears_whole_with_its_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let index = cli::CORPUS.path().join("index");
    let index = index.to_str().unwrap();
    let all = total(&search(&[("q", "cable")]));
    run(dir.path(), &["export", "cable", "--index", index, "-o", "a.jsonl", "--quiet"]).expect(0);
    let (begin, rows, end) = lines(&fs::read_to_string(dir.path().join("a.jsonl")).unwrap());
    assert_eq!((rows.len() as u64, end["complete"].as_u64()), (all, Some(all)));
    assert!(begin["request"]["permalink"].as_str().unwrap().starts_with("/v1/export?q=cable"));
    assert!(!dir.path().join("a.jsonl.receipt.json").exists(), "JSON lines have theirs inside");
    let told = run(dir.path(), &["export", "cable", "--index", index, "-o", "a.csv", "--format", "csv"]).expect(0);
    assert!(told.out.is_empty() && told.err.contains("`a.csv.receipt.json`"), "{}", told.err);
    let receipt: Value = serde_json::from_slice(&fs::read(dir.path().join("a.csv.receipt.json")).unwrap()).unwrap();
    assert_eq!((receipt["complete"].as_u64(), receipt["total"].as_u64()), (Some(all), Some(all)));
    let table = fs::read_to_string(dir.path().join("a.csv")).unwrap();
    assert_eq!(table, export(&[("q", "cable"), ("format", "csv")]).text, "the command line and the service agree");
    let mut names: Vec<String> = fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["a.csv", "a.csv.receipt.json", "a.jsonl"], "nothing unfinished is left");
}

#[test]
fn a_file_that_is_there_stays_unless_told_otherwise() {
    let dir = tempfile::tempdir().unwrap();
    let index = cli::CORPUS.path().join("index");
    let index = index.to_str().unwrap();
    fs::write(dir.path().join("a.ris"), "mine").unwrap();
    let refused = run(dir.path(), &["export", "cable", "--index", index, "-o", "a.ris", "--format", "ris"]).expect(2);
    assert!(refused.err.contains("`--force`"), "{}", refused.err);
    assert_eq!(fs::read_to_string(dir.path().join("a.ris")).unwrap(), "mine");
    run(dir.path(), &["export", "cable", "--index", index, "-o", "a.ris", "--format", "ris", "--force"]).expect(0);
    assert!(fs::read_to_string(dir.path().join("a.ris")).unwrap().starts_with("TY  - NEWS"));
    for (args, code) in [
        (&["-o", "b", "--max-export", "1"][..], 1),
        (&["-o", "b", "--max-export", "many"], 2),
        (&["-o", "b", "--format", "xml"], 2),
        (&["-o", "."], 2),
        (&["-o", "no/such/b"], 1),
        (&[], 2),
    ] {
        run(dir.path(), &[&["export", "cable", "--index", index], args].concat()).expect(code);
    }
    assert!(!dir.path().join("b").exists());
    run(dir.path(), &["export", "cable AND", "--index", index, "-o", "b"]).expect(2);
}

#[test]
fn an_export_of_nothing_is_an_export_and_standard_output_takes_one() {
    let (begin, rows, end) = lines(&on_corpus(&["export", "nothingatallhasthis", "-o", "-"]).expect(0).out);
    assert_eq!((begin["total"].as_u64(), rows.len(), end["complete"].as_u64()), (Some(0), 0, Some(0)));
    let table = on_corpus(&["export", "nothingatallhasthis", "-o", "-", "--format", "csv"]).expect(0).out;
    assert!(table.starts_with("id,url,") && table.lines().count() == 1, "{table}");
    assert_eq!(
        on_corpus(&["export", "cable", "-o", "-", "--format", "bibtex"]).expect(0).out,
        export(&[("q", "cable"), ("format", "bibtex")]).text
    );
}

//! A service that may not show everything: nothing of it is in any format or page.

use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use dateline::index::Archive;
use dateline::web::{AppState, PublicFields, ServeOptions};

use crate::cli::run;
use crate::http::{Answer, send_to};
use crate::support::NOW_US;

/// An article whose every hidden member holds a word that must not come out.
const ARTICLE: &str = r#"{"id":"a","url":"https://secreturl.example/x","source":"Shown Times","title":"Shown title","lead":"secretlead begins",
"body":"BODY","authors":["Secretauthor Name"],"section":"secretsection","tags":["secrettag"],"language":"en","published":"2025-01-29",
"entities":[{"type":"person","name":"Secretperson"}],"related":[{"title":"secretrelated"}],"extra":{"more":"secretextra"}}"#;

static SERVICE: LazyLock<(tempfile::TempDir, Arc<AppState>)> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    // What lies far from a match is not shown; what lies around it is.
    let body = format!("secretstart {} around oil here {} secretend", "filler words ".repeat(100), "filler words ".repeat(100));
    std::fs::write(dir.path().join("a.jsonl"), ARTICLE.replace('\n', "").replace("BODY", &body)).unwrap();
    run(dir.path(), &["ingest", "a.jsonl", "--entities", "given", "--quiet"]).expect(0);
    let public = PublicFields::parse("title,source,published").unwrap();
    let options = ServeOptions { public, ..ServeOptions::new(Arc::new(|| NOW_US)) };
    let state = AppState::new(Arc::new(Archive::open(&dir.path().join("index")).unwrap()), options);
    (dir, state)
});

fn get(path: &str) -> Answer {
    send_to(&SERVICE.1, Request::get(path).body(Body::empty()).unwrap())
}

#[test]
fn what_is_not_public_is_in_no_format_and_on_no_page() {
    let mut paths: Vec<String> =
        vec!["/".into(), "/?q=oil".into(), "/article/a".into(), "/v1/articles/a?fields=*,mentions".into(), "/about".into()];
    for format in ["json", "jsonl", "csv", "kwic", "rss", "atom", "jsonfeed", "bibtex", "ris", "csl-json"] {
        for q in ["oil", "", "oil NEAR/500 secretend", "secretlead"] {
            paths.push(format!("/v1/search?q={}&fields=*&highlight-size=10000&highlight-count=100&format={format}", q.replace(' ', "%20")));
        }
        paths.push(format!("/v1/latest?format={format}&fields=*,mentions"));
    }
    paths.extend(
        ["jsonl", "csv", "bibtex", "ris"].map(|format| format!("/v1/export?format={format}&highlight=true&highlight-size=10000&q=oil")),
    );
    for path in &paths {
        let answer = get(path);
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        assert!(path.contains("kwic") || answer.text.contains("Shown") || path == "/about", "{path}: {}", answer.text);
        let asked = path.contains("NEAR") || path.contains("secretlead");
        for secret in
            ["secreturl", "Secretauthor", "secretsection", "secrettag", "Secretperson", "secretrelated", "secretextra", "secretstart"]
        {
            assert!(!answer.text.contains(secret), "`{secret}` in {path}: {}", answer.text);
        }
        if !asked {
            assert!(!answer.text.contains("secretlead") && !answer.text.contains("secretend"), "{path}: {}", answer.text);
        }
    }
}

#[test]
fn it_is_still_searched_and_shown_around_matches() {
    let found = get("/v1/search?q=oil&fields=body,title").json();
    assert_eq!(found["total"]["value"], 1);
    let hit = &found["hits"][0];
    assert!(hit["title"] == "Shown title" && hit.get("body").is_none(), "{hit}");
    assert!(hit["highlights"]["body"][0]["text"].as_str().unwrap().contains("around oil here"), "{hit}");
    assert!(found["warnings"].to_string().contains("not-public"), "{}", found["warnings"]);
    assert_eq!(get("/v1/search?q=oil&fields=body&format=csv").text, "id\r\na\r\n");
    let rows = get("/v1/search?q=filler&format=kwic").text;
    assert!(rows.lines().count() == 4 && rows.contains(",3,200,"), "few of many, and it says so: {rows}");
    assert!(get("/?q=oil").text.contains("around <mark>oil</mark> here"));
    assert!(get("/article/a").text.contains("not be shown"));
}

#[test]
fn values_that_are_not_public_are_not_counted() {
    for path in ["/v1/search?facets=source,author", "/v1/timeline?by=tag", "/v1/facets/person"] {
        let problem = get(path).problem(400, "invalid-parameters");
        assert!(problem["detail"].as_str().unwrap().contains("may not be shown"), "{problem}");
    }
    assert!(get("/v1/facets/source").text.contains("Shown Times"));
    assert!(!get("/v1/stats").json()["facets"].to_string().contains("\"lang\""));
}

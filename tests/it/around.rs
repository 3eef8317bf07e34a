//! What stands around the API: its description, the pages about it, metrics.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{Request, header};
use dateline::index::Archive;
use dateline::web::{AppState, Keys, ServeOptions};

use crate::cli;
use crate::http::{get, send_to};
use crate::support::NOW_US;

#[test]
fn the_description_says_where_it_was_asked_for() {
    let request = Request::get("/openapi.json").header(header::HOST, "news.example:8080").body(Body::empty()).unwrap();
    let description = send_to(&crate::http::STATE, request).json();
    assert_eq!((&description["openapi"], &description["servers"][0]["url"]), (&"3.1.0".into(), &"http://news.example:8080".into()));
    let xml = get("/opensearch.xml");
    assert!(xml.header(&header::CONTENT_TYPE).starts_with("application/opensearchdescription+xml"));
    assert!(xml.text.contains("template=\"http://localhost/?q={searchTerms}&amp;page={startPage?}\""), "{}", xml.text);
    assert!(get("/").text.contains("<link rel=\"search\" type=\"application/opensearchdescription+xml\""));
}

#[test]
fn the_page_of_the_api_has_every_operation_and_its_examples_are_answered() {
    let page = get("/docs").text;
    let description = get("/openapi.json").json();
    for (path, item) in description["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let heading = format!("<code>{} {path}</code>", method.to_uppercase());
            assert!(page.contains(&heading), "{heading}");
        }
    }
    let mut tried = 0;
    for example in page.split("Try <a href=\"").skip(1) {
        let address = example.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        assert_eq!(get(&address).status, 200, "{address}");
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
    assert!(!page.contains("<script"));
}

#[test]
fn the_page_of_sources_shows_months_that_lead_to_their_articles() {
    let page = get("/sources").text;
    let cells: Vec<&str> = page
        .split("<td class=\"heat h")
        .skip(1)
        .filter_map(|cell| cell.split("</td>").next())
        .filter(|cell| cell.contains("href="))
        .collect();
    assert!(cells.len() > 20, "{}", cells.len());
    for cell in cells.iter().step_by(7) {
        let address = cell.split("href=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
        let count: u64 = cell.split("</a>").next().unwrap().rsplit('>').next().unwrap().trim().parse().unwrap();
        let found = get(&address.replacen("/?", "/v1/search?", 1)).json();
        assert_eq!(found["total"]["value"], count, "{address}");
    }
}

#[test]
fn metrics_count_requests_and_are_not_for_strangers() {
    get("/v1/search?q=dam");
    let text = get("/metrics").text;
    assert!(text.contains("dateline_http_requests_total{route=\"/v1/search\",method=\"GET\",status=\"200\"}"), "{text}");
    assert!(text.contains("dateline_searches_total{path=") && text.ends_with("# EOF\n"), "{text}");
    assert!(!text.contains("dam"), "queries are no metric");
    let service = |public_metrics| {
        let mut keys = Keys::default();
        keys.add("0123456789abcdef");
        let options = ServeOptions { explain: false, public_metrics, keys, ..ServeOptions::new(Arc::new(|| NOW_US)) };
        AppState::new(Arc::new(Archive::open(&cli::CORPUS.path().join("index")).unwrap()), options)
    };
    let ask = |state: Arc<AppState>, key: &str| {
        let mut request = Request::get("/metrics");
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        send_to(&state, request.body(Body::empty()).unwrap())
    };
    ask(service(false), "").problem(403, "forbidden");
    assert_eq!(ask(service(false), "0123456789abcdef").status, 200);
    assert_eq!(ask(service(true), "").status, 200);
}

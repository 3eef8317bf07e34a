use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use serde_json::Value;
use tower::ServiceExt as _;

use super::*;
use crate::index::Archive;
use crate::web::ServeOptions;

/// A service over an archive without a version.
fn service() -> (tempfile::TempDir, Router) {
    let dir = tempfile::tempdir().unwrap();
    let archive = Arc::new(Archive::open(dir.path()).unwrap());
    let options = ServeOptions { deadline: Duration::from_secs(5), ..ServeOptions::new(Arc::new(|| 1_743_460_200_000_000)) };
    (dir, router(AppState::new(archive, options)))
}

struct Got {
    status: u16,
    headers: axum::http::HeaderMap,
    body: String,
}

impl Got {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

async fn send(request: Request<Body>) -> Got {
    let (_dir, service) = service();
    let response = service.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 24).await.unwrap();
    Got { status: parts.status.as_u16(), headers: parts.headers, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

async fn get_as(uri: &str, accept: &str) -> Got {
    send(Request::get(uri).header("accept", accept).body(Body::empty()).unwrap()).await
}

async fn check_problem(request: Request<Body>, status: u16, slug: &str) -> Got {
    let what = format!("{} {}", request.method(), request.uri());
    let got = send(request).await;
    assert_eq!(got.status, status, "{what}: {}", got.body);
    assert_eq!(got.header("content-type"), "application/problem+json", "{what}");
    let json = got.json();
    assert_eq!(json["type"], format!("/problems/{slug}"), "{what}");
    assert_eq!(json["status"], status, "{what}");
    assert_eq!(json["request_id"], got.header("x-request-id"), "{what}");
    assert!(!json["detail"].as_str().unwrap().is_empty(), "{what}");
    got
}

fn request(method: &str, uri: &str) -> Request<Body> {
    Request::builder().method(method).uri(uri).body(Body::empty()).unwrap()
}

#[tokio::test]
async fn scores_are_explained_to_the_machine_itself_alone() {
    check_problem(request("GET", "/v1/search?q=oil&explain=true"), 503, "not-ready").await;
    let dir = tempfile::tempdir().unwrap();
    let options = ServeOptions { explain: false, ..ServeOptions::new(Arc::new(|| 0)) };
    let service = router(AppState::new(Arc::new(Archive::open(dir.path()).unwrap()), options));
    let got = service.oneshot(request("GET", "/v1/search?q=oil&explain=true")).await.unwrap();
    assert_eq!(got.status().as_u16(), 403);
}

#[tokio::test]
async fn what_is_wrong_is_a_problem_with_its_status() {
    let cases = [
        ("GET", "/v1/nothing", 404, "not-found"),
        ("GET", "/v1/facets/colour", 404, "not-found"),
        ("GET", "/v1/facets/%FF", 404, "not-found"),
        ("GET", "/v1/search?page=0", 400, "invalid-parameters"),
        ("GET", "/v1/search?q=oil+AND", 400, "invalid-parameters"),
        ("GET", "/v1/stats?q=oil", 400, "invalid-parameters"),
        ("GET", "/v1/versions?x=1", 400, "invalid-parameters"),
        ("GET", "/v1/search", 503, "not-ready"),
        ("GET", "/v1/search?as-of=7", 404, "no-such-version"),
        ("GET", "/v1/articles/x", 503, "not-ready"),
        ("GET", "/readyz", 503, "not-ready"),
        ("PUT", "/v1/search", 405, "method-not-allowed"),
        ("POST", "/v1/search", 415, "unsupported-media-type"),
        ("GET", "/v1/export?q=oil", 503, "not-ready"),
        ("GET", "/v1/suggest?q=oi", 503, "not-ready"),
        ("GET", "/v1/articles/a%2Fb/related", 503, "not-ready"),
        ("DELETE", "/v1/articles/a", 403, "forbidden"),
        ("POST", "/v1/articles", 403, "forbidden"),
    ];
    for (method, uri, status, slug) in cases {
        check_problem(request(method, uri), status, slug).await;
    }
}

#[tokio::test]
async fn all_bad_parameters_are_in_one_problem() {
    let got = check_problem(request("GET", "/v1/search?q=(oil&page=0&colour=red&tz=Mars"), 400, "invalid-parameters").await;
    let errors =
        got.json()["errors"].as_array().unwrap().iter().map(|error| error["parameter"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(errors, ["colour", "q", "tz", "page"]);
    assert_eq!(got.json()["column"], 1);
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let got = check_problem(request("DELETE", "/v1/search"), 405, "method-not-allowed").await;
    assert_eq!(got.header("allow"), "GET,HEAD,POST");
    let detail = got.json()["detail"].as_str().unwrap().to_owned();
    assert_eq!(detail, "`/v1/search` takes GET, HEAD, POST");
    for (route, methods) in ROUTES.into_iter().filter(|(route, _)| route.starts_with("/v1/") || route.ends_with('z')) {
        let uri = route.replace("{field}", "tag").replace("{id}", "x").replace("{*id}", "x").replace("{kind}", "locked");
        let got = check_problem(request("PATCH", &uri), 405, "method-not-allowed").await;
        let detail = got.json()["detail"].as_str().unwrap().to_owned();
        let named = detail.rsplit_once("takes ").unwrap().1;
        assert_eq!(named.replace(", ", ","), got.header("allow"), "{uri}: {detail}");
        assert_eq!(named, methods, "{uri}");
    }
}

#[tokio::test]
async fn a_link_that_servers_between_would_refuse_is_left_out() {
    for (length, linked) in [(8 << 10, true), ((8 << 10) + 1, false)] {
        let answer = Answer::Whole { tag: "W/\"x\"".into(), body: "{}".into(), next: Some("x".repeat(length)), about: About::default() };
        assert_eq!(answer.into_response().headers().contains_key("link"), linked, "{length}");
    }
}

#[tokio::test]
async fn waiting_clients_are_told_how_long() {
    assert_eq!(send(request("GET", "/readyz")).await.header("retry-after"), "5");
}

#[tokio::test]
async fn bodies_are_checked() {
    let post = |kind: &str, body: Body| Request::post("/v1/search").header("content-type", kind).body(body).unwrap();
    check_problem(post("text/plain", Body::from("{}")), 415, "unsupported-media-type").await;
    check_problem(post("application/json", Body::from("{")), 400, "invalid-body").await;
    check_problem(post("application/json", Body::from("[]")), 400, "invalid-body").await;
    check_problem(post("application/json; charset=utf-8", Body::from(r#"{"page":0}"#)), 400, "invalid-parameters").await;
    check_problem(post("application/json", Body::from(r#"{"q":"oil","lang":["en","fa"],"page":1}"#)), 503, "not-ready").await;
    check_problem(post("application/json", Body::from(vec![b' '; 3 << 20])), 413, "body-too-large").await;
}

#[tokio::test]
async fn long_addresses_and_unknown_formats_are_refused() {
    check_problem(request("GET", &format!("/v1/search?q={}", "a".repeat(40_000))), 414, "uri-too-long").await;
    let accept = |value: &str| Request::get("/v1/search").header("accept", value).body(Body::empty()).unwrap();
    check_problem(accept("text/csv"), 406, "not-acceptable").await;
    check_problem(accept("application/json;q=0"), 406, "not-acceptable").await;
    for takes in ["*/*", "text/html, application/*;q=0.5", "application/json"] {
        check_problem(accept(takes), 503, "not-ready").await;
    }
}

#[tokio::test]
async fn health_does_not_need_an_index() {
    let got = send(request("GET", "/healthz")).await;
    assert_eq!((got.status, got.body.as_str()), (200, r#"{"status":"ok"}"#));
    let got = send(request("GET", "/v1/versions")).await;
    assert_eq!((got.status, got.body.as_str()), (200, r#"{"versions":[]}"#));
}

#[tokio::test]
async fn an_empty_archive_says_what_to_type() {
    let got = send(request("GET", "/")).await;
    assert_eq!(got.status, 200);
    assert!(got.body.contains("dateline ingest corpus"), "{}", got.body);
    assert_eq!(got.header("content-type"), "text/html; charset=utf-8");
    assert!(got.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(got.header("x-content-type-options"), "nosniff");
    assert!(send(request("GET", "/about")).await.body.contains("No article is indexed yet"));
}

#[tokio::test]
async fn a_page_with_a_bad_date_says_so_and_keeps_what_was_typed() {
    let got = send(request("GET", "/?q=oil%22%3E%3Cscript%3E&from-date=soon&utm_source=x")).await;
    assert_eq!(got.status, 400);
    assert!(got.body.contains("is no date") && got.body.contains("value=\"oil&#34;&#62;&#60;script&#62;\""), "{}", got.body);
    assert!(!got.body.contains("<script"));
}

#[tokio::test]
async fn errors_of_pages_are_pages() {
    for (uri, accept, status) in [("/problems/nonsense", "*/*", 404), ("/nowhere", "text/html,*/*;q=0.8", 404), ("/article/x", "", 503)] {
        let got = get_as(uri, accept).await;
        assert_eq!(got.status, status, "{uri}");
        assert_eq!(got.header("content-type"), "text/html; charset=utf-8", "{uri}");
        assert!(got.body.contains("Back to the search page"), "{uri}");
    }
}

#[tokio::test]
async fn every_problem_has_a_page() {
    for row in &crate::web::problem::TABLE {
        let got = send(request("GET", &format!("/problems/{}", row.slug))).await;
        assert_eq!(got.status, 200, "{}", row.slug);
        assert!(got.body.contains(row.title), "{}", row.slug);
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    for uri in ["/healthz", "/", "/v1/search?page=0", "/v1/versions"] {
        let (get, head) = (send(request("GET", uri)).await, send(request("HEAD", uri)).await);
        assert_eq!((head.status, head.body.as_str()), (get.status, ""), "{uri}");
        assert_eq!(head.header("content-type"), get.header("content-type"), "{uri}");
    }
}

#[tokio::test]
async fn the_style_sheet_is_kept_by_its_hash() {
    let got = send(request("GET", assets::STYLE_URL.as_str())).await;
    assert_eq!((got.status, got.header("content-type")), (200, "text/css; charset=utf-8"));
    let again = Request::get("/assets/style.css").header("if-none-match", got.header("etag")).body(Body::empty()).unwrap();
    assert_eq!(send(again).await.status, 304);
}

#[tokio::test]
async fn answers_are_compressed_for_clients_that_take_it() {
    for coding in ["gzip", "br", "zstd"] {
        let (_dir, service) = service();
        let request = Request::get("/assets/style.css").header("accept-encoding", coding).body(Body::empty()).unwrap();
        let response = service.oneshot(request).await.unwrap();
        assert_eq!(response.headers()["content-encoding"], coding);
    }
}

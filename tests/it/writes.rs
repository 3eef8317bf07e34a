//! Articles posted to and deleted from a service: who may, what becomes of them, when they are seen.

use std::sync::Arc;
use std::thread;

use axum::body::Body;
use axum::http::{Request, header};
use dateline::analysis::EntityMode;
use dateline::article::published::Zone;
use dateline::index::layout::Layout;
use dateline::index::{Archive, Writer};
use dateline::run::{Memory, PostOptions};
use dateline::web::keys::NewKey;
use dateline::web::{Access, AppState, Keys, ServeOptions};

use crate::cli::run;
use crate::http::{Answer, send_to};
use crate::support::NOW_US;

/// A service that may be written to, with its keys.
struct Service {
    dir: tempfile::TempDir,
    state: Arc<AppState>,
    write: String,
    read: String,
}

fn service(require_key: bool) -> Service {
    let dir = tempfile::tempdir().unwrap();
    let (write, read) = (NewKey::make(Access::Write, "").unwrap(), NewKey::make(Access::Read, "").unwrap());
    let mut keys = Keys::default();
    keys.read(&format!("{}\n{}", write.line, read.line)).unwrap();
    let index = dir.path().join("index");
    let post =
        PostOptions { index: index.clone(), entities: EntityMode::Auto, zone: Zone::Utc, memory: Memory::default(), life_us: 900_000_000 };
    let options = ServeOptions { keys, require_key, post: Some(post), explain: false, ..ServeOptions::new(Arc::new(|| NOW_US)) };
    let state = AppState::new(Arc::new(Archive::open(&index).unwrap()), options);
    Service { dir, state, write: write.key, read: read.key }
}

impl Service {
    fn send(&self, method: &str, path: &str, key: &str, body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(path).header(header::CONTENT_TYPE, "application/x-ndjson");
        if !key.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
        }
        send_to(&self.state, request.body(Body::from(body.to_owned())).unwrap())
    }

    fn post(&self, body: &str) -> Answer {
        self.send("POST", "/v1/articles", &self.write, body)
    }

    fn total(&self, q: &str) -> u64 {
        self.send("GET", &format!("/v1/search?q={q}"), &self.write, "").json()["total"]["value"].as_u64().unwrap()
    }
}

#[test]
fn what_is_posted_is_found_at_once_and_what_is_deleted_is_not() {
    let service = service(false);
    let posted = service.post("{\"id\":\"a\",\"title\":\"Dam opens\"}\n{\"id\":\"b\",\"title\":\"Dam in Tehran\"}\n");
    assert_eq!(posted.status, 200, "{}", posted.text);
    let expected = r#"{"results":[{"id":"a","status":"added","reason":null},{"id":"b","status":"added","reason":null}],"failed":0,"version":"000001"}"#;
    assert_eq!(posted.text, expected);
    assert_eq!((service.total("dam"), service.total("place:IR")), (2, 1));
    let some = service.post("{\"id\":\"a\",\"title\":\"Dam shuts\"}\n{\"id\":\"c\"}\n\n{\"id\":\"b\",\"title\":\"Dam in Tehran\"}");
    assert_eq!(some.status, 207);
    let some = some.json();
    let of = |n: usize| some["results"][n]["status"].as_str().unwrap();
    assert_eq!((of(0), of(1), of(2), &some["failed"], &some["version"]), ("updated", "rejected", "unchanged", &1.into(), &"000002".into()));
    assert!(some["results"][1]["reason"].as_str().unwrap().starts_with("line 2: "), "{some}");
    assert_eq!((service.total("opens"), service.total("shuts")), (0, 1));
    assert_eq!(service.send("DELETE", "/v1/articles/a", &service.write, "").status, 204);
    assert_eq!((service.total("shuts"), service.total("*")), (0, 1));
    // It is hidden in every version that is kept.
    assert_eq!(service.total("*&as-of=1"), 1);
    service.send("DELETE", "/v1/articles/a", &service.write, "").problem(404, "no-such-article");
    // The command line sees the same archive.
    assert!(run(service.dir.path(), &["search", "Tehran", "--json"]).expect(0).out.contains("\"id\":\"b\""));
}

#[test]
fn only_those_with_a_key_that_may_write_do() {
    let service = service(false);
    let line = r#"{"id":"a","title":"Dam opens"}"#;
    for (method, path) in [("POST", "/v1/articles"), ("DELETE", "/v1/articles/a")] {
        let refused = service.send(method, path, "", line);
        assert_eq!(refused.header(&header::WWW_AUTHENTICATE), "Bearer realm=\"dateline\"");
        refused.problem(401, "unauthorized");
        service.send(method, path, "dateline_forged", line).problem(401, "unauthorized");
        service.send(method, path, &service.read, line).problem(403, "forbidden");
        // Without keys nobody writes.
        let none = AppState::new(Arc::new(Archive::open(service.dir.path()).unwrap()), ServeOptions::new(Arc::new(|| NOW_US)));
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        send_to(&none, request).problem(403, "forbidden");
        // Credentials that a proxy sends on are not for it.
        let request = Request::builder().uri("/v1/versions").header(header::AUTHORIZATION, "Basic eDp5").body(Body::empty()).unwrap();
        assert_eq!(send_to(&none, request).status, 200);
        service.send(method, &format!("{path}?sync=true"), &service.write, line).problem(400, "invalid-parameters");
    }
    service.send("GET", "/v1/search?q=*", "dateline_forged", "").problem(401, "unauthorized");
    assert_eq!(service.post(line).status, 200);
    // A key also opens what only the machine itself may ask for.
    service.send("GET", "/v1/search?q=dam&explain=true", "", "").problem(403, "forbidden");
    assert!(service.send("GET", "/v1/search?q=dam&explain=true", &service.read, "").text.contains("explanation"));
}

#[test]
fn a_service_may_ask_every_reader_for_a_key() {
    let service = service(true);
    service.post(r#"{"id":"a","title":"Dam opens"}"#);
    service.send("GET", "/v1/search?q=dam", "", "").problem(401, "unauthorized");
    assert_eq!(service.send("GET", "/", "", "").status, 401);
    assert_eq!(service.send("GET", "/healthz", "", "").status, 200);
    assert_eq!(service.send("GET", "/healthz", "dateline_forged", "").status, 200);
    assert_eq!(service.send("GET", "/v1/search?q=dam", &service.read, "").json()["total"]["value"], 1);
}

#[test]
fn what_cannot_be_taken_is_said_and_nothing_of_it_stays() {
    let service = service(false);
    let none = service.post("not json\n[]\n").problem(400, "invalid-body");
    assert!(none["detail"].as_str().unwrap().contains("line 1: "), "{none}");
    service.post("").problem(400, "invalid-body");
    let as_form = Request::post("/v1/articles")
        .header(header::AUTHORIZATION, format!("Bearer {}", service.write))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    send_to(&service.state, as_form.body(Body::from("a=b")).unwrap()).problem(415, "unsupported-media-type");
    service.post(&format!("{{\"title\":\"{}\"}}", "x".repeat(64 << 20))).problem(413, "body-too-large");
    let long = service.post(&format!("{{\"id\":\"a\",\"title\":\"{}\"}}\n{{\"id\":\"b\",\"title\":\"y\"}}", "x ".repeat(9 << 20)));
    assert_eq!(long.status, 207, "{}", long.text);
    assert_eq!(service.total("*"), 1);
    let other = Writer::open(&Layout::new(&service.dir.path().join("index")), Memory::default().engine(), |_, _| false).unwrap();
    service.post(r#"{"id":"c","title":"z"}"#).problem(409, "locked");
    service.send("DELETE", "/v1/articles/b", &service.write, "").problem(409, "locked");
    drop(other);
    assert_eq!(service.post(r#"{"id":"c","title":"z"}"#).status, 200);
    assert_eq!(service.total("*"), 2);
}

#[test]
fn posts_at_the_same_time_share_publications_and_lose_nothing() {
    let service = service(false);
    let versions = thread::scope(|scope| {
        let post = |n: usize| {
            let service = &service;
            scope.spawn(move || {
                loop {
                    let answer = service.post(&format!("{{\"id\":\"{n}\",\"title\":\"Dam {n}\"}}"));
                    if answer.status == 200 {
                        return answer.json()["version"].as_str().unwrap().to_owned();
                    }
                    assert_eq!(answer.status, 503, "{}", answer.text);
                }
            })
        };
        let posts: Vec<_> = (0..24).map(post).collect();
        posts.into_iter().map(|post| post.join().unwrap()).collect::<std::collections::BTreeSet<_>>()
    });
    assert_eq!(service.total("dam"), 24);
    assert!(versions.len() < 24, "some were published together: {versions:?}");
}

//! The service by its router, on an index of the sample corpus.

use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use dateline::index::Archive;
use dateline::web::{AppState, ServeOptions, router};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::cli;
use crate::support::NOW_US;

/// An answer, whole.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{} is no JSON ({error}): {}", self.status, self.text))
    }

    pub(crate) fn header(&self, name: &header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of a good answer.
    fn good(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        assert_eq!(self.header(&header::CONTENT_TYPE), "application/json");
        self.json()
    }

    /// The body of a problem of a kind.
    pub(crate) fn problem(self, status: u16, kind: &str) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header(&header::CONTENT_TYPE), "application/problem+json");
        let problem = self.json();
        assert_eq!(problem["type"], format!("/problems/{kind}"), "{problem}");
        assert_eq!(problem["status"], status);
        for name in ["title", "detail", "request_id"] {
            assert!(problem[name].as_str().is_some_and(|text| !text.is_empty()), "`{name}` in {problem}");
        }
        problem
    }
}

pub(crate) static STATE: LazyLock<Arc<AppState>> = LazyLock::new(|| state(&cli::CORPUS.path().join("index")));

fn state(index: &std::path::Path) -> Arc<AppState> {
    AppState::new(Arc::new(Archive::open(index).unwrap()), ServeOptions::new(Arc::new(|| NOW_US)))
}

pub(crate) fn send_to(state: &Arc<AppState>, request: Request<Body>) -> Answer {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let response = router(Arc::clone(state)).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap();
        Answer { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    })
}

pub(crate) fn send(request: Request<Body>) -> Answer {
    send_to(&STATE, request)
}

pub(crate) fn get(path: &str) -> Answer {
    send(Request::get(path).body(Body::empty()).unwrap())
}

/// An address of a path and parameters, percent-encoded.
pub(crate) fn url(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut url = url::Url::parse("http://localhost").unwrap().join(path).unwrap();
    if !pairs.is_empty() {
        url.query_pairs_mut().extend_pairs(pairs);
    }
    url.as_str().trim_start_matches("http://localhost").to_owned()
}

fn ask(path: &str, pairs: &[(&str, &str)]) -> Value {
    get(&url(path, pairs)).good()
}

/// Status and body of an address, on the sample corpus.
pub(crate) fn status_and_body(path: &str) -> (u16, String) {
    let answer = get(path);
    (answer.status.as_u16(), answer.text)
}

pub(crate) fn search(pairs: &[(&str, &str)]) -> Value {
    ask("/v1/search", pairs)
}

pub(crate) fn total(answer: &Value) -> u64 {
    answer["total"]["value"].as_u64().unwrap_or_else(|| panic!("no total: {answer}"))
}

pub(crate) fn ids(answer: &Value) -> Vec<String> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_answer_has_all_members_of_the_contract() {
    let answer = search(&[("q", "cable"), ("facets", "place,lang"), ("interval", "year"), ("from-date", "2024"), ("page-size", "2")]);
    for name in ["version", "took_ms", "total", "excluded", "warnings", "query", "request", "hits", "facets", "timeline", "next_cursor"] {
        assert!(answer.get(name).is_some(), "`{name}`");
    }
    for name in ["text", "canonical", "tree", "terms"] {
        assert!(answer["query"].get(name).is_some(), "`query.{name}`");
    }
    for name in ["permalink", "version_hash", "program", "from-date"] {
        assert!(answer["request"].get(name).is_some(), "`request.{name}`");
    }
    for name in ["id", "score", "title", "lead", "url", "source", "language", "published", "entities", "highlights"] {
        assert!(answer["hits"][0].get(name).is_some(), "`hits.{name}`");
    }
    for name in ["values", "distinct", "other", "missing"] {
        assert!(answer["facets"]["place"].get(name).is_some(), "`facets.place.{name}`");
    }
    for name in ["interval", "tz", "buckets", "undated", "coarser"] {
        assert!(answer["timeline"].get(name).is_some(), "`timeline.{name}`");
    }
    assert_eq!(answer["version"], "000001");
    assert_eq!(answer["total"]["relation"], "eq");
    assert_eq!(answer["query"]["terms"][0]["term"], "cable");
}

#[test]
fn the_permalink_gives_the_answer_again() {
    let first = search(&[("q", "dam OR drought"), ("from-date", "2024-07"), ("place", "UZ"), ("order-by", "oldest"), ("page-size", "3")]);
    let permalink = first["request"]["permalink"].as_str().unwrap();
    assert!(permalink.contains("as-of=000001"), "{permalink}");
    let again = get(permalink).good();
    assert_eq!((&again["total"], &again["hits"], &again["excluded"]), (&first["total"], &first["hits"], &first["excluded"]));
}

#[test]
fn a_posted_search_is_the_same_search() {
    let by_get = search(&[("q", "cable"), ("lang", "en"), ("lang", "fa"), ("page-size", "5"), ("facets", "lang")]);
    let body = json!({"q": "cable", "lang": ["en", "fa"], "page-size": 5, "facets": ["lang"]}).to_string();
    let post = Request::post("/v1/search").header("content-type", "application/json").body(Body::from(body)).unwrap();
    let by_post = send(post).good();
    for name in ["total", "hits", "facets"] {
        assert_eq!(by_post[name], by_get[name], "{name}");
    }
}

#[test]
fn the_command_line_answers_alike() {
    let by_http = search(&[("q", "title:cable OR drought"), ("order-by", "newest"), ("page-size", "20")]);
    let ran = cli::run(cli::CORPUS.path(), &["search", "title:cable OR drought", "--order-by", "newest", "--page-size", "20", "--json"]);
    let by_command = ran.json();
    for name in ["total", "hits", "query"] {
        assert_eq!(by_command[name], by_http[name], "{name}");
    }
}

#[test]
fn pages_joined_are_one_long_page() {
    for order in ["relevance", "newest", "oldest"] {
        let long = ids(&search(&[("q", "the"), ("order-by", order), ("page-size", "200")]));
        let mut joined = Vec::new();
        for page in 1.. {
            let hits = ids(&search(&[("q", "the"), ("order-by", order), ("page-size", "7"), ("page", &page.to_string())]));
            if hits.is_empty() {
                break;
            }
            joined.extend(hits);
        }
        assert_eq!(joined, long, "pages by {order}");
        let (mut by_cursor, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut pairs = vec![("q", "the"), ("order-by", order), ("page-size", "7")];
            pairs.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
            let answer = search(&pairs);
            by_cursor.extend(ids(&answer));
            let Some(next) = answer["next_cursor"].as_str() else { break };
            cursor = Some(next.to_owned());
        }
        assert_eq!(by_cursor, long, "cursor by {order}");
    }
    let past = search(&[("q", "the"), ("page", "5000")]);
    assert_eq!((ids(&past).len(), total(&past) > 0), (0, true), "past the end there are no hits, and the total stays");
}

#[test]
fn latest_is_newest_first_without_a_score() {
    let latest = ask("/v1/latest", &[("page-size", "200")]);
    let newest = search(&[("order-by", "newest"), ("page-size", "200")]);
    assert_eq!(ids(&latest), ids(&newest));
    assert!(latest["hits"].as_array().unwrap().iter().all(|hit| hit.get("score").is_none_or(Value::is_null)));
    let undated = latest["hits"].as_array().unwrap().iter().rev().take_while(|hit| hit["published"].is_null()).count();
    assert!(undated >= 3);
}

#[test]
fn buckets_undated_and_coarser_add_up_to_the_total() {
    for query in ["", "cable", "dam OR drought", "NOT the"] {
        for (interval, tz) in [("decade", "UTC"), ("year", "Asia/Tehran"), ("month", "UTC"), ("quarter", "-05:00")] {
            let answer = ask("/v1/timeline", &[("q", query), ("interval", interval), ("tz", tz), ("to-date", "2100")]);
            let timeline = &answer["timeline"];
            let count = |value: &Value| value.as_u64().unwrap();
            let buckets: u64 = timeline["buckets"].as_array().unwrap().iter().map(|bucket| count(&bucket["count"])).sum();
            assert_eq!(buckets + count(&timeline["undated"]) + count(&timeline["coarser"]), total(&answer), "{query} by {interval}");
            assert_eq!((&timeline["interval"], &timeline["tz"]), (&json!(interval), &json!(tz)));
        }
    }
    assert_eq!(ask("/v1/timeline", &[("from-date", "2025"), ("to-date", "2025")])["timeline"]["interval"], "month");
}

#[test]
fn an_instant_lies_on_the_day_of_the_zone_and_a_day_on_its_own() {
    let on = |from: &str, tz: &str| {
        let hits = search(&[("q", "id:\"trap-offset-newyear\""), ("from-date", from), ("to-date", from), ("tz", tz)]);
        total(&hits)
    };
    // 23:30 at -05:00 on the last day of 2025.
    assert_eq!([on("2026-01-01", "UTC"), on("2025-12-31", "UTC")], [1, 0]);
    assert_eq!([on("2026-01-01", "-05:00"), on("2025-12-31", "-05:00")], [0, 1]);
    let day = |tz: &str| {
        total(&search(&[("q", "id:\"trap-midnight-nozone\""), ("from-date", "2025-07-04"), ("to-date", "2025-07-04"), ("tz", tz)]))
    };
    assert_eq!([day("UTC"), day("Asia/Tehran"), day("-11:00")], [1, 1, 1]);
}

#[test]
fn what_a_range_leaves_out_is_counted() {
    let inside = search(&[("from-date", "1848-02-01"), ("to-date", "1848-12-31")]);
    assert_eq!(total(&inside), 0);
    assert!(inside["excluded"]["imprecise"].as_u64().unwrap() >= 1, "the year 1848 overlaps: {}", inside["excluded"]);
    assert!(inside["excluded"]["undated"].as_u64().unwrap() >= 3);
    let possible = search(&[("from-date", "1848-02-01"), ("to-date", "1848-12-31"), ("dates", "possible")]);
    assert_eq!(total(&possible), inside["excluded"]["imprecise"].as_u64().unwrap());
    assert_eq!(total(&search(&[("from-date", "1848"), ("to-date", "1848")])), total(&possible), "the whole year lies inside itself");
    assert_eq!(total(&search(&[("q", "date:1848")])), total(&possible));
    let undated = search(&[("q", "is:undated")]);
    assert_eq!(total(&undated), inside["excluded"]["undated"].as_u64().unwrap());
}

#[test]
fn choosing_a_row_of_a_facet_gives_its_count() {
    for field in ["person", "org", "place", "source", "author", "section", "tag", "lang"] {
        let answer = search(&[("q", "the OR a OR de"), ("facets", field), ("facet-size", "25")]);
        for row in answer["facets"][field]["values"].as_array().unwrap() {
            let value = row["id"].as_str().or(row["value"].as_str()).unwrap();
            let chosen = search(&[("q", "the OR a OR de"), (field, value), ("facets", field), ("facet-size", "25")]);
            assert_eq!(total(&chosen), row["count"].as_u64().unwrap(), "{field}={value}");
            let counts = |answer: &Value| -> Vec<(String, u64)> {
                let rows = answer["facets"][field]["values"].as_array().unwrap().iter();
                let mut rows: Vec<_> = rows.map(|row| (row["value"].to_string(), row["count"].as_u64().unwrap())).collect();
                rows.sort();
                rows
            };
            assert_eq!(counts(&chosen), counts(&answer), "{field}={value} hides other values");
            let is_selected = |row: &&Value| row["selected"] == true;
            let selected: Vec<_> = chosen["facets"][field]["values"].as_array().unwrap().iter().filter(is_selected).collect();
            assert!(selected.iter().any(|other| other["value"] == row["value"]), "{field}={value} is not marked: {selected:?}");
        }
    }
}

#[test]
fn a_country_counts_what_lies_in_it() {
    let iran = search(&[("place", "IR"), ("facets", "place"), ("facet-size", "1000"), ("page-size", "200"), ("fields", "id,entities")]);
    let row = iran["facets"]["place"]["values"].as_array().unwrap().iter().find(|row| row["id"] == "IR").expect("a row for Iran");
    assert_eq!(row["count"], iran["total"]["value"]);
    let only_parts = iran["hits"].as_array().unwrap().iter().filter(|hit| {
        let entities = hit["entities"].as_array().unwrap();
        !entities.iter().any(|entity| entity["id"] == "IR") && entities.iter().any(|entity| entity["type"] == "place")
    });
    assert!(only_parts.count() > 0, "no article names only a part of Iran");
    let all = total(&search(&[]));
    assert_eq!(total(&search(&[("exclude-place", "IR")])), all - total(&iran));
    assert_eq!(total(&search(&[("q", "place:IR")])), total(&iran));
}

#[test]
fn all_values_of_a_field_are_listed_page_by_page() {
    let whole = ask("/v1/facets/place", &[("page-size", "200"), ("q", "the")]);
    let facet = search(&[("q", "the"), ("facets", "place"), ("facet-size", "10000")]);
    let rows = |answer: &Value| answer["values"].as_array().unwrap().clone();
    let listed = rows(&facet["facets"]["place"]);
    let mut joined = Vec::new();
    let mut cursor = None::<String>;
    loop {
        let mut pairs = vec![("page-size", "9"), ("q", "the")];
        pairs.extend(cursor.as_deref().map(|cursor| ("cursor", cursor)));
        let page = ask("/v1/facets/place", &pairs);
        joined.extend(rows(&page));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = Some(next.to_owned());
    }
    assert_eq!(joined, listed);
    assert!(rows(&whole).len() <= 200);
    for row in rows(&ask("/v1/facets/source", &[("prefix", "har")])) {
        assert!(row["value"].as_str().unwrap().to_lowercase().starts_with("har"), "{row}");
    }
    get("/v1/facets/colour").problem(404, "not-found");
    let cursor = ask("/v1/facets/lang", &[("facet-size", "2")])["next_cursor"].as_str().unwrap().to_owned();
    get(&url("/v1/facets/lang", &[("facet-size", "2"), ("cursor", &cursor)])).good();
    get(&url("/v1/facets/source", &[("facet-size", "2"), ("cursor", &cursor)])).problem(400, "invalid-cursor");
}

#[test]
fn highlights_are_true_to_the_match() {
    let forms = ["cable", "cables", "submarine"];
    let answer = search(&[("q", "submarine cable OR \"data corridor\""), ("page-size", "50"), ("fields", "*")]);
    let mut spans_seen = 0;
    for hit in answer["hits"].as_array().unwrap() {
        for field in ["title", "lead", "body"] {
            let whole: Vec<char> = hit[field].as_str().unwrap_or_default().chars().collect();
            for fragment in hit["highlights"][field].as_array().into_iter().flatten() {
                let text: Vec<char> = fragment["text"].as_str().unwrap().chars().collect();
                let start = usize::try_from(fragment["start"].as_u64().unwrap()).unwrap();
                assert_eq!(whole[start..start + text.len()], text[..], "a fragment stands in its field");
                let mut last = 0;
                for span in fragment["spans"].as_array().unwrap() {
                    let at = |index: usize| usize::try_from(span[index].as_u64().unwrap()).unwrap();
                    assert!(last <= at(0) && at(0) < at(1) && at(1) <= text.len(), "{fragment}");
                    last = at(1);
                    let marked: String = text[at(0)..at(1)].iter().collect::<String>().to_lowercase();
                    let is_phrase = marked.split_whitespace().eq(["data", "corridor"]);
                    assert!(is_phrase || forms.contains(&marked.as_str()), "`{marked}` is marked");
                    spans_seen += 1;
                }
            }
        }
    }
    assert!(spans_seen > 10, "{spans_seen} spans");
    let utf16 = search(&[("q", "id:\"trap-emoji-title\" angstrom"), ("offsets", "utf16"), ("fields", "*")]);
    let fragment = &utf16["hits"][0]["highlights"]["title"][0];
    let units: Vec<u16> = fragment["text"].as_str().unwrap().encode_utf16().collect();
    let at = |index: usize| usize::try_from(fragment["spans"][0][index].as_u64().unwrap()).unwrap();
    let marked = String::from_utf16(&units[at(0)..at(1)]).unwrap();
    assert!(marked.to_lowercase().contains("ngstr"), "`{marked}` in {fragment}");
    let without = search(&[("q", "cable"), ("highlight", "false")]);
    assert!(without["hits"][0].get("highlights").is_none_or(|it| it.is_null() || it.as_object().is_some_and(serde_json::Map::is_empty)));
}

#[test]
fn an_article_is_found_by_its_encoded_id() {
    let article = get("/v1/articles/nw-2024-0031").good();
    assert_eq!(article["id"], "nw-2024-0031");
    assert!(article["body"].as_str().unwrap().len() > 200);
    let with_slash = ids(&search(&[("page-size", "200")])).into_iter().find(|id| id.contains('/')).expect("an id of an address");
    let encoded: String = url::form_urlencoded::byte_serialize(with_slash.as_bytes()).collect();
    assert_eq!(get(&format!("/v1/articles/{encoded}")).good()["id"], with_slash);
    let mentions = get("/v1/articles/nw-2024-0031?fields=id,mentions").good();
    assert!(mentions["mentions"].as_array().is_some() && mentions.get("body").is_none(), "{mentions}");
    get("/v1/articles/no-such").problem(404, "no-such-article");
}

#[test]
fn the_archive_describes_itself() {
    let stats = get("/v1/stats").good();
    assert_eq!(stats["articles"].as_u64().or(stats["version"]["articles"].as_u64()).unwrap(), total(&search(&[])), "{stats}");
    let versions = get("/v1/versions").good();
    assert_eq!(versions["versions"][0]["version"], "000001", "{versions}");
    assert_eq!(get("/healthz").status, StatusCode::OK);
    assert_eq!(get("/readyz").status, StatusCode::OK);
    let dir = tempfile::tempdir().unwrap();
    let empty = state(dir.path());
    let ask = |path: &str| send_to(&empty, Request::get(path).body(Body::empty()).unwrap());
    assert_eq!(ask("/healthz").status, StatusCode::OK);
    assert_eq!(ask("/readyz").status, StatusCode::SERVICE_UNAVAILABLE);
    let waiting = ask("/v1/search?q=x");
    assert!(!waiting.header(&header::RETRY_AFTER).is_empty());
    waiting.problem(503, "not-ready");
}

#[test]
fn all_bad_parameters_are_told_at_once() {
    let problem =
        get("/v1/search?q=cable+AND&page-sise=5&from-date=2025-02-30&lang=klingonish&order-by=newst").problem(400, "invalid-parameters");
    let errors = problem["errors"].as_array().unwrap();
    let about = |name: &str| errors.iter().find(|error| error["parameter"] == name).unwrap_or_else(|| panic!("`{name}` in {problem}"));
    assert_eq!(about("q")["column"], 7);
    assert_eq!(problem["column"], 7);
    assert!(about("page-sise")["detail"].as_str().unwrap().contains("page-size"));
    assert!(about("order-by")["detail"].as_str().unwrap().contains("newest"));
    about("from-date");
    for bad in [
        "page=0",
        "page=1&cursor=x",
        "page-size=201",
        "page-size=many",
        "facets=colour",
        "facet-size=10001",
        "interval=minute",
        "tz=Mars/Base",
        "from-date=2026&to-date=2025",
        "search-in=footer",
        "match=some",
        "highlight=maybe",
        "offsets=bytes",
        "total=about",
        "from-date=soon",
        "as-of=x",
        "fields=colour",
        "cursor=forged",
        "dates=sure",
        "use-date=printed",
    ] {
        let answer = get(&format!("/v1/search?{bad}"));
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{bad}: {}", answer.text);
        assert_eq!(answer.header(&header::CONTENT_TYPE), "application/problem+json", "{bad}");
    }
    assert_eq!(get("/v1/search?q=cable&_=123").status, StatusCode::OK, "`_` is let pass");
}

#[test]
fn other_names_of_parameters_are_understood() {
    let plain =
        search(&[("q", "dam"), ("from-date", "2025"), ("to-date", "2025"), ("order-by", "newest"), ("page-size", "3"), ("lang", "en")]);
    for pairs in [
        [("q", "dam"), ("from", "2025"), ("to", "2025"), ("sortBy", "newest"), ("pageSize", "3"), ("language", "en")],
        [("q", "dam"), ("begin_date", "20250101"), ("end_date", "20251231"), ("sort", "newest"), ("page-size", "3"), ("lang", "eng")],
        [("q", "dam"), ("startdatetime", "2025"), ("enddatetime", "2025"), ("sort", "newest"), ("page-size", "3"), ("lang", "English")],
    ] {
        let other = search(&pairs);
        assert_eq!((total(&other), ids(&other)), (total(&plain), ids(&plain)), "{pairs:?}");
    }
}

#[test]
fn timelines_have_shares_and_series_and_scores_are_explained() {
    let timeline = get("/v1/timeline?q=water&interval=year&share=true&by=lang&facet-size=3").json();
    let buckets = timeline["timeline"]["buckets"].as_array().unwrap();
    assert!(buckets.iter().any(|bucket| bucket["share"].as_f64().is_some_and(|share| share > 0.0 && share <= 1.0)), "{timeline}");
    let series = timeline["timeline"]["series"].as_array().unwrap();
    assert!(!series.is_empty() && series.iter().all(|row| row["buckets"].as_array().unwrap().len() == buckets.len()), "{timeline}");
    let explained = get("/v1/search?q=water&explain=true&half-life=1y").json();
    assert_eq!(explained["explain"]["hits"], "scored-pass");
    assert!(explained["hits"][0]["explanation"]["parts"].as_array().is_some_and(|parts| !parts.is_empty()), "{explained}");
    let random = get("/v1/search?order-by=random&page-size=3").json();
    assert!(random["request"]["seed"].is_u64(), "{}", random["request"]);
    let permalink = random["request"]["permalink"].as_str().unwrap();
    assert_eq!(get(permalink).json()["hits"], random["hits"], "{permalink}");
    get("/v1/timeline?interval=day&by=place&facet-size=10000&page-size=0").problem(400, "too-many-buckets");
}

#[test]
fn wrong_requests_are_problems_too() {
    get("/v2/search").problem(404, "not-found");
    get("/v1/search?as-of=000099").problem(404, "no-such-version");
    let wrong_method = send(Request::put("/v1/search").body(Body::empty()).unwrap());
    assert!(wrong_method.header(&header::ALLOW).contains("GET"), "{:?}", wrong_method.headers);
    wrong_method.problem(405, "method-not-allowed");
    send(Request::post("/v1/search").header("content-type", "text/plain").body(Body::from("q=x")).unwrap())
        .problem(415, "unsupported-media-type");
    send(Request::post("/v1/search").header("content-type", "application/json").body(Body::from("{\"q\":")).unwrap())
        .problem(400, "invalid-body");
    send(Request::post("/v1/search").header("content-type", "application/json").body(Body::from("[".repeat(100_000))).unwrap())
        .problem(400, "invalid-body");
    let large = format!("{{\"q\":\"{}\"}}", "x".repeat(3 << 20));
    send(Request::post("/v1/search").header("content-type", "application/json").body(Body::from(large)).unwrap())
        .problem(413, "body-too-large");
    send(Request::get("/v1/search?q=x").header("accept", "image/png").body(Body::empty()).unwrap()).problem(406, "not-acceptable");
    get(&format!("/v1/search?q={}", "x".repeat(40_000))).problem(414, "uri-too-long");
    let problem = get("/problems/invalid-parameters");
    assert_eq!(problem.status, StatusCode::OK, "a problem's type is an address that answers");
}

#[test]
fn an_answer_that_the_client_holds_is_not_sent_again() {
    let first = get("/v1/search?q=cable");
    let tag = first.header(&header::ETAG).to_owned();
    assert!(!tag.is_empty());
    let again = send(Request::get("/v1/search?q=cable").header("if-none-match", &tag).body(Body::empty()).unwrap());
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
    let other = send(Request::get("/v1/search?q=dam").header("if-none-match", &tag).body(Body::empty()).unwrap());
    assert_eq!(other.status, StatusCode::OK);
    assert!(first.header(&header::LINK).contains("rel=\"next\""), "{:?}", first.headers);
    let head = send(Request::head("/v1/search?q=cable").body(Body::empty()).unwrap());
    assert_eq!((head.status, head.text.as_str()), (StatusCode::OK, ""));
    let packed = send(Request::get("/v1/search?q=cable").header("accept-encoding", "gzip").body(Body::empty()).unwrap());
    assert_eq!(packed.header(&header::CONTENT_ENCODING), "gzip");
}

#[test]
fn the_search_page_shows_hits_and_runs_nothing() {
    let page = get(&url("/", &[("q", "cable"), ("utm_source", "x")]));
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.header(&header::CONTENT_TYPE).starts_with("text/html"));
    assert!(!page.header(&header::CONTENT_SECURITY_POLICY).is_empty());
    assert!(page.text.contains("<mark>") && page.text.contains("<svg"), "marked words and a timeline");
    assert!(page.text.contains("dir=\"auto\"") && page.text.contains("lang=\"fa\"") | page.text.contains("lang=\"en\""));
    let lenient = get(&url("/", &[("q", "cable AND")]));
    assert_eq!(lenient.status, StatusCode::OK, "the page searches leniently");
    for (query, id) in [("Markets", "trap-markup-title"), ("id:\"trap-script-url\"", "trap-script-url")] {
        for path in [url("/", &[("q", query)]), format!("/article/{id}")] {
            let page = get(&path);
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(!page.text.contains("href=\"javascript:"), "{path}");
            assert!(!page.text.contains("<b>Markets"), "{path}");
            assert!(!page.text.contains("<script"), "{path}");
        }
    }
    let attack = get(&url("/", &[("q", "\"><script>alert(1)</script>")]));
    assert!(!attack.text.contains("<script"), "what was searched for is escaped");
    assert_eq!(get("/article/no-such").status, StatusCode::NOT_FOUND);
}

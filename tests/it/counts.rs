//! Many queries counted under the same filters, over HTTP and at the command line.

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Value, json};

use crate::cli::run;
use crate::http::{Answer, get, send, url};

fn post(path: &str, content_type: &str, body: &str) -> Answer {
    let request = Request::builder().method("POST").uri(path).header(header::CONTENT_TYPE, content_type);
    send(request.body(Body::from(body.to_owned())).unwrap())
}

fn total(q: &str, filters: &[(&str, &str)]) -> Value {
    get(&url("/v1/search", &[&[("q", q)], filters].concat())).json()["total"]["value"].clone()
}

#[test]
fn each_query_has_the_total_that_a_search_gives_it() {
    let queries = ["dam", "cable AND", "water OR dam", "place:IR", "date:20x5"];
    let body = json!({ "queries": queries, "lang": "en", "from-date": "2024" });
    let answer = post("/v1/counts", "application/json", &body.to_string());
    assert_eq!(answer.status, 200, "{}", answer.text);
    let answer = answer.json();
    assert_eq!((&answer["failed"], answer["rows"].as_array().unwrap().len()), (&json!(2), 5));
    let filters = [("lang", "en"), ("from-date", "2024")];
    for (at, q) in queries.into_iter().enumerate() {
        let row = &answer["rows"][at];
        assert_eq!(row["q"], q);
        match at {
            1 | 4 => assert!(row["total"].is_null() && row["error"]["column"].is_u64() && row["error"]["detail"].is_string(), "{row}"),
            _ => {
                assert_eq!(row["total"], total(q, &filters));
                assert!(row.get("error").is_none() && row["excluded"]["undated"].is_u64(), "{row}");
            }
        }
    }
    assert_eq!((&answer["request"]["lang"], &answer["request"]["match"]), (&json!(["en"]), &json!("all")));
}

#[test]
fn timelines_and_series_are_those_of_a_search() {
    let table = "name,q\nWater,water\nDams,dam\n";
    let answer = post("/v1/counts?interval=year&by=lang&share=true&facet-size=2", "text/csv", table).json();
    for (at, (name, q)) in [("Water", "water"), ("Dams", "dam")].into_iter().enumerate() {
        let alone =
            get(&url("/v1/search", &[("q", q), ("interval", "year"), ("by", "lang"), ("share", "true"), ("facet-size", "2")])).json();
        assert_eq!(answer["rows"][at]["name"], name);
        assert_eq!(answer["rows"][at]["timeline"], alone["timeline"]);
    }
    let csv = post("/v1/counts?interval=year&by=lang&format=csv", "text/csv", table);
    assert!(csv.header(&header::CONTENT_TYPE).starts_with("text/csv"));
    let mut sums = std::collections::BTreeMap::<String, u64>::new();
    for line in csv.text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[3].is_empty() {
            *sums.entry(format!("{} {}", cells[0], cells[2])).or_default() += cells[6].parse::<u64>().unwrap();
        }
    }
    for (key, sum) in sums {
        assert!(key.ends_with(&format!(" {sum}")), "{key} {sum}");
    }
}

#[test]
fn what_cannot_be_taken_is_said() {
    let refused =
        |path: &str, content_type: &str, body: &str, status: u16, kind: &str| post(path, content_type, body).problem(status, kind);
    refused("/v1/counts", "application/x-www-form-urlencoded", "q=a", 415, "unsupported-media-type");
    for body in ["", "{}", "[]", r#"{"queries": []}"#, r#"{"queries": [1]}"#, r#"{"queries": [{"q": "a", "x": 1}]}"#, r#"{"queries": "a"}"#]
    {
        refused("/v1/counts", "application/json", body, 400, "invalid-body");
    }
    refused("/v1/counts", "text/plain", "\n", 400, "invalid-body");
    refused("/v1/counts", "text/plain", &"a\n".repeat(1_001), 400, "invalid-body");
    for path in ["/v1/counts?q=a", "/v1/counts?page=2", "/v1/counts?format=rss", "/v1/counts?interval=eon"] {
        refused(path, "text/plain", "a", 400, "invalid-parameters");
    }
    refused("/v1/counts", "application/json", r#"{"queries": ["a"], "lang": "en", "lang": "de"}"#, 400, "invalid-parameters");
    assert_eq!(get("/v1/counts").status, 405);
}

#[test]
fn the_command_line_counts_a_file() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(
        dir.path().join("a.jsonl"),
        "{\"id\":\"a\",\"title\":\"Dam opens\",\"published\":\"2024-05\"}\n{\"id\":\"b\",\"title\":\"Dam shuts\"}\n",
    )
    .unwrap();
    run(dir.path(), &["ingest", "a.jsonl"]).expect(0);
    std::fs::write(dir.path().join("q.txt"), "dam\nopens\n(dam\n").unwrap();
    let told = run(dir.path(), &["counts", "q.txt"]).expect(3);
    assert!(told.out.starts_with("2  dam\n1  opens\n-  (dam"), "{}", told.out);
    let table = run(dir.path(), &["counts", "q.txt", "--interval", "month", "--format", "csv"]).expect(3).out;
    let expected = "name,q,total,value,id,start,count,all,share,error\r\n,dam,2,,,2024-05-01,1,,,\r\n,dam,2,,,undated,1,,,\r\n,opens,1,,,2024-05-01,1,,,\r\n,(dam,";
    assert!(table.starts_with(expected), "{table}");
    let json: Value = serde_json::from_str(&run(dir.path(), &["counts", "q.txt", "--json"]).expect(3).out).unwrap();
    assert_eq!((&json["rows"][0]["total"], &json["failed"]), (&json!(2), &json!(1)));
    run(dir.path(), &["counts", "none.txt"]).expect(1);
    run(dir.path(), &["counts", "q.txt", "--page", "2"]).expect(2);
}

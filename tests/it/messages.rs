//! A snapshot of every message a user can meet: a change shows in a diff, and none rots unseen.
//!
//! After a change: `cargo insta review`, or `INSTA_UPDATE=always` and read the diff.

use std::fmt::Write as _;
use std::fs;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use dateline::article::published::Now;
use dateline::index::Archive;
use dateline::query::{ParseOptions, QueryError, QueryErrorKind, parse};
use dateline::search::params::{self, Route};
use dateline::web::{AppState, ServeOptions, router};
use tower::ServiceExt;

use crate::cli;
use crate::support::NOW_US;

/// Compares with the snapshot of a name; what differs from run to run is put aside.
fn snapshot(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"[0-9.]+ (ms|s)\b", "[time]");
    // A slow machine says how far it is.
    settings.add_filter(r"! read [0-9.]+ [A-Za-z]+ of [0-9.]+ [A-Za-z]+, [^\n]*\n", "");
    settings.add_filter(r#""took_ms":[0-9.]+"#, "\"took_ms\":[time]");
    settings.add_filter(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}-[0-9]{2}-[0-9]{2}Z(\.[0-9]+)?", "[run]");
    settings.add_filter(r"(/private)?/(tmp|var)/[^ `:]*/\.tmp[A-Za-z0-9]+", "[dir]");
    settings.add_filter(r"dateline [0-9]+\.[0-9]+\.[0-9]+", "dateline [version]");
    settings.add_filter(r#""request_id":"[0-9a-f]+""#, "\"request_id\":\"[id]\"");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn errors_of_queries() {
    let queries = [
        "cable AND",
        "OR cable",
        "AND",
        "cable AND OR dam",
        "cable NOT",
        "(cable OR dam",
        "cable)",
        "\"!!!\"",
        "\"*\"",
        "titel:(cable)",
        "datum:[2025 TO 2026]",
        "colour:\"red\"",
        "title:",
        "source: Reuters",
        "date:[2025",
        "date:[2025, 2026]",
        "words:many",
        "words:[a TO b]",
        "is:dated",
        "has:colour",
        "source:(Reuters BBC)",
        "title:(cable source:Reuters)",
        "cable^0",
        "cable^101",
        "oil NEAR price",
        "oil BEFORE price",
        "cable AND (dam OR",
        "سد AND",
        "大坝 AND",
    ];
    let mut text = String::new();
    for query in queries {
        let parsed = parse(query, ParseOptions::default());
        assert!(!parsed.errors.is_empty(), "`{query}` is no error");
        for error in &parsed.errors {
            let _ = writeln!(text, "{}\n", error.render(query));
        }
    }
    let deep = "(".repeat(70) + "a" + &")".repeat(70);
    let long = "a ".repeat(40_000);
    let many = vec!["a"; 5_000].join(" ");
    for query in [deep, long, many] {
        let parsed = parse(&query, ParseOptions::default());
        let limit =
            |error: &&QueryError| matches!(error.kind, QueryErrorKind::TooDeep | QueryErrorKind::TooLong | QueryErrorKind::TooManyLeaves);
        let error = parsed.errors.iter().find(limit).expect("the limit is named");
        let _ = writeln!(text, "{}… ({} bytes)\nerror: {error}\n", query.chars().take(10).collect::<String>(), query.len());
    }
    snapshot("query_errors", &text);
}

#[test]
fn warnings_of_queries() {
    let queries = [
        "cable and dam",
        "cable or dam",
        "not cable",
        "cable OR dam AND river",
        "Yahoo!",
        "econom!",
        "\"cable",
        "covid:19",
        "cable \"!!!\"",
        "cable … dam",
        "source:New York Times",
    ];
    let mut text = String::new();
    for query in queries {
        let parsed = parse(query, ParseOptions::default());
        let _ = writeln!(text, "{query}");
        for warning in &parsed.warnings {
            let _ = writeln!(text, "  {} at {}: {}", warning.code.as_str(), warning.column, warning.message);
            if let Some(alternative) = &warning.alternative {
                let _ = writeln!(text, "    or: {alternative}");
            }
        }
        for value in &parsed.unquoted {
            let _ = writeln!(text, "  perhaps unquoted at {}: {:?}", value.column, value.wholes);
        }
        text.push('\n');
    }
    snapshot("query_warnings", &text);
}

#[test]
fn errors_of_parameters() {
    let bad = [
        ("page-sise", "5"),
        ("colour", "red"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "two"),
        ("page-size", "201"),
        ("facet-size", "10001"),
        ("facets", "colour"),
        ("facets", "person,plase"),
        ("interval", "minute"),
        ("tz", "Mars/Base"),
        ("tz", "+99:00"),
        ("from-date", "soon"),
        ("from-date", "2025-02-30"),
        ("to-date", "9999999y"),
        ("search-in", "footer"),
        ("match", "some"),
        ("dates", "sure"),
        ("use-date", "printed"),
        ("order-by", "newst"),
        ("lang", "klingonish"),
        ("total", "about"),
        ("highlight", "maybe"),
        ("highlight-size", "100000"),
        ("highlight-count", "1000"),
        ("offsets", "bytes"),
        ("lenient", "perhaps"),
        ("as-of", "x"),
        ("fields", "colour"),
        ("cursor", "forged"),
        ("format", "docx"),
        ("half-life", "soon"),
        ("explain", "perhaps"),
    ];
    let mut text = String::new();
    let mut told = |pairs: &[(&str, &str)]| {
        let owned: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let errors = params::read(&owned, Route::Search, Now { micros: NOW_US }).map(|_| ()).expect_err(&format!("{pairs:?} is no error"));
        let shown: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let _ = writeln!(text, "{}", shown.join("&"));
        for error in errors {
            let _ = writeln!(text, "  {}: {error}", error.name);
        }
    };
    for pair in bad {
        told(&[pair]);
    }
    told(&[("from-date", "2026"), ("to-date", "2025")]);
    told(&[("page", "2"), ("page", "3")]);
    told(&[("q", "cable AND"), ("page-sise", "5"), ("tz", "Nowhere")]);
    snapshot("parameters", &text);
}

/// A command as typed, its exit code and what it wrote.
fn told(dir: &std::path::Path, args: &[&str]) -> String {
    let ran = cli::run(dir, args);
    let typed: Vec<String> = args
        .iter()
        .map(|arg| if arg.contains([' ', '"', '(']) || arg.is_empty() { format!("'{arg}'") } else { (*arg).to_owned() })
        .collect();
    let mut text = format!("$ dateline {}\n", typed.join(" "));
    for (name, stream) in [("", &ran.out), ("! ", &ran.err)] {
        for line in stream.lines() {
            let _ = writeln!(text, "{}", format!("{name}{line}").trim_end());
        }
    }
    let _ = writeln!(text, "[{}]\n", ran.code);
    text
}

#[test]
fn errors_of_commands() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    write("a.jsonl", "{\"id\":\"a\",\"title\":\"One\",\"published\":\"2025-02-30\"}\n{\"title\": oops}\n");
    write("table.csv", "a,b\n1,2\n");
    let row =
        |title: &str| format!("3,{title},\"The harbour office said on Monday that it will be so before the winter comes, {title}.\"\n");
    write("headless.csv", &(row("A quay opens for ferries") + &row("Rain falls on the hills")));
    fs::create_dir(dir.path().join("photos")).unwrap();
    write("photos/holiday.jpg", "x");
    write("wrong.toml", "indx = \"x\"\n");
    let mut text = String::new();
    for args in [
        &["serch", "x"][..],
        &["search", "x", "--form-date", "2025"],
        &["search", "x", "--page", "0"],
        &["search", "x"],
        &["versions"],
        &["ingest"],
        &["ingest", "nothere"],
        &["ingest", "a.jsonl", "--format", "jsn"],
        &["ingest", "a.jsonl", "--format", "warc"],
        &["ingest", "a.jsonl", "--tz", "Mars/Base"],
        &["ingest", "a.jsonl", "--max-rejects", "few"],
        &["ingest", "a.jsonl", "--memory", "much"],
        &["ingest", "a.jsonl", "--map", "titel=Headline"],
        &["ingest", "headless.csv"],
        &["ingest", "table.csv"],
        &["ingest", "headless.csv", "--map", "auto", "--map-report", "--dry-run"],
        &["ingest", "a.jsonl", "--index", "photos"],
        &["ingest", "a.jsonl", "--config", "wrong.toml"],
        &["ingest", "a.jsonl", "--config", "nothere.toml"],
        &["ingest", "a.jsonl"],
        &["search", "cable AND"],
        &["search", "date:2025-02-30"],
        &["search", "lang:klingonish"],
        &["search", "x", "--cursor", "forged"],
        &["search", "x", "--as-of", "7"],
        &["show", "nope"],
        &["show", ""],
        &["serve", "--addr", "nowhere"],
        &["reindex", "a.jsonl", "--max-drop", "ten"],
        &["search", "x", "--format", "html"],
        &["export", "x"],
        &["export", "x", "-o", "a.jsonl"],
        &["export", "x", "-o", "photos", "--force"],
        &["export", "x", "-o", "out.csv", "--format", "xls", "--order-by", "relevance"],
        &["export", "x", "-o", "out.csv", "--page-size", "5"],
        &["serve", "--base-url", "news.example.org"],
        &["versions", "pin", "1"],
        &["completions", "tcsh"],
    ] {
        text.push_str(&told(dir.path(), args));
    }
    snapshot("command_errors", &text);
}

#[test]
fn what_commands_say() {
    let dir = tempfile::tempdir().unwrap();
    let lines = "{\"id\":\"a\",\"title\":\"Rain at last\",\"body\":\"It rained in the hills.\",\"published\":\"2025-01-29\",\"source\":\"Hill Herald\",\
                 \"language\":\"en\",\"first_indexed\":\"2025-01-30T00:00:00Z\"}\n{\"id\":\"b\",\"title\":\"No rain\",\"language\":\"en\"}\n";
    fs::write(dir.path().join("a.jsonl"), lines).unwrap();
    let mut text = String::new();
    for args in [
        &["ingest", "a.jsonl", "--dry-run"][..],
        &["ingest", "a.jsonl", "--entities", "off"],
        &["ingest", "a.jsonl", "--entities", "off"],
        &["ingest", "a.jsonl", "--quiet"],
        &["search", "rain"],
        &["search", "snow"],
        &["search", "rain and hills"],
        &["latest"],
        &["export", "rain", "-o", "out.jsonl", "--fields", "id,title"],
        &["export", "rain", "-o", "out.csv", "--format", "csv", "--fields", "id,title"],
        &["export", "rain", "-o", "-", "--format", "ris"],
        &["export", "rain", "-o", "b.jsonl", "--max-export", "1"],
        &["formats"],
    ] {
        text.push_str(&told(dir.path(), args));
    }
    snapshot("commands", &text);
}

#[test]
fn help() {
    let dir = tempfile::tempdir().unwrap();
    let mut text = told(dir.path(), &["--help"]);
    for command in ["serve", "ingest", "search", "latest", "export", "show", "stats", "versions", "formats", "completions", "man"] {
        text.push_str(&told(dir.path(), &[command, "--help"]));
    }
    snapshot("help", &text);
}

#[test]
fn problems_of_the_service() {
    let archive = Archive::open(&cli::CORPUS.path().join("index")).unwrap();
    let state = AppState::new(archive.into(), ServeOptions::new(std::sync::Arc::new(|| NOW_US)));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut text = String::new();
    for path in [
        "/v1/search?q=cable+AND&page-sise=5",
        "/v1/search?cursor=forged",
        "/v1/search?as-of=99",
        "/v1/timeline?interval=hour",
        "/v1/articles/nope",
        "/v1/facets/colour",
        "/v1/suggest?q=x&sise=3&size=21",
        "/v1/export?facets=lang&order-by=relevance&format=rss&page=2",
        "/v3",
    ] {
        let body = runtime.block_on(async {
            let response = router(std::sync::Arc::clone(&state)).oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap();
            to_bytes(response.into_body(), 1 << 20).await.unwrap()
        });
        let _ = writeln!(text, "GET {path}\n{}\n", String::from_utf8_lossy(&body));
    }
    snapshot("problems", &text);
}

//! A reindex beside the served version: what the new one holds, and when it takes its place.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::cli::{Ran, run};

/// Records of a source, `id` from `from` on.
fn records(source: &str, numbers: std::ops::Range<usize>, word: &str) -> String {
    let mut text = String::new();
    for number in numbers {
        let record = json!({"id": format!("{source}-{number}"), "title": format!("{word} {number}"), "body": "The harbour was opened.",
            "source": source, "published": "2025-01-29", "entities": [{"type": "place", "name": "usa"}]});
        let _ = writeln!(text, "{record}");
    }
    text
}

fn archive() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.jsonl"), records("Alpha", 0..150, "Harbour")).unwrap();
    fs::write(dir.path().join("b.jsonl"), records("Beta", 0..120, "Bridge")).unwrap();
    ended(dir.path(), &["ingest", "a.jsonl", "b.jsonl"], 0);
    dir
}

fn ended(dir: &Path, args: &[&str], code: i32) -> Ran {
    let ran = run(dir, args);
    assert_eq!(ran.code, code, "{args:?}: {}\n{}", ran.out, ran.err);
    ran
}

fn total(dir: &Path, query: &str) -> u64 {
    ended(dir, &["search", query, "--json", "--page-size", "1"], 0).json()["total"]["value"].as_u64().unwrap()
}

fn served(dir: &Path) -> Value {
    let versions = ended(dir, &["versions", "--json"], 0).json();
    versions["versions"].as_array().unwrap().iter().find(|version| version["served"] == true).unwrap().clone()
}

fn first_indexed(dir: &Path, id: &str) -> Value {
    ended(dir, &["show", id, "--json"], 0).json()["first_indexed"].clone()
}

#[test]
fn the_same_inputs_give_the_same_articles_first_indexed_as_before() {
    let dir = archive();
    let (before, indexed) = (served(dir.path()), first_indexed(dir.path(), "Alpha-7"));
    let report = ended(dir.path(), &["reindex", "a.jsonl", "b.jsonl", "--json"], 0).json();
    let after = served(dir.path());
    assert_eq!((&after["version"], &after["verb"]), (&json!("000002"), &json!("reindex")));
    assert_eq!(after["version_hash"], before["version_hash"]);
    assert_eq!(first_indexed(dir.path(), "Alpha-7"), indexed);
    assert_eq!((&report["unchanged"], &report["compared"]["articles_before"]), (&json!(270), &json!(270)));
    assert!(!dir.path().join("index/work.new").exists());
    // The next run goes on from the new version.
    let again = ended(dir.path(), &["ingest", "a.jsonl", "b.jsonl", "--json"], 0).json();
    assert_eq!((&again["unchanged"], &again["version"]), (&json!(270), &json!("000002")));
}

#[test]
fn a_version_that_fails_a_gate_is_not_served() {
    let dir = archive();
    let ran = ended(dir.path(), &["reindex", "a.jsonl"], 4);
    assert!(ran.err.contains("150 articles after 270, 44.4 % fewer: `--max-drop` allows 10 %"), "{}", ran.err);
    assert!(ran.err.contains("`Beta` fell silent: it had 120 articles"), "{}", ran.err);
    assert_eq!(served(dir.path())["version"], "000001");
    assert_eq!(total(dir.path(), "source:Beta"), 120);
    ended(dir.path(), &["reindex", "a.jsonl", "b.jsonl", "--min-articles", "271"], 4);
    fs::write(dir.path().join("bad.jsonl"), "{\n").unwrap();
    ended(dir.path(), &["reindex", "a.jsonl", "b.jsonl", "bad.jsonl", "--max-rejects", "0"], 4);
    ended(dir.path(), &["reindex", "a.jsonl", "--max-drop", "100%"], 0);
    assert_eq!((total(dir.path(), "*"), total(dir.path(), "source:Beta")), (150, 0));
}

#[test]
fn other_articles_are_kept_where_that_is_asked_for() {
    let dir = archive();
    fs::write(dir.path().join("a.jsonl"), records("Alpha", 0..160, "Quay")).unwrap();
    let indexed = first_indexed(dir.path(), "Beta-3");
    ended(dir.path(), &["reindex", "a.jsonl", "--keep-others"], 0);
    assert_eq!((total(dir.path(), "quay"), total(dir.path(), "title:harbour"), total(dir.path(), "bridge")), (160, 0, 120));
    assert_eq!(first_indexed(dir.path(), "Beta-3"), indexed);
    assert_eq!(total(dir.path(), "place:US"), 280, "given entities are resolved anew");
}

#[test]
fn the_stored_articles_are_written_anew() {
    let dir = archive();
    let before = served(dir.path());
    ended(dir.path(), &["reindex", "--from-index"], 0);
    let after = served(dir.path());
    assert_eq!((&after["version_hash"], &after["articles"]), (&before["version_hash"], &json!(270)));
    // What the archive holds is still what its inputs gave.
    assert_eq!(ended(dir.path(), &["ingest", "a.jsonl", "b.jsonl", "--json"], 0).json()["unchanged"], 270);
}

#[test]
fn what_is_written_meanwhile_is_in_the_new_version() {
    let dir = archive();
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(dir.path()).env_clear().args(["reindex", "-", "--format", "jsonl", "--max-drop", "100%"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(records("Alpha", 0..100, "Harbour").as_bytes()).unwrap();
    input.flush().unwrap();
    let lock = dir.path().join("index/LOCK.new");
    while !lock.exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    // The served version takes writes: a new article, and another text under an id of the new one.
    fs::write(dir.path().join("c.jsonl"), records("Gamma", 0..3, "Canal") + &records("Alpha", 5..6, "Lighthouse")).unwrap();
    ended(dir.path(), &["ingest", "c.jsonl"], 0);
    ended(dir.path(), &["reindex", "a.jsonl"], 5);
    drop(input);
    let said = child.wait_with_output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert_eq!(served(dir.path())["version"], "000003");
    assert_eq!((total(dir.path(), "*"), total(dir.path(), "canal"), total(dir.path(), "lighthouse")), (103, 3, 1));
}

#[test]
fn wrong_usage_is_told() {
    let dir = archive();
    for args in [&["reindex"][..], &["reindex", "a.jsonl", "--from-index"], &["reindex", "a.jsonl", "--max-drop", "ten"]] {
        ended(dir.path(), args, 2);
    }
}

#[test]
fn a_reindex_is_tried_without_a_trace() {
    let dir = archive();
    let report = ended(dir.path(), &["reindex", "a.jsonl", "b.jsonl", "--dry-run", "--json"], 0).json();
    assert_eq!((&report["compared"]["articles_after"], &report["version"]), (&json!(270), &json!("000001")));
    let ran = ended(dir.path(), &["reindex", "a.jsonl", "--dry-run"], 4);
    assert!(ran.err.contains("`Beta` fell silent"), "{}", ran.err);
    let ran = ended(dir.path(), &["reindex", "a.jsonl", "b.jsonl", "--dry-run"], 0);
    assert!(ran.err.contains("this was a dry run"), "{}", ran.err);
    assert_eq!(served(dir.path())["version"], "000001");
    assert!(!dir.path().join("index/work.new").exists());
    // A run that follows begins at the beginning.
    ended(dir.path(), &["reindex", "a.jsonl", "b.jsonl"], 0);
    assert_eq!((served(dir.path())["version"].clone(), total(dir.path(), "*")), (json!("000002"), 270));
}

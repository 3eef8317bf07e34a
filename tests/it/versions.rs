//! Versions: pinned, rolled back, checked and repaired; articles deleted from all of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::{Ran, run, run_with};

/// An archive of three versions: five articles, then a changed one and a new one, then one more.
fn archive() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let record =
        |id: &str, title: &str| json!({"id": id, "title": title, "body": "Ships came.", "published": "2025-01-29"}).to_string() + "\n";
    let first: String = ["a", "b", "c", "d", "e"].iter().map(|id| record(id, &format!("Harbour {id}"))).collect();
    for (name, text) in
        [("1.jsonl", first), ("2.jsonl", record("b", "Bridge b") + &record("f", "Harbour f")), ("3.jsonl", record("g", "Quay g"))]
    {
        fs::write(dir.path().join(name), text).unwrap();
        ended(dir.path(), &["ingest", name], 0);
    }
    dir
}

fn ended(dir: &Path, args: &[&str], code: i32) -> Ran {
    let ran = run(dir, args);
    assert_eq!(ran.code, code, "{args:?}: {}\n{}", ran.out, ran.err);
    ran
}

fn total(dir: &Path, query: &str, as_of: &str) -> u64 {
    let mut args = vec!["search", query, "--json", "--page-size", "1"];
    if !as_of.is_empty() {
        args.extend(["--as-of", as_of]);
    }
    ended(dir, &args, 0).json()["total"]["value"].as_u64().unwrap()
}

fn versions(dir: &Path) -> Vec<Value> {
    ended(dir, &["versions", "--json"], 0).json()["versions"].as_array().unwrap().clone()
}

fn served(dir: &Path) -> String {
    versions(dir).iter().find(|version| version["served"] == true).unwrap()["version"].as_str().unwrap().to_owned()
}

#[test]
fn a_pinned_version_says_so_until_it_is_unpinned() {
    let dir = archive();
    let pinned = |dir: &Path| versions(dir).iter().filter(|version| version["pinned"] == true).count();
    ended(dir.path(), &["versions", "pin", "1"], 0);
    ended(dir.path(), &["versions", "pin", "000001"], 0);
    assert_eq!(pinned(dir.path()), 1);
    ended(dir.path(), &["versions", "unpin", "1"], 0);
    assert_eq!(pinned(dir.path()), 0);
    assert!(ended(dir.path(), &["versions", "pin", "9"], 1).err.contains("there never was a version 000009"));
    ended(dir.path(), &["versions", "pin", "nine"], 2);
}

#[test]
fn an_older_version_is_served_again_under_a_new_number() {
    let dir = archive();
    ended(dir.path(), &["versions", "rollback", "1"], 0);
    assert_eq!(served(dir.path()), "000004");
    assert_eq!((total(dir.path(), "*", ""), total(dir.path(), "title:bridge", ""), total(dir.path(), "*", "3")), (5, 0, 7));
    let all = versions(dir.path());
    assert_eq!((&all[0]["verb"], &all[0]["version_hash"]), (&json!("rollback"), &all[3]["version_hash"]));
    // The next run adds to what is served now.
    ended(dir.path(), &["ingest", "3.jsonl"], 0);
    assert_eq!((served(dir.path()).as_str(), total(dir.path(), "*", "")), ("000005", 6));
    assert!(ended(dir.path(), &["versions", "rollback", "77"], 1).err.contains("never was a version"));
}

#[test]
fn a_deleted_article_is_in_no_version() {
    let dir = archive();
    let ran = ended(dir.path(), &["delete", "b", "nothing", "--json"], 0).json();
    assert_eq!(ran, json!({"deleted": 1, "unknown": ["nothing"], "version": "000004"}));
    for (as_of, articles) in [("1", 4), ("2", 5), ("3", 6), ("4", 6)] {
        assert_eq!((total(dir.path(), "*", as_of), total(dir.path(), "id:b", as_of)), (articles, 0), "{as_of}");
    }
    ended(dir.path(), &["show", "b"], 1);
    let all = versions(dir.path());
    let articles: Vec<_> = all.iter().map(|version| version["articles"].as_u64().unwrap()).collect();
    assert_eq!(articles, [6, 6, 5, 4], "versions say what they hold now");
    assert_eq!(all[0]["version_hash"], all[1]["version_hash"], "the same articles have the same hash");
    ended(dir.path(), &["check"], 0);
    // Going back does not bring it back; reading it again does, in new versions.
    ended(dir.path(), &["versions", "rollback", "1"], 0);
    assert_eq!(total(dir.path(), "id:b", ""), 0);
    ended(dir.path(), &["ingest", "2.jsonl"], 0);
    assert_eq!((total(dir.path(), "id:b", ""), total(dir.path(), "id:b", "2")), (1, 0));
}

#[test]
fn articles_are_deleted_by_a_list_and_by_a_query() {
    let dir = archive();
    let ran = run_with(dir.path(), &["delete", "-"], "a\n\n  c \n");
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(total(dir.path(), "*", ""), 5);
    assert!(ended(dir.path(), &["delete", "--query", "title:harbour"], 2).err.contains("--yes"));
    assert!(ended(dir.path(), &["delete", "--query", "title:harbour", "--dry-run"], 0).err.contains("3 articles would be deleted"));
    assert_eq!(total(dir.path(), "*", ""), 5);
    ended(dir.path(), &["delete", "--query", "title:harbour", "--yes"], 0);
    // `b` had that title once; it is another article now, and stays with its past.
    assert_eq!((total(dir.path(), "*", ""), total(dir.path(), "title:harbour", "1")), (2, 1));
    assert!(ended(dir.path(), &["delete", "--query", "harbour AND"], 2).err.contains("AND"));
    assert_eq!(ended(dir.path(), &["delete", "a", "--json"], 0).json()["unknown"], json!(["a"]));
    ended(dir.path(), &["delete"], 2);
    assert!(ended(dir.path(), &["delete", "f", "--lang", "de"], 2).err.contains("go with `--query`"));
    // The last ones too: an archive may be empty.
    ended(dir.path(), &["delete", "--query", "*", "--yes"], 0);
    assert_eq!(total(dir.path(), "*", ""), 0);
    ended(dir.path(), &["check"], 0);
}

#[test]
fn a_deletion_that_was_cut_short_is_finished_by_the_next_writer() {
    let dir = archive();
    fs::write(dir.path().join("index/DELETING"), "[\"a\",\"g\"]").unwrap();
    ended(dir.path(), &["ingest", "3.jsonl", "--restart"], 0);
    assert!(!dir.path().join("index/DELETING").exists());
    assert_eq!((total(dir.path(), "id:a", "1"), total(dir.path(), "id:a", ""), total(dir.path(), "id:g", "")), (0, 0, 1));
}

/// A file of a version with an ending.
fn file(dir: &Path, version: &str, ending: &str) -> PathBuf {
    let files = fs::read_dir(dir.join("index/versions").join(version)).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.to_string_lossy().ends_with(ending)).unwrap()
}

/// Gives a file bytes of its own: those of a hard link are those of all versions.
fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn what_is_damaged_is_named_and_the_newest_whole_version_served_again() {
    for damage in ["flipped", "cut", "missing", "meta", "info", "current", "gone"] {
        let dir = archive();
        ended(dir.path(), &["check"], 0);
        let place = match damage {
            "meta" => file(dir.path(), "000003", "meta.json"),
            "info" => file(dir.path(), "000003", "version.json"),
            "current" | "gone" => dir.path().join("index/CURRENT"),
            _ => file(dir.path(), "000003", ".store"),
        };
        match damage {
            "flipped" => change(&place, |bytes| bytes[7] ^= 4),
            "cut" => change(&place, |bytes| bytes.truncate(9)),
            "missing" | "gone" => fs::remove_file(&place).unwrap(),
            "current" => fs::write(&place, "rubbish").unwrap(),
            _ => change(&place, |bytes| bytes.truncate(20)),
        }
        let ran = ended(dir.path(), &["check"], 1);
        assert!(ran.err.contains(place.file_name().unwrap().to_str().unwrap()), "{damage}: {}", ran.err);
        assert!(ran.err.contains("check --repair"), "{damage}: {}", ran.err);
        ended(dir.path(), &["check", "--json"], 1);
        ended(dir.path(), &["check", "--repair"], 0);
        ended(dir.path(), &["check"], 0);
        let whole = if matches!(damage, "current" | "gone") { 7 } else { 6 };
        assert_eq!(total(dir.path(), "*", ""), whole, "{damage}");
        let number: u64 = served(dir.path()).parse().unwrap();
        assert!(number > 3, "{damage}: numbers only rise");
        for name in ["1.jsonl", "2.jsonl", "3.jsonl"] {
            ended(dir.path(), &["ingest", name], 0);
        }
        assert_eq!(total(dir.path(), "*", ""), 7, "{damage}");
    }
}

#[test]
fn a_directory_that_is_no_index_is_told() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("photos")).unwrap();
    fs::write(dir.path().join("photos/a.jpg"), "x").unwrap();
    assert!(ended(dir.path(), &["check", "--index", "photos"], 1).err.contains("holds no index"));
    ended(dir.path(), &["delete", "a", "--index", "nowhere"], 1);
    let old = archive();
    let info = file(old.path(), "000003", "version.json");
    let format = format!("\"format\": {}", dateline::index::format::FORMAT);
    change(&info, |bytes| *bytes = String::from_utf8(bytes.clone()).unwrap().replace(&format, "\"format\": 99").into_bytes());
    assert!(ended(old.path(), &["check"], 1).err.contains("disk format 99"));
    assert!(ended(old.path(), &["search", "x"], 1).err.contains("disk format 99"));
}

#[test]
fn what_differs_between_two_versions_is_listed() {
    let dir = archive();
    let record = json!({"id": "c", "title": "Harbour c", "body": "Ships came.", "published": "2025-02"}).to_string();
    fs::write(dir.path().join("4.jsonl"), record).unwrap();
    ended(dir.path(), &["ingest", "4.jsonl"], 0);
    let newest = served(dir.path());
    let lines = |args: &[&str]| {
        let ran = ended(dir.path(), &[&["versions", "diff"], args].concat(), 0);
        let mut lines: Vec<String> = ran.out.lines().map(str::to_owned).collect();
        lines.sort();
        (lines, ran.err)
    };
    let (listed, told) = lines(&["1", &newest]);
    let expected =
        ["+ f  2025-01-29  Harbour f", "+ g  2025-01-29  Quay g", "d c  2025-01-29 → 2025-02  Harbour c", "~ b  2025-01-29  Bridge b"];
    assert_eq!(listed, expected);
    assert!(told.contains("2 added, 0 removed, 1 changed, 1 redated"), "{told}");
    // The other way round what was added is removed.
    assert!(lines(&[&newest, "1"]).0.contains(&"- g  2025-01-29  Quay g".to_owned()));
    // In either version: the article was a harbour once.
    assert_eq!(lines(&["1", &newest, "title:harbour"]).0, [expected[0], expected[2], expected[3]]);
    let json = ended(dir.path(), &["versions", "diff", "2", "3", "--json"], 0).out;
    let rows: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows[0], json!({"change": "added", "id": "g", "title": "Quay g", "before": null, "after": "2025-01-29"}));
    assert_eq!(rows[1], json!({"added": 1, "removed": 0, "changed": 0, "redated": 0}));
    assert!(lines(&["1", "1"]).0.is_empty());
    ended(dir.path(), &["versions", "diff", "1", "9"], 1);
    ended(dir.path(), &["versions", "diff", "1", "2", "(a"], 2);
}

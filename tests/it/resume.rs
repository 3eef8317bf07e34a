//! Runs that are killed go on where they were, and end as if nothing had happened.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::cli::run;

/// Records of the input: enough for a few seconds of a debug build.
const RECORDS: usize = 4_000;
/// Kills in one run of the tests; `RESUME_KILLS` asks for more.
const KILLS: u64 = 20;

/// Words of the languages that the sources write.
const WORDS: [&str; 2] = [
    "the minister said on monday that a new port would open before the winter and that ships from abroad could use it from then on",
    "der minister sagte am montag dass ein neuer hafen noch vor dem winter geöffnet werde und dass schiffe aus dem ausland ihn nutzen",
];

/// Long articles, short ones whose language is that of their source, copies, other texts under ids
/// that were there, rows that cannot be read.
fn input() -> String {
    let mut text = String::new();
    for number in 0..RECORDS {
        let language = number % 2;
        let long = number % 3 != 0;
        let words: Vec<&str> = WORDS[language].split(' ').collect();
        let body = if long {
            let turned = words.iter().cycle().skip(number % words.len()).take(70);
            turned.copied().collect::<Vec<_>>().join(" ")
        } else {
            format!("Hafen {number}")
        };
        let id = match number % 50 {
            7 => "same".to_owned(),
            8 => format!("a{}", number - 1),
            _ => format!("a{number}"),
        };
        let title = format!("Title {number}");
        let record = json!({"id": id, "title": title, "body": body, "source": format!("Source {language}"), "published": "2025-01-29"});
        let _ = if number % 101 == 9 { writeln!(text, "{{ no record {number}") } else { writeln!(text, "{record}") };
    }
    text
}

/// The directory of the run that began last.
fn last_run(dir: &Path) -> PathBuf {
    fs::read_dir(dir.join("index/runs")).unwrap().map(|entry| entry.unwrap().path()).max().unwrap()
}

fn report(dir: &Path) -> Value {
    serde_json::from_slice(&fs::read(last_run(dir).join("report.json")).unwrap()).unwrap()
}

/// What a version holds and the report said, without what differs between any two runs.
fn outcome(dir: &Path) -> (Value, Value, String, String) {
    let mut report = report(dir);
    for member in ["seconds", "bytes"] {
        report.as_object_mut().unwrap().remove(member);
    }
    let search = |args: &[&str]| run(dir, args).json();
    let all = search(&["search", "*", "--json", "--page-size", "1", "--facets", "lang,source", "--order-by", "newest"]);
    let hash = search(&["versions", "--json"])[0]["content_hash"].to_string();
    let run = last_run(dir);
    let rejects = fs::read_to_string(run.join("rejects.jsonl")).unwrap();
    let left: Vec<_> = fs::read_dir(&run).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!left.iter().any(|name| name.starts_with("checkpoint")), "{left:?}");
    (report, json!([all["total"], all["facets"]]), hash, rejects)
}

const INGEST: [&str; 6] = ["ingest", "in.jsonl", "--checkpoint-every", "0", "--max-rejects", "100%"];

/// Runs to the end; returns what was said.
fn done(dir: &Path, args: &[&str]) -> String {
    let ran = run(dir, args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    ran.err
}

#[test]
fn a_run_killed_at_any_moment_ends_like_one_that_was_not() {
    let input = input();
    let calm = tempfile::tempdir().unwrap();
    fs::write(calm.path().join("in.jsonl"), &input).unwrap();
    done(calm.path(), &INGEST);
    let expected = outcome(calm.path());

    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), &input).unwrap();
    let kills = std::env::var_os("RESUME_KILLS").and_then(|text| text.to_str()?.parse().ok()).unwrap_or(KILLS);
    let mut went_on = 0;
    for kill in 0..kills {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
        command.current_dir(dir.path()).env_clear().env("NO_COLOR", "1").args(INGEST).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // Moments that differ, early enough for many kills in one run.
        thread::sleep(Duration::from_millis(200 + (kill * 137) % 700));
        let _ = child.kill();
        let said = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
        went_on += usize::from(said.contains("going on where the run was stopped"));
        if dir.path().join("index/CURRENT").exists() {
            break;
        }
    }
    eprintln!("killed until published; {went_on} of the runs went on from a checkpoint");
    assert!(went_on > 0 || dir.path().join("index/CURRENT").exists());
    let published = dir.path().join("index/CURRENT").exists();
    done(dir.path(), &INGEST);
    if published {
        // It was killed behind its publication: the same command finds nothing new.
        assert_eq!(report(dir.path())["added"], 0);
        let hash = run(dir.path(), &["versions", "--json"]).json()[0]["content_hash"].to_string();
        assert_eq!(hash, expected.2);
        return;
    }
    assert_eq!(outcome(dir.path()), expected);
}

/// Items of a checkpoint, by the name of its file.
fn items(name: &str) -> Option<u64> {
    name.strip_prefix("checkpoint-")?.strip_suffix(".json")?.parse().ok()
}

/// Stops a run by a signal once it has made a checkpoint; returns what it said.
fn stopped(dir: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(dir).env_clear().env("NO_COLOR", "1").args(args).stdout(Stdio::null()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    let is_kept = || {
        let runs = fs::read_dir(dir.join("index/runs")).into_iter().flatten().flatten();
        let mut files = runs.flat_map(|run| fs::read_dir(run.path()).into_iter().flatten().flatten());
        // Behind the first few rows, one of which is changed below.
        files.any(|file| items(&file.file_name().to_string_lossy()).is_some_and(|items| items > 10))
    };
    let patience = Instant::now();
    while !is_kept() && patience.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(5));
    }
    let _ = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(143));
    String::from_utf8(ended.stderr).unwrap()
}

#[cfg(unix)]
#[test]
fn a_changed_input_is_read_anew_and_a_restart_forgets() {
    let dir = tempfile::tempdir().unwrap();
    let text = input();
    fs::write(dir.path().join("in.jsonl"), &text).unwrap();
    let said = stopped(dir.path(), &INGEST);
    assert!(said.contains("the same command goes on from there"), "{said}");
    // The first article has another title now.
    fs::write(dir.path().join("in.jsonl"), text.replacen("Title 0\"", "Title nil\"", 1)).unwrap();
    let said = done(dir.path(), &INGEST);
    assert!(said.contains("the inputs changed since the run was stopped"), "{said}");
    assert_eq!(run(dir.path(), &["search", "title:nil", "--json"]).json()["total"]["value"], 1);
    let all = run(dir.path(), &["search", "*", "--json", "--page-size", "1"]).json()["total"]["value"].clone();
    assert_eq!(all, report(dir.path())["added"]);

    let other = tempfile::tempdir().unwrap();
    fs::write(other.path().join("in.jsonl"), &text).unwrap();
    stopped(other.path(), &INGEST);
    let said = done(other.path(), &[&INGEST[..], &["--restart"]].concat());
    assert!(!said.contains("going on"), "{said}");
    assert_eq!(report(other.path())["added"], all);
}

#[cfg(unix)]
#[test]
fn what_is_deleted_while_a_reindex_is_stopped_does_not_come_back() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("in.jsonl"), input()).unwrap();
    done(dir.path(), &["ingest", "in.jsonl", "--max-rejects", "100%"]);
    let reindex = ["reindex", "--from-index", "--checkpoint-every", "0", "--max-drop", "100%"];
    stopped(dir.path(), &reindex);
    // Half of what is written already is among them.
    done(dir.path(), &["delete", "--query", "source:\"Source 0\"", "--yes"]);
    done(dir.path(), &reindex);
    let total = |query: &str| run(dir.path(), &["search", query, "--json", "--page-size", "1"]).json()["total"]["value"].clone();
    assert_eq!(total("source:\"Source 0\""), 0);
    assert!(total("source:\"Source 1\"").as_u64().unwrap() > 1_900);
}

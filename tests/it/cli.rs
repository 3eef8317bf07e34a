//! The program by its commands: exit codes, what goes where, what is said.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use dateline::index::layout::Layout;
use dateline::index::lock::WriteLock;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support;

/// How a command ended and what it wrote.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("no JSON ({error}): {}\n{}", self.out, self.err))
    }

    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "out: {}\nerr: {}", self.out, self.err);
        self
    }
}

/// Runs the program in a directory, without settings from outside.
pub(crate) fn run(dir: &Path, args: &[&str]) -> Ran {
    run_with(dir, args, "")
}

pub(crate) fn run_with(dir: &Path, args: &[&str], stdin: &str) -> Ran {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(dir).env_clear().env("NO_COLOR", "1").args(args).write_stdin(stdin);
    let output = command.output().unwrap();
    Ran {
        code: output.status.code().expect("it ended by itself"),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A directory whose `index` holds the sample corpus; nobody may write to it.
pub(crate) static CORPUS: LazyLock<TempDir> = LazyLock::new(|| {
    let dir = tempfile::tempdir().unwrap();
    run(dir.path(), &["ingest", support::repository("corpus").to_str().unwrap(), "--quiet"]).expect(0);
    dir
});

pub(crate) fn on_corpus(args: &[&str]) -> Ran {
    run(CORPUS.path(), args)
}

fn ids(answer: &Value) -> Vec<&str> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap()).collect()
}

fn numbers(report: &Value, names: [&str; 5]) -> [u64; 5] {
    names.map(|name| report[name].as_u64().unwrap_or_else(|| panic!("`{name}` in {report}")))
}

const COUNTS: [&str; 5] = ["read", "added", "updated", "unchanged", "rejected"];

fn write(dir: &Path, name: &str, text: impl AsRef<[u8]>) {
    fs::write(dir.join(name), text).unwrap();
}

#[test]
fn the_same_input_again_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = support::repository("corpus");
    let corpus = corpus.to_str().unwrap();
    let first = run(dir.path(), &["ingest", corpus, "--json"]).expect(0).json();
    let [read, added, updated, unchanged, rejected] = numbers(&first, COUNTS);
    assert!(read >= 60 && added == read, "{first}");
    assert_eq!((updated, unchanged, rejected), (0, 0, 0));
    assert_eq!(first["version"], "000001");
    let again = run(dir.path(), &["ingest", corpus, "--json"]).expect(0).json();
    assert_eq!(numbers(&again, COUNTS), [read, 0, 0, read, 0]);
    assert_eq!(again["version"], "000001", "nothing new, no new version");
    let versions = run(dir.path(), &["versions", "--json"]).expect(0).json();
    assert_eq!(versions["versions"].as_array().unwrap().len(), 1, "{versions}");
}

#[test]
fn other_content_under_an_id_is_an_update() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.jsonl", "{\"id\":\"a\",\"title\":\"One\",\"body\":\"First.\"}\n{\"id\":\"b\",\"title\":\"Two\"}\n");
    run(dir.path(), &["ingest", "a.jsonl"]).expect(0);
    let before = run(dir.path(), &["show", "a", "--json"]).expect(0).json();
    write(dir.path(), "a.jsonl", "{\"id\":\"a\",\"title\":\"One\",\"body\":\"Second.\"}\n{\"id\":\"b\",\"title\":\"Two\"}\n");
    let report = run(dir.path(), &["ingest", "a.jsonl", "--json"]).expect(0).json();
    assert_eq!(numbers(&report, COUNTS), [2, 0, 1, 1, 0]);
    let after = run(dir.path(), &["show", "a", "--json"]).expect(0).json();
    assert_eq!(after["body"], "Second.");
    assert_eq!(after["first_indexed"], before["first_indexed"], "an update keeps the day of its first indexing");
    assert_eq!(run(dir.path(), &["search", "first", "--json"]).expect(0).json()["total"]["value"], 0);
}

/// Articles as they were read, without what tells where and when.
fn articles(dir: &Path, index: &str) -> Vec<Value> {
    let answer = run(dir, &["latest", "--json", "--fields", "id,title,body,published,extra,origin", "--index", index]).expect(0).json();
    answer["hits"].as_array().unwrap().clone()
}

#[test]
fn rejects_give_the_articles_that_their_inputs_would() {
    let (windows_1251, utf8) = (
        "Паромы пошли по новому расписанию: <b>утро</b> и вечер, сообщила гавань.",
        "Ο καιρός — θάλασσα. Fähre nach Jask \u{fffd} läuft aus.",
    );
    let refresh = "<meta http-equiv=\"refresh\" content=\"0;url=https://x.example/\">";
    let page = |text: &str| format!("<html><head>{refresh}<title>{text}</title></head><body><p>{text}</p></body></html>");
    let cyrillic = encoding_rs::WINDOWS_1251.encode(&page(windows_1251)).0.into_owned();
    let mut wide = vec![0xff, 0xfe];
    wide.extend(page(windows_1251).encode_utf16().flat_map(u16::to_le_bytes));
    // A byte of no letter, in what is UTF-8 beyond doubt.
    let damaged = page(utf8).into_bytes();
    let at = damaged.windows(3).position(|bytes| bytes == "\u{fffd}".as_bytes()).unwrap();
    let damaged = [&damaged[..at], b"\xe9".as_slice(), &damaged[at + 3..]].concat();
    for (bytes, encoding, base64) in [(cyrillic, "windows-1251", false), (wide, "UTF-16LE", false), (damaged, "UTF-8", true)] {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), "page.html", bytes);
        run(dir.path(), &["ingest", "page.html", "--keep-all", "--index", "whole"]).expect(0);
        run(dir.path(), &["ingest", "page.html", "--rejects", "rejects.jsonl"]).expect(3);
        let row: Value = serde_json::from_str(&fs::read_to_string(dir.path().join("rejects.jsonl")).unwrap()).unwrap();
        assert_eq!((&row["code"], &row["encoding"]), (&json!("not-an-article"), &json!(encoding)), "{row}");
        assert_eq!(row["raw_base64"].as_bool().unwrap_or_default(), base64, "{row}");
        run(dir.path(), &["ingest", "rejects.jsonl", "--format", "rejects", "--keep-all"]).expect(0);
        let found = articles(dir.path(), "index");
        assert_eq!(found, articles(dir.path(), "whole"), "{encoding}");
        assert!(found.len() == 1 && found[0]["title"].as_str().unwrap().contains(['П', 'ä']), "{found:?}");
    }
}

#[test]
fn a_row_that_is_rejected_again_keeps_what_was_said_of_it() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.csv", encoding_rs::WINDOWS_1251.encode("title;text\nПаром;Он ушёл\nТолько\n").0);
    run(dir.path(), &["ingest", "a.csv", "--rejects", "one.jsonl"]).expect(3);
    run(dir.path(), &["ingest", "one.jsonl", "--format", "rejects", "--rejects", "two.jsonl"]).expect(3);
    let [one, two] = ["one.jsonl", "two.jsonl"].map(|name| fs::read_to_string(dir.path().join(name)).unwrap());
    assert_eq!(one, two);
    assert!(one.contains("\"encoding\":\"windows-1251\"") && one.contains("\"header\":\"title;text\""), "{one}");
}

#[test]
fn a_table_without_names_among_others_is_said_and_the_others_are_published() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.jsonl", "{\"id\":\"a\",\"title\":\"One\"}\n");
    let row = |day: u32| format!("\"https://x.example/{day}\",\"2025-01-{day}\",\"The ferry of day {day} ran very late\"\n");
    write(dir.path(), "b.csv", (10..16).map(row).collect::<String>());
    write(dir.path(), "c.jsonl", "{\"id\":\"c\",\"title\":\"Three\"}\n");
    let command = ["ingest", "a.jsonl", "b.csv", "c.jsonl", "--rejects", "rejects.jsonl"];
    let ran = run(dir.path(), &command).expect(2);
    assert!(ran.err.contains("version 000001 is served and holds 2 articles"), "{}", ran.err);
    assert!(ran.err.contains("hint: give that table again, alone"), "{}", ran.err);
    let reject: Value = serde_json::from_str(&fs::read_to_string(dir.path().join("rejects.jsonl")).unwrap()).unwrap();
    assert_eq!((&reject["file"], &reject["code"]), (&json!("b.csv"), &json!("needs-map")));
    assert!(reject["reason"].as_str().unwrap().contains("--map url=1,title=3,published=2"), "{reject}");
    // What a limit of rejects allows is rows, and no whole table.
    let report = run(dir.path(), &[&command[..], &["--max-rejects", "100%", "--json"]].concat()).expect(2).json();
    assert_eq!(numbers(&report, COUNTS), [3, 0, 0, 2, 1]);
    let report = run(dir.path(), &["ingest", "b.csv", "--map", "url=1,title=3,published=2", "--json"]).expect(0).json();
    assert_eq!(numbers(&report, COUNTS), [6, 6, 0, 0, 0]);
}

#[test]
fn two_records_of_one_id_are_both_kept() {
    let dir = tempfile::tempdir().unwrap();
    let line = |title: &str| format!("{{\"id\":\"x\",\"title\":\"{title}\"}}\n");
    write(dir.path(), "a.jsonl", line("One") + &line("Another") + &line("One"));
    let report = run(dir.path(), &["ingest", "a.jsonl", "--json"]).expect(0).json();
    assert_eq!(numbers(&report, COUNTS), [3, 2, 0, 1, 0], "{report}");
    assert!(report["warnings"].to_string().contains("id-collision"), "{report}");
    assert_eq!(run(dir.path(), &["show", "x~2", "--json"]).expect(0).json()["title"], "Another");
}

#[test]
fn a_dry_run_reads_and_writes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.jsonl", "{\"title\":\"One\",\"body\":\"First.\"}\n");
    let report = run(dir.path(), &["ingest", "a.jsonl", "--dry-run", "--json"]).expect(0).json();
    assert_eq!(numbers(&report, COUNTS), [1, 1, 0, 0, 0]);
    assert_eq!(report["version"], Value::Null);
    assert!(!dir.path().join("index/CURRENT").exists());
}

#[test]
fn bad_rows_are_told_with_their_place_and_the_rest_is_done() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.jsonl", "{\"title\":\"Good\"}\n{\"title\": oops}\n{\"url\":\"https://e.example/1\"}\n{\"title\":\"Last\"}\n");
    let report = run(dir.path(), &["ingest", "a.jsonl", "--json", "--rejects", "bad.jsonl"]).expect(3).json();
    assert_eq!(numbers(&report, COUNTS), [4, 2, 0, 0, 2]);
    let rejects = fs::read_to_string(dir.path().join("bad.jsonl")).unwrap();
    let rows: Vec<Value> = rejects.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let places: Vec<_> = rows.iter().map(|row| (row["line"].as_u64().unwrap(), row["code"].as_str().unwrap().to_owned())).collect();
    assert_eq!(places, [(2, "malformed".to_owned()), (3, "empty".to_owned())]);
    for row in &rows {
        assert!(row["file"].as_str().unwrap().ends_with("a.jsonl"));
        for name in ["member", "byte", "reason", "raw"] {
            assert!(row.get(name).is_some(), "`{name}` in {row}");
        }
    }
    assert_eq!(rows[0]["raw"], "{\"title\": oops}");
    assert_eq!(rows[0]["byte"], 17);
    run(dir.path(), &["ingest", "a.jsonl", "--max-rejects", "2"]).expect(0);
    run(dir.path(), &["ingest", "a.jsonl", "--max-rejects", "50%"]).expect(0);
    run(dir.path(), &["ingest", "a.jsonl", "--max-rejects", "1"]).expect(3);
}

#[test]
fn garbage_is_rejected_and_good_files_beside_it_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let inside = dir.path().join("in");
    fs::create_dir(&inside).unwrap();
    let mut random = support::Random(7);
    let noise: Vec<u8> = (0..100_000).map(|_| u8::try_from(random.below(256)).unwrap()).collect();
    write(&inside, "noise.jsonl", &noise);
    write(&inside, "nul.json", [0u8; 5_000]);
    write(&inside, "deep.json", "[".repeat(2_000_000));
    write(&inside, "cut.jsonl.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4a, 0x49]);
    write(&inside, "line.jsonl", "x".repeat(20 << 20));
    write(&inside, "zgood.jsonl", "{\"id\":\"good\",\"title\":\"A good one\"}\n");
    let report = run(dir.path(), &["ingest", "in", "--json"]).expect(3).json();
    let [read, added, updated, unchanged, rejected] = numbers(&report, COUNTS);
    assert_eq!(read, added + updated + unchanged + rejected);
    assert!(rejected >= 4, "{report}");
    assert_eq!(run(dir.path(), &["show", "good", "--json"]).expect(0).json()["title"], "A good one");
}

#[test]
fn standard_input_is_a_dash() {
    let dir = tempfile::tempdir().unwrap();
    let lines = "{\"id\":\"s\",\"title\":\"From a pipe\"}\n";
    let report = run_with(dir.path(), &["ingest", "-", "--format", "jsonl", "--source", "Pipe", "--json"], lines).expect(0);
    assert_eq!(numbers(&report.json(), COUNTS), [1, 1, 0, 0, 0]);
    let article = run(dir.path(), &["show", "s", "--json"]).expect(0).json();
    assert_eq!((article["source"].as_str(), article["origin"]["file"].as_str()), (Some("Pipe"), Some("-")));
}

#[test]
fn a_second_writer_ends_with_5_and_readers_go_on() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.jsonl", "{\"id\":\"a\",\"title\":\"One\"}\n");
    run(dir.path(), &["ingest", "a.jsonl"]).expect(0);
    let held = WriteLock::acquire(&Layout::new(&dir.path().join("index"))).unwrap();
    let refused = run(dir.path(), &["ingest", "a.jsonl"]).expect(5);
    assert!(refused.err.contains("another process"), "{}", refused.err);
    assert_eq!(run(dir.path(), &["search", "one", "--json"]).expect(0).json()["total"]["value"], 1);
    drop(held);
    run(dir.path(), &["ingest", "a.jsonl"]).expect(0);
}

#[test]
fn a_search_finds_and_says_how_it_was_read() {
    let answer = on_corpus(&["search", "submarine cable", "--json", "--page-size", "3", "--facets", "place,lang"]).expect(0).json();
    let total = answer["total"]["value"].as_u64().unwrap();
    assert!(total >= 3, "{answer}");
    assert_eq!(answer["total"]["relation"], "eq");
    assert_eq!(ids(&answer).len(), 3);
    assert_eq!(answer["query"]["canonical"], "submarine AND cable");
    assert_eq!(answer["request"]["page-size"], 3);
    assert!(answer["request"]["permalink"].as_str().unwrap().starts_with("/v1/search?q=submarine"));
    assert!(!answer["facets"]["lang"]["values"].as_array().unwrap().is_empty());
    let readable = on_corpus(&["search", "submarine cable"]).expect(0);
    assert!(readable.out.contains(&format!("{total} articles")) || readable.err.contains(&format!("{total} articles")), "{}", readable.out);
    assert!(!readable.out.contains('\u{1b}'), "no colour where NO_COLOR is set");
}

#[test]
fn words_of_any_script_are_found() {
    for (query, at_least) in [("大坝", 2), ("大壩", 2), ("سد AND آمودریا", 1), ("มะม่วง", 1), ("angstrom", 1), ("شتر OR کابل", 1)]
    {
        let answer = on_corpus(&["search", query, "--json"]).expect(0).json();
        assert!(answer["total"]["value"].as_u64().unwrap() >= at_least, "`{query}`: {}", answer["total"]);
    }
}

#[test]
fn a_headline_in_a_list_finds_no_article() {
    let answer = on_corpus(&["search", "walrus", "--json"]).expect(0).json();
    assert_eq!(answer["total"]["value"], 0);
    assert_eq!(answer["hits"], json!([]));
}

#[test]
fn a_search_without_hits_is_no_failure() {
    let ran = on_corpus(&["search", "xyzzyplugh"]).expect(0);
    assert!(!format!("{}{}", ran.out, ran.err).trim().is_empty(), "it says that nothing was found");
}

#[test]
fn a_query_that_cannot_be_read_ends_with_2_and_shows_where() {
    for (query, column) in [("cable AND", 7), ("(dam", 1), ("datee:[1 TO 2]", 1), ("date:2025-02-30", 1)] {
        let ran = on_corpus(&["search", query]).expect(2);
        assert!(ran.out.is_empty(), "{}", ran.out);
        let marked = ran.err.lines().find(|line| line.trim() == "^").unwrap_or_else(|| panic!("no mark: {}", ran.err));
        assert_eq!(marked.len(), column, "{query}: {}", ran.err);
    }
    let lenient = on_corpus(&["search", "cable AND", "--lenient", "--json"]).expect(0).json();
    assert!(lenient["warnings"].to_string().contains("lenient-ignored"), "{lenient}");
}

#[test]
fn wrong_usage_names_the_nearest() {
    for (args, nearest) in [
        (&["serch", "x"][..], "search"),
        (&["search", "x", "--form-date", "2025"], "from-date"),
        (&["ingest", "x", "--format", "jsn"], "json"),
        (&["search", "x", "--order-by", "newst"], "newest"),
    ] {
        let ran = on_corpus(args).expect(2);
        assert!(ran.err.contains(nearest), "{args:?}: {}", ran.err);
    }
    on_corpus(&["search", "x", "--from-date", "2026", "--to-date", "2025"]).expect(2);
    on_corpus(&["search", "x", "--page", "2", "--cursor", "abc"]).expect(2);
    on_corpus(&[]).expect(2);
}

#[test]
fn the_newest_come_first_and_undated_ones_last() {
    let answer = on_corpus(&["latest", "--json", "--page-size", "200", "--fields", "id,published"]).expect(0).json();
    let hits = answer["hits"].as_array().unwrap();
    assert_eq!(hits.len() as u64, answer["total"]["value"].as_u64().unwrap());
    assert!(hits.iter().all(|hit| hit.get("score").is_none_or(Value::is_null)), "latest has no score");
    let years: Vec<Option<&str>> = hits.iter().map(|hit| hit["published"]["at"].as_str().and_then(|at| at.get(..4))).collect();
    let dated = years.iter().take_while(|year| year.is_some()).count();
    assert!(years[dated..].iter().all(Option::is_none) && dated < years.len(), "undated ones are last");
    // In UTC a year of an offset may differ by one.
    assert!(years[..dated].windows(2).all(|pair| {
        let year = |at: usize| pair[at].unwrap().parse::<i32>().unwrap();
        year(0) + 1 >= year(1)
    }));
    assert!(years[0].unwrap() < "2100", "a date of the year 9998 is none of news");
}

#[test]
fn an_article_comes_back_whole() {
    let article = on_corpus(&["show", "nw-2024-0031", "--json"]).expect(0).json();
    assert_eq!(article["id"], "nw-2024-0031");
    assert_eq!(article["extra"]["sample"], "written for Dateline's sample corpus");
    assert_eq!(article["published"], json!({"at": "2024-05-14T11:20:00Z", "precision": "second", "basis": "given"}));
    assert!(article.get("mentions").is_none());
    for name in ["title", "lead", "body", "words", "first_indexed", "entities", "related", "origin"] {
        assert!(!article[name].is_null(), "`{name}`");
    }
    let mentions = on_corpus(&["show", "nw-2024-0031", "--json", "--mentions"]).expect(0).json();
    let body: Vec<char> = article["body"].as_str().unwrap().chars().collect();
    for mention in mentions["mentions"].as_array().unwrap().iter().filter(|mention| mention["field"] == "body") {
        let at = |name: &str| usize::try_from(mention[name].as_u64().unwrap()).unwrap();
        let text: String = body[at("start")..at("end")].iter().collect();
        assert_eq!(text, mention["text"].as_str().unwrap());
    }
    let readable = on_corpus(&["show", "nw-2024-0031"]).expect(0);
    assert!(readable.out.contains(article["title"].as_str().unwrap()));
    let unknown = on_corpus(&["show", "no-such-id"]).expect(1);
    assert!(unknown.err.contains("`no-such-id`") && unknown.out.is_empty());
}

#[test]
fn what_the_archive_holds_is_counted() {
    let stats = on_corpus(&["stats", "--json"]).expect(0).json();
    let all = on_corpus(&["search", "--json", "--page-size", "1"]).expect(0).json();
    assert_eq!(stats["articles"].as_u64().or(stats["version"]["articles"].as_u64()), all["total"]["value"].as_u64(), "{stats}");
    assert!(on_corpus(&["stats"]).expect(0).out.contains("articles"));
    let formats = on_corpus(&["formats", "--json"]).expect(0).json();
    let names: Vec<&str> = formats["formats"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    for name in ["page", "json", "jsonl", "csv", "tsv", "html", "feed", "sgml", "nitf", "newsml", "warc", "parquet", "rejects"] {
        assert!(names.contains(&name), "`{name}`");
    }
    let versions = on_corpus(&["versions", "--json"]).expect(0).json();
    assert_eq!(versions["versions"][0]["version"], "000001", "{versions}");
}

#[test]
fn an_index_that_is_none_or_empty_says_what_to_do() {
    let dir = tempfile::tempdir().unwrap();
    for args in [&["search", "x"][..], &["latest"], &["stats"], &["show", "a"]] {
        let ran = run(dir.path(), args).expect(1);
        assert!(ran.err.contains("dateline ingest"), "{args:?}: {}", ran.err);
    }
    fs::create_dir(dir.path().join("other")).unwrap();
    write(&dir.path().join("other"), "holiday.jpg", "x");
    write(dir.path(), "a.jsonl", "{\"title\":\"One\"}\n");
    let foreign = run(dir.path(), &["ingest", "a.jsonl", "--index", "other"]).expect(1);
    assert!(foreign.err.contains("holiday.jpg"), "{}", foreign.err);
    assert!(!dir.path().join("other/versions").exists());
}

#[test]
fn settings_come_from_flags_then_variables_then_the_file() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), "a.jsonl", "{\"id\":\"a\",\"title\":\"One\"}\n");
    write(dir.path(), "dateline.toml", "index = \"from-file\"\n");
    run(dir.path(), &["ingest", "a.jsonl"]).expect(0);
    assert!(dir.path().join("from-file/CURRENT").exists());
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_dateline"));
    command.current_dir(dir.path()).env_clear().env("DATELINE_INDEX", "from-variable").args(["ingest", "a.jsonl"]).assert().code(0);
    assert!(dir.path().join("from-variable/CURRENT").exists());
    run(dir.path(), &["ingest", "a.jsonl", "--index", "from-flag"]).expect(0);
    assert!(dir.path().join("from-flag/CURRENT").exists());
}

#[test]
fn a_cursor_goes_on_where_the_page_ended() {
    let all = on_corpus(&["latest", "--json", "--page-size", "50", "--fields", "id"]).expect(0).json();
    let first = on_corpus(&["latest", "--json", "--page-size", "20", "--fields", "id"]).expect(0).json();
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = on_corpus(&["latest", "--json", "--page-size", "20", "--fields", "id", "--cursor", cursor]).expect(0).json();
    assert_eq!([ids(&first), ids(&second)].concat(), ids(&all)[..40]);
    let forged = cursor.chars().rev().collect::<String>();
    on_corpus(&["latest", "--json", "--cursor", &forged]).expect(2);
    on_corpus(&["latest", "dam", "--json", "--page-size", "20", "--cursor", cursor]).expect(2);
}

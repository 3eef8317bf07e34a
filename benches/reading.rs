//! How fast are inputs read, without analysis and index, beside the plainest loop over the format?
//!
//! Estimate before measuring: the parsers do 300 (JSON) to 500 MB/s (CSV); an article costs its
//! copies (title, text, id), the check of its encoding and a hash: about as much again. One thread
//! reads, so that MB/s of wall time are those of a core. Run: `cargo bench --bench reading`.
//!
//! A further format is a line of `lines`: its file, its goal, and its floor if it has one.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::indexing_slicing, reason = "a bench prints and may fail")]
#![allow(clippy::cast_precision_loss, reason = "figures for reading")]

mod support;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use dateline::article::published::Zone;
use dateline::ingest::{Item, MapRules, ReadOptions, Reader};
use serde::Deserialize;
use support::{Plain, corpus, passes, read};

/// Bytes of each input, about.
const INPUT: usize = 48 << 20;

/// A format that is measured.
struct Line {
    name: &'static str,
    file: PathBuf,
    /// MB/s a core that are asked for.
    goal: f64,
    /// The plainest loop over the same bytes; returns a count, so that nothing is left out.
    floor: fn(&[u8]) -> usize,
}

fn main() {
    let directory = tempfile::tempdir().unwrap();
    let articles = read(&corpus());
    let articles: Vec<&Plain> = articles.iter().filter(|article| !article.title.is_empty() && !article.body.is_empty()).collect();
    let lines = lines(directory.path(), &articles);
    println!("{:<8} {:>9} {:>9} {:>9} {:>9} {:>6}", "format", "records", "MB/s", "floor", "ratio", "goal");
    for line in &lines {
        let bytes = fs::read(&line.file).unwrap();
        let megabytes = bytes.len() as f64 / 1e6;
        let (mut ours, mut floor, mut records) = (0.0, 0.0, 0);
        let passes = passes().min(7);
        for _ in 0..passes {
            let begun = Instant::now();
            records = ingested(&line.file);
            ours += begun.elapsed().as_secs_f64();
            let begun = Instant::now();
            assert!((line.floor)(&bytes) > 0);
            floor += begun.elapsed().as_secs_f64();
        }
        let speed = |seconds: f64| megabytes * passes as f64 / seconds;
        println!(
            "{:<8} {records:>9} {:>9.0} {:>9.0} {:>9.2} {:>6.0}",
            line.name,
            speed(ours),
            speed(floor),
            speed(ours) / speed(floor),
            line.goal
        );
    }
}

/// The formats and their inputs.
fn lines(directory: &Path, articles: &[&Plain]) -> Vec<Line> {
    let file = |name: &str, head: &str, row: &dyn Fn(&mut String, &Plain, usize)| {
        let mut text = head.to_owned();
        let mut number = 0;
        while text.len() < INPUT {
            row(&mut text, articles[number % articles.len()], number);
            number += 1;
        }
        let path = directory.join(name);
        fs::write(&path, text).unwrap();
        path
    };
    let quoted = |text: &str| text.replace('"', "\"\"");
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
    vec![
        Line {
            name: "jsonl",
            file: file("a.jsonl", "", &|out, article, number| {
                let row = serde_json::json!({"id": number.to_string(), "title": article.title, "body": article.body,
                    "source": article.source, "published": "2025-01-29T10:14:00Z"});
                let _ = writeln!(out, "{row}");
            }),
            goal: 150.0,
            floor: floor_jsonl,
        },
        Line {
            name: "csv",
            file: file("a.csv", "id,title,text,source,date\n", &|out, article, number| {
                let (title, body) = (quoted(&article.title), quoted(&article.body));
                let _ = writeln!(out, "{number},\"{title}\",\"{body}\",\"{}\",2025-01-29", quoted(&article.source));
            }),
            goal: 120.0,
            floor: floor_csv,
        },
        Line {
            name: "sgml",
            file: file("a.sgm", "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n", &|out, article, number| {
                let (title, body) = (escaped(&article.title), escaped(&article.body));
                let _ = writeln!(
                    out,
                    "<REUTERS NEWID=\"{number}\"><DATE>26-FEB-1987 15:01:01.79</DATE><TEXT><TITLE>{title}</TITLE><BODY>{body}</BODY></TEXT></REUTERS>"
                );
            }),
            goal: 80.0,
            floor: floor_sgml,
        },
    ]
}

/// Reads a file as an ingest does; returns its records.
fn ingested(path: &Path) -> usize {
    let options = ReadOptions {
        format: None,
        source: None,
        zone: Zone::Utc,
        now_us: 4_102_444_800_000_000,
        record_bytes_max: dateline::run::options::RECORD_BYTES_MAX,
        map: MapRules::default(),
        map_report: false,
        keep_all: false,
    };
    let mut reader = Reader::new(&[path.to_path_buf()], options);
    let mut records = 0;
    while let Some(item) = reader.next_item() {
        match item {
            Item::Record(_) => records += 1,
            Item::Reject(reject) => panic!("{}", reject.reason),
            Item::Input(_) | Item::Skipped(..) => {}
        }
    }
    records
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is parsed is the measure")]
struct Row<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    body: Cow<'a, str>,
    #[serde(borrow)]
    source: Cow<'a, str>,
    #[serde(borrow)]
    published: Cow<'a, str>,
}

fn floor_jsonl(bytes: &[u8]) -> usize {
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice::<Row<'_>>(line).unwrap().body.len()).sum()
}

fn floor_csv(bytes: &[u8]) -> usize {
    let mut reader = csv::Reader::from_reader(bytes);
    let mut record = csv::StringRecord::new();
    let mut sum = 0;
    while reader.read_record(&mut record).unwrap() {
        sum += record.get(2).unwrap().len();
    }
    sum
}

fn floor_sgml(bytes: &[u8]) -> usize {
    let mut ends = memchr::memmem::find_iter(bytes, b"</REUTERS>");
    let mut from = 0;
    std::iter::from_fn(|| {
        let end = ends.next()?;
        let text = std::str::from_utf8(bytes.get(from..end)?).unwrap();
        from = end;
        Some(text.split("<BODY>").nth(1).map_or(0, |body| body.to_owned().len()))
    })
    .sum()
}

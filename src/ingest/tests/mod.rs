//! Tests of whole inputs: bytes in files, items out.

mod battery;
mod broken;
mod contained;
mod feeds;
mod html;
mod mapped;
mod messages;
mod pages;
mod real;
mod sets;
mod tables;
mod warc;
mod wire;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Format, Item, MapRules, NoteCode, ReadOptions, Reader, Record, Reject};
use crate::article::published::Zone;

/// Options of a run with small records.
pub(super) fn options(format: Option<Format>) -> ReadOptions {
    ReadOptions {
        format,
        source: None,
        zone: Zone::Utc,
        now_us: 4_102_444_800_000_000,
        record_bytes_max: 16 << 20,
        map: MapRules::default(),
        map_report: false,
        keep_all: false,
    }
}

/// Reads paths to the end.
fn read_paths(paths: &[PathBuf], options: ReadOptions) -> Vec<Item> {
    let mut reader = Reader::new(paths, options);
    std::iter::from_fn(|| reader.next_item()).collect()
}

/// Reads bytes as a file of this name.
pub(super) fn read_as(name: &str, bytes: &[u8], options: ReadOptions) -> Vec<Item> {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join(name);
    fs::write(&path, bytes).unwrap();
    read_paths(&[path], options)
}

fn read(name: &str, bytes: &[u8]) -> Vec<Item> {
    read_as(name, bytes, options(None))
}

pub(super) fn records(items: &[Item]) -> Vec<&Record> {
    items.iter().filter_map(|item| if let Item::Record(record) = item { Some(record.as_ref()) } else { None }).collect()
}

fn rejects(items: &[Item]) -> Vec<&Reject> {
    items.iter().filter_map(|item| if let Item::Reject(reject) = item { Some(reject.as_ref()) } else { None }).collect()
}

/// One line an item: what it is and what tells it from others.
fn told(items: &[Item]) -> String {
    let mut out = String::new();
    for item in items {
        let _ = match item {
            Item::Input(input) => writeln!(out, "{} {}", input.format, input.encoding),
            Item::Record(record) => {
                let _ = write!(out, "{}:{} `{}`", record.place.line, record.place.byte, record.article.title);
                record.notes.iter().try_for_each(|note| write!(out, " +{}", note.code.as_str())).and_then(|()| writeln!(out))
            }
            Item::Reject(reject) => writeln!(out, "{}:{} {}", reject.place.line, reject.place.byte, reject.code.as_str()),
            Item::Skipped(place, reason) => writeln!(out, "{}:{} skipped: {reason}", place.line, place.byte),
        };
    }
    out
}

fn has_note(items: &[Item], code: NoteCode) -> bool {
    records(items).iter().any(|record| record.notes.iter().any(|note| note.code == code))
}

/// The real data, where they are; else says what is not tested.
fn data(set: &str) -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = ["../shared/data", "../../shared/data"].into_iter().map(|data| root.join(data).join(set)).find(|path| path.exists());
    if found.is_none() {
        skipped(set);
    }
    found
}

#[allow(clippy::print_stderr, reason = "a test that is passed over says so")]
fn skipped(set: &str) {
    eprintln!("skipped: the data set `{set}` is not here");
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

#[test]
fn a_reader_can_be_handed_to_a_thread() {
    fn check<T: Send>() {}
    check::<Reader>();
    check::<Item>();
}

//! Any bytes are read to their end in any format, as articles, rejects or passed over.
//!
//! The first byte is the format (0 lets the content decide), the second the options, the rest the
//! input.

#![no_main]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use dateline::article::id;
use dateline::article::published::Zone;
use dateline::ingest::{Format, Item, MapRules, Place, ReadOptions, Reader};
use libfuzzer_sys::fuzz_target;

/// 2026-01-01: dates behind it are none.
const NOW_US: i64 = 1_767_225_600_000_000;

/// Items that one byte may give, and those of any input: an input, its end.
const ITEMS_A_BYTE: usize = 1;
const ITEMS: usize = 16;

static DIRECTORY: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a temporary directory"));

fuzz_target!(|data: &[u8]| {
    let [format, switches, bytes @ ..] = data else { return };
    let format = match usize::from(*format) % (Format::ALL.len() + 1) {
        0 => None,
        number => Some(Format::ALL[number - 1]),
    };
    let options = ReadOptions {
        format,
        source: (switches & 1 != 0).then(|| "Fuzz".to_owned()),
        zone: Zone::Utc,
        now_us: NOW_US,
        record_bytes_max: if switches & 2 != 0 { 512 } else { 1 << 20 },
        map: MapRules::parse((switches & 4 != 0).then_some("auto")).expect("rules"),
        map_report: switches & 8 != 0,
        keep_all: switches & 16 != 0,
    };
    let path = DIRECTORY.path().join("input");
    fs::write(&path, bytes).expect("a file");
    // Rejects may name any file of the machine: they are read as told by content, which opens none.
    let options = if format == Some(Format::Rejects) { ReadOptions { format: None, ..options } } else { options };
    read(path, options, bytes);
});

fn read(path: PathBuf, options: ReadOptions, bytes: &[u8]) {
    let mut reader = Reader::new(&[path], options);
    let mut items = 0;
    // Compressions and archives unfold to more than they are.
    let mut bound = Some(bytes.len() * ITEMS_A_BYTE + ITEMS);
    while let Some(item) = reader.next_item() {
        items += 1;
        match item {
            Item::Input(input) => {
                assert!(!input.decided_by.is_empty() && !input.encoding.is_empty());
                if input.member.is_some() {
                    bound = None;
                }
            }
            Item::Record(record) => {
                let article = &record.article;
                assert!(!article.title.trim().is_empty() || !article.body.trim().is_empty(), "an article without text: {article:?}");
                assert_eq!(id::native_id(&article.id), Ok(()), "{article:?}");
                assert!(article.origin.as_ref().is_some_and(|origin| origin.record > 0), "{article:?}");
                check_place(&record.place);
            }
            Item::Reject(reject) => {
                assert!(!reject.reason.is_empty(), "{reject:?}");
                check_place(&reject.place);
            }
            Item::Skipped(place, reason) => {
                assert!(!reason.is_empty());
                check_place(&place);
            }
        }
    }
    let compressed = bytes.starts_with(&[0x1f, 0x8b])
        || bytes.starts_with(b"BZh")
        || bytes.get(1..4).is_some_and(|magic| {
            // zstd, xz and lz4, by their second to fourth bytes.
            [[0xb5, 0x2f, 0xfd], *b"7zX", [0x22, 0x4d, 0x18], [0x2a, 0x4d, 0x18]].iter().any(|known| magic == known)
        });
    assert!(compressed || bound.is_none_or(|bound| items <= bound), "{items} items of {} bytes", bytes.len());
    drop(reader.map_report());
}

fn check_place(place: &Place) {
    assert!(!place.file.is_empty(), "{place:?}");
}

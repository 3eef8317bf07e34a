//! The same tests for every format.

use std::io::Write as _;

use encoding_rs::{UTF_16LE, WINDOWS_1252};
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;

use super::*;

/// A format with what its battery needs.
struct Case {
    format: Format,
    name: &'static str,
    /// Before the records, between and after them.
    around: [&'static str; 3],
    /// A record with the title and body in place of `@title` and `@body`.
    good: &'static str,
    /// A record that cannot become an article, and the code of its reject; not for formats of one
    /// record an input.
    bad: Option<(&'static str, &'static str)>,
}

const CASES: [Case; 10] = [
    Case { format: Format::Page, name: "a.txt", around: ["", "", ""], good: "@title\n@body.\n", bad: None },
    Case {
        format: Format::Json,
        name: "a.json",
        around: ["[\n", ",\n", "\n]\n"],
        good: r#"{"title":"@title","body":"@body."}"#,
        bad: Some((r#"{"title":"x" "body":"y"}"#, "malformed")),
    },
    Case {
        format: Format::Jsonl,
        name: "a.jsonl",
        around: ["", "\n", "\n"],
        good: r#"{"title":"@title","body":"@body."}"#,
        bad: Some((r#"{"title":"x","#, "malformed")),
    },
    Case {
        format: Format::Html,
        name: "a.html",
        around: ["<!DOCTYPE html>\n<html><head><meta charset=\"windows-1252\">", "", ""],
        good: "<title>@title</title><meta property=\"og:type\" content=\"article\"></head><body><h1>@title</h1><p>@body.</p></body></html>\n",
        bad: None,
    },
    Case {
        format: Format::Feed,
        name: "a.xml",
        around: ["<rss version=\"2.0\"><channel><title>x</title>\n", "\n", "\n</channel></rss>\n"],
        good: "<item><title>@title</title><description>@body.</description></item>",
        bad: Some(("<item><title>\n", "malformed")),
    },
    Case {
        format: Format::Sgml,
        name: "a.sgm",
        around: ["<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n", "\n", "\n"],
        good: "<REUTERS NEWID=\"1\"><TEXT><TITLE>@title</TITLE><BODY>@body.</BODY></TEXT></REUTERS>",
        bad: Some(("<REUTERS NEWID=\"2\"><TEXT><TITLE>", "malformed")),
    },
    Case {
        format: Format::Nitf,
        name: "a.xml",
        around: ["<?xml version=\"1.0\"?>\n", "\n", "\n"],
        good: "<nitf><body><body.head><hedline><hl1>@title</hl1></hedline></body.head><body.content><p>@body.</p></body.content></body></nitf>",
        bad: Some(("<nitf><body>\n", "malformed")),
    },
    Case {
        format: Format::NewsMl,
        name: "a.xml",
        around: ["<newsMessage><itemSet>\n", "\n", "\n</itemSet></newsMessage>\n"],
        good: "<newsItem guid=\"1\"><contentMeta><headline>@title</headline></contentMeta><contentSet><inlineXML><html><body><p>@body.</p></body></html></inlineXML></contentSet></newsItem>",
        bad: Some(("<newsItem guid=\"2\">\n", "malformed")),
    },
    Case {
        format: Format::Csv,
        name: "a.csv",
        around: ["title;text\n", "\n", "\n"],
        good: "\"@title\";\"@body.\"",
        bad: Some(("x;y;z", "malformed")),
    },
    Case {
        format: Format::Tsv,
        name: "a.tsv",
        around: ["title\ttext\n", "\n", "\n"],
        good: "@title\t@body.",
        bad: Some(("x\ty\tz", "malformed")),
    },
];

fn record(case: &Case, title: &str, body: &str) -> String {
    case.good.replace("@title", title).replace("@body", body)
}

fn input(case: &Case, rows: &[String]) -> String {
    let [before, between, after] = case.around;
    format!("{before}{}{after}", rows.join(between))
}

#[test]
fn a_good_record_is_read_and_its_format_decided() {
    for case in &CASES {
        let text = input(case, &[record(case, "Bread in Akureyri", "A barber took eleven of them")]);
        let items = read(case.name, text.as_bytes());
        let found = records(&items);
        assert_eq!(found.len(), 1, "{}: {items:?}", case.format);
        assert_eq!(found[0].article.title, "Bread in Akureyri");
        assert_eq!(found[0].article.body, "A barber took eleven of them.");
        assert!(!found[0].article.id.is_empty());
        assert_eq!(found[0].article.origin.as_ref().unwrap().record, 1);
        assert!(matches!(&items[0], Item::Input(input) if input.format == case.format), "{}: {items:?}", case.format);
    }
}

#[test]
fn a_bad_record_is_rejected_with_its_place_and_the_next_is_read() {
    for case in &CASES {
        let Some((bad, code)) = case.bad else { continue };
        let rows = [record(case, "First", "a"), bad.to_owned(), record(case, "Last", "b")];
        let text = input(case, &rows);
        let items = read(case.name, text.as_bytes());
        let (found, rejected) = (records(&items), rejects(&items));
        assert_eq!(found.iter().map(|record| record.article.title.as_str()).collect::<Vec<_>>(), ["First", "Last"], "{}", case.format);
        let [reject] = rejected.as_slice() else { panic!("{}: {rejected:?}", case.format) };
        let byte = text.find(bad).unwrap();
        let line = 1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count();
        assert_eq!((reject.code.as_str(), reject.place.line, reject.place.byte), (code, line as u64, byte as u64), "{}", case.format);
        assert!(reject.raw.starts_with(bad), "{}: {}", case.format, reject.raw);
        assert_eq!(found[1].article.origin.as_ref().unwrap().record, 3);
    }
}

#[test]
fn a_record_that_is_too_large_is_rejected_and_the_next_is_read() {
    for case in &CASES {
        let rows = [record(case, "Large", &"word ".repeat(2_000_000 / 5)), record(case, "Small", "b")];
        let rows = if case.bad.is_some() { &rows[..] } else { &rows[..1] };
        let options = ReadOptions { record_bytes_max: 100_000, ..options(Some(case.format)) };
        let items = read_as(case.name, input(case, rows).as_bytes(), options);
        let rejected = rejects(&items);
        let [reject] = rejected.as_slice() else { panic!("{}: {rejected:?}", case.format) };
        assert_eq!(reject.code.as_str(), "too-large", "{}", case.format);
        assert!(reject.raw.len() <= 64 * 1024 && reject.reason.contains("100000 bytes"), "{}", case.format);
        assert_eq!(records(&items).len(), rows.len() - 1, "{}", case.format);
    }
}

#[test]
fn a_record_without_title_and_body_is_rejected_as_empty() {
    for case in &CASES {
        let rows = [record(case, " ", "")
            .replace("\"body\":\".\"", "\"body\":\"\"")
            .replace("<BODY>.</BODY>", "")
            .replace(";\".\"", ";\"\"")
            .replace("\t.", "\t")
            .replace("<description>.</description>", "")
            .replace("<p>.</p>", "")];
        let items = read_as(case.name, input(case, &rows).as_bytes(), options(Some(case.format)));
        if case.bad.is_some() {
            assert_eq!(rejects(&items).first().map(|reject| reject.code.as_str()), Some("empty"), "{}", case.format);
        }
    }
    assert!(told(&read("a.txt", b" \n\n ")).contains("blank"));
}

#[test]
fn truncated_compression_keeps_the_records_before_it() {
    for case in &CASES {
        let rows: Vec<String> = (0..2000).map(|n| record(case, &format!("Title {n}"), &format!("Body {}", n * 7919 % 10007))).collect();
        let text = input(case, if case.bad.is_some() { &rows } else { &rows[..1] });
        let mut gz = GzEncoder::new(Vec::new(), Compression::default());
        gz.write_all(text.as_bytes()).unwrap();
        let gz = gz.finish().unwrap();
        let zst = zstd::encode_all(text.as_bytes(), 3).unwrap();
        for (suffix, bytes) in [("gz", gz), ("zst", zst)] {
            let whole = read(&format!("{}.{suffix}", case.name), &bytes);
            assert_eq!(records(&whole).len(), if case.bad.is_some() { 2000 } else { 1 }, "{} {suffix}", case.format);
            let cut = read_as(&format!("{}.{suffix}", case.name), &bytes[..bytes.len() * 2 / 3], options(Some(case.format)));
            let rejected = rejects(&cut);
            let [reject] = rejected.as_slice() else { panic!("{} {suffix}: {rejected:?}", case.format) };
            assert_eq!(reject.code.as_str(), "unreadable", "{} {suffix}", case.format);
            assert!(reject.reason.contains("after byte"), "{}", reject.reason);
            if case.bad.is_some() && suffix == "gz" {
                assert!(records(&cut).len() > 500, "{} {suffix}: {}", case.format, records(&cut).len());
            }
        }
    }
}

#[test]
fn other_encodings_are_decoded_and_said() {
    for case in &CASES {
        let text = input(case, &[record(case, "Prix du café à Besançon", "L’été sera très chaud, a déclaré le ministère")]);
        let (latin, _, _) = WINDOWS_1252.encode(&text);
        let mut wide = vec![0xff, 0xfe];
        wide.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        let marked = [b"\xef\xbb\xbf", text.as_bytes()].concat();
        for (bytes, encoding) in [(latin.into_owned(), WINDOWS_1252.name()), (wide, UTF_16LE.name()), (marked, "UTF-8")] {
            let items = read(case.name, &bytes);
            assert!(matches!(&items[0], Item::Input(input) if input.encoding == encoding), "{} {encoding}: {items:?}", case.format);
            assert_eq!(records(&items)[0].article.title, "Prix du café à Besançon", "{} {encoding}", case.format);
        }
    }
}

#[test]
fn damaged_bytes_and_zero_bytes_are_noted() {
    for case in &CASES {
        let text = input(case, &[record(case, "Prix du café à Besançon, été", "Cela coûte 3 % au marché")]);
        for (byte, shown) in [(0xff, "Cela coûte 3 \u{fffd} au marché."), (0, "Cela coûte 3  au marché.")] {
            let bytes: Vec<u8> = text.bytes().map(|b| if b == b'%' { byte } else { b }).collect();
            let items = read(case.name, &bytes);
            assert!(has_note(&items, NoteCode::BadBytes), "{}: {items:?}", case.format);
            // Blanks of markup are one.
            let shown = if matches!(case.format, Format::Html | Format::Feed | Format::Nitf | Format::NewsMl) {
                shown.replace("  ", " ")
            } else {
                shown.to_owned()
            };
            assert_eq!(records(&items)[0].article.body, shown, "{}", case.format);
        }
    }
}

/// Bytes that are near to what formats read: pieces of them, cut, mixed and damaged.
#[allow(clippy::too_many_lines, reason = "a list of pieces")]
fn near() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ":",
        ",",
        "\n",
        " ",
        "\"title\":\"a\"",
        "\"body\":[\"b\"]",
        "\"articles\":[",
        "{\"data\":{",
        "NaN",
        "\\ud800",
        "1e999",
        "<REUTERS NEWID=\"1\">",
        "</REUTERS>",
        "<TEXT>",
        "<TITLE>t</TITLE>",
        "<DATE>",
        "&#3;",
        "&#x110000;",
        "&lt;",
        "Publish Date: 2025/02/30\n",
        "Latest News\n",
        "- item\n",
        "عنوان",
        "標題",
        "\u{feff}",
        "\"published\":{\"at\":1e18}",
        "\"source\":{\"name\":null}",
        "{\"complete\": 3}",
        "<b",
        "<!--",
        "title,text\n",
        "title\ttext\n",
        "\"a, b\",",
        "\"",
        ",\"",
        "\t",
        ";",
        "{\"file\":\"a\",\"line\":1,\"byte\":0,\"code\":\"x\",\"reason\":\"r\",\"raw\":\"",
        "<rss><channel>",
        "<item>",
        "</item>",
        "<entry a='",
        "<link href=\"x\"/>",
        "<pubDate>x</pubDate>",
        "<![CDATA[",
        "]]>",
        "<html><head>",
        "<meta name=\"date\" content=\"2025-02-30\">",
        "<script type=\"application/ld+json\">{\"@type\":\"Article\",",
        "</script>",
        "<table><p><a href='",
        "<time datetime=",
        "<nitf><body><body.content>",
        "</body.content></body></nitf>",
        "<newsItem guid='1'>",
        "</newsItem>",
        "<contentSet><inlineXML>",
        "<date.issue norm='",
        "WARC/1.0\r\n",
        "WARC-Type: response\r\nContent-Type: application/http\r\n",
        "Content-Length: 40\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n",
    ])
    .prop_map(|piece| piece.as_bytes().to_vec());
    let noise = prop::collection::vec(any::<u8>(), 0..8);
    prop::collection::vec(prop_oneof![8 => piece, 1 => noise], 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_stop_any_format(bytes in prop_oneof![near(), prop::collection::vec(any::<u8>(), 0..400)], max in prop_oneof![Just(16usize), Just(1 << 20)]) {
        for format in [None, Some(Format::Page), Some(Format::Json), Some(Format::Jsonl), Some(Format::Html), Some(Format::Feed), Some(Format::Sgml), Some(Format::Csv), Some(Format::Tsv), Some(Format::Rejects), Some(Format::Nitf), Some(Format::NewsMl)] {
            let items = read_as("x", &bytes, ReadOptions { record_bytes_max: max, ..options(format) });
            prop_assert!(items.len() <= bytes.len() + 2);
            for record in records(&items) {
                prop_assert!(!record.article.id.is_empty() && record.place.line > 0);
            }
        }
    }
}

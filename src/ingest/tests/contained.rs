//! Inputs inside compressions and archives.

use std::io::{Cursor, Write as _};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

fn bzip(bytes: &[u8]) -> Vec<u8> {
    let mut bz = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bz.write_all(bytes).unwrap();
    bz.finish().unwrap()
}

fn xz(bytes: &[u8], dictionary: u32) -> Vec<u8> {
    let mut options = lzma_rust2::XzOptions::with_preset(1);
    options.lzma_options.dict_size = dictionary;
    let mut xz = lzma_rust2::XzWriter::new(Vec::new(), options).unwrap();
    xz.write_all(bytes).unwrap();
    xz.finish().unwrap()
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.as_gnu_mut().unwrap().name[..name.len().min(100)].copy_from_slice(&name.as_bytes()[..name.len().min(100)]);
        header.set_cksum();
        if name.len() > 100 || !name.starts_with(['/', '.']) {
            builder.append_data(&mut header, name, *bytes).unwrap();
        } else {
            builder.append(&header, *bytes).unwrap();
        }
    }
    builder.into_inner().unwrap()
}

fn zip(members: &[(&str, &[u8])], method: ::zip::CompressionMethod) -> Vec<u8> {
    let mut writer = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, ::zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Members and titles of what was read, and members and codes of what was not.
fn shown(items: &[Item]) -> String {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Record(record) => {
                assert_eq!(record.place.member, record.article.origin.as_ref().unwrap().member);
                out.push(format!("{}={}", record.place.member.as_deref().unwrap_or("-"), record.article.title));
            }
            Item::Reject(reject) => out.push(format!("{}:{}", reject.place.member.as_deref().unwrap_or("-"), reject.code.as_str())),
            _ => {}
        }
    }
    out.join(" ")
}

const A: &[u8] = b"{\"title\":\"A\"}\n";
const B: &[u8] = b"title,text\nB,b\n";

#[test]
fn compressions_are_read_through() {
    for bytes in [bzip(A), xz(A, 1 << 20), gzip(&bzip(A)), xz(&gzip(A), 1 << 20), [xz(A, 1 << 20), xz(b"", 1 << 20)].concat()] {
        assert_eq!(shown(&read("x", &bytes)), "-=A");
    }
    let twice = [bzip(A), bzip(A)].concat();
    assert_eq!(shown(&read("x", &twice)), "-=A -=A");
}

#[test]
fn an_xz_of_a_huge_dictionary_is_refused() {
    let large = xz(A, 1 << 29);
    for bytes in [large.clone(), gzip(&large), tar(&[("a.xz", &large)]), xz(&tar(&[("a.jsonl", A)]), 1 << 29)] {
        let items = read("x", &bytes);
        let reason = &rejects(&items)[0].reason;
        assert_eq!(rejects(&items)[0].code.as_str(), "unreadable", "{items:?}");
        assert!(reason.contains("its xz data needs more than 128 MiB of memory") && reason.contains("xz -9"), "{reason}");
        assert!(!reason.contains("damaged") && !reason.contains("get the file again"), "{reason}");
    }
}

#[test]
fn a_zstd_of_a_huge_window_is_refused() {
    let pack = |log: u32, bytes: &[u8]| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.window_log(log).unwrap();
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    assert_eq!(shown(&read("x.zst", &pack(27, A))), "-=A");
    for bytes in [pack(28, A), pack(28, &tar(&[("a.jsonl", A)]))] {
        let items = read("x.zst", &bytes);
        let reason = &rejects(&items)[0].reason;
        assert!(reason.contains("its zstd data needs more than 128 MiB of memory") && reason.contains("zstd -d --long=31"), "{reason}");
        assert!(!reason.contains("damaged") && !reason.contains("get the file again"), "{reason}");
    }
}

#[test]
fn lz4_is_read_through_and_a_cut_stream_is_no_end() {
    let lz4 = |bytes: &[u8]| {
        let mut encoder = lz4_flex::frame::FrameEncoder::new(Vec::new());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    };
    assert_eq!(shown(&read("x.lz4", &lz4(A))), "-=A");
    assert_eq!(shown(&read("x.lz4", &[lz4(A), lz4(b""), lz4(A)].concat())), "-=A -=A");
    assert_eq!(shown(&read("x.tar.lz4", &lz4(&tar(&[("a.jsonl", A), ("b.csv", B)])))), "a.jsonl=A b.csv=B");
    assert_eq!(shown(&read("x.csv.lz4", &gzip(&lz4(b"a,b\nc,d\n")))), "-:unknown-format");
    let whole = lz4(&A.repeat(20_000));
    for cut in 1..9 {
        let items = read("x.lz4", &whole[..whole.len() - cut]);
        assert_eq!(rejects(&items).len(), 1, "{cut}");
        assert!(rejects(&items)[0].reason.contains("its lz4 data is damaged or cut off"), "{items:?}");
    }
}

#[test]
fn archives_are_read_member_by_member() {
    let members: [(&str, &[u8]); 5] =
        [("a.jsonl", A), ("d/b.csv", B), ("d/README.md", b"About"), (".hidden", A), ("d/c.jsonl.gz", &gzip(A))];
    let expected = "a.jsonl=A d/b.csv=B d/c.jsonl.gz=A";
    let packed = tar(&members);
    for bytes in [packed.clone(), gzip(&packed), xz(&packed, 1 << 20), bzip(&packed)] {
        assert_eq!(shown(&read("x", &bytes)), expected);
    }
    for method in [
        ::zip::CompressionMethod::Stored,
        ::zip::CompressionMethod::Deflated,
        ::zip::CompressionMethod::Bzip2,
        ::zip::CompressionMethod::Zstd,
    ] {
        assert_eq!(shown(&read("x.zip", &zip(&members, method))), expected, "{method}");
    }
    let deflated = ::zip::CompressionMethod::Deflated;
    assert_eq!(shown(&read("x", &gzip(&zip(&members[..2], deflated)))), "a.jsonl=A d/b.csv=B");
    assert_eq!(
        shown(&read("x", &zip(&[("i.tar", &packed)], deflated))),
        "i.tar!a.jsonl=A i.tar!d/b.csv=B i.tar!d/c.jsonl.gz:unknown-format"
    );
    assert_eq!(shown(&read("x", &tar(&[("i.zip", &zip(&members[..1], deflated))]))), "i.zip!a.jsonl=A");
}

#[test]
fn names_of_members_are_labels_and_no_paths() {
    let long = format!("{}/a.jsonl", "long".repeat(60));
    let items = read("x.tar", &tar(&[("/etc/a.jsonl", A), ("../../a.jsonl", A), (&long, A)]));
    assert_eq!(shown(&items), format!("/etc/a.jsonl=A ../../a.jsonl=A {long}=A"));
}

#[test]
fn a_damaged_member_is_a_reject_and_the_others_are_read() {
    let bad = {
        let mut bad = gzip(&A.repeat(500));
        let middle = bad.len() / 2;
        bad[middle] ^= 0xff;
        bad.truncate(middle + 4);
        bad
    };
    let items = read("x.tar", &tar(&[("a.jsonl", A), ("bad.gz", &bad), ("c.jsonl", A)]));
    assert!(shown(&items).starts_with("a.jsonl=A bad.gz") && shown(&items).ends_with("bad.gz:unreadable c.jsonl=A"), "{}", shown(&items));
    let mut packed = tar(&[("a.jsonl", A), ("b.jsonl", A), ("c.jsonl", A)]);
    packed[1024 + 20] ^= 0xff;
    assert_eq!(shown(&read("x.tar", &packed)), "a.jsonl=A -:unreadable c.jsonl=A");
    let cut = &packed[..1024 + 512 * 2 + 520];
    assert!(shown(&read("x.tar", cut)).ends_with(":unreadable"), "{}", shown(&read("x.tar", cut)));
    let mut zipped = zip(&[("a.jsonl", A), ("b.jsonl", A)], ::zip::CompressionMethod::Stored);
    let at = zipped.windows(3).position(|bytes| bytes == b"\"A\"").unwrap();
    zipped[at + 1] = b'X';
    assert_eq!(shown(&read("x.zip", &zipped)), "a.jsonl=X a.jsonl:unreadable b.jsonl=A");
    assert_eq!(shown(&read("x.zip", &zipped[..zipped.len() - 30])), "-:unreadable");
}

#[test]
fn an_encrypted_member_says_so() {
    let mut zipped = zip(&[("a.jsonl", A), ("b.jsonl", A)], ::zip::CompressionMethod::Stored);
    // The flag in the local header and in the directory.
    zipped[6] |= 1;
    let directory = zipped.windows(4).position(|bytes| bytes == b"PK\x01\x02").unwrap();
    zipped[directory + 8] |= 1;
    let items = read("x.zip", &zipped);
    assert_eq!(shown(&items), "a.jsonl:unreadable b.jsonl=A");
    assert!(rejects(&items)[0].reason.contains("encrypted"), "{items:?}");
}

#[test]
fn bombs_are_left() {
    let blanks = vec![b' '; 64 << 20];
    let bomb = zip(&[("a.txt", &blanks), ("b.txt", &blanks), ("c.jsonl", A)], ::zip::CompressionMethod::Deflated);
    let options = ReadOptions { record_bytes_max: 1 << 16, ..options(Some(Format::Jsonl)) };
    let items = read_as("x.zip", &bomb, options);
    assert!(items.len() < 12 && rejects(&items).iter().any(|reject| reject.reason.contains("unfolds")), "{items:?}");
}

#[test]
fn a_compressed_row_of_any_length_is_one_reject_and_the_next_is_read() {
    let long = "x".repeat(8 << 20);
    let check = |format: Format, text: &str| {
        let options = ReadOptions { record_bytes_max: 1 << 16, ..options(Some(format)) };
        let items = read_as("x.gz", &gzip(text.as_bytes()), options);
        assert_eq!(shown(&items), "-=A -:too-large -=B", "{format}");
    };
    check(Format::Csv, &format!("title,text\nA,a\nC,{long}\nB,b\n"));
    check(Format::Csv, &format!("title,text\nA,a\nC,\"{long}\"\nB,b\n"));
    check(Format::Jsonl, &format!("{{\"title\":\"A\"}}\n{{\"title\":\"{long}\"}}\n{{\"title\":\"B\"}}\n"));
    check(Format::Json, &format!("[{{\"title\":\"A\"}},{{\"title\":\"{long}\"}},{{\"title\":\"B\"}}]"));
    let items = |open: &str, close: &str, part: &str| {
        ["A", long.as_str(), "B"].map(|title| format!("{open}<{part}>{title}</{part}>{close}\n")).concat()
    };
    check(Format::Feed, &format!("<rss><channel>{}</channel></rss>", items("<item>", "</item>", "title")));
    check(Format::Sgml, &items("<REUTERS NEWID=\"1\"><TEXT>", "</TEXT></REUTERS>", "TITLE"));
    check(Format::Nitf, &items("<nitf><body><body.head><hedline>", "</hedline></body.head></body></nitf>", "hl1"));
}

#[test]
fn thousands_of_members_are_read() {
    let names: Vec<String> = (0..3_000).map(|n| format!("m/{n}.jsonl")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), A)).collect();
    assert_eq!(records(&read("x.tgz", &gzip(&tar(&members)))).len(), 3_000);
    assert_eq!(records(&read("x.zip", &zip(&members, ::zip::CompressionMethod::Stored))).len(), 3_000);
}

//! Web archives: WARC and ARC.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

/// A page with this title.
fn html(title: &str) -> String {
    let paragraph = "The ship reached the port of Jask on Tuesday, the company said, and the first kilometres of the cable were laid. ";
    format!(
        "<html lang=\"en\"><head><title>{title}</title><meta property=\"article:published_time\" content=\"2025-01-29T08:00:00+03:30\"></head>\
         <body><article><h1>{title}</h1><p>{}</p><p>{}</p></article></body></html>",
        paragraph.repeat(3),
        paragraph.repeat(2)
    )
}

/// A record of WARC.
fn warc(kind: &str, uri: &str, block: &[u8]) -> Vec<u8> {
    let mime = if kind == "warcinfo" { "application/warc-fields" } else { "application/http; msgtype=response" };
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Date: 2025-01-30T01:02:03Z\r\nContent-Type: {mime}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

/// A response of HTTP with this body.
fn response(headers: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n").as_bytes(), body].concat()
}

fn page(title: &str) -> Vec<u8> {
    warc("response", "https://gw.example/1", &response("", html(title).as_bytes()))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn titles(items: &[Item]) -> Vec<&str> {
    records(items).iter().map(|record| record.article.title.as_str()).collect()
}

fn skips(items: &[Item]) -> Vec<&str> {
    items.iter().filter_map(|item| if let Item::Skipped(_, reason) = item { Some(reason.as_str()) } else { None }).collect()
}

#[test]
fn responses_with_pages_are_articles() {
    let info = warc("warcinfo", "", b"software: x\r\n");
    let request = warc("request", "https://gw.example/1", b"GET /1 HTTP/1.1\r\n\r\n");
    let picture = warc("response", "https://gw.example/p", b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG");
    let gone = warc("response", "https://gw.example/g", b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n<p>gone</p>");
    let records_of_all = [info, request, page("Cable laid to Jask"), picture, gone].concat();
    // Each record a member, as crawlers write them, is no different.
    for bytes in [records_of_all.clone(), gzip(&records_of_all)] {
        let items = read("crawl.warc.gz", &bytes);
        assert_eq!(titles(&items), ["Cable laid to Jask"], "{}", told(&items));
        assert_eq!(rejects(&items).iter().map(|reject| reject.code.as_str()).collect::<Vec<_>>(), ["not-an-article"]);
        assert_eq!(
            skips(&items),
            [
                "it is a `warcinfo` record and no response",
                "it is a `request` record and no response",
                "it is a response of the type `image/png` and no HTML"
            ]
        );
        let article = &records(&items)[0].article;
        assert_eq!(article.published.unwrap().when.to_string(), "2025-01-29T08:00:00+03:30");
        assert_eq!(article.extra["crawl_date"].get(), "\"2025-01-30T01:02:03Z\"");
        assert_eq!(article.url.as_deref(), Some("https://gw.example/1"));
    }
}

#[test]
fn the_day_of_the_crawl_is_no_day_of_publication() {
    let undated = html("Cable laid to Jask").replace("article:published_time", "x");
    let items = read("x", &warc("response", "https://gw.example/1", &response("", undated.as_bytes())));
    assert_eq!(records(&items)[0].article.published, None);
}

#[test]
fn encodings_of_http_are_taken_off() {
    let body = html("Cable laid to Jask").into_bytes();
    let chunks = |body: &[u8]| {
        let mut out = Vec::new();
        for chunk in body.chunks(100) {
            out.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
            out.extend(chunk);
            out.extend(b"\r\n");
        }
        out.extend(b"0\r\n\r\n");
        out
    };
    let cases: [(&str, Vec<u8>); 5] = [
        ("Transfer-Encoding: chunked\r\n", chunks(&body)),
        ("Content-Encoding: gzip\r\n", gzip(&body)),
        ("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunks(&gzip(&body))),
        // Crawlers that decode keep the header.
        ("Content-Encoding: gzip\r\n", body.clone()),
        ("Transfer-Encoding: chunked\r\n", body.clone()),
    ];
    for (headers, body) in cases {
        let items = read("x", &warc("response", "https://gw.example/1", &response(headers, &body)));
        assert_eq!(titles(&items), ["Cable laid to Jask"], "{headers}: {}", told(&items));
    }
    let charset = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=windows-1251\r\n\r\n";
    let (cyrillic, _, _) = encoding_rs::WINDOWS_1251.encode("Корабль в порту");
    let mut block = charset.as_bytes().to_vec();
    for (at, part) in html("@").split('@').enumerate() {
        block.extend(if at == 0 { &[] } else { cyrillic.as_ref() });
        block.extend(part.as_bytes());
    }
    assert_eq!(titles(&read("x", &warc("response", "https://gw.example/1", &block))), ["Корабль в порту"]);
}

#[test]
fn damage_is_a_reject_and_passed_over() {
    let noise = b"this is no record\r\nnor is this\r\n".to_vec();
    let unsized_record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: many\r\n\r\nx\r\n\r\n".to_vec();
    let cut = page("Third").split_at(600).0.to_vec();
    let items = read_as("x", &[page("First"), noise, unsized_record, page("Second"), cut].concat(), options(Some(Format::Warc)));
    assert_eq!(titles(&items), ["First", "Second"], "{}", told(&items));
    let reasons: Vec<&str> = rejects(&items).iter().map(|reject| reject.reason.as_str()).collect();
    assert_eq!(reasons.len(), 3, "{reasons:?}");
    assert!(reasons[0].starts_with("no record begins here"), "{reasons:?}");
    assert!(reasons[1].starts_with("the record's length `many` is no number"), "{reasons:?}");
    assert!(reasons[2].starts_with("the archive ends inside this record"), "{reasons:?}");
}

#[test]
fn poisoned_records_cost_bounded_memory_and_are_one_reject() {
    let bomb = response("Content-Encoding: gzip\r\n", &gzip(&vec![b' '; 8 << 20]));
    let bomb = warc("response", "https://gw.example/b", &bomb);
    let long = warc("response", "https://gw.example/l", &response("", &vec![b'x'; 3 << 20]));
    let heads = [b"WARC/1.0\r\n".to_vec(), vec![b'h'; 1 << 20], b"\r\n\r\n".to_vec()].concat();
    let huge = b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Length: 99999999999999999999\r\n\r\n".to_vec();
    let bytes = [bomb, long, heads, huge, page("Last")].concat();
    let items = read_as("x", &bytes, ReadOptions { record_bytes_max: 2 << 20, ..options(Some(Format::Warc)) });
    assert_eq!(titles(&items), ["Last"], "{}", told(&items));
    let codes: Vec<&str> = rejects(&items).iter().map(|reject| reject.code.as_str()).collect();
    assert_eq!(codes, ["too-large", "too-large", "malformed", "malformed"]);
}

#[test]
fn records_of_arc_are_read() {
    let block = response("", html("Cable laid to Jask").as_bytes());
    let mut bytes = b"filedesc://x.arc 0.0.0.0 20250130010203 text/plain 6\n1 0 x\n\n".to_vec();
    bytes.extend(format!("http://gw.example/a b 1.2.3.4 20250130010203 text/html {}\n", block.len()).as_bytes());
    bytes.extend(&block);
    let items = read("x.arc", &bytes);
    assert_eq!(titles(&items), ["Cable laid to Jask"], "{}", told(&items));
    assert_eq!(records(&items)[0].article.extra["crawl_date"].get(), "\"20250130010203\"");
}

/// What becomes of each archive of the set: articles, rejects and records passed over. Each was
/// judged by eye: the archive of 16 pages is the only one of a real crawl.
#[test]
fn archives_of_test_suites_are_read_or_said() {
    let Some(path) = data("warc") else { return };
    let items = read_paths(std::slice::from_ref(&path), options(None));
    let mut files: Vec<(String, [usize; 3])> = Vec::new();
    for item in &items {
        let (file, slot) = match item {
            Item::Input(_) => continue,
            Item::Record(record) => (&record.place.file, 0),
            Item::Reject(reject) => (&reject.place.file, 1),
            Item::Skipped(place, _) => (&place.file, 2),
        };
        let file = file.rsplit('/').next().unwrap_or(file);
        if files.last().is_none_or(|(last, _)| last != file) {
            files.push((file.to_owned(), [0; 3]));
        }
        if let Some((_, counts)) = files.last_mut() {
            counts[slot] += 1;
        }
    }
    let told: Vec<String> = files.iter().map(|(file, counts)| format!("{file} {counts:?}")).collect();
    assert_eq!(told.join("\n"), ARCHIVES);
}

const ARCHIVES: &str = "README.md [0, 0, 1]\n\
issue-493.warc [0, 5, 27]\n\
issue-514.warc [1, 1, 6]\n\
block-sized-records.warc.gz [0, 0, 3]\n\
block-sized-records.warc.lz4 [0, 0, 3]\n\
clipped.warc.gz [0, 1, 0]\n\
warcfile.warc.gz [16, 0, 34]\n\
warcfile.warc.lz4 [16, 0, 34]\n\
bad.arc [0, 3, 1]\n\
example-bad-non-chunked.warc.gz [1, 0, 5]\n\
example-digest.warc [0, 0, 4]\n\
example-iana.org-chunked.warc [1, 0, 2]\n\
example-resource.warc.gz [0, 0, 3]\n\
example-space-in-target-uri.warc.gz [0, 0, 2]\n\
example-space-in-url.arc [0, 1, 1]\n\
example-trunc.warc [1, 1, 3]\n\
example-wget-bad-target-uri.warc.gz [1, 0, 5]\n\
example-wrong-chunks.warc.gz [1, 0, 1]\n\
example.arc [1, 0, 1]\n\
example.arc.gz [1, 0, 1]\n\
example.warc [1, 0, 5]\n\
example.warc.gz [1, 0, 5]\n\
post-test.warc.gz [0, 0, 6]";

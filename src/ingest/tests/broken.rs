//! Input that is broken on purpose or by accident.

use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::fast());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

#[test]
fn a_directory_is_walked_in_name_order_and_loops_are_passed_over() {
    let directory = tempfile::tempdir().unwrap();
    let at = |name: &str| directory.path().join(name);
    fs::create_dir(at("b")).unwrap();
    fs::write(at("c.txt"), "Third\nText.").unwrap();
    fs::write(at("b/x.txt"), "Second\nText.").unwrap();
    fs::write(at("a.txt"), "First\nText.").unwrap();
    fs::write(at("README.md"), "About\nthis.").unwrap();
    fs::write(at(".hidden"), "Hidden\nText.").unwrap();
    fs::write(at("empty"), "").unwrap();
    symlink(directory.path(), at("b/loop")).unwrap();
    symlink(at("nowhere"), at("d-dangling")).unwrap();
    let items = read_paths(&[directory.path().to_path_buf(), at("missing")], options(None));
    let titles: Vec<_> = records(&items).iter().map(|record| record.article.title.clone()).collect();
    assert_eq!(titles, ["First", "Second", "Third"]);
    let skipped: Vec<_> = items
        .iter()
        .filter_map(|item| if let Item::Skipped(place, reason) = item { Some(format!("{} {reason}", place.file)) } else { None })
        .collect();
    for (file, reason) in [("README.md", "tells about"), (".hidden", "dot"), ("b/loop", "symbolic link back"), ("empty", "empty")] {
        assert!(skipped.iter().any(|line| line.contains(file) && line.contains(reason)), "{file}: {skipped:?}");
    }
    let rejected: Vec<_> = rejects(&items).iter().map(|reject| format!("{} {}", reject.code.as_str(), reject.place.file)).collect();
    assert!(rejected.len() == 2 && rejected[0].contains("dangling") && rejected[1].ends_with("missing"), "{rejected:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_rejected_and_the_rest_is_read() {
    let directory = tempfile::tempdir().unwrap();
    let (locked, good) = (directory.path().join("a.txt"), directory.path().join("b.txt"));
    fs::write(&locked, "x").unwrap();
    fs::write(&good, "Good\nText.").unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).unwrap();
    let items = read_paths(&[locked.clone(), good], options(None));
    assert!(records(&items).iter().any(|record| record.article.title == "Good"));
    // The superuser reads everything.
    if fs::File::open(&locked).is_err() {
        assert!(rejects(&items)[0].reason.contains("allow reading it"), "{items:?}");
    }
}

#[test]
fn random_bytes_are_told_from_text() {
    let mut state = 88_172_645_463_325_252_u64;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(200_000)
    .collect();
    let items = read("x.txt", &bytes);
    assert!(rejects(&items)[0].reason.contains("no text"), "{items:?}");
    for format in Format::ALL {
        let items = read_as("x", &bytes, options(Some(format)));
        assert!(records(&items).len() <= 1, "{format}");
    }
}

#[test]
fn brackets_without_end_are_given_up_quickly() {
    let begun = Instant::now();
    for piece in ["[", "{\"a\":", "{\"data\":", "[{", "{\"articles\":[{\"a\":\""] {
        let bytes = piece.repeat(20_000_000 / piece.len());
        let items = read_as("x", bytes.as_bytes(), ReadOptions { record_bytes_max: 1 << 20, ..options(Some(Format::Json)) });
        assert!(!rejects(&items).is_empty() && items.len() < 40, "{piece}: {}", items.len());
    }
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn a_long_line_is_one_reject() {
    let mut bytes = br#"{"title":""#.to_vec();
    bytes.resize(40 << 20, b'x');
    bytes.extend_from_slice(b"\"}\n{\"title\":\"next\"}\n");
    let items = read_as("x.jsonl", &bytes, ReadOptions { record_bytes_max: 1 << 20, ..options(None) });
    let expected = format!("jsonl UTF-8\n1:0 too-large\n2:{} `next`\n", (40 << 20) + 3);
    assert_eq!(told(&items), expected);
}

#[test]
fn a_record_of_endless_lists_is_one_reject() {
    let short = "\"ab\",".repeat(4_000_000);
    for member in ["related", "tags", "authors", "entities", "keywords", "title"] {
        let text = format!("{{\"title\":\"t\",\"{member}\":[{short}\"z\"]}}\n{{\"title\":\"next\"}}\n");
        let items = read_as("x.jsonl", text.as_bytes(), ReadOptions { record_bytes_max: 32 << 20, ..options(None) });
        assert_eq!(told(&items), format!("jsonl UTF-8\n1:0 too-large\n2:{} `next`\n", text.len() - 17), "{member}");
        let reason = &rejects(&items)[0].reason;
        assert!(reason.contains(&format!("member `{member}` has more than 10000 values")), "{reason}");
    }
    let listed = (0..20_000).map(|number| number.to_string()).collect::<Vec<_>>().join(";");
    let items = read("x.jsonl", format!("{{\"headline\":\"t\",\"keywords\":\"{listed}\"}}\n").as_bytes());
    assert!(rejects(&items)[0].reason.contains("member `tags` has more than 10000 values"), "{items:?}");
}

#[test]
fn compression_that_unfolds_without_end_is_left() {
    let bomb = gzip(&gzip(&vec![b' '; 100 << 20]));
    let items = read_as("x", &bomb, ReadOptions { record_bytes_max: 1 << 16, ..options(Some(Format::Jsonl)) });
    assert_eq!(rejects(&items).iter().map(|reject| reject.code.as_str()).collect::<Vec<_>>(), ["too-large", "too-large"]);
    assert!(rejects(&items)[1].reason.contains("unfolds"));
    let nested = gzip(&gzip(&gzip(b"{}")));
    assert!(rejects(&read("x", &nested))[0].reason.contains("more than twice"));
}

#[test]
fn json_rows_are_found_again_after_a_broken_one() {
    let check =
        |text: &str, expected: &str| assert_eq!(told(&read_as("x", text.as_bytes(), options(Some(Format::Json)))), expected, "{text}");
    check("[\n  {\"title\": \"a},\n  {\"title\": \"b\"},\n  {\"title\": \"c\"}\n]", "json UTF-8\n2:4 malformed\n3:21 `b`\n4:39 `c`\n");
    check("[{\"title\":\"a\"},{\"title\":1 2},{\"title\":\"c\"}]", "json UTF-8\n1:1 `a`\n1:15 malformed\n1:29 `c`\n");
    check(
        "[{\"title\":\"a\"},5,\"x\",null,{\"title\":\"c\"}]",
        "json UTF-8\n1:1 `a`\n1:15 malformed\n1:17 malformed\n1:21 malformed\n1:26 `c`\n",
    );
    check("[{\"title\":\"a\"},{\"title\":\"b", "json UTF-8\n1:1 `a`\n1:15 malformed\n");
    check("[{\"title\":\"a\"}", "json UTF-8\n1:1 `a`\n1:14 malformed\n");
    check("junk\n{\"title\":\"a\"}\nmore junk", "json UTF-8\n1:0 malformed\n2:5 `a`\n3:19 malformed\n");
    check("{\"title\":\"a\"}{\"title\":\"b\"}\n[{\"title\":\"c\"}]", "json UTF-8\n1:0 `a`\n1:13 `b`\n2:28 `c`\n");
    check("{}", "json UTF-8\n1:0 empty\n");
    check("[]", "json UTF-8\n");
}

#[test]
fn a_receipt_of_an_export_is_no_article() {
    let items = read("x.jsonl", b"{\"request\": {\"q\": \"x\"}}\n{\"id\":\"1\",\"title\":\"a\"}\n{\"complete\": 1}\n");
    assert_eq!(
        told(&items),
        "jsonl UTF-8\n1:0 skipped: it is the receipt of an export and no article\n2:24 `a`\n3:47 skipped: it is the receipt of an export and no article\n"
    );
}

#[test]
fn python_writes_nan_and_half_letters() {
    let items = read("x.jsonl", b"{\"title\":\"a\",\"score\":NaN,\"x\":[-Infinity]}\n{\"title\":\"b \\ud83d c\"}\n");
    assert_eq!(told(&items), "jsonl UTF-8\n1:0 `a`\n2:42 `b \u{fffd} c` +bad-bytes\n");
}

#[test]
fn ids_that_cannot_be_are_rejected() {
    let long = format!(
        "{{\"id\":\"{}\",\"title\":\"a\"}}\n{{\"id\":\"a\\u0000b\",\"title\":\"b\"}}\n{{\"id\":\"ok\",\"title\":\"c\"}}",
        "x".repeat(513)
    );
    let items = read("x.jsonl", long.as_bytes());
    assert_eq!(rejects(&items).iter().map(|reject| reject.code.as_str()).collect::<Vec<_>>(), ["bad-id", "bad-id"]);
    assert!(rejects(&items)[0].reason.contains("513 bytes"));
}

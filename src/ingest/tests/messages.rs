//! Every message that a row or an input can be answered with.

use super::*;

#[test]
fn messages_say_what_is_wrong_and_how_to_mend_it() {
    let small = |format| ReadOptions { record_bytes_max: 64, ..options(format) };
    let gz = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\x4b";
    let cases: Vec<(&str, Vec<u8>, ReadOptions)> = vec![
        ("a.jsonl", b"{\"title\":\"\",\"rank\":1,\"kind\":2}".to_vec(), options(None)),
        ("a.jsonl", b"{\"title\":\"a\n\n{\"title\":\"a\" 1}".to_vec(), options(None)),
        ("a.jsonl", b"{\"title\":\"a\"}\n[1]\n\"x\"".to_vec(), options(None)),
        ("a.jsonl", b"{\"title\":\"a\",\"entities\":5}".to_vec(), options(None)),
        ("a.jsonl", format!("{{\"id\":\"{}\",\"title\":\"a\"}}", "x".repeat(600)).into_bytes(), options(None)),
        ("a.jsonl", b"{\"id\":\"a\\nb\",\"title\":\"a\"}".to_vec(), options(None)),
        ("a.jsonl", vec![b'x'; 100], small(Some(Format::Jsonl))),
        ("a.json", b"[{\"title\":\"a\"},5".to_vec(), options(None)),
        ("a.json", b"[{\"title\":\"a".to_vec(), options(None)),
        ("a.json", b"{\"articles\":[{\"title\":\"a\"}], 5".to_vec(), options(None)),
        ("a.json", b"{\"articles\":[{\"title\":\"a\"}], \"x".to_vec(), options(None)),
        ("a.json", vec![b'['; 50], options(None)),
        ("a.json", b"words".to_vec(), options(None)),
        ("a.sgm", b"<REUTERS NEWID=\"1\"><REUTERS".to_vec(), options(None)),
        ("a.sgm", b"<REUTERS</REUTERS".to_vec(), options(None)),
        ("a.sgm", b"words".to_vec(), options(None)),
        ("a.gz", gz.to_vec(), options(Some(Format::Page))),
        ("a", b"<?xml version=\"1.0\"?><rss>".to_vec(), options(None)),
        ("a", b"<other>".to_vec(), options(None)),
        ("a", b"<!-- ".to_vec(), options(None)),
        ("a", b"PK\x03\x04".to_vec(), options(None)),
        ("a", b"%PDF-1.7".to_vec(), options(None)),
        ("a", vec![1; 40], options(None)),
        ("a", b"title,text\na,b\n".to_vec(), options(None)),
        ("a", Vec::new(), options(None)),
        ("a", b"\n \n".to_vec(), options(Some(Format::Page))),
    ];
    let mut out = String::new();
    for (name, bytes, options) in cases {
        let shown: String = String::from_utf8_lossy(&bytes).chars().take(48).collect();
        let _ = writeln!(out, "{name} {shown:?}");
        for item in read_as(name, &bytes, options) {
            let _ = match item {
                Item::Reject(reject) => {
                    writeln!(out, "    {} {}:{} {}", reject.code.as_str(), reject.place.line, reject.place.byte, reject.reason)
                }
                Item::Skipped(_, reason) => writeln!(out, "    skipped: {reason}"),
                Item::Input(_) | Item::Record(_) => Ok(()),
            };
        }
    }
    insta::assert_snapshot!(out);
}

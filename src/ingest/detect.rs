//! Decides an input's format: by content first, by name second.

use super::formats::json::{Kind, kind_of_object};
use super::formats::table;
use super::mapping::Mapping;
use super::{Format, containers, scan};

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A format, and what showed it.
    Is(Format, &'static str),
    /// No format that can be read: what was seen, and the mend.
    Not(String),
    /// A table whose columns the run must name: what was seen, and what to type.
    NeedsMap(String),
    /// Nothing but white space.
    Blank,
}

/// First bytes of files that are no text, and what they are.
const MAGIC: [(&[u8], &str); 14] = [
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a RIFF file (sound, video or picture)"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"\xd0\xcf\x11\xe0", "an old Office document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\0asm", "a program"),
];

/// Says why bytes cannot be read in any format: they are in one container too many.
pub(super) fn container(head: &[u8]) -> Option<String> {
    containers::kind(head).map(|_| "it is compressed or packed more than twice: unpack it first".into())
}

/// Says why bytes are no text.
pub(super) fn binary(head: &[u8]) -> Option<String> {
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Some(format!("it is {name} and no text: leave it out, or take its text out first"));
    }
    let controls = head.iter().filter(|byte| matches!(byte, 1..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f)).count();
    let zeros = memchr::memchr_iter(0, head).count();
    // Random bytes hold a tenth of control characters; damaged text a few.
    if controls * 50 > head.len() || zeros * 4 > head.len() {
        let percent = (controls + zeros) * 100 / head.len().max(1);
        return Some(format!("it is no text: {percent} % of its first {} bytes are control characters", head.len()));
    }
    None
}

/// Tells the formats that are bytes and no text of one encoding.
pub(super) fn bytes(head: &[u8]) -> Option<(Format, &'static str)> {
    match head {
        _ if head.starts_with(b"PAR1") => Some((Format::Parquet, "it begins with the mark of Parquet")),
        _ if head.starts_with(b"WARC/") => Some((Format::Warc, "it begins with a record of WARC")),
        _ if head.starts_with(b"filedesc://") => Some((Format::Warc, "it begins with a record of ARC")),
        _ => None,
    }
}

/// Decides by the beginning of the text; `whole` says that the text has no more. `name` is the
/// file's, compression suffixes taken off.
pub(super) fn text(head: &str, whole: bool, name: &str, mapping: &Mapping) -> Verdict {
    let begin = head.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0' | '\u{1e}'));
    if begin.is_empty() {
        return if whole { Verdict::Blank } else { Verdict::Not("its first 64 KiB are blank: say `--format`".into()) };
    }
    let extension = name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default();
    let next = begin.get(1..).unwrap_or_default().trim_start().chars().next();
    match begin.chars().next() {
        Some('<') => markup(begin),
        Some('{') if matches!(next, Some('"' | '}')) => object(begin, whole, &extension),
        Some('[') if matches!(next, Some('{' | '[' | ']' | '"')) => Verdict::Is(Format::Json, "it begins with a JSON array"),
        // An array of a single row cut off after its bracket, or one with no space for more.
        Some('[') if next.is_none() => Verdict::Is(Format::Json, "it begins with a JSON array"),
        _ => plain(begin, whole, &extension, mapping),
    }
}

/// Tells the kinds of markup by the first element.
fn markup(begin: &str) -> Verdict {
    let lower = begin.get(..begin.len().min(4096)).unwrap_or(begin).to_ascii_lowercase();
    if lower.starts_with("<!doctype lewis") || lower.starts_with("<reuters") {
        return Verdict::Is(Format::Sgml, "it begins with the markup of Reuters-21578");
    }
    let Some(root) = root_element(&lower) else {
        return Verdict::Not("it begins like markup and names no element: say `--format`".into());
    };
    let name = root.rsplit(':').next().unwrap_or(root);
    match name {
        "html" | "head" | "body" | "p" | "div" | "article" | "h1" | "span" | "meta" | "title" | "main" | "section" => {
            Verdict::Is(Format::Html, "it begins like an HTML page")
        }
        "rss" | "feed" | "rdf" | "channel" | "entry" => Verdict::Is(Format::Feed, "its first element is that of a feed"),
        "nitf" => Verdict::Is(Format::Nitf, "its first element is `nitf`"),
        "newsml" | "newsmessage" | "newsitem" | "packageitem" | "conceptitem" | "knowledgeitem" | "planningitem" | "catalogitem" => {
            Verdict::Is(Format::NewsMl, "its first element is one of NewsML")
        }
        "reuters" => Verdict::Is(Format::Sgml, "its first element is `REUTERS`"),
        other => Verdict::Not(format!(
            "it is markup with the first element `{}`, which is no news format known here",
            super::row::shortened(other)
        )),
    }
}

/// The first element's name, past declarations, comments and processing instructions.
fn root_element(lower: &str) -> Option<&str> {
    let mut rest = lower;
    loop {
        rest = rest.get(rest.find('<')? + 1..)?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.get(comment.find("-->")? + 3..)?;
        } else if let Some(doctype) = rest.strip_prefix("!doctype") {
            let name = doctype.trim_start();
            return Some(word(name));
        } else if !rest.starts_with(['!', '?', '/']) {
            return Some(word(rest)).filter(|word| !word.is_empty());
        }
    }
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, ':' | '-' | '_')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Tells JSON, JSON lines, and the formats that are JSON too.
fn object(begin: &str, whole: bool, extension: &str) -> Verdict {
    if begin.get(..begin.len().min(1024)).unwrap_or(begin).contains("https://jsonfeed.org/version/") {
        return Verdict::Is(Format::Feed, "it names the version of JSON Feed");
    }
    let bytes = begin.as_bytes();
    let has = |name: &str| scan::members(bytes).any(|(member, _)| member == name.as_bytes());
    if ["file", "line", "code", "reason", "raw"].into_iter().all(has) {
        return Verdict::Is(Format::Rejects, "its rows are those of a rejects file");
    }
    let lines = matches!(extension, "jsonl" | "ndjson" | "jl");
    let Some(end) = scan::value_end(bytes) else {
        // The first object does not end here: it is long, spread over lines, or broken.
        let rows = begin.split_once('\n').is_some_and(|(_, second)| second.starts_with("{\""));
        return match () {
            () if lines => Verdict::Is(Format::Jsonl, "it begins with a JSON object, and its name says lines"),
            () if rows && extension != "json" => Verdict::Is(Format::Jsonl, "its lines begin with JSON objects"),
            () => Verdict::Is(Format::Json, "it begins with a JSON object"),
        };
    };
    let after = begin.get(end..).unwrap_or_default();
    let on_own_line = after.trim_start_matches([' ', '\t', '\r', ',']).starts_with('\n');
    let one_line = !begin.get(..end).unwrap_or_default().contains('\n');
    let more = after.trim_start().starts_with('{') || (!whole && after.trim().is_empty());
    let wraps = kind_of_object(bytes.get(..end).unwrap_or_default(), &Mapping::default()) == Kind::Wrapper;
    if one_line && !wraps && ((on_own_line && more) || lines) {
        Verdict::Is(Format::Jsonl, "it has one JSON object a line")
    } else {
        Verdict::Is(Format::Json, "it begins with a JSON object")
    }
}

/// Tells tables and archives of pages from plain text.
fn plain(begin: &str, whole: bool, extension: &str, mapping: &Mapping) -> Verdict {
    match extension {
        "json" => return Verdict::Is(Format::Json, "its name says JSON"),
        "jsonl" | "ndjson" | "jl" => return Verdict::Is(Format::Jsonl, "its name says JSON lines"),
        "sgm" | "sgml" => return Verdict::Is(Format::Sgml, "its name says SGML"),
        _ => {}
    }
    if is_mail(begin) {
        return Verdict::Not(
            "it looks like an e-mail message, which is no news format known here: leave it out, or say `--format page`".into(),
        );
    }
    table::told(begin, whole, extension, mapping).unwrap_or(Verdict::Is(Format::Page, "it is plain text"))
}

/// Whether the text begins like an e-mail message: a header of its transport, and further ones.
fn is_mail(begin: &str) -> bool {
    const TRANSPORT: [&str; 5] = ["delivered-to", "message-id", "mime-version", "received", "return-path"];
    let name = |line: &str| line.split_once(':').map(|(name, _)| name.to_ascii_lowercase());
    let is_header = |line: &&str| {
        let blank = [' ', '\t'];
        line.starts_with(blank) || name(line).is_some_and(|name| !name.is_empty() && !name.contains(blank))
    };
    let first = begin.lines().next().and_then(name);
    first.is_some_and(|name| TRANSPORT.contains(&name.as_str())) && begin.lines().take(4).filter(is_header).count() == 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides_first_and_the_name_second() {
        let check = |content: &str, name: &str, expected: &str| {
            let verdict = match text(content, true, name, &Mapping::default()) {
                Verdict::Is(format, _) => format.to_string(),
                Verdict::Not(reason) | Verdict::NeedsMap(reason) => reason,
                Verdict::Blank => "blank".into(),
            };
            assert!(verdict.contains(expected), "{content:?} {name}: {verdict}");
        };
        check("", "a.json", "blank");
        check(" \n\t", "a.txt", "blank");
        check(r#"[{"title":"a"}]"#, "a.txt", "json");
        check("[]", "a.txt", "json");
        check("[UPDATE] Ferry aground\nIt is.", "a.txt", "page");
        check("{\"title\":\"a\"}\n{\"title\":\"b\"}\n", "a.txt", "jsonl");
        check("{\"title\":\"a\"}\n{\"title\":\"b\"}\n", "a.json", "jsonl");
        check("{\"title\":\"a\"}", "a.jsonl", "jsonl");
        check("{\"title\":\"a\"}", "a.json", "json");
        check("{\n\"title\":\"a\"}\n{\n\"title\":\"b\"}\n", "a.x", "json");
        check("{\"articles\":[{\"title\":\"a\"}]}\n", "a.jsonl", "json");
        check("{\"title\":\"a\n{\"title\":\"b\"}\n", "a.x", "jsonl");
        check("{\"title\":", "a.jsonl", "jsonl");
        check("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS>", "a", "sgml");
        check("<?xml version=\"1.0\"?><rss version=\"2.0\">", "a", "feed");
        check("<!doctype html><html>", "a", "html");
        check("<?xml?><!-- c --><newsItem guid=\"x\">", "a", "newsml");
        check("<!DOCTYPE nitf SYSTEM \"x.dtd\"><nitf>", "a", "nitf");
        check("<a:thing>", "a", "`thing`");
        check("<", "a", "names no element");
        check("Delivered-To: a@b.example\nReceived: by c.example;\n  today\nSubject: x\n\nHello\n", "a", "e-mail");
        check("Received: the third prize\nThe town was glad.\n\nIt rained.\n", "a", "page");
        check("id,title,text\n1,a,b\n", "a", "csv");
        check("some,thing\n1,2\n", "a.csv", "holds no news");
        check("title\ttext\na\tb\n", "a", "tsv");
        check("Body, mind and time\nText, with commas.\n", "a", "page");
        check("Title of a page\nText, with commas, of course.\n", "a", "page");
        check(r#"{"version":"https://jsonfeed.org/version/1","items":[]}"#, "a", "feed");
        check(r#"{"file":"a","member":null,"line":1,"byte":0,"code":"empty","reason":"r","raw":""}"#, "a", "rejects");
    }

    #[test]
    fn what_is_no_text_is_told() {
        let check = |bytes: &[u8], expected: &str| {
            let told = container(bytes).or_else(|| binary(bytes)).unwrap_or_default();
            assert!(told.contains(expected), "{bytes:?}: {told:?}");
        };
        check(b"PK\x03\x04....", "packed more than twice");
        check(b"\x1f\x8b\x08", "compressed or packed more than twice");
        assert_eq!(super::bytes(b"WARC/1.0\r\n").map(|(format, _)| format), Some(Format::Warc));
        check(b"%PDF-1.7", "PDF");
        check(&[1, 200, 3, 9, 17, 255, 0, 2], "no text: 62 %");
        assert_eq!(binary("Plain text\u{1b}".as_bytes()), None);
    }
}

//! Heads of records: the lines of WARC, the single line of ARC.

use super::super::super::row::shortened;
use super::super::super::window::Window;

/// Longest head of a record.
const HEAD_MAX: usize = 64 << 10;

/// Longest line of ARC.
const LINE_MAX: usize = 16 << 10;

/// What a record says of itself.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Its own length.
    pub(super) bytes: usize,
    /// Length of the block behind it.
    pub(super) length: u64,
    /// The kind of the record; `response` for those of ARC.
    kind: String,
    /// Whether the block is an answer of HTTP.
    is_http: bool,
    /// Address of what was fetched.
    pub(super) uri: Option<String>,
    /// When it was fetched, as it is written.
    pub(super) date: Option<String>,
    /// Type of the content, in ARC.
    pub(super) mime: Option<String>,
    /// Whether the crawler cut the block.
    pub(super) truncated: bool,
}

/// What stands at the front of the window.
#[derive(Debug)]
pub(super) enum Found {
    Record(Head),
    /// No record: what is wrong.
    Damage(String),
    /// The end of the stream inside a head.
    Cut,
    /// The end of the stream.
    End,
}

impl Head {
    /// Why the record holds no page, as far as its head says.
    pub(super) fn no_page(&self) -> Option<String> {
        if self.kind != "response" {
            return Some(format!("it is a `{}` record and no response", shortened(&self.kind)));
        }
        (!self.is_http).then(|| "it is a response of another protocol than HTTP".into())
    }
}

/// Reads the head at the front of the window.
pub(super) fn find(window: &mut Window) -> Found {
    window.fill(16);
    if window.data().is_empty() {
        return Found::End;
    }
    if window.data().starts_with(b"WARC/") { lines(window) } else { line(window) }
}

/// The head of a WARC record: lines up to a blank one.
fn lines(window: &mut Window) -> Found {
    let end = loop {
        if let Some(end) = super::http::head_end(window.data().get(..HEAD_MAX).unwrap_or(window.data())) {
            break end;
        }
        if window.data().len() >= HEAD_MAX {
            return Found::Damage(format!("the head of the record has more than {HEAD_MAX} bytes"));
        }
        if !window.grow() {
            return Found::Cut;
        }
    };
    let text = String::from_utf8_lossy(window.data().get(..end).unwrap_or_default()).into_owned();
    let mut head = Head { bytes: end, ..Head::default() };
    let mut length = None;
    for line in text.lines().skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim().to_owned();
        match name.trim().to_ascii_lowercase().as_str() {
            "warc-type" => head.kind = value.to_ascii_lowercase(),
            // Some crawlers write it in brackets.
            "warc-target-uri" => head.uri = Some(value.trim_matches(['<', '>']).to_owned()).filter(|uri| !uri.is_empty()),
            "warc-date" => head.date = Some(value),
            "warc-truncated" => head.truncated = true,
            "content-type" => head.is_http = value.to_ascii_lowercase().starts_with("application/http"),
            "content-length" => length = Some(value),
            _ => {}
        }
    }
    match length.as_deref().map(str::parse) {
        Some(Ok(length)) => Found::Record(Head { length, ..head }),
        Some(Err(_)) => Found::Damage(format!("the record's length `{}` is no number", shortened(&length.unwrap_or_default()))),
        None => Found::Damage("the record does not say its length".into()),
    }
}

/// The head of an ARC record: one line.
fn line(window: &mut Window) -> Found {
    let end = loop {
        if let Some(end) = memchr::memchr(b'\n', window.data().get(..LINE_MAX).unwrap_or(window.data())) {
            break end;
        }
        if window.data().len() >= LINE_MAX {
            return Found::Damage("no record begins here".into());
        }
        if !window.grow() {
            return if window.data().is_empty() { Found::End } else { Found::Damage("no record begins here".into()) };
        }
    };
    let text = String::from_utf8_lossy(window.data().get(..end).unwrap_or_default()).into_owned();
    let Some(parts) = Arc::read(&text) else { return Found::Damage("no record begins here".into()) };
    let Ok(length) = parts.length.parse() else {
        return Found::Damage(format!("the record's length `{}` is no number", shortened(parts.length)));
    };
    let about = parts.uri.starts_with("filedesc:");
    Found::Record(Head {
        bytes: end + 1,
        length,
        kind: if about { "filedesc" } else { "response" }.into(),
        is_http: parts.uri.starts_with("http"),
        uri: Some(parts.uri.to_owned()),
        date: Some(parts.date.to_owned()),
        mime: Some(parts.mime.to_owned()),
        truncated: false,
    })
}

/// The fields of a line of ARC.
struct Arc<'a> {
    uri: &'a str,
    date: &'a str,
    mime: &'a str,
    length: &'a str,
}

impl<'a> Arc<'a> {
    /// Reads `URL IP date type length`, or the ten fields of version 2; an address may hold blanks.
    fn read(line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let is_date = |text: &str| (8..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        let short: Vec<&str> = line.rsplitn(5, ' ').collect();
        if let [length, mime, date, _, uri] = short.as_slice()
            && is_date(date)
            && uri.contains(':')
        {
            return Some(Self { uri, date, mime, length });
        }
        let long: Vec<&str> = line.rsplitn(10, ' ').collect();
        if let [length, _, _, _, _, _, mime, date, _, uri] = long.as_slice()
            && is_date(date)
            && uri.contains(':')
        {
            return Some(Self { uri, date, mime, length });
        }
        None
    }
}

/// Passes over what is no record, up to a line with which one begins.
pub(super) fn pass_damage(window: &mut Window) {
    let mut first = true;
    loop {
        let Some(end) = memchr::memchr(b'\n', window.data()) else {
            if window.data().len() > LINE_MAX || !window.grow() {
                let all = window.data().len();
                window.consume(all);
                if !window.grow() {
                    return;
                }
            }
            continue;
        };
        if !first && begins(window) {
            return;
        }
        window.consume(end + 1);
        first = false;
        window.fill(16);
        if window.data().starts_with(b"WARC/") {
            return;
        }
    }
}

fn begins(window: &Window) -> bool {
    let data = window.data();
    if data.starts_with(b"WARC/") {
        return true;
    }
    let end = memchr::memchr(b'\n', data.get(..LINE_MAX).unwrap_or(data)).unwrap_or(0);
    let line = data.get(..end).unwrap_or_default();
    // Lines of pages seldom hold a date of fourteen digits between an address and a number.
    std::str::from_utf8(line).ok().and_then(Arc::read).is_some_and(|arc| arc.uri.starts_with("http") || arc.uri.starts_with("dns:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_arc_are_read() {
        let check = |line: &str, expected: Option<(&str, &str, &str)>| {
            assert_eq!(Arc::read(line).map(|arc| (arc.uri, arc.mime, arc.length)), expected, "{line}");
        };
        check("http://x.example/ 1.2.3.4 20140216050221 text/html 1591", Some(("http://x.example/", "text/html", "1591")));
        check("http://x.example/a b 1.2.3.4 20140216050221 text/html 1591\r", Some(("http://x.example/a b", "text/html", "1591")));
        check("http://x.example/ 1.2.3.4 20140216050221 text/html 200 - - 0 a.arc 99", Some(("http://x.example/", "text/html", "99")));
        check("a line of text", None);
        check("<p>http://x.example/ was seen on 20140216 by 3 people</p>", None);
    }
}

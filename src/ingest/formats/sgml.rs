//! SGML of the Reuters-21578 collection, distribution 1.0: a row of `REUTERS` elements.
//!
//! What its documentation promises and its files break is dealt with here: control characters
//! written as references, dates with remarks behind them, texts without a title or a body. The
//! dateline begins the body, as it does in the texts that are not cut into elements. Attributes
//! are kept in `extra` (`oldid`, `lewissplit`, `cgisplit`, `topics`); the element `UNKNOWN`
//! (transmission codes) is left out, and so is the filler text of `BRIEF` articles.

use std::ops::Range;
use std::sync::LazyLock;

use memchr::memmem::{self, Finder};

use super::super::RejectCode;
use super::super::encoding::record_text;
use super::super::mapping;
use super::super::row::{At, Context, Draft, DraftId, Row, date_error, reject, too_large};
use super::super::window::Window;
use super::Rows;
use crate::article::published::written::parse_written;
use crate::article::published::{Basis, Zone};
use crate::article::{Article, Entity, EntityType, Lang, Stamp};

static OPEN: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"<REUTERS"));
static CLOSE: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"</REUTERS>"));
const OPEN_LENGTH: usize = b"<REUTERS".len();
const CLOSE_LENGTH: usize = b"</REUTERS>".len();

/// Elements of given entities and what they name.
const ENTITIES: [(&str, EntityType); 4] =
    [("<PLACES", EntityType::Place), ("<PEOPLE", EntityType::Person), ("<ORGS", EntityType::Org), ("<EXCHANGES", EntityType::Org)];

/// The text of articles that are a headline only.
const FILLER: &str = "blah blah blah.";

/// SGML while it is read.
#[derive(Debug, Default)]
pub(super) struct Sgml {
    found: bool,
    ended: bool,
}

impl Rows for Sgml {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        if self.ended {
            return None;
        }
        if !skip_to_record(window, Window::consume) {
            self.ended = true;
            return (!self.found && !window.failed()).then(|| {
                let reason = "it holds no `REUTERS` element: give it another `--format`";
                reject(window.at(), RejectCode::Malformed, reason.into(), window.data())
            });
        }
        self.found = true;
        match record_end(window, context.record_bytes_max) {
            End::Closed(end) => {
                let record = window.data().get(..end).unwrap_or_default();
                let row = read(record, window.at(), window.proven_utf8, context);
                window.consume(end);
                Some(row)
            }
            End::Next(end) => {
                let record = window.data().get(..end).unwrap_or_default();
                let reason = "the element `REUTERS` is not closed before the next one begins: add `</REUTERS>`";
                let row = reject(window.at(), RejectCode::Malformed, reason.into(), record);
                window.consume(end);
                Some(row)
            }
            End::TooLong => {
                let row = too_large(window.at(), window.data(), context);
                window.pass(OPEN_LENGTH);
                skip_to_record(window, Window::pass);
                Some(row)
            }
            End::Cut => {
                self.ended = true;
                let reason = "the input ends inside this element `REUTERS`: it may be cut off";
                let row = (!window.failed()).then(|| reject(window.at(), RejectCode::Malformed, reason.into(), window.data()));
                if row.is_some() {
                    window.consume_all();
                }
                row
            }
        }
    }
}

/// Moves to the next record over what is no row, or the rest of one; `false` if there is none.
fn skip_to_record(window: &mut Window, over: fn(&mut Window, usize)) -> bool {
    loop {
        let data = window.data();
        if let Some(at) = OPEN.find(data) {
            over(window, at);
            return true;
        }
        // The beginning of a tag may lie at the window's end.
        let passed = data.len().saturating_sub(OPEN_LENGTH - 1);
        over(window, passed);
        if !window.grow() {
            return false;
        }
    }
}

/// Where the record at the front ends.
enum End {
    Closed(usize),
    Next(usize),
    TooLong,
    Cut,
}

fn record_end(window: &mut Window, max: usize) -> End {
    let mut from = OPEN_LENGTH;
    loop {
        let data = window.data();
        let ahead = data.get(from..).unwrap_or_default();
        let close = CLOSE.find(ahead).map(|at| from + at + CLOSE_LENGTH);
        let before = data.get(from..close.unwrap_or(data.len())).unwrap_or_default();
        let next = OPEN.find(before).map(|at| from + at);
        match (next, close) {
            (Some(next), _) if next <= max => return End::Next(next),
            (None, Some(close)) if close <= max => return End::Closed(close),
            (None, None) if data.len() <= max => {}
            _ => return End::TooLong,
        }
        from = data.len().saturating_sub(CLOSE_LENGTH - 1).max(OPEN_LENGTH);
        if !window.grow() {
            return End::Cut;
        }
    }
}

fn read(record: &[u8], at: At, proven_utf8: bool, context: &Context) -> Row {
    let (text, bad_bytes) = record_text(record, proven_utf8);
    let Some((tag, inner)) = text.split_once('>') else {
        return reject(at, RejectCode::Malformed, "the tag `<REUTERS` is not closed: add `>`".into(), record);
    };
    let mut draft =
        Draft { article: Article::default(), id: DraftId::Mapped(None), notes: bad_bytes.into_iter().collect(), day_order: None };
    let article = &mut draft.article;
    article.source = Some("Reuters".into());
    article.language = Lang::new("en").unwrap_or_default();
    for (name, value) in attributes(tag) {
        match name.to_ascii_lowercase().as_str() {
            "newid" if !value.is_empty() => draft.id = DraftId::Own(format!("reuters-{value}")),
            known @ ("oldid" | "lewissplit" | "cgisplit" | "topics") => {
                if let Ok(raw) = serde_json::value::to_raw_value(value) {
                    article.extra.insert(known.to_owned(), raw);
                }
            }
            _ => {}
        }
    }
    // The lists and the date stand before the text, and are short.
    let text = element(inner, "<TEXT");
    let head = inner.get(..text.as_ref().map_or(inner.len(), |text| text.range.start)).unwrap_or_default();
    article.tags = element(head, "<TOPICS").map(|list| items(list.content)).unwrap_or_default();
    for (name, kind) in ENTITIES {
        let names = element(head, name).map(|list| items(list.content)).unwrap_or_default();
        article.entities.extend(names.into_iter().map(|name| Entity { kind, name, id: None, mentions: 0, given: true }));
    }
    if let Some(date) = element(head, "<DATE") {
        match parse_written(&instant(&decoded(date.content)), Zone::Utc) {
            Ok(found) => article.published = Some(Stamp::new(found.when, Basis::Given)),
            Err(error) => draft.notes.push(date_error(&error)),
        }
    }
    if let Some(text) = text {
        read_text(text.content, article);
    }
    draft.finish(at, record, context)
}

/// Reads title, author, dateline and body, or the text that is not cut into them.
fn read_text(text: &str, article: &mut Article) {
    let body = element(text, "<BODY");
    let front = text.get(..body.as_ref().map_or(text.len(), |body| body.range.start)).unwrap_or_default();
    let parts = ["<TITLE", "<AUTHOR", "<DATELINE"].map(|name| element(front, name));
    let [title, author, dateline] =
        parts.each_ref().map(|part| part.as_ref().map(|part| one_line(&decoded(part.content))).unwrap_or_default());
    title.trim_matches('*').trim().clone_into(&mut article.title);
    article.authors = authors(&author);
    let plain = if let Some(body) = body {
        paragraphs(&decoded(body.content))
    } else {
        let left = decoded(&without(front, parts.into_iter().flatten().map(|part| part.range).collect()));
        let left = left.trim().trim_matches('*').trim();
        if left.eq_ignore_ascii_case(FILLER) { String::new() } else { paragraphs(left) }
    };
    article.body = match (dateline.is_empty(), plain.is_empty()) {
        (true, _) => plain,
        (false, false) => format!("{dateline} {plain}"),
        (false, true) => {
            if let Ok(raw) = serde_json::value::to_raw_value(&dateline) {
                article.extra.insert("dateline".into(), raw);
            }
            plain
        }
    };
}

/// A text without these ranges.
fn without(text: &str, mut ranges: Vec<Range<usize>>) -> String {
    ranges.sort_by_key(|range| range.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for range in ranges {
        out.push_str(text.get(from..range.start).unwrap_or_default());
        from = range.end.max(from);
    }
    out.push_str(text.get(from..).unwrap_or_default());
    out
}

/// An element of a record.
struct Element<'a> {
    content: &'a str,
    /// Bytes of the whole element.
    range: Range<usize>,
}

/// The first element whose tag begins with `open` (`<DATE`).
fn element<'a>(text: &'a str, open: &str) -> Option<Element<'a>> {
    let bytes = text.as_bytes();
    let mut from = 0;
    let (start, inner) = loop {
        let start = from + memmem::find(bytes.get(from..)?, open.as_bytes())?;
        let after = start + open.len();
        match bytes.get(after) {
            Some(b'>') => break (start, after + 1),
            // `<TEXT TYPE="BRIEF">`, but not `<DATELINE>` for `<DATE`.
            Some(b' ' | b'\n' | b'\t' | b'\r') => break (start, after + memchr::memchr(b'>', bytes.get(after..)?)? + 1),
            _ => from = after,
        }
    };
    let name = open.get(1..).unwrap_or_default();
    let close = memmem::find_iter(bytes.get(inner..)?, b"</").map(|at| inner + at).find(|at| {
        let tag = text.get(at + 2..).unwrap_or_default();
        tag.strip_prefix(name).is_some_and(|rest| rest.starts_with('>'))
    });
    // An element that is not closed reaches to the end of what holds it.
    let end = close.unwrap_or(text.len());
    let range = start..close.map_or(end, |close| close + open.len() + 2);
    Some(Element { content: text.get(inner..end)?, range })
}

/// The attributes of a tag: `NEWID="1"`.
fn attributes(tag: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = tag.get(OPEN_LENGTH..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let (value, next) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        rest = next;
        Some((name.trim(), value.trim()))
    })
}

/// The items of a list: `<D>cocoa</D><D>grain</D>`.
fn items(list: &str) -> Vec<String> {
    list.split("<D>")
        .skip(1)
        .map(|item| one_line(&decoded(item.split("</D>").next().unwrap_or_default())))
        .filter(|item| !item.is_empty())
        .collect()
}

/// A text with its references resolved and without control characters but line ends.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let (c, length) = mapping::reference(from).unwrap_or(('&', 1));
        if !c.is_control() || c == '\n' {
            out.push(c);
        }
        rest = from.get(length..).unwrap_or_default();
    }
    out.push_str(rest);
    if out.bytes().any(|byte| byte < 0x20 && byte != b'\n' || byte == 0x7f) {
        out.retain(|c| c == '\n' || c == '\t' || !c.is_control());
    }
    out
}

fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Texts are set in lines of some 65 characters; an indented line begins a paragraph.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    let mut blank = false;
    for line in text.lines() {
        let line_end = line.trim_end();
        if line_end.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        let indented = line.starts_with("   ") || line.starts_with('\t');
        if !out.is_empty() {
            out.push_str(if indented || blank { "\n\n" } else { "\n" });
        }
        out.push_str(line_end.trim_start());
        blank = false;
    }
    out
}

/// `26-FEB-1987 15:01:01.79` with what some dates have behind it cut off; times are in UTC.
fn instant(date: &str) -> String {
    let date = date.split('#').next().unwrap_or_default();
    let mut words = date.split_whitespace();
    let day = words.next().unwrap_or_default();
    let clock = words.next().unwrap_or_default();
    let end = clock.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.')).unwrap_or(clock.len());
    let clock = clock.get(..end).unwrap_or_default();
    if clock.is_empty() { day.to_owned() } else { format!("{day} {clock}Z") }
}

/// `By Ada Byron and C. Babbage, Reuters` names two; what follows the comma is where they work.
fn authors(line: &str) -> Vec<String> {
    mapping::byline(line.split(',').next().unwrap_or_default())
}

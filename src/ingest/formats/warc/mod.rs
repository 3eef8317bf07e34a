//! Web archives: WARC of any version, and ARC; an article a response that holds an HTML page.
//!
//! Records are framed in the stream one by one: their heads are bounded, their blocks are passed
//! over without holding them unless they hold a page. What is no record is one reject up to the
//! next that begins. The day of the crawl goes to `extra` and is never the day of the article.
//! Start reading at [`Warc`].

mod head;
mod http;

use encoding_rs::{Encoding, UTF_8};
use serde_json::json;

use super::super::encoding;
use super::super::row::{At, Context, Row, note, reject, too_large};
use super::super::window::Window;
use super::super::{Note, NoteCode, RejectCode};
use super::Rows;
use super::html::{self, Page};
use head::{Found, Head};
use http::Response;

/// Bytes of a response in which its HTTP head is looked for.
const HTTP_HEAD: usize = 64 << 10;

/// Bytes of damage that a reject shows.
const SHOWN: usize = 1024;

/// A web archive while it is read.
#[derive(Debug, Default)]
pub(in super::super) struct Warc;

impl Rows for Warc {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        skip_blank(window);
        let at = window.at();
        match head::find(window) {
            Found::End => None,
            // What was cut is said by the reader.
            Found::Cut if window.failed() => None,
            Found::Cut => {
                let row = reject(at, RejectCode::Malformed, ends_inside(), window.data().get(..SHOWN).unwrap_or(window.data()));
                window.consume_all();
                Some(row)
            }
            Found::Damage(what) => {
                let raw = window.data().get(..SHOWN).unwrap_or(window.data()).to_vec();
                head::pass_damage(window);
                let reason = format!("{what}: what stands up to the next record is left out");
                Some(reject(at, RejectCode::Malformed, reason, &raw))
            }
            Found::Record(head) => record(&head, at, window, context),
        }
    }
}

fn ends_inside() -> String {
    "the archive ends inside this record: it may be cut off, and the records before it are kept".into()
}

fn skip_blank(window: &mut Window) {
    loop {
        let blanks = window.data().iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let all = blanks == window.data().len();
        window.consume(blanks);
        if !all || !window.grow() {
            return;
        }
    }
}

/// Reads the record at the front of the window.
fn record(head: &Head, at: At, window: &mut Window, context: &Context) -> Option<Row> {
    if let Some(reason) = head.no_page() {
        return pass(head, at, window, Row::Skipped { at, reason });
    }
    let length = usize::try_from(head.length).unwrap_or(usize::MAX);
    window.fill(head.bytes + length.min(HTTP_HEAD));
    let begin = window.data().get(head.bytes..).unwrap_or_default();
    let begin = begin.get(..length.min(begin.len())).unwrap_or_default();
    if let Some(reason) = Response::read(begin).no_page(head.mime.as_deref()) {
        return pass(head, at, window, Row::Skipped { at, reason });
    }
    if length > context.record_bytes_max {
        let row = too_large(at, window.data().get(..SHOWN).unwrap_or_default(), context);
        return pass(head, at, window, row);
    }
    let end = head.bytes + length;
    window.fill(end);
    let Some(raw) = window.data().get(..end) else {
        if window.failed() {
            return None;
        }
        let row = reject(at, RejectCode::Malformed, ends_inside(), window.data());
        window.consume_all();
        return Some(row);
    };
    let row = page(head, at, raw, context);
    window.consume(end);
    Some(row)
}

/// Passes over a record without holding it; a cut one is a reject in place of `row`.
fn pass(head: &Head, at: At, window: &mut Window, row: Row) -> Option<Row> {
    let mut left = head.length.saturating_add(head.bytes as u64);
    loop {
        let here = usize::try_from(left).unwrap_or(usize::MAX).min(window.data().len());
        window.pass(here);
        left -= here as u64;
        if left == 0 {
            return Some(row);
        }
        if !window.grow() {
            return if window.failed() { None } else { Some(reject(at, RejectCode::Malformed, ends_inside(), &[])) };
        }
    }
}

/// Reads a record that holds a page.
fn page(head: &Head, at: At, raw: &[u8], context: &Context) -> Row {
    let response = Response::read(raw.get(head.bytes..).unwrap_or_default());
    if let Some(status) = response.status.filter(|status| !(200..300).contains(status) && !context.keep_all) {
        let reason = format!("the server answered with the status {status} and no article; `--keep-all` takes it as it is");
        return reject(at, RejectCode::NotAnArticle, reason, raw);
    }
    let bytes = match response.body(context.record_bytes_max) {
        Ok(bytes) => bytes,
        Err(http::Broken::TooLarge) => return too_large(at, raw, context),
        Err(http::Broken::Damaged(what)) => {
            return reject(at, RejectCode::Malformed, format!("its body cannot be decoded: {what}: leave it out"), raw);
        }
    };
    let (text, mut notes) = decoded(&bytes, response.charset.as_deref());
    if text.trim().is_empty() {
        return reject(at, RejectCode::Empty, "it has neither title nor body: the page is blank".into(), raw);
    }
    if head.truncated {
        notes.push(note(NoteCode::Truncated, "the crawler cut the page off"));
    }
    let mut row = html::page(Page { html: &text, url: head.uri.as_deref(), at, raw, notes }, context);
    if let (Row::Article { article, .. }, Some(date)) = (&mut row, &head.date)
        && let Ok(value) = serde_json::value::to_raw_value(&json!(date))
    {
        article.extra.insert("crawl_date".into(), value);
    }
    row
}

/// The text of a page: UTF-8 where it is that, else what the server said, else what the page says
/// or looks like.
fn decoded(bytes: &[u8], charset: Option<&str>) -> (String, Vec<Note>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.trim_start_matches('\u{feff}').replace('\0', ""), Vec::new());
    }
    let found = encoding::find(bytes, true);
    let told = charset.and_then(|label| Encoding::for_label(label.as_bytes())).filter(|told| *told != UTF_8);
    if found.encoding == UTF_8 {
        let (text, damaged) = encoding::record_text(bytes, true);
        return (text.into_owned(), damaged.into_iter().collect());
    }
    let (text, _, damaged) = told.filter(|_| found.mark == 0).unwrap_or(found.encoding).decode(bytes);
    let notes = damaged.then(|| note(NoteCode::BadBytes, "bytes that are not of the encoding, replaced"));
    (text.replace('\0', ""), notes.into_iter().collect())
}

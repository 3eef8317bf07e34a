//! Items of news agencies: NITF, `NewsML-G2`, `NewsML` 1.2; an article an item of text.
//!
//! Items are cut out of the stream one by one, so that a message of many takes no more memory than
//! its largest. Each is read into a tree of bounded depth without expanding any entity. Packages,
//! pictures and other items without a text of their own are passed over. Start reading at [`Wire`].

mod items;
mod news_item;
mod newsml1;
mod nitf;
mod text;
mod tree;

use serde_json::json;

use super::super::encoding::record_text;
use super::super::limits::LIST_MAX;
use super::super::row::{At, Context, Row, reject, too_large};
use super::super::window::Window;
use super::super::{Format, RejectCode};
use super::Rows;
use crate::article::Article;
use items::{Cut, Kind};
use tree::{Broken, Tree};

/// A message, or a single item, while it is read.
#[derive(Debug)]
pub(super) struct Wire {
    format: Format,
    items: u64,
    ended: bool,
}

impl Wire {
    pub(super) fn new(format: Format) -> Self {
        Self { format, items: 0, ended: false }
    }
}

impl Rows for Wire {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        if self.ended {
            return None;
        }
        let cut = items::next(window, self.format, context.record_bytes_max);
        let at = window.at();
        let row = match cut {
            Cut::Item { kind, length } => {
                let raw = window.data().get(..length).unwrap_or_default();
                let row = item(kind, raw, at, window.proven_utf8, context);
                window.consume(length);
                row
            }
            Cut::Unclosed(length) => {
                let reason = "the item is not closed before the next begins: mend it and read it again";
                let row = reject(at, RejectCode::Malformed, reason.into(), window.data().get(..length).unwrap_or_default());
                window.consume(length);
                row
            }
            Cut::TooLong { end } => {
                let row = too_large(at, window.data(), context);
                items::pass(window, &end);
                row
            }
            Cut::End | Cut::Inside if window.failed() => return None,
            Cut::Inside => {
                self.ended = true;
                let reason = "the input ends inside this item: it may be cut off, and the items before it are kept";
                let row = reject(at, RejectCode::Malformed, reason.into(), window.data());
                window.consume_all();
                row
            }
            Cut::TooFar => {
                self.ended = true;
                let reason = format!("no item begins in {} bytes: the rest is left out", context.record_bytes_max);
                let row = reject(at, RejectCode::TooLarge, reason, window.data());
                window.consume_all();
                row
            }
            Cut::End => {
                self.ended = true;
                let none = self.items == 0;
                let blank = window.data().iter().all(u8::is_ascii_whitespace);
                let row = match () {
                    () if !none => None,
                    () if blank => Some(Row::Skipped { at, reason: "it is blank".into() }),
                    () => {
                        let reason = format!("it holds no element of `{}`: leave it out, or say its format", self.format);
                        Some(reject(at, RejectCode::Malformed, reason, window.data()))
                    }
                };
                window.consume_all();
                return row;
            }
        };
        self.items += 1;
        Some(row)
    }
}

/// Makes the row of an item.
fn item(kind: Kind, raw: &[u8], at: At, proven_utf8: bool, context: &Context) -> Row {
    if let Kind::Other(what) = kind {
        return Row::Skipped { at, reason: format!("it is {what} and no text") };
    }
    let (xml, bad_bytes) = record_text(raw, proven_utf8);
    let tree = match Tree::read(&xml) {
        Ok(tree) => tree,
        Err(Broken::Malformed(error)) => return reject(at, RejectCode::Malformed, format!("{error}: mend it and read it again"), raw),
        Err(Broken::TooLarge(what)) => return reject(at, RejectCode::TooLarge, format!("{what} for an item of news: leave it out"), raw),
    };
    let Some(root) = tree.root() else {
        return reject(at, RejectCode::Malformed, "it holds no element: leave it out".into(), raw);
    };
    let passed_over = match kind {
        Kind::NewsItem => news_item::passed_over(root),
        Kind::NewsMl1 => newsml1::passed_over(root),
        Kind::Nitf | Kind::Other(_) => None,
    };
    if let Some(reason) = passed_over {
        return Row::Skipped { at, reason };
    }
    let mut draft = match kind {
        Kind::NewsItem => news_item::draft(root, context.zone),
        Kind::NewsMl1 => newsml1::draft(root, context.zone),
        Kind::Nitf | Kind::Other(_) => nitf::draft(root, context.zone),
    };
    draft.notes.extend(bad_bytes);
    draft.finish(at, raw, context)
}

/// Why an item is passed over whose publisher says that it is to be used no more.
fn taken_back(status: Option<&str>) -> Option<String> {
    let status = status?;
    let back = ["canceled", "cancelled", "withheld"].iter().any(|back| status.eq_ignore_ascii_case(back));
    back.then(|| format!("its publisher has taken it back (`{status}`)"))
}

/// Keeps what has no member of its own.
fn put(article: &mut Article, name: &str, value: Option<&str>) {
    if let Some(value) = value
        && let Ok(raw) = serde_json::value::to_raw_value(&json!(value))
    {
        article.extra.insert(name.to_owned(), raw);
    }
}

/// A list without blanks and repeats; one more than may be, so that the record is rejected for it.
fn unique(list: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    list.into_iter().filter(|item| !item.is_empty() && seen.insert(item.clone())).take(LIST_MAX + 1).collect()
}

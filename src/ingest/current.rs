//! The input that is read now: its rows become items, and what cut it short becomes a reject.

use std::io;

use encoding_rs::UTF_8;

use super::containers::too_much_memory;
use super::formats::Rows;
use super::row::{At, Earlier, Row, note, raw_text};
use super::window::{Failure, Window};
use super::{Format, Item, NoteCode, Place, Raw, Record, Reject, RejectCode};
use crate::article::Origin;

/// The input that is read now.
#[derive(Debug)]
pub(super) struct Current {
    pub(super) file: String,
    pub(super) member: Option<String>,
    pub(super) window: Window,
    pub(super) rows: Box<dyn Rows>,
    compressions: Vec<&'static str>,
    /// Format as rejects say it.
    format: Option<Format>,
    /// The encoding that the text was decoded from, unless it is UTF-8.
    pub(super) decoded: Option<&'static str>,
    /// Rows so far.
    record: u64,
}

impl Current {
    /// Begins an input.
    pub(super) fn new(place: &Place, window: Window, rows: Box<dyn Rows>, compressions: Vec<&'static str>, format: Option<Format>) -> Self {
        Self { file: place.file.clone(), member: place.member.clone(), window, rows, compressions, format, decoded: None, record: 0 }
    }

    fn place(&self, at: At) -> Place {
        Place { file: self.file.clone(), member: self.member.clone(), line: at.line, byte: at.byte }
    }

    /// What a row of it comes to.
    pub(super) fn item(&mut self, row: Row) -> Item {
        let replaced = self.window.row_done();
        match row {
            Row::Article { at, mut article, mut notes, undecided } => {
                self.record += 1;
                if replaced {
                    notes.push(note(NoteCode::BadBytes, "bytes that are not of the encoding, replaced"));
                }
                article.origin = Some(Origin { file: self.file.clone(), member: self.member.clone(), record: self.record });
                Item::Record(Box::new(Record { article: *article, place: self.place(at), notes, undecided }))
            }
            Row::Reject { at, code, reason, raw } => {
                self.record += 1;
                let header = self.rows.header().map(str::to_owned);
                let encoding = self.encoding(&raw);
                Item::Reject(Box::new(Reject { place: self.place(at), code, reason, raw, format: self.format, header, encoding }))
            }
            Row::Skipped { at, reason } => Item::Skipped(self.place(at), reason),
            Row::From(earlier, row) => was(self.item(*row), *earlier),
            Row::Again(place) => Item::Skipped(place, "it is read again".into()),
        }
    }

    /// The encoding that a row must be told to be read again as it was.
    fn encoding(&self, raw: &Raw) -> Option<&'static str> {
        let damaged = raw.base64 && self.window.proven_utf8;
        self.decoded.or_else(|| damaged.then(|| UTF_8.name()))
    }

    /// The reject of an input that could not be read to its end.
    pub(super) fn failure(&mut self) -> Option<Item> {
        let failure = self.window.take_failure()?;
        let raw = raw_text(self.window.data());
        self.window.consume_all();
        let at = self.window.at();
        let (code, reason) = match failure {
            Failure::Unreadable(error) => (RejectCode::Unreadable, self.unreadable(&error)),
            Failure::Unfolds(bytes) => {
                let reason = format!("its compressed data unfolds to {bytes} bytes and more without a record: the rest is left out");
                (RejectCode::TooLarge, reason)
            }
        };
        let (format, encoding) = (self.format, self.encoding(&raw));
        Some(Item::Reject(Box::new(Reject { place: self.place(at), code, reason, raw, format, header: None, encoding })))
    }

    /// Says why the input cannot be read on, and the mend.
    fn unreadable(&self, error: &io::Error) -> String {
        if let Some(limit) = too_much_memory(error) {
            return limit.to_string();
        }
        let what = match self.compressions.as_slice() {
            [] => "it cannot be read".to_owned(),
            names => format!("its {} data is damaged or cut off", names.join(" in ")),
        };
        let byte = self.window.at().byte;
        format!("{what} after byte {byte}: {error}: the records before are kept: get the file again")
    }
}

/// What a row of an earlier run comes to: it keeps what was said of it then.
fn was(mut item: Item, earlier: Earlier) -> Item {
    let Earlier { place, format, header, encoding } = earlier;
    match &mut item {
        Item::Record(record) => {
            if let Some(origin) = &mut record.article.origin {
                origin.file.clone_from(&place.file);
                origin.member.clone_from(&place.member);
            }
            record.place = place;
        }
        Item::Reject(reject) => {
            reject.place = place;
            (reject.format, reject.header, reject.encoding) = (format, header, encoding);
        }
        Item::Skipped(held, _) => *held = place,
        Item::Input(_) => {}
    }
    item
}

//! What formats hand to the reader: drafts of articles, rejects, and what both need.

use std::borrow::Cow;
use std::sync::Arc;

use super::dating::{Undecided, without_future};
use super::mapping::Mapping;
use super::reject::Raw;
use super::{Format, Note, NoteCode, Place, RejectCode, lists};
use crate::article::json::Noticed;
use crate::article::published::written::{DayOrder, Order, Written, WrittenError, parse_given};
use crate::article::published::{Basis, Zone};
use crate::article::{Article, Stamp, id};

/// Longest example of a note, in characters.
const EXAMPLE_MAX: usize = 80;

/// A place inside an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct At {
    /// Line, from 1; 0 where the input has no lines.
    pub(super) line: u64,
    /// Byte, from 0.
    pub(super) byte: u64,
}

/// What all rows of an input share.
#[derive(Debug)]
pub(super) struct Context {
    /// Source of records that name none.
    pub(super) source: Option<String>,
    /// Zone of times without one.
    pub(super) zone: Zone,
    /// The run's clock, in microseconds since 1970: what lies after it is no date of news.
    pub(super) now_us: i64,
    /// Largest record in bytes.
    pub(super) record_bytes_max: usize,
    /// Whether pages that are no article are taken too.
    pub(super) keep_all: bool,
    /// Names of other systems and what they mean.
    pub(super) mapping: Arc<Mapping>,
}

/// A row of an input.
#[derive(Debug)]
pub(super) enum Row {
    /// An article, whole but for its origin.
    Article { at: At, article: Box<Article>, notes: Vec<Note>, undecided: Undecided },
    /// A row that cannot become one.
    Reject { at: At, code: RejectCode, reason: String, raw: Raw },
    /// A row that is passed over on purpose.
    Skipped { at: At, reason: String },
    /// A row of an earlier run.
    From(Box<Earlier>, Box<Self>),
    /// An input of an earlier run that is to be read again.
    Again(Place),
}

/// What a rejects file says of a row, so that it is read as it was, and may be again.
#[derive(Debug, Clone)]
pub(super) struct Earlier {
    /// The place that it had.
    pub(super) place: Place,
    /// The format that it was read as.
    pub(super) format: Option<Format>,
    /// The line that it needs before it.
    pub(super) header: Option<String>,
    /// The encoding that its input was in.
    pub(super) encoding: Option<&'static str>,
}

/// How a draft gets its id.
#[derive(Debug)]
pub(super) enum DraftId {
    /// The record is native and keeps its own.
    Own(String),
    /// The record was mapped; it may have given one.
    Mapped(Option<String>),
}

/// An article before the rules that hold for every format.
#[derive(Debug)]
pub(super) struct Draft {
    /// The article, without id and origin.
    pub(super) article: Article,
    /// Where its id comes from.
    pub(super) id: DraftId,
    /// What was noticed.
    pub(super) notes: Vec<Note>,
    /// The order of day and month that its dates show.
    pub(super) day_order: Option<DayOrder>,
}

impl Draft {
    /// Applies the rules of every format: the run's source, the date of an item that was only
    /// updated, the id, and that there must be a title or a body.
    pub(super) fn finish(self, at: At, raw: &[u8], context: &Context) -> Row {
        let Self { mut article, id, mut notes, day_order } = self;
        if article.title.trim().is_empty() && article.body.trim().is_empty() {
            return reject(at, RejectCode::Empty, empty_reason(&article, &id), raw);
        }
        if let Some((code, reason)) = lists::of_article(&article) {
            return reject(at, code, reason, raw);
        }
        if article.source.is_none() {
            article.source.clone_from(&context.source);
        }
        without_future(&mut article, &mut notes, context.now_us);
        // A date that could not be used leaves the article undated, whatever else it has.
        if article.published.is_none() && !notes.iter().any(|note| note.code.undates()) {
            article.published = article.updated;
        }
        let mut undecided = Undecided { shows: day_order, ..Undecided::default() };
        article.id = match id {
            DraftId::Own(own) => match id::native_id(&own) {
                Ok(()) => own,
                Err(error) => {
                    let reason = format!("{error}: give it 1 to {} bytes of UTF-8 without control characters", id::ID_BYTES_MAX);
                    return reject(at, RejectCode::BadId, reason, raw);
                }
            },
            DraftId::Mapped(given) => {
                let id = id::mapped_id(&article, given.as_deref());
                (undecided.mapped, undecided.given) = (true, given);
                id
            }
        };
        Row::Article { at, article: Box::new(article), notes, undecided }
    }
}

impl NoteCode {
    fn undates(self) -> bool {
        matches!(self, Self::ImpossibleDate | Self::FutureDate | Self::UnreadableDate)
    }
}

fn empty_reason(article: &Article, id: &DraftId) -> String {
    let mut reason = String::from("it has neither title nor body: one of them is needed");
    if matches!(id, DraftId::Mapped(_)) && !article.extra.is_empty() {
        let names: Vec<String> = article.extra.keys().take(8).map(|name| format!("`{}`", shortened(name))).collect();
        reason.push_str("; its members with no known meaning: ");
        reason.push_str(&names.join(", "));
    }
    reason
}

/// Makes a reject with the beginning of the row.
pub(super) fn reject(at: At, code: RejectCode, reason: String, raw: &[u8]) -> Row {
    Row::Reject { at, code, reason, raw: raw_text(raw) }
}

/// Makes the reject of a row that is larger than records may be.
pub(super) fn too_large(at: At, raw: &[u8], context: &Context) -> Row {
    let reason = format!("the record has more than {} bytes: split it, or raise the largest record size", context.record_bytes_max);
    reject(at, RejectCode::TooLarge, reason, raw)
}

/// The beginning of a row, as a reject keeps it.
pub(super) fn raw_text(raw: &[u8]) -> Raw {
    Raw::of(raw)
}

/// Makes a note with a short example.
pub(super) fn note(code: NoteCode, example: &str) -> Note {
    Note { code, example: shortened(example).into_owned() }
}

/// Cuts a text for a message.
pub(super) fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(EXAMPLE_MAX) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}…", text.get(..at).unwrap_or_default())),
    }
}

/// Turns what a reading noticed into notes; returns the order of day and month that dates show.
pub(super) fn note_all(noticed: Vec<Noticed>, notes: &mut Vec<Note>) -> Option<DayOrder> {
    let mut order = None;
    notes.extend(noticed.into_iter().filter_map(|noticed| {
        Some(match noticed {
            Noticed::DayOrder(shown) => {
                order = Some(shown);
                return None;
            }
            Noticed::OpenDate(text) => note(NoteCode::AmbiguousDate, &text),
            Noticed::NoZone(text) => note(NoteCode::NoZone, &text),
            Noticed::Unusable(error) => date_error(&error),
            Noticed::UnknownEntityType(kind) => note(NoteCode::UnknownEntityType, &kind),
            Noticed::Malformed(text) => note(NoteCode::MalformedMember, &text),
        })
    }));
    order
}

/// The first of these texts that can be read as a date; a note of the first that cannot where none
/// can.
pub(super) fn first_date<T: AsRef<str>>(
    texts: impl IntoIterator<Item = T>,
    basis: Basis,
    zone: Zone,
    notes: &mut Vec<Note>,
) -> Option<Stamp> {
    let mut unusable = None;
    for text in texts {
        let text = text.as_ref();
        match parse_given(text, zone) {
            Ok(found) => {
                notes.extend(doubt(&found, text));
                return Some(Stamp::new(found.when, basis));
            }
            Err(error) => unusable = unusable.or(Some(error)),
        }
    }
    notes.extend(unusable.map(|error| date_error(&error)));
    None
}

/// What is not certain about a date that was read.
pub(super) fn doubt(found: &Written, text: &str) -> Option<Note> {
    match found.order {
        Order::Open => Some(note(NoteCode::AmbiguousDate, text)),
        _ => found.no_zone.then(|| note(NoteCode::NoZone, text)),
    }
}

/// Makes the note of a date that cannot be used.
pub(super) fn date_error(error: &WrittenError) -> Note {
    match error {
        WrittenError::Impossible(text) => note(NoteCode::ImpossibleDate, text),
        WrittenError::Ambiguous(text, _) => note(NoteCode::AmbiguousDate, text),
        WrittenError::Unreadable(text) => note(NoteCode::UnreadableDate, text),
    }
}

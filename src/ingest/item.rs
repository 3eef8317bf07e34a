//! What reading gives: inputs, records with their notes, rejects, what was passed over.

use super::dating::Undecided;
use super::{Format, Place, Reject};
use crate::article::Article;

/// An input that begins: a file, a member or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path, or `-`.
    pub file: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// Format that was decided.
    pub format: Format,
    /// How it was decided, for a reader: `given`, or what the content or name showed.
    pub decided_by: String,
    /// Text encoding that was found, by its WHATWG name.
    pub encoding: &'static str,
}

/// A record that became an article.
#[derive(Debug)]
pub struct Record {
    /// The article, with its id, its declared language and its origin.
    pub article: Article,
    /// Where it begins.
    pub place: Place,
    /// What the run's report should say of it.
    pub notes: Vec<Note>,
    /// What its dates still need.
    pub(super) undecided: Undecided,
}

/// Something the report counts, with an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub code: NoteCode,
    /// The text it is about, shortened.
    pub example: String,
}

/// Codes of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteCode {
    /// A time without a zone was taken in the run's zone.
    NoZone,
    /// A date names a day or time that does not exist; the article is undated.
    ImpossibleDate,
    /// A date whose day and month cannot be told apart; its year is kept, which is certain.
    AmbiguousDate,
    /// A date that lies more than two days after the run's clock; the article is undated.
    FutureDate,
    /// A date of no known form; the article is undated.
    UnreadableDate,
    /// A given entity is of a type that is not known; it is kept in `extra`.
    UnknownEntityType,
    /// A part of `entities`, `related` or `extra` has not their form; it is kept in `extra`.
    MalformedMember,
    /// Bytes that are not of the input's encoding were replaced.
    BadBytes,
    /// An input ended before its format allows (truncated compression, an unclosed element).
    Truncated,
    /// A quote inside a quoted field of a table is neither doubled nor escaped; it was taken as text.
    LooseQuotes,
    /// A page was read without the extractor, which would have cost too much or failed.
    NotExtracted,
}

impl NoteCode {
    /// Returns the code as reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoZone => "no-zone",
            Self::ImpossibleDate => "impossible-date",
            Self::AmbiguousDate => "ambiguous-date",
            Self::FutureDate => "future-date",
            Self::UnreadableDate => "unreadable-date",
            Self::UnknownEntityType => "unknown-entity-type",
            Self::MalformedMember => "malformed-member",
            Self::BadBytes => "bad-bytes",
            Self::Truncated => "truncated",
            Self::LooseQuotes => "loose-quotes",
            Self::NotExtracted => "not-extracted",
        }
    }
}

/// What a reader gives, in the order of the inputs.
#[derive(Debug)]
pub enum Item {
    /// An input begins.
    Input(Input),
    /// A record became an article.
    Record(Box<Record>),
    /// A row could not.
    Reject(Box<Reject>),
    /// Something was passed over on purpose, with the reason (a symbolic link that loops, an
    /// empty file).
    Skipped(Place, String),
}

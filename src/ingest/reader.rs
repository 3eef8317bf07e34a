//! The reader of a run's inputs: paths in, articles and rejects out, one at a time.

use std::path::PathBuf;

use super::{Format, Place, Reject};
use crate::article::{Article, published::Zone};

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Format of all inputs; `None` decides by content first, name second.
    pub format: Option<Format>,
    /// Source of records that name none (`--source`).
    pub source: Option<String>,
    /// Zone of times without one (`--tz`).
    pub zone: Zone,
    /// Largest record in bytes.
    pub record_bytes_max: usize,
}

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
    /// A date whose day and month cannot be told apart; the article is undated.
    AmbiguousDate,
    /// A date of no known form; the article is undated.
    UnreadableDate,
    /// Bytes that are not of the input's encoding were replaced.
    BadBytes,
    /// An input ended before its format allows (truncated compression, an unclosed element).
    Truncated,
}

impl NoteCode {
    /// Returns the code as reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoZone => "no-zone",
            Self::ImpossibleDate => "impossible-date",
            Self::AmbiguousDate => "ambiguous-date",
            Self::UnreadableDate => "unreadable-date",
            Self::BadBytes => "bad-bytes",
            Self::Truncated => "truncated",
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

/// Reads the records of paths one after another in bounded memory.
#[derive(Debug)]
pub struct Reader {
    _private: (),
}

impl Reader {
    /// Takes paths as a run was given them: files, directories (walked in name order), `-`.
    ///
    /// Nothing is opened yet; what cannot be opened becomes a reject later.
    #[must_use]
    pub fn new(_paths: &[PathBuf], _options: ReadOptions) -> Self {
        Self { _private: () }
    }

    /// Returns the next item; `None` at the end of the last input.
    pub fn next_item(&mut self) -> Option<Item> {
        None
    }

    /// Bytes read so far, as they lie on disk (compressed).
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        0
    }

    /// Bytes of all inputs on disk, where known: for progress.
    #[must_use]
    pub fn bytes_total(&self) -> Option<u64> {
        None
    }
}

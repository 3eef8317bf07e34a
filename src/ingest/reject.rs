//! Rows that cannot become articles.

use std::fmt;
use std::ops::Deref;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::Format;

/// Where a record begins.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// Path of the file as the run was given it, or found below a given directory; `-` for
    /// standard input.
    pub file: String,
    /// Member of an archive, if the file is one.
    pub member: Option<String>,
    /// Line of the (decompressed) text, from 1; 0 where the input has no lines.
    pub line: u64,
    /// Byte of the decompressed input, from 0; where the input is not UTF-8, of the text in UTF-8.
    pub byte: u64,
}

/// Why a row is rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RejectCode {
    /// It has neither title nor body.
    Empty,
    /// It is larger than a record may be.
    TooLarge,
    /// It is not of its format.
    Malformed,
    /// Its id cannot be one.
    BadId,
    /// It is a page that is no article: an index, an error, a wall.
    NotAnArticle,
    /// The file cannot be opened or read, or its compression is damaged.
    Unreadable,
    /// The input's format cannot be told, or is none that is read.
    UnknownFormat,
    /// It is a table whose columns have no names that are known: the run must say what they are.
    NeedsMap,
}

impl RejectCode {
    /// Returns the code as rejects files write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
            Self::BadId => "bad-id",
            Self::NotAnArticle => "not-an-article",
            Self::Unreadable => "unreadable",
            Self::UnknownFormat => "unknown-format",
            Self::NeedsMap => "needs-map",
        }
    }
}

/// A row that cannot become an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Where it begins.
    pub place: Place,
    /// Why, as a code.
    pub code: RejectCode,
    /// Why and how to mend it, for a reader.
    pub reason: String,
    /// The row as it stands.
    pub raw: Raw,
    /// Format that it was read as, if that was decided.
    pub format: Option<Format>,
    /// The line that it needs before it to be read alone: the names of a table's columns.
    pub header: Option<String>,
    /// The encoding that the input is in, by its WHATWG name, where the row must be told it to be
    /// read again as it was: its text was decoded from that encoding, or its bytes are damaged UTF-8
    /// and no other encoding.
    pub encoding: Option<&'static str>,
}

/// A rejected row as text, at most 64 KiB of it.
///
/// Of an input in UTF-8 it is the bytes of the row. Of an input in another encoding it is the text
/// that the row was read from: an input is decoded as a stream, whose state (shifts, halves of
/// letters, marks of byte order) no single row has, so its bytes alone would not say as much.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Raw {
    text: String,
    /// Whether the text is base64 of bytes that are no UTF-8.
    pub base64: bool,
    /// Whether the row has more bytes than these.
    pub cut: bool,
}

/// Largest piece of a rejected row that is kept, in bytes.
const RAW_MAX: usize = 64 * 1024;

impl Raw {
    /// Keeps a row, or the beginning of a long one.
    #[must_use]
    pub fn of(raw: &[u8]) -> Self {
        Self::beginning(raw, RAW_MAX)
    }

    /// Keeps so many bytes of what cannot be told into rows.
    pub(super) fn beginning(raw: &[u8], bytes_max: usize) -> Self {
        let kept = raw.get(..bytes_max).unwrap_or(raw);
        let cut = kept.len() < raw.len();
        let whole = match std::str::from_utf8(kept) {
            Ok(text) => Some(text),
            // A letter that the limit parts is no damage.
            Err(error) if cut && error.error_len().is_none() => {
                kept.get(..error.valid_up_to()).and_then(|kept| std::str::from_utf8(kept).ok())
            }
            Err(_) => None,
        };
        match whole {
            Some(text) => Self { text: text.to_owned(), base64: false, cut },
            None => Self { text: BASE64_STANDARD.encode(kept), base64: true, cut },
        }
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Deref for Raw {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

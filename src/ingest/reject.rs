//! Rows that cannot become articles.

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
    /// The input's format cannot be told, or is not available yet.
    UnknownFormat,
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
    /// The row as it stands, at most 64 KiB of it, invalid bytes replaced.
    pub raw: String,
}

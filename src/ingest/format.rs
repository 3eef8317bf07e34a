//! Names of the input formats.

use std::fmt;

/// An input format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Plain page text: title line, text, `Publish Date:`, a `Latest News` list.
    Page,
    /// JSON: an array, an object that wraps one, several one after another, or one article.
    Json,
    /// JSON lines.
    Jsonl,
    /// An HTML page.
    Html,
    /// RSS, RDF, Atom, JSON Feed.
    Feed,
    /// Reuters-21578.
    Sgml,
    /// A table whose columns are parted by commas or another sign.
    Csv,
    /// A table whose columns are parted by tabs.
    Tsv,
    /// Apache Parquet.
    Parquet,
    /// A rejects file of an earlier run.
    Rejects,
}

impl Format {
    /// All formats that can be read.
    pub const ALL: [Self; 10] =
        [Self::Page, Self::Json, Self::Jsonl, Self::Csv, Self::Tsv, Self::Html, Self::Feed, Self::Sgml, Self::Parquet, Self::Rejects];

    /// Names of the contract that are not available yet.
    pub const NOT_YET: [&str; 3] = ["nitf", "newsml", "warc"];

    /// Returns the name used by `--format`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Html => "html",
            Self::Feed => "feed",
            Self::Sgml => "sgml",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Rejects => "rejects",
        }
    }

    /// Parses the name; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

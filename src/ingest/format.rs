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
    /// NITF of the IPTC.
    Nitf,
    /// `NewsML-G2` and `NewsML` 1.2 of the IPTC.
    NewsMl,
    /// Web archives: WARC and ARC.
    Warc,
    /// Apache Parquet.
    Parquet,
    /// A rejects file of an earlier run.
    Rejects,
}

impl Format {
    /// All formats that can be read.
    pub const ALL: [Self; 13] = [
        Self::Page,
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Tsv,
        Self::Html,
        Self::Feed,
        Self::Sgml,
        Self::Nitf,
        Self::NewsMl,
        Self::Warc,
        Self::Parquet,
        Self::Rejects,
    ];

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
            Self::Nitf => "nitf",
            Self::NewsMl => "newsml",
            Self::Warc => "warc",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Parquet => "parquet",
            Self::Rejects => "rejects",
        }
    }

    /// Whether its input is bytes and no text of one encoding.
    #[must_use]
    pub fn is_bytes(self) -> bool {
        matches!(self, Self::Warc | Self::Parquet)
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

//! The wire formats by their contract names, and which of them an address has.

use super::Route;
use super::reader::Reader;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// The whole answer as a JSON object.
    #[default]
    Json,
    /// An article a line.
    Jsonl,
    /// A row an article.
    Csv,
    /// A row a match, in its context.
    Kwic,
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
    /// BibTeX entries.
    Bibtex,
    /// RIS records.
    Ris,
    /// Items of CSL, as citation processors read them.
    CslJson,
    /// The search page.
    Html,
}

impl Format {
    /// All formats, in the order of the contract.
    pub const ALL: [Self; 11] = [
        Self::Json,
        Self::Jsonl,
        Self::Csv,
        Self::Kwic,
        Self::Rss,
        Self::Atom,
        Self::JsonFeed,
        Self::Bibtex,
        Self::Ris,
        Self::CslJson,
        Self::Html,
    ];
    /// Those that every match can be streamed in.
    pub const OF_EXPORT: [Self; 4] = [Self::Jsonl, Self::Csv, Self::Bibtex, Self::Ris];

    /// Returns the value of `format`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Jsonl => "jsonl",
            Self::Csv => "csv",
            Self::Kwic => "kwic",
            Self::Rss => "rss",
            Self::Atom => "atom",
            Self::JsonFeed => "jsonfeed",
            Self::Bibtex => "bibtex",
            Self::Ris => "ris",
            Self::CslJson => "csl-json",
            Self::Html => "html",
        }
    }

    /// Parses the name; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// Whether readers of feeds poll it: then unknown parameters do not matter, and the newest come
    /// first unless another order is asked for.
    #[must_use]
    pub fn is_feed(self) -> bool {
        matches!(self, Self::Rss | Self::Atom | Self::JsonFeed)
    }

    /// The format that the parameters name, before anything else is read of them.
    #[must_use]
    pub fn named(pairs: &[(String, String)]) -> Option<Self> {
        pairs.iter().find(|(name, _)| name == "format").and_then(|(_, text)| Self::parse(text.trim()))
    }

    /// Whether it writes members of articles that `fields` names.
    pub(super) fn takes_fields(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Csv)
    }

    /// Whether it shows where the query matched.
    pub(super) fn shows_matches(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl | Self::Csv | Self::Kwic) || self.is_feed()
    }
}

/// Reads `format`: of a page any, of an export those that can be streamed, of counts JSON alone.
pub(super) fn read(reader: &mut Reader<'_>, route: Route) -> Format {
    let names = |formats: &[Format]| formats.iter().map(|format| (format.as_str(), *format)).collect::<Vec<_>>();
    match route {
        Route::Search | Route::Latest => reader.choice("format", &names(&Format::ALL), &[], Format::Json),
        Route::Export => reader.choice("format", &names(&Format::OF_EXPORT), &[], Format::Jsonl),
        Route::Timeline | Route::Facets => reader.choice("format", &names(&[Format::Json]), &[], Format::Json),
    }
}

/// What a reader of feeds sends and means: parameters that are none, and blank ones, are left out.
#[must_use]
pub fn known_pairs(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let known = |name: &str| super::canonical(name).is_some_and(|name| !matches!(name, "_" | "prefix"));
    pairs.iter().filter(|(name, value)| known(name) && !value.trim().is_empty()).cloned().collect()
}

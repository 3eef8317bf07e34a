//! The request: what a caller asks of an archive, valid by type.

use std::fmt;

use crate::article::TextField;
use crate::article::published::{Interval, Now, Span, Zone};
use crate::query::{Parsed, parse};

use super::HalfLife;

/// A search, a latest list, a timeline or a facet listing: one request for all of them.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a parameter of the contract")]
pub struct Request {
    /// The query as written and as parsed; a blank text is every article.
    pub query: Query,
    /// Text fields that words of the query are looked for in; empty means all.
    pub search_in: Vec<TextField>,
    /// The date range and how articles fall into it.
    pub dates: Dates,
    /// Filters by exact values.
    pub filters: Vec<Filter>,
    /// Order of the hits.
    pub order: Order,
    /// Decay of relevance with age, if wanted; it moves nothing in other orders.
    pub half_life: Option<HalfLife>,
    /// Which hits.
    pub page: Page,
    /// Hits on a page, 1 to [`super::limits::PAGE_SIZE_MAX`]; 0 asks for none.
    pub page_size: usize,
    /// Whether to count the total (`total=exact`) or not (`total=none`).
    pub total: bool,
    /// Fields to count values of.
    pub facets: Vec<FacetField>,
    /// Listed values a facet.
    pub facet_size: usize,
    /// Calendar buckets to count, if any.
    pub interval: Option<Interval>,
    /// Whether buckets say how many articles there are under the filters without the query.
    pub share: bool,
    /// The field of whose first [`Self::facet_size`] values each gets a timeline of its own.
    pub by: Option<FacetField>,
    /// Highlights, if wanted.
    pub highlight: Option<Highlight>,
    /// How much of their articles hits carry.
    pub load: Load,
    /// Whether hits carry the mentions of their entities (`fields=mentions`).
    pub mentions: bool,
    /// Whether hits say what their scores are made of, and the answer how it was found.
    pub explain: bool,
    /// The time of the request, by which relative dates of the query are read.
    pub now: Now,
    /// Every parameter as resolved, in the contract's order, for the receipt and the permalink.
    pub resolved: Vec<(String, Vec<String>)>,
}

/// The query text and its reading.
#[derive(Debug, Clone)]
pub struct Query {
    /// As written.
    pub text: String,
    /// As parsed.
    pub parsed: Parsed,
    /// Whether what could not be read was left out with a warning.
    pub lenient: bool,
    /// Whether it is read as that of a search box (`match=box`): ever more loosely until it finds
    /// something, with a warning for each step. Such a query is lenient.
    pub boxed: bool,
}

impl Query {
    /// The value of `match`.
    #[must_use]
    pub fn match_words(&self) -> &'static str {
        match (self.boxed, self.parsed.options.match_any) {
            (true, _) => "box",
            (false, true) => "any",
            (false, false) => "all",
        }
    }

    /// Another query, read as this one is.
    #[must_use]
    pub fn other(&self, q: &str) -> Self {
        Self { text: q.to_owned(), parsed: parse(q, self.parsed.options), ..*self }
    }
}

/// The date restriction of a request.
#[derive(Debug, Clone)]
pub struct Dates {
    /// The range; `None` takes all articles, undated ones too.
    pub span: Option<Span>,
    /// Where civil days begin.
    pub zone: Zone,
    /// `dates=possible`: articles that only overlap the range match too.
    pub possible: bool,
    /// Which date of an article is meant.
    pub column: DateColumn,
}

/// A date of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateColumn {
    /// Publication.
    Published,
    /// Last change by the publisher.
    Updated,
    /// First indexing by this archive.
    FirstIndexed,
}

impl DateColumn {
    /// All columns.
    pub const ALL: [Self; 3] = [Self::Published, Self::Updated, Self::FirstIndexed];

    /// Returns the value of `use-date`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Updated => "updated",
            Self::FirstIndexed => "first-indexed",
        }
    }
}

/// Values of one field that an article must have one of, or must have none of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The field.
    pub field: FacetField,
    /// The values as given.
    pub values: Vec<String>,
    /// Whether articles with any of the values are left out.
    pub exclude: bool,
}

/// Fields with exact values: filters and facets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacetField {
    /// Persons.
    Person,
    /// Organisations.
    Org,
    /// Places.
    Place,
    /// Outlets.
    Source,
    /// Authors.
    Author,
    /// Sections.
    Section,
    /// Tags.
    Tag,
    /// Languages.
    Lang,
}

impl FacetField {
    /// All fields, in the order of the contract.
    pub const ALL: [Self; 8] = [Self::Person, Self::Org, Self::Place, Self::Source, Self::Author, Self::Section, Self::Tag, Self::Lang];

    /// Returns the name used in parameters, JSON and query fields.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Org => "org",
            Self::Place => "place",
            Self::Source => "source",
            Self::Author => "author",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Lang => "lang",
        }
    }

    /// Parses the name; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == text)
    }
}

impl fmt::Display for FacetField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Best first; newest first where nothing scores.
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
    /// Latest first indexing first.
    Indexed,
    /// Earliest first indexing first, for those who come again for what is new: cursors go on in later
    /// versions (`follow=true`).
    Following,
    /// By a hash of the id and a seed: the same order for the same seed, whatever the query.
    Random {
        /// The seed, at most [`super::limits::SEED_MAX`].
        seed: u64,
    },
    /// By id, by its bytes: for exports.
    Id,
}

impl Order {
    /// Returns the value of `order-by`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Indexed | Self::Following => "indexed",
            Self::Random { .. } => "random",
            Self::Id => "id",
        }
    }
}

/// Which hits of the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// A page by number, from 1.
    Number(usize),
    /// The hits after those of an earlier answer.
    After(super::cursor::Cursor),
}

/// How highlights are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    /// Length of a fragment in Unicode scalar values.
    pub size: usize,
    /// Fragments a field.
    pub count: usize,
    /// Whether offsets count UTF-16 code units instead of Unicode scalar values.
    pub utf16: bool,
}

/// How much of its article a hit carries: what is not asked for is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Load {
    /// Nothing: the score alone.
    Nothing,
    /// The id.
    Id,
    /// All of it, read from the store.
    Article,
}

/// What is being typed, and what may be suggested for it.
#[derive(Debug, Clone)]
pub struct SuggestRequest {
    /// Filters and dates; its query is every article.
    pub request: Request,
    /// The text so far; its last word is a beginning unless a blank follows.
    pub typed: String,
    /// Suggestions at most.
    pub size: usize,
    /// Whether phrases of titles may be shown.
    pub titles: bool,
    /// Kinds of entities that may be shown.
    pub entities: Vec<FacetField>,
}

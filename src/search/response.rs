//! The response: what an archive answers, free of wire formats.

use crate::article::published::Interval;
use crate::article::{Article, Mention, TextField};

use super::request::FacetField;
use crate::query::Node;

/// The answer to a [`super::Request`].
#[derive(Debug, Clone)]
pub struct Response {
    /// Number of the version that answered.
    pub version: u64,
    /// Content hash of that version.
    pub version_hash: String,
    /// Time the search took, in microseconds.
    pub took_us: u64,
    /// Exact number of matching articles; `None` where the request asked for none.
    pub total: Option<u64>,
    /// Articles that match all else; `Some` where the request has a date range.
    pub excluded: Option<Excluded>,
    /// What the reader should know about the reading of the query.
    pub warnings: Vec<Warning>,
    /// How the query was read.
    pub query: QueryReceipt,
    /// The articles of the page.
    pub hits: Vec<Hit>,
    /// Facets in the order asked for.
    pub facets: Vec<(FacetField, Facet)>,
    /// Calendar buckets, if asked for.
    pub timeline: Option<Timeline>,
    /// Cursor of the hits after these; `None` on the last page.
    pub next_cursor: Option<String>,
}

/// Articles that match everything but the date range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Excluded {
    /// They have no date.
    pub undated: u64,
    /// Their interval overlaps the range without lying inside.
    pub imprecise: u64,
}

/// A warning with the other reading, where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code.
    pub code: String,
    /// What was read and what may have been meant.
    pub message: String,
    /// Column in the query, from 1, in Unicode scalar values.
    pub column: Option<usize>,
    /// The other reading.
    pub alternative: Option<Alternative>,
}

/// Another reading of the query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The query to send.
    pub q: String,
    /// Its exact total; `None` where it was not counted.
    pub total: Option<u64>,
}

/// How the query was read.
#[derive(Debug, Clone)]
pub struct QueryReceipt {
    /// As written.
    pub text: String,
    /// With all parentheses, in this language.
    pub canonical: String,
    /// The tree that was searched for; `None` if nothing of a lenient query could be read.
    pub tree: Option<Node>,
    /// Words of the query and the number of articles that have them.
    pub terms: Vec<TermCount>,
}

/// A leaf of the query and its article count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermCount {
    /// The leaf as written.
    pub term: String,
    /// Articles of the version that match it.
    pub articles: u64,
    /// Readings of the word: stems by language, or forms.
    pub readings: Vec<String>,
}

/// An article of the page.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Relevance score; `None` where nothing scores.
    pub score: Option<f32>,
    /// The article, whole.
    pub article: Article,
    /// Highlighted fragments by field, in the order title, lead, body; empty where none were asked for.
    pub highlights: Vec<(TextField, Vec<Fragment>)>,
    /// Mentions of its entities; empty where the request did not ask for them.
    pub mentions: Vec<Mention>,
    /// Whether highlights end after the first MiB of the article.
    pub truncated: bool,
}

/// A stretch of a field with its matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// The text as it stands in the field.
    pub text: String,
    /// Offset of `text` in the field.
    pub start: u32,
    /// Matches, [start, end) relative to `text`.
    pub spans: Vec<(u32, u32)>,
}

/// Counted values of a field.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facet {
    /// The most frequent values and all selected ones; by count, then by value.
    pub values: Vec<FacetValue>,
    /// Number of distinct values.
    pub distinct: u64,
    /// Sum of the counts that are not listed.
    pub other: u64,
    /// Articles without a value.
    pub missing: u64,
}

/// A value and the number of articles that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// The most frequent spelling.
    pub value: String,
    /// Identifier, for places that have one.
    pub id: Option<String>,
    /// Articles.
    pub count: u64,
    /// Whether a filter of the request selects it.
    pub selected: bool,
}

/// A page of all values of a facet field.
#[derive(Debug, Clone)]
pub struct FacetPage {
    /// Number of the version that answered.
    pub version: u64,
    /// The values of the page, most frequent first.
    pub values: Vec<FacetValue>,
    /// Cursor of the values after these; `None` on the last page.
    pub next_cursor: Option<String>,
}

/// Articles in calendar buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// Length of a bucket.
    pub interval: Interval,
    /// Time zone in which instants fall on days.
    pub zone: String,
    /// Buckets without holes from the first to the last that holds an article.
    pub buckets: Vec<TimelineBucket>,
    /// Matching articles without a date.
    pub undated: u64,
    /// Matching articles whose date is coarser than the interval.
    pub coarser: u64,
}

/// One calendar bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineBucket {
    /// First day, or first instant of an hour, as written on the wire.
    pub start: String,
    /// Articles.
    pub count: u64,
}

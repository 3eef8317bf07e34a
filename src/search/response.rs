//! The response: what an archive answers, free of wire formats.

use crate::article::published::Interval;
use crate::article::{Article, Entity, Mention, TextField};

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
    /// How the hits were found.
    pub hits_path: HitsPath,
    /// How the answer was found, if asked for.
    pub paths: Option<Paths>,
    /// What would find something, where this finds nothing.
    pub leads: Vec<Lead>,
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

/// Another request that finds something, where one finds nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// What is changed.
    pub kind: LeadKind,
    /// The words that are spelled otherwise or left out, with the articles of the version that have each.
    pub terms: Vec<(String, u64)>,
    /// The parameters to leave out.
    pub drop: Vec<String>,
    /// The query to send.
    pub q: String,
    /// Its exact total under the other parameters; more than none.
    pub total: u64,
}

/// What another request changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeadKind {
    /// Words that no article has are spelled as the nearest ones that there are.
    Spelling,
    /// Words are left out.
    Word,
    /// Filters are left out.
    Filter,
    /// The dates are left out.
    Dates,
}

impl LeadKind {
    /// Returns the name that answers give.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Spelling => "spelling",
            Self::Word => "word",
            Self::Filter => "filter",
            Self::Dates => "dates",
        }
    }
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
#[derive(Debug, Clone, Default)]
pub struct Hit {
    /// Relevance score; `None` where nothing scores.
    pub score: Option<f32>,
    /// The article, whole.
    pub article: Article,
    /// Highlighted fragments by field, in the order title, lead, body; empty where none were asked for.
    pub highlights: Vec<(TextField, Vec<Fragment>)>,
    /// Mentions of its entities; empty where the request did not ask for them.
    pub mentions: Vec<Mention>,
    /// What the score is made of; `None` where nothing scores, or where it was not asked for.
    pub explanation: Option<Explanation>,
    /// Whether highlights end after the first MiB of the article.
    pub truncated: bool,
}

/// Other articles on the matter of one.
#[derive(Debug, Clone, Default)]
pub struct Related {
    /// The words that tell what it is about, most telling first.
    pub terms: Vec<String>,
    /// The articles, most alike first.
    pub hits: Vec<RelatedHit>,
    /// Articles that were left out as copies of it, or of one that is listed.
    pub copies: u64,
}

/// An article on the same matter.
#[derive(Debug, Clone)]
pub struct RelatedHit {
    /// The article, whole.
    pub article: Article,
    /// How alike it is: 1 where all words that tell are in it, and half as much again by entities.
    pub score: f32,
    /// The telling words that both have, in the forms of the first.
    pub terms: Vec<String>,
    /// The entities that both name.
    pub entities: Vec<Entity>,
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
    /// A timeline for each of the most frequent values of a field, if asked for.
    pub series: Vec<Series>,
}

impl Timeline {
    /// Number of buckets, those of its series too.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "one without buckets may still count articles outside of them")]
    pub fn len(&self) -> usize {
        self.buckets.len() + self.series.iter().map(|series| series.buckets.len()).sum::<usize>()
    }
}

/// The timeline of one value: of the matching articles that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// The most frequent spelling.
    pub value: String,
    /// Identifier, for places that have one.
    pub id: Option<String>,
    /// Matching articles that have it: the sum of its buckets, undated and coarser ones.
    pub count: u64,
    /// The buckets of the whole timeline, with the value's counts.
    pub buckets: Vec<TimelineBucket>,
    /// Articles among them without a date.
    pub undated: u64,
    /// Articles among them whose date is coarser than the interval.
    pub coarser: u64,
}

/// One calendar bucket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TimelineBucket {
    /// First day, or first instant of an hour, as written on the wire.
    pub start: String,
    /// Articles.
    pub count: u64,
    /// Articles under the same filters without the query and without entity, tag and section
    /// filters; `None` where no share was asked for.
    pub all: Option<u64>,
}

impl TimelineBucket {
    /// Part of all articles that match, 0 to 1; `None` where there are none, or where no share was
    /// asked for.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "counts of articles have far fewer than 52 bits")]
    pub fn share(&self) -> Option<f64> {
        self.all.filter(|all| *all > 0).map(|all| self.count as f64 / all as f64)
    }
}

/// What a score is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The score of the hit.
    pub score: f32,
    /// Parts of the query that the article has, from left to right; their scores add up to the hit's.
    pub parts: Vec<ScorePart>,
    /// Decay by age, which is in the score of each part; `None` without a half-life.
    pub decay: Option<Decay>,
}

/// What one part of a query gives to a score.
#[derive(Debug, Clone, PartialEq)]
pub struct ScorePart {
    /// What it adds.
    pub score: f32,
    /// The part as written; two words with a blank between where they add to the score because they
    /// are neighbours; empty for parts that are no words.
    pub term: String,
    /// Readings of a single word: stems by language, or forms.
    pub readings: Vec<String>,
    /// The numbers of BM25, where it is what they make: `boost · idf · 2.2 · frequency /
    /// (frequency + 1.2 · (0.25 + 0.75 · length / average_length))`, times the decay.
    pub bm25: Option<Bm25>,
}

/// The numbers behind a score by BM25 (Robertson and Zaragoza 2009), with k1 1.2 and b 0.75.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bm25 {
    /// Factor of the query.
    pub boost: f32,
    /// Inverse document frequency; of several words the sum.
    pub idf: f32,
    /// Matches in the article, each as often as its field weighs.
    pub frequency: u32,
    /// Length of the article in words, each as often as its field weighs, as the index keeps it.
    pub length: u32,
    /// Average of the lengths.
    pub average_length: f32,
}

/// The decay of a score by an article's age.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decay {
    /// Days from the article's publication to that of the version; `None` for an undated one.
    pub age_days: Option<f64>,
    /// Days in which relevance halves.
    pub half_life_days: f64,
    /// What the scores are multiplied by, 0 to 1.
    pub factor: f64,
}

/// Which ways an answer was found by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Paths {
    /// The hits.
    pub hits: HitsPath,
    /// The timeline, if there is one.
    pub timeline: Option<TimelinePath>,
}

/// How hits are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum HitsPath {
    /// None were asked for.
    #[default]
    None,
    /// By the block maxima of the index: most matches are never scored.
    Pruned,
    /// All matches are counted block of postings by block, and those blocks scored that can hold one
    /// of the best.
    Blocks,
    /// All matches are counted over windows of documents, and those scored that can be among the
    /// best.
    Windows,
    /// All matches are scored.
    ScoredPass,
    /// The order of dates is walked until there are enough.
    DateWalk,
    /// All matches are looked at, without scores.
    Pass,
}

impl HitsPath {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Pruned => "pruned",
            Self::Blocks => "blocks",
            Self::Windows => "windows",
            Self::ScoredPass => "scored-pass",
            Self::DateWalk => "date-walk",
            Self::Pass => "pass",
        }
    }
}

/// How a timeline is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelinePath {
    /// By the ranks of bucket bounds in a posting list.
    Rank,
    /// All matches are looked at.
    Pass,
}

impl TimelinePath {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rank => "rank",
            Self::Pass => "pass",
        }
    }
}

/// How a text that is being typed may go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// To be shown.
    pub text: String,
    /// What it is.
    pub kind: SuggestionKind,
    /// Identifier, of entities that have one.
    pub id: Option<String>,
    /// The query to send.
    pub q: String,
    /// Exact total of that query under the same filters; never 0.
    pub count: u64,
}

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuggestionKind {
    /// A word of articles, behind the words typed before it.
    Word,
    /// Words of a title, as they are written.
    Title,
    /// An entity: a person, an organisation or a place.
    Entity(FacetField),
}

impl SuggestionKind {
    /// Returns the name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Title => "title",
            Self::Entity(field) => field.as_str(),
        }
    }
}

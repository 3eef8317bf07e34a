//! The plan of a query: its tree with every leaf as terms, keys, ranges and bits of an index.

use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;

use super::spans::SpanLeaf;
use crate::article::EntityType;
use crate::article::published::SpanResolved;
use crate::index::schema::fields;
use crate::index::version::Segment;
use crate::search::matcher::FieldSet;
use crate::search::request::DateColumn;

/// A query, or a part of one, as the index answers it. Copies share their leaves.
#[derive(Clone)]
pub(super) enum Plan {
    /// Every article.
    All,
    /// No article.
    Nothing,
    /// Words, one or several one after another.
    Text(Arc<Leaf>),
    /// What the position matcher decides: proximity, sentences, frequencies, capitals.
    Spans(Arc<SpanLeaf>),
    /// Articles with one of these whole values.
    Keys(Field, Vec<String>),
    /// Articles whose date lies in a range.
    Dates(DateRange),
    /// Articles of so many words.
    Words {
        /// Least number, included.
        min: u64,
        /// Greatest number, included.
        max: u64,
    },
    /// Articles with any of these bits (see [`crate::index::document::has`]).
    Has(u64),
    /// All of them.
    And(Vec<Plan>),
    /// One of them at least.
    Or(Vec<Plan>),
    /// Not this.
    Not(Box<Plan>),
}

/// A range of one of an article's dates.
#[derive(Debug, Clone)]
pub(super) struct DateRange {
    /// Which date.
    pub(super) column: DateColumn,
    /// The range, worked out for the request's zone.
    pub(super) span: SpanResolved,
    /// Whether dates that only overlap the range match too.
    pub(super) possible: bool,
}

/// Words that stand one after another; the least is one word.
pub(super) struct Leaf {
    /// The words, with what stands for each.
    pub(super) parts: Vec<Part>,
    /// Where the words may stand.
    pub(super) fields: FieldSet,
    /// As written in the query.
    pub(super) text: String,
    /// How it scores; `None` for names of entities and for words that no article has.
    pub(super) weight: Option<Bm25Weight>,
    /// The word as it is written, where it scores more than its stem.
    pub(super) form: Option<ExactForm>,
    /// Factor of the score.
    pub(super) boost: f32,
    /// Articles that have any of the terms, for a single word; deleted ones included. Of a pattern the
    /// sum over its forms.
    pub(super) doc_freq: u64,
    /// Whether its frequency in an article is the sum over the forms that it stands for; else it
    /// counts once.
    pub(super) is_summed: bool,
    /// Whether an article may have two of its stems: one in another language has a paragraph.
    pub(super) shares: bool,
    /// Articles that match, where they were counted for the weight.
    pub(super) articles: Option<u64>,
}

/// Share of its own weight that the exact form of a word has beside the word's stem. Chosen on the
/// golden queries of `tests/data/ranking`: a form is rarer than its stem, mostly for no good reason.
pub(super) const FORM_SHARE: f32 = 0.9;

/// The exact form of a word that is looked up by its stem: an article scores by the better of both.
#[derive(Clone)]
pub(super) struct ExactForm {
    /// The form's postings.
    pub(super) part: Part,
    /// How it scores.
    pub(super) weight: Bm25Weight,
    /// Articles that have it, deleted ones included.
    pub(super) doc_freq: u64,
    /// The form's score is at most so many times the stem's in the same article.
    pub(super) ratio: f32,
}

/// One word of a leaf.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// The layer of the position space in which it is looked up.
    pub(super) layer: Layer,
    /// The terms that stand for it: readings by language. An article has one of them at most in
    /// the layer of stems.
    pub(super) terms: Vec<String>,
    /// Where each segment keeps the postings of those terms that it has.
    pub(super) lists: Vec<Vec<TermInfo>>,
    /// Position after the match's first.
    pub(super) offset: u32,
}

/// Which tokens of an article a part looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layer {
    /// Folded forms.
    Form,
    /// Stems.
    Stem,
    /// Marks at positions.
    Mark,
    /// Words of entity names, in a position space of their own.
    Name(EntityType),
}

impl Layer {
    /// The field of the index.
    pub(super) fn field(self) -> Field {
        let f = fields();
        match self {
            Self::Form => f.form,
            Self::Stem => f.stem,
            Self::Mark => f.mark,
            Self::Name(kind) => {
                let [person, org, place] = f.name_words;
                match kind {
                    EntityType::Person => person,
                    EntityType::Org => org,
                    EntityType::Place => place,
                }
            }
        }
    }
}

impl ExactForm {
    /// Field, term and document frequency of its posting list.
    pub(super) fn list(&self) -> Option<(Field, &str, u64)> {
        Some((self.part.layer.field(), self.part.terms.first()?, self.doc_freq))
    }
}

impl Part {
    /// Where a segment keeps the postings of the part's terms.
    pub(super) fn infos(&self, segment: &Segment) -> &[TermInfo] {
        self.lists.get(segment.ord).map_or(&[], Vec::as_slice)
    }
}

impl Leaf {
    /// Whether matching needs positions: several words, or one in some of the fields only.
    pub(super) fn is_positional(&self) -> bool {
        self.parts.len() > 1 || (self.fields.is_partial() && !self.is_name())
    }

    /// A score by stems times this is no less than the leaf's.
    pub(super) fn ratio(&self) -> f32 {
        self.form.as_ref().map_or(1.0, |form| form.ratio)
    }

    /// Whether the numbers of articles of its terms add up: no article has two of them.
    pub(super) fn is_disjoint(&self) -> bool {
        !self.shares && self.parts.iter().all(|part| part.layer == Layer::Stem || part.terms.len() <= 1)
    }

    /// Whether it is a word of the text anywhere, of which no article has two readings: its lists alone
    /// decide what matches and how it scores.
    pub(super) fn is_plain(&self) -> bool {
        !self.is_positional() && !self.is_name() && self.is_disjoint()
    }

    /// Whether it is a name of entities, whose positions lie in no text field.
    pub(super) fn is_name(&self) -> bool {
        self.parts.iter().any(|part| matches!(part.layer, Layer::Name(_)))
    }
}

impl Plan {
    /// Whether articles get scores by it.
    pub(super) fn scores(&self) -> bool {
        match self {
            Self::Text(leaf) => !leaf.is_name(),
            Self::Spans(_) => true,
            Self::And(plans) | Self::Or(plans) => plans.iter().any(Self::scores),
            _ => false,
        }
    }

    /// Calls `visit` for every part that is not negated and holds no others, from left to right.
    pub(super) fn leaves<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match self {
            Self::And(plans) | Self::Or(plans) => plans.iter().for_each(|plan| plan.leaves(visit)),
            Self::Not(_) => {}
            leaf => visit(leaf),
        }
    }

    /// Joins plans that must all match, without needless levels.
    pub(super) fn all_of(plans: Vec<Self>) -> Self {
        let mut kept = Vec::new();
        for plan in plans {
            match plan {
                Self::All => {}
                Self::Nothing => return Self::Nothing,
                Self::And(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::All,
            1 => kept.pop().unwrap_or(Self::All),
            _ => Self::And(kept),
        }
    }

    /// Joins plans of which one must match, without needless levels.
    pub(super) fn any_of(plans: Vec<Self>) -> Self {
        let mut kept = Vec::new();
        for plan in plans {
            match plan {
                Self::Nothing => {}
                Self::Or(inner) => kept.extend(inner),
                other => kept.push(other),
            }
        }
        match kept.len() {
            0 => Self::Nothing,
            1 => kept.pop().unwrap_or(Self::Nothing),
            _ => Self::Or(kept),
        }
    }
}

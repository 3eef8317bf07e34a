//! The best hits of words by the engine's block maxima: blocks that cannot hold one of the best are
//! not read. In a version of one segment only, where its block maxima are exact.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use tantivy::query::{
    Bm25StatisticsProvider, BooleanWeight, BoostWeight, EmptyWeight, EnableScoring, Occur, Query as _, SumCombiner, TermQuery, Weight,
};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, Searcher};

use super::by_score::{Best, Place};
use super::docsets::Docs;
use super::open::open;
use super::plan::{ExactForm, FORM_SHARE, Leaf, Part, Plan};
use super::top::THRESHOLD_SLACK;
use crate::index::Version;
use crate::search::limits::DOCS_BETWEEN_STOPS;
use crate::search::{SearchError, Stop};

/// Postings of a list up to which reading them all costs less than opening it for pruning.
const SHORT_LIST_MAX: u64 = 4_096;

/// Hits up to which a word's lists are pruned: the more are wanted, the less can be passed over.
pub(super) const PRUNED_MAX: usize = 256;

/// A word of many articles, perhaps with its exact form.
///
/// Each of its lists is pruned by itself: an article of the best has a score of the best in one of
/// them. Only the articles that are left are scored by the better of their scores.
pub(super) struct PrunableWord<'a> {
    plan: &'a Plan,
    leaf: &'a Leaf,
    part: &'a Part,
}

/// A list to be pruned.
struct List<'a> {
    field: Field,
    term: &'a str,
    doc_freq: u64,
    boost: f32,
}

impl<'a> PrunableWord<'a> {
    /// Recognises a plan that is one, where pruning is a good way.
    pub(super) fn of(plan: &'a Plan) -> Option<Self> {
        let Plan::Text(leaf) = plan else { return None };
        if !leaf.is_plain() || leaf.weight.is_none() || leaf.doc_freq <= SHORT_LIST_MAX {
            return None;
        }
        Some(Self { plan, leaf, part: leaf.parts.first()? })
    }

    /// Gives the best documents of the one segment.
    pub(super) fn find(
        &self,
        version: &Version,
        wanted: usize,
        at: &mut Place<'_>,
        stop: &Stop,
        best: &mut Best<'_>,
    ) -> Result<(), SearchError> {
        let mut found = Proposed { docs: Vec::new(), bar: best.bar() };
        let forms = self.leaf.form.iter().filter_map(ExactForm::list);
        let forms = forms.map(|(field, term, doc_freq)| List { field, term, doc_freq, boost: self.leaf.boost * FORM_SHARE });
        found.phase(version, forms, wanted, at, stop)?;
        let field = self.part.layer.field();
        let terms = self.part.terms.iter();
        let stems = terms.map(|term| List { field, term, doc_freq: self.leaf.doc_freq, boost: self.leaf.boost });
        found.phase(version, stems, wanted, at, stop)?;
        let Proposed { mut docs, bar } = found;
        docs.retain(|(_, score)| *score > bar);
        docs.sort_unstable_by_key(|(doc, _)| *doc);
        docs.dedup_by_key(|(doc, _)| *doc);
        let mut own = open(self.plan, at.segment, true)?;
        for (doc, _) in docs {
            if let Some(score) = own_score(&mut own, doc) {
                best.offer(score, doc, at);
            }
        }
        Ok(())
    }
}

/// Documents that may be among the best.
struct Proposed {
    docs: Vec<(DocId, f32)>,
    /// Below this a score is none of the best.
    bar: f32,
}

impl Proposed {
    /// Prunes lists that have no document in common.
    fn phase<'l>(
        &mut self,
        version: &Version,
        lists: impl Iterator<Item = List<'l>>,
        wanted: usize,
        at: &Place<'_>,
        stop: &Stop,
    ) -> Result<(), SearchError> {
        let Self { docs, bar } = self;
        let alive = at.segment.reader.alive_bitset();
        // The best scores of this phase; their order as bits is that of the numbers.
        let mut scores: BinaryHeap<Reverse<u32>> = BinaryHeap::with_capacity(wanted + 1);
        let (mut steps, mut is_over) = (stop.every(DOCS_BETWEEN_STOPS), false);
        for list in lists {
            let weight = list.weight(version.searcher())?;
            let boost = list.boost;
            // Pruning knows no boost: scores are brought to its measure and back.
            weight.for_each_pruning(*bar / boost, &at.segment.reader, &mut |doc, score| {
                is_over |= steps.is_over();
                if is_over {
                    return f32::MAX;
                }
                let score = score * boost;
                if score > *bar && alive.is_none_or(|alive| alive.is_alive(doc)) {
                    docs.push((doc, score));
                    scores.push(Reverse(score.to_bits()));
                    if scores.len() > wanted {
                        scores.pop();
                    }
                    if let Some(Reverse(worst)) = scores.peek().filter(|_| scores.len() == wanted) {
                        *bar = bar.max(f32::from_bits(*worst) * THRESHOLD_SLACK);
                    }
                }
                *bar / boost
            })?;
        }
        if is_over { Err(SearchError::Deadline) } else { Ok(()) }
    }
}

impl List<'_> {
    fn weight(&self, searcher: &Searcher) -> Result<Box<dyn Weight>, SearchError> {
        let statistics = Shared { searcher, doc_freq: self.doc_freq };
        let query = TermQuery::new(Term::from_field_text(self.field, self.term), IndexRecordOption::WithFreqs);
        Ok(query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))?)
    }
}

/// The plan's own score of a document; documents are asked for in rising order.
fn own_score(own: &mut Docs, doc: DocId) -> Option<f32> {
    if own.doc() < doc {
        own.seek(doc);
    }
    (own.doc() == doc).then(|| own.score())
}

/// Words that are all required, each with one posting list: the engine can pass over their worst
/// blocks.
pub(super) struct Prunable<'a>(Vec<(&'a Leaf, Field, &'a str)>);

impl<'a> Prunable<'a> {
    /// Recognises a plan of them.
    pub(super) fn of(plan: &'a Plan) -> Option<Self> {
        let Plan::And(plans) = plan else { return None };
        let list = |plan: &'a Plan| match plan {
            Plan::Text(leaf) if !leaf.is_positional() && !leaf.is_name() => match leaf.parts.as_slice() {
                [part] => match part.terms.as_slice() {
                    [term] => Some((leaf.as_ref(), part.layer.field(), term.as_str())),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        plans.iter().map(list).collect::<Option<_>>().map(Self)
    }

    fn weight(&self, searcher: &Searcher) -> Result<Box<dyn Weight>, SearchError> {
        let mut weights: Vec<(Occur, Box<dyn Weight>)> = Vec::with_capacity(self.0.len());
        for (leaf, field, term) in &self.0 {
            let weight = List { field: *field, term, doc_freq: leaf.doc_freq, boost: 1.0 }.weight(searcher)?;
            weights.push((Occur::Must, Box::new(BoostWeight::new(weight, leaf.boost * leaf.ratio()))));
        }
        if weights.is_empty() {
            return Ok(Box::new(EmptyWeight));
        }
        let sum = Box::new(SumCombiner::default);
        Ok(Box::new(BooleanWeight::<SumCombiner>::with_minimum_number_should_match(weights, 0, true, sum)))
    }

    /// Gives the best documents of the one segment; each that the engine proposes is scored by the
    /// plan's own scorer.
    pub(super) fn find(
        &self,
        version: &Version,
        plan: &Plan,
        at: &mut Place<'_>,
        stop: &Stop,
        best: &mut Best<'_>,
    ) -> Result<(), SearchError> {
        let segment = at.segment;
        let weight = self.weight(version.searcher())?;
        let mut own = open(plan, segment, true)?;
        let alive = segment.reader.alive_bitset();
        let (mut steps, mut is_over) = (stop.every(DOCS_BETWEEN_STOPS), false);
        weight.for_each_pruning(best.bar(), &segment.reader, &mut |doc, _| {
            is_over |= steps.is_over();
            if is_over {
                return f32::MAX;
            }
            if alive.is_none_or(|alive| alive.is_alive(doc))
                && let Some(score) = own_score(&mut own, doc)
            {
                best.offer(score, doc, at);
            }
            best.bar()
        })?;
        if is_over { Err(SearchError::Deadline) } else { Ok(()) }
    }
}

/// Statistics in which all readings of a word have the word's document frequency.
struct Shared<'a> {
    searcher: &'a Searcher,
    doc_freq: u64,
}

impl Bm25StatisticsProvider for Shared<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::total_num_docs(self.searcher)
    }

    fn doc_freq(&self, _term: &Term) -> tantivy::Result<u64> {
        Ok(self.doc_freq.min(Bm25StatisticsProvider::total_num_docs(self.searcher)?))
    }
}

//! The best hits by relevance, by the cheapest way that gives them: block maxima, blocks of
//! postings, windows of documents, or a pass over all matches. A document's score has the same bits
//! on each.

use tantivy::query::{Bm25StatisticsProvider, BooleanWeight, EnableScoring, Occur, Query as _, SumCombiner, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocAddress, DocId, DocSet as _, Searcher, TERMINATED};

use super::docsets::Docs;
use super::hits::{After, Found, Wanted};
use super::neighbours::{NeighbourDocs, Neighbours};
use super::open::open;
use super::plan::{Leaf, Plan};
use super::top::{Candidate, Top, score_key};
use super::windows::Words;
use super::word::Word;
use crate::article::published::order;
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::limits::DOCS_BETWEEN_STOPS;
use crate::search::response::HitsPath;
use crate::search::{SearchError, Stop};

/// Finds the best hits.
pub(super) fn find(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let neighbours = Neighbours::of(wanted.plan);
    let mut best = Best { top: Top::new(wanted.count), after: &after, most: neighbours.as_ref().map_or(0.0, Neighbours::most) };
    let whole = version.segments().len() == 1;
    let words = Words::of(wanted.plan);
    let word = Word::of(wanted.plan).filter(|word| !whole || word.leaf().form.is_some() || word.leaf().doc_freq <= SHORT_LIST_MAX);
    let prunable = Prunable::of(wanted.plan).filter(|_| whole && words.is_none() && word.is_none());
    let (mut total, mut path) = (0, HitsPath::ScoredPass);
    for (segment, ord) in version.segments().iter().zip(0..) {
        let near = neighbours.as_ref().map(|neighbours| neighbours.open(segment)).transpose()?;
        let mut at = Place { segment, ord, near };
        if let Some(prunable) = &prunable {
            path = HitsPath::Pruned;
            pruned(version, wanted.plan, prunable, &mut at, stop, &mut best)?;
        } else if let Some(word) = &word {
            path = HitsPath::Blocks;
            total += word.each(segment, whole, stop, &mut |doc, score| {
                best.offer(score, doc, &mut at);
                best.bar()
            })?;
        } else if let Some(words) = &words {
            path = HitsPath::Windows;
            total += words.each(segment, whole, stop, &mut |doc, score| {
                best.offer(score, doc, &mut at);
                best.bar()
            })?;
        } else {
            let mut docs = open(wanted.plan, segment, true)?;
            total += every(&mut docs, segment, stop, |doc, score| best.offer(score, doc, &mut at))?;
        }
    }
    let total = (path != HitsPath::Pruned).then_some(total);
    Ok(Found { candidates: best.top.finish(version)?, total, path })
}

/// The plan's own score of a document that was found by a bound; the bound where that is the score.
fn own_score(own: &mut Option<Docs>, doc: DocId, bound: f32) -> Option<f32> {
    let Some(own) = own else { return Some(bound) };
    if own.doc() < doc {
        own.seek(doc);
    }
    (own.doc() == doc).then(|| own.score())
}

/// The segment at hand, and its neighbours.
struct Place<'a> {
    segment: &'a Segment,
    ord: u32,
    near: Option<NeighbourDocs>,
}

/// The best hits so far.
struct Best<'a> {
    top: Top,
    after: &'a After<'a>,
    /// The most that neighbours add to a score.
    most: f32,
}

impl Best<'_> {
    /// A score without neighbours that a document must pass to be among the best.
    fn bar(&self) -> f32 {
        self.top.bar() - self.most
    }

    /// Takes a document by its score without neighbours.
    #[inline]
    fn offer(&mut self, score: f32, doc: DocId, at: &mut Place<'_>) {
        let mut score = score;
        if let Some(near) = &mut at.near {
            if score <= self.bar() {
                return;
            }
            score += near.sum(doc);
        }
        let key = score_key(score);
        if self.top.worst().is_some_and(|(worst, _)| key > worst) {
            return;
        }
        let rank = order::newest_rank(at.segment.key.values.get_val(doc));
        let candidate = Candidate { key, rank, address: DocAddress::new(at.ord, doc) };
        if self.after.admits(&candidate) {
            self.top.push(candidate);
        }
    }
}

/// Scores every match and returns their number.
pub(super) fn every(docs: &mut Docs, segment: &Segment, stop: &Stop, mut found: impl FnMut(DocId, f32)) -> Result<u64, SearchError> {
    let alive = segment.reader.alive_bitset();
    let (mut doc, mut since, mut total) = (docs.doc(), 0u32, 0);
    while doc != TERMINATED {
        if alive.is_none_or(|alive| alive.is_alive(doc)) {
            total += 1;
            found(doc, docs.score());
        }
        since += 1;
        if since >= DOCS_BETWEEN_STOPS {
            since = 0;
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        doc = docs.advance();
    }
    Ok(total)
}

/// Postings of a list up to which reading them all costs less than opening it for pruning.
const SHORT_LIST_MAX: u64 = 4_096;

/// A word, or words that are all required, each with one posting list: the engine can pass over
/// their worst blocks. In a version of one segment only, where its block maxima are exact.
struct Prunable<'a>(Vec<(&'a Leaf, Field, &'a str)>);

impl<'a> Prunable<'a> {
    fn of(plan: &'a Plan) -> Option<Self> {
        let plans = match plan {
            Plan::Text(_) => std::slice::from_ref(plan),
            Plan::And(plans) => plans.as_slice(),
            _ => return None,
        };
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
        let mut weights = Vec::with_capacity(self.0.len());
        for (leaf, field, term) in &self.0 {
            let statistics = Shared { searcher, doc_freq: leaf.doc_freq };
            let query = TermQuery::new(Term::from_field_text(*field, term), IndexRecordOption::WithFreqs);
            let weight = query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))?;
            weights.push((Occur::Must, boosted(weight, leaf.boost * leaf.ratio())));
        }
        if weights.len() == 1 {
            // A conjunction of one would be scored whole.
            return Ok(weights.pop().map_or_else(|| Box::new(tantivy::query::EmptyWeight) as Box<dyn Weight>, |(_, weight)| weight));
        }
        let sum = Box::new(SumCombiner::default);
        Ok(Box::new(BooleanWeight::<SumCombiner>::with_minimum_number_should_match(weights, 0, true, sum)))
    }
}

fn boosted(weight: Box<dyn Weight>, boost: f32) -> Box<dyn Weight> {
    if (boost - 1.0).abs() < f32::EPSILON { weight } else { Box::new(tantivy::query::BoostWeight::new(weight, boost)) }
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

/// Finds the best hits of the one segment by the engine's block maxima; each document that it
/// proposes is scored by the plan's own scorer.
fn pruned(
    version: &Version,
    plan: &Plan,
    prunable: &Prunable<'_>,
    at: &mut Place<'_>,
    stop: &Stop,
    best: &mut Best<'_>,
) -> Result<(), SearchError> {
    let segment = at.segment;
    let weight = prunable.weight(version.searcher())?;
    // The engine's score of a single list has the same bits as ours.
    let is_score = matches!(prunable.0.as_slice(), [(leaf, ..)] if leaf.form.is_none());
    let mut own = if is_score { None } else { Some(open(plan, segment, true)?) };
    let alive = segment.reader.alive_bitset();
    let (mut since, mut is_over) = (0, false);
    weight.for_each_pruning(best.bar(), &segment.reader, &mut |doc, bound| {
        since += 1;
        if since >= DOCS_BETWEEN_STOPS {
            since = 0;
            is_over |= stop.is_over();
        }
        if is_over {
            return f32::MAX;
        }
        if alive.is_none_or(|alive| alive.is_alive(doc))
            && let Some(score) = own_score(&mut own, doc, bound)
        {
            best.offer(score, doc, at);
        }
        best.bar()
    })?;
    if is_over { Err(SearchError::Deadline) } else { Ok(()) }
}

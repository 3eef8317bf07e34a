//! The best hits by relevance, by the cheapest way that gives them: block maxima, blocks of
//! postings, windows of documents, or a pass over all matches. A document's score has the same bits
//! on each.

use tantivy::{DocId, DocSet as _, TERMINATED};

use super::docsets::Docs;
use super::gathered::GatheredDocs;
use super::hits::{Found, Wanted};
use super::neighbours::{NeighbourDocs, Neighbours};
use super::open::open;
use super::plan::Plan;
use super::pruned::{PRUNED_MAX, Prunable, PrunableWord};
use super::top::{Top, score_key};
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
    let neighbours = Neighbours::of(wanted.plan);
    let mut best = Best { top: Top::new(version, wanted)?, most: neighbours.as_ref().map_or(0.0, Neighbours::most) };
    let whole = version.segments().len() == 1;
    let words = Words::of(wanted.plan, version)?;
    // Block maxima are exact in a version of one segment only.
    let listed = PrunableWord::of(wanted.plan).filter(|_| whole && wanted.after.is_none() && wanted.count <= PRUNED_MAX);
    let word = Word::of(wanted.plan).filter(|_| listed.is_none());
    let prunable = Prunable::of(wanted.plan).filter(|_| whole && words.is_none() && word.is_none());
    let (mut total, mut path) = (0, HitsPath::ScoredPass);
    for segment in version.segments() {
        best.top.segment(segment)?;
        let near = neighbours.as_ref().map(|neighbours| neighbours.open(segment)).transpose()?;
        let mut at = Place { segment, near };
        if let Some(word) = &listed {
            path = HitsPath::Pruned;
            word.find(version, wanted.count, &mut at, stop, &mut best)?;
        } else if let Some(prunable) = &prunable {
            path = HitsPath::Pruned;
            prunable.find(version, wanted.plan, &mut at, stop, &mut best)?;
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
        } else if let Some(docs) = pattern(wanted.plan, segment)? {
            path = HitsPath::Blocks;
            total += docs.each(segment, stop, &mut |doc, score| {
                best.offer(score, doc, &mut at);
                best.bar()
            })?;
        } else {
            let mut docs = open(wanted.plan, segment, true)?;
            total += every(&mut docs, segment, stop, |doc, score| best.offer(score, doc, &mut at))?;
        }
    }
    let total = (path != HitsPath::Pruned).then_some(total);
    Ok(Found { candidates: best.top.finish()?, total, path })
}

/// The documents of a plan that is a pattern.
fn pattern(plan: &Plan, segment: &Segment) -> Result<Option<GatheredDocs>, SearchError> {
    match plan {
        Plan::Text(leaf) => GatheredDocs::of(leaf, segment),
        _ => Ok(None),
    }
}

/// The segment at hand, and its neighbours.
pub(super) struct Place<'a> {
    pub(super) segment: &'a Segment,
    near: Option<NeighbourDocs>,
}

/// The best hits so far.
pub(super) struct Best<'a> {
    top: Top<'a>,
    /// The most that neighbours add to a score.
    most: f32,
}

impl Best<'_> {
    /// A score without neighbours that a document must pass to be among the best.
    pub(super) fn bar(&self) -> f32 {
        self.top.bar() - self.most
    }

    /// Takes a document by its score without neighbours.
    #[inline]
    pub(super) fn offer(&mut self, score: f32, doc: DocId, at: &mut Place<'_>) {
        let mut score = score;
        if let Some(near) = &mut at.near {
            if score <= self.bar() {
                return;
            }
            score += near.sum(doc);
        }
        let key = score_key(score);
        if !self.top.is_behind(key) {
            self.top.offer(key, order::newest_rank(at.segment.key.values.get_val(doc)), doc);
        }
    }
}

/// Scores every match and returns their number.
pub(super) fn every(docs: &mut Docs, segment: &Segment, stop: &Stop, mut found: impl FnMut(DocId, f32)) -> Result<u64, SearchError> {
    let alive = segment.reader.alive_bitset();
    let (mut doc, mut steps, mut total) = (docs.doc(), stop.every(DOCS_BETWEEN_STOPS), 0);
    while doc != TERMINATED {
        if alive.is_none_or(|alive| alive.is_alive(doc)) {
            total += 1;
            found(doc, docs.score());
        }
        if steps.is_over() {
            return Err(SearchError::Deadline);
        }
        doc = docs.advance();
    }
    Ok(total)
}

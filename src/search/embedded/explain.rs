//! What a score is made of: each part of a query opened by itself on the hit's document.
//!
//! Slow and sure: a part's score is asked of the same scorers that found the hit, so that the
//! parts add up whatever way it was found by.

use tantivy::query::Bm25StatisticsProvider as _;
use tantivy::{DocAddress, DocId};

use super::Reading;
use super::decay::Decay;
use super::open::open;
use super::plan::{Layer, Leaf, Part, Plan};
use super::receipt::readings;
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::response::{Bm25, Explanation, ScorePart};
use crate::search::{SearchError, Stop};

/// Term saturation and the weight of lengths in BM25, as the index's scorers have them.
const K1: f32 = 1.2;
const B: f32 = 0.75;
/// How far the parts of a group may be from its score, relative to it, before they are given as one.
const TOLERANCE: f32 = 1e-5;

/// Explains the score of a hit.
pub(super) fn explain(read: &Reading<'_>, address: DocAddress, score: f32, stop: &Stop) -> Result<Explanation, SearchError> {
    let mut parts = Vec::new();
    let mut decay = None;
    if let Some(segment) = read.version.segments().get(address.segment_ord as usize) {
        let at = At { version: read.version, segment, doc: address.doc_id, stop };
        at.parts(&read.plan, &mut parts)?;
        decay = read.decay.map(|decay| decayed(decay, &at, &mut parts));
    }
    Ok(Explanation { score, parts, decay })
}

/// Puts the decay into the score of each part.
#[allow(clippy::cast_possible_truncation, reason = "a score is a float")]
fn decayed(decay: Decay, at: &At<'_>, parts: &mut [ScorePart]) -> crate::search::response::Decay {
    let decay = decay.explain(at.segment.key.values.get_val(at.doc));
    for part in parts {
        part.score = (f64::from(part.score) * decay.factor) as f32;
    }
    decay
}

/// A document to explain.
struct At<'a> {
    version: &'a Version,
    segment: &'a Segment,
    doc: DocId,
    stop: &'a Stop,
}

impl At<'_> {
    /// Adds the parts of a plan that give the document a score; returns their sum.
    fn parts(&self, plan: &Plan, into: &mut Vec<ScorePart>) -> Result<f32, SearchError> {
        if !plan.scores() {
            return Ok(0.0);
        }
        let score = self.score(plan)?;
        let children = match plan {
            _ if score <= 0.0 => return Ok(0.0),
            Plan::And(plans) | Plan::Or(plans) => plans,
            Plan::Text(leaf) => {
                into.push(self.leaf(leaf, score)?);
                return Ok(score);
            }
            _ => &Vec::new(),
        };
        let before = into.len();
        let mut sum = 0.0;
        for child in children {
            sum += self.parts(child, into)?;
        }
        // A group that is more, or less, than its parts is one part.
        if (sum - score).abs() > TOLERANCE * score.max(1.0) {
            into.truncate(before);
            into.push(ScorePart { score, term: String::new(), readings: Vec::new(), bm25: None });
        }
        Ok(score)
    }

    /// The score that a plan gives the document by itself.
    fn score(&self, plan: &Plan) -> Result<f32, SearchError> {
        if self.stop.is_over() {
            return Err(SearchError::Deadline);
        }
        let mut docs = open(plan, self.segment, true)?;
        let at = if docs.doc() < self.doc { docs.seek(self.doc) } else { docs.doc() };
        Ok(if at == self.doc { docs.score() } else { 0.0 })
    }

    fn leaf(&self, leaf: &Leaf, score: f32) -> Result<ScorePart, SearchError> {
        Ok(ScorePart { score, term: leaf.text.clone(), readings: readings(leaf), bm25: self.bm25(leaf, score)? })
    }

    /// The numbers of BM25; `None` where they do not make the score.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "BM25 is made of floats")]
    fn bm25(&self, leaf: &Leaf, score: f32) -> Result<Option<Bm25>, SearchError> {
        let scored: Vec<&Part> = leaf.parts.iter().filter(|part| matches!(part.layer, Layer::Form | Layer::Stem)).collect();
        let Some(first) = scored.first() else { return Ok(None) };
        let searcher = self.version.searcher();
        let docs = searcher.total_num_docs()?;
        let average_length = searcher.total_num_tokens(first.layer.field())? as f32 / docs.max(1) as f32;
        let norms = self.segment.reader.get_fieldnorms_reader(first.layer.field())?;
        let length = norms.fieldnorm(self.doc);
        let freqs: Vec<u64> = scored.iter().map(|part| part.lists.iter().flatten().map(|info| u64::from(info.doc_freq)).sum()).collect();
        let idf: f32 = freqs.iter().map(|freq| idf(*freq, docs)).sum();
        let saturation = K1 * (1.0 - B + B * length as f32 / average_length);
        let weight = leaf.boost * idf * (1.0 + K1);
        // The formula solved for the frequency, which the scorer counts from positions and weights.
        let factor = score / weight;
        let frequency = (factor * saturation / (1.0 - factor)).round();
        let again = weight * frequency / (frequency + saturation);
        let holds = (1.0..=1e9).contains(&frequency) && (again - score).abs() <= 1e-3 * score;
        let articles = freqs.iter().copied().min().unwrap_or(0);
        Ok(holds.then_some(Bm25 { boost: leaf.boost, idf, articles, frequency: frequency as u32, length, average_length }))
    }
}

/// Inverse document frequency: ln(1 + (N − n + ½)/(n + ½)).
#[allow(clippy::cast_precision_loss, reason = "BM25 needs no more digits than a float has")]
fn idf(doc_freq: u64, docs: u64) -> f32 {
    let (n, all) = (doc_freq.min(docs) as f32, docs as f32);
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

//! What a score is made of: each part of a query opened by itself on the hit's document.
//!
//! Slow and sure: a part's score is asked of the same scorers that found the hit, so that the
//! parts add up whatever way it was found by.

use tantivy::postings::Postings as _;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, DocSet as _};

use super::Reading;
use super::decay::Decay;
use super::lists;
use super::neighbours::Neighbours;
use super::open::open;
use super::plan::{ExactForm, Layer, Part, Plan};
use super::receipt::readings;
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
        let at = At { segment, doc: address.doc_id, stop };
        at.parts(&read.plan, &mut parts)?;
        at.neighbours(&read.plan, &mut parts)?;
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
                let form = match &leaf.form {
                    Some(form) if self.is_of_form(form, score)? => Some(form),
                    _ => None,
                };
                let bm25 = match (&leaf.weight, scored_layer(&leaf.parts)) {
                    (Some(weight), Some(layer)) => {
                        self.bm25(form.map_or(weight, |form| &form.weight), form.map_or(layer, |form| form.part.layer), leaf.boost, score)?
                    }
                    _ => None,
                };
                let readings = form.map_or_else(|| readings(leaf), |form| form.part.terms.clone());
                into.push(ScorePart { score, term: leaf.text.clone(), readings, bm25 });
                return Ok(score);
            }
            Plan::Spans(leaf) => {
                let bm25 = match &leaf.weight {
                    Some(weight) => self.bm25(weight, Layer::Form, leaf.boost, score)?,
                    None => None,
                };
                into.push(ScorePart { score, term: leaf.text.clone(), readings: Vec::new(), bm25 });
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

    /// Whether a word's score is that of its exact form.
    fn is_of_form(&self, form: &ExactForm, score: f32) -> Result<bool, SearchError> {
        let norm = self.segment.reader.get_fieldnorms_reader(form.part.layer.field())?.fieldnorm_id(self.doc);
        let lists = lists::lists(&form.part, self.segment, IndexRecordOption::WithFreqs)?;
        Ok(lists.into_iter().any(|mut list| {
            let at = if list.doc() < self.doc { list.seek(self.doc) } else { list.doc() };
            at == self.doc && form.weight.score(norm, list.term_freq()).to_bits() == score.to_bits()
        }))
    }

    /// Adds what neighbouring words add.
    fn neighbours(&self, plan: &Plan, into: &mut Vec<ScorePart>) -> Result<(), SearchError> {
        let Some(neighbours) = Neighbours::of(plan) else { return Ok(()) };
        let mut texts = neighbours.texts();
        neighbours.open(self.segment)?.each(self.doc, |score| {
            let term = texts.next().unwrap_or_default();
            if score > 0.0 {
                into.push(ScorePart { score, term, readings: Vec::new(), bm25: None });
            }
        });
        Ok(())
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

    /// The numbers of BM25; `None` where they do not make the score.
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "BM25 is made of floats")]
    fn bm25(&self, weight: &Bm25Weight, layer: Layer, boost: f32, score: f32) -> Result<Option<Bm25>, SearchError> {
        let norms = self.segment.reader.get_fieldnorms_reader(layer.field())?;
        let length = norms.fieldnorm(self.doc);
        // The formula is asked for its parts: without an end of the frequency the score comes to
        // limit = boost · idf · (k1 + 1), and at a frequency of 1 to limit / (1 + saturation).
        let limit = weight.score(0, u32::MAX);
        let saturation = limit / weight.score(norms.fieldnorm_id(self.doc), 1) - 1.0;
        let factor = score / limit;
        let frequency = (factor * saturation / (1.0 - factor)).round();
        let again = limit * frequency / (frequency + saturation);
        let holds = (1.0..1e9).contains(&frequency) && (again - score).abs() <= 1e-3 * score;
        let average_length = B * length as f32 / (saturation / K1 - (1.0 - B));
        Ok(holds.then(|| Bm25 { boost, idf: limit / boost / (1.0 + K1), frequency: frequency as u32, length, average_length }))
    }
}

fn scored_layer(parts: &[Part]) -> Option<Layer> {
    parts.iter().map(|part| part.layer).find(|layer| matches!(layer, Layer::Form | Layer::Stem))
}

//! The best hits of a single word, scored a block of postings at a time in one pass that counts all
//! matches too: blocks that cannot hold one of the best are not scored.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

use super::plan::{Leaf, Part, Plan};
use crate::index::version::Segment;
use crate::search::{SearchError, Stop};

/// Blocks of postings between two looks at the clock.
const BLOCKS_BETWEEN_STOPS: u32 = 128;

/// A word of a few readings, each with one posting list, and perhaps its exact form.
#[derive(Clone, Copy)]
pub(super) struct Word<'a> {
    leaf: &'a Leaf,
    part: &'a Part,
    weight: &'a Bm25Weight,
}

impl<'a> Word<'a> {
    /// Recognises a plan that is one.
    pub(super) fn of(plan: &'a Plan) -> Option<Self> {
        let Plan::Text(leaf) = plan else { return None };
        if !leaf.is_plain() {
            return None;
        }
        Some(Self { leaf, part: leaf.parts.first()?, weight: leaf.weight.as_ref()? })
    }

    /// Gives the live matches of a segment that score more than the last answer of `found`, reading
    /// by reading, and returns the number of all live matches.
    ///
    /// `bounded` says whether the block maxima of the segment are those of the whole version.
    pub(super) fn each(
        &self,
        segment: &Segment,
        bounded: bool,
        stop: &Stop,
        found: &mut dyn FnMut(DocId, f32) -> f32,
    ) -> Result<u64, SearchError> {
        let (mut total, mut threshold) = (0, f32::MIN);
        for info in self.part.infos(segment) {
            total += self.reading(info, segment, bounded, stop, &mut threshold, found)?;
        }
        Ok(total)
    }

    fn reading(
        &self,
        info: &TermInfo,
        segment: &Segment,
        bounded: bool,
        stop: &Stop,
        threshold: &mut f32,
        found: &mut dyn FnMut(DocId, f32) -> f32,
    ) -> Result<u64, SearchError> {
        let field = self.part.layer.field();
        let inverted = segment.reader.inverted_index(field)?;
        let norms = segment.reader.get_fieldnorms_reader(field)?;
        let alive = segment.reader.alive_bitset();
        let is_alive = |doc: &DocId| alive.is_none_or(|alive| alive.is_alive(*doc));
        let mut form = FormList::of(self.leaf, segment)?;
        let mut blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let (mut total, mut steps) = (0, stop.every(BLOCKS_BETWEEN_STOPS));
        loop {
            let bound = if bounded { blocks.block_max_score(&norms, self.weight) } else { f32::INFINITY };
            let docs = blocks.docs();
            let Some(last) = docs.last() else { return Ok(total) };
            total += if alive.is_none() { docs.len() as u64 } else { docs.iter().filter(|doc| is_alive(doc)).count() as u64 };
            let most = form.as_ref().map_or(bound, |form| bound * form.ratio);
            let is_passed_over = most <= *threshold;
            let mut take = |doc: DocId, score: f32| {
                if score > *threshold && is_alive(&doc) {
                    *threshold = found(doc, score);
                }
            };
            match &mut form {
                None if is_passed_over => {}
                None => {
                    for (doc, freq) in docs.iter().zip(blocks.freqs()) {
                        take(*doc, self.weight.score(norms.fieldnorm_id(*doc), *freq));
                    }
                }
                Some(form) if is_passed_over => form.pass(*last),
                Some(form) => {
                    for (doc, freq) in docs.iter().zip(blocks.freqs()) {
                        let score = self.weight.score(norms.fieldnorm_id(*doc), *freq);
                        take(*doc, form.score(*doc).map_or(score, |form| score.max(form)));
                    }
                }
            }
            if steps.is_over() {
                return Err(SearchError::Deadline);
            }
            blocks.advance();
        }
    }
}

/// The postings of a word's exact form, asked for in rising order.
struct FormList<'a> {
    blocks: BlockSegmentPostings,
    /// The next posting of the block.
    at: usize,
    norms: FieldNormReader,
    weight: &'a Bm25Weight,
    /// How many times the reading's score the form's can be in one document.
    ratio: f32,
}

impl<'a> FormList<'a> {
    fn of(leaf: &'a Leaf, segment: &Segment) -> Result<Option<Self>, SearchError> {
        let Some(form) = &leaf.form else { return Ok(None) };
        let [info, ..] = form.part.infos(segment) else { return Ok(None) };
        let inverted = segment.reader.inverted_index(form.part.layer.field())?;
        let blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let norms = segment.reader.get_fieldnorms_reader(form.part.layer.field())?;
        Ok(Some(Self { blocks, at: 0, norms, weight: &form.weight, ratio: form.ratio }))
    }

    fn doc(&self) -> DocId {
        self.blocks.docs().get(self.at).copied().unwrap_or(TERMINATED)
    }

    /// Moves behind a document.
    fn pass(&mut self, doc: DocId) {
        if self.blocks.docs().last().is_some_and(|last| *last <= doc) {
            self.at = self.blocks.seek(doc + 1);
        }
        while self.doc() <= doc {
            self.at += 1;
        }
    }

    /// The form's score of a document; `None` where it does not stand.
    fn score(&mut self, doc: DocId) -> Option<f32> {
        if self.doc() < doc {
            self.pass(doc - 1);
        }
        let freq = if self.doc() == doc { self.blocks.freqs().get(self.at)? } else { return None };
        Some(self.weight.score(self.norms.fieldnorm_id(doc), *freq))
    }
}

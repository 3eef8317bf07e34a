//! Leaves of words as scorers: several words by their positions.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

use super::docsets::Docs;
use super::lists::lists;
use super::plan::{Layer, Leaf};
use super::word_docs;
use crate::index::format::{LEAD_WEIGHT, TITLE_WEIGHT};
use crate::index::version::Segment;
use crate::search::SearchError;
use crate::search::matcher::{Bounds, FieldSet, sequence};

/// The postings of a part: one list, or one for each reading that the segment has.
///
/// In the layer of stems an article is in one of them at most, so lists need no merging.
pub(super) struct PartLists {
    lists: Vec<SegmentPostings>,
    doc: DocId,
    offset: u32,
}

impl PartLists {
    pub(super) fn new(lists: Vec<SegmentPostings>, offset: u32) -> Self {
        let doc = lists.iter().map(tantivy::DocSet::doc).min().unwrap_or(TERMINATED);
        Self { lists, doc, offset }
    }

    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            if let [list] = self.lists.as_mut_slice() {
                self.doc = list.seek(target);
                return self.doc;
            }
            let mut least = TERMINATED;
            for list in &mut self.lists {
                let mut doc = list.doc();
                if doc < target {
                    doc = list.seek(target);
                }
                least = least.min(doc);
            }
            self.doc = least;
        }
        self.doc
    }

    /// Moves to the next document: cheaper than to seek it.
    fn advance(&mut self) -> DocId {
        if let [list] = self.lists.as_mut_slice() {
            self.doc = list.advance();
            return self.doc;
        }
        self.seek(self.doc.saturating_add(1).min(TERMINATED))
    }

    fn size_hint(&self) -> u32 {
        self.lists.iter().map(tantivy::DocSet::size_hint).fold(0, u32::saturating_add)
    }

    /// Reads the positions of the current document, rising.
    pub(super) fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        if let [list] = self.lists.as_mut_slice() {
            list.append_positions_with_offset(0, out);
            return;
        }
        let mut read = 0;
        for list in self.lists.iter_mut().filter(|list| list.doc() == self.doc) {
            list.append_positions_with_offset(0, out);
            read += 1;
        }
        if read > 1 {
            out.sort_unstable();
        }
    }
}

/// Words one after another, or a word in some of the fields: matched by positions.
pub(super) struct SequenceDocs {
    /// From the rarest to the most frequent.
    parts: Vec<PartLists>,
    /// Positions of each part in the current document.
    positions: Vec<Vec<u32>>,
    offsets: Vec<u32>,
    starts: Vec<u32>,
    span: u32,
    fields: FieldSet,
    /// Columns of the fields' ends; none for names, which lie in no text field.
    bounds: Option<FieldEnds>,
    scoring: Option<(FieldNormReader, Bm25Weight)>,
    doc: DocId,
    /// Matches of the current document, weighted by field.
    freq: u32,
}

/// How often a match counts for the score, by the field that it begins in.
pub(super) fn field_weight(bounds: Bounds, start: u32) -> u32 {
    match bounds.field(start) {
        0 => TITLE_WEIGHT,
        1 => LEAD_WEIGHT,
        _ => 1,
    }
}

/// Where the fields of each document end.
pub(super) struct FieldEnds {
    title: tantivy::columnar::Column<u64>,
    lead: tantivy::columnar::Column<u64>,
}

impl FieldEnds {
    pub(super) fn new(segment: &Segment) -> Self {
        Self { title: segment.title_end.clone(), lead: segment.lead_end.clone() }
    }

    pub(super) fn of(&self, doc: DocId) -> Bounds {
        let end = |column: &tantivy::columnar::Column<u64>| u32::try_from(column.values.get_val(doc)).unwrap_or(u32::MAX);
        Bounds { title_end: end(&self.title), lead_end: end(&self.lead) }
    }
}

impl SequenceDocs {
    fn first(mut self) -> Self {
        let first = self.parts.first().map_or(TERMINATED, |lead| lead.doc);
        self.find(first);
        self
    }

    /// Finds the next document from `candidate` on in which all parts stand; their positions are
    /// not looked at.
    fn align(&mut self, mut candidate: DocId) -> DocId {
        'candidate: loop {
            for part in &mut self.parts {
                let doc = part.seek(candidate);
                if doc > candidate {
                    if doc >= TERMINATED {
                        return TERMINATED;
                    }
                    candidate = doc;
                    continue 'candidate;
                }
            }
            return candidate;
        }
    }

    /// Moves to the next match from `candidate` on.
    fn find(&mut self, mut candidate: DocId) -> DocId {
        loop {
            candidate = if candidate >= TERMINATED { TERMINATED } else { self.align(candidate) };
            if candidate == TERMINATED || self.matches(candidate) {
                self.doc = candidate;
                return candidate;
            }
            candidate = self.parts.first_mut().map_or(TERMINATED, PartLists::advance);
        }
    }

    /// Whether the parts, which all stand on a document, stand there as asked; counts how often.
    fn matches(&mut self, doc: DocId) -> bool {
        for (part, positions) in self.parts.iter_mut().zip(&mut self.positions) {
            part.positions(positions);
        }
        sequence(&self.positions, &self.offsets, &mut self.starts);
        self.freq = 0;
        if self.starts.is_empty() {
            return false;
        }
        let Some(ends) = &self.bounds else {
            self.freq = u32::try_from(self.starts.len()).unwrap_or(u32::MAX);
            return true;
        };
        let bounds = ends.of(doc);
        for start in &self.starts {
            if bounds.admits(*start, start + self.span, self.fields) {
                self.freq += field_weight(bounds, *start);
            }
        }
        self.freq > 0
    }
}

impl DocSet for SequenceDocs {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.parts.first_mut().map_or(TERMINATED, PartLists::advance);
        self.find(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc { self.find(target) } else { self.doc }
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        // Positions are read only where all parts and the asker agree on the document.
        let aligned = self.align(target);
        if aligned != target {
            return SeekDangerResult::SeekLowerBound(aligned);
        }
        if self.doc == target && self.freq > 0 || self.matches(target) {
            self.doc = target;
            SeekDangerResult::Found
        } else {
            SeekDangerResult::SeekLowerBound(target + 1)
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        // Most neighbours by document are no neighbours by position.
        self.parts.first().map_or(0, |part| part.size_hint() / 4 + 1)
    }

    fn cost(&self) -> u64 {
        // Reading positions costs ten times what reading a document does.
        self.parts.first().map_or(0, |part| u64::from(part.size_hint())) * 10
    }
}

impl Scorer for SequenceDocs {
    fn score(&mut self) -> Score {
        match &self.scoring {
            Some((norms, weight)) => weight.score(norms.fieldnorm_id(self.doc), self.freq),
            None => 0.0,
        }
    }
}

/// Opens a leaf on a segment.
pub(super) fn open(leaf: &Leaf, segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    if leaf.is_positional() { open_sequence(leaf, segment, scored) } else { word_docs::open(leaf, segment, scored) }
}

fn open_sequence(leaf: &Leaf, segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    let mut parts = Vec::with_capacity(leaf.parts.len());
    for part in &leaf.parts {
        let lists = lists(part, segment, IndexRecordOption::WithFreqsAndPositions)?;
        if lists.is_empty() {
            return Ok(Box::new(EmptyScorer));
        }
        parts.push(PartLists::new(lists, part.offset));
    }
    parts.sort_by_key(PartLists::size_hint);
    let layer = leaf.parts.iter().map(|part| part.layer).find(|layer| matches!(layer, Layer::Form | Layer::Stem));
    let scoring = match (leaf.weight.as_ref().filter(|_| scored), layer) {
        (Some(weight), Some(layer)) => Some((segment.reader.get_fieldnorms_reader(layer.field())?, weight.clone())),
        _ => None,
    };
    let bounds = (!leaf.is_name()).then(|| FieldEnds::new(segment));
    let docs = SequenceDocs {
        positions: vec![Vec::new(); parts.len()],
        offsets: parts.iter().map(|part| part.offset).collect(),
        starts: Vec::new(),
        span: leaf.parts.iter().map(|part| part.offset).max().unwrap_or(0),
        fields: leaf.fields,
        bounds,
        scoring,
        doc: 0,
        freq: 0,
        parts,
    };
    Ok(Box::new(docs.first()))
}

//! Leaves of words as scorers: one word by its frequency, several by their positions.

use tantivy::InvertedIndexReader;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, Scorer};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

use super::docsets::{BitDocs, Bits, Docs};
use super::plan::{Layer, Leaf, Part};
use crate::index::format::{LEAD_WEIGHT, TITLE_WEIGHT};
use crate::index::version::Segment;
use crate::search::SearchError;
use crate::search::matcher::{Bounds, FieldSet, sequence};

/// Postings of one list without a score.
pub(super) struct ListDocs(pub(super) SegmentPostings);

impl DocSet for ListDocs {
    #[inline]
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn fill_buffer(&mut self, buffer: &mut [DocId; tantivy::COLLECT_BLOCK_BUFFER_LEN]) -> usize {
        self.0.fill_buffer(buffer)
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn count_including_deleted(&mut self) -> u32 {
        self.0.count_including_deleted()
    }
}

impl Scorer for ListDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Postings of one list with BM25 scores.
struct ScoredList {
    postings: SegmentPostings,
    norms: FieldNormReader,
    weight: Bm25Weight,
    /// Postings and weight of the word's exact form, which may score more.
    form: Option<(SegmentPostings, Bm25Weight)>,
}

impl DocSet for ScoredList {
    #[inline]
    fn advance(&mut self) -> DocId {
        self.postings.advance()
    }

    #[inline]
    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target)
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}

impl Scorer for ScoredList {
    #[inline]
    fn score(&mut self) -> Score {
        let doc = self.postings.doc();
        let norm = self.norms.fieldnorm_id(doc);
        let score = self.weight.score(norm, self.postings.term_freq());
        let Some((form, weight)) = &mut self.form else { return score };
        if form.doc() < doc {
            form.seek(doc);
        }
        if form.doc() == doc { score.max(weight.score(norm, form.term_freq())) } else { score }
    }
}

/// Lists of a pattern above which its articles are scored as if each had one match: a cursor for
/// each list would cost more memory than its score is worth.
const SCORED_LISTS_MAX: usize = 256;

/// Documents that all score as if they had the word once.
struct EvenDocs {
    docs: Docs,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

impl DocSet for EvenDocs {
    fn advance(&mut self) -> DocId {
        self.docs.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.docs.doc() { self.docs.seek(target) } else { self.docs.doc() }
    }

    fn doc(&self) -> DocId {
        self.docs.doc()
    }

    fn size_hint(&self) -> u32 {
        self.docs.size_hint()
    }
}

impl Scorer for EvenDocs {
    fn score(&mut self) -> Score {
        self.weight.score(self.norms.fieldnorm_id(self.docs.doc()), 1)
    }
}

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
    if leaf.is_positional() { open_sequence(leaf, segment, scored) } else { open_word(leaf, segment, scored) }
}

pub(super) fn lists(part: &Part, segment: &Segment, option: IndexRecordOption) -> Result<Vec<SegmentPostings>, SearchError> {
    let inverted = segment.reader.inverted_index(part.layer.field())?;
    Ok(part.infos(segment).iter().map(|info| inverted.read_postings_from_terminfo(info, option)).collect::<Result<_, _>>()?)
}

fn open_word(leaf: &Leaf, segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    let Some(part) = leaf.parts.first() else { return Ok(Box::new(EmptyScorer)) };
    match leaf.weight.as_ref().filter(|_| scored) {
        None => union(part.layer.field(), part.infos(segment), segment),
        Some(weight) => {
            let norms = segment.reader.get_fieldnorms_reader(part.layer.field())?;
            let infos = part.infos(segment);
            if infos.len() > SCORED_LISTS_MAX {
                let docs = union(part.layer.field(), infos, segment)?;
                return Ok(Box::new(EvenDocs { docs, norms, weight: weight.clone() }));
            }
            let mut scorers: Vec<Docs> = Vec::with_capacity(infos.len());
            for postings in lists(part, segment, IndexRecordOption::WithFreqs)? {
                let form = match &leaf.form {
                    Some(form) => lists(&form.part, segment, IndexRecordOption::WithFreqs)?.pop().map(|list| (list, form.weight.clone())),
                    None => None,
                };
                scorers.push(Box::new(ScoredList { postings, norms: norms.clone(), weight: weight.clone(), form }));
            }
            Ok(match scorers.len() {
                0 => Box::new(EmptyScorer),
                1 => scorers.pop().unwrap_or_else(|| Box::new(EmptyScorer)),
                _ => Box::new(super::docsets::OrDocs::new(scorers)),
            })
        }
    }
}

/// Documents of any of the lists, without scores.
pub(super) fn union(field: Field, infos: &[TermInfo], segment: &Segment) -> Result<Docs, SearchError> {
    let inverted = segment.reader.inverted_index(field)?;
    Ok(match infos {
        [] => Box::new(EmptyScorer),
        [info] => Box::new(ListDocs(inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?)),
        _ => {
            let mut bits = Bits::new(segment.reader.max_doc());
            extend_bits(&mut bits, &inverted, infos)?;
            Box::new(BitDocs::new(bits))
        }
    })
}

/// Adds the documents of lists to bits, a block of postings at a time.
fn extend_bits(bits: &mut Bits, inverted: &InvertedIndexReader, infos: &[TermInfo]) -> Result<(), SearchError> {
    for info in infos {
        let mut blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        while blocks.block_len() > 0 {
            blocks.docs().iter().for_each(|doc| bits.insert(*doc));
            blocks.advance();
        }
    }
    Ok(())
}

/// Counts the documents that any term of a part has in a segment, deleted ones included.
pub(super) fn count_union(part: &Part, segment: &Segment) -> Result<u64, SearchError> {
    let inverted = segment.reader.inverted_index(part.layer.field())?;
    let mut bits = Bits::new(segment.reader.max_doc());
    extend_bits(&mut bits, &inverted, part.infos(segment))?;
    Ok(u64::from(bits.count()))
}

/// Adds the documents of a leaf to bits; returns whether that was possible without positions.
pub(super) fn add_to(bits: &mut Bits, leaf: &Leaf, segment: &Segment) -> Result<bool, SearchError> {
    if leaf.is_positional() {
        return Ok(false);
    }
    for part in &leaf.parts {
        let inverted = segment.reader.inverted_index(part.layer.field())?;
        extend_bits(bits, &inverted, part.infos(segment))?;
    }
    Ok(true)
}

/// The one list of a word that needs no positions, if it has one reading in the segment.
pub(super) fn single_list(leaf: &Leaf, segment: &Segment) -> Result<Option<SegmentPostings>, SearchError> {
    let (false, [part]) = (leaf.is_positional(), leaf.parts.as_slice()) else { return Ok(None) };
    let [info] = part.infos(segment) else { return Ok(None) };
    let inverted = segment.reader.inverted_index(part.layer.field())?;
    Ok(Some(inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic)?))
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

//! Sets of documents of one segment that combine others: in rising order, by seeking.

use std::ops::Range;

use tantivy::postings::SegmentPostings;
use tantivy::query::Scorer;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

/// A set of documents, scored or not.
pub(super) type Docs = Box<dyn Scorer>;

/// Documents in ranges of document numbers.
pub(super) struct RangeDocs {
    ranges: Vec<Range<DocId>>,
    at: usize,
    doc: DocId,
}

impl RangeDocs {
    /// Takes ranges in rising order that do not overlap.
    pub(super) fn new(mut ranges: Vec<Range<DocId>>) -> Self {
        ranges.retain(|range| !range.is_empty());
        let doc = ranges.first().map_or(TERMINATED, |range| range.start);
        Self { ranges, at: 0, doc }
    }
}

impl DocSet for RangeDocs {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.seek(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        while let Some(range) = self.ranges.get(self.at) {
            if target < range.end {
                self.doc = target.max(range.start);
                return self.doc;
            }
            self.at += 1;
        }
        self.doc = TERMINATED;
        TERMINATED
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.ranges.iter().map(|range| range.end - range.start).sum()
    }
}

impl Scorer for RangeDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Documents as the bits of a segment.
pub(super) struct BitDocs {
    words: Vec<u64>,
    count: u32,
    doc: DocId,
}

/// Bits of the documents of a segment, to be filled.
#[derive(Debug, Clone)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    pub(super) fn new(max_doc: DocId) -> Self {
        Self { words: vec![0; (max_doc as usize).div_ceil(64)] }
    }

    pub(super) fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }

    pub(super) fn contains(&self, doc: DocId) -> bool {
        self.words.get(doc as usize / 64).is_some_and(|word| word & (1 << (doc % 64)) != 0)
    }

    /// Adds all documents of a set.
    pub(super) fn extend(&mut self, docs: &mut (impl DocSet + ?Sized)) {
        let mut buffer = [0; tantivy::COLLECT_BLOCK_BUFFER_LEN];
        loop {
            let len = docs.fill_buffer(&mut buffer);
            for doc in buffer.iter().take(len) {
                self.insert(*doc);
            }
            if len < buffer.len() {
                return;
            }
        }
    }

    pub(super) fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }
}

impl BitDocs {
    pub(super) fn new(bits: Bits) -> Self {
        let count = bits.count();
        let mut docs = Self { words: bits.words, count, doc: 0 };
        docs.doc = docs.next_from(0);
        docs
    }

    /// The bits, 64 documents a word.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// All documents.
    pub(super) fn documents(&self) -> impl Iterator<Item = DocId> {
        let next = |doc: &DocId| Some(self.next_from(doc + 1));
        std::iter::successors(Some(self.next_from(0)), next).take_while(|doc| *doc != TERMINATED)
    }

    fn next_from(&self, from: DocId) -> DocId {
        let mut at = from as usize / 64;
        let mut word = self.words.get(at).map_or(0, |word| word & (u64::MAX << (from % 64)));
        while word == 0 {
            at += 1;
            match self.words.get(at) {
                Some(next) => word = *next,
                None => return TERMINATED,
            }
        }
        u32::try_from(at * 64).unwrap_or(TERMINATED) + word.trailing_zeros()
    }
}

impl DocSet for BitDocs {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.next_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.doc = if target >= TERMINATED { TERMINATED } else { self.next_from(target) };
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.count
    }

    fn count_including_deleted(&mut self) -> u32 {
        if self.doc == self.next_from(0) {
            self.doc = TERMINATED;
            return self.count;
        }
        let mut count = 0;
        while self.doc != TERMINATED {
            count += 1;
            self.advance();
        }
        count
    }
}

impl Scorer for BitDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Documents that pass a test of a column.
pub(super) struct TestDocs {
    max_doc: DocId,
    doc: DocId,
    test: Box<dyn Fn(DocId) -> bool + Send>,
}

impl TestDocs {
    pub(super) fn new(max_doc: DocId, test: Box<dyn Fn(DocId) -> bool + Send>) -> Self {
        let mut docs = Self { max_doc, doc: 0, test };
        docs.doc = docs.next_from(0);
        docs
    }

    fn next_from(&self, from: DocId) -> DocId {
        (from..self.max_doc).find(|doc| (self.test)(*doc)).unwrap_or(TERMINATED)
    }
}

impl DocSet for TestDocs {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            self.doc = self.next_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            self.doc = self.next_from(target);
        }
        self.doc
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target < self.max_doc && (self.test)(target) {
            self.doc = target;
            SeekDangerResult::Found
        } else {
            SeekDangerResult::SeekLowerBound(if target < self.max_doc { target + 1 } else { TERMINATED })
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.max_doc
    }
}

impl Scorer for TestDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Documents that all children hold. The score is the sum in the children's given order, so that
/// it has the same bits whichever child leads.
pub(super) struct AndDocs {
    children: Vec<Docs>,
    /// Children from the rarest to the most frequent; the first leads.
    order: Vec<usize>,
    doc: DocId,
}

impl AndDocs {
    pub(super) fn new(children: Vec<Docs>) -> Self {
        let mut order: Vec<usize> = (0..children.len()).collect();
        order.sort_by_key(|index| children.get(*index).map_or(0, tantivy::DocSet::cost));
        let mut docs = Self { children, order, doc: 0 };
        let first = docs.lead().map_or(TERMINATED, |lead| lead.doc());
        docs.settle(first);
        docs
    }

    fn lead(&mut self) -> Option<&mut Docs> {
        let first = *self.order.first()?;
        self.children.get_mut(first)
    }

    /// Finds the first common document from `candidate` on, where the lead stands.
    fn settle(&mut self, mut candidate: DocId) {
        'candidate: while candidate < TERMINATED {
            for position in 1..self.order.len() {
                let Some(child) = self.order.get(position).and_then(|index| self.children.get_mut(*index)) else { continue };
                if let SeekDangerResult::SeekLowerBound(bound) = child.seek_danger(candidate) {
                    candidate = self.lead().map_or(TERMINATED, |lead| lead.seek(bound.min(TERMINATED)));
                    continue 'candidate;
                }
            }
            break;
        }
        self.doc = candidate;
    }
}

impl DocSet for AndDocs {
    fn advance(&mut self) -> DocId {
        if self.doc != TERMINATED {
            let next = self.lead().map_or(TERMINATED, DocSet::advance);
            self.settle(next);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            let next = self.lead().map_or(TERMINATED, |lead| lead.seek(target));
            self.settle(next);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.order.first().and_then(|index| self.children.get(*index)).map_or(0, tantivy::DocSet::size_hint)
    }
}

impl Scorer for AndDocs {
    fn score(&mut self) -> Score {
        self.children.iter_mut().map(tantivy::query::Scorer::score).sum()
    }
}

/// Documents that all posting lists hold, without scores.
pub(super) struct AndLists {
    /// From the rarest to the most frequent.
    lists: Vec<SegmentPostings>,
    doc: DocId,
}

impl AndLists {
    pub(super) fn new(mut lists: Vec<SegmentPostings>) -> Self {
        lists.sort_by_key(SegmentPostings::doc_freq);
        let first = lists.first().map_or(TERMINATED, tantivy::DocSet::doc);
        let mut docs = Self { lists, doc: 0 };
        docs.settle(first);
        docs
    }

    fn settle(&mut self, mut candidate: DocId) -> DocId {
        let Some((lead, others)) = self.lists.split_first_mut() else {
            self.doc = TERMINATED;
            return TERMINATED;
        };
        'candidate: while candidate != TERMINATED {
            for other in others.iter_mut() {
                let mut at = other.doc();
                if at < candidate {
                    at = other.seek(candidate);
                }
                if at > candidate {
                    candidate = if at == TERMINATED { TERMINATED } else { lead.seek(at) };
                    continue 'candidate;
                }
            }
            break;
        }
        self.doc = candidate;
        candidate
    }
}

impl DocSet for AndLists {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.lists.first_mut().map_or(TERMINATED, DocSet::advance);
        self.settle(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            let next = self.lists.first_mut().map_or(TERMINATED, |lead| if lead.doc() < target { lead.seek(target) } else { lead.doc() });
            self.settle(next);
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.lists.first().map_or(0, SegmentPostings::doc_freq)
    }
}

impl Scorer for AndLists {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Documents that one child at least holds. The score is the sum over those that do, in the
/// children's given order.
pub(super) struct OrDocs {
    children: Vec<Docs>,
    doc: DocId,
}

impl OrDocs {
    pub(super) fn new(children: Vec<Docs>) -> Self {
        let mut docs = Self { children, doc: 0 };
        docs.doc = docs.least();
        docs
    }

    fn least(&self) -> DocId {
        self.children.iter().map(tantivy::DocSet::doc).min().unwrap_or(TERMINATED)
    }
}

impl DocSet for OrDocs {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let (doc, mut least) = (self.doc, TERMINATED);
        for child in &mut self.children {
            let mut at = child.doc();
            if at == doc {
                at = child.advance();
            }
            least = least.min(at);
        }
        self.doc = least;
        least
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.doc {
            let mut least = TERMINATED;
            for child in &mut self.children {
                let mut at = child.doc();
                if at < target {
                    at = child.seek(target);
                }
                least = least.min(at);
            }
            self.doc = least;
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.children.iter().map(tantivy::DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

impl Scorer for OrDocs {
    fn score(&mut self) -> Score {
        let doc = self.doc;
        self.children.iter_mut().filter(|child| child.doc() == doc).map(tantivy::query::Scorer::score).sum()
    }
}

/// Documents of one set that another does not hold.
pub(super) struct NotDocs {
    kept: Docs,
    left_out: Docs,
}

impl NotDocs {
    pub(super) fn new(kept: Docs, left_out: Docs) -> Self {
        let mut docs = Self { kept, left_out };
        docs.settle();
        docs
    }

    fn is_left_out(&mut self, doc: DocId) -> bool {
        let at = self.left_out.doc();
        at == doc || (at < doc && self.left_out.seek(doc) == doc)
    }

    fn settle(&mut self) -> DocId {
        loop {
            let doc = self.kept.doc();
            if doc == TERMINATED || !self.is_left_out(doc) {
                return doc;
            }
            self.kept.advance();
        }
    }
}

impl DocSet for NotDocs {
    fn advance(&mut self) -> DocId {
        self.kept.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target > self.kept.doc() {
            self.kept.seek(target);
        }
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.kept.doc()
    }

    fn size_hint(&self) -> u32 {
        self.kept.size_hint()
    }
}

impl Scorer for NotDocs {
    fn score(&mut self) -> Score {
        self.kept.score()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ranges(list: &[(u32, u32)]) -> Docs {
        Box::new(RangeDocs::new(list.iter().map(|(a, b)| *a..*b).collect()))
    }

    fn bits(list: &[u32]) -> Docs {
        let mut bits = Bits::new(300);
        for doc in list {
            bits.insert(*doc);
        }
        Box::new(BitDocs::new(bits))
    }

    fn all(mut docs: impl DocSet) -> Vec<u32> {
        let mut found = Vec::new();
        while docs.doc() != TERMINATED {
            found.push(docs.doc());
            docs.advance();
        }
        found
    }

    fn even() -> Docs {
        Box::new(TestDocs::new(300, Box::new(|doc| doc % 2 == 0)))
    }

    #[test]
    fn sets_combine() {
        assert_eq!(all(AndDocs::new(vec![ranges(&[(2, 5), (64, 70)]), bits(&[1, 3, 4, 66, 299])])), [3, 4, 66]);
        assert_eq!(all(AndDocs::new(vec![even(), ranges(&[(2, 5), (64, 67)])])), [2, 4, 64, 66]);
        assert_eq!(all(OrDocs::new(vec![ranges(&[(2, 4)]), bits(&[1, 3, 299])])), [1, 2, 3, 299]);
        assert_eq!(all(NotDocs::new(ranges(&[(0, 6)]), bits(&[0, 3, 5]))), [1, 2, 4]);
        assert_eq!(all(AndDocs::new(vec![bits(&[]), even()])), [0; 0]);
    }

    #[test]
    fn seeking_lands_on_the_first_document_from_the_target() {
        let mut docs = NotDocs::new(bits(&[1, 5, 9, 130]), bits(&[9]));
        assert_eq!(docs.seek(6), 130);
        let mut docs = OrDocs::new(vec![ranges(&[(10, 12)]), bits(&[40])]);
        assert_eq!(docs.seek(12), 40);
        assert_eq!(docs.seek(41), TERMINATED);
    }
}

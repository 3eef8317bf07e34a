//! Documents of a single word: its posting lists, with or without scores.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::docsets::{Docs, OrDocs};
use super::gathered::GatheredDocs;
use super::lists::{lists, union};
use super::plan::{ExactForm, Leaf};
use crate::index::version::Segment;
use crate::search::SearchError;

/// Readings of a word up to which its documents are merged as they are asked for: whoever wants
/// only the first of them reads no more.
const MERGED_MAX: usize = 8;

/// Documents of the readings of a word, of which one mostly has nearly all. No document is in two.
struct ReadingDocs {
    most: SegmentPostings,
    others: Vec<SegmentPostings>,
    /// The first document of the others.
    other: DocId,
    doc: DocId,
}

impl ReadingDocs {
    fn new(most: SegmentPostings, others: Vec<SegmentPostings>) -> Self {
        let mut docs = Self { most, others, other: 0, doc: 0 };
        docs.settle();
        docs
    }

    fn settle(&mut self) -> DocId {
        self.other = self.others.iter().map(tantivy::DocSet::doc).min().unwrap_or(TERMINATED);
        self.doc = self.most.doc().min(self.other);
        self.doc
    }
}

impl DocSet for ReadingDocs {
    #[inline]
    fn advance(&mut self) -> DocId {
        if self.doc == self.other {
            if self.doc == TERMINATED {
                return TERMINATED;
            }
            self.others.iter_mut().filter(|list| list.doc() == self.doc).for_each(|list| {
                list.advance();
            });
            return self.settle();
        }
        self.doc = self.most.advance().min(self.other);
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let most = if self.most.doc() < target { self.most.seek(target) } else { self.most.doc() };
        if self.other < target {
            self.others.iter_mut().filter(|list| list.doc() < target).for_each(|list| {
                list.seek(target);
            });
            return self.settle();
        }
        self.doc = most.min(self.other);
        self.doc
    }

    #[inline]
    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.others.iter().map(tantivy::DocSet::size_hint).fold(self.most.size_hint(), u32::saturating_add)
    }
}

impl Scorer for ReadingDocs {
    fn score(&mut self) -> Score {
        0.0
    }
}

/// Postings of one list with BM25 scores.
struct ScoredList {
    postings: SegmentPostings,
    norms: FieldNormReader,
    weight: Bm25Weight,
    /// The word's exact form, which may score more.
    form: Option<ScoredForm>,
}

struct ScoredForm {
    postings: SegmentPostings,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

impl ScoredForm {
    fn open(form: &ExactForm, segment: &Segment) -> Result<Option<Self>, SearchError> {
        let norms = segment.reader.get_fieldnorms_reader(form.part.layer.field())?;
        let list = lists(&form.part, segment, IndexRecordOption::WithFreqs)?.pop();
        Ok(list.map(|postings| Self { postings, norms, weight: form.weight.clone() }))
    }

    /// The form's score of a document; `None` where it does not stand.
    #[inline]
    fn score(&mut self, doc: DocId) -> Option<Score> {
        if self.postings.doc() < doc {
            self.postings.seek(doc);
        }
        (self.postings.doc() == doc).then(|| self.weight.score(self.norms.fieldnorm_id(doc), self.postings.term_freq()))
    }
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
        self.form.as_mut().and_then(|form| form.score(doc)).map_or(score, |form| score.max(form))
    }
}

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

/// Opens a word on a segment.
pub(super) fn open(leaf: &Leaf, segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    let Some(part) = leaf.parts.first() else { return Ok(Box::new(EmptyScorer)) };
    match leaf.weight.as_ref().filter(|_| scored) {
        None if leaf.is_disjoint() && (2..=MERGED_MAX).contains(&part.infos(segment).len()) => {
            let mut lists = lists(part, segment, IndexRecordOption::Basic)?;
            lists.sort_by_key(SegmentPostings::doc_freq);
            let most = lists.pop().unwrap_or_else(SegmentPostings::empty);
            Ok(Box::new(ReadingDocs::new(most, lists)))
        }
        None => union(part.layer.field(), part.infos(segment), segment),
        Some(weight) => {
            let norms = segment.reader.get_fieldnorms_reader(part.layer.field())?;
            let infos = part.infos(segment);
            if let Some(docs) = GatheredDocs::of(leaf, segment)? {
                return Ok(Box::new(docs));
            }
            if infos.len() > 1 && !leaf.is_disjoint() {
                let docs = union(part.layer.field(), infos, segment)?;
                return Ok(Box::new(EvenDocs { docs, norms, weight: weight.clone() }));
            }
            let mut scorers: Vec<Docs> = Vec::with_capacity(infos.len());
            for postings in lists(part, segment, IndexRecordOption::WithFreqs)? {
                let form = leaf.form.as_ref().map(|form| ScoredForm::open(form, segment)).transpose()?.flatten();
                scorers.push(Box::new(ScoredList { postings, norms: norms.clone(), weight: weight.clone(), form }));
            }
            Ok(match scorers.len() {
                0 => Box::new(EmptyScorer),
                1 => scorers.pop().unwrap_or_else(|| Box::new(EmptyScorer)),
                _ => Box::new(OrDocs::new(scorers)),
            })
        }
    }
}

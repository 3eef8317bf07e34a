//! The posting lists of a part of a query, and their documents without scores.

use tantivy::InvertedIndexReader;
use tantivy::postings::{SegmentPostings, TermInfo};
use tantivy::query::{EmptyScorer, Scorer};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score};

use super::docsets::{BitDocs, Bits, Docs};
use super::plan::{Leaf, Part};
use crate::index::version::Segment;
use crate::search::SearchError;

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

/// Opens the posting lists of a part, one for each term that the segment has.
pub(super) fn lists(part: &Part, segment: &Segment, option: IndexRecordOption) -> Result<Vec<SegmentPostings>, SearchError> {
    let inverted = segment.reader.inverted_index(part.layer.field())?;
    Ok(part.infos(segment).iter().map(|info| inverted.read_postings_from_terminfo(info, option)).collect::<Result<_, _>>()?)
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

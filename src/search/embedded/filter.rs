//! What a match must pass besides its words, as bits of a window of documents.

use std::ops::Range;

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocId, DocSet as _, TERMINATED};

use super::docsets::Docs;
use super::open::{open, published};
use super::plan::Plan;
use super::window_bits::{WINDOW, WORDS, WindowBits, each_inside, fill, insert, insert_all, skip};
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::SearchError;
use crate::search::request::DateColumn;

/// A filter opened on a segment.
pub(super) struct Filter {
    passing: Passing,
    /// Whether those that pass are left out.
    negated: bool,
}

/// Documents that pass, in rising order.
enum Passing {
    /// Of one value.
    List { blocks: Box<BlockSegmentPostings>, at: usize },
    /// Of a stretch of dates.
    Ranges { ranges: Vec<Range<DocId>>, at: usize },
    /// Of whatever else.
    Docs(Docs),
}

/// About how many articles pass a filter that is a set of values; `None` where that is not known.
pub(super) fn estimate(filter: &Plan, version: &Version) -> Result<Option<u64>, SearchError> {
    let Plan::Keys(field, keys) = filter else { return Ok(None) };
    let mut sum = 0u64;
    for key in keys {
        sum = sum.saturating_add(version.searcher().doc_freq(&Term::from_field_text(*field, key))?);
    }
    Ok(Some(sum))
}

impl Filter {
    /// Opens a plan that does not score.
    pub(super) fn open(plan: &Plan, segment: &Segment) -> Result<Self, SearchError> {
        let (plan, negated) = match plan {
            Plan::Not(inner) => (inner.as_ref(), true),
            plan => (plan, false),
        };
        Ok(Self { passing: Passing::open(plan, segment)?, negated })
    }

    /// The first document from `from` on that may pass.
    pub(super) fn next(&mut self, from: DocId) -> Option<DocId> {
        if self.negated { Some(from) } else { self.passing.next(from) }
    }

    /// Leaves out of a window what does not pass; windows come in rising order.
    pub(super) fn keep(&mut self, base: DocId, bits: &mut WindowBits) {
        let mut passing = [0; WORDS];
        self.passing.window(base, &mut passing);
        let flip = if self.negated { u64::MAX } else { 0 };
        bits.iter_mut().zip(&passing).for_each(|(word, passing)| *word &= passing ^ flip);
    }
}

impl Passing {
    fn open(plan: &Plan, segment: &Segment) -> Result<Self, SearchError> {
        match plan {
            Plan::Dates(range) if range.column == DateColumn::Published => {
                return Ok(Self::Ranges { ranges: published(range, segment), at: 0 });
            }
            Plan::Keys(field, keys) if keys.len() == 1 => {
                let inverted = segment.reader.inverted_index(*field)?;
                let term = keys.first().map(|key| Term::from_field_text(*field, key));
                let info = term.map(|term| inverted.get_term_info(&term)).transpose()?.flatten();
                let blocks = match info {
                    Some(info) => inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic)?,
                    None => BlockSegmentPostings::empty(),
                };
                return Ok(Self::List { blocks: Box::new(blocks), at: 0 });
            }
            _ => {}
        }
        Ok(Self::Docs(open(plan, segment, false)?))
    }

    fn next(&mut self, from: DocId) -> Option<DocId> {
        match self {
            Self::List { blocks, at } => {
                skip(blocks, at, from);
                blocks.docs().get(*at).copied()
            }
            Self::Ranges { ranges, at } => {
                *at += ranges.get(*at..).unwrap_or_default().iter().take_while(|range| range.end <= from).count();
                ranges.get(*at).map(|range| range.start.max(from))
            }
            Self::Docs(docs) => {
                let doc = if docs.doc() < from { docs.seek(from) } else { docs.doc() };
                (doc != TERMINATED).then_some(doc)
            }
        }
    }

    fn window(&mut self, base: DocId, into: &mut WindowBits) {
        let end = base.saturating_add(u32::try_from(WINDOW).unwrap_or(u32::MAX));
        match self {
            Self::List { blocks, at } => {
                each_inside(blocks, at, base, |blocks, inside| insert_all(into, base, blocks.docs().get(inside).unwrap_or_default()));
            }
            Self::Ranges { ranges, at } => {
                for range in ranges.get(*at..).unwrap_or_default().iter().take_while(|range| range.start < end) {
                    fill(into, range.start.max(base) - base..range.end.clamp(base, end) - base);
                }
            }
            Self::Docs(docs) => {
                let mut doc = if docs.doc() < base { docs.seek(base) } else { docs.doc() };
                while doc < end {
                    insert(into, doc - base);
                    doc = docs.advance();
                }
            }
        }
    }
}

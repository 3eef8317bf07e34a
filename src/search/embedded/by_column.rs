//! Orders by another date than that of publication, in which documents do not lie: newest and
//! oldest by `use-date`, and the order of indexing.
//!
//! All articles of a run are indexed at one moment, so ties are the rule. In a segment they are
//! decided by ordinals, which rise with the id.

use std::collections::BinaryHeap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId};

use super::collect::each_block;
use super::hits::{After, Found, Wanted};
use super::open::open;
use super::top::{Candidate, Top};
use crate::article::published::order;
use crate::article::{Instant, When};
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::request::DateColumn;
use crate::search::response::HitsPath;
use crate::search::{SearchError, Stop};

/// One of the dates of a segment's documents.
pub(super) enum Dates {
    /// Order keys.
    Keys(Column<u64>),
    /// Microseconds since 1970.
    Micros(Column<i64>),
}

impl Dates {
    pub(super) fn of(segment: &Segment, column: DateColumn) -> Self {
        match column {
            DateColumn::Published => Self::Keys(segment.key.clone()),
            DateColumn::Updated => Self::Keys(segment.updated_key.clone()),
            DateColumn::FirstIndexed => Self::Micros(segment.first_indexed.clone()),
        }
    }

    /// The order key of a document's date.
    #[inline]
    pub(super) fn key(&self, doc: DocId) -> u64 {
        match self {
            Self::Keys(column) => column.values.get_val(doc),
            Self::Micros(column) => {
                order::sort_key(Some(&When::Instant(Instant { micros: column.values.get_val(doc), offset: None, seconds: true })))
            }
        }
    }
}

/// Finds the first hits of an order by a column: looks at every match.
pub(super) fn find(
    version: &Version,
    wanted: &Wanted<'_>,
    column: DateColumn,
    rank: fn(u64) -> u64,
    stop: &Stop,
) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let mut top = Top::new(wanted.count);
    let mut total = 0;
    for (segment, ord) in version.segments().iter().zip(0..) {
        let dates = Dates::of(segment, column);
        let mut best = Best::new(segment.id.as_ref(), wanted.count, &after)?;
        let mut docs = open(wanted.plan, segment, false)?;
        each_block(&mut docs, segment, stop, &mut |block| {
            total += block.len() as u64;
            for doc in block {
                best.offer(rank(dates.key(*doc)), *doc);
            }
        })?;
        for (key, _, doc) in best.heap {
            top.push(Candidate { key, rank: 0, address: DocAddress::new(ord, doc) });
        }
    }
    Ok(Found { candidates: top.finish(version)?, total: Some(total), path: HitsPath::Pass })
}

/// The best documents of a segment.
struct Best<'a> {
    ids: Option<&'a StrColumn>,
    wanted: usize,
    /// Key and ordinal from which on documents come after the cursor.
    from: Option<(u64, u64)>,
    /// Key, ordinal of the id and document; the worst is on top.
    heap: BinaryHeap<(u64, u64, DocId)>,
}

impl<'a> Best<'a> {
    fn new(ids: Option<&'a StrColumn>, wanted: usize, after: &After<'_>) -> Result<Self, SearchError> {
        let from = match (after.key(), ids) {
            (Some(key), Some(ids)) => Some((key, ordinal_after(ids, after.id())?)),
            _ => None,
        };
        Ok(Self { ids, wanted, from, heap: BinaryHeap::new() })
    }

    #[inline]
    fn offer(&mut self, key: u64, doc: DocId) {
        let full = self.heap.len() >= self.wanted;
        if self.from.is_some_and(|(from, _)| key < from) || (full && self.heap.peek().is_none_or(|(worst, ..)| key > *worst)) {
            return;
        }
        let ordinal = self.ids.and_then(|ids| ids.ords().first(doc)).unwrap_or(0);
        let entry = (key, ordinal, doc);
        if self.from.is_some_and(|from| (key, ordinal) < from) {
            return;
        }
        if !full {
            self.heap.push(entry);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
    }
}

/// The first ordinal whose id lies behind another by bytes.
fn ordinal_after(ids: &StrColumn, id: &str) -> Result<u64, SearchError> {
    let (mut low, mut high) = (0, ids.num_terms() as u64);
    let mut at = String::new();
    while low < high {
        let middle = low + (high - low) / 2;
        at.clear();
        ids.ord_to_str(middle, &mut at)?;
        if at.as_str() <= id { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

//! Which documents are the hits of a page, by relevance or by date.

use tantivy::{DocId, DocSet as _};

use super::decay::{self, Decay};
use super::docsets::Docs;
use super::open::open;
use super::plan::Plan;
use super::top::{Candidate, Top};
use super::{by_column, by_score, random};
use crate::article::published::DateClass;
use crate::article::published::order;
use crate::index::Version;
use crate::search::limits::DOCS_BETWEEN_STOPS;
use crate::search::request::{DateColumn, Order};
use crate::search::response::HitsPath;
use crate::search::{Cursor, SearchError, Stop};

/// What to find.
pub(super) struct Wanted<'a> {
    /// Query and filters in one.
    pub(super) plan: &'a Plan,
    /// The order; relevance only where the plan scores.
    pub(super) order: Order,
    /// How many, from the first on or after the cursor.
    pub(super) count: usize,
    /// Where an earlier answer ended.
    pub(super) after: Option<&'a Cursor>,
    /// The date of orders by date.
    pub(super) column: DateColumn,
    /// Decay of scores, if any.
    pub(super) decay: Option<Decay>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The hits in order.
    pub(super) candidates: Vec<Candidate>,
    /// Number of all matches, where every one was looked at.
    pub(super) total: Option<u64>,
    /// How they were found.
    pub(super) path: HitsPath,
}

/// Finds the first hits of an order.
pub(super) fn find(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    match wanted.order {
        Order::Relevance => match wanted.decay {
            Some(decay) => decay::find(version, wanted, decay, stop),
            None => by_score::find(version, wanted, stop),
        },
        Order::Newest if wanted.column == DateColumn::Published => newest(version, wanted, stop),
        Order::Newest => by_column::find(version, wanted, wanted.column, order::newest_rank, stop),
        Order::Oldest => by_column::find(version, wanted, wanted.column, order::oldest_rank, stop),
        Order::Indexed => by_column::find(version, wanted, DateColumn::FirstIndexed, order::newest_rank, stop),
        Order::Following => by_column::find(version, wanted, DateColumn::FirstIndexed, order::oldest_rank, stop),
        Order::Random { seed } => random::find(version, wanted, seed, stop),
        // The ids of a segment lie in their order, those of several are compared.
        Order::Id => by_column::by_key(version, wanted, stop, |_| |_| 0),
    }
}

/// Walks the date order: in each block of a segment the first matches are the newest.
fn newest(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let mut top = Top::new(version, wanted)?;
    for segment in version.segments() {
        top.segment(segment)?;
        let mut docs = open(wanted.plan, segment, false)?;
        let alive = segment.reader.alive_bitset();
        for (class, bounds) in DateClass::ALL.into_iter().zip(segment.bounds.windows(2)) {
            let [mut start, end] = [bounds.first().copied().unwrap_or(0), bounds.last().copied().unwrap_or(0)];
            if let Some(cursor) = wanted.after {
                let key =
                    if cursor.key == u64::MAX { order::class_start(DateClass::Undated) } else { order::key_of_rank(class, cursor.key) };
                start = start.max(segment.lower_bound(key));
            }
            walk(&mut docs, start..end, stop, |doc| {
                if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                    return true;
                }
                let key = order::newest_rank(segment.key.values.get_val(doc));
                if top.is_behind(key) {
                    return false;
                }
                top.offer(key, 0, doc);
                true
            })?;
        }
    }
    Ok(Found { candidates: top.finish()?, total: None, path: HitsPath::DateWalk })
}

/// Visits the documents of a stretch until `visit` says stop.
fn walk(docs: &mut Docs, stretch: std::ops::Range<DocId>, stop: &Stop, mut visit: impl FnMut(DocId) -> bool) -> Result<(), SearchError> {
    if stretch.is_empty() {
        return Ok(());
    }
    let mut doc = docs.doc();
    if doc < stretch.start {
        doc = docs.seek(stretch.start);
    }
    let mut steps = stop.every(DOCS_BETWEEN_STOPS);
    while doc < stretch.end && visit(doc) {
        if steps.is_over() {
            return Err(SearchError::Deadline);
        }
        doc = docs.advance();
    }
    Ok(())
}

//! Which documents are the hits of a page, by relevance or by date.

use tantivy::{DocAddress, DocId, DocSet as _};

use super::collect::each_block;
use super::decay::{self, Decay};
use super::docsets::Docs;
use super::open::open;
use super::plan::Plan;
use super::top::{Candidate, Top, address, date_key, id};
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
        Order::Oldest if wanted.column == DateColumn::Published => by_date(version, wanted, stop),
        Order::Oldest => by_column::find(version, wanted, wanted.column, order::oldest_rank, stop),
        Order::Indexed => by_column::find(version, wanted, DateColumn::FirstIndexed, order::newest_rank, stop),
        Order::Random { seed } => random::find(version, wanted, seed, stop),
    }
}

/// Drops what an earlier answer has shown already.
pub(super) struct After<'a> {
    version: &'a Version,
    cursor: Option<&'a Cursor>,
    /// Second key of the cursor's hit, where the order has one.
    rank: u64,
    /// Id of the cursor's hit.
    id: String,
}

impl<'a> After<'a> {
    pub(super) fn new(version: &'a Version, wanted: &Wanted<'a>) -> Result<Self, SearchError> {
        let (mut rank, mut last) = (0, String::new());
        if let Some(cursor) = wanted.after {
            let known = |address: &DocAddress| {
                let segment = version.segments().get(address.segment_ord as usize);
                segment.is_some_and(|segment| address.doc_id < segment.reader.max_doc())
            };
            let forged = || SearchError::BadCursor("the cursor names no hit of its version: take it as an answer gave it".to_owned());
            let address = address(&cursor.last).filter(known).ok_or_else(forged)?;
            last = id(version, address)?;
            if wanted.order == Order::Relevance {
                rank = second_key(version, address);
            }
        }
        Ok(Self { version, cursor: wanted.after, rank, id: last })
    }

    /// Key of the cursor's hit.
    pub(super) fn key(&self) -> Option<u64> {
        self.cursor.map(|cursor| cursor.key)
    }

    /// Id of the cursor's hit; empty without one.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether a candidate comes behind the cursor's hit.
    pub(super) fn admits(&self, candidate: &Candidate) -> bool {
        let Some(cursor) = self.cursor else { return true };
        match (candidate.key, candidate.rank).cmp(&(cursor.key, self.rank)) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => id(self.version, candidate.address).is_ok_and(|id| id > self.id),
        }
    }
}

fn second_key(version: &Version, address: DocAddress) -> u64 {
    let segment = version.segments().get(address.segment_ord as usize);
    segment.map_or(u64::MAX, |segment| order::newest_rank(segment.key.values.get_val(address.doc_id)))
}

/// Walks the date order: in each block of a segment the first matches are the newest.
fn newest(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let mut top = Top::new(wanted.count);
    for (segment, ord) in version.segments().iter().zip(0..) {
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
                if top.worst().is_some_and(|(worst, _)| key > worst) {
                    return false;
                }
                let candidate = Candidate { key, rank: 0, address: DocAddress::new(ord, doc) };
                if after.admits(&candidate) {
                    top.push(candidate);
                }
                true
            })?;
        }
    }
    Ok(Found { candidates: top.finish(version)?, total: None, path: HitsPath::DateWalk })
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
    let mut since = 0;
    while doc < stretch.end && visit(doc) {
        since += 1;
        if since >= DOCS_BETWEEN_STOPS {
            since = 0;
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        doc = docs.advance();
    }
    Ok(())
}

/// Looks at every match: for the order oldest first, whose hits lie at the blocks' ends.
fn by_date(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let mut top = Top::new(wanted.count);
    let mut total = 0;
    for (segment, ord) in version.segments().iter().zip(0..) {
        let mut docs = open(wanted.plan, segment, false)?;
        each_block(&mut docs, segment, stop, &mut |block| {
            total += block.len() as u64;
            for doc in block {
                let key = date_key(wanted.order, segment.key.values.get_val(*doc));
                if top.worst().is_some_and(|(worst, _)| key > worst) {
                    continue;
                }
                let candidate = Candidate { key, rank: 0, address: DocAddress::new(ord, *doc) };
                if after.admits(&candidate) {
                    top.push(candidate);
                }
            }
        })?;
    }
    Ok(Found { candidates: top.finish(version)?, total: Some(total), path: HitsPath::Pass })
}

//! The best hits so far, in the whole order of a request.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, DocId};

use super::hits::Wanted;
use crate::article::published::order;
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::request::Order;
use crate::search::{Cursor, SearchError};

/// A hit in the order of a request: the first key, then the date, then the id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    /// First key, smaller is better: the score turned round, or the rank by date.
    pub(super) key: u64,
    /// Second key, smaller is better: for scores the rank newest first, else 0.
    pub(super) rank: u64,
    /// Where it is.
    pub(super) address: DocAddress,
}

impl Candidate {
    fn keys(&self) -> (u64, u64) {
        (self.key, self.rank)
    }

    fn cmp_keys(&self, other: &Self) -> Ordering {
        self.keys().cmp(&other.keys())
    }
}

/// Turns a score, which is not negative, into a key that is smaller for better scores.
pub(super) fn score_key(score: f32) -> u64 {
    u64::from(u32::MAX - score.max(0.0).to_bits())
}

/// The score of a key.
pub(super) fn key_score(key: u64) -> f32 {
    f32::from_bits(u32::MAX - u32::try_from(key).unwrap_or(u32::MAX))
}

/// How far the bar lies below the worst hit's score: block maxima and sums in another order may
/// differ from our scores in the last bits.
pub(super) const THRESHOLD_SLACK: f32 = 1.0 - 1e-5;

/// Keeps the best candidates of a page, or those behind a cursor, segment by segment.
///
/// Many articles may be equal by their keys: all undated ones are. In a segment the ordinals of
/// their ids decide, which rise with the id; ids are read only where equals of several segments meet.
pub(super) struct Top<'a> {
    version: &'a Version,
    wanted: usize,
    after: After<'a>,
    /// The best of the segments before the one at hand, in order.
    kept: Vec<Candidate>,
    /// The best of the segment at hand; the worst is on top.
    heap: BinaryHeap<InSegment>,
    /// Number of the segment at hand.
    ord: u32,
    ids: Option<&'a StrColumn>,
    /// What a candidate of the segment at hand must not come before: its keys and ordinal.
    from: Option<(u64, u64, u64)>,
    /// Keys of the last wanted one, once there are as many.
    worst: Option<(u64, u64)>,
}

/// A candidate of one segment, in the order of hits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct InSegment {
    key: u64,
    rank: u64,
    ordinal: u64,
    doc: DocId,
}

impl<'a> Top<'a> {
    pub(super) fn new(version: &'a Version, wanted: &Wanted<'a>) -> Result<Self, SearchError> {
        Ok(Self {
            version,
            wanted: wanted.count,
            after: After::new(version, wanted)?,
            kept: Vec::new(),
            heap: BinaryHeap::new(),
            ord: 0,
            ids: None,
            from: None,
            worst: None,
        })
    }

    /// A segment begins; they come in their order.
    pub(super) fn segment(&mut self, segment: &'a Segment) -> Result<(), SearchError> {
        self.flush()?;
        self.ord = u32::try_from(segment.ord).unwrap_or(u32::MAX);
        self.ids = segment.id.as_ref();
        self.from = match (self.after.keys(), self.ids) {
            (Some((key, rank)), Some(ids)) => Some((key, rank, ordinal_after(ids, self.after.id())?)),
            _ => None,
        };
        Ok(())
    }

    /// Whether a candidate with this first key comes behind all that count.
    #[inline]
    pub(super) fn is_behind(&self, key: u64) -> bool {
        self.worst.is_some_and(|(worst, _)| key > worst)
    }

    /// A score that a hit must pass to count, for whoever can pass over worse ones; lower than any
    /// while there are not enough.
    #[inline]
    pub(super) fn bar(&self) -> f32 {
        self.worst.map_or(f32::MIN, |(key, _)| key_score(key) * THRESHOLD_SLACK)
    }

    /// Takes a document of the segment at hand.
    #[inline]
    pub(super) fn offer(&mut self, key: u64, rank: u64, doc: DocId) {
        if self.worst.is_some_and(|worst| (key, rank) > worst) || self.from.is_some_and(|(from, of, _)| (key, rank) < (from, of)) {
            return;
        }
        let ordinal = self.ids.and_then(|ids| ids.ords().first(doc)).unwrap_or(0);
        let entry = InSegment { key, rank, ordinal, doc };
        if self.from.is_some_and(|from| (key, rank, ordinal) < from) {
            return;
        }
        if self.heap.len() < self.wanted {
            self.heap.push(entry);
            if self.heap.len() < self.wanted {
                return;
            }
        } else if let Some(mut worst) = self.heap.peek_mut()
            && entry < *worst
        {
            *worst = entry;
        }
        let worst = self.heap.peek().map(|worst| (worst.key, worst.rank));
        // The segments before may have had better ones.
        self.worst = match (self.worst, worst) {
            (Some(before), Some(worst)) => Some(before.min(worst)),
            (before, worst) => before.or(worst),
        };
    }

    /// Puts the best of the segment at hand among those of the segments before.
    fn flush(&mut self) -> Result<(), SearchError> {
        let found = std::mem::take(&mut self.heap).into_sorted_vec();
        let ord = self.ord;
        let mut found =
            found.into_iter().map(|entry| Candidate { key: entry.key, rank: entry.rank, address: DocAddress::new(ord, entry.doc) });
        if self.kept.is_empty() {
            self.kept.extend(found);
        } else if let Some(first) = found.next() {
            self.kept.push(first);
            self.kept.extend(found);
            self.kept.sort_by(Candidate::cmp_keys);
            sort_ties(&mut self.kept, self.version)?;
            self.kept.truncate(self.wanted);
        }
        if let Some(last) = self.wanted.checked_sub(1).and_then(|last| self.kept.get(last)) {
            self.worst = Some(last.keys());
        }
        Ok(())
    }

    /// Returns the wanted candidates in order; equal ones by id.
    pub(super) fn finish(mut self) -> Result<Vec<Candidate>, SearchError> {
        self.flush()?;
        Ok(self.kept)
    }
}

/// Sorts runs of candidates of several segments with equal keys by id.
fn sort_ties(sorted: &mut [Candidate], version: &Version) -> Result<(), SearchError> {
    for run in sorted.chunk_by_mut(|a, b| a.keys() == b.keys()) {
        let first = run.first().map(|candidate| candidate.address.segment_ord);
        // Those of one segment are in order already.
        if run.iter().all(|candidate| Some(candidate.address.segment_ord) == first) {
            continue;
        }
        let mut with_ids = run.iter().map(|c| Ok((id(version, c.address)?, *c))).collect::<Result<Vec<_>, SearchError>>()?;
        with_ids.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (slot, (_, candidate)) in run.iter_mut().zip(with_ids) {
            *slot = candidate;
        }
    }
    Ok(())
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

/// Where an earlier answer ended.
pub(super) struct After<'a> {
    cursor: Option<&'a Cursor>,
    /// Second key of the cursor's hit, where the order has one.
    rank: u64,
    /// Id of the cursor's hit.
    id: String,
}

impl<'a> After<'a> {
    fn new(version: &'a Version, wanted: &Wanted<'a>) -> Result<Self, SearchError> {
        let (mut rank, mut last) = (0, String::new());
        if let (Some(cursor), Order::Following) = (wanted.after, wanted.order) {
            // Of any version: its hit may have changed since, or be gone.
            last.clone_from(&cursor.last);
        } else if let Some(cursor) = wanted.after {
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
        Ok(Self { cursor: wanted.after, rank, id: last })
    }

    fn keys(&self) -> Option<(u64, u64)> {
        self.cursor.map(|cursor| (cursor.key, self.rank))
    }

    fn id(&self) -> &str {
        &self.id
    }
}

fn second_key(version: &Version, address: DocAddress) -> u64 {
    let segment = version.segments().get(address.segment_ord as usize);
    segment.map_or(u64::MAX, |segment| order::newest_rank(segment.key.values.get_val(address.doc_id)))
}

/// Writes where a hit is, for a cursor on the same version.
pub(super) fn place(address: DocAddress) -> String {
    format!("{}:{}", address.segment_ord, address.doc_id)
}

/// Reads what [`place`] wrote.
pub(super) fn address(place: &str) -> Option<DocAddress> {
    let (segment, doc) = place.split_once(':')?;
    Some(DocAddress::new(segment.parse().ok()?, doc.parse().ok()?))
}

/// Reads the id of a document.
pub(super) fn id(version: &Version, address: DocAddress) -> Result<String, SearchError> {
    let segment = version.segments().get(address.segment_ord as usize);
    Ok(segment.map(|segment| segment.id_of(address.doc_id)).transpose()?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_order_their_keys() {
        let scores = [12.5f32, 3.25, 3.249_999, 0.1, 0.0];
        let keys: Vec<u64> = scores.iter().map(|score| score_key(*score)).collect();
        assert!(keys.is_sorted());
        assert!(keys.iter().zip(scores).all(|(key, score)| key_score(*key).to_bits() == score.to_bits()));
    }
}

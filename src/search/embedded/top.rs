//! The best hits so far, in the whole order of a request.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId};

use crate::article::published::order;
use crate::index::Version;
use crate::search::SearchError;
use crate::search::request::Order;

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

/// The key of a date in an order by date.
pub(super) fn date_key(order: Order, sort_key: u64) -> u64 {
    match order {
        Order::Oldest => order::oldest_rank(sort_key),
        _ => order::newest_rank(sort_key),
    }
}

/// Keeps the best candidates: those asked for and all that are equal with the last of them by
/// their keys, until their ids decide.
#[derive(Debug)]
pub(super) struct Top {
    wanted: usize,
    kept: Vec<Candidate>,
    /// Keys of the last wanted one, once there are as many.
    worst: Option<(u64, u64)>,
    /// How many were kept after the last cut.
    after_cut: usize,
}

/// How far the bar lies below the worst hit's score: block maxima and sums in another order may
/// differ from our scores in the last bits.
const THRESHOLD_SLACK: f32 = 1.0 - 1e-5;

/// Wanted candidates up to which they are kept sorted, so that the worst is always known: the
/// higher the bar, the more is passed over without being scored. More are cut now and then.
const SORTED_MAX: usize = 128;

impl Top {
    pub(super) fn new(wanted: usize) -> Self {
        Self { wanted, kept: Vec::new(), worst: None, after_cut: 0 }
    }

    /// Keys of the worst hit that still counts, if there are enough.
    pub(super) fn worst(&self) -> Option<(u64, u64)> {
        self.worst
    }

    /// A score that a hit must pass to count, for whoever can pass over worse ones; lower than any
    /// while there are not enough.
    pub(super) fn bar(&self) -> f32 {
        self.worst.map_or(f32::MIN, |(key, _)| key_score(key) * THRESHOLD_SLACK)
    }

    /// Takes a candidate.
    #[inline]
    pub(super) fn push(&mut self, candidate: Candidate) {
        if self.wanted == 0 || self.worst.is_some_and(|worst| candidate.keys() > worst) {
            return;
        }
        if self.wanted <= SORTED_MAX {
            self.insert(candidate);
            return;
        }
        self.kept.push(candidate);
        if self.kept.len() >= self.after_cut.saturating_mul(2).max(self.wanted.saturating_mul(2)) {
            self.cut();
        }
    }

    /// Puts a candidate at its place among few, and drops those that no longer count.
    fn insert(&mut self, candidate: Candidate) {
        let at = self.kept.partition_point(|kept| kept.keys() <= candidate.keys());
        self.kept.insert(at, candidate);
        let Some(worst) = self.kept.get(self.wanted - 1).map(Candidate::keys) else { return };
        while self.kept.last().is_some_and(|last| last.keys() > worst) {
            self.kept.pop();
        }
        self.worst = Some(worst);
    }

    fn cut(&mut self) {
        if self.kept.len() > self.wanted {
            let (_, last, _) = self.kept.select_nth_unstable_by(self.wanted - 1, Candidate::cmp_keys);
            let worst = (last.key, last.rank);
            self.kept.retain(|candidate| (candidate.key, candidate.rank) <= worst);
            self.worst = Some(worst);
        }
        self.after_cut = self.kept.len();
    }

    /// Returns the wanted candidates in order; equal ones by id.
    pub(super) fn finish(mut self, version: &Version) -> Result<Vec<Candidate>, SearchError> {
        self.cut();
        let mut kept = self.kept;
        kept.sort_unstable_by(Candidate::cmp_keys);
        sort_ties(&mut kept, version)?;
        kept.truncate(self.wanted);
        Ok(kept)
    }
}

/// Sorts runs of candidates with equal keys by id.
fn sort_ties(sorted: &mut [Candidate], version: &Version) -> Result<(), SearchError> {
    let mut start = 0;
    while start < sorted.len() {
        let rest = sorted.get_mut(start..).unwrap_or_default();
        let first = rest.first().map(|c| (c.key, c.rank));
        let len = rest.iter().take_while(|c| Some((c.key, c.rank)) == first).count().max(1);
        if len > 1 {
            let run = rest.get_mut(..len).unwrap_or_default();
            let mut with_ids = run.iter().map(|c| Ok((id(version, c.address)?, *c))).collect::<Result<Vec<_>, SearchError>>()?;
            with_ids.sort_unstable_by(|a, b| a.0.cmp(&b.0));
            for (slot, (_, candidate)) in run.iter_mut().zip(with_ids) {
                *slot = candidate;
            }
        }
        start += len;
    }
    Ok(())
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
    let mut out = String::new();
    let Some(segment) = version.segments().get(address.segment_ord as usize) else { return Ok(out) };
    if let Some(column) = &segment.id
        && let Some(ord) = ordinal(column, address.doc_id)
    {
        column.ord_to_str(ord, &mut out)?;
    }
    Ok(out)
}

fn ordinal(column: &tantivy::columnar::StrColumn, doc: DocId) -> Option<u64> {
    column.ords().first(doc)
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

    #[test]
    fn all_equals_of_the_last_are_kept_until_ids_decide() {
        for wanted in [2, SORTED_MAX + 1] {
            let mut top = Top::new(wanted);
            for doc in 0..1_000 {
                top.push(Candidate { key: u64::from(doc % 5 != 0), rank: 0, address: DocAddress::new(0, doc) });
            }
            top.cut();
            assert_eq!(top.kept.len(), 200);
            assert_eq!(top.worst(), Some((0, 0)));
        }
    }
}

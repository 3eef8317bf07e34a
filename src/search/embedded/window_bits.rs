//! Windows of documents as bits.

use std::ops::Range;

use tantivy::postings::BlockSegmentPostings;
use tantivy::{DocId, SegmentReader};

/// Documents of a window: what is kept of each fits in the processor's first cache.
pub(super) const WINDOW: usize = 4_096;
/// 64-bit words of a window's bits.
pub(super) const WORDS: usize = WINDOW / 64;

/// Documents of a window, by their place in it.
pub(super) type WindowBits = [u64; WORDS];

/// Puts a document in.
#[inline]
pub(super) fn insert(bits: &mut WindowBits, place: u32) {
    if let Some(word) = bits.get_mut(place as usize / 64) {
        *word |= 1 << (place % 64);
    }
}

/// Puts rising documents in, all of the window: a word of bits is written once.
#[inline]
pub(super) fn insert_all(bits: &mut WindowBits, base: DocId, docs: &[DocId]) {
    let (mut number, mut word) = (0, 0);
    for doc in docs {
        let place = (doc - base) as usize % WINDOW;
        if place / 64 != number {
            if let Some(slot) = bits.get_mut(number) {
                *slot |= word;
            }
            (number, word) = (place / 64, 0);
        }
        word |= 1 << (place % 64);
    }
    if let Some(slot) = bits.get_mut(number) {
        *slot |= word;
    }
}

/// Puts neighbouring documents in.
pub(super) fn fill(bits: &mut WindowBits, places: Range<u32>) {
    let (first, last) = (places.start as usize / 64, places.end as usize / 64);
    for (word, number) in bits.iter_mut().zip(0..).skip(first).take(last + 1 - first) {
        let from = if number == first { u64::MAX << (places.start % 64) } else { u64::MAX };
        let to = if number == last { (1 << (places.end % 64)) - 1 } else { u64::MAX };
        *word |= from & to;
    }
}

/// Moves a cursor over blocks to the first posting that does not lie before a document.
pub(super) fn skip(blocks: &mut BlockSegmentPostings, at: &mut usize, to: DocId) {
    if blocks.docs().get(*at).is_none_or(|next| *next >= to) {
        return;
    }
    if blocks.docs().last().is_some_and(|last| *last < to) {
        *at = blocks.seek(to);
    } else {
        let rest = blocks.docs().get(*at..).unwrap_or_default();
        *at += rest.partition_point(|doc| *doc < to);
    }
}

/// Gives the postings of a window, block by block, and moves a cursor behind them. What lies before
/// the window is passed over.
pub(super) fn each_inside(
    blocks: &mut BlockSegmentPostings,
    at: &mut usize,
    base: DocId,
    mut visit: impl FnMut(&mut BlockSegmentPostings, Range<usize>),
) {
    let end = base.saturating_add(u32::try_from(WINDOW).unwrap_or(u32::MAX));
    skip(blocks, at, base);
    loop {
        let docs = blocks.docs().get(*at..).unwrap_or_default();
        let inside = if docs.last().is_some_and(|last| *last < end) { docs.len() } else { docs.partition_point(|doc| *doc < end) };
        let is_over = docs.is_empty() || inside < docs.len();
        if inside > 0 {
            visit(blocks, *at..*at + inside);
        }
        *at += inside;
        if is_over {
            return;
        }
        blocks.advance();
        *at = 0;
    }
}

/// The documents of a segment that are not deleted.
pub(super) struct Alive<'a>(pub(super) &'a SegmentReader);

impl Alive<'_> {
    /// Leaves deleted documents of a window out.
    pub(super) fn keep(&self, base: DocId, bits: &mut WindowBits) {
        let Some(alive) = self.0.alive_bitset() else { return };
        for (number, word) in bits.iter_mut().enumerate() {
            let mut rest = *word;
            while rest != 0 {
                let bit = rest.trailing_zeros();
                rest &= rest - 1;
                if !alive.is_alive(base + u32::try_from(number * 64).unwrap_or(0) + bit) {
                    *word &= !(1 << bit);
                }
            }
        }
    }

    /// Counts the documents of a window that are left.
    pub(super) fn count(&self, base: DocId, bits: &WindowBits) -> u64 {
        let mut bits = *bits;
        self.keep(base, &mut bits);
        bits.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rising_documents_are_put_in_as_if_one_by_one() {
        let docs = [100, 101, 163, 164, 228, 4_195];
        let (mut all, mut one_by_one) = ([0; WORDS], [0; WORDS]);
        insert_all(&mut all, 100, &docs);
        for doc in docs {
            insert(&mut one_by_one, doc - 100);
        }
        assert_eq!(all, one_by_one);
    }

    #[test]
    fn neighbours_are_filled_as_if_one_by_one() {
        for places in [0..0, 0..1, 3..64, 63..65, 64..128, 5..4_096, 4_095..4_096, 100..100] {
            let (mut filled, mut one_by_one) = ([0; WORDS], [0; WORDS]);
            fill(&mut filled, places.clone());
            for place in places {
                insert(&mut one_by_one, place);
            }
            assert_eq!(filled, one_by_one);
        }
    }
}

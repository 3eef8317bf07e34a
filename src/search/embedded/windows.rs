//! The best hits of words of which one must stand, or all: scored over windows of documents, in one
//! pass that counts all matches too.
//!
//! A window's postings are gathered first. Then the bounds of its blocks tell which documents can
//! still come among the best, and only those are scored.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader};

use super::plan::{Leaf, Plan};
use crate::index::version::Segment;
use crate::search::{SearchError, Stop};

/// Documents of a window: their scores fit in the processor's first cache.
const WINDOW: usize = 4_096;
/// 64-bit words of a window's bits.
const WORDS: usize = WINDOW / 64;
/// Lists above which alternatives are walked document by document: each holds up to a window.
const LISTS_MAX: usize = 1_024;

/// How many times as frequent as the rarest word another that is required may be: a rarer word is
/// better sought in the others' lists than all of these read.
const BALANCE_MAX: u64 = 16;

type WindowBits = [u64; WORDS];

/// Words of which one must stand, or all, each scored by single postings.
pub(super) struct Words<'a> {
    leaves: Vec<&'a Leaf>,
    /// Whether all must stand.
    all: bool,
}

impl<'a> Words<'a> {
    /// Recognises them, where windows are a good way.
    pub(super) fn of(plan: &'a Plan) -> Option<Self> {
        let (plans, all) = match plan {
            Plan::Text(_) => (std::slice::from_ref(plan), false),
            Plan::Or(plans) => (plans.as_slice(), false),
            Plan::And(plans) => (plans.as_slice(), true),
            _ => return None,
        };
        let leaf = |plan: &'a Plan| match plan {
            Plan::Text(leaf) if !leaf.is_positional() && !leaf.is_name() && leaf.is_disjoint() => Some(leaf.as_ref()),
            _ => None,
        };
        let leaves: Vec<&Leaf> = plans.iter().map(leaf).collect::<Option<_>>()?;
        let lists: usize = leaves.iter().flat_map(|leaf| &leaf.parts).map(|part| part.terms.len()).sum();
        let freqs = || leaves.iter().map(|leaf| leaf.doc_freq);
        let balanced = freqs().max() <= freqs().min().map(|least| least.saturating_mul(BALANCE_MAX));
        (lists <= LISTS_MAX && (!all || balanced)).then_some(Self { leaves, all })
    }

    /// Whether bounds are the scores themselves.
    pub(super) fn bounds_are_scores(&self) -> bool {
        self.leaves.iter().all(|leaf| leaf.form.is_none())
    }

    /// Gives the live matches of a segment whose bound is more than the last answer of `found`, and
    /// returns the number of all live matches.
    ///
    /// A bound is no less than the score, and is the score where no leaf has an exact form: the sum
    /// over the leaves in their order, as on every other path. `bounded` says whether the block
    /// maxima of the segment are those of the whole version.
    pub(super) fn each(
        &self,
        segment: &Segment,
        bounded: bool,
        stop: &Stop,
        found: &mut dyn FnMut(DocId, f32) -> f32,
    ) -> Result<u64, SearchError> {
        let mut lists = self.open(segment)?;
        let alive = Alive(&segment.reader);
        let mut window = Window::new(self.leaves.len());
        let (mut total, mut threshold, mut base) = (0, f32::MIN, 0);
        // From the first posting on: rare words leave most windows empty.
        while let Some(first) = lists.iter().filter_map(List::next_doc).min() {
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
            base = (first / 64 * 64).max(base);
            window.gather(&mut lists, base, bounded);
            let found_here = if self.all { window.all() } else { window.any() };
            total += alive.count(base, &found_here);
            if let Some(mut mask) = window.candidates(threshold) {
                mask.iter_mut().zip(&found_here).for_each(|(mask, word)| *mask &= word);
                alive.keep(base, &mut mask);
                window.score(&lists, base, threshold, &mut mask);
                threshold = window.visit(base, &mask, threshold, found);
            }
            base = base.saturating_add(u32::try_from(WINDOW).unwrap_or(u32::MAX));
        }
        Ok(total)
    }

    fn open(&self, segment: &Segment) -> Result<Vec<List>, SearchError> {
        let mut lists = Vec::new();
        for (number, leaf) in self.leaves.iter().enumerate() {
            let (Some(part), Some(weight)) = (leaf.parts.first(), leaf.weight.as_ref()) else { continue };
            let field = part.layer.field();
            let inverted = segment.reader.inverted_index(field)?;
            let norms = segment.reader.get_fieldnorms_reader(field)?;
            for info in part.infos(segment) {
                let blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
                let weight = weight.boost_by(leaf.ratio());
                lists.push(List { leaf: number, blocks, at: 0, weight, norms: norms.clone(), held: Vec::new() });
            }
        }
        Ok(lists)
    }
}

/// One posting list on its way through the windows.
struct List {
    leaf: usize,
    blocks: BlockSegmentPostings,
    /// Next posting of the block.
    at: usize,
    weight: Bm25Weight,
    norms: FieldNormReader,
    /// Postings of the window: place in it, and frequency.
    held: Vec<(u16, u32)>,
}

impl List {
    fn next_doc(&self) -> Option<DocId> {
        self.blocks.docs().get(self.at).copied()
    }

    /// Takes the postings of a window; returns the most that one of them can score.
    #[allow(clippy::cast_possible_truncation, reason = "a place in a window is below 4096")]
    fn gather(&mut self, base: DocId, bounded: bool, bits: &mut WindowBits) -> f32 {
        self.held.clear();
        let end = base.saturating_add(WINDOW as u32);
        let mut most = 0.0f32;
        loop {
            let docs = self.blocks.docs().get(self.at..).unwrap_or_default();
            let inside = if docs.last().is_some_and(|last| *last < end) { docs.len() } else { docs.partition_point(|doc| *doc < end) };
            let freqs = self.blocks.freqs().get(self.at..).unwrap_or_default();
            let place = |doc: DocId| (doc - base) as usize % WINDOW;
            for doc in docs.iter().take(inside) {
                let place = place(*doc);
                if let Some(word) = bits.get_mut(place / 64) {
                    *word |= 1 << (place % 64);
                }
            }
            self.held.extend(docs.iter().zip(freqs).take(inside).map(|(doc, freq)| (place(*doc) as u16, *freq)));
            let is_over = docs.is_empty() || inside < docs.len();
            if inside > 0 {
                most = if bounded { most.max(self.blocks.block_max_score(&self.norms, &self.weight)) } else { f32::INFINITY };
            }
            self.at += inside;
            if is_over {
                return most;
            }
            self.blocks.advance();
            self.at = 0;
        }
    }
}

/// What is known of the documents of a window.
struct Window {
    /// Documents of each leaf.
    bits: Vec<WindowBits>,
    /// The most that each leaf can add to a score.
    bounds: Vec<f32>,
    scores: Vec<f32>,
}

impl Window {
    fn new(leaves: usize) -> Self {
        Self { bits: vec![[0; WORDS]; leaves], bounds: vec![0.0; leaves], scores: vec![0.0; WINDOW] }
    }

    fn gather(&mut self, lists: &mut [List], base: DocId, bounded: bool) {
        self.bits.fill([0; WORDS]);
        self.bounds.fill(0.0);
        for list in lists {
            if let (Some(bits), Some(bound)) = (self.bits.get_mut(list.leaf), self.bounds.get_mut(list.leaf)) {
                *bound = bound.max(list.gather(base, bounded, bits));
            }
        }
    }

    /// Documents of any leaf.
    fn any(&self) -> WindowBits {
        let mut any = [0; WORDS];
        self.bits.iter().for_each(|bits| any.iter_mut().zip(bits).for_each(|(any, word)| *any |= word));
        any
    }

    /// Documents of all leaves.
    fn all(&self) -> WindowBits {
        let mut all = [u64::MAX; WORDS];
        self.bits.iter().for_each(|bits| all.iter_mut().zip(bits).for_each(|(all, word)| *all &= word));
        all
    }

    /// Documents whose leaves can add up to more than a threshold; `None` if none can.
    fn candidates(&self, threshold: f32) -> Option<WindowBits> {
        let mut order: Vec<usize> = (0..self.bounds.len()).collect();
        let bound = |leaf: &usize| self.bounds.get(*leaf).copied().unwrap_or(0.0);
        order.sort_by(|a, b| bound(a).total_cmp(&bound(b)));
        // The weakest leaves together do not reach the threshold: a candidate has another one.
        let mut sum = 0.0;
        let weak = order.iter().take_while(|leaf| {
            sum += bound(leaf);
            sum <= threshold
        });
        let weak = weak.count();
        if weak == order.len() {
            return None;
        }
        let strongest = order.last().map_or(0.0, bound);
        let (mut strong, mut once, mut twice) = ([0; WORDS], [0; WORDS], [0; WORDS]);
        for (place, leaf) in order.iter().enumerate() {
            for (word, ((strong, once), twice)) in
                self.bits.get(*leaf).into_iter().flatten().zip(strong.iter_mut().zip(&mut once).zip(&mut twice))
            {
                *twice |= *once & word;
                *once |= word;
                if place >= weak {
                    *strong |= word;
                }
            }
        }
        // No leaf reaches the threshold alone: a candidate has two.
        if strongest <= threshold {
            strong.iter_mut().zip(&twice).for_each(|(strong, twice)| *strong &= twice);
        }
        Some(strong)
    }

    /// Adds up the scores of the documents of a mask, leaf by leaf; a document that cannot pass the
    /// threshold any more leaves the mask.
    fn score(&mut self, lists: &[List], base: DocId, threshold: f32, mask: &mut WindowBits) {
        for list in lists {
            let rest: f32 = self.bounds.iter().skip(list.leaf + 1).sum();
            for (place, freq) in &list.held {
                let place = usize::from(*place) % WINDOW;
                let bit = 1 << (place % 64);
                let (Some(word), Some(score)) = (mask.get_mut(place / 64), self.scores.get_mut(place)) else { continue };
                if *word & bit == 0 {
                    continue;
                }
                let norm = list.norms.fieldnorm_id(base + u32::try_from(place).unwrap_or(0));
                let sum = *score + list.weight.score(norm, *freq);
                if sum + rest > threshold {
                    *score = sum;
                } else {
                    *score = 0.0;
                    *word &= !bit;
                }
            }
        }
    }

    /// Gives the documents that score more than a threshold, and forgets all scores; returns the
    /// last threshold.
    fn visit(&mut self, base: DocId, mask: &WindowBits, mut threshold: f32, found: &mut dyn FnMut(DocId, f32) -> f32) -> f32 {
        for (number, word) in mask.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let place = number * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                let Some(score) = self.scores.get_mut(place).map(std::mem::take) else { continue };
                if score > threshold {
                    threshold = found(base + u32::try_from(place).unwrap_or(0), score);
                }
            }
        }
        threshold
    }
}

/// The documents of a segment that are not deleted.
struct Alive<'a>(&'a SegmentReader);

impl Alive<'_> {
    /// Leaves deleted documents of a window out.
    fn keep(&self, base: DocId, bits: &mut WindowBits) {
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
    fn count(&self, base: DocId, bits: &WindowBits) -> u64 {
        let mut bits = *bits;
        self.keep(base, &mut bits);
        bits.iter().map(|word| u64::from(word.count_ones())).sum()
    }
}

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

use super::plan::{Leaf, Part, Plan};
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

    /// Gives the live matches of a segment that score more than the last answer of `found`, and
    /// returns the number of all live matches.
    ///
    /// A score is the sum over the leaves in their order, as on every other path. `bounded` says
    /// whether the block maxima of the segment are those of the whole version.
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
            // Behind the end of a required list nothing matches.
            if self.all && (lists.len() < self.leaves.len() || lists.iter().any(|list| list.next_doc().is_none())) {
                break;
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
            let norms = segment.reader.get_fieldnorms_reader(part.layer.field())?;
            let open = |part: &Part, weight: &Bm25Weight| -> Result<Vec<Postings>, SearchError> {
                let inverted = segment.reader.inverted_index(part.layer.field())?;
                let open = |info| {
                    let blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
                    Ok(Postings { blocks, at: 0, weight: weight.clone(), held: Vec::new() })
                };
                part.infos(segment).iter().map(open).collect()
            };
            let form = match &leaf.form {
                Some(form) => open(&form.part, &form.weight)?.pop().map(|postings| (postings, form.ratio)),
                None => None,
            };
            lists.push(List { leaf: number, norms, readings: open(part, weight)?, form });
        }
        Ok(lists)
    }
}

/// The posting lists of a leaf on their way through the windows.
struct List {
    leaf: usize,
    norms: FieldNormReader,
    /// The readings of the word; no document is in two of them.
    readings: Vec<Postings>,
    /// Its exact form, and how many times a reading's score the form's can be in one document; each
    /// of its documents is in one of the readings too.
    form: Option<(Postings, f32)>,
}

impl List {
    fn next_doc(&self) -> Option<DocId> {
        self.readings.iter().filter_map(Postings::next_doc).min()
    }

    /// Takes the postings of a window.
    fn gather(&mut self, base: DocId, bounded: bool, into: &mut LeafWindow) {
        into.docs = [0; WORDS];
        into.bound = 0.0;
        for reading in &mut self.readings {
            into.bound = into.bound.max(reading.gather(base, bounded, &self.norms, &mut into.docs));
        }
        if let Some((form, ratio)) = &mut self.form {
            form.gather(base, false, &self.norms, &mut [0; WORDS]);
            // The lengths that the form's block maxima were made of are not those of its scores.
            if !form.held.is_empty() {
                into.bound *= *ratio;
            }
        }
    }
}

/// One posting list.
struct Postings {
    blocks: BlockSegmentPostings,
    /// Next posting of the block.
    at: usize,
    weight: Bm25Weight,
    /// Postings of the window: place in it, and frequency.
    held: Vec<(u16, u32)>,
}

impl Postings {
    fn next_doc(&self) -> Option<DocId> {
        self.blocks.docs().get(self.at).copied()
    }

    /// Takes the postings of a window; returns the most that one of them can score.
    #[allow(clippy::cast_possible_truncation, reason = "a place in a window is below 4096")]
    fn gather(&mut self, base: DocId, bounded: bool, norms: &FieldNormReader, bits: &mut WindowBits) -> f32 {
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
                most = if bounded { most.max(self.blocks.block_max_score(norms, &self.weight)) } else { f32::INFINITY };
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

/// What is known of a leaf in a window.
#[derive(Clone)]
struct LeafWindow {
    docs: WindowBits,
    /// The most that the leaf can add to a score.
    bound: f32,
}

/// What is known of the documents of a window.
struct Window {
    leaves: Vec<LeafWindow>,
    scores: Vec<f32>,
}

impl Window {
    fn new(leaves: usize) -> Self {
        let leaf = LeafWindow { docs: [0; WORDS], bound: 0.0 };
        Self { leaves: vec![leaf; leaves], scores: vec![0.0; WINDOW] }
    }

    fn gather(&mut self, lists: &mut [List], base: DocId, bounded: bool) {
        for list in lists {
            if let Some(leaf) = self.leaves.get_mut(list.leaf) {
                list.gather(base, bounded, leaf);
            }
        }
    }

    /// Documents of any leaf.
    fn any(&self) -> WindowBits {
        let mut any = [0; WORDS];
        self.leaves.iter().for_each(|leaf| any.iter_mut().zip(&leaf.docs).for_each(|(any, word)| *any |= word));
        any
    }

    /// Documents of all leaves.
    fn all(&self) -> WindowBits {
        let mut all = [u64::MAX; WORDS];
        self.leaves.iter().for_each(|leaf| all.iter_mut().zip(&leaf.docs).for_each(|(all, word)| *all &= word));
        all
    }

    /// Documents whose leaves can add up to more than a threshold; `None` if none can.
    fn candidates(&self, threshold: f32) -> Option<WindowBits> {
        let mut order: Vec<usize> = (0..self.leaves.len()).collect();
        let bound = |leaf: &usize| self.leaves.get(*leaf).map_or(0.0, |leaf| leaf.bound);
        order.sort_unstable_by(|a, b| bound(a).total_cmp(&bound(b)));
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
                self.leaves.get(*leaf).into_iter().flat_map(|leaf| &leaf.docs).zip(strong.iter_mut().zip(&mut once).zip(&mut twice))
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
            let rest: f32 = self.leaves.iter().skip(list.leaf + 1).map(|leaf| leaf.bound).sum();
            for reading in &list.readings {
                let mut form = list.form.as_ref().map(|(form, _)| (form.held.iter().peekable(), &form.weight));
                for (place, freq) in &reading.held {
                    let at = usize::from(*place) % WINDOW;
                    let bit = 1 << (at % 64);
                    let (Some(word), Some(score)) = (mask.get_mut(at / 64), self.scores.get_mut(at)) else { continue };
                    if *word & bit == 0 {
                        continue;
                    }
                    let norm = list.norms.fieldnorm_id(base + u32::from(*place));
                    let mut own = reading.weight.score(norm, *freq);
                    if let Some((held, weight)) = &mut form {
                        while held.next_if(|(before, _)| before < place).is_some() {}
                        if let Some((_, freq)) = held.next_if(|(same, _)| same == place) {
                            own = own.max(weight.score(norm, *freq));
                        }
                    }
                    let sum = *score + own;
                    if sum + rest > threshold {
                        *score = sum;
                    } else {
                        *score = 0.0;
                        *word &= !bit;
                    }
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

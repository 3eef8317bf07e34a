//! The best hits of words of which one must stand, or all: scored over windows of documents, in one
//! pass that counts all matches too.
//!
//! A window's postings are gathered first. Then the bounds of its blocks tell which documents can
//! still come among the best, and only those are scored.

use tantivy::DocId;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;

use super::filter::{self, Filter};
use super::plan::{Leaf, Part, Plan};
use super::window_bits::{Alive, WINDOW, WORDS, WindowBits, each_inside};
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::{SearchError, Stop};

/// Lists above which alternatives are walked document by document: each holds up to a window.
const LISTS_MAX: usize = 1_024;

/// How many times as frequent as the rarest word another that is required may be: a rarer word is
/// better sought in the others' lists than all of these read.
const BALANCE_MAX: u64 = 16;

/// Words of which one must stand, or all, each scored by single postings, perhaps within filters.
pub(super) struct Words<'a> {
    leaves: Vec<&'a Leaf>,
    /// Whether all must stand.
    all: bool,
    /// What every match must pass besides; nothing of it scores.
    filters: Vec<&'a Plan>,
}

impl<'a> Words<'a> {
    /// Recognises them, where windows are a good way.
    pub(super) fn of(plan: &'a Plan, version: &Version) -> Result<Option<Self>, SearchError> {
        let Some(words) = Self::parts(plan) else { return Ok(None) };
        let lists: usize = words.leaves.iter().flat_map(|leaf| &leaf.parts).map(|part| part.terms.len()).sum();
        if lists > LISTS_MAX || words.leaves.iter().any(|leaf| leaf.weight.is_none() && leaf.doc_freq > 0) {
            return Ok(None);
        }
        let freqs = || words.leaves.iter().map(|leaf| leaf.doc_freq);
        // What a window must read, and what the rarest of its lists would.
        let most = if words.all { freqs().max() } else { Some(freqs().sum()) };
        let mut least = if words.all { freqs().min() } else { most };
        for filter in &words.filters {
            least = least.min(filter::estimate(filter, version)?.or(least));
        }
        let is_balanced = most <= least.map(|least| least.saturating_mul(BALANCE_MAX));
        Ok(is_balanced.then_some(words))
    }

    fn parts(plan: &'a Plan) -> Option<Self> {
        let leaf = |plan: &'a Plan| match plan {
            Plan::Text(leaf) if leaf.is_plain() => Some(leaf.as_ref()),
            _ => None,
        };
        let any = |plans: &'a [Plan]| plans.iter().map(leaf).collect::<Option<Vec<_>>>();
        match plan {
            Plan::Or(plans) => Some(Self { leaves: any(plans)?, all: false, filters: Vec::new() }),
            Plan::And(plans) => {
                let (scored, filters): (Vec<&Plan>, Vec<&Plan>) = plans.iter().partition(|plan| plan.scores());
                match scored.as_slice() {
                    [] => None,
                    [Plan::Or(plans)] => Some(Self { leaves: any(plans)?, all: false, filters }),
                    _ => Some(Self { leaves: scored.into_iter().map(leaf).collect::<Option<_>>()?, all: true, filters }),
                }
            }
            _ => None,
        }
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
        let mut filters = self.filters.iter().map(|filter| Filter::open(filter, segment)).collect::<Result<Vec<_>, _>>()?;
        if self.all && lists.len() < self.leaves.len() {
            return Ok(0);
        }
        let alive = Alive(&segment.reader);
        let mut window = Window::new(self.leaves.len(), self.leaves.iter().map(|leaf| leaf.form.is_some()));
        let (mut total, mut threshold, mut base) = (0, f32::MIN, 0);
        // From the first document on that may match: rare words leave most windows empty.
        while let Some(first) = self.first(&mut lists, &mut filters, base) {
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
            base = (first / 64 * 64).max(base);
            window.gather(&mut lists, base, bounded);
            let mut found_here = if self.all { window.all() } else { window.any() };
            for filter in &mut filters {
                filter.keep(base, &mut found_here);
            }
            if found_here.iter().any(|word| *word != 0) {
                total += alive.count(base, &found_here);
                if let Some(mut mask) = window.candidates(threshold) {
                    mask.iter_mut().zip(&found_here).for_each(|(mask, word)| *mask &= word);
                    alive.keep(base, &mut mask);
                    threshold = window.visit(&lists, base, &mask, threshold, found);
                }
            }
            base = base.saturating_add(u32::try_from(WINDOW).unwrap_or(u32::MAX));
        }
        Ok(total)
    }

    /// A document before which nothing matches from `from` on; `None` if nothing does behind it.
    fn first(&self, lists: &mut [List], filters: &mut [Filter], from: DocId) -> Option<DocId> {
        let mut first = from;
        if self.all {
            for list in lists.iter() {
                first = first.max(list.next_doc()?);
            }
        } else {
            first = first.max(lists.iter().filter_map(List::next_doc).min()?);
        }
        for filter in filters {
            first = filter.next(first)?;
        }
        Some(first)
    }

    fn open(&self, segment: &Segment) -> Result<Vec<List>, SearchError> {
        let mut lists = Vec::new();
        for (number, leaf) in self.leaves.iter().enumerate() {
            let (Some(part), Some(weight)) = (leaf.parts.first(), leaf.weight.as_ref()) else { continue };
            let norms = segment.reader.get_fieldnorms_reader(part.layer.field())?;
            let open = |part: &Part| -> Result<Vec<Postings>, SearchError> {
                let inverted = segment.reader.inverted_index(part.layer.field())?;
                let open = |info| {
                    let blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
                    Ok(Postings { blocks, at: 0 })
                };
                part.infos(segment).iter().map(open).collect()
            };
            let form = match &leaf.form {
                Some(form) => {
                    let norms = segment.reader.get_fieldnorms_reader(form.part.layer.field())?;
                    open(&form.part)?.pop().map(|postings| Form { postings, norms, weight: form.weight.clone() })
                }
                None => None,
            };
            lists.push(List { leaf: number, norms, weight: weight.clone(), readings: open(part)?, form });
        }
        Ok(lists)
    }
}

/// The posting lists of a leaf on their way through the windows.
struct List {
    leaf: usize,
    norms: FieldNormReader,
    weight: Bm25Weight,
    /// The readings of the word; no document is in two of them.
    readings: Vec<Postings>,
    /// Each of its documents is in one of the readings too.
    form: Option<Form>,
}

/// The exact form of a leaf's word.
struct Form {
    postings: Postings,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

impl List {
    fn next_doc(&self) -> Option<DocId> {
        self.readings.iter().filter_map(Postings::next_doc).min()
    }

    /// Takes the postings of a window.
    fn gather(&mut self, base: DocId, bounded: bool, into: &mut LeafWindow) {
        into.stem.clear();
        let mut most = 0.0f32;
        for reading in &mut self.readings {
            reading.gather(base, &mut into.stem, |blocks| {
                most = if bounded { most.max(blocks.block_max_score(&self.norms, &self.weight)) } else { f32::INFINITY };
            });
        }
        if let (Some(form), Some(of_form)) = (&mut self.form, &mut into.form) {
            of_form.clear();
            form.postings.gather(base, of_form, |blocks| {
                most = if bounded { most.max(blocks.block_max_score(&form.norms, &form.weight)) } else { f32::INFINITY };
            });
        }
        into.bound = most;
    }

    /// The score of a document of a window, at its place in it.
    #[inline]
    fn score(&self, of: &LeafWindow, doc: DocId, place: usize) -> f32 {
        let score = self.weight.score(self.norms.fieldnorm_id(doc), of.stem.freq(place));
        match (&self.form, &of.form) {
            (Some(form), Some(of)) if of.holds(place) => score.max(form.weight.score(form.norms.fieldnorm_id(doc), of.freq(place))),
            _ => score,
        }
    }
}

/// One posting list.
struct Postings {
    blocks: BlockSegmentPostings,
    /// Next posting of the block.
    at: usize,
}

impl Postings {
    fn next_doc(&self) -> Option<DocId> {
        self.blocks.docs().get(self.at).copied()
    }

    /// Takes the postings of a window; `block` is called for each block that has some.
    fn gather(&mut self, base: DocId, into: &mut WindowPostings, mut block: impl FnMut(&mut BlockSegmentPostings)) {
        each_inside(&mut self.blocks, &mut self.at, base, |blocks, inside| {
            let docs = blocks.docs().get(inside.clone()).unwrap_or_default();
            into.take(base, docs, blocks.freqs().get(inside).unwrap_or_default());
            block(blocks);
        });
    }
}

/// The postings of a window, by place.
#[derive(Clone)]
struct WindowPostings {
    docs: WindowBits,
    /// How often the word stands in each document that has it; what others have is left from
    /// earlier windows.
    freqs: Box<[u16; WINDOW]>,
    /// Frequencies that are too large for their places.
    large: Vec<(usize, u32)>,
}

impl WindowPostings {
    fn new() -> Self {
        Self { docs: [0; WORDS], freqs: Box::new([0; WINDOW]), large: Vec::new() }
    }

    fn clear(&mut self) {
        self.docs = [0; WORDS];
        self.large.clear();
    }

    #[inline]
    fn take(&mut self, base: DocId, docs: &[DocId], freqs: &[u32]) {
        for (doc, freq) in docs.iter().zip(freqs) {
            let place = (doc - base) as usize % WINDOW;
            let kept = u16::try_from(*freq).unwrap_or(u16::MAX);
            if kept == u16::MAX {
                self.large.push((place, *freq));
            }
            if let (Some(word), Some(slot)) = (self.docs.get_mut(place / 64), self.freqs.get_mut(place)) {
                *word |= 1 << (place % 64);
                *slot = kept;
            }
        }
    }

    #[inline]
    fn holds(&self, place: usize) -> bool {
        self.docs.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0)
    }

    #[inline]
    fn freq(&self, place: usize) -> u32 {
        let kept = self.freqs.get(place).copied().unwrap_or(0);
        if kept < u16::MAX {
            return u32::from(kept);
        }
        self.large.iter().find(|(large, _)| *large == place).map_or(0, |(_, freq)| *freq)
    }
}

/// What is known of a leaf in a window.
struct LeafWindow {
    stem: WindowPostings,
    form: Option<WindowPostings>,
    /// The most that the leaf can add to a score.
    bound: f32,
}

/// What is known of the documents of a window.
struct Window {
    leaves: Vec<LeafWindow>,
    /// Leaves from the least bound to the greatest.
    order: Vec<usize>,
    /// The most that the leaves behind each list can add.
    rest: Vec<f32>,
}

impl Window {
    fn new(leaves: usize, forms: impl Iterator<Item = bool>) -> Self {
        let form = |has: bool| has.then(WindowPostings::new);
        let of = |has| LeafWindow { stem: WindowPostings::new(), form: form(has), bound: 0.0 };
        Self { leaves: forms.map(of).collect(), order: (0..leaves).collect(), rest: Vec::new() }
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
        self.leaves.iter().for_each(|leaf| any.iter_mut().zip(&leaf.stem.docs).for_each(|(any, word)| *any |= word));
        any
    }

    /// Documents of all leaves.
    fn all(&self) -> WindowBits {
        let mut all = [u64::MAX; WORDS];
        self.leaves.iter().for_each(|leaf| all.iter_mut().zip(&leaf.stem.docs).for_each(|(all, word)| *all &= word));
        all
    }

    /// Documents whose leaves can add up to more than a threshold; `None` if none can.
    fn candidates(&mut self, threshold: f32) -> Option<WindowBits> {
        let Self { leaves, order, .. } = self;
        let bound = |leaf: &usize| leaves.get(*leaf).map_or(0.0, |leaf| leaf.bound);
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
                leaves.get(*leaf).into_iter().flat_map(|leaf| &leaf.stem.docs).zip(strong.iter_mut().zip(&mut once).zip(&mut twice))
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

    /// Scores the documents of a mask and gives those that score more than a threshold; returns the
    /// last threshold.
    fn visit(
        &mut self,
        lists: &[List],
        base: DocId,
        mask: &WindowBits,
        mut threshold: f32,
        found: &mut dyn FnMut(DocId, f32) -> f32,
    ) -> f32 {
        self.rest.clear();
        let rest = |list: &List| self.leaves.iter().skip(list.leaf + 1).map(|leaf| leaf.bound).sum::<f32>();
        self.rest.extend(lists.iter().map(rest));
        for (number, word) in mask.iter().enumerate() {
            let mut word = *word;
            while word != 0 {
                let place = number * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                let doc = base + u32::try_from(place).unwrap_or(0);
                if let Some(score) = self.score(lists, doc, place, threshold) {
                    threshold = found(doc, score);
                }
            }
        }
        threshold
    }

    /// The score of a document, leaf by leaf; `None` once it cannot pass a threshold any more.
    #[inline]
    fn score(&self, lists: &[List], doc: DocId, place: usize, threshold: f32) -> Option<f32> {
        let mut score = 0.0;
        for (list, rest) in lists.iter().zip(&self.rest) {
            let of = self.leaves.get(list.leaf)?;
            if of.stem.holds(place) {
                score += list.score(of, doc, place);
            }
            if score + rest <= threshold {
                return None;
            }
        }
        (score > threshold).then_some(score)
    }
}

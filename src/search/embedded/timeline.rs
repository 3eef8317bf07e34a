//! Timelines: exact counts of articles in calendar buckets.

use std::collections::BTreeMap;
use std::sync::Arc;

use tantivy::postings::{BlockSegmentPostings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet as _};

use super::collect::Collector;
use super::plan::Plan;
use super::slots::{Slot, Slots};
use crate::article::published::{Bucket, Interval, Zone, order};
use crate::index::Version;
use crate::index::version::{Calendar, Segment};
use crate::search::SearchError;
use crate::search::limits::BUCKETS_MAX;
use crate::search::request::{DateColumn, Dates};

/// Counts of buckets on the way to a timeline.
pub(super) struct BucketCounts {
    interval: Interval,
    zone: Zone,
    calendar: Arc<Calendar>,
    counts: BTreeMap<Bucket, u64>,
    undated: u64,
    coarser: u64,
    /// Column and bounds of the segment at hand.
    segment: Option<(tantivy::columnar::Column<u64>, [u32; 5])>,
    ord: usize,
    /// The cell that the last document lay in, where it ends, and its documents so far.
    cell: usize,
    end: DocId,
    count: u64,
    /// Buckets of another date than that of publication, in which documents do not lie in order.
    slots: Option<Slots>,
}

/// Buckets without holes and what lies in none.
pub(super) struct Counted {
    pub(super) interval: Interval,
    pub(super) buckets: Vec<(Bucket, u64)>,
    pub(super) undated: u64,
    pub(super) coarser: u64,
}

impl BucketCounts {
    pub(super) fn new(version: &Version, interval: Interval, dates: &Dates) -> Self {
        let (zone, column) = (dates.zone, dates.column);
        Self {
            slots: (column != DateColumn::Published).then(|| Slots::new(interval, zone, column)),
            interval,
            zone,
            calendar: version.calendar(interval, zone),
            counts: BTreeMap::new(),
            undated: 0,
            coarser: 0,
            segment: None,
            ord: 0,
            cell: 0,
            end: 0,
            count: 0,
        }
    }

    fn begin(&mut self, ord: u32, segment: &Segment) {
        self.flush();
        if let Some(slots) = &mut self.slots {
            slots.segment(segment);
        }
        self.segment = Some((segment.key.clone(), segment.bounds));
        self.ord = ord as usize;
        self.cell = 0;
        self.end = self.calendar.of_segment(self.ord).first().map_or(0, |cell| cell.end);
    }

    fn cells(&self) -> usize {
        self.calendar.of_segment(self.ord).len()
    }

    /// Gives the counted documents to their bucket.
    fn flush(&mut self) {
        let count = std::mem::take(&mut self.count);
        if count == 0 {
            return;
        }
        match self.calendar.of_segment(self.ord).get(self.cell).and_then(|cell| cell.bucket) {
            Some(bucket) => *self.counts.entry(bucket).or_default() += count,
            None => self.coarser += count,
        }
    }

    /// Moves on to the cell that holds a document.
    fn locate(&mut self, doc: DocId) {
        self.flush();
        let cells = self.calendar.of_segment(self.ord);
        let rest = cells.get(self.cell..).unwrap_or_default();
        self.cell += rest.partition_point(|cell| cell.end <= doc);
        self.end = cells.get(self.cell).map_or(0, |cell| cell.end);
    }

    /// Counts a document of the months and years, which mix in their block.
    fn coarse(&mut self, doc: DocId) {
        let Some((key, _)) = &self.segment else { return };
        let bucket = order::parts(key.values.get_val(doc)).and_then(|parts| self.interval.bucket_of(&parts, self.zone));
        match bucket {
            Some(bucket) => *self.counts.entry(bucket).or_default() += 1,
            None => self.coarser += 1,
        }
    }

    /// Counts documents by another date than that of publication. Returns whether there is one.
    fn by_slots(&mut self, docs: &[DocId]) -> bool {
        let Some(slots) = &mut self.slots else { return false };
        for doc in docs {
            match slots.of(*doc) {
                Slot::Bucket(bucket) => *self.counts.entry(bucket).or_default() += 1,
                Slot::Coarser => self.coarser += 1,
                Slot::Undated => self.undated += 1,
            }
        }
        true
    }

    /// Returns the articles of each bucket that has some.
    pub(super) fn into_counts(mut self) -> BTreeMap<Bucket, u64> {
        self.flush();
        self.counts
    }

    /// Returns the buckets without holes.
    pub(super) fn finish(mut self) -> Result<Counted, SearchError> {
        self.flush();
        let mut buckets = Vec::new();
        if let (Some(first), Some(last)) = (self.counts.keys().next().copied(), self.counts.keys().next_back().copied()) {
            check_size(self.interval, &first, &last, self.zone)?;
            let mut at = Some(first);
            while let Some(bucket) = at.filter(|bucket| *bucket <= last) {
                let count = self.counts.get(&bucket).copied().unwrap_or(0);
                buckets.push((bucket, count));
                at = self.interval.next(&bucket, self.zone);
            }
        }
        Ok(Counted { interval: self.interval, buckets, undated: self.undated, coarser: self.coarser })
    }
}

/// Refuses a timeline of too many buckets.
fn check_size(interval: Interval, first: &Bucket, last: &Bucket, zone: Zone) -> Result<(), SearchError> {
    let buckets = interval.count(first, last);
    if buckets <= BUCKETS_MAX {
        return Ok(());
    }
    Err(SearchError::TooManyBuckets {
        interval: interval.as_str(),
        first: interval.label(first, zone),
        last: interval.label(last, zone),
        buckets,
        max: BUCKETS_MAX,
        fits: Interval::Decade.as_str(),
    })
}

impl Collector for BucketCounts {
    fn segment(&mut self, ord: u32, segment: &Segment) -> Result<(), SearchError> {
        self.begin(ord, segment);
        Ok(())
    }

    fn docs(&mut self, docs: &[DocId]) {
        if self.by_slots(docs) {
            return;
        }
        let Some((_, [_, _, coarser_from, undated_from, _])) = self.segment else { return };
        let mut rest = docs;
        while let Some((doc, _)) = rest.split_first() {
            // All documents before the cell's end at once.
            let inside = rest.partition_point(|doc| *doc < self.end);
            self.count += inside as u64;
            if inside > 0 {
                rest = rest.get(inside..).unwrap_or_default();
                continue;
            }
            rest = rest.get(1..).unwrap_or_default();
            if *doc < coarser_from {
                self.locate(*doc);
                self.count += 1;
            } else if *doc < undated_from {
                self.coarse(*doc);
            } else {
                self.undated += 1;
            }
        }
    }
}

/// Postings a cell from which stepping from cell to cell is cheaper than walking them: a step
/// decodes a block of 128, a walk costs about a nanosecond a posting.
const POSTINGS_PER_STEP: usize = 256;

/// Counts the buckets of a single posting list by its skip data, where that is possible: one word
/// or value and no deleted documents. Returns whether it was.
pub(super) fn by_rank(version: &Version, plan: &Plan, counts: &mut BucketCounts) -> Result<bool, SearchError> {
    let Some((field, terms)) = single_list(plan).filter(|_| counts.slots.is_none()) else { return Ok(false) };
    if version.segments().iter().any(|segment| segment.reader.has_deletes()) {
        return Ok(false);
    }
    for (segment, ord) in version.segments().iter().zip(0..) {
        let inverted = segment.reader.inverted_index(field)?;
        for term in terms {
            let term = Term::from_field_text(field, term);
            let Some(info) = inverted.get_term_info(&term)? else { continue };
            counts.begin(ord, segment);
            let mut list = inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
            if info.doc_freq as usize >= counts.cells() * POSTINGS_PER_STEP {
                counts.rank_list(&mut list);
                // Months and years are few: each is looked at.
                let [_, _, coarser_from, undated_from, _] = segment.bounds;
                counts.undated += u64::from(info.doc_freq - list.rank(undated_from));
                counts.walk(inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?, coarser_from..undated_from);
            } else {
                while list.block_len() > 0 {
                    counts.docs(list.docs());
                    list.advance();
                }
                counts.flush();
            }
        }
    }
    Ok(true)
}

fn single_list(plan: &Plan) -> Option<(Field, &[String])> {
    match plan {
        Plan::Text(leaf) if !leaf.is_positional() && leaf.is_disjoint() => {
            leaf.parts.first().map(|part| (part.layer.field(), part.terms.as_slice()))
        }
        Plan::Keys(field, keys) if keys.len() == 1 => Some((*field, keys.as_slice())),
        _ => None,
    }
}

impl BucketCounts {
    /// Steps from cell to cell of a list: the difference of two ranks is a cell's count.
    fn rank_list(&mut self, list: &mut BlockSegmentPostings) {
        let calendar = Arc::clone(&self.calendar);
        let mut before = 0;
        for cell in calendar.of_segment(self.ord) {
            let rank = list.rank(cell.end);
            let count = u64::from(rank - before);
            before = rank;
            match cell.bucket.filter(|_| count > 0) {
                Some(bucket) => *self.counts.entry(bucket).or_default() += count,
                None => self.coarser += count,
            }
        }
    }

    fn walk(&mut self, mut list: SegmentPostings, stretch: std::ops::Range<DocId>) {
        if stretch.is_empty() {
            return;
        }
        let mut doc = list.doc();
        if doc < stretch.start {
            doc = list.seek(stretch.start);
        }
        while doc < stretch.end {
            self.docs(&[doc]);
            doc = list.advance();
        }
        self.flush();
    }
}

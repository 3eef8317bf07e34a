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

/// Cells after the one at hand that are tried before the others are searched.
const NEAR_CELLS: usize = 4;

/// Counts of buckets on the way to a timeline.
pub(super) struct BucketCounts {
    interval: Interval,
    zone: Zone,
    calendar: Arc<Calendar>,
    /// Counts of the calendar's row.
    row: Vec<u64>,
    /// Counts of buckets that the row does not hold.
    others: BTreeMap<Bucket, u64>,
    undated: u64,
    coarser: u64,
    /// Column and bounds of the segment at hand.
    segment: Option<(tantivy::columnar::Column<u64>, [u32; 5])>,
    ord: usize,
    /// Documents of each cell of the segment at hand.
    of_cells: Vec<u32>,
    /// The cell that the last document lay in, and where it ends.
    cell: usize,
    end: DocId,
    /// Buckets of another date than that of publication, in which documents do not lie in order.
    slots: Option<Slots>,
}

/// Buckets without holes and what lies in none.
pub(super) struct Counted {
    pub(super) interval: Interval,
    pub(super) buckets: Vec<CountedBucket>,
    pub(super) undated: u64,
    pub(super) coarser: u64,
}

/// A bucket with its label.
pub(super) struct CountedBucket {
    pub(super) bucket: Bucket,
    pub(super) start: String,
    pub(super) count: u64,
}

impl BucketCounts {
    pub(super) fn new(version: &Version, interval: Interval, dates: &Dates) -> Self {
        let (zone, column) = (dates.zone, dates.column);
        let calendar = version.calendar(interval, zone);
        Self {
            row: vec![0; calendar.row().len()],
            others: BTreeMap::new(),
            slots: (column != DateColumn::Published).then(|| Slots::new(interval, zone, column)),
            interval,
            zone,
            calendar,
            undated: 0,
            coarser: 0,
            segment: None,
            ord: 0,
            of_cells: Vec::new(),
            cell: 0,
            end: 0,
        }
    }

    fn begin(&mut self, ord: u32, segment: &Segment) {
        self.flush();
        if let Some(slots) = &mut self.slots {
            slots.segment(segment);
        }
        self.segment = Some((segment.key.clone(), segment.bounds));
        self.ord = ord as usize;
        self.of_cells.resize(self.cells(), 0);
        self.cell = 0;
        self.end = self.calendar.of_segment(self.ord).first().map_or(0, |cell| cell.end);
    }

    fn cells(&self) -> usize {
        self.calendar.of_segment(self.ord).len()
    }

    /// Gives the documents of the segment's cells to their buckets.
    fn flush(&mut self) {
        for (count, cell) in self.of_cells.drain(..).zip(self.calendar.of_segment(self.ord)) {
            if count == 0 {
                continue;
            }
            let of_row = cell.at.and_then(|at| self.row.get_mut(at as usize));
            let sum = match (of_row, cell.bucket) {
                (Some(sum), _) => sum,
                (None, Some(bucket)) => self.others.entry(bucket).or_default(),
                (None, None) => &mut self.coarser,
            };
            *sum += u64::from(count);
        }
    }

    /// Moves on to the cell that holds a document: mostly the next one, or one of the next.
    fn locate(&mut self, doc: DocId) {
        let rest = self.calendar.of_segment(self.ord).get(self.cell..).unwrap_or_default();
        let near = rest.iter().take(NEAR_CELLS).take_while(|cell| cell.end <= doc).count();
        self.cell += if near < NEAR_CELLS { near } else { rest.partition_point(|cell| cell.end <= doc) };
        self.end = self.calendar.of_segment(self.ord).get(self.cell).map_or(0, |cell| cell.end);
    }

    /// Counts documents of the cell at hand.
    fn add(&mut self, count: u32) {
        if let Some(of_cell) = self.of_cells.get_mut(self.cell) {
            *of_cell += count;
        }
    }

    /// Counts a document of the months and years, which mix in their block.
    fn coarse(&mut self, doc: DocId) {
        let Some((key, _)) = &self.segment else { return };
        let bucket = order::parts(key.values.get_val(doc)).and_then(|parts| self.interval.bucket_of(&parts, self.zone));
        match bucket {
            Some(bucket) => self.count(bucket),
            None => self.coarser += 1,
        }
    }

    fn count(&mut self, bucket: Bucket) {
        let of_row = self.calendar.row().binary_search_by(|(other, _)| other.cmp(&bucket)).ok().and_then(|at| self.row.get_mut(at));
        match of_row {
            Some(sum) => *sum += 1,
            None => *self.others.entry(bucket).or_default() += 1,
        }
    }

    /// Counts documents by another date than that of publication. Returns whether there is one.
    fn by_slots(&mut self, docs: &[DocId]) -> bool {
        let Some(mut slots) = self.slots.take() else { return false };
        for doc in docs {
            match slots.of(*doc) {
                Slot::Bucket(bucket) => self.count(bucket),
                Slot::Coarser => self.coarser += 1,
                Slot::Undated => self.undated += 1,
            }
        }
        self.slots = Some(slots);
        true
    }

    /// Returns the articles of each bucket that has some.
    pub(super) fn into_counts(mut self) -> BTreeMap<Bucket, u64> {
        self.flush();
        let of_row = self.calendar.row().iter().zip(&self.row).filter(|(_, count)| **count > 0);
        self.others.extend(of_row.map(|((bucket, _), count)| (*bucket, *count)));
        self.others
    }

    /// Returns the buckets without holes.
    pub(super) fn finish(mut self) -> Result<Counted, SearchError> {
        self.flush();
        let (interval, zone, undated, coarser) = (self.interval, self.zone, self.undated, self.coarser);
        let buckets = if self.others.is_empty() {
            let row = self.calendar.row();
            let first = self.row.iter().position(|count| *count > 0).unwrap_or(row.len());
            let end = self.row.iter().rposition(|count| *count > 0).map_or(first, |last| last + 1);
            let counted = row.iter().zip(&self.row).take(end).skip(first);
            counted.map(|((bucket, start), count)| CountedBucket { bucket: *bucket, start: start.clone(), count: *count }).collect()
        } else {
            without_holes(&self.into_counts(), interval, zone)?
        };
        Ok(Counted { interval, buckets, undated, coarser })
    }
}

fn without_holes(counts: &BTreeMap<Bucket, u64>, interval: Interval, zone: Zone) -> Result<Vec<CountedBucket>, SearchError> {
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else { return Ok(Vec::new()) };
    check_size(interval, first, last, zone)?;
    let following = std::iter::successors(Some(*first), |bucket| interval.next(bucket, zone));
    let counted = following.take_while(|bucket| bucket <= last).map(|bucket| CountedBucket {
        bucket,
        start: interval.label(&bucket, zone),
        count: counts.get(&bucket).copied().unwrap_or(0),
    });
    Ok(counted.collect())
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
        let (civil, rest) = docs.split_at(docs.partition_point(|doc| *doc < coarser_from));
        let mut count = 0;
        for doc in civil {
            if *doc >= self.end {
                self.add(std::mem::take(&mut count));
                self.locate(*doc);
            }
            count += 1;
        }
        self.add(count);
        let (coarse, undated) = rest.split_at(rest.partition_point(|doc| *doc < undated_from));
        for doc in coarse {
            self.coarse(*doc);
        }
        self.undated += undated.len() as u64;
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
        let mut before = 0;
        for (cell, count) in self.calendar.of_segment(self.ord).iter().zip(&mut self.of_cells) {
            let rank = list.rank(cell.end);
            *count += rank - before;
            before = rank;
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
    }
}

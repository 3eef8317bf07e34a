//! Timelines: exact counts of articles in calendar buckets.

use std::collections::BTreeMap;

use tantivy::postings::{BlockSegmentPostings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocId, DocSet as _};

use super::collect::Collector;
use super::plan::Plan;
use crate::article::published::DateClass;
use crate::article::published::{Bucket, Interval, Zone, order};
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::SearchError;
use crate::search::limits::BUCKETS_MAX;
use crate::search::response::{Timeline, TimelineBucket};

/// Counts of buckets on the way to a timeline.
pub(super) struct BucketCounts {
    interval: Interval,
    zone: Zone,
    counts: BTreeMap<Bucket, u64>,
    undated: u64,
    coarser: u64,
    segment: Option<Cells>,
}

/// What is needed of the segment at hand: in each class of dates the documents of a bucket lie
/// side by side, so a bucket is looked up once and its documents are counted by their numbers.
struct Cells {
    key: tantivy::columnar::Column<u64>,
    bounds: [u32; 5],
    /// The bucket that the last document lay in, and the first document after it.
    bucket: Option<Bucket>,
    end: DocId,
    count: u64,
}

impl BucketCounts {
    pub(super) fn new(interval: Interval, zone: Zone) -> Self {
        Self { interval, zone, counts: BTreeMap::new(), undated: 0, coarser: 0, segment: None }
    }

    fn flush(&mut self) {
        let Some(cells) = &mut self.segment else { return };
        let count = std::mem::take(&mut cells.count);
        match cells.bucket.take() {
            Some(bucket) if count > 0 => *self.counts.entry(bucket).or_default() += count,
            _ => self.coarser += count,
        }
        cells.end = 0;
    }

    /// Works out the bucket that holds a document of a dated class, and where it ends.
    fn locate(&mut self, doc: DocId) {
        self.flush();
        let (interval, zone) = (self.interval, self.zone);
        let Some(cells) = &mut self.segment else { return };
        let (class, class_end) = class_of(&cells.bounds, doc);
        let key = cells.key.values.get_val(doc);
        let parts = order::parts(key);
        cells.bucket = parts.as_ref().and_then(|parts| interval.bucket_of(parts, zone));
        cells.end = match (&cells.bucket, class) {
            // Days and instants of a bucket are neighbours; newest first, so it ends where dates
            // before its beginning begin.
            (Some(bucket), DateClass::Instant | DateClass::Day) => {
                let begin = if class == DateClass::Instant {
                    bucket.start
                } else {
                    i64::from(bucket.first_day) * crate::article::published::buckets::DAY
                };
                first_before(cells, class, begin, class_end)
            }
            // Months and years of one beginning mix; each is looked at.
            _ => doc + 1,
        };
    }

    /// Makes the timeline: buckets without holes.
    pub(super) fn finish(mut self) -> Result<Timeline, SearchError> {
        self.flush();
        let mut buckets = Vec::new();
        if let (Some(first), Some(last)) = (self.counts.keys().next().copied(), self.counts.keys().next_back().copied()) {
            check_size(self.interval, &first, &last, self.zone)?;
            let mut at = Some(first);
            while let Some(bucket) = at.filter(|bucket| *bucket <= last) {
                let count = self.counts.get(&bucket).copied().unwrap_or(0);
                buckets.push(TimelineBucket { start: self.interval.label(&bucket, self.zone), count });
                at = self.interval.next(&bucket, self.zone);
            }
        }
        Ok(Timeline { interval: self.interval, zone: self.zone.to_string(), buckets, undated: self.undated, coarser: self.coarser })
    }
}

/// Refuses a timeline of too many buckets and names the finest interval that fits.
fn check_size(interval: Interval, first: &Bucket, last: &Bucket, zone: Zone) -> Result<(), SearchError> {
    let count = |interval: Interval| {
        let bucket = |bucket: &Bucket| interval.bucket_of_instant(bucket.start, zone);
        interval.count(&bucket(first), &bucket(last))
    };
    let buckets = interval.count(first, last);
    if buckets <= BUCKETS_MAX {
        return Ok(());
    }
    let fits = Interval::ALL.into_iter().filter(|other| *other > interval).find(|other| count(*other) <= BUCKETS_MAX);
    Err(SearchError::TooManyBuckets {
        interval: interval.as_str(),
        first: interval.label(first, zone),
        last: interval.label(last, zone),
        buckets,
        max: BUCKETS_MAX,
        fits: fits.unwrap_or(Interval::Decade).as_str(),
    })
}

/// The class of a document by its number, and the end of that class.
fn class_of(bounds: &[u32; 5], doc: DocId) -> (DateClass, DocId) {
    let [_, day, coarser, undated, end] = *bounds;
    if doc < day {
        (DateClass::Instant, day)
    } else if doc < coarser {
        (DateClass::Day, coarser)
    } else if doc < undated {
        (DateClass::Coarser, undated)
    } else {
        (DateClass::Undated, end)
    }
}

/// First document of a class whose date begins before a moment.
fn first_before(cells: &Cells, class: DateClass, begin: i64, class_end: DocId) -> DocId {
    let keys = order::keys_between(class, &(begin..begin.saturating_add(1)));
    let (mut low, mut high) = (0, class_end);
    while low < high {
        let middle = low + (high - low) / 2;
        if cells.key.values.get_val(middle) < keys.end { low = middle + 1 } else { high = middle }
    }
    low.min(class_end)
}

impl Collector for BucketCounts {
    fn segment(&mut self, _ord: u32, segment: &Segment) -> Result<(), SearchError> {
        self.flush();
        self.segment = Some(Cells { key: segment.key.clone(), bounds: segment.bounds, bucket: None, end: 0, count: 0 });
        Ok(())
    }

    fn docs(&mut self, docs: &[DocId]) {
        for doc in docs {
            let Some(cells) = &mut self.segment else { return };
            if *doc < cells.end {
                cells.count += 1;
                continue;
            }
            let undated_from = cells.bounds.get(3).copied().unwrap_or(0);
            if *doc >= undated_from {
                self.undated += 1;
                continue;
            }
            self.locate(*doc);
            if let Some(cells) = &mut self.segment {
                cells.count += 1;
            }
        }
    }
}

/// Postings below which walking them is cheaper than stepping from bucket to bucket.
const RANK_FROM: u32 = 2_000;

/// Counts the buckets of a single posting list by its skip data, where that is possible: one word
/// or value and no deleted documents. Returns whether it was.
pub(super) fn by_rank(version: &Version, plan: &Plan, counts: &mut BucketCounts) -> Result<bool, SearchError> {
    let Some((field, terms)) = single_list(plan) else { return Ok(false) };
    if version.segments().iter().any(|segment| segment.reader.has_deletes()) {
        return Ok(false);
    }
    for (segment, ord) in version.segments().iter().zip(0..) {
        let inverted = segment.reader.inverted_index(field)?;
        for term in terms {
            let term = Term::from_field_text(field, term);
            let Some(info) = inverted.get_term_info(&term)? else { continue };
            counts.segment(ord, segment)?;
            let mut from = 0;
            if info.doc_freq >= RANK_FROM {
                let mut list = inverted.read_block_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
                counts.rank_list(&mut list, segment);
                // Months and years are few: each is looked at.
                from = segment.bounds.get(2).copied().unwrap_or(0);
                let undated_from = segment.bounds.get(3).copied().unwrap_or(0);
                counts.undated += u64::from(info.doc_freq - list.rank(undated_from));
                counts.walk(inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?, from..undated_from);
            } else {
                counts.walk(inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?, from..segment.reader.max_doc());
            }
        }
    }
    Ok(true)
}

fn single_list(plan: &Plan) -> Option<(Field, &[String])> {
    match plan {
        Plan::Text(leaf) if !leaf.is_positional() => leaf.parts.first().map(|part| (part.layer.field(), part.terms.as_slice())),
        Plan::Keys(field, keys) if keys.len() == 1 => Some((*field, keys.as_slice())),
        _ => None,
    }
}

impl BucketCounts {
    /// Steps from bucket to bucket of a list: the difference of two ranks is a bucket's count.
    fn rank_list(&mut self, list: &mut BlockSegmentPostings, segment: &Segment) {
        let [_, _, coarser_from, _, _] = segment.bounds;
        let (mut doc, mut before) = (0, 0);
        while doc < coarser_from {
            self.locate(doc);
            let Some(cells) = &mut self.segment else { return };
            doc = cells.end.max(doc + 1);
            let rank = list.rank(doc);
            cells.count = u64::from(rank - before);
            before = rank;
        }
        self.flush();
    }

    fn walk(&mut self, mut list: SegmentPostings, stretch: std::ops::Range<DocId>) {
        let mut doc = list.doc();
        if !stretch.is_empty() && doc < stretch.start {
            doc = list.seek(stretch.start);
        }
        while doc < stretch.end {
            self.docs(&[doc]);
            doc = list.advance();
        }
        self.flush();
    }
}

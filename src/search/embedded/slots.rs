//! Which calendar bucket each document lies in, by any of its dates.

use std::collections::{BTreeMap, HashMap};

use tantivy::DocId;

use super::by_column::Dates;
use crate::article::published::{Bucket, DateClass, Interval, Zone, order};
use crate::index::version::Segment;
use crate::search::request::DateColumn;

/// Where a document is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// In a bucket.
    Bucket(Bucket),
    /// Its date is coarser than the interval.
    Coarser,
    /// It has no date.
    Undated,
}

/// Finds the slots of documents, one after another. Buckets are worked out once and remembered:
/// the calendar of a zone is slow to ask.
pub(super) struct Slots {
    interval: Interval,
    zone: Zone,
    column: DateColumn,
    dates: Option<Dates>,
    /// The bucket of the last instant.
    last: Option<Bucket>,
    /// Buckets of instants by their beginning.
    instants: BTreeMap<i64, Bucket>,
    /// Buckets of days, months and years by their order key.
    civil: HashMap<u64, Option<Bucket>>,
}

impl Slots {
    pub(super) fn new(interval: Interval, zone: Zone, column: DateColumn) -> Self {
        Self { interval, zone, column, dates: None, last: None, instants: BTreeMap::new(), civil: HashMap::new() }
    }

    /// A segment begins.
    pub(super) fn segment(&mut self, segment: &Segment) {
        self.dates = Some(Dates::of(segment, self.column));
    }

    /// The slot of a document of the segment at hand.
    pub(super) fn of(&mut self, doc: DocId) -> Slot {
        let Some(dates) = &self.dates else { return Slot::Undated };
        let key = dates.key(doc);
        let Some(parts) = order::parts(key) else { return Slot::Undated };
        if !self.interval.admits(parts.precision) {
            return Slot::Coarser;
        }
        if parts.class == DateClass::Instant {
            return Slot::Bucket(self.of_instant(parts.begin_micros));
        }
        let (interval, zone) = (self.interval, self.zone);
        let bucket = self.civil.entry(key).or_insert_with(|| interval.bucket_of(&parts, zone));
        bucket.map_or(Slot::Coarser, Slot::Bucket)
    }

    fn of_instant(&mut self, micros: i64) -> Bucket {
        let holds = |bucket: &Bucket| (bucket.start..bucket.end).contains(&micros);
        if let Some(last) = self.last.filter(holds) {
            return last;
        }
        let known = self.instants.range(..=micros).next_back().map(|(_, bucket)| *bucket).filter(holds);
        let bucket = known.unwrap_or_else(|| {
            let bucket = self.interval.bucket_of_instant(micros, self.zone);
            self.instants.insert(bucket.start, bucket);
            bucket
        });
        self.last = Some(bucket);
        bucket
    }
}

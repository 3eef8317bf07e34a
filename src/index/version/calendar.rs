//! Where calendar buckets lie in the date order of a version.

use std::sync::{Arc, Mutex, PoisonError};

use super::Segment;
use crate::article::published::{Bucket, DateClass, Interval, Zone, order};

/// Calendars that a version keeps: those of the last intervals and zones asked for.
const KEPT_MAX: usize = 16;
/// Cells of a calendar that is kept, over all segments: 56 bytes each.
const CELLS_MAX: usize = 1 << 16;
/// Buckets of a row that is kept: some 80 bytes each.
const ROW_MAX: u64 = 1 << 14;

/// Documents of one class of dates that lie in one bucket: they are neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The bucket; `None` where the dates are coarser than it.
    pub bucket: Option<Bucket>,
    /// Where the bucket stands in the calendar's row, if it does.
    pub at: Option<u32>,
    /// First document after the cell.
    pub end: u32,
}

/// The cells of each segment, in the order of documents, for instants and days.
#[derive(Debug)]
pub struct Calendar {
    interval: Interval,
    zone: Zone,
    segments: Vec<Vec<Cell>>,
    row: Vec<(Bucket, String)>,
}

impl Calendar {
    fn build(segments: &[Segment], interval: Interval, zone: Zone) -> Self {
        let mut segments: Vec<Vec<Cell>> = segments.iter().map(|segment| cells(segment, interval, zone)).collect();
        let row = row(&segments, interval, zone);
        for cell in segments.iter_mut().flatten() {
            let found = cell.bucket.map(|bucket| row.binary_search_by(|(other, _)| other.cmp(&bucket)));
            cell.at = found.and_then(Result::ok).and_then(|at| u32::try_from(at).ok());
        }
        Self { interval, zone, segments, row }
    }

    /// The buckets from the first to the last that has articles, without holes, each with its
    /// label; none where they are too many to be kept.
    #[must_use]
    pub fn row(&self) -> &[(Bucket, String)] {
        &self.row
    }

    /// The cells of a segment.
    #[must_use]
    pub fn of_segment(&self, segment: usize) -> &[Cell] {
        self.segments.get(segment).map_or(&[], Vec::as_slice)
    }
}

fn cells(segment: &Segment, interval: Interval, zone: Zone) -> Vec<Cell> {
    let mut cells: Vec<Cell> = Vec::new();
    let [_, day_from, coarser_from, _, _] = segment.bounds;
    let mut doc = 0;
    while doc < coarser_from {
        let (class, class_end) = if doc < day_from { (DateClass::Instant, day_from) } else { (DateClass::Day, coarser_from) };
        let bucket = order::parts(segment.key.values.get_val(doc)).and_then(|parts| interval.bucket_of(&parts, zone));
        let end = match &bucket {
            None => doc + 1,
            Some(bucket) => {
                let begin = if class == DateClass::Instant {
                    bucket.start
                } else {
                    i64::from(bucket.first_day) * crate::article::published::buckets::DAY
                };
                // Newest first: the bucket ends where dates before its beginning begin.
                let keys = order::keys_between(class, &(begin..begin.saturating_add(1)));
                segment.lower_bound(keys.end).clamp(doc + 1, class_end)
            }
        };
        match cells.last_mut() {
            Some(last) if last.bucket.is_none() && bucket.is_none() => last.end = end,
            _ => cells.push(Cell { bucket, at: None, end }),
        }
        doc = end;
    }
    cells
}

fn row(segments: &[Vec<Cell>], interval: Interval, zone: Zone) -> Vec<(Bucket, String)> {
    let buckets = || segments.iter().flatten().filter_map(|cell| cell.bucket);
    let (Some(first), Some(last)) = (buckets().min(), buckets().max()) else { return Vec::new() };
    if interval.count(&first, &last) > ROW_MAX {
        return Vec::new();
    }
    let following = std::iter::successors(Some(first), |bucket| interval.next(bucket, zone));
    following.take_while(|bucket| *bucket <= last).map(|bucket| (bucket, interval.label(&bucket, zone))).collect()
}

/// The calendars that a version keeps.
#[derive(Debug, Default)]
pub(super) struct Calendars(Mutex<Vec<Arc<Calendar>>>);

impl Calendars {
    pub(super) fn get(&self, segments: &[Segment], interval: Interval, zone: Zone) -> Arc<Calendar> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = kept.iter().find(|calendar| calendar.interval == interval && calendar.zone == zone) {
            return Arc::clone(found);
        }
        let built = Arc::new(Calendar::build(segments, interval, zone));
        if built.segments.iter().map(Vec::len).sum::<usize>() <= CELLS_MAX {
            if kept.len() >= KEPT_MAX {
                kept.remove(0);
            }
            kept.push(Arc::clone(&built));
        }
        built
    }
}

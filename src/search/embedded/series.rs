//! What a timeline says beside its counts: all articles of a bucket, and a series for each of the
//! most frequent values of a field.

use std::collections::BTreeMap;

use tantivy::DocId;
use tantivy::columnar::StrColumn;

use super::Reading;
use super::collect::{Collector, collect};
use super::facets::FacetCounts;
use super::plan::Plan;
use super::slots::{Slot, Slots};
use super::timeline::{BucketCounts, Counted, CountedBucket, by_rank};
use crate::article::published::{Bucket, Interval};
use crate::index::version::{FacetGroups, Segment};
use crate::search::limits::BUCKETS_MAX;
use crate::search::request::{FacetField, Request};
use crate::search::response::{FacetValue, Series, Timeline, TimelineBucket};
use crate::search::{SearchError, Stop};

/// Makes the timeline of counted buckets, with shares and series where the request asks for them.
pub(super) fn timeline(read: &Reading<'_>, matching: &Plan, mut counted: Counted, stop: &Stop) -> Result<Timeline, SearchError> {
    let request = read.request;
    let all = if request.share { Some(all_in(read, &denominators(read)?, counted.interval, stop)?) } else { None };
    let buckets = counted.buckets.iter_mut().map(|CountedBucket { bucket, start, count }| TimelineBucket {
        start: std::mem::take(start),
        count: *count,
        all: all.as_ref().map(|all| all.get(bucket).copied().unwrap_or(0)),
    });
    let mut timeline = Timeline {
        interval: counted.interval,
        zone: request.dates.zone.to_string(),
        buckets: buckets.collect(),
        undated: counted.undated,
        coarser: counted.coarser,
        series: Vec::new(),
    };
    if let Some(field) = request.by {
        timeline.series = series(read, matching, field, &counted, &timeline.buckets, stop)?;
    }
    Ok(timeline)
}

/// Whether a field's filters stay in the denominators of shares: those that choose a part of the
/// archive do, those that choose a subject do not.
fn is_kept(field: FacetField) -> bool {
    matches!(field, FacetField::Source | FacetField::Author | FacetField::Lang)
}

/// The articles that matches are a share of.
fn denominators(read: &Reading<'_>) -> Result<Plan, SearchError> {
    let planner = read.planner();
    let kept = read.request.filters.iter().filter(|filter| is_kept(filter.field));
    let mut plans = kept.map(|filter| planner.filter(filter)).collect::<Result<Vec<_>, _>>()?;
    plans.extend(read.range.as_ref().map(super::dates::plan));
    Ok(Plan::all_of(plans))
}

/// Counts the articles of a plan by bucket.
fn all_in(read: &Reading<'_>, plan: &Plan, interval: Interval, stop: &Stop) -> Result<BTreeMap<Bucket, u64>, SearchError> {
    let mut counts = BucketCounts::new(read.version, interval, &read.request.dates);
    if !by_rank(read.version, plan, &mut counts)? {
        collect(read.version, plan, stop, &mut counts)?;
    }
    Ok(counts.into_counts())
}

fn series(
    read: &Reading<'_>,
    matching: &Plan,
    field: FacetField,
    counted: &Counted,
    whole: &[TimelineBucket],
    stop: &Stop,
) -> Result<Vec<Series>, SearchError> {
    let (version, request) = (read.version, read.request);
    let mut facet = FacetCounts::new(version, &[field], &[], &read.planner())?;
    collect(version, matching, stop, &mut facet)?;
    let Some(values) = facet.finish().into_iter().next() else { return Ok(Vec::new()) };
    let values = values.first(request.facet_size)?;
    check_size(read, matching, counted, values.len(), stop)?;
    let groups = version.facet_groups(super::facets::index_of(field))?;
    let starts: Vec<Bucket> = counted.buckets.iter().map(|counted| counted.bucket).collect();
    let count = |plan: &Plan| {
        let mut counts = ValueCounts::new(request, field, counted.interval, groups, &values, &starts);
        collect(version, plan, stop, &mut counts)?;
        Ok::<_, SearchError>(counts)
    };
    let counts = count(matching)?;
    let own_all = if request.share && is_kept(field) { Some(count(&denominators(read)?)?) } else { None };
    let one = |(at, (_, value)): (usize, &(u32, FacetValue))| {
        let buckets = whole.iter().enumerate().map(|(bucket, of_all)| TimelineBucket {
            start: of_all.start.clone(),
            count: counts.in_bucket(at, bucket),
            // An outlet's share is one of its own articles; a subject's is one of all.
            all: own_all.as_ref().map_or(of_all.all, |all| Some(all.in_bucket(at, bucket))),
        });
        let (undated, coarser) = counts.outside.get(at).copied().unwrap_or_default();
        Series { value: value.value.clone(), id: value.id.clone(), count: value.count, buckets: buckets.collect(), undated, coarser }
    };
    Ok(values.iter().enumerate().map(one).collect())
}

/// Refuses a timeline and series of too many buckets together.
fn check_size(read: &Reading<'_>, matching: &Plan, counted: &Counted, series: usize, stop: &Stop) -> Result<(), SearchError> {
    let lines = series as u64 + 1;
    let length = counted.buckets.len() as u64;
    let buckets = lines.saturating_mul(length);
    if buckets <= BUCKETS_MAX {
        return Ok(());
    }
    let fits = fitting(read, matching, counted.interval, lines, stop)?.map(|interval| interval.as_str().to_owned());
    Err(SearchError::TooManySeries {
        interval: counted.interval.as_str(),
        series: series as u64,
        buckets,
        max: BUCKETS_MAX,
        fits,
        fewer: (BUCKETS_MAX / length.max(1)).saturating_sub(1),
    })
}

/// The finest interval above one of which few enough buckets span the matching dates, over a number
/// of lines; counted, since a coarser interval takes in dates that are no part of a finer one.
pub(super) fn fitting(
    read: &Reading<'_>,
    matching: &Plan,
    above: Interval,
    lines: u64,
    stop: &Stop,
) -> Result<Option<Interval>, SearchError> {
    for other in Interval::ALL.into_iter().filter(|other| *other > above) {
        let counts = all_in(read, matching, other, stop)?;
        let range = counts.first_key_value().zip(counts.last_key_value());
        if range.is_none_or(|((first, _), (last, _))| other.count(first, last).saturating_mul(lines) <= BUCKETS_MAX) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

/// Number of lines of a timeline: the whole, and a series for each of the first values.
pub(super) fn lines(read: &Reading<'_>, matching: &Plan, stop: &Stop) -> Result<u64, SearchError> {
    let Some(field) = read.request.by else { return Ok(1) };
    let mut facet = FacetCounts::new(read.version, &[field], &[], &read.planner())?;
    collect(read.version, matching, stop, &mut facet)?;
    let values = facet.finish().into_iter().next().map(|counts| counts.first(read.request.facet_size)).transpose()?;
    Ok(values.map_or(0, |values| values.len() as u64) + 1)
}

/// A document of no series.
const NONE: u32 = u32::MAX;

/// Counts of several values by bucket.
struct ValueCounts<'a> {
    field: FacetField,
    groups: &'a FacetGroups,
    buckets: &'a [Bucket],
    slots: Slots,
    /// The series of each group.
    of_group: Vec<u32>,
    /// The series of each ordinal of the segment at hand.
    of_ordinal: Vec<u32>,
    values: Option<StrColumn>,
    /// Counts, those of a series one after another.
    cells: Vec<u64>,
    /// Undated and coarser articles of each series.
    outside: Vec<(u64, u64)>,
}

impl<'a> ValueCounts<'a> {
    fn new(
        request: &Request,
        field: FacetField,
        interval: Interval,
        groups: &'a FacetGroups,
        values: &[(u32, FacetValue)],
        buckets: &'a [Bucket],
    ) -> Self {
        let mut of_group = vec![NONE; groups.len()];
        for ((group, _), series) in values.iter().zip(0..) {
            if let Some(slot) = of_group.get_mut(*group as usize) {
                *slot = series;
            }
        }
        Self {
            field,
            groups,
            buckets,
            slots: Slots::new(interval, request.dates.zone, request.dates.column),
            of_group,
            of_ordinal: Vec::new(),
            values: None,
            cells: vec![0; values.len() * buckets.len()],
            outside: vec![(0, 0); values.len()],
        }
    }

    fn in_bucket(&self, series: usize, bucket: usize) -> u64 {
        self.cells.get(series * self.buckets.len() + bucket).copied().unwrap_or(0)
    }

    fn add(&mut self, series: usize, slot: Slot) {
        let Some(outside) = self.outside.get_mut(series) else { return };
        match slot {
            Slot::Undated => outside.0 += 1,
            Slot::Coarser => outside.1 += 1,
            Slot::Bucket(bucket) => {
                // Denominators may lie in buckets before and after the timeline.
                let Ok(at) = self.buckets.binary_search(&bucket) else { return };
                if let Some(cell) = self.cells.get_mut(series * self.buckets.len() + at) {
                    *cell += 1;
                }
            }
        }
    }
}

impl Collector for ValueCounts<'_> {
    fn segment(&mut self, ord: u32, segment: &Segment) -> Result<(), SearchError> {
        self.slots.segment(segment);
        self.values = segment.facets.get(super::facets::index_of(self.field)).cloned().flatten();
        let of_group = |group: &u32| self.of_group.get(*group as usize).copied().unwrap_or(NONE);
        self.of_ordinal = self.groups.of_segment(ord as usize).iter().map(of_group).collect();
        Ok(())
    }

    fn docs(&mut self, docs: &[DocId]) {
        let Some(column) = self.values.clone() else { return };
        for doc in docs {
            let mut slot = None;
            for ordinal in column.ords().values_for_doc(*doc) {
                let series = usize::try_from(ordinal).ok().and_then(|at| self.of_ordinal.get(at)).copied().unwrap_or(NONE);
                if series == NONE {
                    continue;
                }
                let slot = *slot.get_or_insert_with(|| self.slots.of(*doc));
                self.add(series as usize, slot);
            }
        }
    }
}

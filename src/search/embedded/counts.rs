//! What an answer counts beside its hits: the total, facets and a timeline.

use tantivy::DocId;

use super::collect::{self, Collector};
use super::facets::{self, FacetCounts, FieldCounts, Selected};
use super::plan::Plan;
use super::timeline::{self, BucketCounts};
use super::{Reading, series};
use crate::index::version::Segment;
use crate::search::request::FacetField;
use crate::search::response::{Facet, Timeline, TimelinePath};
use crate::search::{SearchError, Stop};

/// What is counted beside the hits.
pub(super) struct Counts {
    /// Exact; `None` where neither the request nor its paging asks for it.
    pub(super) total: Option<u64>,
    pub(super) facets: Vec<(FacetField, Facet)>,
    pub(super) timeline: Option<Timeline>,
    pub(super) timeline_path: Option<TimelinePath>,
}

impl Counts {
    /// Counts; `known` is the total where finding the hits has counted it already.
    pub(super) fn collect(read: &Reading<'_>, matching: &Plan, known: Option<u64>, stop: &Stop) -> Result<Self, SearchError> {
        let (version, request) = (read.version, read.request);
        let mut buckets = request.interval.map(|interval| BucketCounts::new(version, interval, &request.dates));
        let finish = |buckets: BucketCounts| finish(read, matching, buckets, stop);
        if let Some(counts) = &mut buckets
            && timeline::by_rank(version, matching, counts)?
        {
            let timeline = buckets.take().map(finish).transpose()?;
            let total = known.map_or_else(|| collect::count(version, matching, stop), Ok)?;
            let facets = count_facets(read, stop)?;
            return Ok(Self { total: Some(total), facets, timeline, timeline_path: Some(TimelinePath::Rank) });
        }
        let total = match &mut buckets {
            Some(buckets) => {
                let mut both = WithTotal { total: 0, inner: buckets };
                collect::collect(version, matching, stop, &mut both)?;
                Some(both.total)
            }
            None if request.total => Some(known.map_or_else(|| collect::count(version, matching, stop), Ok)?),
            None => None,
        };
        let facets = count_facets(read, stop)?;
        let timeline_path = buckets.as_ref().map(|_| TimelinePath::Pass);
        let timeline = buckets.map(finish).transpose()?;
        Ok(Self { total, facets, timeline, timeline_path })
    }
}

/// Makes the timeline; where it would have too many buckets, a second pass finds the interval that
/// fits, since a coarser one takes in dates that are no part of the finer.
fn finish(read: &Reading<'_>, matching: &Plan, buckets: BucketCounts, stop: &Stop) -> Result<Timeline, SearchError> {
    let error = match buckets.finish() {
        Ok(counted) => return series::timeline(read, matching, counted, stop),
        Err(error) => error,
    };
    let SearchError::TooManyBuckets { interval, first, last, buckets, max, fits } = error else { return Err(error) };
    let Some(asked) = read.request.interval else {
        return Err(SearchError::TooManyBuckets { interval, first, last, buckets, max, fits });
    };
    let lines = series::lines(read, matching, stop)?;
    let Some(fits) = series::fitting(read, matching, asked, lines, stop)? else {
        // Of so many values not even the coarsest fits, and of the interval asked for not even one.
        let buckets = buckets.saturating_mul(lines);
        return Err(SearchError::TooManySeries { interval, series: lines - 1, buckets, max, fits: None, fewer: 0 });
    };
    Err(SearchError::TooManyBuckets { interval, first, last, buckets, max, fits: fits.as_str() })
}

/// Counts documents on their way to another collector.
struct WithTotal<'c, C> {
    total: u64,
    inner: &'c mut C,
}

impl<C: Collector> Collector for WithTotal<'_, C> {
    fn segment(&mut self, ord: u32, segment: &Segment) -> Result<(), SearchError> {
        self.inner.segment(ord, segment)
    }

    fn docs(&mut self, docs: &[DocId]) {
        self.total += docs.len() as u64;
        self.inner.docs(docs);
    }
}

fn count_facets(read: &Reading<'_>, stop: &Stop) -> Result<Vec<(FacetField, Facet)>, SearchError> {
    let request = read.request;
    if request.facets.is_empty() {
        return Ok(Vec::new());
    }
    let counts = field_counts(read, &request.facets, stop)?;
    let mut facets = Vec::with_capacity(counts.len());
    for (field, counts) in request.facets.iter().zip(counts) {
        let selected = selected(read, *field, stop)?;
        facets.push((*field, counts.facet(request.facet_size, &selected)?));
    }
    Ok(facets)
}

/// Counts the values of fields over what matches but for each field's own selection.
pub(super) fn field_counts<'v>(read: &Reading<'v>, fields: &[FacetField], stop: &Stop) -> Result<Vec<FieldCounts<'v>>, SearchError> {
    let (common, own) = facets::split(&read.request.filters, fields);
    let mut counts = FacetCounts::new(read.version, fields, &own, &read.planner())?;
    collect::collect(read.version, &read.with(common.into_iter(), true)?, stop, &mut counts)?;
    Ok(counts.finish())
}

/// What a field's filters select.
pub(super) fn selected(read: &Reading<'_>, field: FacetField, stop: &Stop) -> Result<Selected, SearchError> {
    let groups = read.version.facet_groups(facets::index_of(field))?;
    Selected::new(groups, field, &read.request.filters, &read.planner(), |names| {
        // Its count under everything but the field's own selection.
        let others = read.request.filters.iter().filter(|filter| filter.exclude || filter.field != field);
        collect::count(read.version, &Plan::all_of(vec![read.with(others, true)?, names]), stop)
    })
}

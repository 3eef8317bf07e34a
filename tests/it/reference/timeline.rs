//! Timelines by counting each article's bucket.

use std::collections::BTreeMap;

use dateline::article::published::Interval;
use dateline::search::{FacetField, Request};

use super::Reference;
use super::dates::{self, Bucket};
use super::facets::{self, Key};

/// Buckets that a timeline may have.
const BUCKETS_MAX: usize = 20_000;

/// A timeline.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// Label, count and denominator of each bucket.
    pub(crate) buckets: Vec<(String, u64, Option<u64>)>,
    pub(crate) undated: u64,
    pub(crate) coarser: u64,
    /// The series of all values, most frequent first; as many are to be shown as `series_len` says.
    pub(crate) series: Vec<Series>,
    pub(crate) series_len: usize,
}

/// The timeline of one value.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) key: Key,
    pub(crate) count: u64,
    pub(crate) buckets: Vec<(String, u64, Option<u64>)>,
    pub(crate) undated: u64,
    pub(crate) coarser: u64,
}

/// A timeline with too many buckets, and the finest interval that fits.
#[derive(Debug)]
pub(crate) struct TooMany {
    pub(crate) fits: &'static str,
}

impl Reference {
    pub(super) fn timeline(&self, docs: &[usize], all: &[usize], interval: Interval, request: &Request) -> Result<Timeline, TooMany> {
        let too_many = || {
            let coarser = Interval::ALL.into_iter().filter(|other| *other > interval);
            let fits = coarser.filter(|other| self.timeline(docs, all, *other, request).is_ok()).map(Interval::as_str).next();
            TooMany { fits: fits.unwrap_or_default() }
        };
        let counted = self.counted(docs, interval, request);
        let mut starts = Vec::new();
        if let (Some((first, _)), Some((last, _))) = (counted.buckets.first_key_value(), counted.buckets.last_key_value()) {
            let mut bucket = *first;
            while bucket <= *last {
                if starts.len() == BUCKETS_MAX {
                    return Err(too_many());
                }
                starts.push(bucket);
                bucket = bucket.next(interval);
            }
        }
        let all_counted = request.share.then(|| self.counted(all, interval, request));
        let rows = |counted: &Counted, all: Option<&Counted>| {
            let at = |counted: &Counted, bucket: &Bucket| counted.buckets.get(bucket).copied().unwrap_or(0);
            let row = |bucket: &Bucket| (bucket.label(request.dates.zone), at(counted, bucket), all.map(|all| at(all, bucket)));
            starts.iter().map(row).collect::<Vec<_>>()
        };
        let mut timeline = Timeline {
            buckets: rows(&counted, all_counted.as_ref()),
            undated: counted.undated,
            coarser: counted.coarser,
            ..Timeline::default()
        };
        let Some(field) = request.by else { return Ok(timeline) };
        let mut values: Vec<(Key, u64)> = facets::count(field, docs.iter().map(|number| &self.docs[*number])).keys.into_iter().collect();
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        timeline.series_len = values.len().min(request.facet_size);
        if starts.len() * (timeline.series_len + 1) > BUCKETS_MAX {
            return Err(too_many());
        }
        // The next one shows whether a more frequent value was left out; equals may take its place.
        let least = values.get(timeline.series_len.saturating_sub(1)).map_or(0, |(_, count)| *count);
        values.retain(|(_, count)| *count >= least);
        for (key, count) in values {
            let of = |docs: &[usize]| docs.iter().filter(|number| self.docs[**number].has_value(field, &key)).copied().collect::<Vec<_>>();
            let counted = self.counted(&of(docs), interval, request);
            let own = matches!(field, FacetField::Source | FacetField::Author | FacetField::Lang) && request.share;
            let all_counted = if own { Some(self.counted(&of(all), interval, request)) } else { None };
            let buckets = rows(&counted, all_counted.as_ref().or(timeline_all(&timeline, &starts).as_ref()));
            timeline.series.push(Series { key, count, buckets, undated: counted.undated, coarser: counted.coarser });
        }
        Ok(timeline)
    }

    fn counted(&self, docs: &[usize], interval: Interval, request: &Request) -> Counted {
        let mut counted = Counted::default();
        for number in docs {
            match self.docs[*number].date(request.dates.column) {
                None => counted.undated += 1,
                Some(when) => match dates::bucket(when, interval, request.dates.zone) {
                    None => counted.coarser += 1,
                    Some(bucket) => *counted.buckets.entry(bucket).or_default() += 1,
                },
            }
        }
        counted
    }
}

/// Articles by bucket.
#[derive(Debug, Default)]
struct Counted {
    buckets: BTreeMap<Bucket, u64>,
    undated: u64,
    coarser: u64,
}

/// The denominators of a timeline, if it has some.
fn timeline_all(timeline: &Timeline, starts: &[Bucket]) -> Option<Counted> {
    let all = timeline.buckets.iter().map(|(_, _, all)| *all).collect::<Option<Vec<u64>>>().filter(|all| !all.is_empty())?;
    Some(Counted { buckets: starts.iter().copied().zip(all).collect(), ..Counted::default() })
}

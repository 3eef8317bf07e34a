//! Timelines, their shares and series.

use serde::Serialize;

use crate::search::response::{Series, Timeline, TimelineBucket};

#[derive(Serialize)]
pub(super) struct TimelineJson<'a> {
    interval: &'static str,
    tz: &'a str,
    buckets: Vec<BucketJson<'a>>,
    undated: u64,
    coarser: u64,
    series: Vec<SeriesJson<'a>>,
}

impl<'a> TimelineJson<'a> {
    pub(super) fn of(timeline: &'a Timeline) -> Self {
        Self {
            interval: timeline.interval.as_str(),
            tz: &timeline.zone,
            buckets: timeline.buckets.iter().map(BucketJson::of).collect(),
            undated: timeline.undated,
            coarser: timeline.coarser,
            series: timeline.series.iter().map(SeriesJson::of).collect(),
        }
    }
}

#[allow(clippy::option_option, reason = "absent without `share`, null in a bucket without articles")]
#[derive(Serialize)]
struct BucketJson<'a> {
    start: &'a str,
    count: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    all: Option<u64>,
    /// There where `all` is; null where that is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<Option<f64>>,
}

impl<'a> BucketJson<'a> {
    fn of(bucket: &'a TimelineBucket) -> Self {
        Self { start: &bucket.start, count: bucket.count, all: bucket.all, share: bucket.all.map(|_| bucket.share()) }
    }
}

#[derive(Serialize)]
struct SeriesJson<'a> {
    value: &'a str,
    id: Option<&'a str>,
    count: u64,
    buckets: Vec<BucketJson<'a>>,
    undated: u64,
    coarser: u64,
}

impl<'a> SeriesJson<'a> {
    fn of(series: &'a Series) -> Self {
        Self {
            value: &series.value,
            id: series.id.as_deref(),
            count: series.count,
            buckets: series.buckets.iter().map(BucketJson::of).collect(),
            undated: series.undated,
            coarser: series.coarser,
        }
    }
}

//! Counts in bulk as a table: a row a query, or, with an interval, a row a bucket.

use super::record;
use crate::search::params::BulkParams;
use crate::search::response::TimelineBucket;
use crate::search::{BulkRow, Response};

/// Columns of totals.
const TOTALS: [&str; 9] = ["name", "q", "canonical", "total", "undated", "imprecise", "warnings", "error", "column"];
/// Columns of timelines. `start` is `undated` or `coarser` where articles lie in no bucket.
const SERIES: [&str; 10] = ["name", "q", "total", "value", "id", "start", "count", "all", "share", "error"];

/// Writes the table: with `interval` a row for each bucket of each query, and of each value of `by`.
#[must_use]
pub fn counts(params: &BulkParams, rows: &[BulkRow]) -> String {
    let timelines = params.request.interval.is_some();
    let header: &[&str] = if timelines { &SERIES } else { &TOTALS };
    let mut out = record(header.iter().map(|name| (*name).to_owned()));
    for row in rows {
        match &row.outcome {
            Ok(found) if timelines => buckets(row, found, &mut out),
            Ok(found) => {
                let codes = found.warnings.iter().map(|warning| warning.code.as_str()).collect::<Vec<_>>().join("; ");
                let excluded =
                    |of: fn(&crate::search::response::Excluded) -> u64| found.excluded.as_ref().map(of).map(shown).unwrap_or_default();
                let counts = [excluded(|excluded| excluded.undated), excluded(|excluded| excluded.imprecise)];
                let own = [name(row), row.query.q.clone(), found.query.canonical.clone(), found.total.map(shown).unwrap_or_default()];
                out.push_str(&record(own.into_iter().chain(counts).chain([codes, String::new(), String::new()])));
            }
            Err(error) => {
                let blank = header.len() - if timelines { 3 } else { 4 };
                let column = error.column.map(|column| column.to_string()).unwrap_or_default();
                let own = [name(row), row.query.q.clone()].into_iter().chain(std::iter::repeat_n(String::new(), blank));
                let last = (!timelines).then_some(column);
                out.push_str(&record(own.chain([error.message.clone()]).chain(last)));
            }
        }
    }
    out
}

fn buckets(row: &BulkRow, found: &Response, out: &mut String) {
    let Some(timeline) = &found.timeline else { return };
    let total = found.total.map(shown).unwrap_or_default();
    let mut line = |value: &str, id: &str, cells: [String; 4]| {
        let own = [name(row), row.query.q.clone(), total.clone(), value.to_owned(), id.to_owned()];
        out.push_str(&record(own.into_iter().chain(cells).chain([String::new()])));
    };
    let mut lines = |value: &str, id: &str, buckets: &[TimelineBucket], undated: u64, coarser: u64| {
        for bucket in buckets {
            let share = bucket.share().map(|share| share.to_string()).unwrap_or_default();
            line(value, id, [bucket.start.clone(), shown(bucket.count), bucket.all.map(shown).unwrap_or_default(), share]);
        }
        for (what, count) in [("undated", undated), ("coarser", coarser)] {
            if count > 0 {
                line(value, id, [what.to_owned(), shown(count), String::new(), String::new()]);
            }
        }
    };
    lines("", "", &timeline.buckets, timeline.undated, timeline.coarser);
    for series in &timeline.series {
        lines(&series.value, series.id.as_deref().unwrap_or_default(), &series.buckets, series.undated, series.coarser);
    }
}

fn name(row: &BulkRow) -> String {
    row.query.name.clone().unwrap_or_default()
}

fn shown(count: u64) -> String {
    count.to_string()
}

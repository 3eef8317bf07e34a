//! What a request's date range leaves out although all else matches.

use tantivy::DocId;

use super::collect::count_where;
use super::plan::{DateRange, Plan};
use crate::article::published::DateClass;
use crate::index::Version;
use crate::search::request::DateColumn;
use crate::search::response::Excluded;
use crate::search::{SearchError, Stop};

/// Counts the articles of a plan that have no date, and those whose interval overlaps the range
/// without lying inside.
pub(super) fn excluded(version: &Version, plan: &Plan, range: &DateRange, stop: &Stop) -> Result<Excluded, SearchError> {
    let mut excluded = Excluded::default();
    for segment in version.segments() {
        let [_, day_from, coarser_from, undated_from, end] = segment.bounds;
        let span = &range.span;
        let imprecise = |key: u64| span.touches(key) && !span.holds(key);
        match range.column {
            DateColumn::Published => {
                let undated = std::iter::once(undated_from..end).collect();
                excluded.undated += count_where(plan, segment, undated, stop, |_| true)?;
                if !range.possible {
                    let key = segment.key.clone();
                    // A moment may cut a day at either end; months and years may lie across.
                    let mut ranges = Vec::new();
                    let days = |keys: std::ops::Range<u64>| segment.lower_bound(keys.start)..segment.lower_bound(keys.end);
                    let (inside, touched) = (days(span.keys(DateClass::Day, false)), days(span.keys(DateClass::Day, true)));
                    let touched = touched.start.max(day_from)..touched.end.min(coarser_from);
                    ranges.extend(without(&touched, &inside));
                    ranges.push(coarser_from..undated_from);
                    excluded.imprecise += count_where(plan, segment, ranges, stop, |doc| imprecise(key.values.get_val(doc)))?;
                }
            }
            DateColumn::Updated => {
                let (key, has) = (segment.updated_key.clone(), segment.has.clone());
                let is_dated = |doc: DocId| has.values.get_val(doc) & crate::index::document::has::UPDATED != 0;
                let all = || std::iter::once(0..end).collect();
                excluded.undated += count_where(plan, segment, all(), stop, |doc| !is_dated(doc))?;
                if !range.possible {
                    excluded.imprecise += count_where(plan, segment, all(), stop, |doc| imprecise(key.values.get_val(doc)))?;
                }
            }
            // Every article was indexed at one moment.
            DateColumn::FirstIndexed => {}
        }
    }
    Ok(excluded)
}

/// The parts of a stretch before and after another.
fn without(whole: &std::ops::Range<DocId>, gone: &std::ops::Range<DocId>) -> [std::ops::Range<DocId>; 2] {
    if gone.is_empty() {
        return [whole.clone(), whole.end..whole.end];
    }
    [whole.start..gone.start.clamp(whole.start, whole.end), gone.end.clamp(whole.start, whole.end)..whole.end]
}

/// The plan of a range.
pub(super) fn plan(range: &DateRange) -> Plan {
    Plan::Dates(range.clone())
}

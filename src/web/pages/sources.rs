//! Articles by source and month: what the archive holds of each source, and where it has gaps.

use askama::Template;

use super::render;
use crate::article::published::Now;
use crate::index::Archive;
use crate::search::params::{self, Route};
use crate::search::response::{Series, Timeline, TimelineBucket};
use crate::search::{FacetField, FacetValue, Response, Stop};
use crate::web::assets::STYLE_URL;
use crate::web::problem::Problem;
use crate::web::public::PublicFields;
use crate::web::state::open;

/// Sources that are shown: more are a list and no picture.
const SOURCES: &str = "60";
/// Months of the picture, up to the newest article.
const MONTHS: i32 = 36;

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesPage<'a> {
    style: &'a str,
    title: &'a str,
    heads: Vec<Head>,
    rows: Vec<Row>,
    more: u64,
    last: String,
}

struct Head {
    text: String,
    is_first: bool,
}

struct Row {
    name: String,
    url: String,
    count: u64,
    /// Articles of other months, without a date, or with the year alone.
    others: u64,
    cells: Vec<Cell>,
}

struct Cell {
    start: String,
    count: u64,
    /// How dark it is, 0 to 4.
    level: u8,
    url: String,
}

/// Answers the page.
pub(super) fn page(archive: &Archive, public: &PublicFields, now: Now, stop: &Stop) -> Result<String, Problem> {
    let version = open(archive, None)?;
    let mut page =
        SourcesPage { style: &STYLE_URL, title: "Sources · Dateline", heads: Vec::new(), rows: Vec::new(), more: 0, last: String::new() };
    if !public.shows_values(FacetField::Source) {
        return render(&page);
    }
    let ask = |pairs: &[(&str, &str)], route| -> Result<Response, Problem> {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Ok(crate::search::search(&version, &params::read(&pairs, route, now)?.request, stop)?)
    };
    let all = ask(&[("page-size", "1"), ("facets", "source"), ("facet-size", SOURCES)], Route::Latest)?;
    let newest = all.hits.first().and_then(|hit| hit.article.published).map(|stamp| stamp.when.to_string());
    let Some((first, last)) = newest.as_deref().and_then(months) else { return render(&page) };
    let shown =
        [("interval", "month"), ("by", "source"), ("facet-size", SOURCES), ("from-date", first.as_str()), ("to-date", last.as_str())];
    let timeline = ask(&shown, Route::Timeline)?.timeline;
    page.heads = timeline.as_ref().map(heads).unwrap_or_default();
    for (_, facet) in &all.facets {
        page.more = facet.distinct.saturating_sub(facet.values.len() as u64);
        for value in &facet.values {
            let series = timeline.iter().flat_map(|timeline| &timeline.series).find(|series| series.value == value.value);
            page.rows.push(row(value, series, timeline.as_ref()));
        }
    }
    page.last = last;
    render(&page)
}

/// The first and the last month of the picture, by the newest date as it is written.
fn months(newest: &str) -> Option<(String, String)> {
    let year: i32 = newest.get(..4)?.parse().ok()?;
    let month: i32 = newest.get(5..7).map_or(Some(12), |month| month.parse().ok())?;
    let last = year * 12 + month - 1;
    let name = |months: i32| format!("{:04}-{:02}", (months / 12).max(1), months % 12 + 1);
    Some((name(last - MONTHS + 1), name(last)))
}

/// Names of the columns: the year where it begins.
fn heads(timeline: &Timeline) -> Vec<Head> {
    let mut before = String::new();
    let mut heads = Vec::with_capacity(timeline.buckets.len());
    for bucket in &timeline.buckets {
        let year: String = bucket.start.chars().take(4).collect();
        let is_first = year != before;
        let text = if is_first { year.clone() } else { bucket.start.chars().skip(5).take(2).collect() };
        heads.push(Head { text, is_first });
        before = year;
    }
    heads
}

fn row(value: &FacetValue, series: Option<&Series>, timeline: Option<&Timeline>) -> Row {
    let source = |more: &[(&str, &str)]| {
        let mut url = url::form_urlencoded::Serializer::for_suffix("/?".to_owned(), 2);
        url.append_pair("source", &value.value);
        url.extend_pairs(more);
        url.finish()
    };
    let buckets = timeline.map(|timeline| timeline.buckets.as_slice()).unwrap_or_default();
    let count = |at: usize| series.and_then(|series| series.buckets.get(at)).map_or(0, |bucket| bucket.count);
    let most = (0..buckets.len()).map(count).max().unwrap_or(0).max(1);
    let cell = |(at, bucket): (usize, &TimelineBucket)| {
        let month: String = bucket.start.chars().take(7).collect();
        let count = count(at);
        let level = if count == 0 { 0 } else { 1 + u8::try_from(count * 3 / most).unwrap_or(3) };
        Cell { url: source(&[("from-date", &month), ("to-date", &month)]), start: month, count, level: level.min(4) }
    };
    let cells: Vec<Cell> = buckets.iter().enumerate().map(cell).collect();
    let shown: u64 = cells.iter().map(|cell| cell.count).sum();
    Row { name: value.value.clone(), url: source(&[]), count: value.count, others: value.count.saturating_sub(shown), cells }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_ends_with_the_month_of_the_newest_date() {
        let check =
            |newest: &str, first: &str, last: &str| assert_eq!(months(newest), Some((first.to_owned(), last.to_owned())), "{newest}");
        check("2026-03-11T18:20:00+04:00", "2023-04", "2026-03");
        check("2026-12", "2024-01", "2026-12");
        check("1896", "1894-01", "1896-12");
    }
}

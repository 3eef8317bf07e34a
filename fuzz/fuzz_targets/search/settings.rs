//! Bytes as the parameters of a request.

use dateline::article::published::Now;
use dateline::search::FacetField;
use dateline::search::params::{self, Params, Route};

use crate::support::NOW_US;

/// Bytes that are parameters.
pub(crate) const BYTES: usize = 6;

const ORDERS: [&str; 8] = ["relevance", "relevance", "relevance", "newest", "oldest", "indexed", "random", "relevance"];
const INTERVALS: [&str; 8] = ["", "hour", "day", "week", "month", "quarter", "year", "decade"];
const ZONES: [&str; 4] = ["UTC", "America/New_York", "Asia/Kathmandu", "-11:00"];
const COLUMNS: [&str; 4] = ["published", "updated", "first-indexed", "published"];
const SIZES: [&str; 8] = ["10", "0", "1", "3", "10", "50", "200", "10"];
/// Filters of one field each.
const FILTERS: [(&str, &str); 7] = [
    ("lang", "en"),
    ("lang", "fa"),
    ("place", "IR"),
    ("place", "Iceland"),
    ("source", "Northern Wire"),
    ("section", "World"),
    ("person", "nobody"),
];
const RANGES: [(&str, &str); 8] = [
    ("", ""),
    ("2025", ""),
    ("", "1950"),
    ("2025-01", "2025-02"),
    ("2025-01-29", "2025-01-29"),
    ("1896", "2025-01-30T12:00:00Z"),
    ("30d", ""),
    ("2026-11-24", "2026-11-24"),
];
const FIELDS: [&str; 4] = ["", "title", "lead,body", "title,body"];

/// Reads a request; `None` if its query cannot be read.
pub(crate) fn read(bytes: &[u8; BYTES], text: &str) -> Option<Params> {
    let [first, calendar, facets, page, filters, dates] = *bytes;
    let mut pairs = vec![("q".to_owned(), text.to_owned())];
    let mut put = |name: &str, value: &str| {
        if !value.is_empty() {
            pairs.push((name.to_owned(), value.to_owned()));
        }
    };
    let flag = |byte: u8, bit: u8, value: &'static str| if byte >> bit & 1 == 1 { value } else { "" };
    put("order-by", pick(&ORDERS, first));
    put("explain", flag(first, 3, "true"));
    put("match", flag(first, 4, "any"));
    let interval = pick(&INTERVALS, calendar);
    put("interval", interval);
    put("tz", pick(&ZONES, calendar >> 3));
    put("use-date", pick(&COLUMNS, calendar >> 5));
    put("dates", flag(calendar, 7, "possible"));
    let chosen = FacetField::ALL.into_iter().enumerate().filter(|(bit, _)| facets >> bit & 1 == 1);
    put("facets", &chosen.map(|(_, field)| field.as_str()).collect::<Vec<_>>().join(","));
    put("page-size", pick(&SIZES, page));
    match page >> 3 & 3 {
        0 => put("highlight", "false"),
        1 => put("highlight-size", "1"),
        2 => ["highlight-size", "highlight-count"].into_iter().for_each(|name| put(name, "100")),
        _ => put("fields", "*"),
    }
    put("lenient", flag(page, 5, "true"));
    if !interval.is_empty() {
        put("share", flag(page, 6, "true"));
        put("by", if page >> 7 == 1 { pick(&FacetField::ALL, facets).as_str() } else { "" });
    }
    if let Some((name, value)) = FILTERS.get(usize::from(filters & 15)) {
        put(name, value);
    }
    if let Some((name, value)) = FILTERS.get(usize::from(filters >> 4)) {
        put(&format!("exclude-{name}"), value);
    }
    let (from, to) = pick(&RANGES, dates);
    put("from-date", from);
    put("to-date", to);
    put("search-in", pick(&FIELDS, dates >> 3));
    put("facet-size", flag(dates, 5, "2"));
    if pick(&ORDERS, first) == "relevance" {
        put("half-life", flag(dates, 6, "1y"));
    }
    match params::read(&pairs, Route::Search, Now { micros: NOW_US }) {
        Ok(params) => Some(params),
        Err(bad) => {
            assert!(bad.iter().all(|bad| bad.name == "q"), "{pairs:?}: {bad:?}");
            None
        }
    }
}

fn pick<T: Copy>(items: &[T], byte: u8) -> T {
    items[usize::from(byte) % items.len()]
}

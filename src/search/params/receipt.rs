//! What a request came to: every parameter as resolved, and the address that asks for it again.

use std::fmt::Write as _;

use crate::article::TextField;
use crate::article::json::utc;
use crate::article::published::{Edge, Interval};
use crate::search::{FacetField, Order, Page, Request};

use super::{FIELDS_DEFAULT, FILTERS, Params, Route};

/// Values that need not be written into an address.
const DEFAULTS: [(&str, &str); 19] = [
    ("q", ""),
    ("match", "all"),
    ("search-in", "title,lead,body"),
    ("tz", "UTC"),
    ("dates", "certain"),
    ("use-date", "published"),
    ("page", "1"),
    ("total", "exact"),
    ("facet-size", "10"),
    ("fields", "id,title,lead,url,source,language,published,entities"),
    ("highlight", "true"),
    ("highlight-size", "160"),
    ("highlight-count", "3"),
    ("offsets", "scalar"),
    ("lenient", "false"),
    ("format", "json"),
    ("prefix", ""),
    ("share", "false"),
    ("explain", "false"),
];

/// What is needed of the parameters as they were written.
#[derive(Debug, Default)]
pub(super) struct Written<'a> {
    cursor: Option<&'a str>,
    as_of: bool,
    utf16: bool,
}

impl<'a> Written<'a> {
    pub(super) fn of(pairs: &'a [(String, String)]) -> Self {
        let find = |name: &str| pairs.iter().find(|(written, _)| written == name).map(|(_, text)| text.as_str());
        Self { cursor: find("cursor"), as_of: find("as-of").is_some(), utf16: find("offsets") == Some("utf16") }
    }
}

/// Lists every parameter as resolved, in the contract's order.
pub(super) fn resolved(params: &Params, written: &Written<'_>, route: Route) -> Vec<(String, Vec<String>)> {
    let request = &params.request;
    let mut list = List(Vec::new());
    list.add("q", request.query.text.clone());
    list.add("match", request.query.match_words());
    let search_in = if request.search_in.is_empty() { &TextField::ALL[..] } else { &request.search_in };
    list.many("search-in", search_in.iter().map(|field| field.as_str().to_owned()).collect());
    add_dates(&mut list, request);
    for (include, exclude, field) in FILTERS {
        for (name, excludes) in [(include, false), (exclude, true)] {
            let filters = request.filters.iter().filter(|filter| filter.field == field && filter.exclude == excludes);
            list.many(name, filters.flat_map(|filter| filter.values.clone()).collect());
        }
    }
    if route == Route::Facets {
        list.add("prefix", params.prefix.clone());
        list.add("facet-size", params.listing_size.to_string());
        list.some("cursor", written.cursor);
    } else if route == Route::Export {
        list.add("order-by", request.order.as_str());
        add_members(&mut list, params, written);
    } else {
        add_hits(&mut list, params, written);
    }
    list.add("lenient", request.query.lenient.to_string());
    if written.as_of {
        list.some("as-of", params.as_of.map(|number| format!("{number:06}")));
    }
    list.add("format", params.format.as_str());
    list.0
}

fn add_dates(list: &mut List, request: &Request) {
    let span = request.dates.span.unwrap_or_default();
    list.some("from-date", span.from.map(edge));
    list.some("to-date", span.to.map(edge));
    list.add("tz", request.dates.zone.to_string());
    list.add("dates", if request.dates.possible { "possible" } else { "certain" });
    list.add("use-date", request.dates.column.as_str());
}

fn add_hits(list: &mut List, params: &Params, written: &Written<'_>) {
    let request = &params.request;
    list.add("order-by", request.order.as_str());
    if let Order::Random { seed } = request.order {
        list.add("seed", seed.to_string());
    }
    list.some("half-life", request.half_life.map(|half_life| half_life.to_string()));
    if let Page::Number(number) = request.page {
        list.add("page", number.to_string());
    }
    list.add("page-size", request.page_size.to_string());
    list.some("cursor", written.cursor);
    if request.order == Order::Following {
        list.add("follow", "true");
    }
    list.add("total", if request.total { "exact" } else { "none" });
    list.many("facets", request.facets.iter().map(|field| field.as_str().to_owned()).collect());
    list.add("facet-size", request.facet_size.to_string());
    list.some("interval", request.interval.map(Interval::as_str));
    list.add("share", request.share.to_string());
    list.some("by", request.by.map(FacetField::as_str));
    add_members(list, params, written);
    list.add("explain", request.explain.to_string());
}

/// What is written of each article.
fn add_members(list: &mut List, params: &Params, written: &Written<'_>) {
    let request = &params.request;
    list.many("fields", params.fields.clone().unwrap_or_else(|| FIELDS_DEFAULT.map(str::to_owned).to_vec()));
    list.add("highlight", request.highlight.is_some().to_string());
    if let Some(highlight) = request.highlight {
        list.add("highlight-size", highlight.size.to_string());
        list.add("highlight-count", highlight.count.to_string());
    }
    list.add("offsets", if written.utf16 { "utf16" } else { "scalar" });
}

/// Writes an end of a range as a parameter gives it.
pub(super) fn edge(edge: Edge) -> String {
    match edge {
        Edge::Civil(when) => when.to_string(),
        Edge::Instant(micros) => utc(micros),
    }
}

struct List(Vec<(String, Vec<String>)>);

impl List {
    fn add(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), vec![value.into()]));
    }

    fn some(&mut self, name: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn many(&mut self, name: &str, values: Vec<String>) {
        if !values.is_empty() {
            self.0.push((name.to_owned(), values));
        }
    }
}

/// Parameters whose lists are written with commas; the values of others are repeated.
const COMMA_LISTS: [&str; 3] = ["search-in", "facets", "fields"];

/// Writes the query string that asks for a resolved request again, on one version.
///
/// Values that are defaults are left out; relative dates have become days.
#[must_use]
pub fn query_string(resolved: &[(String, Vec<String>)], route: Route, version: u64) -> String {
    let mut out = without(resolved, route, &["as-of"]);
    push(&mut out, "as-of", &format!("{version:06}"));
    out
}

/// Writes the query string that asks for the hits after those of an answer.
#[must_use]
pub fn next_query_string(resolved: &[(String, Vec<String>)], route: Route, cursor: &str) -> String {
    let mut out = without(resolved, route, &["page", "cursor"]);
    push(&mut out, "cursor", cursor);
    out
}

fn without(resolved: &[(String, Vec<String>)], route: Route, left_out: &[&str]) -> String {
    let mut out = String::new();
    let page_size = if route == Route::Timeline { "0" } else { "10" };
    let own = [("fields", "*"), ("highlight", "false"), ("format", "jsonl")];
    for (name, values) in resolved {
        let joined = values.join(",");
        let pair = (name.as_str(), joined.as_str());
        let defaults: &[(&str, &str)] = if route == Route::Export && own.iter().any(|(own, _)| *own == name) { &own } else { &DEFAULTS };
        if left_out.contains(&name.as_str()) || defaults.contains(&pair) || pair == ("page-size", page_size) {
            continue;
        }
        if COMMA_LISTS.contains(&name.as_str()) {
            push(&mut out, name, &joined);
        } else {
            for value in values {
                push(&mut out, name, value);
            }
        }
    }
    out
}

/// Adds a parameter to a query string, percent-encoded.
pub fn push(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    encode(name, out);
    out.push('=');
    encode(value, out);
}

/// Percent-encodes a text for a query string or a path segment: all but the unreserved
/// characters of RFC 3986 section 2.3, and the comma and colon, which may stand in both.
pub fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~,:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

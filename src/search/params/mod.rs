//! Parameters of requests by their contract names, for the command line and the service alike.
//!
//! A list of names and values becomes a [`Request`] that is valid by type, or all that is wrong
//! with it at once. Names and their aliases stand in `table`, single values in `reader`, what the
//! answer says of them in `receipt`.

mod bulk;
mod filters;
mod format;
mod order;
mod query;
mod reader;
pub mod receipt;
mod related;
mod restricted;
mod suggest;
mod table;

use std::fmt;

use crate::article::TextField;
use crate::article::json::MEMBERS;
use crate::article::published::param::parse_edge;
use crate::article::published::{Edge, Interval, Now, Span, Zone};

use super::limits::{FACET_SIZE_MAX, HIGHLIGHT_COUNT_MAX, HIGHLIGHT_SIZE_MAX, PAGE_MAX, PAGE_SIZE_MAX};
use super::{Cursor, DateColumn, Dates, FacetField, Highlight, Load, Order, Page, Request};
use reader::{Reader, Value};

pub use bulk::{BulkParams, BulkQuery, check_queries, read_bulk, read_queries};
pub use format::{Format, known_pairs};
pub use related::{RelatedParams, read_related};
pub use suggest::{SuggestParams, read_suggest};
pub use table::{FILTERS, NOT_OF_EXPORTS, OF_COUNTS, OF_RELATED, OF_SUGGESTIONS, canonical, names, restricting};

/// Members of a hit that are written where no `fields` are given.
pub const FIELDS_DEFAULT: [&str; 8] = ["id", "title", "lead", "url", "source", "language", "published", "entities"];
/// Members of a hit that belong to the hit and not to its article; they are there without being asked for.
const FIELDS_OF_HITS: [&str; 2] = ["score", "highlights"];

/// Length of a fragment in characters where none is asked for.
const HIGHLIGHT_SIZE: usize = 160;

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// `/v1/search`.
    Search,
    /// `/v1/latest`: newest first, no score.
    Latest,
    /// `/v1/timeline`: months and no hits where nothing else is asked for.
    Timeline,
    /// `/v1/facets/{field}`: all values of a field.
    Facets,
    /// `/v1/export`: every match.
    Export,
}

impl Route {
    /// The address; that of a facet listing is followed by its field.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            Self::Search => "/v1/search",
            Self::Latest => "/v1/latest",
            Self::Timeline => "/v1/timeline",
            Self::Facets => "/v1/facets",
            Self::Export => "/v1/export",
        }
    }
}

/// A request as read, with what concerns its rendering and not the search.
#[derive(Debug, Clone)]
pub struct Params {
    /// What to search for.
    pub request: Request,
    /// The version to answer from, by `as-of` or by the cursor; `None` is the served one.
    pub as_of: Option<u64>,
    /// Article members to write, `mentions` and `*` among them; `None` is [`FIELDS_DEFAULT`].
    pub fields: Option<Vec<String>>,
    /// How the answer is written.
    pub format: Format,
    /// Characters of context to each side of a match, where a row is a match: half of `highlight-size`.
    pub context: usize,
    /// Most rows of an article, where a row is a match and its whole text may not be shown.
    pub rows_max: Option<usize>,
    /// Members of articles that are left out whatever is asked for.
    pub hidden: Vec<&'static str>,
    /// Beginning of the values of a facet listing; empty takes all.
    pub prefix: String,
    /// Values on a page of a facet listing.
    pub listing_size: usize,
}

impl Params {
    /// The cursor of the request, if it goes on behind an earlier answer.
    #[must_use]
    pub fn cursor(&self) -> Option<&Cursor> {
        match &self.request.page {
            Page::After(cursor) => Some(cursor),
            Page::Number(_) => None,
        }
    }
}

/// A parameter that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadParam {
    /// Its name as written.
    pub name: String,
    /// The value, what is wrong with it, and the mend.
    pub message: String,
    /// Column in the value, from 1, in Unicode scalar values; for queries.
    pub column: Option<usize>,
}

impl fmt::Display for BadParam {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for BadParam {}

impl BadParam {
    /// What is wrong with several parameters, as one text.
    #[must_use]
    pub fn all(bad: &[Self]) -> String {
        bad.iter().map(|bad| bad.message.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// Reads the parameters of a request.
///
/// `now` is the time of the request; a cursor brings its own, so that relative dates stay what
/// they were on the first page.
///
/// # Errors
/// Every parameter that is unknown, not available yet or has a bad value; errors of the query
/// too, unless `lenient=true`.
pub fn read(pairs: &[(String, String)], route: Route, now: Now) -> Result<Params, Vec<BadParam>> {
    let mut reader = Reader::new(pairs, route);
    let format = format::read(&mut reader, route);
    let cursor = read_cursor(&mut reader);
    let now = cursor.as_ref().map_or(now, |cursor| cursor.now);
    let lenient = reader.flag("lenient", false);
    let query = query::read(&mut reader, lenient);
    let dates = read_dates(&mut reader, now);
    let (order, half_life) = order::read(&mut reader, route, format, &query, now);
    let explain = reader.flag("explain", false);
    // Whoever follows is answered from what is served now.
    let as_of = read_as_of(&mut reader, cursor.as_ref().filter(|_| order != Order::Following));
    let fields = read_fields(&mut reader);
    let fields = if route == Route::Export { Some(whole_unless_named(fields)) } else { fields };
    let (page_size, listing_size) = read_sizes(&mut reader, route);
    let interval = read_interval(&mut reader, route);
    let (share, by) = read_series(&mut reader, interval.is_some());
    let highlight = read_highlight(&mut reader, route).filter(|_| format.shows_matches());
    let context = highlight.map_or(HIGHLIGHT_SIZE, |highlight| highlight.size) / 2;
    // The size of a listing is read with the sizes of pages.
    let facet_size = if route == Route::Facets { 10 } else { reader.number("facet-size", 0, FACET_SIZE_MAX, 10) };
    let mut request = Request {
        search_in: read_search_in(&mut reader),
        filters: filters::read(&mut reader),
        page: read_page(&mut reader, cursor),
        total: reader.choice("total", &[("exact", true), ("none", false)], &[], true),
        facets: read_facets(&mut reader),
        load: read_load(fields.as_deref().filter(|_| format.takes_fields()), highlight.is_some()),
        mentions: fields.as_ref().is_some_and(|fields| fields.iter().any(|field| field == "mentions")),
        query,
        dates,
        order,
        half_life,
        page_size,
        facet_size,
        interval,
        share,
        by,
        highlight,
        explain,
        now,
        resolved: Vec::new(),
    };
    let prefix = reader.text("prefix").unwrap_or_default();
    let params = |request| Params { request, as_of, fields, format, context, rows_max: None, hidden: Vec::new(), prefix, listing_size };
    reader.finish()?;
    let mut params = params(request.clone());
    request.resolved = receipt::resolved(&params, &receipt::Written::of(pairs), route);
    if format == Format::Kwic {
        // One fragment a field, to its end, has every match in it.
        request.highlight = Some(Highlight { size: usize::MAX, count: 1, utf16: false });
    }
    params.request = request;
    Ok(params)
}

/// Parameters of one article's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleParams {
    /// Members to write, `mentions` among them; `None` is all but `mentions`.
    pub fields: Option<Vec<String>>,
    /// The version to answer from; `None` is the served one.
    pub as_of: Option<u64>,
    /// Whether offsets count UTF-16 code units.
    pub utf16: bool,
    /// Members that are left out whatever is asked for.
    pub hidden: Vec<&'static str>,
}

/// Reads the parameters of `/v1/articles/{id}`: `fields`, `offsets`, `as-of`.
///
/// # Errors
/// Every parameter that is unknown or has a bad value.
pub fn read_article(pairs: &[(String, String)]) -> Result<ArticleParams, Vec<BadParam>> {
    let mut reader = Reader::of(pairs, &["fields", "offsets", "as-of"]);
    let params = ArticleParams {
        fields: read_fields(&mut reader),
        as_of: read_as_of(&mut reader, None),
        utf16: read_offsets(&mut reader),
        hidden: Vec::new(),
    };
    reader.finish()?;
    Ok(params)
}

/// Reads the parameters of an address that takes `as-of` alone.
///
/// # Errors
/// Every parameter that is unknown or has a bad value.
pub fn read_as_of_only(pairs: &[(String, String)]) -> Result<Option<u64>, Vec<BadParam>> {
    let mut reader = Reader::of(pairs, &["as-of"]);
    let as_of = read_as_of(&mut reader, None);
    reader.finish()?;
    Ok(as_of)
}

/// Refuses every parameter but `_`.
///
/// # Errors
/// Every parameter there is.
pub fn read_none(pairs: &[(String, String)]) -> Result<(), Vec<BadParam>> {
    Reader::of(pairs, &[]).finish()
}

fn read_cursor(reader: &mut Reader<'_>) -> Option<Cursor> {
    let value = reader.one("cursor")?;
    let cursor = Cursor::decode(value.text);
    if cursor.is_none() {
        reader.bad(&value, "is no cursor of this archive: send `next_cursor` of an answer as it came, or leave it out to begin again");
    }
    cursor
}

fn read_dates(reader: &mut Reader<'_>, now: Now) -> Dates {
    let zone = match reader.one("tz") {
        None => Zone::Utc,
        Some(value) => read_zone(value.text).unwrap_or_else(|| {
            reader.bad(&value, "is no time zone: give an IANA name such as `Europe/Paris`, or an offset such as `+03:30`");
            Zone::Utc
        }),
    };
    let (from, to) = (read_edge(reader, "from-date", zone, now), read_edge(reader, "to-date", zone, now));
    let span = (from.is_some() || to.is_some()).then(|| Span { from, to, ..Span::default() });
    if let (Some(span), Some(from), Some(to)) = (span, from, to)
        && span.is_reversed(zone)
        && let Some(value) = reader.one("from-date")
    {
        reader
            .bad(&value, &format!("begins at {}, after the end of `to-date` {}: exchange the two", receipt::edge(from), receipt::edge(to)));
    }
    Dates {
        span,
        zone,
        possible: reader.choice("dates", &[("certain", false), ("possible", true)], &[], false),
        column: reader.choice("use-date", &DateColumn::ALL.map(|column| (column.as_str(), column)), &[], DateColumn::Published),
    }
}

/// A plus sign in a query string arrives as a blank; before an offset nothing else can be meant.
fn read_zone(text: &str) -> Option<Zone> {
    let offset = text.strip_prefix(' ').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    offset.map_or_else(|| Zone::parse(text), |offset| Zone::parse(&format!("+{offset}")))
}

fn read_edge(reader: &mut Reader<'_>, name: &'static str, zone: Zone, now: Now) -> Option<Edge> {
    let value = reader.one(name)?;
    parse_edge(value.text, zone, now).map_err(|error| reader.say(&value, format!("`{}`: {error}", value.written))).ok()
}

fn read_as_of(reader: &mut Reader<'_>, cursor: Option<&Cursor>) -> Option<u64> {
    let of_cursor = cursor.map(|cursor| cursor.version);
    let Some(value) = reader.one("as-of") else { return of_cursor };
    let digits = value.text.bytes().all(|b| b.is_ascii_digit());
    let Some(number) = digits.then(|| value.text.parse().ok()).flatten() else {
        reader.bad(&value, "is no version: give its number, such as `000042`; `/v1/versions` lists them");
        return of_cursor;
    };
    if of_cursor.is_some_and(|version| version != number) {
        reader.bad(&value, "is not the version of the cursor: leave `as-of` out, a cursor stays on its version");
    }
    Some(number)
}

fn read_fields(reader: &mut Reader<'_>) -> Option<Vec<String>> {
    let values = reader.list("fields");
    if values.is_empty() {
        return None;
    }
    let mut fields: Vec<String> = Vec::new();
    for value in values {
        let takes = value.text == "*" || value.text == "mentions" || MEMBERS.contains(&value.text);
        if takes || FIELDS_OF_HITS.contains(&value.text) {
            if !fields.iter().any(|field| field == value.text) {
                fields.push(value.text.to_owned());
            }
        } else {
            let names = MEMBERS.into_iter().chain(["mentions", "score", "highlights"]);
            let nearest = table::nearest(value.text, names);
            reader.bad(&value, &format!("is no member of an article: did you mean `{nearest}`? `*` takes all"));
        }
    }
    Some(fields)
}

/// Members of exported articles: all where no member is named.
fn whole_unless_named(fields: Option<Vec<String>>) -> Vec<String> {
    let mut fields = fields.unwrap_or_default();
    if !fields.iter().any(|field| field == "*" || MEMBERS.contains(&field.as_str())) {
        fields.insert(0, "*".to_owned());
    }
    fields
}

fn read_sizes(reader: &mut Reader<'_>, route: Route) -> (usize, usize) {
    let default = if route == Route::Timeline { 0 } else { 10 };
    // A listing of no values would have no end.
    let least = usize::from(route == Route::Facets);
    let page_size = reader.number("page-size", least, PAGE_SIZE_MAX, default);
    if route != Route::Facets {
        return (page_size, 0);
    }
    let listing = match (reader.one("facet-size"), reader.one("page-size")) {
        (None, Some(_)) => page_size,
        (Some(_), Some(value)) => {
            reader.bad(&value, "and `facet-size` both give the number of values on a page: leave one out");
            page_size
        }
        _ => reader.number("facet-size", least, FACET_SIZE_MAX, 10),
    };
    (0, listing)
}

fn read_interval(reader: &mut Reader<'_>, route: Route) -> Option<Interval> {
    let choices = Interval::ALL.map(|interval| (interval.as_str(), Some(interval)));
    reader.choice("interval", &choices, &[], (route == Route::Timeline).then_some(Interval::Month))
}

/// `share` and `by`, which say more of each bucket and need some.
fn read_series(reader: &mut Reader<'_>, has_interval: bool) -> (bool, Option<FacetField>) {
    let share = reader.flag("share", false);
    let by = reader.one("by").and_then(|value| read_facet(reader, &value));
    for name in ["share", "by"] {
        if let Some(value) = reader.one(name).filter(|value| !has_interval && value.text != "false") {
            reader.bad(&value, "counts nothing without a timeline: add `interval`, such as `interval=month`");
        }
    }
    (share, by)
}

fn read_offsets(reader: &mut Reader<'_>) -> bool {
    reader.choice("offsets", &[("scalar", false), ("utf16", true)], &[], false)
}

fn read_highlight(reader: &mut Reader<'_>, route: Route) -> Option<Highlight> {
    let wanted = reader.flag("highlight", route != Route::Export);
    let size = reader.number("highlight-size", 1, HIGHLIGHT_SIZE_MAX, HIGHLIGHT_SIZE);
    let count = reader.number("highlight-count", 1, HIGHLIGHT_COUNT_MAX, 3);
    let utf16 = read_offsets(reader);
    wanted.then_some(Highlight { size, count, utf16 })
}

/// An id and a score need no article; highlights do.
fn read_load(fields: Option<&[String]>, highlights: bool) -> Load {
    let Some(fields) = fields.filter(|_| !highlights) else { return Load::Article };
    let needs = |field: &String| match field.as_str() {
        "score" => Load::Nothing,
        "id" => Load::Id,
        _ => Load::Article,
    };
    fields.iter().map(needs).max().unwrap_or(Load::Article)
}

fn read_search_in(reader: &mut Reader<'_>) -> Vec<TextField> {
    let mut fields = Vec::new();
    for value in reader.list("search-in") {
        match TextField::ALL.into_iter().find(|field| field.as_str() == value.text) {
            Some(field) => fields.push(field),
            None => reader.bad(&value, "is no text field: write `title`, `lead`, `body` or several with commas"),
        }
    }
    fields.sort_unstable();
    fields.dedup();
    fields
}

fn read_facets(reader: &mut Reader<'_>) -> Vec<FacetField> {
    let mut fields = Vec::new();
    for value in reader.list("facets") {
        match read_facet(reader, &value) {
            Some(field) if fields.contains(&field) => {}
            Some(field) => fields.push(field),
            None => {}
        }
    }
    fields
}

fn read_facet(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<FacetField> {
    let field = FacetField::parse(value.text);
    if field.is_none() {
        let names = FacetField::ALL.map(FacetField::as_str);
        let nearest = table::nearest(value.text, names);
        reader.bad(value, &format!("is no facet: did you mean `{nearest}`? There are {}", names.join(", ")));
    }
    field
}

fn read_page(reader: &mut Reader<'_>, cursor: Option<Cursor>) -> Page {
    let page = reader.one("page");
    let Some(value) = page else { return cursor.map_or(Page::Number(1), Page::After) };
    // There is no wall: a page past the end has no hits, however large its number.
    let number = reader.number("page", 1, usize::MAX, 1).min(PAGE_MAX);
    if reader.one("cursor").is_some() {
        reader.bad(&value, "cannot stand beside `cursor`: a cursor knows its place, leave one of the two out");
    }
    cursor.map_or(Page::Number(number), Page::After)
}

#[cfg(test)]
mod tests;

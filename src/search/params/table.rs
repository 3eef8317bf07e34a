//! Names of parameters, their aliases, and the nearest name to an unknown one.

use super::Route;
use crate::query::field::distance;
use crate::search::FacetField;

/// Filters in the contract's order: name, name of the exclusion, field.
pub const FILTERS: [(&str, &str, FacetField); 8] = [
    ("lang", "exclude-lang", FacetField::Lang),
    ("source", "exclude-source", FacetField::Source),
    ("author", "exclude-author", FacetField::Author),
    ("section", "exclude-section", FacetField::Section),
    ("tag", "exclude-tag", FacetField::Tag),
    ("person", "exclude-person", FacetField::Person),
    ("org", "exclude-org", FacetField::Org),
    ("place", "exclude-place", FacetField::Place),
];

/// All parameters of searches but the filters, in the contract's order.
pub(super) const NAMES: [&str; 33] = [
    "q",
    "match",
    "search-in",
    "from-date",
    "to-date",
    "tz",
    "dates",
    "use-date",
    "order-by",
    "seed",
    "half-life",
    "page",
    "page-size",
    "cursor",
    "follow",
    "total",
    "facets",
    "facet-size",
    "interval",
    "share",
    "by",
    "fields",
    "highlight",
    "highlight-size",
    "highlight-count",
    "offsets",
    "explain",
    "lenient",
    "as-of",
    "format",
    "prefix",
    "size",
    "_",
];

/// Parameters that a listing of values refuses: it goes on by cursor alone. The others that are about
/// hits are parameters of facets by the contract too, and change nothing in a listing.
pub(super) const NOT_OF_LISTINGS: [&str; 2] = ["page", "follow"];

/// Parameters that an export refuses: it has no pages, counts nothing and scores nothing.
pub const NOT_OF_EXPORTS: [&str; 13] =
    ["seed", "half-life", "page", "page-size", "cursor", "follow", "total", "facets", "facet-size", "interval", "share", "by", "explain"];

/// Dates, which restrict articles as filters do.
const DATES: [&str; 5] = ["from-date", "to-date", "tz", "dates", "use-date"];
/// Parameters of suggestions beside filters and dates.
pub const OF_SUGGESTIONS: [&str; 3] = ["q", "size", "as-of"];
/// Parameters of related articles beside filters and dates.
pub const OF_RELATED: [&str; 3] = ["page-size", "fields", "as-of"];
/// Parameters of counts in bulk beside filters and dates.
pub const OF_COUNTS: [&str; 9] = ["match", "search-in", "facet-size", "interval", "share", "by", "lenient", "as-of", "format"];

/// Names that other news services use for ours.
const ALIASES: [(&str, &str); 12] = [
    ("from", "from-date"),
    ("begin_date", "from-date"),
    ("startdatetime", "from-date"),
    ("to", "to-date"),
    ("end_date", "to-date"),
    ("enddatetime", "to-date"),
    ("sort", "order-by"),
    ("sortBy", "order-by"),
    ("pageSize", "page-size"),
    ("fl", "fields"),
    ("language", "lang"),
    ("exclude-language", "exclude-lang"),
];

/// Orders as the services write them whose `sort` and `sortBy` are taken.
const ORDERS: [(&str, &str); 5] =
    [("publishedAt", "newest"), ("relevancy", "relevance"), ("DateDesc", "newest"), ("DateAsc", "oldest"), ("HybridRel", "relevance")];

/// Returns our word for an order that another service writes otherwise.
pub(super) fn order_alias(text: &str) -> &str {
    ORDERS.iter().find(|(other, _)| other.eq_ignore_ascii_case(text)).map_or(text, |(_, ours)| *ours)
}

/// Returns our name of a parameter or of its alias; `None` if there is no such parameter.
#[must_use]
pub fn canonical(name: &str) -> Option<&'static str> {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, ours)| ours);
    all().find(|known| *known == name)
}

/// All names, those of filters last.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    NAMES.into_iter().chain(FILTERS.into_iter().flat_map(|(include, exclude, _)| [include, exclude]))
}

/// Names of dates and filters, which restrict articles wherever they are asked for.
pub fn restricting() -> impl Iterator<Item = &'static str> {
    all().filter(|name| DATES.contains(name) || FILTERS.iter().any(|(include, exclude, _)| name == include || name == exclude))
}

/// The parameters that a route takes, in the contract's order.
pub fn names(route: Route) -> impl Iterator<Item = &'static str> {
    let refused: &[&str] = match route {
        Route::Facets => &NOT_OF_LISTINGS,
        Route::Export => &NOT_OF_EXPORTS,
        Route::Search | Route::Latest | Route::Timeline => &[],
    };
    all().filter(move |name| *name != "size" && (*name != "prefix" || route == Route::Facets) && !refused.contains(name))
}

/// Returns the name nearest to an unknown one; the first of several.
pub(super) fn nearest<'a>(name: &str, names: impl IntoIterator<Item = &'a str>) -> &'a str {
    let plain: String = name.chars().take(64).collect::<String>().to_lowercase().replace('_', "-");
    names.into_iter().min_by_key(|known| distance(&known.to_lowercase(), &plain)).unwrap_or_default()
}

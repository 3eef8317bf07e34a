//! One page of hits in any format.

use super::feed::{self, Site};
use super::{citation, csv, json, kwic};
use crate::search::Response;
use crate::search::params::{Format, Params, Route};

/// An answer and what it takes to write it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The answer.
    pub response: &'a Response,
    /// What was asked for.
    pub params: &'a Params,
    /// Where it was asked.
    pub route: Route,
    /// Where feeds say that they come from.
    pub site: &'a Site,
}

/// Writes a page of hits in the format that the request asks for.
///
/// [`Format::Html`] is the search page, which is no format of answers: it is written as JSON here.
#[must_use]
pub fn page(page: &Page<'_>) -> String {
    let Page { response, params, route, site } = *page;
    match params.format {
        Format::Json | Format::Html => json::response(response, params, route),
        Format::Jsonl => response.hits.iter().map(|hit| json::hit_line(hit, params)).collect(),
        Format::Csv => {
            let table = csv::Table::of_page(params);
            response.hits.iter().fold(table.head(), |out, hit| out + &table.row(hit))
        }
        Format::Kwic => kwic::rows(response, params),
        Format::Rss => feed::rss(response, site),
        Format::Atom => feed::atom(response, site),
        Format::JsonFeed => feed::json_feed(response, site),
        Format::Bibtex => response.hits.iter().map(|hit| citation::bibtex(&hit.article, params.request.dates.zone)).collect(),
        Format::Ris => response.hits.iter().map(|hit| citation::ris(&hit.article, params.request.dates.zone)).collect(),
        Format::CslJson => citation::csl_json(response.hits.iter().map(|hit| &hit.article), params.request.dates.zone),
    }
}

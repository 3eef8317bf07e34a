//! The receipts of an answer: how query and request were read.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::render::PROGRAM;
use crate::search::Response;
use crate::search::params::{Params, Route, receipt};
use crate::search::response::QueryReceipt;

use super::tree::NodeJson;

#[derive(Serialize)]
pub(super) struct QueryJson<'a> {
    text: &'a str,
    canonical: &'a str,
    tree: Option<NodeJson<'a>>,
    terms: Vec<TermJson<'a>>,
}

#[derive(Serialize)]
pub(super) struct TermJson<'a> {
    pub(super) term: &'a str,
    pub(super) articles: u64,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub(super) readings: &'a [String],
}

impl<'a> QueryJson<'a> {
    pub(super) fn of(query: &'a QueryReceipt) -> Self {
        Self {
            text: &query.text,
            canonical: &query.canonical,
            tree: query.tree.as_ref().map(NodeJson),
            terms: query
                .terms
                .iter()
                .map(|term| TermJson { term: &term.term, articles: term.articles, readings: &term.readings })
                .collect(),
        }
    }
}

/// Parameters whose values are lists also where there is one.
const LISTS: [&str; 3] = ["search-in", "facets", "fields"];
/// Parameters whose values are numbers.
const NUMBERS: [&str; 6] = ["seed", "page", "page-size", "facet-size", "highlight-size", "highlight-count"];

/// The request as resolved, behind the address, the version's hash and the program.
pub(super) struct RequestJson<'a> {
    pub(super) response: &'a Response,
    pub(super) params: &'a Params,
    pub(super) route: Route,
}

impl Serialize for RequestJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let resolved = &self.params.request.resolved;
        let mut map = serializer.serialize_map(None)?;
        let query = receipt::query_string(resolved, self.route, self.response.version);
        map.serialize_entry("permalink", &format!("{}?{query}", self.route.path()))?;
        map.serialize_entry("version_hash", &self.response.version_hash)?;
        map.serialize_entry("program", PROGRAM)?;
        write_resolved(&mut map, resolved)?;
        map.end()
    }
}

/// Parameters as resolved, alone.
pub(super) struct Resolved<'a>(pub(super) &'a [(String, Vec<String>)]);

impl Serialize for Resolved<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        write_resolved(&mut map, self.0)?;
        map.serialize_entry("program", PROGRAM)?;
        map.end()
    }
}

fn write_resolved<M: SerializeMap>(map: &mut M, resolved: &[(String, Vec<String>)]) -> Result<(), M::Error> {
    for (name, values) in resolved {
        let is_filter = crate::search::params::FILTERS.iter().any(|(include, exclude, _)| name == include || name == exclude);
        match values.as_slice() {
            [value] if !is_filter && !LISTS.contains(&name.as_str()) => map.serialize_entry(name, &ScalarJson { name, value })?,
            values => map.serialize_entry(name, values)?,
        }
    }
    Ok(())
}

/// A single value as text, number or truth.
struct ScalarJson<'a> {
    name: &'a str,
    value: &'a str,
}

impl Serialize for ScalarJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = if NUMBERS.contains(&self.name) { self.value.parse::<u64>().ok() } else { None };
        match (number, self.name, self.value) {
            (Some(number), ..) => serializer.serialize_u64(number),
            (None, "share" | "highlight" | "explain" | "lenient", "true") => serializer.serialize_bool(true),
            (None, "share" | "highlight" | "explain" | "lenient", "false") => serializer.serialize_bool(false),
            _ => serializer.serialize_str(self.value),
        }
    }
}

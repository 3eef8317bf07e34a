//! The engine on the embedded index.

use super::request::FacetField;
use super::response::{FacetPage, Response};
use super::{Cursor, Request, SearchError, Stop};
use crate::article::{Article, Mention};
use crate::index::Version;

/// Answers a request on a version.
///
/// # Errors
/// [`SearchError::Query`] where the query cannot be read and the request is not lenient,
/// [`SearchError::Deadline`] where `stop` came first: never a part of an answer.
pub fn search(_version: &Version, _request: &Request, _stop: &Stop) -> Result<Response, SearchError> {
    Err(SearchError::NotAvailable { what: "search".into(), column: None })
}

/// Lists all values of a facet field under a request's query and filters, most frequent first
/// (at equal counts by value), those only whose folded value begins with `prefix` if it is not
/// empty; at most `size` values after `after`.
pub fn facet_page(
    _version: &Version,
    _request: &Request,
    _field: FacetField,
    _prefix: &str,
    _size: usize,
    _after: Option<&Cursor>,
    _stop: &Stop,
) -> Result<FacetPage, SearchError> {
    Err(SearchError::NotAvailable { what: "search".into(), column: None })
}

/// Returns an article by id, whole, with the mentions of its entities; `None` if the version has
/// no such article.
pub fn article(_version: &Version, _id: &str) -> Result<Option<(Article, Vec<Mention>)>, SearchError> {
    Ok(None)
}

//! Parameters of `/v1/articles/{id}/related`.

use super::reader::Reader;
use super::restricted::read_restricted;
use super::table::OF_RELATED;
use super::{BadParam, Route, read_fields};
use crate::article::published::Now;
use crate::search::limits::RELATED_SIZE_MAX;
use crate::search::request::Request;

/// Articles unless told otherwise, as hits of a page.
const SIZE: usize = 10;

/// What was asked about an article.
#[derive(Debug, Clone)]
pub struct RelatedParams {
    /// Filters that related articles must pass, and their number as its page size.
    pub request: Request,
    /// Members of the articles; `None` is those of hits.
    pub fields: Option<Vec<String>>,
    /// The version to answer from; `None` is the served one.
    pub as_of: Option<u64>,
}

/// Reads the parameters of `/v1/articles/{id}/related`: `page-size`, `fields`, `as-of`, and filters and
/// dates of a search.
///
/// # Errors
/// Every parameter that is unknown or has a bad value.
pub fn read_related(pairs: &[(String, String)], now: Now) -> Result<RelatedParams, Vec<BadParam>> {
    let read_own = |reader: &mut Reader<'_>| (reader.number("page-size", 1, RELATED_SIZE_MAX, SIZE), read_fields(reader));
    let ((size, fields), params) = read_restricted(pairs, (&OF_RELATED, &["page-size", "fields"]), (Route::Facets, &[]), now, read_own)?;
    let mut request = params.request;
    request.page_size = size;
    request.resolved.push(("page-size".to_owned(), vec![size.to_string()]));
    request.resolved.push(("fields".to_owned(), fields.clone().unwrap_or_default()));
    Ok(RelatedParams { request, fields, as_of: params.as_of })
}

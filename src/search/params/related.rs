//! Parameters of `/v1/articles/{id}/related`.

use super::reader::Reader;
use super::table::{self, FILTERS, canonical};
use super::{BadParam, Route, read, read_fields};
use crate::article::published::Now;
use crate::search::limits::RELATED_SIZE_MAX;
use crate::search::request::Request;

/// Parameters beside the filters.
const ALLOWED: [&str; 9] = ["_", "page-size", "fields", "as-of", "from-date", "to-date", "tz", "dates", "use-date"];
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
    let filters = FILTERS.iter().flat_map(|(include, exclude, _)| [*include, *exclude]);
    let allowed: Vec<&str> = table::all().filter(|name| ALLOWED.contains(name)).chain(filters).collect();
    let mut reader = Reader::of(pairs, &allowed);
    let size = reader.number("page-size", 1, RELATED_SIZE_MAX, SIZE);
    let fields = read_fields(&mut reader);
    let own = reader.finish();
    let others: Vec<(String, String)> = pairs
        .iter()
        .filter(|(name, _)| canonical(name).is_some_and(|name| allowed.contains(&name) && name != "page-size" && name != "fields"))
        .cloned()
        .collect();
    let params = match (own, read(&others, Route::Facets, now)) {
        (Ok(()), Ok(params)) => params,
        (Err(bad), Ok(_)) | (Ok(()), Err(bad)) => return Err(bad),
        (Err(own), Err(bad)) => return Err([own, bad].concat()),
    };
    let mut request = params.request;
    request.page_size = size;
    request.resolved.push(("page-size".to_owned(), vec![size.to_string()]));
    request.resolved.push(("fields".to_owned(), fields.clone().unwrap_or_default()));
    Ok(RelatedParams { request, fields, as_of: params.as_of })
}

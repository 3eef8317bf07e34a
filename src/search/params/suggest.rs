//! Parameters of `/v1/suggest`: the typed text, and what restricts the articles.

use super::reader::Reader;
use super::restricted::read_restricted;
use super::table::OF_SUGGESTIONS;
use super::{BadParam, Route};
use crate::article::published::Now;
use crate::search::limits::{SUGGEST_CHARS_MAX, SUGGEST_SIZE_MAX};
use crate::search::{FacetField, SuggestRequest};

/// Suggestions where no `size` is given.
const SIZE: usize = 8;

/// A request for suggestions as read.
#[derive(Debug, Clone)]
pub struct SuggestParams {
    /// What to complete.
    pub wanted: SuggestRequest,
    /// The version to answer from; `None` is the served one.
    pub as_of: Option<u64>,
}

/// Reads the parameters of `/v1/suggest`: `q`, `size`, `as-of`, and filters and dates of a search.
///
/// # Errors
/// Every parameter that is unknown or has a bad value.
pub fn read_suggest(pairs: &[(String, String)], now: Now) -> Result<SuggestParams, Vec<BadParam>> {
    let read_own = |reader: &mut Reader<'_>| {
        let value = reader.raw("q");
        let typed = value.map(|value| value.text.to_owned()).unwrap_or_default();
        let length = typed.chars().count();
        if let Some(value) = value.filter(|_| length > SUGGEST_CHARS_MAX) {
            reader.say(&value, format!("`q` has {length} characters, at most {SUGGEST_CHARS_MAX} are completed: send its last words"));
        }
        (typed, reader.number("size", 1, SUGGEST_SIZE_MAX, SIZE))
    };
    let ((typed, size), params) = read_restricted(pairs, (&OF_SUGGESTIONS, &["q", "size"]), (Route::Facets, &[]), now, read_own)?;
    let mut request = params.request;
    request.resolved.push(("typed".to_owned(), vec![typed.clone()]));
    request.resolved.push(("size".to_owned(), vec![size.to_string()]));
    let entities = vec![FacetField::Person, FacetField::Org, FacetField::Place];
    Ok(SuggestParams { wanted: SuggestRequest { request, typed, size, titles: true, entities }, as_of: params.as_of })
}

//! Parameters of `/v1/suggest`: the typed text, and what restricts the articles.

use super::reader::Reader;
use super::table::{self, FILTERS, canonical};
use super::{BadParam, Route, read};
use crate::article::published::Now;
use crate::search::limits::{SUGGEST_CHARS_MAX, SUGGEST_SIZE_MAX};
use crate::search::{FacetField, SuggestRequest};

/// Suggestions where no `size` is given.
const SIZE: usize = 8;
/// Parameters besides the filters.
const ALLOWED: [&str; 9] = ["q", "size", "from-date", "to-date", "tz", "dates", "use-date", "as-of", "_"];

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
    let filters = FILTERS.iter().flat_map(|(include, exclude, _)| [*include, *exclude]);
    let allowed: Vec<&str> = table::all().filter(|name| ALLOWED.contains(name)).chain(filters).collect();
    let mut reader = Reader::of(pairs, &allowed);
    let value = reader.raw("q");
    let typed = value.map(|value| value.text.to_owned()).unwrap_or_default();
    let length = typed.chars().count();
    if let Some(value) = value.filter(|_| length > SUGGEST_CHARS_MAX) {
        reader.say(&value, format!("`q` has {length} characters, at most {SUGGEST_CHARS_MAX} are completed: send its last words"));
    }
    let size = reader.number("size", 1, SUGGEST_SIZE_MAX, SIZE);
    let own = reader.finish();
    let others: Vec<(String, String)> = pairs
        .iter()
        .filter(|(name, _)| canonical(name).is_some_and(|name| allowed.contains(&name) && name != "q" && name != "size"))
        .cloned()
        .collect();
    let params = match (own, read(&others, Route::Facets, now)) {
        (Ok(()), Ok(params)) => params,
        (Err(bad), Ok(_)) | (Ok(()), Err(bad)) => return Err(bad),
        (Err(own), Err(bad)) => return Err([own, bad].concat()),
    };
    let mut request = params.request;
    request.resolved.push(("typed".to_owned(), vec![typed.clone()]));
    request.resolved.push(("size".to_owned(), vec![size.to_string()]));
    let entities = vec![FacetField::Person, FacetField::Org, FacetField::Place];
    Ok(SuggestParams { wanted: SuggestRequest { request, typed, size, titles: true, entities }, as_of: params.as_of })
}

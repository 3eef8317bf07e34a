//! Suggestions, for `/v1/suggest`.

use serde::Serialize;

use super::{version_name, write};
use crate::search::Suggestion;

#[derive(Serialize)]
struct SuggestionsJson<'a> {
    version: String,
    suggestions: Vec<SuggestionJson<'a>>,
}

#[derive(Serialize)]
struct SuggestionJson<'a> {
    text: &'a str,
    kind: &'static str,
    id: Option<&'a str>,
    q: &'a str,
    count: u64,
}

/// Writes the answer of `/v1/suggest`.
#[must_use]
pub fn suggestions(version: u64, list: &[Suggestion]) -> String {
    let suggestions = list
        .iter()
        .map(|one| SuggestionJson { text: &one.text, kind: one.kind.as_str(), id: one.id.as_deref(), q: &one.q, count: one.count })
        .collect();
    write(&SuggestionsJson { version: version_name(version), suggestions })
}

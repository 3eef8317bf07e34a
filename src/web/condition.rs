//! Conditional requests: entity tags by RFC 9110 section 8.8.3, compared weakly.

use axum::http::{HeaderMap, header};
use xxhash_rust::xxh3::Xxh3;

use crate::index::Version;
use crate::render::PROGRAM;

/// What a client holds already: the value of `If-None-Match`.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Option<String>);

impl Held {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let values: Vec<&str> = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok()).collect();
        Self((!values.is_empty()).then(|| values.join(",")))
    }

    /// Whether one of the held tags is this one.
    pub(super) fn has(&self, tag: &str) -> bool {
        let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        self.0.as_deref().is_some_and(|list| list.split(',').any(|held| held.trim() == "*" || weak(held) == weak(tag)))
    }
}

/// The tag of an answer: version and request as resolved. It is weak, since the time that a
/// search took differs from answer to answer, and compression changes the bytes.
pub(super) fn tag(version: &Version, path: &str, resolved: &[(String, Vec<String>)]) -> String {
    let mut hash = Xxh3::new();
    let mut add = |text: &str| {
        hash.update(&(text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    add(PROGRAM);
    add(&version.number().to_string());
    add(version.content_hash());
    add(path);
    for (name, values) in resolved {
        add(name);
        add(&values.len().to_string());
        for value in values {
            add(value);
        }
    }
    format!("W/\"{:032x}\"", hash.digest128())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_tags_are_found_in_lists() {
        let held = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::IF_NONE_MATCH, value.parse().unwrap());
            Held::of(&headers)
        };
        assert!(held("\"x\", W/\"ab\"").has("W/\"ab\""));
        assert!(held("\"ab\"").has("W/\"ab\""));
        assert!(held("*").has("W/\"ab\""));
        assert!(!held("\"abc\"").has("W/\"ab\""));
        assert!(!Held::default().has("W/\"ab\""));
    }
}

//! Words of queries, by the rules of articles.

use super::fold;
use super::segment::Segmenter;

/// A word of a query chunk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryWord {
    /// The folded form.
    pub form: String,
    /// The word in NFKC with its capitals.
    pub surface: String,
    /// First character in the chunk, in Unicode scalar values.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
    /// Whether it is a character of an unspaced script.
    pub unspaced: bool,
}

/// Splits a chunk of a query into its words.
#[must_use]
pub fn query_words(chunk: &str) -> Vec<QueryWord> {
    let mut words = Vec::new();
    let (mut byte, mut scalar) = (0, 0);
    let mut scalars_to = |to: usize| {
        scalar += chunk.get(byte..to).unwrap_or_default().chars().count();
        byte = to;
        scalar
    };
    Segmenter::default().words(chunk, |span| {
        let text = chunk.get(span.start..span.end).unwrap_or_default();
        let form = fold::form(text);
        let (start, end) = (scalars_to(span.start), scalars_to(span.end));
        if !form.is_empty() {
            let surface = fold::surface(text).into_owned();
            words.push(QueryWord { form, surface, start, end, unspaced: span.unspaced.is_some() });
        }
    });
    words
}

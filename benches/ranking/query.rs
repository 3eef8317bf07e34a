//! Titles as queries: what the query language would read as an operator becomes a blank or a word.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;

/// Words that are operators in capitals.
const OPERATORS: [&str; 10] = ["AND", "OR", "NOT", "NEAR", "BEFORE", "TO", "SENTENCE", "PARAGRAPH", "FIRST", "ATLEAST"];

/// Characters with a meaning in the query language, wherever they stand.
fn is_operator(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂' | '(' | ')' | '[' | ']' | '{' | '}')
        || matches!(c, '*' | '?' | '~' | '^' | '=' | '/' | '\\' | ':' | '<' | '>' | '|' | '!' | '%' | '#' | '$' | '@')
}

/// Makes a query of a title: the title's words and no operators.
///
/// Operator characters become blanks, `-`, `+` and `&` at the start of a chunk too; operator words
/// are written small; chunks without a letter or digit fall out. What joins the letters of a chunk
/// (`-`, `'`, `.`, `&`, joiners) stays.
pub fn clean(title: &str) -> String {
    let blanked: String = title.chars().map(|c| if is_operator(c) || c.is_control() { ' ' } else { c }).collect();
    let chunks = blanked.split_whitespace().map(|chunk| chunk.trim_start_matches(['-', '+', '&', '−', '–', '—']));
    let chunks = chunks.filter(|chunk| chunk.chars().any(char::is_alphanumeric));
    let small = |chunk: &str| if OPERATORS.contains(&chunk) { chunk.to_lowercase() } else { chunk.to_owned() };
    chunks.map(small).collect::<Vec<_>>().join(" ")
}

/// The words of an unspaced text by ICU's dictionary, which is none of the project's segmenters.
pub fn dictionary_words(text: &str) -> Vec<String> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut words = Vec::new();
    let mut start = 0;
    for (end, kind) in segmenter.segment_str(text).iter_with_word_type() {
        if kind.is_word_like() {
            words.push(text[start..end].to_owned());
        }
        start = end;
    }
    words
}

/// A title as a person would write it who puts blanks between words.
pub fn words_apart(words: &[String]) -> String {
    words.join(" ")
}

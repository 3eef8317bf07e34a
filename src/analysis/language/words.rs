//! Function words: which languages a text's most frequent words belong to.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::script::{self, Script};
use crate::analysis::tokens::fold;
use crate::article::Lang;

/// Languages with a list of words, and the words with the languages that have them.
pub(super) struct Table {
    pub(super) languages: Vec<(Lang, Script)>,
    words: HashMap<String, Vec<u8>>,
    /// Beginnings of words, written with a hyphen.
    prefixes: HashMap<String, Vec<u8>>,
}

/// The lists of `data/function-words.txt`.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table { languages: Vec::new(), words: HashMap::new(), prefixes: HashMap::new() };
    for line in include_str!("data/function-words.txt").lines() {
        let Some((lang, words)) = line.split_once(": ").and_then(|(code, words)| Some((Lang::new(code)?, words))) else { continue };
        let script = words.chars().find_map(script::of).unwrap_or(Script::Latin);
        let number = u8::try_from(table.languages.len()).unwrap_or(u8::MAX);
        table.languages.push((lang, script));
        for word in words.split(' ') {
            let languages = match word.strip_suffix('-') {
                Some(prefix) => table.prefixes.entry(fold::form(prefix)).or_default(),
                None => table.words.entry(fold::form(word)).or_default(),
            };
            if !languages.contains(&number) {
                languages.push(number);
            }
        }
    }
    table
});

impl Table {
    /// The number of a language.
    pub(super) fn number(&self, lang: Lang) -> Option<usize> {
        self.languages.iter().position(|(known, _)| *known == lang)
    }
}

/// Letters of the shortest word whose beginning is listened to, and of such beginnings.
const PREFIXED_MIN: usize = 6;
const PREFIX_LETTERS: std::ops::RangeInclusive<usize> = 2..=5;
/// What a beginning says beside a whole word.
const PREFIX_SHARE: f32 = 0.7;

/// Adds to the score of each language what a folded word says: a word of many languages says less.
///
/// Bantu languages put into prefixes what others have words for: the longest known one speaks.
pub(super) fn hear(form: &str, scores: &mut [f32]) {
    if let Some(languages) = TABLE.words.get(form) {
        return add(languages, 1.0, scores);
    }
    if form.len() < PREFIXED_MIN || !form.is_ascii() {
        return;
    }
    let known = |letters: usize| TABLE.prefixes.get(form.get(..letters)?);
    if let Some(languages) = PREFIX_LETTERS.rev().find_map(known) {
        add(languages, PREFIX_SHARE, scores);
    }
}

#[allow(clippy::cast_precision_loss, reason = "fewer than a hundred languages")]
fn add(languages: &[u8], weight: f32, scores: &mut [f32]) {
    let share = weight / (languages.len() as f32).sqrt();
    for number in languages {
        if let Some(score) = scores.get_mut(usize::from(*number)) {
            *score += share;
        }
    }
}

/// Whether a folded word is one of a language and not of another.
pub(super) fn is_only_of(form: &str, lang: usize, other: usize) -> bool {
    let has = |languages: &Vec<u8>, number: usize| languages.iter().any(|known| usize::from(*known) == number);
    TABLE.words.get(form).is_some_and(|languages| has(languages, lang) && !has(languages, other))
}

/// Function words of one language alone after which a paragraph is taken to be in it.
const HEARD_MIN: usize = 3;
/// Words of a paragraph that are listened to for them.
const WORDS_MAX: usize = 60;

/// Whether words are soon heard to be of a language: by function words that no other has.
pub(super) fn speaks<'t>(lang: Lang, forms: impl Iterator<Item = &'t str>) -> bool {
    let Some(number) = TABLE.number(lang).and_then(|number| u8::try_from(number).ok()) else { return false };
    let own = forms.take(WORDS_MAX).filter(|form| TABLE.words.get(*form).is_some_and(|languages| languages == &[number]));
    own.take(HEARD_MIN).count() == HEARD_MIN
}

//! Stems by language.
//!
//! Snowball's rules for most, light rules of our own where they harm or are lacking, and a list of
//! words that either would get wrong: `data/stem-exceptions.txt`. A stem is worked out of the folded
//! form alone, so a query without accents has the same.

mod arabic;
mod before;
mod hebrew;
mod korean;
mod persian;
mod urdu;

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use xxhash_rust::xxh3::Xxh3Default;

use crate::article::Lang;

/// Entries of a cache before it is emptied: the distinct words of some ten thousand articles.
const CACHE_MAX: usize = 1 << 18;

/// How a language is stemmed.
#[derive(Clone, Copy)]
enum Rules {
    Snowball(Algorithm),
    Own(fn(&str) -> String),
}

use Rules::{Own, Snowball};

/// The stemmed languages and their rules.
const RULES: [(&str, Rules); 35] = [
    ("ar", Own(arabic::stem)),
    ("ca", Snowball(Algorithm::Catalan)),
    ("cs", Snowball(Algorithm::Czech)),
    ("da", Snowball(Algorithm::Danish)),
    ("de", Snowball(Algorithm::German)),
    ("el", Snowball(Algorithm::Greek)),
    ("en", Snowball(Algorithm::English)),
    ("es", Snowball(Algorithm::Spanish)),
    ("et", Snowball(Algorithm::Estonian)),
    ("eu", Snowball(Algorithm::Basque)),
    ("fa", Own(persian::stem)),
    ("fi", Snowball(Algorithm::Finnish)),
    ("fr", Snowball(Algorithm::French)),
    ("ga", Snowball(Algorithm::Irish)),
    ("he", Own(hebrew::stem)),
    ("hi", Snowball(Algorithm::Hindi)),
    ("hu", Snowball(Algorithm::Hungarian)),
    ("hy", Snowball(Algorithm::Armenian)),
    ("id", Snowball(Algorithm::Indonesian)),
    ("it", Snowball(Algorithm::Italian)),
    ("ko", Own(korean::stem)),
    ("lt", Snowball(Algorithm::Lithuanian)),
    ("ne", Snowball(Algorithm::Nepali)),
    ("nl", Snowball(Algorithm::Dutch)),
    ("no", Snowball(Algorithm::Norwegian)),
    ("pl", Snowball(Algorithm::Polish)),
    ("pt", Snowball(Algorithm::Portuguese)),
    ("ro", Snowball(Algorithm::Romanian)),
    ("ru", Snowball(Algorithm::Russian)),
    ("sr", Snowball(Algorithm::Serbian)),
    ("sv", Snowball(Algorithm::Swedish)),
    ("ta", Snowball(Algorithm::Tamil)),
    ("tr", Snowball(Algorithm::Turkish)),
    ("ur", Own(urdu::stem)),
    ("yi", Snowball(Algorithm::Yiddish)),
];

/// Whether words of a language have stems of their own.
#[must_use]
pub fn is_stemmed(lang: Lang) -> bool {
    index(lang).is_some()
}

/// All stemmed languages.
pub fn stemmed_languages() -> impl Iterator<Item = Lang> {
    RULES.iter().filter_map(|(code, _)| Lang::new(code))
}

fn index(lang: Lang) -> Option<usize> {
    RULES.binary_search_by(|(code, _)| (*code).cmp(lang.as_str())).ok()
}

/// Stems that differ from their forms; none for forms that are stems.
type Map = HashMap<Box<str>, Option<Box<str>>, BuildHasherDefault<Xxh3Default>>;

/// Stems already worked out, by language. Looking one up costs a fiftieth of working it out.
#[derive(Debug, Default)]
pub struct StemCache {
    by_language: HashMap<usize, Map>,
}

impl StemCache {
    /// Returns the stem of a form where it differs from the form.
    pub fn changed(&mut self, lang: Lang, form: &str) -> Option<&str> {
        let index = index(lang)?;
        let map = self.by_language.entry(index).or_default();
        if map.len() >= CACHE_MAX {
            map.clear();
        }
        if !map.contains_key(form) {
            let stem = stem(lang, form);
            map.insert(form.into(), (stem != form).then(|| stem.into()));
        }
        map.get(form)?.as_deref()
    }
}

/// Words whose stems the rules get wrong, by language.
static EXCEPTIONS: LazyLock<HashMap<(usize, &str), &str, BuildHasherDefault<Xxh3Default>>> = LazyLock::new(|| {
    let lines = include_str!("../data/stem-exceptions.txt").lines().filter(|line| !line.starts_with('#'));
    let entries = lines.filter_map(|line| line.split_once(": ")).flat_map(|(head, words)| {
        let (code, stem) = head.split_once(' ').unwrap_or((head, ""));
        let index = Lang::new(code).and_then(index).unwrap_or(usize::MAX);
        words.split(' ').map(move |word| ((index, word), stem))
    });
    entries.collect()
});

/// Works the stem of a form out; the form itself where the language has no stemmer.
#[must_use]
pub fn stem(lang: Lang, form: &str) -> String {
    let Some((index, (code, rules))) = index(lang).and_then(|index| Some((index, RULES.get(index)?))) else {
        return form.to_owned();
    };
    // Numbers and words with digits have no endings, but particles behind them.
    if *code != "ko" && form.bytes().any(|b| b.is_ascii_digit()) {
        return form.to_owned();
    }
    if let Some(stem) = EXCEPTIONS.get(&(index, form)) {
        return (*stem).to_owned();
    }
    let stem = match rules {
        Own(rules) => rules(form),
        Snowball(algorithm) => {
            let mut stem = Stemmer::new(*algorithm).stem(&before::prepare(code, form)).into_owned();
            // luz and luces.
            if *code == "es" && stem.ends_with('z') {
                stem.pop();
                stem.push('c');
            }
            stem
        }
    };
    // A stem is at least something, and never holds what parts tokens.
    if stem.is_empty() || stem.contains(|c: char| c < ' ') { form.to_owned() } else { stem }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        let cases = [
            ("en", "elections", "elect"),
            ("en", "ministers", "minister"),
            ("en", "covid19", "covid19"),
            ("fa", "نامهها", "نامه"),
            ("fa", "کتابهایی", "کتاب"),
            ("fa", "دانشگاه", "دانشگاه"),
            ("zz", "word", "word"),
            ("en", "women", "woman"),
            ("en", "universe", "universe"),
            ("fa", "خانهی", "خانه"),
            ("fa", "الهی", "الهی"),
            ("fa", "نمایندگان", "نماینده"),
            ("fa", "شورای", "شورا"),
            ("ar", "والحکومه", "حکوم"),
            ("ar", "الوزیر", "وزیر"),
            ("ar", "وزیر", "وزیر"),
            ("he", "הממשלה", "ממשל"),
            ("he", "ממשלות", "ממשל"),
            ("ko", "대통령은", "대통령"),
            ("ko", "어린이", "어린이"),
            ("ko", "5g를", "5g"),
            ("tr", "istanbul'da", "istanbul"),
            ("tr", "dolar", "dolar"),
            ("pt", "nacoes", "naca"),
            ("pt", "pais", "pais"),
        ];
        let mut cache = StemCache::default();
        for (code, form, expected) in cases {
            let lang = Lang::new(code).unwrap();
            assert_eq!(cache.changed(lang, form).unwrap_or(form), expected);
            assert_eq!(stem(lang, form), expected);
        }
    }

    #[test]
    fn exceptions_name_stemmed_languages_and_change_something() {
        assert!(EXCEPTIONS.len() > 300);
        let known = EXCEPTIONS.keys().all(|(index, form)| *index < RULES.len() && !form.is_empty());
        assert!(known);
        let empty: Vec<_> = EXCEPTIONS.iter().filter(|(_, stem)| stem.is_empty()).collect();
        assert!(empty.is_empty(), "{empty:?}");
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(RULES.is_sorted_by(|a, b| a.0 < b.0));
    }
}

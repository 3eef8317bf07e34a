//! Stems by language.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use frostem::{Algorithm, Stemmer};
use xxhash_rust::xxh3::Xxh3Default;

use crate::article::Lang;

/// Entries of a cache before it is emptied: the distinct words of some ten thousand articles.
const CACHE_MAX: usize = 1 << 18;

/// The stemmed languages and their algorithms.
///
/// Persian is stemmed by rules of our own: Snowball's makes one word of university and knowledge.
/// Forms are folded before they are stemmed, so that a query without accents has the same stem.
const ALGORITHMS: [(&str, Option<Algorithm>); 32] = [
    ("ar", Some(Algorithm::Arabic)),
    ("ca", Some(Algorithm::Catalan)),
    ("cs", Some(Algorithm::Czech)),
    ("da", Some(Algorithm::Danish)),
    ("de", Some(Algorithm::German)),
    ("el", Some(Algorithm::Greek)),
    ("en", Some(Algorithm::English)),
    ("es", Some(Algorithm::Spanish)),
    ("et", Some(Algorithm::Estonian)),
    ("eu", Some(Algorithm::Basque)),
    ("fa", None),
    ("fi", Some(Algorithm::Finnish)),
    ("fr", Some(Algorithm::French)),
    ("ga", Some(Algorithm::Irish)),
    ("hi", Some(Algorithm::Hindi)),
    ("hu", Some(Algorithm::Hungarian)),
    ("hy", Some(Algorithm::Armenian)),
    ("id", Some(Algorithm::Indonesian)),
    ("it", Some(Algorithm::Italian)),
    ("lt", Some(Algorithm::Lithuanian)),
    ("ne", Some(Algorithm::Nepali)),
    ("nl", Some(Algorithm::Dutch)),
    ("no", Some(Algorithm::Norwegian)),
    ("pl", Some(Algorithm::Polish)),
    ("pt", Some(Algorithm::Portuguese)),
    ("ro", Some(Algorithm::Romanian)),
    ("ru", Some(Algorithm::Russian)),
    ("sr", Some(Algorithm::Serbian)),
    ("sv", Some(Algorithm::Swedish)),
    ("ta", Some(Algorithm::Tamil)),
    ("tr", Some(Algorithm::Turkish)),
    ("yi", Some(Algorithm::Yiddish)),
];

/// Whether words of a language have stems of their own.
#[must_use]
pub fn is_stemmed(lang: Lang) -> bool {
    index(lang).is_some()
}

/// All stemmed languages.
pub fn stemmed_languages() -> impl Iterator<Item = Lang> {
    ALGORITHMS.iter().filter_map(|(code, _)| Lang::new(code))
}

fn index(lang: Lang) -> Option<usize> {
    ALGORITHMS.binary_search_by(|(code, _)| (*code).cmp(lang.as_str())).ok()
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

/// Works the stem of a form out; the form itself where the language has no stemmer.
#[must_use]
pub fn stem(lang: Lang, form: &str) -> String {
    // Numbers and words with digits have no endings.
    if form.bytes().any(|b| b.is_ascii_digit()) {
        return form.to_owned();
    }
    let Some((code, algorithm)) = index(lang).and_then(|index| ALGORITHMS.get(index)) else {
        return form.to_owned();
    };
    let stem = match algorithm {
        None => persian(form).to_owned(),
        Some(algorithm) if *code == "ar" => {
            // Forms carry the Persian letters; the algorithm knows the Arabic ones.
            let arabic: String = form
                .chars()
                .map(|c| match c {
                    'ی' => 'ي',
                    'ک' => 'ك',
                    other => other,
                })
                .collect();
            let stem = Stemmer::new(*algorithm).stem(&arabic).into_owned();
            stem.chars()
                .map(|c| match c {
                    'ي' => 'ی',
                    'ك' => 'ک',
                    other => other,
                })
                .collect()
        }
        Some(algorithm) => Stemmer::new(*algorithm).stem(form).into_owned(),
    };
    // A stem is at least something, and never holds what parts tokens.
    if stem.is_empty() || stem.contains(|c: char| c < ' ') { form.to_owned() } else { stem }
}

/// Takes the plural off a Persian word: ها, های, هایی and their possessives.
fn persian(form: &str) -> &str {
    const ENDINGS: [&str; 10] = ["هایشان", "هایمان", "هایتان", "هایش", "هایم", "هایت", "هایی", "های", "هاست", "ها"];
    for ending in ENDINGS {
        if let Some(stem) = form.strip_suffix(ending)
            && stem.chars().count() >= 2
        {
            return stem;
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        let cases = [
            ("en", "ministers", "minist"),
            ("en", "covid19", "covid19"),
            ("fa", "نامهها", "نامه"),
            ("fa", "کتابهایی", "کتاب"),
            ("fa", "دانشگاه", "دانشگاه"),
            ("zz", "word", "word"),
        ];
        let mut cache = StemCache::default();
        for (code, form, expected) in cases {
            let lang = Lang::new(code).unwrap();
            assert_eq!(cache.changed(lang, form).unwrap_or(form), expected);
            assert_eq!(stem(lang, form), expected);
        }
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(ALGORITHMS.is_sorted_by(|a, b| a.0 < b.0));
    }
}

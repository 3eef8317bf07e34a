//! Hebrew: `and`, `the`, `in`, `to` in front, and plural or feminine endings.
//!
//! A light stemmer: prefixes that also begin many roots (`מ ש כ`) fall only before the article, so
//! that `מכתב` and `כתב` stay apart. What falls from a word with a prefix falls from it without one
//! too, so both have one stem.

/// The stem of a folded word.
pub(super) fn stem(form: &str) -> String {
    let length = |text: &str| text.chars().count();
    let mut stem = form;
    loop {
        let joined = stem.strip_prefix("שה").or_else(|| stem.strip_prefix("מה")).or_else(|| stem.strip_prefix(['ו', 'ה', 'ב', 'ל']));
        match joined.filter(|rest| length(rest) >= 3) {
            Some(rest) => stem = rest,
            None => break,
        }
    }
    for ending in ["ים", "ות", "ה"] {
        if let Some(rest) = stem.strip_suffix(ending).filter(|rest| length(rest) >= 3) {
            return rest.to_owned();
        }
    }
    stem.to_owned()
}

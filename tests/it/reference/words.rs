//! Words and forms by code of its own, for scripts that write blanks between words.
//!
//! Independent of `dateline::analysis` on purpose: a fault there must show.

use icu_normalizer::DecomposingNormalizer;
use unicode_segmentation::UnicodeSegmentation;

/// A form is known by so many bytes.
const FORM_BYTES: usize = 255;

/// What French, Italian and Catalan elide before an apostrophe, as the language's page counts it.
const ELIDED: &str = " l d j m n s t c qu jusqu lorsqu puisqu quoiqu quelqu presqu dell nell sull all dall coll un quest quell sant \
                      bell tutt anch com cos dov gl degl agl dagl negl sugl nessun ciascun qualcun mezz senz pel v ";

/// The forms of a text, one a position.
pub(crate) fn forms(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for word in text.unicode_words() {
        for part in word.split([':', '\u{fe55}', '\u{ff1a}']) {
            parts(&part.replace(['’', '＇'], "'"), &mut out);
        }
    }
    out
}

fn parts(word: &str, out: &mut Vec<String>) {
    let mut rest = word;
    while let Some((head, tail)) = rest.split_once('\'') {
        let elided = ELIDED.contains(&format!(" {} ", head.to_lowercase()));
        if !elided || tail.eq_ignore_ascii_case("s") || !tail.starts_with(char::is_alphanumeric) {
            break;
        }
        out.push(fold(head));
        rest = tail;
    }
    let rest = rest.strip_suffix("'s").or_else(|| rest.strip_suffix("'S")).unwrap_or(rest);
    // Superscript digits and the like are numeric, and no words.
    if rest.chars().any(|c| c.is_alphabetic() || c.is_ascii_digit()) {
        out.push(fold(rest));
    }
}

/// The form of a word.
pub(crate) fn fold(word: &str) -> String {
    let mut form = folded(word);
    while form.len() > FORM_BYTES {
        form.pop();
    }
    form
}

/// A whole value, folded: blanks in a row are one.
pub(crate) fn fold_value(value: &str) -> String {
    value.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn folded(word: &str) -> String {
    let mut out = String::new();
    for c in DecomposingNormalizer::new_nfkd().normalize(word).to_lowercase().chars() {
        match c {
            '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200f}' => {}
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            '’' | '‘' | 'ʼ' => out.push('\''),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[test]
fn words_of_the_contract() {
    for (text, expected) in [
        ("Iran's minister and the boss'", "iran minister and the boss"),
        ("l'homme d’État dell'Italia don't O'Brien", "l homme d etat dell italia don't o'brien"),
        ("COVID-19 AT&T U.S.-China C++ @user #tag", "covid 19 at t u.s china c user tag"),
        ("a:b 5.93 1,000 and/or 24/7 m² — !!!", "a b 5.93 1,000 and or 24 7 m"),
        ("Straße İSTANBUL Łódź", "strasse istanbul lodz"),
    ] {
        assert_eq!(forms(text).join(" "), expected, "{text}");
    }
    assert_eq!(fold_value("  New\u{a0}York\tTimes "), "new york times");
}

//! Forms: what a word is matched by.
//!
//! NFKC, case folding, diacritics off where readers of the script search without them, letters of
//! Arabic and Persian alike, digits as ASCII, traditional and simplified characters alike.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

use icu_casemap::CaseMapper;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// Longest form in bytes; a longer one is indexed by its beginning.
pub const FORM_BYTES_MAX: usize = 255;

const NFKC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfkc();
const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();
const NFKD: DecomposingNormalizerBorrowed<'static> = DecomposingNormalizerBorrowed::new_nfkd();

/// The pairs of traditional and simplified characters.
static HAN: LazyLock<HashMap<char, char>> = LazyLock::new(|| {
    include_str!("data/han-simplified.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(|line| line.split(' '))
        .filter_map(|pair| {
            let mut chars = pair.chars();
            Some((chars.next()?, chars.next()?))
        })
        .collect()
});

/// Returns a word in NFKC with its capitals.
#[must_use]
pub fn surface(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { NFKC.normalize(text) }
}

/// Writes the form of a word to `out`, which is cleared first; returns whether it was cut.
pub fn form_into(text: &str, out: &mut String) -> bool {
    out.clear();
    if text.is_ascii() {
        out.push_str(text);
        out.make_ascii_lowercase();
        out.retain(|c| c >= ' ');
    } else {
        fold_unicode(text, out);
    }
    cut(out)
}

/// Returns the form of a word.
#[must_use]
pub fn form(text: &str) -> String {
    let mut out = String::new();
    form_into(text, &mut out);
    out
}

fn cut(out: &mut String) -> bool {
    if out.len() <= FORM_BYTES_MAX {
        return false;
    }
    let mut end = FORM_BYTES_MAX;
    while !out.is_char_boundary(end) {
        end -= 1;
    }
    out.truncate(end);
    true
}

fn fold_unicode(text: &str, out: &mut String) {
    let compatible = NFKC.normalize(text);
    let folded = CaseMapper::new().fold_string(&compatible);
    let decomposed = NFKD.normalize(&folded);
    let mut base = '\0';
    for c in decomposed.chars() {
        if is_folded_mark(c) {
            if keeps_mark(base, c) {
                out.push(c);
            }
            continue;
        }
        base = c;
        match replacement(c) {
            Some(text) => out.push_str(text),
            None if c < ' ' => {}
            None => out.push(letter(c)),
        }
    }
    if out.contains(['\u{e40}', '\u{e4d}', '\u{ecd}']) {
        order_vowels(out);
    }
    if let Cow::Owned(composed) = NFC.normalize(out) {
        out.clear();
        out.push_str(&composed);
    }
}

/// Thai and Lao as they look, in one order: a tone goes before the ring of `am`, and two `e` are
/// the letter `ae`.
fn order_vowels(out: &mut String) {
    let mut chars: Vec<char> = out.chars().collect();
    for at in 1..chars.len() {
        if let Some([ring @ ('\u{e4d}' | '\u{ecd}'), tone @ ('\u{e48}'..='\u{e4b}' | '\u{ec8}'..='\u{ecb}')]) = chars.get_mut(at - 1..=at) {
            std::mem::swap(ring, tone);
        }
    }
    out.clear();
    let mut last = '\0';
    for c in chars {
        if (last, c) == ('\u{e40}', '\u{e40}') {
            out.pop();
            out.push('\u{e41}');
            last = '\0';
        } else {
            out.push(c);
            last = c;
        }
    }
}

/// Marks that readers search without: of Latin, Greek, Cyrillic, Hebrew, Arabic, and the nukta of
/// Devanagari, with which loan words are spelled by some. Bengali and Gurmukhi make letters of
/// their own with theirs.
fn is_folded_mark(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20f0}'
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e8}' | '\u{6ea}'..='\u{6ed}' | '\u{93c}')
}

/// Letters of their own, which no reader takes for the letter without the mark: й, ї, Belarusian ў,
/// Macedonian ѓ and ќ.
fn keeps_mark(base: char, mark: char) -> bool {
    matches!((base, mark), ('и' | 'у', '\u{306}') | ('і', '\u{308}') | ('г' | 'к', '\u{301}'))
}

/// Letters that do not decompose, and characters that are no part of a form.
fn replacement(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' | 'ɗ' => "d",
        'ł' => "l",
        'þ' => "th",
        'ħ' => "h",
        // Hooked letters of Hausa, which few keyboards have.
        'ƙ' => "k",
        'ɓ' => "b",
        'ƴ' => "y",
        // Malayalam chillus, as they are written in older texts once their joiner is gone.
        '\u{d7a}' => "\u{d23}\u{d4d}",
        '\u{d7b}' => "\u{d28}\u{d4d}",
        '\u{d7c}' => "\u{d30}\u{d4d}",
        '\u{d7d}' => "\u{d32}\u{d4d}",
        '\u{d7e}' => "\u{d33}\u{d4d}",
        '\u{d7f}' => "\u{d15}\u{d4d}",
        // Turkish and Azeri: a query is typed with either, and capitals lose the difference.
        'ı' => "i",
        // Joiners, direction marks, soft hyphen, tatweel, variation selectors.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}'
        | '\u{640}'
        | '\u{fe00}'..='\u{fe0f}' => "",
        '’' | '‘' | 'ʼ' | '＇' => "'",
        _ => return None,
    })
}

/// One letter for another: Arabic and Persian letters alike, digits as ASCII, Han simplified.
fn letter(c: char) -> char {
    match c {
        'ي' | 'ى' | 'ے' => 'ی',
        'ك' => 'ک',
        'ة' | 'ۀ' | 'ہ' | 'ە' => 'ه',
        'ٱ' => 'ا',
        // Separators of Arabic and Persian numbers.
        '\u{66b}' => '.',
        '\u{66c}' => ',',
        // Devanagari: both signs of a nasal vowel are written for one another.
        '\u{901}' => '\u{902}',
        '\u{660}'..='\u{669}' => digit(c, 0x660),
        '\u{6f0}'..='\u{6f9}' => digit(c, 0x6f0),
        '\u{966}'..='\u{96f}' => digit(c, 0x966),
        '\u{9e6}'..='\u{d6f}' if char::is_numeric(c) => indian_digit(c),
        '\u{e50}'..='\u{e59}' => digit(c, 0xe50),
        '\u{ed0}'..='\u{ed9}' => digit(c, 0xed0),
        '\u{1040}'..='\u{1049}' => digit(c, 0x1040),
        '\u{17e0}'..='\u{17e9}' => digit(c, 0x17e0),
        other => simplified(other),
    }
}

/// The simplified character of a traditional one; any other character itself.
pub(super) fn simplified(c: char) -> char {
    match c {
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}' => HAN.get(&c).copied().unwrap_or(c),
        other => other,
    }
}

/// Digits of Bengali to Malayalam: those scripts lie 128 code points apart, their zeros at 0x66.
fn indian_digit(c: char) -> char {
    let code = u32::from(c);
    let value = (code & 0x7f).wrapping_sub(0x66);
    char::from_digit(value, 10).filter(|_| value < 10).unwrap_or(c)
}

fn digit(c: char, zero: u32) -> char {
    char::from_digit(u32::from(c) - zero, 10).unwrap_or(c)
}

/// Folds an exact value or a name: like a form, with blanks in a row as one and trimmed.
#[must_use]
pub fn value(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut word = String::new();
    for piece in text.split_whitespace() {
        word.clear();
        if piece.is_ascii() {
            word.push_str(piece);
            word.make_ascii_lowercase();
        } else {
            fold_unicode(piece, &mut word);
        }
        if !word.is_empty() {
            if !folded.is_empty() {
                folded.push(' ');
            }
            folded.push_str(&word);
        }
    }
    folded.retain(|c| !c.is_control());
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let cases = [
            ("Iran", "iran"),
            ("Économie", "economie"),
            ("Straße", "strasse"),
            ("Ørsted", "orsted"),
            ("Łódź", "lodz"),
            ("İSTANBUL", "istanbul"),
            ("Iğdır", "igdir"),
            ("ё", "е"),
            ("Чайка", "чайка"),
            ("Київ", "київ"),
            ("Ὀδυσσεύς", "οδυσσευσ"),
            ("كتاب", "کتاب"),
            ("إيران", "ایران"),
            ("مُحَمَّد", "محمد"),
            ("مدينة", "مدینه"),
            ("نامه‌ها", "نامهها"),
            ("الـــعالم", "العالم"),
            ("۱۴۰۳", "1403"),
            ("ＡＢＣ１", "abc1"),
            ("ﬁne", "fine"),
            ("ｶﾞ", "ガ"),
            ("が", "が"),
            ("中國", "中国"),
            ("हिन्दी", "हिन्दी"),
            ("फ़िल्म", "फिल्म"),
            ("चाँद", "चांद"),
            ("ড়", "ড়"),
            ("৫০", "50"),
            ("൧൯", "19"),
            ("፲", "፲"),
            ("۷۵٫۵", "75.5"),
            ("นํ้า", "น้ํา"),
            ("เเม่", "แม่"),
            ("ƙasa", "kasa"),
            ("ൽ", "ല്"),
            ("ўсё", "ўсе"),
            ("ќе", "ќе"),
            ("שָׁלוֹם", "שלום"),
            ("Việt", "viet"),
        ];
        for (text, expected) in cases {
            assert_eq!(form(text), expected, "{text}");
        }
    }

    #[test]
    fn long_words_keep_their_beginning() {
        let mut out = String::new();
        assert!(form_into(&"é€".repeat(200), &mut out));
        assert!(out.len() <= FORM_BYTES_MAX);
        assert!(!form_into("word", &mut out));
    }

    #[test]
    fn values_fold_blanks() {
        assert_eq!(value("  New\u{a0}York\tTimes "), "new york times");
    }

    proptest::proptest! {
        #[test]
        fn composed_and_decomposed_text_have_one_form(text in "\\PC{0,12}") {
            let nfd = icu_normalizer::DecomposingNormalizer::new_nfd();
            let nfc = icu_normalizer::ComposingNormalizer::new_nfc();
            proptest::prop_assert_eq!(form(&nfd.normalize(&text)), form(&nfc.normalize(&text)));
        }

        #[test]
        fn forms_hold_no_control_characters(text in proptest::prelude::any::<String>()) {
            proptest::prop_assert!(form(&text).chars().all(|c| c >= ' '));
        }
    }
}

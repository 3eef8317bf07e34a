//! Words and forms by code of its own, for scripts that write blanks between words.
//!
//! Independent of `dateline::analysis` on purpose: a fault there must show. Texts in other letters
//! than Latin ones are split and folded by the analysis.

use dateline::analysis::{Analyzer, Flags, Tokens};
use icu_normalizer::DecomposingNormalizer;
use unicode_segmentation::UnicodeSegmentation;

/// A form is known by so many bytes.
const FORM_BYTES: usize = 255;

/// What French, Italian and Catalan elide before an apostrophe, as the language's page counts it.
const ELIDED: &str = " l d j m n s t c qu jusqu lorsqu puisqu quoiqu quelqu presqu dell nell sull all dall coll un quest quell sant \
                      bell tutt anch com cos dov gl degl agl dagl negl sugl nessun ciascun qualcun mezz senz pel v ";

/// A word of a text.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// First character, and one past the last.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) form: String,
    /// The form with its capitals.
    pub(crate) cased: String,
    /// A character of a script without blanks.
    pub(crate) unspaced: bool,
    /// Whether a dictionary word begins here, and ends here.
    pub(crate) begins: bool,
    pub(crate) ends: bool,
}

impl Word {
    fn new(word: &str, start: u32, end: u32) -> Self {
        Self { start, end, form: fold(word), cased: cased(word), unspaced: false, begins: true, ends: true }
    }
}

/// Whether a text is written in Latin letters, which this module knows to split and fold.
pub(crate) fn is_latin(text: &str) -> bool {
    text.chars().all(|c| {
        !c.is_alphanumeric() || c < '\u{250}' && !matches!(c, '²' | '³' | '¹' | '¼'..='¾') || ('\u{1e00}'..'\u{1f00}').contains(&c)
    })
}

/// The words of a text, one a position.
pub(crate) fn split(text: &str) -> Vec<Word> {
    if !is_latin(text) {
        let words = Analyzer::new().query_words(text).into_iter();
        let number = |at: usize| u32::try_from(at).unwrap();
        let word = |word: dateline::analysis::QueryWord| Word {
            unspaced: word.unspaced,
            form: word.form,
            ..Word::new(&word.surface, number(word.start), number(word.end))
        };
        return words.map(word).collect();
    }
    let mut out = Vec::new();
    let mut chars = Characters::new(text);
    for (mut start, word) in text.unicode_word_indices() {
        for part in word.split_inclusive([':', '\u{fe55}', '\u{ff1a}']) {
            parts(part.trim_end_matches([':', '\u{fe55}', '\u{ff1a}']), start, &mut chars, &mut out);
            start += part.len();
        }
    }
    out
}

/// The words of a field that the analysis has split.
pub(crate) fn split_already(text: &str, tokens: &Tokens, is_of_field: impl Fn(u32) -> bool) -> Vec<Word> {
    let mut chars = Characters::new(text);
    let word = |token: dateline::analysis::TokenRef<'_>| {
        let written = text.get(token.start as usize..token.end as usize).unwrap();
        Word {
            form: token.form.to_owned(),
            unspaced: token.flags.contains(Flags::UNSPACED),
            begins: token.flags.contains(Flags::WORD_START),
            ends: token.flags.contains(Flags::WORD_END),
            ..Word::new(written, chars.up_to(token.start as usize), chars.up_to(token.end as usize))
        }
    };
    tokens.iter().filter(|token| is_of_field(token.position)).map(word).collect()
}

/// Counts the characters before rising bytes of a text.
pub(crate) struct Characters<'t> {
    text: &'t str,
    byte: usize,
    chars: usize,
}

impl<'t> Characters<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, byte: 0, chars: 0 }
    }

    pub(crate) fn up_to(&mut self, byte: usize) -> u32 {
        self.chars += self.text.get(self.byte..byte).unwrap().chars().count();
        self.byte = byte;
        u32::try_from(self.chars).unwrap()
    }
}

/// The forms of a text, one a position.
pub(crate) fn forms(text: &str) -> Vec<String> {
    split(text).into_iter().map(|word| word.form).collect()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '＇')
}

fn parts(word: &str, mut start: usize, chars: &mut Characters<'_>, out: &mut Vec<Word>) {
    let mut push = |part: &str, start: usize| out.push(Word::new(part, chars.up_to(start), chars.up_to(start + part.len())));
    let mut rest = word;
    while let Some((head, mark)) = rest.char_indices().find(|(_, c)| is_apostrophe(*c)).map(|(at, c)| (rest.get(..at).unwrap(), c)) {
        let tail = rest.get(head.len() + mark.len_utf8()..).unwrap();
        let elided = ELIDED.contains(&format!(" {} ", head.to_lowercase()));
        if !elided || tail.eq_ignore_ascii_case("s") || !tail.starts_with(char::is_alphanumeric) {
            break;
        }
        push(head, start);
        start += rest.len() - tail.len();
        rest = tail;
    }
    let possessive = rest.strip_suffix(['s', 'S']).and_then(|head| head.strip_suffix(is_apostrophe));
    let rest = possessive.unwrap_or(rest);
    // Superscript digits and the like are numeric, and no words.
    if rest.chars().any(|c| c.is_alphabetic() || c.is_ascii_digit()) {
        push(rest, start);
    }
}

/// The form of a word with its capitals: `case:` asks for these.
fn cased(word: &str) -> String {
    let mut out = String::new();
    for c in DecomposingNormalizer::new_nfkd().normalize(word).chars() {
        let form = fold(&c.to_string());
        out.push_str(&if c.is_uppercase() { form.to_uppercase() } else { form });
    }
    out
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
    if !is_latin(value) {
        return Analyzer::new().fold_value(value);
    }
    value.split_whitespace().map(folded).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

fn folded(word: &str) -> String {
    if !is_latin(word) {
        return dateline::analysis::tokens::fold::form(word);
    }
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
            'ƙ' => out.push('k'),
            'ƴ' => out.push('y'),
            'ı' => out.push('i'),
            '’' | '‘' | 'ʼ' | '＇' => out.push('\''),
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
    let text = "Iran’s l’homme: É, a:b";
    let stretches =
        split(text).into_iter().map(|word| text.chars().skip(word.start as usize).take((word.end - word.start) as usize).collect());
    assert_eq!(stretches.collect::<Vec<String>>().join("|"), "Iran|l|homme|É|a|b");
    assert_eq!(split("McCoy US ÉtÉ ßA").into_iter().map(|word| word.cased).collect::<Vec<_>>().join(" "), "McCoy US EtE ssA");
    assert_eq!(fold_value("  New\u{a0}York\tTimes "), "new york times");
}

//! Where words begin and end (UAX #29, default rules, and what the query language adds to them).

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::unspaced;

/// A stretch of text that is one position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// A character of an unspaced script, with the borders of the segmenter; `None` for a word.
    pub unspaced: Option<Borders>,
}

/// Whether a dictionary word begins before a character and ends after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borders {
    /// A word begins here.
    pub start: bool,
    /// A word ends here.
    pub end: bool,
}

/// Splits texts into words. Cheap to make, not shared between threads.
#[derive(Debug)]
pub struct Segmenter {
    words: WordSegmenterBorrowed<'static>,
}

impl Default for Segmenter {
    fn default() -> Self {
        // Runs of the scripts that need a dictionary never reach this one.
        Self { words: WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default()) }
    }
}

/// Elided articles, prepositions and pronouns of French, Italian and Catalan, without apostrophe.
///
/// A query has no language, so the word's shape decides in every language. `aujourd'hui` is one
/// word and therefore not here.
const ELIDED: [&str; 44] = [
    "l", "d", "j", "m", "n", "s", "t", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu", "dell", "nell", "sull", "all",
    "dall", "coll", "un", "quest", "quell", "sant", "bell", "tutt", "anch", "com", "cos", "dov", "gl", "degl", "agl", "dagl", "negl",
    "sugl", "nessun", "ciascun", "qualcun", "mezz", "senz", "pel", "v",
];

impl Segmenter {
    /// Calls `found` for each word of a text, in order.
    pub fn words(&self, text: &str, mut found: impl FnMut(Span)) {
        let mut rest = 0;
        while rest < text.len() {
            let run = text.get(rest..).unwrap_or_default();
            let (len, is_unspaced) = unspaced::run(run);
            let run = run.get(..len).unwrap_or_default();
            if is_unspaced {
                unspaced::characters(run, |start, end, borders| {
                    found(Span { start: rest + start, end: rest + end, unspaced: Some(borders) });
                });
            } else {
                self.spaced(run, rest, &mut found);
            }
            rest += len.max(1);
        }
    }

    fn spaced(&self, run: &str, offset: usize, found: &mut impl FnMut(Span)) {
        let mut start = 0;
        for (end, kind) in self.words.segment_str(run).iter_with_word_type() {
            let segment = run.get(start..end).unwrap_or_default();
            // Letters make a word. The segmenter's type tells numbers from signs such as `²`; it knows
            // nothing of many words of Indian scripts, and takes `___` for one.
            let is_number = || kind.is_word_like() && segment.chars().any(char::is_numeric);
            if segment.chars().any(char::is_alphabetic) || is_number() {
                split_word(segment, offset + start, found);
            }
            start = end;
        }
    }
}

/// Cuts a word of UAX #29 at colons, after an elided part and before a final `'s`.
fn split_word(word: &str, offset: usize, found: &mut impl FnMut(Span)) {
    if word.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return found(Span { start: offset, end: offset + word.len(), unspaced: None });
    }
    let mut start = 0;
    for piece in word.split([':', '\u{fe55}', '\u{ff1a}']) {
        split_apostrophes(piece, offset + start, found);
        start += piece.len() + word.get(start + piece.len()..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
}

fn split_apostrophes(piece: &str, offset: usize, found: &mut impl FnMut(Span)) {
    let mut start = 0;
    while let Some((end, after)) = elided(piece.get(start..).unwrap_or_default()) {
        found(Span { start: offset + start, end: offset + start + end, unspaced: None });
        start += after;
    }
    let last = piece.get(start..).unwrap_or_default();
    let kept = without_possessive(last);
    if !kept.is_empty() {
        found(Span { start: offset + start, end: offset + start + kept.len(), unspaced: None });
    }
}

/// Where an elided word at the beginning of a piece ends, and where the word behind its apostrophe begins.
fn elided(piece: &str) -> Option<(usize, usize)> {
    let (end, mark) = piece.char_indices().find(|(_, c)| is_apostrophe(*c))?;
    let after = end + mark.len_utf8();
    let (head, tail) = (piece.get(..end)?, piece.get(after..)?);
    let is_elided = head.len() <= 8 && ELIDED.iter().any(|part| part.eq_ignore_ascii_case(head));
    // `'s` at the end is a possessive; `s'est` keeps its elided part.
    (is_elided && !tail.eq_ignore_ascii_case("s") && tail.starts_with(char::is_alphanumeric)).then_some((end, after))
}

/// Parts a chunk of a query behind the elided words at its beginning: `l'econ*` is `l'` and `econ*`.
#[must_use]
pub fn behind_elided(chunk: &str) -> (&str, &str) {
    let mut start = 0;
    while let Some((_, after)) = elided(chunk.get(start..).unwrap_or_default()) {
        start += after;
    }
    chunk.split_at(start)
}

fn without_possessive(word: &str) -> &str {
    let Some(head) = word.strip_suffix(['s', 'S']) else { return word };
    match head.chars().next_back() {
        Some(c) if is_apostrophe(c) => head.get(..head.len() - c.len_utf8()).unwrap_or(word),
        _ => word,
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '＇')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut words = Vec::new();
        Segmenter::default().words(text, |span| words.push(text.get(span.start..span.end).unwrap()));
        assert_eq!(words.join("|"), expected, "{text}");
    }

    #[test]
    fn words_of_the_query_language() {
        check("Iran's minister, “Tehran’s” and the boss'", "Iran|minister|Tehran|and|the|boss");
        check("l'homme d’État qu'il s'est aujourd'hui", "l|homme|d|État|qu|il|s|est|aujourd'hui");
        check("dell'Italia un'altra l'Alt Empordà", "dell|Italia|un|altra|l|Alt|Empordà");
        check("don't O'Brien rock'n'roll", "don't|O'Brien|rock'n'roll");
        check("COVID-19 AT&T U.S.-China C++ @user #tag", "COVID|19|AT|T|U.S|China|C|user|tag");
        check("a:b 5.93 1,000 and/or 24/7 m²", "a|b|5.93|1,000|and|or|24|7|m");
        check("iPhone15手機很好 5G网络", "iPhone15|手|機|很|好|5G|网|络");
        check("東京タワーへ行く。", "東|京|タ|ワ|ー|へ|行|く");
        check("한국은 서울이다", "한국은|서울이다");
        check("กรุงเทพ 2568", "ก|รุ|ง|เ|ท|พ|2568");
        check("نامه‌ها و کتاب", "نامه‌ها|و|کتاب");
        check("!!! … 😀 — ___", "");
    }

    #[test]
    fn words_of_indian_scripts_are_whole() {
        check("दिल्ली में आज बारिश हुई। क्या हुआ?", "दिल्ली|में|आज|बारिश|हुई|क्या|हुआ");
        check("हिन्दी: दिल्ली, मुंबई", "हिन्दी|दिल्ली|मुंबई");
        check("ঢাকা শহরে বৃষ্টি হয়েছে।", "ঢাকা|শহরে|বৃষ্টি|হয়েছে");
        check("தமிழ் நாட்டில் மழை பெய்தது.", "தமிழ்|நாட்டில்|மழை|பெய்தது");
        check("२०२५ में १०० ৫০ টাকা", "२०२५|में|१००|৫০|টাকা");
        check("ਦਿੱਲੀ ਵਿੱਚ", "ਦਿੱਲੀ|ਵਿੱਚ");
        check("తెలుగు కేరళ കേരളത്തിൽ ಕರ್ನಾಟಕ", "తెలుగు|కేరళ|കേരളത്തിൽ|ಕರ್ನಾಟಕ");
    }

    proptest::proptest! {
        #[test]
        fn spans_lie_on_character_borders_and_rise(text in proptest::prelude::any::<String>()) {
            let mut last = 0;
            Segmenter::default().words(&text, |span| {
                assert!(span.start >= last && span.end > span.start && text.get(span.start..span.end).is_some());
                last = span.end;
            });
        }
    }
}

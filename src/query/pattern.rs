//! Wildcards in chunks and phrases.
//!
//! A chunk is cut at what no word of UAX #29 can hold; analysis cuts the text between wildcards.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::tree::Piece;

/// Whether a character may be part of a word: letters, digits, marks, joiners, `_`.
pub(super) fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || matches!(c, '\u{200c}' | '\u{200d}') || (!c.is_ascii() && is_mark(c))
}

fn is_mark(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    matches!(category, GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark)
}

/// Whether a chunk holds a letter or a digit.
pub(super) fn has_word(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Whether a chunk holds a wildcard.
pub(super) fn has_wildcard(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    text.contains(['*', '?']) && wildcards(&chars).contains(&true)
}

/// Which characters are wildcards.
///
/// A run of `*` and `?` that touches a word is one, but for each `?` behind which neither a
/// letter nor a star follows in the same word: that is the end of a question.
fn wildcards(chars: &[char]) -> Vec<bool> {
    let mut out = vec![false; chars.len()];
    let mut at = 0;
    while at < chars.len() {
        let len = chars.iter().skip(at).take_while(|c| matches!(c, '*' | '?')).count();
        if len == 0 {
            at += 1;
            continue;
        }
        let word = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| is_word_char(*c));
        let (before, after) = (word(at.checked_sub(1)), word(Some(at + len)));
        if before || after {
            let last_star = (at..at + len).rev().find(|i| chars.get(*i) == Some(&'*'));
            let end = if after { at + len } else { last_star.map_or(at, |star| star + 1) };
            out.iter_mut().take(end).skip(at).for_each(|wild| *wild = true);
        }
        at += len;
    }
    out
}

/// Whether a mark between two characters of a word belongs to the word (UAX #29, WB6, WB7, WB11, WB12).
fn joins(before: char, mark: char, after: char) -> bool {
    let digits = before.is_numeric() && after.is_numeric();
    match mark {
        '\'' | '’' | '.' | '·' | '＇' => true,
        ',' | ';' => digits,
        _ => false,
    }
}

/// Cuts a chunk into text and forms with wildcards; a single `*` is any word.
pub(super) fn pieces(chunk: &str) -> Vec<Piece> {
    if chunk == "*" {
        return vec![Piece::Any];
    }
    let chars: Vec<char> = chunk.chars().collect();
    let wild = wildcards(&chars);
    let inside = |i: usize| wild.get(i).copied().unwrap_or(false) || chars.get(i).is_some_and(|c| is_word_char(*c));
    let in_word = |i: usize| {
        let around = i.checked_sub(1).and_then(|b| Some((*chars.get(b)?, *chars.get(i)?, *chars.get(i + 1)?)));
        inside(i) || around.is_some_and(|(b, c, a)| i > 0 && inside(i - 1) && inside(i + 1) && joins(b, c, a))
    };
    let mut out: Vec<Piece> = Vec::new();
    let mut text = String::new();
    let mut at = 0;
    while at < chars.len() {
        let len = (at..chars.len()).take_while(|i| in_word(*i)).count();
        let run: String = chars.iter().skip(at).take(len.max(1)).collect();
        if wild.iter().skip(at).take(len).any(|wild| *wild) {
            push_text(&mut out, &mut text);
            out.push(Piece::Wildcard(run));
        } else {
            text.push_str(&run);
        }
        at += len.max(1);
    }
    push_text(&mut out, &mut text);
    out
}

fn push_text(out: &mut Vec<Piece>, text: &mut String) {
    let text = std::mem::take(text);
    if has_word(&text) {
        out.push(Piece::Text(text));
    }
}

/// A phrase as pieces, and whether a `*` at an end was left out.
pub(super) struct PhrasePieces {
    pub(super) pieces: Vec<Piece>,
    /// The text without what was left out.
    pub(super) text: String,
    pub(super) star_dropped: bool,
}

/// Cuts the text between quotes; stars at its ends stand for nothing and are left out.
pub(super) fn phrase(text: &str) -> PhrasePieces {
    let chunks: Vec<&str> = text.split_whitespace().collect();
    let first = chunks.iter().position(|chunk| has_word(chunk)).unwrap_or(chunks.len());
    let last = chunks.iter().rposition(|chunk| has_word(chunk)).unwrap_or(0);
    let at_end = |i: usize| i < first || i > last;
    let star_dropped = chunks.iter().enumerate().any(|(i, chunk)| *chunk == "*" && at_end(i));
    let kept: Vec<&str> = chunks.iter().enumerate().filter(|(i, chunk)| **chunk != "*" || !at_end(*i)).map(|(_, chunk)| *chunk).collect();
    let mut out: Vec<Piece> = Vec::new();
    for chunk in &kept {
        for piece in pieces(chunk) {
            match (out.last_mut(), piece) {
                // Text stays together, so that analysis sees it as it was written.
                (Some(Piece::Text(before)), Piece::Text(more)) => {
                    before.push(' ');
                    before.push_str(&more);
                }
                (_, piece) => out.push(piece),
            }
        }
    }
    PhrasePieces { pieces: out, text: if star_dropped { kept.join(" ") } else { text.to_owned() }, star_dropped }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(pieces: &[Piece]) -> String {
        let one = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Any => "ANY".into(),
            Piece::Wildcard(pattern) => format!("<{pattern}>"),
        };
        pieces.iter().map(one).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn wildcards_touch_words() {
        let cases = [
            ("econ*", "<econ*>"),
            ("*ology", "<*ology>"),
            ("wom?n", "<wom?n>"),
            ("?oman", "<?oman>"),
            ("ill?", "ill?"),
            ("wom??n?", "<wom??n>"),
            ("econ?*", "<econ?*>"),
            ("econ*?", "<econ*>"),
            ("(econ*),", "<econ*>"),
            ("well-econ*", "well- | <econ*>"),
            ("o'conn*", "<o'conn*>"),
            ("exam*.com", "<exam*.com>"),
            ("1,0*", "<1,0*>"),
            ("U.S.*", "U.S.*"),
            ("-*-", ""),
            ("می‌خواه*", "<می‌خواه*>"),
            ("http://x.com/?q=a", "http://x.com/ | <?q> | =a"),
        ];
        for (chunk, expected) in cases {
            assert_eq!(show(&pieces(chunk)), expected, "{chunk}");
        }
    }

    #[test]
    fn stars_at_the_ends_of_a_phrase_are_left_out() {
        let cases = [
            ("a * b", "a | ANY | b", false),
            ("* a b", "a b", true),
            ("a … *", "a", true),
            ("the econ* of * war", "the | <econ*> | of | ANY | war", false),
            ("* *", "", true),
        ];
        for (text, expected, dropped) in cases {
            let phrase = phrase(text);
            assert_eq!((show(&phrase.pieces).as_str(), phrase.star_dropped), (expected, dropped), "{text}");
        }
    }
}

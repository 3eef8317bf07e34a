//! Scripts written without blanks: every character is a position, a segmenter says where words end.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{GraphemeClusterSegmenter, GraphemeClusterSegmenterBorrowed, WordSegmenter, WordSegmenterBorrowed};
use jieba_rs::Jieba;

use super::fold;
use super::segment::Borders;

/// Characters that a dictionary segmenter is given at once: its cost grows faster than its text.
const RUN_MAX: usize = 1_000;

/// The dictionary of Chinese words; takes half a second to load, so only for the first Han text.
static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);
/// Dictionaries of Thai, Lao, Khmer and Burmese. The neural model would be a hundred times slower.
static SOUTH_EAST_ASIA: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

const GRAPHEMES: GraphemeClusterSegmenterBorrowed<'static> = GraphemeClusterSegmenter::new();

/// Script of an unspaced character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Han,
    Kana,
    SouthEastAsian,
}

#[allow(clippy::match_same_arms, reason = "the first arm is the short way for most text")]
fn script(c: char) -> Option<Script> {
    match c {
        // Most text ends here.
        '\0'..='\u{e00}' => None,
        '\u{e01}'..='\u{e3a}'
        | '\u{e40}'..='\u{e4e}'
        | '\u{e81}'..='\u{ebd}'
        | '\u{ec0}'..='\u{ece}'
        | '\u{edc}'..='\u{edf}'
        | '\u{1000}'..='\u{103f}'
        | '\u{1050}'..='\u{108f}'
        | '\u{109a}'..='\u{109d}'
        | '\u{1780}'..='\u{17d3}'
        | '\u{17d7}'
        | '\u{17dc}'
        | '\u{17dd}'
        | '\u{a9e0}'..='\u{a9ef}'
        | '\u{a9fa}'..='\u{a9fe}'
        | '\u{aa60}'..='\u{aa7f}' => Some(Script::SouthEastAsian),
        '\u{3041}'..='\u{3096}'
        | '\u{3099}'..='\u{309a}'
        | '\u{309d}'..='\u{309f}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{ff66}'..='\u{ff9f}'
        | '\u{1b000}'..='\u{1b16f}' => Some(Script::Kana),
        '\u{2e80}'..='\u{2fdf}'
        | '\u{3005}'
        | '\u{3007}'
        | '\u{3021}'..='\u{3029}'
        | '\u{3038}'..='\u{303b}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3fffd}' => Some(Script::Han),
        _ => None,
    }
}

/// Whether a character only adds to the one before it.
fn extends(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Length in bytes of the run at the beginning of a text, and whether its script is unspaced.
pub(super) fn run(text: &str) -> (usize, bool) {
    let mut chars = text.char_indices();
    let Some((_, first)) = chars.next() else { return (0, false) };
    let is_unspaced = script(first).is_some();
    let end = chars.find(|(_, c)| script(*c).is_some() != is_unspaced && !(is_unspaced && extends(*c)));
    (end.map_or(text.len(), |(at, _)| at), is_unspaced)
}

/// Calls `found` with start, end and borders of each character (grapheme) of an unspaced run.
pub(super) fn characters(run: &str, mut found: impl FnMut(usize, usize, Borders)) {
    let mut offset = 0;
    while offset < run.len() {
        let rest = run.get(offset..).unwrap_or_default();
        let len = rest.char_indices().nth(RUN_MAX).map_or(rest.len(), |(at, _)| at);
        let piece = rest.get(..len).unwrap_or_default();
        let borders = borders(piece);
        let mut start = 0;
        for end in GRAPHEMES.segment_str(piece) {
            if end > start && !is_one_letter(piece, start, end) {
                let inside = Borders { start: borders.contains(&start), end: borders.contains(&end) };
                found(offset + start, offset + end, inside);
                start = end;
            }
        }
        offset += len.max(1);
    }
}

/// Whether two graphemes are one letter written in two: `am` as ring and `a`, Thai `ae` as two `e`,
/// Lao `hn` and `hm`.
fn is_one_letter(run: &str, start: usize, end: usize) -> bool {
    let (this, rest) = (run.get(start..end).unwrap_or_default(), run.get(end..).unwrap_or_default());
    let has_ring = |ring: char| this.chars().any(|c| c == ring);
    match rest.chars().next() {
        Some('\u{e32}') => has_ring('\u{e4d}'),
        Some('\u{eb2}') => has_ring('\u{ecd}'),
        Some('\u{e40}') => this == "\u{e40}",
        Some('\u{e99}' | '\u{ea1}') => this == "\u{eab}",
        _ => false,
    }
}

/// The byte offsets at which words of a run begin or end.
fn borders(run: &str) -> BTreeSet<usize> {
    let mut scripts = run.chars().filter_map(script);
    let south_east = scripts.clone().next() == Some(Script::SouthEastAsian);
    let mut set = BTreeSet::from([0, run.len()]);
    if south_east {
        set.extend(SOUTH_EAST_ASIA.segment_str(run));
    } else if scripts.any(|script| script == Script::Kana) {
        ends(tiniestsegmenter::tokenize(run).into_iter(), &mut set);
    } else {
        han_ends(run, &mut set);
    }
    set
}

/// Ends of Chinese words. The dictionary knows simplified characters best, and either script should
/// have its borders at the same places, so the run is cut in simplified ones.
fn han_ends(run: &str, into: &mut BTreeSet<usize>) {
    let simplified: String = run.chars().map(fold::simplified).collect();
    let mut offsets = run.char_indices().map(|(at, _)| at).skip(1);
    for token in JIEBA.cut(&simplified, true) {
        if let Some(last) = token.word.chars().count().checked_sub(1) {
            into.insert(offsets.nth(last).unwrap_or(run.len()));
        }
    }
}

fn ends<'a>(words: impl Iterator<Item = &'a str>, into: &mut BTreeSet<usize>) {
    let mut at = 0;
    for word in words {
        at += word.len();
        into.insert(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        let mut out = String::new();
        characters(text, |start, end, borders| {
            if borders.start && start > 0 {
                out.push('|');
            }
            out.push_str(text.get(start..end).unwrap());
        });
        out
    }

    #[test]
    fn segmenters_say_where_words_end() {
        assert_eq!(words("中华人民共和国成立"), "中华人民共和国|成立");
        assert_eq!(words("中華人民共和國成立"), "中華人民共和國|成立");
        assert_eq!(words("東京に行く"), "東京|に|行く");
        assert_eq!(words("ภาษาไทยสวยงาม"), "ภาษา|ไทย|สวยงาม");
    }
}

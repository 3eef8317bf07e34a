//! Parts of queries that look random, of the words of the agreement's archive.

use std::sync::LazyLock;

use dateline::query::{Node, ParseOptions, parse};

use crate::agreement::SAMPLE;
use crate::agreement::queries::Vocabulary;
use crate::support::Random;

static VOCABULARY: LazyLock<Vocabulary<'static>> = LazyLock::new(|| Vocabulary::new(&SAMPLE.reference));

/// Whether a chunk is read as one word, and as nothing else.
fn is_word(text: &str) -> bool {
    let parsed = parse(text, ParseOptions::default());
    parsed.errors.is_empty() && parsed.warnings.is_empty() && matches!(parsed.tree, Some(Node::Word(_)))
}

/// A chunk that is read as a word, or as words one after another.
pub(super) fn word(random: &mut Random) -> String {
    loop {
        let word = VOCABULARY.word(random);
        if is_word(&word) {
            return word;
        }
    }
}

/// A word of letters and digits alone.
pub(super) fn plain(random: &mut Random) -> String {
    loop {
        let word = word(random);
        if word.chars().all(char::is_alphanumeric) {
            return word;
        }
    }
}

/// Two words, mostly neighbours in some text.
pub(super) fn pair(random: &mut Random) -> (String, String) {
    loop {
        if random.percent(25) {
            return (word(random), word(random));
        }
        let phrase = VOCABULARY.phrase(random);
        let chunks: Vec<&str> = phrase.split_whitespace().map(|chunk| chunk.trim_end_matches([',', '.'])).collect();
        if let [a, b, ..] = chunks[..]
            && is_word(a)
            && is_word(b)
        {
            return (a.to_owned(), b.to_owned());
        }
    }
}

/// What has positions in any field: words, phrases, forms by a pattern, several of them.
pub(super) fn anywhere(random: &mut Random) -> String {
    match random.below(8) {
        0 => format!("={}", word(random)),
        1 => {
            let (a, b) = pair(random);
            format!("\"{a} {b}\"")
        }
        2 => {
            let word = plain(random);
            let head: String = word.chars().take(word.chars().count().div_ceil(2).max(2)).collect();
            format!("{head}*")
        }
        3 => format!("{}~1", plain(random)),
        4 => {
            let (a, b) = pair(random);
            format!("({a} OR ={b})")
        }
        _ => word(random),
    }
}

/// What may stand beside a proximity.
pub(super) fn operand(random: &mut Random) -> String {
    match random.below(8) {
        0 => format!("title:{}", word(random)),
        1 => format!("place:{}", random.pick(&["US", "japan", "\"west germany\"", "IR", "london"])),
        2 => {
            let (a, b) = pair(random);
            format!("({a} NEAR/{} {b})", 1 + random.below(8))
        }
        _ => anywhere(random),
    }
}

/// A whole query, with and without operators over positions.
pub(super) fn query(random: &mut Random) -> String {
    let made = match random.below(8) {
        0 => format!("{} NEAR/{} {}", operand(random), 1 + random.below(30), operand(random)),
        1 => format!("{} NOT BEFORE/{} {}", operand(random), 1 + random.below(30), operand(random)),
        2 => format!("SENTENCE({} {})", operand(random), operand(random)),
        3 => format!("PARAGRAPH({} NOT {})", operand(random), operand(random)),
        4 => format!("FIRST/{}({}) OR ATLEAST/{}({})", 1 + random.below(60), operand(random), 1 + random.below(4), anywhere(random)),
        _ => VOCABULARY.tree(random, 2),
    };
    let parsed = parse(&made, ParseOptions::default());
    if parsed.errors.is_empty() && parsed.tree.is_some() { made } else { query(random) }
}

/// Filters and dates that a law is tried under.
const RESTRICTIONS: [&str; 9] = [
    "",
    "",
    "",
    "lang=en",
    "source=Reuters&exclude-tag=earn",
    "from-date=1987-03&to-date=1987-09-20",
    "from-date=1987-05-16&dates=possible&tz=Asia/Tehran",
    "place=US&use-date=updated&to-date=1988",
    "search-in=title,lead",
];

/// One of them; none in a third of all cases.
pub(super) fn restriction(random: &mut Random) -> &'static str {
    RESTRICTIONS[random.below(RESTRICTIONS.len())]
}

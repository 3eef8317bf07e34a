//! Words turned into wildcards, regular expressions and typos that still find them.

use crate::support::Random;

/// A word with wildcards in it.
pub(super) fn wildcard(random: &mut Random, word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let text = |chars: &[char]| chars.iter().collect::<String>();
    // Of a short word's beginning there are too many.
    if chars.len() < 4 {
        return match random.below(3) {
            0 if chars.len() > 2 => format!("{}?{}", text(&chars[..1]), text(&chars[2..])),
            1 if chars.len() > 1 => format!("?{}", text(&chars[1..])),
            _ => format!("{word}*"),
        };
    }
    let middle = 2 + random.below(chars.len() - 3);
    match random.below(5) {
        0 => format!("{}?{}", text(&chars[..middle]), text(&chars[middle + 1..])),
        1 => format!("*{}", text(&chars[chars.len() / 3..])),
        2 => format!("{}*{}", text(&chars[..middle]), text(&chars[chars.len() - 1..])),
        _ => format!("{}*", text(&chars[..middle])),
    }
}

/// A regular expression over a word.
pub(super) fn regex(random: &mut Random, word: &str) -> String {
    let chars: Vec<char> = word.chars().collect();
    let escape = |chars: &[char]| {
        let one = |c: &char| if c.is_alphanumeric() || !c.is_ascii() { c.to_string() } else { format!("\\{c}") };
        chars.iter().map(one).collect::<String>()
    };
    let (begin, last) = chars.split_at(chars.len() - 1);
    let middle = random.below(chars.len());
    let (before, after) = (escape(&chars[..middle]), escape(&chars[middle + 1..]));
    let inside = match random.below(8) {
        0 => format!("{}({})?", escape(begin), escape(last)),
        1 => format!("{before}.{after}"),
        2 if chars[middle].is_ascii_alphabetic() => format!("{before}[{}x-z]{after}", chars[middle].to_ascii_lowercase()),
        3 if chars[middle].is_ascii_alphanumeric() => format!("{before}[^{}]{after}", if chars[middle] == 'q' { 'r' } else { 'q' }),
        4 => format!("({}|{})", escape(&chars), escape(begin)),
        5 if chars.len() > 3 => format!("{}.*{}", escape(&chars[..3]), escape(last)),
        6 if chars.len() > 3 => format!("{}.{{1,{}}}", escape(&chars[..3]), chars.len()),
        _ => format!("{}+", escape(&chars)),
    };
    if random.percent(20) { format!("/{}/", inside.to_uppercase()) } else { format!("/{inside}/") }
}

/// A word with typos in it.
pub(super) fn typo(random: &mut Random, word: &str) -> String {
    let edits = 1 + random.below(2);
    let mut chars: Vec<char> = word.chars().collect();
    if chars.len() < 4 || !chars.iter().all(|c| c.is_alphabetic()) {
        return word.to_owned();
    }
    for _ in 0..edits.min(1 + random.below(2)) {
        let at = 1 + random.below(chars.len() - 2);
        match random.below(4) {
            0 => drop(chars.remove(at)),
            1 => chars.insert(at, 'e'),
            2 => chars[at] = 'a',
            _ => chars.swap(at, at + 1),
        }
    }
    format!("{}~{edits}", chars.into_iter().collect::<String>())
}

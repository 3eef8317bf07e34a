//! Wildcards, regular expressions and typos by trying every way.

use std::collections::BTreeSet;

use super::words::fold;

/// Whether a text is a pattern's, of which `*` is any characters and `?`, if it is a wildcard, one.
pub(super) fn is_like(pattern: &[char], text: &[char], question: bool) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|skipped| is_like(rest, &text[skipped..], question)),
        Some((c, rest)) => {
            text.split_first().is_some_and(|(first, after)| (question && *c == '?' || c == first) && is_like(rest, after, question))
        }
    }
}

/// Edits from one word to another: insert, delete, replace, swap neighbours, nothing edited twice.
pub(super) fn edits(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            let mut best = if i == 0 || j == 0 { i + j } else { table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]) };
            if i > 0 && j > 0 {
                best = best.min(table[i - 1][j] + 1).min(table[i][j - 1] + 1);
            }
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(table[i - 2][j - 2] + 1);
            }
            table[i][j] = best;
        }
    }
    table[a.len()][b.len()]
}

/// A regular expression as far as the requests write them.
#[derive(Debug)]
pub(super) enum Regex {
    /// A folded letter or several: `ß` is two.
    Literal(Vec<char>),
    Any,
    /// First and last characters, small; the flag turns them round.
    Class(bool, Vec<(char, char)>),
    Row(Vec<Regex>),
    Either(Vec<Regex>),
    Times(usize, usize, Box<Regex>),
}

impl Regex {
    pub(super) fn new(pattern: &str) -> Self {
        let chars: Vec<char> = pattern.chars().collect();
        let mut at = 0;
        let read = either(&chars, &mut at);
        assert!(at == chars.len(), "`{pattern}` cannot be read here");
        read
    }

    pub(super) fn is_whole(&self, text: &[char]) -> bool {
        self.ends(text, 0).contains(&text.len())
    }

    /// Where matches end that begin at a place.
    fn ends(&self, text: &[char], from: usize) -> BTreeSet<usize> {
        let one = |fits: bool| if fits { BTreeSet::from([from + 1]) } else { BTreeSet::new() };
        match self {
            Self::Literal(letters) if text[from..].starts_with(letters) => BTreeSet::from([from + letters.len()]),
            Self::Literal(_) => BTreeSet::new(),
            Self::Any => one(from < text.len()),
            Self::Class(not, ranges) => {
                let holds = |c: &char| ranges.iter().any(|(first, last)| (first..=last).contains(&c));
                one(text.get(from).is_some_and(|c| holds(c) != *not))
            }
            Self::Either(parts) => parts.iter().flat_map(|part| part.ends(text, from)).collect(),
            Self::Row(parts) => parts.iter().fold(BTreeSet::from([from]), |starts, part| part.after(text, &starts)),
            Self::Times(least, most, part) => {
                let mut starts = BTreeSet::from([from]);
                let mut ends = BTreeSet::new();
                for times in 0..=(*most).min(text.len() + least) {
                    if times >= *least {
                        ends.extend(starts.iter().copied());
                    }
                    starts = part.after(text, &starts);
                }
                ends
            }
        }
    }

    fn after(&self, text: &[char], starts: &BTreeSet<usize>) -> BTreeSet<usize> {
        starts.iter().flat_map(|start| self.ends(text, *start)).collect()
    }
}

fn either(chars: &[char], at: &mut usize) -> Regex {
    let mut rows = vec![row(chars, at)];
    while chars.get(*at) == Some(&'|') {
        *at += 1;
        rows.push(row(chars, at));
    }
    Regex::Either(rows)
}

fn row(chars: &[char], at: &mut usize) -> Regex {
    let mut parts = Vec::new();
    while let Some(c) = chars.get(*at).filter(|c| !matches!(c, '|' | ')')) {
        *at += 1;
        let part = match c {
            '.' => Regex::Any,
            '(' => {
                *at += if chars[*at..].starts_with(&['?', ':']) { 2 } else { 0 };
                let inner = either(chars, at);
                *at += 1;
                inner
            }
            '[' => class(chars, at),
            '\\' => {
                *at += 1;
                Regex::Literal(vec![chars[*at - 1]])
            }
            letter => Regex::Literal(fold(&letter.to_string()).chars().collect()),
        };
        parts.push(repeated(part, chars, at));
    }
    Regex::Row(parts)
}

fn class(chars: &[char], at: &mut usize) -> Regex {
    let end = *at + chars[*at..].iter().position(|c| *c == ']').unwrap();
    let not = chars[*at] == '^';
    let mut inside = chars[*at + usize::from(not)..end].iter().map(|c| c.to_lowercase().next().unwrap()).peekable();
    let mut ranges = Vec::new();
    while let Some(first) = inside.next() {
        let is_range = inside.next_if_eq(&'-').is_some();
        ranges.push((first, if is_range { inside.next().unwrap() } else { first }));
    }
    *at = end + 1;
    Regex::Class(not, ranges)
}

fn repeated(part: Regex, chars: &[char], at: &mut usize) -> Regex {
    let (least, most) = match chars.get(*at) {
        Some('?') => (0, 1),
        Some('*') => (0, usize::MAX),
        Some('+') => (1, usize::MAX),
        Some('{') => {
            let end = *at + chars[*at..].iter().position(|c| *c == '}').unwrap();
            let inside: String = chars[*at + 1..end].iter().collect();
            *at = end;
            let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
            (least.parse().unwrap(), most.parse().unwrap_or(usize::MAX))
        }
        _ => return part,
    };
    *at += 1;
    Regex::Times(least, most, Box::new(part))
}

#[test]
fn patterns_stand_for_forms() {
    let chars = |text: &str| text.chars().collect::<Vec<char>>();
    for (pattern, text, fits) in [
        ("econ*", "economy", true),
        ("econ*", "econ", true),
        ("wom?n", "woman", true),
        ("wom?n", "womn", false),
        ("*ology", "geology", true),
    ] {
        assert_eq!(is_like(&chars(pattern), &chars(text), true), fits, "{pattern} {text}");
    }
    for (a, b, distance) in [("reagan", "regan", 1), ("reagan", "raegan", 1), ("ca", "abc", 3), ("abcdef", "abdcfe", 2)] {
        assert_eq!(edits(&chars(a), &chars(b)), distance, "{a} {b}");
    }
    for (pattern, text, fits) in [
        ("gas(oline)?", "gasoline", true),
        ("gas(oline)?", "gaso", false),
        ("[A-C]l+", "bll", true),
        ("(?:a|b){2,3}c", "abac", true),
        ("a{2}", "aaa", false),
        ("Straße", "strasse", true),
        (r"u\.s", "u.s", true),
        ("[^a-c].", "bx", false),
    ] {
        assert_eq!(Regex::new(pattern).is_whole(&chars(text)), fits, "{pattern} {text}");
    }
}

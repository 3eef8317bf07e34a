//! Wildcards, regular expressions and typos as the terms of an index that they stand for.

use regex_syntax::ast::{self, Ast};
use regex_syntax::hir::{Hir, HirKind};
use tantivy::schema::Field;
use tantivy_fst::Regex;

use crate::analysis::tokens::fold;
use crate::index::Version;
use crate::search::SearchError;

/// Finds the terms of a field that a regular expression over whole terms matches.
///
/// `None` if the pattern has no automaton of a reasonable size.
pub(super) fn matching(version: &Version, field: Field, pattern: &str) -> Result<Option<Vec<String>>, SearchError> {
    let Ok(automaton) = Regex::new(pattern) else { return Ok(None) };
    let mut terms = Vec::new();
    for segment in version.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        let mut stream = inverted.terms().search(&automaton).into_stream()?;
        while stream.advance() {
            if let Ok(term) = std::str::from_utf8(stream.key()) {
                terms.push(term.to_owned());
            }
        }
    }
    Ok(Some(distinct(terms)))
}

/// What all texts that a pattern of [`wildcard`] matches begin with, where that is all it asks.
pub(super) fn beginning(pattern: &str, fold: impl Fn(&str) -> String) -> Option<String> {
    let begin = pattern.strip_suffix('*')?;
    (!begin.is_empty() && !begin.contains(['*', '?'])).then(|| fold(begin))
}

/// Finds the terms of a field that begin with a text and pass a test.
pub(super) fn passing(version: &Version, field: Field, begin: &str, test: impl Fn(&str) -> bool) -> Result<Vec<String>, SearchError> {
    let mut terms = Vec::new();
    for segment in version.segments() {
        let inverted = segment.reader.inverted_index(field)?;
        let mut stream = inverted.terms().range().ge(begin).into_stream()?;
        while stream.advance() {
            let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
            if !term.starts_with(begin) {
                break;
            }
            if test(term) {
                terms.push(term.to_owned());
            }
        }
    }
    Ok(distinct(terms))
}

/// Sorts terms of several segments, each once.
fn distinct(mut terms: Vec<String>) -> Vec<String> {
    terms.sort_unstable();
    terms.dedup();
    terms
}

/// The pattern of a form with wildcards: its letters are folded like text.
pub(super) fn wildcard(pattern: &str, fold: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut literal = String::new();
    let close = |literal: &mut String, out: &mut String| {
        out.push_str(&regex_syntax::escape(&fold(literal)));
        literal.clear();
    };
    for c in pattern.chars() {
        match c {
            '*' | '?' => {
                close(&mut literal, &mut out);
                out.push_str(if c == '*' { ".*" } else { "." });
            }
            other => literal.push(other),
        }
    }
    close(&mut literal, &mut out);
    out
}

/// The pattern of an id with stars: it may be an address, in which `?` is a character like others.
pub(super) fn stars(pattern: &str) -> String {
    pattern.split('*').map(regex_syntax::escape).collect::<Vec<_>>().join(".*")
}

/// The pattern of a regular expression over forms: literals are folded like text, classes ignore
/// case. `None` if it cannot be read; the parser has said so already.
pub(super) fn regular(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(&with_classes_of_any_case(pattern)?).ok()?;
    Some(folded(&hir)?.to_string())
}

/// Marks the classes of a pattern as ignoring case. They must be marked before they are read:
/// `[^q]` holds `Q`, and would hold `q` if its case were folded behind its negation.
fn with_classes_of_any_case(pattern: &str) -> Option<String> {
    let tree = ast::parse::Parser::new().parse(pattern).ok()?;
    let spans = ast::visit(&tree, Classes::default()).ok()?;
    let (mut out, mut after) = (String::with_capacity(pattern.len()), 0);
    for span in spans {
        out.push_str(pattern.get(after..span.start.offset)?);
        out.push_str("(?i:");
        out.push_str(pattern.get(span.start.offset..span.end.offset)?);
        out.push(')');
        after = span.end.offset;
    }
    out.push_str(pattern.get(after..)?);
    Some(out)
}

/// Collects where the classes of a pattern stand; a class of one character is that literal.
#[derive(Default)]
struct Classes(Vec<ast::Span>);

impl ast::Visitor for Classes {
    type Output = Vec<ast::Span>;
    type Err = ();

    fn finish(self) -> Result<Self::Output, ()> {
        Ok(self.0)
    }

    fn visit_pre(&mut self, tree: &Ast) -> Result<(), ()> {
        match tree {
            Ast::ClassBracketed(class) => {
                let one = !class.negated && matches!(&class.kind, ast::ClassSet::Item(ast::ClassSetItem::Literal(_)));
                self.0.extend((!one).then_some(class.span));
            }
            Ast::ClassUnicode(class) => self.0.push(class.span),
            _ => {}
        }
        Ok(())
    }
}

fn folded(hir: &Hir) -> Option<Hir> {
    Some(match hir.kind() {
        // Whole forms are matched; what stands at the ends says nothing more.
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(literal) => Hir::literal(fold::form(std::str::from_utf8(&literal.0).ok()?).into_bytes()),
        HirKind::Class(class) => Hir::class(class.clone()),
        HirKind::Repetition(repetition) => {
            let mut repetition = repetition.clone();
            repetition.sub = Box::new(folded(&repetition.sub)?);
            Hir::repetition(repetition)
        }
        HirKind::Capture(capture) => folded(&capture.sub)?,
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(folded).collect::<Option<_>>()?),
        HirKind::Alternation(parts) => Hir::alternation(parts.iter().map(folded).collect::<Option<_>>()?),
    })
}

/// Whether two words differ by at most so many edits: optimal string alignment (insert, delete,
/// replace, swap neighbours; nothing edited twice).
pub(super) fn within_edits(a: &[char], b: &str, edits: usize) -> bool {
    let b: Vec<char> = b.chars().take(a.len() + edits + 1).collect();
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    let width = b.len() + 1;
    let mut rows: [Vec<usize>; 3] = [vec![0; width], (0..width).collect(), vec![0; width]];
    let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
    for i in 1..=a.len() {
        let [before, last, next] = &mut rows;
        let mut row_min = i;
        for j in 0..width {
            let value = if j == 0 {
                i
            } else {
                let (x, y) = (a.get(i - 1), b.get(j - 1));
                let mut value = (at(last, j - 1) + usize::from(x != y)).min(at(last, j) + 1).min(at(next, j - 1) + 1);
                if i > 1 && j > 1 && x == b.get(j - 2) && a.get(i - 2) == y {
                    value = value.min(at(before, j - 2) + 1);
                }
                value
            };
            row_min = row_min.min(value);
            if let Some(cell) = next.get_mut(j) {
                *cell = value;
            }
        }
        if row_min > edits + 1 {
            return false;
        }
        rows.rotate_left(1);
    }
    let [_, last, _] = &rows;
    at(last, b.len()) <= edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typos_are_optimal_string_alignments() {
        let check = |a: &str, b: &str, distance: usize| {
            let a: Vec<char> = a.chars().collect();
            for edits in 0..4 {
                assert_eq!(within_edits(&a, b, edits), edits >= distance, "{a:?} {b} {edits}");
            }
        };
        check("reagan", "regan", 1);
        check("reagan", "raegan", 1);
        check("ca", "abc", 3);
        check("oil", "oil", 0);
        check("کابل", "کابلی", 1);
        check("abcdef", "abdcfe", 2);
    }

    #[test]
    fn patterns_are_folded() {
        assert_eq!(wildcard("Écon*", fold::form), "econ.*");
        assert_eq!(wildcard("wom?n", fold::form), "wom.n");
        assert_eq!(wildcard("U.S*", fold::form), "u\\.s.*");
        let pattern = regular("Gas(oline)?").unwrap();
        let automaton = regex::full(&pattern);
        assert!(automaton("gas") && automaton("gasoline") && !automaton("gasolin"));
        assert!(regex::full(&regular("[A-C]l+").unwrap())("bll"));
        for pattern in ["e[^q]u", "e[^Q]u", "e[A-Z&&[^Q]]u", "e\\P{Lu}u"] {
            assert!(!regex::full(&regular(pattern).unwrap())("equ"), "{pattern}");
        }
        assert!(regex::full(&regular("e[^x]u").unwrap())("equ") && regex::full(&regular("caf[É]").unwrap())("cafe"));
    }

    mod regex {
        /// Matches whole texts as the dictionary's automaton does.
        pub(super) fn full(pattern: &str) -> impl Fn(&str) -> bool {
            let automaton = tantivy_fst::Regex::new(pattern).unwrap();
            move |text: &str| {
                use tantivy_fst::Automaton as _;
                let mut state = automaton.start();
                for byte in text.bytes() {
                    state = automaton.accept(&state, byte);
                }
                automaton.is_match(&state)
            }
        }
    }
}

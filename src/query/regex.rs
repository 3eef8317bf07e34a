//! What a regular expression of the language may have.
//!
//! It is read here, so that its errors have columns; the engine compiles it.

use regex_syntax::ast::parse::ParserBuilder;
use regex_syntax::ast::{self, AssertionKind, Ast, ErrorKind, RepetitionKind, RepetitionRange};

use super::error::QueryErrorKind;
use super::limits::{REGEX_DEPTH_MAX, REGEX_PARTS_MAX};

/// An error at a character of the pattern, from 0.
pub(super) struct RegexError {
    pub(super) kind: QueryErrorKind,
    pub(super) offset: usize,
}

/// Reads a pattern; gives it without `^` and `$` at its ends, which mean nothing.
pub(super) fn read(written: &str) -> Result<String, RegexError> {
    let pattern = written.strip_prefix('^').unwrap_or(written);
    let skipped = written.chars().count() - pattern.chars().count();
    let pattern = match pattern.strip_suffix('$') {
        Some(head) if head.chars().rev().take_while(|c| *c == '\\').count() % 2 == 0 => head,
        _ => pattern,
    };
    let place = |bytes: usize| skipped + pattern.get(..bytes).map_or(0, |head| head.chars().count());
    if pattern.is_empty() {
        return Err(bad("nothing in it", "write a pattern of a whole word, such as `/gas(oline)?/`", 0));
    }
    let tree = ParserBuilder::new().nest_limit(REGEX_DEPTH_MAX).build().parse(pattern).map_err(|error| {
        let (what, mend) = syntax(error.kind());
        bad(&what, &mend, place(error.span().start.offset))
    })?;
    let parts = check(&tree).map_err(|(what, mend, span)| bad(what, mend, place(span.start.offset)))?;
    if parts > REGEX_PARTS_MAX {
        let what = format!("more than {REGEX_PARTS_MAX} characters and classes with its repetitions written out");
        return Err(bad(&what, "write a smaller one, or several with OR", skipped));
    }
    Ok(pattern.to_owned())
}

fn bad(what: &str, mend: &str, offset: usize) -> RegexError {
    RegexError { kind: QueryErrorKind::BadRegex { what: what.to_owned(), mend: mend.to_owned() }, offset }
}

fn syntax(kind: &ErrorKind) -> (String, String) {
    let (what, mend) = match kind {
        ErrorKind::UnsupportedLookAround => ("look-around", "combine two patterns with AND or NOT instead"),
        ErrorKind::UnsupportedBackreference => ("back references", "write the repeated part out"),
        ErrorKind::NestLimitExceeded(_) => ("so many nested groups", "at most 50 levels are read"),
        ErrorKind::SpecialWordBoundaryUnclosed
        | ErrorKind::SpecialWordBoundaryUnrecognized
        | ErrorKind::SpecialWordOrRepetitionUnexpectedEof => BORDERS,
        ErrorKind::FlagUnrecognized | ErrorKind::FlagUnexpectedEof | ErrorKind::FlagDanglingNegation => FLAGS,
        ErrorKind::GroupUnclosed => ("a `(` that is not closed", "add a `)`, or write `\\(`"),
        ErrorKind::GroupUnopened => ("a `)` that was never opened", "remove it, or write `\\)`"),
        ErrorKind::ClassUnclosed => ("a `[` that is not closed", "add a `]`, or write `\\[`"),
        ErrorKind::RepetitionMissing => ("a repetition of nothing", "write something before it, or a backslash"),
        ErrorKind::EscapeUnexpectedEof => ("a backslash at its end", "write `\\\\`"),
        other => return (format!("this: {other}"), "see the syntax of regular expressions".to_owned()),
    };
    (what.to_owned(), mend.to_owned())
}

const BORDERS: (&str, &str) = ("word borders such as `\\b`", "it always matches one whole word: leave them out");
const FLAGS: (&str, &str) = ("flags such as `(?i)`", "capitals never matter in it: leave them out");
const LAZY: (&str, &str) = ("lazy quantifiers such as `*?`", "it always matches a whole word: leave the `?` out");
const ANCHORS: (&str, &str) = ("`^` or `$` inside", "it always matches one whole word: leave them out");

type Found = (&'static str, &'static str, ast::Span);

fn found((what, mend): (&'static str, &'static str), span: ast::Span) -> Found {
    (what, mend, span)
}

/// Counts the characters and classes of a pattern, its repetitions written out.
///
/// As deep as the parser's limit on nested groups at most.
fn check(tree: &Ast) -> Result<u64, Found> {
    let sum = |trees: &[Ast]| trees.iter().try_fold(0u64, |sum, tree| Ok(sum.saturating_add(check(tree)?)));
    match tree {
        Ast::Empty(_) => Ok(0),
        Ast::Flags(flags) => Err(found(FLAGS, flags.span)),
        Ast::Literal(_) => Ok(1),
        // A class is an automaton of some states by itself, one of Unicode of more.
        Ast::Dot(_) | Ast::ClassBracketed(_) => Ok(4),
        Ast::ClassUnicode(_) | Ast::ClassPerl(_) => Ok(20),
        Ast::Assertion(assertion) => Err(match assertion.kind {
            AssertionKind::StartLine | AssertionKind::EndLine | AssertionKind::StartText | AssertionKind::EndText => {
                found(ANCHORS, assertion.span)
            }
            _ => found(BORDERS, assertion.span),
        }),
        Ast::Repetition(repetition) => {
            if !repetition.greedy {
                return Err(found(LAZY, repetition.op.span));
            }
            let times = match &repetition.op.kind {
                RepetitionKind::Range(RepetitionRange::Exactly(n) | RepetitionRange::AtLeast(n) | RepetitionRange::Bounded(_, n)) => {
                    u64::from(*n).max(1)
                }
                _ => 1,
            };
            Ok(check(&repetition.ast)?.max(1).saturating_mul(times))
        }
        Ast::Group(group) => match &group.kind {
            ast::GroupKind::NonCapturing(flags) if !flags.items.is_empty() => Err(found(FLAGS, flags.span)),
            _ => check(&group.ast),
        },
        Ast::Alternation(alternation) => sum(&alternation.asts),
        Ast::Concat(concat) => sum(&concat.asts),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(written: &str) -> String {
        match read(written) {
            Ok(pattern) => pattern,
            Err(RegexError { kind: QueryErrorKind::BadRegex { what, .. }, offset }) => format!("{offset}: {what}"),
            Err(_) => "another error".to_owned(),
        }
    }

    #[test]
    fn patterns_are_refused_by_name() {
        let cases = [
            ("gas(oline)?", "gas(oline)?"),
            ("^go[uû]t.*$", "go[uû]t.*"),
            (r"a\$", r"a\$"),
            (r"^a\\$", r"a\\"),
            (r"and\/or", r"and\/or"),
            ("(?:a|b){2,3}", "(?:a|b){2,3}"),
            ("a(?=b)", "1: look-around"),
            ("a(?<!b)", "1: look-around"),
            (r"\bwar", "0: word borders such as `\\b`"),
            (r"ü\bwar", "1: word borders such as `\\b`"),
            (r"(a)\1", "3: back references"),
            ("a+?", "1: lazy quantifiers such as `*?`"),
            ("(?i)war", "0: flags such as `(?i)`"),
            ("(?U:a+)b", "2: flags such as `(?i)`"),
            ("(^a|b)", "1: `^` or `$` inside"),
            ("^(a", "1: a `(` that is not closed"),
            ("[a", "0: a `[` that is not closed"),
            ("^$", "0: nothing in it"),
            ("(a{100}){100}", "0: more than 2000 characters and classes with its repetitions written out"),
        ];
        for (written, expected) in cases {
            assert_eq!(say(written), expected, "{written}");
        }
        assert!(say(&"(".repeat(30_000)).contains("not closed"));
        assert!(say(&format!("{}a{}", "(".repeat(100), ")".repeat(100))).contains("nested"));
    }
}

//! Word operators, their aliases, and where an alias is one.

use super::super::foreign::Form;
use super::super::tree::Unit;
use super::super::warning::{Warning, WarningCode};
use super::{Function, Kind, Lexed, NearToken, Source};

/// Aliases of NEAR and BEFORE, in any case, with a number behind them.
const ALIASES: [(&str, bool); 6] = [("w/", false), ("near/", false), ("near", false), ("pre/", true), ("adj", true), ("next/", true)];

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Finds the operator that a chunk is; the error names one without its number.
pub(super) fn find(text: &str) -> Option<Result<Kind, String>> {
    let near = |ordered, number: &str, alias| Kind::Near(NearToken { ordered, number: number.to_owned(), alias });
    match text {
        "AND" | "&&" => return Some(Ok(Kind::And)),
        "OR" | "||" => return Some(Ok(Kind::Or)),
        "NOT" => return Some(Ok(Kind::Not("NOT"))),
        "NEAR" | "BEFORE" => return Some(Err(text.to_owned())),
        _ => {}
    }
    for (name, ordered) in [("NEAR", false), ("BEFORE", true)] {
        if let Some(number) = text.strip_prefix(name).and_then(|rest| rest.strip_prefix('/')) {
            return Some(if is_number(number) { Ok(near(ordered, number, false)) } else { Err(name.to_owned()) });
        }
    }
    // The longest alias has five letters and a few digits.
    if text.len() > 16 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    match lower.as_str() {
        "w/s" => return Some(Ok(Kind::Together(Unit::Sentence))),
        "w/p" => return Some(Ok(Kind::Together(Unit::Paragraph))),
        _ => {}
    }
    let (number, ordered) =
        ALIASES.iter().find_map(|(name, ordered)| Some((lower.strip_prefix(name).filter(|n| is_number(n))?, *ordered)))?;
    Some(Ok(near(ordered, number, true)))
}

/// Finds the operator before parentheses that a chunk is; the error names one without its number.
pub(super) fn function(text: &str) -> Option<Result<Function, String>> {
    match text {
        "SENTENCE" => return Some(Ok(Function::Within(Unit::Sentence))),
        "PARAGRAPH" => return Some(Ok(Function::Within(Unit::Paragraph))),
        "FIRST" | "ATLEAST" => return Some(Err(text.to_owned())),
        _ => {}
    }
    let (name, number) = text.split_once('/')?;
    let made = match name {
        "FIRST" => Function::First(number.to_owned()),
        "ATLEAST" => Function::AtLeast(number.to_owned()),
        _ => return None,
    };
    Some(if is_number(number) { Ok(made) } else { Err(name.to_owned()) })
}

/// Whether a token begins an operand.
pub(in crate::query) fn begins_operand(kind: &Kind) -> bool {
    match kind {
        Kind::Foreign(token) => matches!(token.entry.form, Form::Prefix | Form::Parameter | Form::Function | Form::Before),
        Kind::Close | Kind::And | Kind::Or | Kind::Slop(_) | Kind::Boost(_) | Kind::Near(_) | Kind::Together(_) => false,
        _ => true,
    }
}

/// Whether a token ends an operand.
pub(in crate::query) fn ends_operand(kind: &Kind) -> bool {
    match kind {
        Kind::Foreign(token) => token.entry.form == Form::After,
        Kind::Open
        | Kind::And
        | Kind::Or
        | Kind::Not(_)
        | Kind::Plus
        | Kind::Equals
        | Kind::Field(..)
        | Kind::Near(_)
        | Kind::Together(_)
        | Kind::Function(_) => false,
        _ => true,
    }
}

/// Makes words of aliases that do not stand between two operands.
pub(in crate::query) fn settle(lexed: &mut Lexed, source: &Source) {
    for i in 0..lexed.tokens.len() {
        let kind = |i: Option<usize>| i.and_then(|i| lexed.tokens.get(i)).map(|token| &token.kind);
        let Some(Kind::Near(NearToken { alias: true, .. }) | Kind::Together(_)) = kind(Some(i)) else { continue };
        let negated = matches!(kind(i.checked_sub(1)), Some(Kind::Not("NOT")));
        let before = kind(i.checked_sub(if negated { 2 } else { 1 }));
        if before.is_some_and(ends_operand) && kind(Some(i + 1)).is_some_and(begins_operand) {
            continue;
        }
        let Some(token) = lexed.tokens.get_mut(i) else { continue };
        let text = source.text(token.at);
        lexed.warnings.push(Warning {
            code: WarningCode::ForeignOperator,
            message: format!("`{text}` does not stand between two words or groups and was searched for as a word"),
            column: token.at.start,
            alternative: None,
        });
        token.kind = Kind::Word(text);
    }
}

//! Chunks: words with their wildcards, typos and factors.

use super::super::error::QueryErrorKind;
use super::super::foreign::{self, Form};
use super::super::pattern::{has_wildcard, has_word};
use super::super::warning::WarningCode;
use super::{ForeignToken, Kind, Lexer, Token, operator};
use crate::query::field;

impl Lexer<'_> {
    /// Reads the chunk that begins here; behind a prefix it is no operator.
    pub(super) fn chunk(&mut self, behind_prefix: bool) {
        let from = self.at;
        if if behind_prefix { self.second_prefix() } else { self.foreign_slash() } {
            return;
        }
        let end = self.chunk_end(from);
        // `toyota/F50/`: the word ends where the operator begins; a path has none.
        let cut = (from + 1..end).find(|at| self.slashed(*at).is_some());
        self.at = cut.filter(|cut| !self.slice(from, *cut).contains("//")).unwrap_or(end);
        let text = self.slice(from, self.at);
        if self.function(&text, from) || (!behind_prefix && (self.operator(&text, from) || self.foreign_chunk(&text, from))) {
            return;
        }
        self.leaf(&text, from);
    }

    /// A field directly behind another or behind `=`, which is an error.
    fn second_prefix(&mut self) -> bool {
        let from = self.at;
        let rest = self.source.chars.get(from..).unwrap_or_default();
        // The longest name of a field has sixteen letters.
        let Some(len) = rest.iter().take(20).take_while(|c| !super::ends_chunk(**c)).position(|c| *c == ':') else { return false };
        let name = self.slice(from, from + len);
        if field::find(&name).is_none() {
            return false;
        }
        let mend = if name == "case" { "write `case:word`, or `title:case:word`" } else { "write the field first, as in `title:=word`" };
        self.unreadable(format!("{name}:"), mend, from);
        self.at = from + len + 1;
        self.push(Kind::Missing, from);
        true
    }

    /// A word, or one with wildcards or typos; then its factor.
    pub(super) fn leaf(&mut self, text: &str, from: usize) {
        let end = self.at;
        let mut factors: Vec<&str> = Vec::new();
        let mut text = text;
        while let (head, Some(factor)) = split_suffix(text, '^') {
            text = head;
            factors.push(factor);
        }
        self.at = from + text.chars().count();
        let (word, typos) = match split_suffix(text, '~') {
            (head, Some(_)) if !has_word(head) => (text, None),
            split => split,
        };
        let kind = match typos {
            Some(_) if has_wildcard(word) => {
                self.unreadable(text, "a wildcard has no typos: leave one of them out", from);
                Kind::Missing
            }
            None if word == "*" => Kind::Star,
            Some("1") => Kind::Typo(word.to_owned(), 1),
            Some("2") => Kind::Typo(word.to_owned(), 2),
            Some(number) => {
                let column = self.at - number.chars().count() - 1;
                self.unreadable(format!("~{number}"), "write `~1` or `~2` behind a word", column);
                Kind::Missing
            }
            None if has_wildcard(word) => Kind::Pattern(word.to_owned()),
            None => self.word(word, from),
        };
        // A field's value has a token even if it is nothing but punctuation.
        let is_value = matches!(self.out.tokens.last(), Some(Token { kind: Kind::Field(..) | Kind::Equals, .. }));
        if has_word(text) || !is_silent(text) || is_value {
            self.push(kind, from);
        }
        for factor in factors.into_iter().rev() {
            let from = self.at;
            self.at += factor.len() + 1;
            self.push(Kind::Boost(factor.to_owned()), from);
        }
        self.at = end;
    }

    fn word(&mut self, text: &str, from: usize) -> Kind {
        if has_word(text) {
            if let Some((message, with)) = foreign::mark(text) {
                let at = crate::query::At { start: from + 1, end: from + 1 + text.chars().count() };
                let alternative = with.and_then(|with| self.source.alternative(&[(at, with)]));
                self.warn(WarningCode::ForeignOperator, message, from, alternative);
            } else if text.contains('*') {
                let message = format!("the `*` of `{text}` is punctuation: a wildcard touches a letter or a digit");
                self.warn(WarningCode::TruncationMark, message, from, None);
            }
            return Kind::Word(text.to_owned());
        }
        if !is_silent(text) {
            self.warn(WarningCode::NoWord, format!("`{text}` holds no word and was left out"), from, None);
        }
        Kind::Empty
    }

    /// Operators that are written like functions; a blank before the parenthesis does not matter.
    fn function(&mut self, text: &str, from: usize) -> bool {
        let Some(function) = operator::function(text) else { return false };
        let after = self.source.chars.get(self.at..).unwrap_or_default();
        let opens = after.iter().find(|c| !c.is_whitespace()) == Some(&'(');
        match function {
            Ok(function) if opens => self.push(Kind::Function(function), from),
            Err(operator) if opens => {
                self.error(QueryErrorKind::MissingDistance { operator }, from);
                self.push(Kind::Missing, from);
            }
            // `SENTENCE` and `FIRST` are words, `FIRST/50` is none.
            Ok(super::Function::Within(_)) => {
                let message = format!("`{text}` without parentheses is a word: as an operator it is `{text}(a b)`");
                self.warn(WarningCode::ForeignOperator, message, from, None);
                return false;
            }
            Err(_) => return false,
            Ok(_) => {
                self.error(QueryErrorKind::MissingParenthesis { operator: text.to_owned() }, from);
                self.push(Kind::Missing, from);
            }
        }
        true
    }

    /// Word operators and their aliases, as whole chunks.
    fn operator(&mut self, text: &str, from: usize) -> bool {
        match operator::find(text) {
            Some(Ok(kind)) => self.push(kind, from),
            Some(Err(operator)) => {
                self.error(QueryErrorKind::MissingDistance { operator }, from);
                self.push(Kind::Missing, from);
            }
            None => return false,
        }
        true
    }

    /// Operators of other systems that are whole chunks, or names before a parenthesis.
    fn foreign_chunk(&mut self, text: &str, from: usize) -> bool {
        let forms: &[Form] = if self.peek(0) == Some('(') { &[Form::Function] } else { &[Form::Before, Form::Infix] };
        let Some((entry, number)) = forms.iter().find_map(|form| foreign::find(*form, text)) else { return false };
        self.push(Kind::Foreign(ForeignToken { entry, number }), from);
        true
    }

    /// `/F50/`, `/N30/` here.
    fn foreign_slash(&mut self) -> bool {
        let from = self.at;
        let Some((end, token)) = self.slashed(from) else { return false };
        self.at = end;
        self.push(Kind::Foreign(token), from);
        true
    }

    /// An operator between slashes that begins at a position, and where it ends.
    pub(super) fn slashed(&self, from: usize) -> Option<(usize, ForeignToken)> {
        let rest = self.source.chars.get(from..)?;
        if rest.first() != Some(&'/') {
            return None;
        }
        // The longest such operator has a letter and four digits.
        let len = rest.iter().skip(1).take(6).position(|c| *c == '/')? + 2;
        let text = self.slice(from, from + len);
        let (entry, number) = [Form::After, Form::Infix].iter().find_map(|form| foreign::find(*form, &text))?;
        Some((from + len, ForeignToken { entry, number }))
    }
}

/// Whether a chunk without a word is nothing but punctuation: dashes, signs and what some
/// languages put after a blank.
fn is_silent(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '+' | '!' | '?' | ':' | ';'))
}

/// Cuts `^2` or `~1` off a chunk; what is no number there is punctuation.
fn split_suffix(text: &str, mark: char) -> (&str, Option<&str>) {
    match text.rsplit_once(mark) {
        Some((head, number)) if !head.is_empty() && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.') => {
            (head, Some(number))
        }
        _ => (text, None),
    }
}

//! The query as tokens with columns.
//!
//! Operators stand only at the edges of a chunk: text between blanks, quotes and parentheses.

use super::error::{QueryError, QueryErrorKind};
use super::field::{self, Field};
use super::tree::{At, Bound};
use super::warning::{Warning, WarningCode};

/// A token and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) at: At,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    And,
    Or,
    /// `NOT`, `-`, `!`, as written.
    Not(&'static str),
    /// `+`, which asks for nothing more than the word behind it.
    Plus,
    Equals,
    Field(Field, String),
    Word(String),
    Quoted(String),
    Range(Option<Bound>, Option<Bound>),
    Star,
    Boost(String),
    /// Something that is read and not built yet; the error is noted already.
    Missing,
}

/// What reading the characters found.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) errors: Vec<QueryError>,
    pub(super) warnings: Vec<Warning>,
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    out: Lexed,
}

/// Reads a query's characters. Linear in their number.
pub(super) fn lex(text: &str) -> Lexed {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0, out: Lexed::default() };
    while lexer.at < lexer.chars.len() {
        lexer.chunk_start();
    }
    lexer.out
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂')
}

fn ends_chunk(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    fn push(&mut self, kind: Kind, from: usize) {
        self.out.tokens.push(Token { kind, at: At { start: from + 1, end: self.at + 1 } });
    }

    fn error(&mut self, kind: QueryErrorKind, from: usize) {
        self.out.errors.push(QueryError { kind, column: from + 1 });
    }

    fn missing(&mut self, what: impl Into<String>, from: usize) {
        self.error(QueryErrorKind::NotAvailable { what: what.into() }, from);
        self.push(Kind::Missing, from);
    }

    fn chunk_start(&mut self) {
        let from = self.at;
        let Some(c) = self.peek(0) else { return };
        match c {
            _ if c.is_whitespace() => self.at += 1,
            '(' | ')' => {
                self.at += 1;
                self.push(if c == '(' { Kind::Open } else { Kind::Close }, from);
                if c == ')' {
                    self.suffixes();
                }
            }
            _ if is_quote(c) => self.quoted(),
            '-' | '!' | '+' if self.is_operand(1) => {
                self.at += 1;
                self.push(
                    match c {
                        '-' => Kind::Not("-"),
                        '!' => Kind::Not("!"),
                        _ => Kind::Plus,
                    },
                    from,
                );
            }
            '=' if self.peek(1).is_some_and(|next| is_quote(next) || next.is_alphanumeric()) => {
                self.at += 1;
                self.push(Kind::Equals, from);
            }
            '/' if self.regex_end().is_some() => {
                self.at = self.regex_end().unwrap_or(self.at + 1);
                self.missing("a regular expression", from);
            }
            _ => self.field_or_chunk(),
        }
    }

    /// Whether an operator may stand directly before what begins `ahead` characters on.
    fn is_operand(&self, ahead: usize) -> bool {
        match self.peek(ahead) {
            Some('=') => self.peek(ahead + 1).is_some_and(|c| is_quote(c) || c.is_alphanumeric()),
            Some('*' | '?') => self.peek(ahead + 1).is_some_and(char::is_alphanumeric),
            Some(c) => is_quote(c) || c == '(' || c.is_alphanumeric(),
            None => false,
        }
    }

    /// Position after a regular expression that starts here, if one does.
    fn regex_end(&self) -> Option<usize> {
        let mut at = self.at + 1;
        let mut escaped = false;
        while let Some(c) = self.chars.get(at).copied() {
            if c == '/' && !escaped && at > self.at + 1 {
                let next = self.chars.get(at + 1).copied();
                if next.is_none_or(|c| c.is_whitespace() || matches!(c, ')' | '^')) {
                    return Some(at + 1);
                }
            }
            escaped = c == '\\' && !escaped;
            at += 1;
        }
        None
    }

    fn quoted(&mut self) {
        let from = self.at;
        let end = (from + 1..self.chars.len()).find(|i| self.chars.get(*i).copied().is_some_and(is_quote));
        let Some(end) = end else {
            self.out.warnings.push(Warning {
                code: WarningCode::LoneQuote,
                message: format!("the quote at column {} has no partner and was left out", from + 1),
                column: from + 1,
                alternative: None,
            });
            self.at += 1;
            return;
        };
        let text = self.slice(from + 1, end);
        self.at = end + 1;
        self.push(Kind::Quoted(text), from);
        self.suffixes();
    }

    /// `~2` and `^2` directly behind a quote or a parenthesis.
    fn suffixes(&mut self) {
        while let Some(mark @ ('~' | '^')) = self.peek(0) {
            let from = self.at;
            self.at += 1;
            while self.peek(0).is_some_and(|c| c.is_ascii_digit() || c == '.') {
                self.at += 1;
            }
            let text = self.slice(from + 1, self.at);
            if mark == '~' {
                self.error(QueryErrorKind::NotAvailable { what: "a phrase with gaps (`~`)".into() }, from);
            } else {
                self.push(Kind::Boost(text), from);
            }
        }
    }

    fn field_or_chunk(&mut self) {
        let from = self.at;
        let mut end = from;
        while self.chars.get(end).copied().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-')) {
            end += 1;
        }
        if end == from || self.chars.get(end) != Some(&':') {
            return self.chunk();
        }
        let name = self.slice(from, end);
        let next = self.chars.get(end + 1).copied();
        match field::find(&name) {
            Some(known) => {
                self.at = end + 1;
                if next.is_none_or(|c| c.is_whitespace() || c == ')') {
                    self.error(QueryErrorKind::MissingValue { field: name }, from);
                    self.push(Kind::Missing, from);
                    return;
                }
                self.push(Kind::Field(known, name.clone()), from);
                match known {
                    Field::Range(_) => self.range(&name),
                    Field::Exact(_) | Field::Is | Field::Has => self.value(),
                    _ => {}
                }
            }
            None if next.is_some_and(|c| is_quote(c) || matches!(c, '(' | '[' | '<' | '>')) => {
                self.at = end + 1;
                let nearest = field::nearest(&name);
                self.error(QueryErrorKind::UnknownField { name, nearest }, from);
            }
            None => {
                if next.is_some_and(char::is_alphanumeric) {
                    self.out.warnings.push(Warning {
                        code: WarningCode::UnknownField,
                        message: format!("`{name}:` is no field; its words are searched for"),
                        column: from + 1,
                        alternative: None,
                    });
                }
                self.chunk();
            }
        }
    }

    /// The value of an exact field: quoted, in parentheses, or up to the end of the chunk.
    fn value(&mut self) {
        let from = self.at;
        match self.peek(0) {
            Some(c) if is_quote(c) => self.quoted(),
            Some('(') | None => {}
            Some(_) => {
                self.skip_chunk();
                let text = self.slice(from, self.at);
                if text.contains(['*', '?']) && text.chars().any(char::is_alphanumeric) {
                    return self.missing("a wildcard in a value", from);
                }
                self.word_with_boost(&text, from);
            }
        }
    }

    fn skip_chunk(&mut self) {
        while self.peek(0).is_some_and(|c| !ends_chunk(c)) {
            self.at += 1;
        }
    }

    /// `[a TO b]`, `{a TO b}`, `>=a`, `<a`, `a`.
    fn range(&mut self, field: &str) {
        let from = self.at;
        let takes = "write `2025-01`, `[2025-01-01 TO 2025-02]` or `>=2025`";
        let bad = |value: String| QueryErrorKind::BadValue { field: field.to_owned(), value, takes: takes.to_owned() };
        if let Some(open @ ('[' | '{')) = self.peek(0) {
            let close = (from..self.chars.len()).find(|i| matches!(self.chars.get(*i), Some(']' | '}')));
            let Some(close) = close else {
                self.skip_chunk();
                return self.error(bad(self.slice(from, self.at)), from);
            };
            let inside = self.slice(from + 1, close);
            let exclusive_end = self.chars.get(close) == Some(&'}');
            self.at = close + 1;
            let Some((low, high)) = inside.split_once(" TO ") else {
                return self.error(bad(self.slice(from, self.at)), from);
            };
            let bound = |text: &str, exclusive| {
                let text = text.trim();
                (text != "*" && !text.is_empty()).then(|| Bound { text: text.to_owned(), exclusive })
            };
            self.push(Kind::Range(bound(low, open == '{'), bound(high, exclusive_end)), from);
            return self.suffixes();
        }
        self.skip_chunk();
        let text = self.slice(from, self.at);
        let (low, high) = match text.as_str() {
            t if t.starts_with(">=") => (t.get(2..).map(|t| (t, false)), None),
            t if t.starts_with("<=") => (None, t.get(2..).map(|t| (t, false))),
            t if t.starts_with('>') => (t.get(1..).map(|t| (t, true)), None),
            t if t.starts_with('<') => (None, t.get(1..).map(|t| (t, true))),
            t => (Some((t, false)), Some((t, false))),
        };
        let bound = |part: Option<(&str, bool)>| part.map(|(text, exclusive)| Bound { text: text.to_owned(), exclusive });
        if text.trim_start_matches(['<', '>', '=']).is_empty() {
            return self.error(bad(text), from);
        }
        self.push(Kind::Range(bound(low), bound(high)), from);
    }

    fn chunk(&mut self) {
        let from = self.at;
        self.skip_chunk();
        let text = self.slice(from, self.at);
        if self.peek(0) == Some('(') && self.function(&text, from) {
            return;
        }
        if self.operator(&text, from) {
            return;
        }
        if text == "*" {
            return self.push(Kind::Star, from);
        }
        if has_wildcard(&text) {
            return self.missing("a wildcard", from);
        }
        self.word_with_boost(&text, from);
    }

    fn word_with_boost(&mut self, text: &str, from: usize) {
        let (text, boost) = split_suffix(text, '^');
        let (text, typos) = split_suffix(text, '~');
        if typos.is_some() {
            return self.missing("a word with typos (`~`)", from);
        }
        self.word(text, from);
        if let Some(factor) = boost {
            let column = self.at - factor.chars().count() - 1;
            self.push(Kind::Boost(factor.to_owned()), column);
        }
    }

    fn word(&mut self, text: &str, from: usize) {
        if text.chars().any(char::is_alphanumeric) {
            return self.push(Kind::Word(text.to_owned()), from);
        }
        // A sign by itself is punctuation; anything else may have been meant as something.
        let silent = text.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '+' | '!' | '?' | '/' | '&' | '|' | '.' | ',' | ';' | ':'));
        if !silent {
            self.out.warnings.push(Warning {
                code: WarningCode::NoWord,
                message: format!("`{text}` holds no word and was left out"),
                column: from + 1,
                alternative: None,
            });
        }
    }

    /// Operators that are written like functions.
    fn function(&mut self, text: &str, from: usize) -> bool {
        let name = text.split('/').next().unwrap_or_default();
        if !matches!(name, "SENTENCE" | "PARAGRAPH" | "FIRST" | "ATLEAST") {
            return false;
        }
        self.missing(format!("`{name}(…)`"), from);
        true
    }

    /// Word operators and their aliases, as whole chunks.
    fn operator(&mut self, text: &str, from: usize) -> bool {
        let kind = match text {
            "AND" | "&&" => Kind::And,
            "OR" | "||" => Kind::Or,
            "NOT" => Kind::Not("NOT"),
            "NEAR" | "BEFORE" => {
                self.error(QueryErrorKind::MissingDistance { operator: text.to_owned() }, from);
                Kind::Missing
            }
            _ if is_proximity(text) => {
                return {
                    self.missing(format!("the proximity operator `{text}`"), from);
                    true
                };
            }
            _ => return false,
        };
        self.push(kind, from);
        true
    }
}

/// `NEAR/5`, `BEFORE/5`, and as aliases in any case `w/5 near5 pre/5 adj5 next/5 w/s w/p`.
fn is_proximity(text: &str) -> bool {
    let number = |rest: &str| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit());
    if let Some(rest) = text.strip_prefix("NEAR/").or_else(|| text.strip_prefix("BEFORE/")) {
        return number(rest);
    }
    let lower = text.to_ascii_lowercase();
    if matches!(lower.as_str(), "w/s" | "w/p") {
        return true;
    }
    ["w/", "near/", "near", "pre/", "adj", "next/"].iter().any(|name| lower.strip_prefix(name).is_some_and(number))
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

/// Whether a chunk holds a wildcard: a star that touches a word, a question mark before or
/// between letters or digits.
pub(super) fn has_wildcard(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let is_word = |i: Option<usize>| i.and_then(|i| chars.get(i)).is_some_and(|c| c.is_alphanumeric());
    chars.iter().enumerate().any(|(i, c)| match c {
        '*' => is_word(i.checked_sub(1)) || is_word(Some(i + 1)),
        '?' => {
            let after = chars.iter().skip(i + 1).find(|c| **c != '?');
            after.is_some_and(|c| c.is_alphanumeric())
        }
        _ => false,
    })
}

//! The query as tokens with columns.
//!
//! Operators stand only at the edges of a chunk: text between blanks, quotes and parentheses.
//! What a token is depends on the characters around it alone, but for operators that are words
//! elsewhere (`w/5`): [`settle`] decides on those when all tokens are there.

mod chunk;
mod operator;
mod value;

use std::cell::Cell;

use super::error::{QueryError, QueryErrorKind};
use super::field::Field;
use super::foreign::{self, Foreign};
use super::limits::ALTERNATIVES_MAX;
use super::tree::{At, Bound, Unit};
use super::warning::{Warning, WarningCode};

pub(super) use operator::{begins_operand, ends_operand, settle};

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
    /// A chunk with wildcards.
    Pattern(String),
    Typo(String, u8),
    /// Between the slashes.
    Regex(String),
    Quoted(String),
    /// `~n` behind a quote or parenthesis: what follows the tilde.
    Slop(String),
    Range(Option<Bound>, Option<Bound>),
    Star,
    Boost(String),
    Near(NearToken),
    /// `w/s`, `w/p`.
    Together(Unit),
    /// An operator that takes parentheses; they follow.
    Function(Function),
    /// An operator of another system.
    Foreign(ForeignToken),
    /// A chunk without a word, left out with a warning.
    Empty,
    /// Something that cannot be read; the error is noted already.
    Missing,
}

/// `NEAR/5`, `BEFORE/5` or an alias.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct NearToken {
    pub(super) ordered: bool,
    pub(super) number: String,
    /// Aliases are operators between two operands only.
    pub(super) alias: bool,
}

/// `SENTENCE`, `PARAGRAPH`, `FIRST/50`, `ATLEAST/3`, numbers as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Function {
    Within(Unit),
    First(String),
    AtLeast(String),
}

/// A use of an operator of another system.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct ForeignToken {
    pub(super) entry: &'static Foreign,
    /// The number in it; empty if it has none.
    pub(super) number: String,
}

/// What reading the characters found.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    pub(super) errors: Vec<QueryError>,
    pub(super) warnings: Vec<Warning>,
}

/// The characters of a query, for columns.
#[derive(Debug)]
pub(super) struct Source {
    chars: Vec<char>,
    /// Alternatives that may still be written: each is a whole query.
    left: Cell<usize>,
}

impl Source {
    pub(super) fn new(text: &str) -> Self {
        Self { chars: text.chars().collect(), left: Cell::new(ALTERNATIVES_MAX) }
    }

    /// The text at some columns.
    pub(super) fn text(&self, at: At) -> String {
        self.slice(at.start.saturating_sub(1), at.end.saturating_sub(1))
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.chars.get(from..to).map(|chars| chars.iter().collect()).unwrap_or_default()
    }

    /// Counts an alternative; `false` if there were enough.
    pub(super) fn may_offer(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        left > 0
    }

    /// Another reading: the query with the text at some columns replaced, if there is something
    /// to replace and not too many readings yet. The places are in order and apart.
    pub(super) fn alternative(&self, changes: &[(At, String)]) -> Option<String> {
        (!changes.is_empty() && self.may_offer()).then(|| self.replaced(changes))
    }

    /// The query with the text at some columns replaced.
    pub(super) fn replaced(&self, changes: &[(At, String)]) -> String {
        let mut out = String::new();
        let mut next = 0;
        for (at, with) in changes {
            out.push_str(&self.slice(next, at.start.saturating_sub(1)));
            out.push_str(with);
            next = at.end.saturating_sub(1);
        }
        out + &self.slice(next, self.chars.len())
    }
}

struct Lexer<'a> {
    source: &'a Source,
    at: usize,
    /// Whether a prefix stands directly before: what follows is no operator.
    behind: Option<Prefix>,
    /// Whether no regular expression ends behind a slash that was tried: then none does behind a
    /// later one.
    no_regex: Cell<bool>,
    /// Start and end of the chunk that was looked at last.
    chunk: Cell<(usize, usize)>,
    out: Lexed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Prefix {
    Text,
    Entity,
    Case,
    Equals,
}

/// Reads a query's characters, in linear time.
pub(super) fn lex(source: &Source) -> Lexed {
    let mut lexer = Lexer { source, at: 0, behind: None, no_regex: Cell::new(false), chunk: Cell::new((0, 0)), out: Lexed::default() };
    while lexer.at < lexer.source.chars.len() {
        match lexer.behind.take() {
            Some(prefix) => lexer.behind_prefix(prefix),
            None => lexer.chunk_start(),
        }
    }
    lexer.out
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '＂')
}

fn ends_chunk(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.source.chars.get(self.at + ahead).copied()
    }

    fn slice(&self, from: usize, to: usize) -> String {
        self.source.slice(from, to)
    }

    fn push(&mut self, kind: Kind, from: usize) {
        self.out.tokens.push(Token { kind, at: At { start: from + 1, end: self.at + 1 } });
    }

    fn error(&mut self, kind: QueryErrorKind, from: usize) {
        self.out.errors.push(QueryError { kind, column: from + 1 });
    }

    fn unreadable(&mut self, text: impl Into<String>, mend: &str, from: usize) {
        self.error(QueryErrorKind::Unreadable { text: text.into(), mend: mend.to_owned() }, from);
    }

    fn warn(&mut self, code: WarningCode, message: String, from: usize, alternative: Option<String>) {
        self.out.warnings.push(Warning { code, message, column: from + 1, alternative });
    }

    /// Position one past the chunk that begins at a position.
    fn chunk_end(&self, from: usize) -> usize {
        let (start, end) = self.chunk.get();
        if (start..end).contains(&from) {
            return end;
        }
        let rest = self.source.chars.get(from..).unwrap_or_default();
        let end = from + rest.iter().take_while(|c| !ends_chunk(**c)).count();
        self.chunk.set((from, end));
        end
    }

    fn chunk_start(&mut self) {
        let from = self.at;
        let Some(c) = self.peek(0) else { return };
        match c {
            _ if c.is_whitespace() => self.at += 1,
            '(' | ')' => self.parenthesis(c),
            _ if is_quote(c) => self.quoted(),
            '-' | '!' | '+' if self.is_operand(1) && !self.is_sign_of_foreign() => {
                self.at += 1;
                let kind = match c {
                    '-' => Kind::Not("-"),
                    '!' => Kind::Not("!"),
                    _ => Kind::Plus,
                };
                self.push(kind, from);
            }
            '=' if self.is_exact() => self.equals(),
            '/' if !self.is_sign_of_foreign() && self.regex() => {}
            _ => self.field_or_chunk(),
        }
    }

    fn parenthesis(&mut self, c: char) {
        let from = self.at;
        self.at += 1;
        self.push(if c == '(' { Kind::Open } else { Kind::Close }, from);
        if c == ')' {
            self.suffixes();
        }
    }

    /// What stands directly behind `title:`, `place:`, `case:` or `=`.
    fn behind_prefix(&mut self, prefix: Prefix) {
        let from = self.at;
        let takes_more = matches!(prefix, Prefix::Text | Prefix::Entity);
        match self.peek(0) {
            Some(c) if is_quote(c) => self.quoted(),
            Some('(') if takes_more => self.parenthesis('('),
            Some('(') if prefix == Prefix::Case => {
                self.unreadable("case:(", "`case:` takes a word, or a phrase in quotes: write it before each", from.saturating_sub(5));
            }
            Some('=') if self.is_exact() && takes_more => self.equals(),
            Some('=') if prefix == Prefix::Case => {
                self.unreadable("case:=", "write `case:word`, which is exact by itself", from.saturating_sub(5));
                self.at += 1;
            }
            Some('/') if self.regex() => {}
            _ if prefix == Prefix::Text && self.is_case() => {
                self.at += 5;
                self.field(Field::Case, "case", from);
            }
            _ => self.chunk(true),
        }
    }

    fn is_case(&self) -> bool {
        "case:".chars().zip(0..).all(|(c, ahead)| self.peek(ahead) == Some(c))
    }

    fn equals(&mut self) {
        let from = self.at;
        self.at += 1;
        if self.peek(0) == Some('(') {
            return self.unreadable("=(", "write `=word` before each, or a phrase in quotes", from);
        }
        self.push(Kind::Equals, from);
        self.behind = Some(Prefix::Equals);
    }

    /// Whether the `=` here stands before what it makes exact.
    fn is_exact(&self) -> bool {
        self.makes_exact(1)
    }

    /// Whether something that may be exact begins `ahead` characters on.
    fn makes_exact(&self, ahead: usize) -> bool {
        let from = self.at + ahead;
        let chunk = self.source.chars.get(from..self.chunk_end(from)).unwrap_or_default();
        chunk.iter().any(|c| c.is_alphanumeric()) || self.peek(ahead).is_some_and(|c| c == '(' || is_quote(c))
    }

    fn is_wild(&self, ahead: usize) -> bool {
        matches!(self.peek(ahead), Some('*' | '?')) && self.peek(ahead + 1).is_some_and(char::is_alphanumeric)
    }

    /// Whether an operator may stand directly before what begins `ahead` characters on.
    fn is_operand(&self, ahead: usize) -> bool {
        match self.peek(ahead) {
            Some('=') => self.makes_exact(ahead + 1),
            Some('/') => self.regex_end(self.at + ahead).is_some(),
            Some(c) => is_quote(c) || c == '(' || c.is_alphanumeric() || self.is_wild(ahead),
            None => false,
        }
    }

    /// Whether a chunk such as `/5`, `/s`, `+s`, `/F50/` begins here.
    fn is_sign_of_foreign(&self) -> bool {
        if self.slashed(self.at).is_some() {
            return true;
        }
        let end = self.chunk_end(self.at).min(self.at + 8);
        // A parenthesis ends it too: no regular expression begins with one that was never opened.
        let is_whole = self.source.chars.get(end).is_none_or(|c| c.is_whitespace() || *c == ')');
        is_whole && foreign::find(foreign::Form::Infix, &self.slice(self.at, end)).is_some()
    }

    /// Position after a regular expression that starts at a slash, if one does.
    fn regex_end(&self, start: usize) -> Option<usize> {
        if self.no_regex.get() {
            return None;
        }
        let rest = self.source.chars.get(start + 1..)?;
        let mut escaped = false;
        for (i, c) in rest.iter().enumerate() {
            if *c == '/' && !escaped && i > 0 {
                let next = rest.get(i + 1);
                // Where a chunk ends: the text with all its parentheses then reads alike.
                if next.is_none_or(|c| ends_chunk(*c) || *c == '^') {
                    return Some(start + i + 2);
                }
            }
            escaped = *c == '\\' && !escaped;
        }
        self.no_regex.set(true);
        None
    }

    /// Reads a regular expression, if one starts here.
    fn regex(&mut self) -> bool {
        let from = self.at;
        let Some(end) = self.regex_end(from) else { return false };
        self.at = end;
        let pattern = self.slice(from + 1, end - 1);
        match super::regex::read(&pattern) {
            Ok(pattern) => self.push(Kind::Regex(pattern), from),
            Err(error) => {
                self.error(error.kind, from + 1 + error.offset);
                self.push(Kind::Missing, from);
            }
        }
        self.suffixes();
        true
    }

    fn quoted(&mut self) {
        let from = self.at;
        let rest = self.source.chars.get(from + 1..).unwrap_or_default();
        let Some(len) = rest.iter().position(|c| is_quote(*c)) else {
            let tail: String = rest.iter().collect();
            let closes = super::pattern::has_word(&tail) && !tail.contains(['(', ')']);
            let end = self.source.chars.len() + 1;
            let change = (At { start: end, end }, "\"".to_owned());
            let alternative = if closes { self.source.alternative(&[change]) } else { None };
            let message = format!("the quote at column {} has no partner and was left out", from + 1);
            self.warn(WarningCode::LoneQuote, message, from, alternative);
            self.at += 1;
            return self.behind_lone_quote();
        };
        let end = from + 1 + len;
        let text = self.slice(from + 1, end);
        self.at = end + 1;
        self.push(Kind::Quoted(text), from);
        self.suffixes();
    }

    /// What follows a quote without a partner belongs to the prefix before it.
    fn behind_lone_quote(&mut self) {
        let Some(Token { kind: kind @ (Kind::Equals | Kind::Field(..)), at }) = self.out.tokens.last() else { return };
        if at.end != self.at {
            return;
        }
        let kind = kind.clone();
        if self.peek(0).is_none_or(|c| c.is_whitespace() || c == ')') {
            return self.push(Kind::Empty, self.at);
        }
        match kind {
            Kind::Field(Field::Text(_), _) => self.behind = Some(Prefix::Text),
            Kind::Field(Field::Entity(_), _) => self.behind = Some(Prefix::Entity),
            Kind::Field(Field::Case, _) => self.behind = Some(Prefix::Case),
            Kind::Field(..) => self.value(),
            _ => self.behind = Some(Prefix::Equals),
        }
    }

    /// `~2` and `^2` directly behind a quote, a slash or a parenthesis.
    fn suffixes(&mut self) {
        while let Some(mark @ ('~' | '^')) = self.peek(0) {
            let from = self.at;
            self.at += 1;
            while self.peek(0).is_some_and(|c| c.is_ascii_digit() || c == '.') {
                self.at += 1;
            }
            let text = self.slice(from + 1, self.at);
            self.push(if mark == '~' { Kind::Slop(text) } else { Kind::Boost(text) }, from);
        }
    }
}

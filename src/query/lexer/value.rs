//! Field prefixes, whole values and ranges.

use super::super::error::QueryErrorKind;
use super::super::field::{self, Field, RangeField};
use super::super::foreign::{self, Form};
use super::super::tree::{At, Bound};
use super::super::warning::WarningCode;
use super::{ForeignToken, Kind, Lexer, Prefix, is_quote};

/// Parameters of other systems whose value is a query.
const QUERY_PARAMETERS: [&str; 9] = ["q", "qs", "query", "fq", "proxtext", "term", "keyword", "keywords", "search"];

impl Lexer<'_> {
    pub(super) fn field_or_chunk(&mut self) {
        let from = self.at;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let rest = self.source.chars.get(from..).unwrap_or_default();
        let len = rest.iter().take_while(|c| is_name(**c)).count();
        if !rest.first().is_some_and(|c| c.is_alphabetic() || *c == '_') {
            return self.chunk(false);
        }
        let name = self.slice(from, from + len);
        match rest.get(len) {
            Some(':') => self.prefix(&name, from),
            Some(mark @ ('=' | '<' | '>')) => self.parameter(&name, *mark, from),
            _ => self.chunk(false),
        }
    }

    fn prefix(&mut self, name: &str, from: usize) {
        let end = from + name.chars().count();
        let next = self.source.chars.get(end + 1).copied();
        if let Some(known) = field::find(name) {
            self.at = end + 1;
            return self.field(known, name, from);
        }
        let is_range = next.is_some_and(|c| matches!(c, '[' | '{' | '<' | '>'));
        if !is_range && self.foreign_prefix(name, from, end) {
            return;
        }
        if next.is_some_and(|c| is_quote(c) || matches!(c, '(' | '[' | '<' | '>')) {
            let here = foreign::find(Form::Prefix, name).and_then(|(entry, _)| foreign::field_of(entry));
            let nearest = here.unwrap_or_else(|| field::nearest(name));
            self.error(QueryErrorKind::UnknownField { name: name.to_owned(), nearest }, from);
            self.at = end + 1;
            if is_range {
                self.at = self.range_end(end + 1);
                self.push(Kind::Missing, from);
            }
            return;
        }
        if next.is_some_and(char::is_alphanumeric) {
            let at = At { start: from + 1, end: end + 1 };
            let meant = field::meant(name);
            let alternative = meant.and_then(|meant| self.source.alternative(&[(at, meant.to_owned())]));
            let hint = meant.map(|meant| format!("; the field is `{meant}:`")).unwrap_or_default();
            self.warn(WarningCode::UnknownField, format!("`{name}:` is no field; its words are searched for{hint}"), from, alternative);
        }
        self.chunk(false);
    }

    /// `domain:cnn.com`; a name that only systems have may stand before a blank and a quote.
    fn foreign_prefix(&mut self, name: &str, from: usize, colon: usize) -> bool {
        let Some((entry, number)) = foreign::find(Form::Prefix, name) else { return false };
        let rest = self.source.chars.get(colon + 1..).unwrap_or_default();
        let blanks = rest.iter().take_while(|c| c.is_whitespace()).count();
        let next = rest.get(blanks);
        if next.is_none_or(|c| *c == ')') || (blanks > 0 && !(name.contains('_') && next.is_some_and(|c| is_quote(*c)))) {
            return false;
        }
        self.at = colon + 1;
        self.push(Kind::Foreign(ForeignToken { entry, number }), from);
        self.at += blanks;
        true
    }

    /// `hd=word`, `wc>1000`, `q=word`.
    fn parameter(&mut self, name: &str, mark: char, from: usize) {
        let end = from + name.chars().count() + 1;
        let written = format!("{name}{mark}");
        let next = self.source.chars.get(end).copied();
        if next.is_some_and(|c| !c.is_whitespace() && c != ')')
            && let Some((entry, number)) = foreign::find(Form::Parameter, &written)
        {
            self.at = end;
            return self.push(Kind::Foreign(ForeignToken { entry, number }), from);
        }
        if mark == '=' && next.is_some_and(|c| !c.is_whitespace()) {
            let message =
                format!("`{written}` looks like a parameter of another system and is searched for as text: write its value alone");
            let value = self.parameter_value(name, from, end);
            let alternative = value.and_then(|value| self.source.alternative(&[value]));
            self.warn(WarningCode::ForeignOperator, message, from, alternative);
        }
        self.chunk(false);
    }

    /// The value of a parameter that holds a query, in place of the parameters.
    fn parameter_value(&self, name: &str, from: usize, start: usize) -> Option<(At, String)> {
        let holds_query = QUERY_PARAMETERS.iter().any(|known| known.eq_ignore_ascii_case(name));
        let end = self.chunk_end(start);
        let text = self.slice(start, end);
        let value = text.split('&').next().unwrap_or_default().replace('+', " ");
        holds_query.then_some((At { start: from + 1, end: end + 1 }, value))
    }

    /// A known field whose colon was read.
    pub(super) fn field(&mut self, field: Field, name: &str, from: usize) {
        if self.peek(0).is_none_or(|c| c.is_whitespace() || c == ')') {
            self.error(QueryErrorKind::MissingValue { field: name.to_owned() }, from);
            return self.push(Kind::Missing, from);
        }
        self.push(Kind::Field(field, name.to_owned()), from);
        match field {
            Field::Range(range) => self.range(range, name),
            Field::Exact(_) | Field::Is | Field::Has => self.value(),
            Field::Text(_) => self.behind = Some(Prefix::Text),
            Field::Entity(_) => self.behind = Some(Prefix::Entity),
            Field::Case => self.behind = Some(Prefix::Case),
        }
    }

    /// The value of an exact field: quoted, in parentheses, or up to the end of the chunk.
    pub(super) fn value(&mut self) {
        let from = self.at;
        match self.peek(0) {
            Some(c) if is_quote(c) => self.quoted(),
            Some('(') | None => {}
            Some(_) => {
                self.at = self.chunk_end(from);
                let text = self.slice(from, self.at);
                self.leaf(&text, from);
            }
        }
    }

    /// `[a TO b]`, `{a TO b}`, `>=a`, `<a`, `a`, `*`.
    fn range(&mut self, field: RangeField, name: &str) {
        let from = self.at;
        let end = self.range_end(from);
        self.at = end;
        let text = self.slice(from, end);
        if let Some((low, high)) = read_range(&text) {
            self.push(Kind::Range(low, high), from);
            return self.suffixes();
        }
        let takes = match field {
            RangeField::Words => "write `300`, `[100 TO 300]` or `>300`",
            _ => "write `2025-01`, `[2025-01-01 TO 2025-02]` or `>=2025`",
        };
        self.error(QueryErrorKind::BadValue { field: name.to_owned(), value: text, takes: takes.to_owned() }, from);
        self.push(Kind::Missing, from);
    }
}

impl Lexer<'_> {
    /// Position one past a range that begins at a position.
    fn range_end(&self, from: usize) -> usize {
        let rest = self.source.chars.get(from..).unwrap_or_default();
        let close = match rest.first() {
            // Two instants with zones take less.
            Some('[' | '{') => rest.iter().take(200).position(|c| matches!(c, ']' | '}')),
            _ => None,
        };
        close.map_or_else(|| self.chunk_end(from).max(from + 1), |close| from + close + 1).min(self.source.chars.len())
    }
}

type Bounds = (Option<Bound>, Option<Bound>);

fn read_range(text: &str) -> Option<Bounds> {
    if let Some(inside) = text.strip_prefix(['[', '{']) {
        let inside_end = inside.strip_suffix([']', '}'])?;
        let (low, high) = inside_end.split_once(" TO ")?;
        return Some((bound(low, text.starts_with('{'))?, bound(high, text.ends_with('}'))?));
    }
    let (low, high) = if let Some(rest) = text.strip_prefix(">=") {
        (bound(rest, false)?, None)
    } else if let Some(rest) = text.strip_prefix("<=") {
        (None, bound(rest, false)?)
    } else if let Some(rest) = text.strip_prefix('>') {
        (bound(rest, true)?, None)
    } else if let Some(rest) = text.strip_prefix('<') {
        (None, bound(rest, true)?)
    } else {
        (bound(text, false)?, bound(text, false)?)
    };
    // `>*` bounds nothing; `*` alone is every value.
    (low.is_some() || high.is_some() || text == "*").then_some((low, high))
}

/// An end of a range: `Some(None)` is open, `None` is nothing that a date or number could be.
#[allow(clippy::option_option, reason = "an open end is a good end")]
fn bound(text: &str, exclusive: bool) -> Option<Option<Bound>> {
    let text = text.trim();
    if text == "*" {
        return Some(None);
    }
    let good = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '+' | ':' | '.' | '/' | '_' | ' '));
    good.then(|| Some(Bound { text: text.to_owned(), exclusive }))
}

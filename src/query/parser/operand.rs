//! Operands: words, phrases, values, what stands behind a field.

use super::super::error::QueryErrorKind;
use super::super::field::{EntityField, ExactField, Field, RangeField};
use super::super::lexer::{Kind, Token};
use super::super::limits::{LEAVES_MAX, SLOP_MAX};
use super::super::pattern;
use super::super::tree::{At, Bound, Node, Piece, Sequence, WordText};
use super::super::warning::WarningCode;
use super::Parser;

/// What `has:` takes, besides `entity`.
const HAS: [&str; 9] = ["author", "section", "tag", "lead", "url", "person", "org", "place", "updated"];

/// The Persian plural with what may follow it, where it stands apart from its word, with either
/// keyboard's `ی`.
const PERSIAN_PLURALS: [&str; 6] = ["ها", "های", "هاي", "هایی", "هايي", "هایش"];

/// Joins the parts of a Persian word without a blank.
const ZWNJ: char = '\u{200c}';

/// Whether the last character of a word is an Arabic letter.
fn ends_in_arabic(word: &str) -> bool {
    word.chars().next_back().is_some_and(|c| matches!(c, '\u{621}'..='\u{64a}' | '\u{66e}'..='\u{6d5}'))
}

impl Parser<'_> {
    /// An operand with its factor.
    pub(super) fn suffixed(&mut self) -> Option<Node> {
        let node = self.with_gaps();
        let mut product: Option<f32> = None;
        while let Some(Token { kind: Kind::Boost(text), at }) = self.peek().cloned() {
            self.next();
            match text.parse::<f32>().map(|factor| factor * product.unwrap_or(1.0)) {
                Ok(factor) if factor > 0.0 && factor <= 100.0 => product = Some(factor),
                _ => self.error(QueryErrorKind::BadBoost { text }, at),
            }
        }
        let node = node?;
        Some(match product {
            Some(factor) => Node::Boost(Box::new(node), factor),
            None => node,
        })
    }

    /// An operand with its `~n`.
    fn with_gaps(&mut self) -> Option<Node> {
        let mut node = self.primary();
        while let Some(Token { kind: Kind::Slop(text), at }) = self.peek().cloned() {
            self.next();
            node = node.map(|node| self.gaps(node, &text, at));
        }
        node
    }

    fn gaps(&mut self, node: Node, text: &str, at: At) -> Node {
        let written = format!("~{text}");
        let Some(slop) = text.parse().ok().filter(|slop| *slop <= SLOP_MAX) else {
            let mend = format!("write a number from 0 to {SLOP_MAX} behind the quote, such as `~2`");
            self.error(QueryErrorKind::Unreadable { text: written, mend }, at);
            return node;
        };
        match node {
            Node::Phrase { text, at } if slop > 0 => {
                Node::Sequence(Sequence { pieces: vec![Piece::Text(text.clone())], text, exact: true, slop, at })
            }
            Node::Sequence(sequence) if sequence.exact && sequence.slop == 0 => Node::Sequence(Sequence { slop, ..sequence }),
            Node::Phrase { .. } | Node::Wildcard { .. } => node,
            node => {
                let mend = "only a phrase in quotes has gaps, and only a word has typos".to_owned();
                self.error(QueryErrorKind::Unreadable { text: written, mend }, at);
                node
            }
        }
    }

    fn primary(&mut self) -> Option<Node> {
        let token = self.next()?;
        match token.kind {
            Kind::Open => self.parenthesised(token.at),
            Kind::Equals => {
                let token = self.next()?;
                self.leaf(token, true)
            }
            Kind::Field(field, name) => self.field(field, &name, token.at),
            Kind::Function(function) => self.function(&function, token.at),
            _ => self.leaf(token, false),
        }
    }

    pub(super) fn parenthesised(&mut self, at: At) -> Option<Node> {
        let node = self.or();
        if self.take(&Kind::Close).is_none() && !self.too_deep {
            self.error(QueryErrorKind::UnclosedParenthesis, at);
        }
        node
    }

    /// Counts leaves; `false` if they are too many, which is said once.
    fn has_room(&mut self, leaves: usize, at: At) -> bool {
        let before = self.leaves;
        self.leaves += leaves;
        if before <= LEAVES_MAX && self.leaves > LEAVES_MAX {
            self.error(QueryErrorKind::TooManyLeaves, at);
        }
        self.leaves <= LEAVES_MAX
    }

    /// A leaf of the field whose group is being read.
    fn leaf(&mut self, token: Token, exact: bool) -> Option<Node> {
        if matches!(token.kind, Kind::Empty | Kind::Missing | Kind::Slop(_) | Kind::Boost(_)) {
            return None;
        }
        if !self.has_room(1, token.at) {
            return None;
        }
        match self.group {
            Some(Field::Entity(kind)) => self.entity(kind, token, exact),
            Some(Field::Exact(field)) => self.value(field, token),
            Some(Field::Case) => self.cased(token),
            group => self.text(token, exact, group.is_some()),
        }
    }

    /// A word with the Persian plural that is written behind it with a blank, as one word: as a word
    /// of its own the ending would ask for articles that have it apart, and say nothing.
    fn with_ending(&mut self, mut text: String, mut at: At) -> WordText {
        let ending = match self.peek() {
            Some(Token { kind: Kind::Word(ending), at: behind }) if behind.start == at.end + 1 && ends_in_arabic(&text) => {
                Some((ending.clone(), *behind)).filter(|(ending, _)| PERSIAN_PLURALS.contains(&ending.as_str()))
            }
            _ => None,
        };
        if let Some((ending, behind)) = ending {
            self.next();
            self.warn(WarningCode::NoWord, format!("`{ending}` was read as the ending of `{text}`, no word of its own"), behind, None);
            text.push(ZWNJ);
            text.push_str(&ending);
            at.end = behind.end;
        }
        WordText { text, exact: false, at }
    }

    fn text(&mut self, token: Token, exact: bool, in_field: bool) -> Option<Node> {
        let at = token.at;
        match token.kind {
            Kind::Word(text) if exact => Some(Node::Word(WordText { text, exact, at })),
            Kind::Word(text) => Some(Node::Word(self.with_ending(text, at))),
            Kind::Pattern(text) => Some(chunk(text, exact, at)),
            Kind::Typo(text, edits) => Some(Node::Typo { text, edits, at }),
            Kind::Regex(pattern) => Some(Node::Regex { pattern, at }),
            Kind::Quoted(text) => self.phrase(&text, at),
            Kind::Star if in_field => {
                let mend = "write `*` alone for every article, or `has:lead` for those with a lead".to_owned();
                self.error(QueryErrorKind::Unreadable { text: "*".into(), mend }, at);
                None
            }
            Kind::Star => Some(Node::All),
            _ => None,
        }
    }

    fn phrase(&mut self, text: &str, at: At) -> Option<Node> {
        let phrase = pattern::phrase(text);
        if phrase.pieces.is_empty() {
            if phrase.star_dropped {
                self.error(QueryErrorKind::BareWildcard, at);
            } else {
                self.warn(WarningCode::NoWord, format!("`\"{text}\"` holds no word and was left out"), at, None);
            }
            return None;
        }
        if phrase.star_dropped {
            let message = format!("a `*` at an end of `\"{text}\"` stands for no word and was left out");
            self.warn(WarningCode::NoWord, message, at, None);
        }
        Some(match phrase.pieces.as_slice() {
            [Piece::Text(_)] => Node::Phrase { text: phrase.text, at },
            [Piece::Wildcard(pattern)] => Node::Wildcard { pattern: pattern.clone(), at },
            _ => Node::Sequence(Sequence { text: phrase.text, pieces: phrase.pieces, exact: true, slop: 0, at }),
        })
    }

    fn entity(&mut self, kind: EntityField, token: Token, exact: bool) -> Option<Node> {
        let at = token.at;
        match token.kind {
            Kind::Word(text) => Some(Node::Entity { kind, text, quoted: exact, at }),
            Kind::Quoted(text) if !text.split_whitespace().any(|word| word == "*" || pattern::has_wildcard(word)) => {
                if pattern::has_word(&text) {
                    return Some(Node::Entity { kind, text, quoted: true, at });
                }
                self.warn(WarningCode::NoWord, format!("`{kind}:\"{text}\"` holds no word and was left out"), at, None);
                None
            }
            _ => {
                let takes = format!("write words of a name, such as `{kind}:\"a b\"`, without wildcards");
                self.bad_value(kind.as_str(), at, takes)
            }
        }
    }

    fn value(&mut self, field: ExactField, token: Token) -> Option<Node> {
        let at = token.at;
        let name = field.as_str();
        // An id may be an address, in which `?` is a character like others.
        let is_pattern = |text: &str, quoted: bool| match field {
            ExactField::Id => !quoted && text.contains('*') && pattern::has_wildcard(text),
            _ => pattern::has_wildcard(text),
        };
        let (text, quoted) = match token.kind {
            Kind::Word(text) | Kind::Pattern(text) => (text, false),
            Kind::Quoted(text) => (text, true),
            Kind::Star => return Some(Node::ValuePattern { field, pattern: "*".to_owned(), at }),
            _ => return self.bad_value(name, at, format!("write a whole value, such as `{name}:\"a b\"`, or one with `*`")),
        };
        if text.trim().is_empty() {
            self.error(QueryErrorKind::MissingValue { field: name.to_owned() }, at);
            return None;
        }
        if text.trim() == "*" {
            return self.bad_value(name, at, format!("write `{name}:*` for every value"));
        }
        Some(if is_pattern(&text, quoted) {
            Node::ValuePattern { field, pattern: text, at }
        } else {
            Node::Exact { field, value: text, at }
        })
    }

    /// A word or phrase behind `case:`.
    fn cased(&mut self, token: Token) -> Option<Node> {
        let at = token.at;
        let node = match token.kind {
            Kind::Word(text) => Some(Node::Word(WordText { text, exact: true, at })),
            Kind::Quoted(text) => match self.phrase(&text, at) {
                Some(Node::Wildcard { .. }) => None,
                Some(Node::Sequence(sequence)) if sequence.pieces.iter().any(|piece| matches!(piece, Piece::Wildcard(_))) => None,
                // A warning or an error says why there is none.
                None => return None,
                node => node,
            },
            _ => None,
        };
        if node.is_none() {
            return self.bad_value("case", at, "write a word, or a phrase in quotes, without wildcards".to_owned());
        }
        node
    }

    fn bad_value(&mut self, field: &str, at: At, takes: String) -> Option<Node> {
        let value = self.source.text(at);
        self.error(QueryErrorKind::BadValue { field: field.to_owned(), value, takes }, at);
        None
    }

    fn field(&mut self, field: Field, name: &str, at: At) -> Option<Node> {
        let is_nested = match self.group {
            Some(Field::Text(_)) => field != Field::Case,
            group => group.is_some(),
        };
        if is_nested {
            self.error(QueryErrorKind::NestedField { field: name.to_owned() }, at);
        }
        match field {
            Field::Text(_) | Field::Entity(_) | Field::Exact(_) | Field::Case => {
                let outer = self.group.replace(field);
                let inner = self.behind(field);
                self.group = outer;
                inner.map(|inner| match field {
                    Field::Text(text_field) => Node::Scoped(text_field, Box::new(inner)),
                    Field::Case => Node::Case(Box::new(inner)),
                    _ => inner,
                })
            }
            Field::Range(range) => self.range(range, at),
            Field::Is | Field::Has => self.property(field, name, at),
        }
    }

    /// The operand of a field; none where its error is noted already and something else follows.
    fn behind(&mut self, field: Field) -> Option<Node> {
        if field == Field::Case && matches!(self.peek(), Some(Token { kind: Kind::Open | Kind::Close | Kind::Equals, .. })) {
            return None;
        }
        self.with_gaps()
    }

    fn range(&mut self, field: RangeField, at: At) -> Option<Node> {
        let token = self.next()?;
        let Kind::Range(from, to) = token.kind else { return None };
        let at = At { start: at.start, end: token.at.end };
        if !self.has_room(1, at) {
            return None;
        }
        let bounds: [&Option<Bound>; 2] = [&from, &to];
        if field == RangeField::Words
            && let Some(bad) = bounds.iter().filter_map(|b| b.as_ref()).find(|b| b.text.parse::<u64>().is_err())
        {
            let takes = "write a number, such as `words:>300` or `words:[300 TO *]`".to_owned();
            self.error(QueryErrorKind::BadValue { field: "words".into(), value: bad.text.clone(), takes }, at);
            return None;
        }
        Some(Node::Range { field, from, to, at })
    }

    fn property(&mut self, field: Field, name: &str, at: At) -> Option<Node> {
        let token = self.next()?;
        let (Kind::Word(value) | Kind::Quoted(value) | Kind::Pattern(value)) = token.kind else {
            self.error(QueryErrorKind::MissingValue { field: name.to_owned() }, at);
            return None;
        };
        // Any entity is one of three.
        let leaves = if field == Field::Has && value == "entity" { 3 } else { 1 };
        if !self.has_room(leaves, at) {
            return None;
        }
        match (field, value.as_str()) {
            (Field::Is, "undated") => Some(Node::Undated),
            (Field::Has, "entity") => Some(Node::Or(["person", "org", "place"].map(|kind| Node::Has(kind.to_owned())).to_vec())),
            (Field::Has, known) if HAS.contains(&known) => Some(Node::Has(value)),
            (Field::Is, _) => {
                self.error(QueryErrorKind::BadValue { field: "is".into(), value, takes: "write `is:undated`".into() }, at);
                None
            }
            _ => {
                let takes = format!("write one of {} entity", HAS.join(" "));
                self.error(QueryErrorKind::BadValue { field: "has".into(), value, takes }, at);
                None
            }
        }
    }
}

/// A chunk with wildcards: a form, or its words one after another.
fn chunk(text: String, exact: bool, at: At) -> Node {
    let pieces = pattern::pieces(&text);
    match pieces.as_slice() {
        [Piece::Wildcard(pattern)] => Node::Wildcard { pattern: pattern.clone(), at },
        _ => Node::Sequence(Sequence { text, pieces, exact, slop: 0, at }),
    }
}

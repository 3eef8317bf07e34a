//! Other readings of groups and values.

use super::super::field::Field;
use super::super::lexer::{Kind, Token};
use super::super::tree::{At, Node};
use super::super::warning::WarningCode;
use super::{Parser, UnquotedValue, all_of, any_of};

/// Values of a query that are looked up: each comes with whole queries.
const UNQUOTED_MAX: usize = 3;

impl Parser<'_> {
    /// Warns of AND with OR without parentheses, and offers the other grouping.
    pub(super) fn warn_mixed(&mut self, groups: &[Vec<Node>], start: usize) {
        let mixed = groups.len() > 1 && groups.iter().any(|nodes| nodes.len() > 1);
        if !mixed || !self.out.errors.is_empty() {
            return;
        }
        let (Some(first), Some(last)) = (self.tokens.get(start), self.at.checked_sub(1).and_then(|last| self.tokens.get(last))) else {
            return;
        };
        let at = At { start: first.at.start, end: last.at.end };
        let mut ands: Vec<Node> = Vec::new();
        let mut ors: Vec<Node> = Vec::new();
        // Values of a field are printed with it, which cannot stand inside its group.
        let is_plain = matches!(self.group, None | Some(Field::Text(_)));
        if is_plain && self.source.may_offer() {
            for nodes in groups {
                for (i, node) in nodes.iter().enumerate() {
                    if i > 0 {
                        ands.extend(any_of(std::mem::take(&mut ors)));
                    }
                    ors.push(node.clone());
                }
            }
            ands.extend(any_of(ors));
        }
        let other = all_of(ands).map(|other| self.source.replaced(&[(at, other.canonical())]));
        let message = "AND binds more tightly than OR: parentheses say which was meant".to_owned();
        self.warn(WarningCode::MixedOperators, message, at, other);
    }

    /// Notes bare words behind an exact field.
    pub(super) fn note_unquoted(&mut self, node: &Node, before: usize) {
        let Node::Exact { field, value, at } = node else { return };
        let is_bare = matches!(self.tokens.get(before + 1), Some(Token { kind: Kind::Word(_), .. }));
        if self.group.is_some() || !is_bare || self.out.unquoted.len() >= UNQUOTED_MAX {
            return;
        }
        let mut wholes = Vec::new();
        let mut whole = value.clone();
        for token in self.tokens.iter().skip(self.at).take(6) {
            let Kind::Word(word) = &token.kind else { break };
            whole = format!("{whole} {word}");
            let place = At { start: at.start, end: token.at.end };
            wholes.insert(0, (whole.clone(), self.source.replaced(&[(place, format!("\"{whole}\""))])));
        }
        if !wholes.is_empty() {
            self.out.unquoted.push(UnquotedValue { field: *field, wholes, column: at.start });
        }
    }
}

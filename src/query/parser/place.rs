//! What may stand inside a proximity, a sentence, `FIRST` and `ATLEAST`.

#![allow(clippy::match_same_arms, reason = "each arm has its own why")]

use super::super::tree::{Node, Unit};

/// Where a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Near,
    Within(Unit),
    First,
    AtLeast,
}

/// A part that cannot stand there.
pub(super) struct Misplaced<'a> {
    /// What it is, for a message.
    pub(super) what: String,
    /// What to write instead.
    pub(super) mend: &'static str,
    pub(super) node: &'a Node,
}

/// Finds the first part below a node that cannot stand at a place.
pub(super) fn misplaced(node: &Node, place: Place) -> Option<Misplaced<'_>> {
    let is_within = matches!(place, Place::Within(_));
    let bad = |what: &str, mend| Some(Misplaced { what: what.to_owned(), mend, node });
    let outside = "write it outside, with AND";
    match node {
        Node::Near(_) if place == Place::AtLeast => bad("a proximity", "write a word, a phrase, or several with OR"),
        Node::Word(_)
        | Node::Phrase { .. }
        | Node::Sequence(_)
        | Node::Wildcard { .. }
        | Node::Regex { .. }
        | Node::Typo { .. }
        | Node::Case(_)
        | Node::Entity { .. }
        | Node::Near(_) => None,
        Node::Or(nodes) => nodes.iter().find_map(|node| misplaced(node, place)),
        Node::Scoped(_, inner) => misplaced(inner, place),
        Node::And(nodes) if is_within => nodes.iter().find_map(|node| misplaced(node, place)),
        Node::Not(inner) if is_within => misplaced(inner, place),
        Node::And(_) => bad("`AND`", "write OR, a phrase in quotes, or the operator once for each"),
        Node::Not(_) => bad("`NOT`", "write `a NOT NEAR/5 b`, or NOT before the whole"),
        Node::Boost(..) => bad("a factor", "write it behind the whole, as in `(a NEAR/5 b)^2`"),
        Node::All => bad("`*`", "write a word, or `econ*`"),
        Node::Exact { field, .. } | Node::ValuePattern { field, .. } => bad(&format!("`{}:`", field.as_str()), outside),
        Node::Range { field, .. } => bad(&format!("`{}:`", field.as_str()), outside),
        Node::Undated => bad("`is:undated`", outside),
        Node::Has(_) => bad("`has:`", outside),
        Node::Within(unit, _) => bad(&format!("`{}`", unit.as_str()), outside),
        Node::First(..) => bad("`FIRST`", outside),
        Node::AtLeast(..) => bad("`ATLEAST`", outside),
    }
}

/// The first column of a part.
pub(super) fn column(node: &Node) -> Option<usize> {
    let mut first: Option<usize> = None;
    node.leaves(&mut |leaf| {
        if let Some(at) = leaf.at() {
            first = Some(first.map_or(at.start, |column| column.min(at.start)));
        }
    });
    first
}

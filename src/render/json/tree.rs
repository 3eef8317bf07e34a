//! The query tree as JSON.
//!
//! Every node is an object with a `type`:
//!
//! | `type` | other members |
//! |---|---|
//! | `all`, `undated` | none |
//! | `word` | `text`, `exact`, `columns` |
//! | `phrase` | `text`, `columns` |
//! | `sequence` | `text`, `pieces` (each `{"text"}`, `{"wildcard"}` or `{"any": true}`), `exact`, `slop`, `columns` |
//! | `wildcard`, `regex` | `pattern`, `columns` |
//! | `typo` | `text`, `edits`, `columns` |
//! | `case` | `node` |
//! | `entity` | `kind` (`person`, `org`, `place`), `text`, `quoted`, `columns` |
//! | `value` | `field`, `value`, `columns` |
//! | `value-pattern` | `field`, `pattern`, `columns` |
//! | `range` | `field`, `from`, `to` (null or `{"value", "exclusive"}`), `columns` |
//! | `has` | `field` |
//! | `in` | `field`, `node` |
//! | `and`, `or` | `nodes` |
//! | `not` | `node` |
//! | `boost` | `factor`, `node` |
//! | `near`, `before` | `distance`, `not`, `left`, `right`, `columns` (of the operator) |
//! | `sentence`, `paragraph` | `node` |
//! | `first` | `words`, `node` |
//! | `atleast` | `count`, `node` |
//!
//! `columns` are [start, end) in the query text, from 1, in Unicode scalar values.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::query::{At, Bound, Node, Piece, Unit};

/// A node and what is below it; as deep as the query's limit at most.
pub(super) struct NodeJson<'a>(pub(super) &'a Node);

impl Serialize for NodeJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", name(self.0))?;
        match self.0 {
            Node::All | Node::Undated => {}
            Node::And(nodes) | Node::Or(nodes) => map.serialize_entry("nodes", &nodes.iter().map(NodeJson).collect::<Vec<_>>())?,
            Node::Not(node) | Node::Case(node) | Node::Within(_, node) => map.serialize_entry("node", &NodeJson(node))?,
            Node::Scoped(field, node) => {
                map.serialize_entry("field", field.as_str())?;
                map.serialize_entry("node", &NodeJson(node))?;
            }
            Node::Boost(node, factor) => {
                map.serialize_entry("factor", factor)?;
                map.serialize_entry("node", &NodeJson(node))?;
            }
            Node::First(words, node) => {
                map.serialize_entry("words", words)?;
                map.serialize_entry("node", &NodeJson(node))?;
            }
            Node::AtLeast(count, node) => {
                map.serialize_entry("count", count)?;
                map.serialize_entry("node", &NodeJson(node))?;
            }
            Node::Near(near) => {
                map.serialize_entry("distance", &near.distance)?;
                map.serialize_entry("not", &near.negated)?;
                map.serialize_entry("left", &NodeJson(&near.left))?;
                map.serialize_entry("right", &NodeJson(&near.right))?;
                columns(near.at, &mut map)?;
            }
            Node::Has(field) => map.serialize_entry("field", field)?,
            leaf => write_leaf(leaf, &mut map)?,
        }
        map.end()
    }
}

fn name(node: &Node) -> &'static str {
    match node {
        Node::All => "all",
        Node::Word(_) => "word",
        Node::Phrase { .. } => "phrase",
        Node::Sequence(_) => "sequence",
        Node::Wildcard { .. } => "wildcard",
        Node::Regex { .. } => "regex",
        Node::Typo { .. } => "typo",
        Node::Case(_) => "case",
        Node::Entity { .. } => "entity",
        Node::Exact { .. } => "value",
        Node::ValuePattern { .. } => "value-pattern",
        Node::Range { .. } => "range",
        Node::Undated => "undated",
        Node::Has(_) => "has",
        Node::Scoped(..) => "in",
        Node::And(_) => "and",
        Node::Or(_) => "or",
        Node::Not(_) => "not",
        Node::Boost(..) => "boost",
        Node::Near(near) if near.ordered => "before",
        Node::Near(_) => "near",
        Node::Within(Unit::Sentence, _) => "sentence",
        Node::Within(Unit::Paragraph, _) => "paragraph",
        Node::First(..) => "first",
        Node::AtLeast(..) => "atleast",
    }
}

fn write_leaf<M: SerializeMap>(leaf: &Node, map: &mut M) -> Result<(), M::Error> {
    match leaf {
        Node::Word(word) => {
            map.serialize_entry("text", &word.text)?;
            map.serialize_entry("exact", &word.exact)?;
            columns(word.at, map)
        }
        Node::Phrase { text, at } => {
            map.serialize_entry("text", text)?;
            columns(*at, map)
        }
        Node::Sequence(sequence) => {
            map.serialize_entry("text", &sequence.text)?;
            map.serialize_entry("pieces", &sequence.pieces.iter().map(PieceJson::of).collect::<Vec<_>>())?;
            map.serialize_entry("exact", &sequence.exact)?;
            map.serialize_entry("slop", &sequence.slop)?;
            columns(sequence.at, map)
        }
        Node::Wildcard { pattern, at } | Node::Regex { pattern, at } => {
            map.serialize_entry("pattern", pattern)?;
            columns(*at, map)
        }
        Node::Typo { text, edits, at } => {
            map.serialize_entry("text", text)?;
            map.serialize_entry("edits", edits)?;
            columns(*at, map)
        }
        Node::ValuePattern { field, pattern, at } => {
            map.serialize_entry("field", field.as_str())?;
            map.serialize_entry("pattern", pattern)?;
            columns(*at, map)
        }
        Node::Entity { kind, text, quoted, at } => {
            map.serialize_entry("kind", kind.as_str())?;
            map.serialize_entry("text", text)?;
            map.serialize_entry("quoted", quoted)?;
            columns(*at, map)
        }
        Node::Exact { field, value, at } => {
            map.serialize_entry("field", field.as_str())?;
            map.serialize_entry("value", value)?;
            columns(*at, map)
        }
        Node::Range { field, from, to, at } => {
            map.serialize_entry("field", field.as_str())?;
            map.serialize_entry("from", &from.as_ref().map(BoundJson::of))?;
            map.serialize_entry("to", &to.as_ref().map(BoundJson::of))?;
            columns(*at, map)
        }
        _ => Ok(()),
    }
}

fn columns<M: SerializeMap>(at: At, map: &mut M) -> Result<(), M::Error> {
    map.serialize_entry("columns", &[at.start, at.end])
}

#[derive(Serialize)]
struct BoundJson<'a> {
    value: &'a str,
    exclusive: bool,
}

impl<'a> BoundJson<'a> {
    fn of(bound: &'a Bound) -> Self {
        Self { value: &bound.text, exclusive: bound.exclusive }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum PieceJson<'a> {
    Text(&'a str),
    Wildcard(&'a str),
    Any(bool),
}

impl<'a> PieceJson<'a> {
    fn of(piece: &'a Piece) -> Self {
        match piece {
            Piece::Text(text) => Self::Text(text),
            Piece::Wildcard(pattern) => Self::Wildcard(pattern),
            Piece::Any => Self::Any(true),
        }
    }
}

//! The query tree as JSON.
//!
//! Every node is an object with a `type`:
//!
//! | `type` | other members |
//! |---|---|
//! | `all`, `undated` | none |
//! | `word` | `text`, `exact`, `columns` |
//! | `phrase` | `text`, `columns` |
//! | `entity` | `kind` (`person`, `org`, `place`), `text`, `quoted`, `columns` |
//! | `value` | `field`, `value`, `columns` |
//! | `range` | `field`, `from`, `to` (null or `{"value", "exclusive"}`), `columns` |
//! | `has` | `field` |
//! | `in` | `field`, `node` |
//! | `and`, `or` | `nodes` |
//! | `not` | `node` |
//! | `boost` | `factor`, `node` |
//!
//! `columns` are [start, end) in the query text, from 1, in Unicode scalar values.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::query::{At, Bound, Node};

/// A node and what is below it; as deep as the query's limit at most.
pub(super) struct NodeJson<'a>(pub(super) &'a Node);

impl Serialize for NodeJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", name(self.0))?;
        match self.0 {
            Node::All | Node::Undated => {}
            Node::And(nodes) | Node::Or(nodes) => map.serialize_entry("nodes", &nodes.iter().map(NodeJson).collect::<Vec<_>>())?,
            Node::Not(node) => map.serialize_entry("node", &NodeJson(node))?,
            Node::Scoped(field, node) => {
                map.serialize_entry("field", field.as_str())?;
                map.serialize_entry("node", &NodeJson(node))?;
            }
            Node::Boost(node, factor) => {
                map.serialize_entry("factor", factor)?;
                map.serialize_entry("node", &NodeJson(node))?;
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
        Node::Entity { .. } => "entity",
        Node::Exact { .. } => "value",
        Node::Range { .. } => "range",
        Node::Undated => "undated",
        Node::Has(_) => "has",
        Node::Scoped(..) => "in",
        Node::And(_) => "and",
        Node::Or(_) => "or",
        Node::Not(_) => "not",
        Node::Boost(..) => "boost",
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

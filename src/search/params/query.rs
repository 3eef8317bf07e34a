//! The query among the parameters.

use crate::query::{Node, ParseOptions, parse};
use crate::search::Query;

use super::reader::Reader;

/// Reads `q` and `match`; errors of a strict query are errors of `q` with their columns.
pub(super) fn read(reader: &mut Reader<'_>, lenient: bool) -> Query {
    let choices = [("all", (false, false)), ("any", (true, false)), ("box", (false, true))];
    let (match_any, boxed) = reader.choice("match", &choices, &[], (false, false));
    let lenient = lenient || boxed;
    let value = reader.raw("q");
    let text = value.map(|value| value.text).unwrap_or_default();
    let parsed = parse(text, ParseOptions { match_any });
    if let Some(value) = value.filter(|_| !lenient) {
        for error in &parsed.errors {
            reader.add_at(&value, error.to_string(), error.column);
        }
    }
    Query { text: text.to_owned(), parsed, lenient, boxed }
}

/// Whether anything in a query can give an article a score: a word or phrase that is not negated.
/// Entities, values and dates choose articles and do not weigh them.
pub(super) fn scores(query: &Query) -> bool {
    fn any(node: &Node) -> bool {
        match node {
            Node::And(nodes) | Node::Or(nodes) => nodes.iter().any(any),
            Node::Boost(node, _) | Node::Scoped(_, node) => any(node),
            Node::Word(_)
            | Node::Phrase { .. }
            | Node::Sequence(_)
            | Node::Wildcard { .. }
            | Node::Regex { .. }
            | Node::Typo { .. }
            | Node::Case(_)
            | Node::Near(_)
            | Node::Within(..)
            | Node::First(..)
            | Node::AtLeast(..) => true,
            _ => false,
        }
    }
    query.parsed.tree.as_ref().is_some_and(any)
}

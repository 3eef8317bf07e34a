//! The query with all parentheses.

use std::fmt::Write as _;

use super::tree::{Bound, Node};

pub(super) fn write(node: &Node) -> String {
    let mut out = String::new();
    put(node, true, &mut out);
    out
}

fn put(node: &Node, top: bool, out: &mut String) {
    match node {
        Node::All => out.push('*'),
        Node::Word(word) => {
            if word.exact {
                out.push('=');
            }
            out.push_str(&word.text);
        }
        Node::Phrase { text, .. } => quote(text, out),
        Node::Entity { kind, text, quoted, .. } => {
            let _ = write!(out, "{kind}:");
            if *quoted { quote(text, out) } else { out.push_str(text) }
        }
        Node::Exact { field, value, .. } => {
            let _ = write!(out, "{}:", field.as_str());
            quote(value, out);
        }
        Node::Range { field, from, to, .. } => {
            let _ = write!(out, "{}:", field.as_str());
            range(from.as_ref(), to.as_ref(), out);
        }
        Node::Undated => out.push_str("is:undated"),
        Node::Has(what) => {
            let _ = write!(out, "has:{what}");
        }
        Node::Scoped(field, inner) => {
            let _ = write!(out, "{}:", field.as_str());
            put(inner, false, out);
        }
        Node::And(nodes) => group(nodes, " AND ", top, out),
        Node::Or(nodes) => group(nodes, " OR ", top, out),
        Node::Not(inner) => {
            // Within parentheses, so that a prefix or a factor takes all of it.
            out.push_str(if top { "NOT " } else { "(NOT " });
            put(inner, false, out);
            if !top {
                out.push(')');
            }
        }
        Node::Boost(inner, factor) => {
            put(inner, false, out);
            let _ = write!(out, "^{factor}");
        }
    }
}

fn group(nodes: &[Node], operator: &str, top: bool, out: &mut String) {
    if !top {
        out.push('(');
    }
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            out.push_str(operator);
        }
        put(node, false, out);
    }
    if !top {
        out.push(')');
    }
}

fn quote(text: &str, out: &mut String) {
    let _ = write!(out, "\"{text}\"");
}

fn range(from: Option<&Bound>, to: Option<&Bound>, out: &mut String) {
    let open = |bound: Option<&Bound>| bound.is_some_and(|bound| bound.exclusive);
    let text = |bound: Option<&Bound>| bound.map_or_else(|| "*".to_owned(), |bound| bound.text.clone());
    let _ = write!(out, "{}{} TO {}{}", if open(from) { '{' } else { '[' }, text(from), text(to), if open(to) { '}' } else { ']' });
}

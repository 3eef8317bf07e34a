//! The query with all parentheses.

use std::fmt::Write as _;

use super::foreign;
use super::tree::{Bound, Node};

pub(super) fn write(node: &Node) -> String {
    let mut out = String::new();
    put(node, true, &mut out);
    out
}

/// How deeply parentheses are nested in what [`write`] gives.
pub(super) fn depth(node: &Node) -> usize {
    below(node, true)
}

fn below(node: &Node, top: bool) -> usize {
    let own = usize::from(!top);
    match node {
        Node::And(nodes) | Node::Or(nodes) => own + nodes.iter().map(|node| below(node, false)).max().unwrap_or(0),
        Node::Not(inner) => own + below(inner, false),
        Node::Near(near) => own + below(&near.left, false).max(below(&near.right, false)),
        Node::Within(_, inner) | Node::First(_, inner) | Node::AtLeast(_, inner) => 1 + below(inner, true),
        Node::Scoped(_, inner) | Node::Case(inner) | Node::Boost(inner, _) => usize::from(takes_suffix(inner)) + below(inner, false),
        _ => 0,
    }
}

/// Whether a node ends in a factor, which a prefix or another factor would share.
fn takes_suffix(node: &Node) -> bool {
    matches!(node, Node::Boost(..))
}

fn put(node: &Node, top: bool, out: &mut String) {
    match node {
        Node::All => out.push('*'),
        Node::Scoped(field, inner) => {
            let _ = write!(out, "{}:", field.as_str());
            grouped(inner, out);
        }
        Node::Case(inner) => {
            out.push_str("case:");
            // Capitalisation is exact by itself.
            match &**inner {
                Node::Word(word) => out.push_str(&word.text),
                inner => grouped(inner, out),
            }
        }
        Node::And(nodes) => group(nodes, " AND ", top, out),
        Node::Or(nodes) => group(nodes, " OR ", top, out),
        Node::Not(inner) => {
            // Within parentheses, so that a prefix or a factor takes all of it.
            out.push_str(if top { "NOT " } else { "(NOT " });
            put(inner, false, out);
            close(top, out);
        }
        Node::Boost(inner, factor) => {
            grouped(inner, out);
            let _ = write!(out, "^{factor}");
        }
        Node::Near(near) => {
            if !top {
                out.push('(');
            }
            put(&near.left, false, out);
            let name = if near.ordered { "BEFORE" } else { "NEAR" };
            let _ = write!(out, " {}{name}/{} ", if near.negated { "NOT " } else { "" }, near.distance);
            put(&near.right, false, out);
            close(top, out);
        }
        Node::Within(unit, inner) => function(unit.as_str(), inner, out),
        Node::First(count, inner) => function(&format!("FIRST/{count}"), inner, out),
        Node::AtLeast(count, inner) => function(&format!("ATLEAST/{count}"), inner, out),
        leaf => put_leaf(leaf, out),
    }
}

fn put_leaf(leaf: &Node, out: &mut String) {
    match leaf {
        Node::Word(word) => {
            if word.exact {
                out.push('=');
            }
            out.push_str(&word.text);
        }
        Node::Phrase { text, .. } => quote(text, out),
        Node::Sequence(sequence) if sequence.exact => {
            quote(&sequence.text, out);
            if sequence.slop > 0 {
                let _ = write!(out, "~{}", sequence.slop);
            }
        }
        Node::Sequence(sequence) => out.push_str(&sequence.text),
        Node::Wildcard { pattern, .. } => out.push_str(pattern),
        Node::Regex { pattern, .. } => {
            // `/f50/` would be another system's operator; a `^` at the start means nothing.
            let anchor = if foreign::is_slashed(pattern) { "^" } else { "" };
            let _ = write!(out, "/{anchor}{pattern}/");
        }
        Node::Typo { text, edits, .. } => {
            // What is no letter could be a sign before a word; `=` changes nothing else.
            let exact = if text.chars().all(char::is_alphanumeric) { "" } else { "=" };
            let _ = write!(out, "{exact}{text}~{edits}");
        }
        Node::Entity { kind, text, quoted, .. } => {
            let _ = write!(out, "{kind}:");
            if *quoted { quote(text, out) } else { out.push_str(text) }
        }
        Node::Exact { field, value, .. } => {
            let _ = write!(out, "{}:", field.as_str());
            quote(value, out);
        }
        Node::ValuePattern { field, pattern, .. } => {
            let _ = write!(out, "{}:", field.as_str());
            let is_bare = |c: char| c.is_alphanumeric() || matches!(c, '*' | '?' | '-' | '.' | '_' | '&' | '/' | ':');
            // Only a bare id has wildcards.
            if field.as_str() == "id" || pattern.chars().all(is_bare) { out.push_str(pattern) } else { quote(pattern, out) }
        }
        Node::Range { field, from, to, .. } => {
            let _ = write!(out, "{}:", field.as_str());
            range(from.as_ref(), to.as_ref(), out);
        }
        Node::Undated => out.push_str("is:undated"),
        Node::Has(what) => {
            let _ = write!(out, "has:{what}");
        }
        _ => {}
    }
}

/// A part behind a prefix or before a factor.
fn grouped(inner: &Node, out: &mut String) {
    if takes_suffix(inner) {
        out.push('(');
        put(inner, false, out);
        out.push(')');
    } else {
        put(inner, false, out);
    }
}

fn function(name: &str, inner: &Node, out: &mut String) {
    out.push_str(name);
    out.push('(');
    put(inner, true, out);
    out.push(')');
}

fn close(top: bool, out: &mut String) {
    if !top {
        out.push(')');
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
    close(top, out);
}

fn quote(text: &str, out: &mut String) {
    let _ = write!(out, "\"{text}\"");
}

fn range(from: Option<&Bound>, to: Option<&Bound>, out: &mut String) {
    let open = |bound: Option<&Bound>| bound.is_some_and(|bound| bound.exclusive);
    let text = |bound: Option<&Bound>| bound.map_or_else(|| "*".to_owned(), |bound| bound.text.clone());
    let _ = write!(out, "{}{} TO {}{}", if open(from) { '{' } else { '[' }, text(from), text(to), if open(to) { '}' } else { ']' });
}

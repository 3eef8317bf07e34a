//! Any text is a query or has errors: the laws of the parser.
//!
//! The first byte is the options, the rest the text.

#![no_main]

use dateline::query::limits::{ALTERNATIVES_MAX, DEPTH_MAX, ERRORS_MAX, LEAVES_MAX, TEXT_BYTES_MAX, WARNINGS_MAX};
use dateline::query::{Node, ParseOptions, Parsed, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((options, bytes)) = data.split_first() else { return };
    let options = ParseOptions { match_any: options & 1 != 0 };
    let text = String::from_utf8_lossy(bytes);
    let parsed = parse(&text, options);
    check_columns(&text, &parsed);
    check_bounds(&parsed);
    for warning in &parsed.warnings {
        if let Some(q) = &warning.alternative {
            assert_eq!(parse(q, options).errors, vec![], "the other reading of `{text}`: `{q}`");
        }
    }
    let Some(tree) = &parsed.tree else {
        assert!(!parsed.errors.is_empty(), "`{text}` has neither a tree nor an error");
        return;
    };
    // What can be read of a wrong query is a query too; one that is cut at a limit may be none.
    if parsed.errors.is_empty() {
        check_canonical(&text, tree);
    }
});

/// Errors, warnings and leaves stand inside the text, and errors can be shown.
fn check_columns(text: &str, parsed: &Parsed) {
    let end = text.chars().count();
    for error in &parsed.errors {
        assert!((1..=end.max(1)).contains(&error.column), "`{text}`: {error:?}");
        assert!(error.render(text).contains(&error.to_string()));
    }
    for warning in &parsed.warnings {
        assert!((1..=end.max(1)).contains(&warning.column), "`{text}`: {warning:?}");
    }
    for unquoted in &parsed.unquoted {
        assert!((1..=end).contains(&unquoted.column), "`{text}`: {unquoted:?}");
    }
    if let Some(tree) = &parsed.tree {
        tree.leaves(&mut |leaf| {
            if let Some(at) = leaf.at() {
                assert!(at.start >= 1 && at.start < at.end && at.end <= end + 1, "`{text}`: {leaf:?}");
            }
        });
    }
}

/// Nothing is deeper, larger or more than the limits, in wrong queries neither: lenient callers
/// search for these.
fn check_bounds(parsed: &Parsed) {
    // The last one of each says how many more there are.
    assert!(parsed.errors.len() <= ERRORS_MAX + 1 && parsed.warnings.len() <= WARNINGS_MAX + 1);
    assert!(parsed.warnings.iter().filter(|warning| warning.alternative.is_some()).count() <= ALTERNATIVES_MAX);
    let Some(tree) = &parsed.tree else { return };
    let mut leaves = 0;
    tree.leaves(&mut |_| leaves += 1);
    assert!(leaves <= LEAVES_MAX, "{leaves} leaves");
    if parsed.errors.is_empty() {
        // The outermost operator has no parentheses.
        assert!(levels(tree) <= DEPTH_MAX + 1, "{} levels: {tree:?}", levels(tree));
    }
}

/// How many operators lie in one another.
fn levels(node: &Node) -> usize {
    match node {
        Node::And(nodes) | Node::Or(nodes) => 1 + nodes.iter().map(levels).max().unwrap_or(0),
        Node::Not(inner) | Node::Within(_, inner) | Node::First(_, inner) | Node::AtLeast(_, inner) => 1 + levels(inner),
        Node::Near(near) => 1 + levels(&near.left).max(levels(&near.right)),
        Node::Scoped(_, inner) | Node::Case(inner) | Node::Boost(inner, _) => levels(inner),
        _ => 0,
    }
}

/// The canonical text reads as the tree it was written from, whatever stands side by side means.
fn check_canonical(text: &str, tree: &Node) {
    let canonical = tree.canonical();
    // Written out, a long query may be too long.
    if canonical.len() > TEXT_BYTES_MAX {
        return;
    }
    for match_any in [false, true] {
        let again = parse(&canonical, ParseOptions { match_any });
        assert_eq!(again.errors, vec![], "`{text}` as `{canonical}`");
        assert_eq!(again.tree.as_ref(), Some(tree), "`{text}` as `{canonical}`");
    }
}

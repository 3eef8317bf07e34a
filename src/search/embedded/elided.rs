//! Elided words before patterns.
//!
//! In articles the elided `l` of `l'économie` is a word of its own, so the pattern of `l'écon*` is only
//! what stands behind it. The tree of the receipt keeps the chunk as it was written.

use crate::analysis::behind_elided;
use crate::query::{Near, Node, Piece, Sequence, WordText};

/// Parts the patterns of a tree from the elided words before them; `None` where there are none.
pub(super) fn parted(tree: &Node) -> Option<Node> {
    let mut is_any = false;
    tree.leaves(&mut |leaf| is_any |= has_elided(leaf));
    is_any.then(|| tree.map(&|leaf| Some(leaf_parted(leaf)))).flatten()
}

fn has_elided(leaf: &Node) -> bool {
    let begins_so = |text: &str| !behind_elided(text).0.is_empty();
    match leaf {
        Node::Wildcard { pattern: text, .. } | Node::Typo { text, .. } => begins_so(text),
        Node::Sequence(sequence) => sequence.pieces.iter().any(|piece| matches!(piece, Piece::Wildcard(pattern) if begins_so(pattern))),
        _ => false,
    }
}

fn leaf_parted(leaf: &Node) -> Node {
    match leaf {
        Node::Wildcard { pattern, at } => match pieces(pattern).as_slice() {
            [_] => leaf.clone(),
            parted => Node::Sequence(Sequence { text: pattern.clone(), pieces: parted.to_vec(), exact: false, slop: 0, at: *at }),
        },
        Node::Sequence(sequence) => {
            let parted = sequence.pieces.iter().flat_map(|piece| match piece {
                Piece::Wildcard(pattern) => pieces(pattern),
                other => vec![other.clone()],
            });
            Node::Sequence(Sequence { pieces: parted.collect(), ..sequence.clone() })
        }
        Node::Typo { text, edits, at } => match behind_elided(text) {
            ("", _) => leaf.clone(),
            (head, word) => Node::Near(Box::new(Near {
                left: Node::Word(WordText { text: head.to_owned(), exact: true, at: *at }),
                right: Node::Typo { text: word.to_owned(), edits: *edits, at: *at },
                distance: 1,
                ordered: true,
                negated: false,
                at: *at,
            })),
        },
        other => other.clone(),
    }
}

fn pieces(pattern: &str) -> Vec<Piece> {
    match behind_elided(pattern) {
        ("", pattern) => vec![Piece::Wildcard(pattern.to_owned())],
        (head, pattern) => vec![Piece::Text(head.to_owned()), Piece::Wildcard(pattern.to_owned())],
    }
}

//! The query tree, free of any engine.

use crate::article::{EntityType, TextField};

use super::field::{ExactField, RangeField};

/// Columns of a leaf in the query, from 1, in Unicode scalar values; the end is excluded.
///
/// Two trees are equal whatever their columns: they mean the same.
#[derive(Debug, Clone, Copy, Default)]
pub struct At {
    /// First column.
    pub start: usize,
    /// One past the last column.
    pub end: usize,
}

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for At {}

/// The text of a word leaf, as written: analysis splits it later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordText {
    /// The chunk.
    pub text: String,
    /// Whether only the form itself matches (`=word`, `"word"`).
    pub exact: bool,
    /// Where it stands.
    pub at: At,
}

/// One end of a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bound {
    /// The date or number as written.
    pub text: String,
    /// Whether it is left out.
    pub exclusive: bool,
}

/// A query or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// Every article.
    All,
    /// A word, or a chunk that is several words one after another.
    Word(WordText),
    /// Exact forms one after another.
    Phrase {
        /// What stands between the quotes.
        text: String,
        /// Where it stands.
        at: At,
    },
    /// An entity with a name that contains these words side by side, or an id.
    Entity {
        /// What it is.
        kind: EntityType,
        /// Words or id, as written.
        text: String,
        /// Whether it stood in quotes: then it is never an id.
        quoted: bool,
        /// Where it stands.
        at: At,
    },
    /// A whole value.
    Exact {
        /// The field.
        field: ExactField,
        /// The value.
        value: String,
        /// Where it stands.
        at: At,
    },
    /// A range of dates or numbers.
    Range {
        /// The field.
        field: RangeField,
        /// Beginning; `None` is open.
        from: Option<Bound>,
        /// End; `None` is open.
        to: Option<Bound>,
        /// Where it stands.
        at: At,
    },
    /// Articles without a date.
    Undated,
    /// Articles that have something.
    Has(String),
    /// Words looked for in one field only.
    Scoped(TextField, Box<Node>),
    /// All of them.
    And(Vec<Node>),
    /// One of them at least.
    Or(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// This, with its score multiplied.
    Boost(Box<Node>, f32),
}

impl Node {
    /// Writes the query with all parentheses, in this language: parsing it gives the same tree.
    #[must_use]
    pub fn canonical(&self) -> String {
        super::canonical::write(self)
    }

    /// Calls `visit` for every leaf, from left to right.
    pub fn leaves<'a>(&'a self, visit: &mut dyn FnMut(&'a Node)) {
        match self {
            Self::And(nodes) | Self::Or(nodes) => nodes.iter().for_each(|node| node.leaves(visit)),
            Self::Not(node) | Self::Boost(node, _) | Self::Scoped(_, node) => node.leaves(visit),
            leaf => visit(leaf),
        }
    }
}

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

/// What `SENTENCE` and `PARAGRAPH` look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// One sentence; a title is one.
    Sentence,
    /// One paragraph; a title is one.
    Paragraph,
}

impl Unit {
    /// Returns the operator of the language.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sentence => "SENTENCE",
            Self::Paragraph => "PARAGRAPH",
        }
    }
}

/// Two parts near each other.
///
/// A part is a word, phrase, wildcard, regular expression, typo or entity, one with a
/// capitalisation or in one field, an `Or` of parts, or a `Near`.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The part before the operator.
    pub left: Node,
    /// The part behind it.
    pub right: Node,
    /// Start of the later minus end of the earlier at most; 1 to 1,000.
    pub distance: u16,
    /// Whether the left part comes first (`BEFORE`).
    pub ordered: bool,
    /// Whether some left part has no right part near it (`NOT NEAR`, `NOT BEFORE`).
    pub negated: bool,
    /// Where the operator stands.
    pub at: At,
}

/// A piece of a [`Sequence`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Text of one word or more: analysis splits it.
    Text(String),
    /// Any one word.
    Any,
    /// A form with wildcards, as in [`Node::Wildcard`].
    Wildcard(String),
}

/// Words one after another, with wildcards among them or with gaps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// What was written, without quotes.
    pub text: String,
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    /// Whether only the forms themselves match: in quotes. Else words are inflected.
    pub exact: bool,
    /// How far positions may differ from those in the phrase, 0 to 100: max − min of
    /// (position − index).
    pub slop: u8,
    /// Where it stands.
    pub at: At,
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
    /// Words one after another, with wildcards among them or with gaps.
    Sequence(Sequence),
    /// A form with wildcards: `*` is any characters or none, `?` is one.
    ///
    /// It may hold apostrophes and full stops between letters, as words do.
    Wildcard {
        /// The form with its wildcards.
        pattern: String,
        /// Where it stands.
        at: At,
    },
    /// A regular expression over one whole form.
    ///
    /// It has been read: no look-around, word borders, back references, lazy quantifiers or flags.
    Regex {
        /// Without the slashes, and without `^` and `$` at its ends.
        pattern: String,
        /// Where it stands.
        at: At,
    },
    /// A form with typos (optimal string alignment); the first letter must match.
    Typo {
        /// The word; analysis says whether it is one.
        text: String,
        /// Edits at most: 1 or 2.
        edits: u8,
        /// Where it stands.
        at: At,
    },
    /// A word, phrase or sequence without wildcards, in exactly this capitalisation.
    Case(Box<Node>),
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
    /// A whole value with wildcards.
    ValuePattern {
        /// The field.
        field: ExactField,
        /// The value with its wildcards; of `id`, `?` is none.
        pattern: String,
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
    /// Two parts near each other, or one without the other near it.
    Near(Box<Near>),
    /// Articles of which one sentence or paragraph alone makes this true.
    ///
    /// Holds words and what a [`Near`] holds, `And`, `Or`, `Not`.
    Within(Unit, Box<Node>),
    /// A part that begins within the first words of lead and body; holds what a [`Near`] holds.
    First(u32, Box<Node>),
    /// At least so many matches of a part in one article; holds what a [`Near`] holds, but no
    /// `Near`.
    AtLeast(u32, Box<Node>),
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
            Self::Not(node)
            | Self::Boost(node, _)
            | Self::Scoped(_, node)
            | Self::Case(node)
            | Self::Within(_, node)
            | Self::First(_, node)
            | Self::AtLeast(_, node) => node.leaves(visit),
            Self::Near(near) => {
                near.left.leaves(visit);
                near.right.leaves(visit);
            }
            leaf => visit(leaf),
        }
    }

    /// Returns what is left without the leaves that begin at some columns; `None` if nothing is.
    ///
    /// An operator that needs each of its parts goes with any of them.
    #[must_use]
    pub fn without(&self, columns: &[usize]) -> Option<Self> {
        self.map(&|leaf| leaf.at().is_none_or(|at| !columns.contains(&at.start)).then(|| leaf.clone()))
    }

    /// Puts another part in the place of each leaf; where that is `None`, what needs it goes too.
    #[must_use]
    pub fn map(&self, leaf: &dyn Fn(&Self) -> Option<Self>) -> Option<Self> {
        let inner = |node: &Self| node.map(leaf).map(Box::new);
        let several = |nodes: &[Self], join: fn(Vec<Self>) -> Self| {
            let mut kept: Vec<Self> = nodes.iter().filter_map(|node| node.map(leaf)).collect();
            if kept.len() > 1 { Some(join(kept)) } else { kept.pop() }
        };
        match self {
            Self::And(nodes) => several(nodes, Self::And),
            Self::Or(nodes) => several(nodes, Self::Or),
            Self::Not(node) => inner(node).map(Self::Not),
            Self::Boost(node, factor) => inner(node).map(|node| Self::Boost(node, *factor)),
            Self::Scoped(field, node) => inner(node).map(|node| Self::Scoped(*field, node)),
            Self::Case(node) => inner(node).map(Self::Case),
            Self::Within(unit, node) => inner(node).map(|node| Self::Within(*unit, node)),
            Self::First(words, node) => inner(node).map(|node| Self::First(*words, node)),
            Self::AtLeast(times, node) => inner(node).map(|node| Self::AtLeast(*times, node)),
            Self::Near(near) => {
                let (left, right) = (near.left.map(leaf)?, near.right.map(leaf)?);
                Some(Self::Near(Box::new(Near { left, right, ..near.as_ref().clone() })))
            }
            other => leaf(other),
        }
    }

    /// Returns where a leaf stands; `None` of a node above leaves and of leaves without text.
    #[must_use]
    pub fn at(&self) -> Option<At> {
        match self {
            Self::Word(word) => Some(word.at),
            Self::Sequence(sequence) => Some(sequence.at),
            Self::Phrase { at, .. }
            | Self::Wildcard { at, .. }
            | Self::Regex { at, .. }
            | Self::Typo { at, .. }
            | Self::Entity { at, .. }
            | Self::Exact { at, .. }
            | Self::ValuePattern { at, .. }
            | Self::Range { at, .. } => Some(*at),
            _ => None,
        }
    }
}

//! The query language: text becomes a tree, with errors and warnings at columns.
//!
//! This floor knows the language and no engine: it splits no words, looks up no values and counts
//! nothing. Parsing never fails; it returns a tree and what was wrong. Start reading in [`tree`],
//! then [`parser`].

mod canonical;
pub mod error;
pub mod field;
mod foreign;
mod lexer;
pub mod limits;
mod notes;
pub mod parser;
mod pattern;
mod regex;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod warning;

pub use error::{QueryError, QueryErrorKind};
pub use field::{EntityField, ExactField, Field, RangeField};
pub use parser::{ParseOptions, Parsed, UnquotedValue, parse};
pub use tree::{At, Bound, Near, Node, Piece, Sequence, Unit, WordText};
pub use warning::{Warning, WarningCode};

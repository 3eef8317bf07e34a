//! The position matcher: from the positions of words to matches.
//!
//! It decides what phrases, proximity, sentences and frequencies match, for counting over postings
//! and for highlighting over tokens alike, so that hits, counts and highlights cannot disagree. It
//! knows no index. Start reading in [`expr`].

pub mod bounds;
pub mod expr;
mod near;
pub mod sequence;
mod sloppy;
pub mod span;
mod unit;

pub use bounds::{Bounds, FieldSet};
pub use expr::{Document, Expr, Test, Unit};
pub use sequence::sequence;
pub use span::Span;

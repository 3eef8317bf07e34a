//! Analysis: text becomes words with positions, a language, sentences and entities.
//!
//! The same code reads articles and queries, once for every engine. It never knows an index or a
//! query's operators and reads no files. Start reading in [`analyzer`], then [`tokens`].

pub mod analyzer;
pub mod entities;
pub mod language;
pub mod tokens;

pub use analyzer::{Analysis, Analyzer, Worker};
pub use entities::EntityMode;
pub use tokens::{Flags, QueryWord, TokenRef, Tokens, Zones, behind_elided, is_stemmed};

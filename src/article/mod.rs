//! The article: what a news item is, independent of file formats, analysis and index.
//!
//! This floor holds the [`Article`] and the rules that follow from its contract alone: dates with
//! precision, identifiers, entities, and the native JSON. It never reads files, never analyses
//! text and imports no other floor. Start reading in [`article`](self::article).

#[allow(clippy::module_inception, reason = "the floor and its central type share the field's word")]
pub mod article;
pub mod entity;
pub mod given;
pub mod id;
pub mod json;
pub mod language;
pub mod published;

pub use article::{Article, Origin, Related};
pub use entity::{Entity, EntityType, Mention, TextField};
pub use language::Lang;
pub use published::{Basis, CivilDay, Instant, Precision, Stamp, When};

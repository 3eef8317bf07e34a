//! Ingest: bytes of any input format become articles or rejects, each with its place.
//!
//! This floor opens paths, looks through compression, decides formats and maps names. It knows no
//! index and no analysis, never stops at a bad row and never loses one without a word. Start
//! reading in [`reader`].

mod containers;
mod current;
mod dating;
mod detect;
mod encoding;
pub mod format;
mod formats;
pub mod item;
pub mod limits;
mod lists;
mod mapping;
mod open;
mod paragraphs;
pub mod reader;
pub mod reject;
mod row;
mod scan;
#[cfg(test)]
mod tests;
mod window;

/// Whether bytes begin as a compressed stream or an archive, which a reader would look into.
#[must_use]
pub fn is_container(head: &[u8]) -> bool {
    containers::kind(head).is_some()
}

pub use format::Format;
pub use item::{Input, Item, Note, NoteCode, Record};
pub use mapping::{MapError, MapReport, MapRules};
pub use reader::{ReadOptions, Reader};
pub use reject::{Place, Raw, Reject, RejectCode};

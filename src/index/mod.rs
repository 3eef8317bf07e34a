//! The index: articles and their analysis on disk, in published versions.
//!
//! This floor writes an article's tokens, dates and values into a segment, publishes immutable
//! versions and opens them read-only. It never decides what matches, never reads input files and
//! prints nothing. Start reading in [`schema`], then [`writer`] and [`version`].

pub mod archive;
pub mod check;
mod deletion;
pub mod directory;
pub mod document;
pub mod error;
pub mod format;
pub mod layout;
pub mod lock;
pub mod names;
mod packed;
pub mod schema;
pub mod stream;
pub mod version;
pub mod writer;

pub use archive::{Archive, VersionError};
pub use error::IndexError;
pub use version::{Version, VersionInfo};
pub use writer::{PublishNote, Writer, WriterOptions};

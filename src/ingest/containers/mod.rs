//! Compressions and archives: told by their first bytes, read through while they stream.
//!
//! Nothing is ever unpacked to disk under the name that an archive gives it: names of members are
//! labels in places and origins. What needs random access (zip, Parquet) and does not lie in a file
//! is spooled to a nameless temporary file of bounded size.

mod compression;
mod lz4;
pub(super) mod opened;
mod section;
mod spool;
mod tar;
mod zip;

use std::io::{self, Read};

pub(super) use compression::too_much_memory;
pub(super) use spool::spooled;

/// Containers inside containers that are read through. A tar archive and the compression around it
/// count as one.
pub(super) const NESTED_MAX: usize = 2;

/// What bytes begin with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A compressed stream, by name.
    Compression(&'static str),
    /// An archive of members.
    Archive(Archive),
}

/// The archives that are read through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Archive {
    /// A tar archive of any dialect.
    Tar,
    /// A zip archive.
    Zip,
}

/// What an archive gives, in its own order.
pub(super) enum Entry {
    /// A member.
    Member {
        /// Its name in the archive.
        name: String,
        /// Its bytes.
        stream: Box<dyn Read + Send>,
    },
    /// A member that is passed over, with the reason.
    Skipped { name: String, reason: String },
    /// Something that cannot be read; without a name, of the archive itself.
    Broken { name: Option<String>, reason: String },
}

/// An archive while it is read.
pub(super) trait Entries: Send {
    /// Takes the next entry. The stream of the one before must not be read any more.
    fn next_entry(&mut self) -> Option<Entry>;
}

/// Tells what bytes begin with, if it is a container that is read through.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    if let Some(name) = compression::name(head) {
        return Some(Kind::Compression(name));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(Kind::Archive(Archive::Zip));
    }
    tar::begins(head).then_some(Kind::Archive(Archive::Tar))
}

/// Gives an error that was met earlier, once, then nothing.
pub(super) struct Failing(pub(super) Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

//! What can go wrong with an index directory.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// An error of the index, naming the directory or file and what to do.
#[derive(Debug, Error)]
pub enum IndexError {
    /// A file operation failed.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// Another process writes to the index.
    #[error("the index `{}` is being written by another process: wait until it ends, or give another `--index`", path.display())]
    Locked {
        /// The index directory.
        path: PathBuf,
    },
    /// The directory is not an index and not empty.
    #[error("`{}` is no Dateline index: it holds `{found}` but no `versions`; give an empty directory to `--index`", path.display())]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// A file that stands in it.
        found: String,
    },
    /// The index has a format that this program does not read.
    #[error("the index `{}` has disk format {found}, this program reads {expected}: reindex with this program", path.display())]
    Format {
        /// The version's directory.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format of this program.
        expected: u32,
    },
    /// A file of the index does not hold what it should.
    #[error("`{}` is damaged: {reason}; run `dateline check`", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The engine failed.
    #[error("the engine failed: {0}")]
    Engine(#[from] tantivy::TantivyError),
}

impl IndexError {
    /// Wraps an I/O error with what was tried and where.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}

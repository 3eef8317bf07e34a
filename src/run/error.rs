//! Why a run ends without a report.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::index::IndexError;

/// An error that ends a run; the served version stays as it was.
#[derive(Debug, Error)]
pub enum RunError {
    /// The index failed, or another process writes to it.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A file of the run itself cannot be written or read.
    #[error("cannot {action} `{}`: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The run was told to stop.
    #[error("the run was stopped: nothing was published, and the served version stays as it was; the same command goes on from there")]
    Stopped,
    /// What an unfinished run has read is not what its inputs hold now.
    #[error("the inputs changed since the run was stopped: give `--restart` to read them anew")]
    Changed,
    /// A thread of the run ended too early.
    #[error("the {part} of the run ended too early, a fault of the program: nothing was published; please report it")]
    Fault {
        /// Which part.
        part: &'static str,
    },
}

impl RunError {
    /// Wraps an I/O error with what was tried and where.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }

    /// Whether another process holds the index's lock.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        matches!(self, Self::Index(IndexError::Locked { .. }))
    }
}

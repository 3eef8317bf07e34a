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
    #[error("{}", engine(.0))]
    Engine(tantivy::TantivyError),
}

impl From<tantivy::TantivyError> for IndexError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Engine(error)
    }
}

/// Says what an error of the engine means to who runs the archive; its own words are about the
/// engine's insides.
fn engine(error: &tantivy::TantivyError) -> String {
    use tantivy::TantivyError as E;
    use tantivy::directory::error::{OpenReadError, OpenWriteError};
    let damaged = |what: &str| format!("the index is damaged: {what}; run `dateline check`, or build it again by `dateline reindex PATH`");
    let breaks_off = |error: &io::Error| matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof);
    match error {
        E::OpenReadError(OpenReadError::FileDoesNotExist(path)) => damaged(&format!("its file `{}` is missing", path.display())),
        E::OpenReadError(OpenReadError::IoError { io_error, filepath }) if breaks_off(io_error) => {
            damaged(&format!("its file `{}` does not hold what it should", filepath.display()))
        }
        E::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            format!("cannot read `{}` of the index: {io_error}", filepath.display())
        }
        E::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            format!("cannot write `{}` of the index: {io_error}", filepath.display())
        }
        E::IoError(error) if !breaks_off(error) => format!("cannot read or write the index: {error}"),
        E::DataCorruption(_) | E::IoError(_) | E::OpenReadError(_) | E::IncompatibleIndex(_) | E::DeserializeError(_) => {
            damaged(&format!("a file of it does not hold what it should ({})", shortened(error)))
        }
        _ => format!("the engine failed: {}", shortened(error)),
    }
}

/// The engine's words on one line, bounded.
fn shortened(error: &tantivy::TantivyError) -> String {
    let text = error.to_string();
    let mut words: String = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect();
    if text.chars().nth(200).is_some() {
        words.push('…');
    }
    words
}

impl IndexError {
    /// Wraps an I/O error with what was tried and where.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { action, path, source }
    }
}

#[cfg(test)]
mod tests {
    use tantivy::TantivyError;
    use tantivy::directory::error::OpenReadError;

    use super::*;

    #[test]
    fn a_damaged_index_says_what_to_run() {
        let check = |error: TantivyError, expected: &str| {
            let error = IndexError::from(error);
            assert!(std::error::Error::source(&error).is_none(), "its cause would be said twice");
            assert!(error.to_string().starts_with(expected) && error.to_string().matches("dateline check").count() == 1, "{error}");
        };
        check(OpenReadError::FileDoesNotExist("a.term".into()).into(), "the index is damaged: its file `a.term` is missing");
        let cut = OpenReadError::wrap_io_error(io::ErrorKind::UnexpectedEof.into(), "b.term".into());
        check(cut.into(), "the index is damaged: its file `b.term` does not hold");
        check(io::Error::from(io::ErrorKind::UnexpectedEof).into(), "the index is damaged: a file of it");
        check(tantivy::error::DataCorruption::comment_only("x").into(), "the index is damaged: a file of it");
    }
}

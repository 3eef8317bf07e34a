//! Names of the files in an index directory.
//!
//! ```text
//! index/CURRENT              name of the served version, replaced by rename
//! index/LOCK                 held by the writing process
//! index/versions/000042/     immutable: hard links to segment files, meta.json, version.json
//! index/work/                the writer's own directory
//! index/work.new/            that of a reindex, which locks LOCK.new
//! index/DELETING             ids that are being hidden in every version, until they are
//! index/runs/<run>/          rejects.jsonl, report.json
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use super::IndexError;

/// The paths of one index directory.
#[derive(Debug, Clone)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// Takes a directory as an index, without touching it.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_path_buf() }
    }

    /// The index directory itself.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The file that names the served version.
    #[must_use]
    pub fn current(&self) -> PathBuf {
        self.root.join("CURRENT")
    }

    /// The file that the writing process locks.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("LOCK")
    }

    /// The file that a reindexing process locks.
    #[must_use]
    pub fn lock_new(&self) -> PathBuf {
        self.root.join("LOCK.new")
    }

    /// The directory of all versions.
    #[must_use]
    pub fn versions(&self) -> PathBuf {
        self.root.join("versions")
    }

    /// The directory of one version.
    #[must_use]
    pub fn version(&self, number: u64) -> PathBuf {
        self.versions().join(version_name(number))
    }

    /// The writer's own directory.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.root.join("work")
    }

    /// Where a reindex builds before it takes the writer's directory over.
    #[must_use]
    pub fn work_new(&self) -> PathBuf {
        self.root.join("work.new")
    }

    /// Where a reindex builds that is only tried.
    #[must_use]
    pub fn work_dry(&self) -> PathBuf {
        self.root.join("work.dry")
    }

    /// Ids of articles that are being deleted, until they are hidden in every version.
    #[must_use]
    pub fn deleting(&self) -> PathBuf {
        self.root.join("DELETING")
    }

    /// Where deletions in kept versions are worked out.
    #[must_use]
    pub fn work_delete(&self) -> PathBuf {
        self.root.join("work.delete")
    }

    /// Reports and rejects of runs.
    #[must_use]
    pub fn runs(&self) -> PathBuf {
        self.root.join("runs")
    }

    /// Creates the directory's frame; refuses a directory that holds something else.
    pub fn create(&self) -> Result<(), IndexError> {
        if self.root.exists() && !self.versions().exists() {
            let entries = fs::read_dir(&self.root).map_err(IndexError::io("read", &self.root))?;
            for entry in entries.flatten() {
                let name = entry.file_name().to_string_lossy().into_owned();
                if !matches!(
                    name.as_str(),
                    "README.md" | "LOCK" | "LOCK.new" | "DELETING" | "work" | "work.new" | "work.dry" | "work.delete" | "runs"
                ) && !name.starts_with('.')
                {
                    return Err(IndexError::Foreign { path: self.root.clone(), found: name });
                }
            }
        }
        for dir in [self.versions(), self.runs()] {
            fs::create_dir_all(&dir).map_err(IndexError::io("create", &dir))?;
        }
        Ok(())
    }
}

/// Writes a version's number as its directory is named.
#[must_use]
pub fn version_name(number: u64) -> String {
    format!("{number:06}")
}

/// Reads a version's directory name; `None` for anything else.
#[must_use]
pub fn parse_version_name(name: &str) -> Option<u64> {
    (name.len() >= 6 && name.bytes().all(|b| b.is_ascii_digit())).then(|| name.parse().ok()).flatten()
}

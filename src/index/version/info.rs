//! What a version says of itself: `version.json`.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::current::replace;
use super::sums::Sums;
use crate::index::IndexError;

/// Name of the file in a version's directory.
pub const FILE: &str = "version.json";

/// The facts of a version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionInfo {
    /// Number; numbers only rise.
    pub number: u64,
    /// Publication, in microseconds since 1970.
    pub created_us: i64,
    /// What published it: `ingest`, `reindex`, `rollback`, `delete`, `post`.
    pub verb: String,
    /// Articles that can be found.
    pub articles: u64,
    /// Articles among them without a date.
    pub undated: u64,
    /// Hash over the content of all articles: the same set of articles has the same hash.
    pub content_hash: String,
    /// The version it was made from.
    pub parent: Option<u64>,
    /// Bytes of its files.
    pub bytes: u64,
    /// Language codes of its articles.
    pub languages: Vec<String>,
    /// Disk format.
    pub format: u32,
    /// Its files with their sizes and checksums; none of a version that was made before there were.
    #[serde(default)]
    pub files: Sums,
    /// Microseconds for which a passing version is kept once the next one is published; `None` of the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_us: Option<i64>,
    /// Whether the retention rule passes it over (a file beside, not part of the version).
    #[serde(skip)]
    pub pinned: bool,
    /// Whether `CURRENT` names it.
    #[serde(skip)]
    pub served: bool,
}

impl VersionInfo {
    /// Writes the file of a version's directory anew: the old one stays until the new one is whole.
    pub(in crate::index) fn replace(&self, dir: &Path) -> Result<(), IndexError> {
        let path = dir.join(FILE);
        let text =
            serde_json::to_vec_pretty(self).map_err(|error| IndexError::Damaged { path: path.clone(), reason: error.to_string() })?;
        replace(&path, &text)
    }

    /// Reads the file of a version's directory.
    pub fn read(dir: &Path) -> Result<Self, IndexError> {
        let path = dir.join(FILE);
        let bytes = fs::read(&path).map_err(IndexError::io("read", &path))?;
        serde_json::from_slice(&bytes).map_err(|error| IndexError::Damaged { path, reason: error.to_string() })
    }
}

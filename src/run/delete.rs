//! Deletions by id, and going back to an older version.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Serialize;

use super::error::RunError;
use super::options::Memory;
use crate::index::layout::{Layout, version_name};
use crate::index::{Archive, PublishNote, VersionInfo, Writer};

/// What a deletion did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Deleted {
    /// Articles that were deleted.
    pub deleted: u64,
    /// Ids that no kept version has.
    pub unknown: Vec<String>,
    /// Name of the version that is served afterwards; `None` if there is none.
    pub version: Option<String>,
}

/// Deletes articles: they are hidden in every kept version, and a version without them is served.
///
/// An id that no version has stops nothing; it is named in the answer. `life_us` is that of
/// [`PublishNote`]. With `dry_run` nothing is
/// deleted.
///
/// # Errors
/// Those of the index. What was cut short is finished by the next one who writes.
pub fn delete(
    index: &Path,
    ids: &BTreeSet<String>,
    memory: Memory,
    life_us: Option<i64>,
    dry_run: bool,
    now_us: i64,
) -> Result<Deleted, RunError> {
    let archive = Archive::open(index)?;
    let mut held = BTreeSet::new();
    for number in archive.numbers()? {
        // One that cannot be opened shows nobody anything.
        let Ok(version) = archive.version(number) else { continue };
        for id in ids.iter().filter(|id| !id.is_empty()) {
            if !held.contains(id) && version.find(id)?.is_some() {
                held.insert(id.clone());
            }
        }
    }
    let unknown: Vec<String> = ids.difference(&held).cloned().collect();
    let mut deleted =
        Deleted { deleted: held.len() as u64, unknown, version: archive.current().map(|version| version_name(version.number())) };
    if held.is_empty() || dry_run {
        return Ok(deleted);
    }
    let mut writer = Writer::open(&Layout::new(index), memory.engine(), |_, _| false)?;
    let held: Vec<String> = held.into_iter().collect();
    let info = writer.delete_everywhere(&held, &PublishNote { verb: "delete", now_us, compact: false, life_us })?;
    deleted.version = Some(version_name(info.number));
    Ok(deleted)
}

/// Serves the articles of an older version again, under a new number.
///
/// # Errors
/// Those of the index; the version must be kept.
pub fn roll_back(index: &Path, number: u64, memory: Memory, now_us: i64) -> Result<VersionInfo, RunError> {
    let mut writer = Writer::at(&Layout::new(index), memory.engine(), number)?;
    Ok(writer.publish(&PublishNote { verb: "rollback", now_us, compact: false, life_us: None })?)
}

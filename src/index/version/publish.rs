//! Publication: from the writer's committed segments to a served version.

use std::fs;
use std::path::Path;

use tantivy::Index;

use super::current::{self, sync_dir};
use super::sums::{self, Sums};
use super::{Version, VersionInfo, link};
use crate::index::format::FORMAT;
use crate::index::layout::{Layout, parse_version_name, version_name};
use crate::index::{IndexError, PublishNote};

/// Publishes the committed state of the index that a writer has in a directory.
pub fn publish(layout: &Layout, work: &Path, index: &Index, parent: Option<u64>, note: &PublishNote) -> Result<VersionInfo, IndexError> {
    let number = next_number(layout, parent)?;
    let staged = layout.versions().join(format!("{}.tmp", version_name(number)));
    if staged.exists() {
        fs::remove_dir_all(&staged).map_err(IndexError::io("remove", &staged))?;
    }
    fs::create_dir(&staged).map_err(IndexError::io("create", &staged))?;
    let bytes = link::from_work(index, work, &staged)?;
    let version = Version::open_staged(&staged, number)?;
    let facts = version.facts();
    let known = match parent {
        Some(parent) => VersionInfo::read(&layout.version(parent)).map(|info| info.files).unwrap_or_default(),
        None => Sums::new(),
    };
    let described = VersionInfo {
        number,
        created_us: note.now_us,
        verb: note.verb.to_owned(),
        articles: facts.articles,
        undated: facts.undated,
        content_hash: facts.content_hash,
        parent,
        bytes,
        languages: facts.languages,
        format: FORMAT,
        files: sums::of_dir(&staged, &known)?,
        life_us: note.life_us,
        pinned: false,
        served: true,
    };
    drop(version);
    described.replace(&staged)?;
    let place = layout.version(number);
    fs::rename(&staged, &place).map_err(IndexError::io("rename", &staged))?;
    sync_dir(&layout.versions())?;
    current::write(layout, number)?;
    Ok(described)
}

/// The number after every number that was ever given: the newest version is always kept, or was put
/// aside under its number.
fn next_number(layout: &Layout, parent: Option<u64>) -> Result<u64, IndexError> {
    let dir = layout.versions();
    let entries = fs::read_dir(&dir).map_err(IndexError::io("read", &dir))?;
    let number = |name: &str| parse_version_name(name.split('.').next().unwrap_or(name));
    let newest = entries.flatten().filter_map(|entry| entry.file_name().to_str().and_then(number)).max();
    let served = current::read(layout).ok().flatten();
    Ok(newest.max(parent).max(served).unwrap_or(0) + 1)
}

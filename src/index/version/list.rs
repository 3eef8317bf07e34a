//! The kept versions.

use std::fs;
use std::io;
use std::path::PathBuf;

use super::{VersionInfo, current};
use crate::index::IndexError;
use crate::index::layout::{Layout, parse_version_name, version_name};

/// Numbers of the kept versions, ascending.
pub fn numbers(layout: &Layout) -> Result<Vec<u64>, IndexError> {
    let dir = layout.versions();
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(IndexError::Io { action: "read", path: dir, source }),
    };
    let mut numbers: Vec<u64> = entries.flatten().filter_map(|entry| entry.file_name().to_str().and_then(parse_version_name)).collect();
    numbers.sort_unstable();
    Ok(numbers)
}

/// The kept versions with what they say of themselves, oldest first.
pub fn list(layout: &Layout) -> Result<Vec<VersionInfo>, IndexError> {
    let served = current::read(layout)?;
    numbers(layout)?.into_iter().map(|number| info(layout, number, served)).collect()
}

/// The kept versions that say something of themselves, oldest first: one that is damaged must not keep
/// others from writing.
pub fn readable(layout: &Layout) -> Result<Vec<VersionInfo>, IndexError> {
    let served = current::read(layout)?;
    Ok(numbers(layout)?.into_iter().filter_map(|number| info(layout, number, served).ok()).collect())
}

fn info(layout: &Layout, number: u64, served: Option<u64>) -> Result<VersionInfo, IndexError> {
    let mut info = VersionInfo::read(&layout.version(number))?;
    info.pinned = pin(layout, number).exists();
    info.served = served == Some(number);
    Ok(info)
}

/// The file that keeps a version from being removed.
#[must_use]
pub fn pin(layout: &Layout, number: u64) -> PathBuf {
    layout.versions().join(format!("{}.pin", version_name(number)))
}

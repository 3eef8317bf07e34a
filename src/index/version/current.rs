//! `CURRENT`: the name of the served version, replaced by rename.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use crate::index::IndexError;
use crate::index::layout::{Layout, parse_version_name, version_name};

/// Reads which version is served; `None` before the first publication.
pub fn read(layout: &Layout) -> Result<Option<u64>, IndexError> {
    let path = layout.current();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(IndexError::Io { action: "read", path, source }),
    };
    match parse_version_name(text.trim()) {
        Some(number) => Ok(Some(number)),
        None => Err(IndexError::Damaged { path, reason: format!("it should name a version, and holds `{}`", text.trim().escape_debug()) }),
    }
}

/// Serves a version: writes the name beside, through to the disk, and renames it into place.
pub fn write(layout: &Layout, number: u64) -> Result<(), IndexError> {
    replace(&layout.current(), format!("{}\n", version_name(number)).as_bytes())
}

/// How the name of a file ends that is not whole yet.
const UNFINISHED: &str = ".tmp";

/// Whether a file of this name was to take the place of another when its writer ended.
#[must_use]
pub fn is_unfinished(name: &str) -> bool {
    name.ends_with(UNFINISHED)
}

/// Writes a file beside another, through to the disk, and renames it into its place.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(UNFINISHED);
    let beside = path.with_file_name(name);
    write_through(&beside, bytes)?;
    fs::rename(&beside, path).map_err(IndexError::io("replace", path))?;
    sync_dir(path.parent().unwrap_or(path))
}

/// Writes a file and waits until the disk holds it; its directory's entry is another matter.
pub fn write_through(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let mut file = File::create(path).map_err(IndexError::io("create", path))?;
    file.write_all(bytes).map_err(IndexError::io("write", path))?;
    file.sync_all().map_err(IndexError::io("write", path))
}

/// Waits until the disk holds a directory's entries.
pub fn sync_dir(path: &Path) -> Result<(), IndexError> {
    let dir = File::open(path).map_err(IndexError::io("open", path))?;
    dir.sync_all().map_err(IndexError::io("write", path))
}

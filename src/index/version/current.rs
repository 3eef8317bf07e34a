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
    let path = layout.current();
    let beside = layout.root().join("CURRENT.tmp");
    write_through(&beside, format!("{}\n", version_name(number)).as_bytes())?;
    fs::rename(&beside, &path).map_err(IndexError::io("replace", &path))?;
    sync_dir(layout.root())
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

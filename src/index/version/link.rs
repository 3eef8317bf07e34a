//! Hard links between the writer's directory and versions.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tantivy::Index;

use super::current::{self, write_through};
use super::info;
use crate::index::IndexError;
use crate::index::layout::Layout;

/// The engine's description of an index, in each directory.
pub const META: &str = "meta.json";
/// The engine's list of the files that it may remove.
const MANAGED: &str = ".managed.json";

/// Links the files of the committed segments of the writer's index into a directory and returns
/// their bytes.
pub fn from_work(index: &Index, work: &Path, target: &Path) -> Result<u64, IndexError> {
    let meta = index.load_metas()?;
    let mut bytes = 0;
    for name in meta.list_segment_files().into_iter().collect::<BTreeSet<PathBuf>>() {
        let from = work.join(&name);
        // Some candidates never exist, such as delete bitmaps of segments without deletes.
        if let Ok(data) = fs::metadata(&from) {
            link(&from, &target.join(&name))?;
            bytes += data.len();
        }
    }
    let from = work.join(META);
    let content = fs::read(&from).map_err(IndexError::io("read", &from))?;
    write_through(&target.join(META), &content)?;
    Ok(bytes)
}

/// Links the files of a version into a writer's empty directory.
pub fn into_work(layout: &Layout, number: u64, work: &Path) -> Result<(), IndexError> {
    let from = layout.version(number);
    let mut names = Vec::new();
    for entry in fs::read_dir(&from).map_err(IndexError::io("read", &from))? {
        let entry = entry.map_err(IndexError::io("read", &from))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        match name.as_str() {
            META => {
                fs::copy(entry.path(), work.join(META)).map_err(IndexError::io("copy", &entry.path()))?;
            }
            info::FILE => continue,
            name if current::is_unfinished(name) => continue,
            _ => link(&entry.path(), &work.join(&name))?,
        }
        names.push(name);
    }
    let path = work.join(MANAGED);
    let list = serde_json::to_vec(&names).map_err(|error| IndexError::Damaged { path: path.clone(), reason: error.to_string() })?;
    fs::write(&path, list).map_err(IndexError::io("write", &path))
}

fn link(from: &Path, to: &Path) -> Result<(), IndexError> {
    fs::hard_link(from, to).map_err(IndexError::io("link", from))
}

//! Checksums of a version's files.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::{current, info};
use crate::index::IndexError;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// Size and checksum of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sum {
    /// Bytes.
    pub bytes: u64,
    /// XXH3 of 64 bits, as sixteen hexadecimal digits.
    pub xxh3: String,
}

/// The files of a version by name.
pub type Sums = BTreeMap<String, Sum>;

/// Sums up the files of a directory, but for the one that holds the sums. Files that are known keep
/// theirs: a file of a segment never changes under its name.
pub fn of_dir(dir: &Path, known: &Sums) -> Result<Sums, IndexError> {
    let mut sums = Sums::new();
    for entry in fs::read_dir(dir).map_err(IndexError::io("read", dir))? {
        let entry = entry.map_err(IndexError::io("read", dir))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name == info::FILE || current::is_unfinished(&name) {
            continue;
        }
        let path = entry.path();
        let bytes = entry.metadata().map_err(IndexError::io("read", &path))?.len();
        let sum = match known.get(&name).filter(|sum| sum.bytes == bytes && !is_rewritten(&name)) {
            Some(sum) => sum.clone(),
            None => of_file(&path).map_err(IndexError::io("read", &path))?,
        };
        sums.insert(name, sum);
    }
    Ok(sums)
}

/// Whether files of this name differ from version to version.
fn is_rewritten(name: &str) -> bool {
    name == super::link::META
}

/// Sums up a file.
pub fn of_file(path: &Path) -> io::Result<Sum> {
    let (mut file, mut hash, mut bytes) = (File::open(path)?, Xxh3::new(), 0);
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = file.read(&mut chunk)?;
        if read == 0 {
            return Ok(Sum { bytes, xxh3: format!("{:016x}", hash.digest()) });
        }
        hash.update(chunk.get(..read).unwrap_or_default());
        bytes += read as u64;
    }
}

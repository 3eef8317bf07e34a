//! Checking the files of an index, and going back to what is whole.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::format::FORMAT;
use super::layout::{Layout, version_name};
use super::lock::WriteLock;
use super::version::sums::{self, Sum};
use super::version::{Version, VersionInfo, current, list};
use super::{IndexError, PublishNote, Writer, WriterOptions};

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The served version; `None` if there is none, or it cannot be told.
    pub served: Option<u64>,
    /// The kept versions, oldest first.
    pub versions: Vec<CheckedVersion>,
    /// What is wrong besides the versions.
    pub faults: Vec<Fault>,
    /// Files whose bytes were read.
    pub files: u64,
    /// Those bytes.
    pub bytes: u64,
}

/// A version and what is wrong with it.
#[derive(Debug, PartialEq, Eq)]
pub struct CheckedVersion {
    /// Its number.
    pub number: u64,
    /// Nothing where it is whole.
    pub faults: Vec<Fault>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file or directory.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

impl Checked {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.versions.iter().all(|version| version.faults.is_empty())
    }

    /// Whether what is served is whole.
    #[must_use]
    pub fn serves(&self) -> bool {
        self.versions.iter().any(|version| Some(version.number) == self.served && version.faults.is_empty())
    }

    /// The newest version that is whole.
    #[must_use]
    pub fn newest_whole(&self) -> Option<u64> {
        self.versions.iter().rev().find(|version| version.faults.is_empty()).map(|version| version.number)
    }
}

/// Reads every file of every kept version, each once, and compares it with what was published.
///
/// # Errors
/// Where the directory cannot be read; what is damaged is no error but a fault.
pub fn check(layout: &Layout) -> Result<Checked, IndexError> {
    let mut checked = Checked::default();
    let fault = |path: PathBuf, reason: String| Fault { path, reason };
    if !layout.versions().is_dir() {
        let reason = "it holds no index: there is no directory `versions` in it".to_owned();
        checked.faults.push(fault(layout.root().to_path_buf(), reason));
        return Ok(checked);
    }
    let numbers = list::numbers(layout)?;
    match current::read(layout) {
        Ok(served) => checked.served = served,
        Err(error) => checked.faults.push(fault(layout.current(), reason_of(&error))),
    }
    match checked.served {
        Some(served) if !numbers.contains(&served) => {
            checked.faults.push(fault(layout.current(), format!("it names version {}, which is not there", version_name(served))));
        }
        None if checked.faults.is_empty() && !numbers.is_empty() => {
            checked.faults.push(fault(layout.current(), "it is missing, so no version is served".to_owned()));
        }
        _ => {}
    }
    let mut known = Known::default();
    for number in numbers {
        let faults = of_version(&layout.version(number), number, &mut known);
        checked.versions.push(CheckedVersion { number, faults });
    }
    (checked.files, checked.bytes) = (known.files, known.bytes);
    Ok(checked)
}

/// Serves the newest whole version again, under a new number, if the served one is damaged, and puts
/// damaged versions aside; nothing is removed. Returns the number that is served then.
///
/// # Errors
/// [`IndexError::Locked`] while another process writes; [`IndexError::Damaged`] where no version is
/// whole.
pub fn repair(layout: &Layout, checked: &Checked, options: WriterOptions, now_us: i64) -> Result<Option<u64>, IndexError> {
    let Some(whole) = checked.newest_whole() else {
        let reason = "no version is whole: build one by `dateline reindex PATH`".to_owned();
        return Err(IndexError::Damaged { path: layout.versions(), reason });
    };
    let lock = WriteLock::acquire(layout)?;
    if !checked.serves() {
        // What is served now is damaged, or cannot be told.
        current::write(layout, whole)?;
    }
    for version in checked.versions.iter().filter(|version| !version.faults.is_empty()) {
        let (from, to) = (layout.version(version.number), layout.versions().join(format!("{}.damaged", version_name(version.number))));
        if from.exists() {
            fs::rename(&from, &to).map_err(IndexError::io("rename", &from))?;
        }
    }
    drop(lock);
    if checked.serves() {
        return Ok(checked.served);
    }
    let mut writer = Writer::at(layout, options, whole)?;
    Ok(Some(writer.publish(&PublishNote { verb: "rollback", now_us, compact: false, life_us: None })?.number))
}

/// Files that were read already, under whatever name.
#[derive(Default)]
struct Known {
    sums: HashMap<(u64, u64), Sum>,
    files: u64,
    bytes: u64,
}

impl Known {
    fn sum(&mut self, path: &Path) -> std::io::Result<Sum> {
        let key = identity(path)?;
        if let Some(sum) = key.and_then(|key| self.sums.get(&key)) {
            return Ok(sum.clone());
        }
        let sum = sums::of_file(path)?;
        self.files += 1;
        self.bytes += sum.bytes;
        if let Some(key) = key {
            self.sums.insert(key, sum.clone());
        }
        Ok(sum)
    }
}

/// What hard links of one file have in common.
#[cfg(unix)]
fn identity(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    use std::os::unix::fs::MetadataExt as _;
    let data = fs::metadata(path)?;
    Ok(Some((data.dev(), data.ino())))
}

#[cfg(not(unix))]
fn identity(path: &Path) -> std::io::Result<Option<(u64, u64)>> {
    fs::metadata(path).map(|_| None)
}

fn of_version(dir: &Path, number: u64, known: &mut Known) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |path: &Path, reason: String| faults.push(Fault { path: path.to_path_buf(), reason });
    let info = match VersionInfo::read(dir) {
        Ok(info) => info,
        Err(error) => {
            fault(&dir.join(super::version::info::FILE), reason_of(&error));
            return faults;
        }
    };
    if info.format != FORMAT {
        fault(dir, format!("it has disk format {}, this program reads {FORMAT}", info.format));
        return faults;
    }
    for (name, sum) in &info.files {
        let path = dir.join(name);
        match known.sum(&path) {
            Ok(found) if found == *sum => {}
            Ok(found) if found.bytes != sum.bytes => fault(&path, format!("it has {} bytes instead of {}", found.bytes, sum.bytes)),
            Ok(_) => fault(&path, "its bytes are not those that were published".to_owned()),
            Err(error) => fault(&path, error.to_string()),
        }
    }
    if !faults.is_empty() {
        return faults;
    }
    let mut fault = |path: &Path, reason: String| faults.push(Fault { path: path.to_path_buf(), reason });
    match Version::open(dir, number) {
        Ok(version) => {
            let facts = version.facts();
            if facts.articles != info.articles {
                fault(dir, format!("it holds {} articles, and says {}", facts.articles, info.articles));
            } else if facts.content_hash != info.content_hash {
                fault(dir, "its articles are not those that were published".to_owned());
            }
        }
        Err(error) => fault(dir, reason_of(&error)),
    }
    faults
}

/// The cause of an error, without the advice to check what is being checked.
fn reason_of(error: &IndexError) -> String {
    match error {
        IndexError::Damaged { reason, .. } => reason.clone(),
        IndexError::Io { action, source, .. } => format!("cannot {action} it: {source}"),
        other => other.to_string(),
    }
}

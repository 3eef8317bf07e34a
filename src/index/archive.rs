//! An index directory opened for reading: follows `CURRENT`, opens versions.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use thiserror::Error;

use super::IndexError;
use super::layout::Layout;
use super::version::{self, Version, VersionInfo};

/// Versions that a reader keeps open besides the served one.
const OPEN_MAX: usize = 16;

/// An index directory opened for reading.
#[derive(Debug)]
pub struct Archive {
    layout: Layout,
    served: RwLock<Option<Arc<Version>>>,
    others: Mutex<BTreeMap<u64, Arc<Version>>>,
}

/// Why a version cannot be opened.
#[derive(Debug, Error)]
pub enum VersionError {
    /// It was published once and is no longer kept.
    #[error("version {number:06} is no longer kept")]
    Gone {
        /// The version asked for.
        number: u64,
        /// The kept version with the nearest number.
        nearest: Option<u64>,
    },
    /// No version of that number was ever published.
    #[error("there never was a version {0:06}")]
    Never(u64),
    /// It is there and cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

impl Archive {
    /// Opens an index directory; one without a published version is an empty archive.
    pub fn open(root: &Path) -> Result<Self, IndexError> {
        let archive = Self { layout: Layout::new(root), served: RwLock::new(None), others: Mutex::new(BTreeMap::new()) };
        archive.refresh()?;
        Ok(archive)
    }

    /// Returns the served version; `None` before the first publication.
    #[must_use]
    pub fn current(&self) -> Option<Arc<Version>> {
        self.served.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Looks at `CURRENT` and opens the version it names, if that is another one than before.
    ///
    /// Returns whether the served version changed. One file of a few bytes is read.
    pub fn refresh(&self) -> Result<bool, IndexError> {
        let named = version::current::read(&self.layout)?;
        let held = self.current().map(|version| version.number());
        let Some(number) = named.filter(|number| Some(*number) != held) else {
            return Ok(false);
        };
        let opened = Arc::new(open_version(&self.layout, number)?);
        *self.served.write().unwrap_or_else(PoisonError::into_inner) = Some(opened);
        // Articles may have been deleted in all versions.
        self.others().clear();
        Ok(true)
    }

    /// Opens a version by number and keeps it open for later calls.
    pub fn version(&self, number: u64) -> Result<Arc<Version>, VersionError> {
        if let Some(served) = self.current().filter(|served| served.number() == number) {
            return Ok(served);
        }
        if !self.layout.version(number).is_dir() {
            self.others().remove(&number);
            return Err(self.missing(number)?);
        }
        if let Some(open) = self.others().get(&number) {
            return Ok(Arc::clone(open));
        }
        let opened = Arc::new(open_version(&self.layout, number)?);
        let mut others = self.others();
        if others.len() >= OPEN_MAX {
            others.pop_first();
        }
        others.insert(number, Arc::clone(&opened));
        Ok(opened)
    }

    /// Keeps a version from being removed; returns whether it was not kept so before.
    pub fn pin(&self, number: u64) -> Result<bool, VersionError> {
        if !self.layout.version(number).is_dir() {
            return Err(self.missing(number)?);
        }
        let path = version::list::pin(&self.layout, number);
        let is_new = !path.exists();
        version::current::replace(&path, b"")?;
        // It may have been removed meanwhile.
        if self.layout.version(number).is_dir() {
            return Ok(is_new);
        }
        fs::remove_file(&path).map_err(IndexError::io("remove", &path))?;
        Err(self.missing(number)?)
    }

    /// Lets a version be removed again; returns whether it was pinned.
    pub fn unpin(&self, number: u64) -> Result<bool, VersionError> {
        if !self.layout.version(number).is_dir() {
            return Err(self.missing(number)?);
        }
        let path = version::list::pin(&self.layout, number);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(IndexError::io("remove", &path)(error).into()),
        }
    }

    /// Numbers of the kept versions, ascending.
    pub fn numbers(&self) -> Result<Vec<u64>, IndexError> {
        version::list::numbers(&self.layout)
    }

    /// Lists the kept versions, oldest first.
    pub fn list(&self) -> Result<Vec<VersionInfo>, IndexError> {
        version::list::list(&self.layout)
    }

    /// The paths of the index.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    fn others(&self) -> MutexGuard<'_, BTreeMap<u64, Arc<Version>>> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn missing(&self, number: u64) -> Result<VersionError, IndexError> {
        let kept = version::list::numbers(&self.layout)?;
        let newest = kept.iter().max().copied().unwrap_or(0);
        if number == 0 || number > newest {
            return Ok(VersionError::Never(number));
        }
        let nearest = kept.into_iter().min_by_key(|kept| kept.abs_diff(number));
        Ok(VersionError::Gone { number, nearest })
    }
}

/// Opens a version's directory.
pub(super) fn open_version(layout: &Layout, number: u64) -> Result<Version, IndexError> {
    Version::open(&layout.version(number), number)
}

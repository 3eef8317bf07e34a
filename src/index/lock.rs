//! The lock of the one writer: it dies with its process.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::PathBuf;

use super::IndexError;
use super::layout::Layout;

/// Held while a process writes to the index.
#[derive(Debug)]
pub struct WriteLock {
    _file: File,
}

impl WriteLock {
    /// Takes the lock.
    ///
    /// The lock is the operating system's on the open file, so it is free again when its process
    /// ends, however that ends; the file itself may stay.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process holds it.
    pub fn acquire(layout: &Layout) -> Result<Self, IndexError> {
        Self::on(layout, layout.lock())
    }

    /// Takes the lock of those who build a new index beside the served version.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process holds it.
    pub fn acquire_new(layout: &Layout) -> Result<Self, IndexError> {
        Self::on(layout, layout.lock_new())
    }

    fn on(layout: &Layout, path: PathBuf) -> Result<Self, IndexError> {
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(IndexError::io("open", &path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(IndexError::Locked { path: layout.root().to_path_buf() }),
            Err(TryLockError::Error(source)) => Err(IndexError::Io { action: "lock", path, source }),
        }
    }
}

//! A stretch of a shared file, read from a place of its own.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

/// A stretch of a file; clones share the file and not the place.
#[derive(Debug, Clone)]
pub(super) struct Section {
    file: Arc<Mutex<File>>,
    begin: u64,
    end: u64,
    at: u64,
}

impl Section {
    /// The whole file.
    pub(super) fn whole(file: File) -> io::Result<Self> {
        let end = file.metadata()?.len();
        Ok(Self { file: Arc::new(Mutex::new(file)), begin: 0, end, at: 0 })
    }

    /// So many bytes from a place on, as far as there are any.
    pub(super) fn part(&self, begin: u64, length: u64) -> Self {
        let begin = self.begin.saturating_add(begin).min(self.end);
        Self { file: Arc::clone(&self.file), begin, end: begin.saturating_add(length).min(self.end), at: begin }
    }

    /// Bytes of the stretch.
    pub(super) fn len(&self) -> u64 {
        self.end - self.begin
    }
}

impl Read for Section {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        let want = out.len().min(left);
        let out = out.get_mut(..want).unwrap_or_default();
        if out.is_empty() {
            return Ok(0);
        }
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(out)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let at = match to {
            SeekFrom::Start(at) => self.begin.checked_add(at),
            SeekFrom::End(by) => self.end.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        match at.filter(|at| *at >= self.begin) {
            Some(at) => {
                self.at = at;
                Ok(at - self.begin)
            }
            None => Err(io::Error::new(io::ErrorKind::InvalidInput, "a place before the beginning")),
        }
    }
}

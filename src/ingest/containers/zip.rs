//! Zip archives: the directory is read by the `zip` crate, members are streamed one by one.

use std::io::{self, Read, Seek as _, SeekFrom};

use ::zip::{CompressionMethod, ZipArchive};
use bzip2::read::BzDecoder;
use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::section::Section;
use super::{Entries, Entry, compression};

/// Largest directory that is read: some hundred thousand members. It is held in memory.
const DIRECTORY_BYTES_MAX: u64 = 32 << 20;

/// Bytes at the end of an archive among which its last record lies: 22, and a remark of 65,535.
const TAIL: u64 = 65_557;

/// A zip archive while it is read.
pub(super) struct Zip {
    file: Section,
    archive: ZipArchive<Section>,
    next: usize,
    /// Compressed bytes of the members so far.
    taken: u64,
}

impl Zip {
    pub(super) fn new(mut file: Section) -> io::Result<Self> {
        let directory = directory_bytes(&mut file)?;
        if directory > DIRECTORY_BYTES_MAX {
            let reason =
                format!("its directory has {directory} bytes, at most {DIRECTORY_BYTES_MAX} are read: part it, or unpack it first");
            return Err(io::Error::other(reason));
        }
        let archive = ZipArchive::new(file.part(0, u64::MAX))?;
        Ok(Self { file, archive, next: 0, taken: 0 })
    }

    fn entry(&mut self, number: usize) -> Result<Entry, (Option<String>, String)> {
        let member = self.archive.by_index_raw(number).map_err(|error| (None, format!("member {} is damaged: {error}", number + 1)))?;
        let name = member.name().map_or_else(|_| String::from_utf8_lossy(member.name_raw()).into_owned(), std::borrow::Cow::into_owned);
        if member.is_dir() {
            return Ok(Entry::Skipped { name, reason: String::new() });
        }
        if member.is_symlink() {
            return Ok(Entry::Skipped { name, reason: "it is no regular file".into() });
        }
        if member.encrypted() {
            return Err((Some(name), "it is encrypted: unpack it with its password first".into()));
        }
        let Some(start) = member.data_start() else { return Err((Some(name), "its place in the archive is not known".into())) };
        let (method, crc) = (member.compression(), member.crc32());
        let bytes = self.file.part(start, member.compressed_size());
        self.taken = self.taken.saturating_add(member.compressed_size());
        let stream: Box<dyn Read + Send> = match method {
            CompressionMethod::Stored => Box::new(bytes),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(bytes)),
            CompressionMethod::Bzip2 => Box::new(BzDecoder::new(bytes)),
            CompressionMethod::Zstd => compression::decoded("zstd", bytes),
            other => return Err((Some(name), format!("it is compressed by {other}, which is not read: unpack it first"))),
        };
        Ok(Entry::Member { name, stream: Box::new(Checked { inner: stream, crc: Crc::new(), expected: crc }) })
    }
}

impl Entries for Zip {
    fn next_entry(&mut self) -> Option<Entry> {
        let number = self.next;
        if number >= self.archive.len() {
            return None;
        }
        self.next += 1;
        let entry = self.entry(number).unwrap_or_else(|(name, reason)| Entry::Broken { name, reason });
        if self.taken > self.file.len() {
            // Members that share their bytes unfold to far more than any archive of news does.
            self.next = usize::MAX;
            let reason = "its members lie over each other: the rest of the archive is left out".to_owned();
            return Some(Entry::Broken { name: None, reason });
        }
        Some(entry)
    }
}

/// Checks a member's checksum at its end.
struct Checked {
    inner: Box<dyn Read + Send>,
    crc: Crc,
    expected: u32,
}

impl Read for Checked {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.crc.update(out.get(..count).unwrap_or_default());
        if count == 0 && !out.is_empty() && self.crc.sum() != self.expected {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its checksum is not right"));
        }
        Ok(count)
    }
}

/// Bytes of the archive's directory, as its last record says; 0 where there is no such record.
fn directory_bytes(file: &mut Section) -> io::Result<u64> {
    let begin = file.len().saturating_sub(TAIL);
    file.seek(SeekFrom::Start(begin))?;
    let mut tail = Vec::new();
    file.by_ref().take(TAIL).read_to_end(&mut tail)?;
    let Some(at) = memchr::memmem::rfind(&tail, b"PK\x05\x06") else { return Ok(0) };
    let number = |bytes: &[u8], at: usize, length: usize| {
        bytes.get(at..at + length).map_or(0, |bytes| bytes.iter().rev().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte)))
    };
    let small = number(&tail, at + 12, 4);
    let locator = at.checked_sub(20).filter(|locator| tail.get(*locator..locator + 4) == Some(b"PK\x06\x07"));
    let (0xffff_ffff, Some(locator)) = (small, locator) else { return Ok(small) };
    file.seek(SeekFrom::Start(number(&tail, locator + 8, 8)))?;
    let mut record = Vec::new();
    file.by_ref().take(56).read_to_end(&mut record)?;
    Ok(number(&record, 40, 8))
}

//! Tar archives as they stream: v7, ustar, GNU and pax.

use std::io::{self, Read};
use std::sync::{Arc, Mutex, PoisonError};

use ::tar::{EntryType, Header, PaxExtensions};

use super::{Entries, Entry, too_much_memory};

/// Bytes of a block.
const BLOCK: usize = 512;

/// Longest extension (a long name, a list of attributes) that is read.
const EXTENSION_BYTES_MAX: u64 = 64 * 1024;

/// Whether bytes begin with a header whose checksum is right.
pub(super) fn begins(head: &[u8]) -> bool {
    head.get(..BLOCK).and_then(|block| <&[u8; BLOCK]>::try_from(block).ok()).is_some_and(|block| header(block).is_some())
}

/// Reads a block as a header; `None` if its checksum is not right.
fn header(block: &[u8; BLOCK]) -> Option<Header> {
    let mut header = Header::new_old();
    header.as_mut_bytes().copy_from_slice(block);
    let sum: u32 = block.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) }).sum();
    let named = block.first().is_some_and(|byte| *byte != 0);
    (named && header.cksum().ok()? == sum).then_some(header)
}

/// The stream, shared with the member that is read from it.
struct Stream {
    inner: Box<dyn Read + Send>,
    /// Bytes of the member that are not read yet.
    left: u64,
    /// Bytes between its end and the next header.
    padding: u64,
}

impl Stream {
    /// Passes over what the last member left.
    fn pass(&mut self) -> io::Result<()> {
        let rest = self.left.saturating_add(self.padding);
        (self.left, self.padding) = (0, 0);
        let passed = io::copy(&mut self.inner.by_ref().take(rest), &mut io::sink())?;
        if passed < rest { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) }
    }

    fn begin(&mut self, size: u64) {
        self.left = size;
        self.padding = (BLOCK as u64 - size % BLOCK as u64) % BLOCK as u64;
    }

    fn take_small(&mut self, size: u64) -> io::Result<Option<Vec<u8>>> {
        self.begin(size);
        let mut bytes = Vec::new();
        if size <= EXTENSION_BYTES_MAX {
            let left = self.left;
            self.inner.by_ref().take(left).read_to_end(&mut bytes)?;
            self.left -= (bytes.len() as u64).min(self.left);
        }
        self.pass()?;
        Ok((size <= EXTENSION_BYTES_MAX).then_some(bytes))
    }
}

/// A tar archive while it is read.
pub(super) struct Tar {
    stream: Arc<Mutex<Stream>>,
    ended: bool,
    lost: bool,
}

impl Tar {
    pub(super) fn new(inner: Box<dyn Read + Send>) -> Self {
        Self { stream: Arc::new(Mutex::new(Stream { inner, left: 0, padding: 0 })), ended: false, lost: false }
    }

    /// Reads headers up to the next entry; extensions in front of it say its name and size.
    fn read(&mut self) -> io::Result<Option<Entry>> {
        let shared = Arc::clone(&self.stream);
        let mut stream = shared.lock().unwrap_or_else(PoisonError::into_inner);
        stream.pass()?;
        let (mut long_name, mut long_size) = (None, None);
        loop {
            let Some(block) = block(&mut stream.inner)? else { return Ok(None) };
            if block.iter().all(|byte| *byte == 0) {
                // Archives that were joined go on behind the zero blocks of the one before.
                continue;
            }
            let Some(header) = header(&block) else {
                if std::mem::replace(&mut self.lost, true) {
                    continue;
                }
                let reason = "a header of the archive is damaged: what belongs to it is left out, and the members behind it are looked for";
                return Ok(Some(Entry::Broken { name: None, reason: reason.into() }));
            };
            self.lost = false;
            let size = header.entry_size()?;
            match header.entry_type() {
                EntryType::GNULongName => {
                    long_name = stream.take_small(size)?.map(|bytes| bytes.split(|byte| *byte == 0).next().unwrap_or_default().to_vec());
                }
                EntryType::XHeader => {
                    for extension in PaxExtensions::new(&stream.take_small(size)?.unwrap_or_default()).flatten() {
                        match extension.key_bytes() {
                            b"path" => long_name = Some(extension.value_bytes().to_vec()),
                            b"size" => long_size = extension.value().ok().and_then(|size| size.parse().ok()),
                            _ => {}
                        }
                    }
                }
                EntryType::XGlobalHeader | EntryType::GNULongLink => drop(stream.take_small(size)?),
                kind => {
                    let name = String::from_utf8_lossy(&long_name.unwrap_or_else(|| header.path_bytes().into_owned())).into_owned();
                    let size = long_size.unwrap_or(size);
                    stream.begin(size);
                    return Ok(Some(match kind {
                        // Old archives mark a directory by a slash alone.
                        EntryType::Regular | EntryType::Continuous if !name.ends_with('/') => {
                            Entry::Member { name, stream: Box::new(Member(Arc::clone(&self.stream))) }
                        }
                        EntryType::Directory | EntryType::Regular => Entry::Skipped { name, reason: String::new() },
                        _ => Entry::Skipped { name, reason: "it is no regular file".into() },
                    }));
                }
            }
        }
    }
}

impl Entries for Tar {
    fn next_entry(&mut self) -> Option<Entry> {
        if self.ended {
            return None;
        }
        match self.read() {
            Ok(Some(entry)) => Some(entry),
            Ok(None) => {
                self.ended = true;
                None
            }
            Err(error) => {
                self.ended = true;
                let reason = broken(&error);
                Some(Entry::Broken { name: None, reason })
            }
        }
    }
}

/// Says why an archive cannot be read on.
fn broken(error: &io::Error) -> String {
    if let Some(limit) = too_much_memory(error) {
        return limit.to_string();
    }
    let what = if error.kind() == io::ErrorKind::UnexpectedEof { "it ends too early".to_owned() } else { error.to_string() };
    format!("the archive is damaged or cut off: {what}: the members before are kept: get the file again")
}

/// Reads one block; `None` at the end of the stream.
fn block(stream: &mut dyn Read) -> io::Result<Option<[u8; BLOCK]>> {
    let mut block = [0; BLOCK];
    let mut filled = 0;
    while filled < BLOCK {
        match stream.read(block.get_mut(filled..).unwrap_or_default()) {
            Ok(0) if filled == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(block))
}

/// The bytes of the member that the stream stands at.
struct Member(Arc<Mutex<Stream>>);

impl Read for Member {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let want = out.len().min(usize::try_from(stream.left).unwrap_or(usize::MAX));
        let out = out.get_mut(..want).unwrap_or_default();
        if out.is_empty() {
            return Ok(0);
        }
        let count = stream.inner.read(out)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        stream.left -= count as u64;
        Ok(count)
    }
}

//! An opened input whose first bytes are known, its compression looked through.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::{Archive, Entries, Failing, Kind, NESTED_MAX, compression, kind, section, spooled, tar, zip};

/// Bytes at the beginning of an input that formats and encodings are told by.
pub(in super::super) const HEAD: usize = 64 * 1024;

/// An opened input.
pub(in super::super) struct Opened {
    /// The first bytes, decompressed: at most [`HEAD`].
    pub(in super::super) head: Vec<u8>,
    /// Whether the input has no more than these.
    pub(in super::super) whole: bool,
    /// Names of the compressions that are read through, outermost first.
    pub(in super::super) compressions: Vec<&'static str>,
    /// The archive that it is, if it is one that may be read through.
    pub(in super::super) archive: Option<Archive>,
    /// Containers around what is in it.
    pub(in super::super) layers: usize,
    /// The file, where these bytes are its own.
    file: Option<(File, Arc<AtomicU64>)>,
    rest: Box<dyn Read + Send>,
    error: Option<io::Error>,
}

impl Opened {
    /// Opens a file and reads through its compression; `counter` counts bytes on disk.
    pub(in super::super) fn file(path: &Path, counter: Arc<AtomicU64>) -> io::Result<Self> {
        let file = File::open(path)?;
        // A second handle for formats that want random access; a pipe has none.
        let again = file.metadata()?.is_file().then(|| File::open(path)).transpose()?;
        let stream = Box::new(Counted { inner: file, counter: Arc::clone(&counter) });
        Ok(Self::begin(stream, 0, again.map(|file| (file, counter))))
    }

    /// Opens standard input.
    pub(in super::super) fn stdin(counter: Arc<AtomicU64>) -> Self {
        Self::stream(Box::new(Counted { inner: io::stdin(), counter }), 0)
    }

    /// Looks through the compression of any stream that lies in so many containers.
    pub(in super::super) fn stream(stream: Box<dyn Read + Send>, layers: usize) -> Self {
        Self::begin(stream, layers, None)
    }

    fn begin(stream: Box<dyn Read + Send>, layers: usize, file: Option<(File, Arc<AtomicU64>)>) -> Self {
        let mut opened =
            Self { head: Vec::new(), whole: false, compressions: Vec::new(), archive: None, layers, file, rest: stream, error: None };
        opened.read_head();
        while opened.layers < NESTED_MAX
            && let Some(Kind::Compression(name)) = kind(&opened.head)
        {
            opened.unfold(name);
        }
        if let Some(Kind::Archive(archive)) = kind(&opened.head) {
            let joined = archive == Archive::Tar && !opened.compressions.is_empty();
            if joined || opened.layers < NESTED_MAX {
                opened.layers += usize::from(!joined);
                opened.archive = Some(archive);
            }
        }
        opened
    }

    fn read_head(&mut self) {
        let result = self.rest.by_ref().take(HEAD as u64).read_to_end(&mut self.head);
        self.error = result.err();
        self.whole = self.error.is_none() && self.head.len() < HEAD;
    }

    fn unfold(&mut self, name: &'static str) {
        let head = std::mem::take(&mut self.head);
        let error = self.error.take();
        let rest = std::mem::replace(&mut self.rest, Box::new(io::empty()));
        self.compressions.push(name);
        self.layers += 1;
        self.file = None;
        self.rest = compression::decoded(name, Cursor::new(head).chain(Failing(error)).chain(rest));
        self.read_head();
    }

    /// The whole stream, the first `skip` bytes left out.
    pub(in super::super) fn into_stream(self, skip: usize) -> Box<dyn Read + Send> {
        let mut head = Cursor::new(self.head);
        head.set_position(skip as u64);
        Box::new(head.chain(Failing(self.error)).chain(self.rest))
    }

    /// The whole input as a file: itself, or a bounded temporary copy.
    pub(in super::super) fn into_file(mut self) -> io::Result<File> {
        let Some((file, counter)) = self.file.take() else { return spooled(self.into_stream(0)) };
        // Its pieces are read in any order: for the progress it counts as read.
        let rest = file.metadata()?.len().saturating_sub(self.head.len() as u64);
        counter.fetch_add(rest, Ordering::Relaxed);
        Ok(file)
    }

    /// The entries of the archive that it is.
    pub(in super::super) fn into_entries(self, archive: Archive) -> io::Result<Box<dyn Entries>> {
        Ok(match archive {
            Archive::Tar => Box::new(tar::Tar::new(self.into_stream(0))),
            Archive::Zip => Box::new(zip::Zip::new(section::Section::whole(self.into_file()?)?)?),
        })
    }
}

/// Counts the bytes that are read.
struct Counted<R> {
    inner: R,
    counter: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.counter.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

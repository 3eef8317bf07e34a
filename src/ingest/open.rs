//! Paths become streams: directories are walked, compression is read through.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;
use walkdir::WalkDir;

/// Bytes at the beginning of an input that formats and encodings are told by.
pub(super) const HEAD: usize = 64 * 1024;

/// Compression inside compression that is read through.
const NESTED_MAX: usize = 2;

/// Directories inside directories that are walked.
const DEPTH_MAX: usize = 128;

/// Largest window of a zstd frame, as a power of two: 128 MiB, the most that `zstd` itself takes
/// without being told to.
const ZSTD_WINDOW_LOG_MAX: u32 = 27;

/// What a path led to.
#[derive(Debug)]
pub(super) enum Found {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
    /// Something that is passed over, with the reason.
    Skipped(PathBuf, String),
    /// Something that cannot be read, with the reason.
    Unreadable(PathBuf, String),
}

/// Walks the paths of a run in the order they were given, directories in name order.
#[derive(Debug)]
pub(super) struct Walk {
    paths: VecDeque<PathBuf>,
    directory: Option<walkdir::IntoIter>,
}

impl Walk {
    /// Takes the paths.
    pub(super) fn new(paths: &[PathBuf]) -> Self {
        Self { paths: paths.iter().cloned().collect(), directory: None }
    }

    fn in_directory(&mut self) -> Option<Found> {
        let walk = self.directory.as_mut()?;
        loop {
            let entry = match walk.next()? {
                Ok(entry) => entry,
                Err(error) => return Some(walk_error(&error)),
            };
            let kind = entry.file_type();
            if entry.depth() > 0
                && let Some(reason) = passed_over(&entry.file_name().to_string_lossy(), kind.is_dir())
            {
                if kind.is_dir() {
                    walk.skip_current_dir();
                }
                return Some(Found::Skipped(entry.into_path(), reason));
            }
            match () {
                () if kind.is_dir() && entry.depth() == DEPTH_MAX => {
                    return Some(Found::Unreadable(
                        entry.into_path(),
                        format!("it lies more than {DEPTH_MAX} directories deep: give it as a path"),
                    ));
                }
                () if kind.is_dir() => {}
                () if kind.is_file() => return Some(Found::File(entry.into_path())),
                () => return Some(Found::Skipped(entry.into_path(), "it is no regular file".into())),
            }
        }
    }
}

impl Iterator for Walk {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        loop {
            if let Some(found) = self.in_directory() {
                return Some(found);
            }
            self.directory = None;
            let path = self.paths.pop_front()?;
            if path.as_os_str() == "-" {
                return Some(Found::Stdin);
            }
            match path.metadata() {
                Err(error) => return Some(Found::Unreadable(path, open_reason(&error))),
                Ok(data) if data.is_dir() => self.directory = Some(walk(&path)),
                Ok(_) => return Some(Found::File(path)),
            }
        }
    }
}

fn walk(path: &Path) -> walkdir::IntoIter {
    WalkDir::new(path).follow_links(true).sort_by_file_name().max_depth(DEPTH_MAX).into_iter()
}

/// Names that a walked directory holds beside its articles.
fn passed_over(name: &str, directory: bool) -> Option<String> {
    if name.starts_with('.') {
        return Some("its name begins with a dot: give it as a path to read it".into());
    }
    let upper = name.to_uppercase();
    let stem = upper.split('.').next().unwrap_or_default();
    let about = !directory && matches!(stem, "README" | "LICENSE" | "LICENCE" | "COPYING");
    about.then(|| "it tells about the directory: give it as a path to read it".into())
}

fn walk_error(error: &walkdir::Error) -> Found {
    let path = error.path().map(Path::to_path_buf).unwrap_or_default();
    match (error.loop_ancestor(), error.io_error()) {
        (Some(ancestor), _) => Found::Skipped(path, format!("it is a symbolic link back to `{}`", ancestor.display())),
        (None, Some(io)) => Found::Unreadable(path, open_reason(io)),
        (None, None) => Found::Unreadable(path, format!("it cannot be walked: {error}")),
    }
}

/// Says why something cannot be opened, and the mend.
pub(super) fn open_reason(error: &io::Error) -> String {
    let mend = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "allow reading it",
        _ => "check the file and its disk",
    };
    format!("it cannot be opened: {error}: {mend}")
}

/// Sums the sizes of all files on disk; `None` where standard input is among them.
pub(super) fn bytes_total(paths: &[PathBuf]) -> Option<u64> {
    if paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let files = Walk::new(paths).filter_map(|found| match found {
        Found::File(path) => path.metadata().ok(),
        _ => None,
    });
    Some(files.map(|data| data.len()).sum())
}

/// An opened input whose first bytes are known.
pub(super) struct Opened {
    /// The first bytes, decompressed: at most [`HEAD`].
    pub(super) head: Vec<u8>,
    /// Whether the input has no more than these.
    pub(super) whole: bool,
    /// Names of the compressions that are read through, outermost first.
    pub(super) compressions: Vec<&'static str>,
    rest: Box<dyn Read + Send>,
    error: Option<io::Error>,
}

impl Opened {
    /// Opens a file and reads through its compression; `counter` counts bytes on disk.
    pub(super) fn file(path: &Path, counter: Arc<AtomicU64>) -> io::Result<Self> {
        Ok(Self::stream(Box::new(Counted { inner: File::open(path)?, counter })))
    }

    /// Opens standard input.
    pub(super) fn stdin(counter: Arc<AtomicU64>) -> Self {
        Self::stream(Box::new(Counted { inner: io::stdin(), counter }))
    }

    /// Looks through the compression of any stream.
    pub(super) fn stream(stream: Box<dyn Read + Send>) -> Self {
        let mut opened = Self { head: Vec::new(), whole: false, compressions: Vec::new(), rest: stream, error: None };
        opened.read_head();
        while opened.compressions.len() < NESTED_MAX
            && let Some(name) = compression(&opened.head)
        {
            opened.unfold(name);
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
        let inner = Cursor::new(head).chain(Failing(error)).chain(rest);
        self.compressions.push(name);
        match name {
            "gzip" => self.rest = Box::new(MultiGzDecoder::new(inner)),
            _ => match zstd::stream::read::Decoder::new(inner) {
                Ok(mut decoder) => match decoder.window_log_max(ZSTD_WINDOW_LOG_MAX) {
                    Ok(()) => self.rest = Box::new(decoder),
                    Err(error) => self.rest = Box::new(Failing(Some(error))),
                },
                Err(error) => self.rest = Box::new(Failing(Some(error))),
            },
        }
        self.read_head();
    }

    /// The whole stream, the first `skip` bytes left out.
    pub(super) fn into_stream(self, skip: usize) -> Box<dyn Read + Send> {
        let mut head = Cursor::new(self.head);
        head.set_position(skip as u64);
        Box::new(head.chain(Failing(self.error)).chain(self.rest))
    }
}

/// The compression that bytes begin with, if it is one that is read through.
fn compression(head: &[u8]) -> Option<&'static str> {
    match head {
        [0x1f, 0x8b, 0x08, ..] => Some("gzip"),
        // A frame, or a skippable frame in front of one (RFC 8878, section 3.1).
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some("zstd"),
        _ => None,
    }
}

/// Gives an error that was met earlier, once, then nothing.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _out: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
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

//! The reader of a run's inputs: paths in, articles and rejects out, one at a time.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};

use super::detect::{self, Verdict};
use super::encoding::{self, Transcoder};
use super::formats::{Rows, rows};
use super::mapping::Mapping;
use super::open::{self, Found, HEAD, Opened, Walk, open_reason};
use super::row::{At, Context, Row, note, raw_text};
use super::window::{Failure, Window};
use super::{Format, Place, Reject, RejectCode};
use crate::article::{Article, Origin, published::Zone};

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Format of all inputs; `None` decides by content first, name second.
    pub format: Option<Format>,
    /// Source of records that name none (`--source`).
    pub source: Option<String>,
    /// Zone of times without one (`--tz`).
    pub zone: Zone,
    /// Largest record in bytes.
    pub record_bytes_max: usize,
    /// Whether pages that are no article (indexes, errors, walls) are taken too.
    pub keep_all: bool,
}

/// An input that begins: a file, a member or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// Path, or `-`.
    pub file: String,
    /// Member of an archive.
    pub member: Option<String>,
    /// Format that was decided.
    pub format: Format,
    /// How it was decided, for a reader: `given`, or what the content or name showed.
    pub decided_by: String,
    /// Text encoding that was found, by its WHATWG name.
    pub encoding: &'static str,
}

/// A record that became an article.
#[derive(Debug)]
pub struct Record {
    /// The article, with its id, its declared language and its origin.
    pub article: Article,
    /// Where it begins.
    pub place: Place,
    /// What the run's report should say of it.
    pub notes: Vec<Note>,
}

/// Something the report counts, with an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub code: NoteCode,
    /// The text it is about, shortened.
    pub example: String,
}

/// Codes of notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteCode {
    /// A time without a zone was taken in the run's zone.
    NoZone,
    /// A date names a day or time that does not exist; the article is undated.
    ImpossibleDate,
    /// A date whose day and month cannot be told apart; the article is undated.
    AmbiguousDate,
    /// A date of no known form; the article is undated.
    UnreadableDate,
    /// A given entity is of a type that is not known; it is kept in `extra`.
    UnknownEntityType,
    /// A part of `entities`, `related` or `extra` has not their form; it is kept in `extra`.
    MalformedMember,
    /// Bytes that are not of the input's encoding were replaced.
    BadBytes,
    /// An input ended before its format allows (truncated compression, an unclosed element).
    Truncated,
    /// A page was read without the extractor, which would have cost too much or failed.
    NotExtracted,
}

impl NoteCode {
    /// Returns the code as reports write it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoZone => "no-zone",
            Self::ImpossibleDate => "impossible-date",
            Self::AmbiguousDate => "ambiguous-date",
            Self::UnreadableDate => "unreadable-date",
            Self::UnknownEntityType => "unknown-entity-type",
            Self::MalformedMember => "malformed-member",
            Self::BadBytes => "bad-bytes",
            Self::Truncated => "truncated",
            Self::NotExtracted => "not-extracted",
        }
    }
}

/// What a reader gives, in the order of the inputs.
#[derive(Debug)]
pub enum Item {
    /// An input begins.
    Input(Input),
    /// A record became an article.
    Record(Box<Record>),
    /// A row could not.
    Reject(Box<Reject>),
    /// Something was passed over on purpose, with the reason (a symbolic link that loops, an
    /// empty file).
    Skipped(Place, String),
}

/// Reads the records of paths one after another in bounded memory.
#[derive(Debug)]
pub struct Reader {
    paths: Vec<PathBuf>,
    walk: Walk,
    format: Option<Format>,
    context: Context,
    current: Option<Current>,
    bytes_read: Arc<AtomicU64>,
    bytes_total: OnceLock<Option<u64>>,
}

/// The input that is read now.
#[derive(Debug)]
struct Current {
    file: String,
    window: Window,
    rows: Box<dyn Rows>,
    compressions: Vec<&'static str>,
    /// Rows so far.
    record: u64,
}

impl Reader {
    /// Takes paths as a run was given them: files, directories (walked in name order), `-`.
    ///
    /// Nothing is opened yet; what cannot be opened becomes a reject later.
    #[must_use]
    pub fn new(paths: &[PathBuf], options: ReadOptions) -> Self {
        let ReadOptions { format, source, zone, record_bytes_max, keep_all } = options;
        Self {
            paths: paths.to_vec(),
            walk: Walk::new(paths),
            format,
            context: Context { source, zone, record_bytes_max, keep_all, mapping: Mapping::default() },
            current: None,
            bytes_read: Arc::default(),
            bytes_total: OnceLock::new(),
        }
    }

    /// Returns the next item; `None` at the end of the last input.
    pub fn next_item(&mut self) -> Option<Item> {
        loop {
            let Some(current) = self.current.as_mut() else {
                return match self.walk.next()? {
                    Found::File(path) => match Opened::file(&path, Arc::clone(&self.bytes_read)) {
                        Ok(opened) => Some(self.begin(&path, opened)),
                        Err(error) => Some(unreadable(&path, open_reason(&error))),
                    },
                    Found::Stdin => Some(self.begin(Path::new("-"), Opened::stdin(Arc::clone(&self.bytes_read)))),
                    Found::Skipped(path, reason) => Some(Item::Skipped(beginning(&path), reason)),
                    Found::Unreadable(path, reason) => Some(unreadable(&path, reason)),
                };
            };
            if let Some(row) = current.rows.next_row(&mut current.window, &self.context) {
                return Some(current.item(row));
            }
            let end = current.failure();
            self.current = None;
            if end.is_some() {
                return end;
            }
        }
    }

    /// Decides what an opened input is.
    fn begin(&mut self, path: &Path, opened: Opened) -> Item {
        let place = beginning(path);
        let unknown = |reason, raw: &[u8]| {
            Item::Reject(Box::new(Reject { place: beginning(path), code: RejectCode::UnknownFormat, reason, raw: raw_text(raw) }))
        };
        if let Some(reason) = detect::container(&opened.head) {
            return unknown(reason, &[]);
        }
        if opened.whole && opened.head.is_empty() {
            return Item::Skipped(place, "it is empty".into());
        }
        let found = encoding::find(&opened.head, opened.whole);
        let wide = found.encoding == UTF_16LE || found.encoding == UTF_16BE;
        if self.format.is_none()
            && !wide
            && let Some(reason) = detect::binary(&opened.head)
        {
            return unknown(reason, &[]);
        }
        let whole = opened.whole;
        let compressions = opened.compressions.clone();
        let mut window = window(opened, found);
        if !compressions.is_empty() {
            window.bound_unfolding(self.context.record_bytes_max);
        }
        let (format, decided_by) = if let Some(format) = self.format {
            (format, "given")
        } else {
            window.fill(HEAD);
            let head = window.data().get(..HEAD).unwrap_or(window.data());
            match detect::text(&String::from_utf8_lossy(head), whole, bare_name(path)) {
                Verdict::Is(format, seen) => (format, seen),
                Verdict::Blank => return Item::Skipped(place, "it is blank".into()),
                Verdict::Not(reason) => return unknown(reason, head.get(..1024).unwrap_or(head)),
            }
        };
        let decided_by = decided_by.to_owned();
        let file = place.file;
        self.current = Some(Current { file: file.clone(), window, rows: rows(format), compressions, record: 0 });
        Item::Input(Input { file, member: None, format, decided_by, encoding: found.encoding.name() })
    }

    /// Bytes read so far, as they lie on disk (compressed).
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.bytes_read.load(Ordering::Relaxed)
    }

    /// Bytes of all inputs on disk, where known: for progress.
    ///
    /// The first call looks at every file's size.
    #[must_use]
    pub fn bytes_total(&self) -> Option<u64> {
        *self.bytes_total.get_or_init(|| open::bytes_total(&self.paths))
    }
}

impl Current {
    fn place(&self, at: At) -> Place {
        Place { file: self.file.clone(), member: None, line: at.line, byte: at.byte }
    }

    fn item(&mut self, row: Row) -> Item {
        let replaced = self.window.row_done();
        match row {
            Row::Article { at, mut article, mut notes } => {
                self.record += 1;
                if replaced {
                    notes.push(note(NoteCode::BadBytes, "bytes that are not of the encoding, replaced"));
                }
                article.origin = Some(Origin { file: self.file.clone(), member: None, record: self.record });
                Item::Record(Box::new(Record { article: *article, place: self.place(at), notes }))
            }
            Row::Reject { at, code, reason, raw } => {
                self.record += 1;
                Item::Reject(Box::new(Reject { place: self.place(at), code, reason, raw }))
            }
            Row::Skipped { at, reason } => Item::Skipped(self.place(at), reason),
        }
    }

    /// The reject of an input that could not be read to its end.
    fn failure(&mut self) -> Option<Item> {
        let failure = self.window.take_failure()?;
        let raw = raw_text(self.window.data());
        self.window.consume_all();
        let at = self.window.at();
        let (code, reason) = match failure {
            Failure::Unreadable(error) => {
                let what = match self.compressions.as_slice() {
                    [] => "it cannot be read".to_owned(),
                    names => format!("its {} data is damaged or cut off", names.join(" in ")),
                };
                let mend = "the records before are kept: get the file again";
                (RejectCode::Unreadable, format!("{what} after byte {}: {error}: {mend}", at.byte))
            }
            Failure::Unfolds(bytes) => {
                let reason = format!("its compressed data unfolds to {bytes} bytes and more without a record: the rest is left out");
                (RejectCode::TooLarge, reason)
            }
        };
        Some(Item::Reject(Box::new(Reject { place: self.place(at), code, reason, raw })))
    }
}

/// The decoded text of an input.
fn window(opened: Opened, found: encoding::Found) -> Window {
    let stream = opened.into_stream(found.mark);
    if found.encoding == UTF_8 {
        let mut window = Window::new(stream, found.mark as u64);
        window.proven_utf8 = found.proven_utf8;
        return window;
    }
    let transcoder = Transcoder::new(stream, found.encoding);
    let replaced = transcoder.replaced();
    let mut window = Window::new(Box::new(transcoder), 0);
    window.proven_utf8 = true;
    window.watch_replaced(replaced);
    window
}

/// A file's name without the suffix of its compression.
fn bare_name(path: &Path) -> &str {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    [".gz", ".zst"].into_iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
}

fn beginning(path: &Path) -> Place {
    Place { file: path.to_string_lossy().into_owned(), member: None, line: 1, byte: 0 }
}

fn unreadable(path: &Path, reason: String) -> Item {
    let place = Place { line: 0, ..beginning(path) };
    Item::Reject(Box::new(Reject { place, code: RejectCode::Unreadable, reason, raw: String::new() }))
}

//! The reader of a run's inputs: paths in, articles and rejects out, one at a time.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::containers::opened::{HEAD, Opened};
use super::containers::{Entries, Entry, too_much_memory};
use super::current::Current;
use super::dating::Dating;
use super::detect::{self, Verdict};
use super::encoding::{self, Transcoder};
use super::formats::{parquet, rows};
use super::limits::SHOWN;
use super::mapping::{MapReport, MapRules, Mapping};
use super::open::{self, Found, Walk, open_reason, passed_over};
use super::row::{Context, Row};
use super::window::Window;
use super::{Format, Input, Item, Place, Raw, Reject, RejectCode};
use crate::article::published::Zone;

/// How the message of a Parquet file that cannot be read begins.
const NO_PARQUET: &str = "it cannot be read as `parquet`";

/// How inputs are read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Format of all inputs; `None` decides by content first, name second.
    pub format: Option<Format>,
    /// Source of records that name none (`--source`).
    pub source: Option<String>,
    /// Zone of times without one (`--tz`).
    pub zone: Zone,
    /// The run's clock, in microseconds since 1970: dates that lie more than two days after it are
    /// none.
    pub now_us: i64,
    /// Largest record in bytes.
    pub record_bytes_max: usize,
    /// What the run maps to what (`--map`).
    pub map: MapRules,
    /// Whether to count what was mapped to what.
    pub map_report: bool,
    /// Whether pages that are no article (indexes, errors, walls) are taken too.
    pub keep_all: bool,
}

/// Reads the records of paths one after another in bounded memory.
#[derive(Debug)]
pub struct Reader {
    paths: Vec<PathBuf>,
    walk: Walk,
    format: Option<Format>,
    context: Context,
    dating: Dating,
    current: Option<Current>,
    /// Archives that are open, the innermost last.
    archives: Vec<OpenArchive>,
    /// Inputs that a rejects file names, to be read again after all others.
    again: VecDeque<Place>,
    /// Those that were named so far.
    named: HashSet<(String, Option<String>)>,
    /// The one of them that is read now.
    rereading: Option<Place>,
    bytes_read: Arc<AtomicU64>,
    bytes_total: OnceLock<Option<u64>>,
}

/// An archive that is read member by member.
struct OpenArchive {
    entries: Box<dyn Entries>,
    file: String,
    /// Its own name in the archive around it, for the names of its members.
    prefix: Option<String>,
    layers: usize,
    /// Bytes that members unfolded to since the last article: members bound each other.
    barren: u64,
}

impl fmt::Debug for OpenArchive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenArchive").field("file", &self.file).field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

/// What opening a path came to.
enum Step {
    /// Something to tell.
    Item(Item),
    /// An archive: its members come next.
    Begun,
    /// There is no path any more.
    End,
}

impl Reader {
    /// Takes paths as a run was given them: files, directories (walked in name order), `-`.
    ///
    /// Nothing is opened yet; what cannot be opened becomes a reject later.
    #[must_use]
    pub fn new(paths: &[PathBuf], options: ReadOptions) -> Self {
        let ReadOptions { format, source, zone, now_us, record_bytes_max, map, map_report, keep_all } = options;
        let mapping = Arc::new(Mapping::new(map, map_report));
        Self {
            paths: paths.to_vec(),
            walk: Walk::new(paths),
            format,
            dating: Dating::new(zone, now_us),
            context: Context { source, zone, now_us, record_bytes_max, keep_all, mapping },
            current: None,
            archives: Vec::new(),
            again: VecDeque::new(),
            named: HashSet::new(),
            rereading: None,
            bytes_read: Arc::default(),
            bytes_total: OnceLock::new(),
        }
    }

    /// Returns the next item; `None` at the end of the last input.
    pub fn next_item(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.dating.pop() {
                return Some(item);
            }
            if let Some(item) = self.read_item() {
                self.dating.push(item);
            } else {
                self.dating.end();
                return self.dating.pop();
            }
        }
    }

    /// Reads the next item; its dates may wait for others of its source.
    fn read_item(&mut self) -> Option<Item> {
        loop {
            if let Some(current) = self.current.as_mut() {
                if let Some(row) = current.rows.next_row(&mut current.window, &self.context) {
                    if let Row::Again(place) = row {
                        if let Some(item) = self.read_again(place) {
                            return Some(item);
                        }
                        continue;
                    }
                    let item = current.item(row);
                    if let (Item::Record(_), Some(archive)) = (&item, self.archives.last_mut()) {
                        archive.barren = 0;
                    }
                    return Some(item);
                }
                let end = current.failure();
                if let Some(archive) = self.archives.last_mut() {
                    archive.barren = archive.barren.saturating_add(current.window.barren());
                }
                self.current = None;
                if end.is_some() {
                    return end;
                }
            } else if let Some(archive) = self.archives.last_mut() {
                let Some(entry) = archive.entries.next_entry() else {
                    self.archives.pop();
                    continue;
                };
                let (place, layers) = (archive.place(&entry), archive.layers);
                if let Some(item) = self.entry(entry, place, layers) {
                    return Some(item);
                }
            } else {
                match self.next_path() {
                    Step::Item(item) => return Some(item),
                    Step::Begun => {}
                    Step::End => return None,
                }
            }
        }
    }

    /// Opens the next path, those that a rejects file names after all others.
    fn next_path(&mut self) -> Step {
        let found = self.walk.next().or_else(|| {
            let place = self.again.pop_front()?;
            let path = PathBuf::from(&place.file);
            self.rereading = Some(place);
            Some(Found::File(path))
        });
        let Some(found) = found else { return Step::End };
        let item = match found {
            Found::File(path) => match Opened::file(&path, Arc::clone(&self.bytes_read)) {
                Ok(opened) => self.begin(beginning(&path), opened),
                Err(error) => Some(unreadable(beginning(&path), open_reason(&error))),
            },
            Found::Stdin => self.begin(beginning(Path::new("-")), Opened::stdin(Arc::clone(&self.bytes_read))),
            Found::Skipped(path, reason) => Some(Item::Skipped(beginning(&path), reason)),
            Found::Unreadable(path, reason) => Some(unreadable(beginning(&path), reason)),
        };
        item.map_or(Step::Begun, Step::Item)
    }

    /// Marks an input of an earlier run to be read again.
    ///
    /// Only where the run was told that it reads a rejects file: else any input could name any file.
    fn read_again(&mut self, place: Place) -> Option<Item> {
        if self.format != Some(Format::Rejects) {
            let reason = "it was not read in an earlier run: say `--format rejects` to read it again";
            return Some(Item::Skipped(place, reason.into()));
        }
        if place.file == "-" {
            return Some(Item::Skipped(place, "it came from standard input, which is gone".into()));
        }
        if self.named.insert((place.file.clone(), place.member.clone())) {
            self.again.push_back(place);
        }
        None
    }

    /// The format that was given for what is read now.
    fn given(&self) -> Option<Format> {
        self.format.filter(|_| self.rereading.is_none())
    }

    /// Whether a member is to be left out, because another one is read again.
    fn is_other(&self, member: Option<&str>) -> bool {
        let wanted = self.rereading.as_ref().and_then(|place| place.member.as_deref());
        let holds = |wanted: &str, member: &str| wanted == member || wanted.strip_prefix(member).is_some_and(|rest| rest.starts_with('!'));
        wanted.is_some_and(|wanted| member.is_some_and(|member| !holds(wanted, member)))
    }

    /// Takes an entry of an archive; directories go without a word.
    fn entry(&mut self, entry: Entry, place: Place, layers: usize) -> Option<Item> {
        if self.is_other(place.member.as_deref()) {
            return None;
        }
        match entry {
            Entry::Member { name, stream } => {
                let hidden = name.split('/').filter(|part| !matches!(*part, "." | "..")).find_map(|part| passed_over(part, false));
                match hidden {
                    Some(reason) => Some(Item::Skipped(place, reason)),
                    None => self.begin(place, Opened::stream(stream, layers)),
                }
            }
            Entry::Skipped { reason, .. } => (!reason.is_empty()).then_some(Item::Skipped(place, reason)),
            Entry::Broken { reason, .. } => Some(unreadable(place, reason)),
        }
    }

    /// Decides what an opened input is; `None` where it is an archive, whose members come next.
    fn begin(&mut self, place: Place, mut opened: Opened) -> Option<Item> {
        if let Some(archive) = opened.archive.take() {
            let (layers, barren) = (opened.layers, self.archives.last().map_or(0, |around| around.barren));
            match opened.into_entries(archive) {
                Ok(entries) => {
                    self.archives.push(OpenArchive { entries, file: place.file, prefix: place.member, layers, barren });
                    return None;
                }
                Err(error) => return Some(unreadable(place, again("the archive cannot be read", &error))),
            }
        }
        Some(self.input(place, opened))
    }

    /// Decides the format of an opened input.
    fn input(&mut self, place: Place, opened: Opened) -> Item {
        let unknown = |code, reason, head: &[u8]| rejected(place.clone(), code, reason, Raw::beginning(head, SHOWN));
        if let Some(reason) = detect::container(&opened.head) {
            return unknown(RejectCode::UnknownFormat, reason, &[]);
        }
        if opened.whole && opened.head.is_empty() {
            return Item::Skipped(place, "it is empty".into());
        }
        let given = self.given().filter(|format| format.is_bytes()).map(|format| (format, "given"));
        // What the run says comes before what the bytes look like.
        match given.or_else(|| detect::bytes(&opened.head).filter(|_| self.given().is_none())) {
            Some((Format::Parquet, seen)) => return self.parquet(place, opened, seen),
            Some((format, seen)) => return self.bytes(&place, opened, format, seen),
            None => {}
        }
        let found = encoding::find(&opened.head, opened.whole);
        let wide = found.encoding == UTF_16LE || found.encoding == UTF_16BE;
        if self.given().is_none()
            && !wide
            && let Some(reason) = detect::binary(&opened.head)
        {
            return unknown(RejectCode::UnknownFormat, reason, &[]);
        }
        let (whole, compressions, layers) = (opened.whole, opened.compressions.clone(), opened.layers);
        let mut window = self.bounded(window(opened, found), layers);
        let (format, decided_by) = if let Some(format) = self.given() {
            (format, "given")
        } else {
            window.fill(HEAD);
            if window.data().is_empty() && window.failed() {
                // Nothing came out of it at all.
                let mut current = Current::new(&place, window, rows(Format::Page), compressions, None);
                return current.failure().unwrap_or_else(|| Item::Skipped(place, "it is empty".into()));
            }
            let head = window.data().get(..HEAD).unwrap_or(window.data());
            let name = bare_name(place.member.as_deref().unwrap_or(&place.file));
            match detect::text(&String::from_utf8_lossy(head), whole, name, &self.context.mapping) {
                Verdict::Is(format, seen) => (format, seen),
                Verdict::Blank => return Item::Skipped(place, "it is blank".into()),
                Verdict::Not(reason) => return unknown(RejectCode::UnknownFormat, reason, head),
                Verdict::NeedsMap(reason) => return unknown(RejectCode::NeedsMap, reason, head),
            }
        };
        let current = Current::new(&place, window, rows(format), compressions, Some(format));
        self.start(current, format, decided_by, found.encoding)
    }

    /// Begins a format whose stream is bytes: no encoding is looked for.
    fn bytes(&mut self, place: &Place, opened: Opened, format: Format, seen: &str) -> Item {
        let (compressions, layers) = (opened.compressions.clone(), opened.layers);
        let window = self.bounded(Window::new(opened.into_stream(0), 0), layers);
        let current = Current::new(place, window, rows(format), compressions, Some(format));
        self.start(current, format, seen, UTF_8)
    }

    /// Begins a Parquet file.
    fn parquet(&mut self, place: Place, opened: Opened, seen: &str) -> Item {
        let compressions = opened.compressions.clone();
        let rows = match opened.into_file().map_err(|error| again(NO_PARQUET, &error)) {
            Ok(file) => parquet::Parquet::open(file).map_err(|error| format!("{NO_PARQUET}: {error}: get the file again")),
            Err(reason) => Err(reason),
        };
        let rows = match rows {
            Ok(rows) => rows,
            Err(reason) => return unreadable(place, reason),
        };
        let window = Window::new(Box::new(io::empty()), 0);
        let current = Current::new(&place, window, Box::new(rows), compressions, Some(Format::Parquet));
        self.start(current, Format::Parquet, seen, UTF_8)
    }

    /// Bounds what a compressed input, or a member of an archive, may unfold to.
    fn bounded(&self, mut window: Window, layers: usize) -> Window {
        if layers > 0 {
            let barren = self.archives.last().map_or(0, |archive| archive.barren);
            window.bound_unfolding(self.context.record_bytes_max, barren);
        }
        window
    }

    /// Goes on with an input, and tells of it.
    fn start(&mut self, mut current: Current, format: Format, decided_by: &str, encoding: &'static Encoding) -> Item {
        let input = Input {
            file: current.file.clone(),
            member: current.member.clone(),
            format,
            decided_by: decided_by.to_owned(),
            encoding: encoding.name(),
        };
        current.decoded = (encoding != UTF_8).then(|| encoding.name());
        self.current = Some(current);
        Item::Input(input)
    }

    /// What was mapped to what, if that was asked for.
    #[must_use]
    pub fn map_report(&self) -> Option<MapReport> {
        self.context.mapping.report()
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

impl OpenArchive {
    /// The place of an entry: the archive's own where the entry has no name.
    fn place(&self, entry: &Entry) -> Place {
        let name = match entry {
            Entry::Member { name, .. } | Entry::Skipped { name, .. } => Some(name),
            Entry::Broken { name, .. } => name.as_ref(),
        };
        let member = match (&self.prefix, name) {
            (Some(prefix), Some(name)) => Some(format!("{prefix}!{name}")),
            (prefix, name) => name.or(prefix.as_ref()).cloned(),
        };
        Place { file: self.file.clone(), member, line: 1, byte: 0 }
    }
}

/// A file's name without the suffix of its compression.
fn bare_name(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
    [".gz", ".zst", ".bz2", ".xz", ".lz4"].into_iter().find_map(|suffix| name.strip_suffix(suffix)).unwrap_or(name)
}

/// Says why an input cannot be read, and the mend.
fn again(what: &str, error: &io::Error) -> String {
    too_much_memory(error).map_or_else(|| format!("{what}: {error}: get the file again"), |limit| limit.to_string())
}

fn beginning(path: &Path) -> Place {
    Place { file: path.to_string_lossy().into_owned(), member: None, line: 1, byte: 0 }
}

fn unreadable(place: Place, reason: String) -> Item {
    let place = Place { line: 0, ..place };
    rejected(place, RejectCode::Unreadable, reason, Raw::default())
}

/// The reject of an input of no known format.
fn rejected(place: Place, code: RejectCode, reason: String, raw: Raw) -> Item {
    Item::Reject(Box::new(Reject { place, code, reason, raw, format: None, header: None, encoding: None }))
}

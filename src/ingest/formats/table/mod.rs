//! Tables: CSV and TSV of any dialect, with a header, of a known shape, or read by `--map`.
//!
//! The dialect and the columns are told by the first 64 KiB. A row that does not fit is one reject;
//! where a quote that is never closed swallows the lines behind it, only its own line is. A row with
//! quotes inside a quoted field that are neither doubled nor escaped is read with a note where they
//! can be told from those around it, else it is a reject.

mod dialect;
mod gdelt;
mod head;
mod lines;
mod proposal;
mod quotes;

use std::fmt;

use csv_core::{ReadRecordResult, Reader};

use super::super::containers::opened::HEAD;
use super::super::detect::Verdict;
use super::super::encoding::record_text;
use super::super::limits::{LIST_MAX, SHOWN};
use super::super::mapping::{Column, Mapping, draft_of_cells};
use super::super::row::{At, Context, Draft, Row, note, reject, shortened, too_large};
use super::super::window::Window;
use super::super::{Format, Note, NoteCode, Raw, RejectCode};
use super::Rows;
use dialect::{Dialect, Sample};
use gdelt::Shape;
use head::Head;

/// Lines behind a broken row that are looked at, to see whether they are rows of their own.
const LINES_BEHIND: usize = 20;

/// A table while it is read.
pub(in super::super) struct Table {
    format: Format,
    state: Option<State>,
    ended: bool,
    output: Vec<u8>,
    ends: Vec<usize>,
}

/// What is known of the table once its head was seen.
struct State {
    dialect: Dialect,
    reader: Reader,
    columns: Vec<Column>,
    shape: Option<Shape>,
    width: usize,
    /// Whether the next row holds the names.
    header: bool,
    /// The row of the names as it stands.
    names: Option<String>,
}

/// The row at the front of the window.
enum Taken {
    /// So many bytes, and whether the stream ended inside a quoted field.
    Row { length: usize, fields: usize, last: bool },
    /// It is longer than a record may be.
    TooLong,
    /// It has more fields than any record.
    TooWide,
    /// There is none.
    End,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("format", &self.format).finish_non_exhaustive()
    }
}

impl Rows for Table {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        if self.ended {
            return None;
        }
        if self.state.is_none() {
            window.fill(1);
            if window.data().is_empty() {
                self.ended = true;
                return None;
            }
            match self.begin(window, &context.mapping) {
                Ok(state) => self.state = Some(state),
                Err((code, reason)) => {
                    self.ended = true;
                    let row = Row::Reject { at: window.at(), code, reason, raw: Raw::beginning(window.data(), SHOWN) };
                    window.consume_all();
                    return Some(row);
                }
            }
        }
        while !self.ended {
            if let Some(row) = self.step(window, context) {
                return Some(row);
            }
        }
        None
    }

    fn header(&self) -> Option<&str> {
        self.state.as_ref()?.names.as_deref()
    }
}

impl Table {
    /// Reads a table as this format: a tab parts the columns of `tsv`.
    pub(in super::super) fn new(format: Format) -> Self {
        Self { format, state: None, ended: false, output: vec![0; 4096], ends: vec![0; 64] }
    }

    /// Decides the dialect and what the columns are.
    fn begin(&self, window: &mut Window, mapping: &Mapping) -> Result<State, (RejectCode, String)> {
        window.fill(HEAD + 1);
        let whole = window.data().len() <= HEAD;
        let head = String::from_utf8_lossy(window.data().get(..HEAD).unwrap_or(window.data())).into_owned();
        let separator = (self.format == Format::Tsv).then_some(b'\t');
        let sample = sample(&head, whole, separator, mapping);
        let header = match Head::decide(&sample.rows, sample.width, mapping) {
            Head::Named { columns, header } => Ok((columns, None, header)),
            Head::Known { shape, header } => Ok((Vec::new(), Some(shape), header)),
            Head::Unknown { proposal, names, header } => Err(unknown(proposal.as_ref(), &names, header)),
        };
        let (columns, shape, header) = header?;
        // GDELT writes no quotes.
        let dialect = if shape.is_some() { Dialect { quote: None, ..sample.dialect } } else { sample.dialect };
        let width = shape.map_or(columns.len(), Shape::width);
        Ok(State { dialect, reader: dialect.reader(), columns, shape, width, header, names: None })
    }

    /// Takes one row; `None` if it was a blank line, or the header.
    fn step(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        skip_line_ends(window);
        let at = window.at();
        let max = context.record_bytes_max;
        match self.take(window, max) {
            Taken::End => {
                self.ended = true;
                None
            }
            Taken::Row { last: true, .. } if window.failed() => {
                // The reader rejects what is left of a stream that failed.
                self.ended = true;
                None
            }
            Taken::Row { length, .. } if length > max => self.too_long(window, context),
            Taken::Row { length, fields, last } => self.row(window, at, (length, fields, last), context),
            Taken::TooLong => self.too_long(window, context),
            Taken::TooWide => {
                let reason = format!("the row has more than {LIST_MAX} fields: check the separator");
                let row = reject(at, RejectCode::TooLarge, reason, window.data());
                self.skip_row(window);
                Some(row)
            }
        }
    }

    /// Looks for the end of the row at the front.
    fn take(&mut self, window: &mut Window, max: usize) -> Taken {
        let Some(state) = self.state.as_mut() else { return Taken::End };
        state.reader.reset();
        let (mut from, mut written, mut fields) = (0, 0, 0);
        let mut ended = false;
        loop {
            let input = window.data().get(from..).unwrap_or_default();
            if input.is_empty() && !ended {
                ended = !window.grow();
                continue;
            }
            let out = self.output.get_mut(written..).unwrap_or_default();
            let ends = self.ends.get_mut(fields..).unwrap_or_default();
            let (result, read, wrote, found) = state.reader.read_record(input, out, ends);
            from += read;
            written += wrote;
            fields += found;
            match result {
                ReadRecordResult::Record => return Taken::Row { length: from, fields, last: ended },
                ReadRecordResult::End => return Taken::End,
                ReadRecordResult::OutputFull => self.output.resize(self.output.len() * 2, 0),
                ReadRecordResult::OutputEndsFull if self.ends.len() > LIST_MAX => return Taken::TooWide,
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::InputEmpty => {}
            }
            if from > max {
                return Taken::TooLong;
            }
        }
    }

    /// Makes an article or a reject of the row at the front.
    fn row(&mut self, window: &mut Window, at: At, (length, fields, last): (usize, usize, bool), context: &Context) -> Option<Row> {
        let state = self.state.as_mut()?;
        let loose = !state.header && state.dialect.is_loose(trimmed(window.data().get(..length).unwrap_or_default()));
        if loose {
            window.fill(length + HEAD);
        }
        let data = window.data().get(..length).unwrap_or_default();
        let raw = trimmed(data);
        let cells = cells(&self.output, &self.ends, fields, window.proven_utf8);
        if std::mem::take(&mut state.header) {
            // As the columns were told by it: names that are damaged are names still.
            state.names = Some(String::from_utf8_lossy(raw).into_owned());
            window.consume(length);
            return None;
        }
        let extra_filled = cells.texts().skip(state.width).any(|cell| !cell.trim().is_empty());
        let closed = state.dialect.quote.is_none_or(|quote| raw.ends_with(&[quote]));
        let open = last && !closed && swallowed(raw, state.dialect, state.width).is_some();
        if !open && !loose && (fields == state.width || (fields > state.width && !extra_filled)) {
            let row = state.read(&cells, at, raw, context);
            window.consume(length);
            return Some(row);
        }
        if fields <= 1 && cells.texts().all(|cell| cell.trim().is_empty()) {
            window.consume(length);
            return None;
        }
        // Lines that a quote swallowed are rows of their own.
        let end = swallowed(raw, state.dialect, state.width).unwrap_or(length);
        if loose && end == length {
            let (row, end) = state.loosely(window, at, length, context);
            window.consume(end);
            return Some(row);
        }
        let line = trimmed(data.get(..end).unwrap_or_default());
        let row = match state.without_quotes(line) {
            Some(cells) if end < length || last => state.read(&cells, at, line, context),
            _ => reject(at, RejectCode::Malformed, state.reason(fields, end < length), line),
        };
        window.consume(end);
        Some(row)
    }

    /// Rejects a row that is longer than records may be, and moves behind it.
    fn too_long(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        let state = self.state.as_ref()?;
        let row = too_large(window.at(), window.data(), context);
        match swallowed(window.data(), state.dialect, state.width) {
            Some(end) => window.consume(end),
            None => self.skip_row(window),
        }
        Some(row)
    }

    /// Moves over the row at the front, whatever its length.
    fn skip_row(&mut self, window: &mut Window) {
        let Some(state) = self.state.as_mut() else { return };
        state.reader.reset();
        loop {
            if window.data().is_empty() && !window.grow() {
                return;
            }
            let (result, read, ..) = state.reader.read_record(window.data(), &mut self.output, &mut self.ends);
            window.pass(read);
            if matches!(result, ReadRecordResult::Record | ReadRecordResult::End) {
                return;
            }
        }
    }
}

impl State {
    fn read(&self, cells: &Cells<'_>, at: At, raw: &[u8], context: &Context) -> Row {
        let mut draft = match self.shape {
            Some(Shape::Gkg2) => gdelt::draft(&cells.texts().collect::<Vec<_>>()),
            Some(shape) => return reject(at, RejectCode::Empty, shape.empty_reason().into(), raw),
            None => draft_of_cells(&self.columns, cells.texts(), context),
        };
        if let Some(shape) = self.shape.filter(|_| draft.article.title.is_empty()) {
            return reject(at, RejectCode::Empty, shape.empty_reason().into(), raw);
        }
        draft.notes.extend(cells.note.clone());
        Draft::finish(draft, at, raw, context)
    }

    /// Reads the row at the front, so many bytes long by the rule, whose quotes are not written by it;
    /// gives its bytes as well.
    fn loosely(&self, window: &Window, at: At, length: usize, context: &Context) -> (Row, usize) {
        let data = window.data();
        let line = trimmed(data.get(..length).unwrap_or_default());
        if let Some((cells, end)) = self.dialect.loosely(data, window.ended(), self.width) {
            let row = trimmed(data.get(..end).unwrap_or_default());
            // Lines that look like rows are rows of their own, but for the one that ends the field.
            let last = row.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
            let ends = self.dialect.quote.is_some_and(|quote| memchr::memchr_iter(quote, last).count() % 2 == 1);
            if ends || swallowed(row, self.dialect, self.width).is_none() {
                let mut cells = Cells::of(cells.iter().map(Vec::as_slice).collect(), window.proven_utf8);
                cells.note = cells.note.or_else(|| Some(note(NoteCode::LooseQuotes, &String::from_utf8_lossy(row))));
                return (self.read(&cells, at, row, context), end);
            }
        }
        if let Some(cells) = self.without_quotes(line) {
            return (self.read(&cells, at, line, context), length);
        }
        let reason = "a quoted field holds a quote that is neither doubled nor escaped, so that it cannot be told where the field ends: double the quotes inside it";
        (reject(at, RejectCode::Malformed, reason.into(), line), length)
    }

    /// The fields of a line whose quotes are text, where that gives as many as there are columns:
    /// tables parted by tabs are often written without quoting.
    fn without_quotes<'a>(&self, line: &'a [u8]) -> Option<Cells<'a>> {
        if self.dialect.separator != b'\t' || self.dialect.quote.is_none() {
            return None;
        }
        let parts: Vec<&[u8]> = line.split(|byte| *byte == b'\t').collect();
        (parts.len() == self.width).then(|| Cells::of(parts, true))
    }

    fn reason(&self, fields: usize, open: bool) -> String {
        if open {
            return "a quote is opened and not closed before the next row: close it, and double the quotes inside a field".into();
        }
        let columns = if self.width == 1 { "1 column".to_owned() } else { format!("{} columns", self.width) };
        let has = if fields == 1 { "1 field".to_owned() } else { format!("{fields} fields") };
        let separator = self.dialect.shown();
        format!(
            "the row has {has}, and the table {columns}: put fields that hold {separator} or a line end in quotes, or add what is missing"
        )
    }
}

/// The fields of a row as text.
struct Cells<'a> {
    texts: Vec<std::borrow::Cow<'a, str>>,
    note: Option<Note>,
}

impl<'a> Cells<'a> {
    fn of(parts: Vec<&'a [u8]>, proven_utf8: bool) -> Self {
        let mut note = None;
        let texts = parts
            .into_iter()
            .map(|part| {
                let (text, bad) = record_text(part, proven_utf8);
                note = note.take().or(bad);
                text
            })
            .collect();
        Self { texts, note }
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(AsRef::as_ref)
    }
}

/// The fields that the parser wrote.
fn cells<'a>(output: &'a [u8], ends: &[usize], fields: usize, proven_utf8: bool) -> Cells<'a> {
    let mut begin = 0;
    let parts = ends.iter().take(fields).map(|end| {
        let part = output.get(begin..*end).unwrap_or_default();
        begin = *end;
        part
    });
    Cells::of(parts.collect(), proven_utf8)
}

/// Where the first line of a row ends, if the lines behind it are rows of their own that a quote
/// swallowed.
fn swallowed(raw: &[u8], dialect: Dialect, width: usize) -> Option<usize> {
    let first = memchr::memchr(b'\n', raw)? + 1;
    let behind = raw.get(first..).unwrap_or_default();
    let lines = behind.split(|byte| *byte == b'\n').map(trimmed).filter(|line| !line.is_empty()).take(LINES_BEHIND);
    let (mut rows, mut all) = (0usize, 0usize);
    for line in lines {
        all += 1;
        rows += usize::from(width > 1 && dialect.count(line) == width);
    }
    (rows > 0 && rows * 2 >= all).then_some(first)
}

/// Bytes without the line end behind them.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn skip_line_ends(window: &mut Window) {
    loop {
        let ends = window.data().iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
        window.consume(ends);
        if !window.data().is_empty() || !window.grow() {
            return;
        }
    }
}

/// The dialect of a table, or one of a single column where there is no other.
fn sample(text: &str, whole: bool, separator: Option<u8>, mapping: &Mapping) -> Sample {
    let found = Dialect::find(text, whole, separator).filter(|found| found.share >= 50);
    found.unwrap_or_else(|| {
        let lines = mapping.map.first_column_only();
        let plain = Dialect { separator: separator.unwrap_or(b','), quote: Some(b'"'), escapes: false };
        let one = if lines { Dialect::LINES } else { plain };
        one.sample(text, whole)
    })
}

/// Says that the columns must be named, or that there is no text among them.
fn unknown(proposal: Option<&proposal::Proposal>, names: &[String], header: bool) -> (RejectCode, String) {
    let shown: Vec<String> = names.iter().take(12).map(|name| format!("`{}`", shortened(name))).collect();
    match proposal {
        Some(proposal) => {
            let flag = proposal.flag(names);
            let what = if header {
                format!("its columns are called {}, and none is known to be a title or text", shown.join(", "))
            } else {
                "it is a table without names of columns".to_owned()
            };
            (RejectCode::NeedsMap, format!("{what}: say which are, such as `{flag}`, or take that by `--map auto`"))
        }
        None => (
            RejectCode::UnknownFormat,
            format!(
                "it is a table that holds no news ({} columns, no title and no text among them): if it does, say which column is what by `--map title=NAME`",
                names.len()
            ),
        ),
    }
}

/// Tells whether plain text is a table, and what its columns are; `None` if it is none.
pub(in super::super) fn told(text: &str, whole: bool, extension: &str, mapping: &Mapping) -> Option<Verdict> {
    let named = matches!(extension, "csv" | "tsv" | "tab" | "psv");
    let found = Dialect::find(text, whole, None).filter(|found| named && found.share >= 50 || is_table(found, mapping));
    let Some(found) = found else {
        return match () {
            () if named => Some(verdict(&sample(text, whole, None, mapping), mapping)),
            () if mapping.map.first_column_only() => Some(Verdict::Is(Format::Tsv, "its lines are rows of one column, as `--map` says")),
            () if lines::are_headlines(text) => {
                let reason = "it looks like a headline a line, and a page has one title: say `--map title=1` to read each line as an article, or `--format page`";
                Some(Verdict::NeedsMap(reason.into()))
            }
            () if lines::are_names(text) => {
                let reason = "it is a list of names, one a line, and no article: leave it out, or say `--format page` to take it as one";
                Some(Verdict::Not(reason.into()))
            }
            () => None,
        };
    };
    Some(verdict(&found, mapping))
}

fn verdict(sample: &Sample, mapping: &Mapping) -> Verdict {
    let format = if sample.dialect.separator == b'\t' { Format::Tsv } else { Format::Csv };
    match Head::decide(&sample.rows, sample.width, mapping) {
        Head::Named { header: true, .. } => Verdict::Is(format, "its first row names the columns of a table"),
        Head::Named { .. } => Verdict::Is(format, "it is a table, and `--map` says what its columns are"),
        Head::Known { shape, .. } => Verdict::Is(format, shape.seen()),
        Head::Unknown { proposal, names, header } => match unknown(proposal.as_ref(), &names, header) {
            (RejectCode::NeedsMap, reason) => Verdict::NeedsMap(reason),
            (_, reason) => Verdict::Not(reason),
        },
    }
}

/// Whether a text whose name says nothing is a table: it is quoted throughout, tabs part its lines
/// alike, or its first line names columns.
fn is_table(found: &Sample, mapping: &Mapping) -> bool {
    let rows = found.rows.len();
    let tabs = found.dialect.separator == b'\t' && rows >= 3 && found.share == 100;
    let quoted = rows >= 3 && found.share >= 95 && found.edges >= 2 * rows;
    let Some(first) = found.rows.first() else { return false };
    let known = first.iter().filter(|cell| mapping.knows(cell.trim())).count();
    let short = first.iter().all(|cell| cell.chars().count() < 40);
    let named = rows >= 2 && found.share >= 50 && short && (known >= 2 || known >= 1 && found.share >= 90 && first.len() == known);
    let own = mapping.map.by_number() && rows >= 2 && found.share >= 90;
    tabs || quoted || named || own || Shape::of(first).is_some()
}

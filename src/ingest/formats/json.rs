//! JSON: an array, an object that wraps one, several values one after another, or one article.

use super::super::RejectCode;
use super::super::mapping::Mapping;
use super::super::row::{At, Context, Row, reject, too_large};
use super::super::scan::{self, Scan};
use super::super::window::Window;
use super::{Rows, object};

/// Wrappers inside wrappers that are opened.
const NESTED_MAX: usize = 16;

/// White space between a wrapper's bracket and its first row that is looked over.
const PEEK: usize = 4096;

/// Names of members that hold the articles of an answer: `NewsAPI`, Guardian, NYT, Event Registry,
/// JSON exports of databases. Compared without case.
const WRAPPERS: [&str; 21] = [
    "articles",
    "article_list",
    "content",
    "data",
    "docs",
    "documents",
    "entries",
    "feed",
    "hits",
    "item",
    "items",
    "list",
    "news",
    "payload",
    "posts",
    "records",
    "response",
    "result",
    "results",
    "rows",
    "stories",
];

/// Where in the file the next value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frame {
    /// Inside an array of records.
    Array,
    /// Inside an object, one of whose members holds records.
    Object,
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// An article.
    Article,
    /// An object that wraps articles.
    Wrapper,
    /// Neither.
    Other,
}

/// JSON while it is read.
#[derive(Debug, Default)]
pub(super) struct Json {
    stack: Vec<Frame>,
    ended: bool,
}

impl Rows for Json {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        while !self.ended {
            if let Some(row) = self.step(window, context) {
                return Some(row);
            }
        }
        None
    }
}

impl Json {
    /// Takes one token or value; a row if that was one.
    fn step(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        let Some(first) = skip_space(window) else {
            self.ended = true;
            let open = !self.stack.is_empty() && !window.failed();
            return open.then(|| {
                let reason = "the input ends before its brackets are closed: it may be cut off, and the rows before this are kept";
                reject(window.at(), RejectCode::Malformed, reason.into(), &[])
            });
        };
        match (self.stack.last(), first) {
            (Some(Frame::Array), b']') | (Some(Frame::Object), b'}') => {
                self.stack.pop();
                window.consume(1);
                None
            }
            (Some(Frame::Object), b'"') => self.member(window, context),
            (Some(Frame::Object), _) | (_, b'}' | b']') => Some(self.garbage(window)),
            (_, b'{') => self.object(window, context),
            (_, b'[') => self.open(Frame::Array, window),
            (Some(Frame::Array), _) => Some(scalar(window, context)),
            (None, _) => Some(self.garbage(window)),
        }
    }

    fn open(&mut self, frame: Frame, window: &mut Window) -> Option<Row> {
        if self.stack.len() >= NESTED_MAX {
            self.ended = true;
            let reason = format!("brackets nest more than {NESTED_MAX} deep before any article: the rest of the input is left out");
            return Some(reject(window.at(), RejectCode::Malformed, reason, window.data()));
        }
        self.stack.push(frame);
        window.consume(1);
        None
    }

    /// An object where a record may stand.
    fn object(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        let length = value_length(window, context.record_bytes_max);
        let in_array = self.stack.last() == Some(&Frame::Array);
        let data = match length {
            Length::Whole(length) => window.data().get(..length).unwrap_or_default(),
            Length::Cut | Length::TooLong => window.data(),
        };
        // What lies in an array of records is a record, whatever its members are called.
        let kind = if in_array { Kind::Article } else { kind_of_object(data, &context.mapping) };
        if kind == Kind::Wrapper {
            return self.open(Frame::Object, window);
        }
        match length {
            Length::Whole(length) if kind == Kind::Other && !self.stack.is_empty() => {
                window.consume(length);
                None
            }
            Length::Whole(length) => {
                let row = object::read(data, window.at(), window.proven_utf8, context);
                Some(taken(window, length, row))
            }
            Length::Cut if window.failed() => {
                self.ended = true;
                None
            }
            Length::Cut => {
                let reason = "the input ends inside this record: it may be cut off, or a quote or bracket is missing";
                let row = reject(window.at(), RejectCode::Malformed, reason.into(), data);
                let length = data.len();
                let row = taken(window, length, row);
                // That the brackets around it are open too need not be said again.
                self.ended = window.data().is_empty();
                Some(row)
            }
            Length::TooLong => {
                let row = too_large(window.at(), data, context);
                skip_value(window);
                Some(row)
            }
        }
    }

    /// A member of a wrapping object: its records, or something to pass over.
    fn member(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        let Length::Whole(length) = value_length(window, context.record_bytes_max) else { return self.give_up(window) };
        let name = window.data().get(1..length - 1).unwrap_or_default().to_ascii_lowercase();
        window.consume(length);
        if skip_space(window) != Some(b':') {
            return self.give_up(window);
        }
        window.consume(1);
        let Some(first) = skip_space(window) else { return self.give_up(window) };
        window.fill(PEEK);
        match first {
            b'[' if is_wrapper(&name) && holds_objects(window.data()) => self.open(Frame::Array, window),
            b'{' if is_wrapper(&name) => self.object(window, context),
            b'{' | b'[' | b'"' => {
                skip_value(window);
                None
            }
            _ => {
                skip_scalar(window);
                None
            }
        }
    }

    /// Ends the reading inside a member of a wrapper.
    fn give_up(&mut self, window: &mut Window) -> Option<Row> {
        self.ended = true;
        let reason = "the object around the records breaks off here: the rows before this are kept, the rest is left out";
        (!window.failed()).then(|| reject(window.at(), RejectCode::Malformed, reason.into(), window.data()))
    }

    /// Something that cannot stand here: goes on where a line begins with a bracket.
    fn garbage(&mut self, window: &mut Window) -> Row {
        let at = window.at();
        let mut raw = Vec::new();
        loop {
            let data = window.data();
            let found = memchr::memchr_iter(b'\n', data).find(|line| {
                data.get(line + 1..).and_then(|rest| rest.get(scan::space(rest)..)?.first()).is_some_and(|byte| matches!(byte, b'{' | b'['))
            });
            let end = found.map_or(data.len(), |line| line + 1);
            if raw.len() < 64 * 1024 {
                raw.extend_from_slice(data.get(..end.min(64 * 1024)).unwrap_or_default());
            }
            window.consume(end);
            if found.is_some() || !window.grow() {
                break;
            }
        }
        self.stack.clear();
        let reason = "it is no JSON value: expected an object or an array".into();
        reject(at, RejectCode::Malformed, reason, &raw)
    }
}

/// How long the value at the front is.
#[derive(Debug, Clone, Copy)]
enum Length {
    /// So many bytes.
    Whole(usize),
    /// The stream ends inside it.
    Cut,
    /// It is longer than a record may be.
    TooLong,
}

fn value_length(window: &mut Window, max: usize) -> Length {
    let mut scan = Scan::default();
    let mut from = 0;
    loop {
        let data = window.data();
        if let Some(end) = scan.feed(data.get(from..).unwrap_or_default()) {
            return if from + end > max { Length::TooLong } else { Length::Whole(from + end) };
        }
        from = data.len();
        if from > max {
            return Length::TooLong;
        }
        if !window.grow() {
            return Length::Cut;
        }
    }
}

/// Moves over white space, commas and marks of byte order; returns the byte that then stands in
/// front.
fn skip_space(window: &mut Window) -> Option<u8> {
    loop {
        let data = window.data();
        match data.iter().position(|byte| !scan::is_space(*byte) && !matches!(byte, b',' | 0xef | 0xbb | 0xbf)) {
            Some(at) => {
                let first = data.get(at).copied();
                window.consume(at);
                return first;
            }
            None => window.consume_all(),
        }
        if !window.grow() {
            return None;
        }
    }
}

/// Moves over an object, array or string of any size.
fn skip_value(window: &mut Window) {
    let mut scan = Scan::default();
    loop {
        if let Some(end) = scan.feed(window.data()) {
            window.pass(end);
            return;
        }
        window.pass_all();
        if !window.grow() {
            return;
        }
    }
}

/// Moves over a number or a word.
fn skip_scalar(window: &mut Window) {
    loop {
        if let Some(end) = scan::value_end(window.data()) {
            // A stray bracket must not stop the walk.
            window.consume(end.max(usize::from(window.data().first() == Some(&b']'))));
            return;
        }
        window.consume_all();
        if !window.grow() {
            return;
        }
    }
}

/// A value in an array of records that is no object.
fn scalar(window: &mut Window, context: &Context) -> Row {
    let at = window.at();
    let string = window.data().first() == Some(&b'"');
    if string && let Length::Whole(length) = value_length(window, context.record_bytes_max) {
        let row = not_an_object(at, window.data().get(..length).unwrap_or_default());
        window.consume(length);
        return row;
    }
    window.fill(PEEK);
    let raw = window.data().get(..PEEK.min(window.data().len())).unwrap_or_default();
    let end = if string { raw.len() } else { scan::value_end(raw).unwrap_or(raw.len()).max(1) };
    let row = not_an_object(at, raw.get(..end).unwrap_or_default());
    if string {
        skip_value(window);
    } else {
        window.consume(end);
    }
    row
}

fn not_an_object(at: At, raw: &[u8]) -> Row {
    reject(at, RejectCode::Malformed, "it is no article: expected a JSON object".into(), raw)
}

/// Takes a row of this length; of a broken one, only what lies before the next row.
fn taken(window: &mut Window, length: usize, row: Row) -> Row {
    let Row::Reject { at, code: RejectCode::Malformed, reason, raw } = row else {
        window.consume(length);
        return row;
    };
    let data = window.data().get(..length).unwrap_or_default();
    let (row, length) = match next_row_start(data, window.indent()) {
        Some(next) => (reject(at, RejectCode::Malformed, reason, data.get(..next).unwrap_or_default()), next),
        None => (Row::Reject { at, code: RejectCode::Malformed, reason, raw }, length),
    };
    window.consume(length);
    row
}

/// Where the next row begins inside the bytes of a broken one.
///
/// Rows that begin lines are written one below another; a broken one is left where a line begins
/// after as many blanks (`indent`) with an opening brace.
fn next_row_start(data: &[u8], indent: Option<usize>) -> Option<usize> {
    let indent = indent?;
    memchr::memchr_iter(b'\n', data).find_map(|line| {
        let rest = data.get(line + 1..)?;
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        (blanks == indent && rest.get(blanks) == Some(&b'{')).then_some(line + 1 + blanks)
    })
}

fn is_wrapper(name: &[u8]) -> bool {
    WRAPPERS.iter().any(|known| known.as_bytes() == name)
}

/// Whether an array holds objects or arrays, or nothing.
fn holds_objects(array: &[u8]) -> bool {
    let rest = array.get(1..).unwrap_or_default();
    matches!(rest.get(scan::space(rest)), Some(b'{' | b'[' | b']'))
}

/// Tells an article from an object that wraps articles, by the names of its members.
///
/// A body makes an article; without one, a member that holds a list of objects under one of the
/// usual names makes a wrapper, even beside a title (a search answer has one).
pub(in super::super) fn kind_of_object(object: &[u8], mapping: &Mapping) -> Kind {
    let (mut titled, mut lists, mut wraps) = (false, false, false);
    for (name, value) in scan::members(object) {
        let lower = name.to_ascii_lowercase();
        let list = value.first() == Some(&b'[') && holds_objects(value);
        if is_wrapper(&lower) {
            lists |= list;
            wraps |= list || value.first() == Some(&b'{');
        }
        let Ok(name) = std::str::from_utf8(name) else { continue };
        if mapping.is_body(name) && !list && !matches!(value.first(), Some(b'{')) {
            return Kind::Article;
        }
        titled |= mapping.is_title(name);
    }
    match (titled, lists, wraps) {
        (_, true, _) | (false, _, true) => Kind::Wrapper,
        (true, ..) => Kind::Article,
        _ => Kind::Other,
    }
}

//! Feeds: RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, JSON Feed; an article an entry.
//!
//! Entries are cut out of the stream one by one, so that a feed that never ends takes no more
//! memory than its largest entry; what stands before the first tells of the feed. No entity is
//! expanded, and an entry that is broken is one reject. Start reading at [`Feed`].

mod channel;
mod element;
mod entry;
mod json_feed;

use quick_xml::events::BytesStart;

use super::super::RejectCode;
use super::super::encoding::record_text;
use super::super::row::{At, Context, Row, reject, too_large};
use super::super::window::Window;
use super::Rows;
use super::xml::attributes;
use super::xml::tags::{self, Kind, Next, Tag};
use channel::Channel;
use json_feed::JsonFeed;

/// A feed while it is read.
#[derive(Debug, Default)]
pub(super) struct Feed {
    state: State,
    entries: u64,
}

#[derive(Debug, Default)]
enum State {
    /// Nothing was read yet.
    #[default]
    New,
    Json(Box<JsonFeed>),
    Xml(Box<Channel>),
    Ended,
}

impl Rows for Feed {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        if matches!(self.state, State::New)
            && let Some(row) = self.begin(window, context)
        {
            return Some(row);
        }
        match &mut self.state {
            State::New | State::Ended => None,
            State::Json(feed) => feed.next_row(window, context),
            State::Xml(channel) => {
                let row = next_entry(window, channel, context);
                match row {
                    Taken::Row(row) => {
                        self.entries += 1;
                        Some(row)
                    }
                    Taken::Last(row) => {
                        self.state = State::Ended;
                        Some(row)
                    }
                    Taken::End => {
                        let at = window.at();
                        self.state = State::Ended;
                        let none = self.entries == 0 && !window.failed();
                        none.then(|| Row::Skipped { at, reason: "it is a feed without entries".into() })
                    }
                }
            }
        }
    }
}

/// What was taken of the stream.
enum Taken {
    Row(Row),
    /// A row after which nothing can be read.
    Last(Row),
    End,
}

impl Feed {
    /// Reads what stands before the first entry; a row if the input is no feed.
    fn begin(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        let first = loop {
            let found = window.data().iter().position(|byte| !byte.is_ascii_whitespace() && *byte != 0);
            if found.is_some() {
                break found;
            }
            window.consume_all();
            if !window.grow() {
                break None;
            }
        };
        let first = first.and_then(|at| window.data().get(at).copied());
        if first == Some(b'{') {
            self.state = State::Json(Box::new(JsonFeed::new(window)));
            return None;
        }
        let at = window.at();
        let found = seek(window, context.record_bytes_max);
        if matches!(found, Sought::None) && window.failed() {
            self.state = State::Ended;
            return None;
        }
        let (before, entry) = match found {
            Sought::Entry(tag) => (tag.start, true),
            Sought::None | Sought::TooFar => (window.data().len(), false),
        };
        let head = window.data().get(..before).unwrap_or_default();
        let (text, _) = record_text(head, window.proven_utf8);
        let channel = Channel::read(&text);
        if !channel.is_feed && !entry {
            self.state = State::Ended;
            let reason = "it holds no element of a feed (`rss`, `rdf:RDF`, `feed`): leave it out, or say its format";
            let row = reject(at, RejectCode::Malformed, reason.into(), head);
            window.consume_all();
            return Some(row);
        }
        self.state = State::Xml(Box::new(channel));
        None
    }
}

/// Where the next entry begins.
enum Sought {
    Entry(Tag),
    /// The stream has no more.
    None,
    /// There is none in as many bytes as a record may have.
    TooFar,
}

/// Looks for the tag that begins the next entry.
fn seek(window: &mut Window, max: usize) -> Sought {
    let mut from = 0;
    loop {
        match tags::next(window.data(), from) {
            Next::Tag(tag) => {
                if tag.kind != Kind::Close && is_entry(window.data(), tag) {
                    return Sought::Entry(tag);
                }
                from = tag.end;
            }
            Next::From(at) => {
                from = at;
                if window.data().len() > max {
                    return Sought::TooFar;
                }
                if !window.grow() {
                    return Sought::None;
                }
            }
        }
    }
}

fn is_entry(data: &[u8], tag: Tag) -> bool {
    let name = tags::local(data.get(tag.name.0..tag.name.1).unwrap_or_default());
    name.eq_ignore_ascii_case(b"item") || name.eq_ignore_ascii_case(b"entry")
}

/// Takes the next entry out of the stream.
fn next_entry(window: &mut Window, channel: &Channel, context: &Context) -> Taken {
    let tag = match seek(window, context.record_bytes_max) {
        Sought::Entry(tag) => tag,
        Sought::None if window.failed() => return Taken::End,
        Sought::None => return end(window, channel),
        Sought::TooFar => {
            let reason = format!("no entry begins in {} bytes: the rest is left out", context.record_bytes_max);
            let row = reject(window.at(), RejectCode::TooLarge, reason, window.data());
            window.consume_all();
            return Taken::Last(row);
        }
    };
    window.consume(tag.start);
    let at = window.at();
    let tag = Tag { start: 0, end: tag.end - tag.start, name: (tag.name.0 - tag.start, tag.name.1 - tag.start), ..tag };
    if tag.kind == Kind::Empty {
        let row = made(window.data().get(..tag.end).unwrap_or_default(), tag, tag.end, at, window.proven_utf8, channel, context);
        window.consume(tag.end);
        return Taken::Row(row);
    }
    match entry_end(window, tag, context.record_bytes_max) {
        Ended::Whole { inner, length } => {
            let data = window.data().get(..length).unwrap_or_default();
            let row = made(data, tag, inner, at, window.proven_utf8, channel, context);
            window.consume(length);
            Taken::Row(row)
        }
        Ended::Next(length) => {
            let reason = "the entry is not closed before the next begins: mend it and read it again";
            let row = reject(at, RejectCode::Malformed, reason.into(), window.data().get(..length).unwrap_or_default());
            window.consume(length);
            Taken::Row(row)
        }
        Ended::TooLong => {
            let row = too_large(at, window.data(), context);
            pass_entry(window, tag);
            Taken::Row(row)
        }
        Ended::Cut if window.failed() => Taken::End,
        Ended::Cut => {
            let reason = "the feed ends inside this entry: it may be cut off, and the entries before it are kept";
            let row = reject(at, RejectCode::Malformed, reason.into(), window.data());
            window.consume_all();
            Taken::Last(row)
        }
    }
}

/// What ends an entry.
enum Ended {
    /// Its end tag: where it begins and ends.
    Whole { inner: usize, length: usize },
    /// The beginning of the next.
    Next(usize),
    /// It is longer than a record may be.
    TooLong,
    /// The end of the stream.
    Cut,
}

fn entry_end(window: &mut Window, tag: Tag, max: usize) -> Ended {
    let name = window.data().get(tag.name.0..tag.name.1).unwrap_or_default().to_vec();
    let mut from = tag.end;
    loop {
        match tags::next(window.data(), from) {
            Next::Tag(found) => {
                let same = window.data().get(found.name.0..found.name.1).is_some_and(|other| other.eq_ignore_ascii_case(&name));
                match found.kind {
                    _ if !same => {}
                    Kind::Close if found.end > max => return Ended::TooLong,
                    Kind::Close => return Ended::Whole { inner: found.start, length: found.end },
                    Kind::Open | Kind::Empty => return Ended::Next(found.start),
                }
                from = found.end;
            }
            Next::From(at) => {
                from = at;
                if window.data().len() > max {
                    return Ended::TooLong;
                }
                if !window.grow() {
                    return Ended::Cut;
                }
            }
        }
    }
}

/// Passes over an entry that is too long, holding no more of it than a tag.
fn pass_entry(window: &mut Window, tag: Tag) {
    let name = window.data().get(tag.name.0..tag.name.1).unwrap_or_default().to_vec();
    let mark = [b"</".as_slice(), &name, b">".as_slice()].concat();
    window.pass(tag.end);
    loop {
        if let Some(at) = memchr::memmem::find(window.data(), &mark) {
            window.pass(at + mark.len());
            return;
        }
        let kept = window.data().len().min(mark.len());
        window.pass(window.data().len() - kept);
        if !window.grow() {
            window.pass_all();
            return;
        }
    }
}

/// Makes the row of an entry: `data` from its tag to its end, its content up to `inner`.
fn made(data: &[u8], tag: Tag, inner: usize, at: At, proven_utf8: bool, channel: &Channel, context: &Context) -> Row {
    let open = data.get(1..tag.end.saturating_sub(1)).unwrap_or_default();
    let open = String::from_utf8_lossy(open);
    let open = open.trim_end_matches('/');
    let name_length = tag.name.1 - tag.name.0;
    let attributes = attributes(&BytesStart::from_content(open, name_length.min(open.len())));
    let (text, bad_bytes) = record_text(data.get(tag.end..inner).unwrap_or_default(), proven_utf8);
    let mut draft = entry::draft(&text, &attributes, channel, context.zone);
    draft.notes.extend(bad_bytes);
    draft.finish(at, data, context)
}

/// The end of the stream behind the last entry: a feed whose root is not closed was cut off; an
/// entry may also stand alone.
fn end(window: &mut Window, channel: &Channel) -> Taken {
    let closes = |name: &[u8]| {
        let data = window.data();
        memchr::memchr_iter(b'<', data).any(|at| {
            let rest = data.get(at + 1..).unwrap_or_default();
            let end = rest.iter().position(|byte| matches!(byte, b'>' | b' ' | b'\n')).unwrap_or(rest.len());
            rest.first() == Some(&b'/') && tags::local(rest.get(1..end).unwrap_or_default()).eq_ignore_ascii_case(name)
        })
    };
    let is_whole = ["rss", "feed", "rdf", "channel"].into_iter().any(|name| closes(name.as_bytes()));
    if is_whole || !channel.is_feed {
        window.consume_all();
        return Taken::End;
    }
    let reason = "the feed ends before its root element is closed: it may be cut off, and the entries before this are kept";
    let row = reject(window.at(), RejectCode::Malformed, reason.into(), window.data());
    window.consume_all();
    Taken::Last(row)
}

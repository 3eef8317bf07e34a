//! Cuts items out of a message, one by one.

use super::super::super::Format;
use super::super::super::window::Window;
use super::super::xml::tags::{self, Kind as TagKind, Next, Tag};

/// What an element at the top of a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A document of NITF.
    Nitf,
    /// An item of `NewsML-G2`.
    NewsItem,
    /// An item of `NewsML` 1.2.
    NewsMl1,
    /// Another item, in words.
    Other(&'static str),
}

impl Kind {
    /// Tells an item by its name without prefix.
    fn of(name: &[u8], format: Format) -> Option<Self> {
        Some(match (name, format) {
            (b"nitf", Format::Nitf) => Self::Nitf,
            (_, Format::Nitf) => return None,
            (b"newsItem", _) => Self::NewsItem,
            (b"NewsItem", _) => Self::NewsMl1,
            (b"packageItem", _) => Self::Other("a package of items"),
            (b"conceptItem", _) => Self::Other("a concept"),
            (b"knowledgeItem", _) => Self::Other("a set of concepts"),
            (b"planningItem", _) => Self::Other("a plan"),
            (b"catalogItem", _) => Self::Other("a catalogue"),
            _ => return None,
        })
    }
}

/// What was cut out of the stream.
#[derive(Debug)]
pub(super) enum Cut {
    /// An item at the front of the window, and its length.
    Item { kind: Kind, length: usize },
    /// An item at the front of the window that is not closed before the next begins.
    Unclosed(usize),
    /// An item at the front of the window that is longer than a record may be, and its end tag.
    TooLong { end: Vec<u8> },
    /// An item at the front of the window that the end of the stream cuts.
    Inside,
    /// No item begins in as many bytes as a record may have.
    TooFar,
    /// No item any more.
    End,
}

/// Moves the window on to the next item and measures it.
pub(super) fn next(window: &mut Window, format: Format, max: usize) -> Cut {
    let (tag, kind) = match seek(window, format, max) {
        Ok(found) => found,
        Err(cut) => return cut,
    };
    window.consume(tag.start);
    let name = window.data().get(tag.name.0 - tag.start..tag.name.1 - tag.start).unwrap_or_default().to_vec();
    let mut from = tag.end - tag.start;
    if tag.kind == TagKind::Empty {
        return Cut::Item { kind, length: from };
    }
    let mut depth = 1_usize;
    loop {
        match tags::next(window.data(), from) {
            Next::Tag(found) => {
                from = found.end;
                if window.data().get(found.name.0..found.name.1) != Some(name.as_slice()) {
                    continue;
                }
                match found.kind {
                    TagKind::Close => depth -= 1,
                    // Only items of `NewsML` 1.2 lie in one another.
                    TagKind::Open if kind == Kind::NewsMl1 => depth += 1,
                    TagKind::Open => return Cut::Unclosed(found.start),
                    TagKind::Empty => {}
                }
                if depth == 0 {
                    return if found.end > max { too_long(&name) } else { Cut::Item { kind, length: found.end } };
                }
            }
            Next::From(at) => {
                from = at;
                if window.data().len() > max {
                    return too_long(&name);
                }
                if !window.grow() {
                    return Cut::Inside;
                }
            }
        }
    }
}

fn too_long(name: &[u8]) -> Cut {
    Cut::TooLong { end: [b"</".as_slice(), name, b">".as_slice()].concat() }
}

fn seek(window: &mut Window, format: Format, max: usize) -> Result<(Tag, Kind), Cut> {
    let mut from = 0;
    loop {
        match tags::next(window.data(), from) {
            Next::Tag(tag) => {
                let name = tags::local(window.data().get(tag.name.0..tag.name.1).unwrap_or_default());
                if tag.kind != TagKind::Close
                    && let Some(kind) = Kind::of(name, format)
                {
                    return Ok((tag, kind));
                }
                from = tag.end;
            }
            Next::From(at) => {
                from = at;
                if window.data().len() > max {
                    return Err(Cut::TooFar);
                }
                if !window.grow() {
                    return Err(Cut::End);
                }
            }
        }
    }
}

/// Passes over an item that is too long, holding no more of it than its end tag.
pub(super) fn pass(window: &mut Window, end: &[u8]) {
    loop {
        if let Some(at) = memchr::memmem::find(window.data(), end) {
            window.pass(at + end.len());
            return;
        }
        let kept = window.data().len().min(end.len());
        window.pass(window.data().len() - kept);
        if !window.grow() {
            window.pass_all();
            return;
        }
    }
}

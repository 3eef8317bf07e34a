//! A window over a stream of bytes: formats look at what lies in it and take rows from its front.

use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::row::At;

/// Bytes that are asked of the stream at once.
const CHUNK: usize = 256 * 1024;

/// Compressed bytes may unfold to this many largest records without a row among them; more is an
/// attack on disk and time and no text.
const UNFOLD_RECORDS: u64 = 64;

/// Bytes of a row that is passed over weigh this much less: they belong to a row, hold no memory,
/// and are walked at a gigabyte a second. With 64 records of 16 MiB this makes 16 GiB, more than any
/// row of news and far less than what compression inside compression unfolds to.
const PASSED_SHARE: u64 = 16;

/// Why a stream ended too early.
#[derive(Debug)]
pub(super) enum Failure {
    /// It could not be read on.
    Unreadable(io::Error),
    /// Compressed data unfolded to more than this many bytes without a row.
    Unfolds(u64),
}

/// The unread front of a stream, with its place.
///
/// Its memory is that of the longest look ahead: formats bound how far they look.
pub(super) struct Window {
    source: Box<dyn Read + Send>,
    buffer: Vec<u8>,
    start: usize,
    ended: bool,
    failure: Option<Failure>,
    at: At,
    indent: Option<usize>,
    since_row: u64,
    unfold_max: u64,
    replaced: Option<Arc<AtomicU64>>,
    replaced_seen: u64,
    /// Whether the beginning of the stream proves that it is UTF-8 (it has letters of several
    /// bytes), so that other bytes are damage and no other encoding.
    pub(super) proven_utf8: bool,
}

impl Window {
    /// Looks at a stream whose first byte is byte `at` of the input.
    pub(super) fn new(source: Box<dyn Read + Send>, at: u64) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            start: 0,
            ended: false,
            failure: None,
            at: At { line: 1, byte: at },
            indent: Some(0),
            since_row: 0,
            unfold_max: u64::MAX,
            replaced: None,
            replaced_seen: 0,
            proven_utf8: false,
        }
    }

    /// Bounds what a compressed stream may unfold to between two rows; `barren` bytes went before.
    pub(super) fn bound_unfolding(&mut self, record_bytes_max: usize, barren: u64) {
        self.unfold_max = (record_bytes_max as u64).saturating_mul(UNFOLD_RECORDS);
        self.since_row = barren;
    }

    /// Bytes since the last row.
    pub(super) fn barren(&self) -> u64 {
        self.since_row
    }

    /// Watches the count of places where the text decoder replaced bytes.
    pub(super) fn watch_replaced(&mut self, count: Arc<AtomicU64>) {
        self.replaced = Some(count);
    }

    /// Bytes that lie in the window.
    pub(super) fn data(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// Place of the first byte in the window.
    pub(super) fn at(&self) -> At {
        self.at
    }

    /// Blanks between the beginning of the line and the first byte in the window; `None` if other
    /// bytes stand there.
    pub(super) fn indent(&self) -> Option<usize> {
        self.indent
    }

    /// Whether all that is left of the stream lies in the window.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// Whether the stream ended too early; then the bytes left in the window are no whole row.
    pub(super) fn failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Takes the reason why the stream ended too early.
    pub(super) fn take_failure(&mut self) -> Option<Failure> {
        self.failure.take()
    }

    /// Reads on; `false` at the end of the stream.
    pub(super) fn grow(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.start > 0 && self.start >= self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let before = self.buffer.len();
        match self.source.by_ref().take(CHUNK as u64).read_to_end(&mut self.buffer) {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => self.fail(Failure::Unreadable(error)),
        }
        let unfolded = self.since_row + self.data().len() as u64;
        if unfolded > self.unfold_max {
            self.fail(Failure::Unfolds(unfolded));
        }
        self.buffer.len() > before
    }

    /// Reads until `want` bytes lie in the window or the stream ends.
    pub(super) fn fill(&mut self, want: usize) {
        while self.data().len() < want && self.grow() {}
    }

    fn fail(&mut self, failure: Failure) {
        self.ended = true;
        self.failure = Some(failure);
    }

    /// Moves on by `count` bytes.
    pub(super) fn consume(&mut self, count: usize) {
        let count = count.min(self.data().len());
        self.since_row += count as u64;
        self.advance(count);
    }

    /// Moves on by `count` bytes of a row that is passed over because it is too long: they are not
    /// without a row.
    pub(super) fn pass(&mut self, count: usize) {
        let count = count.min(self.data().len());
        self.since_row += count as u64 / PASSED_SHARE;
        self.advance(count);
    }

    /// Passes over all that lies in the window.
    pub(super) fn pass_all(&mut self) {
        self.pass(self.data().len());
    }

    fn advance(&mut self, count: usize) {
        let passed = self.data().get(..count).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', passed).count() as u64;
        let indent = match memchr::memrchr(b'\n', passed) {
            Some(line) => blanks(passed.get(line + 1..).unwrap_or_default()),
            None => self.indent.and_then(|before| Some(before + blanks(passed)?)),
        };
        self.at = At { line: self.at.line + lines, byte: self.at.byte + count as u64 };
        self.start += count;
        self.indent = indent;
    }

    /// Moves on over all that lies in the window.
    pub(super) fn consume_all(&mut self) {
        self.consume(self.data().len());
    }

    /// Says that a row was found; returns whether bytes of it may have been replaced.
    pub(super) fn row_done(&mut self) -> bool {
        self.since_row = 0;
        let now = self.replaced.as_ref().map_or(0, |count| count.load(Ordering::Relaxed));
        now != std::mem::replace(&mut self.replaced_seen, now)
    }
}

/// Counts blanks, if there is nothing else.
fn blanks(bytes: &[u8]) -> Option<usize> {
    bytes.iter().all(|byte| matches!(byte, b' ' | b'\t')).then_some(bytes.len())
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Window").field("at", &self.at).field("bytes", &self.data().len()).finish_non_exhaustive()
    }
}

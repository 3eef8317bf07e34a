//! JSON lines: one object a line.

use super::super::row::{Context, Row, too_large};
use super::super::scan;
use super::super::window::Window;
use super::{Rows, object};

/// JSON lines.
#[derive(Debug)]
pub(super) struct Jsonl;

impl Rows for Jsonl {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        loop {
            let (line, end) = line_length(window, context.record_bytes_max)?;
            let data = window.data().get(..line).unwrap_or_default();
            if line > context.record_bytes_max {
                let row = too_large(window.at(), data, context);
                skip_line(window);
                return Some(row);
            }
            let row = trimmed(data);
            let row = (!row.is_empty()).then(|| object::read(row, window.at(), window.proven_utf8, context));
            window.consume(end);
            if row.is_some() {
                return row;
            }
        }
    }
}

/// Looks for the end of the line at the front: its length without and with the line end. A line
/// longer than `max` is answered as soon as that is seen.
pub(super) fn line_length(window: &mut Window, max: usize) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let data = window.data();
        if let Some(found) = memchr::memchr(b'\n', data.get(from..).unwrap_or_default()) {
            return Some((from + found, from + found + 1));
        }
        from = data.len();
        if from > max {
            return Some((from, from));
        }
        if !window.grow() {
            let last = window.data().len();
            return (last > 0 && !window.failed()).then_some((last, last));
        }
    }
}

/// Moves over the rest of a line, whatever its length.
fn skip_line(window: &mut Window) {
    loop {
        if let Some(found) = memchr::memchr(b'\n', window.data()) {
            window.pass(found + 1);
            return;
        }
        window.pass_all();
        if !window.grow() {
            return;
        }
    }
}

/// A line without white space around it, a mark of byte order before and a comma after it.
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    let begin = line.get(scan::space(line)..).unwrap_or_default();
    let end = begin.iter().rposition(|byte| !scan::is_space(*byte)).map_or(0, |at| at + 1);
    let line = begin.get(..end).unwrap_or_default();
    line.strip_suffix(b"},").map_or(line, |_| line.get(..line.len() - 1).unwrap_or(line))
}

//! Quotes around the fields of a table: whether they are written as the rule has it, and what a row
//! holds where they are not.

use memchr::memchr_iter;

use super::dialect::Dialect;

/// Bytes of a row that are looked at where its quotes are not written by the rule.
const LOOSE_BYTES_MAX: usize = 64 * 1024;

/// Lines of such a row.
const LOOSE_LINES_MAX: usize = 50;

/// How the fields of a sample are quoted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Quoting {
    /// Fields that a quote begins and ends.
    pub(super) closed: usize,
    /// Fields that a quote begins, with a quote inside that is neither doubled nor escaped.
    pub(super) loose: usize,
}

impl Quoting {
    /// Looks at the fields of a text.
    pub(super) fn of(text: &[u8], dialect: Dialect) -> Self {
        let Some(quote) = dialect.quote else { return Self::default() };
        let mut found = Self::default();
        let mut after = 0;
        for at in memchr_iter(quote, text) {
            if at < after || !dialect.begins(text, at) {
                continue;
            }
            match dialect.closing(text, at) {
                Closing::At(end) => {
                    found.closed += 1;
                    after = end + 1;
                }
                Closing::Loose(inside) => {
                    found.loose += 1;
                    after = inside + 1;
                }
                Closing::Never => return found,
            }
        }
        found
    }

    /// Whether quotes are signs of the table and no letters of its text: most fields that one begins,
    /// one ends as well.
    pub(super) fn is_sure(self) -> bool {
        self.closed >= 2 && self.closed >= 4 * self.loose
    }
}

/// Where a quoted field ends.
enum Closing {
    /// At this quote.
    At(usize),
    /// A quote stands here that neither ends it nor is text by the rule.
    Loose(usize),
    /// Nowhere.
    Never,
}

impl Dialect {
    /// Whether a field begins at a place.
    fn begins(self, text: &[u8], at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.parts(text, before))
    }

    /// Whether the byte at a place parts fields or rows; the end of the text does.
    fn parts(self, text: &[u8], at: usize) -> bool {
        text.get(at).is_none_or(|byte| *byte == self.separator || matches!(byte, b'\n' | b'\r'))
    }

    /// The end of the field whose quote opens at a place.
    fn closing(self, text: &[u8], open: usize) -> Closing {
        let Some(quote) = self.quote else { return Closing::Never };
        let behind = text.get(open + 1..).unwrap_or_default();
        let mut after = 0;
        for at in memchr_iter(quote, behind) {
            if at < after {
                continue;
            }
            let slashes = behind.get(..at).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
            if self.escapes && slashes % 2 == 1 {
                continue;
            }
            match behind.get(at + 1) {
                Some(byte) if *byte == quote => after = at + 2,
                _ if self.parts(behind, at + 1) => return Closing::At(open + 1 + at),
                _ => return Closing::Loose(open + 1 + at),
            }
        }
        Closing::Never
    }

    /// Whether a quoted field of a row holds a quote that is neither doubled nor escaped.
    pub(super) fn is_loose(self, row: &[u8]) -> bool {
        self.quote.is_some_and(|quote| memchr::memchr(quote, row).is_some()) && Quoting::of(row, self).loose > 0
    }

    /// Reads the row at the front of `data` whose quotes are not written by the rule: a quote ends a
    /// field only before a separator or a line end, and others are text. Gives its fields and its
    /// bytes, line end and all; `None` where it has not so many fields.
    pub(super) fn loosely(self, data: &[u8], whole: bool, width: usize) -> Option<(Vec<Vec<u8>>, usize)> {
        let quote = self.quote?;
        let shown = data.get(..LOOSE_BYTES_MAX).unwrap_or(data);
        let whole = whole && shown.len() == data.len();
        let mut cells = Vec::new();
        let (mut at, mut lines) = (0, 0);
        loop {
            let field = shown.get(at..)?;
            let (cell, length) = if field.first() == Some(&quote) {
                let (cell, length) = self.loose_field(field, quote)?;
                // What the limit cuts may go on.
                (length < field.len() || whole).then_some((cell, length))?
            } else {
                let ends = field.iter().position(|byte| *byte == self.separator || matches!(byte, b'\n' | b'\r'));
                let length = ends.or_else(|| whole.then_some(field.len()))?;
                (field.get(..length)?.to_vec(), length)
            };
            lines += memchr_iter(b'\n', &cell).count();
            cells.push(cell);
            at += length;
            if cells.len() > width || lines > LOOSE_LINES_MAX {
                return None;
            }
            match shown.get(at) {
                Some(byte) if *byte == self.separator => at += 1,
                end => {
                    let two = end == Some(&b'\r') && shown.get(at + 1) == Some(&b'\n');
                    let end = at + usize::from(end.is_some()) + usize::from(two);
                    return (cells.len() == width).then_some((cells, end));
                }
            }
        }
    }

    /// The text of a quoted field, and its bytes with the quotes.
    fn loose_field(self, field: &[u8], quote: u8) -> Option<(Vec<u8>, usize)> {
        let mut cell = Vec::new();
        let mut at = 1;
        loop {
            let byte = *field.get(at)?;
            let next = field.get(at + 1).copied();
            match byte {
                // Both ways to write a quote may stand in one field.
                b'\\' if next == Some(quote) && !self.parts(field, at + 2) => {
                    cell.push(quote);
                    at += 2;
                }
                byte if byte == quote && next == Some(quote) => {
                    cell.push(quote);
                    at += 2;
                }
                byte if byte == quote && self.parts(field, at + 1) => return Some((cell, at + 1)),
                byte => {
                    cell.push(byte);
                    at += 1;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIALECT: Dialect = Dialect { separator: b';', quote: Some(b'\''), escapes: false };

    #[test]
    fn quotes_are_counted() {
        let check = |text: &str, escapes: bool, expected: (usize, usize)| {
            let found = Quoting::of(text.as_bytes(), Dialect { escapes, ..DIALECT });
            assert_eq!((found.closed, found.loose), expected, "{text}");
        };
        check("a;'b; c'\n'd''s';e", false, (2, 0));
        check("a;'b\\'s; c'\n", false, (0, 1));
        check("a;'b\\'s; c'\n", true, (1, 0));
        check("a;'b\\';'c'\n", false, (2, 0));
        check("it's;so\n", false, (0, 0));
        check("'t is;so\n", false, (0, 0));
    }

    #[test]
    fn rows_with_loose_quotes_are_read() {
        let check = |text: &str, expected: Option<&[&str]>| {
            let found = DIALECT.loosely(text.as_bytes(), true, 2).map(|(cells, _)| cells);
            let told: Option<Vec<String>> = found.map(|cells| cells.into_iter().map(|cell| String::from_utf8(cell).unwrap()).collect());
            assert_eq!(told.as_deref(), expected.map(|cells| cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>()).as_deref());
        };
        check("a;'it's; so'\nb;c\n", Some(&["a", "it's; so"]));
        check("'it\\'s ''so'';\nyes';b\r\n", Some(&["it's 'so';\nyes", "b"]));
        check("'it's so;b\n", None);
        check("a;'it's;x';b\n", None);
    }
}

//! How a table is written: its separator, its quotes, its escapes. Told by a sample.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quotes::Quoting;

/// Separators that are looked for.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows of the sample that are looked at.
const ROWS_MAX: usize = 200;

/// Columns of a row that are looked at.
const COLUMNS_MAX: usize = 10_000;

/// What fields in quotes add to the score of a dialect, which is a thousand at most: more than a
/// difference that does not count, and less than rows that are alike.
const SURE: usize = 20;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The byte between columns.
    pub(super) separator: u8,
    /// The byte around fields that hold separators; `None` where quotes are text.
    pub(super) quote: Option<u8>,
    /// Whether a backslash before a quote makes it text.
    pub(super) escapes: bool,
}

/// A dialect with what it makes of the sample.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) dialect: Dialect,
    /// The rows that are whole.
    pub(super) rows: Vec<Vec<String>>,
    /// Columns of most rows.
    pub(super) width: usize,
    /// Share of the rows that have so many, in percent.
    pub(super) share: usize,
    /// Quotes that stand at the edges of fields.
    pub(super) edges: usize,
}

impl Dialect {
    /// Lines, each of one column.
    pub(super) const LINES: Self = Self { separator: b'\t', quote: None, escapes: false };

    /// Makes a parser.
    pub(super) fn reader(self) -> Reader {
        let mut builder = ReaderBuilder::new();
        builder.delimiter(self.separator).quoting(self.quote.is_some()).quote(self.quote.unwrap_or(b'"'));
        builder.escape(self.escapes.then_some(b'\\')).double_quote(true);
        builder.build()
    }

    /// The separator, for a reader.
    pub(super) fn shown(self) -> String {
        if self.separator == b'\t' { "a tab".to_owned() } else { format!("`{}`", char::from(self.separator)) }
    }

    /// Fields of a single line; quotes are text where the line does not close them.
    pub(super) fn count(self, line: &[u8]) -> usize {
        rows(self, line, true, 1).first().map_or(0, Vec::len)
    }

    /// Reads the sample in this dialect.
    pub(super) fn sample(self, text: &str, whole: bool) -> Sample {
        let rows = rows(self, text.as_bytes(), whole, ROWS_MAX);
        let mut widths: Vec<usize> = rows.iter().map(Vec::len).collect();
        widths.sort_unstable();
        let often = widths.chunk_by(|a, b| a == b).max_by_key(|same| (same.len(), same.first().copied()));
        let (width, count) = often.map_or((0, 0), |same| (same.first().copied().unwrap_or(0), same.len()));
        let share = count * 100 / rows.len().max(1);
        let edges = self.quote.map_or(0, |quote| edges(text.as_bytes(), self.separator, quote));
        Sample { dialect: self, rows, width, share, edges }
    }

    /// Finds the dialect in which most rows have the same number of columns, two at least; `None`
    /// where there is none. With `separator`, only that one is looked for.
    pub(super) fn find(text: &str, whole: bool, separator: Option<u8>) -> Option<Sample> {
        let mut best: Option<(usize, Sample)> = None;
        for separator in SEPARATORS.into_iter().filter(|known| separator.is_none_or(|only| only == *known)) {
            if memchr::memchr(separator, text.as_bytes()).is_none() {
                continue;
            }
            // Quotes are text only where they neither make the rows alike nor are signs of the table for
            // sure: else a comma inside them would make a further column of every row.
            let mut quoted = false;
            for quote in [Some(b'"'), Some(b'\''), None] {
                if quote.is_none() && quoted {
                    continue;
                }
                let (dialect, quoting) = escaping(text.as_bytes(), Self { separator, quote, escapes: false });
                let sample = dialect.sample(text, whole);
                // An apostrophe is a quote only where some fields are kept in them, and more rows are
                // alike by that.
                // Tables parted by tabs are often written without quoting: then a quote is text.
                let text = separator == b'\t' && quote == Some(b'"') && Self { quote: None, ..dialect }.has_quotes_as_text(text, whole);
                if text || sample.width < 2 || (quote == Some(b'\'') && sample.edges < 2) {
                    continue;
                }
                // One field a row or more is kept in quotes.
                let sure = quoting.is_sure() && quoting.closed >= sample.rows.len();
                quoted |= sample.share >= 90 || sure;
                // More columns are less likely to be alike by chance.
                let score = sample.share * (sample.width - 1) * 10 / sample.width + if sure { SURE } else { 0 };
                // Ten in a thousand are no difference: the usual dialect is looked at first.
                if best.as_ref().is_none_or(|(held, _)| score > held + 10) {
                    best = Some((score, sample));
                }
            }
        }
        best.map(|(_, sample)| sample)
    }
}

impl Dialect {
    /// Whether every line is a row when quotes are text, and some field begins with one that does not
    /// end it.
    fn has_quotes_as_text(self, text: &str, whole: bool) -> bool {
        let sample = self.sample(text, whole);
        let open = |cell: &String| cell.len() > 1 && cell.starts_with('"') && !cell.ends_with('"');
        sample.share == 100 && sample.rows.iter().flatten().any(open)
    }
}

/// Counts quotes at the edges of fields.
fn edges(text: &[u8], separator: u8, quote: u8) -> usize {
    let edge = |at: Option<usize>| at.is_none_or(|at| text.get(at).is_none_or(|byte| *byte == separator || matches!(byte, b'\n' | b'\r')));
    memchr::memchr_iter(quote, text).filter(|at| edge(at.checked_sub(1)) != edge(Some(at + 1))).count()
}

/// Decides whether a backslash before a quote makes it text, and how the fields are quoted then.
///
/// Both ways to write a quote may stand in one table: a doubled quote is text in any case, so only
/// backslashes decide. Where the fields are as well quoted with and without (a field may end with a
/// backslash), the more frequent way does.
fn escaping(text: &[u8], dialect: Dialect) -> (Dialect, Quoting) {
    let escaped = Dialect { escapes: true, ..dialect };
    let (without, with) = (Quoting::of(text, dialect), Quoting::of(text, escaped));
    let better = match with.loose.cmp(&without.loose) {
        std::cmp::Ordering::Equal => {
            with.closed >= without.closed && dialect.quote.is_some_and(|quote| escapes(text, dialect.separator, quote))
        }
        order => order.is_lt(),
    };
    if better { (escaped, with) } else { (dialect, without) }
}

/// Whether quotes inside fields have a backslash before them rather than being doubled.
fn escapes(text: &[u8], separator: u8, quote: u8) -> bool {
    let is_end = |at: usize| text.get(at).is_none_or(|byte| *byte == separator || matches!(byte, b'\n' | b'\r'));
    let (mut escaped, mut doubled) = (0usize, 0usize);
    for at in memchr::memchr_iter(quote, text) {
        let Some(before) = at.checked_sub(1) else { continue };
        match text.get(before) {
            Some(b'\\') if !is_end(at + 1) => escaped += 1,
            Some(byte) if *byte == quote && before > 0 && !is_end(before - 1) => doubled += 1,
            _ => {}
        }
    }
    escaped > doubled
}

/// Reads rows of a sample; its last row is left out where the text goes on. Blank lines are no rows.
fn rows(dialect: Dialect, text: &[u8], whole: bool, max: usize) -> Vec<Vec<String>> {
    let mut reader = dialect.reader();
    let mut output = vec![0; text.len() + 1];
    let mut ends = vec![0; COLUMNS_MAX];
    let mut rows = Vec::new();
    let (mut from, mut written, mut fields) = (0, 0, 0);
    while rows.len() < max {
        let input = text.get(from..).unwrap_or_default();
        if input.is_empty() && !whole {
            break;
        }
        let out = output.get_mut(written..).unwrap_or_default();
        let (result, read, wrote, ended) = reader.read_record(input, out, ends.get_mut(fields..).unwrap_or_default());
        from += read;
        written += wrote;
        fields += ended;
        match result {
            ReadRecordResult::InputEmpty if !input.is_empty() => {}
            ReadRecordResult::Record => {
                let mut begin = 0;
                let cells = ends.iter().take(fields).map(|end| {
                    let cell = String::from_utf8_lossy(output.get(begin..*end).unwrap_or_default()).into_owned();
                    begin = *end;
                    cell
                });
                let cells: Vec<String> = cells.collect();
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    rows.push(cells);
                }
                (written, fields) = (0, 0);
            }
            _ => break,
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dialects_are_told() {
        let check = |text: &str, expected: Option<(char, Option<char>, bool, usize)>| {
            let found = Dialect::find(text, true, None);
            let told = found.map(|found| {
                let Dialect { separator, quote, escapes } = found.dialect;
                (char::from(separator), quote.map(char::from), escapes, found.width)
            });
            assert_eq!(told, expected, "{text}");
        };
        check("title,text\na,b\n\"c, d\",e\n", Some((',', Some('"'), false, 2)));
        check("title;text\r\na;b, c, d\r\ne;f\r\n", Some((';', Some('"'), false, 2)));
        check("Kultur;'Das \"Haus\"; neu, gut'\nSport;'Er''s; ja'\nSport;'Nein, nein, nein'\n", Some((';', Some('\''), false, 2)));
        check("id\ttitle\n1\tA \"quoted\" word\n2\t\"B\n3\tc\n", Some(('\t', None, false, 2)));
        check("a|b|c\n1|2|3\n", Some(('|', Some('"'), false, 3)));
        check("title,text\nx,\"he said \\\"no, never\\\" twice\"\n", Some((',', Some('"'), true, 2)));
        check("title,text\nx,\"he said \"\"no\"\" twice\"\n", Some((',', Some('"'), false, 2)));
        check("title,text\nx,\"two\nlines, and\nmore\"\ny,z\n", Some((',', Some('"'), false, 2)));
        check("3,A,\"b, c\"\n3,B,\"d, e\"\n", Some((',', Some('"'), false, 3)));
        check("one line\nand another\n", None);
        check("Kultur;'Das ist''s; ja'\nSport;'Das\\'s; so'\nSport;'Nein'\n", Some((';', Some('\''), true, 2)));
        check("Kultur;'Ein Haus'\nSport;'Ein Tor'\n", Some((';', Some('\''), false, 2)));
        check("a;'C:\\'\nb;'c'\n", Some((';', Some('\''), false, 2)));
        check("title,text\n'Tis so,a\nb,'No' way\n", Some((',', Some('"'), false, 2)));
    }
}

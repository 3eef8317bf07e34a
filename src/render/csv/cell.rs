//! Rows of cells that no spreadsheet runs.

use csv::{Terminator, WriterBuilder};

use crate::render::text;

/// First characters by which spreadsheets take a cell for a formula
/// (<https://owasp.org/www-community/attacks/CSV_Injection>).
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Writes a row, quoted where RFC 4180 asks for it.
pub(in crate::render) fn record(cells: impl Iterator<Item = String>) -> String {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).flexible(true).from_writer(Vec::new());
    // Nothing that is written into memory can fail, and text stays text.
    let _ = writer.write_record(cells.map(|cell| safe(&cell)));
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn safe(cell: &str) -> String {
    let cell = text::without_controls(cell);
    if cell.starts_with(FORMULA) { format!("'{cell}") } else { cell.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_quoted_and_safe() {
        let row = |cells: &[&str]| record(cells.iter().map(|cell| (*cell).to_owned()));
        assert_eq!(row(&["a", "b,c", "d \"e\"", "f\ng", ""]), "a,\"b,c\",\"d \"\"e\"\"\",\"f\ng\",\r\n");
        assert_eq!(row(&["=1+1", "+1", "-1", "@A1"]), "'=1+1,'+1,'-1,'@A1\r\n");
        assert_eq!(row(&["\t=1", "\r=1", "\u{0}=1", "\u{feff}"]), "'\t=1,\"'\r=1\",'=1,\u{feff}\r\n");
        assert_eq!(row(&[""]), "\"\"\r\n", "a row of one empty cell is a row");
    }
}

//! Numbers, dates and tables for readers.

use std::fmt::Write as _;

use crate::article::published::{Instant, When};

/// Writes a number with commas.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Writes a number with what it counts.
pub(super) fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", count(number), if number == 1 { one } else { many })
}

/// Writes bytes in binary units.
#[allow(clippy::cast_precision_loss, reason = "a size is shown with one decimal")]
pub(super) fn bytes(bytes: u64) -> String {
    let units = ["KiB", "MiB", "GiB", "TiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let (mut size, mut unit) = (bytes as f64 / 1024.0, "KiB");
    for larger in units.into_iter().skip(1) {
        if size < 1024.0 {
            break;
        }
        (size, unit) = (size / 1024.0, larger);
    }
    format!("{size:.1} {unit}")
}

/// Writes a moment in UTC, to the second.
pub(super) fn moment(micros: i64) -> String {
    When::Instant(Instant { micros: micros.div_euclid(1_000_000) * 1_000_000, offset: None, seconds: true }).to_string()
}

/// Lays rows out in columns; those of `right` are numbers.
pub(super) fn table(rows: &[Vec<String>], right: &[usize]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for row in rows {
        let mut line = String::new();
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            let fill = " ".repeat(width - cell.chars().count());
            let (before, after) = if right.contains(&column) { (fill.as_str(), "") } else { ("", fill.as_str()) };
            let _ = write!(line, "{before}{cell}{after}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_readers() {
        let counts: Vec<String> = [0, 999, 1_000, 21_578, 1_234_567].map(count).to_vec();
        assert_eq!(counts, ["0", "999", "1,000", "21,578", "1,234,567"]);
        let sizes: Vec<String> = [512, 1_536, 5 << 20, 3 << 30].map(bytes).to_vec();
        assert_eq!(sizes, ["512 B", "1.5 KiB", "5.0 MiB", "3.0 GiB"]);
        assert_eq!(moment(1_743_460_200_123_456), "2025-03-31T22:30:00Z");
        assert_eq!(counted(1, "article", "articles"), "1 article");
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [vec!["a".to_owned(), "1".to_owned()], vec!["bcd".to_owned(), "100".to_owned(), "x".to_owned()]];
        assert_eq!(table(&rows, &[1]), "a      1\nbcd  100  x\n");
    }
}

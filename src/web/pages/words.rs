//! Dates, numbers and names in words.

use std::fmt::Write as _;

use crate::article::Stamp;
use crate::article::published::{Basis, CivilDay, Precision, When};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// Name of a month, 1 to 12.
pub(super) fn month(number: u32) -> &'static str {
    usize::try_from(number).ok().and_then(|number| number.checked_sub(1)).and_then(|index| MONTHS.get(index)).copied().unwrap_or("")
}

/// A day in words: `29 January 2025`.
pub(super) fn day(day: CivilDay) -> String {
    format!("{} {} {}", day.day(), month(day.month()), day.year())
}

/// A date in words, as precise as it is.
pub(super) fn when(when: &When) -> String {
    match when {
        When::Year(year) => year.to_string(),
        When::Month(year, number) => format!("{} {year}", month(*number)),
        When::Day(civil) => day(*civil),
        When::Instant(instant) => {
            // As the publisher wrote it: in the offset of the text, never moved to another zone.
            let offset = instant.offset.unwrap_or(0);
            let local = instant.micros.saturating_add(i64::from(offset) * 1_000_000);
            let seconds = local.div_euclid(1_000_000);
            let civil = i32::try_from(seconds.div_euclid(86_400)).ok().and_then(CivilDay::from_number);
            let of_day = seconds.rem_euclid(86_400);
            let mut text = civil.map(day).unwrap_or_default();
            let _ = write!(text, ", {:02}:{:02} {}", of_day / 3600, of_day / 60 % 60, zone(offset));
            text
        }
    }
}

fn zone(offset: i32) -> String {
    if offset == 0 {
        return "UTC".to_owned();
    }
    let sign = if offset < 0 { '−' } else { '+' };
    format!("UTC{sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60)
}

/// What is known and not known of a date; empty for days and instants.
pub(super) fn precision(stamp: &Stamp) -> &'static str {
    match stamp.precision() {
        Precision::Year => "only the year is known",
        Precision::Month => "only the month is known",
        Precision::Day | Precision::Minute | Precision::Second => "",
    }
}

/// Where a date came from.
pub(super) fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Given => "as the source gives it",
        Basis::JsonLd | Basis::Meta | Basis::Microdata => "from the page’s metadata",
        Basis::Feed => "from the feed",
        Basis::Text => "read in the text",
        Basis::Url => "read in the address",
        Basis::File => "from the file’s name",
    }
}

/// A count with its thousands parted by narrow blanks: `12 345`.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('\u{202F}');
        }
        out.push(digit);
    }
    out
}

/// A count and its noun: `1 article`, `2 articles`.
pub(super) fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(number), if number == 1 { "" } else { "s" })
}

/// A size in bytes: `12.3 MB`.
pub(super) fn bytes(number: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    let unit = units.into_iter().find(|(_, size)| number >= *size);
    unit.map_or_else(|| format!("{number} bytes"), |(name, size)| format!("{}.{} {name}", number / size, number % size * 10 / size))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::published::Zone;
    use crate::article::published::written::parse_written;

    #[test]
    fn dates_are_as_precise_as_they_are() {
        let check = |text: &str, expected: &str| assert_eq!(when(&parse_written(text, Zone::Utc).unwrap().when), expected, "{text}");
        check("1896", "1896");
        check("2025-01", "January 2025");
        check("2025-01-29", "29 January 2025");
        check("2025-01-29T23:30:00-05:00", "29 January 2025, 23:30 UTC−05:00");
        check("2025-01-29T10:14:00Z", "29 January 2025, 10:14 UTC");
    }

    #[test]
    fn counts_are_parted() {
        assert_eq!(count(1_234_567), "1\u{202F}234\u{202F}567");
        assert_eq!(count(123), "123");
        assert_eq!(counted(1, "article"), "1 article");
        assert_eq!(bytes(12_345_678), "12.3 MB");
    }
}

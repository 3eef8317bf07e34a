//! Written dates of articles: the forms that records carry.

mod names;
mod pieces;

use chrono::{DateTime, NaiveDate, NaiveTime};
use thiserror::Error;

use super::stamp::{CivilDay, DAY_MICROS, Instant, When};
use super::zone::{MIDNIGHT, Zone};
use pieces::Pieces;

/// Longest text that is read as a date; longer ones are no dates.
const TEXT_MAX: usize = 128;

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The date.
    pub when: When,
    /// Whether it is a time without a zone, taken in the run's zone.
    pub no_zone: bool,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WrittenError {
    /// It has the form of a date and names a day or time that does not exist.
    #[error("`{0}` is a day or time that does not exist")]
    Impossible(String),
    /// Its day and month cannot be told apart.
    #[error("`{0}` may be a day of either of two months: write it as 2025-01-29")]
    Ambiguous(String),
    /// It has none of the known forms.
    #[error("`{0}` has no known form of a date: write it as 2025-01-29 or 2025-01-29T10:14:00Z")]
    Unreadable(String),
}

/// Reads a date in one of the forms of news records.
///
/// Native forms are read first: `2025`, `2025-01`, `2025-01-29` and RFC 3339 with `T` or a blank,
/// to the minute, second or microsecond. Then `2025/01/29`, `20250129`, `20250129T101400Z`,
/// RFC 2822 (`Wed, 29 Jan 2025 10:14:00 +0330`), `26-FEB-1987 15:01:01.79`, `29 January 2025` and
/// `January 29, 2025`. Digits of Arabic and Persian are read as digits. A time without a zone is
/// taken in `zone`; midnight without a zone is a day. A leap second (`23:59:60` in UTC) is kept as
/// the last microsecond of its minute: the calendar of computers has no other moment for it.
pub fn parse_written(text: &str, zone: Zone) -> Result<Written, WrittenError> {
    let trimmed = text.trim();
    let shown = || trimmed.chars().take(TEXT_MAX).collect::<String>();
    if trimmed.is_empty() || trimmed.len() > TEXT_MAX {
        return Err(WrittenError::Unreadable(shown()));
    }
    let ascii = ascii_digits(trimmed);
    let pieces = Pieces::split(&ascii);
    match pieces.read() {
        Form::Date(date) => date.finish(zone).ok_or_else(|| WrittenError::Impossible(shown())),
        Form::Ambiguous => Err(WrittenError::Ambiguous(shown())),
        Form::None => Err(WrittenError::Unreadable(shown())),
    }
}

/// Smallest number (of either sign) that counts seconds since 1970: smaller ones are days or years.
const EPOCH_MIN: u64 = 100_000_000;

/// Reads a date as a record gives it: the forms of [`parse_written`], or a number as text, which
/// is read like the number (see [`parse_number`]).
pub fn parse_given(text: &str, zone: Zone) -> Result<Written, WrittenError> {
    let trimmed = text.trim();
    if trimmed.len() > TEXT_MAX {
        return parse_written(text, zone);
    }
    let ascii = ascii_digits(trimmed);
    let digits = ascii.strip_prefix('-').unwrap_or(&ascii);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return parse_written(text, zone);
    }
    let number = || ascii.parse().map_err(|_| WrittenError::Unreadable(ascii.clone())).and_then(|number| parse_number(number, zone));
    match digits.len() {
        4 | 8 | 14 => parse_written(text, zone),
        12 => parse_written(text, zone).or_else(|_| number()),
        _ => number(),
    }
}

/// Reads a number as a date: `2025` is the year, `20250129` the day, `20250129101400` the moment
/// (with twelve digits the minute, in the years 1900 to 2099). Other numbers from 100,000,000 on
/// count seconds since 1970, or milliseconds; smaller ones are no dates.
pub fn parse_number(number: i64, zone: Zone) -> Result<Written, WrittenError> {
    let text = number.to_string();
    match number {
        1_000..=9_999 | 10_000_000..=99_999_999 | 10_000_000_000_000..=99_999_999_999_999 => parse_written(&text, zone),
        190_000_000_000..=209_999_999_999 => parse_written(&text, zone).or_else(|_| epoch(number, text)),
        _ => epoch(number, text),
    }
}

fn epoch(number: i64, text: String) -> Result<Written, WrittenError> {
    let when = if number.unsigned_abs() < EPOCH_MIN { None } else { parse_epoch(number) };
    when.map(|when| Written { when, no_zone: false }).ok_or(WrittenError::Unreadable(text))
}

/// Reads seconds or milliseconds since 1970, as data sets write them.
///
/// Numbers from 100,000,000,000 on are milliseconds: as seconds they would lie after the year 5138.
fn parse_epoch(number: i64) -> Option<When> {
    let micros = if number.unsigned_abs() >= 100_000_000_000 { number.checked_mul(1_000)? } else { number.checked_mul(1_000_000)? };
    DateTime::from_timestamp_micros(micros).filter(|moment| (1..=9999).contains(&chrono::Datelike::year(moment)))?;
    Some(When::Instant(Instant { micros, offset: None, seconds: true }))
}

/// Turns the digits of other scripts into ASCII ones.
fn ascii_digits(text: &str) -> String {
    text.chars()
        .map(|c| {
            let value = match c {
                '\u{660}'..='\u{669}' => u32::from(c) - 0x660,
                '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0,
                '\u{ff10}'..='\u{ff19}' => u32::from(c) - 0xff10,
                _ => return c,
            };
            char::from_digit(value, 10).unwrap_or(c)
        })
        .collect()
}

/// What a text was read as.
enum Form {
    Date(Parts),
    Ambiguous,
    None,
}

/// The parts of a date as written, not checked yet.
#[derive(Default, Clone, Copy)]
#[allow(clippy::option_option, reason = "no zone written, and UTC written as such, are two answers")]
struct Parts {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<Time>,
    zone: Option<Option<i32>>,
}

/// A time of the day as written.
#[derive(Clone, Copy)]
struct Time {
    hour: u32,
    minute: u32,
    second: Option<u32>,
    micros: u32,
}

impl Parts {
    fn finish(self, zone: Zone) -> Option<Written> {
        let certain = |when| Some(Written { when, no_zone: false });
        let (month, day) = match (self.month, self.day) {
            (None, _) => return (1..=9999).contains(&self.year).then_some(When::Year(self.year)).and_then(certain),
            (Some(month), None) => {
                return CivilDay::new(self.year, month, 1).map(|_| When::Month(self.year, month)).and_then(certain);
            }
            (Some(month), Some(day)) => (month, day),
        };
        let civil = CivilDay::new(self.year, month, day)?;
        let Some(time) = self.time else { return certain(When::Day(civil)) };
        let leap = time.second == Some(60);
        let (second, fraction) = if leap { (59, 999_999) } else { (time.second.unwrap_or(0), time.micros) };
        let clock = NaiveTime::from_hms_micro_opt(time.hour, time.minute, second, fraction)?;
        if clock == MIDNIGHT && self.zone.is_none() {
            return certain(When::Day(civil));
        }
        let local = civil.date().and_time(clock).and_utc().timestamp_micros();
        let (micros, offset) = if let Some(offset) = self.zone {
            (local - i64::from(offset.unwrap_or(0)) * 1_000_000, offset)
        } else {
            let micros = zone.local_to_micros(local);
            (micros, (zone != Zone::Utc).then(|| zone.offset_at(micros)))
        };
        // Leap seconds end days of UTC (RFC 3339, appendix D); any other second 60 is a slip.
        if leap && micros.rem_euclid(DAY_MICROS) != DAY_MICROS - 1 {
            return None;
        }
        // The day is kept as written: an offset may carry the instant over the calendar's edge.
        let utc_year = DateTime::from_timestamp_micros(micros).map(|moment| chrono::Datelike::year(&moment))?;
        if !(0..=10_000).contains(&utc_year) {
            return None;
        }
        let instant = Instant { micros, offset, seconds: time.second.is_some() };
        Some(Written { when: When::Instant(instant), no_zone: self.zone.is_none() })
    }
}
/// Whether a civil date exists, for readers of other forms.
#[must_use]
pub fn exists(year: i32, month: u32, day: u32) -> bool {
    NaiveDate::from_ymd_opt(year, month, day).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        match parse_written(text, Zone::Utc) {
            Ok(written) => {
                format!("{} {}{}", written.when, written.when.precision().as_str(), if written.no_zone { " no-zone" } else { "" })
            }
            Err(WrittenError::Impossible(_)) => "impossible".into(),
            Err(WrittenError::Ambiguous(_)) => "ambiguous".into(),
            Err(WrittenError::Unreadable(_)) => "unreadable".into(),
        }
    }

    #[test]
    fn forms_of_news_are_read() {
        let cases = [
            ("2025", "2025 year"),
            ("2025-01", "2025-01 month"),
            ("2025-01-29", "2025-01-29 day"),
            ("0802-07-01", "0802-07-01 day"),
            ("2025/01/29", "2025-01-29 day"),
            ("20250129", "2025-01-29 day"),
            ("۲۰۲۵/۰۱/۲۹", "2025-01-29 day"),
            ("2025-01-30T08:00:00+03:30", "2025-01-30T08:00:00+03:30 second"),
            ("2025-12-31T23:30:00-05:00", "2025-12-31T23:30:00-05:00 second"),
            ("2025-01-30 08:00:00", "2025-01-30T08:00:00Z second no-zone"),
            ("2025-01-30T08:00Z", "2025-01-30T08:00:00Z minute"),
            ("2025-01-30T08:00:00.123456789Z", "2025-01-30T08:00:00.123456Z second"),
            ("2025-01-30T00:00:00", "2025-01-30 day"),
            ("2025-01-30T00:00:00Z", "2025-01-30T00:00:00Z second"),
            ("20250129T101400Z", "2025-01-29T10:14:00Z second"),
            ("20250129101400", "2025-01-29T10:14:00Z second no-zone"),
            ("Wed, 29 Jan 2025 10:14:00 +0330", "2025-01-29T10:14:00+03:30 second"),
            ("Wed, 29 Jan 2025 10:14:00 GMT", "2025-01-29T10:14:00Z second"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01.79Z second no-zone"),
            (" 3-MAR-1987  09:15:05.40", "1987-03-03T09:15:05.4Z second no-zone"),
            ("29 January 2025", "2025-01-29 day"),
            ("January 29, 2025", "2025-01-29 day"),
            ("Jan 29th 2025 10:14 GMT", "2025-01-29T10:14:00Z minute"),
            ("29/01/2025", "2025-01-29 day"),
            ("01/29/2025", "2025-01-29 day"),
            ("29.01.2025", "2025-01-29 day"),
            ("01/02/2025", "ambiguous"),
            ("2025-02-30", "impossible"),
            ("2025/13/01", "impossible"),
            ("31-MAR-1987 605:12:19.12", "impossible"),
            ("2025-01-29T25:00:00Z", "impossible"),
            ("0000-01-01", "impossible"),
            ("yesterday", "unreadable"),
            ("", "unreadable"),
            ("12345", "unreadable"),
            ("2025-01-29 and more", "unreadable"),
            ("2025-01-29T10:14:00+23:59", "2025-01-29T10:14:00+23:59 second"),
            ("2025-01-29T10:14:00-23:59", "2025-01-29T10:14:00-23:59 second"),
            ("2025-01-29T10:14:00+24:00", "unreadable"),
            ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z second"),
            ("1990-12-31T15:59:60.5-08:00", "1990-12-31T15:59:59.999999-08:00 second"),
            ("2016-12-31T12:59:60Z", "impossible"),
            ("2016-12-31T23:59:61Z", "impossible"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_are_years_days_moments_or_counts_from_1970() {
        let told = |read: Result<Written, WrittenError>| match read {
            Ok(written) => format!("{}{}", written.when, if written.no_zone { " no-zone" } else { "" }),
            Err(WrittenError::Impossible(_)) => "impossible".into(),
            Err(_) => "unreadable".into(),
        };
        let check = |number: i64, expected: &str| {
            assert_eq!(told(parse_number(number, Zone::Utc)), expected, "{number}");
            assert_eq!(told(parse_given(&number.to_string(), Zone::Utc)), expected, "`{number}`");
        };
        check(2025, "2025");
        check(20_250_129, "2025-01-29");
        check(20_250_230, "impossible");
        check(20_250_129_101_400, "2025-01-29T10:14:00Z no-zone");
        check(202_501_291_014, "2025-01-29T10:14:00Z no-zone");
        check(202_599_999_999, "1976-06-02T21:46:39.999Z");
        check(1_735_689_600, "2025-01-01T00:00:00Z");
        check(1_735_689_600_123, "2025-01-01T00:00:00.123Z");
        check(100_000_000, "1973-03-03T09:46:40Z");
        check(-631_152_000, "1950-01-01T00:00:00Z");
        for small in [0, 1, 99, 999, 10_000, 202_501, 9_999_999, -1, -2025, i64::MAX, i64::MIN] {
            check(small, "unreadable");
        }
        assert_eq!(told(parse_given("0802", Zone::Utc)), "0802");
        assert_eq!(told(parse_given("180501011200", Zone::Utc)), "1805-01-01T12:00:00Z no-zone");
        assert_eq!(told(parse_given(&"9".repeat(200), Zone::Utc)), "unreadable");
        assert_eq!(told(parse_given("2025-01", Zone::Utc)), "2025-01");
    }

    #[test]
    fn a_time_without_zone_is_taken_in_the_runs_zone() {
        let zone = Zone::parse("Asia/Tehran").unwrap();
        let written = parse_written("2025-01-29 10:14:00", zone).unwrap();
        assert_eq!(written.when.to_string(), "2025-01-29T10:14:00+03:30");
        assert!(written.no_zone);
    }

    proptest::proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = parse_written(&text, Zone::Utc);
        }

        #[test]
        fn native_forms_come_back(micros in -62_135_596_800_000_000i64..253_402_300_799_999_999i64, minutes in -840i32..840) {
            let instant = Instant { micros, offset: Some(minutes * 60), seconds: true };
            let when = When::Instant(instant);
            if let Ok(read) = parse_written(&when.to_string(), Zone::Utc) {
                proptest::prop_assert_eq!(read.when, when);
            }
        }
    }
}

//! Written dates of articles: the forms that records carry.

use chrono::{DateTime, NaiveDate, NaiveTime};
use thiserror::Error;

use super::stamp::{CivilDay, Instant, When};
use super::zone::{MIDNIGHT, Zone, parse_offset};

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
/// taken in `zone`; midnight without a zone is a day.
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

/// Reads seconds or milliseconds since 1970, as data sets write them.
///
/// Numbers from 100,000,000,000 on are milliseconds: as seconds they would lie after the year 5138.
#[must_use]
pub fn parse_epoch(number: i64) -> Option<When> {
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
        let clock = NaiveTime::from_hms_micro_opt(time.hour, time.minute, time.second.unwrap_or(0), time.micros)?;
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
        // The day is kept as written: an offset may carry the instant over the calendar's edge.
        let utc_year = DateTime::from_timestamp_micros(micros).map(|moment| chrono::Datelike::year(&moment))?;
        if !(0..=10_000).contains(&utc_year) {
            return None;
        }
        let instant = Instant { micros, offset, seconds: time.second.is_some() };
        Some(Written { when: When::Instant(instant), no_zone: self.zone.is_none() })
    }
}

/// A text cut into runs of digits, runs of letters and single other characters.
struct Pieces<'a> {
    list: Vec<Piece<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    Digits(&'a str),
    Letters(&'a str),
    Sign(char),
    Blank,
}

impl<'a> Pieces<'a> {
    fn split(text: &'a str) -> Self {
        let mut list = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic(), c.is_whitespace());
            let len = match class(first) {
                (false, false, false) => first.len_utf8(),
                kind => rest.find(|c| class(c) != kind).unwrap_or(rest.len()),
            };
            let (run, after) = rest.split_at(len);
            rest = after;
            list.push(match class(first) {
                (true, _, _) => Piece::Digits(run),
                (_, true, _) => Piece::Letters(run),
                (_, _, true) => Piece::Blank,
                _ => Piece::Sign(first),
            });
        }
        Self { list }
    }

    fn read(&self) -> Form {
        let mut at = 0;
        let mut parts = match self.date(&mut at) {
            Ok(parts) => parts,
            Err(form) => return form,
        };
        self.time(&mut at, &mut parts);
        self.zone(&mut at, &mut parts);
        self.skip(&mut at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',')));
        if at < self.list.len() { Form::None } else { Form::Date(parts) }
    }

    fn get(&self, at: usize) -> Option<Piece<'a>> {
        self.list.get(at).copied()
    }

    fn skip(&self, at: &mut usize, accept: impl Fn(Piece<'_>) -> bool) {
        while self.get(*at).is_some_and(&accept) {
            *at += 1;
        }
    }

    fn date(&self, at: &mut usize) -> Result<Parts, Form> {
        // A weekday in front says nothing that the date does not.
        if let Some(Piece::Letters(word)) = self.get(*at)
            && month_number(word).is_none()
        {
            if !is_weekday(word) {
                return Err(Form::None);
            }
            *at += 1;
            self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign(',' | '.')));
        }
        match (self.get(*at), self.get(*at + 1), self.get(*at + 2)) {
            (Some(Piece::Digits(year)), Some(Piece::Sign(sep @ ('-' | '/' | '.'))), Some(Piece::Digits(month))) if year.len() == 4 => {
                self.year_first(at, year, sep, month)
            }
            (Some(Piece::Digits(run)), _, _) if matches!(run.len(), 8 | 12 | 14) => Self::compact(at, run),
            (Some(Piece::Digits(year)), None, _) if year.len() == 4 => {
                *at += 1;
                Ok(Parts { year: number(year)?, ..Parts::default() })
            }
            (Some(Piece::Digits(first)), Some(Piece::Sign(sep @ ('/' | '.' | '-'))), Some(Piece::Digits(second))) => {
                self.year_last(at, first, sep, second)
            }
            (Some(Piece::Digits(_)), _, _) => self.day_month_name(at),
            (Some(Piece::Letters(_)), _, _) => self.month_name_first(at),
            _ => Err(Form::None),
        }
    }

    /// `2025-01`, `2025-01-29`, `2025/01/29`.
    fn year_first(&self, at: &mut usize, year: &str, sep: char, month: &str) -> Result<Parts, Form> {
        if month.len() > 2 {
            return Err(Form::None);
        }
        let mut parts = Parts { year: number(year)?, month: Some(number(month)?), ..Parts::default() };
        *at += 3;
        if let (Some(Piece::Sign(again)), Some(Piece::Digits(day))) = (self.get(*at), self.get(*at + 1))
            && again == sep
        {
            if day.len() > 2 {
                return Err(Form::None);
            }
            parts.day = Some(number(day)?);
            *at += 2;
        }
        Ok(parts)
    }

    /// `20250129`, `202501291014`, `20250129101400`.
    fn compact(at: &mut usize, run: &str) -> Result<Parts, Form> {
        let part = |from: usize, to: usize| run.get(from..to).ok_or(Form::None).and_then(number);
        let mut parts = Parts {
            year: run.get(0..4).ok_or(Form::None).and_then(number)?,
            month: Some(part(4, 6)?),
            day: Some(part(6, 8)?),
            ..Parts::default()
        };
        if run.len() > 8 {
            let second = if run.len() == 14 { Some(part(12, 14)?) } else { None };
            parts.time = Some(Time { hour: part(8, 10)?, minute: part(10, 12)?, second, micros: 0 });
        }
        *at += 1;
        Ok(parts)
    }

    /// `29/01/2025`, `29.01.2025`, `01/29/2025` where only one order makes a date.
    fn year_last(&self, at: &mut usize, first: &str, sep: char, second: &str) -> Result<Parts, Form> {
        let (Some(Piece::Sign(again)), Some(Piece::Digits(year))) = (self.get(*at + 3), self.get(*at + 4)) else {
            return Err(Form::None);
        };
        if again != sep || year.len() != 4 || first.len() > 2 || second.len() > 2 {
            return Err(Form::None);
        }
        let (year, first, second) = (number(year)?, number(first)?, number(second)?);
        *at += 5;
        let parts = |day, month| Parts { year, month: Some(month), day: Some(day), ..Parts::default() };
        // Dots are written day first everywhere they are written.
        let day_first = CivilDay::new(year, second, first).is_some();
        let month_first = sep != '.' && CivilDay::new(year, first, second).is_some();
        match (day_first, month_first) {
            (true, true) if first != second => Err(Form::Ambiguous),
            (false, true) => Ok(parts(second, first)),
            _ => Ok(parts(first, second)),
        }
    }

    /// `29 January 2025`, `26-FEB-1987`, `29th of Jan. 2025`.
    fn day_month_name(&self, at: &mut usize) -> Result<Parts, Form> {
        let Some(Piece::Digits(day)) = self.get(*at) else { return Err(Form::None) };
        if day.len() > 2 {
            return Err(Form::None);
        }
        *at += 1;
        let mut month = None;
        while month.is_none() {
            match self.get(*at) {
                Some(Piece::Letters(word)) => {
                    month = month_number(word);
                    if month.is_none() && !matches!(word.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "of" | "de") {
                        return Err(Form::None);
                    }
                }
                Some(Piece::Blank | Piece::Sign('-' | '.' | ',' | '/')) => {}
                _ => return Err(Form::None),
            }
            *at += 1;
        }
        self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('-' | '.' | ',' | '/')));
        let year = self.year(at)?;
        Ok(Parts { year, month, day: Some(number(day)?), ..Parts::default() })
    }

    /// `January 29, 2025`, `Jan 29th 2025`, `January 2025`.
    fn month_name_first(&self, at: &mut usize) -> Result<Parts, Form> {
        let Some(Piece::Letters(word)) = self.get(*at) else { return Err(Form::None) };
        let month = month_number(word);
        *at += 1;
        self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',')));
        let Some(Piece::Digits(first)) = self.get(*at) else { return Err(Form::None) };
        if first.len() == 4 {
            *at += 1;
            return Ok(Parts { year: number(first)?, month, ..Parts::default() });
        }
        *at += 1;
        if let Some(Piece::Letters(suffix)) = self.get(*at)
            && matches!(suffix.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th")
        {
            *at += 1;
        }
        self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',')));
        let year = self.year(at)?;
        Ok(Parts { year, month, day: Some(number(first)?), ..Parts::default() })
    }

    fn year(&self, at: &mut usize) -> Result<i32, Form> {
        match self.get(*at) {
            Some(Piece::Digits(year)) if year.len() == 4 => {
                *at += 1;
                number(year)
            }
            _ => Err(Form::None),
        }
    }

    /// ` 10:14`, `T10:14:00.25`, `T101400`.
    fn time(&self, at: &mut usize, parts: &mut Parts) {
        let mut next = *at;
        self.skip(&mut next, |piece| matches!(piece, Piece::Blank | Piece::Sign(',') | Piece::Letters("T" | "t" | "at")));
        let Some(Piece::Digits(hour)) = self.get(next) else { return };
        if parts.day.is_none() || parts.time.is_some() {
            return;
        }
        if let Some((time, after)) = self.clock(next, hour) {
            parts.time = Some(time);
            *at = after;
        }
    }

    fn clock(&self, at: usize, hour: &str) -> Option<(Time, usize)> {
        let small = |text: &str| (text.len() <= 2).then(|| text.parse::<u32>().ok()).flatten();
        if matches!(hour.len(), 4 | 6) && self.get(at + 1) != Some(Piece::Sign(':')) {
            let part = |from: usize| hour.get(from..from + 2).and_then(small);
            return Some((Time { hour: part(0)?, minute: part(2)?, second: part(4), micros: 0 }, at + 1));
        }
        let (Some(Piece::Sign(':')), Some(Piece::Digits(minute))) = (self.get(at + 1), self.get(at + 2)) else { return None };
        // A clock reading that does not exist must not pass for a date without time.
        let reading = |text: &str| small(text).unwrap_or(99);
        let mut time = Time { hour: reading(hour), minute: reading(minute), second: None, micros: 0 };
        let mut after = at + 3;
        if let (Some(Piece::Sign(':')), Some(Piece::Digits(second))) = (self.get(after), self.get(after + 1)) {
            time.second = Some(reading(second));
            after += 2;
            if let (Some(Piece::Sign('.' | ',')), Some(Piece::Digits(fraction))) = (self.get(after), self.get(after + 1)) {
                let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
                time.micros = digits.parse().unwrap_or(0);
                after += 2;
            }
        }
        Some((time, after))
    }

    /// `Z`, `+03:30`, `GMT`, `EST`.
    fn zone(&self, at: &mut usize, parts: &mut Parts) {
        if parts.time.is_none() {
            return;
        }
        let mut next = *at;
        self.skip(&mut next, |piece| piece == Piece::Blank);
        match self.get(next) {
            Some(Piece::Letters(name)) => {
                if let Some(offset) = zone_name(name) {
                    parts.zone = Some(offset);
                    *at = next + 1;
                }
            }
            Some(Piece::Sign(sign @ ('+' | '-'))) => {
                let mut text = String::from(sign);
                let mut end = next + 1;
                while let Some(Piece::Digits(run)) = self.get(end) {
                    text.push_str(run);
                    end += 1;
                    if self.get(end) == Some(Piece::Sign(':')) && !text.contains(':') {
                        text.push(':');
                        end += 1;
                    }
                }
                if let Some(offset) = parse_offset(&text) {
                    parts.zone = Some(Some(offset));
                    *at = end;
                }
            }
            _ => {}
        }
    }
}

fn number<T: std::str::FromStr>(digits: &str) -> Result<T, Form> {
    digits.parse().map_err(|_| Form::None)
}

/// English month names and their first three letters.
fn month_number(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let word = word.to_lowercase();
    let position = NAMES.iter().position(|name| {
        *name == word || (word.len() >= 3 && word == name.get(..3).unwrap_or(name)) || (word == "sept" && *name == "september")
    })?;
    u32::try_from(position + 1).ok()
}

fn is_weekday(word: &str) -> bool {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.to_lowercase();
    word.len() >= 3 && NAMES.iter().any(|name| name.starts_with(&word))
}

/// Zone names of RFC 2822 section 4.3 and a few of agencies; `Some(None)` is UTC written as such.
#[allow(clippy::option_option, reason = "no zone written, and UTC written as such, are two answers")]
fn zone_name(name: &str) -> Option<Option<i32>> {
    let hours = match name.to_ascii_uppercase().as_str() {
        "Z" | "GMT" | "UTC" | "UT" => return Some(None),
        "EST" | "CDT" => -5,
        "EDT" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "CET" | "BST" | "WEST" => 1,
        "CEST" | "EET" => 2,
        "EEST" | "MSK" => 3,
        "JST" | "KST" => 9,
        _ => return None,
    };
    Some(Some(hours * 3600))
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
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
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

//! Written dates of articles: the forms that records carry.

mod behind;
mod calendar;
mod clock;
mod digits;
mod find;
mod names;
mod pieces;

use chrono::{DateTime, NaiveTime};
use thiserror::Error;

use super::canonical::canonical;
use super::stamp::{DAY_MICROS, Instant, When};
use super::zone::{MIDNIGHT, Zone};
pub use calendar::Calendar;
pub use find::find_written;
use names::Named;
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
    /// What is known of the order of its day and month.
    pub order: Order,
}

/// An order of day and month in dates of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayOrder {
    /// `29/01/2025`.
    DayFirst,
    /// `01/29/2025`.
    MonthFirst,
}

/// What a date tells of the order of day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Nothing: its form has one order.
    Certain,
    /// Only this order makes a date of it: others of its source are written so too.
    Shows(DayOrder),
    /// Both make one, and nothing says which: only its year is certain.
    Open,
}

/// What is known from around a text that is read as a date.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints {
    /// The order of day and month in other dates of its source.
    pub order: Option<DayOrder>,
    /// The calendar of years around 1400, where a label names it or its language does.
    pub calendar: Option<Calendar>,
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum WrittenError {
    /// It has the form of a date and names a day or time that does not exist.
    #[error("`{0}` is a day or time that does not exist")]
    Impossible(String),
    /// Its day and month cannot be told apart: only its year is certain.
    #[error("`{0}` may be a day of either of two months: write it as 2025-01-29")]
    Ambiguous(String, i32),
    /// It has none of the known forms.
    #[error("`{0}` has no known form of a date: write it as 2025-01-29 or 2025-01-29T10:14:00Z")]
    Unreadable(String),
}

/// Reads a date in one of the forms of news.
///
/// Native forms are read first: `2025`, `2025-01`, `2025-01-29` and RFC 3339 with `T` or a blank,
/// to the minute, second or microsecond. Then `2025/01/29`, `20250129`, `20250129T101400Z`,
/// RFC 2822 (`Wed, 29 Jan 2025 10:14:00 +0330`), `26-FEB-1987 15:01:01.79`, and the written forms of
/// many languages, in digits of any script: `29 January 2025`, `January 29, 2025`,
/// `12 novembre 2012 à 10h14`, `2025年1月29日`, `۱۰ بهمن ۱۴۰۳`, `令和7年1月29日`, `29.01.2025`.
///
/// - A time without a zone is taken in `zone`; midnight without a zone is a day. A zone's name that
///   several zones share leaves the civil day. A leap second (`23:59:60` in UTC) is kept as the
///   last microsecond of its minute: the calendar of computers has no other moment for it.
/// - Two digits of a year are 1950 to 2049, as RFC 2822 has it.
/// - The names of months say the Persian and the Islamic calendar, an era the Japanese one; digits
///   of Persian and Arabic do, beside years of 1200 to 1599; Thai letters and digits say the
///   Buddhist era beside years of 2400 to 2700. A month of the first two lies in two Gregorian ones
///   and is no date.
pub fn parse_written(text: &str, zone: Zone) -> Result<Written, WrittenError> {
    parse_hinted(text, zone, Hints::default())
}

/// Reads a date like [`parse_written`], by what is known from around it.
pub fn parse_hinted(text: &str, zone: Zone, hints: Hints) -> Result<Written, WrittenError> {
    let trimmed = text.trim();
    let shown = || trimmed.chars().take(TEXT_MAX).collect::<String>();
    if trimmed.is_empty() || trimmed.len() > TEXT_MAX {
        return Err(WrittenError::Unreadable(shown()));
    }
    let (plain, mut script) = digits::plain(trimmed);
    script.hint = hints.calendar;
    match Pieces::split(&plain, script, hints.order).read() {
        Form::Date(date) if date.is_between_months() => Err(WrittenError::Unreadable(shown())),
        Form::Date(date) => date.finish(zone).ok_or_else(|| WrittenError::Impossible(shown())),
        Form::Ambiguous(year) => Err(WrittenError::Ambiguous(shown(), year)),
        Form::None => Err(WrittenError::Unreadable(shown())),
    }
}

/// Gives a date of which only the year is certain as that year: for records, whose other dates may
/// tell more.
pub fn or_year(read: Result<Written, WrittenError>) -> Result<Written, WrittenError> {
    match read {
        Err(WrittenError::Ambiguous(_, year)) if (1..=9999).contains(&year) => {
            Ok(Written { when: When::Year(year), no_zone: false, order: Order::Open })
        }
        other => other,
    }
}

/// Smallest number (of either sign) that counts seconds since 1970: smaller ones are days or years.
const EPOCH_MIN: u64 = 100_000_000;

/// Reads a date as a record gives it: the forms of [`parse_written`], where only the year is
/// certain as the year ([`or_year`]), or a number as text, which is read like the number (see
/// [`parse_number`]).
pub fn parse_given(text: &str, zone: Zone) -> Result<Written, WrittenError> {
    if let Some(when) = canonical(text) {
        return Ok(certain(when));
    }
    let trimmed = text.trim();
    if trimmed.len() > TEXT_MAX {
        return parse_written(text, zone);
    }
    let (ascii, _) = digits::plain(trimmed);
    let digits = ascii.strip_prefix('-').unwrap_or(&ascii);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return or_year(parse_written(text, zone));
    }
    let unreadable = || WrittenError::Unreadable(ascii.clone().into_owned());
    let number = || ascii.parse().map_err(|_| unreadable()).and_then(|number| parse_number(number, zone));
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
    when.map(certain).ok_or(WrittenError::Unreadable(text))
}

/// Reads seconds or milliseconds since 1970, as data sets write them.
///
/// Numbers from 100,000,000,000 on are milliseconds: as seconds they would lie after the year 5138.
fn parse_epoch(number: i64) -> Option<When> {
    let micros = if number.unsigned_abs() >= 100_000_000_000 { number.checked_mul(1_000)? } else { number.checked_mul(1_000_000)? };
    DateTime::from_timestamp_micros(micros).filter(|moment| (1..=9999).contains(&chrono::Datelike::year(moment)))?;
    Some(When::Instant(Instant { micros, offset: None, seconds: true }))
}

fn certain(when: When) -> Written {
    Written { when, no_zone: false, order: Order::Certain }
}

/// What a text was read as.
enum Form {
    Date(Parts),
    /// A day of either of two months of this year.
    Ambiguous(i32),
    None,
}

/// The parts of a date as written, not checked yet.
#[derive(Clone, Copy)]
struct Parts {
    year: i32,
    month: Option<u32>,
    day: Option<u32>,
    time: Option<Time>,
    zone: Option<Named>,
    calendar: Option<Calendar>,
    order: Order,
}

impl Default for Parts {
    fn default() -> Self {
        Self { year: 0, month: None, day: None, time: None, zone: None, calendar: None, order: Order::Certain }
    }
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
    fn calendar(self) -> Calendar {
        self.calendar.unwrap_or(Calendar::Gregorian)
    }

    /// Whether it is a month or year that lies in two of the Gregorian calendar.
    fn is_between_months(self) -> bool {
        self.day.is_none() && !self.calendar().has_gregorian_months()
    }

    fn finish(self, zone: Zone) -> Option<Written> {
        let calendar = self.calendar();
        let written = |when| Some(Written { order: self.order, ..certain(when) });
        let (month, day) = match (self.month, self.day) {
            (None, _) => {
                let year = calendar.year(self.year)?;
                return (1..=9999).contains(&year).then_some(When::Year(year)).and_then(written);
            }
            (Some(month), None) => {
                let first = calendar.day(self.year, month, 1).or_else(|| calendar.day(self.year, month, 28))?;
                return written(When::Month(first.year(), first.month()));
            }
            (Some(month), Some(day)) => (month, day),
        };
        let civil = calendar.day(self.year, month, day)?;
        let Some(time) = self.time else { return written(When::Day(civil)) };
        let leap = time.second == Some(60);
        let (second, fraction) = if leap { (59, 999_999) } else { (time.second.unwrap_or(0), time.micros) };
        let clock = NaiveTime::from_hms_micro_opt(time.hour, time.minute, second, fraction)?;
        if clock == MIDNIGHT && self.zone.is_none() || self.zone == Some(Named::Unclear) {
            return written(When::Day(civil));
        }
        let local = civil.date().and_time(clock).and_utc().timestamp_micros();
        let in_zone = |zone: Zone| {
            let micros = zone.local_to_micros(local);
            (micros, (zone != Zone::Utc).then(|| zone.offset_at(micros)))
        };
        let (micros, offset) = match self.zone {
            Some(Named::Utc | Named::Unclear) => (local, None),
            Some(Named::Offset(offset)) => (local - i64::from(offset) * 1_000_000, Some(offset)),
            Some(Named::In(named)) => in_zone(named),
            None => in_zone(zone),
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
        Some(Written { when: When::Instant(instant), no_zone: self.zone.is_none(), order: self.order })
    }
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
            Err(WrittenError::Ambiguous(..)) => "ambiguous".into(),
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
            ("02/02/2025", "2025-02-02 day"),
            ("14/12/0201", "impossible"),
            ("28/2/18", "2018-02-28 day"),
            ("29-Jan-99", "1999-01-29 day"),
            ("98/01/29", "1998-01-29 day"),
            ("01/02/25", "ambiguous"),
            ("29/01/2025 10h17", "2025-01-29T10:17:00Z minute no-zone"),
            ("2025-01-29Z", "2025-01-29 day"),
            ("2025-01-29+03:30", "2025-01-29 day"),
            ("Wed Jan 29 10:14:00 2025", "2025-01-29T10:14:00Z second no-zone"),
            ("Wed Jan 29 10:14:00 UTC 2025", "2025-01-29T10:14:00Z second"),
            ("January 29, 2025 at 3:05 p.m. EST", "2025-01-29T15:05:00-05:00 minute"),
            ("29 January 2025 12:05 AM UTC", "2025-01-29T00:05:00Z minute"),
            ("29 January 2025 10:14 IST", "2025-01-29 day"),
            ("29 January 2025 10:14 (Europe/Paris)", "2025-01-29T10:14:00+01:00 minute"),
            ("29 July 2025 10:14 ET", "2025-07-29T10:14:00-04:00 minute"),
            ("29 January 2025 10:14 GMT+3", "2025-01-29T10:14:00+03:00 minute"),
            ("Wed, 29 Jan 2025 10:14:00 +0100 (CET)", "2025-01-29T10:14:00+01:00 second"),
            ("January 2025", "2025-01 month"),
            ("Jan 29th", "unreadable"),
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
    fn forms_of_many_languages_and_calendars_are_read() {
        let cases = [
            ("12 novembre 2012", "2012-11-12 day"),
            ("12 NOVEMBRE 2012", "2012-11-12 day"),
            ("le 1er août 2012 à 10h14", "2012-08-01T10:14:00Z minute no-zone"),
            ("mardi 12 nov. 2012", "2012-11-12 day"),
            ("Mittwoch, den 29. Januar 2025, 10.14 Uhr", "2025-01-29T10:14:00Z minute no-zone"),
            ("29. März 2025", "2025-03-29 day"),
            ("16 de novembro de 2017", "2017-11-16 day"),
            ("29 de enero de 2025 a las 10:14", "2025-01-29T10:14:00Z minute no-zone"),
            ("mar 29 gen 2025", "2025-01-29 day"),
            ("29 stycznia 2025", "2025-01-29 day"),
            ("12 listopada 2012", "2012-11-12 day"),
            ("12. listopada 2012", "2012-10-12 day"),
            ("29 января 2025 г.", "2025-01-29 day"),
            ("29 січня 2025 року", "2025-01-29 day"),
            ("29 Ιανουαρίου 2025", "2025-01-29 day"),
            ("29 Ocak 2025 Çarşamba", "2025-01-29 day"),
            ("29 Januari 2025 10.14 WIB", "2025-01-29T10:14:00+07:00 minute"),
            ("29 tháng 1 năm 2025", "2025-01-29 day"),
            ("29 जनवरी 2025", "2025-01-29 day"),
            ("২৯ জানুয়ারি ২০২৫", "2025-01-29 day"),
            ("29 בינואר 2025", "2025-01-29 day"),
            ("٢٩ يناير ٢٠٢٥", "2025-01-29 day"),
            ("29 كانون الثاني 2025", "2025-01-29 day"),
            ("2025年1月29日", "2025-01-29 day"),
            ("2025年1月29日(水) 午後3時5分", "2025-01-29T15:05:00Z minute no-zone"),
            ("2025年1月", "2025-01 month"),
            ("二〇二五年一月二十九日", "2025-01-29 day"),
            ("2025년 1월 29일 오후 3:05", "2025-01-29T15:05:00Z minute no-zone"),
            ("2025. 1. 29.", "2025-01-29 day"),
            ("2025. január 29.", "2025-01-29 day"),
            ("۱۰ بهمن ۱۴۰۳", "2025-01-29 day"),
            ("چهارشنبه ۱۰ بهمن ۱۴۰۳ ساعت ۱۰:۱۴", "2025-01-29T10:14:00Z minute no-zone"),
            ("۱۴۰۳/۱۱/۱۰", "2025-01-29 day"),
            ("1403/11/10", "1403-11-10 day"),
            ("۱۰/۱۱/۱۴۰۳", "2025-01-29 day"),
            ("بهمن ۱۴۰۳", "unreadable"),
            ("۳۱ بهمن ۱۴۰۳", "impossible"),
            ("29 رجب 1446", "2025-01-29 day"),
            ("٢٩ رجب ١٤٤٦ هـ", "2025-01-29 day"),
            ("1446/07/29 هـ", "2025-01-29 day"),
            ("29 มกราคม 2568", "2025-01-29 day"),
            ("29 ม.ค. 2568 10:14 น.", "2025-01-29T10:14:00Z minute no-zone"),
            ("29 มกราคม 2025", "2025-01-29 day"),
            ("令和7年1月29日", "2025-01-29 day"),
            ("平成元年1月8日", "1989-01-08 day"),
            ("令和7年2月30日", "impossible"),
            ("民國114年1月29日", "2025-01-29 day"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_around_a_date_decides_its_order_and_calendar() {
        let check = |text: &str, hints: Hints, expected: &str| {
            let told = parse_hinted(text, Zone::Utc, hints).map_or("none".to_owned(), |written| written.when.to_string());
            assert_eq!(told, expected, "{text}");
        };
        let order = |order| Hints { order: Some(order), calendar: None };
        check("03/04/2025", order(DayOrder::DayFirst), "2025-04-03");
        check("03/04/2025", order(DayOrder::MonthFirst), "2025-03-04");
        check("03.04.2025", order(DayOrder::MonthFirst), "2025-04-03");
        let calendar = |calendar| Hints { order: None, calendar: Some(calendar) };
        check("1403/11/10", calendar(Calendar::Persian), "2025-01-29");
        check("1446/07/29", calendar(Calendar::Islamic), "2025-01-29");
        check("2025/01/29", calendar(Calendar::Persian), "2025-01-29");
        assert_eq!(parse_written("29/01/2025", Zone::Utc).unwrap().order, Order::Shows(DayOrder::DayFirst));
        assert_eq!(parse_written("01/29/2025", Zone::Utc).unwrap().order, Order::Shows(DayOrder::MonthFirst));
        let open = parse_given("03/04/2025", Zone::Utc).unwrap();
        assert_eq!((open.when, open.order), (When::Year(2025), Order::Open));
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

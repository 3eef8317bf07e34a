//! A date as an article carries it: what was written, how precisely, and where it came from.

use std::fmt;

use chrono::{Datelike, Days, NaiveDate};

/// Microseconds of a day.
pub const DAY_MICROS: i64 = 86_400_000_000;

/// A civil day of the proleptic Gregorian calendar, years 0001 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDay(i32);

/// Days from 1970-01-01 to 0001-01-01.
const FIRST_DAY: i32 = -719_162;
/// Days from 1970-01-01 to 9999-12-31.
const LAST_DAY: i32 = 2_932_896;

impl CivilDay {
    /// 0001-01-01.
    pub const MIN: Self = Self(FIRST_DAY);
    /// 9999-12-31.
    pub const MAX: Self = Self(LAST_DAY);

    /// Makes a day; `None` if there is no such day or the year is not 1 to 9999.
    #[must_use]
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, day).map(Self::of)
    }

    /// Makes a day of its number (days since 1970-01-01); `None` outside the years 1 to 9999.
    #[must_use]
    pub fn from_number(days: i32) -> Option<Self> {
        (FIRST_DAY..=LAST_DAY).contains(&days).then_some(Self(days))
    }

    /// Days since 1970-01-01; negative before.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    fn of(date: NaiveDate) -> Self {
        let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap_or_default();
        Self(i32::try_from((date - epoch).num_days()).unwrap_or(0))
    }

    /// Returns the day as chrono's type.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        let first = NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default();
        let days = u64::try_from(self.0 - FIRST_DAY).unwrap_or(0);
        first.checked_add_days(Days::new(days)).unwrap_or(first)
    }

    /// Year, 1 to 9999.
    #[must_use]
    pub fn year(self) -> i32 {
        self.date().year()
    }

    /// Month, 1 to 12.
    #[must_use]
    pub fn month(self) -> u32 {
        self.date().month()
    }

    /// Day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> u32 {
        self.date().day()
    }
}

impl fmt::Display for CivilDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let date = self.date();
        write!(f, "{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
    }
}

impl fmt::Debug for CivilDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A moment, with the offset in which it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Instant {
    /// Microseconds since 1970-01-01T00:00:00Z.
    pub micros: i64,
    /// Offset from UTC in seconds; `None` where it was written `Z`.
    pub offset: Option<i32>,
    /// Whether seconds were written; a minute-precise instant has none.
    pub seconds: bool,
}

/// A date as written, from a year down to an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// A whole year.
    Year(i32),
    /// A whole month: year and month.
    Month(i32, u32),
    /// A civil day.
    Day(CivilDay),
    /// A moment.
    Instant(Instant),
}

/// How precise a date is, from coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A year.
    Year,
    /// A month.
    Month,
    /// A civil day.
    Day,
    /// An instant without seconds.
    Minute,
    /// An instant with seconds.
    Second,
}

impl Precision {
    /// All precisions, from coarse to fine.
    pub const ALL: [Self; 5] = [Self::Year, Self::Month, Self::Day, Self::Minute, Self::Second];

    /// Returns the name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    /// Parses the name; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// Where a date came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// A member or column of the input.
    Given,
    /// JSON-LD of a page.
    JsonLd,
    /// A meta element of a page.
    Meta,
    /// Microdata of a page.
    Microdata,
    /// A feed.
    Feed,
    /// The text itself.
    Text,
    /// The address.
    Url,
    /// The file's name.
    File,
}

impl Basis {
    /// All bases, in the order of the contract.
    pub const ALL: [Self; 8] = [Self::Given, Self::JsonLd, Self::Meta, Self::Microdata, Self::Feed, Self::Text, Self::Url, Self::File];

    /// Returns the name used in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::JsonLd => "jsonld",
            Self::Meta => "meta",
            Self::Microdata => "microdata",
            Self::Feed => "feed",
            Self::Text => "text",
            Self::Url => "url",
            Self::File => "file",
        }
    }

    /// Parses the name; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|b| b.as_str() == text)
    }
}

/// The four blocks in which articles lie in a segment: inside each, the order by date is the same
/// under every time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DateClass {
    /// Moments.
    Instant,
    /// Civil days.
    Day,
    /// Months and years.
    Coarser,
    /// No date.
    Undated,
}

impl DateClass {
    /// All classes, in the order of their blocks.
    pub const ALL: [Self; 4] = [Self::Instant, Self::Day, Self::Coarser, Self::Undated];
}

/// A date of an article with the place it was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The date as written.
    pub when: When,
    /// Where it came from.
    pub basis: Basis,
}

impl Stamp {
    /// Makes a stamp.
    #[must_use]
    pub fn new(when: When, basis: Basis) -> Self {
        Self { when, basis }
    }

    /// Returns how precise the date is.
    #[must_use]
    pub fn precision(&self) -> Precision {
        self.when.precision()
    }
}

impl When {
    /// Returns how precise the date is.
    #[must_use]
    pub fn precision(&self) -> Precision {
        match self {
            Self::Year(_) => Precision::Year,
            Self::Month(..) => Precision::Month,
            Self::Day(_) => Precision::Day,
            Self::Instant(instant) if instant.seconds => Precision::Second,
            Self::Instant(_) => Precision::Minute,
        }
    }

    /// Returns the block the date lies in.
    #[must_use]
    pub fn class(&self) -> DateClass {
        match self {
            Self::Year(_) | Self::Month(..) => DateClass::Coarser,
            Self::Day(_) => DateClass::Day,
            Self::Instant(_) => DateClass::Instant,
        }
    }

    /// First civil day and the day after the last one, as day numbers; `None` for an instant.
    #[must_use]
    pub fn days(&self) -> Option<(i32, i32)> {
        let first = |year, month| CivilDay::new(year, month, 1).map_or(LAST_DAY + 1, CivilDay::number);
        match *self {
            Self::Year(year) => Some((first(year, 1), first(year + 1, 1))),
            Self::Month(year, 12) => Some((first(year, 12), first(year + 1, 1))),
            Self::Month(year, month) => Some((first(year, month), first(year, month + 1))),
            Self::Day(day) => Some((day.number(), day.number() + 1)),
            Self::Instant(_) => None,
        }
    }

    /// Beginning of the interval in microseconds since 1970, civil dates taken in UTC.
    #[must_use]
    pub fn begin_micros(&self) -> i64 {
        match (self, self.days()) {
            (Self::Instant(instant), _) => instant.micros,
            (_, Some((first, _))) => i64::from(first) * DAY_MICROS,
            (_, None) => 0,
        }
    }
}

impl fmt::Display for When {
    /// Writes the contract's form: `2025`, `2025-01`, `2025-01-29` or an RFC 3339 instant in the
    /// offset it was given in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Instant(instant) => write_instant(f, instant),
        }
    }
}

/// Writes RFC 3339 (<https://www.rfc-editor.org/rfc/rfc3339>), fractions only where there are any.
fn write_instant(f: &mut fmt::Formatter<'_>, instant: Instant) -> fmt::Result {
    let offset = instant.offset.unwrap_or(0);
    let local = instant.micros + i64::from(offset) * 1_000_000;
    let day = i32::try_from(local.div_euclid(DAY_MICROS)).unwrap_or(0);
    let rest = local.rem_euclid(DAY_MICROS);
    let (seconds, micros) = (rest / 1_000_000, rest % 1_000_000);
    let date = CivilDay(day.clamp(FIRST_DAY, LAST_DAY));
    write!(f, "{date}T{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
    if micros != 0 {
        let digits = format!("{micros:06}");
        write!(f, ".{}", digits.trim_end_matches('0'))?;
    }
    match instant.offset {
        None => f.write_str("Z"),
        Some(offset) => {
            let sign = if offset < 0 { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", offset.abs() / 3600, offset.abs() / 60 % 60)
        }
    }
}

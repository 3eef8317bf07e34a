//! Calendar buckets of timelines.

use chrono::Datelike as _;

use super::order::KeyParts;
use super::stamp::{CivilDay, DAY_MICROS, Precision};
use super::zone::Zone;

/// Microseconds of an hour.
const HOUR_MICROS: i64 = 3_600_000_000;

/// Length of a calendar bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Interval {
    /// An hour of the zone's clock.
    Hour,
    /// A civil day.
    Day,
    /// A week from Monday.
    Week,
    /// A month.
    Month,
    /// Three months from January, April, July or October.
    Quarter,
    /// A year.
    Year,
    /// Ten years from one that is divisible by ten.
    Decade,
}

/// A bucket: where it begins and where the next one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bucket {
    /// First moment in the zone, in microseconds since 1970.
    pub start: i64,
    /// First moment of the next bucket.
    pub end: i64,
    /// First civil day, as a day number.
    pub first_day: i32,
    /// First civil day of the next bucket; the same day for hours.
    pub end_day: i32,
}

impl Interval {
    /// All intervals, from fine to coarse.
    pub const ALL: [Self; 7] = [Self::Hour, Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year, Self::Decade];

    /// Returns the name used in parameters and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Decade => "decade",
        }
    }

    /// Parses the name; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interval| interval.as_str() == text)
    }

    /// Whether a date of this precision lies in one bucket.
    #[must_use]
    pub fn admits(self, precision: Precision) -> bool {
        let coarsest = match self {
            Self::Hour => Precision::Minute,
            Self::Day | Self::Week => Precision::Day,
            Self::Month | Self::Quarter => Precision::Month,
            Self::Year | Self::Decade => Precision::Year,
        };
        precision >= coarsest
    }

    /// First day of the bucket that holds a day.
    #[must_use]
    pub fn floor_day(self, day: CivilDay) -> CivilDay {
        let of = |year, month| CivilDay::new(year, month, 1).unwrap_or(CivilDay::MIN);
        match self {
            Self::Hour | Self::Day => day,
            Self::Week => {
                let back = i32::try_from(day.date().weekday().num_days_from_monday()).unwrap_or(0);
                CivilDay::from_number(day.number() - back).unwrap_or(CivilDay::MIN)
            }
            Self::Month => of(day.year(), day.month()),
            Self::Quarter => of(day.year(), (day.month() - 1) / 3 * 3 + 1),
            Self::Year => of(day.year(), 1),
            Self::Decade => of((day.year() / 10 * 10).max(1), 1),
        }
    }

    /// Number of the day after the bucket that begins on a day.
    #[must_use]
    pub fn end_day(self, first: CivilDay) -> i32 {
        let after = CivilDay::MAX.number() + 1;
        let of = |year, month| CivilDay::new(year, month, 1).map_or(after, CivilDay::number);
        let (year, month) = (first.year(), first.month());
        let months = |step: u32| if month + step > 12 { of(year + 1, month + step - 12) } else { of(year, month + step) };
        match self {
            Self::Hour | Self::Day => first.number() + 1,
            // The first week of the calendar may be cut; weeks end on Sundays.
            Self::Week => {
                let gone = i32::try_from(first.date().weekday().num_days_from_monday()).unwrap_or(0);
                first.number() + 7 - gone
            }
            Self::Month => months(1),
            Self::Quarter => months(3),
            Self::Year => of(year + 1, 1),
            Self::Decade => of(year / 10 * 10 + 10, 1),
        }
    }

    /// The bucket that a civil day lies in.
    #[must_use]
    pub fn bucket_of_day(self, day: CivilDay, zone: Zone) -> Bucket {
        let first = self.floor_day(day);
        let end_day = self.end_day(first);
        Bucket { start: zone.day_start(first), end: zone.start_of_number(end_day), first_day: first.number(), end_day }
    }

    /// The bucket that a moment lies in.
    #[must_use]
    pub fn bucket_of_instant(self, micros: i64, zone: Zone) -> Bucket {
        if self == Self::Hour { hour_of(micros, zone) } else { self.bucket_of_day(zone.day_of(micros), zone) }
    }

    /// The bucket of a date; `None` where its precision is too coarse for one.
    #[must_use]
    pub fn bucket_of(self, parts: &KeyParts, zone: Zone) -> Option<Bucket> {
        if !self.admits(parts.precision) {
            return None;
        }
        match parts.days() {
            None => Some(self.bucket_of_instant(parts.begin_micros, zone)),
            Some((first, _)) => CivilDay::from_number(first).map(|day| self.bucket_of_day(day, zone)),
        }
    }

    /// The bucket after one; `None` at the end of the calendar.
    #[must_use]
    pub fn next(self, bucket: &Bucket, zone: Zone) -> Option<Bucket> {
        if self == Self::Hour {
            return (bucket.end < zone.start_of_number(CivilDay::MAX.number() + 1)).then(|| hour_of(bucket.end, zone));
        }
        CivilDay::from_number(bucket.end_day).map(|day| self.bucket_of_day(day, zone))
    }

    /// Number of buckets from one to another, both included; for hours by the clock of the zone.
    #[must_use]
    pub fn count(self, first: &Bucket, last: &Bucket) -> u64 {
        let days = u64::try_from(i64::from(last.first_day) - i64::from(first.first_day)).unwrap_or(0);
        let months = |bucket: &Bucket| {
            CivilDay::from_number(bucket.first_day).map_or(0, |day| i64::from(day.year()) * 12 + i64::from(day.month()) - 1)
        };
        let months = u64::try_from(months(last) - months(first)).unwrap_or(0);
        1 + match self {
            Self::Hour => u64::try_from((last.start - first.start) / HOUR_MICROS).unwrap_or(0),
            Self::Day => days,
            Self::Week => days.div_ceil(7),
            Self::Month => months,
            Self::Quarter => months / 3,
            Self::Year => months / 12,
            Self::Decade => months.div_ceil(120),
        }
    }

    /// The label of a bucket: its first day, or its first instant with offset for an hour.
    #[must_use]
    pub fn label(self, bucket: &Bucket, zone: Zone) -> String {
        if self == Self::Hour {
            let offset = match zone {
                Zone::Utc => None,
                other => Some(other.offset_at(bucket.start)),
            };
            let instant = super::Instant { micros: bucket.start, offset, seconds: true };
            return super::When::Instant(instant).to_string();
        }
        CivilDay::from_number(bucket.first_day).map_or_else(String::new, |day| day.to_string())
    }
}

/// The clock hour that holds a moment, cut where the offset changes inside it.
fn hour_of(micros: i64, zone: Zone) -> Bucket {
    let offset = i64::from(zone.offset_at(micros)) * 1_000_000;
    let mut start = (micros + offset).div_euclid(HOUR_MICROS) * HOUR_MICROS - offset;
    let mut end = start + HOUR_MICROS;
    if zone.offset_at(start) != zone.offset_at(micros) {
        start = change_between(start, micros, zone);
    }
    if zone.offset_at(end - 1) != zone.offset_at(micros) {
        end = change_between(micros, end - 1, zone);
    }
    let day = zone.day_of(start).number();
    Bucket { start, end, first_day: day, end_day: day }
}

/// The moment between two at which the offset changes.
fn change_between(low: i64, high: i64, zone: Zone) -> i64 {
    let (mut low, mut high, before) = (low, high, zone.offset_at(low));
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if zone.offset_at(middle) == before { low = middle } else { high = middle }
    }
    high
}

/// Microseconds of a day, for those who turn day numbers into moments.
pub const DAY: i64 = DAY_MICROS;

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> CivilDay {
        CivilDay::new(y, m, d).unwrap()
    }

    #[test]
    fn buckets_begin_where_the_calendar_says() {
        let cases = [
            (Interval::Day, "2025-01-29", "2025-01-30"),
            (Interval::Week, "2025-01-27", "2025-02-03"),
            (Interval::Month, "2025-01-01", "2025-02-01"),
            (Interval::Quarter, "2025-01-01", "2025-04-01"),
            (Interval::Year, "2025-01-01", "2026-01-01"),
            (Interval::Decade, "2020-01-01", "2030-01-01"),
        ];
        for (interval, first, end) in cases {
            let bucket = interval.bucket_of_day(day(2025, 1, 29), Zone::Utc);
            assert_eq!(interval.label(&bucket, Zone::Utc), first);
            assert_eq!(CivilDay::from_number(bucket.end_day).unwrap().to_string(), end);
        }
    }

    #[test]
    fn an_hour_that_comes_twice_is_two_buckets() {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let mut bucket = Interval::Hour.bucket_of_instant(zone.day_start(day(2025, 10, 26)), zone);
        let mut labels = Vec::new();
        while bucket.first_day == day(2025, 10, 26).number() {
            labels.push(Interval::Hour.label(&bucket, zone));
            bucket = Interval::Hour.next(&bucket, zone).unwrap();
        }
        assert_eq!(labels.len(), 25);
        assert_eq!(labels[2], "2025-10-26T02:00:00+02:00");
        assert_eq!(labels[3], "2025-10-26T02:00:00+01:00");
    }

    #[test]
    fn the_ends_of_the_calendar_have_buckets() {
        for interval in Interval::ALL {
            let first = interval.bucket_of_day(CivilDay::MIN, Zone::Utc);
            let last = interval.bucket_of_day(CivilDay::MAX, Zone::Utc);
            assert!(first.start <= last.start);
            assert!(interval.count(&first, &last) > 900, "{interval:?}");
            if interval != Interval::Hour {
                assert!(interval.next(&last, Zone::Utc).is_none(), "{interval:?}");
            }
        }
    }
}

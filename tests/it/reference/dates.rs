//! Dates by plain arithmetic on moments: intervals, ranges, order, buckets.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone};
use dateline::article::When;
use dateline::article::published::{Edge, Interval, Precision, Zone};

/// Moments of a date, [first, end), in microseconds since 1970; an instant is one moment long.
pub(crate) fn interval(when: &When, zone: Zone) -> (i64, i64) {
    match days(when) {
        Some((first, end)) => (midnight(first, zone), midnight(end, zone)),
        None => (begin(when), begin(when) + 1),
    }
}

/// First day and the day after the last; `None` for an instant.
fn days(when: &When) -> Option<(NaiveDate, NaiveDate)> {
    let (first, months) = match *when {
        When::Instant(_) => return None,
        When::Day(day) => return Some((day.date(), day.date() + Days::new(1))),
        When::Month(year, month) => (NaiveDate::from_ymd_opt(year, month, 1)?, 1),
        When::Year(year) => (NaiveDate::from_ymd_opt(year, 1, 1)?, 12),
    };
    Some((first, first + Months::new(months)))
}

/// Beginning of a date, civil ones taken in UTC.
fn begin(when: &When) -> i64 {
    match when {
        When::Instant(instant) => instant.micros,
        civil => days(civil).map_or(0, |(first, _)| midnight(first, Zone::Utc)),
    }
}

fn midnight(day: NaiveDate, zone: Zone) -> i64 {
    let mut local = day.and_hms_opt(0, 0, 0).unwrap();
    match zone {
        Zone::Utc => local.and_utc().timestamp_micros(),
        Zone::Fixed(seconds) => local.and_utc().timestamp_micros() - i64::from(seconds) * 1_000_000,
        // A midnight that the clock skips is the first minute after it that exists.
        Zone::Named(tz) => loop {
            if let Some(moment) = tz.from_local_datetime(&local).earliest() {
                break moment.timestamp_micros();
            }
            local += TimeDelta::minutes(1);
        },
    }
}

/// The wall clock of a zone at a moment, and its offset in seconds.
fn local(micros: i64, zone: Zone) -> (NaiveDateTime, i32) {
    let utc = DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
    let offset = match zone {
        Zone::Utc => 0,
        Zone::Fixed(seconds) => seconds,
        Zone::Named(tz) => tz.offset_from_utc_datetime(&utc).fix().local_minus_utc(),
    };
    (utc + TimeDelta::seconds(i64::from(offset)), offset)
}

/// A range of moments, [from, to).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) from: i64,
    pub(crate) to: i64,
}

impl Range {
    /// From one edge to another; the flags leave the edge's own interval out.
    pub(crate) fn new(from: Option<Edge>, from_exclusive: bool, to: Option<Edge>, to_exclusive: bool, zone: Zone) -> Self {
        let moments = |edge: Edge| match edge {
            Edge::Civil(when) => interval(&when, zone),
            Edge::Instant(micros) => (micros, micros + 1),
        };
        let from = from.map_or(i64::MIN, |edge| if from_exclusive { moments(edge).1 } else { moments(edge).0 });
        let to = to.map_or(i64::MAX, |edge| if to_exclusive { moments(edge).0 } else { moments(edge).1 });
        Self { from, to }
    }

    /// Whether a date lies wholly inside.
    pub(crate) fn holds(&self, when: &When, zone: Zone) -> bool {
        let (first, end) = interval(when, zone);
        first >= self.from && end <= self.to
    }

    /// Whether a date's interval and the range have a moment in common.
    pub(crate) fn touches(&self, when: &When, zone: Zone) -> bool {
        let (first, end) = interval(when, zone);
        first < self.to && end > self.from
    }
}

/// What newest first sorts by, rising: undated last, later beginnings first, finer ones first.
pub(crate) fn newest(when: Option<&When>) -> (bool, i64, i8) {
    when.map_or((true, 0, 0), |when| (false, -begin(when), -fineness(when)))
}

/// What oldest first sorts by, rising.
pub(crate) fn oldest(when: Option<&When>) -> (bool, i64, i8) {
    when.map_or((true, 0, 0), |when| (false, begin(when), fineness(when)))
}

fn fineness(when: &When) -> i8 {
    match when.precision() {
        Precision::Year => 0,
        Precision::Month => 1,
        Precision::Day => 2,
        Precision::Minute => 3,
        Precision::Second => 4,
    }
}

/// The bucket of a date, as the wall clock of its beginning and, for hours, the moment; `None`
/// where the date is coarser.
pub(crate) fn bucket(when: &When, interval: Interval, zone: Zone) -> Option<Bucket> {
    let needed = match interval {
        Interval::Hour => 3,
        Interval::Day | Interval::Week => 2,
        Interval::Month | Interval::Quarter => 1,
        Interval::Year | Interval::Decade => 0,
    };
    if fineness(when) < needed {
        return None;
    }
    let day = match days(when) {
        Some((first, _)) => first,
        None if interval == Interval::Hour => return Some(Bucket::Hour(hour(begin(when), zone))),
        None => local(begin(when), zone).0.date(),
    };
    let of = |year, month| NaiveDate::from_ymd_opt(year, month, 1);
    Some(Bucket::Day(match interval {
        Interval::Hour | Interval::Day => day,
        Interval::Week => day - Days::new(u64::from(day.weekday().num_days_from_monday())),
        Interval::Month => of(day.year(), day.month())?,
        Interval::Quarter => of(day.year(), (day.month0() / 3) * 3 + 1)?,
        Interval::Year => of(day.year(), 1)?,
        Interval::Decade => of((day.year() / 10 * 10).max(1), 1)?,
    }))
}

fn hour(micros: i64, zone: Zone) -> i64 {
    let shift = i64::from(local(micros, zone).1) * 1_000_000;
    (micros + shift).div_euclid(HOUR) * HOUR - shift
}

const HOUR: i64 = 3_600_000_000;

/// Where a bucket begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Bucket {
    Day(NaiveDate),
    Hour(i64),
}

impl Bucket {
    pub(crate) fn next(self, interval: Interval) -> Self {
        let day = match self {
            Self::Hour(start) => return Self::Hour(start + HOUR),
            Self::Day(day) => day,
        };
        Self::Day(match interval {
            Interval::Hour | Interval::Day => day + Days::new(1),
            Interval::Week => day + Days::new(7),
            Interval::Month => day + Months::new(1),
            Interval::Quarter => day + Months::new(3),
            Interval::Year => day + Months::new(12),
            Interval::Decade => day + Months::new(120),
        })
    }

    pub(crate) fn label(self, zone: Zone) -> String {
        match self {
            Self::Day(day) => day.format("%Y-%m-%d").to_string(),
            Self::Hour(start) => {
                let (clock, offset) = local(start, zone);
                let sign = if offset < 0 { '-' } else { '+' };
                let (hours, minutes) = (offset.abs() / 3600, offset.abs() / 60 % 60);
                let zone = if zone == Zone::Utc { "Z".to_owned() } else { format!("{sign}{hours:02}:{minutes:02}") };
                format!("{}{zone}", clock.format("%Y-%m-%dT%H:%M:%S"))
            }
        }
    }
}

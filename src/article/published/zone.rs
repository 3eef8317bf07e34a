//! Time zones: where civil days begin.

use std::fmt;

use chrono::{DateTime, NaiveDateTime, NaiveTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::stamp::{CivilDay, DAY_MICROS};

/// A time zone of a request or a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// Coordinated universal time.
    Utc,
    /// A fixed offset, in seconds east of UTC.
    Fixed(i32),
    /// A zone of the IANA database with its changes of offset.
    Named(Tz),
}

impl Zone {
    /// Parses `UTC`, `Z`, an offset (`+03:30`, `+0330`, `-05`) or an IANA name in any case;
    /// `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("utc") || text.eq_ignore_ascii_case("z") {
            return Some(Self::Utc);
        }
        if let Some(seconds) = parse_offset(text) {
            return Some(if seconds == 0 { Self::Utc } else { Self::Fixed(seconds) });
        }
        Tz::from_str_insensitive(text).ok().map(Self::Named)
    }

    /// Seconds east of UTC at a moment given in microseconds since 1970.
    #[must_use]
    pub fn offset_at(self, micros: i64) -> i32 {
        match self {
            Self::Utc => 0,
            Self::Fixed(seconds) => seconds,
            Self::Named(tz) => DateTime::from_timestamp_micros(micros)
                .map_or(0, |moment| tz.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc()),
        }
    }

    /// The civil day on which a moment lies.
    #[must_use]
    pub fn day_of(self, micros: i64) -> CivilDay {
        let local = micros.saturating_add(i64::from(self.offset_at(micros)) * 1_000_000);
        let number = i32::try_from(local.div_euclid(DAY_MICROS)).unwrap_or(if local < 0 { i32::MIN } else { i32::MAX });
        CivilDay::from_number(number).unwrap_or(if number < 0 { CivilDay::MIN } else { CivilDay::MAX })
    }

    /// The first moment of a civil day, in microseconds since 1970.
    ///
    /// Where the clock skips midnight, that is the first moment that exists.
    #[must_use]
    pub fn day_start(self, day: CivilDay) -> i64 {
        self.start_of_number(day.number())
    }

    /// Like [`Self::day_start`] for a day number, also one past the last day of the calendar.
    #[must_use]
    pub fn start_of_number(self, number: i32) -> i64 {
        self.local_to_micros(i64::from(number) * DAY_MICROS)
    }

    /// The moment of a local wall-clock time given in microseconds since 1970 as if it were UTC.
    ///
    /// A time that occurs twice is the earlier one; a time that the clock skips is the first
    /// moment after the gap.
    #[must_use]
    pub fn local_to_micros(self, local: i64) -> i64 {
        match self {
            Self::Utc => local,
            Self::Fixed(seconds) => local - i64::from(seconds) * 1_000_000,
            Self::Named(tz) => {
                let Some(naive) = DateTime::from_timestamp_micros(local).map(|moment| moment.naive_utc()) else {
                    return local;
                };
                resolve_local(tz, naive)
            }
        }
    }
}

/// Finds the moment of a local time, stepping over gaps by quarter hours and then by the search
/// for the exact end of the gap.
fn resolve_local(tz: Tz, naive: NaiveDateTime) -> i64 {
    if let Some(moment) = tz.from_local_datetime(&naive).earliest() {
        return moment.timestamp_micros();
    }
    // The offset before the gap maps the skipped time to a moment at or after the gap's end by as
    // much as it was skipped; the gap's end is where the offset changes.
    let before = naive - chrono::TimeDelta::hours(36);
    let Some(early) = tz.from_local_datetime(&before).latest() else {
        return naive.and_utc().timestamp_micros();
    };
    let (mut low, mut high) = (early.timestamp(), early.timestamp() + 72 * 3600);
    let offset = |seconds: i64| {
        DateTime::from_timestamp(seconds, 0).map_or(0, |moment| tz.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc())
    };
    let target = naive.and_utc().timestamp();
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if middle + i64::from(offset(middle)) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    high * 1_000_000
}

/// Reads `+HH`, `+HH:MM`, `+HHMM` or with a minus, up to 23:59 as RFC 3339 allows; seconds east of
/// UTC.
pub(super) fn parse_offset(text: &str) -> Option<i32> {
    let sign = match text.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let rest = text.get(1..)?;
    let (hours, minutes) = match rest.len() {
        1 | 2 => (rest, "0"),
        4 => rest.split_at_checked(2)?,
        5 => rest.split_once(':')?,
        _ => return None,
    };
    let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i32>().ok()).flatten();
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours <= 23 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc => f.write_str("UTC"),
            Self::Fixed(seconds) => {
                let sign = if *seconds < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
            }
            Self::Named(tz) => f.write_str(tz.name()),
        }
    }
}

/// Midnight, for readers of times.
pub(super) const MIDNIGHT: NaiveTime = NaiveTime::MIN;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_are_read_in_any_spelling() {
        for (text, shown) in
            [("utc", "UTC"), ("Z", "UTC"), ("+03:30", "+03:30"), ("-0500", "-05:00"), ("asia/tehran", "Asia/Tehran"), ("+0", "UTC")]
        {
            assert_eq!(Zone::parse(text).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "+99:00", "+24:00", "Mars/Base", "+3:3:0", "five"] {
            assert!(Zone::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_day_that_skips_midnight_begins_after_the_gap() {
        let zone = Zone::parse("America/Sao_Paulo").unwrap();
        let day = CivilDay::new(2018, 11, 4).unwrap();
        // 01:00 at -02:00 is 03:00 UTC.
        assert_eq!(zone.day_start(day), i64::from(day.number()) * DAY_MICROS + 3 * 3_600_000_000);
        assert_eq!(zone.day_of(zone.day_start(day)), day);
        assert_eq!(zone.day_of(zone.day_start(day) - 1).to_string(), "2018-11-03");
    }

    #[test]
    fn a_day_that_never_was_is_empty() {
        let zone = Zone::parse("Pacific/Apia").unwrap();
        let gone = CivilDay::new(2011, 12, 30).unwrap();
        let next = CivilDay::new(2011, 12, 31).unwrap();
        assert_eq!(zone.day_start(gone), zone.day_start(next));
    }
}

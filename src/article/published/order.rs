//! The order of articles by date, as one number.
//!
//! The key sorts a segment: first by class ([`DateClass`]), inside a class newest first, at equal
//! beginnings the finer precision first. From high to low: 2 bits class, 59 bits of how long
//! before the end of the calendar the date begins, 3 bits of coarseness.

use std::ops::Range;

use super::stamp::{CivilDay, DAY_MICROS, DateClass, Precision, When};

/// Microseconds since 1970 of the moment after the last day of the calendar, with room for offsets.
const LAST_MICROS: i64 = (CivilDay::MAX.number() as i64 + 2) * DAY_MICROS;
/// Bits below the class.
const CLASS_SHIFT: u32 = 62;
/// Bits of the precision.
const PRECISION_BITS: u32 = 3;
/// Coarseness of a year; a second has 0.
const COARSEST: u64 = 4;

/// Returns the order key of a date.
#[must_use]
pub fn sort_key(when: Option<&When>) -> u64 {
    match when {
        None => class_start(DateClass::Undated),
        Some(when) => class_start(when.class()) | (before_end(when.begin_micros()) << PRECISION_BITS) | coarseness(when.precision()),
    }
}

/// The smallest key of a class.
#[must_use]
pub fn class_start(class: DateClass) -> u64 {
    (class as u64) << CLASS_SHIFT
}

/// How long before the end of the calendar a moment lies; smaller is newer.
fn before_end(micros: i64) -> u64 {
    u64::try_from(LAST_MICROS.saturating_sub(micros)).unwrap_or(0)
}

fn coarseness(precision: Precision) -> u64 {
    COARSEST - precision as u64
}

/// What a key says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyParts {
    /// Class of the date.
    pub class: DateClass,
    /// Beginning of its interval in microseconds since 1970, civil dates taken in UTC.
    pub begin_micros: i64,
    /// Its precision.
    pub precision: Precision,
}

/// Reads a key; `None` for an undated article.
#[must_use]
pub fn parts(key: u64) -> Option<KeyParts> {
    let class = match key >> CLASS_SHIFT {
        0 => DateClass::Instant,
        1 => DateClass::Day,
        2 => DateClass::Coarser,
        _ => return None,
    };
    let rest = key & (class_start(DateClass::Day) - 1);
    let begin_micros = LAST_MICROS - i64::try_from(rest >> PRECISION_BITS).unwrap_or(0);
    let coarse = usize::try_from(rest & 7).unwrap_or(0);
    let precision = Precision::ALL.into_iter().rev().nth(coarse).unwrap_or(Precision::Year);
    Some(KeyParts { class, begin_micros, precision })
}

impl KeyParts {
    /// First civil day and the day after the last one, as day numbers; `None` for an instant.
    #[must_use]
    pub fn days(&self) -> Option<(i32, i32)> {
        if self.class == DateClass::Instant {
            return None;
        }
        let first = i32::try_from(self.begin_micros.div_euclid(DAY_MICROS)).ok()?;
        let day = CivilDay::from_number(first)?;
        let when = match self.precision {
            Precision::Year => When::Year(day.year()),
            Precision::Month => When::Month(day.year(), day.month()),
            _ => When::Day(day),
        };
        when.days()
    }
}

/// Rank of a key in the order newest first over all classes; undated last.
#[must_use]
pub fn newest_rank(key: u64) -> u64 {
    match parts(key) {
        None => u64::MAX,
        Some(_) => key & (class_start(DateClass::Day) - 1),
    }
}

/// Rank of a key in the order oldest first: the reverse of [`newest_rank`] but for the undated,
/// which are last here too.
#[must_use]
pub fn oldest_rank(key: u64) -> u64 {
    match newest_rank(key) {
        u64::MAX => u64::MAX,
        rank => u64::MAX - 1 - rank,
    }
}

/// The smallest key in a class of a given newest-first rank.
#[must_use]
pub fn key_of_rank(class: DateClass, rank: u64) -> u64 {
    if class == DateClass::Undated { class_start(class) } else { class_start(class) | (rank & (class_start(DateClass::Day) - 1)) }
}

/// Keys of a class whose dates begin in a range of moments: newest first, so the range turns round.
#[must_use]
pub fn keys_between(class: DateClass, begins: &Range<i64>) -> Range<u64> {
    if begins.start >= begins.end {
        return 0..0;
    }
    let key = |micros: i64| class_start(class) | (before_end(micros.clamp(-LAST_MICROS, LAST_MICROS)) << PRECISION_BITS);
    // All beginnings in [start, end) have keys from that of end - 1 to that of start, whole.
    key(begins.end - 1)..key(begins.start) + (1 << PRECISION_BITS)
}

#[cfg(test)]
mod tests {
    use super::super::stamp::Instant;
    use super::*;

    fn instant(micros: i64) -> When {
        When::Instant(Instant { micros, offset: None, seconds: true })
    }

    #[test]
    fn keys_come_back() {
        let dates = [
            When::Year(1),
            When::Year(9999),
            When::Month(1848, 12),
            When::Day(CivilDay::MIN),
            When::Day(CivilDay::MAX),
            instant(-62_135_596_800_000_000),
            instant(0),
            instant(253_402_300_799_999_999),
        ];
        for when in dates {
            let parts = parts(sort_key(Some(&when))).unwrap();
            assert_eq!((parts.class, parts.begin_micros, parts.precision), (when.class(), when.begin_micros(), when.precision()));
            assert_eq!(parts.days(), when.days(), "{when}");
        }
        assert!(parts(sort_key(None)).is_none());
    }

    #[test]
    fn newest_first_and_finer_before_coarser() {
        let day = CivilDay::new(2025, 1, 1).unwrap();
        let order = [
            instant(i64::from(day.number()) * DAY_MICROS + 1),
            instant(i64::from(day.number()) * DAY_MICROS),
            When::Day(day),
            When::Month(2025, 1),
            When::Year(2025),
            When::Day(CivilDay::new(2024, 12, 31).unwrap()),
        ];
        let ranks: Vec<u64> = order.iter().map(|when| newest_rank(sort_key(Some(when)))).collect();
        assert!(ranks.is_sorted(), "{ranks:?}");
        assert_eq!(newest_rank(sort_key(None)), u64::MAX);
        assert!(oldest_rank(sort_key(Some(&order[5]))) < oldest_rank(sort_key(Some(&order[0]))));
    }
}

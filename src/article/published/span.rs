//! Ranges of dates: which articles lie inside, and which only overlap.

use std::ops::Range;

use super::order::{self, KeyParts};
use super::stamp::{CivilDay, DAY_MICROS, DateClass, When};
use super::zone::Zone;

/// One end of a requested range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// A year, a month or a day.
    Civil(When),
    /// A moment, in microseconds since 1970.
    Instant(i64),
}

/// A requested range of dates. Both ends are included unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Beginning; none is the beginning of time.
    pub from: Option<Edge>,
    /// Whether dates must lie wholly after the beginning's own interval.
    pub from_exclusive: bool,
    /// End; none is the end of time.
    pub to: Option<Edge>,
    /// Whether dates must lie wholly before the end's own interval.
    pub to_exclusive: bool,
}

/// A range worked out for a time zone, in the two coordinates that dates have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpanResolved {
    /// Moments inside, in microseconds since 1970.
    pub instants: Range<i64>,
    /// A civil interval [b, e) of day numbers lies inside if b ≥ start and e ≤ end.
    pub inside: Range<i32>,
    /// It overlaps if b < end and e > start.
    pub overlap: Range<i32>,
}

/// Day numbers beyond the calendar, for open ends.
const BEFORE_ALL: i32 = CivilDay::MIN.number() - 2;
const AFTER_ALL: i32 = CivilDay::MAX.number() + 2;

impl Span {
    /// Works the range out for a zone.
    #[must_use]
    pub fn resolve(&self, zone: Zone) -> SpanResolved {
        let (from_instant, from_inside, from_overlap) = match self.from {
            None => (i64::from(BEFORE_ALL) * DAY_MICROS, BEFORE_ALL, BEFORE_ALL),
            Some(Edge::Civil(when)) => {
                let (first, after) = when.days().unwrap_or((BEFORE_ALL, BEFORE_ALL));
                let day = if self.from_exclusive { after } else { first };
                (zone.start_of_number(day), day, day)
            }
            Some(Edge::Instant(micros)) => {
                let micros = if self.from_exclusive { micros.saturating_add(1) } else { micros };
                let day = zone.day_of(micros).number();
                // A day that the moment cuts is not inside but overlaps.
                let inside = if zone.start_of_number(day) >= micros { day } else { day + 1 };
                (micros, inside, day)
            }
        };
        let (to_instant, to_inside, to_overlap) = match self.to {
            None => (i64::from(AFTER_ALL) * DAY_MICROS, AFTER_ALL, AFTER_ALL),
            Some(Edge::Civil(when)) => {
                let (first, after) = when.days().unwrap_or((AFTER_ALL, AFTER_ALL));
                let day = if self.to_exclusive { first } else { after };
                (zone.start_of_number(day), day, day)
            }
            Some(Edge::Instant(micros)) => {
                let end = if self.to_exclusive { micros } else { micros.saturating_add(1) };
                let day = zone.day_of(end.saturating_sub(1)).number();
                let inside = if zone.start_of_number(day + 1) <= end { day + 1 } else { day };
                (end, inside, day + 1)
            }
        };
        SpanResolved {
            instants: from_instant..to_instant.max(from_instant),
            inside: from_inside..to_inside.max(from_inside),
            overlap: from_overlap..to_overlap.max(from_overlap),
        }
    }

    /// Whether the beginning lies after the end, so that nothing can match.
    #[must_use]
    pub fn is_reversed(&self, zone: Zone) -> bool {
        let open = Self { to: None, ..*self }.resolve(zone).instants.start;
        let close = Self { from: None, ..*self }.resolve(zone).instants.end;
        open >= close
    }
}

impl SpanResolved {
    /// Whether a date's whole interval lies inside.
    #[must_use]
    pub fn holds(&self, key: u64) -> bool {
        order::parts(key).is_some_and(|parts| self.holds_parts(&parts))
    }

    /// Whether a date's interval overlaps the range, or lies inside.
    #[must_use]
    pub fn touches(&self, key: u64) -> bool {
        order::parts(key).is_some_and(|parts| match parts.days() {
            None => self.instants.contains(&parts.begin_micros),
            Some((first, after)) => first < self.overlap.end && after > self.overlap.start,
        })
    }

    fn holds_parts(&self, parts: &KeyParts) -> bool {
        match parts.days() {
            None => self.instants.contains(&parts.begin_micros),
            Some((first, after)) => first >= self.inside.start && after <= self.inside.end,
        }
    }

    /// Keys of the dates of a class that lie inside (or, with `overlap`, touch the range).
    ///
    /// Exact for instants and days. Months and years differ in length, so for them it is every
    /// key of the class whose interval may qualify: ask [`Self::holds`] or [`Self::touches`] of
    /// each.
    #[must_use]
    pub fn keys(&self, class: DateClass, overlap: bool) -> Range<u64> {
        let days = if overlap { &self.overlap } else { &self.inside };
        let micros = |day: i32| i64::from(day) * DAY_MICROS;
        match class {
            DateClass::Instant => order::keys_between(class, &self.instants),
            DateClass::Day => order::keys_between(class, &(micros(days.start)..micros(days.end))),
            // A year that overlaps may begin up to 366 days before the range.
            DateClass::Coarser => order::keys_between(class, &(micros(days.start.saturating_sub(366))..micros(days.end))),
            DateClass::Undated => 0..0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::stamp::Instant;
    use super::*;

    fn key(when: When) -> u64 {
        order::sort_key(Some(&when))
    }

    fn day(y: i32, m: u32, d: u32) -> When {
        When::Day(CivilDay::new(y, m, d).unwrap())
    }

    #[test]
    fn both_ends_are_included_and_a_month_needs_all_its_days() {
        let span = Span { from: Some(Edge::Civil(day(2025, 1, 1))), to: Some(Edge::Civil(When::Month(2025, 1))), ..Span::default() };
        let resolved = span.resolve(Zone::Utc);
        assert!(resolved.holds(key(day(2025, 1, 31))));
        assert!(!resolved.holds(key(day(2025, 2, 1))));
        assert!(resolved.holds(key(When::Month(2025, 1))));
        assert!(!resolved.holds(key(When::Year(2025))));
        assert!(resolved.touches(key(When::Year(2025))));
        assert!(!resolved.touches(key(When::Year(2024))));
        let last = Instant { micros: zone_micros(2025, 2, 1) - 1, offset: None, seconds: true };
        assert!(resolved.holds(key(When::Instant(last))));
    }

    fn zone_micros(y: i32, m: u32, d: u32) -> i64 {
        i64::from(CivilDay::new(y, m, d).unwrap().number()) * DAY_MICROS
    }

    #[test]
    fn a_zone_moves_instants_and_never_days() {
        let zone = Zone::parse("+03:30").unwrap();
        let span = Span { from: Some(Edge::Civil(day(2025, 1, 29))), to: Some(Edge::Civil(day(2025, 1, 29))), ..Span::default() };
        let resolved = span.resolve(zone);
        let late = Instant { micros: zone_micros(2025, 1, 28) + 21 * 3_600_000_000, offset: None, seconds: true };
        assert!(resolved.holds(key(When::Instant(late))));
        assert!(!span.resolve(Zone::Utc).holds(key(When::Instant(late))));
        assert!(resolved.holds(key(day(2025, 1, 29))));
        assert!(!resolved.holds(key(day(2025, 1, 28))));
    }

    #[test]
    fn a_moment_cuts_the_day_it_lies_in() {
        let noon = zone_micros(2025, 1, 29) + DAY_MICROS / 2;
        let resolved = Span { from: Some(Edge::Instant(noon)), ..Span::default() }.resolve(Zone::Utc);
        assert!(!resolved.holds(key(day(2025, 1, 29))));
        assert!(resolved.touches(key(day(2025, 1, 29))));
        assert!(resolved.holds(key(day(2025, 1, 30))));
    }

    #[test]
    fn exclusive_ends_leave_the_whole_interval_out() {
        let after = Span { from: Some(Edge::Civil(When::Year(2025))), from_exclusive: true, ..Span::default() }.resolve(Zone::Utc);
        assert!(!after.holds(key(day(2025, 12, 31))));
        assert!(after.holds(key(day(2026, 1, 1))));
        let before = Span { to: Some(Edge::Civil(When::Month(1914, 8))), to_exclusive: true, ..Span::default() }.resolve(Zone::Utc);
        assert!(before.holds(key(day(1914, 7, 31))));
        assert!(!before.holds(key(day(1914, 8, 1))));
    }

    #[test]
    fn keys_hold_just_the_dates_inside() {
        let span = Span { from: Some(Edge::Civil(day(2025, 1, 10))), to: Some(Edge::Civil(day(2025, 1, 20))), ..Span::default() }
            .resolve(Zone::Utc);
        for d in 1..=31 {
            let k = key(day(2025, 1, d));
            assert_eq!(span.keys(DateClass::Day, false).contains(&k), span.holds(k), "{d}");
        }
    }
}

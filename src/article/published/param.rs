//! Dates in requests and in queries.

use chrono::Months;
use thiserror::Error;

use super::span::Edge;
use super::stamp::{CivilDay, When};
use super::written::{WrittenError, parse_written};
use super::zone::Zone;

/// The time of a request, in microseconds since 1970; passed in by whoever owns the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Microseconds since 1970.
    pub micros: i64,
}

/// Why a text is no date of a request.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DateParamError {
    /// It names a day or time that does not exist.
    #[error("`{0}` is a day or time that does not exist")]
    Impossible(String),
    /// It has none of the forms.
    #[error(
        "`{0}` is no date: write `2025`, `2025-01`, `2025-01-29`, an instant such as `2025-01-29T10:14:00Z`, `7d`, `3m`, `1y`, `12h` or `today`"
    )]
    Unreadable(String),
    /// It reaches out of the calendar.
    #[error("`{0}` lies outside the years 0001 to 9999")]
    OutOfCalendar(String),
}

/// Reads a date of a request.
///
/// `2025`, `2025-01`, `2025-01-29`, `20250129` are civil; `20250129103000` and instants are
/// moments (without a zone taken in `zone`); `12h` is the moment so long ago; `7d`, `3m` (months),
/// `1y` are that whole civil day in `zone`; `today` is the day of `now` in `zone`.
pub fn parse_edge(text: &str, zone: Zone, now: Now) -> Result<Edge, DateParamError> {
    let text = text.trim();
    let shown = || text.chars().take(64).collect::<String>();
    if text.eq_ignore_ascii_case("today") {
        return Ok(Edge::Civil(When::Day(zone.day_of(now.micros))));
    }
    if let Some(edge) = relative(text, zone, now) {
        return edge.ok_or_else(|| DateParamError::OutOfCalendar(shown()));
    }
    let starts_with_year = text.len() >= 4 && text.bytes().take(4).all(|b| b.is_ascii_digit());
    if !starts_with_year || text.bytes().any(|b| b == b'/') {
        return Err(DateParamError::Unreadable(shown()));
    }
    // A plus sign in a query string arrives as a blank; before an offset nothing else can be meant.
    let written = parse_written(text, zone).or_else(|error| match text.rsplit_once(' ') {
        Some((head, offset)) if head.contains('T') && offset.len() >= 4 => parse_written(&format!("{head}+{offset}"), zone),
        _ => Err(error),
    });
    match written {
        Ok(written) => Ok(match written.when {
            When::Instant(instant) => Edge::Instant(instant.micros),
            // Midnight written out is a moment here, not the article's day.
            When::Day(day) if text.len() > 10 => Edge::Instant(zone.day_start(day)),
            civil => Edge::Civil(civil),
        }),
        Err(WrittenError::Impossible(_)) => Err(DateParamError::Impossible(shown())),
        Err(_) => Err(DateParamError::Unreadable(shown())),
    }
}

/// Reads `12h`, `7d`, `3m`, `1y`; the inner `None` lies outside the calendar.
#[allow(clippy::option_option, reason = "not of this form, and of this form but impossible, are two answers")]
fn relative(text: &str, zone: Zone, now: Now) -> Option<Option<Edge>> {
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let count: u32 = digits.parse().ok()?;
    let today = zone.day_of(now.micros);
    let civil = |day: Option<CivilDay>| day.map(|day| Edge::Civil(When::Day(day)));
    let months_ago = |months: u32| {
        let date = today.date().checked_sub_months(Months::new(months))?;
        CivilDay::new(chrono::Datelike::year(&date), chrono::Datelike::month(&date), chrono::Datelike::day(&date))
    };
    match unit {
        "h" => {
            let micros = now.micros.checked_sub(i64::from(count) * 3_600_000_000);
            Some(micros.filter(|micros| *micros >= Zone::Utc.day_start(CivilDay::MIN)).map(Edge::Instant))
        }
        "d" => Some(civil(i32::try_from(count).ok().and_then(|days| today.number().checked_sub(days)).and_then(CivilDay::from_number))),
        "m" => Some(civil(months_ago(count))),
        "y" => Some(civil(count.checked_mul(12).and_then(months_ago))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        // 2025-03-31T22:30:00Z is 1 April in Tehran.
        let now = Now { micros: 1_743_460_200_000_000 };
        match parse_edge(text, Zone::parse("Asia/Tehran").unwrap(), now) {
            Ok(Edge::Civil(when)) => when.to_string(),
            Ok(Edge::Instant(micros)) => format!("@{}", micros / 1_000_000),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn forms_of_requests() {
        let cases = [
            ("2025", "2025"),
            ("2025-01", "2025-01"),
            ("20250129", "2025-01-29"),
            ("today", "2025-04-01"),
            ("7d", "2025-03-25"),
            ("1m", "2025-03-01"),
            ("1y", "2024-04-01"),
            ("12h", "@1743417000"),
            ("20250129103000", "@1738134000"),
            ("2025-01-29T10:30:00Z", "@1738146600"),
            ("2025-01-29T10:30:00 03:30", "@1738134000"),
            ("2025-02-30", "`2025-02-30` is a day or time that does not exist"),
        ];
        for (text, expected) in cases {
            assert_eq!(shown(text), expected, "{text}");
        }
        assert!(shown("9999999y").contains("outside"));
        assert!(shown("soon").contains("is no date"));
        assert!(shown("29 January 2025").contains("is no date"));
    }
}

//! The half-life of relevance: how fast the score of an article falls with its age.

use std::fmt;

/// The time in which relevance halves: `12h`, `30d`, `6m`, `1y`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HalfLife {
    count: u32,
    unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Hour,
    Day,
    Month,
    Year,
}

impl Unit {
    const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Month, Self::Year];

    fn as_str(self) -> &'static str {
        match self {
            Self::Hour => "h",
            Self::Day => "d",
            Self::Month => "m",
            Self::Year => "y",
        }
    }

    /// Length in hours: no calendar is at work here, so a month is a twelfth of 365 days.
    fn hours(self) -> f64 {
        match self {
            Self::Hour => 1.0,
            Self::Day => 24.0,
            Self::Month => 730.0,
            Self::Year => 8_760.0,
        }
    }
}

impl HalfLife {
    /// Reads a count and a unit; `None` for anything else, and for no time at all.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let unit = Unit::ALL.into_iter().find(|unit| text.ends_with(unit.as_str()))?;
        let digits = text.strip_suffix(unit.as_str())?;
        if digits.is_empty() || digits.len() > 9 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let count = digits.parse().ok().filter(|count| *count > 0)?;
        Some(Self { count, unit })
    }

    /// Its length in days.
    #[must_use]
    pub fn days(self) -> f64 {
        f64::from(self.count) * self.unit.hours() / 24.0
    }
}

impl fmt::Display for HalfLife {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.count, self.unit.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_lives_are_counts_of_hours_days_months_and_years() {
        for (text, days) in [("12h", 0.5), ("30d", 30.0), ("12m", 365.0), ("1y", 365.0), ("007d", 7.0)] {
            assert_eq!(HalfLife::parse(text).map(HalfLife::days), Some(days), "{text}");
        }
        assert_eq!(HalfLife::parse("007d").map(|it| it.to_string()).as_deref(), Some("7d"));
        for bad in ["", "d", "0d", "30", "-3d", "1.5d", "30 d", "9999999999d", "3w", "дd"] {
            assert_eq!(HalfLife::parse(bad), None, "{bad}");
        }
    }
}

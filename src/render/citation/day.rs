//! The date of a citation: a year, a month or a day.

use crate::article::published::Zone;
use crate::article::{Article, CivilDay, When};

/// A date as citations give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CitedDate {
    pub(super) year: i32,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
}

impl CitedDate {
    /// When an article was published; `None` for an undated one.
    pub(super) fn of(article: &Article, zone: Zone) -> Option<Self> {
        let day = |day: CivilDay| Self { year: day.year(), month: Some(day.month()), day: Some(day.day()) };
        Some(match article.published?.when {
            When::Year(year) => Self { year, month: None, day: None },
            When::Month(year, month) => Self { year, month: Some(month), day: None },
            When::Day(civil) => day(civil),
            When::Instant(instant) => day(zone.day_of(instant.micros)),
        })
    }
}

//! Calendars of the press beside the Gregorian one, turned into civil days.

use icu_calendar::cal::hijri::UmmAlQura;
use icu_calendar::cal::{Hijri, Iso, Japanese};
use icu_calendar::{AsCalendar, Date};

use super::super::stamp::CivilDay;

/// A calendar in which dates of news are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// The Gregorian calendar.
    Gregorian,
    /// The solar calendar of Iran and Afghanistan.
    Persian,
    /// The Islamic calendar, by the tables of Umm al-Qura: observed months may begin a day apart.
    Islamic,
    /// The Gregorian calendar with years of the Buddhist era.
    Buddhist,
    /// The Gregorian calendar with years of the Republic of China.
    Roc,
    /// The Gregorian calendar with years of an era of Japan.
    Japanese(&'static str),
}

impl Calendar {
    /// The calendar of a kind in the table of words.
    pub(super) fn of_kind(kind: &str) -> Option<Self> {
        Some(match kind {
            "c-gregorian" => Self::Gregorian,
            "c-persian" => Self::Persian,
            "c-islamic" => Self::Islamic,
            "c-buddhist" => Self::Buddhist,
            "era-roc" => Self::Roc,
            "era-reiwa" => Self::Japanese("reiwa"),
            "era-heisei" => Self::Japanese("heisei"),
            "era-showa" => Self::Japanese("showa"),
            "era-taisho" => Self::Japanese("taisho"),
            "era-meiji" => Self::Japanese("meiji"),
            _ => return None,
        })
    }

    /// Whether its months are those of the Gregorian calendar.
    pub(super) fn has_gregorian_months(self) -> bool {
        !matches!(self, Self::Persian | Self::Islamic)
    }

    /// The civil day of a date in this calendar; `None` if there is no such day.
    pub(super) fn day(self, year: i32, month: u32, day: u32) -> Option<CivilDay> {
        let (m, d) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        match self {
            Self::Gregorian => CivilDay::new(year, month, day),
            Self::Persian => Date::try_new_persian(year, m, d).ok().and_then(|date| civil(&date)),
            Self::Islamic => {
                Date::try_new_hijri_with_calendar(year, m, d, Hijri::<UmmAlQura>::new_umm_al_qura()).ok().and_then(|date| civil(&date))
            }
            Self::Buddhist => Date::try_new_buddhist(year, m, d).ok().and_then(|date| civil(&date)),
            Self::Roc => Date::try_new_roc(year, m, d).ok().and_then(|date| civil(&date)),
            Self::Japanese(era) => {
                Date::try_new_japanese_with_calendar(era, year, m, d, Japanese::new()).ok().and_then(|date| civil(&date))
            }
        }
    }

    /// The Gregorian year in which a year of this calendar lies, where that is one.
    pub(super) fn year(self, year: i32) -> Option<i32> {
        match self {
            Self::Gregorian => Some(year),
            Self::Persian | Self::Islamic => None,
            // An era may begin inside a year, but no year of it lies in two.
            _ => self.day(year, 12, 31).or_else(|| self.day(year, 1, 1)).map(CivilDay::year),
        }
    }
}

fn civil<A: AsCalendar>(date: &Date<A>) -> Option<CivilDay> {
    let iso = date.to_calendar(Iso);
    CivilDay::new(iso.year().extended_year(), u32::from(iso.month().ordinal), u32::from(iso.day_of_month().0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_of_other_calendars_are_civil_days() {
        let check = |calendar: Calendar, date: (i32, u32, u32), expected: &str| {
            let told = calendar.day(date.0, date.1, date.2).map_or("none".to_owned(), |day| day.to_string());
            assert_eq!(told, expected, "{calendar:?} {date:?}");
        };
        check(Calendar::Persian, (1403, 11, 10), "2025-01-29");
        check(Calendar::Persian, (1403, 12, 30), "2025-03-20");
        check(Calendar::Persian, (1404, 12, 30), "none");
        check(Calendar::Persian, (1403, 13, 1), "none");
        check(Calendar::Islamic, (1446, 7, 29), "2025-01-29");
        check(Calendar::Buddhist, (2568, 1, 29), "2025-01-29");
        check(Calendar::Japanese("reiwa"), (7, 1, 29), "2025-01-29");
        check(Calendar::Roc, (114, 1, 29), "2025-01-29");
        check(Calendar::Roc, (114, 2, 30), "none");
        assert_eq!(Calendar::Japanese("reiwa").year(7), Some(2025));
        assert_eq!(Calendar::Persian.year(1403), None);
    }
}

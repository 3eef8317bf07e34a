//! The forms in which dates are stored and most APIs give them: ISO 8601 days and RFC 3339 instants.
//!
//! They are read here without the grammar of written dates, which would be a fifth of the time of
//! reading an article.

use super::stamp::{DAY_MICROS, When};
use super::{CivilDay, Instant};

/// Reads `2025-01-29` or `2025-01-29T10:15:00+03:30`; `None` for everything else, which may still be a
/// date.
pub(super) fn canonical(text: &str) -> Option<When> {
    let bytes = text.as_bytes();
    let day = day(bytes.get(..10)?)?;
    let Some((b'T', rest)) = bytes.get(10..)?.split_first() else {
        return (bytes.len() == 10).then_some(When::Day(day));
    };
    let [h1, h2, b':', m1, m2, rest @ ..] = rest else { return None };
    let (hour, minute) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
    let (second, rest, seconds) = match rest {
        [b':', s1, s2, rest @ ..] => (number(&[*s1, *s2])?, rest, true),
        rest => (0, rest, false),
    };
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] if seconds => fraction(rest)?,
        rest => (0, rest),
    };
    let offset = match rest {
        [b'Z'] => None,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (number(&[*h1, *h2])?, number(&[*m1, *m2])?);
            // Larger offsets are left to those who know which of them are meant.
            if hours > 13 || minutes > 59 {
                return None;
            }
            let offset = i32::try_from(hours * 3_600 + minutes * 60).ok()?;
            Some(if *sign == b'-' { -offset } else { offset })
        }
        _ => return None,
    };
    let time = i64::from(hour * 3_600 + minute * 60 + second) - i64::from(offset.unwrap_or(0));
    let micros = i64::from(day.number()) * DAY_MICROS + time * 1_000_000 + i64::from(fraction);
    Some(When::Instant(Instant { micros, offset, seconds }))
}

fn day(bytes: &[u8]) -> Option<CivilDay> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = bytes else { return None };
    let year = number(&[*y1, *y2, *y3, *y4]).filter(|year| (2..9_999).contains(year))?;
    CivilDay::new(i32::try_from(year).ok()?, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |sum, digit| digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0')))
}

/// Up to six digits behind the point as microseconds, and what follows them.
fn fraction(text: &[u8]) -> Option<(u32, &[u8])> {
    let len = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if !(1..=6).contains(&len) {
        return None;
    }
    let (digits, rest) = text.split_at(len);
    let scale = 10u32.pow(u32::try_from(6 - len).ok()?);
    Some((number(digits)? * scale, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::published::Zone;
    use crate::article::published::written::parse_written;

    #[test]
    fn the_grammar_of_written_dates_reads_the_same() {
        let days = ["2025-01-29", "0896-04-06", "2024-02-29", "9998-12-31", "1969-12-31"];
        let times = ["10:15:00Z", "00:00:00+00:00", "23:30:00-05:00", "10:15+03:30", "23:59:59.5Z", "08:00:00.123456+13:00"];
        let instants = days.iter().flat_map(|day| times.map(|time| format!("{day}T{time}")));
        for text in days.map(str::to_owned).into_iter().chain(instants) {
            let read = canonical(&text);
            assert!(read.is_some(), "{text}");
            assert_eq!(read, parse_written(&text, Zone::Utc).ok().map(|written| written.when), "{text}");
        }
    }

    #[test]
    fn what_is_not_canonical_is_left_to_the_grammar() {
        for text in [
            "",
            "2025",
            "2025-01",
            "2025-02-30",
            "2025-1-29",
            "0001-01-01",
            "2025-01-29T",
            "2025-01-29T10",
            "2025-01-29T24:00:00Z",
            "2025-01-29T10:15:60Z",
            "2025-01-29T10:15:00",
            "2025-01-29 10:15:00Z",
            "2025-01-29T10:15:00.1234567Z",
            "2025-01-29T10:15:00+14:00",
            "2025-01-29T10:15:00+0330",
            "２０２５-01-29",
        ] {
            assert_eq!(canonical(text), None, "{text}");
        }
    }
}

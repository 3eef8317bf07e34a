//! Finds a date inside a short text.

use super::super::zone::Zone;
use super::pieces::{Piece, Pieces};
use super::{Written, digits};

/// Longest text in which a date is looked for, in bytes: longer ones are no date lines.
const FIND_MAX: usize = 400;

/// Finds the first date of a short text: `Publié le 12 novembre 2012 à 10h14`.
///
/// Only dates with a day and a year of four digits are found (of two, with dots between); what has
/// two readings is passed over. Longer texts than 400 bytes hold none.
#[must_use]
pub fn find_written(text: &str, zone: Zone) -> Option<Written> {
    if text.len() > FIND_MAX || !text.chars().any(char::is_numeric) {
        return None;
    }
    let (plain, script) = digits::plain(text);
    let mut pieces = Pieces::split(&plain, script, None);
    pieces.among_words = true;
    for start in 0..pieces.len() {
        let begins = match pieces.get(start) {
            Some(Piece::Digits(_)) => !inside_number(&pieces, start),
            Some(Piece::Letters(_)) => pieces.word(start, |word| (word.month.is_some() || word.era.is_some()).then_some(())).is_some(),
            _ => false,
        };
        let mut at = start;
        if begins
            && let Ok(parts) = pieces.read_at(&mut at)
            && parts.day.is_some()
            && !matches!(pieces.get(at), Some(Piece::Digits(_)))
            && let Some(found) = parts.finish(zone)
        {
            return Some(found);
        }
    }
    None
}

/// Whether digits go on a version, an address or a time: `1.2.2024`.
fn inside_number(pieces: &Pieces<'_>, start: usize) -> bool {
    let before = |count: usize| start.checked_sub(count).and_then(|at| pieces.get(at));
    matches!(before(1), Some(Piece::Sign('.' | '/' | ':'))) && matches!(before(2), Some(Piece::Digits(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_found_inside_short_texts() {
        let check = |text: &str, expected: &str| {
            let found = find_written(text, Zone::Utc).map_or("none".to_owned(), |found| found.when.to_string());
            assert_eq!(found, expected, "{text}");
        };
        check("Publié le 12 novembre 2012 à 10h14", "2012-11-12T10:14:00Z");
        check("Publié le mardi 12 novembre 2012 par la rédaction", "2012-11-12");
        check("By A. Byron | January 29, 2025 | News", "2025-01-29");
        check("Stand: 29.01.2025, 10:14 Uhr", "2025-01-29T10:14:00Z");
        check("Stand: 29.01.25", "2025-01-29");
        check("发布时间：2025年1月29日 10:14 来源：新华社", "2025-01-29T10:14:00Z");
        check("تاریخ انتشار: ۱۰ بهمن ۱۴۰۳ - ۱۰:۱۴", "2025-01-29T10:14:00Z");
        check("Обновлено: 29 января 2025 г. в 10:14", "2025-01-29T10:14:00Z");
        check("Version 1.2.3 of 2024", "none");
        check("12 people in 2024", "none");
        check("30 may 2024 be late", "2024-05-30");
        check("03/04/2025", "none");
        check(&"x ".repeat(300), "none");
    }
}

//! The time behind a written date.

use super::names::{Half, Word};
use super::pieces::{Piece, Pieces};
use super::{Parts, Time};

/// Words and signs between a date and its time.
const BETWEEN_MAX: usize = 12;

/// Reads times among the pieces of a date.
pub(super) struct Clock<'p, 'a> {
    pub(super) pieces: &'p Pieces<'a>,
}

impl Clock<'_, '_> {
    /// ` 10:14`, `T10:14:00.25`, `T101400`, ` à 10h14`, `午後3時5分`, ` at 3 p.m.`
    pub(super) fn behind_date(&self, at: &mut usize, parts: &mut Parts) {
        if parts.day.is_none() {
            return;
        }
        let mut next = *at;
        let mut half = None;
        let mut blank = false;
        for _ in 0..BETWEEN_MAX {
            match self.pieces.get(next) {
                Some(Piece::Blank) => blank = true,
                Some(Piece::Sign(',' | '(' | ')' | '|' | '·' | '•' | '–' | '—' | ':' | '.' | '/') | Piece::Letters("T" | "t")) => {}
                Some(Piece::Sign('-')) if blank => {}
                Some(Piece::Letters(_)) => {
                    let wanted = |word: &'static Word| {
                        let known = word.before_time || word.weekday || word.between || word.half.is_some();
                        known.then_some(word.half)
                    };
                    let Some((found, after)) = self.pieces.word(next, wanted) else { return };
                    half = half.or(found);
                    next = after;
                    continue;
                }
                Some(Piece::Digits(hour)) => {
                    if let Some((time, after)) = self.time(next, hour, half) {
                        parts.time = Some(time);
                        *at = after;
                    }
                    return;
                }
                _ => return,
            }
            next += 1;
        }
    }

    fn time(&self, at: usize, hour: &str, half: Option<Half>) -> Option<(Time, usize)> {
        let (mut time, mut after) = self.reading(at, hour, half)?;
        let mut next = after;
        self.pieces.skip(&mut next, |piece| piece == Piece::Blank);
        let behind = self.pieces.word(next, |word| word.half);
        if let Some((_, end)) = behind {
            after = end;
            if self.pieces.get(after) == Some(Piece::Sign('.')) {
                after += 1;
            }
        }
        if let Some(half) = half.or(behind.map(|(half, _)| half)) {
            time.hour = match (half, time.hour) {
                (Half::First, 12) => 0,
                (Half::Second, hour @ 1..=11) => hour + 12,
                (_, hour) => hour,
            };
        }
        let mut next = after;
        self.pieces.skip(&mut next, |piece| piece == Piece::Blank);
        if let Some(((), end)) = self.pieces.word(next, |word| word.behind_time.then_some(())) {
            after = end;
        }
        Some((time, after))
    }

    /// The numbers of a time: hours, and minutes and seconds behind them.
    fn reading(&self, at: usize, hour: &str, half: Option<Half>) -> Option<(Time, usize)> {
        let get = |at| self.pieces.get(at);
        // A clock reading that does not exist must not pass for a date without time.
        let reading = |text: &str| if text.len() <= 2 { text.parse().unwrap_or(99) } else { 99 };
        let mut time = Time { hour: reading(hour), minute: 0, second: None, micros: 0 };
        match (get(at + 1), get(at + 2)) {
            (Some(Piece::Sign(':')), Some(Piece::Digits(minute))) => {
                time.minute = reading(minute);
                let mut after = at + 3;
                if let (Some(Piece::Sign(':')), Some(Piece::Digits(second))) = (get(after), get(after + 1)) {
                    time.second = Some(reading(second));
                    after += 2;
                    if let (Some(Piece::Sign('.' | ',')), Some(Piece::Digits(fraction))) = (get(after), get(after + 1)) {
                        let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
                        time.micros = digits.parse().unwrap_or(0);
                        after += 2;
                    }
                }
                return Some((time, after));
            }
            (Some(Piece::Sign('.')), Some(Piece::Digits(minute))) if hour.len() <= 2 && minute.len() == 2 => {
                time.minute = reading(minute);
                // Three numbers with dots are a version, or another date.
                let more = matches!((get(at + 3), get(at + 4)), (Some(Piece::Sign('.')), Some(Piece::Digits(_))));
                return (!more).then_some((time, at + 3));
            }
            _ => {}
        }
        if matches!(hour.len(), 4 | 6) && !self.pieces.among_words {
            let small = |from: usize| hour.get(from..from + 2).and_then(|text| text.parse().ok());
            return Some((Time { hour: small(0)?, minute: small(2)?, second: small(4), micros: 0 }, at + 1));
        }
        if hour.len() > 2 {
            return None;
        }
        if let Some(mut after) = self.unit(at + 1, 0) {
            if let Some((minute, end)) = self.small(after) {
                time.minute = reading(minute);
                after = self.unit(end, 1).unwrap_or(end);
                if let Some((second, end)) = self.small(after)
                    && let Some(end) = self.unit(end, 2)
                {
                    time.second = Some(reading(second));
                    after = end;
                }
            }
            return Some((time, after));
        }
        // `3 p.m.`; a bare number is no time.
        let mut next = at + 1;
        self.pieces.skip(&mut next, |piece| piece == Piece::Blank);
        let named = half.is_some() || self.pieces.word(next, |word| word.half).is_some();
        (named && time.hour <= 12).then_some((time, at + 1))
    }

    /// Where the word for a unit ends, if it stands there.
    fn unit(&self, at: usize, unit: usize) -> Option<usize> {
        let mut next = at;
        self.pieces.skip(&mut next, |piece| piece == Piece::Blank);
        self.pieces.word(next, |word| word.unit.get(unit).copied().unwrap_or(false).then_some(())).map(|((), end)| end)
    }

    /// A number of one or two digits.
    fn small(&self, at: usize) -> Option<(&str, usize)> {
        let mut next = at;
        self.pieces.skip(&mut next, |piece| piece == Piece::Blank);
        match self.pieces.get(next) {
            Some(Piece::Digits(run)) if run.len() <= 2 => Some((run, next + 1)),
            _ => None,
        }
    }
}

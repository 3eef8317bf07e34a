//! What stands behind a written date: the name of its calendar, and the zone of its time.

use super::super::zone::{Zone, parse_offset};
use super::names::{Named, word, zone_name};
use super::pieces::{Piece, Pieces};
use super::{Parts, digits};

impl Pieces<'_> {
    /// `1446 هـ`, `2568 BE`: the calendar named behind the year.
    pub(super) fn calendar_behind(&self, at: &mut usize, parts: &mut Parts) {
        let mut next = *at;
        self.skip(&mut next, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | '(')));
        if let Some((calendar, mut after)) = self.word(next, |word| word.calendar) {
            // A month's name says its own calendar.
            let named = parts.calendar.is_some_and(|known| !known.has_gregorian_months());
            if !named && (calendar.has_gregorian_months() || self.is_numeric(parts)) {
                // A short mark is a word of some language too: the year must be one of its calendar.
                if !digits::is_year_of(calendar, parts.year) {
                    return;
                }
                parts.calendar = Some(calendar);
            }
            self.skip(&mut after, |piece| matches!(piece, Piece::Sign('.' | ')')));
            *at = after;
        }
    }

    fn is_numeric(&self, parts: &Parts) -> bool {
        parts.month.is_some()
            && !self.list.iter().any(|piece| matches!(piece, Piece::Letters(text) if word(text).is_some_and(|word| word.month.is_some())))
    }

    /// `Z`, `+03:30`, `GMT`, `EST`, `GMT+3`, `(Europe/Paris)`.
    pub(super) fn zone(&self, at: &mut usize, parts: &mut Parts) {
        if parts.time.is_none() {
            self.zone_of_day(at, parts);
            return;
        }
        let mut next = *at;
        self.skip(&mut next, |piece| matches!(piece, Piece::Blank | Piece::Sign('(' | '[')));
        match self.get(next) {
            Some(Piece::Letters(first)) => {
                if self.get(next + 1) == Some(Piece::Sign('/'))
                    && let Some((zone, after)) = self.place_zone(next, first)
                {
                    parts.zone = Some(Named::In(zone));
                    next = after;
                } else if let Some(named) = zone_name(first) {
                    parts.zone = Some(named);
                    next += 1;
                    if named == Named::Utc
                        && let Some((offset, after)) = self.offset(next)
                    {
                        (parts.zone, next) = (Some(Named::Offset(offset)), after);
                    }
                } else {
                    return;
                }
            }
            Some(Piece::Sign('+' | '-')) => {
                let Some((offset, after)) = self.offset(next) else { return };
                (parts.zone, next) = (Some(Named::Offset(offset)), after);
                // A name beside the offset says it again: `+0100 (CET)`.
                let mut named = next;
                self.skip(&mut named, |piece| matches!(piece, Piece::Blank | Piece::Sign('(')));
                if let Some(Piece::Letters(name)) = self.get(named)
                    && zone_name(name).is_some()
                {
                    next = named + 1;
                }
            }
            _ => return,
        }
        self.skip(&mut next, |piece| matches!(piece, Piece::Sign(')' | ']')));
        *at = next;
    }

    /// A civil day of XML may name a zone (`2025-01-29Z`), which does not move it.
    fn zone_of_day(&self, at: &mut usize, parts: &Parts) {
        if parts.day.is_none() {
            return;
        }
        if matches!(self.get(*at), Some(Piece::Letters("Z" | "z"))) {
            *at += 1;
        } else if matches!(self.get(*at), Some(Piece::Sign('+' | '-')))
            && self.get(*at + 2) == Some(Piece::Sign(':'))
            && let Some((_, after)) = self.offset(*at)
        {
            *at = after;
        }
    }

    fn offset(&self, at: usize) -> Option<(i32, usize)> {
        let Some(Piece::Sign(sign @ ('+' | '-'))) = self.get(at) else { return None };
        let mut text = String::from(sign);
        let mut end = at + 1;
        while let Some(Piece::Digits(run)) = self.get(end) {
            text.push_str(run);
            end += 1;
            if self.get(end) == Some(Piece::Sign(':')) && !text.contains(':') {
                text.push(':');
                end += 1;
            }
        }
        parse_offset(&text).map(|offset| (offset, end))
    }

    /// `Europe/Paris`, `America/New_York`.
    fn place_zone(&self, at: usize, first: &str) -> Option<(Zone, usize)> {
        let (mut name, mut end) = (first.to_owned(), at + 1);
        let mut best = None;
        while let (Some(Piece::Sign(sign @ ('/' | '_' | '-'))), Some(Piece::Letters(part))) = (self.get(end), self.get(end + 1)) {
            name.push(sign);
            name.push_str(part);
            end += 2;
            if let Some(zone) = Zone::parse(&name) {
                best = Some((zone, end));
            }
            if name.len() > 64 {
                break;
            }
        }
        best
    }
}

//! The pieces of a written date, and the forms in which they stand.

use super::super::stamp::CivilDay;
use super::super::zone::parse_offset;
use super::names::{is_weekday, month_number, zone_name};
use super::{Form, Parts, Time};

/// A text cut into runs of digits, runs of letters and single other characters.
pub(super) struct Pieces<'a> {
    list: Vec<Piece<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'a> {
    Digits(&'a str),
    Letters(&'a str),
    Sign(char),
    Blank,
}

impl<'a> Pieces<'a> {
    pub(super) fn split(text: &'a str) -> Self {
        let mut list = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let class = |c: char| (c.is_ascii_digit(), c.is_alphabetic(), c.is_whitespace());
            let len = match class(first) {
                (false, false, false) => first.len_utf8(),
                kind => rest.find(|c| class(c) != kind).unwrap_or(rest.len()),
            };
            let (run, after) = rest.split_at(len);
            rest = after;
            list.push(match class(first) {
                (true, _, _) => Piece::Digits(run),
                (_, true, _) => Piece::Letters(run),
                (_, _, true) => Piece::Blank,
                _ => Piece::Sign(first),
            });
        }
        Self { list }
    }

    pub(super) fn read(&self) -> Form {
        let mut at = 0;
        let mut parts = match self.date(&mut at) {
            Ok(parts) => parts,
            Err(form) => return form,
        };
        self.time(&mut at, &mut parts);
        self.zone(&mut at, &mut parts);
        self.skip(&mut at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',')));
        if at < self.list.len() { Form::None } else { Form::Date(parts) }
    }

    fn get(&self, at: usize) -> Option<Piece<'a>> {
        self.list.get(at).copied()
    }

    fn skip(&self, at: &mut usize, accept: impl Fn(Piece<'_>) -> bool) {
        while self.get(*at).is_some_and(&accept) {
            *at += 1;
        }
    }

    fn date(&self, at: &mut usize) -> Result<Parts, Form> {
        // A weekday in front says nothing that the date does not.
        if let Some(Piece::Letters(word)) = self.get(*at)
            && month_number(word).is_none()
        {
            if !is_weekday(word) {
                return Err(Form::None);
            }
            *at += 1;
            self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign(',' | '.')));
        }
        match (self.get(*at), self.get(*at + 1), self.get(*at + 2)) {
            (Some(Piece::Digits(year)), Some(Piece::Sign(sep @ ('-' | '/' | '.'))), Some(Piece::Digits(month))) if year.len() == 4 => {
                self.year_first(at, year, sep, month)
            }
            (Some(Piece::Digits(run)), _, _) if matches!(run.len(), 8 | 12 | 14) => Self::compact(at, run),
            (Some(Piece::Digits(year)), None, _) if year.len() == 4 => {
                *at += 1;
                Ok(Parts { year: number(year)?, ..Parts::default() })
            }
            (Some(Piece::Digits(first)), Some(Piece::Sign(sep @ ('/' | '.' | '-'))), Some(Piece::Digits(second))) => {
                self.year_last(at, first, sep, second)
            }
            (Some(Piece::Digits(_)), _, _) => self.day_month_name(at),
            (Some(Piece::Letters(_)), _, _) => self.month_name_first(at),
            _ => Err(Form::None),
        }
    }

    /// `2025-01`, `2025-01-29`, `2025/01/29`.
    fn year_first(&self, at: &mut usize, year: &str, sep: char, month: &str) -> Result<Parts, Form> {
        if month.len() > 2 {
            return Err(Form::None);
        }
        let mut parts = Parts { year: number(year)?, month: Some(number(month)?), ..Parts::default() };
        *at += 3;
        if let (Some(Piece::Sign(again)), Some(Piece::Digits(day))) = (self.get(*at), self.get(*at + 1))
            && again == sep
        {
            if day.len() > 2 {
                return Err(Form::None);
            }
            parts.day = Some(number(day)?);
            *at += 2;
        }
        Ok(parts)
    }

    /// `20250129`, `202501291014`, `20250129101400`.
    fn compact(at: &mut usize, run: &str) -> Result<Parts, Form> {
        let part = |from: usize, to: usize| run.get(from..to).ok_or(Form::None).and_then(number);
        let mut parts = Parts {
            year: run.get(0..4).ok_or(Form::None).and_then(number)?,
            month: Some(part(4, 6)?),
            day: Some(part(6, 8)?),
            ..Parts::default()
        };
        if run.len() > 8 {
            let second = if run.len() == 14 { Some(part(12, 14)?) } else { None };
            parts.time = Some(Time { hour: part(8, 10)?, minute: part(10, 12)?, second, micros: 0 });
        }
        *at += 1;
        Ok(parts)
    }

    /// `29/01/2025`, `29.01.2025`, `01/29/2025` where only one order makes a date.
    fn year_last(&self, at: &mut usize, first: &str, sep: char, second: &str) -> Result<Parts, Form> {
        let (Some(Piece::Sign(again)), Some(Piece::Digits(year))) = (self.get(*at + 3), self.get(*at + 4)) else {
            return Err(Form::None);
        };
        if again != sep || year.len() != 4 || first.len() > 2 || second.len() > 2 {
            return Err(Form::None);
        }
        let (year, first, second) = (number(year)?, number(first)?, number(second)?);
        *at += 5;
        let parts = |day, month| Parts { year, month: Some(month), day: Some(day), ..Parts::default() };
        // Dots are written day first everywhere they are written.
        let day_first = CivilDay::new(year, second, first).is_some();
        let month_first = sep != '.' && CivilDay::new(year, first, second).is_some();
        match (day_first, month_first) {
            (true, true) if first != second => Err(Form::Ambiguous),
            (false, true) => Ok(parts(second, first)),
            _ => Ok(parts(first, second)),
        }
    }

    /// `29 January 2025`, `26-FEB-1987`, `29th of Jan. 2025`.
    fn day_month_name(&self, at: &mut usize) -> Result<Parts, Form> {
        let Some(Piece::Digits(day)) = self.get(*at) else { return Err(Form::None) };
        if day.len() > 2 {
            return Err(Form::None);
        }
        *at += 1;
        let mut month = None;
        while month.is_none() {
            match self.get(*at) {
                Some(Piece::Letters(word)) => {
                    month = month_number(word);
                    if month.is_none() && !matches!(word.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th" | "of" | "de") {
                        return Err(Form::None);
                    }
                }
                Some(Piece::Blank | Piece::Sign('-' | '.' | ',' | '/')) => {}
                _ => return Err(Form::None),
            }
            *at += 1;
        }
        self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('-' | '.' | ',' | '/')));
        let year = self.year(at)?;
        Ok(Parts { year, month, day: Some(number(day)?), ..Parts::default() })
    }

    /// `January 29, 2025`, `Jan 29th 2025`, `January 2025`.
    fn month_name_first(&self, at: &mut usize) -> Result<Parts, Form> {
        let Some(Piece::Letters(word)) = self.get(*at) else { return Err(Form::None) };
        let month = month_number(word);
        *at += 1;
        self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',')));
        let Some(Piece::Digits(first)) = self.get(*at) else { return Err(Form::None) };
        if first.len() == 4 {
            *at += 1;
            return Ok(Parts { year: number(first)?, month, ..Parts::default() });
        }
        *at += 1;
        if let Some(Piece::Letters(suffix)) = self.get(*at)
            && matches!(suffix.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th")
        {
            *at += 1;
        }
        self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',')));
        let year = self.year(at)?;
        Ok(Parts { year, month, day: Some(number(first)?), ..Parts::default() })
    }

    fn year(&self, at: &mut usize) -> Result<i32, Form> {
        match self.get(*at) {
            Some(Piece::Digits(year)) if year.len() == 4 => {
                *at += 1;
                number(year)
            }
            _ => Err(Form::None),
        }
    }

    /// ` 10:14`, `T10:14:00.25`, `T101400`.
    fn time(&self, at: &mut usize, parts: &mut Parts) {
        let mut next = *at;
        self.skip(&mut next, |piece| matches!(piece, Piece::Blank | Piece::Sign(',') | Piece::Letters("T" | "t" | "at")));
        let Some(Piece::Digits(hour)) = self.get(next) else { return };
        if parts.day.is_none() || parts.time.is_some() {
            return;
        }
        if let Some((time, after)) = self.clock(next, hour) {
            parts.time = Some(time);
            *at = after;
        }
    }

    fn clock(&self, at: usize, hour: &str) -> Option<(Time, usize)> {
        let small = |text: &str| (text.len() <= 2).then(|| text.parse::<u32>().ok()).flatten();
        if matches!(hour.len(), 4 | 6) && self.get(at + 1) != Some(Piece::Sign(':')) {
            let part = |from: usize| hour.get(from..from + 2).and_then(small);
            return Some((Time { hour: part(0)?, minute: part(2)?, second: part(4), micros: 0 }, at + 1));
        }
        let (Some(Piece::Sign(':')), Some(Piece::Digits(minute))) = (self.get(at + 1), self.get(at + 2)) else { return None };
        // A clock reading that does not exist must not pass for a date without time.
        let reading = |text: &str| small(text).unwrap_or(99);
        let mut time = Time { hour: reading(hour), minute: reading(minute), second: None, micros: 0 };
        let mut after = at + 3;
        if let (Some(Piece::Sign(':')), Some(Piece::Digits(second))) = (self.get(after), self.get(after + 1)) {
            time.second = Some(reading(second));
            after += 2;
            if let (Some(Piece::Sign('.' | ',')), Some(Piece::Digits(fraction))) = (self.get(after), self.get(after + 1)) {
                let digits: String = fraction.chars().chain("000000".chars()).take(6).collect();
                time.micros = digits.parse().unwrap_or(0);
                after += 2;
            }
        }
        Some((time, after))
    }

    /// `Z`, `+03:30`, `GMT`, `EST`.
    fn zone(&self, at: &mut usize, parts: &mut Parts) {
        if parts.time.is_none() {
            return;
        }
        let mut next = *at;
        self.skip(&mut next, |piece| piece == Piece::Blank);
        match self.get(next) {
            Some(Piece::Letters(name)) => {
                if let Some(offset) = zone_name(name) {
                    parts.zone = Some(offset);
                    *at = next + 1;
                }
            }
            Some(Piece::Sign(sign @ ('+' | '-'))) => {
                let mut text = String::from(sign);
                let mut end = next + 1;
                while let Some(Piece::Digits(run)) = self.get(end) {
                    text.push_str(run);
                    end += 1;
                    if self.get(end) == Some(Piece::Sign(':')) && !text.contains(':') {
                        text.push(':');
                        end += 1;
                    }
                }
                if let Some(offset) = parse_offset(&text) {
                    parts.zone = Some(Some(offset));
                    *at = end;
                }
            }
            _ => {}
        }
    }
}

fn number<T: std::str::FromStr>(digits: &str) -> Result<T, Form> {
    digits.parse().map_err(|_| Form::None)
}

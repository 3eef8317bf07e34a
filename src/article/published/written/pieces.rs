//! The pieces of a written date, and the forms in which they stand.

use super::calendar::Calendar;
use super::clock::Clock;
use super::digits::{Script, is_letter};
use super::names::{Word, word};
use super::{DayOrder, Form, Order, Parts};

/// Words that are written as one or as several.
const WORDS_JOINED: usize = 5;

/// Words and signs before a date, or between its parts.
const BETWEEN_MAX: usize = 10;

/// Characters that stand behind their number, each a word of its own.
const UNITS: [char; 17] = ['年', '月', '日', '号', '號', '時', '时', '点', '點', '分', '秒', '년', '월', '일', '시', '분', '초'];

/// A text cut into runs of digits, runs of letters and single other characters.
pub(super) struct Pieces<'a> {
    pub(super) list: Vec<Piece<'a>>,
    script: Script,
    order: Option<DayOrder>,
    /// Whether the date may stand among other words: then only its clear forms are read.
    pub(super) among_words: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece<'a> {
    Digits(&'a str),
    Letters(&'a str),
    Sign(char),
    Blank,
}

impl<'a> Pieces<'a> {
    pub(super) fn split(text: &'a str, script: Script, order: Option<DayOrder>) -> Self {
        let class = |c: char| match c {
            c if c.is_ascii_digit() => 0,
            c if UNITS.contains(&c) => 3,
            c if is_letter(c) => 1,
            c if c.is_whitespace() => 2,
            _ => 4,
        };
        let mut list = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let kind = class(first);
            let len = if kind >= 3 { first.len_utf8() } else { rest.find(|c| class(c) != kind).unwrap_or(rest.len()) };
            let (run, after) = rest.split_at(len);
            rest = after;
            list.push(match kind {
                0 => Piece::Digits(run),
                1 | 3 => Piece::Letters(run),
                2 => Piece::Blank,
                _ => Piece::Sign(first),
            });
        }
        Self { list, script, order, among_words: false }
    }

    /// Reads the text as a date and nothing else.
    pub(super) fn read(&self) -> Form {
        let mut at = 0;
        let parts = match self.read_at(&mut at) {
            Ok(parts) => parts,
            Err(form) => return form,
        };
        loop {
            self.skip(&mut at, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | ',' | ')' | '(')));
            match self.word(at, |word| (word.weekday || word.between).then_some(())) {
                Some(((), next)) => at = next,
                None => break,
            }
        }
        if at < self.list.len() { Form::None } else { Form::Date(parts) }
    }

    /// Reads a date that begins at a piece.
    pub(super) fn read_at(&self, at: &mut usize) -> Result<Parts, Form> {
        let mut parts = self.date(at)?;
        self.calendar_behind(at, &mut parts);
        if parts.time.is_none() {
            Clock { pieces: self }.behind_date(at, &mut parts);
        }
        self.zone(at, &mut parts);
        Ok(parts)
    }

    /// The number of pieces.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<Piece<'a>> {
        self.list.get(at).copied()
    }

    pub(super) fn skip(&self, at: &mut usize, accept: impl Fn(Piece<'_>) -> bool) {
        while self.get(*at).is_some_and(&accept) {
            *at += 1;
        }
    }

    /// Looks up the longest word at a piece of which `wanted` makes something; also where it ends.
    pub(super) fn word<T>(&self, at: usize, wanted: impl Fn(&'static Word) -> Option<T>) -> Option<(T, usize)> {
        let Some(Piece::Letters(first)) = self.get(at) else { return None };
        let (mut joined, mut next) = (first.to_owned(), at + 1);
        let mut best = word(first).and_then(&wanted).map(|found| (found, next));
        for _ in 1..WORDS_JOINED {
            let mut end = next;
            self.skip(&mut end, |piece| matches!(piece, Piece::Blank | Piece::Sign('.' | '-' | '\'' | '’' | '`')));
            let Some(Piece::Letters(more)) = self.get(end) else { break };
            joined.push_str(more);
            next = end + 1;
            if let Some(found) = word(&joined).and_then(&wanted) {
                best = Some((found, next));
            }
        }
        best
    }

    fn date(&self, at: &mut usize) -> Result<Parts, Form> {
        for _ in 0..BETWEEN_MAX {
            self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign(',' | '.' | '(' | ')' | ':')));
            match self.get(*at) {
                Some(Piece::Digits(_)) => return self.digits_first(at),
                Some(Piece::Letters(_)) => {}
                _ => return Err(Form::None),
            }
            if let Some((era, next)) = self.word(*at, |word| word.era) {
                *at = next;
                return self.era_year(at, era);
            }
            if self.word(*at, |word| word.month).is_some() {
                let mut after = *at;
                match self.month_name_first(&mut after) {
                    Err(Form::None) => {}
                    other => {
                        *at = after;
                        return other;
                    }
                }
            }
            match self.word(*at, |word| (word.weekday || word.between || word.calendar.is_some()).then_some(())) {
                Some(((), next)) => *at = next,
                None => return Err(Form::None),
            }
        }
        Err(Form::None)
    }

    fn digits_first(&self, at: &mut usize) -> Result<Parts, Form> {
        let Some(Piece::Digits(run)) = self.get(*at) else { return Err(Form::None) };
        let next = self.get(*at + 1);
        if run.len() == 4 && matches!(next, Some(Piece::Letters("年" | "년"))) {
            let year = number(run)?;
            *at += 2;
            return self.month_sign(at, Parts { year, calendar: None, ..Parts::default() });
        }
        if let Some(Piece::Sign(sep @ ('-' | '/' | '.'))) = next {
            let second = self.behind_sep(*at + 2, sep);
            match second {
                Some((second, _)) if run.len() == 4 && second.len() <= 2 => return self.year_first(at, run, sep),
                Some((second, _)) if run.len() <= 2 && second.len() <= 2 => match self.year_last(at, sep) {
                    Err(Form::None) => {}
                    other => return other,
                },
                _ => {}
            }
        }
        if matches!(run.len(), 8 | 12 | 14) && !matches!(next, Some(Piece::Sign('-' | '/'))) {
            return Self::compact(at, run);
        }
        if run.len() == 4 {
            if next.is_none() && !self.among_words {
                *at += 1;
                return Ok(Parts { year: number(run)?, ..Parts::default() });
            }
            return self.year_month_name(at, run);
        }
        self.day_month_name(at)
    }

    /// The digits behind a separator; a blank may stand behind a dot.
    fn behind_sep(&self, mut at: usize, sep: char) -> Option<(&'a str, usize)> {
        if sep == '.' && self.get(at) == Some(Piece::Blank) {
            at += 1;
        }
        if let Some(Piece::Digits(run)) = self.get(at) { Some((run, at + 1)) } else { None }
    }

    /// `2025-01`, `2025-01-29`, `2025/01/29`, `2025. 1. 29.`
    fn year_first(&self, at: &mut usize, year: &str, sep: char) -> Result<Parts, Form> {
        let (month, mut next) = self.behind_sep(*at + 2, sep).ok_or(Form::None)?;
        let mut parts = Parts { year: number(year)?, month: Some(number(month)?), ..Parts::default() };
        if self.get(next) == Some(Piece::Sign(sep))
            && let Some((day, after)) = self.behind_sep(next + 1, sep)
            && self.get(after) != Some(Piece::Sign(':'))
        {
            if day.len() > 2 {
                return Err(Form::None);
            }
            parts.day = Some(number(day)?);
            next = after;
        }
        if self.among_words && parts.day.is_none() {
            return Err(Form::None);
        }
        parts.calendar = Some(self.script.calendar(parts.year));
        *at = next;
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
            parts.time = Some(super::Time { hour: part(8, 10)?, minute: part(10, 12)?, second, micros: 0 });
        }
        *at += 1;
        Ok(parts)
    }

    /// `29/01/2025`, `29.01.2025`, `28/2/18`, and `01/29/2025` where only one order makes a date.
    fn year_last(&self, at: &mut usize, sep: char) -> Result<Parts, Form> {
        let Some(Piece::Digits(first)) = self.get(*at) else { return Err(Form::None) };
        let (second, next) = self.behind_sep(*at + 2, sep).ok_or(Form::None)?;
        if self.get(next) != Some(Piece::Sign(sep)) {
            return Err(Form::None);
        }
        let (last, next) = self.behind_sep(next + 1, sep).ok_or(Form::None)?;
        // `29.01.2025.10` and times (`12:10.05.12`) are no dates.
        if self.get(next) == Some(Piece::Sign(':')) {
            return Err(Form::None);
        }
        let (first, second): (u32, u32) = (number(first)?, number(second)?);
        let mut parts = Parts { calendar: None, ..Parts::default() };
        match last.len() {
            4 => parts.year = full_year(last)?,
            // A number that is no day is the year in front: `98/01/29`.
            2 if !self.among_words && first > 31 => {
                *at = next;
                return Ok(Parts { year: century(first)?, month: Some(second), day: Some(number(last)?), ..parts });
            }
            2 if !self.among_words || sep == '.' => parts.year = century(number(last)?)?,
            _ => return Err(Form::None),
        }
        *at = next;
        let calendar = self.script.calendar(parts.year);
        parts.calendar = Some(calendar);
        let with = |day, month, order| Parts { month: Some(month), day: Some(day), order, ..parts };
        let is_day = |day, month| calendar.day(parts.year, month, day).is_some();
        // Dots are written day first everywhere they are written, other calendars too.
        let one_order = sep == '.' || calendar != Calendar::Gregorian;
        match (is_day(first, second), !one_order && is_day(second, first)) {
            (true, true) if first != second => match self.order {
                Some(DayOrder::DayFirst) => Ok(with(first, second, Order::Certain)),
                Some(DayOrder::MonthFirst) => Ok(with(second, first, Order::Certain)),
                None => Err(Form::Ambiguous(parts.year)),
            },
            (false, true) => Ok(with(second, first, Order::Shows(DayOrder::MonthFirst))),
            (true, false) if !one_order => Ok(with(first, second, Order::Shows(DayOrder::DayFirst))),
            _ => Ok(with(first, second, Order::Certain)),
        }
    }

    /// `令和7年1月29日`, `民國114年1月29日`.
    fn era_year(&self, at: &mut usize, era: Calendar) -> Result<Parts, Form> {
        self.skip(at, |piece| piece == Piece::Blank);
        let (Some(Piece::Digits(year)), Some(Piece::Letters("年" | "년"))) = (self.get(*at), self.get(*at + 1)) else {
            return Err(Form::None);
        };
        let year = number(year)?;
        *at += 2;
        self.month_sign(at, Parts { year, calendar: Some(era), ..Parts::default() })
    }

    /// `1月29日` behind a year.
    fn month_sign(&self, at: &mut usize, mut parts: Parts) -> Result<Parts, Form> {
        let part = |at: &mut usize, signs: &[&str]| -> Option<u32> {
            let mut next = *at;
            self.skip(&mut next, |piece| piece == Piece::Blank);
            let (Some(Piece::Digits(run)), Some(Piece::Letters(sign))) = (self.get(next), self.get(next + 1)) else { return None };
            if run.len() > 2 || !signs.contains(&sign) {
                return None;
            }
            *at = next + 2;
            run.parse().ok()
        };
        parts.month = part(at, &["月", "월"]);
        parts.day = parts.month.and_then(|_| part(at, &["日", "일", "号", "號"]));
        if self.among_words && parts.day.is_none() {
            return Err(Form::None);
        }
        parts.calendar = parts.calendar.or(Some(self.script.calendar(parts.year)));
        Ok(parts)
    }

    /// `2025 January 29`, `2025. január 29.`
    fn year_month_name(&self, at: &mut usize, year: &str) -> Result<Parts, Form> {
        let mut next = *at + 1;
        self.between(&mut next);
        let ((calendar, month), mut next) = self.word(next, |word| word.month).ok_or(Form::None)?;
        let mut parts = Parts { year: full_year(year)?, month: Some(month), calendar: Some(calendar), ..Parts::default() };
        let mut after = next;
        self.between(&mut after);
        if let Some(Piece::Digits(day)) = self.get(after)
            && day.len() <= 2
            && self.get(after + 1) != Some(Piece::Sign(':'))
        {
            parts.day = Some(number(day)?);
            next = after + 1;
        } else if self.among_words {
            return Err(Form::None);
        }
        *at = next;
        Ok(self.of_thai(parts))
    }

    /// `29 January 2025`, `26-FEB-1987`, `29th of Jan. 2025`, `12. listopada 2012`, `29 tháng 1 2025`.
    fn day_month_name(&self, at: &mut usize) -> Result<Parts, Form> {
        let Some(Piece::Digits(day)) = self.get(*at) else { return Err(Form::None) };
        if day.len() > 2 {
            return Err(Form::None);
        }
        let mut next = *at + 1;
        let dotted = self.get(next) == Some(Piece::Sign('.'));
        let mut month = None;
        for _ in 0..BETWEEN_MAX {
            self.skip(&mut next, |piece| matches!(piece, Piece::Blank | Piece::Sign('-' | '.' | ',' | '/' | '’' | '\'')));
            let named = |word: &'static Word| {
                let by_dot = word.dotted.filter(|_| dotted || word.month.is_none()).map(|month| (Calendar::Gregorian, month));
                by_dot.or(word.month)
            };
            if let Some((found, after)) = self.word(next, named) {
                (month, next) = (Some(found), after);
                break;
            }
            if let Some((is_number, after)) = self.word(next, |word| (word.number || word.between).then_some(word.number)) {
                next = after;
                self.skip(&mut next, |piece| piece == Piece::Blank);
                if let Some(Piece::Digits(run)) = self.get(next).filter(|_| is_number) {
                    (month, next) = (Some((Calendar::Gregorian, number(run)?)), next + 1);
                    break;
                }
            } else {
                return Err(Form::None);
            }
        }
        let (calendar, month) = month.ok_or(Form::None)?;
        self.between(&mut next);
        let year = self.year(&mut next)?;
        *at = next;
        Ok(self.of_thai(Parts { year, month: Some(month), day: Some(number(day)?), calendar: Some(calendar), ..Parts::default() }))
    }

    /// `January 29, 2025`, `Jan 29th 2025`, `January 2025`, `Jan 29 10:14:00 2025`.
    fn month_name_first(&self, at: &mut usize) -> Result<Parts, Form> {
        let ((calendar, month), mut next) = self.word(*at, |word| word.month).ok_or(Form::None)?;
        let mut parts = Parts { month: Some(month), calendar: Some(calendar), ..Parts::default() };
        self.between(&mut next);
        let Some(Piece::Digits(first)) = self.get(next) else { return Err(Form::None) };
        if first.len() == 4 {
            if self.among_words {
                return Err(Form::None);
            }
            parts.year = full_year(first)?;
            *at = next + 1;
            return Ok(self.of_thai(parts));
        }
        if first.len() > 2 {
            return Err(Form::None);
        }
        parts.day = Some(number(first)?);
        next += 1;
        self.between(&mut next);
        if self.get(next + 1) == Some(Piece::Sign(':')) {
            Clock { pieces: self }.behind_date(&mut next, &mut parts);
            self.zone(&mut next, &mut parts);
            self.between(&mut next);
        }
        parts.year = self.year(&mut next)?;
        *at = next;
        Ok(self.of_thai(parts))
    }

    /// Thai names of months stand beside years of the Buddhist era, as a rule.
    fn of_thai(&self, mut parts: Parts) -> Parts {
        if parts.calendar == Some(Calendar::Gregorian) && self.script.calendar(parts.year) == Calendar::Buddhist {
            parts.calendar = Some(Calendar::Buddhist);
        }
        parts
    }

    /// Passes over blanks, signs and words between the parts of a date.
    fn between(&self, at: &mut usize) {
        for _ in 0..BETWEEN_MAX {
            self.skip(at, |piece| matches!(piece, Piece::Blank | Piece::Sign('-' | '.' | ',' | '/' | '’' | '\'')));
            match self.word(*at, |word| (word.between && word.month.is_none()).then_some(())) {
                Some(((), next)) => *at = next,
                None => return,
            }
        }
    }

    fn year(&self, at: &mut usize) -> Result<i32, Form> {
        let Some(Piece::Digits(year)) = self.get(*at) else { return Err(Form::None) };
        let is_time = matches!(self.get(*at + 1), Some(Piece::Sign(':')));
        let found = match year.len() {
            4 => full_year(year)?,
            2 if !is_time && !self.among_words => century(number(year)?)?,
            _ => return Err(Form::None),
        };
        *at += 1;
        Ok(found)
    }
}

fn number<T: std::str::FromStr>(digits: &str) -> Result<T, Form> {
    digits.parse().map_err(|_| Form::None)
}

/// A year of four digits. One that begins with zero is a slip in all but native forms: `14/12/0201`.
fn full_year(digits: &str) -> Result<i32, Form> {
    if digits.starts_with('0') { Ok(0) } else { number(digits) }
}

/// The year of two digits, by RFC 2822: up to 49 in the years from 2000 on, else from 1950 on.
fn century(year: u32) -> Result<i32, Form> {
    let year = i32::try_from(year).map_err(|_| Form::None)?;
    Ok(if year < 50 { 2000 + year } else { 1900 + year })
}

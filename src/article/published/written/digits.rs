//! Digits of all scripts, and what a text's script says of its calendar.

use std::borrow::Cow;

use super::calendar::Calendar;

/// Zeros of the decimal digits of scripts that the press writes dates in.
const ZEROS: [u32; 17] =
    [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0x1040, 0x17e0, 0xff10, 0x1810];

/// Years that are not Gregorian beside digits of Persian or Arabic.
const ISLAMIC_YEARS: std::ops::RangeInclusive<i32> = 1200..=1599;

/// Years that are of the Buddhist era in a Thai text.
const BUDDHIST_YEARS: std::ops::RangeInclusive<i32> = 2400..=2700;

/// Whether a year is one that the press of this century and the last writes in a calendar.
pub(super) fn is_year_of(calendar: Calendar, year: i32) -> bool {
    match calendar {
        Calendar::Persian | Calendar::Islamic => ISLAMIC_YEARS.contains(&year),
        Calendar::Buddhist => BUDDHIST_YEARS.contains(&year),
        Calendar::Gregorian | Calendar::Roc | Calendar::Japanese(_) => true,
    }
}

/// What the letters of a text say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Script {
    persian_digits: bool,
    arabic_digits: bool,
    thai: bool,
    /// What is known from around the text.
    pub(super) hint: Option<Calendar>,
}

impl Script {
    /// The calendar of a year that stands without the name of a month or calendar.
    ///
    /// Persian digits with a year around 1400 are of the Persian calendar, Arabic ones of the
    /// Islamic; ASCII digits only where a label in that language stands before them.
    pub(super) fn calendar(self, year: i32) -> Calendar {
        match () {
            () if ISLAMIC_YEARS.contains(&year) && self.persian_digits => Calendar::Persian,
            () if ISLAMIC_YEARS.contains(&year) && self.arabic_digits => Calendar::Islamic,
            () if ISLAMIC_YEARS.contains(&year) && self.hint.is_some() => self.hint.unwrap_or(Calendar::Gregorian),
            () if BUDDHIST_YEARS.contains(&year) && self.thai => Calendar::Buddhist,
            () => Calendar::Gregorian,
        }
    }
}

/// A text with ASCII digits and without invisible marks, and its script.
pub(super) fn plain(text: &str) -> (Cow<'_, str>, Script) {
    let mut script = Script::default();
    if text.is_ascii() {
        return (Cow::Borrowed(text), script);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{6f0}'..='\u{6f9}' => script.persian_digits = true,
            '\u{660}'..='\u{669}' => script.arabic_digits = true,
            '\u{e00}'..='\u{e7f}' => script.thai = true,
            // Joiners and marks of direction; they are inside words too.
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => continue,
            _ => {}
        }
        out.push(match c {
            '／' => '/',
            '．' => '.',
            '：' => ':',
            '（' => '(',
            '）' => ')',
            '−' => '-',
            _ => digit(c),
        });
    }
    if out.contains('年') {
        out = numerals(&out);
    }
    (Cow::Owned(out), script)
}

fn digit(c: char) -> char {
    let code = u32::from(c);
    let value = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|value| *value < 10));
    value.and_then(|value| char::from_digit(value, 10)).unwrap_or(c)
}

/// Chinese numerals as digits: `二〇二五年一月二十九日`; the first year of an era is `元年`.
fn numerals(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if "〇零○一二三四五六七八九十元".contains(c) {
            run.push(c);
            continue;
        }
        // Other words are written with these characters too: `一同`, `星期三`.
        if matches!(c, '年' | '月' | '日' | '号' | '號' | '时' | '時' | '分') && !out.ends_with(['期', '曜', '週', '周']) {
            out.push_str(&value(&run).unwrap_or_else(|| run.clone()));
        } else {
            out.push_str(&run);
        }
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

fn value(run: &str) -> Option<String> {
    const NUMERALS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let of = |c: char| match c {
        '零' | '○' => Some(0),
        _ => NUMERALS.iter().position(|numeral| *numeral == c),
    };
    if run == "元" {
        return Some("1".into());
    }
    let Some((tens, ones)) = run.split_once('十') else {
        return run.chars().map(of).map(|digit| char::from_digit(u32::try_from(digit?).ok()?, 10)).collect();
    };
    let small = |part: &str, empty: usize| match (part.chars().next(), part.chars().count()) {
        (None, _) => Some(empty),
        (Some(c), 1) => of(c),
        _ => None,
    };
    Some((small(tens, 1)? * 10 + small(ones, 0)?).to_string())
}

/// Whether a character belongs to a word: letters, and the marks that stand on them.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        || matches!(u32::from(c),
            0x300..=0x36f | 0x93c | 0x94d | 0x9bc | 0x9cd | 0xa3c | 0xa4d | 0xacd | 0xb4d | 0xbcd | 0xc4d | 0xccd | 0xd4d
            | 0xdca | 0xe47..=0xe4e | 0xec8..=0xecd | 0x1039..=0x103a)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_scripts_are_digits() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text).0, expected, "{text}");
        check("۱۴۰۳/۱۱/۱۰", "1403/11/10");
        check("٢٩ يناير ٢٠٢٥", "29 يناير 2025");
        check("२९ जनवरी २०२५", "29 जनवरी 2025");
        check("２０２５年１月２９日", "2025年1月29日");
        check("二〇二五年一月二十九日", "2025年1月29日");
        check("令和元年十月三十日", "令和1年10月30日");
        check("2025年1月29日 星期三", "2025年1月29日 星期三");
        check("2025年1月26日 星期日", "2025年1月26日 星期日");
    }
}

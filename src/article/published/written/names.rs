//! Words of written dates, by the table `words.txt`, and names of time zones.

use std::collections::HashMap;
use std::sync::LazyLock;

use icu_normalizer::DecomposingNormalizerBorrowed;

use super::calendar::Calendar;
use crate::article::published::zone::Zone;

/// What a word can be in a date: it may be several things.
#[allow(clippy::struct_excessive_bools, reason = "a word may be any of these at once")]
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// A month: its calendar and number.
    pub(super) month: Option<(Calendar, u32)>,
    /// The month that it is behind a day with a dot.
    pub(super) dotted: Option<u32>,
    /// Says that the number of a month comes next.
    pub(super) number: bool,
    /// A weekday.
    pub(super) weekday: bool,
    /// A word before a date, or between its parts.
    pub(super) between: bool,
    /// A word before a time.
    pub(super) before_time: bool,
    /// A word behind a time.
    pub(super) behind_time: bool,
    /// Stands behind hours, minutes, seconds.
    pub(super) unit: [bool; 3],
    /// A half of the day: the first, or the second.
    pub(super) half: Option<Half>,
    /// A calendar.
    pub(super) calendar: Option<Calendar>,
    /// An era that stands before its year.
    pub(super) era: Option<Calendar>,
}

/// A half of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// Before noon.
    First,
    /// After noon.
    Second,
}

static WORDS: LazyLock<HashMap<String, Word>> = LazyLock::new(|| {
    let mut words: HashMap<String, Word> = HashMap::new();
    for line in include_str!("words.txt").lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, list)) = line.split_once(' ') else { continue };
        for word in list.split(',') {
            add(words.entry(key(word)).or_default(), kind);
        }
    }
    words
});

fn add(word: &mut Word, kind: &str) {
    let number = |prefix: char| kind.strip_prefix(prefix).and_then(|number| number.parse::<u32>().ok());
    let month = [('m', Calendar::Gregorian), ('p', Calendar::Persian), ('i', Calendar::Islamic)];
    if let Some(month) = month.into_iter().find_map(|(prefix, calendar)| Some((calendar, number(prefix)?))) {
        word.month = word.month.or(Some(month));
    } else if let Some(month) = number('d') {
        word.dotted = Some(month);
    }
    match kind {
        "n" => word.number = true,
        "w" => word.weekday = true,
        "o" => word.between = true,
        "t" => word.before_time = true,
        "u" => word.behind_time = true,
        "h" => word.unit[0] = true,
        "min" => word.unit[1] = true,
        "sec" => word.unit[2] = true,
        "am" => word.half = Some(Half::First),
        "pm" => word.half = Some(Half::Second),
        _ if kind.starts_with("era-") => word.era = Calendar::of_kind(kind),
        _ if kind.starts_with("c-") => word.calendar = Calendar::of_kind(kind),
        _ => {}
    }
}

/// Looks up a word of a date.
pub(super) fn word(text: &str) -> Option<&'static Word> {
    WORDS.get(key(text).as_str())
}

/// A word without case, accents, vowel marks and what separates its parts.
fn key(text: &str) -> String {
    let lower = text.to_lowercase();
    let plain = if lower.is_ascii() { lower } else { DecomposingNormalizerBorrowed::new_nfkd().normalize(&lower).into_owned() };
    plain
        .chars()
        .filter_map(|c| match c {
            ' ' | '.' | '-' | '\'' | '’' | '`' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{300}'..='\u{36f}'
            // Vowel marks and the lengthening of Arabic; dots below letters of India.
            | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}' | '\u{9bc}' | '\u{a3c}' => None,
            'ي' | 'ى' => Some('ی'),
            'ك' => Some('ک'),
            'ة' => Some('ه'),
            'ı' => Some('i'),
            'ł' => Some('l'),
            c if c.is_whitespace() => None,
            c => Some(c),
        })
        .collect()
}

/// What a zone's name says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// UTC, written as such.
    Utc,
    /// An offset, in seconds east of UTC.
    Offset(i32),
    /// A zone with its changes of offset.
    In(Zone),
    /// A name that stands for several zones.
    Unclear,
}

/// Names of zones: of RFC 2822 section 4.3, and those that agencies write. They are capitals; of
/// names that several zones share, the one of the world's agencies is meant, or none.
pub(super) fn zone_name(name: &str) -> Option<Named> {
    if ["z", "gmt", "utc", "ut"].iter().any(|utc| name.eq_ignore_ascii_case(utc)) {
        return Some(Named::Utc);
    }
    let minutes = match name {
        "NST" => -210,
        "HST" => -600,
        "AKST" => -540,
        "AKDT" | "PST" => -480,
        "MST" | "PDT" => -420,
        "MDT" | "CST" => -360,
        "EST" | "CDT" => -300,
        "EDT" => -240,
        "ADT" | "BRT" | "ART" => -180,
        "WET" => 0,
        "CET" | "MEZ" | "BST" | "WEST" | "WAT" => 60,
        "CEST" | "MESZ" | "EET" | "SAST" | "CAT" => 120,
        "EEST" | "MSK" | "EAT" | "TRT" => 180,
        "IRST" => 210,
        "GST" => 240,
        "IRDT" => 270,
        "PKT" => 300,
        "WIB" | "ICT" => 420,
        "WITA" | "HKT" | "SGT" | "MYT" | "AWST" => 480,
        "WIT" | "JST" | "KST" => 540,
        "ACST" => 570,
        "AEST" => 600,
        "AEDT" => 660,
        "NZST" => 720,
        "NZDT" => 780,
        "ET" => return Zone::parse("America/New_York").map(Named::In),
        "CT" => return Zone::parse("America/Chicago").map(Named::In),
        "MT" => return Zone::parse("America/Denver").map(Named::In),
        "PT" => return Zone::parse("America/Los_Angeles").map(Named::In),
        // India, Israel or Ireland; Arabia or the Atlantic.
        "IST" | "AST" => return Some(Named::Unclear),
        _ => return None,
    };
    Some(Named::Offset(minutes * 60))
}

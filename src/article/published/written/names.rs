//! Names of months, weekdays and zones as records write them.

/// English month names and their first three letters.
pub(super) fn month_number(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];
    let word = word.to_lowercase();
    let position = NAMES.iter().position(|name| {
        *name == word || (word.len() >= 3 && word == name.get(..3).unwrap_or(name)) || (word == "sept" && *name == "september")
    })?;
    u32::try_from(position + 1).ok()
}

pub(super) fn is_weekday(word: &str) -> bool {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let word = word.to_lowercase();
    word.len() >= 3 && NAMES.iter().any(|name| name.starts_with(&word))
}

/// Zone names of RFC 2822 section 4.3 and a few of agencies; `Some(None)` is UTC written as such.
#[allow(clippy::option_option, reason = "no zone written, and UTC written as such, are two answers")]
pub(super) fn zone_name(name: &str) -> Option<Option<i32>> {
    let hours = match name.to_ascii_uppercase().as_str() {
        "Z" | "GMT" | "UTC" | "UT" => return Some(None),
        "EST" | "CDT" => -5,
        "EDT" => -4,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "CET" | "BST" | "WEST" => 1,
        "CEST" | "EET" => 2,
        "EEST" | "MSK" => 3,
        "JST" | "KST" => 9,
        _ => return None,
    };
    Some(Some(hours * 3600))
}

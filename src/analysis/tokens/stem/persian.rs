//! Persian: plurals and ezafe. Snowball's rules make one word of university and knowledge.
//!
//! Forms have lost their ZWNJ, so an ending is told from a root by the letters before it.

/// Plurals with what may follow them: indefinite, ezafe, possessives, `is`.
const PLURALS: [&str; 10] = ["هایشان", "هایمان", "هایتان", "هایش", "هایم", "هایت", "هایی", "های", "هاست", "ها"];

/// Ends of words for people, which take the plural `ان`.
const PEOPLE: [&str; 20] = [
    "گر",
    "کار",
    "گار",
    "وند",
    "مند",
    "دار",
    "نگار",
    "ورز",
    "ور",
    "شناس",
    "کن",
    "ساز",
    "باز",
    "پزشک",
    "معلم",
    "مسیول",
    "وزیر",
    "سرباز",
    "استاد",
    "مدیر",
];

/// The stem of a folded word.
pub(super) fn stem(form: &str) -> String {
    let noun = strip_plural(form);
    // Ezafe and indefinite after a silent `ه`, written with ZWNJ: خانه‌ی, نامه‌ای.
    for ending in ["ای", "ی"] {
        if let Some(stem) = noun.strip_suffix(ending).filter(|stem| is_silent_heh(stem)) {
            return stem.to_owned();
        }
    }
    // Ezafe after a long vowel: شورای, نیروی.
    if let Some(stem) = noun.strip_suffix('ی').filter(|stem| stem.ends_with(['ا', 'و']) && length(stem) >= 3) {
        return stem.to_owned();
    }
    // نمایندگان → نماینده, دانشجویان → دانشجو, کارگران → کارگر.
    if let Some(stem) = noun.strip_suffix("گان").filter(|stem| stem.ends_with('د') && length(stem) >= 4) {
        return format!("{stem}ه");
    }
    if let Some(stem) = noun.strip_suffix("یان").filter(|stem| stem.ends_with('و') && length(stem) >= 3) {
        return stem.to_owned();
    }
    match noun.strip_suffix("ان") {
        Some(stem) if length(stem) >= 4 && PEOPLE.iter().any(|end| stem.ends_with(end)) => stem.to_owned(),
        _ => noun.to_owned(),
    }
}

/// Takes off the plural; the longest ending stands first.
fn strip_plural(form: &str) -> &str {
    PLURALS.iter().find_map(|ending| form.strip_suffix(ending).filter(|stem| length(stem) >= 2)).unwrap_or(form)
}

/// Whether a word ends in a `ه` that is a vowel: not behind a vowel.
fn is_silent_heh(word: &str) -> bool {
    let Some(before) = word.strip_suffix('ه') else { return false };
    length(before) >= 2 && !before.ends_with(['ا', 'و', 'ی'])
}

fn length(text: &str) -> usize {
    text.chars().count()
}

//! Korean: particles behind nouns, and the plural `들`.
//!
//! Whether a particle may follow a syllable depends on that syllable's final consonant (`은` behind
//! one, `는` behind a vowel), which tells most particles from ends of nouns. Nouns that end as if
//! in a particle stand among the exceptions.

/// Which syllables a particle follows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Any,
    Consonant,
    Vowel,
    /// A vowel or `ㄹ`.
    Open,
}

use After::{Any, Consonant, Open, Vowel};

/// Particles, the longest first.
const PARTICLES: [(&str, After); 58] = [
    ("에서부터", Any),
    ("으로부터", Consonant),
    ("로부터", Open),
    ("이라고", Consonant),
    ("에게서", Any),
    ("에서는", Any),
    ("에서도", Any),
    ("에서의", Any),
    ("으로는", Consonant),
    ("으로도", Consonant),
    ("으로써", Consonant),
    ("으로서", Consonant),
    ("까지는", Any),
    ("까지도", Any),
    ("이라는", Consonant),
    ("입니다", Any),
    ("이었다", Consonant),
    ("라고", Vowel),
    ("라는", Vowel),
    ("에는", Any),
    ("에도", Any),
    ("에게", Any),
    ("에서", Any),
    ("까지", Any),
    ("부터", Any),
    ("처럼", Any),
    ("보다", Any),
    ("마저", Any),
    ("조차", Any),
    ("한테", Any),
    ("께서", Any),
    ("하고", Any),
    ("이나", Consonant),
    ("이란", Consonant),
    ("이며", Consonant),
    ("이고", Consonant),
    ("이다", Consonant),
    ("였다", Vowel),
    ("으로", Consonant),
    ("로서", Open),
    ("로써", Open),
    ("로는", Open),
    ("로도", Open),
    ("과의", Consonant),
    ("와의", Vowel),
    ("만이", Any),
    ("만을", Any),
    ("이", Consonant),
    ("가", Vowel),
    ("은", Consonant),
    ("는", Vowel),
    ("을", Consonant),
    ("를", Vowel),
    ("의", Any),
    ("에", Any),
    ("과", Consonant),
    ("와", Vowel),
    ("로", Open),
];

/// Particles that follow a noun and any particle.
const LAST: [&str; 2] = ["도", "만"];

/// Ends of nouns that look like a noun with a particle.
const NOUNS: [&str; 18] = [
    "회의",
    "주의",
    "합의",
    "논의",
    "협의",
    "결의",
    "동의",
    "정의",
    "건의",
    "어린이",
    "젊은이",
    "고양이",
    "도로",
    "반도",
    "제도",
    "속도",
    "온도",
    "지도",
];

/// Syllables that a particle leaves at least.
const NOUN_MIN: usize = 2;

/// The stem of a folded word.
pub(super) fn stem(form: &str) -> String {
    let noun = without_particle(form);
    let plural = noun.strip_suffix('들').filter(|rest| rest.chars().count() >= NOUN_MIN);
    plural.unwrap_or(noun).to_owned()
}

fn without_particle(form: &str) -> &str {
    if NOUNS.iter().any(|noun| form.ends_with(noun)) {
        return form;
    }
    let is_noun = |rest: &&str| rest.chars().count() >= NOUN_MIN;
    let of = |(particle, after): &(&str, After)| form.strip_suffix(particle).filter(|rest| follows(rest, *after)).filter(is_noun);
    let last = || LAST.iter().find_map(|particle| form.strip_suffix(particle).filter(is_noun));
    PARTICLES.iter().find_map(of).or_else(last).unwrap_or(form)
}

/// Whether the last syllable of a word may stand before a particle.
fn follows(word: &str, after: After) -> bool {
    /// Finals of a syllable: none and 27 consonants (Unicode 15.0, section 3.12).
    const FINALS: u32 = 28;
    const RIEUL: u32 = 8;
    let Some(last) = word.chars().next_back() else { return false };
    if !('\u{ac00}'..='\u{d7a3}').contains(&last) {
        // Digits and Latin letters are read aloud in more than one way.
        return true;
    }
    let end = (u32::from(last) - 0xac00) % FINALS;
    match after {
        Any => true,
        Consonant => end != 0,
        Vowel => end == 0,
        Open => end == 0 || end == RIEUL,
    }
}

//! What is made of folded forms before Snowball's rules see them.
//!
//! Forms have no accents, so that a query without them has the same stem; rules that look for an
//! accented ending get the ending's singular here instead.

use std::borrow::Cow;

/// Makes a form ready for the rules of a language.
pub(super) fn prepare<'f>(code: &str, form: &'f str) -> Cow<'f, str> {
    let changed = match code {
        "pt" => portuguese(form),
        "es" => spanish(form),
        "tr" => turkish(form),
        "hi" | "ne" => nasals(form),
        // Older spellings, and those of other keyboards: Aarhus, Goeteborg.
        "da" => older(form),
        "no" => norwegian(form),
        "sv" => swedish(form),
        _ => None,
    };
    changed.map_or(Cow::Borrowed(form), Cow::Owned)
}

fn older(form: &str) -> Option<String> {
    (form.contains("aa") || form.contains("oe")).then(|| form.replace("aa", "a").replace("oe", "o"))
}

/// Nouns in `er` with their articles: ministeren, lærerne.
fn norwegian(form: &str) -> Option<String> {
    let rest = form.strip_suffix("erne").or_else(|| form.strip_suffix("eren")).or_else(|| form.strip_suffix("ere"));
    match rest.filter(|rest| rest.len() >= 3) {
        Some(rest) => Some(older(rest).unwrap_or_else(|| rest.to_owned()) + "er"),
        None => older(form),
    }
}

/// The article of nouns in `a`: skolan.
fn swedish(form: &str) -> Option<String> {
    let noun = form.strip_suffix('n').filter(|rest| rest.len() >= 4 && rest.ends_with('a')).unwrap_or(form);
    let older = noun.contains("oe").then(|| noun.replace("oe", "o"));
    older.or_else(|| (noun != form).then(|| noun.to_owned()))
}

/// Plurals that change the vowel: ações, cães, jornais, papéis, espanhóis.
fn portuguese(form: &str) -> Option<String> {
    const ENDINGS: [(&str, &str); 7] =
        [("coes", "cao"), ("soes", "sao"), ("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ois", "ol")];
    let (rest, singular) = ENDINGS.iter().find_map(|(plural, singular)| Some((form.strip_suffix(plural)?, singular)))?;
    (!rest.is_empty()).then(|| format!("{rest}{singular}"))
}

/// Plurals in `es` behind a consonant: ciudades, mujeres, leyes. Snowball's rules take the singular
/// `ciudad` for another word than they leave of the plural.
fn spanish(form: &str) -> Option<String> {
    let rest = form.strip_suffix("es")?;
    (rest.len() >= 3 && rest.ends_with(['d', 'r', 'l', 'n', 'j', 'y'])).then(|| rest.to_owned())
}

/// Endings behind an apostrophe, and the plural with what follows it, which Snowball's rules do not
/// all know without the dots of their vowels.
fn turkish(form: &str) -> Option<String> {
    const AFTER_PLURAL: [&str; 33] = [
        "", "i", "in", "a", "e", "da", "de", "dan", "den", "la", "le", "ina", "ine", "inda", "inde", "indan", "inden", "ini", "inin",
        "imiz", "iniz", "imizi", "imizin", "imize", "imiza", "imizde", "imizda", "imizden", "imizdan", "iyla", "iyle", "im", "dir",
    ];
    /// Nouns of two letters; behind other two letters `lar` belongs to the word (`dolar`).
    const SHORT: [&str; 16] = ["ev", "is", "il", "el", "at", "av", "ay", "oy", "ad", "ot", "ok", "us", "uc", "un", "ic", "kr"];
    if let Some((noun, _)) = form.split_once('\'')
        && noun.chars().count() >= 2
    {
        return Some(noun.to_owned());
    }
    let at = form.rfind("lar").into_iter().chain(form.rfind("ler")).max()?;
    let (noun, tail) = form.split_at_checked(at)?;
    let rest = tail.get(3..)?;
    (AFTER_PLURAL.contains(&rest) && (noun.len() >= 3 || SHORT.contains(&noun))).then(|| noun.to_owned())
}

/// A nasal before a consonant, written as a letter or as a dot: हिन्दी, हिंदी.
fn nasals(form: &str) -> Option<String> {
    const VIRAMA: char = '\u{94d}';
    if !form.contains(VIRAMA) {
        return None;
    }
    let chars: Vec<char> = form.chars().collect();
    let mut out = String::with_capacity(form.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        let row = match c {
            'ङ' => '\u{915}'..='\u{918}',
            'ञ' => '\u{91a}'..='\u{91d}',
            'ण' => '\u{91f}'..='\u{922}',
            'न' => '\u{924}'..='\u{927}',
            'म' => '\u{92a}'..='\u{92d}',
            _ => '\u{1}'..='\u{0}',
        };
        let joins = chars.get(at + 1) == Some(&VIRAMA) && chars.get(at + 2).is_some_and(|next| row.contains(next));
        out.push(if joins { '\u{902}' } else { *c });
        at += if joins { 2 } else { 1 };
    }
    Some(out)
}

//! Urdu: plurals and oblique cases of nouns, on folded letters (`ے` is `ی`, `ہ` is `ه`).

/// Endings with what stands for them in the singular.
const ENDINGS: [(&str, &str); 7] = [("یوں", "ی"), ("یاں", "ی"), ("ییں", ""), ("وں", ""), ("یں", ""), ("ات", ""), ("ی", "ا")];

/// The stem of a folded word.
pub(super) fn stem(form: &str) -> String {
    for (ending, singular) in ENDINGS {
        if let Some(rest) = form.strip_suffix(ending).filter(|rest| rest.chars().count() >= 3) {
            return vowelless(&format!("{rest}{singular}"));
        }
    }
    vowelless(form)
}

/// Without the final vowel, which changes with gender and case: لڑکا, لڑکے, لڑکوں.
fn vowelless(word: &str) -> String {
    match word.strip_suffix(['ا', 'ه', 'ی']) {
        Some(rest) if rest.chars().count() >= 3 => rest.to_owned(),
        _ => word.to_owned(),
    }
}

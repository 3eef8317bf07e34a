//! Where sentences and paragraphs begin.

use super::{Flags, Tokens};
use crate::article::{Lang, TextField};

/// Words before a full stop that do not end a sentence, folded and without the stop.
const ABBREVIATIONS: &[&str] = &[
    // Titles and names.
    "mr",
    "mrs",
    "ms",
    "dr",
    "dra",
    "prof",
    "profa",
    "st",
    "ste",
    "jr",
    "sr",
    "sra",
    "sres",
    "srta",
    "gen",
    "col",
    "cpl",
    "lt",
    "sgt",
    "capt",
    "cmdr",
    "rep",
    "sen",
    "gov",
    "pres",
    "hon",
    "rev",
    "fr",
    "hr",
    "mme",
    "mmes",
    "mlle",
    "mm",
    "sig",
    "sigra",
    "dott",
    "avv",
    "ing",
    "dhr",
    "mevr",
    "frk",
    "fa",
    "gebr",
    "ts",
    "ths",
    "gs",
    "pgs",
    "tp",
    "tt",
    "ud",
    "uds",
    "ee",
    "uu",
    "dn",
    "exmo",
    "hj",
    "tgk",
    // Companies, places, writing.
    "inc",
    "ltd",
    "co",
    "corp",
    "cie",
    "dept",
    "univ",
    "av",
    "ave",
    "avda",
    "blvd",
    "boul",
    "bd",
    "str",
    "sok",
    "cad",
    "mah",
    "approx",
    "ca",
    "env",
    "vs",
    "etc",
    "bzw",
    "evtl",
    "ggf",
    "inkl",
    "vgl",
    "sog",
    "mio",
    "mrd",
    "mln",
    "mld",
    "tys",
    "tel",
    "ext",
    "abs",
    "bijv",
    "np",
    "tzn",
    "tj",
    "napr",
    "esim",
    "osv",
    "ung",
    "kl",
    "doc",
    "vd",
    "yrd",
    // Months.
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "okt",
    "nov",
    "dec",
    "dez",
    "ene",
    "abr",
    "dic",
    "janv",
    "fevr",
    "avr",
    "juil",
    // Russian and Ukrainian.
    "г",
    "гг",
    "ул",
    "им",
    "тыс",
    "млн",
    "млрд",
    "трлн",
    "руб",
    "коп",
    "проф",
    "акад",
    "стр",
    "пр",
    "просп",
    "пер",
    "пл",
    "обл",
    "см",
    "ср",
    "вул",
    "грн",
    "напр",
    "тис",
    // Greek, Hebrew, Persian, Thai months are written with dots inside, and need no rows.
    "κ",
    "κκ",
    "δρ",
    "π",
    "αρ",
];

/// Abbreviations of one language that are words of others.
const OF_ONE_LANGUAGE: &[(&str, &str)] =
    &[("es", "ago"), ("fr", "mm"), ("id", "jl"), ("it", "on"), ("ms", "jl"), ("pl", "ul"), ("pl", "pt"), ("pt", "ago"), ("nl", "bv")];

/// Words before a full stop that do not end a sentence where a number follows: No. 7, p. 12.
const BEFORE_NUMBERS: &[&str] = &[
    "no", "nos", "nr", "num", "n", "p", "pp", "pag", "art", "arts", "sec", "ch", "fig", "vol", "chap", "cap", "par", "rt", "rw", "č", "c",
];

/// Languages that write ordinals as a number with a stop: `3. Oktober`.
const ORDINAL_STOPS: &[&str] = &["bs", "cs", "da", "de", "et", "fi", "hr", "hu", "is", "lv", "no", "pl", "sk", "sl", "sr", "tr", "lb"];

/// Digits of an ordinal at most: a year ends a sentence often.
const ORDINAL_DIGITS_MAX: usize = 2;

/// Marks the first word of each sentence and paragraph of one field.
///
/// A sentence ends at a terminator that is followed by a blank, a closing quote or, in scripts
/// without blanks, anything; not at a full stop after an abbreviation, an initial or before a
/// small letter. Paragraphs are the blocks between blank lines. Thai, Lao, Khmer and Burmese end
/// sentences with blanks as often as not, which also stand within them: there only their own and
/// the common terminators count.
pub(crate) fn mark(tokens: &mut Tokens, text: &str, field: TextField, from: usize, lang: Lang) {
    let mut previous_end = 0;
    for index in from..tokens.len() {
        let Some(token) = tokens.get(index).filter(|token| token.field == field) else { continue };
        let (start, end) = (token.start as usize, token.end as usize);
        let first = index == from;
        let gap = text.get(previous_end..start).unwrap_or_default();
        let paragraph = first || has_blank_line(gap);
        let sentence = paragraph || ends_sentence(tokens, index, gap, text, lang);
        if paragraph {
            tokens.flag(index, Flags::PARAGRAPH_START);
        }
        if sentence {
            tokens.flag(index, Flags::SENTENCE_START);
        }
        previous_end = end;
    }
}

fn has_blank_line(gap: &str) -> bool {
    if gap.len() < 2 {
        return false;
    }
    let mut lines = gap.split('\n');
    // What stands before the first and after the last line break is part of a line with words.
    lines.next();
    let Some(_) = lines.next_back() else { return false };
    lines.any(|line| line.trim().is_empty())
}

/// Whether a gap holds a terminator that ends a sentence whatever stands around it.
fn is_full_stop(gap: &str) -> bool {
    gap.contains([
        '。', '！', '？', '．', '｡', '؟', '।', '॥', '۔', '։', '።', '፧', '။', '៕', '។', '!', '?', '…', '‼', '⁇', '⁈', '⁉', '᠃', '꓿',
    ])
}

fn ends_sentence(tokens: &Tokens, index: usize, gap: &str, text: &str, lang: Lang) -> bool {
    if is_full_stop(gap) {
        return true;
    }
    let Some(stop) = gap.find('.') else { return false };
    if !gap.get(stop..).unwrap_or_default().contains(char::is_whitespace) {
        return false;
    }
    let Some(next) = tokens.get(index) else { return false };
    let next_first = text.get(next.start as usize..).and_then(|rest| rest.chars().next());
    if next_first.is_some_and(char::is_lowercase) {
        return false;
    }
    let Some(previous) = index.checked_sub(1).and_then(|index| tokens.get(index)) else { return true };
    if stop > 0 {
        return true;
    }
    let form = previous.form;
    let initial = form.chars().count() == 1 && form.chars().all(char::is_alphabetic) && !previous.flags.contains(Flags::UNSPACED);
    let dotted = form.contains('.') && form.chars().all(|c| c == '.' || c.is_alphabetic());
    let numbered = next_first.is_some_and(char::is_numeric) && BEFORE_NUMBERS.contains(&form);
    let ordinal = form.len() <= ORDINAL_DIGITS_MAX && form.bytes().all(|b| b.is_ascii_digit()) && ORDINAL_STOPS.contains(&lang.as_str());
    // `U.S.` may end a sentence; without more knowledge a capital after it is taken for a name.
    !initial && !dotted && !numbered && !ordinal && !ABBREVIATIONS.contains(&form) && !OF_ONE_LANGUAGE.contains(&(lang.as_str(), form))
}

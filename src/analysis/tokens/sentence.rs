//! Where sentences and paragraphs begin.

use super::{Flags, Tokens};
use crate::article::TextField;

/// Words before a full stop that do not end a sentence, folded and without the stop.
const ABBREVIATIONS: [&str; 44] = [
    "mr", "mrs", "ms", "dr", "prof", "st", "jr", "sr", "gen", "col", "lt", "sgt", "capt", "rep", "sen", "gov", "pres", "hon", "rev", "vs",
    "etc", "inc", "ltd", "co", "corp", "dept", "fig", "vol", "approx", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "mme", "mlle", "hr",
];

/// Marks the first word of each sentence and paragraph of one field.
///
/// A sentence ends at a terminator that is followed by a blank, a closing quote or, in scripts
/// without blanks, anything; not at a full stop after an abbreviation, an initial or before a
/// small letter. Paragraphs are the blocks between blank lines.
pub(crate) fn mark(tokens: &mut Tokens, text: &str, field: TextField, from: usize) {
    let mut previous_end = 0;
    for index in from..tokens.len() {
        let Some(token) = tokens.get(index).filter(|token| token.field == field) else { continue };
        let (start, end) = (token.start as usize, token.end as usize);
        let first = index == from;
        let gap = text.get(previous_end..start).unwrap_or_default();
        let paragraph = first || has_blank_line(gap);
        let sentence = paragraph || ends_sentence(tokens, index, gap, text, start);
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
    let mut lines = gap.split('\n');
    // What stands before the first and after the last line break is part of a line with words.
    lines.next();
    let Some(_) = lines.next_back() else { return false };
    lines.any(|line| line.trim().is_empty())
}

fn ends_sentence(tokens: &Tokens, index: usize, gap: &str, text: &str, start: usize) -> bool {
    if gap.contains(['。', '！', '？', '؟', '।', '॥', '۔', '။', '។', '!', '?', '…']) {
        return true;
    }
    let Some(stop) = gap.find('.') else { return false };
    if !gap.get(stop..).unwrap_or_default().contains(char::is_whitespace) {
        return false;
    }
    let next_is_small = text.get(start..).and_then(|rest| rest.chars().next()).is_some_and(char::is_lowercase);
    if next_is_small {
        return false;
    }
    let Some(previous) = index.checked_sub(1).and_then(|index| tokens.get(index)) else { return true };
    let initial = stop == 0 && previous.form.chars().count() == 1 && previous.flags.contains(Flags::CAPITAL);
    let dotted = stop == 0 && previous.form.contains('.') && previous.form.bytes().all(|b| b == b'.' || b.is_ascii_alphabetic());
    // `U.S.` may end a sentence; without more knowledge a capital after it is taken for a name.
    !initial && !dotted && !ABBREVIATIONS.contains(&previous.form)
}

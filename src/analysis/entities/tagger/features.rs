//! Features of a unit: of single words around it, and of words, lists and the article together.
//!
//! A feature is a hash of 64 bits of its template and values. Those of one word alone depend on its
//! surface only, so that their summed weights can be kept for the next time the word comes.

use super::sheet::{Sheet, Unit, usage};

/// How far the features of single words reach.
pub(super) const REACH: usize = 2;
/// Offsets at which words have features: −2 to +2.
pub(super) const OFFSETS: usize = 2 * REACH + 1;

/// Stands for what is before a piece's first unit and behind its last.
const OUTSIDE: u64 = 0x5bd1_e995_9e37_79b9;

pub(super) fn mix(template: u64, a: u64, b: u64) -> u64 {
    let mut hash = (template.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ a).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash = (hash.rotate_left(31) ^ b).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ hash >> 29
}

fn mix3(template: u64, a: u64, b: u64, c: u64) -> u64 {
    mix(template, mix(1, a, b), c)
}

/// Emits the features that a word alone gives to the unit at `-offset` from it.
///
/// `offset` is the word's place seen from the unit, shifted by [`REACH`].
pub(super) fn of_word(unit: &Unit, form: &str, offset: usize, emit: &mut impl FnMut(u64)) {
    let place = (offset as u64) << 8;
    emit(mix(place, unit.word, 0));
    if offset.abs_diff(REACH) > 1 {
        return;
    }
    emit(mix(place | 1, u64::from(unit.shape), 0));
    let mut bits = unit.classes;
    while bits != 0 {
        let bit = bits.trailing_zeros();
        bits &= bits - 1;
        emit(mix(place | 2, u64::from(bit), 0));
    }
    emit(mix(place | 3, u64::from(unit.classes), 0));
    if unit.part.is_some() {
        return;
    }
    let ends: Vec<usize> = form.char_indices().map(|(at, _)| at).chain([form.len()]).take(64).collect();
    let count = ends.len() - 1;
    let cut = |from: usize, to: usize| {
        let (Some(from), Some(to)) = (ends.get(from), ends.get(to)) else { return 0 };
        super::super::gazetteer::token_hash(form.get(*from..*to).unwrap_or_default())
    };
    if offset != REACH {
        if count > 3 {
            emit(mix(place | 4, cut(count - 3, count), 0));
        }
        return;
    }
    for length in 1..=4 {
        if count > length {
            emit(mix(place | 5, cut(count - length, count), length as u64));
            if length > 1 {
                emit(mix(place | 6, cut(0, length), length as u64));
            }
        }
    }
    emit(mix(place | 7, count.min(12) as u64, 0));
}

/// Emits the features of a unit that depend on more than one word.
pub(super) fn of_context(sheet: &Sheet, at: usize, (from, to): (usize, usize), emit: &mut impl FnMut(u64)) {
    const T: u64 = 1 << 16;
    let get = |offset: isize| at.checked_add_signed(offset).filter(|at| (from..to).contains(at)).and_then(|at| sheet.units.get(at));
    let Some(unit) = get(0) else { return };
    let (b2, b1, n1, n2) = (get(-2), get(-1), get(1), get(2));
    let word = |unit: Option<&Unit>| unit.map_or(OUTSIDE, |unit| unit.word);
    let shape = |unit: Option<&Unit>| unit.map_or(0, |unit| u64::from(unit.shape));
    let class = |unit: Option<&Unit>| unit.map_or(1 << 40, |unit| u64::from(unit.classes));
    let phrase = |unit: Option<&Unit>| unit.map_or(0, |unit| u64::from(unit.phrase));
    let after = n1.map_or(1, |next| u64::from(next.between));
    let before = u64::from(unit.between);
    let (w0, s0, c0, p0) = (unit.word, u64::from(unit.shape), u64::from(unit.classes), u64::from(unit.phrase));
    emit(T);
    // Words.
    emit(mix(T + 1, word(b1), w0));
    emit(mix(T + 2, w0, word(n1)));
    emit(mix(T + 3, word(b2), word(b1)));
    emit(mix(T + 4, word(n1), word(n2)));
    emit(mix(T + 5, word(b1), s0));
    emit(mix(T + 6, word(n1), s0));
    emit(mix3(T + 7, word(b1), word(n1), s0));
    // Shapes and signs.
    emit(mix3(T + 8, shape(b1), s0, shape(n1)));
    emit(mix3(T + 9, before, s0, after));
    emit(mix(T + 10, before, w0));
    emit(mix(T + 11, after, w0));
    emit(mix3(T + 12, before, word(b1), s0));
    emit(mix3(T + 13, after, word(n1), s0));
    // Lists.
    emit(mix3(T + 14, class(b1), c0, s0));
    emit(mix3(T + 15, c0, class(n1), s0));
    emit(mix3(T + 16, p0, s0, u64::from(unit.first)));
    emit(mix3(T + 17, p0, phrase(b1), phrase(n1)));
    emit(mix3(T + 18, p0, c0, 0));
    emit(mix3(T + 19, p0, word(b1), 0));
    emit(mix3(T + 20, p0, word(n1), 0));
    emit(mix3(T + 21, p0, after, before));
    // The line and the article.
    let line = u64::from(unit.line);
    emit(mix3(T + 22, line, s0, u64::from(unit.first)));
    emit(mix3(T + 23, line, p0, u64::from(sheet.scores)));
    emit(mix3(T + 24, line, c0, u64::from(unit.first)));
    let used = unit.usage;
    for flag in usage::ALL {
        if used & flag != 0 {
            emit(mix(T + 25, u64::from(flag), s0));
        }
    }
    emit(mix3(T + 26, u64::from(used), u64::from(unit.first), s0));
    emit(mix3(T + 27, u64::from(used), p0, u64::from(unit.first)));
    for (template, near) in [(T + 28, b1), (T + 29, n1)] {
        if let Some(near) = near {
            emit(mix3(template, u64::from(near.usage), s0, u64::from(near.shape)));
        }
    }
    let rule = |unit: Option<&Unit>| unit.map_or(0, |unit| u64::from(unit.rule));
    let r0 = u64::from(unit.rule);
    emit(mix3(T + 30, r0, rule(b1), rule(n1)));
    emit(mix3(T + 31, r0, p0, s0));
    emit(mix3(T + 32, r0, word(b1), 0));
    emit(mix3(T + 33, r0, word(n1), 0));
    emit(mix3(T + 34, r0, line, u64::from(unit.first)));
    emit(mix3(T + 35, r0, u64::from(used), 0));
    if unit.part.is_some() || is_dense(unit) {
        of_characters(sheet, at, (from, to), emit);
        if let Some(words) = sheet.dictionary.get(at) {
            of_dictionary(unit, *words, emit);
        }
    }
}

fn is_dense(unit: &Unit) -> bool {
    unit.between == 2
}

/// The dictionary's words, in scripts without blanks.
fn of_dictionary(unit: &Unit, [own, before, after]: [u64; 3], emit: &mut impl FnMut(u64)) {
    const T: u64 = 1 << 18;
    let borders = u64::from(unit.borders);
    emit(mix(T, own, borders));
    emit(mix(T + 1, before, borders));
    emit(mix(T + 2, after, borders));
    emit(mix3(T + 3, before, own, borders));
    emit(mix3(T + 4, own, after, borders));
    emit(mix(T + 5, borders, u64::from(unit.classes)));
    emit(mix3(T + 6, borders, u64::from(unit.phrase), unit.word));
}

/// Runs of characters around one, for scripts whose words are not parted.
fn of_characters(sheet: &Sheet, at: usize, (from, to): (usize, usize), emit: &mut impl FnMut(u64)) {
    const T: u64 = 1 << 17;
    let word = |offset: isize| {
        let near = at.checked_add_signed(offset).filter(|at| (from..to).contains(at)).and_then(|at| sheet.units.get(at));
        near.map_or(OUTSIDE, |unit| unit.word)
    };
    for offset in -3isize..=2 {
        let template = T + (offset + 3).unsigned_abs() as u64;
        emit(mix(template, word(offset), word(offset + 1)));
        if offset <= 1 {
            emit(mix3(template | 16, word(offset), word(offset + 1), word(offset + 2)));
        }
    }
    for offset in [-3isize, 3] {
        emit(mix(T + 32, word(offset), offset.unsigned_abs() as u64 + u64::from(offset > 0) * 8));
    }
    emit(mix3(T + 33, mix(0, word(-1), word(0)), mix(0, word(1), word(2)), 0));
    emit(mix3(T + 34, mix(0, word(-2), word(-1)), mix(0, word(0), word(1)), 0));
}

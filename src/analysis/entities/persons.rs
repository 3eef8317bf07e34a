//! Names of people by rule: a title, a role or a first name before words with capitals.

use super::gazetteer::Classes;
use super::gazetteer::data::Kind;
use super::lookup::{Lookup, Named};
use super::scan::{Gap, Shape, Tok};
use super::words::Words;

/// Most words of a name.
const PARTS_MAX: usize = 6;
/// How far behind a role its holder's name may stand: `Minister of Information and …, Name,`.
const ROLE_REACH: usize = 14;

/// What cannot be part of a person's name.
const NO_PART: Words =
    Words::FUNCTION.or(Words::ROLE).or(Words::HONORIFIC).or(Words::ORG_TAIL).or(Words::LEGAL).or(Words::ORG_HEAD).or(Words::PEOPLE);

/// Returns the end of a person's name that begins at a token.
pub(super) fn at(lookup: &Lookup<'_>, from: usize, named: Option<Named>, role: Option<usize>) -> Option<usize> {
    let tok = lookup.scan.get(from)?;
    if tok.is_unspaced() || tok.in_caps() {
        return None;
    }
    if tok.shape == Shape::Uncased {
        return uncased(lookup, from);
    }
    if tok.is(NO_PART) && !is_name_too(lookup, from, tok) {
        return None;
    }
    let (to, parts) = extent(lookup, from);
    // `Borg-Warner`: hyphens alone make no first and family name.
    let blanks = (from + 1..to).any(|at| lookup.scan.get(at).is_some_and(|tok| matches!(tok.gap, Gap::Blank | Gap::Dot)));
    if parts >= 2 && !blanks || tok.is(Words::CALENDAR) && parts >= 2 && title_before(lookup, from).is_none() {
        return None;
    }
    let first = lookup.single(tok);
    let last = lookup.scan.get(to - 1).map(|last| lookup.single(last)).unwrap_or_default();
    if blocked(lookup, to) {
        return None;
    }
    let titled = title_before(lookup, from);
    if titled == Some(true) && (parts >= 2 || may_stand_alone(lookup, from, named)) {
        return (!tok.is(Words::CALENDAR) || parts >= 2).then_some(to);
    }
    let shouted = tok.shape == Shape::Upper && lookup.scan.get(to - 1).is_some_and(|last| last.shape == Shape::Upper);
    if parts < 2 || shouted {
        return None;
    }
    let known_first = first.classes.any(Classes::FIRST);
    let known_last = last.classes.any(Classes::LAST) || has_family_ending(lookup, to - 1);
    let place = named.is_some_and(|named| is_place(lookup, named));
    if titled == Some(false) && !place && (known_first || known_last || !tok.starts_sentence()) {
        return Some(to);
    }
    if apposition(lookup, from, to, role) && parts <= 5 && !place {
        return Some(to);
    }
    if tok.is_initial() && known_last {
        return Some(to);
    }
    (known_first && is_full_name(lookup, from, to, known_last, place)).then_some(to)
}

/// `Will Smith`: a first name that is also a small word, before a family name.
fn is_name_too(lookup: &Lookup<'_>, from: usize, tok: &Tok) -> bool {
    let next = lookup.scan.joined(from + 1).filter(|next| next.is_capital() && next.gap == Gap::Blank && !next.is(NO_PART));
    let function = tok.is(Words::FUNCTION) && !tok.is(Words::ARTICLE.or(Words::PREP).or(Words::AND));
    function && lookup.single(tok).classes.any(Classes::FIRST) && next.is_some_and(|next| lookup.single(next).classes.any(Classes::LAST))
}

/// Whether a first name and what follows are a person and no place, month or headline.
fn is_full_name(lookup: &Lookup<'_>, from: usize, to: usize, known_last: bool, place: bool) -> bool {
    let (Some(tok), Some(last)) = (lookup.scan.get(from), lookup.scan.get(to - 1)) else { return false };
    if known_last {
        return !(last.is(Words::CALENDAR) && tok.is(Words::CALENDAR));
    }
    let key = |tok: &Tok| super::gazetteer::Seq::default().then(tok.hash).key();
    let common = lookup.gazetteer.is_common(key(tok), lookup.scan.lang);
    let last_is_place = lookup.at(to - 1).is_some_and(|named| is_place(lookup, named));
    // Most words have capitals in headlines.
    let unsure = common || place || tok.in_title_case() || tok.is(Words::CALENDAR) || last.is(Words::CALENDAR.or(Words::PLACE_TAIL));
    !unsure && !last_is_place && !lookup.scan.is_written_small(last.hash)
}

/// The words of a name from a token on: their end and number.
fn extent(lookup: &Lookup<'_>, from: usize) -> (usize, usize) {
    let scan = lookup.scan;
    let (mut to, mut parts) = (from + 1, 1);
    while parts < PARTS_MAX {
        let Some(next) = follows(lookup, to) else { break };
        let mut end = to;
        let mut word = next;
        let mut small = 0;
        while word.shape == Shape::Lower && word.is(Words::PARTICLE) && small < 3 {
            end += 1;
            small += 1;
            match follows(lookup, end) {
                Some(after) => word = after,
                None => break,
            }
        }
        // A particle that is written large is part of the name as well: Al-Anzi.
        let month = word.is(Words::CALENDAR) && lookup.single(word).classes.any(Classes::LAST);
        if !word.is_capital() || (word.is(NO_PART) && !word.is(Words::PARTICLE) && !month) {
            break;
        }
        // A first name after a whole name begins the next one only behind a comma; a month ends it.
        if word.is(Words::CALENDAR) && !lookup.single(word).classes.any(Classes::LAST) {
            break;
        }
        to = end + 1;
        parts += 1;
        if scan.get(from).is_some_and(Tok::in_title_case) && !lookup.single(word).classes.any(Classes::FIRST.or(Classes::LAST)) {
            // In a headline every word has a capital: take no more than one unknown word.
            break;
        }
    }
    (to, parts)
}

/// The next word where it may belong to the same name.
fn follows<'a>(lookup: &Lookup<'a>, to: usize) -> Option<&'a Tok> {
    let previous = lookup.scan.get(to.checked_sub(1)?)?;
    let next = lookup.scan.after(to)?;
    let joined = match next.gap {
        Gap::Blank | Gap::Hyphen | Gap::Apostrophe => true,
        // `J. Smith`, `George W. Bush`, `Fernand St. Germain`.
        Gap::Dot => previous.is_initial() || lookup.scan.tokens.get(to - 1).is_some_and(|token| token.form == "st"),
        _ => false,
    };
    joined.then_some(next)
}

/// Whether the words after the name make something else of it: `Kennedy Airport`.
fn blocked(lookup: &Lookup<'_>, to: usize) -> bool {
    let next = lookup.scan.joined(to).filter(|next| next.is_capital() && next.gap == Gap::Blank);
    next.is_some_and(|next| next.is(Words::ORG_TAIL.or(Words::LEGAL).or(Words::PLACE_TAIL)))
        || lookup.scan.get(to - 1).is_some_and(|last| last.is(Words::PLACE_TAIL) && !lookup.single(last).classes.any(Classes::LAST))
}

/// Whether a title (true) or a role (false) stands directly before.
fn title_before(lookup: &Lookup<'_>, from: usize) -> Option<bool> {
    let before = lookup.scan.before(from)?;
    let gap = lookup.scan.get(from)?.gap;
    if !matches!(gap, Gap::Blank | Gap::Dot) {
        return None;
    }
    if before.is(Words::HONORIFIC) {
        // `general` and others are words of their own as well.
        return Some(before.shape != Shape::Lower || !before.is(Words::ROLE));
    }
    before.is(Words::ROLE).then_some(false)
}

/// Whether a single word after a title is a name and no place, people or organisation.
fn may_stand_alone(lookup: &Lookup<'_>, from: usize, named: Option<Named>) -> bool {
    let Some(tok) = lookup.scan.get(from) else { return false };
    let classes = lookup.single(tok).classes;
    let known = classes.any(Classes::LAST.or(Classes::FIRST));
    let next_is_capital =
        lookup.scan.joined(from + 1).is_some_and(|next| next.gap == Gap::Blank && next.is_capital() && !next.in_title_case());
    if named.is_some() && !known || next_is_capital || tok.in_title_case() && !known {
        return false;
    }
    known || (tok.shape == Shape::Capital && !lookup.scan.is_written_small(tok.hash) && is_title_of_people(lookup, from))
}

/// Whether the title is one that only people have: `Mr`, `Dr`, and `President` but not `King`.
fn is_title_of_people(lookup: &Lookup<'_>, from: usize) -> bool {
    lookup.scan.before(from).is_some_and(|before| before.shape == Shape::Capital && !before.is(Words::ROLE))
}

/// Whether a name stands between commas behind a role: `Minister of Trade, Ali Akbari, said`.
fn apposition(lookup: &Lookup<'_>, from: usize, to: usize, role: Option<usize>) -> bool {
    let comma = |at: usize| lookup.scan.get(at).is_some_and(|tok| tok.gap == Gap::Comma);
    let in_reach = role.is_some_and(|role| from - role <= ROLE_REACH);
    in_reach && comma(from) && comma(to)
}

/// Whether a word ends as family names of Slavic and other languages do.
fn has_family_ending(lookup: &Lookup<'_>, at: usize) -> bool {
    const ENDINGS: [&str; 24] = [
        "ов",
        "ев",
        "ин",
        "ова",
        "ева",
        "ина",
        "ский",
        "ская",
        "енко",
        "швили",
        "дзе",
        "ович",
        "евич",
        "enko",
        "vich",
        "sky",
        "ski",
        "shvili",
        "dze",
        "escu",
        "opoulos",
        "sson",
        "yan",
        "oglu",
    ];
    let Some(token) = lookup.scan.tokens.get(at) else { return false };
    token.form.chars().count() >= 5 && ENDINGS.iter().any(|ending| token.form.ends_with(ending))
}

/// Whether a name means a place, by a meaning that is not weak.
pub(super) fn is_place(lookup: &Lookup<'_>, named: Named) -> bool {
    lookup
        .gazetteer
        .meanings(named.entry)
        .any(|meaning| !meaning.weak && lookup.gazetteer.record(meaning.record).is_some_and(|record| record.kind != Kind::Org))
}

/// Whether a word is the Arabic preposition that folding makes one with the name Ali.
fn is_arabic_on(lookup: &Lookup<'_>, at: usize) -> bool {
    let Some(token) = lookup.scan.tokens.get(at).filter(|_| lookup.scan.lang.as_str() == "ar") else { return false };
    lookup.scan.text(token.field).get(token.start as usize..token.end as usize).is_some_and(|text| text.ends_with('\u{649}'))
}

/// A name in a script without capitals: known first names, then known names.
fn uncased(lookup: &Lookup<'_>, from: usize) -> Option<usize> {
    let tok = lookup.scan.get(from)?;
    let known = |tok: &Tok, class| tok.shape == Shape::Uncased && lookup.single(tok).classes.any(class);
    if !known(tok, Classes::FIRST) || tok.is(NO_PART.or(Words::PREP)) || is_arabic_on(lookup, from) {
        return None;
    }
    let mut to = from + 1;
    let mut family = false;
    while to - from < 4 {
        let Some(next) = lookup.scan.joined(to).filter(|next| next.gap == Gap::Blank || next.gap == Gap::Hyphen) else { break };
        if next.is(NO_PART.or(Words::PREP)) || !known(next, Classes::FIRST.or(Classes::LAST)) {
            break;
        }
        family = known(next, Classes::LAST);
        to += 1;
    }
    (to - from >= 2 && (family || to - from >= 3)).then_some(to)
}

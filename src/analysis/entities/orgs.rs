//! Names of organisations: those of the list, `Ministry of X`, `X University`, `X Inc`.

use super::gazetteer::data::Kind;
use super::gazetteer::{Classes, RecordId};
use super::lookup::{Lookup, Named};
use super::scan::{Gap, Shape, Tok};
use super::words::Words;

/// Most words of a name found by rule.
const WORDS_MAX: usize = 14;
/// Most words before the tail of a name (`Inc`, `University`).
const TAIL_REACH: usize = 7;
/// Names of the list in two letters, and the languages in which they are believed.
const TWO_LETTERS: [(&str, &[&str]); 13] = [
    ("un", &["en"]),
    ("eu", &["en", "de", "nl", "sv", "da", "no", "fi", "pl", "cs", "sk", "hu", "ro", "hr", "sr", "sl"]),
    ("au", &["en"]),
    ("ap", &["en", "de", "fr", "es", "pt"]),
    ("ue", &["fr", "es", "it", "ro", "pl", "pt"]),
    ("ab", &["tr"]),
    ("aa", &["tr"]),
    ("bm", &["tr"]),
    ("vn", &["nl"]),
    ("bp", &["en", "de", "fr", "es"]),
    ("gm", &["en", "de"]),
    ("ge", &["en"]),
    ("vw", &["de", "en"]),
];

/// An organisation found.
#[derive(Debug, Clone, Copy)]
pub(super) struct Org {
    pub(super) to: usize,
    /// Of the list.
    pub(super) record: Option<RecordId>,
    /// One past the last word of the name without its legal form.
    pub(super) name_to: usize,
    /// Whether it is an office of a state, so that a country in its name is named too.
    pub(super) national: bool,
}

/// Returns the organisation whose name begins at a token.
pub(super) fn at(lookup: &Lookup<'_>, from: usize, named: Option<Named>) -> Option<Org> {
    let listed = named.and_then(|named| of_list(lookup, from, named));
    let tok = lookup.scan.get(from)?;
    // `MINISTRY OF TRADE SAYS NO`: a line of capitals does not show where a name ends.
    let ruled = if tok.is_capital() && !tok.in_caps() { by_head(lookup, from).or_else(|| by_tail(lookup, from)) } else { None };
    match (listed, ruled) {
        (Some(listed), Some(ruled)) if ruled.to > listed.to => Some(ruled),
        (Some(listed), _) => Some(listed),
        (None, ruled) => ruled,
    }
}

fn of_list(lookup: &Lookup<'_>, from: usize, named: Named) -> Option<Org> {
    let mut record = None;
    let mut place = false;
    for meaning in lookup.gazetteer.meanings(named.entry) {
        match lookup.gazetteer.record(meaning.record)?.kind {
            Kind::Org => record = record.or(Some(meaning.record)),
            _ => place |= !meaning.weak,
        }
    }
    let record = record?;
    // `Fars` is a province, and an agency in a dateline.
    if place && !lookup.is_in_parenthesis(from) {
        return None;
    }
    let tok = lookup.scan.get(from)?;
    if named.to == from + 1 && tok.is_capital() && !is_well_written(lookup, from, tok) {
        return None;
    }
    Some(Org { to: named.to, record: Some(record), name_to: named.to, national: false })
}

/// Short names are abbreviations and stand in capitals: WHO, not Who.
fn is_well_written(lookup: &Lookup<'_>, from: usize, tok: &Tok) -> bool {
    let Some(token) = lookup.scan.tokens.get(from) else { return false };
    let form: String = token.form.chars().filter(|c| *c != '.').collect();
    let letters = form.chars().count();
    if letters == 2 && form.is_ascii() {
        let langs = TWO_LETTERS.iter().find(|(known, _)| *known == form).map(|(_, langs)| *langs);
        let dotted = token.form.contains('.');
        return tok.shape == Shape::Upper && (dotted || langs.is_some_and(|langs| langs.contains(&lookup.scan.lang.as_str())));
    }
    letters > 3 || tok.shape == Shape::Upper || form == "fed"
}

/// `Ministry of Foreign Affairs`, `Central Bank of Iran`, `University of California, Berkeley`.
fn by_head(lookup: &Lookup<'_>, from: usize) -> Option<Org> {
    let scan = lookup.scan;
    let tok = scan.get(from)?;
    if tok.is(Words::FUNCTION.or(Words::HONORIFIC).or(Words::CALENDAR)) && !tok.is(Words::ORG_HEAD) {
        return None;
    }
    let mut head = from;
    while !scan.get(head)?.is(Words::ORG_HEAD) {
        head += 1;
        let next = scan.joined(head).filter(|next| next.is_capital() && next.gap == Gap::Blank)?;
        if head - from > 2 || next.is(Words::ROLE.or(Words::FUNCTION)) {
            return None;
        }
    }
    let head_tok = scan.get(head)?;
    scan.joined(head + 1).filter(|link| link.is(Words::LINK) && link.shape == Shape::Lower && link.gap == Gap::Blank)?;
    let with_and = head_tok.is(Words::HEAD_AND);
    let mut to = part(lookup, head + 2, from)?;
    while let Some(next) = continued(lookup, to, from, with_and) {
        to = next;
    }
    let national = (from..=head).any(|at| scan.get(at).is_some_and(|tok| tok.is(Words::NATIONAL)));
    Some(Org { to, record: None, name_to: to, national })
}

/// The end of the capitals from a token on, behind an article.
fn part(lookup: &Lookup<'_>, from: usize, start: usize) -> Option<usize> {
    let scan = lookup.scan;
    let mut at = from;
    for _ in 0..2 {
        let tok = scan.joined(at)?;
        if tok.shape == Shape::Lower && tok.is(Words::ARTICLE) {
            at += 1;
        }
    }
    let first = scan.joined(at).filter(|tok| tok.is_capital())?;
    if first.is(Words::CALENDAR.or(Words::ORG_HEAD)) {
        return None;
    }
    let mut to = at + 1;
    while to - start < WORDS_MAX {
        let next = scan.joined(to).filter(|next| next.is_capital() && !next.is(Words::CALENDAR.or(Words::ROLE)));
        let Some(next) = next.filter(|next| matches!(next.gap, Gap::Blank | Gap::Hyphen | Gap::Apostrophe)) else { break };
        if next.is(Words::HONORIFIC) && !next.is(Words::ORG_HEAD) {
            break;
        }
        to += 1;
    }
    Some(to)
}

/// The end of what goes on after a name: `, Arts and Tourism`, `and Trade`, `of Iran`, `, Berkeley`.
fn continued(lookup: &Lookup<'_>, to: usize, start: usize, with_and: bool) -> Option<usize> {
    let scan = lookup.scan;
    if to - start >= WORDS_MAX {
        return None;
    }
    let next = scan.after(to)?;
    if next.gap == Gap::Comma && next.is_capital() {
        let end = part_after_comma(lookup, to)?;
        let after = scan.after(end)?;
        let listed = with_and && after.is(Words::AND) && after.gap == Gap::Blank && scan.joined(end + 1).is_some_and(Tok::is_capital);
        if listed {
            return Some(end);
        }
        let campus = !with_and && scan.get(start).is_some_and(|tok| tok.is(Words::ORG_TAIL)) && end == to + 1;
        // `University of California, Berkeley`: a town in the state just named.
        return (campus && is_town_within(lookup, to)).then_some(end);
    }
    if next.gap != Gap::Blank || next.shape != Shape::Lower {
        return None;
    }
    if with_and && next.is(Words::AND) {
        let first = scan.joined(to + 1)?;
        if first.is(Words::ORG_HEAD.or(Words::ROLE).or(Words::HONORIFIC)) || is_country(lookup, to + 1) {
            return None;
        }
        return part(lookup, to + 1, start);
    }
    next.is(Words::LINK).then(|| part(lookup, to + 1, start)).flatten()
}

fn part_after_comma(lookup: &Lookup<'_>, at: usize) -> Option<usize> {
    let mut to = at + 1;
    while lookup.scan.joined(to).is_some_and(|next| next.is_capital() && next.gap == Gap::Blank) && to - at < 4 {
        to += 1;
    }
    let person = lookup.scan.get(at).is_some_and(|tok| lookup.single(tok).classes.any(Classes::FIRST));
    (!person || to == at + 1).then_some(to)
}

fn is_country(lookup: &Lookup<'_>, at: usize) -> bool {
    let Some(named) = lookup.at(at) else { return false };
    lookup.gazetteer.meanings(named.entry).any(|m| lookup.gazetteer.record(m.record).is_some_and(|r| r.kind == Kind::Country))
}

fn is_town_within(lookup: &Lookup<'_>, comma: usize) -> bool {
    let state = comma.checked_sub(1).and_then(|at| lookup.at(at));
    let (Some(state), Some(town)) = (state, lookup.at(comma)) else { return false };
    let states: Vec<RecordId> = lookup.gazetteer.meanings(state.entry).map(|meaning| meaning.record).collect();
    lookup.gazetteer.meanings(town.entry).any(|meaning| {
        let parent = lookup.gazetteer.record(meaning.record).and_then(|record| record.parent);
        parent.is_some_and(|parent| states.contains(&parent))
    })
}

/// `Johns Hopkins University`, `Fiat SpA`, `AT&T Corp`.
fn by_tail(lookup: &Lookup<'_>, from: usize) -> Option<Org> {
    let scan = lookup.scan;
    let tok = scan.get(from)?;
    let skip = Words::FUNCTION.or(Words::HONORIFIC).or(Words::ROLE).or(Words::CALENDAR).or(Words::LEGAL);
    // A name begins where its capitals begin.
    let inner = scan.before(from).is_some_and(|before| {
        let joined = matches!(tok.gap, Gap::Blank | Gap::Ampersand | Gap::Hyphen);
        joined && before.is_capital() && !before.is(skip) && !before.starts_sentence()
    });
    let behind_and = from >= 2
        && scan
            .before(from)
            .is_some_and(|before| before.is(Words::AND.or(Words::LINK)) && before.shape == Shape::Lower && tok.gap == Gap::Blank)
        && scan.before(from - 1).is_some_and(Tok::is_capital);
    if inner || tok.is(skip) || (tok.starts_sentence() && scan.is_written_small(tok.hash)) {
        return None;
    }
    let mut best = None;
    let mut name_to = from + 1;
    let mut national = false;
    let mut to = from + 1;
    while to - from <= TAIL_REACH {
        let joins = |gap| matches!(gap, Gap::Blank | Gap::Hyphen | Gap::Ampersand | Gap::Apostrophe | Gap::Dot);
        let Some(next) = scan.after(to).filter(|next| joins(next.gap)) else { break };
        if !next.is_capital() || next.is(Words::CALENDAR.or(Words::FUNCTION)) && !next.is(Words::LEGAL) {
            break;
        }
        to += 1;
        if next.is(Words::LEGAL) && best.is_none_or(|(_, legal): (usize, bool)| !legal || name_to + 2 > to) {
            // What stands before the first legal form is the name.
            name_to = if best.is_some_and(|(_, legal)| legal) { name_to } else { to - 1 };
            best = Some((to, true));
        } else if next.is(Words::ORG_TAIL) {
            name_to = to;
            best = Some((to, false));
        } else if next.is(Words::ROLE.or(Words::HONORIFIC)) {
            break;
        }
        national |= next.is(Words::NATIONAL);
    }
    let (to, legal) = best?;
    // `Telephone and Telegraph Co`, `Securities and Exchange Commission`: the end or the beginning of a name.
    let goes_on = scan.joined(to).is_some_and(|next| next.is(Words::AND)) && scan.joined(to + 1).is_some_and(Tok::is_capital);
    if behind_and && to - from <= 2 || goes_on && !legal {
        return None;
    }
    // `Soviet Union Party`: fine. `South Korea Group`: a country and one common word are no name.
    if !legal && name_to - from == 1 {
        return None;
    }
    if tok.in_title_case() && !legal {
        return None;
    }
    Some(Org { to, record: None, name_to, national })
}

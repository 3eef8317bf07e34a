//! One pass over the words: every stretch that may be a name, as what it looks like.

use std::collections::HashMap;

use super::gazetteer::KeyHasher;
use super::given::GivenNames;
use super::lookup::{Cut, Lookup, Named};
use super::orgs::{self, Org};
use super::persons;
use super::scan::{Gap, Tok};
use super::words::Words;

/// Most stretches of an article that are looked at further; later ones are not.
const FOUND_MAX: usize = 200_000;

/// What a stretch looks like.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    /// A name that the input gave: the index of the entity.
    Given(usize),
    /// A place, if the context does not speak against it.
    Place(Named),
    /// A place by the tagger's word.
    Judged(Named),
    /// A place that the gazetteer does not know.
    Local,
    /// A person.
    Person,
    /// An organisation; a news agency in a dateline is a credit and no entity.
    Org { org: Org, credit: bool },
}

/// A stretch of tokens that may be a name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) what: What,
    /// Characters of its words that are no part of it.
    pub(super) cut: Cut,
    pub(super) why: Why,
}

impl Found {
    pub(super) fn new(from: usize, to: usize, what: What, why: Why) -> Self {
        Self { from, to, what, cut: Cut::default(), why }
    }
}

/// Why a stretch is a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// The input gives it.
    Given,
    /// The tagger, with the probability that it is exactly this name.
    Tagger(f32),
    /// A rule.
    Rule(&'static str),
    /// A short name of what the article names in full elsewhere.
    Short,
}

/// What the pass brings.
#[derive(Debug, Default)]
pub(super) struct Finds {
    /// In the order of the text, none over another.
    pub(super) found: Vec<Found>,
    /// Places inside names of offices of a state: evidence, no mentions.
    pub(super) implied: Vec<Named>,
}

/// Searches an article.
pub(super) fn find(lookup: &Lookup<'_>, given: &GivenNames) -> Finds {
    let scan = lookup.scan;
    let mut finds = Finds::default();
    let mut role: Option<usize> = None;
    let mut at = 0;
    while let Some(tok) = scan.get(at) {
        if finds.found.len() >= FOUND_MAX {
            break;
        }
        if tok.starts_sentence() {
            role = None;
        }
        if tok.is(Words::ROLE.or(Words::HONORIFIC)) {
            role = Some(at);
        }
        let next = if tok.may_be_name() { name_at(lookup, given, at, role, &mut finds) } else { None };
        at = next.unwrap_or(at + 1);
    }
    finds
}

/// Takes the name that begins at a token; returns where it ends.
fn name_at(lookup: &Lookup<'_>, given: &GivenNames, at: usize, role: Option<usize>, finds: &mut Finds) -> Option<usize> {
    let tok = lookup.scan.get(at)?;
    let named = lookup.at(at);
    let given = given.at(lookup, at);
    let org = orgs::at(lookup, at, named);
    let person = persons::at(lookup, at, named, role);
    let place = named.filter(|named| persons::is_place(lookup, *named) || is_weak_place(lookup, *named));
    // `El Banco` is a town, `El Banco Central Europeo` is not in it.
    if let Some(place) = place.filter(|_| tok.is(Words::FUNCTION))
        && lookup.at(at + 1).is_some_and(|inner| inner.to > place.to)
    {
        return None;
    }
    let ends = [org.map_or(0, |org| org.to), person.unwrap_or(0), place.map_or(0, |place| place.to)];
    let longest = ends.into_iter().max().unwrap_or(0);
    if let Some((entity, to)) = given.filter(|(_, to)| *to >= longest) {
        finds.found.push(Found::new(at, to, What::Given(entity), Why::Given));
        return Some(to);
    }
    // An organisation of the list is none of the people whose names it bears: Merrill Lynch Capital.
    let listed = org.is_some_and(|org| org.record.is_some() && place.is_none_or(|place| place.to <= org.to));
    let (to, what) = match (org, person, place) {
        (Some(org), _, _) if org.to >= longest || listed => {
            if org.national {
                imply(lookup, at, org.to, finds);
            }
            (org.to, What::Org { org, credit: is_credit(lookup, at, &org) })
        }
        (_, Some(to), place) if to == longest && place.is_none_or(|place| place.to < to) => (to, What::Person),
        (_, _, Some(place)) if place.to == longest => (place.to, What::Place(place)),
        (_, Some(to), _) => (to, What::Person),
        _ => return None,
    };
    // A short name in a line of capitals says little: `US` may be `us`.
    let short = tok.in_caps() && to == at + 1 && lookup.scan.tokens.get(at).is_some_and(|token| token.form.chars().count() <= 2);
    if !short {
        let reason = match what {
            What::Org { org, .. } if org.record.is_some() => "organisation of the list",
            What::Org { .. } => "words of an organisation's name",
            What::Person => "title or first name",
            _ => "place of the gazetteer",
        };
        finds.found.push(Found::new(at, to, what, Why::Rule(reason)));
    }
    Some(to)
}

fn is_weak_place(lookup: &Lookup<'_>, named: Named) -> bool {
    use super::gazetteer::data::Kind;
    lookup.gazetteer.meanings(named.entry).any(|m| m.weak && lookup.gazetteer.record(m.record).is_some_and(|r| r.kind != Kind::Org))
}

/// Remembers the places inside an office's name.
pub(super) fn imply(lookup: &Lookup<'_>, from: usize, to: usize, finds: &mut Finds) {
    let mut at = from;
    while at < to && finds.implied.len() < FOUND_MAX {
        match lookup.at(at).filter(|named| named.to <= to) {
            Some(named) => {
                finds.implied.push(named);
                at = named.to;
            }
            None => at += 1,
        }
    }
}

/// Whether an agency is named as the source: `LONDON, Jan 5 (Reuters) -`.
pub(super) fn is_credit(lookup: &Lookup<'_>, at: usize, org: &Org) -> bool {
    let agency = org.record.and_then(|record| lookup.gazetteer.record(record)).is_some_and(|record| record.marked);
    agency && lookup.is_in_parenthesis(at) && lookup.scan.get(org.to).is_none_or(|next| matches!(next.gap, Gap::Break))
}

/// Counts of single words that are names of people, for look-up by their hash.
pub(super) type ByHash<T> = HashMap<u64, T, KeyHasher>;

/// Whether a token stands in a dateline: `LONDON, Jan 5 (Reuters) -`, `TEHRAN (IRNA) --`, `PARIS -`.
pub(super) fn is_dateline(lookup: &Lookup<'_>, from: usize, to: usize) -> bool {
    let scan = lookup.scan;
    let (Some(first), Some(last), Some(next)) = (scan.get(from), to.checked_sub(1).and_then(|at| scan.tokens.get(at)), scan.get(to)) else {
        return false;
    };
    if !first.starts_sentence() || next.field != first.field || first.field == crate::article::TextField::Title {
        return false;
    }
    match next.gap {
        Gap::Comma => next.is(Words::CALENDAR) || scan.get(to + 1).is_some_and(|tok| tok.is(Words::CALENDAR)),
        Gap::Open => next.is_capital(),
        Gap::Break => {
            let end = last.end as usize;
            let text = scan.text(first.field).get(end..).unwrap_or_default();
            [" - ", " -- ", " — ", " – ", " —", "--", "— "].iter().any(|dash| text.starts_with(dash))
        }
        _ => false,
    }
}

/// Whether a word beside a name makes both one longer name that nobody knows: `Boston Celtics`.
pub(super) fn is_inside(lookup: &Lookup<'_>, from: usize, to: usize) -> bool {
    let scan = lookup.scan;
    if scan.lang.as_str() == "de" || scan.get(from).is_none_or(|tok| tok.in_caps() || tok.in_title_case() || !tok.is_capital()) {
        return false;
    }
    let alone = Words::FUNCTION.or(Words::HONORIFIC).or(Words::ROLE).or(Words::CALENDAR).or(Words::PEOPLE);
    let after = scan.joined(to).filter(|next| next.is_capital() && matches!(next.gap, Gap::Blank | Gap::Ampersand) && !next.is(alone));
    if after.is_some() && lookup.at(to).is_none() {
        return true;
    }
    let gap = scan.get(from).map(|tok| tok.gap);
    let before = scan.before(from).filter(|tok: &&Tok| tok.is_capital() && !tok.is(alone.or(Words::ORG_TAIL)) && gap == Some(Gap::Blank));
    before.is_some_and(|before| !(before.starts_sentence() && scan.is_written_small(before.hash)))
}

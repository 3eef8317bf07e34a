//! Stretches that the tagger found, made ready like those found by rule.

use super::find::{Finds, Found, What, Why, imply, is_credit, is_dateline};
use super::gazetteer::Classes;
use super::gazetteer::data::Kind;
use super::given::GivenNames;
use super::lookup::{Lookup, Named};
use super::orgs::Org;
use super::scan::{Shape, Tok};
use super::tagger::Span;
use super::words::Words;
use crate::article::EntityType;

/// A name of the rules is none where the tagger is as sure as this.
const OUTSIDE_MAX: f32 = 0.9;

/// Languages whose models saw so few articles that the rules keep all their names.
const FEW: [&str; 2] = ["ar", "fa"];

/// Takes given names first, then the tagger's where no given name stands.
pub(super) fn find(lookup: &Lookup<'_>, given: &GivenNames, spans: &[Span]) -> Finds {
    let mut finds = Finds::default();
    let mut at = 0;
    for span in spans {
        given_names(lookup, given, (at, span.from), span.to, &mut finds);
        let end = finds.found.last().map_or(0, |found| found.to).max(at);
        if span.from < end {
            at = end;
            continue;
        }
        if let Some((entity, to)) = given.at(lookup, span.from).filter(|(_, to)| *to >= span.to) {
            finds.found.push(Found::new(span.from, to, What::Given(entity), Why::Given));
            at = to;
            continue;
        }
        let Some(span) = trimmed(lookup, span) else { continue };
        let what = match span.kind {
            EntityType::Person => What::Person,
            EntityType::Org => org(lookup, &span, &mut finds),
            EntityType::Place => place(lookup, &span),
        };
        finds.found.push(Found { cut: span.cut, ..Found::new(span.from, span.to, what, Why::Tagger(span.confidence)) });
        at = span.to;
    }
    given_names(lookup, given, (at, lookup.scan.toks.len()), usize::MAX, &mut finds);
    finds
}

/// Given names between the tagger's; one that runs into the next span ends it.
fn given_names(lookup: &Lookup<'_>, given: &GivenNames, (from, to): (usize, usize), end: usize, finds: &mut Finds) {
    if given.is_empty() {
        return;
    }
    let mut at = from;
    while at < to {
        let name = lookup.scan.get(at).filter(|tok| tok.may_be_name()).and_then(|_| given.at(lookup, at)).filter(|(_, to)| *to <= end);
        match name {
            Some((entity, to)) => {
                finds.found.push(Found::new(at, to, What::Given(entity), Why::Given));
                at = to;
            }
            None => at += 1,
        }
    }
}

/// Whether a word is a case ending that a text parts from its name: `Ali 'nin`.
fn is_loose_ending(lookup: &Lookup<'_>, at: usize) -> bool {
    let (Some(before), Some(token)) = (at.checked_sub(1).and_then(|at| lookup.scan.tokens.get(at)), lookup.scan.tokens.get(at)) else {
        return false;
    };
    let between = lookup.scan.text(token.field).get(before.end as usize..token.start as usize).unwrap_or_default();
    lookup.scan.lang.as_str() == "tr" && between.ends_with(['\'', '’', '\u{92}']) && token.form.chars().count() <= 4
}

/// Whether a dash between blanks parts a stretch, as it parts the place of a dateline from what follows:
/// `NUKUS - Orazgul Berdiyeva`.
fn is_parted(lookup: &Lookup<'_>, span: &Span) -> bool {
    (span.from + 1..span.to).any(|at| {
        let (Some(before), Some(token)) = (lookup.scan.tokens.get(at - 1), lookup.scan.tokens.get(at)) else { return false };
        let between = lookup.scan.text(token.field).get(before.end as usize..token.start as usize).unwrap_or_default();
        between.starts_with(char::is_whitespace)
            && between.ends_with(char::is_whitespace)
            && matches!(between.trim(), "-" | "–" | "—" | "--")
    })
}

/// A span without titles before a person; `None` for one that is a people and no name, or two names.
fn trimmed(lookup: &Lookup<'_>, span: &Span) -> Option<Span> {
    if is_parted(lookup, span) {
        return None;
    }
    let mut span = *span;
    let tok = |at: usize| lookup.scan.get(at);
    while span.to - span.from > 1 && is_loose_ending(lookup, span.to - 1) {
        span.to -= 1;
    }
    if span.kind == EntityType::Person {
        while span.to - span.from > 1
            && tok(span.from).is_some_and(|tok| tok.is(Words::HONORIFIC) && !lookup.single(tok).classes.any(Classes::FIRST))
        {
            span.from += 1;
        }
    } else {
        // `US` in a line of capitals may be `us`.
        let short = lookup.scan.tokens.get(span.from).is_some_and(|token| token.form.chars().count() <= 2);
        if span.to - span.from == 1 && short && tok(span.from).is_some_and(|tok| tok.in_caps() && tok.is_capital()) {
            return None;
        }
        // `ICT Minister`: a matter of which somebody is in charge.
        let matter = span.kind == EntityType::Org
            && span.to - span.from == 1
            && tok(span.from).is_some_and(|tok| tok.shape == Shape::Upper)
            && lookup.scan.joined(span.to).is_some_and(|next| next.is_capital() && next.is(Words::ROLE.or(Words::HONORIFIC)))
            && lookup.at(span.from).is_none();
        if matter {
            return None;
        }
        let people = tok(span.to - 1).is_some_and(|tok| tok.is(Words::DEMONYM));
        if people && (span.kind == EntityType::Place || span.to - span.from == 1) {
            return None;
        }
    }
    Some(span)
}

fn org(lookup: &Lookup<'_>, span: &Span, finds: &mut Finds) -> What {
    let (from, to) = (span.from, span.to);
    let listed = lookup.at(from).filter(|named| named.to == to).and_then(|named| {
        let mut meanings = lookup.gazetteer.meanings(named.entry).map(|meaning| meaning.record);
        meanings.find(|record| lookup.gazetteer.record(*record).is_some_and(|record| record.kind == Kind::Org))
    });
    let mut name_to = to;
    while listed.is_none() && name_to > from + 1 && lookup.scan.get(name_to - 1).is_some_and(|tok| tok.is(Words::LEGAL)) {
        name_to -= 1;
    }
    let national = listed.is_none() && (from..to).any(|at| lookup.scan.get(at).is_some_and(|tok| tok.is(Words::NATIONAL)));
    if national {
        imply(lookup, from, to, finds);
    }
    let org = Org { to, record: listed, name_to, national };
    What::Org { org, credit: is_credit(lookup, from, &org) }
}

fn place(lookup: &Lookup<'_>, span: &Span) -> What {
    // The White House is no town, though one bears its name in another language.
    let is_org = |named: &Named| {
        let first = lookup.gazetteer.meanings(named.entry).next();
        first.and_then(|meaning| lookup.gazetteer.record(meaning.record)).is_some_and(|record| record.kind == Kind::Org)
    };
    match lookup.at(span.from).filter(|named| named.to == span.to && is_place(lookup, *named) && !is_org(named)) {
        Some(named) => What::Judged(named),
        None => What::Local,
    }
}

fn is_place(lookup: &Lookup<'_>, named: Named) -> bool {
    let mut meanings = lookup.gazetteer.meanings(named.entry);
    meanings.any(|meaning| lookup.gazetteer.record(meaning.record).is_some_and(|record| record.kind.is_place()))
}

/// Whether a name of the rules is longer than what the tagger has there: an office's or a company's
/// whole name, a person's with more of the names.
fn holds(lookup: &Lookup<'_>, rule: &Found, found: &[Found]) -> bool {
    let over = || found.iter().rev().take_while(|name| name.to > rule.from);
    let inside = over().all(|name| name.from >= rule.from && name.to <= rule.to && name.to - name.from < rule.to - rule.from);
    // In scripts with capitals the tagger knows better where people's names end.
    let uncased = lookup.scan.get(rule.from).is_some_and(|tok| tok.shape == Shape::Uncased);
    inside
        && match rule.what {
            What::Org { .. } => true,
            What::Person => uncased && over().all(|name| matches!(name.what, What::Person)),
            _ => false,
        }
}

/// Whether a name is a country's in a script without blanks, which hardly is anything else.
fn is_country(lookup: &Lookup<'_>, rule: &Found) -> bool {
    let What::Place(named) = rule.what else { return false };
    let mut meanings = lookup.gazetteer.meanings(named.entry).filter(|meaning| !meaning.weak);
    lookup.scan.get(rule.from).is_some_and(Tok::is_unspaced)
        && meanings.any(|meaning| lookup.gazetteer.record(meaning.record).is_some_and(|record| record.kind == Kind::Country))
}

/// Adds what the rules find where the tagger finds nothing.
pub(super) fn join(lookup: &Lookup<'_>, rules: Finds, mut tagged: Finds, outside: &[f32]) -> Finds {
    let few = FEW.contains(&lookup.scan.lang.as_str());
    let limit = if few { 1.0 } else { OUTSIDE_MAX };
    let mut found = Vec::with_capacity(tagged.found.len() + 8);
    let mut names = tagged.found.iter().peekable();
    for rule in &rules.found {
        while let Some(name) = names.next_if(|name| name.from < rule.to) {
            found.push(*name);
        }
        let sure = outside.get(rule.from..rule.to).unwrap_or_default().iter().copied().fold(0.0, f32::max);
        let dateline = matches!(rule.what, What::Place(_)) && is_dateline(lookup, rule.from, rule.to);
        let taken = matches!(rule.what, What::Given(_)) || sure > limit && !dateline && !is_country(lookup, rule);
        if found.last().is_none_or(|name: &Found| name.to <= rule.from) {
            if !taken {
                found.push(*rule);
            }
        } else if holds(lookup, rule, &found) {
            while found.pop_if(|name| name.from >= rule.from).is_some() {}
            found.push(*rule);
        }
    }
    found.extend(names);
    tagged.found = found;
    tagged.implied.extend(rules.implied);
    tagged
}

//! The pass over a whole article on what the tagger found: mentions of one name agree, names that
//! were missed are found by those that were not, and towns that play games are teams.

use std::collections::{HashMap, HashSet};

use super::find::is_dateline;
use super::gazetteer::data::Kind;
use super::gazetteer::{KeyHasher, Seq};
use super::lookup::{Cut, Lookup};
use super::scan::{Gap, Shape, Tok};
use super::tagger::Span;
use super::words::Words;
use crate::article::EntityType;

/// A mention that is surer than this keeps its type, whatever the others are.
const SURE: f32 = 0.9;
/// A name must be as sure as this somewhere, so that it is looked for elsewhere.
const KNOWN: f32 = 0.6;
/// Longest name in words that is looked for.
const WORDS_MAX: usize = 5;
/// Most distinct names of an article that are compared.
const NAMES_MAX: usize = 5_000;
/// Names with a score behind them, from which on an article is one of results.
const RESULTS: usize = 4;

/// Hashes of words or names.
type Hashes = HashSet<u64, KeyHasher>;

/// Weights of a name's types, in the order person, organisation, place, and the surest mention.
#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    kinds: [f32; 3],
    best: f32,
}

const KINDS: [EntityType; 3] = [EntityType::Person, EntityType::Org, EntityType::Place];

impl Votes {
    fn winner(&self) -> (EntityType, f32, f32) {
        let all: f32 = self.kinds.iter().sum();
        let mut best = (EntityType::Person, 0.0);
        for (kind, weight) in KINDS.into_iter().zip(self.kinds) {
            if weight > best.1 {
                best = (kind, weight);
            }
        }
        (best.0, best.1, all)
    }
}

/// Makes an article's mentions agree.
pub(super) fn agree(lookup: &Lookup<'_>, mut spans: Vec<Span>) -> Vec<Span> {
    spans = whole_names(lookup, spans);
    teams(lookup, &mut spans);
    let mut votes: HashMap<u64, Votes, KeyHasher> = HashMap::default();
    for span in &spans {
        if votes.len() >= NAMES_MAX {
            break;
        }
        let held = votes.entry(key(lookup, span)).or_default();
        if let Some(weight) = KINDS.iter().position(|kind| *kind == span.kind).and_then(|at| held.kinds.get_mut(at)) {
            *weight += span.confidence;
        }
        held.best = held.best.max(span.confidence);
    }
    for span in &mut spans {
        let Some((kind, most, all)) = votes.get(&key(lookup, span)).map(Votes::winner) else { continue };
        if kind != span.kind && span.confidence < SURE && most > 0.6 * all {
            span.kind = kind;
        }
    }
    for span in spans.iter_mut().filter(|span| span.kind == EntityType::Org) {
        let uncased = lookup.scan.get(span.from).is_some_and(|tok| tok.shape == Shape::Uncased);
        if (uncased || span.confidence < SURE) && is_country(lookup, span) {
            span.kind = EntityType::Place;
        }
    }
    again(lookup, spans, &votes)
}

/// Particles behind which a person's name goes on: `Ursula von der Leyen`.
const INNER: [&str; 19] =
    ["von", "van", "de", "del", "della", "di", "da", "dos", "das", "do", "al", "el", "bin", "ibn", "bint", "ter", "ten", "der", "la"];

/// Makes names whole that the tagger broke at a particle or at a hyphen.
fn whole_names(lookup: &Lookup<'_>, spans: Vec<Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    let spaced = has_spaced_hyphens(lookup);
    for mut span in spans {
        if let Some(last) = out.last().filter(|last| last.to > span.from) {
            // The name before has grown over this one.
            if last.to >= span.to {
                continue;
            }
            span.from = last.to;
        }
        if span.kind == EntityType::Person && span.cut.is_none() {
            while let Some(to) = goes_on(lookup, span.to).or_else(|| hyphened(lookup, span.to, spaced)) {
                span.to = to;
            }
        }
        out.push(span);
    }
    out
}

/// Where a name goes on behind small particles.
fn goes_on(lookup: &Lookup<'_>, to: usize) -> Option<usize> {
    let particle = |at: usize| {
        let small = lookup.scan.joined(at).is_some_and(|tok| tok.shape == Shape::Lower && tok.gap == Gap::Blank);
        small && lookup.scan.tokens.get(at).is_some_and(|token| INNER.contains(&token.form))
    };
    let mut at = to;
    while at < to + 3 && particle(at) {
        at += 1;
    }
    let next = lookup.scan.joined(at).filter(|next| at > to && next.is_capital() && next.gap == Gap::Blank)?;
    let other = next.is(Words::ORG_HEAD.or(Words::ORG_TAIL).or(Words::CALENDAR).or(Words::ROLE)) || lookup.at(at).is_some();
    (!other).then_some(at + 1)
}

/// Where a name goes on behind a hyphen: `Shaw-kong`, also as texts for machines write it.
fn hyphened(lookup: &Lookup<'_>, to: usize, spaced: bool) -> Option<usize> {
    let next =
        lookup.scan.after(to).filter(|next| next.shape == Shape::Lower && !next.is(Words::FUNCTION.or(Words::PREP).or(Words::ROLE)))?;
    let (last, token) = (lookup.scan.tokens.get(to.checked_sub(1)?)?, lookup.scan.tokens.get(to)?);
    let between = lookup.scan.text(token.field).get(last.end as usize..token.start as usize)?;
    let joined = next.gap == Gap::Hyphen || spaced && between == " - ";
    (joined && token.form.chars().count() <= 6).then_some(to + 1)
}

/// Whether a text has blanks around all its hyphens, as texts for machines have.
fn has_spaced_hyphens(lookup: &Lookup<'_>) -> bool {
    let body = lookup.scan.text(crate::article::TextField::Body);
    let tight = lookup.scan.toks.iter().any(|tok| tok.gap == Gap::Hyphen);
    !tight && body.matches(" - ").nth(2).is_some()
}

fn key(lookup: &Lookup<'_>, span: &Span) -> u64 {
    super::people::words(lookup.scan, span.from, span.to, span.cut).into_iter().fold(Seq::default(), Seq::then).key()
}

/// Finds in the rest of the text the names that the tagger was sure of elsewhere.
fn again(lookup: &Lookup<'_>, spans: Vec<Span>, votes: &HashMap<u64, Votes, KeyHasher>) -> Vec<Span> {
    // Names by their first word, so that most words are passed over at once.
    let mut first: Hashes = Hashes::default();
    for span in spans.iter().filter(|span| span.cut.is_none()) {
        if let Some(tok) = lookup.scan.get(span.from).filter(|tok| !tok.is_unspaced()) {
            first.insert(tok.hash);
        }
    }
    let mut out = Vec::with_capacity(spans.len());
    let mut at = 0;
    for span in spans.into_iter().map(Some).chain([None]) {
        let end = span.map_or(lookup.scan.toks.len(), |span| span.from);
        while at < end {
            match name_at(lookup, at, end, &first, votes) {
                Some(found) => {
                    at = found.to;
                    out.push(found);
                }
                None => at += 1,
            }
        }
        if let Some(span) = span {
            at = span.to;
            out.push(span);
        }
    }
    out
}

fn name_at(lookup: &Lookup<'_>, at: usize, end: usize, first: &Hashes, votes: &HashMap<u64, Votes, KeyHasher>) -> Option<Span> {
    let tok = lookup.scan.get(at).filter(|tok| tok.may_be_name() && first.contains(&tok.hash))?;
    let mut seq = Seq::default();
    let mut best = None;
    for to in at + 1..=(at + WORDS_MAX).min(end) {
        let next = if to == at + 1 { Some(tok) } else { lookup.scan.joined(to - 1) };
        let Some(next) = next else { break };
        seq = seq.then(next.hash);
        if let Some(votes) = votes.get(&seq.key()).filter(|votes| votes.best >= KNOWN)
            && is_name_here(lookup, tok, at, to)
        {
            let (kind, most, all) = votes.winner();
            if most > 0.6 * all {
                best = Some(Span { from: at, to, cut: Cut::default(), kind, confidence: votes.best * 0.8 });
            }
        }
    }
    best
}

/// Whether words that are a name elsewhere are one here as well.
fn is_name_here(lookup: &Lookup<'_>, tok: &Tok, at: usize, to: usize) -> bool {
    if to > at + 1 {
        return true;
    }
    if tok.shape == Shape::Uncased || tok.is(Words::FUNCTION.or(Words::CALENDAR).or(Words::DEMONYM)) {
        return false;
    }
    let unsure = tok.starts_sentence() || tok.in_title_case() || tok.in_caps();
    if unsure && lookup.scan.is_written_small(tok.hash) {
        return false;
    }
    // A capital beside it: part of a longer name.
    let capital = |tok: Option<&Tok>| tok.is_some_and(|tok| tok.is_capital() && tok.gap == Gap::Blank);
    let before = lookup.scan.before(at).filter(|before| !before.starts_sentence() && !before.is(Words::HONORIFIC.or(Words::ROLE)));
    tok.in_title_case()
        || tok.in_caps()
        || !(capital(lookup.scan.joined(to)) || tok.gap == Gap::Blank && before.is_some_and(Tok::is_capital))
}

/// Makes teams of towns: `Sussex 363 and 144`, `Duisburg 1 Luebeck 0`, and the same names in the text.
fn teams(lookup: &Lookup<'_>, spans: &mut [Span]) {
    let scored: Vec<bool> = spans.iter().map(|span| has_score(lookup, span)).collect();
    if scored.iter().filter(|scored| **scored).count() < RESULTS {
        return;
    }
    let mut names: Hashes = Hashes::default();
    for (span, _) in spans.iter().zip(&scored).filter(|(_, scored)| **scored) {
        names.insert(key(lookup, span));
    }
    for (span, scored) in spans.iter_mut().zip(&scored).filter(|(span, _)| span.kind == EntityType::Place) {
        let known = *scored || names.contains(&key(lookup, span));
        if known && !is_located(lookup, span) && !is_country(lookup, span) {
            span.kind = EntityType::Org;
            span.confidence = span.confidence.min(SURE);
        }
    }
}

/// Whether a name is most likely a country's. National teams go by their countries.
fn is_country(lookup: &Lookup<'_>, span: &Span) -> bool {
    let Some(named) = lookup.at(span.from).filter(|named| named.to == span.to) else { return false };
    let mut meanings = lookup.gazetteer.meanings(named.entry).filter(|meaning| !meaning.weak);
    let is_country = |record| lookup.gazetteer.record(record).is_some_and(|record| record.kind == Kind::Country);
    meanings.next().is_some_and(|meaning| is_country(meaning.record))
}

/// Whether a score stands behind a name: a number below a thousand in the same line.
fn has_score(lookup: &Lookup<'_>, span: &Span) -> bool {
    let Some(next) = lookup.scan.after(span.to).filter(|next| next.gap == Gap::Blank && next.shape == Shape::Other) else { return false };
    let digits =
        lookup.scan.tokens.get(span.to).is_some_and(|token| token.form.len() <= 3 && token.form.bytes().all(|b| b.is_ascii_digit()));
    digits && !next.starts_line() && !is_located(lookup, span)
}

/// Whether a name stands where places do.
fn is_located(lookup: &Lookup<'_>, span: &Span) -> bool {
    let behind = lookup.scan.before(span.from).is_some_and(|before| before.is(Words::PREP) && before.shape == Shape::Lower);
    let region = lookup.scan.after(span.to).is_some_and(|next| next.gap == Gap::Comma && lookup.at(span.to).is_some());
    behind || region || is_dateline(lookup, span.from, span.to)
}

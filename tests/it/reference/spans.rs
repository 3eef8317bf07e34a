//! What operators over positions match in one article, by looking at every pair and every choice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dateline::article::{EntityType, Lang};
use dateline::query::Unit;

use super::doc::{Doc, Token};

/// What one word of an expression takes.
#[derive(Debug)]
pub(super) enum Takes {
    Anything,
    /// One of these forms.
    Forms(Vec<u32>),
    /// One of these forms in an article of the language.
    Inflected(HashMap<Lang, Vec<u32>>),
    /// A form, and it with its capitals.
    Cased(u32, u32),
}

/// A word of an expression.
#[derive(Debug)]
pub(super) struct Slot {
    takes: Takes,
    /// Whether a dictionary word must begin here, and end here.
    pub(super) begins: bool,
    pub(super) ends: bool,
}

/// Which entities are meant.
#[derive(Debug)]
pub(super) enum Meant {
    /// Those with a name or mention that has these words side by side.
    Named(Vec<String>),
    /// The one of an id and all that lies in it.
    Id(String),
}

/// An expression over positions, each leaf in the fields of its bits.
#[derive(Debug)]
pub(super) enum Expr {
    /// Words one after another.
    Run(Vec<Slot>, u8),
    /// Words at different positions, with max − min of (position − index) so large at most.
    Loose(Vec<Slot>, u32, u8),
    Entity(EntityType, Meant, u8),
    Or(Vec<Expr>),
    Near(Box<Near>),
    /// Sentences or paragraphs that alone pass.
    Within(Unit, Box<Condition>, u8),
    First(u32, Box<Expr>),
    AtLeast(u32, Box<Expr>),
}

/// Two operands and how far they may be apart.
#[derive(Debug)]
pub(super) struct Near {
    pub(super) left: Expr,
    pub(super) right: Expr,
    pub(super) distance: usize,
    pub(super) ordered: bool,
    pub(super) negated: bool,
}

/// What a sentence or paragraph is tested for.
#[derive(Debug)]
pub(super) enum Condition {
    Has(Expr),
    And(Vec<Condition>),
    Or(Vec<Condition>),
    Not(Box<Condition>),
}

/// First and last position.
pub(crate) type Span = (usize, usize);

/// Matches, each with the stretches that make it up.
type Matches = BTreeMap<Span, BTreeSet<Span>>;

impl Slot {
    pub(super) fn new(takes: Takes) -> Self {
        Self { takes, begins: false, ends: false }
    }

    fn forms(&self, lang: Lang) -> Option<&[u32]> {
        match &self.takes {
            Takes::Anything => None,
            Takes::Forms(forms) => Some(forms),
            Takes::Inflected(by_lang) => Some(by_lang.get(&lang).map_or(&[], Vec::as_slice)),
            Takes::Cased(form, _) => Some(std::slice::from_ref(form)),
        }
    }

    /// Whether an article has a word for this anywhere.
    fn is_in(&self, doc: &Doc, fields: u8) -> bool {
        doc.langs.iter().any(|lang| self.is_held(*lang, doc, fields))
    }

    /// Whether an article has a word for this in words of a language.
    fn is_held(&self, lang: Lang, doc: &Doc, fields: u8) -> bool {
        let Some(forms) = self.forms(lang) else { return true };
        let held = |form: &u32| doc.held.binary_search_by_key(form, |(held, _)| *held).is_ok_and(|at| doc.held[at].1 & fields != 0);
        if forms.len() <= 20 {
            return forms.iter().any(held);
        }
        doc.held.iter().any(|(form, inside)| inside & fields != 0 && forms.binary_search(form).is_ok())
    }

    fn fits(&self, token: &Token) -> bool {
        let cased = !matches!(self.takes, Takes::Cased(_, cased) if cased != token.cased);
        let borders = (!self.begins || token.begins) && (!self.ends || token.ends);
        cased && borders && self.forms(token.lang).is_none_or(|forms| forms.binary_search(&token.form).is_ok())
    }
}

fn plain(spans: impl Iterator<Item = Span>) -> Matches {
    spans.map(|span| (span, BTreeSet::from([span]))).collect()
}

impl Expr {
    /// Whether an article may match at all: a look at its words alone.
    pub(super) fn may_match(&self, doc: &Doc) -> bool {
        match self {
            Self::Run(slots, fields) | Self::Loose(slots, _, fields) => {
                !slots.is_empty() && slots.iter().all(|slot| slot.is_in(doc, *fields))
            }
            Self::Entity(kind, ..) => doc.mentions.iter().any(|mention| mention.kind == *kind),
            Self::Or(parts) => parts.iter().any(|part| part.may_match(doc)),
            Self::Near(near) => near.left.may_match(doc) && (near.negated || near.right.may_match(doc)),
            Self::Within(_, condition, _) => condition.may_hold(doc),
            Self::First(_, inner) | Self::AtLeast(_, inner) => inner.may_match(doc),
        }
    }

    /// Whether all of its words are one after another: such a match is one stretch.
    pub(super) fn is_loose(&self) -> bool {
        match self {
            Self::Loose(..) => true,
            Self::Run(..) | Self::Entity(..) => false,
            Self::Or(parts) => parts.iter().any(Self::is_loose),
            Self::Near(near) => near.left.is_loose() || near.right.is_loose(),
            Self::Within(_, condition, _) => condition.is_loose(),
            Self::First(_, inner) | Self::AtLeast(_, inner) => inner.is_loose(),
        }
    }

    /// The matches among the positions from one to another, the last excluded.
    pub(super) fn matches(&self, doc: &Doc, from: usize, to: usize) -> Matches {
        match self {
            Self::Run(slots, fields) => {
                let run = |start: &usize| {
                    let tokens = doc.tokens.get(*start..start + slots.len()).filter(|_| start + slots.len() <= to);
                    tokens.is_some_and(|tokens| is_in_one(tokens, *fields) && fits(slots, tokens))
                };
                let length = slots.len();
                plain((from..to).filter(|_| length > 0).filter(run).map(|start| (start, start + length - 1)))
            }
            Self::Loose(slots, slop, fields) => loose(slots, *slop, *fields, doc, from, to),
            Self::Entity(kind, meant, fields) => {
                let inside = |(first, last): &Span| {
                    *first >= from && *last < to && doc.tokens.get(*first..=*last).is_some_and(|tokens| is_in_one(tokens, *fields))
                };
                plain(doc.mentions_of(*kind, meant).into_iter().filter(inside))
            }
            Self::Or(parts) => {
                let mut all = Matches::new();
                for (span, marks) in parts.iter().flat_map(|part| part.matches(doc, from, to)) {
                    all.entry(span).or_default().extend(marks);
                }
                all
            }
            Self::Near(near) => near.matches(doc, from, to),
            Self::Within(unit, condition, fields) => {
                let mut all = Matches::new();
                for (first, end) in doc.units(*unit).into_iter().filter(|(first, end)| *first >= from && *end <= to) {
                    if doc.tokens[first].bit() & fields != 0 && condition.holds(doc, first, end) {
                        let mut marks = BTreeSet::new();
                        condition.mark(doc, first, end, &mut marks);
                        all.insert((first, end - 1), marks);
                    }
                }
                all
            }
            Self::First(words, inner) => {
                let begin = doc.tokens.iter().position(|token| token.field > 0).unwrap_or(doc.tokens.len());
                let mut all = inner.matches(doc, from, to);
                all.retain(|(start, _), _| *start >= begin && start - begin < *words as usize);
                all
            }
            Self::AtLeast(count, inner) => {
                let all = inner.matches(doc, from, to);
                if all.len() >= *count as usize { all } else { Matches::new() }
            }
        }
    }
}

/// Whether tokens lie in one field, and that is one of those given as bits.
fn is_in_one(tokens: &[Token], fields: u8) -> bool {
    tokens.first().is_some_and(|first| first.bit() & fields != 0 && tokens.iter().all(|token| token.field == first.field))
}

fn fits(slots: &[Slot], tokens: &[Token]) -> bool {
    slots.iter().zip(tokens).all(|(slot, token)| slot.fits(token))
}

impl Near {
    fn matches(&self, doc: &Doc, from: usize, to: usize) -> Matches {
        let (left, right) = (self.left.matches(doc, from, to), self.right.matches(doc, from, to));
        let mut all = Matches::new();
        for (l, l_marks) in &left {
            let mut alone = true;
            for (r, r_marks) in &right {
                if !self.is_near(*l, *r) || doc.tokens[l.0].field != doc.tokens[r.0].field {
                    continue;
                }
                alone = false;
                if !self.negated {
                    let marks = all.entry((l.0.min(r.0), l.1.max(r.1))).or_default();
                    marks.extend(l_marks.iter().chain(r_marks).copied());
                }
            }
            if self.negated && alone {
                all.insert(*l, l_marks.clone());
            }
        }
        all
    }

    /// Start of the later minus end of the earlier; those that overlap do not count.
    fn is_near(&self, l: Span, r: Span) -> bool {
        if l.1 < r.0 { r.0 - l.1 <= self.distance } else { r.1 < l.0 && !self.ordered && l.0 - r.1 <= self.distance }
    }
}

/// A position for each word, all different: every choice is tried.
fn loose(slots: &[Slot], slop: u32, fields: u8, doc: &Doc, from: usize, to: usize) -> Matches {
    let mut all = Matches::new();
    let places: Vec<Vec<i64>> = slots
        .iter()
        .map(|slot| {
            (from..to)
                .filter(|at| doc.tokens[*at].bit() & fields != 0 && slot.fits(&doc.tokens[*at]))
                .map(|at| i64::try_from(at).unwrap())
                .collect()
        })
        .collect();
    let mut chosen: Vec<i64> = Vec::new();
    choose(&places, i64::from(slop), doc, &mut chosen, &mut |chosen| {
        let words: BTreeSet<usize> = chosen.iter().map(|at| usize::try_from(*at).unwrap()).collect();
        let (first, last) = (*words.first().unwrap(), *words.last().unwrap());
        all.entry((first, last)).or_default().extend(words.into_iter().map(|word| (word, word)));
    });
    all
}

fn choose(places: &[Vec<i64>], slop: i64, doc: &Doc, chosen: &mut Vec<i64>, found: &mut impl FnMut(&[i64])) {
    let Some(next) = places.get(chosen.len()) else { return found(chosen) };
    let index = i64::try_from(chosen.len()).unwrap();
    let moved = || chosen.iter().zip(0..).map(|(at, index)| at - index);
    let (least, most) = (moved().min(), moved().max());
    let field = |at: i64| doc.tokens[usize::try_from(at).unwrap()].field;
    for at in next {
        let own = at - index;
        if least.is_some_and(|least| own > least + slop) || most.is_some_and(|most| own < most - slop) {
            continue;
        }
        if chosen.contains(at) || chosen.first().is_some_and(|first| field(*first) != field(*at)) {
            continue;
        }
        chosen.push(*at);
        choose(places, slop, doc, chosen, found);
        chosen.pop();
    }
}

impl Condition {
    fn may_hold(&self, doc: &Doc) -> bool {
        match self {
            Self::Has(expr) => expr.may_match(doc),
            Self::And(parts) => parts.iter().all(|part| part.may_hold(doc)),
            Self::Or(parts) => parts.iter().any(|part| part.may_hold(doc)),
            Self::Not(_) => true,
        }
    }

    fn is_loose(&self) -> bool {
        match self {
            Self::Has(expr) => expr.is_loose(),
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::is_loose),
            Self::Not(_) => false,
        }
    }

    fn holds(&self, doc: &Doc, from: usize, to: usize) -> bool {
        match self {
            Self::Has(expr) => !expr.matches(doc, from, to).is_empty(),
            Self::And(parts) => parts.iter().all(|part| part.holds(doc, from, to)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(doc, from, to)),
            Self::Not(part) => !part.holds(doc, from, to),
        }
    }

    /// Adds what made it hold.
    fn mark(&self, doc: &Doc, from: usize, to: usize, marks: &mut BTreeSet<Span>) {
        match self {
            Self::Has(expr) => marks.extend(expr.matches(doc, from, to).into_values().flatten()),
            Self::And(parts) => parts.iter().for_each(|part| part.mark(doc, from, to, marks)),
            Self::Or(parts) => parts.iter().filter(|part| part.holds(doc, from, to)).for_each(|part| part.mark(doc, from, to, marks)),
            Self::Not(_) => {}
        }
    }
}

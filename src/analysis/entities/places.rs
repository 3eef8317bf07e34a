//! Places: whether a name is one here, and which of its meanings.
//!
//! A name has a level by what it names (a country stands for itself, a small town does not), and
//! evidence around it. Both are small integers; their sum decides. The weights were set by hand on
//! Reuters-21578 and the trap list, see `accepts`.

use std::collections::HashMap;

use super::doubtful::{self, Needs};
use super::find::{self, ByHash, Finds, Found, What};
use super::gazetteer::data::Kind;
use super::gazetteer::{Classes, Meaning, RecordId};
use super::lookup::{Lookup, Named};
use super::scan::{Gap, Shape, Tok};
use super::words::Words;
use crate::article::TextField;

/// Cities of which everybody has heard.
const LARGE: u32 = 500_000;
/// Cities that stand for themselves inside a sentence.
const MIDDLE: u32 = 100_000;
/// A city of this size is meant even where its name is a word.
const HUGE: u32 = 2_000_000;
/// A city with this many names is known abroad.
const FAMOUS: u32 = 60;
/// Sum of level and evidence from which a name is a place.
const ENOUGH: i32 = 3;

/// What the article says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Decided {
    /// The place meant.
    pub(super) record: RecordId,
}

/// Decides every name that looks like a place; `None` for one that is none here.
#[derive(Debug)]
pub(super) struct Places<'a> {
    lookup: Lookup<'a>,
    /// How often each country is named by names that mean nothing else.
    votes: HashMap<RecordId, u32>,
}

impl<'a> Places<'a> {
    pub(super) fn new(lookup: Lookup<'a>, finds: &Finds) -> Self {
        let mut places = Self { lookup, votes: HashMap::new() };
        let named = finds.found.iter().filter_map(|found| match found.what {
            What::Place(named) | What::Judged(named) => Some((found.from, named)),
            _ => None,
        });
        for (from, named) in named {
            if let Some(country) = places.only_country(named)
                && places.doubt(named, from).is_none()
                && places.level(named, from).is_some_and(|level| level >= 2)
            {
                *places.votes.entry(country).or_default() += 1;
            }
        }
        for named in &finds.implied {
            if let Some(country) = places.only_country(*named) {
                *places.votes.entry(country).or_default() += 1;
            }
        }
        places
    }

    /// Counts a country that the input names.
    pub(super) fn vote(&mut self, record: RecordId) {
        if let Some(country) = self.lookup.gazetteer.country(record) {
            *self.votes.entry(country).or_default() += 1;
        }
    }

    /// Decides all names, in the order of `finds`.
    pub(super) fn decide(&self, finds: &Finds, surnames: &ByHash<Vec<usize>>) -> Vec<Option<Decided>> {
        let mut decided: Vec<Option<Decided>> = Vec::with_capacity(finds.found.len());
        let mut sure: HashMap<u64, RecordId> = HashMap::new();
        for found in &finds.found {
            let what = match found.what {
                What::Place(named) => self.one(found, named, surnames),
                What::Judged(named) => self.judged(found, named),
                _ => None,
            };
            if let (Some((place, sum)), What::Place(named)) = (what, found.what)
                && sum > ENOUGH
            {
                sure.entry(named.key).or_insert(place.record);
            }
            decided.push(what.map(|(place, _)| place));
        }
        // A name that is surely a place once is one wherever nothing speaks against it.
        for (found, place) in finds.found.iter().zip(&mut decided) {
            if let (None, What::Place(named)) = (&place, found.what)
                && let Some(record) = sure.get(&named.key)
                && self.may_follow_suit(found, named, surnames)
            {
                *place = Some(Decided { record: *record });
            }
        }
        decided
    }

    /// The meaning of a name that the tagger calls a place.
    fn judged(&self, found: &Found, named: Named) -> Option<(Decided, i32)> {
        let best = self.best(named, self.region_after(found.to))?;
        if let Some(needs) = self
            .doubt(named, found.from)
            .filter(|_| named.to == found.from + 1 || self.lookup.scan.get(found.from).is_some_and(Tok::is_unspaced))
            && !self.is_backed(found, best.record, needs)
        {
            return None;
        }
        Some((Decided { record: best.record }, 0))
    }

    /// The place that a name inside an office's name means.
    pub(super) fn implied(&self, named: Named) -> Option<RecordId> {
        let best = self.best(named, None)?;
        self.lookup.gazetteer.record(best.record).filter(|record| record.kind == Kind::Country).map(|_| best.record)
    }

    fn one(&self, found: &Found, named: Named, surnames: &ByHash<Vec<usize>>) -> Option<(Decided, i32)> {
        let region = self.region_after(found.to);
        let best = self.best(named, region)?;
        if self.is_surname(found, best.record, surnames) {
            return None;
        }
        if let Some(needs) = self.doubt(named, found.from)
            && region.is_none()
            && !self.is_backed(found, best.record, needs)
        {
            return None;
        }
        let level = self.level(named, found.from)?;
        let within = region.is_some_and(|region| self.lies_in(best.record, region));
        let sum = level + self.evidence(found, named, best.record, within);
        self.accepts(found, named, best, sum).then_some((Decided { record: best.record }, sum))
    }

    /// What a name needs that no capital tells from a word; `None` where it needs nothing more.
    fn doubt(&self, named: Named, from: usize) -> Option<Needs> {
        let scan = self.lookup.scan;
        scan.get(from).filter(|tok| tok.shape == Shape::Uncased)?;
        doubtful::needs(named.key, scan.lang)
    }

    /// Whether there is enough evidence for a doubtful name.
    fn is_backed(&self, found: &Found, record: RecordId, needs: Needs) -> bool {
        let scan = self.lookup.scan;
        let country = self.lookup.gazetteer.country(record);
        if needs == Needs::Country && country.is_some_and(|country| self.votes.contains_key(&country)) {
            return true;
        }
        let beside = scan.get(found.from).is_some_and(|tok| tok.gap == Gap::Blank);
        let before = beside && scan.before(found.from).is_some_and(|before| before.is(Words::PLACE_SIGN));
        let thing = scan.joined(found.to).is_some_and(|next| next.is(Words::THING_TAIL));
        (before && !thing) || self.lookup.has_place_suffix(found.from, found.to)
    }

    fn accepts(&self, found: &Found, named: Named, best: Meaning, sum: i32) -> bool {
        let scan = self.lookup.scan;
        let Some(tok) = scan.get(found.from) else { return false };
        // Short Latin names are abbreviations, which stand in capitals: UK, U.S.
        let token = scan.tokens.get(found.from);
        let single = named.to == found.from + 1;
        if single && tok.shape == Shape::Capital && token.is_some_and(|token| token.form.is_ascii() && token.form.len() <= 3) {
            return false;
        }
        let calendar = tok.is(Words::CALENDAR) && !find::is_dateline(&self.lookup, found.from, found.to);
        if single && (calendar || tok.is(Words::FUNCTION) && best.weak) {
            return false;
        }
        let tail = scan.joined(found.to).filter(|next| next.is_capital() && next.gap == Gap::Blank && next.is(Words::PLACE_TAIL));
        sum >= ENOUGH && (tail.is_none() || tok.in_caps())
    }

    /// How well a name stands for itself: 4 a country, 3 a large city, 0 a word that is also a town.
    fn level(&self, named: Named, from: usize) -> Option<i32> {
        let gazetteer = self.lookup.gazetteer;
        let best = self.best(named, None)?;
        let record = gazetteer.record(best.record)?;
        let single = named.to == from + 1;
        let tok = self.lookup.scan.get(from)?;
        let uncased = tok.shape == Shape::Uncased;
        let mut level = match record.kind {
            Kind::Country | Kind::Region if uncased && gazetteer.is_common(named.key, self.lookup.scan.lang) => return Some(-5),
            Kind::Country | Kind::Region => return Some(4),
            Kind::Division => 3,
            Kind::City if record.population >= LARGE => 3,
            Kind::City if record.population >= MIDDLE || record.fame >= FAMOUS => 2,
            Kind::City | Kind::MinorDivision => 1,
            Kind::Org => return None,
        };
        if best.weak && !self.is_home(best.record) && !uncased {
            level -= 2;
        }
        let common = gazetteer.is_common(named.key, self.lookup.scan.lang);
        if uncased {
            // Words that no capital tells from a town's name are words.
            return Some(if common {
                -5
            } else if single && !tok.is_unspaced() {
                self.spaced_uncased(best.record, from, named)
            } else {
                level
            });
        }
        if !single {
            return Some(level.max(2));
        }
        if common && record.population < HUGE {
            return Some(0);
        }
        let classes = named.entry.classes;
        if classes.any(Classes::FIRST.or(Classes::LAST)) && record.population < HUGE && record.kind != Kind::Division {
            level = (level - 1).max(0);
        }
        Some(level)
    }

    /// The level of a city's or division's single word in a script with blanks and without capitals.
    fn spaced_uncased(&self, record: RecordId, from: usize, named: Named) -> i32 {
        let Some(held) = self.lookup.gazetteer.record(record) else { return -5 };
        let letters = self.lookup.scan.tokens.get(from).map_or(0, |token| token.form.chars().count());
        let large = held.population >= LARGE || held.fame >= FAMOUS;
        let level = match held.kind {
            Kind::Division => 3,
            Kind::City if self.is_home(record) && held.population >= LARGE => 3,
            Kind::City if self.is_home(record) && held.population >= MIDDLE => 2,
            Kind::City if large && (letters >= 4 || self.lookup.scan.lang.as_str() == "ko") => 3,
            Kind::City if held.population >= MIDDLE => 1,
            _ => -1,
        };
        if named.cut.front > 0 && (letters < 5 || held.population < LARGE) { -1 } else { level }
    }

    fn evidence(&self, found: &Found, named: Named, record: RecordId, within: bool) -> i32 {
        let scan = self.lookup.scan;
        let Some(tok) = scan.get(found.from) else { return 0 };
        let mut sum = 0;
        if within {
            sum += 3;
        }
        if find::is_dateline(&self.lookup, found.from, found.to) {
            sum += 3;
        }
        if scan.before(found.from).is_some_and(|before| before.is(Words::PREP)) && tok.gap == Gap::Blank {
            sum += 2;
        }
        let country = self.lookup.gazetteer.country(record);
        let kind = self.lookup.gazetteer.record(record).map(|record| record.kind);
        if kind == Some(Kind::City) && country.is_some_and(|country| self.votes.contains_key(&country)) {
            sum += 1;
        }
        let headline = tok.in_caps() || tok.in_title_case();
        let known = matches!(kind, Some(Kind::Country | Kind::Region));
        if tok.shape == Shape::Uncased {
            // Nothing shows a name but the name itself.
            let letters = scan.tokens.get(found.from).map_or(0, |token| token.form.chars().count()) + (found.to - found.from - 1);
            let dense = tok.is_unspaced() || scan.lang.as_str() == "ko";
            sum -= i32::from(letters < 4 && !dense && !known);
            sum -= i32::from(tok.is_unspaced() && letters < 3 && self.population(record) < 300_000 && kind == Some(Kind::City));
            sum -= i32::from(!named.cut.is_none() && !known);
        } else if tok.starts_sentence() || headline {
            // `Turkey exports little`: a country's name begins sentences as well.
            sum -= i32::from(scan.is_written_small(tok.hash)) * if known { 1 } else { 3 };
            sum -= i32::from(tok.in_caps());
        } else {
            sum += 1;
        }
        if matches!(kind, Some(Kind::City | Kind::MinorDivision | Kind::Region)) {
            sum -= i32::from(find::is_inside(&self.lookup, found.from, found.to)) * 3;
        }
        if named.cut.stem && kind == Some(Kind::City) {
            sum -= 1;
        }
        sum
    }

    fn population(&self, record: RecordId) -> u32 {
        self.lookup.gazetteer.record(record).map_or(0, |record| record.population)
    }

    fn may_follow_suit(&self, found: &Found, named: Named, surnames: &ByHash<Vec<usize>>) -> bool {
        let scan = self.lookup.scan;
        let Some(tok) = scan.get(found.from).filter(|_| self.doubt(named, found.from).is_none()) else { return false };
        let single = named.to == found.from + 1;
        let common = single && self.lookup.gazetteer.is_common(named.key, scan.lang);
        let start = tok.starts_sentence() || tok.in_title_case() || tok.in_caps();
        let person = single && surnames.contains_key(&tok.hash);
        !person && !(start && (common || scan.is_written_small(tok.hash))) && !find::is_inside(&self.lookup, found.from, found.to)
    }

    /// Whether a name is the family name of somebody in the article rather than a place.
    fn is_surname(&self, found: &Found, record: RecordId, surnames: &ByHash<Vec<usize>>) -> bool {
        let scan = self.lookup.scan;
        let Some(tok) = scan.get(found.from) else { return false };
        if found.to != found.from + 1 || !surnames.contains_key(&tok.hash) {
            return false;
        }
        if scan.after(found.to).is_some_and(|next| next.is(Words::SPEECH)) {
            return true;
        }
        if scan.before(found.from).is_some_and(|before| before.is(Words::HONORIFIC)) {
            return true;
        }
        let located = scan.before(found.from).is_some_and(|before| before.is(Words::PREP));
        let own = i32::from(self.only_country_of(record).is_some());
        let votes = self.lookup.gazetteer.country(record).and_then(|country| self.votes.get(&country)).copied().unwrap_or(0);
        !(located || i64::from(votes) > i64::from(own))
    }

    fn only_country_of(&self, record: RecordId) -> Option<RecordId> {
        self.lookup.gazetteer.record(record).filter(|held| held.kind == Kind::Country).map(|_| record)
    }

    /// The country of all meanings of a name that count, where it is one.
    fn only_country(&self, named: Named) -> Option<RecordId> {
        let gazetteer = self.lookup.gazetteer;
        let mut only = None;
        for meaning in gazetteer.meanings(named.entry) {
            let record = gazetteer.record(meaning.record)?;
            if meaning.weak
                || matches!(record.kind, Kind::Org | Kind::MinorDivision)
                || (record.kind == Kind::City && record.population < MIDDLE)
            {
                continue;
            }
            let country = gazetteer.country(meaning.record)?;
            if only.is_some_and(|only| only != country) {
                return None;
            }
            only = Some(country);
        }
        only
    }

    /// The likeliest meaning of a name here.
    fn best(&self, named: Named, region: Option<Named>) -> Option<Meaning> {
        let gazetteer = self.lookup.gazetteer;
        let meanings = || gazetteer.meanings(named.entry).filter(|m| gazetteer.record(m.record).is_some_and(|r| r.kind != Kind::Org));
        let large_city_in = |country: Option<RecordId>| {
            meanings().filter(|m| !m.weak).any(|m| {
                gazetteer.record(m.record).is_some_and(|r| r.kind == Kind::City && r.population >= MIDDLE)
                    && gazetteer.country(m.record) == country
            })
        };
        let uncased = named.to.checked_sub(1).and_then(|at| self.lookup.scan.get(at)).is_some_and(|tok| tok.shape == Shape::Uncased);
        let mut best: Option<(f64, Meaning)> = None;
        for meaning in meanings().take(64) {
            let record = gazetteer.record(meaning.record)?;
            let country = gazetteer.country(meaning.record);
            let votes = country.and_then(|country| self.votes.get(&country)).copied().unwrap_or(0);
            let mut score = match record.kind {
                Kind::Country => 9.0,
                Kind::Region => 8.5,
                Kind::Division | Kind::MinorDivision if large_city_in(country) => 4.5,
                Kind::Division => 6.5,
                Kind::MinorDivision => 5.0,
                Kind::City => f64::from(record.population.max(1)).log10() + f64::from(record.fame.min(100)) / 100.0,
                Kind::Org => continue,
            };
            score += 0.4 * f64::from(votes.min(3));
            if record.kind == Kind::Division && score > 6.0 && votes > 0 && !self.voted_otherwise(named, country) {
                score += 3.0;
            }
            if self.is_home(meaning.record) {
                // Names of scripts without capitals are spelt for their own readers: آبادان is not Ibadan.
                score += if uncased { 1.5 } else { 0.5 };
            } else if meaning.weak {
                score -= 1.5;
            }
            if region.is_some_and(|region| self.lies_in(meaning.record, region)) {
                score += 10.0;
            }
            if best.is_none_or(|(held, _)| score > held) {
                best = Some((score, meaning));
            }
        }
        best.map(|(_, meaning)| meaning)
    }

    /// Whether the article names another country that a name may mean, or lies in.
    fn voted_otherwise(&self, named: Named, country: Option<RecordId>) -> bool {
        let gazetteer = self.lookup.gazetteer;
        gazetteer.meanings(named.entry).any(|m| {
            let other = gazetteer.country(m.record);
            !m.weak && other != country && other.is_some_and(|other| self.votes.contains_key(&other))
        })
    }

    /// Whether the article's language is one of the place's country.
    fn is_home(&self, record: RecordId) -> bool {
        let lang = self.lookup.scan.lang;
        // A city of another alphabet or spelling is not at home in English, wherever it lies.
        if matches!(lang.as_str(), "en" | "und") {
            return false;
        }
        let country = self.lookup.gazetteer.country(record).and_then(|country| self.lookup.gazetteer.record(country));
        country.is_some_and(|country| country.languages.split(',').any(|code| code == lang.as_str()))
    }

    /// The place named after a comma or in parentheses: `Paris, Texas`.
    fn region_after(&self, to: usize) -> Option<Named> {
        let next = self.lookup.scan.after(to).filter(|next| matches!(next.gap, Gap::Comma | Gap::Open))?;
        if !next.may_be_name() || next.field == TextField::Title && next.in_caps() {
            return None;
        }
        self.lookup.at(to).or_else(|| self.lookup.after_comma(to))
    }

    fn lies_in(&self, record: RecordId, region: Named) -> bool {
        let gazetteer = self.lookup.gazetteer;
        let mut parents = [None; 4];
        let mut next = gazetteer.record(record).and_then(|record| record.parent);
        for slot in &mut parents {
            *slot = next;
            next = next.and_then(|at| gazetteer.record(at)).and_then(|record| record.parent);
        }
        gazetteer.meanings(region.entry).any(|meaning| parents.contains(&Some(meaning.record)))
    }
}

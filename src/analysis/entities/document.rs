//! The pass over a whole article: what was found is decided, and short names find their long ones.

use std::collections::{BTreeMap, HashMap};

use super::find::{ByHash, Finds, Found, What, Why};
use super::gazetteer::Classes;
use super::gazetteer::data::Kind;
use super::gazetteer::{RecordId, Seq};
use super::lookup::{Cut, Lookup};
use super::orgs::Org;
use super::people::People;
use super::places::Places;
use super::scan::{Gap, Tok};
use super::words::Words;

/// Most letters of an abbreviation.
const ABBREVIATION_MAX: usize = 8;

/// Whom or what a mention names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Target {
    /// A given entity.
    Given(usize),
    /// A place.
    Place(RecordId),
    /// A place that the gazetteer does not know: the index.
    Local(usize),
    /// A person: the index of the head.
    Person(usize),
    /// An organisation of the list.
    Listed(RecordId),
    /// An organisation found by rule: the index.
    Org(usize),
    /// An agency named as the source.
    Credit(RecordId),
}

/// A mention in tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) cut: Cut,
    /// Key of the gazetteer's name, of which the base form may be known.
    pub(super) key: Option<u64>,
    pub(super) target: Target,
    pub(super) why: Why,
    /// Whether what is written onto the name, in one word, counts to the mention.
    pub(super) whole: bool,
}

/// What an article names.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// In the order of the text.
    pub(super) spots: Vec<Spot>,
    pub(super) people: People,
    /// Tokens of the names of organisations that no list has, and what is cut off them.
    pub(super) orgs: Vec<(usize, usize, Cut)>,
    /// Tokens of the names of places that the gazetteer does not know.
    pub(super) locals: Vec<(usize, usize, Cut)>,
    /// Places named inside offices' names only.
    pub(super) implied: Vec<RecordId>,
}

/// Decides what was found.
pub(super) fn decide(lookup: &Lookup<'_>, finds: &Finds, places: &Places<'_>) -> Named {
    let mut named = Named::default();
    for found in finds.found.iter().filter(|found| matches!(found.what, What::Person) && found.to - found.from >= 2) {
        let first = lookup.scan.get(found.from).map(|tok| lookup.single(tok).classes).unwrap_or_default();
        let family_first = !first.any(Classes::FIRST) && matches!(found.why, Why::Tagger(_));
        named.people.add_full(lookup.scan, found.from, found.to, found.cut, family_first);
    }
    let decided = places.decide(finds, &named.people.by_surname);
    // Arabic writes `and` or `to` as a letter of the name's word, which stays one word.
    let arabic = lookup.scan.lang.as_str() == "ar";
    let mut orgs = Orgs::default();
    let mut locals: ByHash<usize> = ByHash::default();
    for (found, place) in finds.found.iter().zip(decided) {
        let spot = |target, cut, key| Spot {
            from: found.from,
            to: found.to,
            cut,
            key,
            target,
            why: found.why,
            whole: arabic || matches!(found.what, What::Judged(_)),
        };
        match found.what {
            What::Given(entity) => named.spots.push(spot(Target::Given(entity), Cut::default(), None)),
            What::Place(name) | What::Judged(name) => {
                if let Some(place) = place {
                    named.spots.push(spot(Target::Place(place.record), name.cut, Some(name.key)));
                }
            }
            What::Local => {
                let next = named.locals.len();
                let index = *locals.entry(key(lookup, found.from, found.to, found.cut)).or_insert(next);
                if index == next {
                    named.locals.push((found.from, found.to, found.cut));
                }
                named.spots.push(spot(Target::Local(index), found.cut, None));
            }
            What::Person => {
                if let Some(head) = named.people.mention(lookup.scan, found.from, found.to, found.cut) {
                    named.spots.push(spot(Target::Person(head), found.cut, None));
                }
            }
            What::Org { org, credit } => {
                let target = match org.record {
                    Some(record) if credit => Target::Credit(record),
                    Some(record) => Target::Listed(record),
                    None => orgs.take(lookup, &mut named, found, &org),
                };
                orgs.bind(lookup, found.from, &org, target);
                named.spots.push(spot(target, found.cut, None));
            }
        }
    }
    let mut implied: Vec<RecordId> = finds.implied.iter().filter_map(|name| places.implied(*name)).collect();
    implied.sort_unstable();
    implied.dedup();
    named.implied = implied;
    later(lookup, &mut named, &orgs);
    named
}

/// Organisations found by rule, and their short names in this article.
#[derive(Debug, Default)]
struct Orgs {
    by_name: HashMap<u64, usize>,
    short: ByHash<Target>,
}

impl Orgs {
    /// The organisation of a name, a new one where it was not yet named.
    fn take(&mut self, lookup: &Lookup<'_>, named: &mut Named, found: &Found, org: &Org) -> Target {
        let key = key(lookup, found.from, org.name_to, found.cut);
        let next = named.orgs.len();
        let index = *self.by_name.entry(key).or_insert(next);
        if index == next {
            named.orgs.push((found.from, org.name_to, found.cut));
        }
        Target::Org(index)
    }

    /// Remembers `Long Name (ABC)`, and `Fiat` of `Fiat SpA`.
    fn bind(&mut self, lookup: &Lookup<'_>, from: usize, org: &Org, target: Target) {
        let scan = lookup.scan;
        if let Some(tok) = scan.get(org.to).filter(|tok| tok.gap == Gap::Open && tok.is_capital())
            && scan.get(org.to + 1).is_none_or(|next| next.gap == Gap::Break || next.gap == Gap::Comma)
            && is_abbreviation(lookup, org.to, from, org.to)
        {
            self.short.insert(tok.hash, target);
        }
        if org.record.is_none()
            && org.name_to == from + 1
            && let Some(tok) = scan.get(from)
        {
            self.short.insert(tok.hash, target);
        }
    }
}

/// Key of a name by its words.
fn key(lookup: &Lookup<'_>, from: usize, to: usize, cut: Cut) -> u64 {
    super::people::words(lookup.scan, from, to, cut).into_iter().fold(Seq::default(), Seq::then).key()
}

/// Whether the letters of a word in parentheses are those with which the words before begin.
fn is_abbreviation(lookup: &Lookup<'_>, at: usize, from: usize, to: usize) -> bool {
    let Some(short) = lookup.scan.tokens.get(at) else { return false };
    let letters: Vec<char> = short.form.chars().filter(|c| c.is_alphanumeric()).collect();
    if letters.len() < 2 || letters.len() > ABBREVIATION_MAX {
        return false;
    }
    let initials = (from..to).filter_map(|at| lookup.scan.tokens.get(at)).filter_map(|token| token.form.chars().next());
    let mut rest = letters.iter().peekable();
    for initial in initials {
        if rest.peek() == Some(&&initial) {
            rest.next();
        }
    }
    rest.next().is_none()
}

/// Finds family names and short names in what is left of the text.
fn later(lookup: &Lookup<'_>, named: &mut Named, orgs: &Orgs) {
    if named.people.by_surname.is_empty() && orgs.short.is_empty() {
        return;
    }
    let taken = std::mem::take(&mut named.spots);
    let mut spots = Vec::with_capacity(taken.len());
    let mut at = 0;
    for spot in taken.into_iter().map(Some).chain([None]) {
        let end = spot.map_or(lookup.scan.toks.len(), |spot| spot.from);
        while at < end {
            if let Some(short) = short_name(lookup, named, orgs, at) {
                spots.push(short);
            }
            at += 1;
        }
        if let Some(spot) = spot {
            if let Target::Person(head) = spot.target {
                named.people.touch(head, spot.to);
            }
            at = spot.to;
            spots.push(spot);
        }
    }
    named.spots = spots;
}

fn short_name(lookup: &Lookup<'_>, named: &mut Named, orgs: &Orgs, at: usize) -> Option<Spot> {
    let tok = lookup.scan.get(at).filter(|tok| tok.may_be_name() && !tok.is_unspaced())?;
    let spot = |target| Spot { from: at, to: at + 1, cut: Cut::default(), key: None, target, why: Why::Short, whole: false };
    if let Some(target) = orgs.short.get(&tok.hash) {
        let small = tok.starts_sentence() && lookup.scan.is_written_small(tok.hash);
        return (!small && tok.is_capital()).then(|| spot(*target));
    }
    let head = named.people.by_name(tok.hash)?;
    if !is_family_name_here(lookup, at, tok) {
        return None;
    }
    named.people.touch(head, at + 1);
    // `JOE BIDEN` in a headline: the names before belong to it.
    let mut from = at;
    while let Some(before) = from.checked_sub(1).and_then(|before| lookup.scan.before(before + 1))
        && named
            .people
            .heads
            .get(head)
            .is_some_and(|head| head.words.len() > 1 && head.words.iter().rev().skip(1).any(|word| *word == before.hash))
        && before.may_be_name()
    {
        from -= 1;
    }
    Some(Spot { from, ..spot(Target::Person(head)) })
}

fn is_family_name_here(lookup: &Lookup<'_>, at: usize, tok: &Tok) -> bool {
    let scan = lookup.scan;
    let before = scan.before(at);
    let after = scan.after(at + 1);
    let titled = before.is_some_and(|before| before.is(Words::HONORIFIC));
    let speaks = after.is_some_and(|next| next.is(Words::SPEECH));
    if titled || speaks {
        return true;
    }
    if tok.is(Words::CALENDAR) {
        let verb = after.is_some_and(|next| next.gap == Gap::Blank && next.is(Words::FUNCTION) && !next.is(Words::PREP));
        return tok.starts_sentence() && verb;
    }
    // `den Koch`: a noun.
    let noun = scan.lang.as_str() == "de" && before.is_some_and(|before| before.is(Words::ARTICLE));
    if noun || tok.is(Words::FUNCTION) || (tok.starts_sentence() && scan.is_written_small(tok.hash)) {
        return false;
    }
    if tok.in_caps() || tok.in_title_case() || !tok.is_capital() {
        return true;
    }
    let stranger =
        |tok: &Tok| tok.is_capital() && !tok.is(Words::HONORIFIC.or(Words::ROLE).or(Words::FUNCTION).or(Words::CALENDAR).or(Words::PEOPLE));
    let joined_after = scan.joined(at + 1).is_some_and(|next| stranger(next) && next.gap == Gap::Blank);
    let joined_before = tok.gap == Gap::Blank && before.is_some_and(stranger);
    !joined_after && !joined_before
}

/// Counts how often each target is named.
pub(super) fn counts(spots: &[Spot]) -> BTreeMap<Target, u32> {
    let mut counts = BTreeMap::new();
    for spot in spots {
        let count: &mut u32 = counts.entry(spot.target).or_default();
        *count = count.saturating_add(1);
    }
    counts
}

/// Whether a record is a country, which goes by one name in English.
pub(super) fn has_one_name(kind: Kind) -> bool {
    matches!(kind, Kind::Country | Kind::Division | Kind::MinorDivision)
}

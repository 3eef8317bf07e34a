//! Entities and mentions as the article carries them: names, ids, counts, offsets.

use std::collections::{BTreeMap, HashMap};

use super::document::{self, Named, Spot, Target};
use super::find::Why;
use super::given::Given;
use super::lookup::{Cut, Lookup, cut_range};
use super::people::is_part;
use super::scan::{Gap, Shape};
use super::{ENTITIES_MAX, EntityMode, MENTIONS_MAX};
use crate::article::{Entity, EntityType, Mention, TextField};

/// Most spellings of one entity that are counted.
const SPELLINGS_MAX: usize = 64;

/// Writes what was decided; given entities come first and take what names them.
///
/// Beside each mention stands the index of its spot.
pub(super) fn write(lookup: &Lookup<'_>, given: &[Given], named: &Named, mode: EntityMode) -> (Vec<Entity>, Vec<(Mention, usize)>) {
    let owners = Owners::new(lookup, given);
    let counts = document::counts(&named.spots);
    let spellings = spellings(lookup, named);
    let mut entities: Vec<Entity> = given.iter().map(|given| given.entity.clone()).collect();
    let given_count = entities.len();
    let mut index: HashMap<Target, usize> = HashMap::new();
    let mut ordered: Vec<Target> = Vec::new();
    for spot in &named.spots {
        index.entry(spot.target).or_insert_with(|| {
            ordered.push(spot.target);
            usize::MAX
        });
    }
    let implied = named.implied.iter().map(|record| Target::Place(*record)).filter(|target| !counts.contains_key(target));
    for target in ordered.into_iter().chain(implied) {
        let count = counts.get(&target).copied().unwrap_or(0);
        if let Some(owner) = owners.of(lookup, named, target) {
            index.insert(target, owner);
            if let Some(entity) = entities.get_mut(owner) {
                entity.mentions = entity.mentions.saturating_add(count);
            }
        } else if mode == EntityMode::Auto
            && entities.len() - given_count < ENTITIES_MAX
            && let Some(entity) = entity(lookup, named, target, count, spellings.get(&target))
        {
            index.insert(target, entities.len());
            entities.push(entity);
        }
    }
    let mentions = mentions(lookup, named, &entities, &index, mode);
    (entities, mentions)
}

/// Which given entity a target is.
struct Owners<'a> {
    given: &'a [Given],
    by_record: HashMap<u32, usize>,
    by_words: HashMap<(EntityType, Vec<u64>), usize>,
    by_surname: HashMap<u64, Vec<usize>>,
}

impl<'a> Owners<'a> {
    fn new(lookup: &Lookup<'_>, given: &'a [Given]) -> Self {
        let mut owners = Self { given, by_record: HashMap::new(), by_words: HashMap::new(), by_surname: HashMap::new() };
        for (at, given) in given.iter().enumerate() {
            if let Some(record) = given.record {
                owners.by_record.entry(record).or_insert(at);
            }
            if given.entity.kind == EntityType::Org
                && let Some(record) = listed(lookup, &given.words)
            {
                owners.by_record.entry(record).or_insert(at);
            }
            owners.by_words.entry((given.entity.kind, given.words.clone())).or_insert(at);
            if let Some(last) = given.words.last().filter(|_| given.entity.kind == EntityType::Person) {
                owners.by_surname.entry(*last).or_default().push(at);
            }
        }
        owners
    }

    fn of(&self, lookup: &Lookup<'_>, named: &Named, target: Target) -> Option<usize> {
        let words = |(from, to, cut)| super::people::words(lookup.scan, from, to, cut);
        match target {
            Target::Given(at) => Some(at),
            Target::Place(record) | Target::Listed(record) => self.by_record.get(&record).copied(),
            Target::Credit(_) => None,
            Target::Org(at) => self.by_words.get(&(EntityType::Org, words(*named.orgs.get(at)?))).copied(),
            Target::Local(at) => self.by_words.get(&(EntityType::Place, words(*named.locals.get(at)?))).copied(),
            Target::Person(at) => {
                let head = &named.people.heads.get(at)?.words;
                let namesakes = self.by_surname.get(head.last()?)?;
                let fits =
                    |at: &&usize| self.given.get(**at).is_some_and(|given| is_part(&given.words, head) || is_part(head, &given.words));
                namesakes.iter().take(64).find(fits).copied()
            }
        }
    }
}

/// The organisation of the list that a given name is.
fn listed(lookup: &Lookup<'_>, words: &[u64]) -> Option<u32> {
    use super::gazetteer::Seq;
    let key = words.iter().fold(Seq::default(), |seq, word| seq.then(*word)).key();
    let entry = lookup.gazetteer.entry(key)?;
    let found = lookup.gazetteer.meanings(entry).map(|meaning| meaning.record);
    let mut orgs = found.filter(|at| lookup.gazetteer.record(*at).is_some_and(|record| !record.kind.is_place()));
    orgs.next()
}

/// Spellings of a target with their counts, in the order of the text.
type Spellings = Vec<(String, u32)>;

/// How the text writes places and organisations; abbreviations and headlines do not count.
fn spellings(lookup: &Lookup<'_>, named: &Named) -> BTreeMap<Target, Spellings> {
    let mut all: BTreeMap<Target, Spellings> = BTreeMap::new();
    for spot in &named.spots {
        if !matches!(spot.target, Target::Place(_) | Target::Listed(_)) || is_all_capitals(lookup, spot) {
            continue;
        }
        let name = display(lookup, spot);
        let list = all.entry(spot.target).or_default();
        match list.iter_mut().find(|(held, _)| *held == name) {
            Some((_, count)) => *count += 1,
            None => {
                if list.len() < SPELLINGS_MAX {
                    list.push((name, 1));
                }
            }
        }
    }
    all
}

fn is_all_capitals(lookup: &Lookup<'_>, spot: &Spot) -> bool {
    let toks = lookup.scan.toks.get(spot.from..spot.to).unwrap_or_default();
    toks.iter().all(|tok| tok.shape == Shape::Upper || tok.is_initial() && tok.is_capital())
}

/// A name as it is shown: in its base form where that is known, else as it stands.
fn display(lookup: &Lookup<'_>, spot: &Spot) -> String {
    if spot.cut.stem
        && let Some(base) = spot.key.and_then(|key| lookup.base_form(key))
    {
        return base.to_owned();
    }
    let Some((field, start, end)) = range(lookup, &Spot { whole: false, ..*spot }) else { return String::new() };
    let mut text = lookup.scan.text(field).get(start..end).unwrap_or_default();
    if spot.cut.stem
        && let Some(token) = spot.to.checked_sub(1).and_then(|at| lookup.scan.tokens.get(at))
        && token.form.starts_with(token.stem)
    {
        // The German genitive: the stem is the name.
        let ending = token.form.chars().count() - token.stem.chars().count();
        for _ in 0..ending {
            text = text.strip_suffix(|_| true).unwrap_or(text);
        }
    }
    clean(text)
}

/// A name without line breaks and signs that do not show.
fn clean(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

fn entity(lookup: &Lookup<'_>, named: &Named, target: Target, count: u32, spellings: Option<&Spellings>) -> Option<Entity> {
    let slice = |(from, to): (usize, usize), cut| {
        let spot = Spot { from, to, cut, key: None, target, why: Why::Short, whole: false };
        display(lookup, &spot)
    };
    let (kind, name, id) = match target {
        Target::Given(_) | Target::Credit(_) => return None,
        Target::Person(head) => {
            let head = named.people.heads.get(head)?;
            (EntityType::Person, slice(head.at, head.cut), None)
        }
        Target::Org(org) => {
            let (from, to, cut) = *named.orgs.get(org)?;
            (EntityType::Org, slice((from, to), cut), None)
        }
        Target::Local(place) => {
            let (from, to, cut) = *named.locals.get(place)?;
            (EntityType::Place, slice((from, to), cut), None)
        }
        Target::Place(record) | Target::Listed(record) => {
            let record = lookup.gazetteer.record(record)?;
            let english = matches!(lookup.scan.lang.as_str(), "en" | "und");
            // The first of the spellings that are equally frequent.
            let mut frequent: Option<&(String, u32)> = None;
            for spelling in spellings.into_iter().flatten() {
                if frequent.is_none_or(|held| spelling.1 > held.1) {
                    frequent = Some(spelling);
                }
            }
            let one = english && (document::has_one_name(record.kind) || !record.kind.is_place());
            let name = match frequent {
                Some((name, _)) if !one => name.clone(),
                _ => record.name.to_string(),
            };
            let is_place = record.kind.is_place();
            let kind = if is_place { EntityType::Place } else { EntityType::Org };
            (kind, name, record.id.as_deref().filter(|_| is_place).map(str::to_owned))
        }
    };
    (!name.is_empty()).then_some(Entity { kind, name, id, mentions: count, given: false })
}

/// What is cut off a mention that keeps its whole words.
fn whole(lookup: &Lookup<'_>, spot: &Spot) -> Cut {
    let arabic = lookup.scan.lang.as_str() == "ar";
    Cut { back: 0, front: if arabic { 0 } else { spot.cut.front }, ..spot.cut }
}

/// Field and bytes of a mention.
fn range(lookup: &Lookup<'_>, spot: &Spot) -> Option<(TextField, usize, usize)> {
    let first = lookup.scan.tokens.get(spot.from)?;
    let last = lookup.scan.tokens.get(spot.to.checked_sub(1)?)?;
    let text = lookup.scan.text(first.field);
    let (start, mut end) = (first.start as usize, last.end as usize);
    // `U.S.`: the last full stop is part of the abbreviation.
    let initials = last.form.chars().nth(1).is_none() && spot.to - spot.from > 1 && {
        let before = spot.to.checked_sub(2).and_then(|at| lookup.scan.tokens.get(at));
        let gap = lookup.scan.get(spot.to - 1).map(|tok| tok.gap);
        gap == Some(Gap::Dot) && before.is_some_and(|before| before.form.chars().nth(1).is_none())
    };
    if (last.form.contains('.') || initials) && text.get(end..).is_some_and(|rest| rest.starts_with('.')) {
        end += 1;
    }
    // `Bursa Efek Indonesia (BEI)`: a parenthesis that is opened in the name is closed in it.
    let inside = text.get(start..end).unwrap_or_default();
    if inside.contains('(') && !inside.contains(')') && text.get(end..).is_some_and(|rest| rest.starts_with(')')) {
        end += 1;
    }
    let cut = if spot.whole { whole(lookup, spot) } else { spot.cut };
    let (start, end) = cut_range(text, start, end, cut);
    Some((first.field, start, end))
}

/// Writes the mentions with offsets in Unicode scalar values.
fn mentions(
    lookup: &Lookup<'_>,
    named: &Named,
    entities: &[Entity],
    index: &HashMap<Target, usize>,
    mode: EntityMode,
) -> Vec<(Mention, usize)> {
    let mut out = Vec::new();
    let mut field = None;
    let (mut byte, mut scalar) = (0, 0u32);
    for (at, spot) in named.spots.iter().enumerate() {
        if out.len() >= MENTIONS_MAX {
            break;
        }
        let credit = match spot.target {
            Target::Credit(record) if mode == EntityMode::Auto => lookup.gazetteer.record(record),
            _ => None,
        };
        let entity = index.get(&spot.target).and_then(|at| entities.get(*at));
        let (kind, name, id) = match (entity, credit) {
            (Some(entity), _) => (entity.kind, entity.name.clone(), entity.id.clone()),
            (None, Some(record)) => (EntityType::Org, record.name.to_string(), None),
            (None, None) => continue,
        };
        let Some((in_field, start, end)) = range(lookup, spot) else { continue };
        let text = lookup.scan.text(in_field);
        if field != Some(in_field) || start < byte {
            field = Some(in_field);
            (byte, scalar) = (0, 0);
        }
        let scalars = |from: usize, to: usize| u32::try_from(text.get(from..to).unwrap_or_default().chars().count()).unwrap_or(u32::MAX);
        let first = scalar.saturating_add(scalars(byte, start));
        let last = first.saturating_add(scalars(start, end));
        (byte, scalar) = (end, last);
        let text = text.get(start..end).unwrap_or_default().to_owned();
        out.push((Mention { field: in_field, start: first, end: last, kind, text, name, id }, at));
    }
    out
}

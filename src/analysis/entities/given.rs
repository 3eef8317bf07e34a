//! Entities that the input gives: their ids, and where the text names them.

use super::find::ByHash;
use super::gazetteer::data::Kind;
use super::gazetteer::{Gazetteer, RecordId, Seq, token_hash};
use super::lookup::Lookup;
use crate::analysis::tokens::query::query_words;
use crate::article::{Article, Entity, EntityType};

/// A given entity as it is compared.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) entity: Entity,
    /// The place that it is, where it is known.
    pub(super) record: Option<RecordId>,
    /// Hashes of its name's words.
    pub(super) words: Vec<u64>,
}

/// Longest given name that is searched for, in words.
const WORDS_MAX: usize = 24;

/// Resolves the given entities of an article; exact repeats of one are dropped.
pub(super) fn resolve(article: &Article, gazetteer: &Gazetteer) -> Vec<Given> {
    let mut list: Vec<Given> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for entity in article.entities.iter().filter(|entity| entity.given) {
        let words: Vec<u64> = query_words(&entity.name).iter().map(|word| token_hash(&word.form)).collect();
        if !seen.insert((entity.kind, entity.id.clone(), words.clone(), words.is_empty().then(|| entity.name.clone()))) {
            continue;
        }
        let mut entity = Entity { mentions: 0, ..entity.clone() };
        let record = if entity.kind == EntityType::Place { place(gazetteer, &entity, &words) } else { None };
        if let Some(id) = record.and_then(|at| gazetteer.record(at)).and_then(|record| record.id.as_deref()) {
            entity.id = Some(id.to_owned());
        }
        list.push(Given { entity, record, words });
    }
    list
}

/// The place that a given one is: by its id, by a name that is an id, or by its name.
fn place(gazetteer: &Gazetteer, entity: &Entity, words: &[u64]) -> Option<RecordId> {
    if let Some(id) = &entity.id {
        return gazetteer.by_id(id).or_else(|| gazetteer.by_id(&id.to_ascii_uppercase()));
    }
    if let Some(at) = gazetteer.by_id(&entity.name) {
        return Some(at);
    }
    let key = words.iter().fold(Seq::default(), |seq, word| seq.then(*word)).key();
    let entry = gazetteer.entry(key)?;
    let found = gazetteer.meanings(entry).map(|meaning| meaning.record);
    let mut places = found.filter(|at| gazetteer.record(*at).is_some_and(|record| record.kind.is_place()));
    places.next().filter(|at| gazetteer.record(*at).is_some_and(|record| record.kind != Kind::Region))
}

/// Finds given names in the text.
#[derive(Debug, Default)]
pub(super) struct GivenNames {
    by_first: ByHash<Vec<(usize, Vec<u64>)>>,
}

impl GivenNames {
    /// Places with a known id are found by all their names, not by the given one alone.
    pub(super) fn new(given: &[Given]) -> Self {
        let mut by_first: ByHash<Vec<(usize, Vec<u64>)>> = ByHash::default();
        for (at, given) in given.iter().enumerate().filter(|(_, given)| given.record.is_none() && given.words.len() <= WORDS_MAX) {
            if let Some(first) = given.words.first() {
                let list = by_first.entry(*first).or_default();
                // Many given names that begin with one word would be compared at each of its places.
                if list.len() < 64 {
                    list.push((at, given.words.clone()));
                }
            }
        }
        Self { by_first }
    }

    /// Whether there is none to look for.
    pub(super) fn is_empty(&self) -> bool {
        self.by_first.is_empty()
    }

    /// The longest given name that begins at a token: its index and end.
    pub(super) fn at(&self, lookup: &Lookup<'_>, from: usize) -> Option<(usize, usize)> {
        let tok = lookup.scan.get(from)?;
        let names = self.by_first.get(&tok.hash)?;
        let mut best: Option<(usize, usize)> = None;
        for (given, words) in names {
            let mut to = from + 1;
            let same = words.iter().skip(1).all(|word| {
                let next = lookup.scan.joined(to).filter(|next| next.hash == *word);
                to += 1;
                next.is_some()
            });
            if same && best.is_none_or(|(_, end)| to > end) {
                best = Some((*given, to));
            }
        }
        best
    }
}

//! Facets by counting each key of each article.

use std::collections::{BTreeMap, BTreeSet};

use dateline::analysis::entities::Gazetteer;
use dateline::article::{Article, EntityType};
use dateline::search::{Facet, FacetField, FacetValue};

use super::Doc;
use super::words::fold_value;

/// What values are grouped by: their id, or their folded spelling.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Key {
    Id(String),
    Name(String),
}

impl Key {
    fn of(value: &FacetValue) -> Self {
        Self::named(&value.value, value.id.as_deref())
    }

    /// The key of a value as an answer gives it.
    pub(crate) fn named(value: &str, id: Option<&str>) -> Self {
        id.map_or_else(|| Self::Name(fold_value(value)), |id| Self::Id(id.to_owned()))
    }
}

/// Exact counts of one field.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) field: FacetField,
    pub(crate) keys: BTreeMap<Key, u64>,
    /// Articles with an entity of a name or mention; empty for plain values.
    names: BTreeMap<String, u64>,
    pub(crate) missing: u64,
}

/// Whether a text has the form of a place's id.
pub(crate) fn is_id(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("geonames:") {
        return !number.is_empty() && number.chars().all(|c| c.is_ascii_digit());
    }
    let mut parts = text.split('-');
    let country = parts.next().unwrap_or_default();
    let division = parts.next();
    country.len() == 2
        && country.chars().all(|c| c.is_ascii_uppercase())
        && division.is_none_or(|d| matches!(d.len(), 1..=3) && d.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()))
        && parts.next().is_none()
}

/// The keys of an article in each facet field.
pub(crate) fn keys(article: &Article) -> [BTreeSet<Key>; 8] {
    let names = |texts: Vec<&String>| texts.into_iter().map(|text| Key::Name(fold_value(text))).collect::<BTreeSet<Key>>();
    let entities = |kind: EntityType| {
        let mut keys = BTreeSet::new();
        for entity in article.entities.iter().filter(|entity| entity.kind == kind) {
            let Some(id) = &entity.id else {
                keys.insert(Key::Name(fold_value(&entity.name)));
                continue;
            };
            keys.insert(Key::Id(id.clone()));
            // A country counts what lies in it.
            if kind == EntityType::Place {
                keys.extend(Gazetteer::global().ancestors(id).into_iter().map(Key::Id));
            }
        }
        keys
    };
    FacetField::ALL.map(|field| match field {
        FacetField::Person => entities(EntityType::Person),
        FacetField::Org => entities(EntityType::Org),
        FacetField::Place => entities(EntityType::Place),
        FacetField::Source => names(article.source.iter().collect()),
        FacetField::Author => names(article.authors.iter().collect()),
        FacetField::Section => names(article.section.iter().collect()),
        FacetField::Tag => names(article.tags.iter().collect()),
        FacetField::Lang => BTreeSet::from([Key::Name(article.language.to_string())]),
    })
}

/// Counts the values of a field.
pub(crate) fn count<'a>(field: FacetField, docs: impl Iterator<Item = &'a Doc>) -> Counts {
    let at = FacetField::ALL.iter().position(|other| *other == field).unwrap();
    let mut out = Counts { field, keys: BTreeMap::new(), names: BTreeMap::new(), missing: 0 };
    for doc in docs {
        let keys = &doc.keys[at];
        out.missing += u64::from(keys.is_empty());
        for key in keys {
            *out.keys.entry(key.clone()).or_default() += 1;
        }
        for name in doc.whole.get(at).into_iter().flatten() {
            *out.names.entry(name.clone()).or_default() += 1;
        }
    }
    // To send a row's value selects all entities with that name or mention, so its count is theirs.
    for (key, count) in &mut out.keys {
        if let Key::Name(name) = key
            && let Some(selected) = out.names.get(name)
        {
            *count = *selected;
        }
    }
    out
}

impl Counts {
    /// Says what is wrong with a facet that lists `size` values, of which `chosen` are selected.
    pub(crate) fn check(&self, facet: &Facet, size: usize, chosen: &[String]) -> Result<(), String> {
        let fail = |what: String| Err(format!("facet {}: {what}", self.field));
        let mut listed = BTreeSet::new();
        for value in &facet.values {
            let key = Key::of(value);
            // A selected name whose entities all have ids is no row of its own, and listed all the same.
            let by_name = match &key {
                Key::Name(name) if value.selected => self.names.get(name),
                _ => None,
            };
            let count = self.keys.get(&key).or(by_name).copied().unwrap_or(0);
            if value.count != count || (count == 0 && !value.selected) {
                return fail(format!("`{}` ({key:?}) counts {} instead of {count}", value.value, value.count));
            }
            if !listed.insert(key) {
                return fail(format!("`{}` is listed twice", value.value));
            }
        }
        if !facet.values.is_sorted_by(|a, b| a.count >= b.count) {
            return fail("values are not sorted by count".into());
        }
        let (missing, distinct) = (self.missing, self.keys.len() as u64);
        let other: u64 = self.keys.iter().filter(|(key, _)| !listed.contains(key)).map(|(_, count)| count).sum();
        if (facet.missing, facet.distinct, facet.other) != (missing, distinct, other) {
            let found = (facet.missing, facet.distinct, facet.other);
            return fail(format!("missing, distinct, other are {found:?} instead of {:?}", (missing, distinct, other)));
        }
        // Those that are not selected are the most frequent of their kind.
        let plain: Vec<&FacetValue> = facet.values.iter().filter(|value| !value.selected).collect();
        let selected: BTreeSet<Key> = facet.values.iter().filter(|value| value.selected).map(Key::of).collect();
        let mut best: Vec<u64> = self.keys.iter().filter(|(key, _)| !selected.contains(key)).map(|(_, count)| *count).collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        best.truncate(plain.len());
        if plain.iter().map(|value| value.count).ne(best.iter().copied()) {
            return fail("there are more frequent values than those listed".into());
        }
        let room = size.min(self.keys.len());
        if facet.values.len() < room || plain.len() > size {
            return fail(format!("{} values are listed, {} of them selected, of {room}", facet.values.len(), selected.len()));
        }
        self.check_selected(&selected, chosen).or_else(fail)
    }

    /// A selected value is always listed and marked.
    fn check_selected(&self, selected: &BTreeSet<Key>, chosen: &[String]) -> Result<(), String> {
        let wanted: BTreeSet<Key> =
            chosen.iter().map(|value| if is_id(value) { Key::Id(value.clone()) } else { Key::Name(fold_value(value)) }).collect();
        match wanted.iter().find(|key| self.keys.contains_key(key) && !selected.contains(key)) {
            Some(key) => Err(format!("the selected {key:?} is not listed as selected")),
            None => Ok(()),
        }
    }
}

//! Applies the table to the members of one record.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use url::Url;

use super::super::Note;
use super::super::row::{Context, Draft, DraftId, note_all};
use super::{Mapping, Target, language, value};
use crate::article::{Article, Entity, EntityType, given, json};

/// Members of a native article that Dateline computes, or that an answer adds: they are not taken.
const COMPUTED: [&str; 5] = ["words", "first_indexed", "story", "origin", "mentions"];

/// Members in the order of the record.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an article as a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    members.push((name.0, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Names)
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// A member that may become part of the article.
struct Candidate {
    rank: usize,
    name: String,
    inner: Option<String>,
    value: Value,
}

impl Candidate {
    fn count(&self, mapping: &Mapping, target: Option<Target>) {
        match &self.inner {
            _ if !mapping.reports() => {}
            Some(inner) => mapping.count(&format!("{}.{inner}", self.name), target),
            None => mapping.count(&self.name, target),
        }
    }
}

/// Members on their way into an article.
#[derive(Default)]
struct Sorted {
    candidates: BTreeMap<Target, Vec<Candidate>>,
    /// Members of members that were not mapped.
    inner_left: BTreeMap<String, serde_json::Map<String, Value>>,
    /// The article's parts that are read as they are.
    article: Article,
    /// What is not right of those parts.
    unfit: given::Left,
}

/// What a member of some name is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Entities,
    Related,
    Extra,
    Computed,
    /// A part of the article, and its rank among the members for it.
    Part(Target, usize),
    /// Nothing known.
    Left,
}

/// A column of a table: its name and what it is read as, looked up once.
#[derive(Debug, Clone)]
pub(in super::super) struct Column {
    pub(in super::super) name: String,
    role: Role,
}

impl Column {
    pub(in super::super) fn new(name: String, mapping: &Mapping) -> Self {
        let role = role(&name, mapping);
        Self { name, role }
    }

    /// A column that is this part, or else what its name says.
    pub(in super::super) fn of(name: String, part: Option<Target>, mapping: &Mapping) -> Self {
        let role = part.map_or_else(|| role(&name, mapping), |target| Role::Part(target, 0));
        Self { name, role }
    }

    /// The part of an article that it is.
    pub(in super::super) fn target(&self) -> Option<Target> {
        if let Role::Part(target, _) = self.role { Some(target) } else { None }
    }

    fn is_native(&self) -> bool {
        is_native(&self.name)
    }
}

fn is_native(name: &str) -> bool {
    json::MEMBERS.contains(&name) || name == "mentions"
}

fn role(name: &str, mapping: &Mapping) -> Role {
    match name {
        _ if mapping.is_own(name) => mapping.target(name).map_or(Role::Left, |(target, rank)| Role::Part(target, rank)),
        "entities" => Role::Entities,
        "related" => Role::Related,
        "extra" => Role::Extra,
        computed if COMPUTED.contains(&computed) => Role::Computed,
        _ => mapping.target(name).map_or(Role::Left, |(target, rank)| Role::Part(target, rank)),
    }
}

/// Members that hold the article of a row of search engines and interfaces (`_source` of
/// Elasticsearch, `item` of the AP).
const AROUND: [&str; 8] = ["_source", "item", "article", "node", "attributes", "document", "doc", "fields"];

/// Whether a member of this name may hold the article of its record.
pub(in super::super) fn is_around(name: &str) -> bool {
    AROUND.contains(&name)
}

/// Reads a record by the table.
///
/// # Errors
/// The parser's message, where the record is no object.
pub(in super::super) fn draft(text: &str, context: &Context) -> Result<Draft, serde_json::Error> {
    let Members(mut members) = serde_json::from_str(text)?;
    let native = members.iter().all(|(name, _)| is_native(name));
    let mapping = &context.mapping;
    let told = |name: &str| mapping.is_title(name) || mapping.is_body(name);
    if !native && !members.iter().any(|(name, raw)| told(name) && !raw.get().starts_with('{')) {
        unwrap(&mut members, told)?;
    }
    // The archive of the New York Times writes the days of old articles as midnight in UTC.
    let midnight_is_day = members.iter().any(|(name, _)| name == "web_url");
    let mut sorted = Sorted::default();
    for (name, raw) in members {
        sorted.take(&name, raw, mapping)?;
    }
    Ok(sorted.finish(native, midnight_is_day, context))
}

/// Puts the members of a record that lies inside another member in its place.
fn unwrap<'a>(members: &mut Vec<(Cow<'a, str>, &'a RawValue)>, told: impl Fn(&str) -> bool) -> Result<(), serde_json::Error> {
    for name in AROUND {
        let found = members.iter().position(|(held, raw)| held == name && raw.get().starts_with('{'));
        let Some(at) = found else { continue };
        let Some((_, raw)) = members.get(at).cloned() else { continue };
        let Members(inner) = serde_json::from_str(raw.get())?;
        if inner.iter().any(|(name, _)| told(name)) {
            members.remove(at);
            // What the record says of itself comes before what stands around it.
            let around = std::mem::replace(members, inner);
            let further: Vec<_> = around.into_iter().filter(|(name, _)| !members.iter().any(|(held, _)| held == name)).collect();
            members.extend(further);
            return Ok(());
        }
    }
    Ok(())
}

/// Reads a record of values that were never JSON text.
pub(in super::super) fn draft_of_values(members: Vec<(String, Value)>, context: &Context) -> Draft {
    let native = members.iter().all(|(name, _)| is_native(name));
    let mut sorted = Sorted::default();
    for (name, value) in members {
        sorted.take_value(&name, value, &context.mapping);
    }
    sorted.finish(native, false, context)
}

/// Reads a row of a table; empty cells and the words for nothing say nothing.
pub(in super::super) fn draft_of_cells<'a>(columns: &[Column], cells: impl Iterator<Item = &'a str>, context: &Context) -> Draft {
    let native = columns.iter().all(Column::is_native);
    let mut sorted = Sorted::default();
    for (column, cell) in columns.iter().zip(cells) {
        if says_nothing(cell) {
            continue;
        }
        match column.role {
            Role::Part(target, rank) => sorted.candidate(target, rank, &column.name, None, Value::String(cell.to_owned())),
            _ => sorted.take_value(&column.name, cell_value(column.role, cell), &context.mapping),
        }
    }
    sorted.finish(native, false, context)
}

/// Whether a cell is empty, or holds what programs write for no value.
fn says_nothing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || (cell.len() <= 4 && matches!(cell, "NaN" | "nan" | "None" | "null" | "NULL" | "\\N" | "<NA>"))
}

/// A cell as a value: entities, headlines and further members are written as JSON.
fn cell_value(role: Role, cell: &str) -> Value {
    let json = matches!(role, Role::Entities | Role::Related | Role::Extra).then(|| serde_json::from_str(cell).ok()).flatten();
    json.unwrap_or_else(|| Value::String(cell.to_owned()))
}

/// The outlet of a record that names none: the host of its address.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

impl Sorted {
    fn take(&mut self, name: &str, raw: &RawValue, mapping: &Mapping) -> Result<(), serde_json::Error> {
        match role(name, mapping) {
            Role::Entities if raw.get().starts_with('{') => self.entities_by_type(&serde_json::from_str(raw.get())?),
            Role::Entities => self.article.entities = given::entities(raw, false, &mut self.unfit),
            Role::Related => self.article.related = given::related(raw, &mut self.unfit),
            Role::Extra => self.article.extra.extend(given::extra(raw, &mut self.unfit)),
            Role::Computed => {}
            _ if raw.get().starts_with('{') && mapping.looks_into(name) && self.look_into(name, raw, mapping)? => {}
            Role::Part(target, rank) => self.candidate(target, rank, name, None, serde_json::from_str(raw.get())?),
            Role::Left => drop(self.article.extra.insert(name.to_owned(), json::compact(raw))),
        }
        Ok(())
    }

    fn take_value(&mut self, name: &str, value: Value, mapping: &Mapping) {
        match role(name, mapping) {
            Role::Part(target, rank) if !value.is_object() => self.candidate(target, rank, name, None, value),
            Role::Left if value::is_blank(&value) => {}
            // Objects and lists of objects are rare in tables: they go the way of JSON text.
            _ => {
                if let Ok(raw) = serde_json::value::to_raw_value(&value) {
                    // What was just written is read again.
                    let _ = self.take(name, &raw, mapping);
                }
            }
        }
    }

    /// Entities in lists by their types: `{"persons": [{"name": "…"}]}`.
    fn entities_by_type(&mut self, lists: &serde_json::Map<String, Value>) {
        for (kind, names) in lists {
            match EntityType::of_name(kind) {
                Some(kind) => self.entities(kind, value::names(names)),
                None => self.leave("entities", kind.clone(), names.clone()),
            }
        }
    }

    fn entities(&mut self, kind: EntityType, names: Option<Vec<String>>) {
        for name in names.into_iter().flatten() {
            if !self.article.entities.iter().any(|held| held.kind == kind && held.name == name) {
                self.article.entities.push(Entity { kind, name, id: None, mentions: 0, given: true });
            }
        }
    }

    /// Entities of a list that says the type of each.
    fn typed_entities(&mut self, list: &Value) {
        for item in list.as_array().into_iter().flatten() {
            let kind = ["type", "entity_group", "@type", "label_", "ner"].iter().find_map(|name| item.get(name)?.as_str());
            let Some(kind) = kind.and_then(EntityType::of_name) else { continue };
            let name = item.get("word").and_then(value::name).or_else(|| value::name(item));
            self.entities(kind, name.map(|name| vec![name]));
        }
    }

    /// Makes the article of what was taken.
    fn finish(mut self, native: bool, midnight_is_day: bool, context: &Context) -> Draft {
        let mapping = &context.mapping;
        if mapping.reports() {
            for (name, raw) in &self.article.extra {
                if raw.get() != "null" {
                    mapping.count(name, None);
                }
            }
        }
        let mut notes = Vec::new();
        let mut article = std::mem::take(&mut self.article);
        let given = self.first(Target::Id, mapping, value::text);
        article.url = self.first(Target::Url, mapping, value::address);
        article.source = self.first(Target::Source, mapping, value::name);
        article.title = self.first(Target::Title, mapping, value::title).unwrap_or_default();
        article.lead = self.first(Target::Lead, mapping, value::paragraphs).unwrap_or_default();
        article.body = self.first(Target::Body, mapping, value::paragraphs).unwrap_or_default();
        article.authors = self.first(Target::Authors, mapping, value::authors).unwrap_or_default();
        article.tags = self.first(Target::Tags, mapping, value::tags).unwrap_or_default();
        if let Some(mut sections) = self.first(Target::Section, mapping, value::sections) {
            article.section = Some(sections.remove(0));
            sections.retain(|section| !article.tags.contains(section));
            article.tags.append(&mut sections);
        }
        article.language = self.first(Target::Language, mapping, |found| language::code(&value::text(found)?)).unwrap_or_default();
        let day_order = Cell::new(None);
        let dates = value::Dates { zone: context.zone, midnight_is_day, day_order: &day_order };
        article.published = self.date(Target::Published, mapping, dates, &mut notes);
        article.updated = self.date(Target::Updated, mapping, dates, &mut notes);
        self.article.entities = std::mem::take(&mut article.entities);
        for (target, kind) in [(Target::Persons, EntityType::Person), (Target::Orgs, EntityType::Org), (Target::Places, EntityType::Place)]
        {
            let names = self.first(target, mapping, value::names);
            self.entities(kind, names);
        }
        for candidate in self.candidates.remove(&Target::Entities).unwrap_or_default() {
            candidate.count(mapping, Some(Target::Entities));
            self.typed_entities(&candidate.value);
            // The list says more than names: it is kept as it came too.
            self.left(candidate);
        }
        article.entities = std::mem::take(&mut self.article.entities);
        if article.source.is_none() && context.source.is_none() && !native {
            article.source = article.url.as_deref().and_then(host);
        }
        let unfit = std::mem::take(&mut self.unfit);
        self.rest_into(&mut article);
        // No date is among them.
        let _ = note_all(unfit.into_extra(&mut article.extra), &mut notes);
        let id = if native && given.is_some() { DraftId::Own(given.unwrap_or_default()) } else { DraftId::Mapped(given) };
        Draft { article, id, notes, day_order: day_order.get() }
    }

    /// Takes the members of a member; `false` if none of them is mapped.
    fn look_into(&mut self, name: &str, raw: &RawValue, mapping: &Mapping) -> Result<bool, serde_json::Error> {
        let object: serde_json::Map<String, Value> = serde_json::from_str(raw.get())?;
        let target = |inner: &str| mapping.target(&format!("{name}.{inner}"));
        if !object.keys().any(|inner| target(inner).is_some()) {
            return Ok(false);
        }
        for (inner, value) in object {
            match target(&inner) {
                Some((target, rank)) => self.candidate(target, rank, name, Some(inner), value),
                None => self.leave(name, inner, value),
            }
        }
        Ok(true)
    }

    fn candidate(&mut self, target: Target, rank: usize, name: &str, inner: Option<String>, value: Value) {
        let candidate = Candidate { rank, name: name.to_owned(), inner, value };
        self.candidates.entry(target).or_default().push(candidate);
    }

    fn leave(&mut self, name: &str, inner: String, value: Value) {
        if !value.is_null() {
            self.inner_left.entry(name.to_owned()).or_default().insert(inner, value);
        }
    }

    /// Takes the best candidate that `read` makes something of; the others are left for `extra`.
    fn first<T: PartialEq>(&mut self, target: Target, mapping: &Mapping, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let mut candidates = self.candidates.remove(&target)?;
        candidates.sort_by_key(|candidate| candidate.rank);
        let mut chosen = None;
        for candidate in candidates {
            let found = read(&candidate.value);
            if chosen.is_none() && found.is_some() {
                candidate.count(mapping, Some(target));
                chosen = found;
            } else if found.is_none() || found != chosen {
                if !value::is_blank(&candidate.value) {
                    candidate.count(mapping, None);
                }
                self.left(candidate);
            }
        }
        chosen
    }

    /// Takes the first date there is, be it one that can be used or not.
    fn date(&mut self, target: Target, mapping: &Mapping, dates: value::Dates<'_>, notes: &mut Vec<Note>) -> Option<crate::article::Stamp> {
        let best = self.first(target, mapping, |found| (!value::is_blank(found)).then(|| found.clone()))?;
        value::date(&best, dates, notes)
    }

    fn left(&mut self, candidate: Candidate) {
        let Candidate { name, inner, value, .. } = candidate;
        match inner {
            Some(inner) => self.leave(&name, inner, value),
            None if value::is_blank(&value) => {}
            None => {
                if let Ok(raw) = serde_json::value::to_raw_value(&value) {
                    self.article.extra.insert(name, raw);
                }
            }
        }
    }

    /// Puts what was not mapped into `extra`.
    fn rest_into(self, article: &mut Article) {
        article.extra.extend(self.article.extra);
        for (name, left) in self.inner_left {
            if let Ok(raw) = serde_json::value::to_raw_value(&left) {
                article.extra.entry(name).or_insert(raw);
            }
        }
    }
}

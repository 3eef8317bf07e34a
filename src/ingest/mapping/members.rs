//! Applies the table to the members of one record.

use std::borrow::Cow;
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
use crate::article::{Article, given, json};

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

/// Reads a record by the table.
///
/// # Errors
/// The parser's message, where the record is no object.
pub(in super::super) fn draft(text: &str, context: &Context) -> Result<Draft, serde_json::Error> {
    let Members(members) = serde_json::from_str(text)?;
    let native = members.iter().all(|(name, _)| json::MEMBERS.contains(&name.as_ref()) || name == "mentions");
    // The archive of the New York Times writes the days of old articles as midnight in UTC.
    let midnight_is_day = members.iter().any(|(name, _)| name == "web_url");
    let mut sorted = Sorted::default();
    for (name, raw) in members {
        sorted.take(&name, raw, &context.mapping)?;
    }
    let mut notes = Vec::new();
    let Sorted { article, .. } = &mut sorted;
    let mut article = std::mem::take(article);
    let given = sorted.first(Target::Id, value::text);
    article.url = sorted.first(Target::Url, value::address);
    article.source = sorted.first(Target::Source, value::name);
    article.title = sorted.first(Target::Title, value::title).unwrap_or_default();
    article.lead = sorted.first(Target::Lead, value::paragraphs).unwrap_or_default();
    article.body = sorted.first(Target::Body, value::paragraphs).unwrap_or_default();
    article.authors = sorted.first(Target::Authors, value::authors).unwrap_or_default();
    article.tags = sorted.first(Target::Tags, value::tags).unwrap_or_default();
    if let Some(mut sections) = sorted.first(Target::Section, value::sections) {
        article.section = Some(sections.remove(0));
        sections.retain(|section| !article.tags.contains(section));
        article.tags.append(&mut sections);
    }
    article.language = sorted.first(Target::Language, |found| language::code(&value::text(found)?)).unwrap_or_default();
    let dates = value::Dates { zone: context.zone, midnight_is_day };
    article.published = sorted.date(Target::Published, dates, &mut notes);
    article.updated = sorted.date(Target::Updated, dates, &mut notes);
    if article.source.is_none() && context.source.is_none() && !native {
        article.source = article.url.as_deref().and_then(host);
    }
    let unfit = std::mem::take(&mut sorted.unfit);
    sorted.rest_into(&mut article);
    note_all(unfit.into_extra(&mut article.extra), &mut notes);
    let id = if native && given.is_some() { DraftId::Own(given.unwrap_or_default()) } else { DraftId::Mapped(given) };
    Ok(Draft { article, id, notes })
}

/// The outlet of a record that names none: the host of its address.
fn host(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

impl Sorted {
    fn take(&mut self, name: &str, raw: &RawValue, mapping: &Mapping) -> Result<(), serde_json::Error> {
        match name {
            "entities" => self.article.entities = given::entities(raw, false, &mut self.unfit),
            "related" => self.article.related = given::related(raw, &mut self.unfit),
            "extra" => self.article.extra.extend(given::extra(raw, &mut self.unfit)),
            computed if COMPUTED.contains(&computed) => {}
            _ if raw.get().starts_with('{') && mapping.looks_into(name) && self.look_into(name, raw, mapping)? => {}
            _ => match mapping.target(name) {
                Some((target, rank)) => self.candidate(target, rank, name, None, serde_json::from_str(raw.get())?),
                None => drop(self.article.extra.insert(name.to_owned(), json::compact(raw))),
            },
        }
        Ok(())
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
    fn first<T: PartialEq>(&mut self, target: Target, read: impl Fn(&Value) -> Option<T>) -> Option<T> {
        let mut candidates = self.candidates.remove(&target)?;
        candidates.sort_by_key(|candidate| candidate.rank);
        let mut chosen = None;
        for candidate in candidates {
            let found = read(&candidate.value);
            if chosen.is_none() && found.is_some() {
                chosen = found;
            } else if found.is_none() || found != chosen {
                self.left(candidate);
            }
        }
        chosen
    }

    /// Takes the first date there is, be it one that can be used or not.
    fn date(&mut self, target: Target, dates: value::Dates, notes: &mut Vec<Note>) -> Option<crate::article::Stamp> {
        let best = self.first(target, |found| (!value::is_blank(found)).then(|| found.clone()))?;
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

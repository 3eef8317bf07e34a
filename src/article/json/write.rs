//! Writing: all members of an article, or some.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::super::published::{Instant, When};
use super::super::{Article, Entity, Mention, Origin, Related, Stamp};
use super::MEMBERS;

/// Writes an article with all members of the contract.
#[must_use]
pub fn write(article: &Article) -> String {
    serde_json::to_string(&Members { article, keep: |_: &str| true, mentions: None }).unwrap_or_default()
}

/// An article's JSON with some members only.
#[derive(Debug)]
pub struct Members<'a, F> {
    /// The article.
    pub article: &'a Article,
    /// Which members to write.
    pub keep: F,
    /// Mentions to add, if any.
    pub mentions: Option<&'a [Mention]>,
}

impl<F: Fn(&str) -> bool> Members<'_, F> {
    /// Writes the members into an open map, so that an answer can put others before and after.
    pub fn write_into<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let a = self.article;
        for name in MEMBERS.into_iter().filter(|name| (self.keep)(name)) {
            match name {
                "id" => map.serialize_entry(name, &a.id)?,
                "url" => map.serialize_entry(name, &a.url)?,
                "source" => map.serialize_entry(name, &a.source)?,
                "title" => map.serialize_entry(name, &a.title)?,
                "lead" => map.serialize_entry(name, &a.lead)?,
                "body" => map.serialize_entry(name, &a.body)?,
                "authors" => map.serialize_entry(name, &a.authors)?,
                "section" => map.serialize_entry(name, &a.section)?,
                "tags" => map.serialize_entry(name, &a.tags)?,
                "language" => map.serialize_entry(name, a.language.as_str())?,
                "words" => map.serialize_entry(name, &a.words)?,
                "published" => map.serialize_entry(name, &a.published.map(StampJson::of))?,
                "updated" => map.serialize_entry(name, &a.updated.map(StampJson::of))?,
                "first_indexed" => map.serialize_entry(name, &a.first_indexed.map(utc))?,
                "entities" => map.serialize_entry(name, &List(&a.entities, EntityJson::of))?,
                "related" => map.serialize_entry(name, &List(&a.related, RelatedJson::of))?,
                "story" => map.serialize_entry(name, &a.story)?,
                "origin" => map.serialize_entry(name, &a.origin.as_ref().map(OriginJson::of))?,
                _ => map.serialize_entry(name, &a.extra)?,
            }
        }
        if let Some(mentions) = self.mentions {
            map.serialize_entry("mentions", &List(mentions, MentionJson::of))?;
        }
        Ok(())
    }
}

impl<F: Fn(&str) -> bool> Serialize for Members<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.write_into(&mut map)?;
        map.end()
    }
}

/// Writes a moment in UTC.
#[must_use]
pub fn utc(micros: i64) -> String {
    When::Instant(Instant { micros, offset: None, seconds: true }).to_string()
}

/// A list written through a view of its items.
struct List<'a, T, V>(&'a [T], fn(&'a T) -> V);

impl<T, V: Serialize> Serialize for List<'_, T, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(self.1))
    }
}

#[derive(Serialize)]
struct StampJson {
    at: String,
    precision: &'static str,
    basis: &'static str,
}

impl StampJson {
    fn of(stamp: Stamp) -> Self {
        Self { at: stamp.when.to_string(), precision: stamp.precision().as_str(), basis: stamp.basis.as_str() }
    }
}

#[derive(Serialize)]
struct EntityJson<'a> {
    r#type: &'static str,
    name: &'a str,
    id: Option<&'a str>,
    mentions: u32,
    given: bool,
}

impl<'a> EntityJson<'a> {
    fn of(entity: &'a Entity) -> Self {
        Self { r#type: entity.kind.as_str(), name: &entity.name, id: entity.id.as_deref(), mentions: entity.mentions, given: entity.given }
    }
}

#[derive(Serialize)]
struct RelatedJson<'a> {
    title: &'a str,
    url: Option<&'a str>,
}

impl<'a> RelatedJson<'a> {
    fn of(related: &'a Related) -> Self {
        Self { title: &related.title, url: related.url.as_deref() }
    }
}

#[derive(Serialize)]
struct OriginJson<'a> {
    file: &'a str,
    member: Option<&'a str>,
    record: u64,
}

impl<'a> OriginJson<'a> {
    fn of(origin: &'a Origin) -> Self {
        Self { file: &origin.file, member: origin.member.as_deref(), record: origin.record }
    }
}

#[derive(Serialize)]
struct MentionJson<'a> {
    field: &'static str,
    start: u32,
    end: u32,
    r#type: &'static str,
    text: &'a str,
    name: &'a str,
    id: Option<&'a str>,
}

impl<'a> MentionJson<'a> {
    fn of(mention: &'a Mention) -> Self {
        Self {
            field: mention.field.as_str(),
            start: mention.start,
            end: mention.end,
            r#type: mention.kind.as_str(),
            text: &mention.text,
            name: &mention.name,
            id: mention.id.as_deref(),
        }
    }
}

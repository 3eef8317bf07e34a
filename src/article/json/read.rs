//! Reading: a record of text and lists, then an article.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::super::published::written::{DayOrder, Order, WrittenError, parse_given, parse_number};
use super::super::published::{Basis, Instant, When, Zone};
use super::super::{Article, Lang, Origin, Stamp, given};

/// A native record as read: texts and lists, dates not yet read.
#[derive(Debug, Default)]
pub struct Record<'a> {
    /// Identifier.
    pub id: Option<Cow<'a, str>>,
    url: Option<Cow<'a, str>>,
    source: Option<Cow<'a, str>>,
    title: Option<Cow<'a, str>>,
    lead: Option<Cow<'a, str>>,
    body: Option<Cow<'a, str>>,
    authors: Option<Vec<String>>,
    section: Option<Cow<'a, str>>,
    tags: Option<Vec<String>>,
    language: Option<Cow<'a, str>>,
    published: Option<DateField<'a>>,
    updated: Option<DateField<'a>>,
    first_indexed: Option<Cow<'a, str>>,
    entities: Option<&'a RawValue>,
    related: Option<&'a RawValue>,
    story: Option<Cow<'a, str>>,
    words: Option<&'a RawValue>,
    origin: Option<&'a RawValue>,
    extra: Option<&'a RawValue>,
    /// Members that no native article has.
    unknown: BTreeMap<String, &'a RawValue>,
}

impl<'de> Deserialize<'de> for Record<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

/// Reads the members one by one: serde's `flatten` would copy everything and lose raw values.
struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = Record<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an article as a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record<'de>, A::Error> {
        let mut record = Record::default();
        while let Some(name) = map.next_key::<Text<'de>>()? {
            match name.0.as_ref() {
                "id" => record.id = text(&mut map)?,
                "url" => record.url = text(&mut map)?,
                "source" => record.source = text(&mut map)?,
                "title" => record.title = text(&mut map)?,
                "lead" => record.lead = text(&mut map)?,
                "body" => record.body = text(&mut map)?,
                "authors" => record.authors = map.next_value()?,
                "section" => record.section = text(&mut map)?,
                "tags" => record.tags = map.next_value()?,
                "language" => record.language = text(&mut map)?,
                "published" => record.published = map.next_value()?,
                "updated" => record.updated = map.next_value()?,
                "first_indexed" => record.first_indexed = text(&mut map)?,
                "entities" => record.entities = map.next_value()?,
                "related" => record.related = map.next_value()?,
                "story" => record.story = text(&mut map)?,
                "words" => record.words = Some(map.next_value()?),
                "origin" => record.origin = Some(map.next_value()?),
                // A member of answers, taken so that a hit can be put in again.
                "mentions" => drop(map.next_value::<&RawValue>()?),
                "extra" => record.extra = map.next_value()?,
                other => drop(record.unknown.insert(other.to_owned(), map.next_value()?)),
            }
        }
        Ok(record)
    }
}

/// A text that is borrowed where no escape stands in it.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

fn text<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(map.next_value::<Option<Text<'de>>>()?.map(|text| text.0))
}

/// A date: an object, or the plain text of one.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum DateField<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    /// A year, a day, or seconds or milliseconds since 1970.
    Number(f64),
    Object {
        #[serde(borrow)]
        at: Cow<'a, str>,
        #[serde(default, borrow)]
        precision: Option<Cow<'a, str>>,
        #[serde(default, borrow)]
        basis: Option<Cow<'a, str>>,
    },
}

/// What a reading noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Noticed {
    /// A time without a zone was taken in the run's zone.
    NoZone(String),
    /// A date shows in which order its source writes day and month.
    DayOrder(DayOrder),
    /// A date whose day and month cannot be told apart; its year was taken.
    OpenDate(String),
    /// It names a day or time that does not exist, or has no known form.
    Unusable(WrittenError),
    /// An entity is of a type that is not known; it is kept in `extra`.
    UnknownEntityType(String),
    /// A part of `entities`, `related` or `extra` has not the form it must have; it is kept in `extra`.
    Malformed(String),
}

/// Reads a native record.
///
/// # Errors
/// The parser's message, which names the member and the column.
pub fn parse(text: &str) -> Result<Record<'_>, serde_json::Error> {
    serde_json::from_str(text)
}

impl<'a> Record<'a> {
    /// Whether all members are native ones.
    #[must_use]
    pub fn is_native(&self) -> bool {
        self.unknown.is_empty()
    }

    /// Whether it has members that Dateline computes: then Dateline wrote it.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        self.words.is_some() || self.first_indexed.is_some()
    }

    /// Names of the members that no native article has.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.unknown.keys().map(String::as_str)
    }

    /// Turns the record into an article; dates without a zone are taken in `zone`.
    ///
    /// Given entities lose what Dateline computes. With `stored` the record is one that Dateline
    /// wrote: then everything comes back as it was.
    #[must_use]
    pub fn into_article(self, zone: Zone, stored: bool, notes: &mut Vec<Noticed>) -> Article {
        let own = |text: Option<Cow<'a, str>>| text.map(Cow::into_owned).unwrap_or_default();
        let some = |text: Option<Cow<'a, str>>| text.map(Cow::into_owned).filter(|text| !text.trim().is_empty());
        let mut left = given::Left::default();
        let mut extra = self.extra.map(|raw| given::extra(raw, &mut left)).unwrap_or_default();
        extra.extend(self.unknown.into_iter().map(|(name, value)| (name, compact(value))));
        let entities = self.entities.map(|raw| given::entities(raw, stored, &mut left)).unwrap_or_default();
        let related = self.related.map(|raw| given::related(raw, &mut left)).unwrap_or_default();
        notes.extend(left.into_extra(&mut extra));
        Article {
            id: own(self.id),
            url: some(self.url),
            source: some(self.source),
            title: own(self.title),
            lead: own(self.lead),
            body: own(self.body),
            authors: clean(self.authors),
            section: some(self.section),
            tags: clean(self.tags),
            language: self.language.and_then(|code| declared(&code)).unwrap_or_default(),
            words: 0,
            published: self.published.and_then(|field| field.read(zone, notes)),
            updated: self.updated.and_then(|field| field.read(zone, notes)),
            first_indexed: self.first_indexed.filter(|_| stored).and_then(|text| instant_micros(&text)),
            entities,
            related,
            story: self.story.filter(|_| stored).map(Cow::into_owned),
            origin: self.origin.filter(|_| stored).and_then(read_origin),
            extra,
        }
    }
}

/// Reads what [`write`](super::write()) wrote.
pub fn read_stored(text: &str) -> Result<Article, serde_json::Error> {
    let record = parse(text)?;
    let words = record.words.and_then(|raw| serde_json::from_str(raw.get()).ok()).unwrap_or(0);
    let mut article = record.into_article(Zone::Utc, true, &mut Vec::new());
    article.words = words;
    Ok(article)
}

/// A declared language without its region: `en-GB` is `en`.
fn declared(code: &str) -> Option<Lang> {
    Lang::new(&code.trim().split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase())
}

/// Returns a value without white space between its tokens, so that an article stays one line and
/// its content does not depend on how the input was laid out.
#[must_use]
pub fn compact(raw: &RawValue) -> Box<RawValue> {
    let text = raw.get();
    if !text.contains([' ', '\n', '\r', '\t']) {
        return raw.to_owned();
    }
    let (mut in_string, mut escaped) = (false, false);
    let dense: String = text
        .chars()
        .filter(|c| {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = in_string,
                '"' => in_string = !in_string,
                _ => {}
            }
            in_string || !matches!(c, ' ' | '\n' | '\r' | '\t')
        })
        .collect();
    RawValue::from_string(dense).unwrap_or_else(|_| raw.to_owned())
}

fn clean(list: Option<Vec<String>>) -> Vec<String> {
    list.into_iter().flatten().filter(|item| !item.trim().is_empty()).collect()
}

fn instant_micros(text: &str) -> Option<i64> {
    match parse_given(text, Zone::Utc).ok()?.when {
        When::Instant(instant) => Some(instant.micros),
        _ => None,
    }
}

impl DateField<'_> {
    fn read(self, zone: Zone, notes: &mut Vec<Noticed>) -> Option<Stamp> {
        let (at, precision, basis) = match self {
            Self::Text(at) => (at, None, None),
            Self::Number(number) => return read_number(number, zone, notes),
            Self::Object { at, precision, basis } => (at, precision, basis),
        };
        if at.trim().is_empty() {
            return None;
        }
        let basis = basis.as_deref().and_then(Basis::parse).unwrap_or(Basis::Given);
        match parse_given(&at, zone) {
            Ok(written) => {
                match written.order {
                    Order::Open => notes.push(Noticed::OpenDate(at.trim().to_owned())),
                    Order::Shows(order) => notes.push(Noticed::DayOrder(order)),
                    Order::Certain => {}
                }
                if written.no_zone {
                    notes.push(Noticed::NoZone(at.into_owned()));
                }
                Some(Stamp::new(with_precision(written.when, precision.as_deref()), basis))
            }
            Err(error) => {
                notes.push(Noticed::Unusable(error));
                None
            }
        }
    }
}

fn read_number(number: f64, zone: Zone, notes: &mut Vec<Noticed>) -> Option<Stamp> {
    let unreadable = || WrittenError::Unreadable(number.to_string());
    match whole(number).ok_or_else(unreadable).and_then(|whole| parse_number(whole, zone)) {
        Ok(written) => {
            if written.no_zone {
                notes.push(Noticed::NoZone(number.to_string()));
            }
            Some(Stamp::new(written.when, Basis::Given))
        }
        Err(error) => {
            notes.push(Noticed::Unusable(error));
            None
        }
    }
}

/// A number of a record as a whole one: only counts of seconds may have parts.
#[allow(clippy::cast_possible_truncation, reason = "the range is checked, and parts of a second are no part of an epoch number")]
#[must_use]
pub fn whole(number: f64) -> Option<i64> {
    let counts = number.fract() == 0.0 || number.abs() >= 1e8;
    (counts && number.abs() < 1e15).then_some(number as i64)
}

/// An instant that says it is precise to the minute has no seconds worth keeping.
fn with_precision(when: When, precision: Option<&str>) -> When {
    match (when, precision) {
        (When::Instant(instant), Some("minute")) if instant.micros.rem_euclid(60_000_000) == 0 => {
            When::Instant(Instant { seconds: false, ..instant })
        }
        _ => when,
    }
}

fn read_origin(raw: &RawValue) -> Option<Origin> {
    #[derive(Deserialize)]
    struct Field {
        file: String,
        #[serde(default)]
        member: Option<String>,
        #[serde(default)]
        record: u64,
    }
    let field: Field = serde_json::from_str(raw.get()).ok()?;
    Some(Origin { file: field.file, member: field.member, record: field.record })
}

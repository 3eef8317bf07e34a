//! Hits and single articles.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::article::json::{MEMBERS, Members};
use crate::article::{Article, Mention, TextField};
use crate::search::params::FIELDS_DEFAULT;
use crate::search::{Fragment, Hit};

use super::explain::ExplanationJson;
use super::offsets::Utf16;

/// Which members of an article are written.
#[derive(Debug)]
pub(super) struct Fields {
    names: Vec<&'static str>,
    mentions: bool,
}

impl Fields {
    /// Members of a hit: the default ones where no member is asked for.
    pub(super) fn of_hits(asked: Option<&[String]>, hidden: &[&str]) -> Self {
        Self::of(asked, &FIELDS_DEFAULT, hidden)
    }

    /// Members of an article by itself: all where no member is asked for.
    pub(super) fn of_article(asked: Option<&[String]>, hidden: &[&str]) -> Self {
        Self::of(asked, &MEMBERS, hidden)
    }

    /// `mentions` adds to the others; alone it adds to the default.
    fn of(asked: Option<&[String]>, default: &[&'static str], hidden: &[&str]) -> Self {
        let asked = asked.unwrap_or_default();
        let has = |name: &str| asked.iter().any(|asked| asked == name);
        let names: Vec<&'static str> = MEMBERS.into_iter().filter(|name| has("*") || has(name)).collect();
        let mut names = if names.is_empty() { default.to_vec() } else { names };
        names.retain(|name| !hidden.contains(name));
        Self { names, mentions: has("mentions") && !hidden.contains(&"mentions") }
    }

    fn holds(&self, name: &str) -> bool {
        self.names.contains(&name)
    }
}

/// Members of hits in the order of the contract; others follow in the article's own order.
const FIRST: [&str; 7] = ["title", "lead", "url", "source", "language", "published", "entities"];

/// A hit: `id`, `score`, members, `mentions`, `highlights`, `explanation`.
pub(super) struct HitJson<'a> {
    pub(super) hit: &'a Hit,
    pub(super) fields: &'a Fields,
    pub(super) highlights: bool,
    pub(super) utf16: bool,
}

impl Serialize for HitJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let article = &self.hit.article;
        let mut map = serializer.serialize_map(None)?;
        members(article, |name| name == "id" && self.fields.holds(name)).write_into(&mut map)?;
        if let Some(score) = self.hit.score {
            map.serialize_entry("score", &score)?;
        }
        for wanted in FIRST {
            members(article, |name| name == wanted && self.fields.holds(name)).write_into(&mut map)?;
        }
        members(article, |name| name != "id" && !FIRST.contains(&name) && self.fields.holds(name)).write_into(&mut map)?;
        if self.fields.mentions {
            let mentions = converted(article, &self.hit.mentions, self.utf16);
            Members { article, keep: |_: &str| false, mentions: Some(&mentions) }.write_into(&mut map)?;
        }
        if self.highlights {
            map.serialize_entry("highlights", &HighlightsJson { hit: self.hit, utf16: self.utf16 })?;
        }
        if let Some(explanation) = &self.hit.explanation {
            map.serialize_entry("explanation", &ExplanationJson::of(explanation))?;
        }
        if self.hit.truncated {
            map.serialize_entry("truncated", &true)?;
        }
        map.end()
    }
}

/// An article by itself.
pub(super) struct ArticleJson<'a> {
    pub(super) article: &'a Article,
    pub(super) mentions: &'a [Mention],
    pub(super) fields: &'a Fields,
    pub(super) utf16: bool,
}

impl Serialize for ArticleJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mentions = if self.fields.mentions { converted(self.article, self.mentions, self.utf16) } else { Vec::new() };
        let keep = |name: &str| self.fields.holds(name);
        Members { article: self.article, keep, mentions: self.fields.mentions.then_some(mentions.as_slice()) }.serialize(serializer)
    }
}

fn members<F: Fn(&str) -> bool>(article: &Article, keep: F) -> Members<'_, F> {
    Members { article, keep, mentions: None }
}

fn text(article: &Article, field: TextField) -> &str {
    match field {
        TextField::Title => &article.title,
        TextField::Lead => &article.lead,
        TextField::Body => &article.body,
    }
}

fn converted(article: &Article, mentions: &[Mention], utf16: bool) -> Vec<Mention> {
    let mut mentions = mentions.to_vec();
    if utf16 {
        for field in TextField::ALL {
            let units = Utf16::new(text(article, field));
            for mention in mentions.iter_mut().filter(|mention| mention.field == field) {
                (mention.start, mention.end) = (units.offset(mention.start), units.offset(mention.end));
            }
        }
    }
    mentions
}

/// Fragments by field.
struct HighlightsJson<'a> {
    hit: &'a Hit,
    utf16: bool,
}

impl Serialize for HighlightsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.hit.highlights.len()))?;
        for (field, fragments) in &self.hit.highlights {
            let units = (self.utf16 && !fragments.is_empty()).then(|| Utf16::new(text(&self.hit.article, *field)));
            let list: Vec<FragmentJson<'_>> = fragments.iter().map(|fragment| FragmentJson::of(fragment, units.as_ref())).collect();
            map.serialize_entry(field.as_str(), &list)?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct FragmentJson<'a> {
    text: &'a str,
    start: u32,
    spans: Vec<(u32, u32)>,
}

impl<'a> FragmentJson<'a> {
    fn of(fragment: &'a Fragment, field: Option<&Utf16<'_>>) -> Self {
        let Some(field) = field else {
            return Self { text: &fragment.text, start: fragment.start, spans: fragment.spans.clone() };
        };
        let inside = Utf16::new(&fragment.text);
        let spans = fragment.spans.iter().map(|(start, end)| (inside.offset(*start), inside.offset(*end))).collect();
        Self { text: &fragment.text, start: field.offset(fragment.start), spans }
    }
}

//! An entry of a feed becomes an article: RSS, RDF, Atom, with `content:encoded`, Dublin Core and
//! Media RSS.

use std::collections::HashSet;

use serde_json::json;

use super::super::super::limits::LIST_MAX;
use super::super::super::mapping::{byline, html_plain, language_code};
use super::super::super::row::{Draft, DraftId, first_date, note};
use super::super::super::{Note, NoteCode};
use super::super::html::{collapsed, paragraphs};
use super::super::xml::tags;
use super::channel::Channel;
use super::element::{Element, elements};
use crate::article::published::{Basis, Zone};
use crate::article::{Article, Stamp};

/// Dates of publication, in the order of trust.
const PUBLISHED: [&str; 12] = [
    "pubdate",
    "published",
    "atom:published",
    "issued",
    "dc:date",
    "dcterms:issued",
    "dcterms:created",
    "created",
    "dc:created",
    "dcterms:date",
    "date",
    "prism:publicationdate",
];

const UPDATED: [&str; 8] =
    ["updated", "modified", "atom:updated", "dcterms:modified", "dc:modified", "prism:modificationdate", "lastbuilddate", "a10:updated"];

/// Texts, the fullest first.
const CONTENT: [&str; 6] = ["content:encoded", "content", "xhtml:body", "body", "fulltext", "atom:content"];

const SUMMARY: [&str; 8] =
    ["description", "summary", "atom:summary", "dc:description", "itunes:summary", "media:description", "abstract", "subtitle"];

/// Makes the draft of an entry of what stands between its tags; `attributes` are those of its tag.
pub(super) fn draft(xml: &str, attributes: &[(String, String)], channel: &Channel, zone: Zone) -> Draft {
    let (children, whole) = elements(xml);
    let media_group: Vec<Element<'_>> =
        children.iter().filter(|child| child.name == "media:group").flat_map(|group| elements(group.inner).0).collect();
    let entry = Entry { children: &children, media: &media_group };
    let of = |name: &str| attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let mut notes = Vec::new();
    if !whole {
        notes.push(note(NoteCode::Truncated, "an element of the entry is not closed or no XML: what is before it was read"));
    }
    let base = of("xml:base");
    let (body, lead) = entry.texts();
    let published = entry.date(&PUBLISHED, zone, &mut notes);
    let updated = entry.date(&UPDATED, zone, &mut Vec::new());
    let given = ["guid", "id", "atom:id"].into_iter().find_map(|name| entry.text(name)).or_else(|| of("rdf:about").map(str::to_owned));
    let language = entry.text("dc:language").or_else(|| entry.text("language")).or_else(|| of("xml:lang").map(str::to_owned));
    let mut article = Article {
        title: entry.title(),
        lead,
        body,
        url: entry.link(of("rdf:about")).map(|link| channel.resolve(base, &link)),
        source: entry.source().or_else(|| channel.title.clone()),
        authors: entry.authors(),
        tags: entry.tags(),
        language: language.and_then(|text| language_code(&text)).or(channel.language).unwrap_or_default(),
        published,
        updated,
        ..Article::default()
    };
    if article.authors.is_empty() {
        article.authors.clone_from(&channel.authors);
    }
    let media = entry.files(|address| channel.resolve(base, address));
    if !media.is_empty()
        && let Ok(raw) = serde_json::value::to_raw_value(&media)
    {
        article.extra.insert("media".into(), raw);
    }
    Draft { article, id: DraftId::Mapped(given), notes, day_order: None }
}

/// The elements of an entry.
struct Entry<'a> {
    children: &'a [Element<'a>],
    media: &'a [Element<'a>],
}

impl<'a> Entry<'a> {
    fn all<'b>(&'b self, name: &'b str) -> impl Iterator<Item = &'b Element<'a>> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn text(&self, name: &str) -> Option<String> {
        self.all(name).map(Element::trimmed).find(|text| !text.is_empty()).map(str::to_owned)
    }

    fn title(&self) -> String {
        let own = ["title", "atom:title", "dc:title", "rss:title"].into_iter().flat_map(|name| self.all(name));
        let media = self.all("media:title").chain(self.media.iter().filter(|child| child.name == "media:title"));
        own.chain(media).map(|title| collapsed(&plain(title))).find(|title| !title.is_empty()).unwrap_or_default()
    }

    /// Body and lead: the fullest text, and a summary beside it.
    fn texts(&self) -> (String, String) {
        let first = |names: &[&str]| {
            let found = names.iter().flat_map(|name| self.all(name));
            // An Atom content by address has no text.
            found.map(|child| paragraphs(&plain(child))).find(|text| !text.is_empty())
        };
        let content = first(&CONTENT);
        let media = || {
            let described = self.media.iter().find(|child| child.name == "media:description" || child.name == "media:text");
            described.map(|child| paragraphs(&plain(child)))
        };
        let summary = first(&SUMMARY).or_else(media).unwrap_or_default();
        match content {
            Some(body) if body == summary => (body, String::new()),
            Some(body) => (body, summary),
            None => (summary, String::new()),
        }
    }

    fn link(&self, about: Option<&str>) -> Option<String> {
        let original = self.text("feedburner:origlink");
        let links = || ["link", "atom:link", "rss:link"].into_iter().flat_map(|name| self.all(name));
        let alternate = links().find(|link| matches!(link.attribute("rel"), None | Some("alternate")) && link.attribute("href").is_some());
        let written = links().map(Element::trimmed).find(|text| !text.is_empty());
        let permanent =
            self.all("guid").find(|guid| guid.attribute("ispermalink").is_none_or(|value| !value.eq_ignore_ascii_case("false")));
        let permanent = permanent.map(Element::trimmed).filter(|guid| guid.starts_with("http://") || guid.starts_with("https://"));
        original
            .or_else(|| alternate.and_then(|link| link.attribute("href")).map(str::to_owned))
            .or_else(|| written.map(str::to_owned))
            .or_else(|| permanent.map(str::to_owned))
            .or_else(|| about.filter(|about| about.starts_with("http")).map(str::to_owned))
    }

    /// The feed that the entry was taken from, where it names one.
    fn source(&self) -> Option<String> {
        let named = self.all("source").find_map(|source| {
            let (inside, _) = elements(source.inner);
            let title = inside.iter().find(|child| child.name == "title" || child.name == "atom:title");
            title.map(|title| plain(title)).or_else(|| (!source.nested).then(|| source.text.clone()))
        });
        named.or_else(|| self.text("dc:publisher")).map(|name| collapsed(&name)).filter(|name| !name.is_empty() && !name.contains("://"))
    }

    fn authors(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut names = Vec::new();
        for child in self.children {
            match child.name.as_str() {
                "author" | "atom:author" | "a10:author" if child.nested => {
                    let (inside, _) = elements(child.inner);
                    let name = inside.iter().find(|part| tags::local(part.name.as_bytes()) == b"name");
                    names.extend(name.map(|name| name.text.clone()));
                }
                "author" | "dc:creator" | "dc:author" | "creator" => names.extend(person(child.trimmed())),
                _ => {}
            }
        }
        if names.is_empty() {
            names.extend(self.all("itunes:author").map(|author| author.text.clone()));
        }
        let names = names.into_iter().map(|name| collapsed(&html_plain(&name))).filter(|name| !name.is_empty());
        names.filter(|name| seen.insert(name.clone())).take(LIST_MAX + 1).collect()
    }

    fn tags(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let mut tags = Vec::new();
        for child in self.children.iter().chain(self.media) {
            match child.name.as_str() {
                "category" | "atom:category" | "dc:subject" | "media:category" => {
                    let given = child.attribute("label").or_else(|| child.attribute("term"));
                    tags.push(given.map_or_else(|| child.text.clone(), str::to_owned));
                }
                "media:keywords" | "itunes:keywords" | "keywords" => tags.extend(child.text.split(',').map(str::to_owned)),
                _ => {}
            }
        }
        let tags = tags.into_iter().map(|tag| collapsed(&html_plain(&tag))).filter(|tag| !tag.is_empty());
        tags.filter(|tag| seen.insert(tag.clone())).take(LIST_MAX + 1).collect()
    }

    /// The first date of these names that can be read; a note of the first that cannot.
    fn date(&self, names: &[&str], zone: Zone, notes: &mut Vec<Note>) -> Option<Stamp> {
        first_date(names.iter().filter_map(|name| self.text(name)), Basis::Feed, zone, notes)
    }

    /// Files that come with the entry.
    fn files(&self, resolve: impl Fn(&str) -> String) -> Vec<serde_json::Value> {
        let mut files = Vec::new();
        for child in self.children.iter().chain(self.media) {
            let address = match child.name.as_str() {
                "enclosure" | "media:content" => child.attribute("url"),
                "link" | "atom:link" if child.attribute("rel") == Some("enclosure") => child.attribute("href"),
                _ => None,
            };
            if let Some(address) = address.filter(|_| files.len() < 100) {
                let address = resolve(address);
                files.push(match child.attribute("type") {
                    Some(kind) => json!({ "url": address, "type": kind }),
                    None => json!({ "url": address }),
                });
            }
        }
        files
    }
}

/// The text of an element that may be HTML, escaped or not; Atom says which it is.
fn plain(child: &Element<'_>) -> String {
    match child.attribute("type") {
        Some("text" | "text/plain") if !child.nested => child.text.clone(),
        // A file by address or in base64 is no text.
        Some(kind) if kind.starts_with("image/") || kind.starts_with("audio/") || kind.starts_with("video/") => String::new(),
        _ if child.nested && child.text.trim().is_empty() => html_plain(child.inner).into_owned(),
        // Markup that is no text but elements of the feed.
        _ if child.nested && !child.inner.contains("<![CDATA[") => html_plain(child.inner).into_owned(),
        _ => html_plain(&child.text).into_owned(),
    }
}

/// Names of an author of RSS: `ada@x.example (Ada Byron)`, or names.
fn person(text: &str) -> Vec<String> {
    if let Some((before, after)) = text.split_once('(')
        && before.contains('@')
    {
        return vec![after.trim_end().trim_end_matches(')').to_owned()];
    }
    let names = byline(&html_plain(text));
    names.into_iter().filter(|name| !name.contains('@') || name.contains(' ')).collect()
}

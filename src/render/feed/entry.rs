//! What all feeds say of an article.

use std::borrow::Cow;

use super::{Site, uuid};
use crate::article::json::utc;
use crate::article::{Article, Stamp, TextField, When};
use crate::render::text;
use crate::search::params::receipt;
use crate::search::{Hit, Response};

/// Characters of a text that stands for a summary.
const SUMMARY_CHARS: usize = 400;
/// Characters of a text that stands for a title.
const TITLE_CHARS: usize = 80;

/// An article as an entry.
pub(super) struct Entry<'a> {
    pub(super) article: &'a Article,
    /// Stable identifier.
    pub(super) id: String,
    /// Where it can be read.
    pub(super) url: String,
    pub(super) title: String,
    /// Plain text; never empty where the article has any.
    pub(super) summary: String,
    /// Authors, else the outlet.
    pub(super) authors: Vec<String>,
    /// Publication where it is a day or finer, in microseconds since 1970.
    pub(super) published: Option<i64>,
    /// When its publisher changed it, in microseconds since 1970.
    pub(super) modified: Option<i64>,
    /// The last change that is known, in microseconds since 1970.
    pub(super) updated: i64,
}

impl<'a> Entry<'a> {
    pub(super) fn of(hit: &'a Hit, site: &Site) -> Self {
        let article = &hit.article;
        let published = article.published.and_then(micros);
        let modified = article.updated.and_then(micros);
        let updated = modified.or(published).or(article.first_indexed).unwrap_or(site.published_us);
        let mut authors: Vec<String> = article.authors.iter().map(|author| text::line(author)).filter(|name| !name.is_empty()).collect();
        if authors.is_empty() {
            authors.extend(article.source.as_deref().map(text::line).filter(|name| !name.is_empty()));
        }
        let title = text::line(&article.title);
        let summary = text::beginning(&opening(hit), SUMMARY_CHARS);
        Self {
            article,
            id: uuid::urn("article", &article.id),
            url: text::web_address(article.url.as_deref()).unwrap_or_else(|| page(&article.id, site)),
            title: if title.is_empty() { untitled(&summary, article) } else { title },
            summary,
            authors,
            published,
            modified,
            updated,
        }
    }

    /// Section and tags, each once.
    pub(super) fn categories(&self) -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for word in self.article.section.iter().chain(&self.article.tags).map(|word| text::line(word)) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }

    /// The date as it is written, with its own precision.
    pub(super) fn date(&self) -> Option<String> {
        self.article.published.map(|stamp| stamp.when.to_string())
    }
}

/// All entries of an answer.
pub(super) fn entries<'a>(response: &'a Response, site: &Site) -> Vec<Entry<'a>> {
    response.hits.iter().map(|hit| Entry::of(hit, site)).collect()
}

/// When a feed last changed: with its newest entry.
pub(super) fn updated(entries: &[Entry<'_>], site: &Site) -> i64 {
    entries.iter().map(|entry| entry.updated).max().unwrap_or(site.published_us)
}

/// The title of a feed.
pub(super) fn title(response: &Response) -> String {
    let query = text::line(&response.query.text);
    if query.is_empty() { "Dateline: latest articles".to_owned() } else { format!("Dateline: {query}") }
}

/// A date that is a day or finer, days taken in UTC.
fn micros(stamp: Stamp) -> Option<i64> {
    matches!(stamp.when, When::Day(_) | When::Instant(_)).then(|| stamp.when.begin_micros())
}

/// A moment as RFC 3339 in UTC, without fractions.
pub(super) fn rfc3339(micros: i64) -> String {
    utc(micros.div_euclid(1_000_000) * 1_000_000)
}

/// The lead, else the beginning of the text, else what matched.
fn opening(hit: &Hit) -> Cow<'_, str> {
    let article = &hit.article;
    if let Some(text) = [&article.lead, &article.body].into_iter().find(|text| !text.trim().is_empty()) {
        return Cow::Borrowed(text);
    }
    let fragments = hit.highlights.iter().filter(|(field, _)| *field != TextField::Title).flat_map(|(_, fragments)| fragments);
    Cow::Owned(fragments.map(|fragment| fragment.text.as_str()).collect::<Vec<_>>().join(" … "))
}

/// What stands for the title of an article without one: an entry must have one.
fn untitled(summary: &str, article: &Article) -> String {
    let title = text::beginning(&text::line(summary), TITLE_CHARS);
    if title.is_empty() { article.id.clone() } else { title }
}

/// The page of an article here.
fn page(id: &str, site: &Site) -> String {
    let mut path = "/article/".to_owned();
    receipt::encode(id, &mut path);
    site.url(&path)
}

//! JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).
//!
//! `_dateline` of an item is an extension of ours: the date with its own precision.

use serde::Serialize;

use super::entry::{Entry, entries, rfc3339, title};
use super::{PUBLISHER, Site};
use crate::search::Response;

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the names of the format")]
struct Feed<'a> {
    version: &'static str,
    title: String,
    home_page_url: String,
    feed_url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    authors: Vec<Author<'a>>,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    content_text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date_modified: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    _dateline: Own<'a>,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Own<'a> {
    id: &'a str,
    source: Option<&'a str>,
    published: Option<String>,
    precision: Option<&'static str>,
}

/// Writes an answer as a JSON Feed.
#[must_use]
pub fn json_feed(response: &Response, site: &Site) -> String {
    let entries = entries(response, site);
    let feed = Feed {
        version: "https://jsonfeed.org/version/1.1",
        title: title(response),
        home_page_url: site.url(&site.page),
        feed_url: site.url(&site.feed),
        next_url: site.next.as_deref().map(|next| site.url(next)),
        authors: vec![Author { name: PUBLISHER }],
        items: entries.iter().map(item).collect(),
    };
    serde_json::to_string(&feed).unwrap_or_default()
}

fn item<'a>(entry: &'a Entry<'_>) -> Item<'a> {
    let article = entry.article;
    Item {
        id: &entry.id,
        url: &entry.url,
        title: &entry.title,
        content_text: &entry.summary,
        date_published: entry.published.map(rfc3339),
        date_modified: entry.modified.map(rfc3339),
        authors: entry.authors.iter().map(|name| Author { name }).collect(),
        tags: entry.categories(),
        language: (!article.language.is_und()).then(|| article.language.as_str()),
        _dateline: Own {
            id: &article.id,
            source: article.source.as_deref(),
            published: entry.date(),
            precision: article.published.map(|stamp| stamp.precision().as_str()),
        },
    }
}

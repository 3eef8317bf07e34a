//! RSS 2.0 (<https://www.rssboard.org/rss-specification>), with `atom:link` for its own address and
//! Dublin Core for authors, outlets and dates with their precision.

use chrono::DateTime;

use super::entry::{Entry, entries, title, updated};
use super::xml::Xml;
use super::{PUBLISHER, Site};
use crate::search::Response;

/// Writes an answer as RSS.
#[must_use]
pub fn rss(response: &Response, site: &Site) -> String {
    let entries = entries(response, site);
    let spaces = [
        ("version", "2.0"),
        ("xmlns:atom", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ];
    let mut xml = Xml::new();
    xml.around("rss", &spaces, |xml| {
        xml.around("channel", &[], |xml| {
            let title = title(response);
            xml.text("title", &[], &title);
            xml.text("link", &[], &site.url(&site.page));
            xml.text("description", &[], &format!("{title}: articles of a news archive, version {:06}", response.version));
            xml.text("generator", &[], PUBLISHER);
            xml.text("lastBuildDate", &[], &rfc822(updated(&entries, site)));
            let link = |xml: &mut Xml, rel: &str, path: &str| {
                xml.empty("atom:link", &[("rel", rel), ("href", &site.url(path)), ("type", "application/rss+xml")]);
            };
            link(xml, "self", &site.feed);
            if let Some(next) = &site.next {
                link(xml, "next", next);
            }
            for entry in &entries {
                item(xml, entry);
            }
        });
    });
    xml.finish()
}

fn item(xml: &mut Xml, entry: &Entry<'_>) {
    xml.around("item", &[], |xml| {
        xml.text("title", &[], &entry.title);
        xml.text("link", &[], &entry.url);
        xml.text("guid", &[("isPermaLink", "false")], &entry.id);
        // Readers take a description for HTML, so its plain text is escaped once more.
        xml.text("description", &[], &html(&entry.summary));
        if let Some(published) = entry.published {
            xml.text("pubDate", &[], &rfc822(published));
        }
        if let Some(date) = entry.date() {
            xml.text("dcterms:date", &[], &date);
        }
        entry.authors.iter().for_each(|author| xml.text("dc:creator", &[], author));
        if let Some(source) = &entry.article.source {
            xml.text("dc:publisher", &[], source);
        }
        if !entry.article.language.is_und() {
            xml.text("dc:language", &[], entry.article.language.as_str());
        }
        entry.categories().iter().for_each(|word| xml.text("category", &[], word));
    });
}

/// A moment as RFC 822 with a year of four digits has it.
fn rfc822(micros: i64) -> String {
    DateTime::from_timestamp_micros(micros).map(|time| time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).unwrap_or_default()
}

fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

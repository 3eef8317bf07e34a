//! Atom, RFC 4287 (<https://www.rfc-editor.org/rfc/rfc4287>).

use super::entry::{Entry, entries, rfc3339, title, updated};
use super::xml::Xml;
use super::{PUBLISHER, Site, uuid};
use crate::search::Response;

/// Writes an answer as Atom.
#[must_use]
pub fn atom(response: &Response, site: &Site) -> String {
    let entries = entries(response, site);
    let spaces = [
        ("xmlns", "http://www.w3.org/2005/Atom"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
        ("xmlns:dcterms", "http://purl.org/dc/terms/"),
    ];
    let mut xml = Xml::new();
    xml.around("feed", &spaces, |xml| {
        xml.text("id", &[], &uuid::urn("feed", &site.feed));
        xml.text("title", &[], &title(response));
        xml.text("updated", &[], &rfc3339(updated(&entries, site)));
        // An entry whose author nobody knows has the feed's.
        xml.around("author", &[], |xml| xml.text("name", &[], PUBLISHER));
        xml.text("generator", &[], PUBLISHER);
        let kind = "application/atom+xml";
        xml.empty("link", &[("rel", "self"), ("href", &site.url(&site.feed)), ("type", kind)]);
        xml.empty("link", &[("rel", "alternate"), ("href", &site.url(&site.page)), ("type", "text/html")]);
        if let Some(next) = &site.next {
            xml.empty("link", &[("rel", "next"), ("href", &site.url(next)), ("type", kind)]);
        }
        for entry in &entries {
            write(xml, entry);
        }
    });
    xml.finish()
}

fn write(xml: &mut Xml, entry: &Entry<'_>) {
    let language = [("xml:lang", entry.article.language.as_str())];
    xml.around("entry", if entry.article.language.is_und() { &[] } else { &language }, |xml| {
        xml.text("id", &[], &entry.id);
        xml.text("title", &[("type", "text")], &entry.title);
        xml.empty("link", &[("rel", "alternate"), ("href", &entry.url)]);
        xml.text("updated", &[], &rfc3339(entry.updated));
        if let Some(published) = entry.published {
            xml.text("published", &[], &rfc3339(published));
        }
        if let Some(date) = entry.date() {
            xml.text("dcterms:date", &[], &date);
        }
        for author in &entry.authors {
            xml.around("author", &[], |xml| xml.text("name", &[], author));
        }
        if let Some(source) = &entry.article.source {
            xml.text("dc:publisher", &[], source);
        }
        entry.categories().iter().for_each(|word| xml.empty("category", &[("term", word)]));
        if !entry.summary.is_empty() {
            xml.text("summary", &[("type", "text")], &entry.summary);
        }
    });
}

//! What a feed says of itself before its entries.

use quick_xml::Reader;
use quick_xml::events::Event;
use url::Url;

use super::super::super::mapping::{html_plain, language_code, resolved};
use super::super::html::collapsed;
use super::super::xml::attributes;
use crate::article::Lang;

/// The feed around the entries.
#[derive(Debug, Default)]
pub(super) struct Channel {
    /// Its title.
    pub(super) title: Option<String>,
    /// Address of the pages it is of, then its own.
    pub(super) link: Option<String>,
    /// What relative addresses are relative to.
    pub(super) base: Option<String>,
    /// Its language.
    pub(super) language: Option<Lang>,
    /// Authors of entries that name none (Atom).
    pub(super) authors: Vec<String>,
    /// Whether an element of a feed was seen.
    pub(super) is_feed: bool,
}

impl Channel {
    /// Reads what stands before the first entry; the elements around it are not closed.
    pub(super) fn read(xml: &str) -> Self {
        let mut channel = Self::default();
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        let mut path: Vec<String> = Vec::new();
        let mut text = String::new();
        let mut own_link = None;
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Eof => break,
                Event::Start(start) => {
                    let name = local(start.name().as_ref());
                    channel.open(&name, path.last().map(String::as_str), &attributes(&start), &mut own_link);
                    path.push(name);
                    text.clear();
                    if path.len() > 64 {
                        break;
                    }
                }
                Event::Empty(start) => {
                    channel.open(&local(start.name().as_ref()), path.last().map(String::as_str), &attributes(&start), &mut own_link);
                }
                Event::End(_) => {
                    if let Some(name) = path.pop() {
                        channel.close(&name, path.last().map(String::as_str), text.trim());
                    }
                    text.clear();
                }
                Event::Text(found) => text.push_str(&found),
                Event::CData(found) => text.push_str(&found),
                Event::GeneralRef(name) => text.push_str(&resolved(&format!("&{};", &*name))),
                _ => {}
            }
        }
        channel.link = channel.link.take().or(own_link);
        channel
    }

    fn open(&mut self, name: &str, parent: Option<&str>, attributes: &[(String, String)], own_link: &mut Option<String>) {
        let of = |wanted: &str| {
            attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
        };
        let root = matches!(name, "rss" | "feed" | "rdf" | "channel");
        self.is_feed |= root;
        if root {
            if let Some(base) = of("xml:base") {
                self.base = Some(joined(self.base.as_deref(), base));
            }
            self.language = of("xml:lang").and_then(language_code).or(self.language);
        }
        if name == "link"
            && matches!(parent, Some("channel" | "feed"))
            && let Some(href) = of("href")
        {
            match of("rel") {
                None | Some("alternate") if self.link.is_none() => self.link = Some(href.to_owned()),
                Some("self") => *own_link = Some(href.to_owned()),
                _ => {}
            }
        }
    }

    fn close(&mut self, name: &str, parent: Option<&str>, text: &str) {
        let inside = matches!(parent, Some("channel" | "feed"));
        if text.is_empty() || (!inside && parent != Some("author")) {
            return;
        }
        match name {
            "title" if self.title.is_none() => self.title = Some(collapsed(&html_plain(text))).filter(|title| !title.is_empty()),
            "link" if self.link.is_none() => self.link = Some(text.to_owned()),
            "language" => self.language = self.language.or_else(|| language_code(text)),
            "name" if parent == Some("author") => self.authors.push(collapsed(text)),
            _ => {}
        }
    }

    /// Resolves an address of an entry.
    pub(super) fn resolve(&self, entry_base: Option<&str>, address: &str) -> String {
        let base = match (self.base.as_deref(), entry_base) {
            (base, Some(entry)) => Some(joined(base.or(self.link.as_deref()), entry)),
            (Some(base), None) => Some(joined(self.link.as_deref(), base)),
            (None, None) => self.link.clone(),
        };
        joined(base.as_deref(), address)
    }
}

/// An address relative to a base, as it stands where there is none.
fn joined(base: Option<&str>, address: &str) -> String {
    let address = address.trim();
    if Url::parse(address).is_ok() {
        return address.to_owned();
    }
    let resolved = base.and_then(|base| Url::parse(base.trim()).ok()).and_then(|base| base.join(address).ok());
    resolved.map_or_else(|| address.to_owned(), |url| url.to_string())
}

/// A name without its prefix, in lower case.
fn local(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_lowercase()
}

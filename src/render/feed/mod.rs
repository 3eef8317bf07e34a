//! Feeds of a search: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1.
//!
//! An entry's identifier is a UUID made of the article's id alone: it stays the same wherever and
//! however often the feed is read. It links the article at its outlet where that is an address of the
//! web, else its page here. A date of publication is there only where it is a day or finer, since
//! feeds know no months; the date with its precision is in `dcterms:date` all the same (`dc:date` would be read as an instant by many). Atom must say when
//! an entry was updated: when the publisher says so, else when it was published (a day or finer), else
//! when this archive first had it. Texts are plain and escaped; characters that XML does not allow are
//! left out.

mod atom;
mod entry;
mod json_feed;
mod rss;
mod uuid;
mod xml;

pub use atom::atom;
pub use json_feed::json_feed;
pub use rss::rss;

/// Where a feed says that it comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// Scheme and host, and a path if there is one, without a slash at the end: `https://news.example.org`.
    pub base: String,
    /// Path and query under which the feed is asked for.
    pub feed: String,
    /// Path and query of the search page that shows the same.
    pub page: String,
    /// Path and query of the next page of the feed; `None` on the last.
    pub next: Option<String>,
    /// When the version was published, in microseconds since 1970: the date of a feed without entries.
    pub published_us: i64,
}

impl Site {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

/// Who writes an entry whose author nobody knows, and the feed.
const PUBLISHER: &str = "Dateline";

#[cfg(test)]
mod tests;

//! Identifiers: which records are the same article.

use std::fmt::Write as _;

use thiserror::Error;
use url::Url;
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::{Article, Precision};

/// Longest id in bytes.
pub const ID_BYTES_MAX: usize = 512;

/// Why a text cannot be an id.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdError {
    /// It is empty.
    #[error("the id is empty")]
    Empty,
    /// It is too long.
    #[error("the id has {0} bytes, at most {ID_BYTES_MAX} are allowed")]
    TooLong(usize),
    /// It holds a control character.
    #[error("the id holds a control character")]
    Control,
}

/// Query parameters that tell how a reader came to a page and not which page it is.
///
/// The families and names that the large web analytics and advertising tools document; a name
/// that ends in `*` stands for all that begin so.
const TRACKING: [&str; 30] = [
    "utm_*",
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "msclkid",
    "yclid",
    "twclid",
    "ttclid",
    "igshid",
    "mc_cid",
    "mc_eid",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "hsctatracking",
    "mkt_tok",
    "oly_anon_id",
    "oly_enc_id",
    "vero_id",
    "ncid",
    "cmpid",
    "ocid",
    "smid",
    "soc_src",
    "soc_trk",
    "spm",
    "ref_src",
];

/// Checks the id of a native record.
pub fn native_id(id: &str) -> Result<(), IdError> {
    match id {
        "" => Err(IdError::Empty),
        long if long.len() > ID_BYTES_MAX => Err(IdError::TooLong(long.len())),
        bad if bad.chars().any(char::is_control) => Err(IdError::Control),
        _ => Ok(()),
    }
}

/// Returns the form of an address in which scheme, `www.`, tracking parameters, fragment and a
/// trailing slash do not matter; `None` if it is not one of the web.
#[must_use]
pub fn canonical_url(text: &str) -> Option<String> {
    let url = Url::parse(text.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?.trim_end_matches('.');
    let mut out = host.strip_prefix("www.").unwrap_or(host).to_owned();
    if let Some(port) = url.port() {
        let _ = write!(out, ":{port}");
    }
    out.push_str(url.path().trim_end_matches('/'));
    let kept: Vec<&str> = url
        .query()
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && !is_tracking(pair.split('=').next().unwrap_or_default()))
        .collect();
    if !kept.is_empty() {
        let _ = write!(out, "?{}", kept.join("&"));
    }
    Some(out)
}

fn is_tracking(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    TRACKING.iter().any(|known| known.strip_suffix('*').map_or(name == *known, |family| name.starts_with(family)))
}

/// Returns the id of a record that is not native.
///
/// The canonical address decides; without one, `SOURCE:ID` of a given id; without that, a hash of
/// source, title and date, and of the body where the date is missing or coarser than a second.
#[must_use]
pub fn mapped_id(article: &Article, given: Option<&str>) -> String {
    if let Some(url) = article.url.as_deref().and_then(canonical_url) {
        return bounded(url);
    }
    let source = article.source.as_deref().unwrap_or_default();
    if let Some(given) = given.map(clean).filter(|given| !given.is_empty()) {
        return bounded(if source.is_empty() { given } else { format!("{}:{given}", clean(source)) });
    }
    let date = article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
    let exact = article.published.is_some_and(|stamp| stamp.precision() == Precision::Second);
    let body = if exact { "" } else { &article.body };
    format!("{:032x}", hash_parts(&[source, &article.title, &date, body]))
}

fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// Long ids keep their beginning and end in the hash of the whole.
fn bounded(id: String) -> String {
    if id.len() <= ID_BYTES_MAX {
        return id;
    }
    let hash = format!("~{:032x}", xxh3_128(id.as_bytes()));
    let mut cut = ID_BYTES_MAX - hash.len();
    while !id.is_char_boundary(cut) {
        cut -= 1;
    }
    let (head, _) = id.split_at(cut);
    format!("{head}{hash}")
}

fn hash_parts(parts: &[&str]) -> u128 {
    let mut hasher = Xxh3::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.digest128()
}

/// Returns the hash of an article's content: of all members that the input gives, not of those
/// that Dateline computes.
///
/// Call it before analysis adds entities. Two records with one id and one hash are the same.
#[must_use]
pub fn content_hash(article: &Article) -> u64 {
    let stamp = |stamp: Option<super::Stamp>| stamp.map(|s| format!("{}|{}", s.when, s.basis.as_str())).unwrap_or_default();
    let (published, updated) = (stamp(article.published), stamp(article.updated));
    let mut hasher = Xxh3::new();
    let mut add = |part: &str| {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    };
    for part in [
        article.id.as_str(),
        article.url.as_deref().unwrap_or("\u{0}"),
        article.source.as_deref().unwrap_or("\u{0}"),
        &article.title,
        &article.lead,
        &article.body,
        article.section.as_deref().unwrap_or("\u{0}"),
        article.language.as_str(),
        &published,
        &updated,
    ] {
        add(part);
    }
    for list in [&article.authors, &article.tags] {
        add(&list.len().to_string());
        for item in list {
            add(item);
        }
    }
    for entity in &article.entities {
        add(entity.kind.as_str());
        add(&entity.name);
        add(entity.id.as_deref().unwrap_or_default());
    }
    for related in &article.related {
        add(&related.title);
        add(related.url.as_deref().unwrap_or_default());
    }
    for (name, value) in &article.extra {
        add(name);
        add(value.get());
    }
    hasher.digest()
}

/// Returns the hash of what makes two records of one id different articles: title, lead and body.
#[must_use]
pub fn text_hash(article: &Article) -> u64 {
    let mut hasher = Xxh3::new();
    for part in [&article.title, &article.body] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.digest()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page_are_one() {
        let same = [
            "https://www.example.org/a/b/",
            "http://example.org/a/b",
            "https://example.org:443/a/b?utm_source=x&fbclid=1#top",
            "HTTPS://Example.ORG/a/b?gclid=3",
        ];
        for url in same {
            assert_eq!(canonical_url(url).as_deref(), Some("example.org/a/b"), "{url}");
        }
        assert_eq!(canonical_url("https://example.org/?id=3&utm_medium=m").as_deref(), Some("example.org?id=3"));
        assert_eq!(canonical_url("javascript:alert(1)"), None);
        assert_eq!(canonical_url("/only/a/path"), None);
    }

    #[test]
    fn ids_of_mapped_records() {
        let mut article = Article { source: Some("BBC".into()), title: "T".into(), ..Article::default() };
        assert_eq!(mapped_id(&article, Some("7")), "BBC:7");
        let hashed = mapped_id(&article, None);
        article.body = "other".into();
        assert_ne!(mapped_id(&article, None), hashed, "an undated record is told apart by its body");
        article.url = Some(format!("https://example.org/{}", "x".repeat(2000)));
        assert_eq!(mapped_id(&article, None).len(), ID_BYTES_MAX);
    }

    #[test]
    fn native_ids_are_checked() {
        assert!(native_id("nw-2025/14 é").is_ok());
        assert_eq!(native_id(""), Err(IdError::Empty));
        assert_eq!(native_id("a\nb"), Err(IdError::Control));
        assert_eq!(native_id(&"x".repeat(513)), Err(IdError::TooLong(513)));
    }
}

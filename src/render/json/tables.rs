//! Statistics of a version, and the list of versions.

use serde::Serialize;

use crate::article::json::utc;
use crate::render::PROGRAM;
use crate::search::Facet;

use super::{FacetJson, version_name, write};

/// What a version holds, for `/v1/stats`.
#[derive(Debug, Default)]
pub struct Stats {
    /// What the version says of itself.
    pub version: VersionRow,
    /// Language codes of its articles.
    pub languages: Vec<String>,
    /// Facets of all its articles by name, where they were counted.
    pub facets: Vec<(&'static str, Facet)>,
}

/// A version in a list.
#[derive(Debug, Clone, Default)]
pub struct VersionRow {
    /// Number.
    pub number: u64,
    /// Publication, in microseconds since 1970.
    pub created_us: i64,
    /// What published it.
    pub verb: String,
    /// Articles that can be found.
    pub articles: u64,
    /// Articles among them without a date.
    pub undated: u64,
    /// Content hash.
    pub content_hash: String,
    /// The version it was made from.
    pub parent: Option<u64>,
    /// Bytes of its files.
    pub bytes: u64,
    /// Whether it is kept until it is unpinned.
    pub pinned: bool,
    /// Whether it is the one that is served.
    pub served: bool,
    /// Why it is kept, in a list: `served`, `pinned`, `newest` or `until`.
    pub kept: Option<&'static str>,
    /// Until when at least, in microseconds since 1970, where that is why.
    pub until_us: Option<i64>,
}

#[derive(Serialize)]
struct RowJson<'a> {
    version: String,
    published_at: String,
    verb: &'a str,
    articles: u64,
    undated: u64,
    bytes: u64,
    version_hash: &'a str,
    parent: Option<String>,
    pinned: bool,
    served: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

impl<'a> RowJson<'a> {
    fn of(row: &'a VersionRow) -> Self {
        Self {
            version: version_name(row.number),
            published_at: utc(row.created_us),
            verb: &row.verb,
            articles: row.articles,
            undated: row.undated,
            bytes: row.bytes,
            version_hash: &row.content_hash,
            parent: row.parent.map(version_name),
            pinned: row.pinned,
            served: row.served,
            kept: row.kept,
            until: row.until_us.map(utc),
        }
    }
}

#[derive(Serialize)]
struct StatsJson<'a> {
    #[serde(flatten)]
    version: RowJson<'a>,
    program: &'static str,
    languages: &'a [String],
    facets: std::collections::BTreeMap<&'static str, FacetJson<'a>>,
}

/// Writes the answer of `/v1/stats`.
#[must_use]
pub fn stats(stats: &Stats) -> String {
    write(&StatsJson {
        version: RowJson::of(&stats.version),
        program: PROGRAM,
        languages: &stats.languages,
        facets: stats.facets.iter().map(|(name, facet)| (*name, FacetJson::of(facet))).collect(),
    })
}

#[derive(Serialize)]
struct VersionsJson<'a> {
    versions: Vec<RowJson<'a>>,
}

/// Writes the answer of `/v1/versions`, in the order given.
#[must_use]
pub fn versions(rows: &[VersionRow]) -> String {
    write(&VersionsJson { versions: rows.iter().map(RowJson::of).collect() })
}

//! What a run did, as `report.json` and `--report` hold it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ingest::MapReport;

/// The report of a run.
///
/// `read` = `added` + `updated` + `unchanged` + `rejected`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Rows that are articles, or should have been.
    pub read: u64,
    /// Articles whose id the served version did not hold.
    pub added: u64,
    /// Articles that took the place of another content under their id.
    pub updated: u64,
    /// Articles that were there already, and exact repeats.
    pub unchanged: u64,
    /// Rows that could not become articles.
    pub rejected: u64,
    /// Articles without a usable publication date, among those read.
    pub undated: u64,
    /// Files and records that were passed over on purpose.
    pub skipped: u64,
    /// Bytes read, as they lie on disk.
    pub bytes: u64,
    /// Time the run took, in seconds.
    pub seconds: f64,
    /// Name of the version that is served after the run; `None` if there is none.
    pub version: Option<String>,
    /// Inputs (files, members, standard input) by the format they were read as.
    pub formats: BTreeMap<String, u64>,
    /// What a reader should look at, by code.
    pub warnings: Vec<Warning>,
    /// What a reindex makes of the served version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<Compared>,
    /// What was mapped to what, where that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping: Option<MapReport>,
}

/// The served version beside the one that a reindex built.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Compared {
    /// Name of the version that was served; `None` if there was none.
    pub before: Option<String>,
    /// Its articles.
    pub articles_before: u64,
    /// Articles of the new one.
    pub articles_after: u64,
    /// Articles that were written to the served version while the new one was built, and are in it.
    pub written_meanwhile: u64,
    /// Articles that were deleted meanwhile, and are not in it.
    pub deleted_meanwhile: u64,
    /// Outlets of which the new one has no article, most articles before first.
    pub silent: Vec<Outlet>,
    /// Why it does not take the place of the served one; empty where it does.
    pub failed: Vec<String>,
}

/// An outlet and its articles in the served version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outlet {
    /// Its name.
    pub source: String,
    /// Its articles.
    pub articles: u64,
}

/// Something that a run noticed, counted, with examples.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Stable code.
    pub code: String,
    /// How often.
    pub count: u64,
    /// The first few, with their places.
    pub examples: Vec<String>,
}

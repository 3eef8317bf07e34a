//! Counts in bulk.

use serde::Serialize;

use super::receipt::Resolved;
use super::timeline::TimelineJson;
use super::{ExcludedJson, WarningJson, micros_to_ms, version_name, write};
use crate::search::BulkRow;
use crate::search::params::BulkParams;

#[derive(Serialize)]
struct CountsJson<'a> {
    version: String,
    version_hash: &'a str,
    took_ms: f64,
    request: Resolved<'a>,
    rows: Vec<RowJson<'a>>,
    failed: usize,
}

#[derive(Serialize)]
struct RowJson<'a> {
    name: Option<&'a str>,
    q: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical: Option<&'a str>,
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<ExcludedJson>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<WarningJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<TimelineJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorJson<'a>>,
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

/// Writes the answer of `/v1/counts`: a row a query, in the order of the queries.
#[must_use]
pub fn counts(version: u64, version_hash: &str, took_us: u64, params: &BulkParams, rows: &[BulkRow]) -> String {
    let failed = rows.iter().filter(|row| row.outcome.is_err()).count();
    let rows = rows.iter().map(RowJson::of).collect();
    let request = Resolved(&params.resolved);
    write(&CountsJson { version: version_name(version), version_hash, took_ms: micros_to_ms(took_us), request, rows, failed })
}

impl<'a> RowJson<'a> {
    fn of(row: &'a BulkRow) -> Self {
        let (name, q) = (row.query.name.as_deref(), row.query.q.as_str());
        match &row.outcome {
            Ok(found) => Self {
                name,
                q,
                canonical: Some(&found.query.canonical),
                total: found.total,
                excluded: found.excluded.map(ExcludedJson::of),
                warnings: found.warnings.iter().map(WarningJson::of).collect(),
                timeline: found.timeline.as_ref().map(TimelineJson::of),
                error: None,
            },
            Err(error) => Self {
                name,
                q,
                canonical: None,
                total: None,
                excluded: None,
                warnings: Vec::new(),
                timeline: None,
                error: Some(ErrorJson { detail: &error.message, column: error.column }),
            },
        }
    }
}

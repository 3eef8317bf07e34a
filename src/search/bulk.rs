//! Many queries counted under the same filters: a bad one is told in its row, the others go on.

use super::embedded;
use super::limits::BULK_BUCKETS_MAX;
use super::params::{BulkParams, BulkQuery};
use super::response::Timeline;
use super::{Request, Response, SearchError, Stop};
use crate::index::Version;

/// A query and what it came to.
#[derive(Debug)]
pub struct BulkRow {
    /// The query.
    pub query: BulkQuery,
    /// Its total, excluded articles and timeline in an answer without hits, or why there is none.
    pub outcome: Result<Response, BulkError>,
}

/// Why a query was not counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkError {
    /// What is wrong and what to do.
    pub message: String,
    /// Column in the query, from 1, in Unicode scalar values.
    pub column: Option<usize>,
}

/// Counts queries on a version, in their order.
///
/// # Errors
/// [`SearchError::Deadline`] where `stop` came before the last one; errors of the index.
pub fn bulk(version: &Version, queries: Vec<BulkQuery>, params: &BulkParams, stop: &Stop) -> Result<Vec<BulkRow>, SearchError> {
    let (mut rows, mut buckets) = (Vec::with_capacity(queries.len()), 0);
    let mut request = params.request.clone();
    for query in queries {
        request.query = params.request.query.other(&query.q);
        let outcome = counted(version, &request, stop)?.and_then(|response| {
            buckets += response.timeline.as_ref().map_or(0, Timeline::len);
            if buckets <= BULK_BUCKETS_MAX {
                return Ok(response);
            }
            let message = format!(
                "the timelines so far have {buckets} buckets, at most {BULK_BUCKETS_MAX} are counted at a time: send this query and those behind it apart, or ask for a longer interval"
            );
            Err(BulkError { message, column: None })
        });
        rows.push(BulkRow { query, outcome });
    }
    Ok(rows)
}

/// Counts a query; the inner error is one of the query, which concerns no other.
fn counted(version: &Version, request: &Request, stop: &Stop) -> Result<Result<Response, BulkError>, SearchError> {
    match embedded::search(version, request, stop) {
        Ok(response) => Ok(Ok(response)),
        Err(error @ (SearchError::TooManyBuckets { .. } | SearchError::TooManySeries { .. })) => {
            Ok(Err(BulkError { message: error.to_string(), column: None }))
        }
        Err(SearchError::Query(errors)) => {
            let column = errors.first().map(|error| error.column);
            let message = errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            Ok(Err(BulkError { message, column }))
        }
        Err(error) => Err(error),
    }
}

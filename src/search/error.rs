//! Why a search has no answer.

use thiserror::Error;

use crate::index::IndexError;
use crate::query::QueryError;

/// An error of a search.
#[derive(Debug, Error)]
pub enum SearchError {
    /// The query cannot be read.
    #[error("the query cannot be read: {}", list(.0))]
    Query(Vec<QueryError>),
    /// The cursor is forged, or belongs to another request.
    #[error("{0}")]
    BadCursor(String),
    /// The deadline passed.
    #[error("the search took longer than its deadline: narrow it by a date range or fewer wildcards")]
    Deadline,
    /// A timeline would have too many buckets.
    #[error("a timeline by {interval} from {first} to {last} has {buckets} buckets, at most {max} fit: ask for `interval={fits}`")]
    TooManyBuckets {
        /// The interval asked for.
        interval: &'static str,
        /// First bucket.
        first: String,
        /// Last bucket.
        last: String,
        /// Buckets it would take.
        buckets: u64,
        /// Buckets allowed.
        max: u64,
        /// The finest interval that fits.
        fits: &'static str,
    },
    /// A timeline and its series would have too many buckets together.
    #[error(
        "a timeline by {interval} and its series of {series} values have {buckets} buckets, at most {max} fit: {}",
        mend(.fits.as_deref(), *.fewer)
    )]
    TooManySeries {
        /// The interval asked for.
        interval: &'static str,
        /// Values that would get a series.
        series: u64,
        /// Buckets it would take.
        buckets: u64,
        /// Buckets allowed.
        max: u64,
        /// The finest interval that fits, if one does.
        fits: Option<String>,
        /// The most values that fit.
        fewer: u64,
    },
    /// A part of the language or of the contract that this program does not have yet.
    #[error("{what} is not available yet{}", at(*.column))]
    NotAvailable {
        /// What was asked for.
        what: String,
        /// Column in the query, from 1.
        column: Option<usize>,
    },
    /// The index failed.
    #[error("the index failed: {0}")]
    Index(#[from] IndexError),
}

fn mend(fits: Option<&str>, fewer: u64) -> String {
    let size = format!("`facet-size={fewer}`");
    match fits {
        Some(interval) if fewer > 0 => format!("ask for `interval={interval}`, or for fewer values by {size}"),
        Some(interval) => format!("ask for `interval={interval}`"),
        None if fewer > 0 => format!("ask for fewer values by {size}"),
        None => "ask for a coarser `interval` and for fewer values by `facet-size`".to_owned(),
    }
}

fn list(errors: &[QueryError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

fn at(column: Option<usize>) -> String {
    column.map(|column| format!(" (column {column})")).unwrap_or_default()
}

//! Orders in which documents do not lie: oldest first, newest and oldest by `use-date`, and the order
//! of indexing.

use tantivy::DocId;
use tantivy::columnar::Column;

use super::collect::each_block;
use super::hits::{Found, Wanted};
use super::open::open;
use super::top::Top;
use crate::article::published::order;
use crate::article::{Instant, When};
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::request::DateColumn;
use crate::search::response::HitsPath;
use crate::search::{SearchError, Stop};

/// One of the dates of a segment's documents.
pub(super) enum Dates {
    /// Order keys.
    Keys(Column<u64>),
    /// Microseconds since 1970.
    Micros(Column<i64>),
}

impl Dates {
    pub(super) fn of(segment: &Segment, column: DateColumn) -> Self {
        match column {
            DateColumn::Published => Self::Keys(segment.key.clone()),
            DateColumn::Updated => Self::Keys(segment.updated_key.clone()),
            DateColumn::FirstIndexed => Self::Micros(segment.first_indexed.clone()),
        }
    }

    /// The order key of a document's date.
    #[inline]
    pub(super) fn key(&self, doc: DocId) -> u64 {
        match self {
            Self::Keys(column) => column.values.get_val(doc),
            Self::Micros(column) => {
                order::sort_key(Some(&When::Instant(Instant { micros: column.values.get_val(doc), offset: None, seconds: true })))
            }
        }
    }
}

/// Finds the first hits of an order by a column.
pub(super) fn find(
    version: &Version,
    wanted: &Wanted<'_>,
    column: DateColumn,
    rank: fn(u64) -> u64,
    stop: &Stop,
) -> Result<Found, SearchError> {
    by_key(version, wanted, stop, |segment| {
        let dates = Dates::of(segment, column);
        move |doc| rank(dates.key(doc))
    })
}

/// Finds the first hits of an order in which documents do not lie: looks at every match. `keys` gives
/// the order of a segment's documents, smaller first.
pub(super) fn by_key<'v, K: Fn(DocId) -> u64>(
    version: &'v Version,
    wanted: &Wanted<'v>,
    stop: &Stop,
    keys: impl Fn(&'v Segment) -> K,
) -> Result<Found, SearchError> {
    let mut top = Top::new(version, wanted)?;
    let mut total = 0;
    for segment in version.segments() {
        top.segment(segment)?;
        let key = keys(segment);
        let mut docs = open(wanted.plan, segment, false)?;
        each_block(&mut docs, segment, stop, &mut |block| {
            total += block.len() as u64;
            for doc in block {
                top.offer(key(*doc), 0, *doc);
            }
        })?;
    }
    Ok(Found { candidates: top.finish()?, total: Some(total), path: HitsPath::Pass })
}

//! All matches of a request, one after another, in an order by date or by id.
//!
//! The memory does not grow with the matches: places of hits are found some thousands at a time, each
//! time behind the last one, and an article is read when its turn comes.

use std::ops::ControlFlow;

use super::hits::{self, Wanted};
use super::plan::Plan;
use super::top::{Candidate, place};
use super::{Reading, hits_of};
use crate::index::Version;
use crate::search::limits::{STREAM_CHUNK, STREAM_FIRST};
use crate::search::request::{Order, Request};
use crate::search::response::Hit;
use crate::search::{Cursor, SearchError, Stop};

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Streamed {
    /// With the last match; so many were given.
    Complete(u64),
    /// By its taker, before the last match; so many were taken.
    Ended(u64),
}

/// Gives every match of a request to `take`, in its order, until there is none or `take` breaks off.
///
/// The page of the request does not matter. An order by relevance or at random is taken for newest
/// first: scores of all matches cannot be held.
///
/// # Errors
/// As [`super::search`]; what was given before is right all the same.
pub fn stream(
    version: &Version,
    request: &Request,
    stop: &Stop,
    mut take: impl FnMut(Hit) -> ControlFlow<()>,
) -> Result<Streamed, SearchError> {
    let order = match request.order {
        Order::Relevance | Order::Random { .. } => Order::Newest,
        order => order,
    };
    let request = &Request { order, ..request.clone() };
    let read = Reading::new(version, request, stop)?;
    let matching = read.matching()?;
    let (mut given, mut size) = (0, STREAM_FIRST);
    let mut after: Option<Cursor> = None;
    loop {
        let found = chunk(&read, &matching, size, after.as_ref(), stop)?;
        let more = found.len() > size;
        let found = found.get(..size.min(found.len())).unwrap_or_default();
        for candidate in found {
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
            for hit in hits_of(&read, std::slice::from_ref(candidate), stop)? {
                if take(hit).is_break() {
                    return Ok(Streamed::Ended(given));
                }
                given += 1;
            }
        }
        match found.last().filter(|_| more) {
            Some(last) => {
                let now = request.now;
                after = Some(Cursor { version: version.number(), request: 0, now, key: last.key, last: place(last.address) });
            }
            None => return Ok(Streamed::Complete(given)),
        }
        size = STREAM_CHUNK;
    }
}

/// The next places, one more than `size` where others follow.
fn chunk(read: &Reading<'_>, matching: &Plan, size: usize, after: Option<&Cursor>, stop: &Stop) -> Result<Vec<Candidate>, SearchError> {
    let (order, column) = (read.request.order, read.request.dates.column);
    let wanted = Wanted { plan: matching, order, count: size + 1, after, column, decay: None };
    Ok(hits::find(read.version, &wanted, stop)?.candidates)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{build, doc, request};
    use super::*;
    use crate::search::request::Page;

    /// Many equals in several segments, more than are found at first.
    fn version() -> (tempfile::TempDir, Version) {
        let dates = ["", "2025-01-29", "2025", "2025-01-29T10:00:00Z", "2024-12"];
        let article = |n: usize| doc(&format!("{:04}", n * 7919 % 1_000), "oil", "text", dates[n % dates.len()]);
        build(&[(0..400).map(article).collect(), (400..700).map(article).collect(), (700..1_000).map(article).collect()])
    }

    fn all(version: &Version, order: Order) -> Vec<String> {
        let mut ids = Vec::new();
        let request = Request { order, highlight: None, ..request("oil") };
        let ended = stream(version, &request, &Stop::without_deadline(), |hit| {
            ids.push(hit.article.id);
            ControlFlow::Continue(())
        });
        assert_eq!(ended.unwrap(), Streamed::Complete(ids.len() as u64));
        ids
    }

    #[test]
    fn every_match_comes_once_and_in_the_order_of_pages() {
        let (_dir, version) = version();
        for order in [Order::Newest, Order::Oldest, Order::Id] {
            let mut pages = Vec::new();
            for number in 1..=10 {
                let request = Request { order, page: Page::Number(number), page_size: 100, highlight: None, ..request("oil") };
                let response = super::super::search(&version, &request, &Stop::without_deadline()).unwrap();
                pages.extend(response.hits.into_iter().map(|hit| hit.article.id));
            }
            assert_eq!(all(&version, order), pages, "{order:?}");
            assert_eq!(pages.len(), 1_000);
        }
        assert!(all(&version, Order::Id).is_sorted());
    }

    #[test]
    fn a_stream_ends_where_its_taker_or_its_caller_says() {
        let (_dir, version) = version();
        let request = Request { order: Order::Newest, highlight: None, ..request("oil") };
        let mut left = 300;
        let ended = stream(&version, &request, &Stop::without_deadline(), |_| {
            left -= 1;
            if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(ended.unwrap(), Streamed::Ended(299));
        let stop = Stop::without_deadline();
        let cancelled = stream(&version, &request, &stop, |_| {
            stop.cancel();
            ControlFlow::Continue(())
        });
        assert!(matches!(cancelled, Err(SearchError::Deadline)));
    }
}

//! Laws that hold for every request, asked of the archive of the agreement in one segment and in
//! several.

mod algebra;
mod changes;
mod facets;
mod orders;
mod positions;
mod queries;
mod scores;
mod segments;
mod timelines;

use std::time::{Duration, Instant};

use dateline::article::published::Now;
use dateline::index::Version;
use dateline::search::params::{self, Params, Route};
use dateline::search::{Cursor, Page, Request, Response, Stop, search};

use crate::agreement::SAMPLE;
use crate::support::{Built, NOW_US, Random, shared};

fn read(text: &str, route: Route) -> Params {
    let pairs: Vec<(String, String)> =
        text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect();
    params::read(&pairs, route, Now { micros: NOW_US }).unwrap_or_else(|bad| panic!("{text}: {bad:?}"))
}

fn run_on(version: &Version, request: &Request) -> Response {
    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
    search(version, request, &stop).unwrap_or_else(|error| panic!("{}: {error}", request.query.text))
}

fn run(built: &Built, request: &Request) -> Response {
    run_on(&built.version, request)
}

fn ask(built: &Built, text: &str) -> Response {
    run(built, &read(text, Route::Search).request)
}

fn archives() -> [&'static Built; 2] {
    [&SAMPLE.one, &SAMPLE.several]
}

/// Whether the Reuters articles are in the archives, for laws that ask for their words; else says
/// what is skipped.
fn has_reuters() -> bool {
    shared("data/reuters21578").is_some()
}

fn ids(response: &Response) -> Vec<String> {
    response.hits.iter().map(|hit| hit.article.id.clone()).collect()
}

/// All ids of a request, page behind page by cursors.
fn all_ids_on(version: &Version, request: &Request) -> Vec<String> {
    let mut request = request.clone();
    let mut out = Vec::new();
    loop {
        let response = run_on(version, &request);
        out.extend(ids(&response));
        let Some(cursor) = response.next_cursor.as_deref() else { return out };
        request.page = Page::After(Cursor::decode(cursor).unwrap());
    }
}

fn all_ids(built: &Built, text: &str) -> Vec<String> {
    all_ids_on(&built.version, &read(text, Route::Search).request)
}

/// A request for a query as it is written, under further parameters.
fn request(q: &str, more: &str) -> Request {
    let more = more.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned()));
    let pairs: Vec<(String, String)> = std::iter::once(("q".to_owned(), q.to_owned())).chain(more).collect();
    params::read(&pairs, Route::Search, Now { micros: NOW_US }).unwrap_or_else(|bad| panic!("{q}: {bad:?}")).request
}

/// The number of articles that a query finds under further parameters.
fn total(built: &Built, q: &str, more: &str) -> u64 {
    run(built, &request(q, &format!("page-size=0&{more}"))).total.unwrap()
}

/// Whatever one query finds, the other finds too.
fn is_part(built: &Built, narrow: &str, wide: &str, more: &str) {
    let (few, many) = (total(built, narrow, more), total(built, wide, more));
    assert!(few <= many, "`{narrow}` finds {few}, `{wide}` {many} ({more})");
    let outside = total(built, &format!("({narrow}) NOT ({wide})"), more);
    assert_eq!(outside, 0, "found by `{narrow}` and not by `{wide}` ({more})");
}

/// Two queries find the same.
fn is_same(built: &Built, one: &str, other: &str, more: &str) {
    is_part(built, one, other, more);
    is_part(built, other, one, more);
}

/// Random numbers for a test, which says how to have them again.
fn random(test: &str, default: u64) -> Random {
    let given = std::env::var_os("LAWS_SEED").and_then(|text| text.to_string_lossy().parse().ok());
    let seed = given.unwrap_or(default);
    eprintln!("{test}: seed {seed} (LAWS_SEED)");
    Random(seed)
}

//! The engine and the reference must agree, on thousands of requests that look random.

pub(crate) mod archive;
mod check;
mod dates;
mod operators;
mod patterns;
pub(crate) mod queries;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use dateline::query::Node;
use dateline::search::{Request, Response, SearchError, Stop, search};

use crate::reference::Expected;
use crate::support::{Built, Random};
use archive::Sample;
use check::{answer, check};

/// Seed of the requests, if `AGREEMENT_SEED` gives no other.
const SEED: u64 = 21_578;
/// Requests, if `AGREEMENT_REQUESTS` gives no other number.
const REQUESTS: u64 = 2_000;
/// Requests in other languages, if `AGREEMENT_REQUESTS` gives no other number.
const REQUESTS_WORLD: u64 = 400;
/// Threads that ask.
const THREADS: usize = 2;
/// Disagreements of one kind that are told in full.
const TOLD_MAX: usize = 2;

/// One archive for all tests of this module.
pub(crate) static SAMPLE: LazyLock<Sample> = LazyLock::new(|| Sample::build(archive::read()));
/// One of other languages.
static WORLD: LazyLock<Sample> = LazyLock::new(|| Sample::build(archive::read_world()));

fn number(variable: &str, default: u64) -> u64 {
    let given = std::env::var_os(variable).and_then(|text| text.to_string_lossy().parse().ok());
    given.unwrap_or(default)
}

fn ask(built: &Built, request: &Request) -> Result<Response, SearchError> {
    search(&built.version, request, &Stop::new(Instant::now() + Duration::from_secs(60)))
}

#[test]
fn the_engine_agrees_with_the_reference() {
    agree(&SAMPLE, REQUESTS);
}

#[test]
fn the_engine_agrees_with_the_reference_in_other_languages() {
    agree(&WORLD, REQUESTS_WORLD);
}

fn agree(sample: &Sample, requests: u64) {
    let seed = number("AGREEMENT_SEED", SEED);
    let requests = number("AGREEMENT_REQUESTS", requests);
    eprintln!("{} articles, {requests} requests, seed {seed} (AGREEMENT_SEED, AGREEMENT_REQUESTS)", sample.reference.docs.len());
    let vocabulary = queries::Vocabulary::new(&sample.reference);
    let work = |start: u64| {
        let (mut told, mut found) = (Vec::new(), 0);
        for turn in (start..requests).step_by(THREADS) {
            let mut random = Random(seed.wrapping_add(turn));
            let request = vocabulary.request(&mut random);
            let expected = sample.reference.answer(&request);
            found += u64::from(!expected.docs.is_empty());
            if let Err(what) = compare(sample, &request, &expected) {
                let again = format!("AGREEMENT_SEED={} AGREEMENT_REQUESTS=1", seed.wrapping_add(turn));
                told.push((kind(&what), format!("{again}: {what}\n  {}", show(&request))));
            }
        }
        (told, found)
    };
    let mut told: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut found = 0;
    thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS as u64).map(|start| scope.spawn(move || work(start))).collect();
        for thread in threads {
            let (wrong, with_hits) = thread.join().unwrap();
            found += with_hits;
            for (kind, what) in wrong {
                told.entry(kind).or_default().push(what);
            }
        }
    });
    eprintln!("{found} of {requests} requests found something");
    // A seed that is tried again is one request.
    assert!(requests < 100 || found * 5 > requests * 2, "too many requests find nothing: they prove little");
    let wrong: usize = told.values().map(Vec::len).sum();
    let kinds = told.iter().map(|(kind, all)| {
        format!("{} times `{kind}…`:\n\n{}", all.len(), all.iter().take(TOLD_MAX).cloned().collect::<Vec<_>>().join("\n\n"))
    });
    assert!(wrong == 0, "{wrong} of {requests} requests are answered otherwise\n\n{}\n", kinds.collect::<Vec<_>>().join("\n\n"));
}

/// The beginning of a message, by which disagreements of one kind are put together.
fn kind(what: &str) -> String {
    what.chars().take_while(|c| !c.is_numeric() && !matches!(c, '`' | '(' | '[' | '"' | '=')).collect()
}

fn show(request: &Request) -> String {
    let canonical = request.query.parsed.tree.as_ref().map(Node::canonical).unwrap_or_default();
    format!(
        "q={}\n  read as {canonical}\n  search-in={:?} dates={:?}\n  filters={:?}\n  order={:?} page={:?} size={} facets={:?} of {} interval={:?} \
         share={} by={:?} highlight={:?}",
        request.query.text,
        request.search_in,
        request.dates,
        request.filters,
        request.order,
        request.page,
        request.page_size,
        request.facets,
        request.facet_size,
        request.interval,
        request.share,
        request.by,
        request.highlight
    )
}

/// Asks the archive in one segment and in several, and compares both answers.
fn compare(sample: &Sample, request: &Request, expected: &Expected) -> Result<(), String> {
    let one = answer(&sample.one, request, expected).and_then(|one| check(&sample.one, &sample.reference, request, expected, one));
    let one = one.map_err(|what| format!("in one segment: {what}"))?;
    let several =
        answer(&sample.several, request, expected).and_then(|it| check(&sample.several, &sample.reference, request, expected, it));
    let several = several.map_err(|what| format!("in several segments: {what}"))?;
    match (one, several) {
        (Some(one), Some(several)) if one.facets != several.facets => Err("facets differ between one segment and several".into()),
        _ => Ok(()),
    }
}

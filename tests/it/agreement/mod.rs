//! The engine and the reference must agree, on thousands of requests that look random.

pub(crate) mod archive;
pub(crate) mod queries;

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use dateline::query::Node;
use dateline::search::{Cursor, Filter, Order, Page, Request, Response, SearchError, Stop, search};

use crate::reference::facets::Key;
use crate::reference::{Expected, Reference};
use crate::support::{Built, Random};
use archive::Sample;

/// Seed of the requests, if `AGREEMENT_SEED` gives no other.
const SEED: u64 = 21_578;
/// Requests, if `AGREEMENT_REQUESTS` gives no other number.
const REQUESTS: usize = 2_400;
/// Threads that ask.
const THREADS: usize = 2;
/// Disagreements of one kind that are told in full.
const TOLD_MAX: usize = 2;

/// One archive for all tests of this module.
pub(crate) static SAMPLE: LazyLock<Sample> = LazyLock::new(Sample::build);

fn number(variable: &str, default: u64) -> u64 {
    let given = std::env::var_os(variable).and_then(|text| text.to_string_lossy().parse().ok());
    given.unwrap_or(default)
}

fn ask(built: &Built, request: &Request) -> Result<Response, SearchError> {
    search(&built.version, request, &Stop::new(Instant::now() + Duration::from_secs(60)))
}

#[test]
fn the_engine_agrees_with_the_reference() {
    let seed = number("AGREEMENT_SEED", SEED);
    let requests = number("AGREEMENT_REQUESTS", REQUESTS as u64);
    let sample = &*SAMPLE;
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
    assert!(found * 2 > requests, "most requests find nothing: they prove little");
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
         share={} by={:?}",
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
        request.by
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

/// The answer; none where both sides say that the timeline is too long.
fn answer(built: &Built, request: &Request, expected: &Expected) -> Result<Option<Response>, String> {
    match (ask(built, request), &expected.timeline) {
        (Err(SearchError::TooManyBuckets { fits, .. }), Some(Err(too_many))) => {
            if fits == too_many.fits {
                Ok(None)
            } else {
                Err(format!("`{fits}` is said to fit, `{}` does", too_many.fits))
            }
        }
        (Err(SearchError::TooManySeries { fits, .. }), Some(Err(too_many))) => {
            if fits.as_deref().unwrap_or_default() == too_many.fits {
                Ok(None)
            } else {
                Err(format!("`{fits:?}` is said to fit with series, `{}` does", too_many.fits))
            }
        }
        (Ok(_), Some(Err(_))) => Err("a timeline with too many buckets is no error".into()),
        (Ok(response), _) => Ok(Some(response)),
        (Err(error), _) => Err(error.to_string()),
    }
}

fn check(
    built: &Built,
    reference: &Reference,
    request: &Request,
    expected: &Expected,
    response: Option<Response>,
) -> Result<Option<Response>, String> {
    let Some(response) = response else { return Ok(None) };
    let total = request.total.then_some(expected.docs.len() as u64);
    if response.total != total {
        return Err(format!("total {:?} instead of {total:?}{}", response.total, difference(built, reference, request, expected)));
    }
    let excluded = response.excluded.map(|excluded| (excluded.undated, excluded.imprecise));
    let wanted = request.dates.span.map(|_| (expected.undated, expected.imprecise));
    if excluded != wanted {
        return Err(format!("excluded {excluded:?} instead of {wanted:?}"));
    }
    check_hits(built, reference, request, expected, &response)?;
    if response.facets.iter().map(|(field, _)| field).ne(&request.facets) {
        return Err("not the facets that were asked for".into());
    }
    for (counts, (field, facet)) in expected.facets.iter().zip(&response.facets) {
        let chosen = request.filters.iter().filter(|filter| filter.field == *field && !filter.exclude);
        let chosen: Vec<String> = chosen.flat_map(|filter| filter.values.clone()).collect();
        counts.check(facet, request.facet_size, &chosen)?;
    }
    check_timeline(expected, &response)?;
    check_series(expected, &response)?;
    check_terms(reference, request, &response)?;
    check_choice(built, request, &response)?;
    Ok(Some(response))
}

/// Which articles one side finds and the other does not.
fn difference(built: &Built, reference: &Reference, request: &Request, expected: &Expected) -> String {
    let mut found = Vec::new();
    let mut request = Request { facets: Vec::new(), interval: None, page: Page::Number(1), page_size: 200, ..request.clone() };
    while let Ok(page) = ask(built, &request) {
        found.extend(page.hits.iter().map(|hit| hit.article.id.clone()));
        let Some(next) = page.next_cursor.as_deref().and_then(Cursor::decode) else { break };
        request.page = Page::After(next);
    }
    let wanted: Vec<&String> = expected.docs.iter().map(|number| &reference.docs[*number].article.id).collect();
    let lost: Vec<_> = wanted.iter().filter(|id| !found.contains(id)).take(4).collect();
    let extra: Vec<_> = found.iter().filter(|id| !wanted.contains(id)).take(4).collect();
    format!(" (not found: {lost:?}; found: {extra:?})")
}

fn check_hits(built: &Built, reference: &Reference, request: &Request, expected: &Expected, response: &Response) -> Result<(), String> {
    let Page::Number(page) = request.page else { return Err("no page number".into()) };
    let id = |number: &usize| reference.docs[*number].article.id.as_str();
    let wanted: Vec<&str> = expected.docs.iter().skip((page - 1) * request.page_size).take(request.page_size).map(id).collect();
    let found: Vec<&str> = response.hits.iter().map(|hit| hit.article.id.as_str()).collect();
    let scored = response.hits.iter().any(|hit| hit.score.is_some());
    if !matches!(request.order, Order::Relevance | Order::Random { .. }) || (request.order == Order::Relevance && !scored) {
        if found != wanted {
            let at = found.iter().zip(&wanted).position(|(a, b)| a != b).unwrap_or(found.len().min(wanted.len()));
            return Err(format!(
                "hit {at} is {:?} instead of {:?} ({} hits, {} wanted)",
                found.get(at),
                wanted.get(at),
                found.len(),
                wanted.len()
            ));
        }
    } else {
        let all: Vec<&str> = expected.docs.iter().map(id).collect();
        let mut distinct = found.clone();
        distinct.sort_unstable();
        distinct.dedup();
        if found.len() != wanted.len() || distinct.len() != found.len() || !found.iter().all(|id| all.contains(id)) {
            return Err(format!(
                "{} hits by relevance or at random, {} distinct, instead of {}",
                found.len(),
                distinct.len(),
                wanted.len()
            ));
        }
        if !response.hits.is_sorted_by(|a, b| a.score >= b.score) {
            return Err("hits are not sorted by score".into());
        }
    }
    for hit in &response.hits {
        let doc = reference.docs.iter().find(|doc| doc.article.id == hit.article.id);
        if doc.is_none_or(|doc| doc.article.title != hit.article.title || doc.article.body != hit.article.body) {
            return Err(format!("`{}` does not come back as it was", hit.article.id));
        }
    }
    let more = page * request.page_size < expected.docs.len() && request.page_size > 0;
    match response.next_cursor.as_deref() {
        None if more => return Err("there is no cursor, and there are more hits".into()),
        Some(_) if !more && request.page_size > 0 => return Err("there is a cursor, and no more hits".into()),
        Some(text) if more => {
            let cursor = Cursor::decode(text).ok_or("the cursor cannot be read")?;
            return check_next(built, request, cursor);
        }
        _ => {}
    }
    Ok(())
}

/// What a cursor leads to is the next page.
fn check_next(built: &Built, request: &Request, cursor: Cursor) -> Result<(), String> {
    let Page::Number(page) = request.page else { return Ok(()) };
    let by = |page| {
        let request = Request { page, facets: Vec::new(), interval: None, ..request.clone() };
        let hits = ask(built, &request).map_err(|error| error.to_string())?.hits;
        Ok::<_, String>(hits.into_iter().map(|hit| hit.article.id).collect::<Vec<_>>())
    };
    let (next, after) = (by(Page::Number(page + 1))?, by(Page::After(cursor))?);
    if next == after { Ok(()) } else { Err(format!("behind the cursor lie {after:?}, on page {} {next:?}", page + 1)) }
}

/// The receipt of a query that is one word or phrase says how many articles have it.
fn check_terms(reference: &Reference, request: &Request, response: &Response) -> Result<(), String> {
    let Some(tree @ (Node::Word(_) | Node::Phrase { .. })) = &request.query.parsed.tree else { return Ok(()) };
    if !request.search_in.is_empty() {
        return Ok(());
    }
    let wanted = reference.count(tree, request) as u64;
    let found: Vec<u64> = response.query.terms.iter().map(|term| term.articles).collect();
    if found == [wanted] { Ok(()) } else { Err(format!("the receipt counts {found:?} articles instead of {wanted}")) }
}

/// To choose a row of a facet gives its count.
fn check_choice(built: &Built, request: &Request, response: &Response) -> Result<(), String> {
    let Some((field, facet)) = response.facets.first() else { return Ok(()) };
    let Some(row) = facet.values.get(facet.values.len() / 2) else { return Ok(()) };
    let mut filters: Vec<Filter> = request.filters.iter().filter(|filter| filter.exclude || filter.field != *field).cloned().collect();
    let value = row.id.clone().unwrap_or_else(|| row.value.clone());
    filters.push(Filter { field: *field, values: vec![value.clone()], exclude: false });
    let chosen = Request { filters, facets: Vec::new(), interval: None, page_size: 0, total: true, ..request.clone() };
    let total = ask(built, &chosen).map_err(|error| error.to_string())?.total;
    if total == Some(row.count) { Ok(()) } else { Err(format!("{field}={value} gives {total:?}, its row says {}", row.count)) }
}

fn check_timeline(expected: &Expected, response: &Response) -> Result<(), String> {
    let (wanted, found) = match (&expected.timeline, &response.timeline) {
        (Some(Ok(wanted)), Some(found)) => (wanted, found),
        (None, None) => return Ok(()),
        _ => return Err("a timeline where none was asked for, or none where one was".into()),
    };
    if (found.undated, found.coarser) != (wanted.undated, wanted.coarser) {
        let (found, wanted) = ((found.undated, found.coarser), (wanted.undated, wanted.coarser));
        return Err(format!("timeline: undated and coarser are {found:?} instead of {wanted:?}"));
    }
    let buckets: Vec<(String, u64, Option<u64>)> =
        found.buckets.iter().map(|bucket| (bucket.start.clone(), bucket.count, bucket.all)).collect();
    if buckets != wanted.buckets {
        let at = buckets.iter().zip(&wanted.buckets).position(|(a, b)| a != b).unwrap_or(buckets.len().min(wanted.buckets.len()));
        let lengths = (buckets.len(), wanted.buckets.len());
        return Err(format!("bucket {at} is {:?} instead of {:?} (of {lengths:?})", buckets.get(at), wanted.buckets.get(at)));
    }
    Ok(())
}

/// The series of a timeline: the most frequent values, each with its own counts.
fn check_series(expected: &Expected, response: &Response) -> Result<(), String> {
    let (Some(Ok(wanted)), Some(found)) = (&expected.timeline, &response.timeline) else { return Ok(()) };
    if found.series.len() != wanted.series_len {
        return Err(format!("{} series instead of {}", found.series.len(), wanted.series_len));
    }
    if !found.series.is_sorted_by(|a, b| a.count >= b.count) {
        return Err("series are not sorted by count".into());
    }
    if let (Some(last), Some(left_out)) = (found.series.last(), wanted.series.get(wanted.series_len))
        && last.count < left_out.count
    {
        return Err(format!("a series of {} is left out beside one of {}", left_out.count, last.count));
    }
    for series in &found.series {
        let key = Key::named(&series.value, series.id.as_deref());
        let Some(wanted) = wanted.series.iter().find(|wanted| wanted.key == key) else {
            return Err(format!("series: there is no {key:?}"));
        };
        let numbers = (series.count, series.undated, series.coarser);
        if numbers != (wanted.count, wanted.undated, wanted.coarser) {
            return Err(format!("series {key:?}: {numbers:?} instead of {:?}", (wanted.count, wanted.undated, wanted.coarser)));
        }
        let buckets: Vec<(String, u64, Option<u64>)> =
            series.buckets.iter().map(|bucket| (bucket.start.clone(), bucket.count, bucket.all)).collect();
        if buckets != wanted.buckets {
            let at = buckets.iter().zip(&wanted.buckets).position(|(a, b)| a != b);
            return Err(format!("series {key:?}: bucket {at:?} is {:?}", at.and_then(|at| buckets.get(at).zip(wanted.buckets.get(at)))));
        }
    }
    Ok(())
}

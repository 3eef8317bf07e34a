//! The query language by its contract, case by case: `tests/data/queries/*.toml`.
//!
//! What a case expects was worked out by hand from the contract and from the text of the articles
//! in `articles.jsonl` beside the cases, never from what the engine gave.

use std::collections::HashSet;
use std::fmt::Debug;
use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use dateline::analysis::EntityMode;
use dateline::article::published::Now;
use dateline::query::{ParseOptions, QueryError, parse};
use dateline::search::params::{self, Route};
use dateline::search::{Response, SearchError, Stop, search};
use serde::Deserialize;

use crate::support::{self, Built, NOW_US, Step, error_kind, repository};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// A query, and what the contract says of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    q: String,
    /// The rule of the contract.
    why: String,
    /// Other parameters, as in an address without escapes.
    #[serde(default)]
    params: String,
    /// The query is this so many times over, for limits: a long query need not be written out.
    repeat: Option<usize>,
    /// All articles that are found, in any order.
    ids: Option<Vec<String>>,
    total: Option<u64>,
    canonical: Option<String>,
    /// All warnings, in their order; a case without finds none.
    #[serde(default)]
    warnings: Vec<ExpectedWarning>,
    #[serde(default)]
    errors: Vec<ExpectedError>,
    /// The marked pieces of the only hit, or of the hit that `of` names.
    highlights: Option<Vec<String>>,
    of: Option<String>,
    /// What is wrong with the engine: the case must fail.
    known: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedWarning {
    code: String,
    column: Option<usize>,
    q: Option<String>,
    total: Option<u64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedError {
    kind: String,
    column: Option<usize>,
    message: Option<String>,
}

fn folder() -> PathBuf {
    repository("tests/data/queries")
}

fn built() -> Built {
    let (articles, rejects) = support::read(&[folder().join("articles.jsonl")]);
    assert!(rejects.is_empty(), "{rejects:?}");
    let ids: HashSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids.len(), articles.len(), "an id stands twice");
    let prepared = support::prepare(articles, EntityMode::Given);
    support::build(&[Step::Add(prepared.iter().collect()), Step::Publish(true)])
}

/// Says what is not as expected.
fn same<T: PartialEq + Debug>(what: &str, is: &T, expected: &T) -> Result<(), String> {
    if is == expected { Ok(()) } else { Err(format!("{what}: is {is:?}, expected {expected:?}")) }
}

/// The kinds, columns and messages of the errors.
fn check_errors(found: &[QueryError], case: &Case) -> Result<(), String> {
    let kinds: Vec<String> = found.iter().map(error_kind).collect();
    same("errors", &kinds, &case.errors.iter().map(|error| error.kind.clone()).collect())?;
    for (is, expected) in found.iter().zip(&case.errors) {
        expected.column.map_or(Ok(()), |column| same("column", &is.column, &column))?;
        let part = expected.message.as_deref().unwrap_or_default();
        if !is.to_string().contains(part) {
            return Err(format!("`{is}` does not say `{part}`"));
        }
    }
    Ok(())
}

fn check_warnings(response: &Response, case: &Case) -> Result<(), String> {
    let codes: Vec<&str> = response.warnings.iter().map(|warning| warning.code.as_str()).collect();
    same("warnings", &codes, &case.warnings.iter().map(|warning| warning.code.as_str()).collect())?;
    for (is, expected) in response.warnings.iter().zip(&case.warnings) {
        if expected.column.is_some() {
            same("column", &is.column, &expected.column)?;
        }
        let other = is.alternative.as_ref();
        if let Some(q) = &expected.q {
            same("alternative", &other.map(|other| other.q.as_str()), &Some(q.as_str()))?;
        }
        if expected.total.is_some() {
            same("total of the alternative", &other.and_then(|other| other.total), &expected.total)?;
        }
    }
    Ok(())
}

/// The marked text of a hit, in order.
fn marked(response: &Response, id: Option<&str>) -> Vec<String> {
    let hits = response.hits.iter().filter(|hit| id.is_none_or(|id| hit.article.id == id));
    let fragments = hits.flat_map(|hit| &hit.highlights).flat_map(|(_, fragments)| fragments);
    let pieces = fragments.flat_map(|fragment| fragment.spans.iter().map(move |&(start, end)| (fragment, start as usize, end as usize)));
    pieces.map(|(fragment, start, end)| fragment.text.chars().take(end).skip(start).collect()).collect()
}

fn check(built: &Built, case: &Case) -> Result<(), String> {
    let q = case.q.repeat(case.repeat.unwrap_or(1));
    let given = case.params.split('&').filter_map(|pair| pair.split_once('='));
    let mut pairs: Vec<(String, String)> = given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let lenient = pairs.iter().any(|(name, value)| name == "lenient" && value == "true");
    if !lenient {
        let errors = parse(&q, ParseOptions::default()).errors;
        if !errors.is_empty() {
            return check_errors(&errors, case);
        }
    }
    pairs.push(("q".to_owned(), q.clone()));
    pairs.push(("page-size".to_owned(), "200".to_owned()));
    let request = params::read(&pairs, Route::Search, Now { micros: NOW_US }).map_err(|bad| format!("{bad:?}"))?.request;
    let match_any = ParseOptions { match_any: case.params.contains("match=any") };
    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
    let response = match search(&built.version, &request, &stop) {
        // Values that depend on the request's clock and zone are refused when it is run.
        Err(SearchError::Query(errors)) => return check_errors(&errors, case),
        other => other.map_err(|error| error.to_string())?,
    };
    check_errors(&[], case)?;
    if let Some(expected) = &case.ids {
        let sorted = |mut ids: Vec<String>| {
            ids.sort();
            ids
        };
        let found = response.hits.iter().map(|hit| hit.article.id.clone()).collect();
        same("ids", &sorted(found), &sorted(expected.clone()))?;
        same("total", &response.total, &Some(expected.len() as u64))?;
    }
    if case.total.is_some() {
        same("total", &response.total, &case.total)?;
    }
    check_warnings(&response, case)?;
    if let Some(expected) = &case.highlights {
        same("highlights", &marked(&response, case.of.as_deref()), expected)?;
    }
    if let Some(expected) = &case.canonical {
        same("canonical", &response.query.canonical, expected)?;
    }
    // The canonical text is the query, with all parentheses.
    let again = parse(&response.query.canonical, ParseOptions::default());
    if !again.errors.is_empty() {
        return Err(format!("canonical `{}` is refused: {:?}", response.query.canonical, again.errors));
    }
    same("tree of the canonical text", &again.tree, &parse(&q, match_any).tree)
}

#[test]
fn every_case_of_the_suite_holds() {
    let built = built();
    let mut paths: Vec<PathBuf> = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    paths.sort();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for path in paths {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let file: File = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
        for (i, case) in file.case.iter().enumerate() {
            count += 1;
            let shown: String = case.q.chars().take(80).collect();
            let place = format!("{name} {}: `{shown}` ({})", i + 1, case.why);
            let checked = catch_unwind(std::panic::AssertUnwindSafe(|| check(&built, case))).unwrap_or_else(|_| Err("panics".to_owned()));
            match (checked, &case.known) {
                (Err(error), None) => wrong.push(format!("{place}\n  {error}")),
                (Ok(()), Some(known)) => wrong.push(format!("{place}\n  holds now: remove `known = {known:?}`")),
                (Ok(()), None) | (Err(_), Some(_)) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases\n{}", wrong.len(), wrong.join("\n"));
}

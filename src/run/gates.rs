//! What a new version must hold before it takes the place of the served one.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::error::RunError;
use super::options::MaxRejects;
use super::report::{Compared, Outlet};
use crate::article::published::Now;
use crate::index::Version;
use crate::search::params::{self, Route};
use crate::search::{Stop, search};

/// Articles of an outlet below which its silence says nothing.
const SILENT_MIN: u64 = 100;
/// Silent outlets that are named.
const NAMED_MAX: usize = 20;
/// Time for counting the outlets of a version.
const PATIENCE: Duration = Duration::from_secs(60);

/// Limits of a reindex.
#[derive(Debug, Clone, Copy)]
pub struct Gates {
    /// Least number of articles.
    pub min_articles: u64,
    /// By how many of a hundred the number of articles may fall.
    pub max_drop: f64,
    /// Rows that may be rejected.
    pub max_rejects: Option<MaxRejects>,
}

impl Default for Gates {
    fn default() -> Self {
        Self { min_articles: 1, max_drop: 10.0, max_rejects: None }
    }
}

impl Gates {
    /// Compares the new articles with those of the served version; says what fails.
    #[allow(clippy::cast_precision_loss, reason = "numbers of articles stay far below 2^52")]
    pub(super) fn compare(
        &self,
        before: Option<&Version>,
        after: &Version,
        (rejected, read): (u64, u64),
        compared: &mut Compared,
    ) -> Result<(), RunError> {
        let (old, new) = (before.map_or(0, Version::articles), after.articles());
        (compared.articles_before, compared.articles_after) = (old, new);
        if new < self.min_articles {
            compared.failed.push(format!("it has {new} articles, and `--min-articles` asks for {}", self.min_articles));
        }
        let least = old as f64 * (1.0 - self.max_drop / 100.0);
        if (new as f64) < least {
            let drop = 100.0 * (old - new) as f64 / old.max(1) as f64;
            let allowed = self.max_drop;
            compared.failed.push(format!("it has {new} articles after {old}, {drop:.1} % fewer: `--max-drop` allows {allowed} %"));
        }
        if let Some(limit) = self.max_rejects.filter(|limit| !limit.holds(rejected, read)) {
            compared.failed.push(format!("{rejected} of {read} rows were rejected, more than `--max-rejects` allows ({limit})"));
        }
        let Some(before) = before else { return Ok(()) };
        let kept = outlets(after)?;
        let mut silent: Vec<Outlet> = outlets(before)?
            .into_iter()
            .filter(|(source, articles)| *articles >= SILENT_MIN && !kept.contains_key(source))
            .map(|(source, articles)| Outlet { source, articles })
            .collect();
        silent.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.source.cmp(&b.source)));
        if self.max_drop < 100.0 {
            for Outlet { source, articles } in silent.iter().take(NAMED_MAX) {
                compared.failed.push(format!("`{source}` fell silent: it had {articles} articles; `--max-drop 100%` lets it go"));
            }
        }
        compared.silent = silent;
        Ok(())
    }
}

/// Articles of each outlet.
fn outlets(version: &Version) -> Result<BTreeMap<String, u64>, RunError> {
    let pairs = [("q", "*"), ("facets", "source"), ("facet-size", "10000"), ("page-size", "0")];
    let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let fault = || RunError::Fault { part: "counting of outlets" };
    let request = params::read(&pairs, Route::Search, Now { micros: 0 }).map_err(|_| fault())?.request;
    let answer = search(version, &request, &Stop::new(Instant::now() + PATIENCE)).map_err(|_| fault())?;
    let values = answer.facets.into_iter().flat_map(|(_, facet)| facet.values);
    Ok(values.map(|value| (value.value, value.count)).collect())
}

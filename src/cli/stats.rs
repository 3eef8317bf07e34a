//! `dateline stats`.

use std::time::{Duration, Instant};

use super::exit::Exit;
use super::output::{Output, Style};
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::analysis::language;
use crate::article::published::Now;
use crate::index::layout::version_name;
use crate::index::{Version, VersionInfo};
use crate::render::json::{self, Stats};
use crate::search::params::{self, BadParam, Route};
use crate::search::{self, Facet, FacetField, Response, Stop};
use crate::web::routes::version_row;

/// Time that counting may take.
const DEADLINE: Duration = Duration::from_secs(600);
/// Listed values of a field.
const VALUES: &str = "20";

/// Counts what the served version holds.
pub(super) fn run(settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let version = opened::version(settings, None)?;
    let info = opened::archive(settings)?.list()?.into_iter().find(|info| info.number == version.number());
    let newest = ask(&version, "newest")?;
    if output.json() {
        let facets = newest.facets.into_iter().map(|(field, facet)| (field.as_str(), facet)).collect();
        let row = info.as_ref().map(version_row).unwrap_or_default();
        output.data_json(&json::stats(&Stats { version: row, languages: version.languages().to_vec(), facets }))?;
        return Ok(Exit::Done);
    }
    let oldest = ask(&version, "oldest")?;
    output.data(&readable_stats(&version, info.as_ref(), &newest, &oldest, output))?;
    Ok(Exit::Done)
}

/// Asks for the first article of an order, with the counts of all.
fn ask(version: &Version, order: &str) -> anyhow::Result<Response> {
    let pairs = [("order-by", order), ("page-size", "1"), ("highlight", "false"), ("facets", "lang,source"), ("facet-size", VALUES)];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let params =
        params::read(&pairs, Route::Search, Now { micros: clock::now_us() }).map_err(|bad| anyhow::anyhow!(BadParam::all(&bad)))?;
    Ok(search::search(version, &params.request, &Stop::new(Instant::now() + DEADLINE))?)
}

fn readable_stats(version: &Version, info: Option<&VersionInfo>, newest: &Response, oldest: &Response, output: &Output) -> String {
    let date = |response: &Response| {
        let stamp = response.hits.first().and_then(|hit| hit.article.published);
        stamp.map_or_else(|| "undated".to_owned(), |stamp| stamp.when.to_string())
    };
    let mut rows = vec![vec!["version".to_owned(), version_name(version.number())]];
    if let Some(info) = info {
        rows.push(vec!["published".to_owned(), format!("{} by {}", readable::moment(info.created_us), info.verb)]);
        rows.push(vec!["size".to_owned(), readable::bytes(info.bytes)]);
        rows.push(vec!["undated".to_owned(), readable::count(info.undated)]);
    }
    rows.push(vec!["articles".to_owned(), readable::count(version.articles())]);
    rows.push(vec!["dates".to_owned(), format!("{} to {}", date(oldest), date(newest))]);
    let mut out = readable::table(&rows, &[]);
    for (field, facet) in &newest.facets {
        out.push_str(&readable_values(*field, facet, output));
    }
    out
}

fn readable_values(field: FacetField, facet: &Facet, output: &Output) -> String {
    let name = |value: &str| match field {
        FacetField::Lang => language::parse(value).map_or_else(|| value.to_owned(), |lang| format!("{} ({lang})", language::name(lang))),
        _ => output.line(value),
    };
    let mut rows: Vec<Vec<String>> =
        facet.values.iter().map(|value| vec![String::new(), readable::count(value.count), name(&value.value)]).collect();
    let listed = u64::try_from(facet.values.len()).unwrap_or(u64::MAX);
    for (count, what) in [(facet.other, "in others"), (facet.missing, "without one")] {
        if count > 0 {
            rows.push(vec![String::new(), readable::count(count), what.to_owned()]);
        }
    }
    let heading = match field {
        FacetField::Lang => "languages",
        _ => "sources",
    };
    let of = if facet.distinct > listed { format!(" (the first {listed} of {})", readable::count(facet.distinct)) } else { String::new() };
    format!("\n{}{of}\n{}", output.styled(heading, Style::Strong), readable::table(&rows, &[1]))
}

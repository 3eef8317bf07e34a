//! `dateline related`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::bail;

use super::args::RelatedArgs;
use super::exit::{Exit, UsageError};
use super::output::{Output, Style};
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::article::published::Now;
use crate::index::layout::version_name;
use crate::render::json;
use crate::search::params::{self, BadParam};
use crate::search::{self, Related, Stop};

/// Time that it may take.
const TIME: Duration = Duration::from_secs(60);

/// Lists other articles on the matter of one.
pub(super) fn run(args: &RelatedArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    pairs.extend(args.page_size.iter().map(|size| ("page-size".to_owned(), size.clone())));
    pairs.extend(args.lang.iter().map(|lang| ("lang".to_owned(), lang.clone())));
    pairs.extend(args.exclude_source.iter().map(|source| ("exclude-source".to_owned(), source.clone())));
    let told = |bad: Vec<BadParam>| UsageError(BadParam::all(&bad));
    let params = params::read_related(&pairs, Now { micros: clock::now_us() }).map_err(told)?;
    let as_of = args.as_of.as_deref().map(opened::number).transpose()?;
    let version = opened::version(settings, as_of)?;
    let Some(related) = search::related(&version, &args.id, &params.request, &Stop::new(Instant::now() + TIME))? else {
        let shown: String = args.id.chars().take(512).collect();
        bail!("there is no article `{shown}` in version {}: `dateline search` prints the id of each hit", version_name(version.number()));
    };
    if output.json() {
        output.data_json(&json::related(version.number(), &args.id, &related, None, &[]))?;
    } else {
        output.data(&readable_list(&related, output))?;
    }
    Ok(Exit::Done)
}

fn readable_list(related: &Related, output: &Output) -> String {
    let mut out = String::new();
    for hit in &related.hits {
        let date = hit.article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
        let outlet = hit.article.source.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{}", output.styled(&output.line(&hit.article.title), Style::Strong));
        let facts = [date.as_str(), outlet, &hit.article.id].iter().filter(|fact| !fact.is_empty()).copied().collect::<Vec<_>>();
        let _ = writeln!(out, "  {}", output.line(&facts.join(" · ")));
        let names = hit.entities.iter().map(|entity| entity.name.as_str());
        let shared = hit.terms.iter().map(String::as_str).chain(names).collect::<Vec<_>>();
        let _ = writeln!(out, "  {}", output.styled(&output.line(&format!("both have: {}", shared.join(", "))), Style::Faint));
    }
    let copies = readable::counted(related.copies, "copy was", "copies were");
    if related.hits.is_empty() {
        out.push_str("no other article is on the same matter\n");
    }
    if related.copies > 0 {
        let _ = writeln!(out, "{copies} left out");
    }
    out
}

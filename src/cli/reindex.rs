//! `dateline reindex`.

use super::args::ReindexArgs;
use super::exit::{Exit, UsageError};
use super::output::Output;
use super::readable::count;
use super::settings::Settings;
use super::signals::Signals;
use super::{clock, ingest, opened};
use crate::run::{self, Compared, Gates, Reindex};

/// Builds a version beside the served one and swaps it in, and says how both compare.
pub(super) fn run(args: &ReindexArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    if args.from_index {
        opened::version(settings, None)?;
    }
    let defaults = Gates::default();
    let plan = Reindex {
        options: ingest::flagged(&args.run, args.paths.clone(), settings)?,
        keep_others: args.keep_others,
        gates: Gates {
            min_articles: args.min_articles.unwrap_or(defaults.min_articles),
            max_drop: args.max_drop.as_deref().map_or(Ok(defaults.max_drop), percent)?,
            max_rejects: settings.max_rejects,
        },
    };
    let signals = Signals::watch()?;
    let (report, rejects) =
        ingest::watched(&plan.options, &signals, output, |events| run::reindex(&plan, &clock::now_us, events, signals.stop()))?;
    ingest::tell(&report, &plan.options, output)?;
    let Some(compared) = &report.compared else { return Ok(ingest::ended(&report, rejects, settings, output)) };
    if !output.json() {
        compare(compared, output);
    }
    if compared.failed.is_empty() {
        return Ok(ingest::ended(&report, rejects, settings, output));
    }
    for failed in &compared.failed {
        output.warn(&format!("the new version does not pass: {failed}"));
    }
    output.hint("nothing was published and the served version stays; mend the inputs, or allow it by the gate that is named");
    Ok(Exit::Gates)
}

fn compare(compared: &Compared, output: &Output) {
    let before = compared.before.as_ref().map_or_else(|| "no version".to_owned(), |before| format!("version {before}"));
    let (old, new) = (count(compared.articles_before), count(compared.articles_after));
    output.note(&format!("{before} held {old} articles, the new one holds {new}"));
    if compared.written_meanwhile + compared.deleted_meanwhile > 0 {
        let (written, deleted) = (count(compared.written_meanwhile), count(compared.deleted_meanwhile));
        output.note(&format!("{written} articles written and {deleted} deleted while it was built are taken over"));
    }
    for outlet in &compared.silent {
        output.note(&format!("`{}` had {} articles and has none", outlet.source.escape_debug(), count(outlet.articles)));
    }
}

/// Reads a share.
fn percent(text: &str) -> Result<f64, UsageError> {
    let number = text.trim().strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
    number.filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| {
        let shown: String = text.chars().take(64).collect();
        UsageError(format!("`--max-drop`: `{shown}` is no share: write one from `0%` to `100%`"))
    })
}

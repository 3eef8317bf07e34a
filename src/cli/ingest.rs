//! `dateline ingest`.

use std::path::PathBuf;

use super::args::{IngestArgs, RunFlags};
use super::exit::{Exit, NotAvailable, StoppedBy};
use super::output::Output;
use super::progress::Progress;
use super::readable::{self, count};
use super::settings::Settings;
use super::signals::Signals;
use super::{clock, opened};
use crate::index::layout::version_name;
use crate::run::options::RECORD_BYTES_MAX;
use crate::run::{self, Options, Report, RunError};

/// Ingests paths, and says what became of their rows.
pub(super) fn run(args: &IngestArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    available(&args.run)?;
    let options = Options {
        rejects: args.run.rejects.clone(),
        report: args.run.report.clone(),
        dry_run: args.run.dry_run,
        keep_all: args.run.keep_all,
        ..options(args.paths.clone(), settings)
    };
    let (report, rejects) = ingest(&options, &Signals::watch()?, output)?;
    if output.json() {
        output.data_json(&serde_json::to_string(&report)?)?;
    } else {
        summary(&report, &options, output);
    }
    if report.rejected == 0 {
        return Ok(Exit::Done);
    }
    if let Some(path) = rejects {
        let rows = readable::counted(report.rejected, "rejected row is", "rejected rows are");
        output.note(&format!("{rows} in `{}`, each with its place and reason", path.display()));
    }
    let kept = settings.max_rejects.is_some_and(|limit| limit.holds(report.rejected, report.read));
    Ok(if kept { Exit::Done } else { Exit::Rejected })
}

/// Options of a run by the settings alone.
pub(super) fn options(paths: Vec<PathBuf>, settings: &Settings) -> Options {
    Options {
        index: settings.index.clone(),
        paths,
        format: settings.format,
        entities: settings.entities,
        source: settings.source.clone(),
        zone: settings.zone,
        rejects: None,
        report: None,
        dry_run: false,
        memory: settings.memory,
        threads: settings.threads,
        record_bytes_max: RECORD_BYTES_MAX,
        keep_all: false,
    }
}

/// Runs with progress; returns the report and where rejects went.
pub(super) fn ingest(options: &Options, signals: &Signals, output: &Output) -> anyhow::Result<(Report, Option<PathBuf>)> {
    let mut progress = Progress::new(output);
    let result = run::ingest(options, &clock::now_us, &mut |event| progress.event(event), signals.stop());
    let rejects = run::rejects_path(options, progress.run());
    match result {
        Ok(report) => Ok((report, rejects)),
        Err(RunError::Stopped) => Err(StoppedBy(signals.exit()).into()),
        Err(error) => Err(error.into()),
    }
}

/// Says what became of the rows, what now holds and what to type next.
fn summary(report: &Report, options: &Options, output: &Output) {
    let Report { read, added, updated, unchanged, rejected, undated, skipped, .. } = report;
    let mut parts =
        vec![format!("{} added", count(*added)), format!("{} updated", count(*updated)), format!("{} unchanged", count(*unchanged))];
    for (number, what) in [(rejected, "rejected"), (undated, "undated"), (skipped, "skipped")] {
        if *number > 0 {
            parts.push(format!("{} {what}", count(*number)));
        }
    }
    let took = format!("{} in {:.1} s", readable::bytes(report.bytes), report.seconds);
    output.note(&format!("read {} ({took}): {}", readable::counted(*read, "row", "rows"), parts.join(", ")));
    for warning in &report.warnings {
        let example = warning.examples.first().map(|example| format!(", such as {example}")).unwrap_or_default();
        output.warn(&format!("{} ×{}{example}", warning.code, count(warning.count)));
    }
    output.note(&next(report, options));
}

fn next(report: &Report, options: &Options) -> String {
    let index =
        if options.index == std::path::Path::new("index") { String::new() } else { format!(" --index {}", options.index.display()) };
    match (&report.version, report.added + report.updated) {
        _ if options.dry_run => "nothing was written, this was a dry run".into(),
        (None, _) => format!("no article was read, and the index holds none yet: {}", opened::ingest_command(&options.index)),
        (Some(version), 0) => format!("nothing new: version {version} stays served"),
        (Some(_), _) => format!("next: dateline search QUERY{index}, or dateline serve{index}"),
    }
}

/// Refuses what the contract names and this program does not have yet.
fn available(flags: &RunFlags) -> Result<(), NotAvailable> {
    let asked = [(flags.map.is_some(), "--map"), (flags.map_report, "--map-report")];
    asked.iter().find(|(given, _)| *given).map_or(Ok(()), |(_, name)| Err(NotAvailable((*name).to_owned())))
}

/// Names the version a report speaks of.
pub(super) fn served(number: u64, articles: u64) -> String {
    format!("version {}, {}", version_name(number), readable::counted(articles, "article", "articles"))
}

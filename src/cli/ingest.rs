//! `dateline ingest`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use super::args::{IngestArgs, RunFlags};
use super::exit::{Exit, StoppedBy, TrialStopped, UsageError};
use super::output::Output;
use super::progress::Progress;
use super::readable::{self, count};
use super::settings::Settings;
use super::signals::Signals;
use super::{clock, opened};
use crate::index::layout::version_name;
use crate::ingest::{MapReport, MapRules};
use crate::run::options::{CHECKPOINT_EVERY, RECORD_BYTES_MAX};
use crate::run::{self, Event, Options, Report, RunError};

/// Ingests paths, and says what became of their rows.
pub(super) fn run(args: &IngestArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let options = flagged(&args.run, args.paths.clone(), settings)?;
    let (report, rejects) = ingest(&options, &Signals::watch()?, output)?;
    tell(&report, &options, output)?;
    Ok(ended(&report, rejects, settings, output))
}

/// Options of a run by its flags and the settings.
pub(super) fn flagged(flags: &RunFlags, paths: Vec<PathBuf>, settings: &Settings) -> anyhow::Result<Options> {
    Ok(Options {
        rejects: flags.rejects.clone(),
        report: flags.report.clone(),
        dry_run: flags.dry_run,
        map: MapRules::parse(flags.map.iter().map(String::as_str)).map_err(|error| UsageError(format!("`--map`: {error}")))?,
        map_report: flags.map_report,
        keep_all: flags.keep_all,
        restart: flags.restart,
        checkpoint_every: flags.checkpoint_every.map_or(CHECKPOINT_EVERY, Duration::from_secs),
        ..options(paths, settings)
    })
}

/// Tells what a run did.
pub(super) fn tell(report: &Report, options: &Options, output: &Output) -> anyhow::Result<()> {
    if output.json() {
        output.data_json(&serde_json::to_string(report)?)?;
        return Ok(());
    }
    summary(report, options, output);
    if let Some(mapping) = &report.mapping {
        output.data(&mapping_table(mapping))?;
    }
    Ok(())
}

/// Names the rejects of a run, and how it ended.
pub(super) fn ended(report: &Report, rejects: Option<PathBuf>, settings: &Settings, output: &Output) -> Exit {
    if report.rejected == 0 {
        return Exit::Done;
    }
    if let Some(path) = rejects {
        let rows = readable::counted(report.rejected, "rejected row is", "rejected rows are");
        output.note(&format!("{rows} in `{}`, each with its place and reason", path.display()));
    }
    if report.warnings.iter().any(|warning| warning.code == NEEDS_MAP) {
        output.hint(needs_map(report));
        return Exit::Usage;
    }
    let kept = settings.max_rejects.is_some_and(|limit| limit.holds(report.rejected, report.read));
    if kept { Exit::Done } else { Exit::Rejected }
}

/// Code of tables whose columns the run must name.
///
/// One such table among other inputs stops nothing: the others are read and published, and it is a
/// reject with its proposal. The run ends with 2 all the same, and whatever `--max-rejects` allows:
/// the one row that is counted stands for a whole table that was not read, nobody but the one who
/// typed the command can say what its columns are, and a job that runs again as it is would leave
/// the table out each time. With 3, or 0, a batch would lose it without a word.
const NEEDS_MAP: &str = "needs-map";

/// What to type for tables whose columns must be named.
fn needs_map(report: &Report) -> &'static str {
    // Numbers of columns would be taken of every table of the run.
    if report.read > report.rejected {
        "give that table again, alone, with `--map` as proposed, or all with `--map auto`, which takes what is proposed for each: what was read is kept"
    } else {
        "give `--map` as proposed, or `--map auto` to take what is proposed for each table"
    }
}

/// Writes what was mapped to what as lines.
fn mapping_table(mapping: &MapReport) -> String {
    let mut text = String::new();
    let mut line = |part: &str, name: &str, number: u64| {
        let _ = writeln!(text, "{part:<10} {:>9}  {}", count(number), name.escape_debug());
    };
    for (part, names) in &mapping.mapped {
        for (name, number) in names {
            line(part, name, *number);
        }
    }
    for (name, number) in &mapping.left {
        line("(extra)", name, *number);
    }
    for name in &mapping.unmet {
        line("(unmet)", name, 0);
    }
    text
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
        map: MapRules::default(),
        map_report: false,
        keep_all: false,
        checkpoint_every: CHECKPOINT_EVERY,
        restart: false,
    }
}

/// Runs with progress; returns the report and where rejects went.
pub(super) fn ingest(options: &Options, signals: &Signals, output: &Output) -> anyhow::Result<(Report, Option<PathBuf>)> {
    watched(options, signals, output, |events| run::ingest(options, &clock::now_us, events, signals.stop()))
}

/// Shows the progress of a run; returns its report and where rejects went.
pub(super) fn watched(
    options: &Options,
    signals: &Signals,
    output: &Output,
    run: impl FnOnce(&mut dyn FnMut(Event)) -> Result<Report, RunError>,
) -> anyhow::Result<(Report, Option<PathBuf>)> {
    let mut progress = Progress::new(output);
    let result = run(&mut |event| progress.event(event));
    let rejects = run::rejects_path(options, progress.run());
    match result {
        Ok(report) => Ok((report, rejects)),
        Err(RunError::Stopped) if options.dry_run => Err(TrialStopped(signals.exit()).into()),
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
        (Some(version), 0) if report.compared.is_none() => format!("nothing new: version {version} stays served"),
        (Some(_), _) => format!("next: dateline search QUERY{index}, or dateline serve{index}"),
    }
}

/// Names the version a report speaks of.
pub(super) fn served(number: u64, articles: u64) -> String {
    format!("version {}, {}", version_name(number), readable::counted(articles, "article", "articles"))
}

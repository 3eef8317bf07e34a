//! An ingest run: from paths to a published version.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::index::layout::{Layout, version_name};
use crate::index::{Archive, PublishNote, Version, Writer};
use crate::ingest::{Format, Raw, Reject, RejectCode};

use super::checkpoint::{Checkpoint, Keeper};
use super::error::RunError;
use super::event::{Event, Progress};
use super::options::Options;
use super::pipeline::{Build, Next, Outcome, Passed, Pipeline};
use super::rejects::RunFiles;
use super::report::Report;
use super::tally::{Tally, example};

/// Time between two progress events, and between two looks at `stop` while nothing comes.
const TICK: Duration = Duration::from_millis(100);
/// Code of a row on which the program failed.
const INTERNAL: &str = "internal";

/// Reads paths, analyses and writes what is new, and publishes a version that holds it.
///
/// Nothing is published where nothing is new, and in a dry run. Once `stop` is set the run ends
/// with [`RunError::Stopped`] and publishes nothing. `clock` gives microseconds since 1970.
///
/// A run that was stopped or killed goes on from its last checkpoint, if the options ask for the same
/// and nobody has published since.
///
/// # Errors
/// Bad input is no error but a reject. Errors are those of the index (another writer holds it, the
/// disk is full) and of the run's own files.
pub fn ingest(options: &Options, clock: &dyn Fn() -> i64, events: &mut dyn FnMut(Event), stop: &AtomicBool) -> Result<Report, RunError> {
    or_anew(options, events, |options, events| attempt(options, clock, events, stop))
}

/// Runs, and once more from the beginning where the inputs are not what an unfinished run has read.
pub(super) fn or_anew(
    options: &Options,
    events: &mut dyn FnMut(Event),
    attempt: impl Fn(&Options, &mut dyn FnMut(Event)) -> Result<Report, RunError>,
) -> Result<Report, RunError> {
    match attempt(options, events) {
        Err(RunError::Changed) => {
            events(Event::Restarted);
            attempt(&Options { restart: true, ..options.clone() }, events)
        }
        ended => ended,
    }
}

fn attempt(options: &Options, clock: &dyn Fn() -> i64, events: &mut dyn FnMut(Event), stop: &AtomicBool) -> Result<Report, RunError> {
    let began_us = clock();
    let (mut target, base, from) = Target::open(options)?;
    let served = base.as_ref().map(Version::number);
    let (mut run, pipeline) = Run::begin(options, Build::Onto, base.map(Arc::new), from, began_us, events)?;
    let bytes = run.drain(pipeline, &mut target, stop)?;
    let published = match target {
        Target::Writer(mut writer) if run.tally.written() > 0 => {
            (run.events)(Event::Publishing { articles: run.tally.written() });
            let note = PublishNote { verb: "ingest", now_us: clock(), compact: served.is_none(), life_us: None };
            Some(run.publish(&mut writer, &note)?)
        }
        Target::Writer(_) | Target::Dry => served,
    };
    run.end(bytes, clock() - began_us, published)
}

/// Where articles go.
pub(super) enum Target {
    Writer(Box<Writer>),
    Dry,
}

impl Target {
    /// Opens the index, the version that records are compared with, and the checkpoint to go on from.
    fn open(options: &Options) -> Result<(Self, Option<Version>, Option<Checkpoint>), RunError> {
        let layout = Layout::new(&options.index);
        if options.dry_run {
            let served = Archive::open(&options.index)?.current().map(|version| version.number());
            let base = served.map(|number| Version::open(&layout.version(number), number)).transpose()?;
            return Ok((Self::Dry, base, None));
        }
        let mut from = None;
        let writer = Writer::open(&layout, options.engine(), |name, base| {
            from = Checkpoint::read(options, Build::Onto, name).filter(|from| from.base == base);
            from.is_some()
        })?;
        let base = writer.version()?;
        Ok((Self::Writer(Box::new(writer)), base, from))
    }
}

/// A run while articles come.
pub(super) struct Run<'a> {
    files: RunFiles,
    pub(super) tally: Tally,
    pub(super) events: &'a mut dyn FnMut(Event),
    ticked: Instant,
    /// `None` where the run makes no checkpoints.
    keeper: Option<Keeper>,
}

impl<'a> Run<'a> {
    /// Begins a run, or goes on with one from its checkpoint; starts its pipeline.
    pub(super) fn begin(
        options: &Options,
        build: Build,
        base: Option<Arc<Version>>,
        from: Option<Checkpoint>,
        began_us: i64,
        events: &'a mut dyn FnMut(Event),
    ) -> Result<(Self, Pipeline), RunError> {
        let started_us = from.as_ref().map_or(began_us, |from| from.started_us);
        let files = match &from {
            Some(from) => RunFiles::reopen(options, &from.run, from.rejects_bytes)?,
            None => RunFiles::create(options, started_us)?,
        };
        events(Event::Started { run: files.run() });
        if let Some(from) = &from {
            events(Event::Resumed { articles: from.tally.articles(), rejected: from.tally.rejected() });
        }
        let keeper = Keeper::new(options, build, base.as_ref().map(|base| base.number()), files.dir(), started_us);
        let pipeline = Pipeline::start(options, base, build, started_us, from.as_ref())?;
        let tally = from.map_or_else(Tally::default, |from| from.tally);
        Ok((Self { files, tally, events, ticked: Instant::now(), keeper }, pipeline))
    }

    /// Publishes what was written; returns the number of the version.
    pub(super) fn publish(&mut self, writer: &mut Writer, note: &PublishNote) -> Result<u64, RunError> {
        let info = writer.publish(note)?;
        (self.events)(Event::Published { version: info.number, articles: info.articles });
        Ok(info.number)
    }

    /// Writes the report, and forgets where the run could have gone on.
    pub(super) fn end(self, bytes: u64, micros: i64, served: Option<u64>) -> Result<Report, RunError> {
        let report = self.tally.finish(bytes, micros, served.map(version_name));
        self.files.report(&report)?;
        if let Some(keeper) = self.keeper {
            keeper.forget();
        }
        (self.events)(Event::Finished(Box::new(report.clone())));
        Ok(report)
    }

    /// Takes everything that comes out of the pipeline; returns the bytes that were read.
    pub(super) fn drain(&mut self, mut pipeline: Pipeline, target: &mut Target, stop: &AtomicBool) -> Result<u64, RunError> {
        loop {
            if stop.load(Ordering::Relaxed) {
                self.keep(&pipeline, target)?;
                return Err(RunError::Stopped);
            }
            if self.keeper.as_ref().is_some_and(Keeper::is_due) {
                self.keep(&pipeline, target)?;
            }
            let next = pipeline.next(TICK)?;
            if self.ticked.elapsed() >= TICK {
                self.progress(&pipeline);
            }
            match next {
                Next::Outcome(outcome) => self.take(outcome, target)?,
                Next::Wait => {}
                Next::End => {
                    // Merging may take as long as all before it.
                    if matches!(target, Target::Writer(writer) if writer.checkpoint().is_some()) {
                        self.keep(&pipeline, target)?;
                    }
                    self.progress(&pipeline);
                    self.files.flush()?;
                    return Ok(pipeline.bytes().0);
                }
            }
        }
    }

    /// Makes a checkpoint.
    fn keep(&mut self, pipeline: &Pipeline, target: &mut Target) -> Result<(), RunError> {
        let (Some(keeper), Target::Writer(writer)) = (&mut self.keeper, target) else { return Ok(()) };
        let (reached, votes) = pipeline.state();
        let rejects_bytes = self.files.sync()?;
        keeper.keep(reached, rejects_bytes, &self.tally, votes, |name| Ok(writer.keep(name)?))
    }

    fn progress(&mut self, pipeline: &Pipeline) {
        self.ticked = Instant::now();
        let (bytes_read, bytes_total) = pipeline.bytes();
        let (articles, rejected) = (self.tally.articles(), self.tally.rejected());
        (self.events)(Event::Progress(Progress { bytes_read, bytes_total, articles, rejected }));
    }

    fn take(&mut self, outcome: Outcome, target: &mut Target) -> Result<(), RunError> {
        match outcome {
            Outcome::Input(input) => {
                self.tally.input(input.format.as_str());
                (self.events)(Event::Input(input));
            }
            Outcome::Skipped(place, reason) => {
                self.tally.skip();
                (self.events)(Event::Skipped { place, reason });
            }
            Outcome::Reject(reject) => self.reject(*reject, None)?,
            Outcome::Failed(place, raw) => {
                let reason = "the analysis failed on this article, a fault of the program: please report it with the article";
                let (code, raw) = (RejectCode::Malformed, Raw::of(raw.as_bytes()));
                let format = Some(Format::Jsonl);
                let reject = Reject { place, code, reason: reason.to_owned(), raw, format, header: None, encoding: None };
                self.reject(reject, Some(INTERNAL))?;
            }
            Outcome::Passed(passed) => self.pass(*passed, target)?,
            Outcome::Mapped(report) => self.tally.mapping(*report),
            Outcome::Broken(error) => return Err(error),
            Outcome::End => {}
        }
        Ok(())
    }

    /// Writes a reject; `code` says what no row can be guilty of.
    fn reject(&mut self, reject: Reject, code: Option<&'static str>) -> Result<(), RunError> {
        self.tally.reject();
        if reject.code == RejectCode::NeedsMap {
            self.tally.warn(reject.code.as_str(), 1, || example(&reject.place, &reject.reason));
        }
        let code = code.unwrap_or(reject.code.as_str());
        self.files.reject(&reject, code)?;
        let Reject { place, reason, .. } = reject;
        (self.events)(Event::Rejected { place, code, reason });
        Ok(())
    }

    fn pass(&mut self, passed: Passed, target: &mut Target) -> Result<(), RunError> {
        let place = &passed.place;
        self.tally.article(passed.change);
        if passed.undated {
            self.tally.undated(place);
        }
        for note in &passed.notes {
            self.tally.warn(note.code.as_str(), 1, || example(place, &note.example));
        }
        if let Some((code, id)) = &passed.warned {
            self.tally.warn(code, 1, || example(place, id));
        }
        if passed.long_words > 0 {
            self.tally.warn("long-word", u64::from(passed.long_words), || example(place, format_args!("{} words", passed.long_words)));
        }
        if let (Target::Writer(writer), Some((document, replaces))) = (target, passed.document) {
            writer.add(document, replaces)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;
    use crate::analysis::EntityMode;
    use crate::article::published::Zone;
    use crate::run::Memory;
    use crate::run::options::RECORD_BYTES_MAX;

    const RECORDS: &str = r#"{"id":"a","title":"One","body":"first text","published":"2025-01-29"}
{"id":"a","title":"Two","body":"second text"}
{"id":"a","title":"One","body":"first text","published":"2025-01-29"}
{"id":"b","title":"Bee","body":"bees"}
{"id":"b","title":"Bee","body":"bees","section":"Nature"}
{"id":"c"}
"#;

    fn options(dir: &Path, text: &str) -> Options {
        let input = dir.join("in.jsonl");
        fs::write(&input, text).unwrap();
        Options {
            index: dir.join("index"),
            paths: vec![input],
            format: None,
            entities: EntityMode::Off,
            source: None,
            zone: Zone::Utc,
            rejects: None,
            report: None,
            dry_run: false,
            memory: Memory::default(),
            threads: 2,
            record_bytes_max: RECORD_BYTES_MAX,
            map: crate::ingest::MapRules::default(),
            map_report: false,
            keep_all: false,
            checkpoint_every: crate::run::options::CHECKPOINT_EVERY,
            restart: false,
        }
    }

    /// 2026-01-01, behind all dates of these records.
    const NOW_US: i64 = 1_767_225_600_000_000;

    fn run(options: &Options, now_us: i64) -> Report {
        ingest(options, &|| now_us, &mut drop, &AtomicBool::new(false)).unwrap()
    }

    /// Counts in the order of the report: read, added, updated, unchanged, rejected; the version.
    fn shown(report: &Report) -> String {
        let Report { read, added, updated, unchanged, rejected, version, .. } = report;
        let codes: Vec<&str> = report.warnings.iter().map(|warning| warning.code.as_str()).collect();
        format!("{read} {added} {updated} {unchanged} {rejected} {} {}", version.as_deref().unwrap_or("-"), codes.join(" "))
    }

    #[test]
    fn the_same_input_twice_is_unchanged_and_a_change_keeps_its_first_indexing() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path(), RECORDS);
        assert_eq!(shown(&run(&options, NOW_US)), "6 3 0 2 1 000001 id-collision repeat-differs undated");
        assert_eq!(shown(&run(&options, NOW_US + 1_000_000)), "6 0 0 5 1 000001 id-collision repeat-differs undated");
        fs::write(&options.paths[0], RECORDS.replace("second", "other")).unwrap();
        assert_eq!(shown(&run(&options, NOW_US + 2_000_000)), "6 0 1 4 1 000002 id-collision repeat-differs undated");
        let archive = Archive::open(&options.index).unwrap();
        let version = archive.current().unwrap();
        assert_eq!(version.articles(), 3);
        assert_eq!(version.held("a~2").unwrap().unwrap().first_indexed, NOW_US);
    }

    #[test]
    fn rejects_and_report_lie_in_the_run_s_directory() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path(), RECORDS);
        let report = run(&options, 1_732_442_400_000_000);
        let place = options.index.join("runs/2024-11-24T10-00-00Z");
        let rejects = fs::read_to_string(place.join("rejects.jsonl")).unwrap();
        let line: serde_json::Value = serde_json::from_str(rejects.trim()).unwrap();
        assert_eq!((&line["line"], &line["code"], &line["member"]), (&6.into(), &"empty".into(), &serde_json::Value::Null));
        let held: Report = serde_json::from_slice(&fs::read(place.join("report.json")).unwrap()).unwrap();
        assert_eq!(held, report);
    }

    #[test]
    fn a_dry_run_leaves_no_trace() {
        let dir = tempfile::tempdir().unwrap();
        let options = Options { dry_run: true, ..options(dir.path(), RECORDS) };
        assert_eq!(shown(&run(&options, NOW_US)), "6 3 0 2 1 - id-collision repeat-differs undated");
        assert!(!options.index.exists());
    }

    #[test]
    fn a_stopped_run_publishes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path(), RECORDS);
        let stopped = ingest(&options, &|| 0, &mut drop, &AtomicBool::new(true));
        assert!(matches!(stopped, Err(RunError::Stopped)));
        assert!(Archive::open(&options.index).unwrap().current().is_none());
    }

    #[test]
    fn the_same_articles_come_out_whatever_the_threads() {
        let body = "the minister said on Tuesday that the talks would go on ".repeat(8);
        let short = ["Oil", "Haus", "Casa", "Talks", "Nota"];
        let mut text = String::new();
        for n in 0..3_000 {
            let (title, body) = if n % 3 == 0 { (short[n % 5], "") } else { ("Long", body.as_str()) };
            let record = serde_json::json!({ "id": n.to_string(), "title": title, "body": body, "source": format!("s{}", n % 2) });
            text.push_str(&record.to_string());
            text.push('\n');
        }
        let languages = |threads| {
            let dir = tempfile::tempdir().unwrap();
            let options = Options { threads, ..options(dir.path(), &text) };
            run(&options, 0);
            let version = Archive::open(&options.index).unwrap().current().unwrap();
            let language = |id: usize| {
                let address = version.find(&id.to_string()).unwrap().unwrap();
                crate::article::json::read_stored(&version.stored(address).unwrap()).unwrap().language.to_string()
            };
            (0..3_000).map(language).collect::<Vec<_>>()
        };
        let one = languages(1);
        assert_eq!(one, languages(4));
        assert!(one.iter().any(|language| language != "en"), "the first short titles have no habit to go by");
        assert!(one.iter().skip(2_100).all(|language| language == "en"), "the later ones have");
    }
}

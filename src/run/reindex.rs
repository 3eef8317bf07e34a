//! A reindex: a new index beside the served version, which takes its place once its gates pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::checkpoint::{Checkpoint, Keeper};
use super::error::RunError;
use super::event::Event;
use super::gates::Gates;
use super::ingest::{Run, Target};
use super::options::Options;
use super::pipeline::{Build, Pipeline, analyse, as_given};
use super::rejects::RunFiles;
use super::report::{Compared, Report};
use super::tally::Tally;
use crate::analysis::{Analyzer, EntityMode};
use crate::index::document::Document;
use crate::index::layout::{Layout, version_name};
use crate::index::version::Stored;
use crate::index::{Archive, IndexError, PublishNote, Version, Writer, WriterOptions};

/// How long the swap waits for another writer to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// Time between two looks at its lock.
const TICK: Duration = Duration::from_millis(100);

/// What a reindex is told to do.
#[derive(Debug, Clone)]
pub struct Reindex {
    /// How to read, analyse and write. Without paths the articles of the served version are written
    /// anew.
    pub options: Options,
    /// Whether articles of the served version that the paths do not have are kept.
    pub keep_others: bool,
    /// What the new version must hold.
    pub gates: Gates,
}

impl Reindex {
    fn build(&self) -> Build {
        Build::Anew { others: self.keep_others || self.options.paths.is_empty() }
    }
}

/// Builds a version from scratch and serves it, if its gates pass; the report says what failed.
///
/// While it is built, the served version goes on taking writes; they are in the new one too. The time
/// of first indexing is carried over by id. A run that was stopped goes on like one of
/// [`ingest`](super::ingest).
///
/// # Errors
/// As those of an ingest; [`IndexError::Locked`] while another process reindexes, or still writes
/// when the new version is ready.
pub fn reindex(plan: &Reindex, clock: &dyn Fn() -> i64, events: &mut dyn FnMut(Event), stop: &AtomicBool) -> Result<Report, RunError> {
    match attempt(plan, clock, events, stop) {
        Err(RunError::Changed) => {
            events(Event::Restarted);
            let options = Options { restart: true, ..plan.options.clone() };
            attempt(&Reindex { options, ..plan.clone() }, clock, events, stop)
        }
        ended => ended,
    }
}

fn attempt(plan: &Reindex, clock: &dyn Fn() -> i64, events: &mut dyn FnMut(Event), stop: &AtomicBool) -> Result<Report, RunError> {
    let (options, build, began_us) = (&plan.options, plan.build(), clock());
    let archive = Archive::open(&options.index)?;
    let (writer, base, from) = open(options, build, &archive)?;
    let started_us = from.as_ref().map_or(began_us, |from| from.started_us);
    let files = match &from {
        Some(from) => RunFiles::reopen(options, &from.run, from.rejects_bytes)?,
        None => RunFiles::create(options, started_us)?,
    };
    events(Event::Started { run: files.run() });
    let keeper = Keeper::new(options, build, base.as_ref().map(|base| base.number()), files.dir(), started_us);
    if let Some(from) = &from {
        events(Event::Resumed { articles: from.tally.articles(), rejected: from.tally.rejected() });
    }
    let pipeline = Pipeline::start(options, base.clone(), build, started_us, from.as_ref())?;
    let mut run = Run::new(files, from.map_or_else(Tally::default, |from| from.tally), events, keeper);
    let mut target = Target::Writer(Box::new(writer));
    let bytes = run.drain(pipeline, &mut target, stop)?;
    run.files.flush()?;
    let Target::Writer(mut writer) = target else { return Err(RunError::Fault { part: "writer" }) };
    take_over(&mut writer, stop)?;
    archive.refresh()?;
    let served = archive.current();
    let mut compared = Compared { before: served.as_ref().map(|served| version_name(served.number())), ..Compared::default() };
    catch_up(&mut writer, base.as_deref(), served.as_deref(), options.entities, &mut compared)?;
    let rows = (run.tally.rejected(), run.tally.articles() + run.tally.rejected());
    plan.gates.compare(served.as_deref(), &writer.preview()?, rows, &mut compared)?;
    let mut published = served.map(|served| served.number());
    if compared.failed.is_empty() {
        (run.events)(Event::Publishing { articles: compared.articles_after });
        let info = writer.publish(&PublishNote { verb: "reindex", now_us: clock(), compact: true })?;
        (run.events)(Event::Published { version: info.number, articles: info.articles });
        published = Some(info.number);
    }
    writer.discard()?;
    run.tally.compared(compared);
    let report = run.tally.finish(bytes, clock() - began_us, published.map(version_name));
    run.files.report(&report)?;
    if let Some(keeper) = run.keeper {
        keeper.forget();
    }
    (run.events)(Event::Finished(Box::new(report.clone())));
    Ok(report)
}

/// The writer, the version whose articles are known already, and the checkpoint to go on from.
type Opened = (Writer, Option<Arc<Version>>, Option<Checkpoint>);

fn open(options: &Options, build: Build, archive: &Archive) -> Result<Opened, RunError> {
    let engine = WriterOptions { memory: options.memory.writer(), threads: options.threads.div_ceil(3) };
    let (mut base, mut from) = (archive.current(), None);
    let writer = Writer::fresh(&Layout::new(&options.index), engine, |name| {
        let Some(checkpoint) = Checkpoint::read(options, build, name) else { return false };
        // What was written since that version is still to be found.
        match checkpoint.base.map(|number| archive.version(number)).transpose() {
            Ok(version) => base = version,
            Err(_) => return false,
        }
        from = Some(checkpoint);
        true
    })?;
    Ok((writer, base, from))
}

/// Waits for the lock of the index.
fn take_over(writer: &mut Writer, stop: &AtomicBool) -> Result<(), RunError> {
    let asked = Instant::now();
    loop {
        match writer.take_over() {
            Ok(_) => return Ok(()),
            Err(IndexError::Locked { .. }) if asked.elapsed() < PATIENCE => {}
            Err(error) => return Err(error.into()),
        }
        if stop.load(Ordering::Relaxed) {
            return Err(RunError::Stopped);
        }
        thread::sleep(TICK);
    }
}

/// Brings what was written to the served version since the run began into the new one.
fn catch_up(
    writer: &mut Writer,
    base: Option<&Version>,
    served: Option<&Version>,
    entities: EntityMode,
    compared: &mut Compared,
) -> Result<(), RunError> {
    let Some(served) = served.filter(|served| Some(served.number()) != base.map(Version::number)) else { return Ok(()) };
    let analyzer = Analyzer::new();
    let mut worker = analyzer.worker();
    let mut write = |stored: Stored| -> Result<(), RunError> {
        let mut article = as_given(served, &stored)?;
        let analysis = analyse(&mut worker, &mut article, entities, None);
        writer.add(Document::new(&article, &analysis, &analyzer, stored.hash), true)?;
        compared.written_meanwhile += 1;
        Ok(())
    };
    match base {
        Some(base) => {
            for stored in served.written_since(base) {
                write(stored?)?;
            }
            for stored in base.gone_in(served) {
                writer.delete(&stored?.id);
                compared.deleted_meanwhile += 1;
            }
        }
        None => {
            for stored in served.all() {
                write(stored?)?;
            }
        }
    }
    Ok(())
}

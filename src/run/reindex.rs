//! A reindex: a new index beside the served version, which takes its place once its gates pass.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::checkpoint::Checkpoint;
use super::error::RunError;
use super::event::Event;
use super::gates::Gates;
use super::ingest::{Run, Target, or_anew};
use super::options::Options;
use super::pipeline::{Build, analyse, as_given};
use super::report::{Compared, Report};
use crate::analysis::{Analyzer, EntityMode};
use crate::index::document::Document;
use crate::index::layout::{Layout, version_name};
use crate::index::version::Stored;
use crate::index::{Archive, IndexError, PublishNote, Version, Writer};

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
/// A dry run builds and compares it and publishes nothing.
///
/// While it is built, the served version goes on taking writes; they are in the new one too. The time
/// of first indexing is carried over by id. A run that was stopped goes on like one of
/// [`ingest`](super::ingest).
///
/// # Errors
/// As those of an ingest; [`IndexError::Locked`] while another process reindexes, or still writes
/// when the new version is ready.
pub fn reindex(plan: &Reindex, clock: &dyn Fn() -> i64, events: &mut dyn FnMut(Event), stop: &AtomicBool) -> Result<Report, RunError> {
    or_anew(&plan.options, events, |options, events| attempt(&Reindex { options: options.clone(), ..plan.clone() }, clock, events, stop))
}

fn attempt(plan: &Reindex, clock: &dyn Fn() -> i64, events: &mut dyn FnMut(Event), stop: &AtomicBool) -> Result<Report, RunError> {
    let (options, build, began_us) = (&plan.options, plan.build(), clock());
    let archive = Archive::open(&options.index)?;
    let (writer, base, from) = open(options, build, &archive)?;
    let (mut run, pipeline) = Run::begin(options, build, base.clone(), from, began_us, events)?;
    let mut target = Target::Writer(Box::new(writer));
    let bytes = run.drain(pipeline, &mut target, stop)?;
    let Target::Writer(mut writer) = target else { return Err(RunError::Fault { part: "writer" }) };
    take_over(&mut writer, stop)?;
    archive.refresh()?;
    let served = archive.current();
    let mut compared = Compared { before: served.as_ref().map(|served| version_name(served.number())), ..Compared::default() };
    catch_up(&mut writer, base.as_deref(), served.as_deref(), options.entities, &mut compared)?;
    let rows = (run.tally.rejected(), run.tally.articles() + run.tally.rejected());
    plan.gates.compare(served.as_deref(), &writer.preview()?, rows, &mut compared)?;
    let mut published = served.map(|served| served.number());
    if compared.failed.is_empty() && !options.dry_run {
        (run.events)(Event::Publishing { articles: compared.articles_after });
        published = Some(run.publish(&mut writer, &PublishNote { verb: "reindex", now_us: clock(), compact: true, life_us: None })?);
    }
    writer.discard()?;
    run.tally.compared(compared);
    run.end(bytes, clock() - began_us, published)
}

/// The writer, the version whose articles are known already, and the checkpoint to go on from.
type Opened = (Writer, Option<Arc<Version>>, Option<Checkpoint>);

fn open(options: &Options, build: Build, archive: &Archive) -> Result<Opened, RunError> {
    let (mut base, mut from) = (archive.current(), None);
    if options.dry_run {
        return Ok((Writer::trial(&Layout::new(&options.index), options.engine())?, base, None));
    }
    let writer = Writer::fresh(&Layout::new(&options.index), options.engine(), |name| {
        let Some(checkpoint) = Checkpoint::read(options, build, name) else { return false };
        // What was written since that version is still to be found. Articles that were deleted from it
        // change what is read again, and the run begins anew.
        let Ok(version) = checkpoint.base.map(|number| archive.version(number)).transpose() else { return false };
        base = version;
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

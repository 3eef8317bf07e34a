//! Checkpoints: from where the same command goes on after a run was killed.
//!
//! A checkpoint is a commit of the writer's directory and a file that says what was read for it. The
//! commit names the file, so the two cannot be apart. A run that goes on reads its inputs from the
//! beginning, which costs a tenth of what analysis does, and passes over what is in the commit: so
//! every state of reading (ids met, dates held back, columns of tables) is what it was. A hash
//! over all that was read tells whether the inputs are still the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::error::RunError;
use super::habit::Votes;
use super::options::Options;
use super::pipeline::Build;
use super::tally::Tally;
use crate::analysis::entities::tagger::Models;
use crate::index::format::FORMAT;
use crate::index::layout::Layout;
use crate::index::version::current::{sync_dir, write_through};
use crate::ingest::{Input, Item, Place};

/// Share of a run's time that passes between two checkpoints at least: a long run makes fewer, since
/// each makes a segment.
const SHARE: u32 = 20;

/// How the name of a checkpoint's file begins.
const PREFIX: &str = "checkpoint-";

/// What a run had done when it made a checkpoint.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Checkpoint {
    /// Hash of the command: what is read and how.
    command: u64,
    /// Version that the run began with.
    pub(super) base: Option<u64>,
    /// Name of the run.
    pub(super) run: String,
    /// When it began, in microseconds since 1970.
    pub(super) started_us: i64,
    /// How far it was.
    pub(super) reached: Reached,
    /// Bytes of its rejects.
    pub(super) rejects_bytes: u64,
    /// Its counts.
    pub(super) tally: Tally,
    /// Its votes for languages.
    pub(super) votes: Votes,
}

/// How far reading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reached {
    /// Items that were read.
    pub(super) items: u64,
    /// Hash over them.
    pub(super) hash: u64,
}

impl Reached {
    /// Takes an item that is no record.
    pub(super) fn item(&mut self, item: &Item) {
        let place = |place: &Place| format!("{}\0{:?}\0{}\0{}", place.file, place.member, place.line, place.byte);
        let text = match item {
            Item::Input(Input { file, member, format, .. }) => format!("i{file}\0{member:?}\0{format}"),
            Item::Skipped(at, reason) => format!("s{}\0{reason}", place(at)),
            Item::Reject(reject) => format!("r{}\0{}", place(&reject.place), reject.reason),
            Item::Record(_) => return,
        };
        self.add(xxh3_64(text.as_bytes()));
    }

    /// Takes a record by the hash of its content.
    pub(super) fn record(&mut self, content: u64) {
        self.add(content);
    }

    fn add(&mut self, hash: u64) {
        self.items += 1;
        self.hash = xxh3_64_with_seed(&hash.to_le_bytes(), self.hash);
    }
}

/// Makes checkpoints while a run goes on.
pub(super) struct Keeper {
    command: u64,
    base: Option<u64>,
    run: String,
    started_us: i64,
    dir: PathBuf,
    every: Duration,
    began: Instant,
    last: Instant,
}

impl Keeper {
    /// A keeper for a run; `None` where the run cannot be repeated, or writes nothing.
    pub(super) fn new(options: &Options, build: Build, base: Option<u64>, dir: Option<&Path>, started_us: i64) -> Option<Self> {
        let (dir, command) = (dir?.to_path_buf(), command(options, build)?);
        let run = dir.file_name()?.to_string_lossy().into_owned();
        let now = Instant::now();
        Some(Self { command, base, run, started_us, dir, every: options.checkpoint_every, began: now, last: now })
    }

    /// Whether it is time for the next one.
    pub(super) fn is_due(&self) -> bool {
        self.last.elapsed() >= self.every.max(self.began.elapsed() / SHARE)
    }

    /// Keeps what was done: `commit` writes the articles through to the disk under a name.
    pub(super) fn keep(
        &mut self,
        reached: Reached,
        rejects_bytes: u64,
        tally: &Tally,
        votes: &Votes,
        commit: impl FnOnce(&str) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let checkpoint = Checkpoint {
            command: self.command,
            base: self.base,
            run: self.run.clone(),
            started_us: self.started_us,
            reached,
            rejects_bytes,
            tally: tally.clone(),
            votes: votes.clone(),
        };
        let path = self.dir.join(file_name(reached.items));
        let text = serde_json::to_vec(&checkpoint).map_err(|error| RunError::io("write", &path)(error.into()))?;
        write_through(&path, &text)?;
        sync_dir(&self.dir)?;
        commit(&format!("{}/{}", self.run, file_name(reached.items)))?;
        // The commit speaks of this one now.
        self.forget_all_but(Some(&path));
        self.last = Instant::now();
        Ok(())
    }

    /// Forgets all checkpoints, once their articles are published.
    pub(super) fn forget(self) {
        self.forget_all_but(None);
    }

    /// Removes files of checkpoints, also of those that were killed before their commit.
    fn forget_all_but(&self, kept: Option<&Path>) {
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let is_one = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
            if is_one && Some(entry.path().as_path()) != kept {
                // One that stays costs a little of the disk, and no commit speaks of it.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Checkpoint {
    /// Reads the checkpoint of a commit; `None` if the options ask for something else, or it is gone.
    pub(super) fn read(options: &Options, build: Build, name: &str) -> Option<Self> {
        let is_plain = name.split('/').all(|part| !matches!(part, "" | "." | "..")) && name.split('/').count() == 2;
        let path = Layout::new(&options.index).runs().join(is_plain.then_some(name)?);
        let checkpoint: Self = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
        let fits = Some(checkpoint.command) == command(options, build) && !options.restart;
        fits.then_some(checkpoint)
    }
}

fn file_name(items: u64) -> String {
    format!("{PREFIX}{items}.json")
}

/// Hash of what a run reads and how; `None` where it reads what is gone once it was read.
fn command(options: &Options, build: Build) -> Option<u64> {
    if options.dry_run || options.paths.iter().any(|path| path.as_os_str() == "-") {
        return None;
    }
    let paths: Vec<PathBuf> = options.paths.iter().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())).collect();
    let Options { format, entities, source, zone, rejects, record_bytes_max, map, map_report, keep_all, .. } = options;
    let taggers = Models::global().state();
    let how = (format, entities, source, zone, rejects, record_bytes_max, map, map_report, keep_all, taggers);
    Some(xxh3_64(format!("{FORMAT} {} {build:?} {paths:?} {how:?}", env!("CARGO_PKG_VERSION")).as_bytes()))
}

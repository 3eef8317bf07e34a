//! The pipeline: a thread reads and compares, several analyse, the caller takes what comes out in
//! the order of the inputs.
//!
//! What lies between them is bounded in bytes: the reader takes from a [`Budget`] and the caller
//! gives back. The threads belong to nobody, so that a reader that waits for standard input does
//! not keep a stopped run from ending.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use crate::analysis::{Analysis, Analyzer, EntityMode, Worker};
use crate::article::id::content_hash;
use crate::article::{Article, Lang, json};
use crate::index::Version;
use crate::index::document::Document;
use crate::index::version::Stored;
use crate::ingest::{Input, Item, MapReport, Note, Place, ReadOptions, Reader, Record, Reject};

use super::budget::Budget;
use super::checkpoint::{Checkpoint, Reached};
use super::dedup::{Dedup, Verdict};
use super::error::RunError;
use super::habit::{self, Habits, Vote, Votes};
use super::options::Options;
use super::tally::Change;

/// Bytes in flight for each byte of an article's text: the article, its tokens while they are
/// analysed, and the document made of them.
const BYTES_A_BYTE: usize = 10;
/// Bytes in flight for each author, tag, entity, headline and member of `extra`: the value, its name
/// in the document and among the facets.
const BYTES_A_VALUE: usize = 512;
/// Bytes in flight of anything, however small.
const BYTES_OF_ITEM: usize = 1_024;

/// What comes out of the pipeline.
#[derive(Debug)]
pub(super) enum Outcome {
    /// An input begins.
    Input(Input),
    /// Something was passed over.
    Skipped(Place, String),
    /// A row cannot become an article.
    Reject(Box<Reject>),
    /// Analysis failed on an article, a fault of the program: place and article.
    Failed(Place, String),
    /// An article.
    Passed(Box<Passed>),
    /// What was mapped to what.
    Mapped(Box<MapReport>),
    /// The run cannot go on.
    Broken(RunError),
    /// The last input is read.
    End,
}

/// An accepted article.
#[derive(Debug)]
pub(super) struct Passed {
    /// What it is to the served version.
    pub(super) change: Change,
    /// A warning about its id, by code, and the id.
    pub(super) warned: Option<(&'static str, String)>,
    /// Where it was read.
    pub(super) place: Place,
    /// What reading noticed.
    pub(super) notes: Vec<Note>,
    /// Whether it has no date.
    pub(super) undated: bool,
    /// Words that analysis knows by their beginning only.
    pub(super) long_words: u32,
    /// What to write, and whether its id may be there already.
    pub(super) document: Option<(Document, bool)>,
    /// Its vote for the language of its source.
    vote: Option<Vote>,
}

/// What a run makes of what it reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Build {
    /// What is new or changed is written beside what is there.
    Onto,
    /// Everything is written.
    Anew {
        /// Whether the articles of the served version that the inputs do not have are written too.
        others: bool,
    },
}

/// Which item it is, what it takes of the budget, and how far the reader was behind it.
#[derive(Debug, Clone, Copy)]
struct Ticket {
    number: u64,
    bytes: usize,
    read: u64,
    reached: Reached,
}

/// An article on its way to analysis.
struct Job {
    ticket: Ticket,
    article: Article,
    hash: u64,
    replaces: bool,
    habit: Option<Lang>,
    passed: Passed,
}

struct Done {
    ticket: Ticket,
    outcome: Outcome,
}

/// What all threads of a run know.
struct Shared {
    budget: Budget,
    analyzer: Analyzer,
    entities: EntityMode,
    keep_documents: bool,
    /// Bytes of all inputs; the largest number where they are not known.
    bytes_total: AtomicU64,
    /// Bytes that were read without being analysed again.
    bytes_passed: AtomicU64,
}

/// A running pipeline, from the side of the caller.
pub(super) struct Pipeline {
    shared: Arc<Shared>,
    done: Receiver<Done>,
    to_reader: Sender<Vec<Vote>>,
    waiting: BTreeMap<u64, Done>,
    votes: Votes,
    next: u64,
    reached: Reached,
    bytes_read: u64,
    ended: bool,
}

/// What [`Pipeline::next`] returns.
pub(super) enum Next {
    /// The next outcome in the order of the inputs.
    Outcome(Outcome),
    /// Nothing for a while.
    Wait,
    /// The last one was taken.
    End,
}

impl Pipeline {
    /// Starts the threads. `base` is what records are compared with, `now_us` the time at which
    /// new articles are first indexed; what lies before a checkpoint is read, but does not come out.
    pub(super) fn start(
        options: &Options,
        base: Option<Arc<Version>>,
        build: Build,
        now_us: i64,
        from: Option<&Checkpoint>,
    ) -> Result<Self, RunError> {
        let shared = Arc::new(Shared {
            budget: Budget::new(options.memory.in_flight()),
            analyzer: Analyzer::new(),
            entities: options.entities,
            // A reindex is tried by building it.
            keep_documents: !options.dry_run || matches!(build, Build::Anew { .. }),
            bytes_total: AtomicU64::new(u64::MAX),
            bytes_passed: AtomicU64::new(0),
        });
        let passed = from.map_or_else(Reached::default, |from| from.reached);
        let votes = from.map_or_else(Votes::default, |from| from.votes.clone());
        let blocks = passed.items / habit::BLOCK;
        let (jobs_in, jobs_out) = channel();
        let (done_in, done_out) = channel();
        let (votes_in, votes_out) = channel();
        let (habits, untold) = votes.known();
        if blocks > 0 {
            // The reader is there, it is not started yet.
            let _ = votes_in.send(untold.to_vec());
        }
        let jobs_out = Arc::new(Mutex::new(jobs_out));
        for _ in 0..options.threads.max(1) {
            let (shared, jobs, done) = (Arc::clone(&shared), Arc::clone(&jobs_out), done_in.clone());
            spawn("analysis", move || work(&shared, &jobs, &done))?;
        }
        let mut feed = Feed {
            shared: Arc::clone(&shared),
            base,
            build,
            now_us,
            dedup: Dedup::new(options.memory.ids()),
            habits,
            blocks: blocks.saturating_sub(1),
            votes: votes_out,
            jobs: jobs_in,
            done: done_in,
            number: passed.items,
            passed,
            reached: Reached::default(),
            read: 0,
        };
        let read = ReadOptions {
            format: options.format,
            source: options.source.clone(),
            zone: options.zone,
            now_us,
            record_bytes_max: options.record_bytes_max,
            map: options.map.clone(),
            map_report: options.map_report,
            keep_all: options.keep_all,
        };
        let paths = options.paths.clone();
        spawn("reader", move || feed.run(Reader::new(&paths, read)).unwrap_or_default())?;
        Ok(Self {
            shared,
            done: done_out,
            to_reader: votes_in,
            waiting: BTreeMap::new(),
            votes,
            next: passed.items,
            reached: passed,
            bytes_read: 0,
            ended: false,
        })
    }

    /// Returns the next outcome, or that none came for so long.
    pub(super) fn next(&mut self, patience: Duration) -> Result<Next, RunError> {
        loop {
            if let Some(Done { ticket, outcome }) = self.waiting.remove(&self.next) {
                self.shared.budget.give(ticket.bytes);
                self.bytes_read = ticket.read;
                self.reached = ticket.reached;
                return Ok(self.taken(outcome));
            }
            match self.done.recv_timeout(patience) {
                Ok(done) => drop(self.waiting.insert(done.ticket.number, done)),
                Err(RecvTimeoutError::Timeout) => return Ok(Next::Wait),
                Err(RecvTimeoutError::Disconnected) if self.ended => return Ok(Next::End),
                Err(RecvTimeoutError::Disconnected) => return Err(RunError::Fault { part: "reader" }),
            }
        }
    }

    fn taken(&mut self, mut outcome: Outcome) -> Next {
        self.next += 1;
        if let Outcome::Passed(passed) = &mut outcome {
            self.votes.push(passed.vote.take());
        }
        if self.next.is_multiple_of(habit::BLOCK) {
            // The reader may have ended; then nobody waits for votes.
            let _ = self.to_reader.send(self.votes.end_block());
        }
        if matches!(outcome, Outcome::End) {
            self.ended = true;
            return Next::End;
        }
        Next::Outcome(outcome)
    }

    /// Bytes read for what came out so far, and bytes of all inputs where known.
    pub(super) fn bytes(&self) -> (u64, Option<u64>) {
        let total = self.shared.bytes_total.load(Ordering::Relaxed);
        let passed = self.shared.bytes_passed.load(Ordering::Relaxed);
        (self.bytes_read.max(passed), (total != u64::MAX).then_some(total))
    }
}

impl Pipeline {
    /// How far what came out reaches, and the votes of it.
    pub(super) fn state(&self) -> (Reached, &Votes) {
        (self.reached, &self.votes)
    }
}

impl Drop for Pipeline {
    fn drop(&mut self) {
        self.shared.budget.close();
    }
}

fn spawn(part: &'static str, body: impl FnOnce() + Send + 'static) -> Result<(), RunError> {
    thread::Builder::new().name(format!("dateline-{part}")).spawn(body).map(drop).map_err(|_| RunError::Fault { part })
}

/// The reader's side.
struct Feed {
    shared: Arc<Shared>,
    base: Option<Arc<Version>>,
    build: Build,
    now_us: i64,
    dedup: Dedup,
    habits: Habits,
    /// Blocks whose votes are counted.
    blocks: u64,
    votes: Receiver<Vec<Vote>>,
    jobs: Sender<Job>,
    done: Sender<Done>,
    number: u64,
    /// What an earlier run did already.
    passed: Reached,
    reached: Reached,
    read: u64,
}

impl Feed {
    /// Reads to the end; `None` where the caller has gone before.
    fn run(&mut self, mut reader: Reader) -> Option<()> {
        while let Some(item) = reader.next_item() {
            self.read = reader.bytes_read();
            self.shared.bytes_total.store(reader.bytes_total().unwrap_or(u64::MAX), Ordering::Relaxed);
            if self.reached.items < self.passed.items {
                self.pass_over(item)?;
                continue;
            }
            self.reached.item(&item);
            match item {
                Item::Input(input) => self.pass(BYTES_OF_ITEM, Outcome::Input(input))?,
                Item::Skipped(place, reason) => self.pass(BYTES_OF_ITEM, Outcome::Skipped(place, reason))?,
                Item::Reject(reject) => self.pass(BYTES_OF_ITEM + reject.raw.len(), Outcome::Reject(reject))?,
                Item::Record(record) => match self.record(*record) {
                    Ok(sent) => sent?,
                    Err(error) => return self.pass(BYTES_OF_ITEM, Outcome::Broken(error)),
                },
            }
        }
        self.read = reader.bytes_read();
        if self.build == (Build::Anew { others: true })
            && let Some(base) = self.base.clone()
        {
            self.others(&base)?;
        }
        if self.reached.items < self.passed.items {
            return self.changed();
        }
        if let Some(report) = reader.map_report() {
            self.pass(BYTES_OF_ITEM, Outcome::Mapped(Box::new(report)))?;
        }
        self.pass(BYTES_OF_ITEM, Outcome::End)
    }

    /// Sends the articles of a version that the inputs do not have, to be analysed anew.
    fn others(&mut self, base: &Version) -> Option<()> {
        let place = Place { file: format!("version {:06}", base.number()), ..Place::default() };
        for stored in base.all() {
            let sent = match stored {
                Ok(stored) => self.other(base, &stored, &place)?,
                Err(error) => Err(error.into()),
            };
            if let Err(error) = sent {
                return self.pass(BYTES_OF_ITEM, Outcome::Broken(error));
            }
        }
        Some(())
    }

    fn other(&mut self, base: &Version, stored: &Stored, place: &Place) -> Option<Result<(), RunError>> {
        match self.dedup.holds(&stored.id) {
            Ok(true) => return Some(Ok(())),
            Ok(false) => {}
            Err(error) => return Some(Err(RunError::io("use", &std::env::temp_dir())(error))),
        }
        self.reached.record(stored.hash);
        if self.reached.items <= self.passed.items {
            return if self.reached.items == self.passed.items && self.reached != self.passed {
                self.changed().map(Ok)
            } else {
                Some(Ok(()))
            };
        }
        let article = match as_given(base, stored) {
            Ok(article) => article,
            Err(error) => return Some(Err(error)),
        };
        let passed = Passed {
            change: Change::Unchanged,
            warned: None,
            undated: article.published.is_none(),
            place: place.clone(),
            notes: Vec::new(),
            long_words: 0,
            document: None,
            vote: None,
        };
        self.analyse(article, stored.hash, false, passed).map(Ok)
    }

    /// Takes an item that an earlier run did already.
    fn pass_over(&mut self, item: Item) -> Option<()> {
        self.reached.item(&item);
        if let Item::Record(record) = item {
            let mut article = record.article;
            match self.dedup.place(&mut article) {
                Ok(_) => self.reached.record(content_hash(&article)),
                Err(error) => return self.pass(BYTES_OF_ITEM, Outcome::Broken(RunError::io("use", &std::env::temp_dir())(error))),
            }
        }
        self.shared.bytes_passed.store(self.read, Ordering::Relaxed);
        if self.reached.items == self.passed.items && self.reached != self.passed { self.changed() } else { Some(()) }
    }

    /// Ends the reading: the inputs are not what they were.
    fn changed(&mut self) -> Option<()> {
        self.reached = self.passed;
        self.pass(BYTES_OF_ITEM, Outcome::Broken(RunError::Changed))?;
        None
    }

    /// Compares a record with the run and the served version, and sends it on.
    fn record(&mut self, record: Record) -> Result<Option<()>, RunError> {
        let Record { mut article, place, notes, .. } = record;
        let verdict = self.dedup.place(&mut article).map_err(RunError::io("use", &std::env::temp_dir()))?;
        let hash = content_hash(&article);
        self.reached.record(hash);
        let held = match (&self.base, verdict) {
            (Some(base), Verdict::First | Verdict::Collision) => base.held(&article.id)?,
            (None, _) | (_, Verdict::Repeat | Verdict::Differs) => None,
        };
        let change = match (verdict, held) {
            (Verdict::Repeat | Verdict::Differs, _) => Change::Unchanged,
            (_, Some(held)) if held.hash == hash => Change::Unchanged,
            (_, Some(_)) => Change::Updated,
            (_, None) => Change::Added,
        };
        article.first_indexed = Some(held.map_or(self.now_us, |held| held.first_indexed));
        let passed = Passed {
            change,
            warned: match verdict {
                Verdict::Collision => Some(("id-collision", article.id.clone())),
                Verdict::Differs => Some(("repeat-differs", article.id.clone())),
                Verdict::First | Verdict::Repeat => None,
            },
            undated: article.published.is_none(),
            place,
            notes,
            long_words: 0,
            document: None,
            vote: None,
        };
        let is_written = match self.build {
            Build::Onto => change != Change::Unchanged,
            Build::Anew { .. } => matches!(verdict, Verdict::First | Verdict::Collision),
        };
        if !is_written {
            return Ok(self.pass(BYTES_OF_ITEM, Outcome::Passed(Box::new(passed))));
        }
        let replaces = change == Change::Updated && self.build == Build::Onto;
        Ok(self.analyse(article, hash, replaces, passed))
    }

    /// Sends an article to analysis.
    fn analyse(&mut self, article: Article, hash: u64, replaces: bool, passed: Passed) -> Option<()> {
        let text = article.title.len() + article.lead.len() + article.body.len();
        let extra: usize = article.extra.values().map(|value| value.get().len()).sum();
        let values = article.authors.len() + article.tags.len() + article.entities.len() + article.related.len() + article.extra.len();
        let bytes = BYTES_OF_ITEM + text.saturating_mul(BYTES_A_BYTE) + extra * 2 + values * BYTES_A_VALUE;
        let ticket = self.enter(bytes)?;
        let habit = self.habits.of(article.source.as_deref());
        self.jobs.send(Job { ticket, article, hash, replaces, habit, passed }).ok()
    }

    /// Sends what needs no analysis.
    fn pass(&mut self, bytes: usize, outcome: Outcome) -> Option<()> {
        let ticket = self.enter(bytes)?;
        self.done.send(Done { ticket, outcome }).ok()
    }

    /// Waits for room, takes the next number, and at the beginning of a block the votes of the
    /// block before the last.
    fn enter(&mut self, bytes: usize) -> Option<Ticket> {
        while (self.blocks + 2) * habit::BLOCK <= self.number {
            self.habits.count(self.votes.recv().ok()?);
            self.blocks += 1;
        }
        let bytes = self.shared.budget.take(bytes)?;
        let number = self.number;
        self.number += 1;
        Some(Ticket { number, bytes, read: self.read, reached: self.reached })
    }
}

/// Reads a stored article as its input gave it: what analysis found is left out.
pub(super) fn as_given(version: &Version, stored: &Stored) -> Result<Article, RunError> {
    let mut article = version.article(stored)?;
    article.entities.retain(|entity| entity.given);
    Ok(article)
}

/// Analyses an article, which then carries what was found.
pub(super) fn analyse(worker: &mut Worker, article: &mut Article, entities: EntityMode, habit: Option<Lang>) -> Analysis {
    let mut analysis = worker.analyze(article, entities, habit);
    article.language = analysis.language;
    article.words = analysis.words;
    article.entities = std::mem::take(&mut analysis.entities);
    analysis
}

/// Analyses articles until none comes.
fn work(shared: &Shared, jobs: &Mutex<Receiver<Job>>, done: &Sender<Done>) {
    let mut worker = shared.analyzer.worker();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(mut job) = next else { return };
        if shared.budget.is_closed() {
            return;
        }
        let analysed = catch_unwind(AssertUnwindSafe(|| {
            let analysis = analyse(&mut worker, &mut job.article, shared.entities, job.habit);
            job.passed.long_words = analysis.long_words;
            job.passed.vote = habit::vote(&job.article, analysis.language, analysis.words);
            if shared.keep_documents {
                let document = Document::new(&job.article, &analysis, &shared.analyzer, job.hash);
                job.passed.document = Some((document, job.replaces));
            }
        }));
        let outcome = if analysed.is_ok() {
            Outcome::Passed(Box::new(job.passed))
        } else {
            worker = shared.analyzer.worker();
            Outcome::Failed(job.passed.place, json::write(&job.article))
        };
        if done.send(Done { ticket: job.ticket, outcome }).is_err() {
            return;
        }
    }
}

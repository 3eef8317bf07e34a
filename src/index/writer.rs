//! The writer: adds and deletes articles in its own directory and publishes versions.

use std::fs;
use std::path::{Path, PathBuf};

use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriter, IndexWriterOptions, NoMergePolicy};
use tantivy::schema::Term;
use tantivy::{Index, SegmentMeta};

use super::document::Document;
use super::layout::Layout;
use super::lock::WriteLock;
use super::schema::{fields, schema, settings, tokenizers};
use super::version::{self, Version, VersionInfo, publish, retention};
use super::{IndexError, archive, deletion};

/// Least memory the engine takes for a thread.
const THREAD_MEMORY_MIN: usize = 16 << 20;
/// Most memory the engine takes for a thread.
const THREAD_MEMORY_MAX: usize = 2 << 30;
/// Segments a version may have before the small ones are merged.
const SEGMENTS_MAX: usize = 8;
/// Deleted documents in 1,000 above which a segment is rewritten, so that statistics stay honest.
const DELETED_PER_MILLE_MAX: u32 = 10;

/// How much a writer may use.
#[derive(Debug, Clone, Copy)]
pub struct WriterOptions {
    /// Bytes for buffered postings, over all threads.
    pub memory: usize,
    /// Indexing threads.
    pub threads: usize,
}

/// What is told of a publication.
#[derive(Debug, Clone)]
pub struct PublishNote {
    /// What was run: `ingest`, `reindex`, `rollback`, `delete`, `post`.
    pub verb: &'static str,
    /// The time of publication, in microseconds since 1970.
    pub now_us: i64,
    /// Whether to merge into one segment, as a first ingest and a reindex do.
    pub compact: bool,
    /// Microseconds for which a passing version is kept after its publication; `None` where it is one
    /// of those that the retention rule counts.
    pub life_us: Option<i64>,
}

/// The one writer of an index.
///
/// It starts from the served version: what an earlier process wrote and did not publish is gone.
#[derive(Debug)]
pub struct Writer {
    layout: Layout,
    /// The writer's directory.
    dir: PathBuf,
    /// The lock of the index, but of a writer that builds a new one beside it.
    served: Option<WriteLock>,
    inner: Engine,
    /// The directory of a writer that builds a new one to try it, which goes with the writer.
    trial: Option<Passing>,
    /// The lock of a writer that builds a new one.
    _new: Option<WriteLock>,
    base: Option<u64>,
    /// Name under which what was committed last is kept.
    checkpoint: Option<String>,
}

/// A directory that is removed when this is dropped.
#[derive(Debug)]
struct Passing(PathBuf);

impl Drop for Passing {
    fn drop(&mut self) {
        // The next trial empties it, should it stay.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Wraps the engine's writer, which has no `Debug`.
struct Engine(IndexWriter);

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IndexWriter")
    }
}

impl Writer {
    /// Opens an index for writing and creates it if need be.
    ///
    /// `goes_on` is asked about the checkpoint that an earlier writer left, if there is one: whether
    /// what it wrote, beside the version that is given, is to be kept. Else the writer begins with
    /// the served version.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process writes.
    pub fn open(layout: &Layout, options: WriterOptions, goes_on: impl FnOnce(&str, Option<u64>) -> bool) -> Result<Self, IndexError> {
        layout.create()?;
        let lock = WriteLock::acquire(layout)?;
        let base = version::current::read(layout)?;
        deletion::finish(layout)?;
        let left = left_behind(&layout.work()).filter(|(_, name)| goes_on(name, base));
        let (index, checkpoint) = match left {
            Some((index, name)) => (index, Some(name)),
            None => (begin(layout, base)?, None),
        };
        let inner = engine(index, options)?;
        Ok(Self { layout: layout.clone(), dir: layout.work(), served: Some(lock), inner, trial: None, _new: None, base, checkpoint })
    }

    /// Opens an index for writing with the articles of a kept version instead of the served one.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process writes.
    pub fn at(layout: &Layout, options: WriterOptions, number: u64) -> Result<Self, IndexError> {
        let lock = WriteLock::acquire(layout)?;
        deletion::finish(layout)?;
        let inner = engine(begin(layout, Some(number))?, options)?;
        let base = Some(number);
        Ok(Self { layout: layout.clone(), dir: layout.work(), served: Some(lock), inner, trial: None, _new: None, base, checkpoint: None })
    }

    /// Opens an index to be built beside the served version, which others may go on writing to.
    ///
    /// `goes_on` is asked about the checkpoint that an earlier builder left.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process builds one.
    pub fn fresh(layout: &Layout, options: WriterOptions, goes_on: impl FnOnce(&str) -> bool) -> Result<Self, IndexError> {
        layout.create()?;
        let lock = WriteLock::acquire_new(layout)?;
        let dir = layout.work_new();
        let (index, checkpoint) = match left_behind(&dir).filter(|(_, name)| goes_on(name)) {
            Some((index, name)) => (index, Some(name)),
            None => (create(&emptied(dir.clone())?)?, None),
        };
        let inner = engine(index, options)?;
        Ok(Self { layout: layout.clone(), dir, served: None, inner, trial: None, _new: Some(lock), base: None, checkpoint })
    }

    /// Opens an index to be built beside the served version and never published: it is gone with the
    /// writer, and what an earlier builder left stays as it is.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process builds one.
    pub fn trial(layout: &Layout, options: WriterOptions) -> Result<Self, IndexError> {
        layout.create()?;
        let lock = WriteLock::acquire_new(layout)?;
        let dir = emptied(layout.work_dry())?;
        let trial = Some(Passing(dir.clone()));
        let inner = engine(create(&dir)?, options)?;
        Ok(Self { layout: layout.clone(), dir, served: None, inner, trial, _new: Some(lock), base: None, checkpoint: None })
    }

    /// Takes the lock of the index, so that a new one can take the place of the served version and
    /// nobody writes meanwhile; returns the version that is served.
    ///
    /// # Errors
    /// [`IndexError::Locked`] while another process writes.
    pub fn take_over(&mut self) -> Result<Option<u64>, IndexError> {
        if self.served.is_none() {
            self.served = Some(WriteLock::acquire(&self.layout)?);
            self.base = version::current::read(&self.layout)?;
        }
        Ok(self.base)
    }

    /// Opens what was added and is not published, as a version without a number.
    pub fn preview(&mut self) -> Result<Version, IndexError> {
        self.commit()?;
        Version::open_staged(&self.dir, 0)
    }

    /// Name of the checkpoint that the writer went on from, or made last.
    #[must_use]
    pub fn checkpoint(&self) -> Option<&str> {
        self.checkpoint.as_deref()
    }

    /// Writes what was added through to the disk under a name. A writer that is opened after this
    /// one ended, however it did, may go on from there.
    pub fn keep(&mut self, name: &str) -> Result<(), IndexError> {
        self.checkpoint = Some(name.to_owned());
        self.commit()
    }

    fn commit(&mut self) -> Result<(), IndexError> {
        let mut commit = self.inner.0.prepare_commit()?;
        if let Some(name) = &self.checkpoint {
            commit.set_payload(name);
        }
        commit.commit()?;
        Ok(())
    }

    /// Number of the version that the writer started from.
    #[must_use]
    pub fn base(&self) -> Option<u64> {
        self.base
    }

    /// Adds an article, taking the place of one of the same id.
    ///
    /// `replaces` says whether the id may be there already; it spares a look-up where it cannot.
    pub fn add(&mut self, document: Document, replaces: bool) -> Result<(), IndexError> {
        if replaces {
            self.delete(&document.id);
        }
        self.inner.0.add_document(document.inner)?;
        Ok(())
    }

    /// Deletes an article by id, if it is there.
    pub fn delete(&mut self, id: &str) {
        self.inner.0.delete_term(Term::from_field_text(fields().id, id));
    }

    /// Deletes articles in every kept version, and publishes a version without them.
    ///
    /// They are hidden from whoever opens a version from now on; a server follows with the publication.
    pub fn delete_everywhere(&mut self, ids: &[String], note: &PublishNote) -> Result<VersionInfo, IndexError> {
        deletion::begin(&self.layout, ids)?;
        deletion::finish(&self.layout)?;
        for id in ids {
            self.delete(id);
        }
        self.publish(note)
    }

    /// Publishes what was written as a new version, serves it, and removes versions that the
    /// retention rule no longer keeps.
    ///
    /// The version appears whole or not at all: its files are linked under another name, written
    /// through to the disk and renamed, then `CURRENT` is replaced.
    pub fn publish(&mut self, note: &PublishNote) -> Result<VersionInfo, IndexError> {
        self.commit()?;
        self.merge(note.compact)?;
        self.take_over()?;
        let info = publish::publish(&self.layout, &self.dir, self.inner.0.index(), self.base, note)?;
        self.base = Some(info.number);
        // What was merged away would take the disk a second time until the next run.
        self.inner.0.garbage_collect_files().wait()?;
        retention::apply(&self.layout, note.now_us)?;
        Ok(info)
    }

    /// Merges segments: all of them, or those with many deletes and, where there are too many,
    /// the small ones.
    fn merge(&mut self, all: bool) -> Result<(), IndexError> {
        let metas = self.inner.0.index().searchable_segment_metas()?;
        let chosen = choose(&metas, all);
        if !chosen.is_empty() {
            self.inner.0.merge(&chosen).wait()?;
        }
        Ok(())
    }

    /// Removes the directory of a writer that built a new index beside the served version.
    pub fn discard(self) -> Result<(), IndexError> {
        let Self { inner, dir, trial, _new: new, .. } = self;
        drop(inner);
        drop(trial);
        if new.is_some() && dir.exists() {
            fs::remove_dir_all(&dir).map_err(IndexError::io("remove", &dir))?;
        }
        Ok(())
    }

    /// Opens the version that the writer started from or published last.
    pub fn version(&self) -> Result<Option<Version>, IndexError> {
        self.base.map(|number| archive::open_version(&self.layout, number)).transpose()
    }

    /// The directory of the index.
    #[must_use]
    pub fn root(&self) -> PathBuf {
        self.layout.root().to_path_buf()
    }
}

/// Makes the writer's directory anew, with the files of a version.
fn begin(layout: &Layout, base: Option<u64>) -> Result<Index, IndexError> {
    let work = emptied(layout.work())?;
    Ok(match base {
        Some(number) => {
            version::link::into_work(layout, number, &work)?;
            Index::open_in_dir(&work)?
        }
        None => create(&work)?,
    })
}

/// Makes a directory anew.
pub(super) fn emptied(dir: PathBuf) -> Result<PathBuf, IndexError> {
    if dir.exists() {
        fs::remove_dir_all(&dir).map_err(IndexError::io("remove", &dir))?;
    }
    fs::create_dir_all(&dir).map_err(IndexError::io("create", &dir))?;
    Ok(dir)
}

/// Creates an index without articles.
fn create(dir: &Path) -> Result<Index, IndexError> {
    Ok(Index::builder().schema(schema()).settings(settings()).create_in_dir(dir)?)
}

/// Starts the engine's writer.
fn engine(mut index: Index, options: WriterOptions) -> Result<Engine, IndexError> {
    index.set_tokenizers(tokenizers());
    let threads = options.threads.max(1);
    let memory = (options.memory / threads).clamp(THREAD_MEMORY_MIN, THREAD_MEMORY_MAX);
    let engine = IndexWriterOptions::builder().memory_budget_per_thread(memory).num_worker_threads(threads).num_merge_threads(1).build();
    let inner: IndexWriter = index.writer_with_options(engine)?;
    inner.set_merge_policy(Box::new(NoMergePolicy));
    Ok(Engine(inner))
}

/// What an earlier writer wrote and kept under a name, if it can be opened.
fn left_behind(work: &Path) -> Option<(Index, String)> {
    let index = Index::open_in_dir(work).ok()?;
    let name = index.load_metas().ok()?.payload?;
    Some((index, name))
}

/// Chooses the segments to merge into one.
fn choose(metas: &[SegmentMeta], all: bool) -> Vec<SegmentId> {
    let dirty =
        |meta: &&SegmentMeta| u64::from(meta.num_deleted_docs()) * 1000 > u64::from(meta.max_doc()) * u64::from(DELETED_PER_MILLE_MAX);
    let mut chosen: Vec<&SegmentMeta> = if all { metas.iter().collect() } else { metas.iter().filter(dirty).collect() };
    if !all && metas.len() > SEGMENTS_MAX {
        let largest = metas.iter().map(SegmentMeta::max_doc).max().unwrap_or(0);
        chosen.extend(metas.iter().filter(|meta| meta.max_doc() <= largest / 4 && !dirty(meta)));
    }
    let lone_clean = chosen.len() == 1 && chosen.first().is_some_and(|meta| !meta.has_deletes());
    if lone_clean { Vec::new() } else { chosen.iter().map(|meta| meta.id()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trial_leaves_what_an_earlier_builder_left_and_nothing_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let (layout, options) = (Layout::new(dir.path()), WriterOptions { memory: 64 << 20, threads: 1 });
        let mut stopped = Writer::fresh(&layout, options, |_| false).unwrap();
        stopped.keep("at the fifth").unwrap();
        drop(stopped);
        let trial = Writer::trial(&layout, options).unwrap();
        assert!(layout.work_dry().exists());
        assert!(Writer::trial(&layout, options).is_err_and(|error| matches!(error, IndexError::Locked { .. })));
        drop(trial);
        Writer::trial(&layout, options).unwrap().discard().unwrap();
        assert!(!layout.work_dry().exists());
        let mut left = None;
        let goes_on = |name: &str| {
            left = Some(name.to_owned());
            true
        };
        Writer::fresh(&layout, options, goes_on).unwrap();
        assert_eq!(left.as_deref(), Some("at the fifth"));
    }
}

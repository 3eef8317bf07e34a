//! The desk where posted articles wait to be written: one writer at a time, which takes all that wait.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;

use super::limits::POSTS_BYTES_MAX;
use super::problem::{Kind, Problem};
use crate::index::{Archive, IndexError};
use crate::run::{self, Posted, RunError};

/// A change that a client asks for.
pub(super) enum Change {
    /// Native JSON lines.
    Put(Vec<u8>),
    /// Ids of articles that shall be gone.
    Delete(String),
}

/// What became of a change.
#[derive(Debug, Clone)]
pub(super) enum Changed {
    /// The records of a post, and the version that holds them.
    Put { records: Vec<Posted>, version: Option<String> },
    /// Whether there was such an article.
    Delete { was_there: bool },
}

struct Waiting {
    change: Change,
    tell: oneshot::Sender<Result<Changed, Problem>>,
}

/// Who writes, and what waits.
pub(super) struct Desk {
    options: run::PostOptions,
    archive: Arc<Archive>,
    clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    waiting: Mutex<VecDeque<Waiting>>,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Desk {
    pub(super) fn new(options: run::PostOptions, archive: Arc<Archive>, clock: Arc<dyn Fn() -> i64 + Send + Sync>) -> Arc<Self> {
        Arc::new(Self { options, archive, clock, waiting: Mutex::default(), turn: Arc::default() })
    }

    /// Makes a change; it is on the disk and served when this returns.
    ///
    /// The change goes on where its client goes away meanwhile.
    pub(super) async fn make(self: &Arc<Self>, change: Change) -> Result<Changed, Problem> {
        let (tell, told) = oneshot::channel();
        {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            let bytes: usize = waiting.iter().map(|waiting| waiting.change.bytes()).sum();
            if bytes.saturating_add(change.bytes()) > POSTS_BYTES_MAX {
                return Err(Problem::new(Kind::Overloaded, "too many articles wait to be written: try again in a second"));
            }
            waiting.push_back(Waiting { change, tell });
        }
        let desk = Arc::clone(self);
        tokio::spawn(async move { desk.work().await });
        told.await.unwrap_or_else(|_| Err(Problem::internal(&"a change was dropped before it was made")))
    }

    /// Makes the changes that wait, of one kind; somebody may have made all of them already.
    async fn work(self: Arc<Self>) {
        let turn = Arc::clone(&self.turn).lock_owned().await;
        let batch = self.batch();
        if batch.is_empty() {
            return;
        }
        let desk = Arc::clone(&self);
        // What fails without a word has told nobody: their channels close, and that is an error.
        let _ = tokio::task::spawn_blocking(move || {
            // The turn ends with the work, whatever becomes of those who wait for it.
            let _turn = turn;
            desk.make_all(batch);
        })
        .await;
    }

    /// The first of those that wait and those behind it of the same kind.
    fn batch(&self) -> Vec<Waiting> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_put = |waiting: &Waiting| matches!(waiting.change, Change::Put(_));
        let Some(first) = waiting.front().map(is_put) else { return Vec::new() };
        let len = waiting.iter().take_while(|next| is_put(next) == first).count();
        waiting.drain(..len).collect()
    }

    fn make_all(&self, batch: Vec<Waiting>) {
        let (mut posts, mut ids, mut tell_posts, mut tell_ids) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for Waiting { change, tell } in batch {
            match change {
                Change::Put(post) => {
                    posts.push(post);
                    tell_posts.push(tell);
                }
                Change::Delete(id) => {
                    ids.push(id);
                    tell_ids.push(tell);
                }
            }
        }
        if !posts.is_empty() {
            self.put(&posts, tell_posts);
        }
        if !ids.is_empty() {
            self.delete(&ids, tell_ids);
        }
    }

    fn put(&self, posts: &[Vec<u8>], tell: Vec<oneshot::Sender<Result<Changed, Problem>>>) {
        let written = run::post(&self.options, posts, (self.clock)()).map_err(problem).and_then(|written| {
            self.archive.refresh().map_err(|error| Problem::internal(&error))?;
            Ok(written)
        });
        match written {
            Ok(written) => {
                for (records, tell) in written.posts.into_iter().zip(tell) {
                    // Its client may have gone.
                    let _ = tell.send(Ok(Changed::Put { records, version: written.version.clone() }));
                }
            }
            Err(problem) => tell.into_iter().for_each(|tell| drop(tell.send(Err(problem.clone())))),
        }
    }

    fn delete(&self, ids: &[String], tell: Vec<oneshot::Sender<Result<Changed, Problem>>>) {
        let (index, memory, life_us) = (&self.options.index, self.options.memory, Some(self.options.life_us));
        let deleted = run::delete(index, &ids.iter().cloned().collect(), memory, life_us, false, (self.clock)());
        let deleted = deleted.map_err(problem).and_then(|deleted| {
            self.archive.refresh().map_err(|error| Problem::internal(&error))?;
            Ok(deleted)
        });
        for (id, tell) in ids.iter().zip(tell) {
            let told = deleted.as_ref().map(|deleted| Changed::Delete { was_there: !deleted.unknown.contains(id) });
            let _ = tell.send(told.map_err(Clone::clone));
        }
    }
}

impl Change {
    /// Bytes that it holds while it waits.
    fn bytes(&self) -> usize {
        match self {
            Self::Put(post) => post.len(),
            Self::Delete(id) => id.len(),
        }
    }
}

fn problem(error: RunError) -> Problem {
    match error {
        RunError::Index(IndexError::Locked { .. }) => Problem::new(
            Kind::Locked,
            "another process writes to the archive, such as `dateline ingest`: nothing was taken; send it again when that has ended",
        ),
        error => Problem::internal(&error),
    }
}

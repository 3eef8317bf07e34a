//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use xxhash_rust::xxh3::xxh3_64;

use super::limits::EXPORTS_MAX;
use super::pool::Pool;
use super::problem::{Kind, Problem};
use super::public::PublicFields;
use super::server::ServeOptions;
use crate::article::published::Now;
use crate::index::{Archive, Version};

/// What all requests share: the archive, the clock, the pool of searches.
pub struct AppState {
    pub(super) archive: Arc<Archive>,
    pub(super) pool: Pool,
    /// One permit for each export that runs.
    pub(super) exports: Arc<Semaphore>,
    options: ServeOptions,
    requests: AtomicU64,
}

impl std::fmt::Debug for AppState {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AppState").field("archive", &self.archive).finish_non_exhaustive()
    }
}

impl AppState {
    /// Makes the state of a service.
    #[must_use]
    pub fn new(archive: Arc<Archive>, options: ServeOptions) -> Arc<Self> {
        let pool = Pool::new(options.workers, options.waiting, options.deadline);
        let exports = Arc::new(Semaphore::new(EXPORTS_MAX));
        Arc::new(Self { archive, pool, exports, options, requests: AtomicU64::new(0) })
    }

    /// The time of a request.
    pub(super) fn now(&self) -> Now {
        Now { micros: (self.options.clock)() }
    }

    /// Where the service is reached from outside, if that is set.
    pub(super) fn base_url(&self) -> Option<&str> {
        self.options.base_url.as_deref()
    }

    /// What may be returned of an article.
    pub(super) fn public(&self) -> &PublicFields {
        &self.options.public
    }

    /// Most articles of an export.
    pub(super) fn max_export(&self) -> Option<u64> {
        self.options.max_export
    }

    /// Time that a client may take nothing of what is sent to it.
    pub(super) fn stall(&self) -> Duration {
        self.options.stall
    }

    /// Refuses `explain=true` where strangers can ask.
    pub(super) fn check_explain(&self, wanted: bool) -> Result<(), Problem> {
        if !wanted || self.options.explain {
            return Ok(());
        }
        Err(Problem::new(Kind::Forbidden, "`explain=true` is not answered here, since others than this machine can ask: leave it out"))
    }

    /// An id for a request: unlike those of other requests, also of an earlier process.
    pub(super) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut seed = self.now().micros.to_le_bytes().to_vec();
        seed.extend(number.to_le_bytes());
        format!("{:016x}", xxh3_64(&seed))
    }
}

/// Opens the version to answer from. Reads files: call it from the pool.
pub(super) fn open(archive: &Archive, as_of: Option<u64>) -> Result<Arc<Version>, Problem> {
    match as_of {
        Some(number) => Ok(archive.version(number)?),
        None => archive.current().ok_or_else(not_ready),
    }
}

/// The archive is empty.
pub(super) fn not_ready() -> Problem {
    Problem::new(Kind::NotReady, "no article is indexed yet: run `dateline ingest PATH`; this service then answers within a second")
}

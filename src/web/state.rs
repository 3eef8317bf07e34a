//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::Request;
use tokio::sync::Semaphore;
use xxhash_rust::xxh3::xxh3_64;

use super::client::{Peer, subscriber};
use super::cors::Origins;
use super::desk::Desk;
use super::keys::Access;
use super::limits::{EXPORTS_MAX, POSTS_MAX};
use super::metrics::Metrics;
use super::pool::Pool;
use super::problem::{Kind, Problem};
use super::public::PublicFields;
use super::quota::{Left, Quotas};
use super::server::ServeOptions;
use crate::article::published::Now;
use crate::index::{Archive, Version};

/// What all requests share: the archive, the clock, the pool of searches.
pub struct AppState {
    pub(super) archive: Arc<Archive>,
    pub(super) pool: Pool,
    pub(super) metrics: Metrics,
    /// One permit for each export that runs.
    pub(super) exports: Arc<Semaphore>,
    /// One permit for each post that arrives.
    pub(super) posts: Arc<Semaphore>,
    /// What each client has left, where that is bounded.
    pub(super) quotas: Option<Arc<Quotas>>,
    desk: Option<Arc<Desk>>,
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
        let posts = Arc::new(Semaphore::new(POSTS_MAX));
        let quotas = options.rate_limit.map(Quotas::new);
        let post = options.post.clone().filter(|_| options.keys.may_write());
        let desk = post.map(|post| Desk::new(post, Arc::clone(&archive), Arc::clone(&options.clock)));
        Arc::new(Self { archive, pool, metrics: Metrics::new(), exports, posts, quotas, desk, options, requests: AtomicU64::new(0) })
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
    pub(super) fn check_explain(&self, wanted: bool, access: Access) -> Result<(), Problem> {
        if !wanted || self.options.explain || access > Access::Open {
            return Ok(());
        }
        let detail =
            "`explain=true` needs a key here, since others than this machine can ask: leave it out, or send `Authorization: Bearer KEY`";
        Err(Problem::new(Kind::Forbidden, detail))
    }

    /// Whether anybody may ask for the metrics.
    pub(super) fn shows_metrics(&self) -> bool {
        self.options.explain || self.options.public_metrics
    }

    /// What a request may do by its key.
    pub(super) fn access(&self, request: &Request) -> Result<Access, Problem> {
        let path = request.uri().path();
        let is_free = is_free(path);
        let Some(access) = self.options.keys.access(request.headers()).or_else(|| is_free.then_some(Access::Open)) else {
            return Err(Problem::new(Kind::Unauthorized, "the key is not one of this service: send `Authorization: Bearer KEY` with one"));
        };
        if self.options.require_key && access == Access::Open && !is_free {
            return Err(Problem::new(Kind::Unauthorized, "this service needs a key: send `Authorization: Bearer KEY`"));
        }
        Ok(access)
    }

    /// The sites whose pages may read answers.
    pub(super) fn cors(&self) -> Option<&Origins> {
        self.options.cors.as_ref()
    }

    /// What the client of a request has left, this one taken; `None` where that is not bounded. What a
    /// monitor or a page needs besides is free.
    pub(super) fn take(&self, request: &Request) -> Option<Left> {
        let quotas = self.quotas.as_ref()?;
        let path = request.uri().path();
        let Peer(peer) = *request.extensions().get().filter(|_| !is_free(path))?;
        Some(quotas.take(subscriber(self.options.proxies.client(peer, request.headers()))))
    }

    /// Where articles are posted, for those who may.
    pub(super) fn desk(&self, access: Access) -> Result<&Arc<Desk>, Problem> {
        let Some(desk) = &self.desk else {
            return Err(Problem::new(Kind::Forbidden, "nothing is written here: the service was started without a key that may write"));
        };
        match access {
            Access::Write => Ok(desk),
            Access::Read => Err(Problem::new(Kind::Forbidden, "this key may read only: send one that may write")),
            Access::Open => Err(Problem::new(Kind::Unauthorized, "writing needs a key: send `Authorization: Bearer KEY`")),
        }
    }

    /// An id for a request: unlike those of other requests, also of an earlier process.
    pub(super) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        let mut seed = self.now().micros.to_le_bytes().to_vec();
        seed.extend(number.to_le_bytes());
        format!("{:016x}", xxh3_64(&seed))
    }
}

/// Whether an address is for everybody: health, and what pages of problems need.
fn is_free(path: &str) -> bool {
    matches!(path, "/healthz" | "/readyz") || ["/problems/", "/assets/"].iter().any(|free| path.starts_with(free))
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

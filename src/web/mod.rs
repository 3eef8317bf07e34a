//! The HTTP service: routes, problems, limits, pages.
//!
//! Handlers go from parameters to a request, to a search, to a rendering, and hold no logic of
//! their own. This floor never reads files of the index itself and never prints. Start reading in
//! `server`.

use std::future::Future;
use std::sync::Arc;

use crate::index::Archive;

/// How an archive is served.
#[derive(Clone)]
pub struct ServeOptions {
    /// The time, in microseconds since 1970.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
}

impl ServeOptions {
    /// Serves by the defaults.
    #[must_use]
    pub fn new(clock: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        Self { clock }
    }
}

/// Serves an archive until `shutdown` ends, then lets what runs end.
pub async fn serve(
    listener: tokio::net::TcpListener,
    archive: Arc<Archive>,
    options: ServeOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let _ = (listener, archive, options, shutdown);
    Err(std::io::Error::other("the service is not available yet"))
}

//! The server: connections, the background look at `CURRENT`, the graceful end.

use std::collections::HashMap;
use std::fmt;
use std::future::Future;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinHandle;
use tower::ServiceExt as _;

use super::client::{Peer, subscriber};
use super::limits::{
    ACCEPT_PAUSE, CLIENT_CONNECTIONS_MAX, CONNECTIONS_MAX, DEADLINE, HEAD_BYTES_MAX, HEAD_TIME_MAX, REFRESH, SHUTDOWN, STALL,
    WAITING_PER_WORKER,
};
use super::stalled::Stalling;
use super::{AppState, Keys, Origins, PublicFields, RateLimit, TrustedProxies, router};
use crate::index::Archive;
use crate::run::PostOptions;

/// How the service runs.
#[derive(Clone)]
pub struct ServeOptions {
    /// Returns the time in microseconds since 1970.
    pub clock: Arc<dyn Fn() -> i64 + Send + Sync>,
    /// Time a search may take, waiting included.
    pub deadline: Duration,
    /// Searches at a time.
    pub workers: usize,
    /// Searches that wait.
    pub waiting: usize,
    /// Time that running requests get when the service ends.
    pub shutdown: Duration,
    /// Time between two looks at `CURRENT`.
    pub refresh: Duration,
    /// Whether `explain=true` is answered: it tells strangers how the archive is searched, so it is
    /// off where others than this machine can ask.
    pub explain: bool,
    /// Where the service is reached from outside, such as `https://news.example.org`: feeds link it.
    /// `None` takes what clients address it by.
    pub base_url: Option<String>,
    /// Most articles of an export; `None` is any number.
    pub max_export: Option<u64>,
    /// What may be returned of an article.
    pub public: PublicFields,
    /// Time that a client may take nothing of what is sent to it.
    pub stall: Duration,
    /// Who may write, and read where that needs a key.
    pub keys: Keys,
    /// Whether others than this machine may ask for the metrics without a key.
    pub public_metrics: bool,
    /// Whether reading needs a key.
    pub require_key: bool,
    /// Sites whose pages may read answers; `None` leaves browsers to their rule, which is that none may.
    pub cors: Option<Origins>,
    /// How often a client may ask.
    pub rate_limit: Option<RateLimit>,
    /// Proxies that tell for whom they ask.
    pub proxies: TrustedProxies,
    /// How posted articles are written; `None` where nothing is written.
    pub post: Option<PostOptions>,
}

impl fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServeOptions").field("deadline", &self.deadline).field("workers", &self.workers).finish_non_exhaustive()
    }
}

impl ServeOptions {
    /// The usual limits, with as many searches at a time as there are cores.
    #[must_use]
    pub fn new(clock: Arc<dyn Fn() -> i64 + Send + Sync>) -> Self {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            clock,
            deadline: DEADLINE,
            workers,
            waiting: workers * WAITING_PER_WORKER,
            shutdown: SHUTDOWN,
            refresh: REFRESH,
            explain: true,
            base_url: None,
            max_export: None,
            public: PublicFields::default(),
            stall: STALL,
            keys: Keys::default(),
            public_metrics: false,
            require_key: false,
            cors: None,
            rate_limit: None,
            proxies: TrustedProxies::default(),
            post: None,
        }
    }
}

/// Serves an archive until `shutdown` is ready; then running requests get their time to end.
///
/// Follows the index's `CURRENT` meanwhile, so that a version that another process publishes is
/// served within a second.
///
/// # Errors
/// Only if the listener cannot tell its own address; errors of single connections are logged.
pub async fn serve(
    listener: TcpListener,
    archive: Arc<Archive>,
    options: ServeOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let (grace, stall) = (options.shutdown, options.stall);
    let follower = follow(Arc::clone(&archive), options.refresh);
    let clients = Clients::new(options.proxies.clone());
    let app = router(AppState::new(archive, options));
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    tracing::info!(%address, "serving on {address}");
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = accept(&listener, &places) => match accepted {
                Ok((stream, peer, place)) => {
                    if let Some(entered) = clients.enter(peer) {
                        spawn_connection(Stalling::new(stream, stall), (place, entered), app.clone(), peer, &graceful);
                    } else {
                        tracing::debug!(%peer, "a client has as many connections as it may: one more is closed");
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken: {error}");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    // Closed first, so that new clients are refused at once and do not wait.
    drop(listener);
    follower.abort();
    tracing::info!("ending: running requests have {} seconds", grace.as_secs());
    if tokio::time::timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not end in {} seconds and are broken off", grace.as_secs());
    }
    Ok(())
}

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<(TcpStream, IpAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    // Answers are written whole: waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    Ok((stream, peer.ip(), place))
}

/// The connections of each client.
struct Clients {
    proxies: TrustedProxies,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

/// A client's connection: it counts until this is dropped.
struct Entered {
    client: IpAddr,
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Clients {
    fn new(proxies: TrustedProxies) -> Self {
        Self { proxies, open: Arc::default() }
    }

    /// Counts a connection; `None` where the client has as many as it may.
    fn enter(&self, peer: IpAddr) -> Option<Entered> {
        let client = subscriber(peer);
        let speaks_for_many = peer.to_canonical().is_loopback() || self.proxies.has(peer);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(client).or_default();
        if *count >= CLIENT_CONNECTIONS_MAX && !speaks_for_many {
            return None;
        }
        *count += 1;
        Some(Entered { client, open: Arc::clone(&self.open) })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.client) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.client);
            }
        }
    }
}

fn spawn_connection(
    stream: Stalling,
    place: (OwnedSemaphorePermit, Entered),
    app: axum::Router,
    peer: IpAddr,
    graceful: &GracefulShutdown,
) {
    let app = app.map_request(move |mut request: axum::http::Request<Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_MAX).max_buf_size(HEAD_BYTES_MAX).keep_alive(true);
    let connection = http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended early: {error}");
        }
        drop(place);
    });
}

/// Looks at `CURRENT` again and again. An error is logged once and not each time.
fn follow(archive: Arc<Archive>, pause: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        let mut ticks = tokio::time::interval(pause);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut last_error = String::new();
        loop {
            ticks.tick().await;
            let look = Arc::clone(&archive);
            let Ok(result) = tokio::task::spawn_blocking(move || look.refresh()).await else { continue };
            match result {
                Ok(changed) => {
                    last_error.clear();
                    if let Some(version) = archive.current().filter(|_| changed) {
                        let number = version.number();
                        tracing::info!(version = number, articles = version.articles(), "serving version {number:06}");
                    }
                }
                Err(error) => {
                    let text = error.to_string();
                    if text != last_error {
                        tracing::error!(error = %text, "the served version stays, the next cannot be opened: {text}");
                        last_error = text;
                    }
                }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    async fn talk(stream: &mut TcpStream, text: &str) -> String {
        stream.write_all(text.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    #[test]
    fn a_client_has_a_part_of_the_connections() {
        let clients = Clients::new(TrustedProxies::parse("10.0.0.1").unwrap());
        let enter = |address: &str| clients.enter(address.parse().unwrap());
        let held: Vec<_> = (0..CLIENT_CONNECTIONS_MAX).map(|_| enter("2001:db8::1").unwrap()).collect();
        assert!(enter("2001:db8::2").is_none(), "it is the same subscriber");
        assert!(enter("1.2.3.4").is_some());
        drop(held);
        assert!(enter("2001:db8::2").is_some() && clients.open.lock().unwrap().is_empty());
        let many = |address: &str| (0..=CLIENT_CONNECTIONS_MAX).map(|_| enter(address)).collect::<Vec<_>>();
        assert!(many("127.0.0.1").iter().chain(&many("::1")).chain(&many("10.0.0.1")).all(Option::is_some));
    }

    #[tokio::test]
    async fn the_service_answers_and_ends_when_told() {
        let dir = tempfile::tempdir().unwrap();
        let archive = Arc::new(Archive::open(dir.path()).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let options = ServeOptions { refresh: Duration::from_millis(1), ..ServeOptions::new(Arc::new(|| 0)) };
        let service = tokio::spawn(serve(listener, archive, options, async move {
            let _ = ended.await;
        }));
        let mut stream = TcpStream::connect(address).await.unwrap();
        let answer = talk(&mut stream, "GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with(r#"{"status":"ok"}"#), "{answer}");
        let mut stream = TcpStream::connect(address).await.unwrap();
        let head = format!("GET /{} HTTP/1.1\r\nhost: x\r\n\r\n", "a".repeat(70_000));
        assert!(talk(&mut stream, &head).await.starts_with("HTTP/1.1 414"));
        let idle = TcpStream::connect(address).await.unwrap();
        end.send(()).unwrap();
        service.await.unwrap().unwrap();
        drop(idle);
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    }
}

//! `dateline serve`.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use super::args::ServeArgs;
use super::exit::{Exit, UsageError};
use super::output::Output;
use super::settings::Settings;
use super::signals::{Listener, Signals};
use super::{clock, ingest, opened};
use crate::index::{Archive, Version};
use crate::run::PostOptions;
use crate::web::Keys;
use crate::{search, web};

/// Time that requests have to end after a signal.
const GRACE: Duration = Duration::from_secs(10);
/// An article of the sample corpus: where it is, queries that fit that corpus are shown.
const SAMPLE_ID: &str = "trap-names-like-words";
/// Queries that find something in the sample corpus.
const SAMPLE_QUERIES: [&str; 3] = ["\"submarine cable\" AND Oman", "سد AND آمودریا", "person:\"May Reading\" place:Nice"];

/// Serves the archive; first ingests the corpus where the index is empty.
pub(super) fn run(args: &ServeArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    log(settings, output)?;
    let keys = keys(settings)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start the service's threads")?;
    // The port is taken before anything is read, so that a busy one is known at once.
    let listener = runtime.block_on(TcpListener::bind(&settings.addr)).map_err(|error| busy(&settings.addr, error))?;
    let address = listener.local_addr()?;
    let archive = Archive::open(&settings.index).with_context(|| format!("cannot open the index `{}`", settings.index.display()))?;
    fill(args, settings, &archive, output)?;
    // From here on a signal ends the service in good order, also one sent at the first sign of life.
    let signals = {
        let _inside = runtime.enter();
        Listener::new().context("cannot listen for signals")?
    };
    announce(address, &archive, settings, output)?;
    let options = web::ServeOptions {
        explain: address.ip().is_loopback(),
        base_url: settings.base_url.clone(),
        max_export: settings.max_export,
        public: settings.public.clone(),
        keys,
        require_key: settings.require_key,
        public_metrics: settings.public_metrics,
        cors: settings.cors.clone(),
        rate_limit: settings.rate_limit,
        proxies: settings.proxies.clone(),
        post: Some(PostOptions {
            index: settings.index.clone(),
            entities: settings.entities,
            zone: settings.zone,
            memory: settings.memory,
            life_us: i64::try_from(settings.cursor_life.as_micros()).unwrap_or(i64::MAX),
        }),
        ..web::ServeOptions::new(Arc::new(clock::now_us))
    };
    runtime.block_on(until_signal(listener, signals, Arc::new(archive), options))?;
    runtime.shutdown_timeout(Duration::from_secs(1));
    Ok(Exit::Done)
}

/// Reads who may write, and read where that needs a key.
fn keys(settings: &Settings) -> anyhow::Result<Keys> {
    let mut keys = Keys::default();
    if let Some(path) = &settings.api_key_file {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the keys in `{}`", path.display()))?;
        keys.read(&text).map_err(|reason| UsageError(format!("the keys in `{}`: {reason}", path.display())))?;
    }
    if let Some(key) = &settings.api_key {
        keys.add(&key.0);
    }
    if settings.require_key && keys.is_empty() {
        return Err(UsageError(
            "`--require-key` without a key lets nobody in: make one with `dateline key new --api-key-file FILE`".into(),
        )
        .into());
    }
    Ok(keys)
}

/// Ingests the corpus where there is nothing to serve.
fn fill(args: &ServeArgs, settings: &Settings, archive: &Archive, output: &Output) -> anyhow::Result<()> {
    if args.corpus.is_empty() {
        if archive.current().is_none() {
            output.warn(&format!("the index `{}` holds no articles yet", settings.index.display()));
            output
                .hint(&format!("add some by `{}`; they are served as soon as they are published", opened::ingest_command(&settings.index)));
        }
        return Ok(());
    }
    if let Some(version) = archive.current() {
        let holds = ingest::served(version.number(), version.articles());
        output.note(&format!("the index `{}` is there ({holds}); `--corpus` is read only where it is empty", settings.index.display()));
        return Ok(());
    }
    exist(&args.corpus)?;
    let options = ingest::options(args.corpus.clone(), settings);
    let (report, rejects) = ingest::ingest(&options, &Signals::watch()?, output)?;
    if report.rejected > 0
        && let Some(path) = rejects
    {
        output.warn(&format!("{} rows were rejected: see `{}`", report.rejected, path.display()));
    }
    archive.refresh()?;
    Ok(())
}

/// Refuses paths that are not there: a service of nothing is not what was asked for.
fn exist(paths: &[PathBuf]) -> Result<(), UsageError> {
    let missing = paths.iter().find(|path| path.as_path() != Path::new("-") && !path.exists());
    missing.map_or(Ok(()), |path| {
        Err(UsageError(format!("there is no `{}`: give `--corpus` files or directories that are there", path.display())))
    })
}

/// Says where the archive is served and what to try.
fn announce(address: SocketAddr, archive: &Archive, settings: &Settings, output: &Output) -> anyhow::Result<()> {
    let base = format!("http://{address}");
    let version = archive.current();
    if output.json() {
        let number = version.map(|version| crate::index::layout::version_name(version.number()));
        return output.data_json(&serde_json::json!({ "address": base, "version": number }).to_string());
    }
    let mut text = format!("serving {base}/\n");
    if output.talks()
        && let Some(version) = version
    {
        let holds = ingest::served(version.number(), version.articles());
        let _ = write!(text, "  {holds}, index `{}`; stop with Ctrl-C\n\ntry\n", settings.index.display());
        for (what, path) in tries(&version) {
            let _ = writeln!(text, "  {what}\n    {base}{path}");
        }
    }
    output.data(&text)
}

/// Three requests that have an answer, with their addresses.
fn tries(version: &Version) -> Vec<(String, String)> {
    let sample = search::article(version, SAMPLE_ID).is_ok_and(|found| found.is_some());
    if sample {
        let page = |query: &str| url::form_urlencoded::Serializer::for_suffix("/?".to_owned(), 2).append_pair("q", query).finish();
        return SAMPLE_QUERIES.iter().map(|query| ((*query).to_owned(), page(query))).collect();
    }
    let plain = [("the search page", "/"), ("the newest articles", "/v1/latest"), ("articles by month", "/v1/timeline?interval=month")];
    plain.iter().map(|(what, path)| ((*what).to_owned(), (*path).to_owned())).collect()
}

/// Serves until a signal comes, then lets what runs end within the time of grace.
async fn until_signal(
    listener: TcpListener,
    mut signals: Listener,
    archive: Arc<Archive>,
    options: web::ServeOptions,
) -> anyhow::Result<()> {
    let (told, ended) = tokio::sync::watch::channel(false);
    tokio::spawn(async move {
        signals.next().await;
        // Nobody listens once the service has ended by itself.
        let _ = told.send(true);
    });
    let wait = |mut ended: tokio::sync::watch::Receiver<bool>| async move {
        let _ = ended.wait_for(|ended| *ended).await;
    };
    let late = wait(ended.clone());
    tokio::select! {
        served = web::serve(listener, archive, options, wait(ended)) => served.context("the service ended"),
        () = async { late.await; tokio::time::sleep(GRACE).await; } => Ok(()),
    }
}

fn busy(address: &str, error: std::io::Error) -> anyhow::Error {
    if error.kind() == std::io::ErrorKind::AddrInUse {
        return anyhow!(
            "`{address}` is in use by another program: end it, or give another `--addr`, such as `127.0.0.1:0` for a free port"
        );
    }
    anyhow::Error::new(error).context(format!("cannot listen on `{address}`: give another `--addr`"))
}

/// Sends the log to standard error; where quiet was asked for, its warnings only.
fn log(settings: &Settings, output: &Output) -> anyhow::Result<()> {
    let default = if settings.quiet == 0 { "warn,dateline=info" } else { "warn" };
    let written = settings.log.as_deref().unwrap_or(default);
    let filter = EnvFilter::try_new(written).map_err(|error| {
        UsageError(format!("`{written}` is no filter of the log: {error}; write such as `info` or `warn,dateline=debug`"))
    })?;
    // A second subscriber in one process is one of a test; the first goes on.
    let _ = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(output.colors_log()).with_writer(std::io::stderr).try_init();
    Ok(())
}

//! SIGINT and SIGTERM.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::thread;

use super::exit::Exit;

/// What the signals of this process asked for so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Signals {
    stop: Arc<AtomicBool>,
    code: Arc<AtomicU8>,
}

impl Signals {
    /// Watches for signals from now on: the first asks the run to stop, a second ends the process
    /// at once, which leaves the served version as it was too.
    pub(super) fn watch() -> std::io::Result<Self> {
        let signals = Self::default();
        let seen = signals.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("dateline-signals".into()).spawn(move || {
            runtime.block_on(async {
                loop {
                    let exit = next().await;
                    if seen.stop.swap(true, Ordering::Relaxed) {
                        end(exit);
                    }
                    seen.code.store(exit as u8, Ordering::Relaxed);
                }
            });
        })?;
        Ok(signals)
    }

    /// Set once a signal came.
    pub(super) fn stop(&self) -> &AtomicBool {
        &self.stop
    }

    /// The exit code of the signal that came.
    pub(super) fn exit(&self) -> Exit {
        if self.code.load(Ordering::Relaxed) == Exit::Terminated as u8 { Exit::Terminated } else { Exit::Interrupted }
    }
}

#[allow(clippy::exit, reason = "the reader of the signal asked twice, and a merge cannot be interrupted")]
fn end(exit: Exit) {
    std::process::exit(exit as i32);
}

/// Waits for the next signal that asks the process to end.
#[cfg(unix)]
pub(super) async fn next() -> Exit {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut interrupt), Ok(mut terminate)) = (signal(SignalKind::interrupt()), signal(SignalKind::terminate())) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => Exit::Interrupted,
        _ = terminate.recv() => Exit::Terminated,
    }
}

/// Waits for the next signal that asks the process to end.
#[cfg(not(unix))]
pub(super) async fn next() -> Exit {
    match tokio::signal::ctrl_c().await {
        Ok(()) => Exit::Interrupted,
        Err(_) => std::future::pending().await,
    }
}

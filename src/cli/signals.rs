//! SIGINT and SIGTERM.

use std::io;
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
    pub(super) fn watch() -> io::Result<Self> {
        let signals = Self::default();
        let seen = signals.clone();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let mut listener = {
            let _inside = runtime.enter();
            Listener::new()?
        };
        thread::Builder::new().name("dateline-signals".into()).spawn(move || {
            runtime.block_on(async {
                loop {
                    let exit = listener.next().await;
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

/// Listens for the signals that ask the process to end; from its making on, they no longer end it
/// by themselves.
#[cfg(unix)]
pub(super) struct Listener {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Listener {
    /// Begins to listen; called inside a runtime.
    pub(super) fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next signal.
    pub(super) async fn next(&mut self) -> Exit {
        tokio::select! {
            _ = self.interrupt.recv() => Exit::Interrupted,
            _ = self.terminate.recv() => Exit::Terminated,
        }
    }
}

/// Listens for the signal that asks the process to end.
#[cfg(not(unix))]
pub(super) struct Listener;

#[cfg(not(unix))]
impl Listener {
    /// Begins to listen; called inside a runtime.
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self)
    }

    /// Waits for the next signal.
    pub(super) async fn next(&mut self) -> Exit {
        match tokio::signal::ctrl_c().await {
            Ok(()) => Exit::Interrupted,
            Err(_) => std::future::pending().await,
        }
    }
}

//! Exit codes.

use std::process::ExitCode;

use thiserror::Error;

use crate::run::RunError;
use crate::search::SearchError;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done = 0,
    /// Anything that no other code names.
    Failed = 1,
    /// Wrong usage, or a query that cannot be read.
    Usage = 2,
    /// Done, but some rows were rejected.
    Rejected = 3,
    /// Gates failed, nothing was published.
    Gates = 4,
    /// Another writer holds the index.
    Locked = 5,
    /// Ended by SIGINT.
    Interrupted = 130,
    /// Ended by SIGTERM.
    Terminated = 143,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Wrong usage that only a subcommand can see.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct UsageError(pub String);

/// A dry run was stopped by a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stopped: this was a dry run, and nothing was written; run the same command again")]
pub struct TrialStopped(pub Exit);

/// A run was stopped by a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stopped: nothing was published, and the served version stays as it was; the same command goes on from there")]
pub struct StoppedBy(pub Exit);

/// An export was stopped by a signal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("stopped: the file was not written; run the same command again")]
pub struct ExportStopped(pub Exit);

/// The reader of our output has gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the output was closed")]
pub struct ClosedPipe;

/// Tells an error with its causes, each once: many errors say their cause themselves.
#[must_use]
pub fn told(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

/// Returns the exit code of an error.
#[must_use]
pub fn of(error: &anyhow::Error) -> Exit {
    if error.is::<ClosedPipe>() {
        return Exit::Done;
    }
    if let Some(StoppedBy(exit)) = error.downcast_ref() {
        return *exit;
    }
    if let Some(ExportStopped(exit)) = error.downcast_ref() {
        return *exit;
    }
    if error.is::<UsageError>() {
        return Exit::Usage;
    }
    if error.downcast_ref::<RunError>().is_some_and(RunError::is_locked) {
        return Exit::Locked;
    }
    match error.downcast_ref() {
        Some(SearchError::Query(_) | SearchError::BadCursor(_) | SearchError::TooManyBuckets { .. }) => Exit::Usage,
        _ => Exit::Failed,
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;
    use crate::index::IndexError;

    #[test]
    fn each_cause_is_told_once() {
        let denied = || std::io::Error::from_raw_os_error(13);
        let error = IndexError::Io { action: "open", path: "iro/LOCK".into(), source: denied() };
        assert_eq!(told(&RunError::Index(error).into()), "cannot open `iro/LOCK`: Permission denied (os error 13)");
        let wrapped: Result<(), _> = Err(denied());
        assert_eq!(told(&wrapped.context("cannot listen").unwrap_err()), "cannot listen: Permission denied (os error 13)");
    }

    #[test]
    fn errors_have_the_codes_of_the_contract() {
        let cases: [(anyhow::Error, Exit); 6] = [
            (ClosedPipe.into(), Exit::Done),
            (UsageError("x".into()).into(), Exit::Usage),
            (SearchError::BadCursor("x".into()).into(), Exit::Usage),
            (RunError::Index(IndexError::Locked { path: "i".into() }).into(), Exit::Locked),
            (StoppedBy(Exit::Interrupted).into(), Exit::Interrupted),
            (StoppedBy(Exit::Terminated).into(), Exit::Terminated),
        ];
        for (error, exit) in cases {
            let shown = error.to_string();
            assert_eq!(of(&error), exit, "{shown}");
            let wrapped: Result<(), _> = Err(error);
            assert_eq!(of(&wrapped.context("while").unwrap_err()), exit, "{shown}, wrapped");
        }
        assert_eq!(Exit::Gates as u8, 4);
    }
}

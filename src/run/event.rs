//! What a run tells while it goes on.

use crate::ingest::{Input, Place};

use super::report::Report;

/// Something that happened in a run, in the order of its inputs.
#[derive(Debug)]
pub enum Event {
    /// The run begins.
    Started {
        /// Its name, also that of its directory below `runs`; `None` of a dry run.
        run: Option<String>,
    },
    /// The run goes on where an earlier one of the same command was stopped.
    Resumed {
        /// Articles that are written already.
        articles: u64,
        /// Rows that were rejected already.
        rejected: u64,
    },
    /// The inputs changed since that one read them: all is read anew.
    Restarted,
    /// An input begins; its format and encoding are decided.
    Input(Input),
    /// A row was rejected.
    Rejected {
        /// Where it stands.
        place: Place,
        /// Why, as a code.
        code: &'static str,
        /// Why and how to mend it.
        reason: String,
    },
    /// Something was passed over on purpose.
    Skipped {
        /// What.
        place: Place,
        /// Why.
        reason: String,
    },
    /// The run goes on; a few a second.
    Progress(Progress),
    /// All is read and written; the version is being made.
    Publishing {
        /// Articles that were written.
        articles: u64,
    },
    /// A new version is served.
    Published {
        /// Its number.
        version: u64,
        /// Its articles.
        articles: u64,
    },
    /// The run is done.
    Finished(Box<Report>),
}

/// How far a run has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes read, as they lie on disk.
    pub bytes_read: u64,
    /// Bytes of all inputs, where known.
    pub bytes_total: Option<u64>,
    /// Articles that are through.
    pub articles: u64,
    /// Rows that were rejected.
    pub rejected: u64,
}

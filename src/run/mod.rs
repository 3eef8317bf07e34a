//! Whole runs: ingest from paths to a published version, with rejects and a report.
//!
//! This floor drives reading, analysis and writing, emits events and prints nothing, so that the
//! command line and the service use it alike. It decides no format, no word and no match. Start
//! reading in [`ingest`](self::ingest).

mod budget;
mod checkpoint;
mod dedup;
pub mod delete;
pub mod diff;
pub mod error;
pub mod event;
pub mod gates;
mod habit;
pub mod ingest;
pub mod options;
mod pipeline;
pub mod post;
pub mod reindex;
mod rejects;
pub mod report;
mod seen;
mod tally;

pub use delete::{Deleted, delete, roll_back};
pub use diff::{Change, Changed, Differences, diff};
pub use error::RunError;
pub use event::Event;
pub use gates::Gates;
pub use ingest::ingest;
pub use options::{MaxRejects, Memory, Options};
pub use post::{PostOptions, Posted, Status, Written, post};
pub use reindex::{Reindex, reindex};
pub use rejects::rejects_path;
pub use report::{Compared, Outlet, Report, Warning};

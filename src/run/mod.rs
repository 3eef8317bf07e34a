//! Whole runs: ingest from paths to a published version, with rejects and a report.
//!
//! This floor drives reading, analysis and writing, emits events and prints nothing, so that the
//! command line and the service use it alike. Start reading in `ingest`.

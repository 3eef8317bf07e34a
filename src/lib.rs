//! Dateline: a full-text search engine for news archives.
//!
//! The floors, from the ground up; each imports only those below it (see `ARCHITECTURE.md`):
//!
//! - [`article`]: what a news item is: dates with precision, ids, entities, the native JSON.
//! - [`query`]: the query language, free of any engine.
//! - [`analysis`]: text becomes words with positions, a language, sentences and entities.
//! - [`ingest`]: bytes of any input format become articles or rejects.
//! - [`index`]: articles and their analysis on disk, in published versions.
//! - [`search`]: one request, one response, answered from a version.
//! - [`run`]: drives whole ingest runs for the command line and the service alike.
//! - [`render`]: the wire formats of answers.
//! - [`web`]: the HTTP service and its pages.
//! - [`cli`]: the command line.

pub mod analysis;
pub mod article;
pub mod cli;
pub mod index;
pub mod ingest;
pub mod query;
pub mod render;
pub mod run;
pub mod search;
pub mod web;

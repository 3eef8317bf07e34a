//! All integration tests, as one binary: a module a subject, helpers in `support`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a helper of a test fails as loudly as a test; skipped tests say so"
)]

mod agreement;
mod around;
mod cli;
mod corpus;
mod counts;
mod entities;
mod export;
mod floors;
mod follow;
mod formats;
mod http;
mod known_items;
mod language_id;
mod languages;
mod laws;
mod messages;
mod public;
mod queries;
mod readme;
mod real;
mod real_queries;
mod reference;
mod reindex;
mod related;
mod resume;
mod searchbox;
mod serve;
mod suggest;
mod support;
mod versions;
mod writes;

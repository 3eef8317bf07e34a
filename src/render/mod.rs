//! The wire formats of answers: one file or folder a format.
//!
//! This floor owns the contract of each format and turns a response into text. It never searches and
//! knows no HTTP. Start reading in [`json`]; [`page`](fn@page) chooses among the others.

pub mod citation;
pub mod csv;
pub mod export;
pub mod feed;
pub mod json;
pub mod kwic;
pub mod page;
#[cfg(test)]
mod samples;
mod text;

pub use page::{Page, page};

/// Name and version of this program, as receipts give them.
pub const PROGRAM: &str = concat!("dateline ", env!("CARGO_PKG_VERSION"));

//! The wire formats of answers: one file a format.
//!
//! This floor owns the JSON contract and turns a response into bytes. It never searches and knows
//! no HTTP. Start reading in [`json`].

pub mod json;

/// Name and version of this program, as receipts give them.
pub const PROGRAM: &str = concat!("dateline ", env!("CARGO_PKG_VERSION"));

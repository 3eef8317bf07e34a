//! The wire formats of answers: one file a format.
//!
//! This floor owns the JSON contract and turns a response into bytes. It never searches and knows
//! no HTTP. Start reading in `json`.

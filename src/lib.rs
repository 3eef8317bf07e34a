//! Dateline: a full-text search engine for news archives.

pub mod analysis;
pub mod article;

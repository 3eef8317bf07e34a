//! The article and its parts.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{Entity, Lang, Stamp};

/// A news article as Dateline keeps it.
///
/// Absent texts are empty strings; absent single values are `None`. At least one of `title` and
/// `body` is not empty in an accepted article.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// Identifier, 1 to 512 bytes without control characters (see [`super::id`]).
    pub id: String,
    /// The page's address as given.
    pub url: Option<String>,
    /// The outlet's name or host.
    pub source: Option<String>,
    /// Headline.
    pub title: String,
    /// Summary or standfirst.
    pub lead: String,
    /// Text; paragraphs are parted by blank lines.
    pub body: String,
    /// Author names, one a value.
    pub authors: Vec<String>,
    /// Section or category.
    pub section: Option<String>,
    /// Free keywords.
    pub tags: Vec<String>,
    /// Language code; `und` where unknown. On input, the declared language.
    pub language: Lang,
    /// Number of words of lead and body (computed).
    pub words: u32,
    /// Publication date; `None` makes the article undated.
    pub published: Option<Stamp>,
    /// Date of the last change by the publisher.
    pub updated: Option<Stamp>,
    /// When this archive first indexed the id, in microseconds since 1970 UTC (computed).
    pub first_indexed: Option<i64>,
    /// Entities, given and extracted.
    pub entities: Vec<Entity>,
    /// Other headlines shown with the article; never searched.
    pub related: Vec<Related>,
    /// Story the article belongs to (computed).
    pub story: Option<String>,
    /// Where the record was read; no part of its content (computed).
    pub origin: Option<Origin>,
    /// Members of the input that Dateline does not know, returned as they came.
    pub extra: BTreeMap<String, Box<RawValue>>,
}

/// Another headline that the article's page lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Headline.
    pub title: String,
    /// Address, where the page links it.
    pub url: Option<String>,
}

/// Where a record was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// Path of the file as the run was given it; `-` for standard input.
    pub file: String,
    /// Member of an archive, if the file is one.
    pub member: Option<String>,
    /// Number of the record in the file or member, from 1.
    pub record: u64,
}

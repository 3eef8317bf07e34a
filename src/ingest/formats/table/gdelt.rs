//! The tables of GDELT, which have no header: told by the number of their columns and their first
//! cells (codebooks of the Global Knowledge Graph 1.0 and 2.1 and of the event database 2.0).

use serde_json::value::{RawValue, to_raw_value};

use super::super::super::mapping;
use super::super::super::row::{Draft, DraftId, date_error};
use crate::article::published::written::parse_given;
use crate::article::published::{Basis, Zone};
use crate::article::{Article, Entity, EntityType, Lang, Stamp};

/// Names of the columns of the knowledge graph 2.1.
const GKG: [&str; 27] = [
    "GKGRECORDID",
    "DATE",
    "SourceCollectionIdentifier",
    "SourceCommonName",
    "DocumentIdentifier",
    "Counts",
    "V2Counts",
    "Themes",
    "V2Themes",
    "Locations",
    "V2Locations",
    "Persons",
    "V2Persons",
    "Organizations",
    "V2Organizations",
    "V2Tone",
    "Dates",
    "GCAM",
    "SharingImage",
    "RelatedImages",
    "SocialImageEmbeds",
    "SocialVideoEmbeds",
    "Quotations",
    "AllNames",
    "Amounts",
    "TranslationInfo",
    "Extras",
];

/// A table of GDELT.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Knowledge graph 1.0.
    Gkg1,
    /// Knowledge graph 2.1.
    Gkg2,
    /// Events 2.0.
    Events,
    /// Mentions of events.
    Mentions,
}

impl Shape {
    /// Tells a table by its first row, and whether that row holds names.
    pub(super) fn of(first: &[String]) -> Option<(Self, bool)> {
        let cell = |at: usize| first.get(at).map_or("", |cell| cell.trim());
        let digits = |at: usize, length: usize| cell(at).len() == length && cell(at).bytes().all(|byte| byte.is_ascii_digit());
        let number = |at: usize| !cell(at).is_empty() && cell(at).bytes().all(|byte| byte.is_ascii_digit());
        Some(match first.len() {
            27 if cell(0) == "GKGRECORDID" => (Self::Gkg2, true),
            27 if digits(1, 14) && cell(0).contains('-') && number(2) => (Self::Gkg2, false),
            11 if cell(0) == "DATE" && cell(10) == "SOURCEURLS" => (Self::Gkg1, true),
            11 if digits(0, 8) && number(1) => (Self::Gkg1, false),
            61 if number(0) && digits(1, 8) && digits(2, 6) && digits(3, 4) => (Self::Events, false),
            16 if number(0) && digits(1, 14) && digits(2, 14) => (Self::Mentions, false),
            _ => return None,
        })
    }

    /// What showed it.
    pub(super) fn seen(self) -> &'static str {
        match self {
            Self::Gkg1 => "it has the columns of the knowledge graph 1.0 of GDELT",
            Self::Gkg2 => "it has the columns of the knowledge graph 2.1 of GDELT",
            Self::Events => "it has the columns of the events of GDELT",
            Self::Mentions => "it has the columns of the mentions of GDELT",
        }
    }

    /// Number of columns.
    pub(super) fn width(self) -> usize {
        match self {
            Self::Gkg1 => 11,
            Self::Gkg2 => 27,
            Self::Events => 61,
            Self::Mentions => 16,
        }
    }

    /// Why a row of it is no article.
    pub(super) fn empty_reason(self) -> &'static str {
        match self {
            Self::Gkg2 => "the row has no page title (`PAGE_TITLE` in its last column): read the page that it names",
            Self::Gkg1 | Self::Events | Self::Mentions => "rows of this table of GDELT name no headline: read the pages that they point to",
        }
    }
}

/// Reads a row of the knowledge graph 2.1: the title of its page, its names as given entities, its
/// themes as tags; the rest goes into `extra` under its column's name.
pub(super) fn draft(cells: &[&str]) -> Draft {
    let cell = |at: usize| cells.get(at).map_or("", |cell| cell.trim());
    let extras = cell(26);
    let title = element(extras, "PAGE_TITLE").unwrap_or_default();
    let mut article = Article { title: title.split_whitespace().collect::<Vec<_>>().join(" "), ..Article::default() };
    // Collection 1 is the web: its identifiers are addresses, those of others are citations.
    article.url = Some(cell(4)).filter(|url| url.starts_with("http")).map(str::to_owned);
    article.source = Some(cell(3)).filter(|source| !source.is_empty()).map(str::to_owned);
    article.authors = element(extras, "PAGE_AUTHORS").map(|names| items(&names, ';')).unwrap_or_default();
    article.tags = items(cell(7), ';');
    let source_language = cell(25).split(';').find_map(|part| part.strip_prefix("srclc:"));
    article.language = source_language.map_or_else(|| Lang::new("en"), mapping::language_code).unwrap_or_default();
    entities(&mut article, EntityType::Person, names(cell(12), cell(11)));
    entities(&mut article, EntityType::Org, names(cell(14), cell(13)));
    entities(&mut article, EntityType::Place, places(cell(9)));
    let mut notes = Vec::new();
    // Its times are in UTC.
    let date = element(extras, "PAGE_PRECISEPUBTIMESTAMP").unwrap_or_else(|| cell(1).to_owned());
    match parse_given(date.trim(), Zone::Utc) {
        Ok(read) => article.published = Some(Stamp::new(read.when, Basis::Given)),
        Err(error) => notes.push(date_error(&error)),
    }
    for (at, name) in GKG.iter().enumerate() {
        let kept = !matches!(at, 0 | 1 | 3 | 4 | 7 | 11 | 12 | 13 | 14) && !cell(at).is_empty();
        if let Some(raw) = kept.then(|| raw(cell(at))).flatten() {
            article.extra.insert((*name).to_owned(), raw);
        }
    }
    Draft { article, id: DraftId::Mapped(Some(cell(0).to_owned())), notes, day_order: None }
}

fn raw(text: &str) -> Option<Box<RawValue>> {
    to_raw_value(text).ok()
}

/// The text of an element of the last column, references resolved.
fn element(extras: &str, name: &str) -> Option<String> {
    let (_, from) = extras.split_once(&format!("<{name}>"))?;
    let (text, _) = from.split_once(&format!("</{name}>"))?;
    Some(mapping::html_plain(text).trim().to_owned()).filter(|text| !text.is_empty())
}

fn items(list: &str, separator: char) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for item in list.split(separator).map(str::trim).filter(|item| !item.is_empty()) {
        if found.len() < 10_000 && !found.iter().any(|held| held == item) {
            found.push(item.to_owned());
        }
    }
    found
}

/// Names with their offsets (`Viktor Orban,2782;…`), which keep their capitals; else those without.
fn names(enhanced: &str, plain: &str) -> Vec<String> {
    if enhanced.is_empty() {
        return items(plain, ';');
    }
    let bare: Vec<&str> = enhanced.split(';').map(|item| item.rsplit_once(',').map_or(item, |(name, _)| name)).collect();
    items(&bare.join(";"), ';')
}

/// Places (`4#Budapest, Budapest, Hungary#RS#…`): the most exact of their names.
fn places(list: &str) -> Vec<String> {
    let name = |item: &str| item.split('#').nth(1).and_then(|name| name.split(',').next()).unwrap_or_default().trim().to_owned();
    items(&list.split(';').map(name).collect::<Vec<_>>().join(";"), ';')
}

fn entities(article: &mut Article, kind: EntityType, names: Vec<String>) {
    article.entities.extend(names.into_iter().map(|name| Entity { kind, name, id: None, mentions: 0, given: true }));
}

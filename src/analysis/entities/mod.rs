//! Entities: the places, people and organisations that an article names, and where.
//!
//! Given entities are resolved and found; others are extracted by a gazetteer of names and by rules
//! that would rather miss a name than make one up. It never asks a network, never changes the text
//! and keeps nothing between articles. Start reading in [`extract`], then `find` and `places`.
//!
//! The steps: `scan` (words as names see them), `find` (stretches that may be names, each by its
//! own rule: `lookup`, `orgs`, `persons`), `places` and `document` (what they are in this article;
//! short names join long ones), `output` (names, ids, offsets). A statistical model will stand
//! beside `find`: its stretches go the same way.

mod agree;
mod document;
mod doubtful;
mod explain;
mod find;
pub mod gazetteer;
mod given;
mod lookup;
mod orgs;
mod output;
mod people;
mod persons;
mod places;
mod scan;
mod tagged;
pub mod tagger;
mod words;

pub use explain::Explained;
pub use find::Why;
pub use gazetteer::Gazetteer;

use super::Tokens;
use crate::article::{Article, Entity, Lang, Mention};

/// Most distinct entities that are extracted from an article; later ones are left out.
pub const ENTITIES_MAX: usize = 1_000;
/// Most mentions that are listed for an article; the counts of entities go on.
pub const MENTIONS_MAX: usize = 20_000;

/// Which entities an article gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EntityMode {
    /// Given ones, and those extracted from the text.
    #[default]
    Auto,
    /// Given ones only, resolved to ids and found in the text by name.
    Given,
    /// Given ones only, as they came.
    Off,
}

impl EntityMode {
    /// All modes.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Given, Self::Off];

    /// Returns the name used for `--entities`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Given => "given",
            Self::Off => "off",
        }
    }

    /// Parses the name of a mode; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text)
    }
}

/// Returns the entities of an article, and where the text names them.
///
/// `tokens` are those of the article in the language `lang`. Entities of the article that were not
/// given are those of an earlier extraction and are made anew. A given entity keeps its name and
/// takes the mentions of the same place, person or organisation. Countries that only an office's
/// name holds (`Ministry of Trade of Iran`) are entities with no mention.
#[must_use]
pub fn extract(article: &Article, tokens: &Tokens, mode: EntityMode, lang: Lang) -> (Vec<Entity>, Vec<Mention>) {
    if mode == EntityMode::Off {
        let given = article.entities.iter().filter(|entity| entity.given);
        return (given.map(|entity| Entity { mentions: 0, ..entity.clone() }).collect(), Vec::new());
    }
    let given = given::resolve(article, Gazetteer::global());
    if mode == EntityMode::Given && given.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let scan = scan::Scan::new(article, tokens, lang);
    let lookup = lookup::Lookup::new(&scan, Gazetteer::global());
    let named = named(&lookup, &given);
    let (entities, mentions) = output::write(&lookup, &given, &named, mode);
    (entities, mentions.into_iter().map(|(mention, _)| mention).collect())
}

/// Says why each mention of an article is one, as [`extract`] finds them.
#[must_use]
pub fn explain(article: &Article, tokens: &Tokens, lang: Lang) -> Vec<Explained> {
    let given = given::resolve(article, Gazetteer::global());
    let scan = scan::Scan::new(article, tokens, lang);
    let lookup = lookup::Lookup::new(&scan, Gazetteer::global());
    let named = named(&lookup, &given);
    let (_, mentions) = output::write(&lookup, &given, &named, EntityMode::Auto);
    explain::explained(&lookup, &named, mentions)
}

/// What an article names: by the tagger where its language has one, by gazetteer and rules.
fn named(lookup: &lookup::Lookup<'_>, given: &[given::Given]) -> document::Named {
    let names = given::GivenNames::new(given);
    let mut finds = find::find(lookup, &names);
    if let Some(model) = tagger::Models::global().get(lookup.scan.lang) {
        let rules = if names.is_empty() { decided(lookup, &finds) } else { by_rule(lookup) };
        let tags = tagger::tag(lookup, &rules, model);
        let mut spans = agree::agree(lookup, tags.spans);
        spans.retain(|span| span.confidence >= tagger::Models::min_confidence());
        finds = tagged::join(lookup, finds, tagged::find(lookup, &names, &spans), &tags.outside);
    }
    let mut places = places::Places::new(*lookup, &finds);
    for record in given.iter().filter_map(|given| given.record) {
        places.vote(record);
    }
    document::decide(lookup, &finds, &places)
}

/// What gazetteer and rules find, without the names that the input gives.
fn by_rule(lookup: &lookup::Lookup<'_>) -> document::Named {
    let finds = find::find(lookup, &given::GivenNames::default());
    decided(lookup, &finds)
}

fn decided(lookup: &lookup::Lookup<'_>, finds: &find::Finds) -> document::Named {
    document::decide(lookup, finds, &places::Places::new(*lookup, finds))
}

#[cfg(test)]
mod tests;

//! Why a mention is one: the tagger and its probability, a rule, and what the gazetteer has.

use super::document::{Named, Spot};
use super::find::Why;
use super::gazetteer::RecordId;
use super::lookup::Lookup;
use crate::article::Mention;

/// Most entries of the gazetteer that are told of one mention.
const ENTRIES_MAX: usize = 8;

/// A mention with its reasons.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The mention.
    pub mention: Mention,
    /// Why it is one.
    pub why: Why,
    /// What the gazetteer knows by this name, the likeliest first: kind, id, English name.
    pub entries: Vec<String>,
}

/// Puts mentions and the spots that they came of together.
pub(super) fn explained(lookup: &Lookup<'_>, named: &Named, mentions: Vec<(Mention, usize)>) -> Vec<Explained> {
    let rows = mentions.into_iter().filter_map(|(mention, at)| {
        let spot = named.spots.get(at)?;
        Some(Explained { mention, why: spot.why, entries: entries(lookup, spot) })
    });
    rows.collect()
}

fn entries(lookup: &Lookup<'_>, spot: &Spot) -> Vec<String> {
    let Some(found) = lookup.at(spot.from).filter(|found| found.to == spot.to) else { return Vec::new() };
    let meanings = lookup.gazetteer.meanings(found.entry).take(ENTRIES_MAX);
    meanings.filter_map(|meaning| entry(lookup, meaning.record, meaning.weak)).collect()
}

fn entry(lookup: &Lookup<'_>, record: RecordId, weak: bool) -> Option<String> {
    let record = lookup.gazetteer.record(record)?;
    let id = record.id.as_deref().map(|id| format!("{id} ")).unwrap_or_default();
    let weak = if weak { " (by a short or foreign name)" } else { "" };
    Some(format!("{id}{}{weak}", record.name))
}

impl Why {
    /// The reason in words.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Given => "given by the input".into(),
            Self::Tagger(confidence) => format!("tagger, {confidence:.2}"),
            Self::Rule(rule) => format!("rule: {rule}"),
            Self::Short => "short for a name that the article has in full".into(),
        }
    }
}

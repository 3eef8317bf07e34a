//! Names of entities in a document: whole, as words, and where the text mentions them.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::TantivyDocument;

use super::document::FacetValues;
use super::schema::Fields;
use super::stream::StreamWriter;
use crate::analysis::{Analysis, Analyzer, Tokens};
use crate::article::{Article, EntityType, Mention, TextField};

/// Positions of one entity in the field of name words: a position divided by it is the entity.
pub const ENTITY_POSITIONS: u32 = 1 << 10;
/// Positions between two names of one entity, so that no phrase reaches across.
const NAME_GAP: u32 = 8;
/// Bits of an entity's number in a packed mention.
const NUMBER_BITS: u32 = 14;
/// Bits of a mention's length in words.
const LENGTH_BITS: u32 = 16;

/// A mention as the column keeps it.
///
/// The entity's number is the place of its key among the article's values of its facet column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PackedMention {
    /// First position.
    pub start: u32,
    /// Last position.
    pub last: u32,
    /// What the entity is.
    pub kind: EntityType,
    /// Number of the entity.
    pub number: u32,
}

impl PackedMention {
    /// Packs the mention into a number; `None` where a part is too large.
    #[must_use]
    pub fn pack(self) -> Option<u64> {
        let length = self.last.checked_sub(self.start)?;
        if length >= 1 << LENGTH_BITS || self.number >= 1 << NUMBER_BITS {
            return None;
        }
        let kind = self.kind as u64;
        Some(u64::from(self.start) << 32 | u64::from(length) << (NUMBER_BITS + 2) | kind << NUMBER_BITS | u64::from(self.number))
    }

    /// Reads a packed mention.
    #[must_use]
    pub fn unpack(packed: u64) -> Self {
        let part = |shift: u32, bits: u32| u32::try_from(packed >> shift & ((1 << bits) - 1)).unwrap_or(0);
        let start = part(32, 32);
        let kind = EntityType::ALL.get(part(NUMBER_BITS, 2) as usize).copied().unwrap_or(EntityType::Place);
        Self { start, last: start + part(NUMBER_BITS + 2, LENGTH_BITS), kind, number: part(0, NUMBER_BITS) }
    }
}

/// Writes the names and mentions of the entities of one article; `values` are its facet values in
/// the order of [`EntityType::ALL`].
pub(super) fn add(
    doc: &mut TantivyDocument,
    f: &Fields,
    article: &Article,
    analysis: &Analysis,
    analyzer: &Analyzer,
    values: &[FacetValues],
) {
    let mut packed = Vec::new();
    let places = Places::new(article, &analysis.tokens, &analysis.mentions);
    for (((name_field, words_field), kind), values) in f.names.iter().zip(&f.name_words).zip(EntityType::ALL).zip(values) {
        let numbers: BTreeMap<&str, u32> = values.keys().map(String::as_str).zip(0..).collect();
        let number = |name: &str, id: Option<&str>| numbers.get(super::document::entity_key(name, id, analyzer).as_str()).copied();
        let mut names: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for entity in article.entities.iter().filter(|entity| entity.kind == kind) {
            if let Some(number) = number(&entity.name, entity.id.as_deref()) {
                names.entry(number).or_default().insert(analyzer.fold_value(&entity.name));
            }
        }
        let mut known: BTreeMap<(&str, Option<&str>), Option<u32>> = BTreeMap::new();
        for mention in analysis.mentions.iter().filter(|mention| mention.kind == kind) {
            let entity = (mention.name.as_str(), mention.id.as_deref());
            let Some(number) = *known.entry(entity).or_insert_with(|| number(entity.0, entity.1)) else { continue };
            names.entry(number).or_default().insert(analyzer.fold_value(&mention.text));
            if let Some((start, last)) = places.positions(mention) {
                packed.extend(PackedMention { start, last, kind, number }.pack());
            }
        }
        let whole: BTreeSet<&String> = names.values().flatten().filter(|name| !name.is_empty()).collect();
        for name in whole {
            doc.add_text(*name_field, name);
        }
        let words = words(&names, analyzer);
        if !words.is_empty() {
            doc.add_text(*words_field, words.finish());
        }
    }
    packed.sort_unstable();
    for mention in packed {
        doc.add_u64(f.mentions, mention);
    }
}

/// The words of each entity's names, within its stretch of positions.
fn words(names: &BTreeMap<u32, BTreeSet<String>>, analyzer: &Analyzer) -> StreamWriter {
    let mut words = StreamWriter::default();
    for (number, names) in names {
        let begin = number.saturating_mul(ENTITY_POSITIONS);
        let mut position = begin;
        for name in names {
            let forms = analyzer.query_words(name);
            let length = u32::try_from(forms.len()).unwrap_or(u32::MAX);
            if position.saturating_add(length) > begin + ENTITY_POSITIONS - NAME_GAP {
                break;
            }
            for word in forms {
                words.push(position, &word.form, 1);
                position += 1;
            }
            position += NAME_GAP;
        }
    }
    words
}

/// Where the tokens of the fields with mentions begin and end, in characters.
#[derive(Debug)]
pub struct Places {
    /// Start, end and position of each token, by field.
    tokens: [Vec<(u32, u32, u32)>; 3],
}

impl Places {
    /// Works the places of an article's tokens out, in the fields that have mentions.
    #[must_use]
    pub fn new(article: &Article, tokens: &Tokens, mentions: &[Mention]) -> Self {
        let mut places = Self { tokens: Default::default() };
        let texts = [&article.title, &article.lead, &article.body];
        for ((field, text), list) in TextField::ALL.into_iter().zip(texts).zip(&mut places.tokens) {
            if !mentions.iter().any(|mention| mention.field == field) {
                continue;
            }
            let (mut byte, mut scalar) = (0, 0);
            let mut scalars_to = |to: u32| {
                let to = to as usize;
                scalar += if text.is_ascii() { to - byte } else { text.get(byte..to).map_or(0, |part| part.chars().count()) };
                byte = to;
                u32::try_from(scalar).unwrap_or(u32::MAX)
            };
            for token in tokens.iter().filter(|token| token.field == field) {
                let (start, end) = (scalars_to(token.start), scalars_to(token.end));
                list.push((start, end, token.position));
            }
        }
        places
    }

    /// First and last position of a mention; `None` where its stretch is no token's (a lead that the
    /// body repeats counts once).
    #[must_use]
    pub fn positions(&self, mention: &Mention) -> Option<(u32, u32)> {
        let field = TextField::ALL.iter().position(|field| *field == mention.field)?;
        let tokens = self.tokens.get(field)?;
        let from = tokens.partition_point(|(_, end, _)| *end <= mention.start);
        let to = tokens.partition_point(|(start, _, _)| *start < mention.end);
        let inside = tokens.get(from..to)?;
        Some((inside.first()?.2, inside.last()?.2))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_come_back() {
        for kind in EntityType::ALL {
            let mention = PackedMention { start: 4_000_000_000, last: 4_000_000_007, kind, number: 9_999 };
            assert_eq!(PackedMention::unpack(mention.pack().unwrap()), mention);
        }
        assert!(PackedMention { start: 0, last: 70_000, kind: EntityType::Org, number: 0 }.pack().is_none());
    }
}

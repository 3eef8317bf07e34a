//! Field names of the language.

use crate::article::{EntityType, TextField};

/// A field that a prefix names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Words in one text field.
    Text(TextField),
    /// Words of an entity's name, or its id.
    Entity(EntityField),
    /// A whole value.
    Exact(ExactField),
    /// A range.
    Range(RangeField),
    /// `is:undated`.
    Is,
    /// `has:FIELD`.
    Has,
    /// `case:` before a word or phrase.
    Case,
}

/// Fields of entities.
pub type EntityField = EntityType;

/// Fields whose whole value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExactField {
    /// Outlet.
    Source,
    /// Author.
    Author,
    /// Section.
    Section,
    /// Tag.
    Tag,
    /// Language.
    Lang,
    /// Identifier, as it is.
    Id,
    /// Story.
    Story,
}

impl ExactField {
    /// Returns the name in queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Author => "author",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Lang => "lang",
            Self::Id => "id",
            Self::Story => "story",
        }
    }
}

/// Fields with ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RangeField {
    /// Publication.
    Date,
    /// Update.
    Updated,
    /// First indexing.
    Indexed,
    /// Words of lead and body.
    Words,
}

impl RangeField {
    /// Returns the name in queries.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Updated => "updated",
            Self::Indexed => "indexed",
            Self::Words => "words",
        }
    }
}

/// Names and what they mean; aliases come after the names.
const NAMES: [(&str, Field); 24] = [
    ("title", Field::Text(TextField::Title)),
    ("lead", Field::Text(TextField::Lead)),
    ("body", Field::Text(TextField::Body)),
    ("person", Field::Entity(EntityType::Person)),
    ("org", Field::Entity(EntityType::Org)),
    ("place", Field::Entity(EntityType::Place)),
    ("source", Field::Exact(ExactField::Source)),
    ("author", Field::Exact(ExactField::Author)),
    ("section", Field::Exact(ExactField::Section)),
    ("tag", Field::Exact(ExactField::Tag)),
    ("lang", Field::Exact(ExactField::Lang)),
    ("id", Field::Exact(ExactField::Id)),
    ("story", Field::Exact(ExactField::Story)),
    ("date", Field::Range(RangeField::Date)),
    ("updated", Field::Range(RangeField::Updated)),
    ("indexed", Field::Range(RangeField::Indexed)),
    ("words", Field::Range(RangeField::Words)),
    ("is", Field::Is),
    ("has", Field::Has),
    ("case", Field::Case),
    ("headline", Field::Text(TextField::Title)),
    ("language", Field::Exact(ExactField::Lang)),
    ("publication_date", Field::Range(RangeField::Date)),
    ("publish_date", Field::Range(RangeField::Date)),
];

/// Another alias, apart so that the table above stays one of fields.
const INDEXED_ALIAS: &str = "indexed_date";

/// Finds a field by its name or alias.
#[must_use]
pub fn find(name: &str) -> Option<Field> {
    if name == INDEXED_ALIAS {
        return Some(Field::Range(RangeField::Indexed));
    }
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, field)| *field)
}

/// Returns the name nearest to an unknown one.
#[must_use]
pub fn nearest(name: &str) -> &'static str {
    let name = name.to_lowercase();
    NAMES.iter().map(|(known, _)| *known).min_by_key(|known| distance(known, &name)).unwrap_or("title")
}

/// Returns a name so near to an unknown one that it may have been meant: capitals, or a slip.
#[must_use]
pub fn meant(name: &str) -> Option<&'static str> {
    let lower = name.to_lowercase();
    let known = nearest(name);
    let slips = if lower.chars().count() > 4 { 2 } else { 1 };
    (known == lower || (lower.chars().count() > 3 && distance(known, &lower) <= slips)).then_some(known)
}

/// Number of inserted, deleted and replaced characters between two short words (Levenshtein 1966).
#[must_use]
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = std::mem::replace(row.first_mut().unwrap_or(&mut 0), i + 1);
        for (j, y) in b.iter().enumerate() {
            let (left, up) = (row.get(j).copied().unwrap_or(0), row.get(j + 1).copied().unwrap_or(0));
            let cost = (diagonal + usize::from(x != *y)).min(left + 1).min(up + 1);
            diagonal = up;
            if let Some(cell) = row.get_mut(j + 1) {
                *cell = cost;
            }
        }
    }
    row.last().copied().unwrap_or(0)
}

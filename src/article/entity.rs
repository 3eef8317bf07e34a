//! Named entities and their mentions.

use std::fmt;

/// What an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntityType {
    /// A human being.
    Person,
    /// An organisation: ministry, company, party, team.
    Org,
    /// A country, division, city or other place.
    Place,
}

impl EntityType {
    /// All types, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Person, Self::Org, Self::Place];

    /// Returns the name used in JSON, parameters and query fields.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Org => "org",
            Self::Place => "place",
        }
    }

    /// Reads the name that an input gives a type: ours, those of common taggers (`PER`, `GPE`,
    /// `LOC`) and of schema.org, in any case; `None` for any other word.
    #[must_use]
    pub fn of_name(text: &str) -> Option<Self> {
        let name = text.trim().rsplit(['/', ':', '#']).next().unwrap_or_default().to_ascii_lowercase();
        match name.as_str() {
            "person" | "persons" | "people" | "per" | "human" => Some(Self::Person),
            "org"
            | "orgs"
            | "organization"
            | "organizations"
            | "organisation"
            | "organisations"
            | "company"
            | "corporation"
            | "newsmediaorganization"
            | "governmentorganization"
            | "educationalorganization"
            | "sportsorganization"
            | "ngo" => Some(Self::Org),
            "place" | "places" | "location" | "locations" | "loc" | "gpe" | "geo" | "country" | "city" | "state" | "region"
            | "administrativearea" => Some(Self::Place),
            _ => None,
        }
    }

    /// Parses the name of a type; `None` for any other word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An entity of one article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// What it is.
    pub kind: EntityType,
    /// Display name inside this article.
    pub name: String,
    /// ISO 3166-1 (`IR`), ISO 3166-2 (`IR-07`) or `geonames:112931` for places, where known.
    pub id: Option<String>,
    /// How often the text names it (computed); 0 for a given entity that the text does not name.
    pub mentions: u32,
    /// Whether the input gave it.
    pub given: bool,
}

/// The text fields of an article that carry words and positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextField {
    /// Headline.
    Title,
    /// Summary.
    Lead,
    /// Text.
    Body,
}

impl TextField {
    /// All text fields, in the order of their positions.
    pub const ALL: [Self; 3] = [Self::Title, Self::Lead, Self::Body];

    /// Returns the name used in JSON, parameters and query fields.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Body => "body",
        }
    }
}

/// One place of the text that names an entity. Offsets are [start, end) in Unicode scalar values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Text field it stands in.
    pub field: TextField,
    /// First character.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
    /// What the entity is.
    pub kind: EntityType,
    /// The text as it stands.
    pub text: String,
    /// The entity's display name.
    pub name: String,
    /// The entity's id, where known.
    pub id: Option<String>,
}

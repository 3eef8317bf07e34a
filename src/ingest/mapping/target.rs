//! What members of other systems become.

/// What a member becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in super::super) enum Target {
    /// The id that the record gives.
    Id,
    /// The address.
    Url,
    /// The outlet.
    Source,
    /// The headline.
    Title,
    /// The summary.
    Lead,
    /// The text.
    Body,
    /// Author names.
    Authors,
    /// The section.
    Section,
    /// Keywords.
    Tags,
    /// The language.
    Language,
    /// The date of publication.
    Published,
    /// The date of the last change.
    Updated,
    /// Names of people.
    Persons,
    /// Names of organisations.
    Orgs,
    /// Names of places.
    Places,
    /// Entities with their types.
    Entities,
}

impl Target {
    /// All targets, in the order of an article's members.
    pub(in super::super) const ALL: [Self; 16] = [
        Self::Id,
        Self::Url,
        Self::Source,
        Self::Title,
        Self::Lead,
        Self::Body,
        Self::Authors,
        Self::Section,
        Self::Tags,
        Self::Language,
        Self::Published,
        Self::Updated,
        Self::Persons,
        Self::Orgs,
        Self::Places,
        Self::Entities,
    ];

    /// Returns the name used by `--map`: that of the article's member, or of a type of entities.
    pub(in super::super) fn as_str(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Url => "url",
            Self::Source => "source",
            Self::Title => "title",
            Self::Lead => "lead",
            Self::Body => "body",
            Self::Authors => "authors",
            Self::Section => "section",
            Self::Tags => "tags",
            Self::Language => "language",
            Self::Published => "published",
            Self::Updated => "updated",
            Self::Persons => "person",
            Self::Orgs => "org",
            Self::Places => "place",
            Self::Entities => "entities",
        }
    }
}

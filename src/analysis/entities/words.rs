//! Words around names: titles, roles, calendar words, prepositions, heads and tails of organisations.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::gazetteer::{KeyHasher, token_hash};
use crate::analysis::tokens::fold;

/// Classes of a word, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Words(u32);

impl Words {
    /// A title before a family name.
    pub(super) const HONORIFIC: Self = Self(1);
    /// A role before a full name.
    pub(super) const ROLE: Self = Self(1 << 1);
    /// A month, weekday or holiday.
    pub(super) const CALENDAR: Self = Self(1 << 2);
    /// A word with which no name begins or ends.
    pub(super) const FUNCTION: Self = Self(1 << 3);
    /// A preposition before places.
    pub(super) const PREP: Self = Self(1 << 4);
    /// `of` after the head of an organisation's name.
    pub(super) const LINK: Self = Self(1 << 5);
    /// `and` inside names.
    pub(super) const AND: Self = Self(1 << 6);
    /// An article inside names.
    pub(super) const ARTICLE: Self = Self(1 << 7);
    /// A small word inside names of people.
    pub(super) const PARTICLE: Self = Self(1 << 8);
    /// A verb whose subject is a person.
    pub(super) const SPEECH: Self = Self(1 << 9);
    /// `Ministry` in `Ministry of X`.
    pub(super) const ORG_HEAD: Self = Self(1 << 10);
    /// A head whose name goes on after `and`.
    pub(super) const HEAD_AND: Self = Self(1 << 11);
    /// An office of a state.
    pub(super) const NATIONAL: Self = Self(1 << 12);
    /// `University` in `X University`.
    pub(super) const ORG_TAIL: Self = Self(1 << 13);
    /// A legal form.
    pub(super) const LEGAL: Self = Self(1 << 14);
    /// What makes something else of a town's name before it.
    pub(super) const PLACE_TAIL: Self = Self(1 << 15);

    /// An adjective of a people or a direction.
    pub(super) const PEOPLE: Self = Self(1 << 16);

    /// A word of organisations' names, for the tagger.
    pub(super) const ORG_WORD: Self = Self(1 << 29);
    /// A family name of one character or syllable, for the tagger.
    pub(super) const SURNAME: Self = Self(1 << 31);
    /// A word of places' names, for the tagger.
    pub(super) const PLACE_WORD: Self = Self(1 << 30);

    /// A people, as adjective or noun.
    pub(super) const DEMONYM: Self = Self(1 << 19);

    /// Before the name of a place and hardly before the word that is written alike.
    pub(super) const PLACE_SIGN: Self = Self(1 << 17);
    /// What shows that the word before it is no place.
    pub(super) const THING_TAIL: Self = Self(1 << 18);

    const NAMES: [(&'static str, Self); 23] = [
        ("HONORIFIC", Self::HONORIFIC),
        ("ROLE", Self::ROLE),
        ("CALENDAR", Self::CALENDAR),
        ("FUNCTION", Self::FUNCTION),
        ("PREP", Self::PREP),
        ("LINK", Self::LINK),
        ("AND", Self::AND),
        ("ARTICLE", Self::ARTICLE),
        ("PARTICLE", Self::PARTICLE),
        ("SPEECH", Self::SPEECH),
        ("ORG_HEAD", Self::ORG_HEAD),
        ("HEAD_AND", Self::HEAD_AND),
        ("NATIONAL", Self::NATIONAL),
        ("ORG_TAIL", Self::ORG_TAIL),
        ("LEGAL", Self::LEGAL),
        ("PLACE_TAIL", Self::PLACE_TAIL),
        ("PEOPLE", Self::PEOPLE),
        ("PLACE_SIGN", Self::PLACE_SIGN),
        ("DEMONYM", Self::DEMONYM),
        ("ORG_WORD", Self::ORG_WORD),
        ("SURNAME", Self::SURNAME),
        ("PLACE_WORD", Self::PLACE_WORD),
        ("THING_TAIL", Self::THING_TAIL),
    ];

    /// All classes as bits.
    pub(super) const fn bits(self) -> u32 {
        self.0
    }

    /// Both sets.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any bit of another set is set.
    pub(super) fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The classes of a form by its hash.
    pub(super) fn of(hash: u64) -> Self {
        TABLE.get(&hash).copied().unwrap_or_default()
    }
}

static TABLE: LazyLock<HashMap<u64, Words, KeyHasher>> = LazyLock::new(|| {
    let mut table: HashMap<u64, Words, KeyHasher> = HashMap::default();
    let mut class = Words::default();
    for line in include_str!("data/words.txt").lines().filter(|line| !line.starts_with('#')) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            class = Words::NAMES.iter().find(|(known, _)| *known == name).map(|(_, class)| *class).unwrap_or_default();
            continue;
        }
        for word in line.split_whitespace() {
            let held = table.entry(token_hash(&fold::form(word))).or_default();
            *held = held.or(class);
        }
    }
    table
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_classes_of_the_list_are_known() {
        for line in include_str!("data/words.txt").lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                assert!(Words::NAMES.iter().any(|(known, _)| name == format!("{known}]")), "{name}");
            }
        }
        assert!(Words::of(token_hash("ministry")).any(Words::ORG_HEAD));
    }
}

//! The hash table of names: open addressing over keys, no strings.

use super::key::Stored;

/// What a single word is as part of a person's name, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Classes(u16);

impl Classes {
    /// A first name.
    pub const FIRST: Self = Self(1);
    /// A family name.
    pub const LAST: Self = Self(1 << 1);
    /// A company, as a whole name.
    pub const COMPANY: Self = Self(1 << 2);
    /// A sports club, as a whole name.
    pub const CLUB: Self = Self(1 << 3);

    /// Both sets.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Sets bits.
    pub fn insert(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Whether any bit of another set is set.
    #[must_use]
    pub fn any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What is known of a sequence of forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Entry {
    /// Where its meanings stand; 0 where it has none.
    pub(super) group: u32,
    /// Bit n: a name of n + 1 words begins with this word; the builder leaves longer ones out.
    pub(crate) lengths: u16,
    /// What it is in names of people.
    pub classes: Classes,
}

impl Entry {
    /// Whether it is a name of a place or an organisation.
    #[must_use]
    pub fn has_meaning(self) -> bool {
        self.group != 0
    }
}

#[derive(Debug, Default)]
pub(super) struct Table {
    keys: Vec<u64>,
    entries: Vec<Entry>,
    used: usize,
}

impl Table {
    pub(super) fn with_capacity(count: usize) -> Self {
        let slots = (count + count / 4 + 16).next_power_of_two();
        Self { keys: vec![0; slots], entries: vec![Entry::default(); slots], used: 0 }
    }

    /// The slot of a key: where it stands or would stand.
    fn slot(&self, key: u64) -> Option<usize> {
        let mask = self.keys.len().checked_sub(1)?;
        let mut at = usize::try_from(key >> 20).unwrap_or(0) & mask;
        loop {
            match self.keys.get(at) {
                Some(held) if *held == key || *held == 0 => return Some(at),
                _ => at = (at + 1) & mask,
            }
        }
    }

    pub(super) fn get(&self, key: u64) -> Option<Entry> {
        let at = self.slot(key)?;
        self.keys.get(at).filter(|held| **held == key)?;
        self.entries.get(at).copied()
    }

    /// The entry of a key, made where there is none. A table never fills up: see `with_capacity`.
    fn entry(&mut self, key: u64) -> Option<&mut Entry> {
        if self.used + 1 >= self.keys.len() {
            self.grow();
        }
        let at = self.slot(key)?;
        let held = self.keys.get_mut(at)?;
        if *held == 0 {
            *held = key;
            self.used += 1;
        }
        self.entries.get_mut(at)
    }

    fn grow(&mut self) {
        let mut larger = Self::with_capacity(self.keys.len() * 2);
        for (key, entry) in self.keys.iter().zip(&self.entries).filter(|(key, _)| **key != 0) {
            if let Some(place) = larger.entry(*key) {
                *place = *entry;
            }
        }
        *self = larger;
    }

    pub(super) fn add_name(&mut self, name: &Stored<'_>, group: u32) {
        let (first, count) = name.first();
        if let Some(entry) = self.entry(first.key()) {
            entry.lengths |= 1u16.checked_shl(u32::try_from(count - 1).unwrap_or(u32::MAX)).unwrap_or(0);
        }
        if let Some(entry) = self.entry(name.whole().key()) {
            entry.group = group;
        }
    }

    /// Adds a name of the lists that give no meanings.
    pub(super) fn add_listed(&mut self, name: &Stored<'_>, classes: Classes) {
        let (first, count) = name.first();
        if let Some(entry) = self.entry(first.key()) {
            entry.lengths |= 1u16.checked_shl(u32::try_from(count - 1).unwrap_or(u32::MAX)).unwrap_or(0);
        }
        self.add_classes(name.whole().key(), classes);
    }

    pub(super) fn add_classes(&mut self, key: u64, classes: Classes) {
        if let Some(entry) = self.entry(key) {
            entry.classes.insert(classes);
        }
    }
}

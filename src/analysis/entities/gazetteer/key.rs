//! Keys: names as sequences of forms, hashed.
//!
//! A key of 64 bits stands for a name: with a million names, the chance that a word of a text
//! meets another's key is below 10⁻¹³, so the names themselves need not be kept.

use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use crate::analysis::tokens::query::query_words;

/// Hashes one form.
#[must_use]
pub(crate) fn token_hash(form: &str) -> u64 {
    xxh3_64(form.as_bytes())
}

/// A sequence of forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Seq(u64);

impl Seq {
    /// The beginning of a sequence in the names of one language, or in the stems of one.
    pub(crate) fn of(namespace: &str) -> Self {
        if namespace.is_empty() { Self::default() } else { Self(token_hash(namespace)) }
    }

    /// The sequence with one more form.
    pub(crate) fn then(self, token: u64) -> Self {
        Self((self.0.rotate_left(23) ^ token).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    /// The key of the sequence; 0 is no key.
    pub(crate) fn key(self) -> u64 {
        self.0.max(1)
    }
}

/// The sequence of a name's words.
pub(super) fn of_name(name: &str) -> Seq {
    query_words(name).iter().fold(Seq::default(), |seq, word| seq.then(token_hash(&word.form)))
}

/// A name as the data file has it: `san marino`, `fr:allemagne` (a name of one language),
/// `ru;росс` (a stem of one language).
#[derive(Debug)]
pub(super) struct Stored<'a> {
    start: Seq,
    forms: &'a str,
}

impl<'a> Stored<'a> {
    pub(super) fn parse(name: &'a str) -> Self {
        // No form holds a colon; a semicolon parts words as well.
        match name.find([':', ';']) {
            Some(at) => {
                let (namespace, forms) = name.split_at(at + 1);
                Self { start: Seq::of(namespace), forms }
            }
            None => Self { start: Seq::default(), forms: name },
        }
    }

    /// The sequence of the first word, and the number of words.
    pub(super) fn first(&self) -> (Seq, usize) {
        let mut forms = self.forms.split(' ');
        let first = self.start.then(token_hash(forms.next().unwrap_or_default()));
        (first, 1 + forms.count())
    }

    /// The sequence of all words.
    pub(super) fn whole(&self) -> Seq {
        self.forms.split(' ').fold(self.start, |seq, form| seq.then(token_hash(form)))
    }
}

/// Takes keys as they are: they are hashes already.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Identity(u64);

/// Builds [`Identity`] hashers.
pub(crate) type KeyHasher = BuildHasherDefault<Identity>;

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

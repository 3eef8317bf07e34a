//! People of an article: which names are one person's.
//!
//! The longest name of at least two words is the head; a later name joins it where its words are an
//! ordered part of the head's with the same family name. Where several people bear a family name,
//! it is of the one named last before. Differing initials keep people apart.

use super::find::ByHash;
use super::gazetteer::{Seq, token_hash};
use super::lookup::Cut;
use super::scan::{Scan, Tok};

/// Most people of an article.
const HEADS_MAX: usize = 2_000;
/// Most people of one family name that a name is compared with.
const NAMESAKES_MAX: usize = 32;

/// A person of the article.
#[derive(Debug, Clone)]
pub(super) struct Head {
    /// Hashes of the words of the longest name.
    pub(super) words: Vec<u64>,
    /// Tokens of the longest name.
    pub(super) at: (usize, usize),
    /// Characters of the last of them that are no part of it.
    pub(super) cut: Cut,
    /// Token behind the latest mention so far.
    last: usize,
}

/// All people of an article.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) heads: Vec<Head>,
    /// Heads by the hash of their family name.
    pub(super) by_surname: ByHash<Vec<usize>>,
    /// Heads by the hash of a name between first and family name.
    by_middle: ByHash<usize>,
}

impl People {
    /// Takes the full names in the order of the text, so that family names find them later.
    ///
    /// `family_first`: the first word is no first name, so that it may be the family's (`Jaw Shaw-kong`).
    pub(super) fn add_full(&mut self, scan: &Scan<'_>, from: usize, to: usize, cut: Cut, family_first: bool) {
        let words = words(scan, from, to, cut);
        let Some(surname) = words.last().copied() else { return };
        let namesakes = self.by_surname.entry(surname).or_default();
        for index in namesakes.iter().take(NAMESAKES_MAX) {
            let Some(head) = self.heads.get_mut(*index) else { continue };
            if is_part(&words, &head.words) {
                return;
            }
            if is_part(&head.words, &words) {
                head.words = words;
                head.at = (from, to);
                head.cut = cut;
                return;
            }
        }
        if self.heads.len() < HEADS_MAX {
            namesakes.push(self.heads.len());
            let begin = if family_first { from } else { from + 1 };
            for at in begin..to - 1 {
                let known = scan.tokens.get(at).is_some_and(|token| token.form.chars().count() >= 4) || at == from;
                if let Some(tok) = scan.get(at).filter(|tok| known && tok.may_be_name()) {
                    self.by_middle.insert(tok.hash, self.heads.len());
                }
            }
            self.heads.push(Head { words, at: (from, to), cut, last: 0 });
        }
    }

    /// The person whom a name of the text means; a single name that fits none is a person of its own.
    pub(super) fn mention(&mut self, scan: &Scan<'_>, from: usize, to: usize, cut: Cut) -> Option<usize> {
        let words = words(scan, from, to, cut);
        if let Some(index) = self.fitting(&words) {
            self.touch(index, to);
            return Some(index);
        }
        if self.heads.len() >= HEADS_MAX {
            return None;
        }
        let surname = words.last().copied()?;
        let index = self.heads.len();
        self.by_surname.entry(surname).or_default().push(index);
        self.heads.push(Head { words, at: (from, to), cut, last: to });
        Some(index)
    }

    /// The person who bears a family name and was named last.
    pub(super) fn by_name(&self, surname: u64) -> Option<usize> {
        let Some(namesakes) = self.by_surname.get(&surname) else { return self.by_middle.get(&surname).copied() };
        namesakes.iter().take(NAMESAKES_MAX).copied().max_by_key(|index| self.heads.get(*index).map_or(0, |head| head.last))
    }

    pub(super) fn touch(&mut self, index: usize, to: usize) {
        if let Some(head) = self.heads.get_mut(index) {
            head.last = to;
        }
    }

    fn fitting(&self, words: &[u64]) -> Option<usize> {
        let namesakes = self.by_surname.get(words.last()?)?;
        let fits = |index: &&usize| self.heads.get(**index).is_some_and(|head| is_part(words, &head.words));
        let of = |index: &&usize| self.heads.get(**index).map_or(0, |head| head.last);
        namesakes.iter().take(NAMESAKES_MAX).filter(fits).max_by_key(of).copied()
    }
}

/// Hashes of the words of a name.
///
/// A name in a script without blanks is one word.
pub(super) fn words(scan: &Scan<'_>, from: usize, to: usize, cut: Cut) -> Vec<u64> {
    let toks = scan.toks.get(from..to).unwrap_or_default();
    if toks.first().is_some_and(Tok::is_unspaced) {
        return vec![toks.iter().fold(Seq::default(), |seq, tok| seq.then(tok.hash)).key()];
    }
    let mut words: Vec<u64> = toks.iter().map(|tok| tok.hash).collect();
    if !cut.is_none() {
        for (at, word) in words.iter_mut().enumerate() {
            let own = Cut { front: if at == 0 { cut.front } else { 0 }, back: if from + at + 1 == to { cut.back } else { 0 }, stem: false };
            if let Some(token) = scan.tokens.get(from + at).filter(|_| !own.is_none()) {
                let count = token.form.chars().count().saturating_sub(usize::from(own.front) + usize::from(own.back));
                let form: String = token.form.chars().skip(usize::from(own.front)).take(count).collect();
                *word = token_hash(&form);
            }
        }
    }
    words
}

/// Whether words stand in a longer name in their order.
pub(super) fn is_part(short: &[u64], long: &[u64]) -> bool {
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| other == word))
}

//! The language that a source's articles mostly have: help for short texts.
//!
//! The votes of a block of items count from the block after the next one on. So what an article's
//! habit is depends on the order of the inputs alone and never on the speed of threads.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::article::{Article, Lang};

/// Items of a block.
pub(super) const BLOCK: u64 = 1024;
/// Words of an article that is long enough to be sure of its language.
const SURE_WORDS: u32 = 60;
/// Sure articles that make a habit.
const VOTES_MIN: u32 = 3;
/// Sources whose habits are kept: a bound on memory, far above the outlets of any one run.
const SOURCES_MAX: usize = 100_000;

/// One sure article's source and language.
pub(super) type Vote = (String, Lang);

/// Returns the vote of an article whose language was found, if it is sure.
pub(super) fn vote(article: &Article, language: Lang, words: u32) -> Option<Vote> {
    let source = article.source.as_ref()?;
    (words >= SURE_WORDS && !language.is_und()).then(|| (source.clone(), language))
}

/// Languages by source.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Habits {
    sources: HashMap<String, Vec<(Lang, u32)>>,
}

impl Habits {
    /// Counts the votes of a block.
    pub(super) fn count(&mut self, votes: Vec<Vote>) {
        for (source, language) in votes {
            if self.sources.len() >= SOURCES_MAX && !self.sources.contains_key(&source) {
                continue;
            }
            let counts = self.sources.entry(source).or_default();
            match counts.iter_mut().find(|(held, _)| *held == language) {
                Some((_, count)) => *count += 1,
                None => counts.push((language, 1)),
            }
        }
    }

    /// The language that more than half of a source's sure articles have.
    pub(super) fn of(&self, source: Option<&str>) -> Option<Lang> {
        let counts = self.sources.get(source?)?;
        let all: u32 = counts.iter().map(|(_, count)| count).sum();
        counts.iter().find(|(_, count)| all >= VOTES_MIN && count * 2 > all).map(|(language, _)| *language)
    }
}

/// The votes of a run as its caller sees them, item by item.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Votes {
    /// Those of all blocks but the last whole one.
    settled: Habits,
    /// Those of the last whole block.
    last: Vec<Vote>,
    /// Those of the block at hand.
    block: Vec<Vote>,
}

impl Votes {
    /// Takes the vote of an item.
    pub(super) fn push(&mut self, vote: Option<Vote>) {
        self.block.extend(vote);
    }

    /// Ends a block; returns its votes.
    pub(super) fn end_block(&mut self) -> Vec<Vote> {
        self.settled.count(std::mem::replace(&mut self.last, std::mem::take(&mut self.block)));
        self.last.clone()
    }

    /// What a reader that goes on from here knows already, and what it is still to be told.
    pub(super) fn known(&self) -> (Habits, &[Vote]) {
        (self.settled.clone(), &self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_habit_is_what_most_sure_articles_have() {
        let lang = |code| Lang::new(code).unwrap();
        let mut habits = Habits::default();
        habits.count(vec![("a".into(), lang("fa")), ("a".into(), lang("fa")), ("b".into(), lang("en"))]);
        assert_eq!(habits.of(Some("a")), None, "two articles make no habit");
        habits.count(vec![("a".into(), lang("en"))]);
        assert_eq!(habits.of(Some("a")), Some(lang("fa")));
        assert_eq!(habits.of(Some("b")), None);
        assert_eq!(habits.of(None), None);
    }
}

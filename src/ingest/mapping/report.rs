//! What a run mapped to what, counted.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Target;

/// Different names that are counted: data sets have tens, and a set whose names are data no end.
const NAMES_MAX: usize = 1_000;

/// Names of the input, what they became and how often.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MapReport {
    /// By part of the article: the names it was taken from, with the number of records.
    pub mapped: BTreeMap<String, BTreeMap<String, u64>>,
    /// Names that were kept in `extra`, with the number of records that fill them.
    pub left: BTreeMap<String, u64>,
    /// Names that `--map` gives and no record has.
    pub unmet: Vec<String>,
    /// Whether further names were not counted, because there were too many.
    pub cut: bool,
}

impl MapReport {
    /// Counts a member that became a part of the article.
    pub(super) fn mapped(&mut self, name: &str, target: Target) {
        let names = self.mapped.entry(target.as_str().to_owned()).or_default();
        count(names, name, &mut self.cut);
    }

    /// Counts a member that was kept in `extra`.
    pub(super) fn left(&mut self, name: &str) {
        count(&mut self.left, name, &mut self.cut);
    }
}

fn count(names: &mut BTreeMap<String, u64>, name: &str, cut: &mut bool) {
    if let Some(count) = names.get_mut(name) {
        *count += 1;
    } else if names.len() < NAMES_MAX {
        names.insert(name.chars().take(120).collect(), 1);
    } else {
        *cut = true;
    }
}

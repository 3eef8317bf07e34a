//! Names of other systems: the documented table from the members of news APIs and data sets to
//! the native ones, and how it is applied.

mod html;
mod language;
mod lists;
mod markdown;
mod members;
mod references;
mod report;
mod rules;
mod table;
mod target;
mod value;

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

pub(super) use html::plain as html_plain;
pub(super) use language::code as language_code;
pub(super) use members::{Column, draft, draft_of_cells, draft_of_values, is_around};
pub(super) use references::{reference, resolved};
pub use report::MapReport;
pub use rules::{MapError, MapRules};
pub(super) use target::Target;
pub(super) use value::{byline, without_marks};

/// Rules by normal name, with the rank of each among those for one target.
type Rules = HashMap<String, (Target, usize)>;

static TABLE: LazyLock<Rules> = LazyLock::new(|| {
    let mut rules = Rules::new();
    for (target, names) in table::TABLE {
        for (rank, name) in names.iter().enumerate() {
            rules.entry(normal(name)).or_insert((*target, rank));
        }
    }
    rules
});

/// Beginnings of nested names: members whose objects are looked into.
static PREFIXES: LazyLock<HashSet<String>> =
    LazyLock::new(|| TABLE.keys().filter_map(|name| Some(name.split_once('.')?.0.to_owned())).collect());

/// What a run maps to what: its own rules, then the table.
#[derive(Debug, Default)]
pub(super) struct Mapping {
    /// Rules of the run, which come before the table.
    own: Rules,
    /// The rules as they were given.
    pub(super) map: MapRules,
    /// Counts, where they are asked for.
    report: Option<Mutex<MapReport>>,
}

/// Rank of the run's own rules, before all of the table.
const OWN_RANK: usize = 0;
/// What the ranks of the table begin with.
const TABLE_RANK: usize = 1 << 16;

impl Mapping {
    /// Takes the rules of a run.
    pub(super) fn new(map: MapRules, report: bool) -> Self {
        let own = map.rules.iter().enumerate().map(|(rank, (target, name))| (normal(name), (*target, OWN_RANK + rank))).collect();
        Self { own, map, report: report.then(Mutex::default) }
    }

    /// The counts so far, if they are asked for.
    pub(super) fn report(&self) -> Option<MapReport> {
        let mut report = self.report.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let met = |name: &str| {
            let name = normal(name);
            report.mapped.values().flat_map(|names| names.keys()).chain(report.left.keys()).any(|met| normal(met) == name)
        };
        report.unmet = self.map.rules.iter().map(|(_, name)| name.clone()).filter(|name| !met(name)).collect();
        Some(report)
    }

    /// Whether counts are asked for.
    pub(super) fn reports(&self) -> bool {
        self.report.is_some()
    }

    /// Counts what became of a record's member: a part of the article, or `None` for `extra`.
    pub(super) fn count(&self, name: &str, target: Option<Target>) {
        let Some(report) = &self.report else { return };
        let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
        match target {
            Some(target) => report.mapped(name, target),
            None => report.left(name),
        }
    }

    /// Looks up a name, or a dotted one for a member of a member.
    pub(super) fn target(&self, name: &str) -> Option<(Target, usize)> {
        let name = normal(name);
        self.own.get(&name).copied().or_else(|| TABLE.get(&name).map(|(target, rank)| (*target, TABLE_RANK + rank)))
    }

    /// Whether members of a member of this name may be mapped.
    pub(super) fn looks_into(&self, name: &str) -> bool {
        let name = normal(name);
        PREFIXES.contains(&name) || self.own.keys().any(|own| own.split_once('.').is_some_and(|(prefix, _)| prefix == name))
    }

    /// Whether a name is mapped, or members of it may be.
    pub(super) fn maps(&self, name: &str) -> bool {
        self.target(name).is_some() || self.looks_into(name)
    }

    /// Whether the run has rules of its own.
    pub(super) fn has_own(&self) -> bool {
        !self.own.is_empty()
    }

    /// Whether the run itself says what a name is.
    pub(super) fn is_own(&self, name: &str) -> bool {
        !self.own.is_empty() && self.own.contains_key(&normal(name))
    }

    /// Whether a name is native or mapped: for the header of a table.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.target(name).is_some()
    }

    /// Whether a member of this name holds a text.
    pub(super) fn is_body(&self, name: &str) -> bool {
        self.target(name).is_some_and(|(target, _)| target == Target::Body)
    }

    /// Whether a member of this name holds a title, or may.
    pub(super) fn is_title(&self, name: &str) -> bool {
        self.target(name).is_some_and(|(target, _)| target == Target::Title) || normal(name) == "headline"
    }
}

/// Whether columns of these names hold articles: one is a title or a text.
pub(super) fn names_a_text(names: &[String], mapping: &Mapping) -> bool {
    names.iter().any(|name| matches!(mapping.target(name), Some((Target::Title | Target::Body, _))))
}

/// A name without case and without what separates its words: `date_publish`, `datePublish` and
/// `Date Publish` are one.
fn normal(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '@' | '$')).flat_map(char::to_lowercase).collect()
}

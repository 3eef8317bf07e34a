//! Names of other systems: the documented table from the members of news APIs and data sets to
//! the native ones, and how it is applied.

mod html;
mod language;
mod members;
mod references;
mod table;
mod value;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

pub(super) use html::plain as html_plain;
pub(super) use language::code as language_code;
pub(super) use members::draft;
pub(super) use references::reference;
pub(super) use table::Target;
pub(super) use value::byline;

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

/// What a run maps to what: the table, and (later) what the run says itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Mapping {
    /// Rules of the run, which come before the table.
    own: Rules,
}

impl Mapping {
    /// Looks up a name, or a dotted one for a member of a member.
    pub(super) fn target(&self, name: &str) -> Option<(Target, usize)> {
        let name = normal(name);
        self.own.get(&name).or_else(|| TABLE.get(&name)).copied()
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

/// A name without case and without what separates its words: `date_publish`, `datePublish` and
/// `Date Publish` are one.
fn normal(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ' | ':' | '@' | '$')).flat_map(char::to_lowercase).collect()
}

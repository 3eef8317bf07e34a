//! What one version has that another has not.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use serde::Serialize;

use super::error::RunError;
use crate::article::Article;
use crate::index::Version;

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The later version has it alone.
    Added,
    /// The earlier version has it alone.
    Removed,
    /// Its content differs, its date of publication does not.
    Changed,
    /// Its date of publication differs, or one version has none.
    Redated,
}

/// An article that differs.
#[derive(Debug, Clone)]
pub struct Changed {
    /// What became of it.
    pub change: Change,
    /// As the earlier version has it.
    pub before: Option<Article>,
    /// As the later version has it.
    pub after: Option<Article>,
}

impl Changed {
    /// The article as it is now, or was.
    #[must_use]
    pub fn article(&self) -> Option<&Article> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// How many articles differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Differences {
    /// The later version has them alone.
    pub added: u64,
    /// The earlier version has them alone.
    pub removed: u64,
    /// Their content differs.
    pub changed: u64,
    /// Their date of publication differs; not among the changed.
    pub redated: u64,
}

/// Gives each article that differs between two versions to `each`, those that were removed first;
/// `only` leaves out all others. Content is compared as inputs gave it: what another analysis finds in
/// an article is no difference.
///
/// # Errors
/// Those of the index; what was given before is right all the same.
pub fn diff(
    before: &Version,
    after: &Version,
    only: Option<&BTreeSet<String>>,
    each: &mut dyn FnMut(Changed) -> ControlFlow<()>,
) -> Result<Differences, RunError> {
    let mut counts = Differences::default();
    let wanted = |id: &str| only.is_none_or(|only| only.contains(id));
    for stored in before.gone_in(after) {
        let stored = stored?;
        if wanted(&stored.id) {
            counts.removed += 1;
            let removed = Changed { change: Change::Removed, before: Some(before.article(&stored)?), after: None };
            if each(removed).is_break() {
                return Ok(counts);
            }
        }
    }
    for stored in after.written_since(before) {
        let stored = stored?;
        if !wanted(&stored.id) {
            continue;
        }
        let now = after.article(&stored)?;
        let then = before.find(&stored.id)?.map(|address| before.article_at(address)).transpose()?;
        let (change, count) = match &then {
            None => (Change::Added, &mut counts.added),
            Some(then) if then.published.map(|stamp| stamp.when) != now.published.map(|stamp| stamp.when) => {
                (Change::Redated, &mut counts.redated)
            }
            Some(_) => (Change::Changed, &mut counts.changed),
        };
        *count += 1;
        if each(Changed { change, before: then, after: Some(now) }).is_break() {
            return Ok(counts);
        }
    }
    Ok(counts)
}

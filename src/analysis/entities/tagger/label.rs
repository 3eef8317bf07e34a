//! Labels of units: a person, organisation or place begins, goes on, or none.

use crate::article::EntityType;

/// Number of labels.
pub const LABELS: usize = 7;
/// No name.
pub const OUT: usize = 0;

/// Kinds in the order of their labels.
pub const KINDS: [EntityType; 3] = [EntityType::Person, EntityType::Org, EntityType::Place];

/// The label with which a name of a kind begins.
#[must_use]
pub fn begin(kind: EntityType) -> usize {
    1 + 2 * KINDS.iter().position(|known| *known == kind).unwrap_or(0)
}

/// The kind of a label, and whether the name begins here.
#[must_use]
pub fn kind(label: usize) -> Option<(EntityType, bool)> {
    let kind = KINDS.get(label.checked_sub(1)? / 2)?;
    Some((*kind, label % 2 == 1))
}

/// Whether one label may follow another; `None` is the beginning of a piece.
#[must_use]
pub fn may_follow(before: Option<usize>, label: usize) -> bool {
    if label == OUT || label % 2 == 1 {
        return true;
    }
    before.is_some_and(|before| before == label || before + 1 == label)
}

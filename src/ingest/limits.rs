//! Limits of a record, each with its reason.

/// Values of a list of a record (authors, tags, entities, related, members of `extra`, members of
/// the record itself): far more than any article has. Each value takes a hundred bytes of memory
/// and more beside its text, so that the size of a record alone would not bound it.
pub const LIST_MAX: usize = 10_000;

/// Values inside a member of a record that is read, at any depth: lists of objects have several
/// values an item.
pub const VALUES_MAX: usize = 10 * LIST_MAX;

/// Bytes of an input whose rows cannot be told that its reject shows: enough to see what it is. It
/// is read again from where it lies.
pub(super) const SHOWN: usize = 1024;

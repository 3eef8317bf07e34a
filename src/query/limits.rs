//! Limits of a query, each an error that names it.

/// Bytes of query text: some thousand words, more than any published query.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Leaves of a tree: each costs a look-up and a cursor.
pub const LEAVES_MAX: usize = 4_096;
/// Nested parentheses and operators: bounds the stack of every walk over a tree.
pub const DEPTH_MAX: usize = 64;

//! Limits of a query, each an error that names it.

/// Bytes of query text: some thousand words, more than any published query.
pub const TEXT_BYTES_MAX: usize = 64 * 1024;
/// Leaves of a tree: each costs a look-up and a cursor.
pub const LEAVES_MAX: usize = 4_096;
/// Nested parentheses, written or implied: bounds the stack of every walk over a tree.
pub const DEPTH_MAX: usize = 64;
/// Distance of a proximity: further apart is another paragraph.
pub const DISTANCE_MAX: u16 = 1_000;
/// Gaps of a phrase.
pub const SLOP_MAX: u8 = 100;
/// Typos of a word: with three, short words find almost anything.
pub const TYPOS_MAX: u8 = 2;
/// The number of `FIRST/n` and `ATLEAST/n`: few articles have more words.
pub const COUNT_MAX: u32 = 1_000_000;
/// Nested groups of a regular expression: bounds the stack of every walk over it.
pub const REGEX_DEPTH_MAX: u32 = 50;
/// Characters and classes of a regular expression with its repetitions written out: bounds the
/// automaton, which grows with it.
pub const REGEX_PARTS_MAX: u64 = 2_000;
/// Warnings of one query; what is beyond is counted in the last one.
pub const WARNINGS_MAX: usize = 100;
/// Errors of one query; what is beyond is counted in the last one.
pub const ERRORS_MAX: usize = 100;
/// Warnings with another reading: each is a whole query.
pub const ALTERNATIVES_MAX: usize = 8;

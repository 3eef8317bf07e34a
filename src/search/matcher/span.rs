//! Stretches of positions.

/// A stretch of positions, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First position.
    pub start: u32,
    /// Last position.
    pub last: u32,
}

impl Span {
    /// The span of one word.
    #[must_use]
    pub fn word(position: u32) -> Self {
        Self { start: position, last: position }
    }

    /// Whether two spans share a position.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start <= other.last && other.start <= self.last
    }

    /// The least span that holds both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), last: self.last.max(other.last) }
    }
}

/// Sorts spans and drops repeats.
pub(super) fn settle(spans: &mut Vec<Span>) {
    spans.sort_unstable();
    spans.dedup();
}

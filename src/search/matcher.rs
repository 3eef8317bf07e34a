//! The position matcher: from the positions of words to matches.
//!
//! It decides what a phrase matches, for counting over postings and for highlighting over tokens
//! alike, so that hits, counts and highlights cannot disagree.

/// Finds where words stand one after another.
///
/// `parts` holds the rising positions of each word, repeats allowed. Word `i` must stand at the
/// match's start plus `offsets[i]`. Writes the starts to `starts`, rising and without repeats.
/// Cost: the sum of the lengths.
pub fn sequence(parts: &[Vec<u32>], offsets: &[u32], starts: &mut Vec<u32>) {
    starts.clear();
    let Some((first, rest)) = parts.split_first() else { return };
    let first_offset = offsets.first().copied().unwrap_or(0);
    starts.extend(first.iter().filter_map(|position| position.checked_sub(first_offset)));
    starts.dedup();
    for (positions, offset) in rest.iter().zip(offsets.iter().skip(1)) {
        let mut wanted = positions.iter().copied().peekable();
        starts.retain(|start| {
            let target = start + offset;
            while wanted.next_if(|position| *position < target).is_some() {}
            wanted.peek() == Some(&target)
        });
        if starts.is_empty() {
            return;
        }
    }
}

/// The end of each text field in one position space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Position after the title's last word.
    pub title_end: u32,
    /// Position after the lead's last word.
    pub lead_end: u32,
}

/// A set of text fields, as bits: title 1, lead 2, body 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSet(pub u8);

impl FieldSet {
    /// All text fields.
    pub const ALL: Self = Self(7);

    /// Whether the set lacks a field.
    #[must_use]
    pub fn is_partial(self) -> bool {
        self != Self::ALL
    }

    /// Whether it holds the field of an index (title 0, lead 1, body 2).
    #[must_use]
    pub fn holds(self, field: u8) -> bool {
        self.0 & (1 << field) != 0
    }
}

impl Bounds {
    /// Index of the field that a position lies in: title 0, lead 1, body 2.
    #[must_use]
    pub fn field(self, position: u32) -> u8 {
        if position < self.title_end {
            0
        } else if position < self.lead_end {
            1
        } else {
            2
        }
    }

    /// Whether a match from `start` to `last`, both included, lies in one field of the set.
    #[must_use]
    pub fn admits(self, start: u32, last: u32, fields: FieldSet) -> bool {
        let field = self.field(start);
        field == self.field(last) && fields.holds(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(parts: &[&[u32]], offsets: &[u32]) -> Vec<u32> {
        let parts: Vec<Vec<u32>> = parts.iter().map(|p| p.to_vec()).collect();
        let mut starts = Vec::new();
        sequence(&parts, offsets, &mut starts);
        starts
    }

    #[test]
    fn words_stand_one_after_another() {
        assert_eq!(find(&[&[1, 1, 5, 9], &[2, 6, 7]], &[0, 1]), [1, 5]);
        assert_eq!(find(&[&[3], &[3]], &[0, 1]), [0; 0]);
        assert_eq!(find(&[&[0, 4], &[2, 6]], &[0, 2]), [0, 4]);
        assert_eq!(find(&[&[0, 1, 2], &[0, 1, 2], &[0, 1, 2]], &[0, 1, 2]), [0]);
    }

    #[test]
    fn a_match_lies_in_one_field() {
        let bounds = Bounds { title_end: 3, lead_end: 3 };
        assert!(bounds.admits(1, 2, FieldSet::ALL));
        assert!(!bounds.admits(2, 3, FieldSet::ALL));
        assert!(!bounds.admits(0, 0, FieldSet(6)));
        assert_eq!(bounds.field(3), 2);
    }
}

//! Where the text fields lie in the one position space of an article.

/// The end of each text field in one position space.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
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

    #[test]
    fn a_match_lies_in_one_field() {
        let bounds = Bounds { title_end: 3, lead_end: 3 };
        assert!(bounds.admits(1, 2, FieldSet::ALL));
        assert!(!bounds.admits(2, 3, FieldSet::ALL));
        assert!(!bounds.admits(0, 0, FieldSet(6)));
        assert_eq!(bounds.field(3), 2);
    }
}

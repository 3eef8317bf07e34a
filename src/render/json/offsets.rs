//! Offsets in UTF-16 code units, for browsers.

/// Characters between two marks: a look-up counts at most so many.
const STEP: usize = 1024;

/// Turns offsets in Unicode scalar values into offsets in UTF-16 code units of one text.
#[derive(Debug)]
pub struct Utf16<'a> {
    text: &'a str,
    /// Byte offset and UTF-16 offset of every [`STEP`]th character; empty for ASCII, where all
    /// offsets are one.
    marks: Vec<(usize, u32)>,
}

impl<'a> Utf16<'a> {
    /// Prepares a text; reads it once.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        let mut marks = Vec::new();
        if !text.is_ascii() {
            let mut units = 0;
            for (number, (byte, c)) in text.char_indices().enumerate() {
                if number % STEP == 0 {
                    marks.push((byte, units));
                }
                units += width(c);
            }
        }
        Self { text, marks }
    }

    /// Returns the offset in UTF-16 code units; offsets past the end become the end.
    #[must_use]
    pub fn offset(&self, scalars: u32) -> u32 {
        let scalars = usize::try_from(scalars).unwrap_or(usize::MAX);
        if self.marks.is_empty() {
            return u32::try_from(scalars.min(self.text.len())).unwrap_or(u32::MAX);
        }
        let mark = (scalars / STEP).min(self.marks.len() - 1);
        let Some((byte, units)) = self.marks.get(mark) else { return 0 };
        let rest = self.text.get(*byte..).unwrap_or_default();
        units + rest.chars().take(scalars - mark * STEP).map(width).sum::<u32>()
    }
}

fn width(c: char) -> u32 {
    if u32::from(c) > 0xFFFF { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_count_units_and_not_characters() {
        let text = format!("a😀é{}😀z", "x".repeat(5000));
        let map = Utf16::new(&text);
        for scalars in [0, 1, 2, 3, 1023, 1024, 1025, 5002, 5003, 5004, 5005, 9999] {
            let expected: usize = text.chars().take(scalars).map(char::len_utf16).sum();
            assert_eq!(map.offset(u32::try_from(scalars).unwrap()) as usize, expected, "{scalars}");
        }
        assert_eq!(Utf16::new("plain").offset(3), 3);
        assert_eq!(Utf16::new("plain").offset(30), 5);
    }
}

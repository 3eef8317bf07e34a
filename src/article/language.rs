//! Language codes.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An ISO 639-1 code where the language has one, else ISO 639-3; `und` where unknown.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lang([u8; 3]);

impl Lang {
    /// The unknown language.
    pub const UND: Self = Self(*b"und");

    /// Makes a code of two or three lower-case ASCII letters; `None` for anything else.
    #[must_use]
    pub fn new(code: &str) -> Option<Self> {
        match code.as_bytes() {
            [a, b] if a.is_ascii_lowercase() && b.is_ascii_lowercase() => Some(Self([*a, *b, 0])),
            [a, b, c] if [a, b, c].iter().all(|l| l.is_ascii_lowercase()) => Some(Self([*a, *b, *c])),
            _ => None,
        }
    }

    /// Returns the code.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let len = if self.0[2] == 0 { 2 } else { 3 };
        self.0.get(..len).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("und")
    }

    /// Whether the language is unknown.
    #[must_use]
    pub fn is_und(self) -> bool {
        self == Self::UND
    }
}

impl Default for Lang {
    fn default() -> Self {
        Self::UND
    }
}

impl Serialize for Lang {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Lang {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::new(&code).ok_or_else(|| de::Error::custom(format_args!("`{code}` is no language code")))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

//! Cursors: where a list of hits goes on, on the version that it began on.

use crate::article::published::Now;

/// The place after a hit in the whole order of a request, on one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Version that the list began on.
    pub version: u64,
    /// Hash of the request it belongs to: all parameters but `cursor` and `page`.
    pub request: u64,
    /// Time of the first request, by which relative dates are read again.
    pub now: Now,
    /// Sort key of the last hit: score bits or date rank; 0 for listings by value.
    pub key: u64,
    /// Id of the last hit, or the last value of a listing.
    pub last: String,
}

impl Cursor {
    /// Reads a cursor as [`Self::encode`] wrote it; `None` for anything else.
    #[must_use]
    pub fn decode(_text: &str) -> Option<Self> {
        None
    }

    /// Writes the cursor as opaque text of letters, digits, `-` and `_`.
    #[must_use]
    pub fn encode(&self) -> String {
        String::new()
    }
}

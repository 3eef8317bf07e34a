//! Cursors: where a list of hits goes on, on the version that it began on.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::article::id::ID_BYTES_MAX;
use crate::article::published::Now;

/// Number of the cursor's form, its first byte. It rises when the form changes.
const FORM: u8 = 1;
/// Seed of the check sum, so that a text made for something else is no cursor.
const SEED: u64 = 0x6461_7465_6c69_6e65;
/// Bytes before the last hit's id: form, version, request, now, key.
const HEAD: usize = 1 + 4 * 8;
/// Bytes of the check sum at the end.
const SUM: usize = 8;

/// The place after a hit in the whole order of a request, on one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Version that the list began on.
    pub version: u64,
    /// Hash of the request it belongs to: all parameters but `cursor` and `page`.
    pub request: u64,
    /// Time of the first request, by which relative dates are read again.
    pub now: Now,
    /// Sort key of the last hit: score bits or date rank; the count in listings of values.
    pub key: u64,
    /// Where the last hit is in the version, or key of the last value of a listing.
    pub last: String,
}

impl Cursor {
    /// Reads a cursor as [`Self::encode`] wrote it; `None` for anything else.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        if text.len() > (HEAD + ID_BYTES_MAX * 2 + SUM) * 4 / 3 + 4 {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        let (body, sum) = bytes.split_at_checked(bytes.len().checked_sub(SUM)?)?;
        if sum != xxh3_64_with_seed(body, SEED).to_le_bytes() {
            return None;
        }
        let (head, last) = body.split_at_checked(HEAD)?;
        let (form, numbers) = head.split_first()?;
        if *form != FORM {
            return None;
        }
        let mut numbers = numbers.chunks_exact(8).map(|chunk| u64::from_le_bytes(chunk.try_into().unwrap_or_default()));
        Some(Self {
            version: numbers.next()?,
            request: numbers.next()?,
            now: Now { micros: numbers.next()?.cast_signed() },
            key: numbers.next()?,
            last: String::from_utf8(last.to_vec()).ok()?,
        })
    }

    /// Writes the cursor as opaque text of letters, digits, `-` and `_`.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = Vec::with_capacity(HEAD + self.last.len() + SUM);
        bytes.push(FORM);
        for number in [self.version, self.request, self.now.micros.cast_unsigned(), self.key] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.last.as_bytes());
        bytes.extend(xxh3_64_with_seed(&bytes, SEED).to_le_bytes());
        BASE64_URL_SAFE_NO_PAD.encode(&bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor(last: &str) -> Cursor {
        Cursor { version: 42, request: u64::MAX, now: Now { micros: -7 }, key: 3, last: last.into() }
    }

    #[test]
    fn cursors_come_back() {
        for last in ["", "a", "ab", "example.org/ایران?x=1"] {
            let text = cursor(last).encode();
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')), "{text}");
            assert_eq!(Cursor::decode(&text), Some(cursor(last)));
        }
    }

    #[test]
    fn a_changed_cursor_is_none() {
        let text = cursor("id").encode();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_ne!(Cursor::decode(&String::from_utf8(bytes).unwrap()), Some(cursor("id")), "{at}");
        }
        for bad in ["", "A", "====", "é", "AAAAAAAA"] {
            assert_eq!(Cursor::decode(bad), None, "{bad}");
        }
    }
}

//! API keys: who may write, and read where reading needs a key.
//!
//! A key is 256 random bits, so its SHA-256 digest can be kept without salt or work factor: there is
//! nothing to guess. Digests are compared in constant time, all of them for every request.

use std::fmt::{self, Write as _};

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::{Choice, ConstantTimeEq as _};

/// Beginning of a key: one that is found in a log or a repository is known for what it is.
const PREFIX: &str = "dateline_";
/// Beginning of a digest in a file of keys.
const DIGEST: &str = "sha256:";
/// Most keys of a file: each is compared with for every request.
const KEYS_MAX: usize = 1_000;

/// What a request may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Access {
    /// What anybody may.
    #[default]
    Open,
    /// Read, where that needs a key.
    Read,
    /// Write too.
    Write,
}

/// The keys of a service, by their digests.
#[derive(Clone, Default)]
pub struct Keys(Vec<([u8; 32], Access)>);

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}

/// A new key, and the line of a file that lets it in.
#[derive(Debug, Clone)]
pub struct NewKey {
    /// The key: it is shown once and kept nowhere.
    pub key: String,
    /// The line for the file of keys.
    pub line: String,
}

impl NewKey {
    /// Makes a key of the system's random numbers; `note` says in the file whose it is.
    ///
    /// # Errors
    /// Where the system has no random numbers.
    pub fn make(access: Access, note: &str) -> Result<Self, String> {
        let mut bits = [0; 32];
        getrandom::fill(&mut bits).map_err(|error| format!("the system gives no random numbers: {error}"))?;
        let key = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bits));
        let what = if access == Access::Write { "write" } else { "read" };
        let mut hex = String::new();
        for byte in digest(&key) {
            // Writing to a text cannot fail.
            let _ = write!(hex, "{byte:02x}");
        }
        let note: String = note.chars().filter(|c| !c.is_control()).take(200).collect();
        Ok(Self { key, line: format!("{DIGEST}{hex} {what} {}", note.trim()).trim_end().to_owned() })
    }
}

impl Keys {
    /// Adds a key that may write.
    pub fn add(&mut self, key: &str) {
        self.0.push((digest(key), Access::Write));
    }

    /// Reads a file of keys: a line each of digest, `read` or `write`, and a note; blank lines and
    /// those that begin with `#` are passed over.
    ///
    /// # Errors
    /// The line and what is wrong with it.
    pub fn read(&mut self, text: &str) -> Result<(), String> {
        for (line, number) in text.lines().zip(1..) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let mut parts = line.split_whitespace();
            let digest = parts.next().and_then(|digest| digest.strip_prefix(DIGEST)).and_then(bytes);
            let digest = digest.ok_or_else(|| {
                format!("line {number} does not begin with `{DIGEST}` and 64 hexadecimal digits: `dateline key new` writes such lines")
            })?;
            let access = match parts.next() {
                Some("write") => Access::Write,
                Some("read") => Access::Read,
                _ => return Err(format!("line {number}: write `read` or `write` behind the digest")),
            };
            if self.0.len() == KEYS_MAX {
                return Err(format!("line {number}: a service has at most {KEYS_MAX} keys"));
            }
            self.0.push((digest, access));
        }
        Ok(())
    }

    /// Whether there is no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any key may write.
    #[must_use]
    pub fn may_write(&self) -> bool {
        self.0.iter().any(|(_, access)| *access == Access::Write)
    }

    /// What the bearer of a request's key may do; `None` where it bears one that is not known, or that
    /// cannot be read. Where there are no keys, credentials are somebody else's, such as a proxy's.
    #[must_use]
    pub(super) fn access(&self, headers: &HeaderMap) -> Option<Access> {
        let Some(value) = headers.get(header::AUTHORIZATION).filter(|_| !self.is_empty()) else { return Some(Access::Open) };
        let (scheme, key) = value.to_str().ok()?.split_once(' ')?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let given = digest(key.trim());
        let mut found = None;
        for (known, access) in &self.0 {
            let same: Choice = known.ct_eq(&given);
            if bool::from(same) {
                found = found.max(Some(*access));
            }
        }
        found
    }
}

fn digest(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

fn bytes(hex: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *byte = u8::from_str_radix(hex.get(at..at + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bearing(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn a_new_key_opens_what_its_line_says() {
        let (write, read) = (NewKey::make(Access::Write, "desk\n").unwrap(), NewKey::make(Access::Read, "").unwrap());
        assert!(write.key.starts_with("dateline_") && write.key.len() == 52, "{}", write.key);
        assert!(write.line.ends_with(" write desk") && !write.line.contains(&write.key));
        let mut keys = Keys::default();
        assert!(!keys.may_write());
        assert_eq!(keys.access(&bearing("Basic eDp5")), Some(Access::Open));
        keys.read(&format!("# keys\n\n{}\n{}\n", write.line, read.line)).unwrap();
        assert!(keys.may_write());
        let access = |value: &str| keys.access(&bearing(value));
        assert_eq!(access(&format!("Bearer {}", write.key)), Some(Access::Write));
        assert_eq!(access(&format!("bearer {}", read.key)), Some(Access::Read));
        assert_eq!(keys.access(&HeaderMap::new()), Some(Access::Open));
        for bad in ["Bearer", "Bearer x", "Basic eDp5", &format!("Bearer {}x", write.key)] {
            assert_eq!(access(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let digest = "ab".repeat(32);
        let bad = |text: &str| Keys::default().read(text).unwrap_err();
        assert!(bad("\ndateline_x").starts_with("line 2 does not begin with `sha256:`"));
        assert!(bad(&format!("sha256:{digest} admin")).contains("write `read` or `write`"));
        assert!(bad(&format!("sha256:{}é write", "a".repeat(62))).starts_with("line 1"));
    }
}

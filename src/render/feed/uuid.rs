//! Identifiers of feeds and entries: UUIDs of version 8 (RFC 9562 section 5.8) by SHA-256.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The `urn:uuid:` of a kind of thing and its name; the same for the same two.
pub(super) fn urn(kind: &str, name: &str) -> String {
    let digest = Sha256::new().chain_update("dateline\0").chain_update(kind).chain_update("\0").chain_update(name).finalize();
    let mut out = String::from("urn:uuid:");
    for (at, byte) in digest.iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            out.push('-');
        }
        let byte = match at {
            6 => byte & 0x0f | 0x80,
            8 => byte & 0x3f | 0x80,
            _ => *byte,
        };
        let _ = write!(out, "{byte:02x}");
    }
    out
}

//! The random order: by a hash of seed and id, the same in every version and however it is cut
//! into segments.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::by_column::by_key;
use super::hits::{Found, Wanted};
use crate::index::Version;
use crate::search::{SearchError, Stop};

/// Finds the first hits of a random order.
pub(super) fn find(version: &Version, wanted: &Wanted<'_>, seed: u64, stop: &Stop) -> Result<Found, SearchError> {
    let hashes = version.id_hashes()?;
    by_key(version, wanted, stop, |segment| {
        let hashes = hashes.get(segment.ord).map_or(&[][..], Vec::as_slice);
        move |doc| key(seed, hashes.get(doc as usize).copied().unwrap_or(0))
    })
}

/// The place of an id in the order of a seed.
fn key(seed: u64, id_hash: u64) -> u64 {
    xxh3_64_with_seed(&id_hash.to_le_bytes(), seed)
}

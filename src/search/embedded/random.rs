//! The random order: by a hash of seed and id, the same in every version and however it is cut
//! into segments.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::collect::each_block;
use super::hits::{Found, Wanted};
use super::open::open;
use super::top::Top;
use crate::index::Version;
use crate::search::response::HitsPath;
use crate::search::{SearchError, Stop};

/// Finds the first hits of a random order: looks at every match.
pub(super) fn find(version: &Version, wanted: &Wanted<'_>, seed: u64, stop: &Stop) -> Result<Found, SearchError> {
    let mut top = Top::new(version, wanted)?;
    let mut total = 0;
    for (segment, hashes) in version.segments().iter().zip(version.id_hashes()?) {
        top.segment(segment)?;
        let mut docs = open(wanted.plan, segment, false)?;
        each_block(&mut docs, segment, stop, &mut |block| {
            total += block.len() as u64;
            for doc in block {
                let hash = hashes.get(*doc as usize).copied().unwrap_or(0);
                top.offer(key(seed, hash), 0, *doc);
            }
        })?;
    }
    Ok(Found { candidates: top.finish()?, total: Some(total), path: HitsPath::Pass })
}

/// The place of an id in the order of a seed.
fn key(seed: u64, id_hash: u64) -> u64 {
    xxh3_64_with_seed(&id_hash.to_le_bytes(), seed)
}

//! Which versions are kept.

use std::fs;

use super::{VersionInfo, list};
use crate::index::IndexError;
use crate::index::layout::Layout;

/// Versions kept whatever their age.
const NEWEST_KEPT: usize = 5;
/// Age up to which every version is kept, in microseconds: 24 hours.
const KEPT_US: i64 = 24 * 3_600_000_000;

/// Removes the versions that are not served, not pinned, not among the newest five and not
/// younger than 24 hours.
///
/// A reader that has one of them open keeps its files until it lets go: the names are removed,
/// the data stays while it is mapped.
pub fn apply(layout: &Layout, now_us: i64) -> Result<Vec<u64>, IndexError> {
    let infos = list::readable(layout)?;
    let mut removed = Vec::new();
    for info in expired(&infos, now_us) {
        let dir = layout.version(info.number);
        let gone = layout.versions().join(format!("{}.gone", info.number));
        // The rename makes it vanish at once, so that nobody opens half a version.
        fs::rename(&dir, &gone).map_err(IndexError::io("rename", &dir))?;
        fs::remove_dir_all(&gone).map_err(IndexError::io("remove", &gone))?;
        removed.push(info.number);
    }
    Ok(removed)
}

fn expired(infos: &[VersionInfo], now_us: i64) -> impl Iterator<Item = &VersionInfo> {
    let newest = infos.len().saturating_sub(NEWEST_KEPT);
    infos.iter().take(newest).filter(move |info| !info.pinned && !info.served && now_us.saturating_sub(info.created_us) >= KEPT_US)
}

#[cfg(test)]
mod tests {
    use super::super::sums::Sums;
    use super::*;

    fn info(number: u64, age_hours: i64) -> VersionInfo {
        VersionInfo {
            number,
            created_us: -age_hours * 3_600_000_000,
            verb: "ingest".into(),
            articles: 0,
            undated: 0,
            content_hash: String::new(),
            parent: None,
            bytes: 0,
            languages: Vec::new(),
            format: 1,
            files: Sums::default(),
            pinned: false,
            served: false,
        }
    }

    #[test]
    fn old_versions_go_but_for_the_newest_five_pinned_served_and_young_ones() {
        let mut infos: Vec<_> = (1..=10).map(|n| info(n, 100 - i64::try_from(n).unwrap())).collect();
        infos[0].pinned = true;
        infos[1].served = true;
        infos[2].created_us = -3_600_000_000;
        let gone: Vec<u64> = expired(&infos, 0).map(|info| info.number).collect();
        assert_eq!(gone, [4, 5]);
    }
}

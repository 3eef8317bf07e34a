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
/// younger than 24 hours; passing ones are not among those five and go once their time is over.
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

/// Why a version is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is served.
    Served,
    /// Somebody pinned it.
    Pinned,
    /// It is one of the newest five.
    Newest,
    /// It is young, or a passing one: until then, in microseconds since 1970. Where that is over, the
    /// next publication removes it.
    Until(i64),
}

/// Says why each version of a list is kept; oldest first, as the list.
#[must_use]
pub fn reasons(infos: &[VersionInfo]) -> Vec<Kept> {
    let newest = newest(infos);
    // A version is served until the next one is published: its cursors are given out until then.
    let followed = infos.iter().skip(1).map(|next| Some(next.created_us)).chain([None]);
    let reason = |(info, followed_us): (&VersionInfo, Option<i64>)| match info.life_us {
        _ if info.served => Kept::Served,
        _ if info.pinned => Kept::Pinned,
        Some(life_us) => Kept::Until(followed_us.unwrap_or(info.created_us).max(info.created_us).saturating_add(life_us)),
        None if newest.contains(&info.number) => Kept::Newest,
        None => Kept::Until(info.created_us.saturating_add(KEPT_US)),
    };
    infos.iter().zip(followed).map(reason).collect()
}

/// The newest of those that are counted.
fn newest(infos: &[VersionInfo]) -> Vec<u64> {
    let counted = infos.iter().rev().filter(|info| info.life_us.is_none()).map(|info| info.number);
    counted.take(NEWEST_KEPT).collect()
}

fn expired(infos: &[VersionInfo], now_us: i64) -> impl Iterator<Item = &VersionInfo> {
    let reasons = reasons(infos);
    infos.iter().zip(reasons).filter(move |(_, reason)| matches!(reason, Kept::Until(until) if now_us >= *until)).map(|(info, _)| info)
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
            life_us: None,
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

    #[test]
    fn passing_versions_go_by_their_time_and_push_no_other_out() {
        let mut infos: Vec<_> = (1..=10).map(|n| info(n, 100)).collect();
        for info in &mut infos[5..] {
            (info.created_us, info.life_us) = (i64::try_from(info.number).unwrap() * 10, Some(2));
        }
        infos[6].pinned = true;
        infos[7].served = true;
        let gone = |now_us| expired(&infos, now_us).map(|info| info.number).collect::<Vec<_>>();
        assert_eq!(gone(60), [] as [u64; 0], "the five others are the newest that count");
        assert_eq!(gone(71), [] as [u64; 0], "it was served until 70");
        assert_eq!(gone(72), [6]);
        assert_eq!(gone(102), [6, 9, 10]);
    }
}

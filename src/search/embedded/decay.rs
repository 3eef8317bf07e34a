//! Relevance that halves with age: the score times ½ to the power of age by half-life.
//!
//! Age counts from an article's publication, civil dates taken in UTC, to that of the version; what
//! is published later is not aged. An undated article is taken as old as the calendar, since
//! nothing says that it is young: it comes behind the dated ones of like relevance. Hits are
//! ordered by the logarithm, so that articles of many half-lives keep their order although their
//! scores are too small to be written.

use super::by_score::every;
use super::hits::{Found, Wanted};
use super::neighbours::Neighbours;
use super::open::open;
use super::top::Top;
use crate::article::published::{CivilDay, order};
use crate::index::Version;
use crate::search::request::Request;
use crate::search::response::{self, HitsPath};
use crate::search::{SearchError, Stop};

/// Microseconds of a day.
const DAY_MICROS: f64 = 86_400_000_000.0;

/// The decay of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decay {
    half_life_days: f64,
    /// Publication of the version, in microseconds since 1970.
    published: i64,
}

impl Decay {
    pub(super) fn of(version: &Version, request: &Request) -> Option<Self> {
        // A version that does not describe itself was made just now.
        let published = version.info().map_or(request.now.micros, |info| info.created_us);
        request.half_life.map(|half_life| Self { half_life_days: half_life.days(), published })
    }

    #[allow(clippy::cast_precision_loss, reason = "an age needs no more digits than a double has")]
    fn age_days(&self, begin: i64) -> f64 {
        self.published.saturating_sub(begin).max(0) as f64 / DAY_MICROS
    }

    /// Half-lives that have passed since a date, by its order key.
    fn halvings(&self, sort_key: u64) -> f64 {
        let begin = order::parts(sort_key).map_or(i64::from(CivilDay::MIN.number()) * 86_400_000_000, |parts| parts.begin_micros);
        self.age_days(begin) / self.half_life_days
    }

    /// The key of a score in the order of hits, smaller for better ones.
    pub(super) fn key(&self, score: f32, sort_key: u64) -> u64 {
        let bits = (f64::from(score).log2() - self.halvings(sort_key)).to_bits();
        // Bits of numbers from the least to the greatest, turned round.
        if bits >> 63 == 0 { !(bits | 1 << 63) } else { bits }
    }

    /// The score of a key.
    #[allow(clippy::cast_possible_truncation, reason = "a score is a float; what is too small for one is 0")]
    pub(super) fn score(key: u64) -> f32 {
        let bits = if key >> 63 == 0 { !key & !(1 << 63) } else { key };
        f64::from_bits(bits).exp2() as f32
    }

    /// What an answer says of the decay of an article.
    pub(super) fn explain(&self, sort_key: u64) -> response::Decay {
        response::Decay {
            age_days: order::parts(sort_key).map(|parts| self.age_days(parts.begin_micros)),
            half_life_days: self.half_life_days,
            factor: (-self.halvings(sort_key)).exp2(),
        }
    }
}

/// Finds the best hits: scores every match, since block maxima know no dates.
pub(super) fn find(version: &Version, wanted: &Wanted<'_>, decay: Decay, stop: &Stop) -> Result<Found, SearchError> {
    let neighbours = Neighbours::of(wanted.plan);
    let most = neighbours.as_ref().map_or(0.0, Neighbours::most);
    let mut top = Top::new(version, wanted)?;
    let mut total = 0;
    for segment in version.segments() {
        top.segment(segment)?;
        let mut docs = open(wanted.plan, segment, true)?;
        let mut near = neighbours.as_ref().map(|neighbours| neighbours.open(segment)).transpose()?;
        total += every(&mut docs, segment, stop, |doc, score| {
            let sort_key = segment.key.values.get_val(doc);
            // Positions are read only where they can matter.
            if top.is_behind(decay.key(score + most, sort_key)) {
                return;
            }
            let score = score + near.as_mut().map_or(0.0, |near| near.sum(doc));
            top.offer(decay.key(score, sort_key), order::newest_rank(sort_key), doc);
        })?;
    }
    Ok(Found { candidates: top.finish()?, total: Some(total), path: HitsPath::ScoredPass })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::When;

    #[test]
    fn scores_halve_with_each_half_life_and_keep_their_order() {
        let day = |day| When::Day(CivilDay::from_number(day).unwrap());
        let decay = Decay { half_life_days: 30.0, published: 20_000 * 86_400_000_000 };
        let key = |score, number| decay.key(score, order::sort_key(Some(&day(number))));
        for (score, number, expected) in
            [(8.0, 20_000, 8.0), (8.0, 19_970, 4.0), (8.0, 19_940, 2.0), (0.5, 20_900, 0.5), (0.0, 20_000, 0.0)]
        {
            let found = Decay::score(key(score, number));
            assert!((found - expected).abs() < 1e-5, "{score} at {number}: {found}");
        }
        let undated = decay.key(9.0, order::sort_key(None));
        let falling = [key(9.0, 20_000), key(8.0, 20_000), key(8.0, 19_999), key(2.0, -300_000), undated, key(0.0, 20_000)];
        assert!(falling.is_sorted_by(|a, b| a < b), "{falling:?}");
        assert!(decay.key(9.0, order::sort_key(None)) < decay.key(8.0, order::sort_key(None)));
    }
}

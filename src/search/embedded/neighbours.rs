//! What words that are neighbours in the query and in an article too add to its score.
//!
//! Each pair of words that follow one another in the query adds a share of what the weaker of them
//! can give at most, the more the nearer the second stands behind the first in one field. Positions
//! are read only for articles that can still come among the best.

use tantivy::DocId;
use tantivy::schema::IndexRecordOption;

use super::leaf::{FieldEnds, PartLists};
use super::lists;
use super::plan::{Leaf, Part, Plan};
use crate::index::version::Segment;
use crate::search::SearchError;

/// Share of a word's greatest score that a neighbour adds. Chosen on the golden queries of
/// `tests/data/ranking`: with ten times as much, pairs of frequent words outweigh rare words.
const SHARE: f32 = 0.02;
/// Positions from one word to the next up to which they are neighbours.
const GAP_MAX: u32 = 3;

/// The pairs of neighbours of a query.
pub(super) struct Neighbours<'a> {
    pairs: Vec<Pair<'a>>,
    /// The most that all pairs add together.
    most: f32,
}

struct Pair<'a> {
    first: &'a Leaf,
    second: &'a Leaf,
    /// What neighbours without a gap add.
    worth: f32,
}

impl<'a> Neighbours<'a> {
    /// Finds the pairs of a plan; `None` if it has none.
    pub(super) fn of(plan: &'a Plan) -> Option<Self> {
        let mut leaves = Vec::new();
        plan.leaves(&mut |leaf| {
            leaves.push(match leaf {
                Plan::Text(leaf) if !leaf.fields.is_partial() && !leaf.is_name() => Some(leaf.as_ref()),
                _ => None,
            });
        });
        let limit = |leaf: &Leaf| leaf.weight.as_ref().map(|weight| weight.score(0, u32::MAX));
        let mut pairs = Vec::new();
        for pair in leaves.windows(2) {
            let [Some(first), Some(second)] = *pair else { continue };
            let (Some(of_first), Some(of_second)) = (limit(first), limit(second)) else { continue };
            pairs.push(Pair { first, second, worth: SHARE * of_first.min(of_second) });
        }
        let most = pairs.iter().map(|pair| pair.worth).sum();
        (!pairs.is_empty()).then_some(Self { pairs, most })
    }

    /// The most that an article's neighbours add together.
    pub(super) fn most(&self) -> f32 {
        self.most
    }

    /// The words of each pair, as written.
    pub(super) fn texts(&self) -> impl Iterator<Item = String> + '_ {
        self.pairs.iter().map(|pair| format!("{} {}", pair.first.text, pair.second.text))
    }

    /// Opens the pairs on a segment.
    pub(super) fn open(&self, segment: &Segment) -> Result<NeighbourDocs, SearchError> {
        let lists = |part: Option<&Part>| -> Result<PartLists, SearchError> {
            let lists = match part {
                Some(part) => lists::lists(part, segment, IndexRecordOption::WithFreqsAndPositions)?,
                None => Vec::new(),
            };
            Ok(PartLists::new(lists, 0))
        };
        let open = |pair: &Pair<'_>| {
            let ends = (lists(pair.first.parts.last())?, lists(pair.second.parts.first())?);
            Ok::<_, SearchError>((ends, pair.worth))
        };
        let pairs = self.pairs.iter().map(open).collect::<Result<_, _>>()?;
        Ok(NeighbourDocs { pairs, fields: FieldEnds::new(segment), before: Vec::new(), after: Vec::new() })
    }
}

/// Pairs of neighbours in the documents of a segment, asked for in rising order.
pub(super) struct NeighbourDocs {
    pairs: Vec<((PartLists, PartLists), f32)>,
    fields: FieldEnds,
    before: Vec<u32>,
    after: Vec<u32>,
}

impl NeighbourDocs {
    /// What each pair adds to a document's score, in the order of the query.
    pub(super) fn each(&mut self, doc: DocId, mut add: impl FnMut(f32)) {
        let bounds = self.fields.of(doc);
        for ((first, second), worth) in &mut self.pairs {
            if first.seek(doc) != doc || second.seek(doc) != doc {
                add(0.0);
                continue;
            }
            first.positions(&mut self.before);
            second.positions(&mut self.after);
            let gap = self.before.iter().filter_map(|from| {
                let next = self.after.partition_point(|to| to <= from);
                let to = self.after.get(next).filter(|to| bounds.field(**to) == bounds.field(*from))?;
                Some(to - from)
            });
            add(match gap.min().filter(|gap| *gap <= GAP_MAX) {
                Some(1) => *worth,
                Some(2) => *worth / 2.0,
                Some(_) => *worth / 3.0,
                None => 0.0,
            });
        }
    }

    /// What all pairs add to a document's score.
    pub(super) fn sum(&mut self, doc: DocId) -> f32 {
        let mut sum = 0.0;
        self.each(doc, |add| sum += add);
        sum
    }
}

//! Which documents are the hits of a page, by relevance or by date.

use tantivy::query::{Bm25StatisticsProvider, BooleanWeight, EnableScoring, Occur, Query as _, SumCombiner, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption, Term};
use tantivy::{DocAddress, DocId, DocSet as _, Searcher, TERMINATED};

use super::collect::each_block;
use super::decay::{self, Decay};
use super::docsets::Docs;
use super::open::open;
use super::plan::{Leaf, Plan};
use super::top::{Candidate, Top, address, date_key, id, score_key};
use super::windows::Alternatives;
use super::{by_column, random};
use crate::article::published::DateClass;
use crate::article::published::order;
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::limits::DOCS_BETWEEN_STOPS;
use crate::search::request::{DateColumn, Order};
use crate::search::response::HitsPath;
use crate::search::{Cursor, SearchError, Stop};

/// What to find.
pub(super) struct Wanted<'a> {
    /// Query and filters in one.
    pub(super) plan: &'a Plan,
    /// The order; relevance only where the plan scores.
    pub(super) order: Order,
    /// How many, from the first on or after the cursor.
    pub(super) count: usize,
    /// Where an earlier answer ended.
    pub(super) after: Option<&'a Cursor>,
    /// The date of orders by date.
    pub(super) column: DateColumn,
    /// Decay of scores, if any.
    pub(super) decay: Option<Decay>,
}

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The hits in order.
    pub(super) candidates: Vec<Candidate>,
    /// Number of all matches, where every one was looked at.
    pub(super) total: Option<u64>,
    /// How they were found.
    pub(super) path: HitsPath,
}

/// Finds the first hits of an order.
pub(super) fn find(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    match wanted.order {
        Order::Relevance => match wanted.decay {
            Some(decay) => decay::find(version, wanted, decay, stop),
            None => by_score(version, wanted, stop),
        },
        Order::Newest if wanted.column == DateColumn::Published => newest(version, wanted, stop),
        Order::Newest => by_column::find(version, wanted, wanted.column, order::newest_rank, stop),
        Order::Oldest if wanted.column == DateColumn::Published => by_date(version, wanted, stop),
        Order::Oldest => by_column::find(version, wanted, wanted.column, order::oldest_rank, stop),
        Order::Indexed => by_column::find(version, wanted, DateColumn::FirstIndexed, order::newest_rank, stop),
        Order::Random { seed } => random::find(version, wanted, seed, stop),
    }
}

/// Drops what an earlier answer has shown already.
pub(super) struct After<'a> {
    version: &'a Version,
    cursor: Option<&'a Cursor>,
    /// Second key of the cursor's hit, where the order has one.
    rank: u64,
    /// Id of the cursor's hit.
    id: String,
}

impl<'a> After<'a> {
    pub(super) fn new(version: &'a Version, wanted: &Wanted<'a>) -> Result<Self, SearchError> {
        let (mut rank, mut last) = (0, String::new());
        if let Some(cursor) = wanted.after {
            let known = |address: &DocAddress| {
                let segment = version.segments().get(address.segment_ord as usize);
                segment.is_some_and(|segment| address.doc_id < segment.reader.max_doc())
            };
            let forged = || SearchError::BadCursor("the cursor names no hit of its version: take it as an answer gave it".to_owned());
            let address = address(&cursor.last).filter(known).ok_or_else(forged)?;
            last = id(version, address)?;
            if wanted.order == Order::Relevance {
                rank = second_key(version, address);
            }
        }
        Ok(Self { version, cursor: wanted.after, rank, id: last })
    }

    /// Key of the cursor's hit.
    pub(super) fn key(&self) -> Option<u64> {
        self.cursor.map(|cursor| cursor.key)
    }

    /// Id of the cursor's hit; empty without one.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Whether a candidate comes behind the cursor's hit.
    pub(super) fn admits(&self, candidate: &Candidate) -> bool {
        let Some(cursor) = self.cursor else { return true };
        match (candidate.key, candidate.rank).cmp(&(cursor.key, self.rank)) {
            std::cmp::Ordering::Greater => true,
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => id(self.version, candidate.address).is_ok_and(|id| id > self.id),
        }
    }
}

fn second_key(version: &Version, address: DocAddress) -> u64 {
    let segment = version.segments().get(address.segment_ord as usize);
    segment.map_or(u64::MAX, |segment| order::newest_rank(segment.key.values.get_val(address.doc_id)))
}

fn by_score(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let mut top = Top::new(wanted.count);
    let whole = version.segments().len() == 1;
    if let Some(prunable) = Prunable::of(wanted.plan).filter(|_| whole) {
        pruned(version, wanted.plan, &prunable, &after, stop, &mut top)?;
        return Ok(Found { candidates: top.finish(version)?, total: None, path: HitsPath::Pruned });
    }
    let alternatives = Alternatives::of(wanted.plan);
    let mut total = 0;
    for (segment, ord) in version.segments().iter().zip(0..) {
        total += if let Some(alternatives) = &alternatives {
            alternatives.each(segment, whole, stop, &mut |doc, score| {
                offer(score, doc, segment, ord, &after, &mut top);
                top.bar()
            })?
        } else {
            let mut docs = open(wanted.plan, segment, true)?;
            every(&mut docs, segment, stop, |doc, score| offer(score, doc, segment, ord, &after, &mut top))?
        };
    }
    let path = if alternatives.is_some() { HitsPath::Windows } else { HitsPath::ScoredPass };
    Ok(Found { candidates: top.finish(version)?, total: Some(total), path })
}

/// Scores every match and returns their number.
pub(super) fn every(docs: &mut Docs, segment: &Segment, stop: &Stop, mut found: impl FnMut(DocId, f32)) -> Result<u64, SearchError> {
    let alive = segment.reader.alive_bitset();
    let (mut doc, mut since, mut total) = (docs.doc(), 0u32, 0);
    while doc != TERMINATED {
        if alive.is_none_or(|alive| alive.is_alive(doc)) {
            total += 1;
            found(doc, docs.score());
        }
        since += 1;
        if since >= DOCS_BETWEEN_STOPS {
            since = 0;
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        doc = docs.advance();
    }
    Ok(total)
}

#[inline]
fn offer(score: f32, doc: DocId, segment: &Segment, ord: u32, after: &After<'_>, top: &mut Top) {
    let key = score_key(score);
    if top.worst().is_some_and(|(worst, _)| key > worst) {
        return;
    }
    let rank = order::newest_rank(segment.key.values.get_val(doc));
    let candidate = Candidate { key, rank, address: DocAddress::new(ord, doc) };
    if after.admits(&candidate) {
        top.push(candidate);
    }
}

/// A word, or words that are all required, each with one posting list: the engine can pass over
/// their worst blocks. In a version of one segment only, where its block maxima are exact.
struct Prunable<'a>(Vec<(&'a Leaf, Field, &'a str)>);

impl<'a> Prunable<'a> {
    fn of(plan: &'a Plan) -> Option<Self> {
        let plans = match plan {
            Plan::Text(_) => std::slice::from_ref(plan),
            Plan::And(plans) => plans.as_slice(),
            _ => return None,
        };
        let list = |plan: &'a Plan| match plan {
            Plan::Text(leaf) if !leaf.is_positional() && !leaf.is_name() => match leaf.parts.as_slice() {
                [part] => match part.terms.as_slice() {
                    [term] => Some((leaf.as_ref(), part.layer.field(), term.as_str())),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        plans.iter().map(list).collect::<Option<_>>().map(Self)
    }

    fn weight(&self, searcher: &Searcher) -> Result<Box<dyn Weight>, SearchError> {
        let mut weights = Vec::with_capacity(self.0.len());
        for (leaf, field, term) in &self.0 {
            let statistics = Shared { searcher, doc_freq: leaf.doc_freq };
            let query = TermQuery::new(Term::from_field_text(*field, term), IndexRecordOption::WithFreqs);
            let weight = query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher))?;
            weights.push((Occur::Must, boosted(weight, leaf.boost)));
        }
        if weights.len() == 1 {
            // A conjunction of one would be scored whole.
            return Ok(weights.pop().map_or_else(|| Box::new(tantivy::query::EmptyWeight) as Box<dyn Weight>, |(_, weight)| weight));
        }
        let sum = Box::new(SumCombiner::default);
        Ok(Box::new(BooleanWeight::<SumCombiner>::with_minimum_number_should_match(weights, 0, true, sum)))
    }
}

fn boosted(weight: Box<dyn Weight>, boost: f32) -> Box<dyn Weight> {
    if (boost - 1.0).abs() < f32::EPSILON { weight } else { Box::new(tantivy::query::BoostWeight::new(weight, boost)) }
}

/// Statistics in which all readings of a word have the word's document frequency.
struct Shared<'a> {
    searcher: &'a Searcher,
    doc_freq: u64,
}

impl Bm25StatisticsProvider for Shared<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Bm25StatisticsProvider::total_num_docs(self.searcher)
    }

    fn doc_freq(&self, _term: &Term) -> tantivy::Result<u64> {
        Ok(self.doc_freq.min(Bm25StatisticsProvider::total_num_docs(self.searcher)?))
    }
}

/// Finds the best hits by the engine's block maxima; each document that it proposes is scored by
/// the plan's own scorer, so that scores are the same on every path.
fn pruned(
    version: &Version,
    plan: &Plan,
    prunable: &Prunable<'_>,
    after: &After<'_>,
    stop: &Stop,
    top: &mut Top,
) -> Result<(), SearchError> {
    let Some(segment) = version.segments().first() else { return Ok(()) };
    let weight = prunable.weight(version.searcher())?;
    // The engine's score of a single list has the same bits as ours.
    let mut own = if prunable.0.len() == 1 { None } else { Some(open(plan, segment, true)?) };
    let alive = segment.reader.alive_bitset();
    let (mut since, mut is_over) = (0, false);
    let mut threshold = f32::MIN;
    weight.for_each_pruning(threshold, &segment.reader, &mut |doc, score| {
        since += 1;
        if since >= DOCS_BETWEEN_STOPS {
            since = 0;
            is_over |= stop.is_over();
        }
        if is_over {
            return f32::MAX;
        }
        if alive.is_some_and(|alive| !alive.is_alive(doc)) {
            return threshold;
        }
        match &mut own {
            None => offer(score, doc, segment, 0, after, top),
            Some(own) => {
                if own.doc() < doc {
                    own.seek(doc);
                }
                if own.doc() == doc {
                    offer(own.score(), doc, segment, 0, after, top);
                }
            }
        }
        threshold = top.bar();
        threshold
    })?;
    if is_over { Err(SearchError::Deadline) } else { Ok(()) }
}

/// Walks the date order: in each block of a segment the first matches are the newest.
fn newest(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let mut top = Top::new(wanted.count);
    for (segment, ord) in version.segments().iter().zip(0..) {
        let mut docs = open(wanted.plan, segment, false)?;
        let alive = segment.reader.alive_bitset();
        for (class, bounds) in DateClass::ALL.into_iter().zip(segment.bounds.windows(2)) {
            let [mut start, end] = [bounds.first().copied().unwrap_or(0), bounds.last().copied().unwrap_or(0)];
            if let Some(cursor) = wanted.after {
                let key =
                    if cursor.key == u64::MAX { order::class_start(DateClass::Undated) } else { order::key_of_rank(class, cursor.key) };
                start = start.max(segment.lower_bound(key));
            }
            walk(&mut docs, start..end, stop, |doc| {
                if alive.is_some_and(|alive| !alive.is_alive(doc)) {
                    return true;
                }
                let key = order::newest_rank(segment.key.values.get_val(doc));
                if top.worst().is_some_and(|(worst, _)| key > worst) {
                    return false;
                }
                let candidate = Candidate { key, rank: 0, address: DocAddress::new(ord, doc) };
                if after.admits(&candidate) {
                    top.push(candidate);
                }
                true
            })?;
        }
    }
    Ok(Found { candidates: top.finish(version)?, total: None, path: HitsPath::DateWalk })
}

/// Visits the documents of a stretch until `visit` says stop.
fn walk(docs: &mut Docs, stretch: std::ops::Range<DocId>, stop: &Stop, mut visit: impl FnMut(DocId) -> bool) -> Result<(), SearchError> {
    if stretch.is_empty() {
        return Ok(());
    }
    let mut doc = docs.doc();
    if doc < stretch.start {
        doc = docs.seek(stretch.start);
    }
    let mut since = 0;
    while doc < stretch.end && visit(doc) {
        since += 1;
        if since >= DOCS_BETWEEN_STOPS {
            since = 0;
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        doc = docs.advance();
    }
    Ok(())
}

/// Looks at every match: for the order oldest first, whose hits lie at the blocks' ends.
fn by_date(version: &Version, wanted: &Wanted<'_>, stop: &Stop) -> Result<Found, SearchError> {
    let after = After::new(version, wanted)?;
    let mut top = Top::new(wanted.count);
    let mut total = 0;
    for (segment, ord) in version.segments().iter().zip(0..) {
        let mut docs = open(wanted.plan, segment, false)?;
        each_block(&mut docs, segment, stop, &mut |block| {
            total += block.len() as u64;
            for doc in block {
                let key = date_key(wanted.order, segment.key.values.get_val(*doc));
                if top.worst().is_some_and(|(worst, _)| key > worst) {
                    continue;
                }
                let candidate = Candidate { key, rank: 0, address: DocAddress::new(ord, *doc) };
                if after.admits(&candidate) {
                    top.push(candidate);
                }
            }
        })?;
    }
    Ok(Found { candidates: top.finish(version)?, total: Some(total), path: HitsPath::Pass })
}

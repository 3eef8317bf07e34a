//! One pass over the matching documents of all segments.

use tantivy::{DocId, DocSet as _, TERMINATED};

use super::docsets::{AndDocs, Bits, Docs};
use super::open::{open, or_bits};
use super::plan::Plan;
use crate::index::Version;
use crate::index::version::Segment;
use crate::search::limits::DOCS_BETWEEN_STOPS;
use crate::search::{SearchError, Stop};

/// Something that looks at matching documents, segment by segment, in rising order.
pub(super) trait Collector {
    /// A segment begins.
    fn segment(&mut self, ord: u32, segment: &Segment) -> Result<(), SearchError>;

    /// Live documents that match, in rising order.
    fn docs(&mut self, docs: &[DocId]);
}

/// Gives all live documents of a plan to a collector.
pub(super) fn collect(version: &Version, plan: &Plan, stop: &Stop, collector: &mut dyn Collector) -> Result<(), SearchError> {
    for (segment, ord) in version.segments().iter().zip(0..) {
        let mut docs = open(plan, segment, false)?;
        collector.segment(ord, segment)?;
        each_block(&mut docs, segment, stop, &mut |block| collector.docs(block))?;
    }
    Ok(())
}

/// Gives live documents by blocks; looks at the clock every few thousand.
pub(super) fn each_block(docs: &mut Docs, segment: &Segment, stop: &Stop, found: &mut dyn FnMut(&[DocId])) -> Result<(), SearchError> {
    let alive = segment.reader.alive_bitset();
    let mut buffer = [0; tantivy::COLLECT_BLOCK_BUFFER_LEN];
    let mut since = 0;
    loop {
        let len = docs.fill_buffer(&mut buffer);
        let full = len == buffer.len();
        let mut kept = len;
        if let Some(alive) = alive {
            kept = 0;
            for index in 0..len {
                let doc = buffer.get(index).copied().unwrap_or(TERMINATED);
                if alive.is_alive(doc) {
                    if let Some(slot) = buffer.get_mut(kept) {
                        *slot = doc;
                    }
                    kept += 1;
                }
            }
        }
        found(buffer.get(..kept).unwrap_or_default());
        since += buffer.len();
        if since >= DOCS_BETWEEN_STOPS as usize {
            since = 0;
            if stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        if !full {
            return Ok(());
        }
    }
}

/// Counts the live documents of a plan, exactly.
pub(super) fn count(version: &Version, plan: &Plan, stop: &Stop) -> Result<u64, SearchError> {
    if let Plan::Text(leaf) = plan
        && let Some(known) = leaf.articles
    {
        return Ok(known);
    }
    let mut total = 0;
    for segment in version.segments() {
        total += count_in(plan, segment, stop)?;
    }
    Ok(total)
}

fn count_in(plan: &Plan, segment: &Segment, stop: &Stop) -> Result<u64, SearchError> {
    let deletes = segment.reader.has_deletes();
    match plan {
        Plan::All => return Ok(u64::from(segment.reader.num_docs())),
        Plan::Nothing => return Ok(0),
        Plan::Text(leaf) if !deletes && !leaf.is_positional() && leaf.is_disjoint() => {
            // Readings of a word lie in different articles, so their counts add up.
            let infos = leaf.parts.iter().flat_map(|part| part.infos(segment));
            return Ok(infos.map(|info| u64::from(info.doc_freq)).sum());
        }
        _ => {}
    }
    if let (Plan::Or(plans), false) = (plan, deletes) {
        return Ok(u64::from(or_bits(plans, segment)?.count()));
    }
    let mut docs = open(plan, segment, false)?;
    let mut total = 0;
    each_block(&mut docs, segment, stop, &mut |block| total += block.len() as u64)?;
    Ok(total)
}

/// Gathers the documents of a plan in a segment, deleted ones included.
pub(super) fn bits(plan: &Plan, segment: &Segment) -> Result<Bits, SearchError> {
    let mut bits = Bits::new(segment.reader.max_doc());
    bits.extend(open(plan, segment, false)?.as_mut());
    Ok(bits)
}

/// Counts the live documents of a plan within some stretches of a segment that pass a test.
pub(super) fn count_where(
    plan: &Plan,
    segment: &Segment,
    ranges: Vec<std::ops::Range<DocId>>,
    stop: &Stop,
    test: impl Fn(DocId) -> bool,
) -> Result<u64, SearchError> {
    if ranges.iter().all(std::ops::Range::is_empty) {
        return Ok(0);
    }
    let within: Docs = Box::new(super::docsets::RangeDocs::new(ranges));
    let mut docs: Docs = Box::new(AndDocs::new(vec![open(plan, segment, false)?, within]));
    let mut total = 0;
    each_block(&mut docs, segment, stop, &mut |block| total += block.iter().filter(|doc| test(**doc)).count() as u64)?;
    Ok(total)
}

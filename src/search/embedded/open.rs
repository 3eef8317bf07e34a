//! A plan opened on one segment: the documents that match it, with or without scores.

use std::ops::Range;

use tantivy::DocId;
use tantivy::postings::SegmentPostings;
use tantivy::query::{AllScorer, EmptyScorer};
use tantivy::schema::{Field, Term};

use super::docsets::{AndDocs, AndLists, BitDocs, Bits, Docs, NotDocs, OrDocs, RangeDocs, TestDocs};
use super::plan::{DateRange, Plan};
use super::{leaf, lists, spans};
use crate::article::published::DateClass;
use crate::index::version::Segment;
use crate::search::SearchError;
use crate::search::request::DateColumn;

/// Children of a scored alternative above which their scores are added up over windows of
/// documents instead of one document at a time.
const OR_CHILDREN_MAX: usize = 64;

/// Opens a plan on a segment. Deleted documents are not left out.
///
/// Without scores alternatives are gathered into bits; with scores every document's score is the
/// sum over the query's leaves in their order, so that it has the same bits on every path.
pub(super) fn open(plan: &Plan, segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    Ok(match plan {
        Plan::All => Box::new(AllScorer::new(segment.reader.max_doc())),
        Plan::Nothing => Box::new(EmptyScorer),
        Plan::Text(leaf) => leaf::open(leaf, segment, scored)?,
        Plan::Spans(leaf) => spans::open(leaf, segment, scored)?,
        Plan::Keys(field, keys) => open_keys(*field, keys, segment)?,
        Plan::Dates(range) => open_dates(range, segment),
        Plan::Words { min, max } => {
            let (column, min, max) = (segment.words.clone(), *min, *max);
            test(segment, move |doc| (min..=max).contains(&column.values.get_val(doc)))
        }
        Plan::Has(bits) => {
            let (column, bits) = (segment.has.clone(), *bits);
            test(segment, move |doc| column.values.get_val(doc) & bits != 0)
        }
        Plan::And(plans) => open_and(plans, segment, scored)?,
        Plan::Or(plans) => open_or(plans, segment, scored)?,
        Plan::Not(inner) => {
            let all: Docs = Box::new(AllScorer::new(segment.reader.max_doc()));
            Box::new(NotDocs::new(all, open(inner, segment, false)?))
        }
    })
}

fn test(segment: &Segment, test: impl Fn(DocId) -> bool + Send + 'static) -> Docs {
    Box::new(TestDocs::new(segment.reader.max_doc(), Box::new(test)))
}

fn open_and(plans: &[Plan], segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    if !scored && let Some(lists) = lists_of(plans, segment)? {
        return Ok(Box::new(AndLists::new(lists)));
    }
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for plan in plans {
        match plan {
            Plan::Not(inner) => left_out.push(inner.as_ref().clone()),
            plan => kept.push(open(plan, segment, scored)?),
        }
    }
    let mut docs: Docs = match kept.len() {
        0 => Box::new(AllScorer::new(segment.reader.max_doc())),
        1 => kept.pop().unwrap_or_else(|| Box::new(EmptyScorer)),
        _ => Box::new(AndDocs::new(kept)),
    };
    // What any negation leaves out is gathered once, not asked of each in turn.
    match left_out.as_slice() {
        [] => {}
        [one] => docs = Box::new(NotDocs::new(docs, open(one, segment, false)?)),
        many => docs = Box::new(NotDocs::new(docs, Box::new(BitDocs::new(or_bits(many, segment)?)))),
    }
    Ok(docs)
}

fn open_or(plans: &[Plan], segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    if scored {
        let children = plans.iter().map(|plan| open(plan, segment, true)).collect::<Result<Vec<_>, _>>()?;
        return Ok(nested_or(children));
    }
    Ok(Box::new(BitDocs::new(or_bits(plans, segment)?)))
}

/// Gathers the documents of alternatives, deleted ones included.
pub(super) fn or_bits(plans: &[Plan], segment: &Segment) -> Result<Bits, SearchError> {
    let mut bits = Bits::new(segment.reader.max_doc());
    for plan in plans {
        match plan {
            Plan::Text(leaf) if lists::add_to(&mut bits, leaf, segment)? => {}
            plan => bits.extend(open(plan, segment, false)?.as_mut()),
        }
    }
    Ok(bits)
}

/// Words that are all required, each with one list: intersected without a call by pointer for
/// each document.
fn lists_of(plans: &[Plan], segment: &Segment) -> Result<Option<Vec<SegmentPostings>>, SearchError> {
    let mut lists = Vec::with_capacity(plans.len());
    for plan in plans {
        match plan {
            Plan::Text(leaf) => match lists::single_list(leaf, segment)? {
                Some(list) => lists.push(list),
                None => return Ok(None),
            },
            _ => return Ok(None),
        }
    }
    Ok(Some(lists))
}

/// Many alternatives as a tree of few at each level: the next document is found in the number of
/// levels times a level's width.
fn nested_or(mut children: Vec<Docs>) -> Docs {
    while children.len() > OR_CHILDREN_MAX {
        let mut level: Vec<Docs> = Vec::new();
        let mut rest = children.into_iter().peekable();
        while rest.peek().is_some() {
            level.push(Box::new(OrDocs::new(rest.by_ref().take(OR_CHILDREN_MAX).collect())));
        }
        children = level;
    }
    Box::new(OrDocs::new(children))
}

fn open_keys(field: Field, keys: &[String], segment: &Segment) -> Result<Docs, SearchError> {
    let inverted = segment.reader.inverted_index(field)?;
    let mut infos = Vec::new();
    for key in keys {
        infos.extend(inverted.get_term_info(&Term::from_field_text(field, key))?);
    }
    lists::union(field, &infos, segment)
}

fn open_dates(range: &DateRange, segment: &Segment) -> Docs {
    let (span, possible) = (range.span.clone(), range.possible);
    match range.column {
        DateColumn::Published => Box::new(RangeDocs::new(published(range, segment))),
        DateColumn::Updated => {
            let column = segment.updated_key.clone();
            test(segment, move |doc| {
                let key = column.values.get_val(doc);
                if possible { span.touches(key) } else { span.holds(key) }
            })
        }
        DateColumn::FirstIndexed => {
            let column = segment.first_indexed.clone();
            test(segment, move |doc| span.instants.contains(&column.values.get_val(doc)))
        }
    }
}

/// The documents whose publication lies in a range: one stretch of the instants, one of the days,
/// and of the months and years those that pass, which few articles have.
pub(super) fn published(range: &DateRange, segment: &Segment) -> Vec<Range<DocId>> {
    let mut ranges = Vec::new();
    for class in [DateClass::Instant, DateClass::Day, DateClass::Coarser] {
        let keys = range.span.keys(class, range.possible);
        if keys.is_empty() {
            continue;
        }
        let docs = segment.lower_bound(keys.start)..segment.lower_bound(keys.end);
        if class != DateClass::Coarser {
            ranges.push(docs);
            continue;
        }
        for doc in docs {
            let key = segment.key.values.get_val(doc);
            if !(if range.possible { range.span.touches(key) } else { range.span.holds(key) }) {
                continue;
            }
            match ranges.last_mut() {
                Some(last) if last.end == doc => last.end = doc + 1,
                _ => ranges.push(doc..doc + 1),
            }
        }
    }
    ranges
}

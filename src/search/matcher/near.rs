//! Proximity: two matches at most so many words apart.

use super::expr::{Document, Near};
use super::span::{Span, settle};

/// Calls `found` for each pair of matches that are near; the right ones in rising order.
fn pairs(near: &Near, left: &[Span], right: &[Span], doc: &Document, mut found: impl FnMut(Span, Span) -> bool) {
    let longest = right.iter().map(|span| span.last - span.start).max().unwrap_or(0);
    for l in left {
        // A right match that stands before may begin so far back.
        let reach = if near.ordered { l.last } else { l.start.saturating_sub(near.distance.saturating_add(longest)) };
        let from = right.partition_point(|span| span.start < reach);
        for r in right.get(from..).unwrap_or_default() {
            if r.start > l.last && r.start - l.last > near.distance {
                break;
            }
            if is_near(near, *l, *r) && doc.is_in_one_field(l.join(*r)) && !found(*l, *r) {
                break;
            }
        }
    }
}

fn is_near(near: &Near, left: Span, right: Span) -> bool {
    let gap = |earlier: Span, later: Span| later.start.checked_sub(earlier.last).is_some_and(|gap| (1..=near.distance).contains(&gap));
    gap(left, right) || (!near.ordered && gap(right, left))
}

pub(super) fn spans(near: &Near, doc: &Document) -> Vec<Span> {
    let (left, right) = (near.left.spans(doc), near.right.spans(doc));
    let mut spans = Vec::new();
    pairs(near, &left, &right, doc, |l, r| {
        spans.push(l.join(r));
        true
    });
    spans
}

/// Matches of the left without one of the right near them.
pub(super) fn spans_without(near: &Near, doc: &Document) -> Vec<Span> {
    let (mut left, right) = (near.left.spans(doc), near.right.spans(doc));
    let mut gone = Vec::new();
    pairs(near, &left, &right, doc, |l, _| {
        gone.push(l);
        false
    });
    settle(&mut gone);
    left.retain(|span| gone.binary_search(span).is_err());
    left
}

/// Adds both ends of the given matches.
pub(super) fn marks(near: &Near, doc: &Document, matches: &[Span], out: &mut Vec<Span>) {
    let (left, right) = (near.left.spans(doc), near.right.spans(doc));
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    pairs(near, &left, &right, doc, |l, r| {
        if matches.binary_search(&l.join(r)).is_ok() {
            lefts.push(l);
            rights.push(r);
        }
        true
    });
    settle(&mut lefts);
    settle(&mut rights);
    near.left.marks(doc, &lefts, out);
    near.right.marks(doc, &rights, out);
}

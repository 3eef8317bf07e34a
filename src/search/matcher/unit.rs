//! Sentences and paragraphs as stretches of positions.

use super::expr::{Document, Unit};
use super::span::Span;

/// The units of an article in order. The title is one whatever stands in it, and none lies in two
/// fields.
pub(super) fn units(kind: Unit, doc: &Document) -> impl Iterator<Item = Span> {
    let next = move |unit: &Span| unit_of(kind, doc, unit.last + 1);
    std::iter::successors(unit_of(kind, doc, doc.begin), next)
}

/// The units in which matches begin, in order.
pub(super) fn units_with(kind: Unit, doc: &Document, matches: &[Span]) -> impl Iterator<Item = Span> {
    let mut end = 0;
    matches.iter().filter_map(move |span| {
        let unit = unit_of(kind, doc, span.start).filter(|_| span.start >= end)?;
        end = unit.last + 1;
        Some(unit)
    })
}

/// The unit that holds a position; `None` behind the last word.
fn unit_of(kind: Unit, doc: &Document, position: u32) -> Option<Span> {
    if position >= doc.end {
        return None;
    }
    let (title, lead) = (doc.bounds.title_end, doc.bounds.lead_end);
    let edges = [0, title, lead, doc.end];
    let mut start = edges.into_iter().filter(|edge| *edge <= position).max().unwrap_or(0);
    let mut end = edges.into_iter().filter(|edge| *edge > position).min().unwrap_or(doc.end);
    if position >= title {
        let marks = match kind {
            Unit::Sentence => &doc.sentences,
            Unit::Paragraph => &doc.paragraphs,
        };
        let behind = marks.partition_point(|mark| *mark <= position);
        start = behind.checked_sub(1).and_then(|last| marks.get(last)).map_or(start, |mark| start.max(*mark));
        end = marks.get(behind).map_or(end, |mark| end.min(*mark));
    }
    Some(Span { start, last: end - 1 })
}

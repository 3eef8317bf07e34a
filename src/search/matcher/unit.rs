//! Sentences and paragraphs as stretches of positions.

use super::expr::{Document, Unit};
use super::span::Span;

/// The units of an article in order. The title is one whatever stands in it, and none lies in two
/// fields.
pub(super) fn units(kind: Unit, doc: &Document) -> impl Iterator<Item = Span> {
    let marks = match kind {
        Unit::Sentence => &doc.sentences,
        Unit::Paragraph => &doc.paragraphs,
    };
    let (title, lead, end) = (doc.bounds.title_end, doc.bounds.lead_end, doc.end);
    let mut starts: Vec<u32> = marks.iter().copied().filter(|start| *start >= title && *start < end).collect();
    starts.extend([0, title, lead].into_iter().filter(|start| *start < end));
    starts.sort_unstable();
    starts.dedup();
    let ends: Vec<u32> = starts.iter().skip(1).copied().chain([end]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| Span { start, last: end.saturating_sub(1) })
}

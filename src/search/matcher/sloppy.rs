//! Phrases whose words may be moved: Lucene's slop, counted exactly.

use super::expr::Document;
use super::span::{Span, settle};

/// A word of a phrase in an article: position minus index in the phrase, turned so that it cannot
/// be negative, the position, and which word of the phrase it is.
type Place = (u32, u32, usize);

/// All places in order of their moved positions.
fn places(parts: &[usize], doc: &Document) -> Vec<Place> {
    let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let mut places = Vec::new();
    for (index, atom) in parts.iter().enumerate() {
        let back = count - u32::try_from(index).unwrap_or(0);
        places.extend(doc.atom(*atom).iter().map(|span| (span.start + back, span.start, index)));
    }
    places.sort_unstable();
    places
}

/// Calls `found` with the positions of every way to fill a window that begins at one of its words.
///
/// For each beginning the words are chosen as a matching of words and positions, so that no
/// position serves two words of the phrase.
fn windows(parts: &[usize], slop: u32, doc: &Document, mut found: impl FnMut(&[u32])) {
    let places = places(parts, doc);
    for field in 0..3 {
        let inside: Vec<Place> = places.iter().filter(|place| doc.bounds.field(place.1) == field).copied().collect();
        for (at, first) in inside.iter().enumerate() {
            let rest = inside.get(at..).unwrap_or_default();
            let window: Vec<&Place> = rest.iter().take_while(|place| place.0 - first.0 <= slop).collect();
            if let Some(chosen) = choose(parts.len(), first, &window) {
                found(&chosen);
            }
        }
    }
}

/// Chooses a position for each word, different ones, the first place being taken: augmenting paths
/// (Kuhn 1955) over at most a phrase's words.
fn choose(words: usize, first: &Place, window: &[&Place]) -> Option<Vec<u32>> {
    let mut candidates: Vec<Vec<u32>> = vec![Vec::new(); words];
    for (_, position, index) in window {
        if let Some(list) = candidates.get_mut(*index).filter(|_| *index != first.2 && *position != first.1) {
            list.push(*position);
        }
    }
    if let Some(own) = candidates.get_mut(first.2) {
        *own = vec![first.1];
    }
    if candidates.iter().any(Vec::is_empty) {
        return None;
    }
    let mut taken: std::collections::BTreeMap<u32, usize> = std::collections::BTreeMap::new();
    for word in 0..words {
        let mut seen = std::collections::BTreeSet::new();
        if !place(word, &candidates, &mut taken, &mut seen) {
            return None;
        }
    }
    Some(taken.into_keys().collect())
}

fn place(
    word: usize,
    candidates: &[Vec<u32>],
    taken: &mut std::collections::BTreeMap<u32, usize>,
    seen: &mut std::collections::BTreeSet<u32>,
) -> bool {
    for position in candidates.get(word).into_iter().flatten() {
        if !seen.insert(*position) {
            continue;
        }
        let holder = taken.get(position).copied();
        if holder.is_none_or(|holder| place(holder, candidates, taken, seen)) {
            taken.insert(*position, word);
            return true;
        }
    }
    false
}

pub(super) fn spans(parts: &[usize], slop: u32, doc: &Document) -> Vec<Span> {
    let mut spans = Vec::new();
    windows(parts, slop, doc, |positions| {
        if let (Some(first), Some(last)) = (positions.first(), positions.last()) {
            spans.push(Span { start: *first, last: *last });
        }
    });
    spans
}

/// Adds the words of the given matches; words side by side are one stretch.
pub(super) fn marks(parts: &[usize], slop: u32, doc: &Document, matches: &[Span], out: &mut Vec<Span>) {
    let mut words = Vec::new();
    windows(parts, slop, doc, |positions| {
        if let (Some(first), Some(last)) = (positions.first(), positions.last())
            && matches.binary_search(&Span { start: *first, last: *last }).is_ok()
        {
            words.extend(positions.iter().copied());
        }
    });
    words.sort_unstable();
    words.dedup();
    let mut stretches: Vec<Span> = Vec::new();
    for word in words {
        match stretches.last_mut() {
            Some(stretch) if stretch.last + 1 == word && doc.is_in_one_field(Span { start: stretch.last, last: word }) => {
                stretch.last = word
            }
            _ => stretches.push(Span::word(word)),
        }
    }
    settle(&mut stretches);
    out.append(&mut stretches);
}

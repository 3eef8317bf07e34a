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

/// Calls `found` with each beginning and the places that the slop lets belong to it.
fn windows<'p>(inside: &'p [Place], slop: u32, mut found: impl FnMut(&'p Place, &[&'p Place])) {
    for (at, first) in inside.iter().enumerate() {
        let rest = inside.get(at..).unwrap_or_default();
        let window: Vec<&Place> = rest.iter().take_while(|place| place.0 - first.0 <= slop).collect();
        found(first, &window);
    }
}

/// The places of each field.
fn by_field(parts: &[usize], doc: &Document) -> [Vec<Place>; 3] {
    let mut fields: [Vec<Place>; 3] = Default::default();
    for place in places(parts, doc) {
        if let Some(list) = fields.get_mut(usize::from(doc.bounds.field(place.1))) {
            list.push(place);
        }
    }
    fields
}

/// Chooses a position for each word, different ones, some places being taken: augmenting paths
/// (Kuhn 1955) over at most a phrase's words, so that no position serves two words of the phrase.
fn choose(words: usize, taken_places: &[&Place], window: &[&Place]) -> Option<Vec<u32>> {
    let mut candidates: Vec<Vec<u32>> = vec![Vec::new(); words];
    for (_, position, index) in window {
        let is_free = taken_places.iter().all(|taken| taken.2 != *index && taken.1 != *position);
        if let Some(list) = candidates.get_mut(*index).filter(|_| is_free) {
            list.push(*position);
        }
    }
    for taken in taken_places {
        if let Some(own) = candidates.get_mut(taken.2) {
            *own = vec![taken.1];
        }
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
    for inside in by_field(parts, doc) {
        windows(&inside, slop, |first, window| {
            if let Some(chosen) = choose(parts.len(), &[first], window)
                && let (Some(start), Some(last)) = (chosen.first(), chosen.last())
            {
                spans.push(Span { start: *start, last: *last });
            }
        });
    }
    spans
}

/// Adds the words that take part in some match within the given ones; words side by side are one
/// stretch.
pub(super) fn marks(parts: &[usize], slop: u32, doc: &Document, matches: &[Span], out: &mut Vec<Span>) {
    let mut words = Vec::new();
    for inside in by_field(parts, doc) {
        windows(&inside, slop, |first, window| {
            let Some(chosen) = choose(parts.len(), &[first], window) else { return };
            let (Some(start), Some(last)) = (chosen.first(), chosen.last()) else { return };
            if matches.binary_search(&Span { start: *start, last: *last }).is_err() {
                return;
            }
            words.extend(chosen.iter().copied());
            for other in window.iter().filter(|other| other.1 != first.1 && other.2 != first.2 && !chosen.contains(&other.1)) {
                if choose(parts.len(), &[first, other], window).is_some() {
                    words.push(other.1);
                }
            }
        });
    }
    words.sort_unstable();
    words.dedup();
    let mut stretches: Vec<Span> = Vec::new();
    for word in words {
        match stretches.last_mut() {
            Some(stretch) if stretch.last + 1 == word && doc.is_in_one_field(Span { start: stretch.last, last: word }) => {
                stretch.last = word;
            }
            _ => stretches.push(Span::word(word)),
        }
    }
    settle(&mut stretches);
    out.append(&mut stretches);
}

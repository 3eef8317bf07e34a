//! Phrases whose words may be moved: Lucene's slop, counted exactly.
//!
//! Every choice of positions is a match: of two that begin at one word, each has its own end, which
//! a proximity may reach from.

use std::collections::{BTreeMap, BTreeSet};

use super::expr::Document;
use super::span::{Span, settle};

/// A word of a phrase in an article: position minus index in the phrase, turned so that it cannot
/// be negative, the position, and which word of the phrase it is.
type Place = (u32, u32, usize);

/// The places of each field, in order of their positions.
fn places(parts: &[Option<usize>], doc: &Document) -> [Vec<Place>; 3] {
    let count = u32::try_from(parts.len()).unwrap_or(u32::MAX);
    let mut fields: [Vec<Place>; 3] = Default::default();
    let mut add = |position: u32, index: usize| {
        if let Some(list) = fields.get_mut(usize::from(doc.bounds.field(position))) {
            list.push((position + count - u32::try_from(index).unwrap_or(0), position, index));
        }
    };
    for (index, part) in parts.iter().enumerate() {
        match part {
            Some(atom) => doc.atom(*atom).iter().for_each(|span| add(span.start, index)),
            None => (doc.begin..doc.end).for_each(|position| add(position, index)),
        }
    }
    for list in &mut fields {
        list.sort_unstable_by_key(|place| (place.1, place.2));
    }
    fields
}

/// Chooses a position for each word, different ones, some places being taken: augmenting paths
/// (Kuhn 1955) over at most a phrase's words, so that no position serves two words of the phrase.
fn can_choose(words: usize, taken: &[&Place], places: &[&Place]) -> bool {
    let mut candidates: Vec<Vec<u32>> = vec![Vec::new(); words];
    for (_, position, index) in places {
        let is_free = taken.iter().all(|taken| taken.2 != *index && taken.1 != *position);
        if let Some(list) = candidates.get_mut(*index).filter(|_| is_free) {
            list.push(*position);
        }
    }
    for taken in taken {
        if let Some(own) = candidates.get_mut(taken.2) {
            *own = vec![taken.1];
        }
    }
    let mut holders = BTreeMap::new();
    candidates.iter().all(|list| !list.is_empty()) && (0..words).all(|word| place(word, &candidates, &mut holders, &mut BTreeSet::new()))
}

fn place(word: usize, candidates: &[Vec<u32>], holders: &mut BTreeMap<u32, usize>, seen: &mut BTreeSet<u32>) -> bool {
    for position in candidates.get(word).into_iter().flatten() {
        if !seen.insert(*position) {
            continue;
        }
        let holder = holders.get(position).copied();
        if holder.is_none_or(|holder| place(holder, candidates, holders, seen)) {
            holders.insert(*position, word);
            return true;
        }
    }
    false
}

/// Whether a match begins and ends with two places and holds the third; `stretch` are the places
/// from the first to the last of them.
fn is_match(words: usize, slop: u32, [first, last, held]: [&Place; 3], stretch: &[Place]) -> bool {
    let mut taken = vec![first, last, held];
    taken.sort_unstable();
    taken.dedup();
    let differ = |(a, b): (&&Place, &&Place)| a.1 != b.1 && a.2 != b.2;
    let (low, high) = (first.0.min(last.0).min(held.0), first.0.max(last.0).max(held.0));
    if high - low > slop || !taken.iter().enumerate().all(|(at, a)| taken.iter().skip(at + 1).all(|b| differ((a, b)))) {
        return false;
    }
    if taken.len() == words {
        return true;
    }
    // The least moved position of the match is that of some place.
    let mut begins: Vec<u32> = stretch.iter().map(|place| place.0).filter(|moved| *moved <= low && *moved + slop >= high).collect();
    begins.sort_unstable();
    begins.dedup();
    begins.into_iter().any(|begin| {
        let window: Vec<&Place> = stretch.iter().filter(|place| (begin..=begin + slop).contains(&place.0)).collect();
        can_choose(words, &taken, &window)
    })
}

/// The places of a field at positions from one to another.
fn stretch(inside: &[Place], first: u32, last: u32) -> &[Place] {
    let from = inside.partition_point(|place| place.1 < first);
    let to = inside.partition_point(|place| place.1 <= last);
    inside.get(from..to).unwrap_or_default()
}

pub(super) fn spans(parts: &[Option<usize>], slop: u32, doc: &Document) -> Vec<Span> {
    let words = parts.len();
    // No two words of a match are further apart.
    let reach = slop.saturating_add(u32::try_from(words).unwrap_or(u32::MAX));
    let mut spans = Vec::new();
    for inside in places(parts, doc) {
        if (0..words).any(|word| inside.iter().all(|place| place.2 != word)) {
            continue;
        }
        for first in &inside {
            let mut known: Option<u32> = None;
            for last in stretch(&inside, first.1, first.1.saturating_add(reach)) {
                // Words at one position give one match.
                if known != Some(last.1) && is_match(words, slop, [first, last, first], stretch(&inside, first.1, last.1)) {
                    known = Some(last.1);
                    spans.push(Span { start: first.1, last: last.1 });
                }
            }
        }
    }
    spans
}

/// Adds the words that take part in the given matches; words side by side are one stretch.
pub(super) fn marks(parts: &[Option<usize>], slop: u32, doc: &Document, matches: &[Span], out: &mut Vec<Span>) {
    let words = parts.len();
    let fields = places(parts, doc);
    let mut marked = BTreeSet::new();
    for inside in &fields {
        for held in inside {
            let takes_part = |span: &Span| {
                let all = stretch(inside, span.start, span.last);
                let ends = |position: u32| all.iter().filter(move |place| place.1 == position);
                (span.start..=span.last).contains(&held.1)
                    && ends(span.start).any(|first| ends(span.last).any(|last| is_match(words, slop, [first, last, held], all)))
            };
            if !marked.contains(&held.1) && matches.iter().any(takes_part) {
                marked.insert(held.1);
            }
        }
    }
    let mut stretches: Vec<Span> = Vec::new();
    for word in marked {
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

//! Highlights: fragments of an article's text with the matches in them.

use std::collections::BTreeSet;

use super::plan::Plan;
use super::seek::{self, At, Entities, Match};
use crate::analysis::{Flags, Tokens, Worker};
use crate::article::{Article, Mention, TextField};
use crate::search::SearchError;
use crate::search::limits::HIGHLIGHT_BYTES_MAX;
use crate::search::request::Highlight;
use crate::search::response::Fragment;

/// Fragments by field.
type Highlights = Vec<(TextField, Vec<Fragment>)>;

/// Highlights of an article by field; the flag says that its text was cut for them.
pub(super) fn highlight(
    plan: &Plan,
    article: &Article,
    mentions: &[Mention],
    wanted: Highlight,
    at: At<'_>,
    worker: &mut Worker,
) -> Result<(Highlights, bool), SearchError> {
    let (text, truncated) = cut(article);
    let article = text.as_ref().unwrap_or(article);
    let analysis = worker.tokenize(article, article.language);
    let entities = Entities::new(article, &analysis.tokens, mentions);
    let matches = seek::matches(plan, &analysis, entities, at)?;
    let fields = [(TextField::Title, &article.title), (TextField::Lead, &article.lead), (TextField::Body, &article.body)];
    let highlights = fields
        .into_iter()
        .map(|(field, text)| {
            let spans = spans(&matches, &analysis.tokens, field);
            let starts = sentence_starts(&analysis.tokens, field);
            // A title is short and read whole.
            let size = if field == TextField::Title { text.len() } else { wanted.size };
            (field, fragments(text, &spans, &starts, Highlight { size, ..wanted }))
        })
        .collect();
    Ok((highlights, truncated))
}

/// Keeps the first MiB of a long article.
fn cut(article: &Article) -> (Option<Article>, bool) {
    let lengths = article.title.len() + article.lead.len() + article.body.len();
    if lengths <= HIGHLIGHT_BYTES_MAX {
        return (None, false);
    }
    let mut left = HIGHLIGHT_BYTES_MAX;
    let mut keep = |text: &str| {
        let mut end = text.len().min(left);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        left -= end;
        text.get(..end).unwrap_or_default().to_owned()
    };
    let cut = Article {
        title: keep(&article.title),
        lead: keep(&article.lead),
        body: keep(&article.body),
        language: article.language,
        ..Article::default()
    };
    (Some(cut), true)
}

/// A stretch of a field's text in bytes, and the leaf it matches.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    start: usize,
    end: usize,
    leaf: usize,
}

/// The stretches of text of the matches in a field; those that overlap become one.
fn spans(matches: &BTreeSet<Match>, tokens: &Tokens, field: TextField) -> Vec<Stretch> {
    let mut spans: Vec<Stretch> = Vec::new();
    for found in matches {
        let (Some(first), Some(last)) = (tokens.get(found.first as usize), tokens.get(found.last as usize)) else { continue };
        if first.field != field {
            continue;
        }
        let span = Stretch { start: first.start as usize, end: last.end as usize, leaf: found.leaf };
        match spans.last_mut() {
            Some(before) if span.start < before.end => before.end = before.end.max(span.end),
            _ => spans.push(span),
        }
    }
    spans
}

/// Bytes at which sentences begin, and the text's end is no more than the last.
fn sentence_starts(tokens: &Tokens, field: TextField) -> Vec<usize> {
    tokens
        .iter()
        .filter(|token| token.field == field && token.flags.contains(Flags::SENTENCE_START))
        .map(|token| token.start as usize)
        .collect()
}

/// Cuts the fragments that show most of the query's parts, in the order of the text.
fn fragments(text: &str, spans: &[Stretch], sentences: &[usize], wanted: Highlight) -> Vec<Fragment> {
    if spans.is_empty() || wanted.count == 0 || wanted.size == 0 {
        return Vec::new();
    }
    let mut windows: Vec<(usize, usize, BTreeSet<usize>)> = Vec::new();
    let (mut index, mut shown_to) = (0, 0);
    while let Some(span) = spans.get(index) {
        let (start, end) = window(text, span, sentences, wanted.size);
        // Two fragments never show the same text.
        let start = start.max(shown_to).min(span.start);
        // A match that does not fit whole is left to the next one.
        let end = match spans.iter().skip(index + 1).find(|later| later.start < end && later.end > end) {
            Some(later) => start + text.get(start..later.start).map_or(0, |part| part.trim_end().len()),
            None => end,
        };
        shown_to = end.max(span.end);
        let mut leaves = BTreeSet::new();
        while let Some(inside) = spans.get(index).filter(|inside| inside.end <= end) {
            leaves.insert(inside.leaf);
            index += 1;
        }
        // A match longer than a fragment is shown whole.
        if leaves.is_empty() {
            leaves.insert(span.leaf);
            index += 1;
            windows.push((start, span.end, leaves));
        } else {
            windows.push((start, end, leaves));
        }
    }
    // Greedy: the window with most parts not yet shown; of equals the earlier.
    let mut chosen: Vec<usize> = Vec::new();
    let mut shown: BTreeSet<usize> = BTreeSet::new();
    while chosen.len() < wanted.count.min(windows.len()) {
        let best = windows
            .iter()
            .enumerate()
            .filter(|(at, _)| !chosen.contains(at))
            .max_by_key(|(at, (_, _, leaves))| (leaves.difference(&shown).count(), leaves.len(), std::cmp::Reverse(*at)));
        let Some((at, (_, _, leaves))) = best else { break };
        shown.extend(leaves.iter().copied());
        chosen.push(at);
    }
    chosen.sort_unstable();
    let mut last = (0, 0);
    chosen
        .into_iter()
        .filter_map(|at| windows.get(at))
        .map(|(start, end, _)| {
            let inside = spans.iter().filter(|span| span.start >= *start && span.end <= *end);
            fragment(text, *start, *end, inside, &mut last)
        })
        .collect()
}

/// The window around a match: from its sentence's beginning if that fits, to a sentence's end or
/// a blank.
fn window(text: &str, span: &Stretch, sentences: &[usize], size: usize) -> (usize, usize) {
    let before = sentences.partition_point(|start| *start <= span.start);
    let sentence = before.checked_sub(1).and_then(|at| sentences.get(at)).copied().unwrap_or(span.start);
    let chars = |from: usize, to: usize| text.get(from..to).map_or(0, |part| part.chars().count());
    let length = chars(span.start, span.end);
    let room = size.saturating_sub(length);
    let mut start = sentence.min(span.start);
    if chars(start, span.start) > room / 2 {
        start = step_back(text, span.start, room / 2);
    }
    let mut end = step_on(text, start, size).max(span.end);
    if end < text.len() {
        // End where a sentence begins if that leaves at least half, else at a blank.
        let half = step_on(text, start, size / 2).max(span.end);
        let next = sentences.partition_point(|at| *at <= end);
        if let Some(at) = next.checked_sub(1).and_then(|at| sentences.get(at)).filter(|at| **at > half) {
            end = *at;
        } else {
            let tail = text.get(span.end..end).unwrap_or_default();
            if let Some(blank) = tail.rfind(char::is_whitespace) {
                end = span.end + blank;
            }
        }
    }
    let trimmed = text.get(start..end).unwrap_or_default().trim_end();
    (start, (start + trimmed.len()).max(span.end))
}

fn step_on(text: &str, from: usize, chars: usize) -> usize {
    text.get(from..).and_then(|rest| rest.char_indices().nth(chars)).map_or(text.len(), |(at, _)| from + at)
}

/// The beginning of a word at most so many characters before.
fn step_back(text: &str, from: usize, chars: usize) -> usize {
    if chars == 0 {
        return from;
    }
    let head = text.get(..from).unwrap_or_default();
    let start = head.char_indices().rev().nth(chars - 1).map_or(0, |(at, _)| at);
    if start == 0 {
        return 0;
    }
    let part = text.get(start..from).unwrap_or_default();
    part.find(char::is_whitespace).map_or(start, |blank| {
        let after = start + blank;
        after + text.get(after..from).map_or(0, |rest| rest.len() - rest.trim_start().len())
    })
}

/// Makes a fragment with offsets in characters; `last` remembers a byte and its character.
fn fragment<'a>(text: &str, start: usize, end: usize, spans: impl Iterator<Item = &'a Stretch>, last: &mut (usize, usize)) -> Fragment {
    let (byte, scalar) = *last;
    let skipped = text.get(byte..start).map_or(0, |part| part.chars().count());
    let first = scalar + skipped;
    *last = (start, first);
    let inside = |at: usize| number(text.get(start..at).map_or(0, |part| part.chars().count()));
    Fragment {
        text: text.get(start..end).unwrap_or_default().to_owned(),
        start: number(first),
        spans: spans.map(|span| (inside(span.start), inside(span.end))).collect(),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WANTED: Highlight = Highlight { size: 40, count: 2, utf16: false };

    fn spans_of(text: &str, words: &[&str]) -> Vec<Stretch> {
        let mut spans: Vec<Stretch> = words
            .iter()
            .enumerate()
            .flat_map(|(leaf, word)| text.match_indices(word).map(move |(start, hit)| Stretch { start, end: start + hit.len(), leaf }))
            .collect();
        spans.sort_by_key(|span| span.start);
        spans
    }

    #[test]
    fn fragments_show_most_parts_and_offsets_count_characters() {
        let text = "Zuerst äöü nichts. Then oil alone is here, far away. Later the oil and the price meet at once. End.";
        let sentences: Vec<usize> = ["Zuerst", "Then", "Later", "End"].iter().filter_map(|word| text.find(word)).collect();
        let found = fragments(text, &spans_of(text, &["oil", "price"]), &sentences, WANTED);
        let both = found.iter().find(|fragment| fragment.spans.len() == 2).unwrap();
        assert!(both.text.starts_with("Later the oil"), "{found:?}");
        for fragment in &found {
            let whole: String = text.chars().skip(fragment.start as usize).take(fragment.text.chars().count()).collect();
            assert_eq!(whole, fragment.text);
            for (start, end) in &fragment.spans {
                let marked: String = fragment.text.chars().skip(*start as usize).take((end - start) as usize).collect();
                assert!(marked == "oil" || marked == "price", "{marked}");
            }
        }
    }

    #[test]
    fn fragments_do_not_show_a_text_twice() {
        let text = "x ".repeat(100);
        let spans = [Stretch { start: 0, end: 1, leaf: 0 }, Stretch { start: 30, end: 45, leaf: 1 }];
        let found = fragments(&text, &spans, &[0], WANTED);
        assert_eq!(found[0].text.trim_end().len(), 29);
        assert!(found[1].start >= 29 && found[1].start + found[1].spans[0].0 == 30, "{found:?}");
    }

    #[test]
    fn a_match_longer_than_a_fragment_is_shown_whole() {
        let text = "x ".repeat(100);
        let spans = [Stretch { start: 10, end: 150, leaf: 0 }];
        let found = fragments(&text, &spans, &[0], WANTED);
        assert_eq!(found[0].spans[0].1 - found[0].spans[0].0, 140);
    }
}

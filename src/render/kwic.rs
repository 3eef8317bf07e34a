//! Keywords in context: CSV, a row a match, in the order of hits and of the text.
//!
//! Columns: `left`, `match`, `right`, `field`, `start` (offset of the match in the field, in Unicode
//! scalar values), `n` and `of` (this is match `n` of `of` in the article), `id`, `title`, `source`,
//! `date`, `truncated` (`true` where the article is longer than the first MiB, in which matches are
//! looked for). `left` and `right` hold up to half of `highlight-size` characters on one line.
//!
//! An answer is bounded: where an article has more matches than it may have rows, `of` is greater
//! than its last `n`.

use super::csv::record;
use super::text;
use crate::article::{Article, TextField};
use crate::search::params::Params;
use crate::search::{Hit, Response};

/// Rows of an answer: each may hold some kilobytes of context.
pub const ROWS_MAX: usize = 20_000;

const COLUMNS: [&str; 12] = ["left", "match", "right", "field", "start", "n", "of", "id", "title", "source", "date", "truncated"];

/// Writes the matches of a page.
#[must_use]
pub fn rows(response: &Response, params: &Params) -> String {
    let most = params.rows_max.unwrap_or(ROWS_MAX / response.hits.len().max(1));
    // Where texts may not be shown, a long match is no way to see them.
    let longest = params.rows_max.map_or(usize::MAX, |_| params.context.saturating_mul(2));
    let mut out = record(COLUMNS.iter().map(|name| (*name).to_owned()));
    for hit in &response.hits {
        rows_of(hit, &Bounds { context: params.context, most, longest, hidden: &params.hidden }, &mut out);
    }
    out
}

/// A match: its field, and where it is there in Unicode scalar values.
struct Match {
    field: TextField,
    start: usize,
    end: usize,
}

/// How much of an article may be shown.
struct Bounds<'a> {
    context: usize,
    most: usize,
    longest: usize,
    hidden: &'a [&'static str],
}

fn rows_of(hit: &Hit, bounds: &Bounds<'_>, out: &mut String) {
    let Bounds { context, most, longest, hidden } = *bounds;
    let shown = |member: &str, text: String| if hidden.contains(&member) { String::new() } else { text };
    let article = &hit.article;
    let matches: Vec<Match> = hit
        .highlights
        .iter()
        .flat_map(|(field, fragments)| fragments.iter().map(move |fragment| (*field, fragment)))
        .flat_map(|(field, fragment)| {
            let at = fragment.start as usize;
            fragment.spans.iter().map(move |(start, end)| Match { field, start: at + *start as usize, end: at + *end as usize })
        })
        .collect();
    let mut indexed: Option<(TextField, Vec<usize>)> = None;
    for (n, found) in (1..).zip(matches.iter().take(most)) {
        let text = text_of(article, found.field);
        if indexed.as_ref().is_none_or(|(field, _)| *field != found.field) {
            let bytes = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            indexed = Some((found.field, bytes));
        }
        let Some((_, bytes)) = &indexed else { continue };
        let part = |from: usize, to: usize| {
            let at = |char: usize| bytes.get(char).copied().unwrap_or(text.len());
            text::line(text.get(at(from)..at(to)).unwrap_or_default())
        };
        out.push_str(&record(
            [
                part(found.start.saturating_sub(context), found.start),
                part(found.start, found.end.min(found.start.saturating_add(longest))),
                part(found.end, found.end.saturating_add(context)),
                found.field.as_str().to_owned(),
                found.start.to_string(),
                n.to_string(),
                matches.len().to_string(),
                article.id.clone(),
                shown("title", text::line(&article.title)),
                shown("source", article.source.clone().unwrap_or_default()),
                shown("published", article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default()),
                hit.truncated.to_string(),
            ]
            .into_iter(),
        ));
    }
}

fn text_of(article: &Article, field: TextField) -> &str {
    match field {
        TextField::Title => &article.title,
        TextField::Lead => &article.lead,
        TextField::Body => &article.body,
    }
}

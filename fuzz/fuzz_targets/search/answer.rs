//! What every answer holds to.

use std::time::{Duration, Instant};

use dateline::article::TextField;
use dateline::render::json;
use dateline::search::params::{Params, Route};
use dateline::search::{Fragment, Hit, Page, Request, Response, SearchError, Stop, search};

use crate::support::Built;

/// Asks; `None` if there is no answer for a documented reason.
pub(crate) fn ask(built: &Built, request: &Request) -> Option<Response> {
    let stop = Stop::new(Instant::now() + Duration::from_secs(5));
    match search(&built.version, request, &stop) {
        Ok(response) => Some(response),
        Err(
            SearchError::Query(_)
            | SearchError::Deadline
            | SearchError::TooManyBuckets { .. }
            | SearchError::TooManySeries { .. }
            | SearchError::NotAvailable { .. },
        ) => None,
        Err(error) => panic!("`{}`: {error}", request.query.text),
    }
}

/// Checks an answer by itself.
pub(crate) fn check(params: &Params, response: &Response) {
    let request = &params.request;
    let q = &request.query.text;
    let total = response.total.expect("a total was asked for");
    if let Some(timeline) = &response.timeline {
        let sum: u64 = timeline.buckets.iter().map(|bucket| bucket.count).sum();
        assert_eq!(total, sum + timeline.undated + timeline.coarser, "`{q}`: {timeline:?}");
        for bucket in &timeline.buckets {
            assert!(bucket.all.is_none_or(|all| all >= bucket.count), "`{q}`: {bucket:?}");
        }
        for series in &timeline.series {
            let sum: u64 = series.buckets.iter().map(|bucket| bucket.count).sum();
            assert_eq!(series.count, sum + series.undated + series.coarser, "`{q}`: {series:?}");
            assert_eq!(series.buckets.len(), timeline.buckets.len(), "`{q}`");
        }
    }
    for (field, facet) in &response.facets {
        // A field that is filtered counts what there is without its filter.
        if request.filters.iter().any(|filter| filter.field == *field && !filter.exclude) {
            continue;
        }
        assert!(facet.missing <= total && facet.values.iter().all(|value| value.count <= total), "`{q}`: {field} {facet:?}");
        // An article has one value of these at most.
        let listed: u64 = facet.values.iter().map(|value| value.count).sum();
        if matches!(field.as_str(), "source" | "section" | "lang") {
            assert_eq!(listed + facet.other + facet.missing, total, "`{q}`: {field} {facet:?}");
        }
    }
    if request.page == Page::Number(1) {
        let wanted = usize::try_from(total).unwrap_or(usize::MAX).min(request.page_size);
        assert_eq!(response.hits.len(), wanted, "`{q}`: hits of {total}");
        let more = request.page_size > 0 && total > response.hits.len() as u64;
        assert_eq!(response.next_cursor.is_some(), more, "`{q}`");
    }
    assert!(response.hits.is_sorted_by(|a, b| a.score >= b.score), "`{q}`: scores");
    for hit in &response.hits {
        check_hit(q, hit);
    }
    for warning in &response.warnings {
        assert!(warning.column.is_none_or(|column| column >= 1 && column <= q.chars().count().max(1)), "`{q}`: {warning:?}");
    }
    assert!(json::response(response, params, Route::Search).ends_with('}'), "`{q}`: no JSON");
}

fn check_hit(q: &str, hit: &Hit) {
    let id = &hit.article.id;
    assert!(hit.score.is_none_or(|score| score.is_finite() && score >= 0.0), "`{q}`: {:?} of `{id}`", hit.score);
    if let (Some(score), Some(explanation)) = (hit.score, &hit.explanation) {
        let sum: f32 = explanation.parts.iter().map(|part| part.score).sum();
        assert_eq!(score.to_bits(), explanation.score.to_bits(), "`{q}`: {explanation:?} of `{id}`");
        assert!((sum - score).abs() <= 1e-3 * score.max(1.0), "`{q}`: {score} is explained as {sum} in `{id}`: {explanation:?}");
    }
    for (field, fragments) in &hit.highlights {
        let text = match field {
            TextField::Title => &hit.article.title,
            TextField::Lead => &hit.article.lead,
            TextField::Body => &hit.article.body,
        };
        let mut shown_to = 0;
        for fragment in fragments {
            check_fragment(text, fragment).unwrap_or_else(|what| panic!("`{q}`: {what} in {field:?} of `{id}`: {fragment:?}"));
            assert!(fragment.start >= shown_to, "`{q}`: fragments of `{id}` overlap: {fragments:?}");
            shown_to = fragment.start + u32::try_from(fragment.text.chars().count()).unwrap();
        }
    }
}

/// A fragment is the text at its place, and its matches lie in it, in order and apart.
fn check_fragment(text: &str, fragment: &Fragment) -> Result<(), &'static str> {
    let length = fragment.text.chars().count();
    let place: String = text.chars().skip(fragment.start as usize).take(length).collect();
    if place != fragment.text || length == 0 {
        return Err("a fragment is not the text at its place");
    }
    if fragment.spans.is_empty() {
        return Err("a fragment shows no match");
    }
    let mut end = 0;
    for (from, to) in &fragment.spans {
        if *from < end || to <= from || *to as usize > length {
            return Err("a match lies outside, or upon another");
        }
        end = *to;
    }
    Ok(())
}

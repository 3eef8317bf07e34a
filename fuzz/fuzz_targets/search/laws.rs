//! What answers hold to among each other.

use dateline::query::{Node, parse};
use dateline::search::{Cursor, Filter, Order, Page, Query, Request, Response};

use crate::answer::ask;
use crate::support::Built;

/// Several segments answer as one does, but for scores: each segment's articles are counted for them.
pub(crate) fn segments_change_nothing(request: &Request, one: &Response, several: &Response) {
    let q = &request.query.text;
    assert_eq!(one.total, several.total, "`{q}`: total");
    assert_eq!(one.excluded, several.excluded, "`{q}`: excluded");
    assert_eq!(one.facets, several.facets, "`{q}`: facets");
    assert_eq!(one.timeline, several.timeline, "`{q}`: timeline");
    assert_eq!(one.query.terms, several.query.terms, "`{q}`: terms");
    let scored = |response: &Response| response.hits.iter().any(|hit| hit.score.is_some());
    if request.order != Order::Relevance || !(scored(one) || scored(several)) {
        let ids = |response: &Response| response.hits.iter().map(|hit| hit.article.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(one), ids(several), "`{q}`: order");
        for (a, b) in one.hits.iter().zip(&several.hits) {
            assert_eq!(a.highlights, b.highlights, "`{q}`: highlights of `{}`", a.article.id);
        }
    }
}

/// The same request with nothing but its total.
fn counted(request: &Request) -> Request {
    Request {
        page: Page::Number(1),
        page_size: 0,
        facets: Vec::new(),
        interval: None,
        by: None,
        share: false,
        highlight: None,
        ..request.clone()
    }
}

fn total(built: &Built, request: &Request) -> Option<u64> {
    ask(built, request).and_then(|response| response.total)
}

fn with(request: &Request, tree: Node) -> Request {
    let mut request = counted(request);
    request.query.parsed.tree = Some(tree);
    request
}

/// An article is found by a query or by its negation.
pub(crate) fn not_is_the_complement(built: &Built, request: &Request) {
    // Of a query of which nothing is left neither finds anything.
    let Some(tree) = request.query.parsed.tree.clone().filter(|_| !request.query.lenient) else { return };
    let found = total(built, &counted(request));
    let others = total(built, &with(request, Node::Not(Box::new(tree))));
    let all = total(built, &with(request, Node::All));
    if let (Some(found), Some(others), Some(all)) = (found, others, all) {
        assert_eq!(found + others, all, "`{}`: {found} and {others} without it", request.query.text);
    }
}

/// Behind the cursor of a page stands the next page.
pub(crate) fn the_next_page_follows(built: &Built, request: &Request) {
    let hits = |page| {
        let request = Request { page, ..request.clone() };
        let answer = ask(built, &request)?;
        Some((answer.hits.into_iter().map(|hit| hit.article.id).collect::<Vec<_>>(), answer.next_cursor))
    };
    let Some((first, Some(cursor))) = hits(Page::Number(1)) else { return };
    let cursor = Cursor::decode(&cursor).expect("an answer's own cursor can be read");
    if let (Some((by_cursor, _)), Some((by_number, _))) = (hits(Page::After(cursor)), hits(Page::Number(2))) {
        assert_eq!(by_cursor, by_number, "`{}`: page 2", request.query.text);
        assert!(!by_cursor.is_empty() && by_cursor.iter().all(|id| !first.contains(id)), "`{}`: {by_cursor:?}", request.query.text);
    }
}

/// To choose a row of a facet gives its count.
pub(crate) fn a_row_gives_its_count(built: &Built, request: &Request) {
    let Some(answer) = ask(built, request) else { return };
    for (field, facet) in &answer.facets {
        let Some(row) = facet.values.last() else { continue };
        let mut chosen = counted(request);
        chosen.filters.retain(|filter| filter.exclude || filter.field != *field);
        let value = row.id.clone().unwrap_or_else(|| row.value.clone());
        chosen.filters.push(Filter { field: *field, values: vec![value], exclude: false });
        if let Some(total) = total(built, &chosen) {
            assert_eq!(total, row.count, "`{}`: {field} {row:?}", request.query.text);
        }
    }
}

/// What the answer says was read finds the same.
pub(crate) fn the_canonical_text_finds_the_same(built: &Built, request: &Request) {
    let Some(answer) = ask(built, request).filter(|_| request.query.parsed.errors.is_empty()) else { return };
    let text = answer.query.canonical;
    let parsed = parse(&text, request.query.parsed.options);
    let again = Request { query: Query { text: text.clone(), parsed, lenient: false }, ..counted(request) };
    if text.len() <= dateline::query::limits::TEXT_BYTES_MAX {
        assert_eq!(total(built, &again), answer.total, "`{}` as `{text}`", request.query.text);
    }
}

//! The text of a page: what the extractor takes for the article, in paragraphs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;
use trafilatura::{Options, extract_document};

use super::super::super::mapping::html_plain;
use super::super::headings::is_other_headlines;

/// Takes the article's text out of a tree; `None` where the extractor failed.
pub(super) fn body(page: Document) -> Option<String> {
    let options = Options::default().with_fallback(true).with_exclude_comments(true);
    // The extractor is of others' making: should it panic, the page is read without it.
    let extracted = catch_unwind(AssertUnwindSafe(|| extract_document(page, &options).map(|found| found.content_html).unwrap_or_default()));
    extracted.ok().map(|html| paragraphs(&html))
}

/// Paragraphs of HTML, parted by blank lines.
pub(super) fn paragraphs(html: &str) -> String {
    paragraphs_of(&html_plain(html))
}

/// Paragraphs of plain text, blanks collapsed and empty ones left out.
pub(in super::super) fn paragraphs_of(text: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for paragraph in text.split("\n\n") {
        let lines: Vec<String> = paragraph.lines().map(super::facts::collapsed).filter(|line| !line.is_empty()).collect();
        let paragraph = lines.join("\n");
        if !paragraph.is_empty() && out.last() != Some(&paragraph) {
            out.push(paragraph);
        }
    }
    // A heading of other headlines without its list says nothing.
    while out.last().is_some_and(|last| is_other_headlines(last)) {
        out.pop();
    }
    out.retain(|paragraph| !is_other_headlines(paragraph));
    out.join("\n\n")
}

/// Whether a title stands at the head of a body, which then begins behind it.
pub(super) fn without_title(body: String, title: &str) -> String {
    match body.split_once("\n\n") {
        Some((first, rest)) if super::json_ld::same(first, title) => rest.to_owned(),
        _ => body,
    }
}

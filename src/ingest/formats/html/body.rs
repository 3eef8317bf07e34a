//! The text of a page: what the extractor takes for the article, in paragraphs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use trafilatura::dom::Document;
use trafilatura::{Options, extract_document};

use super::super::super::mapping::html_plain;
use super::super::headings::is_other_headlines;
use super::facts::Facts;

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

/// Texts shorter than this were taken by the extractor's last means, which knows no paragraphs.
const SHORT: usize = 300;

/// A short text with the paragraphs of the page's lines, where these are all of it.
pub(super) fn parted(text: String, facts: &Facts) -> String {
    if text.len() > SHORT || text.contains("\n\n") {
        return text;
    }
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let whole = letters(&text);
    let heading = facts.h1.first().map(|h1| letters(h1)).unwrap_or_default();
    let behind = whole.strip_prefix(&heading).unwrap_or(&whole).len();
    let from = facts.heading_line.map_or(0, |at| at + 1);
    let own = facts.lines.iter().skip(from).filter(|line| !line.aside && line.linked * 2 <= line.text.len());
    let lines: Vec<&str> = own.map(|line| line.text.as_str()).filter(|line| whole.contains(&letters(line))).collect();
    let parted = lines.join("\n\n");
    if parted.is_empty() || letters(&parted).len() * 10 < behind * 5 { text } else { parted }
}

/// A body without the title at its head.
pub(super) fn without_title(body: String, title: &str) -> String {
    match body.split_once("\n\n") {
        Some((first, rest)) if super::json_ld::same(first, title) => rest.to_owned(),
        _ => body,
    }
}

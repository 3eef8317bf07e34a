//! HTML pages: one article a page, or a reject that says what the page is instead.
//!
//! The tree is built once. A walk over it collects [`facts`]; titles, names and dates are chosen
//! of them; lists of other headlines go into `related`; then the extractor takes the text. Pages
//! that would cost too much (see [`bounds`]) are read without tree and extractor, and that is
//! noted. Start reading at [`page`].

mod article_or_not;
mod body;
mod bounds;
mod core;
mod dates;
mod facts;
mod json_ld;
mod names;
mod related;
mod title;

use trafilatura::dom::Document;

use super::super::encoding::record_text;
use super::super::row::{At, Context, Draft, DraftId, Row, note, reject};
use super::super::window::Window;
use super::super::{Note, NoteCode, RejectCode};
use super::Rows;
use crate::article::Article;
pub(super) use body::paragraphs_of as paragraphs;
pub(super) use facts::collapsed;

/// A page that was fetched.
#[derive(Debug)]
pub(in super::super) struct Page<'a> {
    /// Its text, decoded.
    pub(in super::super) html: &'a str,
    /// The address it was found at, where that is known.
    pub(in super::super) url: Option<&'a str>,
    /// Where it begins.
    pub(in super::super) at: At,
    /// Its bytes as they came, for a reject.
    pub(in super::super) raw: &'a [u8],
    /// What was noticed before (replaced bytes).
    pub(in super::super) notes: Vec<Note>,
}

/// Reads a page.
pub(in super::super) fn page(page: Page<'_>, context: &Context) -> Row {
    let Page { html, url, at, raw, mut notes } = page;
    if html.len() > bounds::PAGE_BYTES_MAX.min(context.record_bytes_max) {
        return page_too_large(at, raw, context);
    }
    let excess = bounds::excess(html);
    let built = if excess.is_some() { bounds::head(html) } else { html };
    let mut tree = Document::parse(built);
    let facts = facts::facts(&tree);
    let titles: Vec<&str> =
        [facts.title.as_str()].into_iter().chain(facts.h1.iter().map(String::as_str)).chain(facts.meta(&["og:title"])).collect();
    let ld = json_ld::read(&facts.json_ld, &titles);
    let address = names::address(&facts, &ld, url);
    let outlets = names::outlets(&facts, &ld, address.as_deref());
    let section = names::section(&facts, &ld);
    // Titles end in the name of the section as well.
    let endings: Vec<&str> = outlets.iter().map(String::as_str).chain(section.as_deref()).collect();
    let mut article = Article {
        title: title::title(&facts, &ld, &endings),
        lead: names::lead(&facts, &ld),
        authors: names::authors(&facts, &ld, &outlets),
        section,
        tags: names::tags(&facts, &ld),
        language: names::language(&facts, &ld),
        source: names::source(&facts, &ld, address.as_deref()),
        ..Article::default()
    };
    let dates = dates::dates(&facts, &ld, address.as_deref(), context.zone);
    (article.published, article.updated) = (dates.published, dates.updated);
    notes.extend(dates.notes);
    let base = facts.base.as_deref().or(address.as_deref());
    article.related = related::take(&mut tree, &facts.list_headings, base);
    let (text, without) = text(html, tree, excess);
    notes.extend(without);
    article.body = body::without_title(body::parted(text, &facts), &article.title);
    // The text that the metadata holds is whole where the page shows a part of it.
    if let Some(whole) = ld.body.as_deref().filter(|whole| whole.len() > 500 && whole.len() > 2 * article.body.len()) {
        article.body = body::paragraphs(whole);
    }
    if !context.keep_all
        && let Some(reason) = article_or_not::reason(&facts, &ld, &article.title, &article.body, address.as_deref())
    {
        let reason = format!("{reason}; `--keep-all` takes it as it is");
        return reject(at, RejectCode::NotAnArticle, reason, raw);
    }
    article.url = address;
    Draft { article, id: DraftId::Mapped(None), notes, day_order: None }.finish(at, raw, context)
}

/// The text by the extractor, or without it where that would cost too much.
fn text(html: &str, tree: Document, excess: Option<bounds::Excess>) -> (String, Option<Note>) {
    let failed = match excess {
        Some(excess) => excess.as_str(),
        None => match body::body(tree) {
            Some(text) => return (text, None),
            None => "the extractor failed on it: the text was read without it",
        },
    };
    (body::paragraphs(html), Some(note(NoteCode::NotExtracted, failed)))
}

fn page_too_large(at: At, raw: &[u8], context: &Context) -> Row {
    let max = bounds::PAGE_BYTES_MAX.min(context.record_bytes_max);
    let reason = format!("the page has more than {max} bytes, more than is read of one page: take what is no text out of it");
    reject(at, RejectCode::TooLarge, reason, raw)
}

/// An HTML file while it is read: one page.
#[derive(Debug, Default)]
pub(super) struct Html {
    ended: bool,
}

impl Rows for Html {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        let at = window.at();
        let max = bounds::PAGE_BYTES_MAX.min(context.record_bytes_max);
        window.fill(max + 1);
        if window.failed() {
            return None;
        }
        let raw = window.data();
        let row = if raw.len() > max {
            page_too_large(at, raw, context)
        } else {
            let (html, bad_bytes) = record_text(raw, window.proven_utf8);
            if html.trim().is_empty() {
                Row::Skipped { at, reason: "it is blank".into() }
            } else {
                page(Page { html: &html, url: None, at, raw, notes: bad_bytes.into_iter().collect() }, context)
            }
        };
        window.consume_all();
        Some(row)
    }
}

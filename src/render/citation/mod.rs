//! Citations of articles, for reference managers: BibTeX, RIS, CSL-JSON.
//!
//! A date keeps its precision: a year or a month is never padded into a day, an undated article has
//! no date. An instant lies on its day in the zone of the request.

mod bibtex;
mod csl;
mod day;
mod ris;

pub use bibtex::bibtex;
pub use csl::csl_json;
pub use ris::ris;

use crate::article::Article;
use crate::render::text;

/// Characters of a text that stands for a title.
const TITLE_CHARS: usize = 80;

/// The title, else how the article begins: a citation without either names nothing.
fn title(article: &Article) -> String {
    let title = text::line(&article.title);
    if !title.is_empty() {
        return title;
    }
    let text = if article.lead.trim().is_empty() { &article.body } else { &article.lead };
    text::line(&text::beginning(text, TITLE_CHARS))
}

#[cfg(test)]
mod tests;

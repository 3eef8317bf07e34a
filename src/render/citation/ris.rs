//! RIS: a record of the type `NEWS` an article, lines end in CR LF.
//!
//! `PY` is the year, `DA` the date as far as it reaches (`2025/01/29/`, `2025/01//`); an undated
//! article has neither.

use std::fmt::Write as _;

use super::day::CitedDate;
use super::title;
use crate::article::Article;
use crate::article::published::Zone;
use crate::render::text;

/// Writes a record, with a blank line after it.
#[must_use]
pub fn ris(article: &Article, zone: Zone) -> String {
    let mut out = String::new();
    let mut line = |tag: &str, value: &str| {
        // A value is a line: whatever follows a break would be a tag of its own.
        let value = text::line(value);
        if !value.is_empty() {
            let _ = write!(out, "{tag}  - {value}\r\n");
        }
    };
    line("TY", "NEWS");
    line("ID", &article.id);
    line("TI", &title(article));
    article.authors.iter().for_each(|author| line("AU", author));
    line("T2", article.source.as_deref().unwrap_or_default());
    if let Some(date) = CitedDate::of(article, zone) {
        line("PY", &format!("{:04}", date.year));
        let part = |part: Option<u32>| part.map(|part| format!("{part:02}")).unwrap_or_default();
        if date.month.is_some() {
            line("DA", &format!("{:04}/{}/{}/", date.year, part(date.month), part(date.day)));
        }
    }
    line("AB", &article.lead);
    article.section.iter().chain(&article.tags).for_each(|word| line("KW", word));
    if !article.language.is_und() {
        line("LA", article.language.as_str());
    }
    line("UR", &text::web_address(article.url.as_deref()).unwrap_or_default());
    out.push_str("ER  - \r\n\r\n");
    out
}

//! BibTeX: an `@article` an article, UTF-8, read by BibTeX, `BibLaTeX` and reference managers alike.
//!
//! `year`, `month` and `day` are there as far as the date reaches, and `date` (`2025-01-29`,
//! `2025-01`, `2025`) for `BibLaTeX`; an undated article has `year = {n.d.}`. The key is made of the id
//! alone, so that it stays what it is from one export to the next.

use std::fmt::Write as _;

use xxhash_rust::xxh3::xxh3_64;

use super::day::CitedDate;
use super::title;
use crate::article::Article;
use crate::article::published::Zone;
use crate::render::text;

/// Longest key that is an id itself.
const KEY_BYTES_MAX: usize = 64;
/// Characters of an id that a made key begins with.
const SLUG_CHARS: usize = 40;
/// The months as BibTeX's styles know them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Writes an entry, with a blank line after it.
#[must_use]
pub fn bibtex(article: &Article, zone: Zone) -> String {
    let mut out = format!("@article{{{},\n", key(&article.id));
    let mut field = |name: &str, value: &str| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name} = {value},");
        }
    };
    let braced = |text: &str| if text.is_empty() { String::new() } else { format!("{{{text}}}") };
    let plain = |text: &str| braced(&escaped(&text::line(text)));
    // A second pair of braces keeps the capitals of a headline.
    field("title", &braced(&braced(&escaped(&title(article)))));
    let authors: Vec<String> = article.authors.iter().map(|name| person(&text::line(name))).filter(|name| !name.is_empty()).collect();
    field("author", &braced(&authors.join(" and ")));
    field("journal", &plain(article.source.as_deref().unwrap_or_default()));
    match CitedDate::of(article, zone) {
        None => field("year", "{n.d.}"),
        Some(date) => {
            field("year", &format!("{{{:04}}}", date.year));
            let month = date.month.and_then(|month| MONTHS.get(month as usize - 1));
            field("month", month.copied().unwrap_or_default());
            field("day", &date.day.map(|day| format!("{{{day}}}")).unwrap_or_default());
            field("date", &braced(&iso(date)));
        }
    }
    field("url", &braced(&text::web_address(article.url.as_deref()).unwrap_or_default()));
    field("abstract", &plain(&article.lead));
    field("keywords", &braced(&keywords(article)));
    if !article.language.is_und() {
        field("language", &braced(article.language.as_str()));
    }
    out.push_str("}\n\n");
    out
}

fn iso(date: CitedDate) -> String {
    let mut out = format!("{:04}", date.year);
    for part in [date.month, date.day].into_iter().flatten() {
        let _ = write!(out, "-{part:02}");
    }
    out
}

/// The key of an id: the id itself where it is one that every program takes, else letters of it and
/// its hash, since keys that differ by capitals alone are one key.
fn key(id: &str) -> String {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b'_' | b':');
    if id.len() <= KEY_BYTES_MAX && id.starts_with(|c: char| c.is_ascii_lowercase()) && id.bytes().all(plain) {
        return id.to_owned();
    }
    let mut slug = String::from("a");
    let mut gap = true;
    for c in id.chars().take(SLUG_CHARS * 4) {
        if slug.len() > SLUG_CHARS {
            break;
        }
        if c.is_ascii_alphanumeric() {
            if gap {
                slug.push('-');
            }
            slug.push(c.to_ascii_lowercase());
        }
        gap = !c.is_ascii_alphanumeric();
    }
    format!("{slug}-{:016x}", xxh3_64(id.as_bytes()))
}

/// A name for a list of authors. One that the list's own grammar would part is held together.
fn person(name: &str) -> String {
    let parts = name.split(' ').any(|word| word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("others"));
    let commas = name.matches(',').count();
    let ends = name.starts_with(',') || name.ends_with(',');
    let text = escaped(name);
    // Commands between the parts of a name confuse those who part it.
    if parts || commas > 1 || ends || text != name { format!("{{{text}}}") } else { text }
}

/// A text in which nothing is a command. Braces must balance even behind a backslash, so they are
/// written by name.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' => out.push_str("\\textbraceleft{}"),
            '}' => out.push_str("\\textbraceright{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            '$' | '&' | '%' | '#' | '_' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Section and tags; a comma would part a keyword.
fn keywords(article: &Article) -> String {
    let words = article.section.iter().chain(&article.tags).map(|word| escaped(&text::line(&word.replace(',', " "))));
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
}

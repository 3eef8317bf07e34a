//! Page text: a title line, paragraphs, `Publish Date: 2025/01/29`, a `Latest News` list; or any
//! plain text of a title and paragraphs.
//!
//! Telegrams of agencies are told by their frame (`telegram.rs`). The rules for all others, in order:
//! the first line that is not blank is the title, if it is short. A line that
//! begins with a date label and holds a date is the date. A line that is a heading of other
//! headlines begins a list: the bullets after it, or, without bullets, short lines up to the end.
//! Everything else is body.

use super::super::Note;
use super::super::encoding::record_text;
use super::super::limits::LIST_MAX;
use super::super::paragraphs::paragraphs;
use super::super::row::{Context, Draft, DraftId, Row, date_error, doubt, too_large};
use super::super::window::Window;
use super::headings::{DateLine, Dated, date_line, is_other_headlines};
use super::{Rows, telegram};
use crate::article::published::written::{Hints, WrittenError, or_year, parse_hinted};
use crate::article::published::{Basis, Zone};
use crate::article::{Article, Related, Stamp};

/// Longest title line, in characters: longer first lines are text.
const TITLE_MAX: usize = 300;

/// Longest headline of a list without bullets, in characters.
const HEADLINE_MAX: usize = 200;

/// Longest value behind a date label, in bytes.
const DATE_MAX: usize = 80;

/// Page text while it is read: one article an input.
#[derive(Debug, Default)]
pub(super) struct Page {
    ended: bool,
}

impl Rows for Page {
    fn next_row(&mut self, window: &mut Window, context: &Context) -> Option<Row> {
        if std::mem::replace(&mut self.ended, true) {
            return None;
        }
        let at = window.at();
        window.fill(context.record_bytes_max + 1);
        if window.failed() {
            return None;
        }
        let raw = window.data();
        let row = if raw.len() > context.record_bytes_max {
            too_large(at, raw, context)
        } else {
            let (text, bad_bytes) = record_text(raw, window.proven_utf8);
            if text.trim().is_empty() {
                Row::Skipped { at, reason: "it is blank".into() }
            } else {
                let mut draft = telegram::draft(&text, context.zone).unwrap_or_else(|| draft(&text, context.zone));
                draft.notes.extend(bad_bytes);
                draft.finish(at, raw, context)
            }
        };
        window.consume_all();
        Some(row)
    }
}

fn draft(text: &str, zone: Zone) -> Draft {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lines: Vec<&str> = text.split(['\n', '\u{2028}', '\u{2029}', '\u{85}']).map(str::trim_end).collect();
    let mut draft = Draft { article: Article::default(), id: DraftId::Mapped(None), notes: Vec::new(), day_order: None };
    let mut at = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    if let Some(first) = lines.get(at).map(|line| line.trim().trim_start_matches("# "))
        && first.chars().count() <= TITLE_MAX
    {
        first.clone_into(&mut draft.article.title);
        at += 1;
    }
    let mut body = Vec::new();
    let mut published_seen = false;
    while let Some(line) = lines.get(at).copied() {
        at += 1;
        if let Some(list) = is_other_headlines(line).then(|| other_headlines(lines.get(at..).unwrap_or_default())).flatten() {
            draft.article.related.extend(list.titles);
            at += list.lines;
        } else if let Some(read) = date_of_line(line, published_seen, draft.article.updated.is_some(), zone) {
            draft.notes.extend(read.notes);
            match read.dated {
                Dated::Published => {
                    published_seen = true;
                    draft.article.published = read.stamp;
                }
                Dated::Updated => draft.article.updated = read.stamp,
            }
        } else {
            body.push(line);
        }
    }
    draft.article.body = paragraphs(&body);
    draft
}

/// What a date line says.
struct DateRead {
    dated: Dated,
    stamp: Option<Stamp>,
    notes: Vec<Note>,
}

/// Reads a date line; `None` if the line is text.
fn date_of_line(line: &str, published_seen: bool, updated_seen: bool, zone: Zone) -> Option<DateRead> {
    let DateLine { dated, value, certain, calendar } = date_line(line)?;
    let seen = match dated {
        Dated::Published => published_seen,
        Dated::Updated => updated_seen,
    };
    if seen || value.is_empty() || value.len() > DATE_MAX {
        return None;
    }
    let error = match or_year(parse_hinted(value, zone, Hints { order: None, calendar })) {
        Ok(found) => {
            let notes = doubt(&found, value).into_iter().collect();
            return Some(DateRead { dated, stamp: Some(Stamp::new(found.when, Basis::Text)), notes });
        }
        Err(error) => error,
    };
    // Behind a word that also begins sentences, what is no date is text.
    let date_like = certain || !matches!(error, WrittenError::Unreadable(_)) || calendar.is_some();
    date_like.then(|| DateRead { dated, stamp: None, notes: vec![date_error(&error)] })
}

/// A list of other headlines.
struct List {
    titles: Vec<Related>,
    /// Lines it takes after its heading.
    lines: usize,
}

/// Reads the list after a heading; `None` if the lines are text and the heading too.
fn other_headlines(lines: &[&str]) -> Option<List> {
    let mut titles = Vec::new();
    let mut taken = 0;
    for (at, line) in lines.iter().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let Some(item) = bullet(line).filter(|_| titles.len() <= LIST_MAX) else { break };
        titles.push(related(item));
        taken = at + 1;
    }
    if !titles.is_empty() {
        return Some(List { titles, lines: taken });
    }
    let end = lines.iter().position(|line| is_other_headlines(line) || date_line(line).is_some()).unwrap_or(lines.len());
    let items = || lines.get(..end).unwrap_or_default().iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    items().all(is_headline).then(|| List { titles: items().map(related).take(LIST_MAX + 1).collect(), lines: end })
}

/// The text behind a bullet or a number.
fn bullet(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let bulleted = line.strip_prefix(['-', '*', '•', '·', '–', '—', '●', '▪', '■', '◦', '‣', '›', '»', '・', '+']);
    let numbered = || {
        let digits = line.find(|c: char| !c.is_numeric()).filter(|digits| (1..=6).contains(digits))?;
        line.get(digits..)?.strip_prefix(['.', ')', '、'])
    };
    Some(bulleted.or_else(numbered)?.trim()).filter(|item| !item.is_empty())
}

fn is_headline(line: &str) -> bool {
    line.chars().count() <= HEADLINE_MAX && !line.ends_with(['.', '。', '؟', '।', '！']) && !line.ends_with(".”")
}

/// Whether a word is an address of the web; schemes are written in any case.
fn is_address(word: &str) -> bool {
    ["https://", "http://"].into_iter().any(|scheme| word.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme)))
}

/// A headline, with the address that stands behind it.
fn related(item: &str) -> Related {
    let (title, url) = match item.rsplit_once(char::is_whitespace) {
        Some((title, url)) if is_address(url) => (title, Some(url.to_owned())),
        _ => (item, None),
    };
    Related { title: title.trim_end().to_owned(), url }
}

#[cfg(test)]
mod tests {
    use super::super::super::NoteCode;
    use super::*;

    fn read(text: &str) -> Draft {
        draft(text, Zone::Utc)
    }

    #[test]
    fn the_parts_of_a_page_are_told() {
        let page =
            read("Title\nOne.\nTwo.\nPublish Date: 2025/01/29\nLatest News\n- A\n- B https://x.example/b\n- C HTTPS://x.example/c\n");
        assert_eq!((page.article.title.as_str(), page.article.body.as_str()), ("Title", "One.\n\nTwo."));
        let stamp = page.article.published.unwrap();
        assert_eq!((stamp.when.to_string().as_str(), stamp.basis), ("2025-01-29", Basis::Text));
        let related: Vec<_> = page.article.related.iter().map(|r| (r.title.as_str(), r.url.as_deref())).collect();
        assert_eq!(related, [("A", None), ("B", Some("https://x.example/b")), ("C", Some("HTTPS://x.example/c"))]);
    }

    #[test]
    fn a_long_first_line_is_text() {
        let long = format!("{}.", "word ".repeat(80));
        let page = read(&long);
        assert_eq!((page.article.title.as_str(), page.article.body.as_str()), ("", long.as_str()));
        assert_eq!(read("Only a title").article.body, "");
    }

    #[test]
    fn lists_of_other_headlines_are_no_body() {
        let check = |text: &str, body: &str, related: usize| {
            let page = read(text);
            assert_eq!((page.article.body.as_str(), page.article.related.len()), (body, related), "{text}");
        };
        check("T\nA.\nRelated\n1. x\n2) y\n\n• z", "A.", 3);
        check("T\nA.\nآخرین اخبار\n- الف\n- ب", "A.", 2);
        check("T\nA.\n相关新闻：\n一则标题\n另一则标题", "A.", 2);
        check("T\nA.\nRead more\nThis is a sentence of the text.\nB.", "A.\n\nRead more\n\nThis is a sentence of the text.\n\nB.", 0);
        check("T\nLatest News\n- x\nText goes on here.", "Text goes on here.", 1);
        check("T\nA.\nLatest News", "A.", 0);
    }

    #[test]
    fn dates_that_cannot_be_used_are_noted() {
        let check = |line: &str, published: Option<&str>, note: Option<NoteCode>, body: &str| {
            let page = read(&format!("T\nA.\n{line}"));
            assert_eq!(page.article.published.map(|stamp| stamp.when.to_string()).as_deref(), published, "{line}");
            assert_eq!(page.notes.first().map(|note| note.code), note, "{line}");
            assert_eq!(page.article.body, body, "{line}");
        };
        check("Publish Date: 2025/02/30", None, Some(NoteCode::ImpossibleDate), "A.");
        check("Publish Date: soon", None, Some(NoteCode::UnreadableDate), "A.");
        check("Publish Date: 2025-01-29 10:00", Some("2025-01-29T10:00:00Z"), Some(NoteCode::NoZone), "A.");
        check("Date: to be told.", None, None, "A.\n\nDate: to be told.");
        check("تاریخ انتشار: ۱۴۰۳/۱۱/۱۰", Some("2025-01-29"), None, "A.");
        check("تاریخ انتشار: 1403/11/10", Some("2025-01-29"), None, "A.");
        check("تاريخ النشر: 1446/07/29", Some("2025-01-29"), None, "A.");
        check("تاریخ انتشار: بهمن ۱۴۰۳", None, Some(NoteCode::UnreadableDate), "A.");
        check("发布日期：2025年", Some("2025"), None, "A.");
        check("Publish Date: 03/04/2025", Some("2025"), Some(NoteCode::AmbiguousDate), "A.");
    }
}

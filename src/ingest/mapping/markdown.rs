//! Plain text of Markdown, as content systems keep their texts.
//!
//! Only a text that shows clear marks of it is taken for Markdown: a link, bold type, a heading or a
//! shortcode of a site generator. Others stay as they are.

use std::borrow::Cow;

/// Longest shortcode or address in angle brackets.
const MARK_BYTES_MAX: usize = 4_000;

/// Returns the text without the marks of Markdown.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if !is_markdown(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut fenced = false;
    for line in text.split('\n') {
        let bare = line.trim();
        if bare.starts_with("```") || bare.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        if fenced {
            out.push_str(line);
        } else {
            inline(block(line), &mut out);
        }
    }
    Cow::Owned(out)
}

fn is_markdown(text: &str) -> bool {
    let link = || text.match_indices("](").any(|(at, _)| text.get(at + 2..).is_some_and(|to| to.starts_with(['/', '#']) || is_address(to)));
    let heading = || text.lines().any(|line| heading(line).is_some());
    let bold = || text.split("**").count() > 2 && !text.contains("***");
    text.contains(['[', '#', '*', '{']) && (link() || heading() || bold() || text.contains("{{<") || text.contains("{{%"))
}

fn is_address(text: &str) -> bool {
    ["http://", "https://", "mailto:", "{{"].iter().any(|scheme| text.starts_with(scheme))
}

/// The text of a heading of two marks or more; a single one also begins lines of other texts.
fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let marks = line.len() - text.len();
    (2..=6).contains(&marks).then(|| text.strip_prefix(' ')).flatten()
}

/// A line without the marks of headings, quotations, lists and rules.
fn block(line: &str) -> &str {
    let line = line.trim_end();
    let mut text = line.trim_start();
    while let Some(quoted) = text.strip_prefix('>') {
        text = quoted.trim_start();
    }
    if text.len() >= 3 && ["-", "*", "_"].iter().any(|mark| text.replace(' ', "").replace(mark, "").is_empty()) {
        return "";
    }
    if let Some(heading) = heading(text).or_else(|| text.strip_prefix("# ")) {
        return heading.trim().trim_end_matches('#').trim_end();
    }
    ["- ", "* ", "+ "].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text)
}

/// Writes a line without the marks of links, pictures, emphasis, code and shortcodes.
fn inline(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find(['[', '!', '*', '`', '\\', '{', '_', '<']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let taken = mark(from, out);
        rest = from.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Takes a mark at the front of a text; returns its length.
fn mark(from: &str, out: &mut String) -> usize {
    if from.starts_with("{{")
        && let Some(end) = within(from, b"}}")
    {
        return end + 2;
    }
    if from.starts_with("![")
        && let Some((_, length)) = link(from.get(1..).unwrap_or_default())
    {
        return 1 + length;
    }
    if from.starts_with('[')
        && let Some((text, length)) = link(from)
    {
        inline(text, out);
        return length;
    }
    if from.starts_with("<http")
        && let Some(end) = within(from, b">")
    {
        out.push_str(from.get(1..end).unwrap_or_default());
        return end + 1;
    }
    if let Some(escaped) = from.strip_prefix('\\').and_then(|after| after.chars().next()).filter(char::is_ascii_punctuation) {
        out.push(escaped);
        return 1 + escaped.len_utf8();
    }
    let marks = ["***", "**", "__", "*", "`"].into_iter().find(|mark| from.starts_with(mark));
    if let Some(mark) = marks {
        // A star among blanks is a star.
        let after = from.get(mark.len()..).and_then(|after| after.chars().next());
        let stands = after.is_none_or(char::is_whitespace) && out.chars().next_back().is_none_or(char::is_whitespace);
        if !stands {
            return mark.len();
        }
    }
    let first = from.chars().next().map_or(1, char::len_utf8);
    out.push_str(from.get(..first).unwrap_or_default());
    first
}

/// Where a mark ends, looked for not far, so that marks without end take no square time.
fn within(from: &str, end: &[u8]) -> Option<usize> {
    let bytes = from.as_bytes();
    memchr::memmem::find(bytes.get(..MARK_BYTES_MAX).unwrap_or(bytes), end)
}

/// The text of a link at the front, and the length of the link. Links nest once: pictures in links.
fn link(from: &str) -> Option<(&str, usize)> {
    let mut depth = 0usize;
    let end = from.char_indices().take(2_000).find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let target = from.get(end + 1..)?.strip_prefix('(')?;
    let close = target.char_indices().take(4_000).find_map(|(at, c)| (c == ')').then_some(at))?;
    Some((from.get(1..end)?, end + 2 + close + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_off() {
        let check = |text: &str, expected: &str| assert_eq!(plain(text), expected, "{text}");
        check("See [the **plan**](https://x.example/a) now.", "See the plan now.");
        check("## Head\n\n> A *new* quay\n- one\n- two", "Head\n\nA new quay\none\ntwo");
        check("{{< img src=\"a\" >}}Text **bold** and 2 * 3 \\* 4.", "Text bold and 2 * 3 * 4.");
        check("![alt](https://x.example/i.png) [a](/b)", " a");
        check("C# is 5 * 3, [sic] stays", "C# is 5 * 3, [sic] stays");
        check("BankAmerica **", "BankAmerica **");
    }

    #[test]
    fn brackets_take_no_square_time() {
        for piece in ["[", "![", "](", "**", "{{", "\\", "<http", "`"] {
            plain(&format!("[a](https://x.example){}", piece.repeat(50_000)));
        }
    }
}

//! Plain text of HTML fragments, as news APIs put them into their texts.
//!
//! Only elements that HTML has are taken for markup; other text in angle brackets stays. The
//! outcome is plain text: nothing of it is ever put out as markup.

use std::borrow::Cow;

use super::references::reference;

/// Elements that begin a paragraph.
const BLOCKS: [&str; 38] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "thead",
    "tr",
    "ul",
    "center",
];

/// Elements inside a line.
const INLINE: [&str; 44] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "caption", "cite", "code", "del", "dfn", "em", "font", "i", "img", "input",
    "ins", "kbd", "label", "link", "mark", "meta", "param", "picture", "q", "s", "samp", "small", "source", "span", "strike", "strong",
    "sub", "sup", "td", "th", "time", "tt", "u", "var", "video", "wbr",
];

/// Elements whose content is no text of the article.
const SILENT: [&str; 10] = ["script", "style", "noscript", "iframe", "template", "svg", "object", "select", "textarea", "title"];

/// What a tag does.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Block,
    Break,
    Cell,
    Inline,
    Silent,
}

/// A tag at the front of a text.
struct Tag {
    kind: Kind,
    closing: bool,
    name: &'static str,
    length: usize,
}

/// Returns the text of a fragment: tags and comments left out, references resolved, paragraphs
/// parted by blank lines. A text without markup comes back as it is.
pub(in super::super) fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains(['<', '&']) {
        return Cow::Borrowed(text);
    }
    let mut walk = Walk { out: String::with_capacity(text.len()), blocks: has_blocks(text), missing: Missing::default() };
    let mut rest = text;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        walk.text(before);
        let taken = if from.starts_with('&') { walk.reference(from) } else { walk.markup(from) };
        rest = from.get(taken..).unwrap_or_default();
    }
    walk.text(rest);
    Cow::Owned(walk.out)
}

/// Whether line ends are blanks, because elements make the paragraphs.
pub(super) fn has_blocks(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        let after = text.get(at + 1..).unwrap_or_default();
        known(after.strip_prefix('/').unwrap_or(after)).is_some_and(|(kind, _)| matches!(kind, Kind::Block | Kind::Break))
    })
}

/// The element whose name begins a text.
fn known(text: &str) -> Option<(Kind, &'static str)> {
    let end = text.bytes().take(12).position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(text.len().min(12));
    let name = text.get(..end).filter(|name| !name.is_empty())?;
    let after = text.as_bytes().get(end).copied();
    if !matches!(after, Some(b'>' | b'/' | b' ' | b'\n' | b'\t' | b'\r')) {
        return None;
    }
    let find = |names: &[&'static str]| names.iter().copied().find(|known| known.eq_ignore_ascii_case(name));
    if let Some(name) = find(&BLOCKS) {
        return Some((Kind::Block, name));
    }
    if let Some(name) = find(&SILENT) {
        return Some((Kind::Silent, name));
    }
    find(&INLINE).map(|name| match name {
        "br" => (Kind::Break, name),
        "td" | "th" => (Kind::Cell, name),
        _ => (Kind::Inline, name),
    })
}

struct Walk {
    out: String,
    blocks: bool,
    missing: Missing,
}

/// Ends that are not in the rest of the text: each is looked for once, so that a text of brackets
/// takes no square time.
#[derive(Default)]
struct Missing {
    tag: bool,
    comment: bool,
    silent: bool,
}

impl Walk {
    fn text(&mut self, text: &str) {
        if !self.blocks {
            self.out.push_str(text);
            return;
        }
        for c in text.chars() {
            self.char(c);
        }
    }

    fn char(&mut self, c: char) {
        if self.blocks && matches!(c, ' ' | '\n' | '\r' | '\t') {
            if !self.out.is_empty() && !self.out.ends_with([' ', '\n']) {
                self.out.push(' ');
            }
        } else {
            self.out.push(c);
        }
    }

    fn reference(&mut self, from: &str) -> usize {
        let Some((c, length)) = reference(from) else {
            self.out.push('&');
            return 1;
        };
        match c {
            // A hard blank is a blank, and no control character comes in by a reference.
            '\u{a0}' => self.char(' '),
            c if c.is_control() && !matches!(c, '\n' | '\t') => {}
            c => self.char(c),
        }
        length
    }

    fn markup(&mut self, from: &str) -> usize {
        if from.starts_with("<!--") && !self.missing.comment {
            if let Some(end) = from.find("-->") {
                return end + 3;
            }
            self.missing.comment = true;
        }
        let Some(tag) = self.tag(from) else {
            self.out.push('<');
            return 1;
        };
        match tag.kind {
            Kind::Block => self.part("\n\n"),
            Kind::Break => self.part("\n"),
            Kind::Cell => self.char(' '),
            Kind::Silent if !tag.closing && !self.missing.silent => {
                let content = silent(from.get(tag.length..).unwrap_or_default(), tag.name);
                self.missing.silent = content.is_none();
                return tag.length + content.unwrap_or(0);
            }
            Kind::Inline | Kind::Silent => {}
        }
        tag.length
    }

    fn tag(&mut self, from: &str) -> Option<Tag> {
        if self.missing.tag {
            return None;
        }
        let after = from.get(1..)?;
        let closing = after.starts_with('/');
        let declaration = after.starts_with("!DOCTYPE") || after.starts_with("!doctype") || after.starts_with("?xml");
        let (kind, name) = if declaration { (Kind::Inline, "") } else { known(after.strip_prefix('/').unwrap_or(after))? };
        let Some(end) = from.find('>') else {
            self.missing.tag = true;
            return None;
        };
        Some(Tag { kind, closing, name, length: end + 1 })
    }

    /// Begins a paragraph or line, but for one that is empty.
    fn part(&mut self, mark: &str) {
        let kept = self.out.trim_end_matches([' ', '\t']).len();
        self.out.truncate(kept);
        if self.out.is_empty() || self.out.ends_with("\n\n") {
            return;
        }
        if self.out.ends_with('\n') {
            self.out.push('\n');
        } else {
            self.out.push_str(mark);
        }
    }
}

/// Length of the content of an element that is no text, up to its end tag, if there is one.
fn silent(content: &str, name: &str) -> Option<usize> {
    let bytes = content.as_bytes();
    memchr::memchr_iter(b'<', bytes).find(|at| {
        let end = bytes.get(at + 1..at + 2 + name.len()).unwrap_or_default();
        end.first() == Some(&b'/') && end.get(1..).unwrap_or_default().eq_ignore_ascii_case(name.as_bytes())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_become_text() {
        let check = |html: &str, expected: &str| assert_eq!(plain(html).trim(), expected, "{html}");
        check("plain", "plain");
        check("<p>One.</p><p>Two &amp; <b>three</b>.</p>", "One.\n\nTwo & three.");
        check("<p>One\nline</p>\n<h2 class=\"x\">Head</h2>", "One line\n\nHead");
        check("a<br>b<br/><br />c", "a\nb\n\nc");
        check("<ul><li>x</li><li>y</li></ul>", "x\n\ny");
        check("<script>alert(1)</script>t<STYLE>p{}</STYLE>", "t");
        check("<!-- Redistribution rights for this field are unavailable -->", "");
        check("&lt;script&gt; stays text", "<script> stays text");
        check("BankAmerica <BAC> rose; 3 < 4 > 2", "BankAmerica <BAC> rose; 3 < 4 > 2");
        check("S&amp;P 500, AT&T & Q&A;", "S&P 500, AT&T & Q&A;");
        check("line one\n\nline <b>two</b>", "line one\n\nline two");
        check("open <b and no end", "open <b and no end");
        check("<!-- open comment", "<!-- open comment");
        check("<p>a&nbsp;b&#3;c</p>", "a bc");
        check("<table><tr><td>1</td><td>2</td></tr></table>", "1 2");
    }

    #[test]
    fn brackets_take_no_square_time() {
        for piece in ["<", "<b ", "<!--", "<script>", "</", "&", "<p", "&#"] {
            plain(&piece.repeat(100_000));
        }
    }
}

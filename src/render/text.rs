//! Text of articles as several formats want it.

use std::borrow::Cow;
use std::fmt::Write as _;

/// An address of the web, normalised; `None` for any other scheme, which must not become a link.
pub(super) fn web_address(url: Option<&str>) -> Option<String> {
    let url = url::Url::parse(url?.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let mut out = String::new();
    for c in url.as_str().chars() {
        match c {
            // Browsers take these as they are; no grammar of addresses does.
            '{' | '}' | '|' | '\\' | '^' | '`' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    Some(out)
}

/// The text on one line, without control characters, and without blanks around it.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}' || c.is_control()).filter(|word| !word.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The text without control characters but tab and line breaks: readers of tables end at a NUL.
pub(super) fn without_controls(text: &str) -> Cow<'_, str> {
    let bad = |c: char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    if text.contains(bad) { Cow::Owned(text.chars().filter(|c| !bad(*c)).collect()) } else { Cow::Borrowed(text) }
}

/// At most so many characters from the beginning, ended at a blank and marked where it is cut.
pub(super) fn beginning(text: &str, chars: usize) -> String {
    let text = text.trim();
    let Some((end, _)) = text.char_indices().nth(chars) else { return text.to_owned() };
    let head = text.get(..end).unwrap_or_default();
    let whole = head.rfind(char::is_whitespace).and_then(|blank| head.get(..blank)).filter(|whole| !whole.is_empty());
    format!("{} …", whole.unwrap_or(head).trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_no_controls_and_single_blanks() {
        assert_eq!(line(" a\r\n\tb\u{0}c \u{85} می\u{200c}رود "), "a b c می\u{200c}رود");
        assert_eq!(without_controls("a\u{0}b\u{1b}[2J\r\n\tc\u{9b}"), "ab[2J\r\n\tc");
    }

    #[test]
    fn a_beginning_ends_between_words() {
        assert_eq!(beginning("one two three", 9), "one two …");
        assert_eq!(beginning(" one two ", 9), "one two");
        assert_eq!(beginning("石油价格上涨", 3), "石油价 …");
    }

    #[test]
    fn only_addresses_of_the_web_are_links() {
        assert_eq!(web_address(Some(" HTTPS://Example.org/ä?<b>")).as_deref(), Some("https://example.org/%C3%A4?%3Cb%3E"));
        assert_eq!(web_address(Some("http://a/?x={1}|\\")).as_deref(), Some("http://a/?x=%7B1%7D%7C%5C"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "/relative", "ftp://example.org/", ""] {
            assert_eq!(web_address(Some(bad)), None, "{bad}");
        }
    }
}

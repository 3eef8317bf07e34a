//! What a page may cost: bounds that are checked on its bytes before anything is built of them.
//!
//! Parsing nested markup takes time by the square of its depth, and an extractor that walks a tree
//! by calls takes stack. So depth and number of elements are estimated first, in one pass.

/// Largest page in bytes: 4 MiB, by the contract.
pub(super) const PAGE_BYTES_MAX: usize = 4 << 20;

/// Deepest nesting that is built: browsers stop at 512 too.
const DEPTH_MAX: usize = 480;

/// Most elements of a page that the extractor is given: a hundred times those of a usual page.
/// Its rules walk the tree several dozen times.
const ELEMENTS_MAX: usize = 60_000;

/// Most attributes of one element: each is compared with those before it.
const ATTRIBUTES_MAX: usize = 2_000;

/// Elements that are closed by what follows them, or hold nothing.
const SHALLOW: [&str; 33] = [
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "colgroup", "rb", "rt", "rp", "area", "base",
    "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr", "html", "head", "body",
];

/// Why a page is not given to the extractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Excess {
    /// Its elements nest too deep.
    Depth,
    /// It has too many elements, or one with too many attributes.
    Size,
}

impl Excess {
    /// What a note says.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Depth => "its elements nest too deep for the extractor: the text was read without it",
            Self::Size => "it has too many elements for the extractor: the text was read without it",
        }
    }
}

/// Looks over the tags of a page; says what there is too much of.
pub(super) fn excess(html: &str) -> Option<Excess> {
    let bytes = html.as_bytes();
    let (mut depth, mut elements) = (0_usize, 0_usize);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', bytes.get(at..).unwrap_or_default()) {
        at += found + 1;
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"!--") {
            let comment = rest.get(3..).unwrap_or_default();
            let Some(end) = memchr::memmem::find(comment, b"-->") else { break };
            at += 3 + end + 3;
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name_at = usize::from(closing);
        let length = rest.iter().skip(name_at).take(16).take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let Some(name) = rest.get(name_at..name_at + length).filter(|name| name.first().is_some_and(u8::is_ascii_alphabetic)) else {
            continue;
        };
        if closing {
            depth = depth.saturating_sub(usize::from(!is_shallow(name)));
            continue;
        }
        elements += 1;
        let (end, attributes, closed) = tag_end(rest);
        depth += usize::from(!closed && !is_shallow(name));
        if depth > DEPTH_MAX {
            return Some(Excess::Depth);
        }
        if elements > ELEMENTS_MAX || attributes > ATTRIBUTES_MAX {
            return Some(Excess::Size);
        }
        at += end;
        if let Some(raw) = ["script", "style", "textarea", "title"].into_iter().find(|raw| name.eq_ignore_ascii_case(raw.as_bytes())) {
            at += raw_end(bytes.get(at..).unwrap_or_default(), raw);
        }
    }
    None
}

fn is_shallow(name: &[u8]) -> bool {
    SHALLOW.iter().any(|known| name.eq_ignore_ascii_case(known.as_bytes()))
}

/// The end of a tag, past quoted values: its length, its attributes, and whether it closes itself.
fn tag_end(rest: &[u8]) -> (usize, usize, bool) {
    let (mut quote, mut attributes) = (None, 0);
    for (at, byte) in rest.iter().copied().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (None, b'"' | b'\'') if rest.get(at.saturating_sub(1)) == Some(&b'=') => quote = Some(byte),
            (None, b'>') => return (at + 1, attributes, rest.get(at.saturating_sub(1)) == Some(&b'/')),
            (None, b' ' | b'\n' | b'\t' | b'/') => attributes += 1,
            _ => {}
        }
    }
    (rest.len(), attributes, false)
}

/// Length of the content of an element whose content is no markup.
fn raw_end(content: &[u8], name: &str) -> usize {
    let ends = |at: &usize| {
        let end = content.get(at + 1..at + 2 + name.len()).unwrap_or_default();
        end.first() == Some(&b'/') && end.get(1..).unwrap_or_default().eq_ignore_ascii_case(name.as_bytes())
    };
    memchr::memchr_iter(b'<', content).find(ends).unwrap_or(content.len())
}

/// The head of a page: what stands before its body, at most a quarter of a MiB.
pub(super) fn head(html: &str) -> &str {
    let mut end = html.len().min(256 << 10);
    while !html.is_char_boundary(end) {
        end -= 1;
    }
    let begin = html.get(..end).unwrap_or_default();
    let lower = begin.to_ascii_lowercase();
    let body = lower.find("</head").or_else(|| lower.find("<body")).unwrap_or(0);
    html.get(..body).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_size_are_told_before_parsing() {
        assert_eq!(excess("<html><body><div><p>a<p>b<br><li>c</div></body>"), None);
        assert_eq!(excess(&"<p>a".repeat(50_000)), None);
        assert_eq!(excess(&"<div>".repeat(100_000)), Some(Excess::Depth));
        assert_eq!(excess(&"<b>".repeat(100_000)), Some(Excess::Depth));
        assert_eq!(excess(&"<p>".repeat(100_000)), Some(Excess::Size));
        assert_eq!(excess(&format!("<script>{}</script>", "'<div>'".repeat(100_000))), None);
        assert_eq!(excess(&format!("<a {}>", "x ".repeat(10_000))), Some(Excess::Size));
        assert_eq!(head("<html><head><title>t</title></head><body>x"), "<html><head><title>t</title>");
    }
}

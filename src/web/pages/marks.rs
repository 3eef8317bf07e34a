//! Text with marked words: pieces that the templates escape one by one.

use crate::search::Fragment;

/// A stretch of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) marked: bool,
}

/// Parts a text at spans, which are [start, end) in Unicode scalar values and rising.
pub(super) fn pieces(text: &str, spans: &[(u32, u32)]) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    let mut at = 0;
    for (start, end) in spans {
        let start = (*start).max(at);
        push(&mut out, take(&mut chars, start - at), false);
        let end = (*end).max(start);
        push(&mut out, take(&mut chars, end - start), true);
        at = end;
    }
    push(&mut out, chars.collect(), false);
    out
}

fn take(chars: &mut std::str::Chars<'_>, count: u32) -> String {
    chars.by_ref().take(usize::try_from(count).unwrap_or(usize::MAX)).collect()
}

fn push(out: &mut Vec<Piece>, text: String, marked: bool) {
    if !text.is_empty() {
        out.push(Piece { text, marked });
    }
}

/// A whole field with the matches of its fragments marked.
pub(super) fn whole(text: &str, fragments: &[Fragment]) -> Vec<Piece> {
    let spans = fragments.iter().flat_map(|fragment| {
        fragment.spans.iter().map(|(start, end)| (fragment.start.saturating_add(*start), fragment.start.saturating_add(*end)))
    });
    let mut spans: Vec<(u32, u32)> = spans.collect();
    spans.sort_unstable();
    spans.dedup();
    pieces(text, &spans)
}

/// Fragments of a field one after another, with dots where text is left out.
pub(super) fn joined(field: &str, fragments: &[Fragment]) -> Vec<Piece> {
    let length = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let mut out = Vec::new();
    let mut end = 0;
    for fragment in fragments {
        if fragment.start > end {
            push(&mut out, (if end > 0 { " … " } else { "… " }).to_owned(), false);
        }
        out.extend(pieces(&fragment.text, &fragment.spans));
        end = fragment.start.saturating_add(length(&fragment.text));
    }
    // A blank that does not break: the dots never stand alone on a line.
    if end < length(field.trim_end()) {
        push(&mut out, "\u{A0}…".to_owned(), false);
    }
    out
}

/// A message of the program: what stands in backticks is marked, without them.
pub(super) fn message(text: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    let parts: Vec<&str> = text.split('`').collect();
    // An odd number of backticks is text of a stranger: then nothing is marked.
    if parts.len().is_multiple_of(2) {
        push(&mut out, text.to_owned(), false);
        return out;
    }
    for (index, part) in parts.into_iter().enumerate() {
        push(&mut out, part.to_owned(), index % 2 == 1);
    }
    out
}

/// Whether a text runs from right to left: by its first letter, as `dir="auto"` decides.
pub(super) fn is_rtl(text: &str) -> bool {
    let rtl =
        |c: char| matches!(u32::from(c), 0x0590..=0x08FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFF | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF);
    text.chars().find(|c| c.is_alphabetic()).is_some_and(rtl)
}

/// The beginning of a text, cut at a blank where there is one near the end.
pub(super) fn beginning(text: &str, chars: usize) -> String {
    let text = text.trim();
    let mut out: String = text.chars().take(chars).collect();
    if out.len() < text.len() {
        if let Some(cut) = out.rfind(char::is_whitespace).filter(|cut| *cut > out.len() / 2) {
            out.truncate(cut);
        }
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(pieces: &[Piece]) -> String {
        pieces.iter().map(|piece| if piece.marked { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
    }

    #[test]
    fn words_are_marked_and_nothing_is_lost() {
        assert_eq!(shown(&pieces("oil price up", &[(0, 3), (10, 12)])), "[oil] price [up]");
        assert_eq!(shown(&pieces("نفت ایران", &[(4, 9)])), "نفت [ایران]");
        assert_eq!(shown(&pieces("abc", &[])), "abc");
        assert_eq!(shown(&pieces("abc", &[(2, 99), (1, 2)])), "ab[c]", "spans that are wrong lose no text");
        let fragment = Fragment { text: "b c".into(), start: 2, spans: vec![(2, 3)] };
        assert_eq!(shown(&whole("a b c d", std::slice::from_ref(&fragment))), "a b [c] d");
        let second = Fragment { start: 10, ..fragment.clone() };
        assert_eq!(shown(&joined("a b c d e b c", &[fragment, second])), "… b [c] … b [c]");
        assert_eq!(shown(&joined("b c d", &[Fragment { text: "b c".into(), start: 0, spans: Vec::new() }])), "b c\u{A0}…");
        assert!(is_rtl("«نفت» oil") && !is_rtl("oil نفت") && !is_rtl("2025"));
        assert_eq!(shown(&message("write `a` or `b`")), "write [a] or [b]");
        assert_eq!(shown(&message("the ` stays")), "the ` stays");
        assert_eq!(beginning("one two three", 9), "one two…");
        assert_eq!(beginning("一二三四五六", 4), "一二三四…");
    }
}

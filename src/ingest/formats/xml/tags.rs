//! Finds tags in the bytes of XML, past comments, CDATA and quoted values, without reading more
//! than there is: entries and items are cut out of a stream by it.

/// A tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) struct Tag {
    /// First byte, that of `<`.
    pub(in super::super) start: usize,
    /// One past the last byte, that of `>`.
    pub(in super::super) end: usize,
    /// The name's bytes.
    pub(in super::super) name: (usize, usize),
    /// What it does.
    pub(in super::super) kind: Kind,
}

/// What a tag does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    Open,
    Close,
    /// It opens and closes.
    Empty,
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Next {
    Tag(Tag),
    /// There is none up to the end of the bytes; look on from here when there are more.
    From(usize),
}

/// Finds the first tag at or behind `from`.
pub(in super::super) fn next(data: &[u8], mut from: usize) -> Next {
    loop {
        let Some(start) = memchr::memchr(b'<', data.get(from..).unwrap_or_default()).map(|at| from + at) else {
            return Next::From(data.len());
        };
        let rest = data.get(start..).unwrap_or_default();
        let past = |mark: &[u8], end: &[u8]| -> Option<Option<usize>> {
            if !rest.starts_with(mark) {
                return None;
            }
            let found = memchr::memmem::find(rest.get(mark.len()..).unwrap_or_default(), end);
            Some(found.map(|at| start + mark.len() + at + end.len()))
        };
        let over = past(b"<!--", b"-->").or_else(|| past(b"<![CDATA[", b"]]>")).or_else(|| past(b"<?", b"?>"));
        match over {
            Some(Some(end)) => {
                from = end;
                continue;
            }
            Some(None) => return Next::From(start),
            None => {}
        }
        let closing = rest.get(1) == Some(&b'/');
        let name_at = 1 + usize::from(closing);
        let named = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'_' | b'-' | b'.') || !byte.is_ascii();
        let length = rest.iter().skip(name_at).take_while(named).count();
        let is_name = rest.get(name_at).is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_');
        if !is_name {
            // A sign of a text, a declaration, or the end of what is there.
            if rest.len() < 10 {
                return Next::From(start);
            }
            from = start + 1;
            continue;
        }
        let Some(length_of_tag) = tag_end(rest) else { return Next::From(start) };
        let empty = rest.get(length_of_tag.saturating_sub(2)) == Some(&b'/');
        let kind = match () {
            () if closing => Kind::Close,
            () if empty => Kind::Empty,
            () => Kind::Open,
        };
        let name = (start + name_at, start + name_at + length);
        return Next::Tag(Tag { start, end: start + length_of_tag, name, kind });
    }
}

/// Length of the tag at the front, past quoted values.
fn tag_end(rest: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.iter().copied().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            // A quote that is never closed must not take the rest of the input.
            (Some(_), b'<') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            (None, b'<') if at > 0 => return Some(at),
            _ => {}
        }
    }
    None
}

/// A name without its prefix.
pub(in super::super) fn local(name: &[u8]) -> &[u8] {
    memchr::memrchr(b':', name).and_then(|at| name.get(at + 1..)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_found_past_comments_and_data() {
        let data = br#"<?xml version="1.0"?><!-- <item> --><a x="1>2"><![CDATA[<item>]]></a><b/>"#;
        let (mut from, mut found) = (0, Vec::new());
        while let Next::Tag(tag) = next(data, from) {
            found.push((String::from_utf8_lossy(&data[tag.name.0..tag.name.1]).into_owned(), tag.kind));
            from = tag.end;
        }
        assert_eq!(found, [("a".into(), Kind::Open), ("a".into(), Kind::Close), ("b".into(), Kind::Empty)]);
        assert_eq!(next(b"text <![CDATA[ open", 0), Next::From(5));
        assert_eq!(local(b"atom:entry"), b"entry");
    }
}

//! The outline of JSON: where values end and which members an object has, told from bytes.
//!
//! Nothing is parsed or kept here, so that values of any size can be walked in no memory. What the
//! outline accepts may still be no JSON; that is for the parser to say.

/// A walk over one value, resumable at any byte.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scan {
    depth: u64,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Walks on over `bytes`, the first of which (at the beginning) opens an object, an array or a
    /// string; returns where the value ends, if it does.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at).copied() {
            if self.escaped {
                self.escaped = false;
                at += 1;
            } else if self.in_string {
                let found = memchr::memchr2(b'"', b'\\', bytes.get(at..)?)?;
                at += found + 1;
                if bytes.get(at - 1) == Some(&b'\\') {
                    self.escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
            } else {
                at += 1;
                match byte {
                    b'"' => self.in_string = true,
                    b'{' | b'[' => self.depth += 1,
                    b'}' | b']' => {
                        self.depth = self.depth.saturating_sub(1);
                        if self.depth == 0 {
                            return Some(at);
                        }
                    }
                    _ => {}
                }
            }
        }
        None
    }
}

/// Returns where the value at the front ends; `None` if it does not end in these bytes.
pub(super) fn value_end(bytes: &[u8]) -> Option<usize> {
    match bytes.first()? {
        b'{' | b'[' | b'"' => Scan::default().feed(bytes),
        _ => bytes.iter().position(|byte| matches!(byte, b',' | b']' | b'}') || is_space(*byte)),
    }
}

/// Whether a byte is white space between values. The byte that separates records in JSON text
/// sequences (RFC 7464) and zero bytes, which broken copies leave, count too.
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0x1e | 0)
}

/// Length of the white space at the front.
pub(super) fn space(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !is_space(*byte)).unwrap_or(bytes.len())
}

/// The members of an object: names as they stand between their quotes, and the bytes that begin
/// with the value. It ends where the bytes do.
pub(super) struct Members<'a> {
    rest: &'a [u8],
}

/// Walks the members of the object at the front.
pub(super) fn members(object: &[u8]) -> Members<'_> {
    Members { rest: object.get(1..).unwrap_or_default() }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let skip = self.rest.iter().position(|byte| !is_space(*byte) && *byte != b',')?;
        let name_on = self.rest.get(skip..)?;
        if name_on.first() != Some(&b'"') {
            return None;
        }
        let end = value_end(name_on)?;
        let name = name_on.get(1..end - 1)?;
        let mut value = name_on.get(end..)?;
        value = value.get(space(value)..)?;
        value = value.strip_prefix(b":")?;
        value = value.get(space(value)..)?;
        self.rest = value_end(value).and_then(|end| value.get(end..)).unwrap_or_default();
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_end_where_they_do() {
        let check = |text: &str, expected: Option<usize>| assert_eq!(value_end(text.as_bytes()), expected, "{text}");
        check("{}", Some(2));
        check(r#"{"a":"}"} x"#, Some(9));
        check(r#"{"a":"\"}"}"#, Some(11));
        check(r#""a\\" "#, Some(5));
        check("[[1],[2]],", Some(9));
        check("12,", Some(2));
        check("{", None);
        check(r#"{"a":""#, None);
    }

    #[test]
    fn a_walk_resumes_at_any_byte() {
        let text = br#"{"a":"x\"}","b":[{"c":"\\"}]}"#;
        for cut in 0..text.len() {
            let mut scan = Scan::default();
            assert_eq!(scan.feed(&text[..cut]), None, "{cut}");
            assert_eq!(scan.feed(&text[cut..]), Some(text.len() - cut), "{cut}");
        }
    }

    #[test]
    fn members_are_told() {
        let names = |text: &str| {
            members(text.as_bytes())
                .map(|(name, value)| format!("{}={}", String::from_utf8_lossy(name), char::from(value[0])))
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(names(r#"{"a": {"x":1}, "b":[2] ,"c" : 3}"#), "a={ b=[ c=3");
        assert_eq!(names(r#"{"a": 1, "b": [{"c""#), "a=1 b=[");
        assert_eq!(names("{bad"), "");
    }
}

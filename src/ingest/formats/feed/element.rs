//! The elements of a piece of XML, one level at a time: no entity is expanded but the named
//! characters of HTML, and what is broken ends the reading and not the program.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::super::mapping::resolved;
use super::super::xml::attributes;

/// Elements of one level that are kept: an entry has some dozens.
const ELEMENTS_MAX: usize = 20_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Element<'a> {
    /// Its name with its prefix, in lower case.
    pub(super) name: String,
    /// Names (lower case) and values of its attributes.
    pub(super) attributes: Vec<(String, String)>,
    /// What stands between its tags, as it stands there.
    pub(super) inner: &'a str,
    /// Its text, and that of all elements in it.
    pub(super) text: String,
    /// Whether there are elements in it.
    pub(super) nested: bool,
}

impl Element<'_> {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The text without blanks around it.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim()
    }
}

/// The elements of one level, and whether all of the text could be read.
pub(super) fn elements(xml: &str) -> (Vec<Element<'_>>, bool) {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut out: Vec<Element<'_>> = Vec::new();
    let (mut depth, mut begins) = (0_usize, 0_usize);
    let place = |position: u64| usize::try_from(position).unwrap_or(xml.len());
    loop {
        let before = place(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(Event::Eof) => {
                let whole = depth == 0;
                if let Some(last) = out.last_mut().filter(|_| !whole) {
                    last.inner = xml.get(begins..).unwrap_or_default();
                }
                return (out, whole);
            }
            Ok(event) => event,
            Err(_) => return (out, false),
        };
        match event {
            Event::Start(start) => {
                depth += 1;
                if depth == 1 {
                    if out.len() >= ELEMENTS_MAX {
                        return (out, false);
                    }
                    begins = place(reader.buffer_position());
                    out.push(element(&start));
                } else if let Some(last) = out.last_mut() {
                    last.nested = true;
                }
            }
            Event::Empty(_) if depth > 0 => {
                if let Some(last) = out.last_mut() {
                    last.nested = true;
                }
            }
            Event::Empty(_) if out.len() >= ELEMENTS_MAX => return (out, false),
            Event::Empty(start) => out.push(element(&start)),
            Event::End(_) => {
                if depth == 1
                    && let Some(last) = out.last_mut()
                {
                    last.inner = xml.get(begins..before).unwrap_or_default();
                }
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) if depth > 0 => push(&mut out, &text),
            Event::CData(data) if depth > 0 => push(&mut out, &data),
            Event::GeneralRef(name) if depth > 0 => push(&mut out, &resolved(&format!("&{};", &*name))),
            _ => {}
        }
    }
}

fn push(out: &mut [Element<'_>], text: &str) {
    if let Some(last) = out.last_mut() {
        last.text.push_str(text);
    }
}

fn element(start: &BytesStart<'_>) -> Element<'static> {
    let name = start.name().as_ref().to_lowercase();
    Element { name, attributes: attributes(start), ..Element::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_of_one_level_are_read() {
        let (found, whole) = elements("<Title a='1&amp;2'>x &amp; y &eacute; &foo;<![CDATA[<b>]]></Title><c><d>in</d> & out</c><e/>");
        assert!(whole);
        let told: Vec<_> = found.iter().map(|e| (e.name.as_str(), e.text.as_str(), e.nested)).collect();
        assert_eq!(told, [("title", "x & y é &foo;<b>", false), ("c", "in & out", true), ("e", "", false)]);
        assert_eq!((found[0].attribute("a"), found[1].inner), (Some("1&2"), "<d>in</d> & out"));
        let (found, whole) = elements("<title>a</title><link>b");
        assert_eq!((found.len(), whole), (2, false));
    }
}

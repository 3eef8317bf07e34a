//! Pieces of XML that feeds and items of agencies are read by.

pub(super) mod tags;

use quick_xml::events::BytesStart;

use super::super::mapping::resolved;

/// Attributes of an element that are kept.
const ATTRIBUTES_MAX: usize = 100;

/// Names and values of the attributes of a tag.
pub(super) fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for attribute in start.html_attributes().with_checks(false).flatten().take(ATTRIBUTES_MAX) {
        let name = attribute.key.as_ref().to_lowercase();
        out.push((name, resolved(&attribute.value)));
    }
    out
}

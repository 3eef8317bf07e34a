//! The dates of an item.

use super::super::super::Note;
use super::super::super::row::{date_error, doubt};
use crate::article::Stamp;
use crate::article::published::written::parse_given;
use crate::article::published::{Basis, Zone};

/// The first of these texts that can be read as a date; a note of the first that cannot where none
/// can.
pub(super) fn first<'a>(texts: impl IntoIterator<Item = Option<&'a str>>, zone: Zone, notes: &mut Vec<Note>) -> Option<Stamp> {
    let mut unusable = None;
    for text in texts.into_iter().flatten().filter(|text| !text.trim().is_empty()) {
        match parse_given(text, zone) {
            Ok(found) => {
                notes.extend(doubt(&found, text));
                return Some(Stamp::new(found.when, Basis::Given));
            }
            Err(error) => unusable = unusable.or(Some(error)),
        }
    }
    notes.extend(unusable.map(|error| date_error(&error)));
    None
}

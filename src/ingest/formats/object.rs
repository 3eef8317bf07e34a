//! A JSON object becomes a draft: native members as they are, others by the mapping.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::super::encoding::record_text;
use super::super::mapping;
use super::super::row::{At, Context, Draft, DraftId, Row, note, note_all, reject};
use super::super::{NoteCode, RejectCode, lists, scan};
use crate::article::json;

/// Reads one record.
pub(super) fn read(raw: &[u8], at: At, proven_utf8: bool, context: &Context) -> Row {
    let (text, bad_bytes) = record_text(raw, proven_utf8);
    if let Some(reason) = export_line(&text) {
        return Row::Skipped { at, reason };
    }
    let reads = |name: &str| name == "extra" || json::MEMBERS.contains(&name) || context.mapping.maps(name);
    if let Some(reason) = lists::too_long(&text, reads) {
        return reject(at, RejectCode::TooLarge, reason, raw);
    }
    let draft = match draft(&text, context) {
        Err(error) if !error.is_data() => repaired(&text).and_then(|mended| draft_of_mended(&mended, context)).ok_or(error),
        other => other,
    };
    match draft {
        Ok(mut draft) => {
            draft.notes.extend(bad_bytes);
            draft.finish(at, raw, context)
        }
        Err(error) => reject(at, RejectCode::Malformed, reason(&error, at), raw),
    }
}

/// Says what the parser found, with the line counted in the input.
fn reason(error: &serde_json::Error, at: At) -> String {
    let text = error.to_string();
    let message = text.rsplit_once(" at line ").map_or(text.as_str(), |(message, _)| message);
    let mut reason = message.to_owned();
    if error.line() > 0 && error.column() > 0 {
        let line = at.line + error.line() as u64 - 1;
        let _ = write!(reason, ", at column {} of line {line}", error.column());
    }
    reason.push_str(": mend it and read it again");
    reason
}

/// First and last line of an export are about it and no articles.
fn export_line(text: &str) -> Option<String> {
    let begins = |name: &str| text.get(1..).is_some_and(|rest| rest.trim_start().starts_with(name));
    if !begins("\"request\"") && !begins("\"complete\"") {
        return None;
    }
    let mut members = scan::members(text.as_bytes());
    let (name, value) = members.next()?;
    let alone = members.next().is_none();
    let receipt =
        (name == b"request" && value.first() == Some(&b'{')) || (name == b"complete" && value.first().is_some_and(u8::is_ascii_digit));
    (alone && receipt).then(|| "it is the receipt of an export and no article".into())
}

fn draft(text: &str, context: &Context) -> Result<Draft, serde_json::Error> {
    let record = match json::parse(text) {
        Ok(record) => record,
        // A member of another type than native ones have: the mapping takes more of them.
        Err(error) if error.is_data() => return mapping::draft(text, context),
        Err(error) => return Err(error),
    };
    if context.mapping.has_own() || record.unknown().any(|name| context.mapping.maps(name) || mapping::is_around(name)) {
        return mapping::draft(text, context);
    }
    if context.mapping.reports() {
        count(text, context);
    }
    let stored = record.is_stored();
    let given = record.id.as_ref().map(|id| id.clone().into_owned()).filter(|id| !id.is_empty());
    let id = match (record.is_native(), given) {
        (true, Some(own)) => DraftId::Own(own),
        (_, given) => DraftId::Mapped(given),
    };
    let (mut noticed, mut notes) = (Vec::new(), Vec::new());
    let mut article = record.into_article(context.zone, false, &mut noticed);
    // What Dateline wrote comes back as it was.
    if !stored && let Some(plain) = mapping::without_marks(&article.body) {
        article.body = plain;
    }
    let day_order = note_all(noticed, &mut notes);
    Ok(Draft { article, id, notes, day_order })
}

/// Counts the members of a native record.
fn count(text: &str, context: &Context) {
    for (name, value) in scan::members(text.as_bytes()) {
        let blank = ["null", "\"\"", "[]"].iter().any(|blank| value.starts_with(blank.as_bytes()));
        if let (false, Ok(name)) = (blank, std::str::from_utf8(name)) {
            let target = context.mapping.target(name).map(|(target, _)| target).filter(|_| json::MEMBERS.contains(&name));
            if target.is_some() || !json::MEMBERS.contains(&name) {
                context.mapping.count(name, target);
            }
        }
    }
}

fn draft_of_mended(mended: &Mended, context: &Context) -> Option<Draft> {
    let mut draft = draft(&mended.text, context).ok()?;
    if mended.bytes {
        draft.notes.push(note(NoteCode::BadBytes, "control characters or halves of letters in a JSON text, replaced"));
    }
    Some(draft)
}

/// A record with what common programs write and JSON does not allow put right.
struct Mended {
    text: String,
    /// Whether characters were replaced.
    bytes: bool,
}

/// Writes `null` for `NaN` and `Infinity` (Python's `json` writes them), and replaces control
/// characters and lone surrogates inside texts; `None` where there is nothing of the kind.
fn repaired(text: &str) -> Option<Mended> {
    let mut out = String::with_capacity(text.len() + 16);
    let (mut in_string, mut words, mut bytes) = (false, false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut step = c.len_utf8();
        match c {
            '"' => {
                in_string = !in_string;
                out.push(c);
            }
            '\\' if in_string => {
                let (taken, escape, replaced) = escape(rest);
                out.push_str(&escape);
                bytes |= replaced;
                step = taken;
            }
            '\n' | '\t' | '\r' if in_string => {
                out.push_str(if c == '\n' { "\\n" } else { " " });
                bytes = true;
            }
            c if in_string && u32::from(c) < 0x20 => bytes = true,
            'N' | 'I' | '-' if !in_string => match ["NaN", "-NaN", "Infinity", "-Infinity"].into_iter().find(|word| rest.starts_with(word))
            {
                Some(word) => {
                    out.push_str("null");
                    words = true;
                    step = word.len();
                }
                None => out.push(c),
            },
            c => out.push(c),
        }
        rest = rest.get(step..).unwrap_or_default();
    }
    (words || bytes).then_some(Mended { text: out, bytes })
}

/// An escape at the front: its length, what to write, and whether that is another one.
fn escape(rest: &str) -> (usize, Cow<'_, str>, bool) {
    let unit = |at: usize| {
        let digits = rest.get(at..)?.strip_prefix("\\u")?.get(..4)?;
        u32::from_str_radix(digits, 16).ok()
    };
    let as_is = |length: usize| (length, Cow::Borrowed(rest.get(..length).unwrap_or_default()), false);
    match (unit(0), unit(6)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => as_is(12),
        (Some(0xd800..=0xdfff), _) => (6, Cow::Borrowed("\\ufffd"), true),
        (Some(_), _) => as_is(6),
        (None, _) => as_is(1 + rest.chars().nth(1).map_or(0, char::len_utf8)),
    }
}

//! Reads the values that other systems give: texts, names, lists and dates in their many shapes.

use std::borrow::Cow;
use std::cell::Cell;

use serde_json::Value;

use super::super::Note;
use super::super::limits::LIST_MAX;
use super::super::paragraphs::paragraphs as joined;
use super::super::row::{date_error, doubt};
use super::{html, lists, markdown};
use crate::article::json;
use crate::article::published::written::{DayOrder, Order, Written, WrittenError, parse_given, parse_number};
use crate::article::published::{Basis, Zone};
use crate::article::{CivilDay, Stamp, When};

/// Members under which an object keeps its text or name.
const INNER: [&str; 18] = [
    "name", "webTitle", "title", "value", "rendered", "text", "label", "original", "main", "#text", "$t", "$oid", "@value", "eng", "tag",
    "by", "byline", "headline",
];

/// Kinds of Guardian tags that are about the publication and not the article.
const NO_TAGS: [&str; 7] = ["contributor", "tone", "type", "publication", "newspaper-book", "newspaper-book-section", "tracking"];

/// Whether a value says nothing.
pub(super) fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(list) => list.iter().all(is_blank),
        Value::Object(object) => object.is_empty(),
        _ => false,
    }
}

/// One text: a string, a number, an object's name.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        // A label may be an object of languages (Event Registry).
        Value::Object(object) => INNER.into_iter().find_map(|name| {
            let inner = object.get(name)?;
            let deeper = || inner.get("eng").or_else(|| inner.as_object()?.values().next()).filter(|text| text.is_string());
            if inner.is_object() { deeper().and_then(text) } else { text(inner) }
        }),
        Value::Array(list) => list.iter().find_map(text),
        _ => None,
    }
}

/// A name, references resolved.
pub(super) fn name(value: &Value) -> Option<String> {
    text(value).map(|text| html::plain(&text).trim().to_owned()).filter(|text| !text.is_empty())
}

/// A headline: one line without markup.
pub(super) fn title(value: &Value) -> Option<String> {
    name(value).map(|title| title.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|title| !title.is_empty())
}

/// An address.
pub(super) fn address(value: &Value) -> Option<String> {
    match value {
        Value::Object(object) => ["@id", "url", "href"].into_iter().find_map(|name| object.get(name).and_then(text)),
        Value::Array(list) => list.iter().find_map(address),
        other => text(other),
    }
}

/// A text of paragraphs: a string, plain or HTML, or a list of them.
pub(super) fn paragraphs(value: &Value) -> Option<String> {
    let found = match value {
        Value::Array(list) => list.iter().filter_map(paragraphs).collect::<Vec<_>>().join("\n\n"),
        Value::String(text) => match lists::written(text).filter(Value::is_array) {
            Some(list) => return paragraphs(&list),
            None => parted(&plain(without_cut_mark(text))),
        },
        // A part of a text in parts (ninjs) keeps it under `value`.
        Value::Object(object) if object.contains_key("value") => return paragraphs(object.get("value")?),
        other => parted(&plain(&text(other)?)),
    };
    Some(found).filter(|text| !text.is_empty())
}

/// The text of a native record without marks, where it shows clear ones: it was copied from a page.
pub(in super::super) fn without_marks(text: &str) -> Option<String> {
    let html = text.contains("</") && html::has_blocks(text);
    (html || matches!(markdown::plain(text), Cow::Owned(_))).then(|| parted(&plain(text)))
}

/// The text of a field: without the marks of HTML, or of Markdown.
fn plain(text: &str) -> Cow<'_, str> {
    match html::plain(text) {
        Cow::Borrowed(text) => markdown::plain(text),
        Cow::Owned(text) => Cow::Owned(markdown::plain(&text).into_owned()),
    }
}

/// A text whose paragraphs are parted by blank lines.
fn parted(text: &str) -> String {
    let text = text.trim();
    if text.contains(['\n', '\r']) { joined(&text.split('\n').collect::<Vec<_>>()) } else { text.to_owned() }
}

/// `NewsAPI` cuts texts and says so in them: `… [+1210 chars]`.
fn without_cut_mark(text: &str) -> &str {
    let cut = text.trim_end().strip_suffix(" chars]").and_then(|text| text.rsplit_once("[+"));
    match cut {
        Some((before, digits)) if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) => before,
        _ => text,
    }
}

/// Author names: a list of names or objects, or a byline.
pub(super) fn authors(value: &Value) -> Option<Vec<String>> {
    let list = listed(value);
    let names = match list.as_ref().unwrap_or(value) {
        Value::Array(list) => list.iter().filter_map(author).collect(),
        other => byline(&name(other)?),
    };
    Some(names).filter(|names: &Vec<String>| !names.is_empty())
}

/// The list that a text writes.
fn listed(value: &Value) -> Option<Value> {
    value.as_str().and_then(lists::written)
}

/// One author of a list; news APIs also give first and last names apart.
fn author(value: &Value) -> Option<String> {
    if let Value::Object(object) = value
        && let (Some(first), Some(last)) = (object.get("firstname").and_then(text), object.get("lastname").and_then(text))
    {
        return Some(format!("{first} {last}"));
    }
    name(value)
}

/// Words with which bylines begin.
const BY: [&str; 4] = ["by ", "von ", "par ", "por "];

/// Splits a byline: `By Ada Byron and Charles Babbage` names two.
pub(in super::super) fn byline(text: &str) -> Vec<String> {
    let text = text.trim();
    let names = BY.iter().find_map(|by| {
        let (begin, names) = (text.get(..by.len())?, text.get(by.len()..)?);
        // `Von Braun` is a name.
        let is_by = begin.eq_ignore_ascii_case(by) && (*by == "by " || names.trim().contains(' '));
        is_by.then_some(names)
    });
    let names = names.unwrap_or(text);
    names
        .split(';')
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .flat_map(|part| part.split(", "))
        .map(|name| name.trim().trim_end_matches(',').to_owned())
        .filter(|name| !name.is_empty())
        // One more than may be: the record is rejected for it.
        .take(LIST_MAX + 1)
        .collect()
}

/// Keywords or sections: a list of texts or objects, or a text that lists them.
pub(super) fn tags(value: &Value) -> Option<Vec<String>> {
    let mut seen = std::collections::HashSet::new();
    let mut is_new = |tag: &String| !tag.is_empty() && seen.insert(tag.clone());
    // One more than may be: the record is rejected for it.
    let list = listed(value);
    let value = list.as_ref().unwrap_or(value);
    let tags: Vec<String> = match value {
        Value::Array(list) => list.iter().filter(|tag| is_tag(tag)).filter_map(tag).filter(|tag| is_new(tag)).take(LIST_MAX + 1).collect(),
        other => {
            let listed = name(other)?;
            let tags = listed.split([',', ';', '|', '،', '、']).map(|tag| tag.trim().to_owned());
            tags.filter(|tag| is_new(tag)).take(LIST_MAX + 1).collect()
        }
    };
    Some(tags).filter(|tags| !tags.is_empty())
}

/// Names: a list of texts or objects, or a text that lists them. Names of places hold commas.
pub(super) fn names(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::String(text) if text.contains([';', '|']) && listed(value).is_none() => {
            let parts = text.split([';', '|']).map(|part| Value::String(part.to_owned())).collect();
            tags(&Value::Array(parts))
        }
        other => tags(other),
    }
}

/// One keyword; the New York Times names its kind beside it (`name`, `value`).
fn tag(value: &Value) -> Option<String> {
    name(value.get("value").unwrap_or(value))
}

/// Sections: a name, which may hold commas, or a list of names.
pub(super) fn sections(value: &Value) -> Option<Vec<String>> {
    if value.is_array() || listed(value).is_some() { tags(value) } else { name(value).map(|section| vec![section]) }
}

fn is_tag(value: &Value) -> bool {
    !value.get("type").and_then(Value::as_str).is_some_and(|kind| NO_TAGS.contains(&kind))
}

/// How dates are read.
#[derive(Clone, Copy)]
pub(super) struct Dates<'a> {
    /// Zone of times without one.
    pub(super) zone: Zone,
    /// Whether midnight in UTC is a day.
    pub(super) midnight_is_day: bool,
    /// Where the order of day and month goes that a date shows.
    pub(super) day_order: &'a Cell<Option<DayOrder>>,
}

/// Reads a date: a text, an epoch number, or an object that holds one.
pub(super) fn date(value: &Value, dates: Dates<'_>, notes: &mut Vec<Note>) -> Option<Stamp> {
    let when = match value {
        Value::Number(number) => {
            let whole = number.as_i64().or_else(|| json::whole(number.as_f64()?));
            let unreadable = || WrittenError::Unreadable(number.to_string());
            let read = whole.ok_or_else(unreadable).and_then(|whole| parse_number(whole, dates.zone));
            noted(read, &number.to_string(), dates, notes)?
        }
        Value::Object(object) => {
            let inner = ["at", "$date", "iso", "utc", "$numberLong", "date", "value"].into_iter().find_map(|name| object.get(name));
            let inner = inner.filter(|inner| !inner.is_object() || inner.get("$numberLong").is_some())?;
            let basis = object.get("basis").and_then(Value::as_str).and_then(Basis::parse);
            return date(inner, dates, notes).map(|stamp| Stamp { basis: basis.unwrap_or(stamp.basis), ..stamp });
        }
        Value::Array(list) => return date(list.first().filter(|first| !first.is_array())?, dates, notes),
        Value::String(text) => noted(parse_given(text, dates.zone), text.trim(), dates, notes)?,
        _ => return None,
    };
    Some(Stamp::new(when, Basis::Given))
}

/// What was read of `text`, with a note of what is not certain about it.
fn noted(read: Result<Written, WrittenError>, text: &str, dates: Dates<'_>, notes: &mut Vec<Note>) -> Option<When> {
    match read {
        Ok(found) => {
            notes.extend(doubt(&found, text));
            if let Order::Shows(order) = found.order {
                dates.day_order.set(Some(order));
            }
            // A count of seconds is a moment, also at midnight.
            Some(if text.contains(':') { day_of_midnight(found.when, dates) } else { found.when })
        }
        Err(error) => {
            notes.push(date_error(&error));
            None
        }
    }
}

/// A day written as midnight in UTC.
fn day_of_midnight(when: When, dates: Dates<'_>) -> When {
    const DAY_MICROS: i64 = 86_400_000_000;
    match when {
        When::Instant(instant) if dates.midnight_is_day && instant.offset.is_none() && instant.micros % DAY_MICROS == 0 => {
            let number = i32::try_from(instant.micros / DAY_MICROS).ok();
            number.and_then(CivilDay::from_number).map_or(when, When::Day)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn bylines_name_people() {
        let check = |text: &str, expected: &[&str]| assert_eq!(byline(text), expected, "{text}");
        check("Ada Byron", &["Ada Byron"]);
        check("By Ada Byron and Charles Babbage", &["Ada Byron", "Charles Babbage"]);
        check("by ADA BYRON; C. Babbage", &["ADA BYRON", "C. Babbage"]);
        check("Von Ada Byron", &["Ada Byron"]);
        check("Von Braun", &["Von Braun"]);
        check("Byron, Babbage", &["Byron", "Babbage"]);
        check("Bystander Brown", &["Bystander Brown"]);
        check("", &[]);
    }

    #[test]
    fn lists_and_objects_are_read() {
        assert_eq!(tags(&json!([{"name": "glocations", "value": "Odessa"}])), Some(vec!["Odessa".to_owned()]));
        assert_eq!(tags(&json!("a, b ,a;c")), Some(vec!["a".into(), "b".into(), "c".into()]));
        assert_eq!(
            tags(&json!([{"webTitle": "London", "type": "keyword"}, {"webTitle": "X", "type": "contributor"}])),
            Some(vec!["London".into()])
        );
        assert_eq!(
            authors(&json!([{"name": "A"}, "B", {"firstname": "C", "lastname": "D"}, null])),
            Some(vec!["A".into(), "B".into(), "C D".into()])
        );
        assert_eq!(paragraphs(&json!(["a", "", "<b>b</b>"])).as_deref(), Some("a\n\nb"));
        assert_eq!(paragraphs(&json!("cut… [+1210 chars]")).as_deref(), Some("cut…"));
        assert_eq!(paragraphs(&json!("One.\nTwo.\r\nThree.")).as_deref(), Some("One.\n\nTwo.\n\nThree."));
        assert_eq!(paragraphs(&json!([])), None);
    }

    #[test]
    fn dates_of_other_systems_are_read() {
        let check = |value: Value, expected: &str| {
            let mut notes = Vec::new();
            let found = date(&value, Dates { zone: Zone::Utc, midnight_is_day: true, day_order: &Cell::new(None) }, &mut notes);
            let mut told = vec![found.map_or("none".to_owned(), |stamp| stamp.when.to_string())];
            told.extend(notes.iter().map(|note| note.code.as_str().to_owned()));
            assert_eq!(told.join(" "), expected, "{value}");
        };
        check(json!("2016-08-12T00:00:00Z"), "2016-08-12");
        check(json!("2017-05-01 14:04:36"), "2017-05-01T14:04:36Z no-zone");
        check(json!("2019-08-03 00:00:00"), "2019-08-03");
        check(json!(1_738_108_800), "2025-01-29T00:00:00Z");
        check(json!("1738108800123"), "2025-01-29T00:00:00.123Z");
        check(json!(2014), "2014");
        check(json!(20_250_129), "2025-01-29");
        check(json!("1735689600"), "2025-01-01T00:00:00Z");
        check(json!(0), "none unreadable-date");
        check(json!({"$date": {"$numberLong": "1738108800000"}}), "2025-01-29T00:00:00Z");
        check(json!("2025-02-30"), "none impossible-date");
        check(json!("03/04/2025"), "2025 ambiguous-date");
        check(json!("last week"), "none unreadable-date");
        check(json!(1e300), "none unreadable-date");
    }
}

//! The article's own JSON: read and written in one place, so that export and ingest agree.

mod read;
mod write;

pub use read::{Noticed, Record, compact, parse, read_stored, whole};
pub use write::{Members, utc, write};

/// Members of the native article, in the order in which they are written.
pub const MEMBERS: [&str; 19] = [
    "id",
    "url",
    "source",
    "title",
    "lead",
    "body",
    "authors",
    "section",
    "tags",
    "language",
    "words",
    "published",
    "updated",
    "first_indexed",
    "entities",
    "related",
    "story",
    "origin",
    "extra",
];
#[cfg(test)]
mod tests {
    use super::super::published::written::WrittenError;
    use super::super::published::{When, Zone};
    use super::*;

    #[test]
    fn an_article_comes_back_whole() {
        let text = r#"{"id":"a","url":null,"source":"ict.gov.ir","title":"T \u00e9","lead":"","body":"b\n\nc","authors":["A"],"section":null,"tags":[],"language":"en","words":2,"published":{"at":"2025-01-29","precision":"day","basis":"text"},"updated":{"at":"2025-01-30T08:00:00+03:30","precision":"second","basis":"meta"},"first_indexed":"2026-11-24T10:00:00Z","entities":[{"type":"place","name":"Iran","id":"IR","mentions":7,"given":false}],"related":[{"title":"r","url":null}],"story":null,"origin":{"file":"f","member":null,"record":12},"extra":{"n":1.50}}"#;
        let article = read_stored(text).unwrap();
        assert_eq!(write(&article), text.replace("\\u00e9", "é"));
        assert_eq!(write(&read_stored(&write(&article)).unwrap()), write(&article));
    }

    #[test]
    fn unknown_members_land_in_extra_and_dates_may_be_plain() {
        let record = parse(r#"{"id":"x","title":"t","published":"2025-01","rank":[1,2]}"#).unwrap();
        assert!(!record.is_native());
        let article = record.into_article(Zone::Utc, false, &mut Vec::new());
        assert_eq!(article.extra.get("rank").unwrap().get(), "[1,2]");
        assert_eq!(article.published.unwrap().when, When::Month(2025, 1));
    }

    #[test]
    fn what_is_unknown_is_kept_without_its_layout() {
        let text = "{\"title\":\"t\",\"a\": [ 1.50,\n \"x \\\" y\\\\\", { } ]}";
        let article = parse(text).unwrap().into_article(Zone::Utc, false, &mut Vec::new());
        assert_eq!(article.extra.get("a").unwrap().get(), r#"[1.50,"x \" y\\",{}]"#);
    }

    #[test]
    fn an_impossible_date_is_noted_and_the_article_undated() {
        let mut notes = Vec::new();
        let article = parse(r#"{"title":"t","published":"2025-02-30"}"#).unwrap().into_article(Zone::Utc, false, &mut notes);
        assert!(article.published.is_none());
        assert!(matches!(notes.as_slice(), [Noticed::Unusable(WrittenError::Impossible(_))]));
    }
}

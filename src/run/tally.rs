//! Counting while a run goes on.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Serialize};

use crate::ingest::{MapReport, Place};

use super::report::{Report, Warning};

/// Examples kept for a code: enough to see what it is about.
const EXAMPLES_MAX: usize = 5;
/// Characters of an example.
const EXAMPLE_CHARS_MAX: usize = 240;

/// What an accepted article is to the served version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// Its id is new.
    Added,
    /// Its id was there with other content.
    Updated,
    /// It was there.
    Unchanged,
}

/// The counts of a run so far.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Tally {
    report: Report,
    warnings: BTreeMap<Cow<'static, str>, (u64, Vec<String>)>,
}

impl Tally {
    /// Counts an accepted article.
    pub(super) fn article(&mut self, change: Change) {
        self.report.read += 1;
        match change {
            Change::Added => self.report.added += 1,
            Change::Updated => self.report.updated += 1,
            Change::Unchanged => self.report.unchanged += 1,
        }
    }

    /// Counts a rejected row.
    pub(super) fn reject(&mut self) {
        self.report.read += 1;
        self.report.rejected += 1;
    }

    /// Counts an article without a date.
    pub(super) fn undated(&mut self, place: &Place) {
        self.report.undated += 1;
        self.warn("undated", 1, || shown(place));
    }

    /// Keeps what was mapped to what.
    pub(super) fn mapping(&mut self, report: MapReport) {
        self.report.mapping = Some(report);
    }

    /// Counts something passed over.
    pub(super) fn skip(&mut self) {
        self.report.skipped += 1;
    }

    /// Counts an input by its format.
    pub(super) fn input(&mut self, format: &str) {
        *self.report.formats.entry(format.to_owned()).or_default() += 1;
    }

    /// Counts a warning; the example is made only while some are missing.
    pub(super) fn warn(&mut self, code: &'static str, times: u64, example: impl FnOnce() -> String) {
        let (count, examples) = self.warnings.entry(Cow::Borrowed(code)).or_default();
        *count += times;
        if examples.len() < EXAMPLES_MAX {
            examples.push(example().chars().take(EXAMPLE_CHARS_MAX).collect());
        }
    }

    /// Articles that are through.
    pub(super) fn articles(&self) -> u64 {
        self.report.read - self.report.rejected
    }

    /// Articles that were written.
    pub(super) fn written(&self) -> u64 {
        self.report.added + self.report.updated
    }

    /// Rows that were rejected.
    pub(super) fn rejected(&self) -> u64 {
        self.report.rejected
    }

    /// Makes the report.
    pub(super) fn finish(self, bytes: u64, micros: i64, version: Option<String>) -> Report {
        let warnings =
            self.warnings.into_iter().map(|(code, (count, examples))| Warning { code: code.into_owned(), count, examples }).collect();
        #[allow(clippy::cast_precision_loss, reason = "a run takes far fewer than 2^52 microseconds")]
        let seconds = (micros.max(0) / 1_000) as f64 / 1_000.0;
        Report { bytes, seconds, version, warnings, ..self.report }
    }
}

/// Writes a place for a reader: `file:line`, with the member where there is one.
pub(super) fn shown(place: &Place) -> String {
    let member = place.member.as_ref().map(|member| format!("!{member}")).unwrap_or_default();
    if place.line == 0 { format!("{}{member}", place.file) } else { format!("{}{member}:{}", place.file, place.line) }
}

/// Writes an example with its place.
pub(super) fn example(place: &Place, text: impl Display) -> String {
    format!("{}: {text}", shown(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn read_is_the_sum_of_what_became_of_the_rows() {
        let mut tally = Tally::default();
        for change in [Change::Added, Change::Added, Change::Updated, Change::Unchanged] {
            tally.article(change);
        }
        tally.reject();
        tally.input("jsonl");
        for line in 1..=9 {
            tally.undated(&Place { file: "a.jsonl".into(), line, ..Place::default() });
        }
        assert_eq!((tally.articles(), tally.written(), tally.rejected()), (4, 3, 1));
        let report = tally.finish(10, 1_234_567, Some("000001".into()));
        assert_eq!(report.read, report.added + report.updated + report.unchanged + report.rejected);
        let expected = r#"{"read":5,"added":2,"updated":1,"unchanged":1,"rejected":1,"undated":9,"skipped":0,"bytes":10,"seconds":1.234,"version":"000001","formats":{"jsonl":1},"warnings":[{"code":"undated","count":9,"examples":["a.jsonl:1","a.jsonl:2","a.jsonl:3","a.jsonl:4","a.jsonl:5"]}]}"#;
        assert_eq!(serde_json::to_string(&report).unwrap(), expected);
    }
}

//! What a run knows of dates beyond their text: its clock, and in which order each source writes
//! day and month.
//!
//! The rule of order: dates of which only one order makes a day (`29/01/2025`) are counted for
//! their source, or for their input where a record names none. The order that at least nine in ten
//! of them have is that of the source. A date that may be either (`03/04/2025`) waits for it, with
//! the records behind it, so that the order of records stays; as far as [`HELD_ITEMS`] and
//! [`HELD_BYTES`] go, and not beyond its input. What is not decided then keeps the year, which is
//! certain, and its warning.

use std::collections::{HashMap, VecDeque};

use super::row::note;
use super::{Item, Note, NoteCode, Record};
use crate::article::published::written::{DayOrder, Hints, parse_given, parse_hinted};
use crate::article::published::{Zone, stamp::DAY_MICROS};
use crate::article::{Article, Stamp, When, id};

/// Items that may wait for the order of a source.
const HELD_ITEMS: usize = 2_000;

/// Bytes of text that may wait.
const HELD_BYTES: usize = 8 << 20;

/// Sources whose order is known; a run of more learns no further ones.
const SOURCES_MAX: usize = 10_000;

/// Days after the run's own that a date may lie: clocks differ, and papers date ahead.
const DAYS_AHEAD: i64 = 2;

/// What a record still needs to be dated.
#[derive(Debug, Default)]
pub(super) struct Undecided {
    /// The order that a date of it shows.
    pub(super) shows: Option<DayOrder>,
    /// Whether its id is made of its content: then a date that is decided later changes it.
    pub(super) mapped: bool,
    /// The id that it gave.
    pub(super) given: Option<String>,
}

/// Counts of dates by the order that they show.
#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    day_first: u64,
    month_first: u64,
}

impl Counts {
    fn order(self) -> Option<DayOrder> {
        let all = self.day_first + self.month_first;
        let most = |count: u64| count > 0 && count * 10 >= all * 9;
        match () {
            () if most(self.day_first) => Some(DayOrder::DayFirst),
            () if most(self.month_first) => Some(DayOrder::MonthFirst),
            () => None,
        }
    }
}

/// Items on their way out of the reader.
#[derive(Debug)]
pub(super) struct Dating {
    zone: Zone,
    now_us: i64,
    sources: HashMap<String, Counts>,
    held: VecDeque<Item>,
    bytes: usize,
    /// Those that nobody has to wait for any more.
    ready: usize,
}

impl Dating {
    pub(super) fn new(zone: Zone, now_us: i64) -> Self {
        Self { zone, now_us, sources: HashMap::new(), held: VecDeque::new(), bytes: 0, ready: 0 }
    }

    /// Takes the next item of the reader.
    pub(super) fn push(&mut self, mut item: Item) {
        if matches!(item, Item::Input(_)) {
            self.end();
            // Records without a source are those of their input.
            self.sources.remove("");
        }
        let mut learnt = None;
        if let Item::Record(record) = &mut item
            && (record.undecided.shows.is_some() || is_open(record))
        {
            let source = record.article.source.clone().unwrap_or_default();
            if let Some(order) = record.undecided.shows {
                learnt = self.learn(&source, order).then(|| source.clone());
            }
            if is_open(record)
                && let Some(order) = self.sources.get(&source).and_then(|counts| counts.order())
            {
                decide(record, order, self.zone, self.now_us);
            }
        }
        self.bytes += size(&item);
        self.held.push_back(item);
        if let Some(source) = learnt {
            self.decide_held(&source);
        }
        loop {
            self.ready = self.first_open();
            let waiting = self.held.len() - self.ready;
            if waiting == 0 || (waiting <= HELD_ITEMS && self.bytes <= HELD_BYTES) {
                return;
            }
            // It waited for long enough, and goes as it is.
            self.ready += 1;
        }
    }

    /// Nothing more is learnt: all items go.
    pub(super) fn end(&mut self) {
        self.ready = self.held.len();
    }

    /// Gives the next item that waits for nothing.
    pub(super) fn pop(&mut self) -> Option<Item> {
        self.ready = self.ready.checked_sub(1)?;
        let item = self.held.pop_front()?;
        self.bytes -= size(&item).min(self.bytes);
        Some(item)
    }

    /// Counts a date; whether its source's order is decided now and was not before.
    fn learn(&mut self, source: &str, order: DayOrder) -> bool {
        if self.sources.len() >= SOURCES_MAX && !self.sources.contains_key(source) {
            return false;
        }
        let counts = self.sources.entry(source.to_owned()).or_default();
        let before = counts.order();
        match order {
            DayOrder::DayFirst => counts.day_first += 1,
            DayOrder::MonthFirst => counts.month_first += 1,
        }
        counts.order().is_some() && counts.order() != before
    }

    fn decide_held(&mut self, source: &str) {
        let Some(order) = self.sources.get(source).and_then(|counts| counts.order()) else { return };
        for item in self.held.iter_mut().skip(self.ready) {
            if let Item::Record(record) = item
                && record.article.source.as_deref().unwrap_or_default() == source
                && is_open(record)
            {
                decide(record, order, self.zone, self.now_us);
            }
        }
    }

    fn first_open(&self) -> usize {
        let open = |item: &Item| matches!(item, Item::Record(record) if is_open(record));
        self.held.iter().skip(self.ready).position(open).map_or(self.held.len(), |at| at + self.ready)
    }
}

fn size(item: &Item) -> usize {
    match item {
        Item::Record(record) => record.article.title.len() + record.article.body.len() + record.article.lead.len(),
        Item::Reject(reject) => reject.raw.len(),
        Item::Input(_) | Item::Skipped(..) => 0,
    }
}

fn is_open(record: &Record) -> bool {
    record.notes.iter().any(|note| note.code == NoteCode::AmbiguousDate)
}

/// Dates a record whose order of day and month is known now.
fn decide(record: &mut Record, order: DayOrder, zone: Zone, now_us: i64) {
    let hints = Hints { order: Some(order), calendar: None };
    let (open, rest): (Vec<Note>, Vec<Note>) =
        std::mem::take(&mut record.notes).into_iter().partition(|note| note.code == NoteCode::AmbiguousDate);
    record.notes = rest;
    let article = &mut record.article;
    let same = article.published == article.updated;
    for open in open {
        let Ok(found) = parse_hinted(&open.example, zone, hints) else {
            record.notes.push(open);
            continue;
        };
        let year = parse_given(&open.example, zone).ok().map(|open| open.when);
        let is_open = |stamp: &Option<Stamp>| stamp.is_some_and(|stamp| Some(stamp.when) == year);
        let slot = if is_open(&article.published) { &mut article.published } else { &mut article.updated };
        if let Some(stamp) = slot.filter(|stamp| matches!(stamp.when, When::Year(_))) {
            *slot = Some(Stamp::new(found.when, stamp.basis));
            if found.no_zone {
                record.notes.push(note(NoteCode::NoZone, &open.example));
            }
        }
    }
    if same {
        article.updated = article.published;
    }
    without_future(article, &mut record.notes, now_us);
    if record.undecided.mapped {
        article.id = id::mapped_id(article, record.undecided.given.as_deref());
    }
}

/// Takes dates off that lie after the run's own day by more than two: they are slips, and would
/// stand before all news.
pub(super) fn without_future(article: &mut Article, notes: &mut Vec<Note>, now_us: i64) {
    let last = now_us.saturating_add(DAYS_AHEAD * DAY_MICROS);
    let after = |stamp: &Stamp| match stamp.when {
        When::Instant(instant) => instant.micros > last,
        when => when.days().is_some_and(|(first, _)| i64::from(first) > last.div_euclid(DAY_MICROS)),
    };
    let mut take = |slot: &mut Option<Stamp>| {
        let Some(stamp) = slot.filter(&after) else { return };
        notes.push(note(NoteCode::FutureDate, &stamp.when.to_string()));
        *slot = None;
    };
    let same = article.published == article.updated;
    take(&mut article.published);
    if same {
        article.updated = article.published;
    } else {
        take(&mut article.updated);
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::super::tests::{options, read_as, records};
    use super::super::{Format, NoteCode, ReadOptions};

    /// Dates of the articles of a table, with their warnings.
    fn dates(rows: &[(&str, &str)]) -> Vec<String> {
        let mut text = String::from("title,source,date\n");
        for (number, (source, date)) in rows.iter().enumerate() {
            let _ = writeln!(text, "T{number},{source},{date}");
        }
        let items = read_as("a.csv", text.as_bytes(), options(Some(Format::Csv)));
        let found = records(&items);
        assert!(found.windows(2).all(|pair| pair[0].place.line < pair[1].place.line), "records come in their order");
        let told = |record: &&super::Record| {
            let mut told = record.article.published.map_or("none".to_owned(), |stamp| stamp.when.to_string());
            record.notes.iter().for_each(|note| told.extend([" ", note.code.as_str()]));
            told
        };
        found.iter().map(told).collect()
    }

    #[test]
    fn other_dates_of_the_source_decide_the_order_of_day_and_month() {
        assert_eq!(dates(&[("A", "03/04/2025"), ("A", "29/01/2025")]), ["2025-04-03", "2025-01-29"]);
        assert_eq!(dates(&[("A", "01/29/2025"), ("A", "03/04/2025")]), ["2025-01-29", "2025-03-04"]);
        assert_eq!(
            dates(&[("A", "03/04/2025"), ("B", "01/29/2025"), ("A", "29/01/2025"), ("B", "03/04/2025")]),
            ["2025-04-03", "2025-01-29", "2025-01-29", "2025-03-04"]
        );
        assert_eq!(dates(&[("A", "03/04/2025"), ("B", "29/01/2025")]), ["2025 ambiguous-date", "2025-01-29"]);
        assert_eq!(
            dates(&[("A", "29/01/2025"), ("A", "01/29/2025"), ("A", "03/04/2025")]),
            ["2025-01-29", "2025-01-29", "2025 ambiguous-date"]
        );
        assert_eq!(dates(&[("A", "03/04/2025 10:14"), ("A", "29/01/2025")]), ["2025-04-03T10:14:00Z no-zone", "2025-01-29"]);
        assert_eq!(dates(&[("", "03/04/2025"), ("", "29/01/2025")]), ["2025-04-03", "2025-01-29"]);
    }

    #[test]
    fn an_undecided_date_does_not_hold_a_long_input() {
        let mut rows = vec![("A", "03/04/2025")];
        rows.extend(std::iter::repeat_n(("B", "2025-01-29"), 5_000));
        rows.push(("A", "29/01/2025"));
        let dates = dates(&rows);
        assert_eq!((dates.len(), dates[0].as_str()), (5_002, "2025 ambiguous-date"));
    }

    #[test]
    fn dates_after_the_runs_clock_are_no_dates() {
        // 2025-01-29T12:00:00Z.
        let now_us = 1_738_152_000_000_000;
        let check = |date: &str, expected: &str| {
            let text = format!(r#"{{"title":"t","published":"{date}"}}"#);
            let items = read_as("a.jsonl", text.as_bytes(), ReadOptions { now_us, ..options(None) });
            let record = records(&items)[0];
            let mut told = record.article.published.map_or("none".to_owned(), |stamp| stamp.when.to_string());
            if record.notes.iter().any(|note| note.code == NoteCode::FutureDate) {
                told.push_str(" future-date");
            }
            assert_eq!(told, expected, "{date}");
        };
        check("2025-01-31", "2025-01-31");
        check("2025-02-01", "none future-date");
        check("2025-01-31T12:00:00Z", "2025-01-31T12:00:00Z");
        check("2025-01-31T12:00:01Z", "none future-date");
        check("2025", "2025");
        check("2026", "none future-date");
    }
}

//! Dates, ranges and lengths that look random.

use dateline::article::When;
use dateline::article::published::{CivilDay, Edge, Span, Zone};
use dateline::search::{DateColumn, Dates};

use crate::support::{NOW_US, Random};

/// A day of 1987, when most articles are from, mostly between February and October.
fn day(random: &mut Random) -> CivilDay {
    let (month, day) = (2 + random.below(9), 1 + random.below(28));
    CivilDay::new(1987, u32::try_from(month).unwrap(), u32::try_from(day).unwrap()).unwrap()
}

fn edge(random: &mut Random) -> Edge {
    let day = day(random);
    match random.below(8) {
        0 => Edge::Civil(When::Year(1986 + i32::try_from(random.below(3)).unwrap())),
        1 | 2 => Edge::Civil(When::Month(day.year(), day.month())),
        3 => Edge::Instant(When::Day(day).begin_micros() + i64::try_from(random.below(86_400)).unwrap() * 1_000_000),
        // A moment in the days of indexing.
        4 => Edge::Instant(NOW_US - i64::try_from(random.below(130)).unwrap() * 86_400_000_000),
        _ => Edge::Civil(When::Day(day)),
    }
}

fn date_text(random: &mut Random, field: &str) -> String {
    if field == "indexed" {
        return format!("2026-{:02}-{:02}", 7 + random.below(5), 1 + random.below(28));
    }
    let day = day(random);
    match random.below(5) {
        0 => "1987".into(),
        1 => format!("{:04}-{:02}", day.year(), day.month()),
        2 => format!("{day}T{:02}:30:00Z", random.below(24)),
        _ => day.to_string(),
    }
}

pub(super) fn range(random: &mut Random) -> String {
    let field = *random.pick(&["date", "date", "date", "updated", "indexed"]);
    match random.below(7) {
        0 => format!("words:>{}", random.below(400)),
        1 => format!("words:[{} TO {}]", random.below(100), 100 + random.below(300)),
        2 => format!("{field}:{}", date_text(random, field)),
        3 => format!("{field}:>={}", date_text(random, field)),
        4 => format!("{field}:<{}", date_text(random, field)),
        5 => format!("{field}:{{{} TO *}}", date_text(random, field)),
        _ => {
            let (a, b) = (date_text(random, field), date_text(random, field));
            let (open, close) = *random.pick(&[('[', ']'), ('[', '}'), ('{', ']')]);
            if a < b && !b.starts_with(&a) { format!("{field}:{open}{a} TO {b}{close}") } else { format!("{field}:[{a} TO {a}]") }
        }
    }
}

pub(super) fn dates(random: &mut Random) -> Dates {
    let zones = ["UTC", "UTC", "+03:30", "-08:00", "America/New_York", "Asia/Tehran", "Asia/Kathmandu"];
    let zone = Zone::parse(zones[random.below(zones.len())]).unwrap();
    let span = random.percent(35).then(|| {
        loop {
            let span =
                Span { from: random.percent(75).then(|| edge(random)), to: random.percent(75).then(|| edge(random)), ..Span::default() };
            if (span.from.is_some() || span.to.is_some()) && !span.is_reversed(zone) {
                break span;
            }
        }
    });
    let columns = [DateColumn::Published, DateColumn::Published, DateColumn::Published, DateColumn::Updated, DateColumn::FirstIndexed];
    Dates { span, zone, possible: random.percent(25), column: *random.pick(&columns) }
}

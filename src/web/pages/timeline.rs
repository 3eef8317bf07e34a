//! The timeline as SVG: bars that are links, and a table that says the same.

use super::links::Links;
use super::words;
use crate::article::published::{CivilDay, Edge, Interval, Span, SpanResolved, When};
use crate::search::response::{Timeline, TimelineBucket};

/// Bars on a picture: more would be narrower than a finger or a pixel.
const BARS_MAX: usize = 120;
/// Size of the picture in its own units.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 96.0;
/// Widest bar: where two or three stand side by side, they are bars and no walls.
const BAR_WIDTH_MAX: f64 = 64.0;

/// The timeline of the page.
pub(super) struct TimelineView {
    pub(super) bars: Vec<BarView>,
    pub(super) first: String,
    pub(super) last: String,
    pub(super) unit: &'static str,
    /// Articles that stand in no bucket.
    pub(super) outside: Option<String>,
    /// Articles before the picture and after it: text and address.
    pub(super) beyond: Vec<(String, String)>,
}

/// The part of a long timeline in which nearly all articles lie: whole years.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Window {
    first: i32,
    last: i32,
    earlier: u64,
    later: u64,
    undated: u64,
}

impl Window {
    /// The dates of the window.
    pub(super) fn span(&self) -> Span {
        let edge = |year| Some(Edge::Civil(When::Year(year)));
        Span { from: edge(self.first), to: edge(self.last), ..Span::default() }
    }
}

/// Finds the years that hold all but a twentieth at each end. `None` where the whole timeline
/// fits, or where leaving the ends out would not halve it.
pub(super) fn window(timeline: &Timeline) -> Option<Window> {
    if timeline.buckets.len() <= BARS_MAX {
        return None;
    }
    let mut years: Vec<(i32, u64)> = Vec::new();
    for bucket in timeline.buckets.iter().filter(|bucket| bucket.count > 0) {
        let year = parse_day(&bucket.start)?.year();
        match years.last_mut().filter(|(last, _)| *last == year) {
            Some((_, count)) => *count += bucket.count,
            None => years.push((year, bucket.count)),
        }
    }
    let spare = years.iter().map(|(_, count)| count).sum::<u64>() / 20;
    let cut = |mut ends: Box<dyn Iterator<Item = &(i32, u64)> + '_>| {
        let mut cut = 0;
        ends.find_map(|(year, count)| {
            if cut + count > spare {
                Some((*year, cut))
            } else {
                cut += count;
                None
            }
        })
    };
    let (first, earlier) = cut(Box::new(years.iter()))?;
    let (last, later) = cut(Box::new(years.iter().rev()))?;
    let whole = years.last()?.0 - years.first()?.0;
    (earlier + later > 0 && (last - first) * 2 < whole).then_some(Window { first, last, earlier, later, undated: timeline.undated })
}

/// A bar.
pub(super) struct BarView {
    pub(super) label: String,
    pub(super) count: u64,
    pub(super) count_text: String,
    pub(super) url: String,
    pub(super) x: String,
    pub(super) y: String,
    pub(super) width: String,
    pub(super) height: String,
    pub(super) hit_x: String,
    pub(super) hit_width: String,
}

/// The interval to ask for: fine where the range is short.
pub(super) fn interval(span: Option<&SpanResolved>) -> Interval {
    let days = span.map_or(i64::MAX, |span| i64::from(span.overlap.end) - i64::from(span.overlap.start));
    match days {
        ..=62 => Interval::Day,
        63..=366 => Interval::Week,
        _ => Interval::Month,
    }
}

/// Buckets as bars; joined to years or decades where there are too many. `None` where there is
/// nothing to compare.
pub(super) fn view(timeline: &Timeline, window: Option<&Window>, links: &Links) -> Option<TimelineView> {
    let (interval, buckets) = fitted(timeline);
    if buckets.len() < 2 {
        return None;
    }
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0).max(1);
    let bars: Vec<BarView> =
        buckets.iter().enumerate().map(|(index, bucket)| bar(index, bucket, buckets.len(), most, interval, links)).collect();
    let undated = window.map_or(timeline.undated, |window| window.undated);
    let outside = [(undated, "undated"), (timeline.coarser, "with a coarser date")];
    let outside: Vec<String> = outside.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{} {what}", words::count(*n))).collect();
    Some(TimelineView {
        first: bars.first().map(|bar| bar.label.clone()).unwrap_or_default(),
        last: bars.last().map(|bar| bar.label.clone()).unwrap_or_default(),
        bars,
        unit: interval.as_str(),
        outside: (!outside.is_empty()).then(|| outside.join(", ")),
        beyond: window.map(|window| beyond(window, links)).unwrap_or_default(),
    })
}

fn beyond(window: &Window, links: &Links) -> Vec<(String, String)> {
    let earlier = (format!("{} earlier", words::count(window.earlier)), links.with(&[("to-date", &format!("{:04}", window.first - 1))]));
    let later = (format!("{} later", words::count(window.later)), links.with(&[("from-date", &format!("{:04}", window.last + 1))]));
    [(window.earlier, earlier), (window.later, later)].into_iter().filter(|(count, _)| *count > 0).map(|(_, link)| link).collect()
}

/// Joins months to years, and years to decades, until the bars fit.
fn fitted(timeline: &Timeline) -> (Interval, Vec<TimelineBucket>) {
    let mut interval = timeline.interval;
    let mut buckets = timeline.buckets.clone();
    while buckets.len() > BARS_MAX {
        // A year has twelve buckets of a month; other intervals come with short ranges only.
        let (wider, digits) = if interval == Interval::Year { (Interval::Decade, 3) } else { (Interval::Year, 4) };
        if interval == Interval::Decade {
            break;
        }
        let mut joined: Vec<TimelineBucket> = Vec::new();
        for bucket in &buckets {
            let head: String = bucket.start.chars().take(digits).collect();
            let start = format!("{head:0<4}-01-01");
            match joined.last_mut().filter(|last| last.start == start) {
                Some(last) => last.count += bucket.count,
                None => joined.push(TimelineBucket { start, count: bucket.count, all: None }),
            }
        }
        (interval, buckets) = (wider, joined);
    }
    (interval, buckets)
}

#[allow(clippy::cast_precision_loss, reason = "positions in a picture of a thousand units")]
fn bar(index: usize, bucket: &TimelineBucket, bars: usize, most: u64, interval: Interval, links: &Links) -> BarView {
    let step = WIDTH / bars as f64;
    let gap = (step * 0.18).min(3.0);
    let width = (step - gap).clamp(0.5, BAR_WIDTH_MAX);
    // What is not nothing is seen, however small beside the largest.
    let height = if bucket.count == 0 { 0.0 } else { (bucket.count as f64 / most as f64 * HEIGHT).max(2.0) };
    let (label, from, to) = meaning(bucket, interval);
    let number = |value: f64| format!("{value:.2}");
    BarView {
        count: bucket.count,
        count_text: words::counted(bucket.count, "article"),
        url: links.with(&[("from-date", &from), ("to-date", &to)]),
        x: number(index as f64 * step + (step - width) / 2.0),
        y: number(HEIGHT - height),
        width: number(width),
        height: number(height),
        hit_x: number(index as f64 * step),
        hit_width: number(step),
        label,
    }
}

/// What a bucket is called, and the dates that choose it.
fn meaning(bucket: &TimelineBucket, interval: Interval) -> (String, String, String) {
    let start = bucket.start.as_str();
    let Some(first) = parse_day(start) else { return (start.to_owned(), start.to_owned(), start.to_owned()) };
    let last = CivilDay::from_number(interval.end_day(first) - 1).unwrap_or(first);
    match interval {
        Interval::Hour | Interval::Day => (words::day(first), start.to_owned(), start.to_owned()),
        Interval::Week => (format!("week of {}", words::day(first)), start.to_owned(), last.to_string()),
        Interval::Month => {
            let month: String = start.chars().take(7).collect();
            (format!("{} {}", words::month(first.month()), first.year()), month.clone(), month)
        }
        Interval::Quarter => (format!("quarter from {}", words::day(first)), start.to_owned(), last.to_string()),
        Interval::Year => (first.year().to_string(), format!("{:04}", first.year()), format!("{:04}", first.year())),
        Interval::Decade => (format!("{}s", first.year() / 10 * 10), format!("{:04}", first.year()), format!("{:04}", last.year())),
    }
}

fn parse_day(text: &str) -> Option<CivilDay> {
    let mut parts = text.get(..10)?.split('-');
    CivilDay::new(parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timeline(interval: Interval, starts: &[&str]) -> Timeline {
        let buckets = starts.iter().map(|start| TimelineBucket { start: (*start).to_owned(), count: 1, all: None }).collect();
        Timeline { interval, zone: "UTC".into(), buckets, undated: 1, coarser: 0, series: Vec::new() }
    }

    #[test]
    fn a_bar_chooses_its_own_dates() {
        let check = |interval, start: &str, label: &str, from: &str, to: &str| {
            let bucket = TimelineBucket { start: start.into(), count: 1, all: None };
            assert_eq!(meaning(&bucket, interval), (label.into(), from.into(), to.into()));
        };
        check(Interval::Day, "2025-01-29", "29 January 2025", "2025-01-29", "2025-01-29");
        check(Interval::Week, "2025-01-27", "week of 27 January 2025", "2025-01-27", "2025-02-02");
        check(Interval::Month, "2025-02-01", "February 2025", "2025-02", "2025-02");
        check(Interval::Year, "1896-01-01", "1896", "1896", "1896");
        check(Interval::Decade, "1890-01-01", "1890s", "1890", "1899");
    }

    #[test]
    fn many_months_become_years_and_many_years_decades() {
        let months: Vec<String> = (1900..2025).flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}-01"))).collect();
        let starts: Vec<&str> = months.iter().map(String::as_str).collect();
        let view = view(&timeline(Interval::Month, &starts), None, &Links::default()).unwrap();
        assert_eq!((view.bars.len(), view.unit, view.bars[0].count), (13, "decade", 120));
        assert_eq!(view.outside.as_deref(), Some("1 undated"));
        assert_eq!(view.bars.iter().map(|bar| bar.count).sum::<u64>(), 1500);
    }

    #[test]
    fn two_bars_stay_bars_in_the_middle_of_their_halves() {
        let view = view(&timeline(Interval::Day, &["2025-01-29", "2025-01-30"]), None, &Links::default()).unwrap();
        let places: Vec<_> = view.bars.iter().map(|bar| (bar.x.as_str(), bar.width.as_str(), bar.hit_width.as_str())).collect();
        assert_eq!(places, [("208.00", "64.00", "480.00"), ("688.00", "64.00", "480.00")]);
    }

    #[test]
    fn one_bucket_is_no_picture() {
        assert!(view(&timeline(Interval::Day, &["2025-01-29"]), None, &Links::default()).is_none());
    }

    #[test]
    fn articles_far_from_all_others_do_not_press_the_rest_together() {
        let mut long = timeline(Interval::Year, &[]);
        for year in 800..=9998 {
            let count = match year {
                800 => 1,
                2024..=2026 => 30,
                9998 => 2,
                _ => 0,
            };
            long.buckets.push(TimelineBucket { start: format!("{year:04}-01-01"), count, all: None });
        }
        assert_eq!(window(&long), Some(Window { first: 2024, last: 2026, earlier: 1, later: 2, undated: 1 }));
        let even: Vec<String> = (1000..1200).map(|year| format!("{year}-01-01")).collect();
        assert_eq!(window(&timeline(Interval::Year, &even.iter().map(String::as_str).collect::<Vec<_>>())), None);
        let links = beyond(&window(&long).unwrap(), &Links::default());
        assert_eq!(links, [("1 earlier".into(), "/?to-date=2023".into()), ("2 later".into(), "/?from-date=2027".into())]);
    }
}

//! Timelines: sums, shares and series.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dateline::search::params::Route;
use dateline::search::response::TimelineBucket;
use dateline::search::{FacetField, Stop, search};

use super::{archives, ask, has_reuters, read, run};
use crate::agreement::SAMPLE;

const QUERIES: [&str; 5] = ["", "oil", "oil OR bank", "\"said it\" NOT oil", "title:corrected"];
const DATES: [&str; 3] = ["published", "updated", "first-indexed"];
const INTERVALS: [&str; 7] = ["hour", "day", "week", "month", "quarter", "year", "decade"];

#[test]
fn total_is_the_sum_of_buckets_undated_and_coarser() {
    for built in archives() {
        for q in QUERIES {
            for date in DATES {
                for interval in INTERVALS {
                    let range = if matches!(interval, "hour" | "day") { "&from-date=1987-02&to-date=1987-06" } else { "" };
                    for zone in ["UTC", "America/New_York"] {
                        let text = format!("q={q}&use-date={date}&interval={interval}&tz={zone}&page-size=0{range}");
                        let response = ask(built, &text);
                        let timeline = response.timeline.unwrap();
                        let sum: u64 = timeline.buckets.iter().map(|bucket| bucket.count).sum();
                        assert_eq!(response.total, Some(sum + timeline.undated + timeline.coarser), "{text}");
                        let ends = [timeline.buckets.first(), timeline.buckets.last()];
                        assert!(ends.into_iter().flatten().all(|end| end.count > 0), "{text}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_range_and_what_it_excludes_are_all() {
    for built in archives() {
        for date in DATES {
            let total = |more: &str| ask(built, &format!("q=oil&page-size=0&use-date={date}{more}"));
            let all = total("").total.unwrap();
            // Nothing lies on both sides of a year's end but what is imprecise or undated.
            let [before, after] = ["&to-date=1987-05-15", "&from-date=1987-05-16"].map(total);
            let excluded = before.excluded.unwrap();
            assert_eq!(Some(excluded.undated), after.excluded.map(|excluded| excluded.undated), "{date}");
            let split = before.total.unwrap() + after.total.unwrap() + excluded.undated + excluded.imprecise;
            assert_eq!(split, all, "{date}: {excluded:?}");
        }
    }
}

/// Buckets by their beginning.
fn by_start(buckets: &[TimelineBucket]) -> BTreeMap<&str, &TimelineBucket> {
    buckets.iter().map(|bucket| (bucket.start.as_str(), bucket)).collect()
}

#[test]
fn denominators_are_the_same_request_without_query_and_subjects() {
    for built in archives() {
        for date in DATES {
            for (subject, filters) in [
                ("", ""),
                ("", "&source=Reuters&exclude-author=Lee"),
                ("&place=US&section=World&exclude-tag=earn", "&exclude-source=Reuters"),
                ("&person=reagan&org=opec", "&lang=en&from-date=1987-03&to-date=1987-09-20&dates=possible"),
            ] {
                let common = format!("{filters}&use-date={date}&interval=month&page-size=0");
                let asked = ask(built, &format!("q=oil&share=true{subject}{common}")).timeline.unwrap();
                let all = ask(built, &format!("q={common}")).timeline.unwrap();
                let all = by_start(&all.buckets);
                for bucket in &asked.buckets {
                    let wanted = all.get(bucket.start.as_str()).map_or(0, |all| all.count);
                    assert_eq!(bucket.all, Some(wanted), "{subject}{common} {}", bucket.start);
                    assert!(bucket.count <= wanted, "{subject}{common} {}", bucket.start);
                }
            }
        }
    }
}

#[test]
fn a_series_is_the_timeline_of_its_value() {
    if !has_reuters() {
        return;
    }
    for built in archives() {
        for (q, field, interval, more) in [
            ("", FacetField::Source, "month", "&share=true"),
            ("oil", FacetField::Place, "quarter", "&share=true&use-date=first-indexed"),
            ("bank OR oil", FacetField::Tag, "year", "&facet-size=40"),
            ("said", FacetField::Person, "month", "&tz=Asia/Tehran&lang=en"),
            ("oil", FacetField::Author, "week", "&share=true&use-date=updated"),
            ("oil", FacetField::Lang, "decade", "&share=true"),
        ] {
            let text = format!("q={q}&interval={interval}&page-size=0{more}");
            let timeline = ask(built, &format!("{text}&by={field}&facets={field}")).timeline.unwrap();
            assert!(!timeline.series.is_empty(), "{text}");
            for series in &timeline.series {
                let sum: u64 = series.buckets.iter().map(|bucket| bucket.count).sum();
                assert_eq!(series.count, sum + series.undated + series.coarser, "{text} {}", series.value);
                let mut request = read(&text, Route::Search).request;
                let value = series.id.clone().unwrap_or_else(|| series.value.clone());
                request.filters.push(dateline::search::Filter { field, values: vec![value], exclude: false });
                let chosen = run(built, &request);
                assert_eq!(chosen.total, Some(series.count), "{text} {}", series.value);
                let chosen = chosen.timeline.unwrap();
                assert_eq!((chosen.undated, chosen.coarser), (series.undated, series.coarser), "{text} {}", series.value);
                let ours = by_start(&series.buckets);
                assert!(chosen.buckets.iter().all(|bucket| ours.get(bucket.start.as_str()) == Some(&bucket)), "{text} {}", series.value);
            }
        }
    }
}

#[test]
fn series_that_are_too_many_say_what_fits() {
    let request = read("interval=month&by=place&facet-size=10000&page-size=0", Route::Search).request;
    let error = search(&SAMPLE.one.version, &request, &Stop::new(Instant::now() + Duration::from_secs(60))).unwrap_err().to_string();
    assert!(error.contains("at most 20000 fit: ask for") && error.contains("facet-size="), "{error}");
}

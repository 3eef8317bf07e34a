//! Facets: what is listed, and what its rows lead to.

use std::time::{Duration, Instant};

use dateline::search::params::Route;
use dateline::search::{Facet, FacetField, Filter, Stop, facet_page};

use super::queries::{query, restriction};
use super::{archives, ask, random, read, request, run, total};

#[test]
fn facet_listings_joined_are_the_whole_facet() {
    for built in archives() {
        for field in FacetField::ALL {
            for (q, prefix) in [("", ""), ("oil", ""), ("", "s")] {
                let whole = ask(built, &format!("q={q}&facets={field}&facet-size=10000&page-size=0")).facets.remove(0).1;
                let mut joined = Vec::new();
                let mut cursor: Option<String> = None;
                loop {
                    let more = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
                    let params = read(&format!("q={q}&prefix={prefix}&facet-size=37{more}"), Route::Facets);
                    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
                    let page =
                        facet_page(&built.version, &params.request, field, &params.prefix, params.listing_size, params.cursor(), &stop)
                            .unwrap();
                    joined.extend(page.values);
                    cursor = page.next_cursor;
                    if cursor.is_none() {
                        break;
                    }
                }
                if prefix.is_empty() {
                    assert_eq!(joined.len() as u64, whole.distinct, "{field} {q}");
                    assert_eq!(joined, whole.values, "{field} {q}");
                    assert_eq!(whole.other, 0);
                } else {
                    let chosen: Vec<_> = whole.values.into_iter().filter(|row| row.value.to_lowercase().starts_with(prefix)).collect();
                    assert_eq!(joined, chosen, "{field} {prefix}");
                }
            }
        }
    }
}

/// Queries that a law is tried on.
const TURNS: usize = 24;

#[test]
fn every_article_has_a_value_or_is_missing() {
    let mut random = random("every_article_has_a_value_or_is_missing", 1729);
    let names = FacetField::ALL.map(FacetField::as_str).join(",");
    for turn in 0..TURNS {
        let (q, more) = (query(&mut random), restriction(&mut random));
        let built = archives()[turn % 2];
        let answer = run(built, &request(&q, &format!("{more}&facets={names}&facet-size=10000&page-size=0")));
        for (field, facet) in &answer.facets {
            // Filters of a facet's own field do not bind its counts.
            let own = more.split('&').filter(|pair| pair.split('=').next() != Some(field.as_str())).collect::<Vec<_>>().join("&");
            let has = match field {
                FacetField::Source | FacetField::Lang => format!("{field}:*"),
                _ => format!("has:{field}"),
            };
            let with = total(built, &format!("({q}) AND {has}"), &own);
            assert_eq!(with + facet.missing, total(built, &q, &own), "{field} of `{q}` ({more})");
            let sum: u64 = facet.values.iter().map(|row| row.count).sum::<u64>() + facet.other;
            if matches!(field, FacetField::Source | FacetField::Section | FacetField::Lang) {
                assert_eq!(sum, with, "{field} of `{q}` ({more})");
            }
            assert!(sum >= with, "{field} of `{q}` ({more})");
        }
    }
}

#[test]
fn a_row_that_is_chosen_gives_its_count() {
    let mut random = random("a_row_that_is_chosen_gives_its_count", 1730);
    let names = FacetField::ALL.map(FacetField::as_str).join(",");
    for turn in 0..TURNS {
        let (q, more) = (query(&mut random), restriction(&mut random));
        let built = archives()[turn % 2];
        let asked = request(&q, &format!("{more}&facets={names}&facet-size=4&page-size=0"));
        let answer = run(built, &asked);
        for (field, facet) in &answer.facets {
            for row in &facet.values {
                let mut chosen = asked.clone();
                chosen.filters.retain(|filter| filter.exclude || filter.field != *field);
                let value = row.id.clone().unwrap_or_else(|| row.value.clone());
                chosen.filters.push(Filter { field: *field, values: vec![value], exclude: false });
                let again = run(built, &chosen);
                assert_eq!(again.total, Some(row.count), "{field} {row:?} of `{q}` ({more})");
                // The most frequent rows of its field stay what they were; one that was chosen before may be none.
                let rows = |facet: &Facet| facet.values.iter().map(|row| (row.value.clone(), row.count)).collect::<Vec<_>>();
                let (_, now) = again.facets.iter().find(|(of, _)| of == field).unwrap();
                let frequent = facet.values.iter().filter(|row| row.count > 0).count().min(asked.facet_size);
                assert_eq!(rows(facet)[..frequent], rows(now)[..frequent], "{field} {row:?} of `{q}` ({more})");
            }
        }
    }
}

//! Suggestions by the router, on the sample corpus.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::http::{get, url};

fn suggestions(pairs: &[(&str, &str)]) -> Vec<Value> {
    let answer = get(&url("/v1/suggest", pairs));
    assert_eq!(answer.status.as_u16(), 200, "{pairs:?}: {}", answer.text);
    answer.json()["suggestions"].as_array().unwrap().clone()
}

/// Asserts that each suggestion, sent as a query under the same filters, has its count.
fn check_counts(typed: &str, filters: &[(&str, &str)], seen: &mut BTreeSet<String>) -> usize {
    let list = suggestions(&[&[("q", typed), ("size", "20")], filters].concat());
    let mut before = u64::MAX;
    for one in &list {
        let (q, count) = (one["q"].as_str().unwrap(), one["count"].as_u64().unwrap());
        assert!(count > 0 && count <= before, "{typed}: {list:?}");
        before = count;
        if seen.insert(format!("{q} {filters:?}")) {
            let answer = get(&url("/v1/search", &[&[("q", q), ("page-size", "0")], filters].concat()));
            assert_eq!(answer.json()["total"]["value"], count, "`{typed}` {filters:?}: {one} {}", answer.text);
        }
    }
    list.len()
}

fn titles() -> Vec<String> {
    let answer = get("/v1/search?page-size=200&fields=title").json();
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["title"].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_suggestion_gives_its_count_for_beginnings_of_all_titles() {
    let (mut seen, mut silent, mut asked) = (BTreeSet::new(), Vec::new(), 0);
    for title in titles() {
        // As a reader types: characters with all their marks.
        let length = title.graphemes(true).count();
        for count in [1, 2, 4, 7, 11].into_iter().filter(|count| *count <= length) {
            let typed: String = title.graphemes(true).take(count).collect();
            let found = check_counts(&typed, &[], &mut seen);
            asked += 1;
            if found == 0 && typed.chars().any(char::is_alphanumeric) {
                silent.push(typed);
            }
        }
    }
    // A beginning of frequent words in one title only may be passed over for the frequent ones.
    assert!(silent.len() * 100 <= asked, "of {asked} beginnings nothing goes on from {silent:?}");
    assert!(seen.len() > 200, "{}", seen.len());
}

#[test]
fn filters_and_dates_restrict_suggestions() {
    let mut seen = BTreeSet::new();
    for typed in ["wa", "the ", "c", "ca"] {
        check_counts(typed, &[("lang", "en"), ("from-date", "2024"), ("to-date", "2024")], &mut seen);
    }
    assert!(!seen.is_empty());
    assert!(suggestions(&[("q", "wa"), ("source", "no such source")]).is_empty());
}

#[test]
fn a_typo_is_forgiven_behind_the_first_letter_of_longer_words() {
    let texts = |typed| suggestions(&[("q", typed)]).iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(texts("wtaer").iter().any(|text| text == "water"), "{:?}", texts("wtaer"));
    assert!(!texts("xater").iter().any(|text| text == "water"));
}

#[test]
fn titles_and_entities_are_suggested_as_they_are_written() {
    let kinds: BTreeSet<String> = ["w", "i", "a", "m"]
        .iter()
        .flat_map(|typed| suggestions(&[("q", typed)]))
        .map(|one| one["kind"].as_str().unwrap().into())
        .collect();
    for kind in ["word", "title", "place"] {
        assert!(kinds.contains(kind), "{kinds:?}");
    }
}

#[test]
fn hostile_texts_are_answered() {
    let long = "a ".repeat(499);
    let mut seen = BTreeSet::new();
    for typed in [
        "",
        " ",
        "\0",
        "wat\0er",
        "*",
        "\"",
        "\"wat",
        "e\u{301}\u{301}\u{301}",
        "\u{301}",
        "wat*",
        "NOT wa",
        "water AND",
        "( wa",
        "near5 a",
        "person:a",
        "-wa",
        "/wa/",
        "wa~2",
        "“wa”",
        "\u{202e}wa",
        &long,
    ] {
        check_counts(typed, &[], &mut seen);
    }
    get(&url("/v1/suggest", &[("q", &"é".repeat(1_001))])).problem(400, "invalid-parameters");
}

#[test]
fn parameters_and_tags_are_those_of_other_addresses() {
    let problem = get("/v1/suggest?q=wa&sise=3&size=21").problem(400, "invalid-parameters");
    let text = problem.to_string();
    assert!(text.contains("did you mean `size`") && text.contains("from 1 to 20"), "{text}");
    get("/v1/search?q=wa&size=3").problem(400, "invalid-parameters");
    let tag = get("/v1/suggest?q=wa").header(&axum::http::header::ETAG).to_owned();
    let with = |path: &str| axum::http::Request::get(path).header("if-none-match", &tag).body(axum::body::Body::empty()).unwrap();
    assert_eq!(crate::http::send(with("/v1/suggest?q=wa")).status.as_u16(), 304);
    assert_eq!(crate::http::send(with("/v1/suggest?q=wat")).status.as_u16(), 200);
    assert_eq!(suggestions(&[("q", "a"), ("size", "1")]).len(), 1);
}

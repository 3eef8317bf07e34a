//! Queries as a search box reads them, and what is offered where nothing is found.

use serde_json::Value;

use crate::http::{get, url};

fn search(pairs: &[(&str, &str)]) -> Value {
    let answer = get(&url("/v1/search", pairs));
    assert_eq!(answer.status.as_u16(), 200, "{pairs:?}: {}", answer.text);
    answer.json()
}

fn boxed(q: &str) -> Value {
    search(&[("q", q), ("match", "box")])
}

fn codes(answer: &Value) -> Vec<&str> {
    answer["warnings"].as_array().unwrap().iter().map(|warning| warning["code"].as_str().unwrap()).collect()
}

fn total(answer: &Value) -> u64 {
    answer["total"]["value"].as_u64().unwrap()
}

/// Asserts that the query which the answer says it searched for gives the same total.
fn check_canonical(answer: &Value) {
    let again = search(&[("q", answer["query"]["canonical"].as_str().unwrap())]);
    assert_eq!(total(&again), total(answer), "{answer}");
    for warning in answer["warnings"].as_array().unwrap() {
        if let Some(alternative) = warning.get("alternative") {
            assert_eq!(total(&search(&[("q", alternative["q"].as_str().unwrap())])), alternative["total"], "{warning}");
        }
    }
}

#[test]
fn the_last_word_of_a_search_box_may_still_be_typed() {
    let answer = boxed("water rese");
    assert_eq!(codes(&answer), ["box-beginning"]);
    assert_eq!(answer["query"]["canonical"], "water AND (rese OR rese*)");
    assert_eq!(total(&search(&[("q", "water rese")])), 0);
    assert!(total(&answer) > 0);
    check_canonical(&answer);
    // What is finished, quoted or exact is what it is.
    for whole in ["water ", "\"water\"", "=water", "water AND NOT dam)", "w"] {
        assert!(!codes(&boxed(whole)).contains(&"box-beginning"), "{whole}");
    }
    // Marks stand at the word that was found.
    let marked = answer["hits"][0]["highlights"].to_string();
    assert!(marked.to_lowercase().contains("rese"), "{marked}");
}

#[test]
fn a_search_box_takes_most_words_then_typos() {
    let most = boxed("water reservoir zzzunknown dam ");
    assert_eq!(codes(&most), ["box-most-words"], "{most}");
    assert_eq!(most["query"]["canonical"], "water AND reservoir AND dam");
    assert!(total(&most) > 0);
    check_canonical(&most);
    let typo = boxed("resrevoir watre ");
    assert_eq!(codes(&typo), ["box-typos"], "{typo}");
    assert!(total(&typo) > 0);
    check_canonical(&typo);
    // Of two words both are wanted, and what stands for a filter is never left out.
    assert_eq!(total(&boxed("water zzzunknown ")), 0);
    assert_eq!(total(&boxed("water reservoir dam lang:xx ")), 0);
    // Every way of reading it counts alike.
    let (q, path) = ("water reservoir zzzunknown dam ", "/v1/facets/lang");
    let facet = get(&url(path, &[("q", q), ("match", "box")])).json();
    let sum: u64 = facet["values"].as_array().unwrap().iter().map(|value| value["count"].as_u64().unwrap()).sum();
    assert_eq!(sum, total(&most));
    let export = get(&url("/v1/export", &[("q", q), ("match", "box"), ("format", "jsonl")]));
    assert!(export.text.contains(&format!("{{\"complete\":{}}}", total(&most))), "{}", export.text);
}

#[test]
fn a_search_box_never_refuses_a_query() {
    for q in ["(", "\"a", "NEAR/3", "a AND", "date:x water", "/[/", "a*", "*", "", "NOT water", "title:wat", "^2", "=x"] {
        boxed(q);
    }
}

#[test]
fn what_is_offered_where_nothing_is_found_finds_something() {
    let check = |pairs: &[(&str, &str)]| {
        let answer = search(pairs);
        assert_eq!(total(&answer), 0, "{pairs:?}");
        let leads = answer["suggestions"].as_array().cloned().unwrap_or_default();
        for lead in &leads {
            let mut changed: Vec<(&str, &str)> = pairs
                .iter()
                .filter(|(name, _)| *name != "q" && !lead["drop"].as_array().is_some_and(|drop| drop.iter().any(|other| other == name)))
                .copied()
                .collect();
            changed.push(("q", lead["q"].as_str().unwrap()));
            assert_eq!(total(&search(&changed)), lead["total"], "{pairs:?} {lead}");
            assert!(lead["total"].as_u64().unwrap() > 0);
        }
        leads
            .iter()
            .map(|lead| format!("{} {} {}", lead["kind"].as_str().unwrap(), lead["q"].as_str().unwrap(), lead["drop"]))
            .collect::<Vec<_>>()
    };
    let has = |leads: Vec<String>, wanted: &str| assert!(leads.iter().any(|lead| lead == wanted), "{wanted}: {leads:?}");
    has(check(&[("q", "watre dam")]), "spelling water dam null");
    has(check(&[("q", "watre dam")]), "word dam null");
    has(check(&[("q", "watre resrevoir")]), "spelling water reservoir null");
    has(check(&[("q", "water zzzunknown qqqunknown")]), "word water null");
    has(check(&[("q", "water"), ("source", "nobody")]), "filter water [\"source\"]");
    has(check(&[("q", "water"), ("to-date", "1800")]), "dates water [\"to-date\"]");
    has(check(&[("q", "water"), ("to-date", "1800"), ("source", "nobody")]), "filter water [\"source\",\"to-date\"]");
    has(check(&[("q", "watre dam"), ("source", "nobody"), ("to-date", "2030")]), "spelling water dam [\"source\",\"to-date\"]");
    // A query that excludes all it finds has nothing to offer but itself.
    assert!(check(&[("q", "zzzunknown")]).is_empty());
    let blamed = search(&[("q", "water zzzunknown")]);
    assert_eq!(blamed["suggestions"][0]["terms"][0], serde_json::json!({ "term": "zzzunknown", "articles": 0 }));
    assert!(search(&[("q", "water")]).get("suggestions").is_none());
}

#[test]
fn the_page_offers_what_leads_on() {
    let page = get(&url("/", &[("q", "watre dam")])).text;
    assert!(page.contains("<a href=\"/?q=water+dam\"") || page.contains("<a href=\"/?q=water%20dam\""), "{page}");
    assert!(get(&url("/", &[("q", "water rese"), ("match", "box")])).text.contains("selected>as near as can be"));
}

//! Real data beside the repository, where it is there.

use dateline::analysis::EntityMode;
use dateline::article::EntityType;
use dateline::article::published::{Basis, Precision};
use tempfile::TempDir;

use crate::cli;
use crate::support;

/// Ingests a path of the shared data into an index of its own.
fn ingested(path: &str) -> Option<TempDir> {
    let data = support::shared(path)?;
    let dir = tempfile::tempdir().unwrap();
    let ran = cli::run(dir.path(), &["ingest", data.to_str().unwrap(), "--quiet"]);
    assert!(ran.code == 0 || ran.code == 3, "{}", ran.err);
    Some(dir)
}

fn total(dir: &TempDir, query: &str) -> u64 {
    let ran = cli::run(dir.path(), &["search", query, "--json"]);
    ran.json()["total"]["value"].as_u64().unwrap_or_else(|| panic!("{}", ran.err))
}

#[test]
fn the_seed_page_is_understood() {
    let Some(seed) = support::shared("data/seed") else { return };
    let pages: Vec<_> = std::fs::read_dir(&seed).unwrap().map(|entry| entry.unwrap().path()).collect();
    let page = pages.iter().find(|path| path.extension().is_some_and(|ext| ext == "txt")).expect("a page").clone();
    let (articles, rejects) = support::read(&[page]);
    assert!(rejects.is_empty() && articles.len() == 1, "{rejects:?}");
    let prepared = support::prepare(articles, EntityMode::Auto);
    let article = &prepared[0].article;
    let stamp = article.published.expect("it is dated");
    assert_eq!((stamp.when.to_string().as_str(), stamp.precision(), stamp.basis), ("2025-01-29", Precision::Day, Basis::Text));
    assert_eq!(article.related.len(), 10);
    assert!(!article.title.is_empty() && !article.body.is_empty());
    assert!(!article.body.contains("Serbia") && !article.title.contains("Serbia"));
    let has = |kind, name: &str| article.entities.iter().any(|entity| entity.kind == kind && entity.name == name);
    let place = |id: &str| article.entities.iter().any(|entity| entity.id.as_deref() == Some(id));
    assert!(place("IR") && place("SA"), "{:?}", article.entities);
    assert!(has(EntityType::Person, "Seyed Sattar Hashemi"), "{:?}", article.entities);
}

#[test]
fn the_seed_page_is_not_found_by_the_headlines_it_lists() {
    let Some(dir) = ingested("data/seed") else { return };
    assert!(total(&dir, "*") >= 1);
    assert_eq!(total(&dir, "Serbia"), 0);
    assert!(total(&dir, "person:Hashemi") >= 1);
    assert!(total(&dir, "place:IR") >= 1);
}

#[test]
fn reuters_articles_have_their_ids_instants_tags_and_given_places() {
    let Some(reuters) = support::shared("data/reuters21578") else { return };
    let (articles, rejects) = support::read(&[reuters.join("reut2-000.sgm")]);
    assert_eq!((articles.len(), rejects.len()), (1_000, 0));
    assert!(articles.iter().all(|article| article.id.starts_with("reuters-") && article.source.as_deref() == Some("Reuters")));
    assert!(articles.iter().all(|article| article.published.is_some()));
    let first = articles.iter().find(|article| article.id == "reuters-1").unwrap();
    assert_eq!(first.published.unwrap().when.to_string(), "1987-02-26T15:01:01.79Z");
    assert_eq!(first.tags, ["cocoa"]);
    let places: Vec<&str> =
        first.entities.iter().filter(|entity| entity.kind == EntityType::Place).map(|entity| entity.name.as_str()).collect();
    assert_eq!(places, ["el-salvador", "usa", "uruguay"]);
}

#[test]
fn pages_in_folders_are_found_by_words_of_their_titles() {
    for path in ["data/en-bbc/original-sample", "data/fa-irnews/original-sample", "data/zh-xwlb/original-sample"] {
        let Some(dir) = ingested(path) else { continue };
        let all = ["search", "--json", "--page-size", "20", "--order-by", "oldest", "--fields", "id,title,language"];
        let all = cli::run(dir.path(), &all).json();
        assert!(all["total"]["value"].as_u64().unwrap() >= 5, "{path}: {}", all["total"]);
        for hit in all["hits"].as_array().unwrap() {
            let (id, title) = (hit["id"].as_str().unwrap(), hit["title"].as_str().unwrap());
            let long = |word: &&str| word.chars().count() > 2;
            let words: Vec<String> =
                title.split(|c: char| !c.is_alphanumeric() && c != '_').filter(long).take(2).map(str::to_lowercase).collect();
            if !words.is_empty() {
                let query = format!("id:\"{id}\" AND title:({})", words.join(" AND "));
                assert_eq!(total(&dir, &query), 1, "{path}: {query}");
            }
        }
    }
}

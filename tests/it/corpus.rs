//! The sample corpus is what its README says, and reads without a fault.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use dateline::analysis::EntityMode;
use dateline::article::Article;
use dateline::article::published::Precision;

use crate::support;

fn corpus() -> Vec<Article> {
    let (articles, rejects) = support::read(&[support::repository("corpus")]);
    assert!(rejects.is_empty(), "no row of the corpus is rejected: {rejects:#?}");
    articles
}

fn find<'a>(articles: &'a [Article], id: &str) -> &'a Article {
    articles.iter().find(|article| article.id == id).unwrap_or_else(|| panic!("the corpus has no `{id}`"))
}

#[test]
fn articles_are_many_and_ids_unique() {
    let articles = corpus();
    let readme = fs::read_to_string(support::repository("corpus/README.md")).unwrap();
    assert!(articles.len() >= 60, "{} articles", articles.len());
    let said = format!("{} articles in ", articles.len());
    assert!(readme.contains(&said), "corpus/README.md does not say `{said}…`");
    let ids: BTreeSet<&str> = articles.iter().map(|article| article.id.as_str()).collect();
    assert_eq!(ids.len(), articles.len(), "ids clash");
}

#[test]
fn every_file_is_read_and_named_in_the_readme() {
    let articles = corpus();
    let readme = fs::read_to_string(support::repository("corpus/README.md")).unwrap();
    let mut read: BTreeMap<String, usize> = BTreeMap::new();
    for article in &articles {
        let file = article.origin.as_ref().expect("an article says where it was read").file.clone();
        *read.entry(file).or_default() += 1;
    }
    let root = support::repository("corpus");
    let mut files = Vec::new();
    collect(&root, &mut files);
    for file in files.iter().filter(|file| **file != "README.md") {
        let count = read.iter().find(|(path, _)| path.replace('\\', "/").ends_with(&format!("corpus/{file}"))).map(|(_, count)| *count);
        assert!(count.is_some_and(|count| count > 0), "`corpus/{file}` gave no article");
        let name = file.rsplit('/').next().unwrap();
        let family = name.split('-').next().unwrap();
        let named =
            readme.contains(file.as_str()) || readme.contains(&format!("pages/{family}-*")) || readme.contains("`world/pages/*.txt`");
        assert!(named, "corpus/README.md does not name `{file}`");
        if let Some(row) = readme.lines().find(|line| line.starts_with(&format!("| `{file}`"))) {
            let said = row.split('|').nth(4).unwrap().trim();
            assert_eq!(said, count.unwrap().to_string(), "articles of `{file}` by the README");
        }
    }
}

fn collect(dir: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else {
            let below = path.strip_prefix(support::repository("corpus")).unwrap();
            into.push(below.to_string_lossy().replace('\\', "/"));
        }
    }
}

#[test]
fn every_format_is_there_that_a_text_file_can_show() {
    let (articles, _) = support::read(&[support::repository("corpus/formats")]);
    let shown = |file: &str| {
        let of_file = |article: &&Article| article.origin.as_ref().unwrap().file.ends_with(file);
        let line = |article: &Article| {
            let stamp = article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
            format!("{} {stamp} {} {}", article.id, article.tags.join("+"), article.related.len())
        };
        articles.iter().filter(of_file).map(line).collect::<Vec<_>>()
    };
    assert_eq!(
        shown("basin-bulletin.csv"),
        [
            "Basin Bulletin:bb-2025-019 2025-04-09 drought+snow 0",
            "Basin Bulletin:bb-2025-044 2025-09-02 irrigation 0",
            "Basin Bulletin:bb-2026-007 2026-02-17 dam 0"
        ]
    );
    assert_eq!(
        shown("strait-signal.xml"),
        [
            "strait-signal.example/2025/09/both-ends-on-deck 2025-09-26T17:20:00+04:00 Cables+Pearl Arc 0",
            "strait-signal.example/2025/11/joint-fails-test 2025-11-18T08:05:00Z Cables+Pearl Arc 0",
            "strait-signal.example/2026/04/cable-guard 2026-04-08T06:30:00Z Ports+Pearl Arc 0"
        ]
    );
    let page = shown("westfjords-wallet.html");
    assert_eq!(page, ["isafjord-post.example/2026/04/krona-waits-for-the-signal 2026-04-14T09:40:00+00:00 digital króna+payments 3"]);
    assert_eq!(shown("halvorsen-midwinter.nitf.xml"), ["Polar Wire:pw-20250621-03 2025-06-21T12:00:00Z Antarctica+Halvorsen Station 0"]);
    assert_eq!(
        shown("outage-slips.newsml.xml"),
        ["Kringlan Press:urn:newsml:kringlan-press.example:20250617:slips 2025-06-17T11:45:00+00:00 payments 0"]
    );
    for article in &articles {
        let body = &article.body;
        assert!(body.split("\n\n").count() >= 3 && !body.contains(['<', '&']) && !body.starts_with("By "), "{}: {body}", article.id);
    }
}

#[test]
fn articles_are_in_many_languages() {
    let prepared = support::prepare(corpus(), EntityMode::Off);
    let mut languages: BTreeMap<String, usize> = BTreeMap::new();
    for it in &prepared {
        *languages.entry(it.analysis.language.to_string()).or_default() += 1;
    }
    assert!(languages.len() >= 15, "{languages:?}");
    for code in ["en", "fa", "ar", "zh", "ja", "th", "hi", "ru", "de", "fr", "es", "pt", "tr", "ko", "id"] {
        assert!(languages.contains_key(code), "no article in `{code}`: {languages:?}");
    }
    // The counts that the README gives, for languages of which no article mixes two.
    for (code, count) in [("fa", 8), ("zh", 7), ("ja", 5), ("ar", 3), ("de", 3), ("th", 3), ("ko", 2), ("uk", 2), ("el", 1), ("he", 1)] {
        assert_eq!(languages.get(code), Some(&count), "articles in `{code}`");
    }
}

#[test]
fn dates_have_the_precision_they_were_written_with() {
    let articles = corpus();
    let shown = |id: &str| {
        let article = find(&articles, id);
        article.published.map_or_else(|| "undated".to_owned(), |stamp| format!("{} {}", stamp.when, stamp.precision().as_str()))
    };
    for (id, expected) in [
        ("trap-undated-none", "undated"),
        ("arch-9998-12-31", "undated"),
        ("trap-offset-newyear", "2025-12-31T23:30:00-05:00 second"),
        ("trap-midnight-nozone", "2025-07-04 day"),
        ("w-it-molo-2025-09", "2025-09 month"),
        ("w-sw-bandari-undated", "undated"),
    ] {
        assert_eq!(shown(id), expected, "{id}");
    }
    assert_eq!(find(&articles, "w-it-lanterna-20250926").published.unwrap().precision(), Precision::Minute);
    // An item with only an updated date was published then.
    let only = find(&articles, "trap-only-updated");
    assert_eq!(only.published.map(|stamp| stamp.when), only.updated.map(|stamp| stamp.when));
    assert!(only.published.is_some());
    let impossible = articles.iter().find(|article| article.origin.as_ref().unwrap().file.ends_with("undated-impossible-day.txt")).unwrap();
    assert!(impossible.published.is_none(), "30 February is no day");
    let years: BTreeSet<i32> =
        articles.iter().filter_map(|article| article.published).filter_map(|stamp| stamp.when.to_string().get(..4)?.parse().ok()).collect();
    for year in [802, 1848, 1896, 1912, 1987, 2024, 2025, 2026] {
        assert!(years.contains(&year), "no article of {year}: {years:?}");
    }
}

#[test]
fn headlines_of_others_are_related_and_no_text() {
    let articles = corpus();
    let trap = articles.iter().find(|article| article.origin.as_ref().unwrap().file.ends_with("related-headlines.txt")).unwrap();
    assert!(!trap.related.is_empty());
    for article in &articles {
        for related in &article.related {
            assert!(!article.body.contains(&related.title), "`{}`: `{}` stands in the body", article.id, related.title);
        }
        let text = format!("{} {} {}", article.title, article.lead, article.body).to_lowercase();
        assert!(!text.contains("walrus"), "`{}` holds a word that only lists of headlines may hold", article.id);
        assert!(!text.contains("latest news"), "`{}` holds the heading of its list", article.id);
    }
}

#[test]
fn what_is_no_native_member_is_kept() {
    let articles = corpus();
    assert!(find(&articles, "nw-2024-0031").extra.contains_key("sample"));
    let kept = articles.iter().find(|article| article.extra.contains_key("edition")).expect("a record with unknown members");
    assert!(kept.extra.contains_key("sample") || kept.extra.contains_key("page") || kept.extra.contains_key("kicker"));
}

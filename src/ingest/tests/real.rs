//! The sample corpus and real data.

use std::collections::BTreeMap;

use super::*;
use crate::article::EntityType;

/// Counts of a reading: articles, rejects by code, notes by code, undated articles.
fn counts(paths: &[PathBuf], options: ReadOptions) -> String {
    let mut reader = Reader::new(paths, options);
    let (mut articles, mut undated) = (0, 0);
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    while let Some(item) = reader.next_item() {
        match item {
            Item::Record(record) => {
                articles += 1;
                undated += usize::from(record.article.published.is_none());
                for note in record.notes {
                    *others.entry(note.code.as_str()).or_default() += 1;
                }
            }
            Item::Reject(reject) => *others.entry(reject.code.as_str()).or_default() += 1,
            Item::Skipped(..) => *others.entry("skipped").or_default() += 1,
            Item::Input(_) => {}
        }
    }
    assert_eq!(reader.bytes_read(), reader.bytes_total().unwrap_or_default());
    let mut told = vec![format!("{articles} articles"), format!("{undated} undated")];
    told.extend(others.iter().map(|(code, count)| format!("{code} {count}")));
    told.join(", ")
}

#[test]
fn every_file_of_the_sample_corpus_is_read() {
    let check = |file: &str, expected: &str| assert_eq!(counts(&[corpus().join(file)], options(None)), expected, "{file}");
    check("agencies", "31 articles, 0 undated");
    check("pages", "14 articles, 0 undated");
    check("formats", "9 articles, 0 undated");
    check("archive", "10 articles, 1 undated, future-date 1");
    check("traps/edge-cases.jsonl", "14 articles, 1 undated, no-zone 1");
    check("traps/undated-impossible-day.txt", "1 articles, 1 undated, impossible-date 1");
    check("traps/related-headlines.txt", "1 articles, 0 undated");
    let items = read_paths(&[corpus()], options(None));
    assert!(rejects(&items).is_empty(), "{:?}", rejects(&items));
    assert!(records(&items).len() >= 71);
    let ids: std::collections::HashSet<_> = records(&items).iter().map(|record| record.article.id.clone()).collect();
    assert_eq!(ids.len(), records(&items).len());
}

#[test]
fn headlines_of_other_pages_are_no_body() {
    for directory in ["pages", "traps"] {
        for record in records(&read_paths(&[corpus().join(directory)], options(Some(Format::Page)))) {
            let article = &record.article;
            assert!(!article.body.contains("Latest News") && !article.body.contains("Publish Date"), "{}", article.title);
        }
    }
    let items = read_paths(&[corpus().join("traps/related-headlines.txt")], options(None));
    let article = &records(&items)[0].article;
    assert!(article.related.len() == 4 && !article.body.contains("Walrus"), "{article:?}");
}

#[test]
fn the_seed_page_is_read() {
    let Some(path) = data("seed/000_74af4bd25be794b0.txt") else { return };
    let items = read_paths(&[path], options(None));
    let article = &records(&items)[0].article;
    assert_eq!(article.title, "ICT Minister Advocates for Strengthening Tehran-Riyadh Relations");
    let published = article.published.unwrap();
    assert_eq!((published.when.to_string().as_str(), published.basis.as_str()), ("2025-01-29", "text"));
    assert_eq!((article.related.len(), article.body.split("\n\n").count()), (10, 7));
    assert!(!article.body.contains("Serbia") && article.body.ends_with("the Islamic Republic of Iran."));
}

#[test]
fn all_articles_of_reuters_are_read() {
    let Some(path) = data("reuters21578") else { return };
    let mut files: Vec<PathBuf> =
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.to_string_lossy().contains("reut2-")).collect();
    files.sort();
    assert_eq!(files.len(), 22);
    assert_eq!(counts(&files, options(None)), "21577 articles, 1 undated, bad-bytes 1, empty 1, impossible-date 1");
    let items = read_paths(&files[..1], options(None));
    let found = records(&items);
    let first = &found[0].article;
    assert_eq!((first.id.as_str(), first.source.as_deref(), first.title.as_str()), ("reuters-1", Some("Reuters"), "BAHIA COCOA REVIEW"));
    assert_eq!(first.published.unwrap().when.to_string(), "1987-02-26T15:01:01.79Z");
    assert!(first.body.starts_with("SALVADOR, Feb 26 - Showers continued throughout the week in\nthe Bahia cocoa zone"));
    assert!(first.body.contains("\n\nThe dry period means"), "{}", first.body);
    assert_eq!(first.tags, ["cocoa"]);
    let places: Vec<_> = first.entities.iter().filter(|e| e.kind == EntityType::Place && e.given).map(|e| e.name.as_str()).collect();
    assert_eq!(places, ["el-salvador", "usa", "uruguay"]);
    assert!(found.iter().any(|record| record.article.authors == ["Janie Gabbett"]));
    let brief = found.iter().find(|record| record.article.title.starts_with("ASSETS OF MONEY MARKET MUTUAL FUNDS")).unwrap();
    assert_eq!(brief.article.body, "");
    let plain = found.iter().find(|record| record.article.body.starts_with("FEDERAL RESERVE WEEKLY REPORT 1")).unwrap();
    assert_eq!(plain.article.title, "");
    assert!(
        found.iter().all(|record| record.article.body.chars().chain(record.article.title.chars()).all(|c| c == '\n' || !c.is_control()))
    );
}

#[test]
fn lists_of_names_beside_articles_are_none() {
    let Some(path) = data("reuters21578") else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.to_string_lossy().contains("-strings.lc"));
    assert_eq!(counts(&files, options(None)), "0 articles, 0 undated, unknown-format 5");
    let items = read_paths(&files[..1], options(None));
    assert!(rejects(&items)[0].reason.starts_with("it is a list of names, one a line, and no article"), "{items:?}");
    assert_eq!(counts(&files[..1], options(Some(Format::Page))), "1 articles, 1 undated");
}

#[test]
fn real_sets_are_read_whole() {
    let check = |set: &str, expected: &str| {
        if let Some(path) = data(set) {
            let counted = counts(&[path], options(None));
            assert!(counted.starts_with(expected), "{set}: {counted}");
        }
    };
    check("fa-irnews/articles.jsonl.zst", "4965 articles, 0 undated");
    check("zh-xwlb/articles.jsonl.zst", "19876 articles, 0 undated");
    check("tr-ttc3600/articles.jsonl.zst", "3600 articles, 3600 undated");
    check("pt-fakebr/articles.jsonl.zst", "3600 articles, ");
    check("en-digitalgov/articles.jsonl.zst", "2078 articles, 0 undated, empty 1, no-zone 4");
    check("en-time1963/articles.jsonl", "423 articles, 0 undated");
    check("en-bbc/original-sample", "5 articles, 5 undated");
    check("api-json/newsapi-2022.json", "20 articles, 0 undated");
    check("api-json/nyt-articlesearch-2016.json", "10 articles, 0 undated");
    check("api-json/guardian-2012-large.json.zst", "150 articles, 0 undated");
    check("ar-ahdath/ahd22.json.zst", "390 articles, 390 undated, empty 198");
    check("ru-samples/ria_20.json", "20 articles, 20 undated");
}

#[test]
fn dates_of_brazilian_news_are_those_of_the_gold() {
    let Some(path) = data("pt-fakebr") else { return };
    let gold = fs::read_to_string(path.join("gold-dates.tsv")).unwrap();
    let days: BTreeMap<&str, &str> = gold
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
        .map(|(id, rest)| (id, rest.split('\t').next().unwrap_or_default()))
        .collect();
    let articles = path.join("articles.jsonl.zst");
    let lines = String::from_utf8(zstd::decode_all(fs::File::open(&articles).unwrap()).unwrap()).unwrap();
    let ids: Vec<String> =
        lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned()).collect();
    let items = read_paths(&[articles], options(None));
    let (mut right, mut wrong, mut all) = (0, Vec::new(), 0);
    for record in records(&items) {
        let line = usize::try_from(record.place.line).unwrap();
        let id = &ids[line - 1];
        let Some(day) = days.get(id.as_str()).filter(|day| !day.is_empty()) else { continue };
        all += 1;
        let found = record.article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
        if found.starts_with(day) { right += 1 } else { wrong.push(format!("{id}: {day} {found}")) }
    }
    assert!(all >= 3_400 && right * 100 >= all * 99, "{right} of {all}: {:?}", &wrong[..wrong.len().min(20)]);
    assert!(records(&items).iter().all(|record| record.article.published.is_none_or(|stamp| !stamp.when.to_string().starts_with("02"))));
}

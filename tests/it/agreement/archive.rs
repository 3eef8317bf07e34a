//! The archive of the agreement: real articles with dates of every kind, a tenth of them updated
//! and a tenth deleted, in one segment and in several.

use std::collections::{BTreeMap, HashSet};

use dateline::analysis::EntityMode;
use dateline::article::published::{Basis, CivilDay};
use dateline::article::{Article, Instant, Lang, Stamp, When};

use crate::reference::{Reference, words};
use crate::support::{self, Built, NOW_US, Prepared, Random, Step};

/// Files of the Reuters collection: a thousand articles each.
const FILES: [&str; 3] = ["reut2-000.sgm", "reut2-009.sgm.zst", "reut2-017.sgm"];
/// Collections in Persian, Chinese, Japanese and Turkish.
const WORLD_FILES: [&str; 4] = [
    "data/fa-irnews/articles.jsonl.zst",
    "data/zh-xwlb/articles.jsonl.zst",
    "data/ja-wikinews/articles.tsv.zst",
    "data/tr-ttc3600/articles.jsonl.zst",
];
/// Lines of a section and a text in quotes, without a header.
const GERMAN_FILE: &str = "data/de-10kgnad/test.csv.zst";
/// Articles of each, and bytes of an article at most.
const WORLD_ARTICLES: usize = 120;
const WORLD_BYTES: usize = 6_000;
/// Seed of all that is changed in the articles.
const SEED: u64 = 1987;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

const AUTHORS: [&str; 9] =
    ["Ann Lee", "ann  LEE", "José Pérez", "Jose Perez", "Mira Kovač", "N. O'Brien", "Lee", "Tom de Vries", "Zoë Ång"];
const SECTIONS: [&str; 5] = ["World", "Markets", "markets", "Opinion & Letters", "Sport"];
const SOURCES: [&str; 6] = ["Reuters", "REUTERS", "New York Times", "Hill Herald", "Delta Press", "Le Monde"];

/// The same articles in two indexes and in the reference.
pub(crate) struct Sample {
    pub(crate) one: Built,
    pub(crate) several: Built,
    pub(crate) reference: Reference,
}

impl Sample {
    pub(crate) fn build(mut articles: Vec<Article>) -> Self {
        let mut random = Random(SEED);
        for (number, article) in articles.iter_mut().enumerate() {
            dress(article, number, &mut random);
        }
        let fate: Vec<usize> = articles.iter().map(|_| random.below(10)).collect();
        let updated = fate.iter().enumerate().filter(|(_, fate)| **fate == 0);
        let newer: Vec<Article> = updated.map(|(at, _)| rewritten(&articles, at, &mut random)).collect();
        let older = support::prepare(articles, EntityMode::Auto);
        let newer = support::prepare(newer, EntityMode::Auto);
        let gone: HashSet<String> =
            older.iter().zip(&fate).filter(|(_, fate)| **fate == 1).map(|(old, _)| old.article.id.clone()).collect();
        let deleted: Vec<&str> = older.iter().map(|old| old.article.id.as_str()).filter(|id| gone.contains(*id)).collect();
        let one = support::build(&[
            Step::Add(older.iter().collect()),
            Step::Publish(false),
            Step::Add(newer.iter().collect()),
            Step::Delete(deleted.clone()),
            Step::Publish(true),
        ]);
        assert_eq!(one.version.segments().len(), 1);
        let several = several(&older, &newer, &deleted);
        let segments = several.version.segments();
        let dirty = segments.iter().filter(|segment| segment.reader.num_deleted_docs() > 0).count();
        // Of few articles, segments with deleted ones are merged at once.
        let is_small = older.len() < 2_000;
        assert!(segments.len() >= 3 && (dirty > 0 || is_small), "{} segments, {dirty} of them with deleted articles", segments.len());

        let mut live: BTreeMap<String, Prepared> = BTreeMap::new();
        for prepared in older.into_iter().chain(newer) {
            live.insert(prepared.article.id.clone(), prepared);
        }
        live.retain(|id, _| !gone.contains(id));
        let reference = Reference::new(live.into_values().map(|it| (it.article, it.analysis.mentions)).collect());
        assert_eq!(reference.docs.len() as u64, one.version.articles());
        assert_eq!(reference.docs.len() as u64, several.version.articles());
        Self { one, several, reference }
    }
}

/// Most articles, updates and deletions at first; then more, of which the last ones hide a few
/// articles of earlier segments without these being rewritten.
fn several(older: &[Prepared], newer: &[Prepared], deleted: &[&str]) -> Built {
    let (late_newer, early_newer) = newer.split_at(newer.len().min(6));
    let (late_deleted, early_deleted) = deleted.split_at(deleted.len().min(6));
    let late: HashSet<&str> = late_newer.iter().map(|it| it.article.id.as_str()).chain(late_deleted.iter().copied()).collect();
    // What changes late must have been there early.
    let is_early = |(at, it): &(usize, &Prepared)| at * 10 < older.len() * 7 || late.contains(it.article.id.as_str());
    let (first, rest): (Vec<_>, Vec<_>) = older.iter().enumerate().partition(is_early);
    let [first, rest] = [first, rest].map(|part| part.into_iter().map(|(_, it)| it).collect::<Vec<&Prepared>>());
    let (second, third) = rest.split_at(rest.len() / 2);
    // Updates and deletions of articles that come later are kept until these have come.
    let there = |known: &[&Prepared], id: &str| known.iter().any(|it| it.article.id == id);
    let (newer_first, newer_rest): (Vec<&Prepared>, Vec<&Prepared>) = early_newer.iter().partition(|it| there(&first, &it.article.id));
    let (deleted_first, deleted_rest): (Vec<&str>, Vec<&str>) = early_deleted.iter().partition(|id| there(&first, id));
    support::build(&[
        Step::Add(first),
        Step::Publish(false),
        Step::Add(newer_first),
        Step::Delete(deleted_first),
        Step::Publish(false),
        Step::Add(second.to_vec()),
        Step::Add(third.to_vec()),
        Step::Add(newer_rest),
        Step::Delete(deleted_rest),
        Step::Publish(false),
        Step::Add(late_newer.iter().collect()),
        Step::Delete(late_deleted.to_vec()),
        Step::Publish(false),
    ])
}

/// Reuters articles where they are, and those of the sample corpus that the reference can split.
pub(super) fn read() -> Vec<Article> {
    let mut paths = vec![support::repository("corpus")];
    if let Some(reuters) = support::shared("data/reuters21578") {
        paths.extend(FILES.map(|file| reuters.join(file)));
    }
    let with_reuters = paths.len() > 1;
    let (mut articles, _) = support::read(&paths);
    articles.retain(|article| is_latin(article) && is_modern(article));
    let mut seen = HashSet::new();
    articles.retain(|article| seen.insert(article.id.clone()));
    assert!(articles.len() > if with_reuters { 3_000 } else { 40 }, "only {} articles were read", articles.len());
    articles
}

/// Articles of the sample corpus that are not English, and some of real collections where they are.
pub(super) fn read_world() -> Vec<Article> {
    let (mut articles, _) = support::read(&[support::repository("corpus")]);
    articles.retain(|article| article.language != Lang::new("en").unwrap() && (!is_latin(article) || article.language.is_und()));
    for path in WORLD_FILES {
        let Some(path) = support::shared(path) else { continue };
        let (more, _) = support::read(&[path]);
        let step = (more.len() / WORLD_ARTICLES).max(1);
        articles.extend(more.into_iter().step_by(step).filter(|article| article.body.len() < WORLD_BYTES).take(WORLD_ARTICLES));
    }
    articles.extend(german());
    let mut random = Random(SEED);
    for article in &mut articles {
        // In the year that requests ask for.
        let micros = 540_000_000_000_000 + i64::try_from(random.below(300)).unwrap() * DAY + 7_000_000;
        article.published = random.percent(90).then(|| Stamp::new(instant(micros, None), Basis::Given));
    }
    let mut seen = HashSet::new();
    articles.retain(|article| seen.insert(article.id.clone()));
    articles
}

fn german() -> Vec<Article> {
    let Some(path) = support::shared(GERMAN_FILE) else { return Vec::new() };
    let text = String::from_utf8(zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap()).unwrap();
    let article = |(number, line): (usize, &str)| {
        let (section, body) = line.split_once(';').unwrap();
        let body = body.trim_matches('\'').replace("''", "'");
        let (title, body) = body.split_once(". ").unwrap_or(("", &body));
        Article {
            id: format!("german-{number}"),
            title: title.to_owned(),
            body: body.to_owned(),
            section: Some(section.to_owned()),
            ..Article::default()
        }
    };
    text.lines().enumerate().map(article).filter(|article| article.body.len() < WORLD_BYTES).take(WORLD_ARTICLES).collect()
}

/// Whether an article's date leaves timelines of most intervals room beside those of 1987.
fn is_modern(article: &Article) -> bool {
    article.published.is_none_or(|stamp| (-2..2).contains(&stamp.when.begin_micros().div_euclid(100 * 366 * DAY)))
}

/// Whether an article is written in Latin letters, which the reference knows to split and fold.
fn is_latin(article: &Article) -> bool {
    [&article.title, &article.lead, &article.body].iter().all(|text| words::is_latin(text))
}

/// Gives an article what the collection lacks: dates of every precision and none, updates, leads,
/// authors, sections, outlets.
fn dress(article: &mut Article, number: usize, random: &mut Random) {
    article.first_indexed = Some(NOW_US - i64::try_from(number % 900).unwrap() * DAY / 7);
    date(article, random);
    if random.percent(15) {
        let micros = 540_000_000_000_000 + i64::try_from(random.below(40_000)).unwrap() * 1_000_000_007;
        let when = if random.percent(70) { instant(micros, None) } else { day_of(micros) };
        article.updated = Some(Stamp::new(when, Basis::Given));
    }
    if article.lead.is_empty() && random.percent(40) {
        let first = article.body.split("\n\n").next().unwrap_or_default().trim().to_owned();
        // The lead stands once more at the body's beginning, or it has gone from there.
        if random.percent(50)
            && let Some(rest) = article.body.trim_start().strip_prefix(&first)
        {
            article.body = rest.trim_start().to_owned();
        }
        article.lead = first;
        if article.title.is_empty() && article.body.is_empty() {
            std::mem::swap(&mut article.lead, &mut article.body);
        }
    }
    for _ in 0..random.below(5).saturating_sub(2) {
        article.authors.push((*random.pick(&AUTHORS)).to_owned());
    }
    if random.percent(50) {
        article.section = Some((*random.pick(&SECTIONS)).to_owned());
    }
    if random.percent(60) {
        article.source = random.percent(95).then(|| (*random.pick(&SOURCES)).to_owned());
    }
    if random.percent(30) {
        article.url = Some(format!("https://news.example/{number}"));
    }
}

fn date(article: &mut Article, random: &mut Random) {
    let Some(Stamp { when: When::Instant(Instant { micros, .. }), .. }) = article.published else { return };
    let day = CivilDay::from_number(i32::try_from(micros.div_euclid(DAY)).unwrap()).unwrap();
    let when = match random.below(100) {
        0..50 => return,
        50..58 => instant(micros, Some(-5 * 3600)),
        58..62 => When::Instant(Instant { micros: micros / 60_000_000 * 60_000_000, offset: None, seconds: false }),
        62..76 => When::Day(day),
        76..83 => When::Month(day.year(), day.month()),
        83..87 => When::Year(day.year()),
        // Midnights and ends of months and years, where zones and intervals part company.
        87..90 => instant(micros / DAY * DAY, None),
        90..92 => instant(When::Month(day.year(), day.month()).begin_micros() - 1_800_000_000, None),
        92..93 => When::Day(CivilDay::new(1896 + i32::try_from(random.below(90)).unwrap(), 12, 31).unwrap()),
        _ => {
            article.published = None;
            return;
        }
    };
    article.published = Some(Stamp::new(when, Basis::Given));
}

fn instant(micros: i64, offset: Option<i32>) -> When {
    When::Instant(Instant { micros, offset, seconds: true })
}

fn day_of(micros: i64) -> When {
    When::Day(CivilDay::from_number(i32::try_from(micros.div_euclid(DAY)).unwrap()).unwrap())
}

/// A later state of an article: with the text of another one, another date, other values.
fn rewritten(articles: &[Article], at: usize, random: &mut Random) -> Article {
    let old = &articles[at];
    let other = random.pick(articles);
    let mut new = Article { id: old.id.clone(), first_indexed: old.first_indexed, ..other.clone() };
    new.title = format!("{} - corrected", old.title);
    if random.percent(30) {
        new.published = old.published;
    }
    new.updated = Some(Stamp::new(When::Day(CivilDay::new(1987, 11, 1 + u32::try_from(random.below(28)).unwrap()).unwrap()), Basis::Given));
    new
}

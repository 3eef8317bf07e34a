//! How fast are searches beside raw tantivy on the same articles?
//!
//! Estimate before measuring: a word's total is one look-up and its best ten come from block
//! maxima, some 30 µs; newest ten touch ten documents; months of a word step by skip data, 100 ns
//! a month. The floor of the last two lines is our own phrase of the same words. Run: `cargo bench --bench search`, with `DATELINE_BENCH_CORPUS` naming a corpus.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a bench prints and may fail")]
#![allow(clippy::cast_precision_loss, clippy::too_many_lines, reason = "figures for reading, lines of a table")]

mod support;

use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use dateline::article::published::Now;
use dateline::index::{Archive, Version};
use dateline::search::params::{self, Route};
use dateline::search::{Request, Stop};
use support::floor::{self, Floor};
use support::{Line, compare, corpus, peak_memory, read};
use tantivy::query::{Occur, Query};

fn main() {
    let path = corpus();
    println!("corpus: {}", path.display());
    // `DATELINE_BENCH_KEEP` names a directory whose indexes of an earlier run are taken as they are.
    let kept = std::env::var_os("DATELINE_BENCH_KEEP").map(std::path::PathBuf::from);
    let fresh = tempfile::tempdir().unwrap();
    let dir = kept.as_deref().unwrap_or(fresh.path());
    let options = support::options(dir.join("index"), path.clone(), dateline::analysis::EntityMode::Given);
    let plain = if options.index.exists() {
        floor::open(&dir.join("plain")).unwrap()
    } else {
        let articles = read(&path);
        println!("{} articles", articles.len());
        let plain = floor::build(&mkdir(dir, "plain"), &articles, false, 512 << 20).unwrap();
        drop(articles);
        let (report, peak) =
            peak_memory(|| dateline::run::ingest(&options, &support::now_us, &mut |_| {}, &AtomicBool::new(false)).unwrap());
        println!("indexed {} articles, peak anonymous memory with the floor's {} MiB", report.added, peak >> 20);
        plain
    };
    let archive = Archive::open(&options.index).unwrap();
    let version = archive.current().unwrap();
    lines(&plain, &version);
}

fn mkdir(root: &std::path::Path, name: &str) -> std::path::PathBuf {
    let dir = root.join(name);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn ask(version: &Version, request: &Request) -> u64 {
    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
    let response = dateline::search::search(version, request, &stop).unwrap();
    response.total.unwrap_or(0)
}

fn request(pairs: &[(&str, &str)], route: Route) -> Request {
    let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let mut request = params::read(&pairs, route, Now { micros: 1_767_225_600_000_000 }).unwrap().request;
    // The floor reads no stored articles and marks nothing.
    request.highlight = None;
    request.load = dateline::search::Load::Nothing;
    request
}

/// The words that both sides are asked for: frequent, middling and rarer ones of news. A few dozen,
/// so that a line is not the time of the first query after another line's.
const WORDS: [&str; 36] = [
    "company",
    "market",
    "oil",
    "minister",
    "weather",
    "satellite",
    "government",
    "price",
    "bank",
    "trade",
    "share",
    "profit",
    "election",
    "health",
    "technology",
    "film",
    "team",
    "police",
    "court",
    "energy",
    "wheat",
    "dollar",
    "treasury",
    "internet",
    "hospital",
    "football",
    "airline",
    "copper",
    "merger",
    "dividend",
    "earthquake",
    "software",
    "museum",
    "senate",
    "budget",
    "music",
];
const PAIRS: [[&str; 2]; 16] = [
    ["oil", "price"],
    ["prime", "minister"],
    ["interest", "rate"],
    ["company", "shares"],
    ["stock", "market"],
    ["central", "bank"],
    ["trade", "deficit"],
    ["white", "house"],
    ["mobile", "phone"],
    ["world", "cup"],
    ["crude", "oil"],
    ["annual", "meeting"],
    ["health", "care"],
    ["net", "profit"],
    ["foreign", "exchange"],
    ["box", "office"],
];

/// Beginnings of words.
const PREFIXES: [&str; 8] = ["minis", "govern", "electr", "medic", "footb", "petrol", "invest", "agric"];

fn lines(plain: &Floor, version: &Version) {
    let queries = |texts: Vec<String>, route: Route, more: &[(&str, &str)]| -> Vec<Request> {
        texts.iter().map(|q| request(&[&[("q", q.as_str())], more].concat(), route)).collect()
    };
    let words = || WORDS.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let joined = |with: &str| PAIRS.iter().map(|pair| pair.join(with)).collect::<Vec<_>>();
    let quoted = PAIRS.iter().map(|pair| format!("{}-{}", pair[0], pair[1])).collect::<Vec<_>>();
    let term = |word: &&str| plain.words(&[word], Occur::Must);
    let pair = |occur: Occur| move |pair: &[&str; 2]| plain.words(pair, occur);
    let floor_words: Vec<Box<dyn Query>> = WORDS.iter().map(term).collect();
    let floor_and: Vec<Box<dyn Query>> = PAIRS.iter().map(pair(Occur::Must)).collect();
    let floor_or: Vec<Box<dyn Query>> = PAIRS.iter().map(pair(Occur::Should)).collect();
    let floor_phrase: Vec<Box<dyn Query>> = PAIRS.iter().map(|pair| plain.phrase(pair)).collect();
    let floor_frequent: Vec<Box<dyn Query>> = [["of", "the"], ["in", "the"], ["to", "be"]].iter().map(|p| plain.phrase(p)).collect();
    let frequent: Vec<String> = ["of-the", "in-the", "to-be"].iter().map(|q| (*q).to_owned()).collect();
    let [from, to] = [("2010-01-01", 1_262_304_000_000_000), ("2013-01-01", 1_356_998_400_000_000)];
    let floor_dated: Vec<Box<dyn Query>> = PAIRS.iter().map(|pair| plain.within(pair, from.1, to.1)).collect();
    let floor_source: Vec<Box<dyn Query>> = PAIRS.iter().map(|pair| plain.of_source(pair, "Reuters")).collect();
    let floor_prefix: Vec<Box<dyn Query>> = PREFIXES.iter().map(|prefix| plain.prefix(prefix)).collect();
    // Both sides pay for order and total, neither for the stored articles.
    let ten: &[(&str, &str)] = &[];
    let mut lines = vec![
        line("term, ten and total", Some(1.25), &floor_words, Floor::top_ten, queries(words(), Route::Search, ten), plain, version),
        line("AND, ten and total", Some(1.25), &floor_and, Floor::top_ten, queries(joined(" AND "), Route::Search, ten), plain, version),
        line("OR, ten and total", Some(1.25), &floor_or, Floor::top_ten, queries(joined(" OR "), Route::Search, ten), plain, version),
        line("phrase, ten and total", Some(1.25), &floor_phrase, Floor::top_ten, queries(quoted, Route::Search, ten), plain, version),
        line("phrase of frequent words", None, &floor_frequent, Floor::top_ten, queries(frequent, Route::Search, ten), plain, version),
        line(
            "newest ten of a term",
            Some(0.02),
            &floor_words,
            Floor::newest,
            queries(words(), Route::Latest, &[("total", "none")]),
            plain,
            version,
        ),
        line(
            "newest ten of a term and total",
            Some(0.05),
            &floor_words,
            Floor::newest,
            queries(words(), Route::Latest, ten),
            plain,
            version,
        ),
        line(
            "months of a term",
            Some(0.30),
            &floor_words,
            Floor::months,
            queries(words(), Route::Timeline, &[("page-size", "0")]),
            plain,
            version,
        ),
        line(
            "ten, total and three facets",
            None,
            &floor_words,
            Floor::facets,
            queries(words(), Route::Search, &[("facets", "source,tag,place")]),
            plain,
            version,
        ),
    ];
    let dated = [("from-date", from.0), ("to-date", "2012-12-31")];
    let and = || joined(" AND ");
    let or = queries(joined(" OR "), Route::Search, &[("total", "none")]);
    let prefixes = PREFIXES.iter().map(|prefix| format!("{prefix}*")).collect();
    lines.extend([
        line("OR, ten", Some(0.60), &floor_or, Floor::ten, or, plain, version),
        line("AND and three years", Some(0.35), &floor_dated, Floor::top_ten, queries(and(), Route::Search, &dated), plain, version),
        line(
            "AND and an outlet",
            Some(0.80),
            &floor_source,
            Floor::top_ten,
            queries(and(), Route::Search, &[("source", "Reuters")]),
            plain,
            version,
        ),
        line("prefix, ten and total", Some(1.0), &floor_prefix, Floor::top_ten, queries(prefixes, Route::Search, ten), plain, version),
    ]);
    let mut pages = queries(words(), Route::Search, &[("total", "none"), ("highlight", "false")]);
    for request in &mut pages {
        request.load = dateline::search::Load::Article;
    }
    lines.push(line("page of ten articles", Some(1.0), &floor_words, Floor::page, pages, plain, version));
    for (name, written) in [("NEAR/5 beside the phrase", "=1 NEAR/5 =2"), ("SENTENCE beside the phrase", "SENTENCE(=1 =2)")] {
        let of = |shape: &str| {
            let texts = PAIRS.iter().map(|pair| shape.replace('1', pair[0]).replace('2', pair[1]));
            queries(texts.collect(), Route::Search, ten)
        };
        let (phrases, ours) = (of("\"1 2\""), of(written));
        lines.push(Line {
            name,
            goal: Some(2.0),
            floor: Box::new(move || phrases.iter().map(|request| ask(version, request)).sum()),
            ours: Box::new(move || ours.iter().map(|request| ask(version, request)).sum()),
        });
    }
    let latest = request(&[], Route::Latest);
    lines.push(Line {
        name: "latest",
        goal: Some(0.02),
        floor: Box::new(|| plain.latest()),
        ours: Box::new(move || ask(version, &latest)),
    });
    compare(&mut lines);
}

fn line<'a>(
    name: &'static str,
    goal: Option<f64>,
    floor_queries: &'a [Box<dyn Query>],
    run: impl Fn(&Floor, &dyn Query) -> u64 + 'a,
    requests: Vec<Request>,
    plain: &'a Floor,
    version: &'a Version,
) -> Line<'a> {
    Line {
        name,
        goal,
        floor: Box::new(move || floor_queries.iter().map(|query| run(plain, query.as_ref())).sum()),
        ours: Box::new(move || requests.iter().map(|request| ask(version, request)).sum()),
    }
}

//! How well do the best hits answer, beside plain BM25 over one field on the same articles?
//!
//! Estimate before measuring: plain BM25 finds nine of ten articles of a long body by their title
//! among its first ten, fewer of a snippet's. Run: `cargo bench --bench ranking`, which needs the
//! shared data (`DATELINE_DATA` names its directory). `DATELINE_RANKING_SETS=en-bbc,zh-xwlb` asks
//! for some sets only, `DATELINE_RANKING_SHOW=20` for the queries that fare worst beside plain
//! BM25, `DATELINE_RANKING_SAMPLE=1` draws the golden file anew. What is measured and how stands
//! in `tests/data/ranking/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a bench prints and may fail")]
#![allow(clippy::indexing_slicing, clippy::string_slice, clippy::disallowed_methods, reason = "a bench prints and may fail")]
#![allow(clippy::cast_precision_loss, unreachable_pub, reason = "figures for reading; modules of one bench")]

#[path = "ranking/golden.rs"]
mod golden;
#[path = "ranking/measures.rs"]
mod measures;
#[path = "ranking/ours.rs"]
mod ours;
#[path = "ranking/plain.rs"]
mod plain;
#[path = "ranking/query.rs"]
mod query;
#[path = "ranking/sets.rs"]
mod sets;
mod support;

use std::path::{Path, PathBuf};

use golden::Golden;
use measures::{Judged, Measures};
use sets::{Item, Set};

/// Hits looked at: a relevant article behind them counts as not found.
const DEPTH: usize = 100;

fn data() -> PathBuf {
    if let Some(path) = std::env::var_os("DATELINE_DATA") {
        return PathBuf::from(path);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let places = ["../shared/data", "../../shared/data"].map(|place| root.join(place));
    places.into_iter().find(|place| place.is_dir()).expect("no shared data beside the project: name it in `DATELINE_DATA`")
}

/// A question and the articles that answer it.
struct Question {
    /// Its number or its article's id.
    name: String,
    /// As plain BM25 gets it.
    text: String,
    /// As the project gets it, in the query language.
    ours: String,
    relevant: Vec<String>,
}

fn main() {
    let data = data();
    if std::env::var_os("DATELINE_RANKING_SAMPLE").is_some() {
        return golden::draw(&data);
    }
    let golden = golden::read();
    let wanted = std::env::var("DATELINE_RANKING_SETS").unwrap_or_default();
    let show: usize = std::env::var("DATELINE_RANKING_SHOW").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
    println!("| set | queries | articles | engine | recall@1 | recall@10 | MRR | nDCG@10 | dateline behind in |");
    println!("|---|---|---|---|---|---|---|---|---|");
    for set in sets::ALL {
        if wanted.is_empty() || wanted.split(',').any(|name| name == set.name()) {
            measure(set, &data, &golden, show);
        }
    }
}

fn measure(set: Set, data: &Path, golden: &Golden, show: usize) {
    let (corpus, targets) = golden.corpus(set, sets::read(set, data));
    let plain = plain::Plain::build(set, &corpus);
    let ours = ours::Ours::build(&corpus);
    for apart in [false, true] {
        if apart && !set.is_unspaced() {
            continue;
        }
        let questions = questions(set, data, &corpus, &targets, apart);
        let judge = |ask: &dyn Fn(&Question) -> Vec<String>| -> Vec<Judged> {
            questions.iter().map(|question| Judged::new(&ask(question), &question.relevant)).collect()
        };
        let floor = judge(&|question| plain.ask(&question.text));
        let found = judge(&|question| ours.ask(&question.ours));
        let (a, b) = (Measures::of(&floor), Measures::of(&found));
        let name = format!("{}{}", set.name(), if apart { ", words apart" } else { "" });
        println!("| {name} | {} | {} | plain BM25 | {a} | |", questions.len(), corpus.len());
        println!("| | | | dateline | {b} | {} |", b.behind(&a));
        worst(&questions, &floor, &found, show);
    }
}

fn questions(set: Set, data: &Path, corpus: &[Item], targets: &[String], apart: bool) -> Vec<Question> {
    if set == Set::Time {
        return sets::time_questions(data, targets);
    }
    let item = |id: &String| corpus.iter().find(|item| item.id == *id).expect("the sample holds its targets");
    let question = |id: &String| {
        let item = item(id);
        let written = if apart { query::words_apart(&item.words) } else { item.title.clone() };
        Question { name: id.clone(), text: item.title.clone(), ours: query::clean(&written), relevant: vec![id.clone()] }
    };
    targets.iter().map(question).collect()
}

/// Prints the queries that plain BM25 answers better, or both answer badly, with both places.
fn worst(questions: &[Question], floor: &[Judged], found: &[Judged], show: usize) {
    let mut order: Vec<usize> = (0..questions.len()).collect();
    let loss = |i: &usize| found[*i].ndcg - floor[*i].ndcg + found[*i].ndcg / 1e3;
    order.sort_by(|a, b| loss(a).total_cmp(&loss(b)));
    for i in order.into_iter().take(show) {
        let place = |judged: &Judged| judged.first.map_or_else(|| "-".to_owned(), |first| first.to_string());
        println!("    {} plain {} dateline {}: {}", questions[i].name, place(&floor[i]), place(&found[i]), questions[i].ours);
    }
}

//! How fast are names found, beside tokens alone?
//!
//! Estimate before measuring: a word costs five sums that are kept and some 70 reads of a table of
//! 2.6 MB where a capital is near, a third of English words: 200 ns a word, 25 MB/s; rules and
//! tokens halve that twice. Goals a core, whole pipeline: a language with a model 4 MB/s, one with
//! rules alone 20 MB/s. Run: `cargo bench --bench entities`.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a bench prints and may fail")]
#![allow(clippy::cast_precision_loss, reason = "figures for reading")]

mod support;

use std::time::Instant;

use dateline::analysis::Worker;
use dateline::analysis::entities::tagger::{Models, Setup};
use dateline::analysis::entities::{EntityMode, extract};
use dateline::article::{Article, Lang};
use support::{corpus, passes, read};

/// Bytes of text that are measured, about.
const TEXT: usize = 8 << 20;

fn main() {
    Models::set_up(Setup { directory: Some(concat!(env!("CARGO_MANIFEST_DIR"), "/models").into()), ..Setup::default() });
    let mut articles = Vec::new();
    let mut bytes = 0;
    for plain in read(&corpus()) {
        bytes += plain.title.len() + plain.body.len();
        articles.push(Article { title: plain.title, body: plain.body, ..Article::default() });
        if bytes > TEXT {
            break;
        }
    }
    println!("{} articles, {:.1} MB of text", articles.len(), bytes as f64 / 1e6);
    // Welsh has no model: the same texts by rules alone.
    for (name, lang, entities) in [("tokens alone", "en", false), ("rules alone", "cy", true), ("with a model", "en", true)] {
        let lang = Lang::new(lang).unwrap();
        let mut worker = Worker::default();
        let mut run = || {
            let begun = Instant::now();
            let mut names = 0;
            for article in &articles {
                let tokens = worker.tokenize(article, lang).tokens;
                if entities {
                    names += extract(article, &tokens, EntityMode::Auto, lang).1.len();
                }
            }
            (begun.elapsed().as_secs_f64(), names)
        };
        run();
        let best = (0..passes().min(5)).map(|_| run()).fold((f64::MAX, 0), |best, now| if now.0 < best.0 { now } else { best });
        println!("{name:<14} {:>7.1} MB/s {:>9} mentions", bytes as f64 / 1e6 / best.0, best.1);
    }
}

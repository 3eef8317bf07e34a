//! How fast is a whole ingest beside raw tantivy, and how much memory does it take?
//!
//! Estimate before measuring: per MB of text the floor pays 27 ms of analysis and 49 ms of
//! indexing; two aligned layers, marks and entities' columns double the indexing, a table of stems
//! already met gives half of the analysis back. Run: `cargo bench --bench ingest`.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a bench prints and may fail")]
#![allow(clippy::cast_precision_loss, clippy::too_many_lines, reason = "figures for reading, lines of a table")]

mod support;

use std::sync::atomic::AtomicBool;
use std::time::Instant;

use dateline::analysis::EntityMode;
use support::{corpus, cpu_seconds, floor, peak_memory, read};

fn main() {
    let path = corpus();
    println!("corpus: {}", path.display());
    let articles = read(&path);
    let text: usize = articles.iter().map(|a| a.title.len() + a.body.len()).sum();
    println!("{} articles, {:.1} MB of text", articles.len(), text as f64 / 1e6);
    let rounds = 3;
    let mut sums = [(0.0, 0.0, 0); 4];
    for _ in 0..rounds {
        let mut at = 0;
        let mut add = |figures: (f64, f64, u64)| {
            sums[at].0 += figures.0;
            sums[at].1 += figures.1;
            sums[at].2 = sums[at].2.max(figures.2);
            at += 1;
        };
        for sorted in [false, true] {
            add(measure(|dir| {
                floor::build(dir, &articles, sorted, 256 << 20).unwrap();
            }));
        }
        for entities in [EntityMode::Off, EntityMode::Auto] {
            add(measure(|dir| {
                let options = support::options(dir.to_path_buf(), path.clone(), entities);
                dateline::run::ingest(&options, &support::now_us, &mut |_| {}, &AtomicBool::new(false)).unwrap();
            }));
        }
    }
    let [_, sorted, ..] = sums;
    println!("{:<28} {:>9} {:>9} {:>9} {:>12} {:>12}", "line", "wall s", "CPU s", "MB/s", "of sorted", "peak MiB");
    for (name, (wall, cpu, peak)) in
        ["floor", "floor, sorted by date", "dateline, entities off", "dateline, entities auto"].iter().zip(sums)
    {
        let (wall, cpu) = (wall / f64::from(rounds), cpu / f64::from(rounds));
        println!(
            "{name:<28} {wall:>9.2} {cpu:>9.2} {:>9.1} {:>12.2} {:>12}",
            text as f64 / 1e6 / wall,
            sorted.1 / f64::from(rounds) / cpu,
            peak >> 20
        );
    }
    println!("`of sorted` is speed by CPU seconds over the date-sorted floor's; goal with entities off: 0.45");
    println!("the floor is given its articles in memory; peaks include them for all lines");
}

/// Wall seconds, CPU seconds and peak anonymous memory of a piece of work in a fresh directory.
fn measure(work: impl FnOnce(&std::path::Path)) -> (f64, f64, u64) {
    let dir = tempfile::tempdir().unwrap();
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let ((), peak) = peak_memory(|| work(dir.path()));
    (started.elapsed().as_secs_f64(), cpu_seconds() - cpu, peak)
}

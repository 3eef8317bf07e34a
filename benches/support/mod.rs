//! What the benches share: the corpus, the floor, timing in turns, memory.

#![allow(dead_code, unreachable_pub, reason = "each bench uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a bench prints and may fail"
)]
#![allow(clippy::cast_precision_loss, reason = "figures for reading")]

pub mod floor;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The program's allocator, for both sides.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Passes over all measurements; ratios are of the means. `DATELINE_BENCH_PASSES` asks for more.
pub fn passes() -> usize {
    std::env::var("DATELINE_BENCH_PASSES").ok().and_then(|text| text.parse().ok()).unwrap_or(7)
}

/// Finds the corpus: `DATELINE_BENCH_CORPUS`, else `bench-data/en-50k.jsonl` beside or above the
/// project, else the Reuters collection of the shared data, else the sample corpus.
pub fn corpus() -> PathBuf {
    if let Some(path) = std::env::var_os("DATELINE_BENCH_CORPUS") {
        return PathBuf::from(path);
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let candidates =
        ["bench-data/en-50k.jsonl", "../bench-data/en-50k.jsonl", "../shared/data/reuters21578", "../../shared/data/reuters21578"];
    let found = candidates.iter().map(|place| root.join(place)).find(|path| path.exists());
    found.unwrap_or_else(|| root.join("corpus"))
}

/// An article as the floor takes it: what both sides index.
pub struct Plain {
    pub id: String,
    pub source: String,
    pub language: String,
    pub section: String,
    pub tags: Vec<String>,
    pub places: Vec<String>,
    pub title: String,
    pub body: String,
    pub at_us: i64,
    pub stored: String,
}

/// Reads a corpus through the project's own reader.
pub fn read(path: &Path) -> Vec<Plain> {
    use dateline::article::EntityType;
    use dateline::ingest::{Item, ReadOptions, Reader};
    let options = ReadOptions {
        format: None,
        source: None,
        zone: dateline::article::published::Zone::Utc,
        now_us: now_us(),
        record_bytes_max: dateline::run::options::RECORD_BYTES_MAX,
        map: dateline::ingest::MapRules::default(),
        map_report: false,
        keep_all: false,
    };
    let mut reader = Reader::new(&[path.to_path_buf()], options);
    let mut articles = Vec::new();
    while let Some(item) = reader.next_item() {
        let Item::Record(record) = item else { continue };
        let a = record.article;
        articles.push(Plain {
            stored: dateline::article::json::write(&a),
            at_us: a.published.map_or(0, |stamp| stamp.when.begin_micros()),
            places: a.entities.iter().filter(|e| e.kind == EntityType::Place).map(|e| e.name.clone()).collect(),
            source: a.source.unwrap_or_default(),
            language: "en".to_owned(),
            section: a.section.unwrap_or_default(),
            id: a.id,
            tags: a.tags,
            title: a.title,
            body: a.body,
        });
    }
    articles
}

/// The clock of a run: 2100, so that no date of a corpus lies ahead of it.
pub fn now_us() -> i64 {
    4_102_444_800_000_000
}

/// Options of a run that reads `path` into `index`, without a report or rejects, on two threads.
pub fn options(index: PathBuf, path: PathBuf, entities: dateline::analysis::EntityMode) -> dateline::run::Options {
    dateline::run::Options {
        index,
        paths: vec![path],
        format: None,
        entities,
        source: None,
        zone: dateline::article::published::Zone::Utc,
        rejects: None,
        report: None,
        dry_run: false,
        memory: dateline::run::Memory::default(),
        threads: 2,
        record_bytes_max: dateline::run::options::RECORD_BYTES_MAX,
        map: dateline::ingest::MapRules::default(),
        map_report: false,
        keep_all: false,
        checkpoint_every: dateline::run::options::CHECKPOINT_EVERY,
        restart: false,
    }
}

/// A line of a comparison: the floor's work and ours on the same inputs.
pub struct Line<'a> {
    pub name: &'static str,
    /// At most this ratio is asked for; `None` where nothing is.
    pub goal: Option<f64>,
    pub floor: Box<dyn FnMut() -> u64 + 'a>,
    pub ours: Box<dyn FnMut() -> u64 + 'a>,
}

/// Runs all lines in turns, so that a slow moment of the machine hits both sides, and prints the
/// ratios of means.
pub fn compare(lines: &mut [Line<'_>]) {
    let mut times: Vec<(Duration, Duration)> = vec![(Duration::ZERO, Duration::ZERO); lines.len()];
    let mut totals = vec![(0, 0); lines.len()];
    let passes = passes();
    let wanted = std::env::var("DATELINE_BENCH_LINES").unwrap_or_default();
    // For profilers, which shall not see the floor.
    let alone = std::env::var_os("DATELINE_BENCH_ALONE").is_some();
    for pass in 0..=passes {
        for ((line, time), total) in lines.iter_mut().zip(&mut times).zip(&mut totals) {
            if !line.name.contains(&wanted) {
                continue;
            }
            let started = Instant::now();
            if !alone {
                total.0 = (line.floor)();
            }
            let floor = started.elapsed();
            let started = Instant::now();
            total.1 = (line.ours)();
            let ours = started.elapsed();
            // The first pass warms caches and is not counted.
            if pass > 0 {
                time.0 += floor;
                time.1 += ours;
            }
        }
    }
    println!("{:<34} {:>12} {:>12} {:>8} {:>8}  matches floor / dateline", "line", "floor", "dateline", "ratio", "goal");
    for ((line, (floor, ours)), (a, b)) in lines.iter().zip(times).zip(totals) {
        let ratio = ours.as_secs_f64() / floor.as_secs_f64().max(1e-12);
        let goal = line.goal.map_or_else(|| "-".to_owned(), |goal| format!("{goal:.2}"));
        let verdict = if line.goal.is_some_and(|goal| ratio > goal) { "  over" } else { "" };
        let mean = |time: Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6 / passes as f64);
        println!("{:<34} {:>12} {:>12} {ratio:>8.2} {goal:>8}  {a} / {b}{verdict}", line.name, mean(floor), mean(ours));
    }
}

/// Anonymous memory of this process in bytes (`RssAnon` of `/proc/self/status`), where it is told.
pub fn anonymous_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Watches anonymous memory while work goes on and returns its peak.
pub fn peak_memory<T>(work: impl FnOnce() -> T) -> (T, u64) {
    use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
    let (done, peak) = (AtomicBool::new(false), AtomicU64::new(0));
    let result = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                peak.fetch_max(anonymous_bytes(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let result = work();
        done.store(true, Ordering::Relaxed);
        result
    });
    (result, peak.into_inner())
}

/// CPU time of this process so far (user and system), from `/proc/self/stat`.
pub fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    // Fields 14 and 15 of proc(5), in clock ticks of a hundredth of a second.
    (ticks(11) + ticks(12)) / 100.0
}

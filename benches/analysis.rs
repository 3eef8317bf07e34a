//! How fast is text analysed, without entities, and does any input take much longer than others?
//!
//! Estimate before measuring: the word segmenter alone goes through English at 130 MB/s a core and
//! Thai, Chinese and Japanese at 30, 15 and 8; folding, stems (from a cache) and sentences cost as
//! much again. Goals: English 60 MB/s, the mixture of the shared sets 25, and no input more than ten
//! times the mixture's time a byte. Run: `cargo bench --bench analysis`, which needs the shared data
//! (`DATELINE_DATA` names its directory) for all but the made inputs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, reason = "a bench prints and may fail")]
#![allow(clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a bench reads clock and environment; figures for reading")]

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use dateline::analysis::{Analyzer, EntityMode, Worker};
use dateline::article::{Article, Lang};
use serde_json::Value;

/// Sets of the mixture: their texts stand in the shares of their sizes.
const SETS: [&str; 5] = ["en-digitalgov", "fa-irnews", "zh-xwlb", "pt-fakebr", "tr-ttc3600"];

/// Bytes of a set and of a made input that are analysed.
const SET_BYTES: usize = 6 << 20;
const MADE_BYTES: usize = 256 << 10;
/// Times that each is analysed; the best counts.
const ROUNDS: usize = 3;

fn data() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("DATELINE_DATA") {
        return Some(PathBuf::from(path));
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    ["../shared/data", "../../shared/data"].map(|place| root.join(place)).into_iter().find(|place| place.is_dir())
}

/// Articles of a set, up to the bytes that are analysed.
fn set(data: &Path, name: &str) -> Vec<Article> {
    let path = data.join(name).join("articles.jsonl.zst");
    let Ok(file) = std::fs::File::open(path) else { return Vec::new() };
    let mut text = String::new();
    zstd::Decoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    let (mut bytes, mut articles) = (0, Vec::new());
    for line in text.lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let member = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let article = Article { title: member("title"), body: member("body"), ..Article::default() };
        bytes += article.title.len() + article.body.len();
        articles.push(article);
        if bytes > SET_BYTES {
            break;
        }
    }
    articles
}

/// Seconds that articles take at best, and their megabytes.
fn time(worker: &mut Worker, articles: &[Article]) -> (f64, f64) {
    let bytes: usize = articles.iter().map(|article| article.title.len() + article.body.len()).sum();
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let tokens: usize = articles.iter().map(|article| worker.analyze(article, EntityMode::Off, None).tokens.len()).sum();
        best = best.min(start.elapsed().as_secs_f64());
        assert!(tokens < usize::MAX);
    }
    (best, bytes as f64 / 1e6)
}

/// Inputs made to be slow: each is its piece over and over.
const MADE: [(&str, &str); 24] = [
    ("one letter", "a"),
    ("letters and blanks", "a "),
    ("apostrophes", "l'"),
    ("elided over and over", "l'l'd'qu'"),
    ("colons", "a:"),
    ("stops", "a. "),
    ("abbreviations", "Dr. "),
    ("blank lines", "a\n\n"),
    ("blank lines alone", "\n"),
    ("accents", "e\u{301}\u{302}\u{303}"),
    ("marks alone", "\u{301}"),
    ("ligatures of Arabic", "\u{fdfa}"),
    ("Hangul", "대통령은국회에서"),
    ("Hangul with blanks", "대통령은 국회에서 "),
    ("Thai", "นายกรัฐมนตรี"),
    ("Thai marks", "ก\u{e49}\u{e4d}า"),
    ("Burmese", "သမ္မတမိန့်ခွန်း"),
    ("Khmer", "រាជធានីភ្នំពេញ"),
    ("Chinese", "中华人民共和国成立大会"),
    ("one Han character", "中"),
    ("Japanese", "東京タワーへ行く"),
    ("kana", "ア"),
    ("script to script", "a中"),
    ("joiners", "ن\u{200c}"),
];

/// Words of which none comes twice, so that no stem is known before.
fn unlike_words() -> String {
    const SYLLABLES: [&str; 16] = ["ta", "ko", "ri", "ment", "lar", "is", "ne", "dis", "os", "pe", "ation", "al", "um", "en", "ist", "ly"];
    let mut text = String::with_capacity(MADE_BYTES);
    let mut number = 0_usize;
    while text.len() < MADE_BYTES {
        number += 1;
        let digits = (0..6).map(|place| number.wrapping_mul(2_654_435_761) >> (4 * place) & 15);
        text.extend(digits.filter_map(|digit| SYLLABLES.get(digit).copied()));
        text.push(' ');
    }
    text
}

fn main() {
    let mut worker = Analyzer::new().worker();
    // Dictionaries load once.
    let warm = MADE.map(|(_, piece)| Article { body: piece.repeat(20), ..Article::default() });
    time(&mut worker, &warm);
    println!("| text | MB | MB/s |\n|---|---|---|");
    let (mut seconds, mut megabytes) = (0.0, 0.0);
    if let Some(data) = data() {
        for name in SETS {
            let articles = set(&data, name);
            if articles.is_empty() {
                continue;
            }
            let (took, size) = time(&mut worker, &articles);
            println!("| {name} | {size:.1} | {:.1} |", size / took);
            seconds += took;
            megabytes += size;
        }
        println!("| mixture | {megabytes:.1} | {:.1} |", megabytes / seconds);
    }
    let average = if megabytes > 0.0 { seconds / megabytes } else { 1.0 / 25.0 };
    println!("\n| made input | MB/s | times the mixture's time a byte |\n|---|---|---|");
    let made = MADE.map(|(name, piece)| (name, Article { body: piece.repeat(MADE_BYTES / piece.len()), ..Article::default() }));
    let unlike = |code: &str| Article { body: unlike_words(), language: Lang::new(code).unwrap(), ..Article::default() };
    let declared = ["en", "fi", "ru", "tr", "hu", "ta"].map(|code| ("words that are all different", unlike(code)));
    for (name, article) in made.into_iter().chain(declared) {
        let (took, size) = time(&mut worker, std::slice::from_ref(&article));
        println!("| {name} | {:.1} | {:.1} |", size / took, took / size / average);
    }
}

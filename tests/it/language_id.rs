//! Languages told from texts, over the sets of known language beside the repository.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use dateline::analysis::language;
use dateline::article::Article;

use crate::support::{self, shared};

/// Texts of a set that are looked at.
const TEXTS_MAX: usize = 600;
/// Characters of a headline.
const HEADLINE: std::ops::RangeInclusive<usize> = 25..=60;

/// Sets in the formats that a run reads, with their language.
const SETS: [(&str, &str); 20] = [
    ("en", "en-bbc/bbc.tar.zst"),
    ("en", "en-digitalgov/articles.jsonl.zst"),
    ("fa", "fa-irnews/articles.jsonl.zst"),
    ("zh", "zh-xwlb/articles.jsonl.zst"),
    ("pt", "pt-fakebr/articles.jsonl.zst"),
    ("tr", "tr-ttc3600/articles.jsonl.zst"),
    ("ar", "ar-ahdath/ahd22.json.zst"),
    ("es", "es-fakenews/train.csv.zst"),
    ("es", "es-fakenews/development.csv.zst"),
    ("vi", "vi-parquet/preview_sample.parquet"),
    ("ja", "ja-wikinews/articles.tsv.zst"),
    ("fr", "fr-wikinews100/documents"),
    ("am", "african-masakhanews/amh"),
    ("en", "african-masakhanews/eng"),
    ("fr", "african-masakhanews/fra"),
    ("ha", "african-masakhanews/hau"),
    ("ln", "african-masakhanews/lin"),
    ("pcm", "african-masakhanews/pcm"),
    ("sw", "african-masakhanews/swa"),
    ("xh", "african-masakhanews/xho"),
];

/// Files of headlines only.
const HEADLINES: [(&str, &str, &str); 11] = [
    ("hi", "Hindi", "SHC"),
    ("bn", "Bengal", "SHC"),
    ("mr", "Marathi", "SHC"),
    ("mr", "Marathi", "LPC"),
    ("gu", "Gujarati", "SHC"),
    ("ta", "Tamil", "SHC"),
    ("te", "Telugu", "SHC"),
    ("kn", "Kannada", "SHC"),
    ("ml", "Malayalam", "SHC"),
    ("or", "Odia", "SHC"),
    ("pa", "Punjabi", "SHC"),
];

/// Right answers of ours and of whatlang alone, and all.
#[derive(Default, Clone)]
struct Tally {
    right: usize,
    whatlang: usize,
    all: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn count(&mut self, lang: &str, text: &str) {
        let found = language::detect(&Article { body: text.to_owned(), ..Article::default() }, None);
        self.all += 1;
        self.right += usize::from(found.as_str() == lang);
        let alone = whatlang::detect_lang(text).and_then(|found| language::parse(found.code()));
        self.whatlang += usize::from(alone.is_some_and(|alone| alone.as_str() == lang));
        if found.as_str() != lang && self.wrong.len() < 12 {
            self.wrong.push(format!("{found}: {}", text.chars().take(90).collect::<String>().replace('\n', " ")));
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "figures for reading")]
    fn percent(&self, right: usize) -> f64 {
        100.0 * right as f64 / self.all.max(1) as f64
    }
}

fn rows(path: &Path) -> Vec<String> {
    let Ok(file) = std::fs::File::open(path) else { return Vec::new() };
    let mut text = String::new();
    zstd::Decoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let column =
        reader.headers().unwrap().iter().position(|name| name.trim_start_matches('\u{feff}').eq_ignore_ascii_case("text")).unwrap_or(0);
    reader.records().filter_map(|row| row.ok()?.get(column).map(str::to_owned)).collect()
}

/// Every so-many-th text, so that a sample reaches to the end of the set.
fn sample<T>(texts: Vec<T>) -> impl Iterator<Item = T> {
    let step = texts.len().div_ceil(TEXTS_MAX).max(1);
    texts.into_iter().step_by(step)
}

/// Bodies are right in 99.5 of 100, headlines of 25 to 60 characters in 95, languages that no model
/// knows (Hausa, Lingala, Pidgin, Swahili, Xhosa) among them.
#[test]
fn languages_of_real_texts_are_known() {
    let Some(data) = shared("data") else { return };
    let (mut bodies, mut headlines) = (BTreeMap::<&str, Tally>::new(), BTreeMap::<&str, Tally>::new());
    for (lang, path) in SETS {
        let (articles, _) = support::read(&[PathBuf::from(&data).join(path)]);
        for article in sample(articles) {
            if article.body.chars().count() >= 200 {
                bodies.entry(lang).or_default().count(lang, &article.body);
            }
            let title = article.title.trim();
            if HEADLINE.contains(&title.chars().count()) {
                headlines.entry(lang).or_default().count(lang, title);
            }
        }
    }
    for (lang, name, kind) in HEADLINES {
        let files = ["Test", "Valid"].map(|part| data.join(format!("indic-headlines/{name}_{kind}_{part}.csv.zst")));
        for text in sample(files.iter().flat_map(|file| rows(file)).collect::<Vec<_>>()) {
            let (text, is_body) = (text.trim(), kind == "LPC");
            if is_body && text.chars().count() >= 200 {
                bodies.entry(lang).or_default().count(lang, text);
            } else if !is_body && HEADLINE.contains(&text.chars().count()) {
                headlines.entry(lang).or_default().count(lang, text);
            }
        }
    }
    let mut totals = Vec::new();
    for (what, tallies) in [("bodies", &bodies), ("headlines", &headlines)] {
        eprintln!("| {what} | texts | right % | whatlang alone % |\n|---|---|---|---|");
        let mut sum = Tally::default();
        for (lang, tally) in tallies {
            eprintln!("| {lang} | {} | {:.1} | {:.1} |", tally.all, tally.percent(tally.right), tally.percent(tally.whatlang));
            sum = Tally { right: sum.right + tally.right, whatlang: sum.whatlang + tally.whatlang, all: sum.all + tally.all, ..sum };
        }
        eprintln!("| all | {} | {:.2} | {:.2} |\n", sum.all, sum.percent(sum.right), sum.percent(sum.whatlang));
        if std::env::var_os("DATELINE_SHOW").is_some() {
            for (lang, tally) in tallies {
                eprintln!("{lang} as {:#?}", tally.wrong);
            }
        }
        totals.push(sum.percent(sum.right));
    }
    assert!(totals[0] >= 99.5 && totals[1] >= 95.0, "{totals:?}");
}

//! Trains the entity taggers, and tags texts to measure them; the same inputs give the same bytes.
//!
//! `cargo run --example train-ner -- train LANG OUT [OPTIONS] SOURCE…` writes a model. A source is a
//! file of tokens and IOB2 tags (`.bio`, `.bio.gz`), or a directory of own articles with inline
//! labels (`.txt`). `train-ner tag GOLD.jsonl OUT.jsonl` writes what the program finds in the texts
//! of a file, in the same form. CONTRIBUTING.md lists the options and the sources of each model.

#[path = "train_ner/crf.rs"]
mod crf;
#[path = "train_ner/read.rs"]
mod read;

use std::collections::HashMap;
use std::error::Error;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use dateline::analysis::Worker;
use dateline::analysis::entities::tagger::training::{self, Piece};
use dateline::analysis::entities::tagger::{Header, MIN_CONFIDENCE, Models, Setup, labels};
use dateline::analysis::entities::{self, EntityMode};
use dateline::article::{Article, EntityType, Lang};
use sha2::{Digest as _, Sha256};

pub(crate) type Failure = Box<dyn Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("train") => train(args.get(1..).unwrap_or_default()),
        Some("tag") => tag(args.get(1..).unwrap_or_default()),
        _ => Err("usage: train-ner train LANG OUT [--licence TEXT] [--epochs N] [--seed N] [--rate X] [--dropout PER-MILLE] [--least N] [--slots LOG2] [--capitals PER-MILLE] SOURCE[=CREDIT]… | train-ner tag GOLD.jsonl OUT.jsonl [MODELS [MIN-CONFIDENCE]]".into()),
    }
}

/// Settings of a training.
struct Settings {
    licence: String,
    epochs: u32,
    seed: u64,
    rate: f32,
    slots: u8,
    capitals: u64,
    least: u32,
    dropout: u64,
    sources: Vec<String>,
}

fn settings(args: &[String]) -> Result<Settings, Failure> {
    let mut settings = Settings {
        licence: "MIT OR Apache-2.0".into(),
        epochs: 8,
        seed: 1,
        rate: 0.1,
        slots: 18,
        capitals: 80,
        least: 1,
        dropout: 400,
        sources: Vec::new(),
    };
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("`{arg}` wants a value"));
        match arg.as_str() {
            "--licence" => value()?.clone_into(&mut settings.licence),
            "--epochs" => settings.epochs = value()?.parse()?,
            "--seed" => settings.seed = value()?.parse()?,
            "--rate" => settings.rate = value()?.parse()?,
            "--slots" => settings.slots = value()?.parse()?,
            "--capitals" => settings.capitals = value()?.parse()?,
            "--dropout" => settings.dropout = value()?.parse()?,
            "--least" => settings.least = value()?.parse()?,
            source => settings.sources.push(source.to_owned()),
        }
    }
    Ok(settings)
}

fn train(args: &[String]) -> Result<(), Failure> {
    let (Some(lang), Some(out)) = (args.first(), args.get(1)) else { return Err("`train` wants LANG and OUT".into()) };
    let lang = Lang::new(lang).ok_or_else(|| format!("`{lang}` is no code of a language"))?;
    let settings = settings(args.get(2..).unwrap_or_default())?;
    let mut pieces: Vec<(Vec<Vec<u32>>, Vec<u8>)> = Vec::new();
    let mut features: HashMap<u64, u32> = HashMap::new();
    let mut digest = Sha256::new();
    let mut credits = Vec::new();
    for source in &settings.sources {
        let (path, credit) = source.split_once('=').unwrap_or((source, ""));
        credits.push(if credit.is_empty() { path.to_owned() } else { credit.to_owned() });
        let before = pieces.len();
        let own = language(Path::new(path), lang);
        for labelled in read::source(Path::new(path), own, settings.capitals, &mut digest)? {
            for piece in training::pieces(&labelled.article, own, &labelled.names) {
                pieces.push(numbered(piece, &mut features));
            }
        }
        writeln!(std::io::stderr(), "{path}: {} pieces", pieces.len() - before)?;
    }
    let count: usize = pieces.iter().map(|(_, labels)| labels.len()).sum();
    writeln!(std::io::stderr(), "{} pieces, {count} units, {} features", pieces.len(), features.len())?;
    let trained = crf::train(&pieces, features.len(), settings.epochs, settings.seed, settings.rate, settings.dropout)?;
    let header = Header {
        lang: lang.as_str().to_owned(),
        labels: labels(),
        templates: training::templates(),
        licence: settings.licence,
        sources: credits,
        training: digest
            .finalize()
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect(),
        seed: settings.seed,
        epochs: settings.epochs,
        slots_log2: settings.slots,
        scale: 0.0,
    };
    let bytes = trained.model(header, &features, &pieces, settings.least)?.pack()?;
    std::fs::write(out, &bytes)?;
    writeln!(std::io::stderr(), "{out}: {} bytes", bytes.len())?;
    Ok(())
}

/// The language of a source: that with which its name begins (`pt.uner.train.bio.gz`, `pt/`), so
/// that the lists of that language are looked up for it.
fn language(path: &Path, otherwise: Lang) -> Lang {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let code = name.split('.').next().filter(|code| code.len() == 2);
    code.and_then(Lang::new).unwrap_or(otherwise)
}

/// A piece with small numbers for its features.
fn numbered(piece: Piece, features: &mut HashMap<u64, u32>) -> (Vec<Vec<u32>>, Vec<u8>) {
    let units = piece.features.into_iter().map(|unit| {
        let mut unit: Vec<u32> = unit
            .into_iter()
            .map(|feature| {
                let next = u32::try_from(features.len()).unwrap_or(u32::MAX);
                *features.entry(feature).or_insert(next)
            })
            .collect();
        unit.shrink_to_fit();
        unit
    });
    (units.collect(), piece.labels)
}

fn tag(args: &[String]) -> Result<(), Failure> {
    let (Some(gold), Some(out)) = (args.first(), args.get(1).map(PathBuf::from)) else { return Err("`tag` wants GOLD and OUT".into()) };
    if let Some(directory) = args.get(2) {
        Models::set_up(Setup {
            directory: Some(directory.into()),
            min_confidence: args.get(3).map_or(Ok(MIN_CONFIDENCE), |text| text.parse())?,
        });
    }
    let mut worker = Worker::default();
    let mut lines = String::new();
    let mut spent = std::time::Duration::ZERO;
    let mut bytes = 0;
    for line in std::fs::read_to_string(gold)?.lines() {
        let item: serde_json::Value = serde_json::from_str(line)?;
        let text = item["text"].as_str().unwrap_or_default();
        let lang = item["lang"].as_str().and_then(Lang::new).unwrap_or_default();
        let article = Article { body: text.into(), ..Article::default() };
        bytes += text.len();
        let start = std::time::Instant::now();
        let tokens = worker.tokenize(&article, lang).tokens;
        let (_, mentions) = entities::extract(&article, &tokens, EntityMode::Auto, lang);
        spent += start.elapsed();
        let found: Vec<_> = mentions
            .iter()
            .map(|mention| {
                let kind = match mention.kind {
                    EntityType::Person => "PER",
                    EntityType::Org => "ORG",
                    EntityType::Place => "LOC",
                };
                serde_json::json!({"start": mention.start, "end": mention.end, "type": kind, "text": mention.text, "canonical": mention.name, "id": mention.id})
            })
            .collect();
        lines.push_str(&serde_json::json!({"id": item["id"], "entities": found}).to_string());
        lines.push('\n');
    }
    std::fs::write(out, lines)?;
    writeln!(std::io::stderr(), "{bytes} bytes in {spent:?}")?;
    Ok(())
}

//! Known items by language: a title asks for its own article among the first ten, where bodies
//! alone are indexed; beside plain BM25 of the engine with its default tokenizer.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use dateline::analysis::EntityMode;
use dateline::article::Article;
use dateline::article::published::Now;
use dateline::search::params::{self, Route};
use dateline::search::{Stop, search};
use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, STORED, STRING, Schema, TEXT, Value as _};
use tantivy::{Index, IndexWriter, TantivyDocument, Term};

use crate::support::{self, Built, NOW_US, Step, shared};

const SETS: [(&str, &[&str]); 16] = [
    ("zh", &["zh-xwlb/articles.jsonl.zst"]),
    ("fa", &["fa-irnews/articles.jsonl.zst"]),
    ("ja", &["ja-wikinews/articles.tsv.zst"]),
    ("tr", &["tr-ttc3600/articles.jsonl.zst"]),
    ("pt", &["pt-fakebr/articles.jsonl.zst"]),
    ("de", &["de-10kgnad/test.csv.zst"]),
    ("es", &["es-fakenews/train.csv.zst", "es-fakenews/development.csv.zst"]),
    ("ar", &["ar-ahdath/ahd22.json.zst"]),
    ("vi", &["vi-parquet/preview_sample.parquet"]),
    ("am", &["african-masakhanews/amh"]),
    ("ha", &["african-masakhanews/hau"]),
    ("ln", &["african-masakhanews/lin"]),
    ("pcm", &["african-masakhanews/pcm"]),
    ("sw", &["african-masakhanews/swa"]),
    ("xh", &["african-masakhanews/xho"]),
    ("fr", &["african-masakhanews/fra"]),
];

/// Articles of a set that are indexed, and titles that are asked for.
const ARTICLES_MAX: usize = 3_000;
const QUESTIONS: usize = 120;
/// Hits that are looked at.
const FIRST: usize = 10;
/// What one title of a set says is chance.
const ONE_TITLE: f64 = 0.0095;
/// Words of a first sentence that stand for a title where a set has none.
const FIRST_WORDS: usize = 10;

/// An article without its title, and that.
struct Item {
    title: String,
    article: Article,
}

/// Takes the title off; where there is none, the first words of the first line, and that line.
fn item(mut article: Article) -> Option<Item> {
    let mut title = std::mem::take(&mut article.title);
    let lead = std::mem::take(&mut article.lead);
    if article.body.is_empty() {
        article.body = lead;
    }
    if title.is_empty() {
        let (line, rest) = article.body.trim().split_once(['\n', '.'])?;
        title = line.split_whitespace().take(FIRST_WORDS).collect::<Vec<_>>().join(" ");
        article.body = String::from(rest);
    }
    (article.body.chars().count() >= 60 && words(&title).len() >= 3).then_some(Item { title, article })
}

/// Takes out the blanks that the Japanese set has between words.
fn joined(mut article: Article, lang: &str) -> Article {
    if lang == "ja" {
        for text in [&mut article.title, &mut article.body] {
            *text = text.replace(' ', "");
        }
    }
    article
}

/// Rows of topic and text without header, quoted by apostrophes.
fn german(path: &Path) -> Vec<Article> {
    let text = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    let mut rows = csv::ReaderBuilder::new().has_headers(false).delimiter(b';').quote(b'\'').flexible(true).from_reader(text.as_slice());
    let body = |row: csv::StringRecord| row.get(1).map(str::to_owned);
    rows.records().filter_map(|row| body(row.ok()?)).map(|body| Article { body, ..Article::default() }).collect()
}

/// The words of a title; of scripts without blanks those of a dictionary.
fn words(title: &str) -> Vec<String> {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut start = 0;
    let mut words = Vec::new();
    for end in segmenter.segment_str(title) {
        let word = title.get(start..end).unwrap();
        if word.chars().any(char::is_alphanumeric) {
            words.push(word.to_owned());
        }
        start = end;
    }
    words
}

/// Ids that the project finds first.
fn ours(built: &Built, words: &[String]) -> Vec<String> {
    // Operators in capitals are words here.
    let small = |word: &String| if word.chars().all(|c| c.is_ascii_uppercase()) { word.to_lowercase() } else { word.clone() };
    let q = words.iter().map(small).collect::<Vec<_>>().join(" ");
    let pairs = [("q", q.as_str()), ("match", "any"), ("page-size", "10"), ("lenient", "true"), ("highlight", "false")];
    let pairs: Vec<(String, String)> = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = params::read(&pairs, Route::Search, Now { micros: NOW_US }).unwrap().request;
    let response = search(&built.version, &request, &Stop::new(Instant::now() + Duration::from_secs(60))).unwrap();
    response.hits.into_iter().map(|hit| hit.article.id).collect()
}

/// The engine alone, with its default tokenizer.
struct Plain {
    index: Index,
    searcher: tantivy::Searcher,
}

impl Plain {
    fn build(items: &[Item]) -> Self {
        let mut schema = Schema::builder();
        let (text, id) = (schema.add_text_field("text", TEXT), schema.add_text_field("id", STRING | STORED));
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 64 << 20).unwrap();
        for item in items {
            writer.add_document(tantivy::doc!(text => item.article.body.clone(), id => item.article.id.clone())).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        Self { index, searcher }
    }

    fn ask(&self, title: &str) -> Vec<String> {
        let text = self.index.schema().get_field("text").unwrap();
        let id = self.index.schema().get_field("id").unwrap();
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = Vec::new();
        self.index.tokenizers().get("default").unwrap().token_stream(title).process(&mut |token| {
            let term = Term::from_field_text(text, &token.text);
            clauses.push((Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))));
        });
        let hits = self.searcher.search(&BooleanQuery::new(clauses), &TopDocs::with_limit(FIRST).order_by_score()).unwrap();
        let id = |doc: TantivyDocument| doc.get_first(id).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        hits.into_iter().map(|(_, address)| id(self.searcher.doc(address).unwrap())).collect()
    }
}

#[test]
#[allow(clippy::cast_precision_loss, reason = "figures for reading")]
fn titles_find_their_articles_in_every_language() {
    let Some(data) = shared("data") else { return };
    let mut behind = Vec::new();
    eprintln!("| language | articles | titles | recall@10 | default tokenizer |\n|---|---|---|---|---|");
    for (lang, paths) in SETS {
        let (articles, _) = support::read(&paths.iter().map(|path| data.join(path)).collect::<Vec<_>>());
        let mut seen: HashMap<String, usize> = HashMap::new();
        let articles = if lang == "de" { german(&data.join(paths[0])) } else { articles };
        let mut items: Vec<Item> = articles.into_iter().map(|article| joined(article, lang)).filter_map(item).take(ARTICLES_MAX).collect();
        for item in &items {
            *seen.entry(item.title.clone()).or_default() += 1;
        }
        items.iter_mut().enumerate().for_each(|(number, item)| item.article.id = format!("{lang}/{number}"));
        let plain = Plain::build(&items);
        let prepared = support::prepare(items.iter().map(|item| item.article.clone()).collect(), EntityMode::Off);
        let built = support::build(&[Step::Add(prepared.iter().collect()), Step::Publish(true)]);
        let step = items.len().div_ceil(QUESTIONS).max(1);
        let asked: Vec<&Item> = items.iter().step_by(step).filter(|item| seen[&item.title] == 1).collect();
        let recall = |ask: &dyn Fn(&Item) -> Vec<String>| {
            asked.iter().filter(|item| ask(item).contains(&item.article.id)).count() as f64 / asked.len().max(1) as f64
        };
        let (us, them) = (recall(&|item| ours(&built, &words(&item.title))), recall(&|item| plain.ask(&item.title)));
        eprintln!("| {lang} | {} | {} | {us:.3} | {them:.3} |", items.len(), asked.len());
        if std::env::var_os("DATELINE_SHOW").is_some() {
            let lost = asked.iter().filter(|item| !ours(&built, &words(&item.title)).contains(&item.article.id));
            lost.filter(|item| plain.ask(&item.title).contains(&item.article.id)).for_each(|item| eprintln!("lost: {}", item.title));
        }
        if us < them - ONE_TITLE {
            behind.push(lang);
        }
    }
    assert!(behind.is_empty(), "behind the default tokenizer in {behind:?}");
}

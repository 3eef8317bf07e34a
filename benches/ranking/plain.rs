//! The floor: plain BM25 (k1 1.2, b 0.75) over one field of raw tantivy, words `ORed`.
//!
//! Words are lower-cased and stemmed in English, the project's own stems in Persian and Turkish,
//! and overlapping pairs of characters in Chinese and Japanese.

use dateline::analysis::Analyzer;
use dateline::article::Lang;
use tantivy::collector::TopDocs;
use tantivy::indexer::IndexWriter;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value as _};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer};
use tantivy::{Index, Searcher, TantivyDocument, Term};

use super::DEPTH;
use super::sets::{Item, Set};

pub struct Plain {
    set: Set,
    searcher: Searcher,
    text: Field,
    id: Field,
}

impl Plain {
    pub fn build(set: Set, corpus: &[Item]) -> Self {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
        let text = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
        let id = schema.add_text_field("id", STRING | STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer: IndexWriter = index.writer_with_num_threads(1, 256 << 20).unwrap();
        for item in corpus {
            let mut doc = TantivyDocument::default();
            doc.add_text(text, terms(set, &item.body).join(" "));
            doc.add_text(id, &item.id);
            writer.add_document(doc).unwrap();
        }
        writer.commit().unwrap();
        let searcher = index.reader().unwrap().searcher();
        assert_eq!(usize::try_from(searcher.num_docs()).unwrap(), corpus.len());
        Self { set, searcher, text, id }
    }

    /// Ids of the best hits.
    pub fn ask(&self, question: &str) -> Vec<String> {
        let term = |text: &String| -> Box<dyn Query> {
            Box::new(TermQuery::new(Term::from_field_text(self.text, text), IndexRecordOption::WithFreqs))
        };
        let query = BooleanQuery::new(terms(self.set, question).iter().map(|text| (Occur::Should, term(text))).collect());
        let hits = self.searcher.search(&query, &TopDocs::with_limit(DEPTH).order_by_score()).unwrap();
        let id = |doc: TantivyDocument| doc.get_first(self.id).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        hits.into_iter().map(|(_, address)| id(self.searcher.doc(address).unwrap())).collect()
    }
}

/// The terms of a text.
fn terms(set: Set, text: &str) -> Vec<String> {
    match set {
        Set::Irnews => project_stems("fa", text),
        Set::Ttc3600 => project_stems("tr", text),
        Set::Xwlb | Set::Wikinews => words(text).iter().flat_map(|word| pairs(word)).collect(),
        Set::Time | Set::Bbc | Set::Agnews => {
            let stemmer = frostem::Stemmer::new(frostem::Algorithm::English);
            words(text).iter().map(|word| stemmer.stem(word).into_owned()).collect()
        }
    }
}

/// Runs of letters and digits, lower-cased, as the engine's own tokenizer makes them.
fn words(text: &str) -> Vec<String> {
    let mut analyzer = TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).build();
    let mut stream = analyzer.token_stream(text);
    let mut words = Vec::new();
    stream.process(&mut |token| words.push(token.text.clone()));
    words
}

fn project_stems(lang: &str, text: &str) -> Vec<String> {
    let (analyzer, lang) = (Analyzer::new(), Lang::new(lang).unwrap());
    analyzer.query_words(text).iter().map(|word| analyzer.stem(lang, &word.form)).collect()
}

/// Overlapping pairs of the Han and kana of a word, and what stands between them whole.
fn pairs(word: &str) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    let mut pairs = Vec::new();
    for run in chars.chunk_by(|a, b| is_unspaced(*a) == is_unspaced(*b)) {
        if is_unspaced(run[0]) && run.len() > 1 {
            pairs.extend(run.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            pairs.push(run.iter().collect());
        }
    }
    pairs
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}')
}

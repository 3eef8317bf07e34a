//! The floor: a raw tantivy index of the same articles, one lower-cased and stemmed token a
//! position over title and body, keyword columns, a date column, the stored article, one segment.

use std::collections::HashMap;
use std::path::Path;

use tantivy::collector::{Count, TopDocs};
use tantivy::indexer::{IndexWriter, NoMergePolicy};
use tantivy::query::{AllQuery, BooleanQuery, Occur, PhraseQuery, Query, RangeQuery, RegexQuery, TermQuery};
use tantivy::schema::{FAST, Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{LowerCaser, SimpleTokenizer, TextAnalyzer, Token, TokenFilter, TokenStream, Tokenizer};
use tantivy::{Index, IndexSettings, IndexSortByField, Order, ReloadPolicy, Searcher, TantivyDocument, Term};

use super::Plain;

/// The floor's fields.
#[derive(Clone, Copy)]
pub struct Fields {
    pub text: Field,
    pub source: Field,
    pub date: Field,
    tags: Field,
    places: Field,
    section: Field,
    lang: Field,
    id: Field,
    stored: Field,
}

/// The floor's index, opened.
pub struct Floor {
    pub searcher: Searcher,
    pub fields: Fields,
}

/// Snowball's English stemmer after each token, as the engine's own filter does it.
#[derive(Clone)]
struct Stem;

impl TokenFilter for Stem {
    type Tokenizer<T: Tokenizer> = StemTokenizer<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> StemTokenizer<T> {
        StemTokenizer(tokenizer)
    }
}

#[derive(Clone)]
struct StemTokenizer<T>(T);

impl<T: Tokenizer> Tokenizer for StemTokenizer<T> {
    type TokenStream<'a> = StemStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        StemStream(self.0.token_stream(text), frostem::Stemmer::new(frostem::Algorithm::English))
    }
}

struct StemStream<T>(T, frostem::Stemmer);

impl<T: TokenStream> TokenStream for StemStream<T> {
    fn advance(&mut self) -> bool {
        if !self.0.advance() {
            return false;
        }
        let stem = self.1.stem(&self.0.token().text).into_owned();
        self.0.token_mut().text = stem;
        true
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let text = TextFieldIndexing::default().set_tokenizer("stemmed").set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let keyword = || STRING.set_fast("raw");
    let fields = Fields {
        text: builder.add_text_field("text", TextOptions::default().set_indexing_options(text)),
        id: builder.add_text_field("id", STRING),
        source: builder.add_text_field("source", keyword()),
        lang: builder.add_text_field("lang", keyword()),
        section: builder.add_text_field("section", keyword()),
        tags: builder.add_text_field("tags", keyword()),
        places: builder.add_text_field("place", keyword()),
        date: builder.add_i64_field("date", NumericOptions::from(FAST).set_indexed()),
        stored: builder.add_text_field("stored", STORED),
    };
    (builder.build(), fields)
}

/// Builds the floor in a directory with one thread, newest first if `sorted`, and opens it.
pub fn build(dir: &Path, articles: &[Plain], sorted: bool, memory: usize) -> tantivy::Result<Floor> {
    let (schema, fields) = schema();
    let settings = IndexSettings {
        sort_by_field: sorted.then(|| IndexSortByField { field: "date".to_owned(), order: Order::Desc }),
        ..IndexSettings::default()
    };
    let index = Index::builder().schema(schema).settings(settings).create_in_dir(dir)?;
    index.tokenizers().register("stemmed", TextAnalyzer::builder(SimpleTokenizer::default()).filter(LowerCaser).filter(Stem).build());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, memory)?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    for article in articles {
        let mut doc = TantivyDocument::default();
        doc.add_text(fields.text, format!("{}\n{}", article.title, article.body));
        doc.add_text(fields.id, &article.id);
        doc.add_text(fields.source, &article.source);
        doc.add_text(fields.lang, &article.language);
        doc.add_text(fields.section, &article.section);
        article.tags.iter().for_each(|tag| doc.add_text(fields.tags, tag));
        article.places.iter().for_each(|place| doc.add_text(fields.places, place));
        doc.add_i64(fields.date, article.at_us);
        doc.add_text(fields.stored, &article.stored);
        writer.add_document(doc)?;
    }
    writer.commit()?;
    let ids = index.searchable_segment_ids()?;
    if ids.len() > 1 {
        writer.merge(&ids).wait()?;
    }
    writer.wait_merging_threads()?;
    opened(&index, fields)
}

/// Opens a floor that was built before.
pub fn open(dir: &Path) -> tantivy::Result<Floor> {
    opened(&Index::open_in_dir(dir)?, schema().1)
}

fn opened(index: &Index, fields: Fields) -> tantivy::Result<Floor> {
    let searcher = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?.searcher();
    Ok(Floor { searcher, fields })
}

/// The stem of a word, as the floor indexes it.
fn stem(word: &str) -> String {
    frostem::Stemmer::new(frostem::Algorithm::English).stem(&word.to_lowercase()).into_owned()
}

impl Floor {
    fn term(&self, word: &str) -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_text(self.fields.text, &stem(word)), IndexRecordOption::WithFreqs))
    }

    pub fn words(&self, words: &[&str], occur: Occur) -> Box<dyn Query> {
        match words {
            [word] => self.term(word),
            _ => Box::new(BooleanQuery::new(words.iter().map(|word| (occur, self.term(word))).collect())),
        }
    }

    pub fn phrase(&self, words: &[&str]) -> Box<dyn Query> {
        Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(self.fields.text, &stem(word))).collect()))
    }

    /// All words, published in [from, to) microseconds since 1970.
    pub fn within(&self, words: &[&str], from: i64, to: i64) -> Box<dyn Query> {
        let edge = |at| Term::from_field_i64(self.fields.date, at);
        let range = RangeQuery::new(std::ops::Bound::Included(edge(from)), std::ops::Bound::Excluded(edge(to)));
        Box::new(BooleanQuery::new(vec![(Occur::Must, self.words(words, Occur::Must)), (Occur::Must, Box::new(range))]))
    }

    /// All words, from one outlet.
    pub fn of_source(&self, words: &[&str], source: &str) -> Box<dyn Query> {
        let source = TermQuery::new(Term::from_field_text(self.fields.source, source), IndexRecordOption::Basic);
        Box::new(BooleanQuery::new(vec![(Occur::Must, self.words(words, Occur::Must)), (Occur::Must, Box::new(source))]))
    }

    /// Terms with a beginning.
    pub fn prefix(&self, prefix: &str) -> Box<dyn Query> {
        Box::new(RegexQuery::from_pattern(&format!("{prefix}.*"), self.fields.text).unwrap())
    }

    /// The best ten without a total.
    pub fn ten(&self, query: &dyn Query) -> u64 {
        self.searcher.search(query, &TopDocs::with_limit(10).order_by_score()).unwrap().len() as u64
    }

    /// The best ten with their stored articles.
    pub fn page(&self, query: &dyn Query) -> u64 {
        let hits = self.searcher.search(query, &TopDocs::with_limit(10).order_by_score()).unwrap();
        for (_, address) in &hits {
            let article: TantivyDocument = self.searcher.doc(*address).unwrap();
            std::hint::black_box(&article);
        }
        hits.len() as u64
    }

    /// Top ten and exact total in one pass, with the stored articles of the page if asked.
    pub fn top_ten(&self, query: &dyn Query) -> u64 {
        let (hits, total) = self.searcher.search(query, &(TopDocs::with_limit(10).order_by_score(), Count)).unwrap();
        std::hint::black_box(&hits);
        total as u64
    }

    /// The newest ten.
    pub fn newest(&self, query: &dyn Query) -> u64 {
        let collector = TopDocs::with_limit(10).order_by_fast_field::<i64>("date", Order::Desc);
        self.searcher.search(query, &collector).unwrap().len() as u64
    }

    /// The newest ten of all.
    pub fn latest(&self) -> u64 {
        self.newest(&AllQuery)
    }

    /// Months through the engine's date histogram, which knows no calendar: 30 days.
    pub fn months(&self, query: &dyn Query) -> u64 {
        use tantivy::aggregation::agg_req::Aggregations;
        use tantivy::aggregation::{AggContextParams, AggregationCollector};
        let request: Aggregations =
            serde_json::from_str(r#"{"months": {"histogram": {"field": "date", "interval": 2592000000000}}}"#).unwrap();
        let result = self.searcher.search(query, &AggregationCollector::from_aggs(request, AggContextParams::default())).unwrap();
        std::hint::black_box(&result);
        0
    }

    /// Ten most frequent values of three columns with top ten and total, by counters of ordinals.
    pub fn facets(&self, query: &dyn Query) -> u64 {
        let total = self.top_ten(query);
        let weight = query.weight(tantivy::query::EnableScoring::disabled_from_searcher(&self.searcher)).unwrap();
        for reader in self.searcher.segment_readers() {
            let columns: Vec<_> = ["source", "tags", "place"].iter().filter_map(|name| reader.fast_fields().str(name).unwrap()).collect();
            let mut counts: Vec<Vec<u32>> = columns.iter().map(|column| vec![0; column.num_terms()]).collect();
            weight
                .for_each_no_score(reader, &mut |docs| {
                    for doc in docs {
                        for (column, counts) in columns.iter().zip(&mut counts) {
                            for ordinal in column.ords().values_for_doc(*doc) {
                                counts[usize::try_from(ordinal).unwrap()] += 1;
                            }
                        }
                    }
                })
                .unwrap();
            for (column, counts) in columns.iter().zip(&counts) {
                let mut best: Vec<(u32, usize)> = counts.iter().copied().zip(0..).filter(|(count, _)| *count > 0).collect();
                best.sort_unstable_by_key(|(count, at)| (std::cmp::Reverse(*count), *at));
                let named: HashMap<String, u32> = best
                    .iter()
                    .take(10)
                    .map(|(count, at)| {
                        let mut name = String::new();
                        column.ord_to_str(*at as u64, &mut name).unwrap();
                        (name, *count)
                    })
                    .collect();
                std::hint::black_box(&named);
            }
        }
        total
    }
}

//! Test tables by language, `tests/data/languages/*.toml`: what readers of a language find, and
//! where its sentences end.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::time::{Duration, Instant};

use dateline::analysis::{Analyzer, EntityMode, Flags, Worker};
use dateline::article::published::Now;
use dateline::article::{Article, Lang};
use dateline::search::params::{self, Route};
use dateline::search::{Response, Stop, search};
use serde::Deserialize;

use crate::support::{self, Built, NOW_US, Step, repository};

/// A language's table; `README.md` beside the tables says what its parts mean.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    lang: String,
    texts: BTreeMap<String, String>,
    finds: BTreeMap<String, String>,
    #[serde(default)]
    sentences: BTreeMap<String, String>,
}

/// The tables by the names of their files.
fn tables() -> BTreeMap<String, Table> {
    let mut tables = BTreeMap::new();
    for entry in fs::read_dir(repository("tests/data/languages")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ext| ext == "toml") {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap_or_else(|error| panic!("{name}: {error}"));
            tables.insert(name, table);
        }
    }
    tables
}

fn built(tables: &BTreeMap<String, Table>) -> Built {
    let of = |(name, table): (&String, &Table)| {
        let language = Lang::new(&table.lang).unwrap();
        let article =
            |(id, text): (&String, &String)| Article { id: format!("{name}/{id}"), body: text.clone(), language, ..Article::default() };
        table.texts.iter().map(article).collect::<Vec<_>>()
    };
    let prepared = support::prepare(tables.iter().flat_map(of).collect(), EntityMode::Off);
    support::build(&[Step::Add(prepared.iter().collect()), Step::Publish(true)])
}

/// Names of the texts of one table that a query finds.
fn found(built: &Built, name: &str, q: &str, lang: Option<&str>) -> Result<BTreeSet<String>, String> {
    let response = asked(built, q, lang)?;
    assert!(response.total.is_some_and(|total| total <= 200), "`{q}` finds more than a page");
    let own = response.hits.iter().filter_map(|hit| hit.article.id.strip_prefix(name)?.strip_prefix('/'));
    Ok(own.map(str::to_owned).collect())
}

fn asked(built: &Built, q: &str, lang: Option<&str>) -> Result<Response, String> {
    let mut pairs =
        vec![("q".to_owned(), q.to_owned()), ("page-size".to_owned(), "200".to_owned()), ("order-by".to_owned(), "newest".to_owned())];
    pairs.extend(lang.map(|lang| ("lang".to_owned(), lang.to_owned())));
    let request = params::read(&pairs, Route::Search, Now { micros: NOW_US }).map_err(|bad| format!("{bad:?}"))?.request;
    let stop = Stop::new(Instant::now() + Duration::from_secs(60));
    search(&built.version, &request, &stop).map_err(|error| error.to_string())
}

#[test]
fn readers_find_what_their_language_says() {
    let tables = tables();
    let built = built(&tables);
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (name, table) in &tables {
        for (q, expected) in &table.finds {
            let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
            assert!(expected.iter().all(|id| table.texts.contains_key(id)), "{name}: `{q}` names a text that is not there");
            for lang in [None, Some(table.lang.as_str())] {
                count += 1;
                match found(&built, name, q, lang) {
                    Ok(found) if found == expected => {}
                    other => wrong.push(format!("{name}: `{q}` lang={lang:?}\n  finds {other:?}\n  not   {expected:?}")),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} rows\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn tables_have_rows_enough() {
    let tables = tables();
    let many = ["en", "fa", "ar", "zh-Hans", "zh-Hant", "ja", "ko", "th", "vi", "hi", "tr", "ru", "de", "fr", "es", "pt"];
    for (name, table) in &tables {
        let least = if many.contains(&name.as_str()) { 20 } else { 8 };
        assert!(table.finds.len() >= least, "{name} has {} rows", table.finds.len());
    }
    assert!(many.iter().all(|name| tables.contains_key(*name)));
}

#[test]
fn sentences_end_where_readers_see_them() {
    let mut wrong = Vec::new();
    for (name, table) in &tables() {
        let between = if matches!(name.as_str(), "zh-Hans" | "zh-Hant" | "ja") { "" } else { " " };
        for marked in table.sentences.values() {
            let text = marked.replace('|', between);
            let lang = Lang::new(&table.lang).unwrap();
            let article = Article { body: text.clone(), ..Article::default() };
            let analysis = Analyzer::new().worker().tokenize(&article, lang);
            let starts =
                analysis.tokens.iter().filter(|token| token.flags.contains(Flags::SENTENCE_START)).map(|token| token.start as usize);
            let mut is = String::new();
            let mut from = 0;
            for start in starts.skip(1) {
                // What opens a sentence is no letter: it is compared without.
                let cut = text.get(..start).unwrap();
                is.push_str(cut.get(from..).unwrap().trim());
                is.push('|');
                from = cut.len();
            }
            is.push_str(text.get(from..).unwrap().trim());
            let bare = |text: &str| text.replace(|c: char| !c.is_alphanumeric() && c != '|', "");
            if bare(&is) != bare(marked) {
                wrong.push(format!("{name}:\n  is  {is}\n  not {marked}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Three paragraphs in as many languages, as one article.
const MIXED: &str = "The minister said that the universities and their ministers were to open the new buildings of the city in spring.\n\n\
    Le ministre a déclaré que les universités et leurs ministres devaient ouvrir les nouveaux bâtiments de la ville au printemps.\n\n\
    Министр заявил, что университеты и их министры должны открыть новые здания города весной этого года для студентов.";

#[test]
fn each_paragraph_of_a_mixed_article_is_found_by_its_own_language() {
    let article = |id: &str, lang: &str, body: &str| Article {
        id: id.to_owned(),
        body: body.to_owned(),
        language: Lang::new(lang).unwrap(),
        ..Article::default()
    };
    let french = "Les ministres ont ouvert la ville nouvelle, et le ministre a parlé devant les étudiants de la grande université hier.";
    let articles =
        vec![article("x/mixed", "en", MIXED), article("x/french", "fr", french), article("x/english", "en", "The minister left.")];
    let prepared = support::prepare(articles, EntityMode::Off);
    let built = support::build(&[Step::Add(prepared.iter().collect()), Step::Publish(true)]);
    for (q, expected) in [
        ("ministers", "english mixed"),
        ("ministre", "french mixed"),
        ("министров", "mixed"),
        ("зданиями", "mixed"),
        ("batiment", "mixed"),
        ("bâtiments", "mixed"),
        ("minister OR ministre", "english french mixed"),
        ("ministers NEAR/20 ministres", "mixed"),
        ("=ministers", "mixed"),
    ] {
        for lang in [None, Some("en")] {
            let found = found(&built, "x", q, lang).unwrap();
            let expected = expected.split(' ').filter(|id| lang.is_none() || *id != "french").map(str::to_owned).collect();
            assert_eq!(found, expected, "{q} {lang:?}");
        }
    }
}

#[test]
fn the_receipt_tells_the_readings_of_each_word_and_lang_narrows_them() {
    let built = built(&tables());
    let readings = |lang: Option<&str>| asked(&built, "minister", lang).unwrap().query.terms.swap_remove(0).readings;
    let all = readings(None);
    assert!(all.len() > 4 && all.contains(&"de:minist".to_owned()), "{all:?}");
    assert_eq!(readings(Some("nl")), ["nl:minister"]);
    assert_eq!(readings(Some("German")), ["de:minist"]);
}

/// Forms of a text, without what belongs to its language.
fn forms(worker: &mut Worker, text: &str) -> Vec<String> {
    let article = Article { body: text.to_owned(), ..Article::default() };
    worker.tokenize(&article, Lang::UND).tokens.iter().map(|token| token.form.to_owned()).collect()
}

#[test]
fn other_spellings_of_a_text_give_the_same_tokens() {
    let nfc = icu_normalizer::ComposingNormalizer::new_nfc();
    let nfd = icu_normalizer::DecomposingNormalizer::new_nfd();
    let compatible = icu_normalizer::ComposingNormalizer::new_nfkc();
    let mut worker = Analyzer::new().worker();
    let mut wrong = Vec::new();
    for (name, table) in &tables() {
        for text in table.texts.values() {
            let expected = forms(&mut worker, text);
            let arabic = text.replace('ی', "ي").replace('ک', "ك");
            let persian = text.replace('ي', "ی").replace('ك', "ک");
            let joined = text.replace('\u{200c}', "");
            let mut others = vec![nfc.normalize(text), nfd.normalize(text), arabic.into(), persian.into(), joined.into()];
            // Compatibility forms join what Latin script keeps apart (`№`), so only where none is.
            if !text.contains('№') {
                others.push(compatible.normalize(text));
            }
            for other in others {
                let is = forms(&mut worker, &other);
                if is != expected {
                    wrong.push(format!("{name}: {other}\n  {is:?}\n  {expected:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_text_under_each_token_analysed_again_is_the_token() {
    let mut worker = Analyzer::new().worker();
    for table in tables().values() {
        for text in table.texts.values() {
            let article = Article { body: text.clone(), ..Article::default() };
            for token in worker.tokenize(&article, Lang::new(&table.lang).unwrap()).tokens.iter() {
                let under = text.get(token.start as usize..token.end as usize).unwrap();
                let again = Analyzer::new().query_words(under);
                assert_eq!(again.iter().map(|word| word.form.as_str()).collect::<Vec<_>>(), [token.form], "{under} in {text}");
            }
        }
    }
}

//! Other articles on the matter of one: by the words that are rare in the archive and not in it, and
//! by the people and organisations it names. Copies of it are left out, and counted.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use tantivy::DocAddress;
use tantivy::schema::Term;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

use super::Reading;
use super::collect::count;
use super::hits::{self, Wanted};
use super::plan::{Leaf, Plan};
use crate::analysis::tokens::{Flags, Tokens};
use crate::analysis::{Analyzer, Worker};
use crate::article::{Article, Entity, EntityType, TextField};
use crate::index::Version;
use crate::index::document::stem_key;
use crate::index::schema::fields;
use crate::query::{Node, WordText};
use crate::search::limits::{RELATED_CANDIDATES, RELATED_ENTITIES, RELATED_TERMS, RELATED_TEXT_BYTES, RELATED_WORDS_MAX};
use crate::search::request::{FacetField, Order, Request};
use crate::search::response::{Related, RelatedHit};
use crate::search::{SearchError, Stop};

/// How much words of a field tell of the matter: the weights of ranking.
const WEIGHTS: [(TextField, f32); 3] = [(TextField::Title, 3.0), (TextField::Lead, 2.0), (TextField::Body, 1.0)];
/// Frequency at which a word tells half of what it can, as k1 of BM25.
const HALF: f32 = 1.2;
/// What all entities together can add, beside the words' 1.
const ENTITIES_SHARE: f32 = 0.5;
/// Least likeness: below it pairs of sample articles had nothing but common words of news in common.
const LEAST: f32 = 0.06;
/// Words of a shingle.
const SHINGLE: usize = 5;
/// Share of the smaller article's shingles from which on the other is a copy.
const COPY: f32 = 0.5;
/// Share of the archive above which a word or an entity tells nothing of the matter.
const COMMON_SHARE: u64 = 10;
/// Articles that a telling word may stand in however small the archive is.
const COMMON_MIN: u64 = 30;

/// Finds other articles on the same matter, most alike first; `None` where there is no such article.
///
/// `request` gives filters that they must pass, and the number of them as its page size.
///
/// # Errors
/// [`SearchError::Deadline`] where `stop` came first; errors of the index.
pub fn related(version: &Version, id: &str, request: &Request, stop: &Stop) -> Result<Option<Related>, SearchError> {
    let Some(address) = version.find(id)? else { return Ok(None) };
    let read = Reading::new(version, request, stop)?;
    let mut matter = Matter { read: &read, worker: Worker::default(), stop };
    let article = version.article_at(address)?;
    let own = matter.features(&article);
    let telling = matter.telling(&article, &own)?;
    let mut found = Related { terms: telling.terms.iter().map(|term| term.shown.clone()).collect(), hits: Vec::new(), copies: 0 };
    let mut likes = Vec::new();
    for candidate in matter.candidates(&telling, address)? {
        if stop.is_over() {
            return Err(SearchError::Deadline);
        }
        let other = version.article_at(candidate)?;
        let features = matter.features(&other);
        let (score, terms, entities) = telling.likeness(&other, &features);
        let is_alike = terms.len() >= 3 || (!entities.is_empty() && !terms.is_empty());
        if score >= LEAST && is_alike {
            likes.push((RelatedHit { article: other, score, terms, entities }, features));
        }
    }
    likes.sort_by(|(a, _), (b, _)| b.score.total_cmp(&a.score).then_with(|| a.article.id.cmp(&b.article.id)));
    let mut kept: Vec<Features> = vec![own];
    for (hit, features) in likes {
        if kept.iter().any(|kept| kept.is_copy(&features)) {
            found.copies += 1;
        } else if found.hits.len() < request.page_size {
            found.hits.push(hit);
            kept.push(features);
        }
    }
    Ok(Some(found))
}

/// What an article is compared by.
struct Features {
    /// Weighed frequencies of words, by what stands for them in the index.
    words: BTreeMap<Key, Counted>,
    /// Hashes of runs of words.
    shingles: HashSet<u64>,
}

/// What stands for a word in the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// A stem behind its language.
    Stem(String),
    /// A word of an unspaced script: its characters one after another.
    Run(String),
}

struct Counted {
    weight: f32,
    /// The form in which it was met first.
    form: String,
    /// The same as it is written.
    shown: String,
}

impl Features {
    fn is_copy(&self, other: &Self) -> bool {
        let least = self.shingles.len().min(other.shingles.len());
        let both = self.shingles.intersection(&other.shingles).count();
        #[allow(clippy::cast_precision_loss, reason = "counts of words of an article")]
        let share = both as f32 / least.max(1) as f32;
        least > 0 && share >= COPY
    }
}

/// The words and entities that tell what an article is about.
struct Telling {
    terms: Vec<TellingTerm>,
    entities: Vec<(Entity, f32)>,
    plan: Plan,
    named: Plan,
}

/// Entities with their weights, and what finds the articles that name them.
type Named = (Vec<(Entity, f32)>, Vec<Plan>);

struct TellingTerm {
    key: Key,
    shown: String,
    weight: f32,
}

impl Telling {
    /// How alike another article is, 0 to 1.5, and what both have.
    fn likeness(&self, other: &Article, features: &Features) -> (f32, Vec<String>, Vec<Entity>) {
        let (mut shared, mut all, mut terms) = (0.0, 0.0, Vec::new());
        for term in &self.terms {
            all += term.weight;
            if let Some(counted) = features.words.get(&term.key) {
                shared += term.weight * counted.weight / (counted.weight + HALF);
                terms.push(term.shown.clone());
            }
        }
        let (mut named, mut all_named, mut entities) = (0.0, 0.0, Vec::new());
        for (entity, weight) in &self.entities {
            all_named += weight;
            if other.entities.iter().any(|other| same(entity, other)) {
                named += weight;
                entities.push(entity.clone());
            }
        }
        let share = |part: f32, all: f32| if all > 0.0 { part / all } else { 0.0 };
        (share(shared, all) + ENTITIES_SHARE * share(named, all_named), terms, entities)
    }
}

fn same(one: &Entity, other: &Entity) -> bool {
    let is_same_id = || one.id.is_some() && one.id == other.id;
    one.kind == other.kind && (is_same_id() || Analyzer::new().fold_value(&one.name) == Analyzer::new().fold_value(&other.name))
}

struct Matter<'a> {
    read: &'a Reading<'a>,
    worker: Worker,
    stop: &'a Stop,
}

impl Matter<'_> {
    /// Reads an article's words, of its beginning where it is long.
    fn features(&mut self, article: &Article) -> Features {
        let mut short = Article { title: article.title.clone(), lead: article.lead.clone(), ..Article::default() };
        beginning(&article.body).clone_into(&mut short.body);
        let tokens = self.worker.tokenize(&short, article.language).tokens;
        let mut words: BTreeMap<Key, Counted> = BTreeMap::new();
        let mut shingle: Vec<u64> = Vec::new();
        let mut shingles = HashSet::new();
        each_word(&tokens, |key, form, shown, field| {
            let weight = WEIGHTS.iter().find(|(known, _)| *known == field).map_or(1.0, |(_, weight)| *weight);
            shingle.push(xxh3_64(form.as_bytes()));
            if shingle.len() >= SHINGLE {
                let mut hash = Xxh3::new();
                for word in &shingle {
                    hash.update(&word.to_le_bytes());
                }
                shingles.insert(hash.digest());
                shingle.remove(0);
            }
            if words.len() < RELATED_WORDS_MAX || words.contains_key(&key) {
                words.entry(key).or_insert_with(|| Counted { weight: 0.0, form: form.to_owned(), shown: shown.to_owned() }).weight +=
                    weight;
            }
        });
        Features { words, shingles }
    }

    /// Chooses the words and entities that tell most.
    fn telling(&self, article: &Article, own: &Features) -> Result<Telling, SearchError> {
        let docs = self.read.version.articles().max(1);
        let common = (docs / COMMON_SHARE).max(COMMON_MIN);
        let mut terms = Vec::new();
        for (key, counted) in &own.words {
            // A single letter tells nothing; a run is counted by its positions, so only what is met twice.
            let is_worth = match key {
                Key::Stem(_) => counted.form.chars().count() > 2 && !counted.form.chars().all(char::is_numeric),
                Key::Run(_) => counted.form.chars().count() > 1 && counted.weight >= 2.0,
            };
            if !is_worth {
                continue;
            }
            let freq = self.frequency(key)?;
            if freq > 1 && freq <= common {
                let weight = idf(freq, docs) * counted.weight / (counted.weight + HALF);
                terms.push(TellingTerm { key: key.clone(), shown: counted.shown.clone(), weight });
            }
            if self.stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        terms.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.key.cmp(&b.key)));
        terms.truncate(RELATED_TERMS);
        let mut planner = self.read.planner();
        let mut words = Vec::new();
        for term in &terms {
            let word = Node::Word(WordText { text: term.shown.clone(), exact: false, at: crate::query::At { start: 1, end: 1 } });
            words.push(planner.tree(&Node::Boost(Box::new(word), term.weight.clamp(0.01, 100.0)))?.0);
        }
        let (entities, named) = self.entities(article, docs, common)?;
        Ok(Telling { terms, entities, plan: Plan::any_of(words), named: Plan::any_of(named) })
    }

    /// The people and organisations of an article that few others name, and what finds those.
    fn entities(&self, article: &Article, docs: u64, common: u64) -> Result<Named, SearchError> {
        let planner = self.read.planner();
        let mut found = Vec::new();
        for entity in article.entities.iter().take(RELATED_WORDS_MAX) {
            let field = match entity.kind {
                EntityType::Person => FacetField::Person,
                EntityType::Org => FacetField::Org,
                EntityType::Place => FacetField::Place,
            };
            let value = entity.id.clone().unwrap_or_else(|| entity.name.clone());
            let plan = planner.values(field, std::slice::from_ref(&value))?;
            let freq = count(self.read.version, &plan, self.stop)?;
            if freq > 1 && freq <= common {
                found.push((entity.clone(), idf(freq, docs), plan));
            }
        }
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.name.cmp(&b.0.name)));
        found.truncate(RELATED_ENTITIES);
        let plans = found.iter().filter(|(entity, ..)| entity.kind != EntityType::Place).map(|(.., plan)| plan.clone()).collect();
        Ok((found.into_iter().map(|(entity, weight, _)| (entity, weight)).collect(), plans))
    }

    /// Articles that have what stands for a word.
    fn frequency(&self, key: &Key) -> Result<u64, SearchError> {
        match key {
            Key::Stem(stem) => Ok(self.read.version.searcher().doc_freq(&Term::from_field_text(fields().stem, stem))?),
            Key::Run(run) => {
                let word = Node::Word(WordText { text: run.clone(), exact: false, at: crate::query::At { start: 1, end: 1 } });
                let (plan, _) = self.read.planner().tree(&word)?;
                match &plan {
                    Plan::Text(leaf) if leaf.articles.is_some() => Ok(known(leaf)),
                    plan => count(self.read.version, plan, self.stop),
                }
            }
        }
    }

    /// Articles that have many of the words, and the newest that name the same people and organisations.
    fn candidates(&self, telling: &Telling, own: DocAddress) -> Result<BTreeSet<DocAddress>, SearchError> {
        let read = self.read;
        let mut found = BTreeSet::new();
        for (plan, order) in [(&telling.plan, Order::Relevance), (&telling.named, Order::Newest)] {
            if matches!(plan, Plan::Nothing) {
                continue;
            }
            let plan = Plan::all_of(vec![plan.clone(), read.restriction(&read.planner())?]);
            let order = if plan.scores() { order } else { Order::Newest };
            let wanted =
                Wanted { plan: &plan, order, count: RELATED_CANDIDATES, after: None, column: read.request.dates.column, decay: None };
            found.extend(hits::find(read.version, &wanted, self.stop)?.candidates.into_iter().map(|candidate| candidate.address));
        }
        found.remove(&own);
        Ok(found)
    }
}

fn known(leaf: &Leaf) -> u64 {
    leaf.articles.unwrap_or(0)
}

/// How much a word of so many articles tells: the inverse document frequency of BM25.
#[allow(clippy::cast_precision_loss, reason = "a weight needs no more digits than a float has")]
fn idf(freq: u64, docs: u64) -> f32 {
    let (freq, docs) = (freq as f32, docs as f32);
    ((docs - freq + 0.5).max(0.5) / (freq + 0.5)).ln_1p()
}

/// The beginning of a text, at the border of a character.
fn beginning(text: &str) -> &str {
    let mut end = text.len().min(RELATED_TEXT_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// Gives the words of tokens: those of spaced scripts, and the dictionary's of others.
///
/// Each comes with its form and as it is written.
fn each_word(tokens: &Tokens, mut word: impl FnMut(Key, &str, &str, TextField)) {
    let (mut run, mut shown) = (String::new(), String::new());
    for token in tokens.iter() {
        if !token.flags.contains(Flags::UNSPACED) {
            run.clear();
            shown.clear();
            word(Key::Stem(stem_key(token.stem_lang, token.stem)), token.form, token.surface, token.field);
            continue;
        }
        if token.flags.contains(Flags::WORD_START) {
            run.clear();
            shown.clear();
        }
        run.push_str(token.form);
        shown.push_str(token.surface);
        if token.flags.contains(Flags::WORD_END) {
            word(Key::Run(run.clone()), &run, &shown, token.field);
            run.clear();
            shown.clear();
        }
    }
}

//! A search engine by brute force: every request looks at every article.
//!
//! It knows no index and no matcher: words, pairs and choices of positions are tried one by one. It
//! takes the query's tree, the articles with their languages, entities, mentions and sentences, and
//! the stems of words; all else it works out by code of its own, so that it can see faults of the
//! analysis, of the index and of the engine. Only texts that are not in Latin letters are split and
//! folded by the analysis.

mod compile;
pub(crate) mod dates;
pub(crate) mod doc;
pub(crate) mod facets;
pub(crate) mod highlights;
mod lexicon;
mod patterns;
mod spans;
pub(crate) mod timeline;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet};

use dateline::article::published::Zone;
use dateline::article::{Article, EntityType, Lang, Mention};
use dateline::query::{ExactField, Node};
use dateline::search::{DateColumn, FacetField, Filter, Order, Request};

use compile::{Test, bit};
use dates::Range;
use doc::Doc;
use facets::Key;
use lexicon::Lexicon;
use timeline::{Timeline, TooMany};

/// All articles, ready to be looked at.
pub(crate) struct Reference {
    pub(crate) docs: Vec<Doc>,
    lexicon: Lexicon,
}

/// What a request should be answered with.
#[derive(Debug)]
pub(crate) struct Expected {
    /// Numbers of the matching articles, in the order asked for (newest first for relevance).
    pub(crate) docs: Vec<usize>,
    pub(crate) undated: u64,
    pub(crate) imprecise: u64,
    pub(crate) facets: Vec<facets::Counts>,
    pub(crate) timeline: Option<Result<Timeline, TooMany>>,
}

impl Reference {
    /// Takes the articles of an archive with their mentions.
    pub(crate) fn new(articles: Vec<(Article, Vec<Mention>)>) -> Self {
        let mut lexicon = Lexicon::default();
        let docs: Vec<Doc> = articles.into_iter().map(|(article, mentions)| Doc::new(article, &mentions, &mut lexicon)).collect();
        let mut known: BTreeMap<Lang, BTreeSet<u32>> = BTreeMap::new();
        for doc in &docs {
            for token in doc.tokens.iter().filter(|token| !token.unspaced) {
                known.entry(token.lang).or_default().insert(token.form);
            }
        }
        lexicon.stem(known);
        Self { docs, lexicon }
    }

    /// Answers a request.
    pub(crate) fn answer(&self, request: &Request) -> Expected {
        let zone = request.dates.zone;
        let everywhere = request.search_in.iter().fold(0, |all, field| all | bit(*field));
        let tree = request.query.parsed.tree.as_ref().expect("the query was read");
        let test = self.compile(tree, request, if everywhere == 0 { 7 } else { everywhere });
        let range = request.dates.span.map(|s| Range::new(s.from, s.from_exclusive, s.to, s.to_exclusive, zone));
        let column = request.dates.column;
        let filters: Vec<(&Filter, Test)> = request.filters.iter().map(|filter| (filter, self.filter(filter))).collect();
        let matching: Vec<usize> = (0..self.docs.len()).filter(|number| self.docs[*number].holds(&test, zone, request)).collect();
        let passes = |doc: &Doc, but: Option<FacetField>| {
            filters.iter().all(|(filter, test)| {
                let own = !filter.exclude && Some(filter.field) == but;
                own || doc.holds(test, zone, request) != filter.exclude
            })
        };
        let in_range = |doc: &Doc| match (&range, doc.date(column)) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(range), Some(when)) => range.holds(when, zone) || request.dates.possible && range.touches(when, zone),
        };
        let mut expected = Expected { docs: Vec::new(), undated: 0, imprecise: 0, facets: Vec::new(), timeline: None };
        for number in &matching {
            let doc = &self.docs[*number];
            if !passes(doc, None) {
                continue;
            }
            if in_range(doc) {
                expected.docs.push(*number);
                continue;
            }
            match (&range, doc.date(column)) {
                (Some(_), None) => expected.undated += 1,
                (Some(range), Some(when)) => expected.imprecise += u64::from(range.touches(when, zone)),
                _ => {}
            }
        }
        let all: Vec<usize> = if request.share {
            let kept = |filter: &Filter| matches!(filter.field, FacetField::Source | FacetField::Author | FacetField::Lang);
            let passes = |doc: &Doc| {
                filters.iter().filter(|(filter, _)| kept(filter)).all(|(filter, test)| doc.holds(test, zone, request) != filter.exclude)
            };
            (0..self.docs.len()).filter(|number| in_range(&self.docs[*number]) && passes(&self.docs[*number])).collect()
        } else {
            Vec::new()
        };
        self.sort(&mut expected.docs, request);
        for field in &request.facets {
            let counted = matching.iter().map(|number| &self.docs[*number]).filter(|doc| in_range(doc) && passes(doc, Some(*field)));
            expected.facets.push(facets::count(*field, counted));
        }
        expected.timeline = request.interval.map(|interval| self.timeline(&expected.docs, &all, interval, request));
        expected
    }

    fn sort(&self, docs: &mut [usize], request: &Request) {
        let key = |number: &usize| {
            let doc = &self.docs[*number];
            let when = doc.date(if request.order == Order::Indexed { DateColumn::FirstIndexed } else { request.dates.column });
            let place = if request.order == Order::Oldest { dates::oldest(when) } else { dates::newest(when) };
            (place, doc.article.id.as_bytes())
        };
        docs.sort_by(|a, b| key(a).cmp(&key(b)));
    }

    /// Articles that a query matches, without any of a request's restrictions.
    pub(crate) fn count(&self, tree: &Node, request: &Request) -> usize {
        let test = self.compile(tree, request, 7);
        self.docs.iter().filter(|doc| doc.holds(&test, request.dates.zone, request)).count()
    }
}

fn is_like(pattern: &[char], value: &str, question: bool) -> bool {
    patterns::is_like(pattern, &value.chars().collect::<Vec<char>>(), question)
}

impl Doc {
    /// Whether the article has a value of a field, by the key of its row.
    fn has_value(&self, field: FacetField, key: &Key) -> bool {
        let at = FacetField::ALL.iter().position(|other| *other == field).unwrap();
        let by_name = |name: &String| self.whole.get(at).is_some_and(|names| names.contains(name));
        self.keys[at].contains(key) || matches!(key, Key::Name(name) if by_name(name))
    }

    fn holds(&self, test: &Test, zone: Zone, request: &Request) -> bool {
        match test {
            Test::All => true,
            Test::Spans(expr) => expr.may_match(self) && !expr.matches(self, 0, self.tokens.len()).is_empty(),
            Test::Entity(kind, meant) => self.has_entity(*kind, meant),
            Test::WholeName(kind, name) => self.whole[*kind].contains(name),
            Test::Key(field, key) => FacetField::ALL.iter().zip(&self.keys).any(|(at, keys)| at == field && keys.contains(key)),
            Test::Like(ExactField::Id, pattern) => is_like(pattern, &self.article.id, false),
            Test::Like(ExactField::Story, pattern) => self.article.story.iter().any(|story| is_like(pattern, story, true)),
            Test::Like(field, pattern) => {
                let at = FacetField::ALL.iter().position(|other| other.as_str() == field.as_str()).unwrap();
                self.keys[at].iter().any(|key| matches!(key, Key::Name(name) if is_like(pattern, name, true)))
            }
            Test::Id(id) => self.article.id == *id,
            Test::Story(story) => self.article.story.as_ref() == Some(story),
            Test::Date(column, range) => {
                self.date(*column).is_some_and(|when| range.holds(when, zone) || request.dates.possible && range.touches(when, zone))
            }
            Test::Length(from, end) => (*from..*end).contains(&self.words),
            Test::Undated => self.article.published.is_none(),
            Test::Has(what) => self.has(what),
            Test::And(tests) => tests.iter().all(|test| self.holds(test, zone, request)),
            Test::Or(tests) => tests.iter().any(|test| self.holds(test, zone, request)),
            Test::Not(test) => !self.holds(test, zone, request),
        }
    }

    fn has(&self, what: &str) -> bool {
        let any = |kind| self.article.entities.iter().any(|entity| entity.kind == kind);
        match what {
            "author" => !self.article.authors.is_empty(),
            "section" => self.article.section.is_some(),
            "tag" => !self.article.tags.is_empty(),
            "lead" => !self.article.lead.is_empty(),
            "url" => self.article.url.is_some(),
            "person" => any(EntityType::Person),
            "org" => any(EntityType::Org),
            "place" => any(EntityType::Place),
            "updated" => self.article.updated.is_some(),
            other => panic!("`has:{other}` is not known here"),
        }
    }
}

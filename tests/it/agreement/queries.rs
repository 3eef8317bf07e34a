//! Requests that look random, of the words, phrases and values that the articles hold.

use std::collections::BTreeMap;
use std::ops::Deref;

use dateline::article::TextField;
use dateline::article::published::{Interval, Now};
use dateline::query::{ParseOptions, parse};
use dateline::search::{FacetField, Filter, Highlight, Load, Order, Page, Query, Request};

use super::dates::{dates, range};
use crate::reference::Reference;
use crate::reference::doc::Doc;
use crate::support::{NOW_US, Random};

/// Highlights of whole fields and cut ones.
const HIGHLIGHTS: [Highlight; 3] = [
    Highlight { size: 1_000_000, count: 100, utf16: false },
    Highlight { size: 160, count: 3, utf16: false },
    Highlight { size: 40, count: 2, utf16: false },
];

/// What requests are made of.
pub(crate) struct Vocabulary<'a> {
    pub(super) reference: &'a Reference,
    /// Chunks of the texts, from rare to frequent: once, in up to ten articles, in up to one of
    /// fifty, in more.
    classes: [Vec<String>; 4],
    /// Several words in one: `Anglo-Dutch`, `U.S.-Japan`, `and/or`.
    joined: Vec<String>,
    pub(super) values: [Vec<String>; 8],
}

/// A query that is being written: much of it is taken from one article.
pub(super) struct Writing<'a> {
    vocabulary: &'a Vocabulary<'a>,
    doc: &'a Doc,
}

impl<'a> Deref for Writing<'a> {
    type Target = Vocabulary<'a>;

    fn deref(&self) -> &Self::Target {
        self.vocabulary
    }
}

/// Chunks that the language reads as a word, or as words: no operators, quotes, wildcards, fields.
fn is_plain(chunk: &str) -> bool {
    let edges = chunk.starts_with(char::is_alphanumeric) && chunk.ends_with(char::is_alphanumeric);
    edges && chunk.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '\'' | '&' | '/' | ',' | '\u{200c}'))
}

/// Chunks of an article: between blanks, and runs of two characters in scripts without blanks.
fn chunks(doc: &Doc) -> Vec<String> {
    let texts = [&doc.article.title, &doc.article.lead, &doc.article.body];
    let spaced = texts.iter().flat_map(|text| text.split_whitespace()).filter(|chunk| is_plain(chunk) && chunk.chars().count() <= 24);
    let runs = (0..doc.tokens.len()).step_by(3).filter(|at| doc.tokens[*at].unspaced).map(|at| doc.run(at, 2).0);
    let mut chunks: Vec<String> = spaced.map(str::to_owned).chain(runs).collect();
    chunks.sort_unstable();
    chunks.dedup();
    chunks
}

impl<'a> Vocabulary<'a> {
    pub(crate) fn new(reference: &'a Reference) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for chunk in reference.docs.iter().flat_map(chunks) {
            *counts.entry(chunk).or_default() += 1;
        }
        let many = reference.docs.len() / 50;
        let mut classes: [Vec<String>; 4] = Default::default();
        let mut joined = Vec::new();
        for (chunk, count) in counts {
            let class = if count < 2 {
                0
            } else if count <= 10 {
                1
            } else {
                2 + usize::from(count > many)
            };
            if chunk.contains(['-', '/', '&', '\'']) {
                joined.push(chunk.clone());
            }
            classes[class].push(chunk);
        }
        let values = FacetField::ALL.map(|field| values(reference, field));
        Self { reference, classes, joined, values }
    }

    /// Makes a request whose query can be read.
    pub(crate) fn request(&self, random: &mut Random) -> Request {
        let options = ParseOptions { match_any: random.percent(10) };
        let (text, parsed) = loop {
            let writing = self.writing(random);
            let text = if random.percent(6) { String::new() } else { writing.tree(random, 4) };
            let parsed = parse(&text, options);
            if parsed.errors.is_empty() && parsed.tree.is_some() {
                break (text, parsed);
            }
        };
        let search_in = if random.percent(15) { vec![*random.pick(&TextField::ALL)] } else { Vec::new() };
        let mut filters: Vec<Filter> = Vec::new();
        for _ in 0..random.below(6).saturating_sub(3) {
            let filter = self.filter(random);
            // Parameters give one filter of a kind for a field, with all its values.
            if !filters.iter().any(|other| other.field == filter.field && other.exclude == filter.exclude) {
                filters.push(filter);
            }
        }
        let mut facets = Vec::new();
        while random.percent(if facets.is_empty() { 35 } else { 50 }) {
            let field = *random.pick(&FacetField::ALL);
            if !facets.contains(&field) {
                facets.push(field);
            }
        }
        let highlight = random.percent(30).then(|| *random.pick(&HIGHLIGHTS));
        Request {
            query: Query { text, parsed, lenient: false, boxed: false },
            search_in,
            dates: dates(random),
            filters,
            order: order(random),
            half_life: None,
            page: Page::Number(if highlight.is_some() { 1 } else { 1 + random.below(4) }),
            page_size: *random.pick(if highlight.is_some() { &[1, 5, 10] } else { &[0, 1, 5, 10, 10, 50] }),
            total: random.percent(95),
            facets,
            facet_size: *random.pick(&[1, 3, 10, 10, 10_000]),
            interval: random.percent(35).then(|| *random.pick(&Interval::ALL)),
            share: random.percent(30),
            by: random.percent(30).then(|| *random.pick(&FacetField::ALL)),
            highlight,
            explain: false,
            mentions: false,
            load: Load::Article,
            now: Now { micros: NOW_US },
            resolved: Vec::new(),
        }
    }

    fn filter(&self, random: &mut Random) -> Filter {
        let at = random.below(FacetField::ALL.len());
        let mut values = Vec::new();
        for _ in 0..=random.below(2) {
            if !self.values[at].is_empty() {
                values.push(random.pick(&self.values[at]).clone());
            }
        }
        if values.is_empty() {
            values.push("nobody".into());
        }
        Filter { field: FacetField::ALL[at], values, exclude: random.percent(30) }
    }
}

impl Vocabulary<'_> {
    /// A query that can be read, so deep at most.
    pub(crate) fn tree(&self, random: &mut Random, depth: usize) -> String {
        loop {
            let text = self.writing(random).tree(random, depth);
            let parsed = parse(&text, ParseOptions::default());
            if parsed.errors.is_empty() && parsed.tree.is_some() {
                return text;
            }
        }
    }

    /// A word, or a few in one.
    pub(crate) fn word(&self, random: &mut Random) -> String {
        self.writing(random).word(random)
    }

    /// Words that mostly stand side by side in some text.
    pub(crate) fn phrase(&self, random: &mut Random) -> String {
        self.writing(random).phrase(random)
    }

    fn writing(&self, random: &mut Random) -> Writing<'_> {
        Writing { vocabulary: self, doc: random.pick(&self.reference.docs) }
    }
}

impl Writing<'_> {
    /// A query or a part of one, so deep at most.
    fn tree(&self, random: &mut Random, depth: usize) -> String {
        let part = |random: &mut Random| {
            let inner = self.tree(random, depth - 1);
            if inner.contains(' ') && !(inner.starts_with('"') && inner.matches('"').count() == 2) { format!("({inner})") } else { inner }
        };
        if depth == 0 || random.percent(40) {
            return self.leaf(random);
        }
        match random.below(10) {
            0..2 => format!("{} {}", part(random), part(random)),
            2..4 => format!("{} AND {}", part(random), part(random)),
            4..8 => format!("{} OR {}", part(random), part(random)),
            8 => format!("{} NOT {}", part(random), part(random)),
            _ => format!("NOT {}", part(random)),
        }
    }

    fn leaf(&self, random: &mut Random) -> String {
        match random.below(100) {
            0..40 => self.operator(random),
            40..58 => self.word(random),
            58..61 => format!("={}", self.word(random)),
            61..67 => format!("\"{}\"", self.phrase(random)),
            67..69 if !self.joined.is_empty() => random.pick(&self.joined).clone(),
            67..78 => self.scoped(random),
            78..84 => self.entity(random),
            84..90 => self.exact(random),
            90..96 => range(random),
            96..98 => {
                format!("has:{}", random.pick(&["author", "section", "tag", "lead", "url", "person", "org", "place", "entity", "updated"]))
            }
            98 => "is:undated".into(),
            _ => "*".into(),
        }
    }

    /// An article to take words from.
    pub(super) fn doc(&self, random: &mut Random) -> &Doc {
        if random.percent(70) { self.doc } else { random.pick(&self.reference.docs) }
    }

    pub(super) fn word(&self, random: &mut Random) -> String {
        if random.percent(50) && !self.doc.tokens.is_empty() {
            return self.doc.run(random.below(self.doc.tokens.len()), 1 + random.below(3)).0;
        }
        let class = *random.pick(&[0, 1, 1, 2, 2, 2, 3, 3]);
        if random.percent(2) || self.classes[class].is_empty() {
            return "unheardof".into();
        }
        let word = random.pick(&self.classes[class]).clone();
        match random.below(4) {
            0 => word.to_uppercase(),
            1 => word,
            _ => word.to_lowercase(),
        }
    }

    /// Neighbours from a text, and now and then words that are none.
    pub(crate) fn phrase(&self, random: &mut Random) -> String {
        if random.percent(10) {
            return format!("{} {}", self.word(random), self.word(random));
        }
        for _ in 0..20 {
            let doc = self.doc(random);
            let text = *random.pick(&[&doc.article.title, &doc.article.lead, &doc.article.body, &doc.article.body]);
            let chunks: Vec<&str> = text.split_whitespace().collect();
            let length = 2 + random.below(3);
            let start = random.below(chunks.len().saturating_sub(length) + 1);
            let run: Vec<&str> = chunks.iter().skip(start).take(length).copied().collect();
            if run.len() == length && run.iter().all(|chunk| is_plain(chunk.trim_end_matches([',', '.']))) {
                return run.join(" ");
            }
        }
        self.word(random)
    }

    fn scoped(&self, random: &mut Random) -> String {
        let field = random.pick(&TextField::ALL).as_str();
        match random.below(4) {
            0 => format!("{field}:\"{}\"", self.phrase(random)),
            1 => format!("{field}:({} OR {})", self.word(random), self.word(random)),
            2 => format!("{field}:={}", self.word(random)),
            _ => format!("{field}:{}", self.word(random)),
        }
    }

    fn entity(&self, random: &mut Random) -> String {
        let at = random.below(3);
        let kind = FacetField::ALL[at].as_str();
        if self.values[at].is_empty() {
            return self.word(random);
        }
        let value = random.pick(&self.values[at]);
        let words: Vec<&str> = value.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        match random.below(3) {
            0 if !value.contains('"') => format!("{kind}:\"{value}\""),
            1 if !words.is_empty() => {
                let word = words[random.below(words.len())];
                // Capitals make an id of a place, and of nothing else.
                if random.percent(30) { format!("{kind}:{}", word.to_uppercase()) } else { format!("{kind}:{word}") }
            }
            // Ids are values too.
            _ if is_plain(value) => format!("{kind}:{value}"),
            _ => format!("{kind}:\"{}\"", words.join(" ")),
        }
    }

    fn exact(&self, random: &mut Random) -> String {
        if random.percent(10) {
            return format!("id:\"{}\"", random.pick(&self.reference.docs).article.id);
        }
        let at = 3 + random.below(5);
        let Some(value) = (!self.values[at].is_empty()).then(|| random.pick(&self.values[at])) else { return self.word(random) };
        let value = if random.percent(30) { value.to_uppercase() } else { value.clone() };
        format!("{}:\"{value}\"", FacetField::ALL[at].as_str())
    }
}

fn order(random: &mut Random) -> Order {
    let seed = random.next() >> 12;
    let dated = [Order::Newest, Order::Newest, Order::Oldest, Order::Indexed];
    *random.pick(&[dated[0], dated[1], dated[2], dated[3], Order::Relevance, Order::Relevance, Order::Random { seed }])
}

/// Values as articles spell them, and ids.
fn values(reference: &Reference, field: FacetField) -> Vec<String> {
    let mut values = Vec::new();
    for doc in &reference.docs {
        let article = &doc.article;
        let entities = article.entities.iter().filter(|entity| entity.kind.as_str() == field.as_str());
        values.extend(entities.flat_map(|entity| [Some(entity.name.clone()), entity.id.clone()]).flatten());
        match field {
            FacetField::Source => values.extend(article.source.clone()),
            FacetField::Author => values.extend(article.authors.clone()),
            FacetField::Section => values.extend(article.section.clone()),
            FacetField::Tag => values.extend(article.tags.clone()),
            FacetField::Lang => values.push(article.language.to_string()),
            FacetField::Person | FacetField::Org | FacetField::Place => {}
        }
    }
    // Frequent values stay more likely than rare ones, but not by as much.
    values.sort_unstable();
    let mut kept: BTreeMap<String, usize> = BTreeMap::new();
    values.retain(|value| {
        let seen = kept.entry(value.clone()).or_default();
        *seen += 1;
        seen.is_power_of_two()
    });
    values
}

//! From the query tree to a plan: words become terms of the index, values keys, dates ranges.

use std::sync::Arc;

use tantivy::query::{Bm25StatisticsProvider as _, Bm25Weight};
use tantivy::schema::{Field, Term};

use super::collect::count;
use super::elided;
use super::expand;
use super::plan::{DateRange, ExactForm, FORM_SHARE, Layer, Leaf, Part, Plan};
use crate::analysis::{Analyzer, QueryWord, language};
use crate::article::published::param::{DateParamError, parse_edge};
use crate::article::published::{Now, Span, Zone};
use crate::article::{EntityType, Lang, TextField};
use crate::index::Version;
use crate::index::document::{has, mark, stem_key};
use crate::index::schema::{FACETS, fields};
use crate::index::stream::ID_MARK;
use crate::query::{At, Bound, ExactField, Node, QueryError, QueryErrorKind, RangeField};
use crate::search::matcher::FieldSet;
use crate::search::request::{DateColumn, FacetField, Filter, Order, Request};
use crate::search::{SearchError, Stop};

/// How much more than its stem a form must be able to score to be looked at: below this the golden
/// queries fare no better, and more articles must be scored.
const FORM_RATIO_MIN: f32 = 1.1;

/// Patterns of a query whose frequencies are summed, in memory that grows with the archive; further
/// ones count once in an article.
const PATTERNS_SUMMED_MAX: usize = 64;

/// Makes plans for a request on a version.
pub(super) struct Planner<'a> {
    version: &'a Version,
    stop: &'a Stop,
    analyzer: Analyzer,
    zone: Zone,
    now: Now,
    possible: bool,
    fields: FieldSet,
    /// Whether leaves get weights: not where the order is one by date.
    scored: bool,
    /// Whether numbers of postings count deleted articles too.
    has_deletes: bool,
    /// Patterns so far.
    patterns: usize,
    errors: Vec<QueryError>,
}

impl<'a> Planner<'a> {
    pub(super) fn new(version: &'a Version, request: &Request, stop: &'a Stop) -> Self {
        let fields = request.search_in.iter().map(|field| bit(*field)).fold(0, |all, bit| all | bit);
        Self {
            version,
            stop,
            analyzer: Analyzer::new(),
            zone: request.dates.zone,
            now: request.now,
            possible: request.dates.possible,
            scored: request.order == Order::Relevance,
            has_deletes: version.segments().iter().any(|segment| segment.reader.has_deletes()),
            patterns: 0,
            fields: if fields == 0 { FieldSet::ALL } else { FieldSet(fields) },
            errors: Vec::new(),
        }
    }

    /// Makes the plan of a tree, and the errors of the values in it.
    ///
    /// A leaf with an error matches nothing; a strict caller refuses the query.
    pub(super) fn tree(&mut self, node: &Node) -> Result<(Plan, Vec<QueryError>), SearchError> {
        let parted = elided::parted(node);
        let plan = self.node(parted.as_ref().unwrap_or(node), self.fields, 1.0)?;
        Ok((plan, std::mem::take(&mut self.errors)))
    }

    fn node(&mut self, node: &Node, fields: FieldSet, boost: f32) -> Result<Plan, SearchError> {
        Ok(match node {
            Node::All => Plan::All,
            Node::Word(word) => self.chunk(&word.text, word.exact, fields, boost)?,
            Node::Phrase { text, .. } => self.phrase(text, fields, boost)?,
            Node::Entity { kind, text, quoted, .. } => self.entity(*kind, text, *quoted)?,
            Node::Exact { field, value, at } => self.exact(*field, value, *at),
            Node::Range { field, from, to, at } => self.range(*field, from.as_ref(), to.as_ref(), *at),
            Node::Undated => Plan::Has(has::UNDATED),
            Node::Has(what) => Plan::Has(has_bit(what)),
            Node::Scoped(field, inner) => self.node(inner, field_set(*field), boost)?,
            Node::And(nodes) => Plan::all_of(nodes.iter().map(|node| self.node(node, fields, boost)).collect::<Result<_, _>>()?),
            Node::Or(nodes) => Plan::any_of(nodes.iter().map(|node| self.node(node, fields, boost)).collect::<Result<_, _>>()?),
            Node::Not(inner) => match self.node(inner, fields, boost)? {
                Plan::All => Plan::Nothing,
                Plan::Nothing => Plan::All,
                Plan::Not(inner) => *inner,
                plan => Plan::Not(Box::new(plan)),
            },
            Node::Boost(inner, factor) => self.node(inner, fields, boost * factor)?,
            Node::Wildcard { .. } | Node::Regex { .. } | Node::Typo { .. } => match self.forms(node)? {
                Some(forms) => self.pattern(forms, fields, &node.canonical(), boost)?,
                None => Plan::Nothing,
            },
            Node::ValuePattern { field, pattern, .. } => self.value_pattern(*field, pattern)?,
            Node::Sequence(_) | Node::Case(_) | Node::Near(_) | Node::Within(..) | Node::First(..) | Node::AtLeast(..) => {
                self.positional(node, fields, boost)?
            }
        })
    }

    /// The version that plans are made for.
    pub(super) fn version(&self) -> &'a Version {
        self.version
    }

    /// Notes an error of a value.
    pub(super) fn error(&mut self, kind: QueryErrorKind, at: At) {
        self.errors.push(QueryError { kind, column: at.start });
    }

    /// Splits text into words.
    pub(super) fn query_words(&self, text: &str) -> Vec<QueryWord> {
        self.analyzer.query_words(text)
    }

    /// The parts of words, each with its offset, without their postings yet.
    pub(super) fn word_parts(&self, words: &[QueryWord], exact: bool) -> Vec<Part> {
        words.iter().zip(0..).map(|(word, offset)| self.word(word, exact, offset)).collect()
    }

    /// The parts of a chunk: its words, and after `=` the borders of its unspaced runs.
    pub(super) fn chunk_parts(&self, words: &[QueryWord], exact: bool) -> Vec<Part> {
        let mut parts = self.word_parts(words, exact);
        if exact {
            add_borders(words, &mut parts);
        }
        parts
    }

    /// A part with its postings, and the number of articles that have one of its terms.
    pub(super) fn looked_up(&self, layer: Layer, terms: Vec<String>, offset: u32) -> Result<(Part, u64), SearchError> {
        let mut part = part(layer, terms, offset);
        let freq = self.look_up(&mut part)?;
        Ok((part, freq))
    }

    /// The articles that have a part, without a score.
    pub(super) fn single(part: Part, doc_freq: u64) -> Plan {
        let leaf = Leaf {
            parts: vec![Part { offset: 0, ..part }],
            fields: FieldSet::ALL,
            text: String::new(),
            weight: None,
            form: None,
            boost: 1.0,
            doc_freq,
            is_summed: false,
            shares: false,
            articles: None,
        };
        Plan::Text(Arc::new(leaf))
    }

    /// The leaf of all forms that a pattern stands for.
    fn pattern(&mut self, forms: Vec<String>, fields: FieldSet, text: &str, boost: f32) -> Result<Plan, SearchError> {
        let mut plan = self.leaf(vec![part(Layer::Form, forms, 0)], fields, text, boost)?;
        self.patterns += 1;
        if let Plan::Text(shared) = &mut plan
            && let Some(leaf) = Arc::get_mut(shared)
        {
            leaf.is_summed = self.patterns <= PATTERNS_SUMMED_MAX;
        }
        Ok(plan)
    }

    /// Values of an exact field with wildcards.
    fn value_pattern(&self, field: ExactField, pattern: &str) -> Result<Plan, SearchError> {
        let column = exact_column(field);
        let regex = match field {
            ExactField::Id => expand::stars(pattern),
            ExactField::Story => expand::wildcard(pattern, str::to_owned),
            _ => expand::wildcard(pattern, |literal| fold_keeping_blanks(&self.analyzer, literal)),
        };
        Ok(Plan::Keys(column, expand::matching(self.version, column, &regex)?.unwrap_or_default()))
    }

    /// The id that an entity's text is, if it is one.
    pub(super) fn entity_id(kind: EntityType, text: &str, quoted: bool) -> Option<String> {
        (kind == EntityType::Place && !quoted && is_id(text)).then(|| text.to_owned())
    }

    /// A chunk without blanks: its words one after another, each inflected, or exact.
    fn chunk(&self, text: &str, exact: bool, fields: FieldSet, boost: f32) -> Result<Plan, SearchError> {
        let words = self.query_words(text);
        let parts = self.chunk_parts(&words, exact);
        self.weighed(&words, self.leaf(parts, fields, text, boost)?)
    }

    fn phrase(&self, text: &str, fields: FieldSet, boost: f32) -> Result<Plan, SearchError> {
        let words = self.query_words(text);
        let parts = self.word_parts(&words, true);
        self.weighed(&words, self.leaf(parts, fields, &format!("\"{text}\""), boost)?)
    }

    /// A leaf with what its words give to its weight: a single word its exact form, a run of an
    /// unspaced script the number of articles that have the run, since its characters tell little.
    fn weighed(&self, words: &[QueryWord], plan: Plan) -> Result<Plan, SearchError> {
        let is_run = words.len() > 1 && words.iter().all(|word| word.unspaced);
        let freq = if is_run && self.scored { count(self.version, &plan, self.stop)? } else { 0 };
        let Plan::Text(mut shared) = plan else { return Ok(plan) };
        if let Some(leaf) = Arc::get_mut(&mut shared).filter(|leaf| leaf.weight.is_some()) {
            match words {
                [word] => leaf.form = self.exact_form(leaf, word)?,
                _ if is_run => self.weigh_run(leaf, freq)?,
                _ => {}
            }
        }
        Ok(Plan::Text(shared))
    }

    /// Weighs a run as one word of so many articles.
    fn weigh_run(&self, leaf: &mut Leaf, freq: u64) -> Result<(), SearchError> {
        leaf.articles = Some(freq);
        if freq > 0 {
            leaf.weight = self.weight(&[(Layer::Form, freq)], leaf.boost)?;
        }
        Ok(())
    }

    /// The form of a single word that is looked up by its stem.
    fn exact_form(&self, leaf: &Leaf, word: &QueryWord) -> Result<Option<ExactForm>, SearchError> {
        let is_stemmed = leaf.parts.first().is_some_and(|part| part.layer == Layer::Stem);
        if leaf.is_positional() || !is_stemmed || leaf.shares {
            return Ok(None);
        }
        let (part, freq) = self.looked_up(Layer::Form, vec![word.form.clone()], 0)?;
        if freq == 0 || freq >= leaf.doc_freq {
            return Ok(None);
        }
        let docs = self.version.searcher().total_num_docs()?;
        let ratio = FORM_SHARE * idf(freq, docs) / idf(leaf.doc_freq, docs).max(f32::MIN_POSITIVE);
        if ratio <= FORM_RATIO_MIN {
            return Ok(None);
        }
        let weight = self.weight(&[(Layer::Form, freq)], leaf.boost * FORM_SHARE)?;
        // An article has no fewer forms than stems, so it is longer by forms but for their average.
        let longer = self.average(Layer::Form)? / self.average(Layer::Stem)?.max(f32::MIN_POSITIVE);
        Ok(weight.map(|weight| ExactForm { part, weight, doc_freq: freq, ratio: ratio * longer.max(1.0) }))
    }

    /// Tokens of an article on average.
    #[allow(clippy::cast_precision_loss, reason = "BM25 needs no more digits than a float has")]
    fn average(&self, layer: Layer) -> Result<f32, SearchError> {
        let searcher = self.version.searcher();
        Ok(searcher.total_num_tokens(layer.field())? as f32 / searcher.total_num_docs()?.max(1) as f32)
    }

    /// The terms of a word: its form, or its stems over the languages of the index.
    fn word(&self, word: &QueryWord, exact: bool, offset: u32) -> Part {
        if exact || word.unspaced {
            return form_part(word, offset);
        }
        // Articles of languages without a stemmer keep forms as stems of no language.
        let mut terms = vec![stem_key(Lang::UND, &word.form)];
        for lang in self.version.stemmed() {
            terms.push(stem_key(*lang, &self.analyzer.stem(*lang, &word.form)));
        }
        part(Layer::Stem, terms, offset)
    }

    /// Makes a leaf of its parts, without terms that no article has; works its weight out.
    fn leaf(&self, mut parts: Vec<Part>, fields: FieldSet, text: &str, boost: f32) -> Result<Plan, SearchError> {
        if parts.is_empty() {
            return Ok(Plan::Nothing);
        }
        let mut freqs = Vec::with_capacity(parts.len());
        for part in &mut parts {
            freqs.push((part.layer, self.look_up(part)?));
        }
        let missing = parts.iter().any(|part| part.terms.is_empty());
        let mut leaf = Leaf {
            parts,
            fields,
            text: text.to_owned(),
            weight: None,
            form: None,
            boost,
            doc_freq: 0,
            is_summed: false,
            shares: false,
            articles: None,
        };
        if !missing {
            leaf.shares = leaf.parts.iter().any(|part| part.layer == Layer::Stem && has_mixed(self.version, &part.terms));
            leaf.is_summed = leaf.shares;
            leaf.doc_freq = freqs.iter().map(|(_, freq)| *freq).min().unwrap_or(0);
            leaf.weight = self.weight(&freqs, boost)?;
        }
        if missing || !(leaf.is_positional() || self.has_deletes) && leaf.is_disjoint() {
            leaf.articles = Some(leaf.doc_freq);
        }
        Ok(Plan::Text(Arc::new(leaf)))
    }

    /// Finds a part's postings in each segment and drops the terms that none has; returns the sum of
    /// their document frequencies, deleted articles included. Stems of one word stand in different
    /// articles, forms of a pattern may stand in one, which then counts for each.
    fn look_up(&self, part: &mut Part) -> Result<u64, SearchError> {
        let field = part.layer.field();
        let mut known = vec![false; part.terms.len()];
        let mut sum = 0;
        for segment in self.version.segments() {
            let inverted = segment.reader.inverted_index(field)?;
            let mut lists = Vec::new();
            for (term, known) in part.terms.iter().zip(&mut known) {
                if let Some(info) = inverted.get_term_info(&Term::from_field_text(field, term))? {
                    *known = true;
                    sum += u64::from(info.doc_freq);
                    lists.push(info);
                }
            }
            part.lists.push(lists);
        }
        let mut known = known.into_iter();
        part.terms.retain(|_| known.next().unwrap_or(false));
        Ok(sum)
    }

    /// BM25 with the sum of the words' inverse document frequencies, as for a phrase; none where hits
    /// are not scored.
    #[allow(clippy::cast_precision_loss, reason = "BM25 needs no more digits than a float has")]
    pub(super) fn weight(&self, freqs: &[(Layer, u64)], boost: f32) -> Result<Option<Bm25Weight>, SearchError> {
        if !self.scored {
            return Ok(None);
        }
        let scored: Vec<_> = freqs.iter().filter(|(layer, _)| matches!(layer, Layer::Form | Layer::Stem)).collect();
        let Some((layer, _)) = scored.first() else { return Ok(None) };
        let searcher = self.version.searcher();
        let docs = searcher.total_num_docs()?;
        let average = self.average(*layer)?;
        if let [(_, freq)] = scored.as_slice() {
            return Ok(Some(Bm25Weight::for_one_term_without_explain((*freq).min(docs), docs, average).boost_by(boost)));
        }
        // A word weighs its own share: the weight of one word times the ratio of the sums.
        let single = idf(scored.first().map_or(0, |(_, freq)| *freq), docs);
        let sum: f32 = scored.iter().map(|(_, freq)| idf(*freq, docs)).sum();
        let first = scored.first().map_or(0, |(_, freq)| *freq).min(docs);
        let weight = Bm25Weight::for_one_term_without_explain(first, docs, average);
        Ok(Some(weight.boost_by(boost * sum / single.max(f32::MIN_POSITIVE))))
    }

    fn doc_freq(&self, field: Field, term: &str) -> Result<u64, SearchError> {
        Ok(self.version.searcher().doc_freq(&Term::from_field_text(field, term))?)
    }

    /// Articles with an entity.
    pub(super) fn entity(&self, kind: EntityType, text: &str, quoted: bool) -> Result<Plan, SearchError> {
        if let Some(id) = Self::entity_id(kind, text, quoted) {
            return Ok(Plan::Keys(facet(kind_facet(kind)), vec![format!("{ID_MARK}{id}")]));
        }
        let words = self.analyzer.query_words(text);
        let parts = words.iter().zip(0..).map(|(word, offset)| part(Layer::Name(kind), vec![word.form.clone()], offset)).collect();
        self.leaf(parts, FieldSet::ALL, &format!("{kind}:{text}"), 1.0)
    }

    fn exact(&mut self, field: ExactField, value: &str, at: At) -> Plan {
        let key = match field {
            ExactField::Story | ExactField::Id => value.to_owned(),
            ExactField::Lang => {
                let Some(lang) = language::parse(value) else {
                    let takes = "write a code such as `fa` or `fas`, or an English name such as `Persian`".to_owned();
                    return self.bad("lang", value, takes, at);
                };
                lang.to_string()
            }
            _ => self.analyzer.fold_value(value),
        };
        Plan::Keys(exact_column(field), vec![key])
    }

    fn bad(&mut self, field: &str, value: &str, takes: String, at: At) -> Plan {
        self.error(QueryErrorKind::BadValue { field: field.to_owned(), value: value.to_owned(), takes }, at);
        Plan::Nothing
    }

    fn range(&mut self, field: RangeField, from: Option<&Bound>, to: Option<&Bound>, at: At) -> Plan {
        if field == RangeField::Words {
            return words_range(from, to);
        }
        let mut edges = [None, None];
        for (edge, bound) in edges.iter_mut().zip([from, to]) {
            let Some(bound) = bound else { continue };
            match parse_edge(&bound.text, self.zone, self.now) {
                Ok(read) => *edge = Some(read),
                Err(error) => return self.bad(field.as_str(), &bound.text, takes_dates(&error), at),
            }
        }
        let [from_edge, to_edge] = edges;
        let span = Span {
            from: from_edge,
            from_exclusive: from.is_some_and(|bound| bound.exclusive),
            to: to_edge,
            to_exclusive: to.is_some_and(|bound| bound.exclusive),
        };
        let column = match field {
            RangeField::Updated => DateColumn::Updated,
            RangeField::Indexed => DateColumn::FirstIndexed,
            _ => DateColumn::Published,
        };
        Plan::Dates(DateRange { column, span: span.resolve(self.zone), possible: self.possible })
    }

    /// The plan of a request's filter: one of the values, or none of them.
    pub(super) fn filter(&self, filter: &Filter) -> Result<Plan, SearchError> {
        let plan = self.values(filter.field, &filter.values)?;
        Ok(if filter.exclude { Plan::Not(Box::new(plan)) } else { plan })
    }

    /// Articles with one of the values.
    pub(super) fn values(&self, field: FacetField, values: &[String]) -> Result<Plan, SearchError> {
        let mut plans = Vec::new();
        for value in values {
            plans.push(self.value(field, value)?);
        }
        Ok(Plan::any_of(plans))
    }

    fn value(&self, field: FacetField, value: &str) -> Result<Plan, SearchError> {
        let column = facet(field);
        let Some(names) = names(field) else {
            let key = match field {
                FacetField::Lang => language::parse(value).map_or_else(|| value.to_owned(), |lang| lang.to_string()),
                _ => self.analyzer.fold_value(value),
            };
            return Ok(Plan::Keys(column, vec![key]));
        };
        let id = format!("{ID_MARK}{value}");
        if self.doc_freq(column, &id)? > 0 {
            return Ok(Plan::Keys(column, vec![id]));
        }
        Ok(Plan::Keys(names, vec![self.analyzer.fold_value(value)]))
    }
}

/// The set of one field.
pub(super) fn field_set(field: TextField) -> FieldSet {
    FieldSet(bit(field))
}

/// Folds a piece of a value; blanks at its ends are kept, since a wildcard may stand beside them.
fn fold_keeping_blanks(analyzer: &Analyzer, literal: &str) -> String {
    let folded = analyzer.fold_value(literal);
    let (before, after) = (literal.starts_with(char::is_whitespace), literal.ends_with(char::is_whitespace));
    if folded.is_empty() {
        return if before { " ".to_owned() } else { folded };
    }
    format!("{}{folded}{}", if before { " " } else { "" }, if after { " " } else { "" })
}

fn bit(field: TextField) -> u8 {
    match field {
        TextField::Title => 1,
        TextField::Lead => 2,
        TextField::Body => 4,
    }
}

fn part(layer: Layer, terms: Vec<String>, offset: u32) -> Part {
    Part { layer, terms, lists: Vec::new(), offset }
}

fn form_part(word: &QueryWord, offset: u32) -> Part {
    part(Layer::Form, vec![word.form.clone()], offset)
}

/// After `=`, a run of an unspaced script begins and ends where the segmenter puts borders.
fn add_borders(words: &[QueryWord], parts: &mut Vec<Part>) {
    let unspaced = |index: usize| words.get(index).is_some_and(|word| word.unspaced);
    for (index, offset) in (0..words.len()).zip(0..) {
        let follows = index > 0 && unspaced(index - 1);
        if unspaced(index) && !follows {
            parts.push(part(Layer::Mark, vec![mark::WORD_START.to_owned()], offset));
        }
        if unspaced(index) && !unspaced(index + 1) {
            parts.push(part(Layer::Mark, vec![mark::WORD_END.to_owned()], offset));
        }
    }
}

/// Whether a text has the form of a place's id: `IR`, `IR-07`, `geonames:112931`.
pub(super) fn is_id(text: &str) -> bool {
    if let Some(number) = text.strip_prefix("geonames:") {
        return !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    }
    let (country, division) = text.split_once('-').map_or((text, None), |(country, division)| (country, Some(division)));
    country.len() == 2
        && country.bytes().all(|b| b.is_ascii_uppercase())
        && division.is_none_or(|d| (1..=3).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
}

/// The column of a field with whole values.
fn exact_column(field: ExactField) -> Field {
    match field {
        ExactField::Source => facet(FacetField::Source),
        ExactField::Author => facet(FacetField::Author),
        ExactField::Section => facet(FacetField::Section),
        ExactField::Tag => facet(FacetField::Tag),
        ExactField::Lang => facet(FacetField::Lang),
        ExactField::Id => fields().id,
        ExactField::Story => fields().story,
    }
}

/// The column of a facet.
pub(super) fn facet(field: FacetField) -> Field {
    let f = fields();
    FACETS.iter().zip(f.facets).find(|(name, _)| **name == field.as_str()).map_or(f.story, |(_, column)| column)
}

fn kind_facet(kind: EntityType) -> FacetField {
    match kind {
        EntityType::Person => FacetField::Person,
        EntityType::Org => FacetField::Org,
        EntityType::Place => FacetField::Place,
    }
}

/// The field of whole names, for entity facets.
fn names(field: FacetField) -> Option<Field> {
    let [person, org, place] = fields().names;
    match field {
        FacetField::Person => Some(person),
        FacetField::Org => Some(org),
        FacetField::Place => Some(place),
        _ => None,
    }
}

fn has_bit(what: &str) -> u64 {
    match what {
        "author" => has::AUTHOR,
        "section" => has::SECTION,
        "tag" => has::TAG,
        "lead" => has::LEAD,
        "url" => has::URL,
        "person" => has::PERSON,
        "org" => has::ORG,
        "place" => has::PLACE,
        "updated" => has::UPDATED,
        _ => 0,
    }
}

fn words_range(from: Option<&Bound>, to: Option<&Bound>) -> Plan {
    let number = |bound: &Bound| bound.text.parse::<u64>().unwrap_or(u64::MAX);
    let min = from.map_or(Some(0), |b| if b.exclusive { number(b).checked_add(1) } else { Some(number(b)) });
    let max = to.map_or(Some(u64::MAX), |b| if b.exclusive { number(b).checked_sub(1) } else { Some(number(b)) });
    match (min, max) {
        (Some(min), Some(max)) if min <= max => Plan::Words { min, max },
        _ => Plan::Nothing,
    }
}

fn takes_dates(error: &DateParamError) -> String {
    match error {
        DateParamError::Impossible(_) => "there is no such day or time",
        DateParamError::OutOfCalendar(_) => "it lies outside the years 0001 to 9999",
        DateParamError::Unreadable(_) => "write a date such as `2025`, `2025-01`, `2025-01-29` or `2025-01-29T10:14:00Z`",
    }
    .to_owned()
}

/// Whether one article may have two of a word's stems: then their numbers do not add up.
fn has_mixed(version: &Version, terms: &[String]) -> bool {
    let has = |lang: Lang| {
        let key = stem_key(lang, "");
        terms.iter().any(|term| term.starts_with(&key))
    };
    terms.len() > 1 && version.mixed().iter().any(|(article, paragraph)| has(*article) && has(*paragraph))
}

/// Inverse document frequency of BM25 as Lucene and tantivy write it: ln(1 + (N − n + ½)/(n + ½)).
#[allow(clippy::cast_precision_loss, reason = "BM25 needs no more digits than a float has")]
fn idf(doc_freq: u64, docs: u64) -> f32 {
    let (n, all) = (doc_freq.min(docs) as f32, docs as f32);
    (1.0 + (all - n + 0.5) / (n + 0.5)).ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_from_words() {
        for id in ["IR", "IR-07", "GB-ENG", "geonames:112931"] {
            assert!(is_id(id), "{id}");
        }
        for word in ["Ir", "IRN", "IR-", "iran", "geonames:", "U.S", "IR-0700"] {
            assert!(!is_id(word), "{word}");
        }
    }
}

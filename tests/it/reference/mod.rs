//! A search engine by brute force: every request looks at every article.
//!
//! It knows no index. It takes the query's tree, the articles with their languages, entities and
//! mentions, and the stems of words; all else it works out by code of its own, so that it can see
//! faults of the analysis, of the index and of the engine.

pub(crate) mod dates;
pub(crate) mod facets;
pub(crate) mod words;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use dateline::analysis::{Analyzer, language};
use dateline::article::published::param::parse_edge;
use dateline::article::published::{Basis, Interval, Zone};
use dateline::article::{Article, EntityType, Instant, Lang, Mention, Stamp, TextField, When};
use dateline::query::{Bound, ExactField, Node, RangeField};
use dateline::search::{DateColumn, FacetField, Filter, Order, Request};

use dates::{Bucket, Range};
use facets::Key;

/// Buckets that a timeline may have.
const BUCKETS_MAX: usize = 20_000;

/// All articles, ready to be looked at.
pub(crate) struct Reference {
    pub(crate) docs: Vec<Doc>,
    /// Number of each form that any article has.
    forms: HashMap<String, u32>,
    /// Numbers of the forms of each stem of each language.
    stems: HashMap<Lang, HashMap<String, Vec<u32>>>,
}

/// An article and what is asked of it.
pub(crate) struct Doc {
    pub(crate) article: Article,
    /// Forms by position: title, lead, body.
    texts: [Vec<u32>; 3],
    /// All its forms, rising, with the fields that hold them as bits.
    held: Vec<(u32, u8)>,
    /// Words of lead and body.
    words: u64,
    /// Words of each name and mention of persons, organisations and places.
    names: [BTreeSet<Vec<String>>; 3],
    /// The same names, whole and folded.
    pub(crate) whole: [BTreeSet<String>; 3],
    /// Keys of each facet field, in the order of [`FacetField::ALL`].
    pub(crate) keys: [BTreeSet<Key>; 8],
    first_indexed: Stamp,
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

/// A timeline.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    /// Label, count and denominator of each bucket.
    pub(crate) buckets: Vec<(String, u64, Option<u64>)>,
    pub(crate) undated: u64,
    pub(crate) coarser: u64,
    /// The series of all values, most frequent first; as many are to be shown as `series_len` says.
    pub(crate) series: Vec<Series>,
    pub(crate) series_len: usize,
}

/// The timeline of one value.
#[derive(Debug)]
pub(crate) struct Series {
    pub(crate) key: Key,
    pub(crate) count: u64,
    pub(crate) buckets: Vec<(String, u64, Option<u64>)>,
    pub(crate) undated: u64,
    pub(crate) coarser: u64,
}

/// A timeline with too many buckets, and the finest interval that fits.
#[derive(Debug)]
pub(crate) struct TooMany {
    pub(crate) fits: &'static str,
}

/// A tree with its words looked up.
enum Test {
    All,
    /// Each word's forms by language, one after another, in fields given as bits.
    Words(Vec<HashMap<Lang, Vec<u32>>>, u8),
    Name(usize, Vec<String>),
    WholeName(usize, String),
    Key(FacetField, Key),
    Id(String),
    Story(String),
    Date(DateColumn, Range),
    Length(u64, u64),
    Undated,
    Has(String),
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
}

fn bit(field: TextField) -> u8 {
    1 << (field as u8)
}

fn kind_index(kind: EntityType) -> usize {
    EntityType::ALL.iter().position(|known| *known == kind).unwrap()
}

impl Reference {
    /// Takes the articles of an archive with their mentions.
    pub(crate) fn new(articles: Vec<(Article, Vec<Mention>)>) -> Self {
        let mut reference = Self { docs: Vec::new(), forms: HashMap::new(), stems: HashMap::new() };
        let mut known: BTreeMap<Lang, BTreeSet<u32>> = BTreeMap::new();
        for (article, mentions) in articles {
            let doc = reference.doc(article, &mentions);
            known.entry(doc.article.language).or_default().extend(doc.held.iter().map(|(form, _)| *form));
            reference.docs.push(doc);
        }
        let mut names: Vec<(&String, u32)> = reference.forms.iter().map(|(form, number)| (form, *number)).collect();
        names.sort_by_key(|(_, number)| *number);
        let analyzer = Analyzer::new();
        for (lang, forms) in known {
            let stems = reference.stems.entry(lang).or_default();
            for form in forms {
                stems.entry(analyzer.stem(lang, names[form as usize].0)).or_default().push(form);
            }
        }
        reference
    }

    fn doc(&mut self, article: Article, mentions: &[Mention]) -> Doc {
        let mut number = |form: String| {
            let next = u32::try_from(self.forms.len()).unwrap();
            *self.forms.entry(form).or_insert(next)
        };
        let mut texts = [&article.title, &article.lead, &article.body]
            .map(|text| words::forms(text).into_iter().map(&mut number).collect::<Vec<u32>>());
        // A lead that the body begins with counts once, as lead.
        let [_, lead, body] = &mut texts;
        if !lead.is_empty() && body.starts_with(lead) {
            body.drain(..lead.len());
        }
        let words = (lead.len() + body.len()) as u64;
        let mut held: BTreeMap<u32, u8> = BTreeMap::new();
        for (text, field) in texts.iter().zip(TextField::ALL) {
            for form in text {
                *held.entry(*form).or_default() |= bit(field);
            }
        }
        let spellings = EntityType::ALL.map(|kind| {
            let entities = article.entities.iter().filter(|entity| entity.kind == kind).map(|entity| &entity.name);
            let mentions = mentions.iter().filter(|mention| mention.kind == kind).map(|mention| &mention.text);
            entities.chain(mentions).collect::<BTreeSet<_>>()
        });
        let names = spellings.each_ref().map(|names| names.iter().map(|name| words::forms(name)).collect());
        let whole = spellings.each_ref().map(|names| names.iter().map(|name| words::fold_value(name)).collect());
        let micros = article.first_indexed.unwrap_or_default();
        let first_indexed = Stamp::new(When::Instant(Instant { micros, offset: None, seconds: true }), Basis::Given);
        let keys = facets::keys(&article);
        Doc { texts, held: held.into_iter().collect(), words, names, whole, keys, first_indexed, article }
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

    fn timeline(&self, docs: &[usize], all: &[usize], interval: Interval, request: &Request) -> Result<Timeline, TooMany> {
        let too_many = || {
            let coarser = Interval::ALL.into_iter().filter(|other| *other > interval);
            let fits = coarser.filter(|other| self.timeline(docs, all, *other, request).is_ok()).map(Interval::as_str).next();
            TooMany { fits: fits.unwrap_or_default() }
        };
        let counted = self.counted(docs, interval, request);
        let mut starts = Vec::new();
        if let (Some((first, _)), Some((last, _))) = (counted.buckets.first_key_value(), counted.buckets.last_key_value()) {
            let mut bucket = *first;
            while bucket <= *last {
                if starts.len() == BUCKETS_MAX {
                    return Err(too_many());
                }
                starts.push(bucket);
                bucket = bucket.next(interval);
            }
        }
        let all_counted = request.share.then(|| self.counted(all, interval, request));
        let rows = |counted: &Counted, all: Option<&Counted>| {
            let at = |counted: &Counted, bucket: &Bucket| counted.buckets.get(bucket).copied().unwrap_or(0);
            let row = |bucket: &Bucket| (bucket.label(request.dates.zone), at(counted, bucket), all.map(|all| at(all, bucket)));
            starts.iter().map(row).collect::<Vec<_>>()
        };
        let mut timeline = Timeline {
            buckets: rows(&counted, all_counted.as_ref()),
            undated: counted.undated,
            coarser: counted.coarser,
            ..Timeline::default()
        };
        let Some(field) = request.by else { return Ok(timeline) };
        let mut values: Vec<(Key, u64)> = facets::count(field, docs.iter().map(|number| &self.docs[*number])).keys.into_iter().collect();
        values.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        timeline.series_len = values.len().min(request.facet_size);
        if starts.len() * (timeline.series_len + 1) > BUCKETS_MAX {
            return Err(too_many());
        }
        // The next one shows whether a more frequent value was left out; equals may take its place.
        let least = values.get(timeline.series_len.saturating_sub(1)).map_or(0, |(_, count)| *count);
        values.retain(|(_, count)| *count >= least);
        for (key, count) in values {
            let of = |docs: &[usize]| docs.iter().filter(|number| self.docs[**number].has_value(field, &key)).copied().collect::<Vec<_>>();
            let counted = self.counted(&of(docs), interval, request);
            let own = matches!(field, FacetField::Source | FacetField::Author | FacetField::Lang) && request.share;
            let all_counted = if own { Some(self.counted(&of(all), interval, request)) } else { None };
            let buckets = rows(&counted, all_counted.as_ref().or(timeline_all(&timeline, &starts).as_ref()));
            timeline.series.push(Series { key, count, buckets, undated: counted.undated, coarser: counted.coarser });
        }
        Ok(timeline)
    }

    fn counted(&self, docs: &[usize], interval: Interval, request: &Request) -> Counted {
        let mut counted = Counted::default();
        for number in docs {
            match self.docs[*number].date(request.dates.column) {
                None => counted.undated += 1,
                Some(when) => match dates::bucket(when, interval, request.dates.zone) {
                    None => counted.coarser += 1,
                    Some(bucket) => *counted.buckets.entry(bucket).or_default() += 1,
                },
            }
        }
        counted
    }

    /// Articles that a query matches, without any of a request's restrictions.
    pub(crate) fn count(&self, tree: &Node, request: &Request) -> usize {
        let test = self.compile(tree, request, 7);
        self.docs.iter().filter(|doc| doc.holds(&test, request.dates.zone, request)).count()
    }

    fn compile(&self, node: &Node, request: &Request, fields: u8) -> Test {
        let all = |nodes: &[Node]| nodes.iter().map(|node| self.compile(node, request, fields)).collect();
        match node {
            Node::All => Test::All,
            Node::Word(word) => self.words(&word.text, word.exact, fields),
            Node::Phrase { text, .. } => self.words(text, true, fields),
            Node::Entity { kind: EntityType::Place, text, quoted: false, .. } if facets::is_id(text) => {
                Test::Key(FacetField::Place, Key::Id(text.clone()))
            }
            Node::Entity { kind, text, .. } => Test::Name(kind_index(*kind), words::forms(text)),
            Node::Exact { field: ExactField::Id, value, .. } => Test::Id(value.clone()),
            Node::Exact { field: ExactField::Story, value, .. } => Test::Story(value.clone()),
            Node::Exact { field, value, .. } => exact(facet_of(*field), value),
            Node::Range { field: RangeField::Words, from, to, .. } => {
                let number = |bound: &Bound| bound.text.parse::<u64>().unwrap();
                let from = from.as_ref().map_or(0, |bound| number(bound) + u64::from(bound.exclusive));
                let end = to.as_ref().map_or(u64::MAX, |bound| number(bound) + u64::from(!bound.exclusive));
                Test::Length(from, end)
            }
            Node::Range { field, from, to, .. } => {
                let edge = |bound: &Bound| parse_edge(&bound.text, request.dates.zone, request.now).expect("the date was read");
                let open = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.exclusive);
                let range = Range::new(from.as_ref().map(edge), open(from), to.as_ref().map(edge), open(to), request.dates.zone);
                let column = match field {
                    RangeField::Updated => DateColumn::Updated,
                    RangeField::Indexed => DateColumn::FirstIndexed,
                    _ => DateColumn::Published,
                };
                Test::Date(column, range)
            }
            Node::Undated => Test::Undated,
            Node::Has(what) => Test::Has(what.clone()),
            Node::Scoped(field, inner) => self.compile(inner, request, bit(*field)),
            Node::And(nodes) => Test::And(all(nodes)),
            Node::Or(nodes) => Test::Or(all(nodes)),
            Node::Not(inner) => Test::Not(Box::new(self.compile(inner, request, fields))),
            Node::Boost(inner, _) => self.compile(inner, request, fields),
            other => panic!("the reference does not know {other:?} yet"),
        }
    }

    /// The words of a chunk one after another: each form alone, or with all forms of its stem.
    fn words(&self, text: &str, exact: bool, fields: u8) -> Test {
        let analyzer = Analyzer::new();
        let readings = |form: String| {
            let itself = self.forms.get(&form).copied();
            let of = |(lang, stems): (&Lang, &HashMap<String, Vec<u32>>)| {
                let family = if exact { None } else { stems.get(&analyzer.stem(*lang, &form)) };
                let mut forms: Vec<u32> = family.into_iter().flatten().copied().chain(itself).collect();
                forms.sort_unstable();
                (*lang, forms)
            };
            self.stems.iter().map(of).collect()
        };
        Test::Words(words::forms(text).into_iter().map(readings).collect(), fields)
    }

    fn filter(&self, filter: &Filter) -> Test {
        let value = |value: &String| match EntityType::ALL.iter().position(|kind| kind.as_str() == filter.field.as_str()) {
            None => exact(filter.field, value),
            Some(kind) => {
                let id = Key::Id(value.clone());
                let at = FacetField::ALL.iter().position(|field| *field == filter.field).unwrap();
                let is_known = self.docs.iter().any(|doc| doc.keys[at].contains(&id));
                if is_known { Test::Key(filter.field, id) } else { Test::WholeName(kind, words::fold_value(value)) }
            }
        };
        Test::Or(filter.values.iter().map(value).collect())
    }
}

/// Articles by bucket.
#[derive(Debug, Default)]
struct Counted {
    buckets: BTreeMap<Bucket, u64>,
    undated: u64,
    coarser: u64,
}

/// The denominators of a timeline, if it has some.
fn timeline_all(timeline: &Timeline, starts: &[Bucket]) -> Option<Counted> {
    let all = timeline.buckets.iter().map(|(_, _, all)| *all).collect::<Option<Vec<u64>>>().filter(|all| !all.is_empty())?;
    Some(Counted { buckets: starts.iter().copied().zip(all).collect(), ..Counted::default() })
}

fn facet_of(field: ExactField) -> FacetField {
    FacetField::parse(field.as_str()).expect("a field with values")
}

fn exact(field: FacetField, value: &str) -> Test {
    let key = match field {
        FacetField::Lang => language::parse(value).map_or_else(|| value.to_owned(), |lang| lang.to_string()),
        _ => words::fold_value(value),
    };
    Test::Key(field, Key::Name(key))
}

impl Doc {
    /// A date of the article.
    fn date(&self, column: DateColumn) -> Option<&When> {
        match column {
            DateColumn::Published => self.article.published.as_ref().map(|stamp| &stamp.when),
            DateColumn::Updated => self.article.updated.as_ref().map(|stamp| &stamp.when),
            DateColumn::FirstIndexed => Some(&self.first_indexed.when),
        }
    }

    /// Whether the article has a value of a field, by the key of its row.
    fn has_value(&self, field: FacetField, key: &Key) -> bool {
        let at = FacetField::ALL.iter().position(|other| *other == field).unwrap();
        let by_name = |name: &String| self.whole.get(at).is_some_and(|names| names.contains(name));
        self.keys[at].contains(key) || matches!(key, Key::Name(name) if by_name(name))
    }

    fn holds(&self, test: &Test, zone: Zone, request: &Request) -> bool {
        match test {
            Test::All => true,
            Test::Words(words, fields) => self.has_words(words, *fields),
            Test::Name(kind, words) => {
                !words.is_empty() && self.names[*kind].iter().any(|name| name.windows(words.len()).any(|run| run == words))
            }
            Test::WholeName(kind, name) => self.whole[*kind].contains(name),
            Test::Key(field, key) => FacetField::ALL.iter().zip(&self.keys).any(|(at, keys)| at == field && keys.contains(key)),
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

    fn has_words(&self, words: &[HashMap<Lang, Vec<u32>>], fields: u8) -> bool {
        let Some(readings) = words.iter().map(|word| word.get(&self.article.language)).collect::<Option<Vec<_>>>() else {
            return false;
        };
        let mask = |form: &u32| self.held.binary_search_by_key(form, |(held, _)| *held).map_or(0, |at| self.held[at].1);
        let common = readings.iter().fold(fields, |left, forms| left & forms.iter().fold(0, |all, form| all | mask(form)));
        if readings.len() < 2 || common == 0 {
            return !readings.is_empty() && common != 0;
        }
        let stands = |run: &[u32]| run.iter().zip(&readings).all(|(form, forms)| forms.contains(form));
        let texts = self.texts.iter().zip(TextField::ALL).filter(|(_, field)| common & bit(*field) != 0);
        texts.into_iter().any(|(text, _)| text.windows(readings.len()).any(stands))
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

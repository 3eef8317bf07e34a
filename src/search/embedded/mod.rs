//! The engine on the embedded index: from a request to its answer.

mod boxed;
mod by_column;
mod by_score;
mod collect;
mod counts;
mod dates;
mod decay;
mod docsets;
mod elided;
mod error;
mod expand;
mod explain;
mod facets;
mod filter;
mod gathered;
mod highlight;
mod hits;
mod leads;
mod leaf;
mod lists;
mod neighbours;
mod open;
mod plan;
mod planner;
mod positional;
mod pruned;
mod random;
mod receipt;
mod related;
mod seek;
mod series;
mod slots;
mod spans;
mod stream;
mod suggest;
mod timeline;
mod top;
mod window_bits;
mod windows;
mod word;
mod word_docs;

pub use related::related;
pub use stream::{Streamed, stream};
pub use suggest::suggest;

use std::time::Instant;

use xxhash_rust::xxh3::xxh3_64;

use self::counts::Counts;
use self::decay::Decay;
use self::plan::{DateRange, Plan};
use self::planner::Planner;
use self::top::{Candidate, key_score};
use super::request::{FacetField, Filter, Load, Order, Page, Request};
use super::response::{FacetPage, Hit, Paths, QueryReceipt, Response};
use super::{Cursor, SearchError, Stop};
use crate::analysis::entities::{self, EntityMode};
use crate::analysis::{Analyzer, Worker};
use crate::article::{Article, Mention};
use crate::index::Version;
use crate::query::{self, Node, QueryError};

/// Answers a request on a version.
///
/// # Errors
/// [`SearchError::Query`] where the query cannot be read and the request is not lenient,
/// [`SearchError::Deadline`] where `stop` came first: never a part of an answer.
pub fn search(version: &Version, request: &Request, stop: &Stop) -> Result<Response, SearchError> {
    let started = Instant::now();
    let read = Reading::new(version, request, stop)?;
    let matching = read.matching()?;
    let (found, next_cursor) = page(&read, &matching, stop)?;
    let counts = Counts::collect(&read, &matching, found.total, stop)?;
    let excluded = match &read.range {
        Some(range) => Some(dates::excluded(version, &read.all_but_dates()?, range, stop)?),
        None => None,
    };
    let known = counts.total.filter(|_| request.filters.is_empty() && read.range.is_none());
    let terms = receipt::terms(&read, known, stop)?;
    let warnings = receipt::warnings(&read, stop)?;
    let hits = hits_of(&read, &found.candidates, stop)?;
    let leads = if counts.total == Some(0) { leads::leads(&read, stop)? } else { Vec::new() };
    let paths = request.explain.then_some(Paths { hits: found.path, timeline: counts.timeline_path });
    Ok(Response {
        version: version.number(),
        version_hash: version.content_hash().to_owned(),
        took_us: u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        total: counts.total.filter(|_| request.total),
        excluded,
        warnings,
        query: QueryReceipt {
            text: request.query.text.clone(),
            canonical: read.tree.as_ref().map(Node::canonical).unwrap_or_default(),
            tree: read.tree,
            terms,
        },
        hits,
        facets: counts.facets,
        timeline: counts.timeline,
        hits_path: found.path,
        paths,
        leads,
        next_cursor,
    })
}

/// A request read for a version.
struct Reading<'a> {
    version: &'a Version,
    request: &'a Request,
    stop: &'a Stop,
    /// What was read of the query.
    tree: Option<Node>,
    plan: Plan,
    range: Option<DateRange>,
    /// Decay of scores, where hits are in the order of relevance.
    decay: Option<Decay>,
    /// Errors that a lenient request left out.
    ignored: Vec<QueryError>,
    /// What was done to a query of a search box.
    steps: Vec<boxed::Step>,
}

impl<'a> Reading<'a> {
    fn new(version: &'a Version, request: &'a Request, stop: &'a Stop) -> Result<Self, SearchError> {
        let parsed = &request.query.parsed;
        if !parsed.errors.is_empty() && !request.query.lenient {
            return Err(SearchError::Query(parsed.errors.clone()));
        }
        let (mut tree, mut plan, mut errors) = (parsed.tree.clone(), Plan::Nothing, Vec::new());
        if let Some(read) = &tree {
            (plan, errors) = Planner::new(version, request, stop).tree(read)?;
        }
        if !errors.is_empty() {
            if !request.query.lenient {
                return Err(SearchError::Query(errors));
            }
            // What cannot be read is left out of the query, as where the parser finds it.
            let columns: Vec<usize> = errors.iter().map(|error| error.column).collect();
            tree = tree.and_then(|tree| tree.without(&columns));
            plan = match &tree {
                Some(tree) => Planner::new(version, request, stop).tree(tree)?.0,
                None => Plan::Nothing,
            };
        }
        let ignored = parsed.errors.iter().chain(&errors).cloned().collect();
        let dates = &request.dates;
        let range = dates.span.map(|span| DateRange { column: dates.column, span: span.resolve(dates.zone), possible: dates.possible });
        let decay = Decay::of(version, request);
        let mut read = Self { version, request, stop, tree, plan, range, decay, ignored, steps: Vec::new() };
        if request.query.boxed {
            boxed::loosen(&mut read)?;
        }
        Ok(read)
    }

    fn planner(&self) -> Planner<'a> {
        Planner::new(self.version, self.request, self.stop)
    }

    fn with(&self, filters: impl Iterator<Item = &'a Filter>, dates: bool) -> Result<Plan, SearchError> {
        let mut plans = vec![self.plan.clone()];
        let mut filters = filters.peekable();
        if filters.peek().is_some() {
            let planner = self.planner();
            for filter in filters {
                plans.push(planner.filter(filter)?);
            }
        }
        plans.extend(self.range.as_ref().filter(|_| dates).map(dates::plan));
        Ok(Plan::all_of(plans))
    }

    /// Query, filters and dates.
    fn matching(&self) -> Result<Plan, SearchError> {
        self.with(self.request.filters.iter(), true)
    }

    /// Query and filters without the date range.
    fn all_but_dates(&self) -> Result<Plan, SearchError> {
        self.with(self.request.filters.iter(), false)
    }

    /// Filters and dates without the query.
    fn restriction(&self, planner: &Planner<'_>) -> Result<Plan, SearchError> {
        let mut plans = self.request.filters.iter().map(|filter| planner.filter(filter)).collect::<Result<Vec<_>, _>>()?;
        plans.extend(self.range.as_ref().map(dates::plan));
        Ok(Plan::all_of(plans))
    }

    /// The plan of another query under the options of this one; `None` where it cannot be read.
    fn other(&self, q: &str, stop: &Stop) -> Result<Option<Plan>, SearchError> {
        let parsed = query::parse(q, self.request.query.parsed.options);
        let Some(tree) = parsed.tree.filter(|_| parsed.errors.is_empty()) else { return Ok(None) };
        let (plan, errors) = Planner::new(self.version, self.request, stop).tree(&tree)?;
        Ok(errors.is_empty().then_some(plan))
    }

    fn order(&self) -> Order {
        if self.request.order == Order::Relevance && !self.plan.scores() { Order::Newest } else { self.request.order }
    }
}

/// Finds the hits of the page and the cursor behind them.
fn page(read: &Reading<'_>, matching: &Plan, stop: &Stop) -> Result<(hits::Found, Option<String>), SearchError> {
    let (version, request) = (read.version, read.request);
    let size = request.page_size;
    let (skip, after) = match &request.page {
        Page::Number(number) => (number.saturating_sub(1).saturating_mul(size), None),
        Page::After(cursor) => {
            check_cursor(read, cursor)?;
            (0, Some(cursor))
        }
    };
    if size == 0 {
        return Ok((hits::Found::default(), None));
    }
    // One more tells whether another page follows.
    let count = skip.saturating_add(size).saturating_add(1);
    let wanted = hits::Wanted { plan: matching, order: read.order(), count, after, column: request.dates.column, decay: read.decay };
    let mut found = hits::find(version, &wanted, stop)?;
    let more = found.candidates.len() > skip + size;
    found.candidates.truncate(skip + size);
    found.candidates = found.candidates.split_off(skip.min(found.candidates.len()));
    let next = match (request.order, found.candidates.last()) {
        (Order::Following, Some(last)) => Some(cursor_after(read, last.key, top::id(version, last.address)?)),
        // Nothing is new: what comes will be behind the same place.
        (Order::Following, None) => Some(after.map_or_else(|| cursor_after(read, 0, String::new()), Cursor::encode)),
        (_, last) => last.filter(|_| more).map(|last| cursor_after(read, last.key, top::place(last.address))),
    };
    Ok((found, next))
}

/// The cursor behind a hit or a value, as text.
fn cursor_after(read: &Reading<'_>, key: u64, last: String) -> String {
    let request = read.request;
    Cursor { version: read.version.number(), request: fingerprint(request), now: request.now, key, last }.encode()
}

fn check_cursor(read: &Reading<'_>, cursor: &Cursor) -> Result<(), SearchError> {
    let (version, request) = (read.version, read.request);
    if cursor.version != version.number() && request.order != Order::Following {
        let message = format!("the cursor belongs to version {:06}, the request asks for version {:06}", cursor.version, version.number());
        return Err(SearchError::BadCursor(message));
    }
    if cursor.request != fingerprint(request) {
        let message = "the cursor belongs to a request with other parameters: repeat them all and change only `cursor`";
        return Err(SearchError::BadCursor(message.to_owned()));
    }
    Ok(())
}

/// Hash of all that decides which hits follow on which.
fn fingerprint(request: &Request) -> u64 {
    // One pass over all bytes: a hash of many pieces would cost as much as finding the hits.
    let mut bytes = Vec::with_capacity(1024);
    for (name, values) in &request.resolved {
        if matches!(name.as_str(), "page" | "cursor" | "as-of") {
            continue;
        }
        for part in std::iter::once(name).chain(values) {
            bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        bytes.push(0xff);
    }
    xxh3_64(&bytes)
}

/// Reads the articles of a page and marks their matches.
fn hits_of(read: &Reading<'_>, candidates: &[Candidate], stop: &Stop) -> Result<Vec<Hit>, SearchError> {
    let (version, request) = (read.version, read.request);
    let scores = read.order() == Order::Relevance;
    let mut worker = Worker::default();
    let needs_mentions = request.highlight.is_some() && seek::needs_mentions(&read.plan);
    let mut hits = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let article = match request.load {
            Load::Article => version.article_at(candidate.address)?,
            Load::Id => Article { id: top::id(version, candidate.address)?, ..Article::default() },
            Load::Nothing => Article::default(),
        };
        let is_whole = request.load == Load::Article;
        let found = if is_whole && (request.mentions || needs_mentions) { mentions(&article, &mut worker) } else { Vec::new() };
        let at = version.segments().get(candidate.address.segment_ord as usize);
        let at = at.map(|segment| seek::At { segment, doc: candidate.address.doc_id });
        let (highlights, truncated) = match request.highlight.filter(|_| is_whole).zip(at) {
            Some((wanted, at)) => highlight::highlight(&read.plan, &article, &found, wanted, at, &mut worker)?,
            None => (Vec::new(), false),
        };
        let mentions = if request.mentions { found } else { Vec::new() };
        let score = scores.then(|| read.decay.map_or_else(|| key_score(candidate.key), |_| Decay::score(candidate.key)));
        let explanation = match score.filter(|_| request.explain) {
            Some(score) => Some(explain::explain(read, candidate.address, score, stop)?),
            None => None,
        };
        hits.push(Hit { score, article, highlights, mentions, explanation, truncated });
    }
    Ok(hits)
}

/// Finds the mentions of a stored article's entities again, by the rules of its ingest.
fn mentions(article: &Article, worker: &mut Worker) -> Vec<Mention> {
    let tokens = worker.tokenize(article, article.language).tokens;
    let given = Article { entities: article.entities.iter().filter(|entity| entity.given).cloned().collect(), ..article.clone() };
    let (_, mentions) = entities::extract(&given, &tokens, EntityMode::Auto, article.language);
    let known = |mention: &Mention| {
        article.entities.iter().any(|entity| entity.kind == mention.kind && entity.name == mention.name && entity.id == mention.id)
    };
    mentions.into_iter().filter(known).collect()
}

/// Lists all values of a facet field under a request's query and filters, most frequent first
/// (at equal counts by value), those only whose folded value begins with `prefix` if it is not
/// empty; at most `size` values after `after`.
pub fn facet_page(
    version: &Version,
    request: &Request,
    field: FacetField,
    prefix: &str,
    size: usize,
    after: Option<&Cursor>,
    stop: &Stop,
) -> Result<FacetPage, SearchError> {
    let read = Reading::new(version, request, stop)?;
    if let Some(cursor) = after {
        check_cursor(&read, cursor)?;
    }
    let counts = counts::field_counts(&read, &[field], stop)?;
    let selected = counts::selected(&read, field, stop)?;
    let prefix = Analyzer::new().fold_value(prefix);
    let after = after.map(|cursor| (cursor.key, cursor.last.as_str()));
    let (values, last) = match counts.first() {
        Some(counts) => counts.page(&prefix, size, after, &selected)?,
        None => (Vec::new(), None),
    };
    let next_cursor = last.map(|(key, last)| cursor_after(&read, key, last));
    Ok(FacetPage { version: version.number(), values, next_cursor })
}

/// Returns an article by id, whole, with the mentions of its entities; `None` if the version has
/// no such article.
pub fn article(version: &Version, id: &str) -> Result<Option<(Article, Vec<Mention>)>, SearchError> {
    let Some(address) = version.find(id)? else { return Ok(None) };
    let article = version.article_at(address)?;
    let mentions = mentions(&article, &mut Analyzer::new().worker());
    Ok(Some((article, mentions)))
}

#[cfg(test)]
mod tests;

//! The search page.

use askama::Template;
use axum::http::StatusCode;

use super::facets::{self, FacetView};
use super::links::{self, Links};
use super::marks::{self, Piece};
use super::timeline::{self, TimelineView};
use super::{render, words};
use crate::analysis::language;
use crate::article::TextField;
use crate::article::published::{Interval, Now};
use crate::index::{Archive, Version};
use crate::render::json::version_name;
use crate::search::params::{self, Format, Params, Route, receipt};
use crate::search::{FacetField, Hit, Lead, LeadKind, Page, Response, SearchError, Stop};
use crate::web::PublicFields;
use crate::web::assets::STYLE_URL;
use crate::web::problem::Problem;
use crate::web::state::open;

/// Hits on a page.
const PAGE_SIZE: u64 = 10;
/// Characters of a snippet that shows the beginning of an article.
const BEGINNING_CHARS: usize = 240;
/// Page numbers to each side of the current one.
const NEIGHBOURS: u64 = 2;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    style: &'a str,
    title: String,
    links: &'a Links,
    hidden: Vec<(String, String)>,
    errors: Vec<Vec<Piece>>,
    /// The archive has no article.
    empty: bool,
    /// Something was asked for: then the tips are folded.
    asked: bool,
    results: Option<Results>,
}

struct Results {
    total: u64,
    total_text: String,
    took: String,
    orders: Vec<OrderView>,
    filters: Vec<FilterView>,
    clear: Option<String>,
    excluded: Option<ExcludedView>,
    warnings: Vec<WarningView>,
    leads: Vec<LeadView>,
    hits: Vec<HitView>,
    facets: Vec<FacetView>,
    timeline: Option<TimelineView>,
    pages: Vec<PageView>,
    prev: Option<String>,
    next: Option<String>,
    version: String,
    permalink: String,
    feeds: Vec<FeedView>,
    downloads: Vec<(&'static str, String)>,
    canonical: String,
}

struct FeedView {
    media_type: &'static str,
    name: &'static str,
    url: String,
}

struct OrderView {
    label: &'static str,
    url: String,
    current: bool,
}

struct FilterView {
    field: String,
    value: String,
    url: String,
}

struct ExcludedView {
    text: String,
    /// Takes imprecise dates too.
    possible: Option<String>,
}

struct WarningView {
    message: Vec<Piece>,
    alternative: Option<AlternativeView>,
}

/// What leads on where nothing was found.
struct LeadView {
    text: String,
    /// The query, where it is another one.
    q: String,
    url: String,
    total: String,
}

struct AlternativeView {
    q: String,
    url: String,
    total: String,
}

struct HitView {
    url: String,
    title: Vec<Piece>,
    /// The line below the title lies on the title's side.
    rtl: bool,
    lang: String,
    language: String,
    source: String,
    date: String,
    datetime: String,
    precision: &'static str,
    snippet: Vec<Piece>,
}

struct PageView {
    label: String,
    /// Empty for the current page and for gaps.
    url: String,
    current: bool,
}

/// Answers the page; 400 where a parameter cannot be taken.
pub(super) fn page(
    archive: &Archive,
    links: &Links,
    public: &PublicFields,
    now: Now,
    stop: &Stop,
) -> Result<(StatusCode, String), Problem> {
    let mut page = SearchPage {
        style: &STYLE_URL,
        title: "Dateline: news archive".to_owned(),
        links,
        hidden: links.hidden(&["q", "match", "from-date", "to-date"]),
        errors: Vec::new(),
        empty: false,
        asked: !links.pairs().is_empty(),
        results: None,
    };
    let params = match params::read(&asked_for(links), Route::Search, now) {
        Ok(params) => shown(params, public)?,
        Err(errors) => {
            page.errors = errors.iter().map(|bad| marks::message(&bad.message)).collect();
            return Ok((StatusCode::BAD_REQUEST, render(&page)?));
        }
    };
    if archive.current().is_none() && params.as_of.is_none() {
        page.empty = true;
        return Ok((StatusCode::OK, render(&page)?));
    }
    let version = open(archive, params.as_of)?;
    page.empty = version.articles() == 0;
    let (params, mut response) = match answer(&version, params, stop) {
        Ok(answer) => answer,
        Err(SearchError::Query(errors)) => {
            page.errors = errors.iter().map(|error| marks::message(&error.to_string())).collect();
            return Ok((StatusCode::BAD_REQUEST, render(&page)?));
        }
        Err(error) => return Err(error.into()),
    };
    public.hide_page(&mut response);
    let picture = picture(&version, &params, &response, links, stop)?;
    let results = Results { timeline: picture, ..results(&response, &params, links) };
    if page.asked {
        let q = links.get("q");
        let subject = if q.is_empty() { "all articles" } else { q };
        page.title = format!("{subject}: {} – Dateline", words::counted(results.total, "article"));
    }
    page.results = Some(results);
    Ok((StatusCode::OK, render(&page)?))
}

/// The request without what may not be shown: the page asks for counts of its own accord.
fn shown(mut params: Params, public: &PublicFields) -> Result<Params, Problem> {
    params.request.facets.retain(|field| public.shows_values(*field));
    public.narrow(&mut params)?;
    Ok(params)
}

/// What the page asks for besides what the reader chose.
fn asked_for(links: &Links) -> Vec<(String, String)> {
    let mut pairs = links.pairs().to_vec();
    let mut add = |name: &str, value: &str| pairs.push((name.to_owned(), value.to_owned()));
    add("lenient", "true");
    add("facets", "source,lang,place,person,org,tag,section,author");
    add("interval", "month");
    add("highlight-size", "240");
    add("highlight-count", "2");
    add("page-size", &PAGE_SIZE.to_string());
    if links.get("facet-size").is_empty() {
        add("facet-size", "8");
    }
    pairs
}

/// Searches, with a timeline that is fine where the range of dates is short and coarse where
/// the dates reach too far for months.
fn answer(version: &Version, mut params: Params, stop: &Stop) -> Result<(Params, Response), SearchError> {
    let dates = &params.request.dates;
    let span = dates.span.filter(|span| span.from.is_some() && span.to.is_some()).map(|span| span.resolve(dates.zone));
    for interval in [timeline::interval(span.as_ref()), Interval::Year, Interval::Decade] {
        params.request.interval = Some(interval);
        match crate::search::search(version, &params.request, stop) {
            Err(SearchError::TooManyBuckets { .. }) => {}
            answer => return answer.map(|response| (params, response)),
        }
    }
    params.request.interval = None;
    crate::search::search(version, &params.request, stop).map(|response| (params, response))
}

/// The timeline of the page. Where a few articles lie far from all others, they would press the
/// rest into one bar: then it shows where the articles are, and says how many lie before and after.
fn picture(version: &Version, params: &Params, response: &Response, links: &Links, stop: &Stop) -> Result<Option<TimelineView>, Problem> {
    let Some(whole) = &response.timeline else { return Ok(None) };
    let Some(window) = timeline::window(whole).filter(|_| params.request.dates.span.is_none()) else {
        return Ok(timeline::view(whole, None, links));
    };
    let mut params = params.clone();
    params.request.dates.span = Some(window.span());
    params.request.interval = Some(Interval::Month);
    (params.request.page_size, params.request.facets, params.request.page) = (0, Vec::new(), Page::Number(1));
    let inside = crate::search::search(version, &params.request, stop)?;
    Ok(inside.timeline.and_then(|timeline| timeline::view(&timeline, Some(&window), links)))
}

fn results(response: &Response, params: &Params, links: &Links) -> Results {
    let total = response.total.unwrap_or(0);
    let current = links.get("page").parse().unwrap_or(1).max(1);
    let last = total.div_ceil(PAGE_SIZE).max(1);
    let query = receipt::query_string(&params.request.resolved, Route::Search, response.version);
    Results {
        total,
        total_text: words::counted(total, "article"),
        took: took(response.took_us),
        orders: orders(params, links),
        filters: filters(links, response),
        clear: links.is_narrowed().then(|| links.bare()),
        excluded: excluded(response, links),
        warnings: warnings(response, links),
        leads: response.leads.iter().map(|lead| lead_view(lead, links)).collect(),
        hits: response.hits.iter().map(hit).collect(),
        facets: facets::view(&response.facets, links),
        timeline: None,
        pages: if last > 1 { pages(current, last, links) } else { Vec::new() },
        prev: (current > 1).then(|| links.page((current - 1).min(last))),
        next: (current < last).then(|| links.page(current + 1)),
        version: version_name(response.version),
        permalink: format!("{}?{query}", Route::Search.path()),
        feeds: feeds(links),
        downloads: [("CSV", Format::Csv), ("BibTeX", Format::Bibtex), ("RIS", Format::Ris)]
            .map(|(name, format)| (name, links.api(Route::Search, format, &[("page-size", "10")])))
            .into(),
        canonical: response.query.canonical.clone(),
    }
}

/// The feeds of a search, newest first; without one, of the latest articles.
fn feeds(links: &Links) -> Vec<FeedView> {
    let view = |(name, media_type, format)| FeedView {
        media_type,
        name,
        url: links.feed(if links.pairs().is_empty() { Route::Latest } else { Route::Search }, format),
    };
    [
        ("RSS", "application/rss+xml", Format::Rss),
        ("Atom", "application/atom+xml", Format::Atom),
        ("JSON Feed", "application/feed+json", Format::JsonFeed),
    ]
    .map(view)
    .into()
}

fn took(micros: u64) -> String {
    if micros < 1000 { "under 1 ms".to_owned() } else { format!("{} ms", words::count(micros / 1000)) }
}

fn orders(params: &Params, links: &Links) -> Vec<OrderView> {
    let asked = params.request.order.as_str();
    let order = |label, name: &'static str| OrderView { label, url: links.with(&[("order-by", name)]), current: asked == name };
    let mut orders = vec![order("Newest", "newest"), order("Oldest", "oldest")];
    if !links.get("q").is_empty() {
        orders.insert(0, order("Relevance", "relevance"));
    }
    orders
}

fn filters(links: &Links, response: &Response) -> Vec<FilterView> {
    let view = |filter: &(String, String)| {
        let name = filter.0.strip_prefix("exclude-").unwrap_or(&filter.0);
        let not = if name.len() < filter.0.len() { "not " } else { "" };
        let field = FacetField::parse(name);
        // An id reads by the name of its row.
        let facet = response.facets.iter().find(|(other, _)| Some(*other) == field);
        let row = facet.and_then(|(_, facet)| facet.values.iter().find(|value| value.id.as_ref() == Some(&filter.1)));
        let text = row.map_or(&filter.1, |row| &row.value);
        let value = field.map_or_else(|| text.clone(), |field| facets::label(field, text));
        FilterView { field: format!("{not}{name}"), value, url: links.removing(filter) }
    };
    let mut views: Vec<FilterView> = links.filters().map(view).collect();
    for (name, field) in [("from-date", "from"), ("to-date", "to")] {
        let value = links.get(name);
        if !value.is_empty() {
            views.push(FilterView { field: field.to_owned(), value: value.to_owned(), url: links.with(&[(name, "")]) });
        }
    }
    views
}

fn excluded(response: &Response, links: &Links) -> Option<ExcludedView> {
    let excluded = response.excluded?;
    let mut parts = Vec::new();
    if excluded.undated > 0 {
        parts.push(format!("{} without a date", words::count(excluded.undated)));
    }
    if excluded.imprecise > 0 {
        parts.push(format!("{} whose date is too coarse to tell", words::count(excluded.imprecise)));
    }
    (!parts.is_empty()).then(|| ExcludedView {
        text: parts.join(" and "),
        possible: (excluded.imprecise > 0).then(|| links.with(&[("dates", "possible")])),
    })
}

/// Another query, as strict as it is written: a search box would loosen it again.
fn as_written<'a>(q: &'a str, links: &Links) -> Vec<(&'a str, &'a str)> {
    let strict = (links.get("match") == "box").then_some(("match", ""));
    [("q", q)].into_iter().chain(strict).collect()
}

fn lead_view(lead: &Lead, links: &Links) -> LeadView {
    let terms = lead.terms.iter().map(|(term, _)| term.as_str()).collect::<Vec<_>>().join(", ");
    let text = match lead.kind {
        LeadKind::Spelling if lead.drop.is_empty() => "Another spelling".to_owned(),
        LeadKind::Spelling => "Another spelling, without the filters".to_owned(),
        LeadKind::Word if lead.drop.is_empty() => format!("Without {terms}"),
        LeadKind::Word => format!("Without {terms} and the filters"),
        LeadKind::Filter if lead.drop.len() > 1 => "Without the filters".to_owned(),
        LeadKind::Filter => format!("Without the filter by {}", lead.drop.join(", ").trim_start_matches("exclude-")),
        LeadKind::Dates => "At any date".to_owned(),
    };
    let mut changes: Vec<(&str, &str)> = lead.drop.iter().map(|name| (name.as_str(), "")).collect();
    let is_other = matches!(lead.kind, LeadKind::Spelling | LeadKind::Word);
    if is_other {
        changes.extend(as_written(&lead.q, links));
    }
    let q = if is_other { lead.q.clone() } else { String::new() };
    LeadView { text, q, url: links.with(&changes), total: words::counted(lead.total, "article") }
}

fn warnings(response: &Response, links: &Links) -> Vec<WarningView> {
    let view = |warning: &crate::search::response::Warning| WarningView {
        message: marks::message(&warning.message),
        alternative: warning.alternative.as_ref().map(|other| AlternativeView {
            q: other.q.clone(),
            url: links.with(&as_written(&other.q, links)),
            total: other.total.map(|total| words::counted(total, "article")).unwrap_or_default(),
        }),
    };
    let mut warnings: Vec<WarningView> = response.warnings.iter().map(view).collect();
    let facet = response.facets.iter().find(|(field, _)| *field == FacetField::Lang).map(|(_, facet)| facet);
    let holds = |lang: &str| facet.is_some_and(|facet| facet.values.iter().any(|row| row.value == lang && row.count > 0));
    warnings.extend(unknown_languages(links, holds).map(|message| WarningView { message: marks::message(&message), alternative: None }));
    warnings
}

/// What to say of chosen languages that have the form of a code, are none that is known, and which
/// no article has.
fn unknown_languages(links: &Links, holds: impl Fn(&str) -> bool) -> impl Iterator<Item = String> {
    let chosen = links.filters().filter(|(name, _)| matches!(name.as_str(), "lang" | "exclude-lang"));
    let unknown = chosen.filter(move |(_, value)| {
        language::parse(value).is_some_and(|lang| !lang.is_und() && language::name(lang) == lang.to_string() && !holds(&lang.to_string()))
    });
    unknown.map(|(_, value)| {
        let shown: String = value.chars().take(40).collect();
        format!("`{shown}` is no language that is known here: write a code such as `en` or `fas`, or an English name such as `Persian`")
    })
}

fn hit(hit: &Hit) -> HitView {
    let article = &hit.article;
    let fragments = |field| hit.highlights.iter().find(|(other, _)| *other == field).map_or(&[][..], |(_, list)| list.as_slice());
    let is_untitled = article.title.trim().is_empty();
    let title = if is_untitled {
        vec![Piece { text: marks::beginning(&article.body, 80), marked: false }]
    } else {
        marks::whole(&article.title, fragments(TextField::Title))
    };
    let marked = |field| fragments(field).iter().any(|fragment| !fragment.spans.is_empty());
    let texts = [(TextField::Lead, &article.lead), (TextField::Body, &article.body)];
    let snippet = texts.into_iter().find(|(field, _)| marked(*field)).map(|(field, text)| marks::joined(text, fragments(field)));
    let snippet = snippet.unwrap_or_else(|| {
        let text = if article.lead.trim().is_empty() { &article.body } else { &article.lead };
        vec![Piece { text: marks::beginning(text, BEGINNING_CHARS), marked: false }]
    });
    HitView {
        url: links::article(&article.id),
        rtl: marks::is_rtl(&title.iter().map(|piece| piece.text.as_str()).collect::<String>()),
        title,
        lang: article.language.to_string(),
        language: if article.language.is_und() { String::new() } else { language::name(article.language) },
        source: article.source.clone().unwrap_or_default(),
        date: article.published.map_or_else(|| "undated".to_owned(), |stamp| words::when(&stamp.when)),
        datetime: article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default(),
        precision: article.published.as_ref().map_or("", words::precision),
        snippet,
    }
}

/// The first and the last page, and those around the current one, with gaps between.
fn pages(current: u64, last: u64, links: &Links) -> Vec<PageView> {
    let near = current.saturating_sub(NEIGHBOURS).max(1)..=current.saturating_add(NEIGHBOURS).min(last);
    let mut numbers: Vec<u64> = near.collect();
    numbers.extend([1, last]);
    numbers.sort_unstable();
    numbers.dedup();
    let mut views = Vec::new();
    let mut before = 0;
    for number in numbers {
        if number > before + 1 {
            views.push(PageView { label: "…".to_owned(), url: String::new(), current: false });
        }
        let is_current = number == current;
        let url = if is_current { String::new() } else { links.page(number) };
        views.push(PageView { label: number.to_string(), url, current: is_current });
        before = number;
    }
    views
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_that_nobody_knows_is_said() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let links = Links::of(&[
            pair("lang", "xx"),
            pair("lang", "en"),
            pair("language", "Persian"),
            pair("exclude-lang", "zzz"),
            pair("lang", "pcm"),
        ]);
        let told: Vec<String> = unknown_languages(&links, |lang| lang == "pcm").collect();
        assert!(told.len() == 2 && told[0].starts_with("`xx` is no language") && told[1].starts_with("`zzz` is"), "{told:?}");
    }

    #[test]
    fn page_numbers_have_gaps() {
        let shown =
            |current, last| pages(current, last, &Links::default()).iter().map(|page| page.label.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(shown(1, 3), "1 2 3");
        assert_eq!(shown(1, 90), "1 2 3 … 90");
        assert_eq!(shown(50, 90), "1 … 48 49 50 51 52 … 90");
        assert_eq!(shown(95, 90), "1 … 90", "past the end");
    }
}

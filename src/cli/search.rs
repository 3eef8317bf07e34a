//! `dateline search` and `dateline latest`.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::args::{LatestArgs, SearchArgs};
use super::exit::Exit;
use super::output::{Output, Style};
use super::settings::Settings;
use super::{clock, opened, readable};
use crate::article::TextField;
use crate::article::published::Now;
use crate::index::Version;
use crate::index::layout::version_name;
use crate::render::feed::Site;
use crate::render::{self, Page, json};
use crate::search::params::{self, BadParam, Format, Params, Route, receipt};
use crate::search::response::{Explanation, Facet, Fragment, Hit, Response, Timeline, TimelineBucket};
use crate::search::{self, FacetField, SearchError, Stop};

/// Time that a search at the command line may take: whoever started it can end it.
const DEADLINE: Duration = Duration::from_secs(600);
/// Characters of an article that stand in for a snippet where nothing matched.
const OPENING_CHARS: usize = 160;
/// Width of the longest bar of a timeline.
const BAR_CHARS: u64 = 40;

/// Searches.
pub(super) fn search(args: &SearchArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    run(&args.query, &args.flags.pairs, Route::Search, settings, output)
}

/// Lists the newest.
pub(super) fn latest(args: &LatestArgs, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    run(&args.query, &args.flags.pairs, Route::Latest, settings, output)
}

/// Names and values of a command line as a request has them.
pub(super) fn pairs(query: &str, flags: &[(String, String)], settings: &Settings) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    if !query.is_empty() {
        pairs.push(("q".to_owned(), query.to_owned()));
    }
    if let Some(tz) = settings.tz.clone().filter(|_| !flags.iter().any(|(name, _)| name == "tz")) {
        pairs.push(("tz".to_owned(), tz));
    }
    pairs.extend_from_slice(flags);
    pairs
}

fn run(query: &[String], flags: &[(String, String)], route: Route, settings: &Settings, output: &Output) -> anyhow::Result<Exit> {
    let query = query.join(" ");
    let pairs = pairs(&query, flags, settings);
    let Some(params) = asked(&pairs, route, &query, output) else { return Ok(Exit::Usage) };
    if params.format == Format::Html {
        output.error("`--format html` is the search page, which `dateline serve` shows: leave the flag out here");
        return Ok(Exit::Usage);
    }
    let version = opened::version(settings, params.as_of)?;
    let found = search::search(&version, &params.request, &Stop::new(Instant::now() + DEADLINE));
    let Some(response) = answered(found, &query, output)? else { return Ok(Exit::Usage) };
    let named = Format::named(flags);
    if output.json() && named.is_none_or(|format| format == Format::Json) || named == Some(Format::Json) {
        output.data_json(&json::response(&response, &params, route))?;
    } else if named.is_some() {
        tell_warnings(&response, output);
        output.data(&render::page(&Page {
            response: &response,
            params: &params,
            route,
            site: &site(&pairs, route, &version, settings),
        }))?;
    } else {
        print(&response, &params, output)?;
    }
    Ok(Exit::Done)
}

/// Reads the parameters of a command line; `None` where they were refused, which was said.
pub(super) fn asked(pairs: &[(String, String)], route: Route, query: &str, output: &Output) -> Option<Params> {
    match params::read(pairs, route, Now { micros: clock::now_us() }) {
        Ok(params) => Some(params),
        Err(bad) => {
            for bad in &bad {
                refuse(bad, query, output);
            }
            None
        }
    }
}

/// What a search came to; `None` where its query cannot be read, which was said.
pub(super) fn answered<T>(found: Result<T, SearchError>, query: &str, output: &Output) -> anyhow::Result<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(SearchError::Query(errors)) => {
            for error in &errors {
                output.error_shown(&error.render(query));
            }
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Says what is wrong with a parameter; of the query, with the place marked below it.
fn refuse(bad: &BadParam, query: &str, output: &Output) {
    match bad.column.filter(|_| bad.name == "q") {
        Some(column) => {
            let line: String = query.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            output.error_shown(&format!("{line}\n{}^", " ".repeat(column.saturating_sub(1))));
            output.error(&bad.message);
        }
        None => output.error(&bad.message),
    }
}

/// Where a feed that is written to a file says that it comes from.
fn site(pairs: &[(String, String)], route: Route, version: &Version, settings: &Settings) -> Site {
    let mut query = String::new();
    for (name, value) in pairs {
        receipt::push(&mut query, name, value);
    }
    let base = settings.base_url.clone().unwrap_or_else(|| format!("http://{}", settings.addr));
    let published_us = version.info().map_or(0, |info| info.created_us);
    Site { base, feed: format!("{}?{query}", route.path()), page: format!("/?{query}"), next: None, published_us }
}

/// Says what the archive warns of.
pub(super) fn tell_warnings(response: &Response, output: &Output) {
    for warning in &response.warnings {
        output.warn(&warning.message);
        if let Some(other) = &warning.alternative {
            let total = other.total.map(|total| format!(" ({})", readable::counted(total, "article", "articles"))).unwrap_or_default();
            output.hint(&format!("search for `{}` instead{total}", other.q));
        }
    }
}

fn print(response: &Response, params: &Params, output: &Output) -> anyhow::Result<()> {
    tell_warnings(response, output);
    let mut out = summary(response, output);
    let marks = params.request.highlight.is_some_and(|highlight| !highlight.utf16);
    for hit in &response.hits {
        out.push_str(&readable_hit(hit, marks, output));
    }
    for (field, facet) in &response.facets {
        out.push_str(&readable_facet(*field, facet, output));
    }
    if let Some(timeline) = &response.timeline {
        out.push_str(&readable_timeline(timeline, output));
    }
    output.data(&out)?;
    if let Some(cursor) = &response.next_cursor {
        output.note(&format!("more by `--cursor {cursor}`"));
    }
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "a duration is shown with one decimal")]
fn summary(response: &Response, output: &Output) -> String {
    let total = response.total.map_or_else(|| "articles not counted".into(), |total| readable::counted(total, "article", "articles"));
    let mut line = format!("{total} in version {}, {:.1} ms", version_name(response.version), response.took_us as f64 / 1000.0);
    if let Some(excluded) = response.excluded {
        for (number, what) in [(excluded.undated, "undated"), (excluded.imprecise, "too imprecise for the range")] {
            if number > 0 {
                let _ = write!(line, "; left out: {} {what}", readable::count(number));
            }
        }
    }
    format!("{}\n", output.styled(&line, Style::Faint))
}

fn readable_hit(hit: &Hit, marks: bool, output: &Output) -> String {
    let article = &hit.article;
    let fragments = |field: TextField| hit.highlights.iter().find(|(of, _)| *of == field).map_or(&[][..], |(_, fragments)| fragments);
    let whole = fragments(TextField::Title).first().filter(|fragment| marks && fragment.text == article.title);
    let title = match whole {
        Some(fragment) => marked(fragment, output),
        None if article.title.is_empty() => "(without a title)".into(),
        None => output.styled(&output.line(&article.title), Style::Strong),
    };
    let when = article.published.as_ref().map_or_else(|| "undated".to_owned(), |stamp| stamp.when.to_string());
    let mut about = vec![when];
    about.extend(article.source.as_deref().map(|source| output.line(source)));
    about.push(article.language.to_string());
    about.extend(hit.score.map(|score| format!("score {score:.2}")));
    let mut out = format!("\n{title}\n  {}\n", output.styled(&about.join(" · "), Style::Faint));
    let found: Vec<&Fragment> = [TextField::Lead, TextField::Body].into_iter().flat_map(fragments).collect();
    if !marks || found.is_empty() {
        let text = if article.lead.is_empty() { &article.body } else { &article.lead };
        let opening: String = text.chars().take(OPENING_CHARS).collect();
        if !opening.trim().is_empty() {
            let more = if opening.len() < text.len() { " …" } else { "" };
            let _ = writeln!(out, "  {}{more}", output.line(opening.trim()));
        }
    } else {
        for fragment in found {
            let _ = writeln!(out, "  {}", marked(fragment, output));
        }
    }
    let _ = writeln!(out, "  {}", output.styled(&output.line(&article.id), Style::Faint));
    if let Some(explanation) = &hit.explanation {
        out.push_str(&readable_explanation(explanation, output));
    }
    out
}

/// Writes a fragment with its matches marked; spans count Unicode scalar values.
fn marked(fragment: &Fragment, output: &Output) -> String {
    let mut out = String::new();
    let mut plain = String::new();
    let mut hit = String::new();
    let mut spans = fragment.spans.iter().peekable();
    let flush = |out: &mut String, plain: &mut String, hit: &mut String| {
        out.push_str(&output.line(plain));
        if !hit.is_empty() {
            out.push_str(&output.styled(&output.line(hit), Style::Match));
        }
        plain.clear();
        hit.clear();
    };
    for (at, c) in (0u32..).zip(fragment.text.chars()) {
        while spans.next_if(|(_, end)| *end <= at).is_some() {
            flush(&mut out, &mut plain, &mut hit);
        }
        match spans.peek() {
            Some((start, _)) if *start <= at => hit.push(c),
            _ => plain.push(c),
        }
    }
    flush(&mut out, &mut plain, &mut hit);
    out.trim().to_owned()
}

fn readable_facet(field: FacetField, facet: &Facet, output: &Output) -> String {
    let mut head = vec![format!("{} distinct", readable::count(facet.distinct))];
    for (number, what) in [(facet.other, "counted under values not listed"), (facet.missing, "articles without one")] {
        if number > 0 {
            head.push(format!("{} {what}", readable::count(number)));
        }
    }
    let rows: Vec<Vec<String>> = facet
        .values
        .iter()
        .map(|value| {
            let chosen = if value.selected { "*" } else { " " };
            let id = value.id.clone().unwrap_or_default();
            vec![format!(" {chosen}"), readable::count(value.count), output.line(&value.value), output.line(&id)]
        })
        .collect();
    format!("\n{} ({})\n{}", output.styled(field.as_str(), Style::Strong), head.join(", "), readable::table(&rows, &[1]))
}

fn readable_timeline(timeline: &Timeline, output: &Output) -> String {
    let head = format!("by {} in {}", timeline.interval.as_str(), timeline.zone);
    let mut out = readable_buckets(&head, &timeline.buckets, [timeline.undated, timeline.coarser], output);
    for series in &timeline.series {
        let id = series.id.as_deref().map(|id| format!(" ({})", output.line(id))).unwrap_or_default();
        let head = format!("{}{id}: {}", output.line(&series.value), readable::counted(series.count, "article", "articles"));
        out.push_str(&readable_buckets(&head, &series.buckets, [series.undated, series.coarser], output));
    }
    out
}

fn readable_buckets(head: &str, buckets: &[TimelineBucket], [undated, coarser]: [u64; 2], output: &Output) -> String {
    let most = buckets.iter().map(|bucket| bucket.count).max().unwrap_or(0).max(1);
    let rows: Vec<Vec<String>> = buckets
        .iter()
        .map(|bucket| {
            let length = usize::try_from((bucket.count * BAR_CHARS).div_ceil(most)).unwrap_or(0);
            let mut row = vec![format!("  {}", bucket.start), readable::count(bucket.count)];
            if let Some(all) = bucket.all {
                let share = bucket.share().map_or_else(|| "–".to_owned(), |share| format!("{:.3} %", share * 100.0));
                row.extend([format!("of {}", readable::count(all)), share]);
            }
            row.push("█".repeat(length));
            row
        })
        .collect();
    let right: &[usize] = if buckets.iter().any(|bucket| bucket.all.is_some()) { &[1, 2, 3] } else { &[1] };
    let mut out = format!("\n{}\n{}", output.styled(head, Style::Strong), readable::table(&rows, right));
    for (number, what) in [(undated, "undated"), (coarser, "with a coarser date")] {
        if number > 0 {
            let _ = writeln!(out, "  {} {what}", readable::count(number));
        }
    }
    out
}

/// Says what a score is made of, a line a part.
fn readable_explanation(explanation: &Explanation, output: &Output) -> String {
    let mut out = String::new();
    for part in &explanation.parts {
        let mut line = format!("{:>8.4}  {}", part.score, output.line(&part.term));
        if !part.readings.is_empty() {
            let _ = write!(line, " as {}", output.line(&part.readings.join(", ")));
        }
        if let Some(bm25) = part.bm25 {
            let _ = write!(line, ": boost {}, idf {:.4}, {} times in {} words", bm25.boost, bm25.idf, bm25.frequency, bm25.length);
        }
        let _ = writeln!(out, "  {}", output.styled(&line, Style::Faint));
    }
    if let Some(decay) = explanation.decay {
        let age = decay.age_days.map_or_else(|| "undated".to_owned(), |days| format!("{days:.1} days old"));
        let line = format!("{age}, half-life {} days: all times {:.6}", decay.half_life_days, decay.factor);
        let _ = writeln!(out, "  {}", output.styled(&line, Style::Faint));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_are_marked_where_the_spans_say() {
        let fragment = Fragment { text: "the détente of oil\nprices".into(), start: 0, spans: vec![(4, 11), (15, 18)] };
        assert_eq!(marked(&fragment, &Output::plain()), "the [détente] of [oil] prices");
        let touching = Fragment { text: "abcd".into(), start: 0, spans: vec![(0, 2), (2, 4)] };
        assert_eq!(marked(&touching, &Output::plain()), "[ab][cd]");
    }
}

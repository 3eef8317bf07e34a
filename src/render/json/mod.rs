//! The JSON contract: member names, their order, which may be absent and which null.
//!
//! Absent: `total` with `total=none`; `excluded` without a date range; `facets` and `timeline`
//! where none were asked for; `score` where nothing scores; `highlights` with `highlight=false`;
//! `truncated` unless it is true; `alternative` where there is no other reading; `all` and `share`
//! without `share=true`; `explain` and `explanation` without `explain=true`, the latter also where
//! nothing scores. Null: `column` of a warning about the whole query, `total` of an alternative that was not counted, `tree` of a
//! lenient query of which nothing could be read, `next_cursor` on the last page, `share` of
//! a bucket in which there is nothing to be a share of, and single members of articles that have
//! none. A list is always a list.
//!
//! `timeline.series` has a row for each of the first values of `by`, most frequent first:
//! `{"value", "id", "count", "buckets", "undated", "coarser"}`. `count` is the number of matching
//! articles that have the value, and the sum of the rest. The buckets are those of the timeline
//! itself, so that rows can be laid over each other. With `share=true` they have `all` and `share`
//! too: of an outlet, author or language among its own articles, of other values among all.
//!
//! `explain` says how hits and timeline were found: `{"hits", "timeline"}`. `explanation` of a hit
//! is `{"score", "parts", "decay"}`; a part is `{"score", "term", "readings", "bm25"}`, and the
//! scores of the parts add up to that of the hit. `bm25` is null for a part of several kinds of
//! matches, `decay` without a half-life.

mod bulk;
mod explain;
mod hit;
mod leads;
pub mod offsets;
mod receipt;
mod related;
mod suggest;
mod tables;
mod timeline;
mod tree;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use crate::article::{Article, Mention};
use crate::search::params::{ArticleParams, Params, Route};
use crate::search::response::{Excluded, Facet, Warning};
use crate::search::{FacetField, FacetPage, FacetValue, Hit, Response};

use explain::PathsJson;
use hit::{Fields, HitJson};
use leads::LeadJson;
use receipt::{QueryJson, RequestJson};
use timeline::TimelineJson;

pub use bulk::counts;
pub use related::related;
pub use suggest::suggestions;
pub use tables::{Stats, VersionRow, stats, versions};

/// Writes the answer of `/v1/search`, `/v1/latest` or `/v1/timeline`.
#[must_use]
pub fn response(response: &Response, params: &Params, route: Route) -> String {
    let utf16 = is_utf16(params);
    let fields = Fields::of_hits(params.fields.as_deref(), &params.hidden);
    let highlights = params.request.highlight.is_some();
    let hits = response.hits.iter().map(|hit| HitJson { hit, fields: &fields, highlights, utf16 }).collect();
    let facets = (!response.facets.is_empty()).then_some(FacetsJson(&response.facets));
    write(&ResponseJson {
        version: version_name(response.version),
        took_ms: micros_to_ms(response.took_us),
        total: response.total.map(|value| TotalJson { value, relation: "eq" }),
        excluded: response.excluded.map(ExcludedJson::of),
        warnings: response.warnings.iter().map(WarningJson::of).collect(),
        query: QueryJson::of(&response.query),
        request: RequestJson { response, params, route },
        hits,
        suggestions: response.leads.iter().map(LeadJson::of).collect(),
        facets,
        timeline: response.timeline.as_ref().map(TimelineJson::of),
        explain: response.paths.map(PathsJson::of),
        next_cursor: response.next_cursor.as_deref(),
    })
}

/// Writes the receipt of an export: what was asked for, what the archive says of it, and, where all of
/// it was written, how many articles that were.
#[must_use]
pub fn receipt(response: &Response, params: &Params, complete: Option<u64>) -> String {
    write(&ReceiptJson {
        request: RequestJson { response, params, route: Route::Export },
        version: version_name(response.version),
        total: response.total,
        excluded: response.excluded.map(ExcludedJson::of),
        warnings: response.warnings.iter().map(WarningJson::of).collect(),
        complete,
    })
}

#[derive(Serialize)]
struct ReceiptJson<'a> {
    request: RequestJson<'a>,
    version: String,
    total: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<ExcludedJson>,
    warnings: Vec<WarningJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    complete: Option<u64>,
}

/// Writes a hit on a line of its own: its members without what belongs to the whole answer.
#[must_use]
pub fn hit_line(hit: &Hit, params: &Params) -> String {
    let fields = Fields::of_hits(params.fields.as_deref(), &params.hidden);
    let highlights = params.request.highlight.is_some();
    let mut line = write(&HitJson { hit, fields: &fields, highlights, utf16: is_utf16(params) });
    line.push('\n');
    line
}

/// Writes the answer of `/v1/facets/{field}`.
#[must_use]
pub fn facet_page(page: &FacetPage) -> String {
    write(&FacetPageJson {
        version: version_name(page.version),
        values: page.values.iter().map(ValueJson::of).collect(),
        next_cursor: page.next_cursor.as_deref(),
    })
}

/// Writes an article: all its members, or those asked for.
#[must_use]
pub fn article(article: &Article, mentions: &[Mention], params: &ArticleParams) -> String {
    write(&hit::ArticleJson {
        article,
        mentions,
        fields: &Fields::of_article(params.fields.as_deref(), &params.hidden),
        utf16: params.utf16,
    })
}

fn is_utf16(params: &Params) -> bool {
    params.request.resolved.iter().any(|(name, values)| name == "offsets" && values.iter().any(|value| value == "utf16"))
}

/// Writes a version's number as answers and addresses give it.
#[must_use]
pub fn version_name(number: u64) -> String {
    format!("{number:06}")
}

/// Nothing that is written here can fail: all keys are text and nothing is refused.
fn write(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[allow(clippy::cast_precision_loss, reason = "a duration of a search in microseconds has far fewer than 52 bits")]
fn micros_to_ms(micros: u64) -> f64 {
    micros as f64 / 1000.0
}

#[derive(Serialize)]
struct ResponseJson<'a> {
    version: String,
    took_ms: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<TotalJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excluded: Option<ExcludedJson>,
    warnings: Vec<WarningJson<'a>>,
    query: QueryJson<'a>,
    request: RequestJson<'a>,
    hits: Vec<HitJson<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    suggestions: Vec<LeadJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<FacetsJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    timeline: Option<TimelineJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<PathsJson>,
    next_cursor: Option<&'a str>,
}

#[derive(Serialize)]
struct TotalJson {
    value: u64,
    relation: &'static str,
}

#[derive(Serialize)]
struct ExcludedJson {
    undated: u64,
    imprecise: u64,
}

impl ExcludedJson {
    fn of(excluded: Excluded) -> Self {
        Self { undated: excluded.undated, imprecise: excluded.imprecise }
    }
}

#[derive(Serialize)]
struct WarningJson<'a> {
    code: &'a str,
    message: &'a str,
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    alternative: Option<AlternativeJson<'a>>,
}

#[derive(Serialize)]
struct AlternativeJson<'a> {
    q: &'a str,
    total: Option<u64>,
}

impl<'a> WarningJson<'a> {
    fn of(warning: &'a Warning) -> Self {
        let alternative = warning.alternative.as_ref().map(|other| AlternativeJson { q: &other.q, total: other.total });
        Self { code: &warning.code, message: &warning.message, column: warning.column, alternative }
    }
}

/// Facets as an object by field, in the order asked for.
struct FacetsJson<'a>(&'a [(FacetField, Facet)]);

impl Serialize for FacetsJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (field, facet) in self.0 {
            map.serialize_entry(field.as_str(), &FacetJson::of(facet))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct FacetJson<'a> {
    values: Vec<ValueJson<'a>>,
    distinct: u64,
    other: u64,
    missing: u64,
}

impl<'a> FacetJson<'a> {
    fn of(facet: &'a Facet) -> Self {
        Self {
            values: facet.values.iter().map(ValueJson::of).collect(),
            distinct: facet.distinct,
            other: facet.other,
            missing: facet.missing,
        }
    }
}

#[derive(Serialize)]
struct ValueJson<'a> {
    value: &'a str,
    id: Option<&'a str>,
    count: u64,
    selected: bool,
}

impl<'a> ValueJson<'a> {
    fn of(value: &'a FacetValue) -> Self {
        Self { value: &value.value, id: value.id.as_deref(), count: value.count, selected: value.selected }
    }
}

#[derive(Serialize)]
struct FacetPageJson<'a> {
    version: String,
    values: Vec<ValueJson<'a>>,
    next_cursor: Option<&'a str>,
}

#[cfg(test)]
mod tests;

//! The parameters: what each takes and means.

use serde_json::{Map, Value, json};

use crate::article::TextField;
use crate::article::json::MEMBERS;
use crate::article::published::Interval;
use crate::search::limits::{FACET_SIZE_MAX, HIGHLIGHT_COUNT_MAX, HIGHLIGHT_SIZE_MAX, PAGE_SIZE_MAX, SUGGEST_SIZE_MAX};
use crate::search::params::{FILTERS, Format};
use crate::search::{DateColumn, FacetField};

/// Everything that is described here, by name.
pub(super) fn components() -> Value {
    let mut all = Map::new();
    for (name, schema, about) in own() {
        all.insert(name.to_owned(), parameter(name, &schema, about));
    }
    for (key, formats) in [
        ("format-of-export", Format::OF_EXPORT.map(Format::as_str).as_slice()),
        ("format-json", &["json"]),
        ("format-of-counts", &["json", "csv"]),
    ] {
        all.insert(key.to_owned(), parameter("format", &words(formats), "How the answer is written."));
    }
    for (include, exclude, field) in FILTERS {
        let several = json!({ "type": "array", "items": { "type": "string", "minLength": 1 } });
        let kind = match field {
            FacetField::Lang => "A language: an ISO 639-1 or 639-3 code or its English name",
            FacetField::Person | FacetField::Org => "A person or organisation: an id, else all with exactly this name",
            FacetField::Place => {
                "A place: an id (ISO 3166-1, ISO 3166-2, `geonames:N`) with all that lies in it, else all with exactly this name"
            }
            _ => "A whole value, case and accents folded",
        };
        all.insert(include.to_owned(), parameter(include, &several, &format!("{kind}. Repeated: any of them.")));
        all.insert(exclude.to_owned(), parameter(exclude, &several, &format!("{kind}. Articles with any of them are left out.")));
    }
    Value::Object(all)
}

fn parameter(name: &str, schema: &Value, about: &str) -> Value {
    let mut out = json!({ "name": name, "in": "query", "description": about, "schema": schema });
    let is_list = schema["type"] == "array";
    if let Some(members) = out.as_object_mut().filter(|_| is_list) {
        // Lists of names are written with commas; values of filters hold commas and are repeated.
        let is_filter = FILTERS.iter().any(|(include, exclude, _)| *include == name || *exclude == name);
        members.insert("style".to_owned(), json!("form"));
        members.insert("explode".to_owned(), json!(is_filter));
    }
    out
}

fn words(words: &[&str]) -> Value {
    json!({ "type": "string", "enum": words })
}

fn list(words: &[&str]) -> Value {
    json!({ "type": "array", "items": { "type": "string", "enum": words }, "minItems": 1, "uniqueItems": true })
}

fn number(min: usize, max: usize, default: usize) -> Value {
    json!({ "type": "integer", "minimum": min, "maximum": max, "default": default })
}

fn flag(default: bool) -> Value {
    json!({ "type": "boolean", "default": default })
}

/// Name, schema and meaning of all but the filters.
#[allow(clippy::too_many_lines, reason = "a list, a parameter each")]
fn own() -> Vec<(&'static str, Value, &'static str)> {
    let fields: Vec<&str> = FILTERS.iter().map(|(name, ..)| *name).collect();
    let members: Vec<&str> = MEMBERS.into_iter().chain(["mentions", "*"]).collect();
    let date = json!({ "type": "string", "examples": ["2025", "2025-01", "2025-01-29", "20250129103000", "2025-01-29T10:15:00+03:30", "7d", "today"] });
    vec![
        (
            "q",
            json!({ "type": "string", "examples": ["\"submarine cable\" AND (anchor OR repair)"] }),
            "The query, in the language of `/about`. Absent or blank: every article.",
        ),
        (
            "follow",
            flag(false),
            "Articles in the order in which they were first indexed, the earliest first; `next_cursor` is always there and goes on in later versions, so that whoever asks again gets what came since. It stands without `order-by` or with `indexed`, and without `page`.",
        ),
        (
            "match",
            words(&["all", "any", "box"]),
            "Whether words next to each other must all stand in an article, or any of them; `box` reads the query of a search box: lenient, the last word as a beginning too, and where nothing is found most words, then words with a typo, each step with a warning.",
        ),
        ("search-in", list(&TextField::ALL.map(TextField::as_str)), "Text fields in which words are looked for."),
        (
            "from-date",
            date.clone(),
            "First day or moment, itself included: a year, month, day, moment, or a time ago (`12h`, `7d`, `3m`, `1y`).",
        ),
        ("to-date", date, "Last day or moment, itself included; `2025-01` is to the end of January."),
        (
            "tz",
            json!({ "type": "string", "default": "UTC", "examples": ["Europe/Paris", "+03:30"] }),
            "IANA name or offset: on which civil day instants lie.",
        ),
        ("dates", words(&["certain", "possible"]), "Whether an article's whole date must lie in the range, or may only overlap it."),
        ("use-date", words(&DateColumn::ALL.map(DateColumn::as_str)), "The date that ranges, timelines and orders by date mean."),
        ("order-by", words(&["relevance", "newest", "oldest", "indexed", "random"]), "Order of the hits; newest where nothing scores."),
        ("seed", json!({ "type": "integer", "minimum": 0 }), "Seed of a random order; the answer says the one that was used."),
        (
            "half-life",
            json!({ "type": "string", "examples": ["30d"] }),
            "Age at which relevance counts half, from the publication of the version on.",
        ),
        (
            "page",
            json!({ "type": "integer", "minimum": 1, "default": 1 }),
            "Page, from 1 on; past the last page there are no hits. Not together with `cursor`.",
        ),
        ("page-size", number(0, PAGE_SIZE_MAX, 10), "Hits on a page."),
        (
            "cursor",
            json!({ "type": "string", "minLength": 1 }),
            "`next_cursor` of an answer to the same parameters: what follows it, in the same version.",
        ),
        ("total", words(&["exact", "none"]), "Whether all matches are counted."),
        ("facets", list(&fields), "Fields whose values are counted."),
        ("facet-size", number(1, FACET_SIZE_MAX, 10), "Values of a facet, or series of `by`."),
        ("interval", words(&Interval::ALL.map(Interval::as_str)), "Calendar buckets of a timeline."),
        ("share", flag(false), "Whether buckets say how many articles there are without the query."),
        ("by", words(&fields), "A timeline for each of the first values of this field."),
        ("fields", list(&members), "Members of articles to write; `*` is all."),
        ("highlight", flag(true), "Whether matches are marked."),
        ("highlight-size", number(1, HIGHLIGHT_SIZE_MAX, 160), "Characters of a fragment."),
        ("highlight-count", number(1, HIGHLIGHT_COUNT_MAX, 3), "Fragments of a field."),
        ("offsets", words(&["scalar", "utf16"]), "What offsets count: Unicode scalar values, or UTF-16 code units as browsers do."),
        ("explain", flag(false), "Whether hits say what their scores are made of. From other machines it needs a key."),
        ("lenient", flag(false), "Whether what cannot be read of a query is left out with a warning."),
        (
            "as-of",
            json!({ "type": "string", "pattern": "^[0-9]{1,12}$", "examples": ["000042"] }),
            "The version to answer from; the served one where it is absent.",
        ),
        ("format", words(&Format::ALL.map(Format::as_str)), "How the answer is written."),
        ("prefix", json!({ "type": "string" }), "Beginning of the values to list."),
        ("size", number(1, SUGGEST_SIZE_MAX, 8), "Suggestions at most."),
        ("_", json!({ "type": "string" }), "Passed over: for clients that must make an address unlike the last."),
    ]
}

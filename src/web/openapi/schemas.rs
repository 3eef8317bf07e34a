//! The shapes of what is answered.

use serde_json::{Value, json};

use crate::article::EntityType;
use crate::article::published::{Basis, Interval, Precision};

/// All schemas by name; `problems` are the types of problems.
pub(super) fn components(problems: &[String]) -> Value {
    with(&parts(), &answers(problems))
}

/// What answers are made of.
#[allow(clippy::too_many_lines, reason = "a list of shapes, each a few lines")]
fn parts() -> Value {
    json!({
        "Version": { "type": "string", "pattern": "^[0-9]{6,}$", "examples": ["000042"] },
        "Stamp": {
            "type": ["object", "null"],
            "description": "A date with its precision; null where the article is undated.",
            "properties": {
                "at": { "type": "string", "examples": ["2025", "2025-01", "2025-01-29", "2025-01-29T10:15:00+03:30"] },
                "precision": { "type": "string", "enum": Precision::ALL.map(Precision::as_str) },
                "basis": { "type": "string", "enum": Basis::ALL.map(Basis::as_str), "description": "Where it came from." },
            },
            "required": ["at", "precision", "basis"],
        },
        "Entity": object(&json!({
            "type": entity_type(), "name": text(), "id": { "type": ["string", "null"], "examples": ["IR", "IR-07", "geonames:112931"] },
            "mentions": count(), "given": { "type": "boolean" },
        })),
        "Mention": object(&json!({
            "field": { "type": "string", "enum": ["title", "lead", "body"] }, "start": count(), "end": count(), "type": entity_type(),
            "text": text(), "name": text(), "id": nullable(),
        })),
        "NewArticle": {
            "type": "object",
            "description": "`title` or `body` is needed; unknown members are kept in `extra`.",
            "properties": {
                "id": { "type": "string", "minLength": 1, "maxLength": 512 }, "url": nullable(), "source": nullable(), "title": text(), "lead": text(), "body": text(),
                "authors": texts(), "section": nullable(), "tags": texts(), "language": nullable(),
                "published": { "description": "A date as text, or an object." }, "updated": { "description": "A date as text, or an object." },
                "entities": { "type": "array" }, "related": { "type": "array" }, "extra": { "type": "object" },
            },
        },
        "Article": {
            "type": "object",
            "description": "An article; `fields` chooses members.",
            "properties": members(),
        },
        "Hit": {
            "type": "object",
            "properties": with(&members(), &json!({
                "score": { "type": "number" },
                "highlights": { "type": "object", "additionalProperties": { "type": "array", "items": reference("Fragment") } },
                "explanation": { "type": "object" },
                "truncated": { "type": "boolean", "description": "Whether highlights end after the first MiB." },
            })),
        },
        "Fragment": object(&json!({
            "text": text(), "start": count(),
            "spans": { "type": "array", "items": { "type": "array", "items": count(), "minItems": 2, "maxItems": 2 }, "description": "Matches, [start, end) relative to `text`." },
        })),
        "Warning": optional(&object(&json!({
            "code": text(), "message": text(), "column": { "type": ["integer", "null"] },
        })), &json!({
            "alternative": object(&json!({ "q": text(), "total": { "type": ["integer", "null"] } })),
        })),
        "FacetValue": optional(&object(&json!({ "value": text(), "id": nullable(), "count": count() })), &json!({ "selected": { "type": "boolean" } })),
        "Facet": object(&json!({
            "values": { "type": "array", "items": reference("FacetValue") },
            "distinct": count(), "other": count(), "missing": count(),
        })),
        "FacetPage": object(&json!({
            "version": reference("Version"), "values": { "type": "array", "items": reference("FacetValue") }, "next_cursor": nullable(),
        })),
        "Bucket": optional(&object(&json!({ "start": text(), "count": count() })), &json!({ "all": count(), "share": { "type": ["number", "null"] } })),
        "Timeline": object(&json!({
            "interval": { "type": "string", "enum": Interval::ALL.map(Interval::as_str) }, "tz": text(),
            "buckets": { "type": "array", "items": reference("Bucket") }, "undated": count(), "coarser": count(),
            "series": { "type": "array", "items": object(&json!({
                "value": text(), "id": nullable(), "count": count(), "buckets": { "type": "array", "items": reference("Bucket") },
                "undated": count(), "coarser": count(),
            })) },
        })),
    })
}

/// Whole answers.
fn answers(problems: &[String]) -> Value {
    json!({
        "SearchResponse": search_response(),
        "Counts": counts(),
        "Lead": lead(),
        "Suggestions": object(&json!({
            "version": reference("Version"),
            "suggestions": { "type": "array", "items": object(&json!({
                "text": text(), "kind": text(), "id": nullable(), "q": text(), "count": { "type": "integer", "minimum": 1 },
            })) },
        })),
        "Related": object(&json!({
            "version": reference("Version"), "id": text(), "terms": texts(), "copies": count(),
            "hits": { "type": "array", "items": {
                "allOf": [reference("Hit"), { "type": "object", "properties": { "shared": object(&json!({
                    "terms": texts(),
                    "entities": { "type": "array", "items": object(&json!({ "type": entity_type(), "name": text(), "id": nullable() })) },
                })) }, "required": ["shared"] }],
            } },
        })),
        "PostResults": object(&json!({
            "results": { "type": "array", "items": object(&json!({
                "id": nullable(), "status": { "type": "string", "enum": ["added", "updated", "unchanged", "rejected"] }, "reason": nullable(),
            })) },
            "failed": count(), "version": { "anyOf": [reference("Version"), { "type": "null" }] },
        })),
        "VersionRow": optional(&object(&json!({
            "version": reference("Version"), "published_at": { "type": "string", "format": "date-time" }, "verb": text(), "articles": count(),
            "undated": count(), "bytes": count(), "version_hash": text(), "parent": nullable(), "pinned": { "type": "boolean" }, "served": { "type": "boolean" },
        })), &json!({
            "kept": { "type": "string", "enum": ["served", "pinned", "newest", "until"] }, "until": { "type": "string", "format": "date-time" },
        })),
        "Versions": object(&json!({ "versions": { "type": "array", "items": reference("VersionRow") } })),
        "Stats": { "allOf": [reference("VersionRow"), { "type": "object", "properties": {
            "program": text(), "languages": texts(), "facets": { "type": "object", "additionalProperties": reference("Facet") },
        }, "required": ["program", "languages", "facets"] }] },
        "Health": optional(&object(&json!({ "status": { "type": "string", "const": "ok" } })), &json!({ "version": reference("Version"), "articles": count() })),
        "Problem": optional(&object(&json!({
            "type": { "type": "string", "enum": problems, "description": "An address that this service answers." },
            "title": text(), "status": { "type": "integer" }, "detail": { "type": "string", "description": "What is wrong here and what to do." }, "request_id": text(),
        })), &json!({
            "errors": { "type": "array", "items": optional(&object(&json!({ "parameter": text(), "detail": text() })), &json!({ "column": { "type": "integer" } })) },
            "column": { "type": "integer", "description": "In the query, from 1, in Unicode scalar values." },
            "nearest": reference("Version"),
        })),
    })
}

/// The members of an article.
fn members() -> Value {
    json!({
        "id": text(), "url": nullable(), "source": nullable(), "title": text(), "lead": text(), "body": text(), "authors": texts(),
        "section": nullable(), "tags": texts(), "language": text(), "words": count(),
        "published": reference("Stamp"), "updated": reference("Stamp"), "first_indexed": { "type": ["string", "null"], "format": "date-time" },
        "entities": { "type": "array", "items": reference("Entity") },
        "related": { "type": "array", "items": object(&json!({ "title": text(), "url": nullable() })) },
        "story": nullable(),
        "origin": { "type": ["object", "null"], "properties": { "file": text(), "member": nullable(), "record": count() } },
        "extra": { "type": "object" },
        "mentions": { "type": "array", "items": reference("Mention") },
    })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn texts() -> Value {
    json!({ "type": "array", "items": text() })
}

fn nullable() -> Value {
    json!({ "type": ["string", "null"] })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn entity_type() -> Value {
    json!({ "type": "string", "enum": EntityType::ALL.map(EntityType::as_str) })
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// An object all of whose members are always there.
fn object(properties: &Value) -> Value {
    let required: Vec<&String> = properties.as_object().into_iter().flat_map(|members| members.keys()).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

/// Adds members that may be absent.
fn optional(object: &Value, more: &Value) -> Value {
    let mut object = object.clone();
    object["properties"] = with(&object["properties"], more);
    object
}

fn with(properties: &Value, more: &Value) -> Value {
    let mut all = properties.clone();
    if let (Some(all), Some(more)) = (all.as_object_mut(), more.as_object()) {
        all.extend(more.clone());
    }
    all
}

/// The answer of a search.
fn search_response() -> Value {
    optional(
        &object(&json!({
            "version": reference("Version"), "took_ms": { "type": "number" },
            "warnings": { "type": "array", "items": reference("Warning") },
            "query": object(&json!({
                "text": text(), "canonical": text(), "tree": { "type": ["object", "null"] },
                "terms": { "type": "array", "items": object(&json!({ "term": text(), "articles": count() })) },
            })),
            "request": { "type": "object", "description": "The receipt: every parameter as resolved.", "properties": { "permalink": text(), "version_hash": text(), "program": text() }, "required": ["permalink", "version_hash", "program"] },
            "hits": { "type": "array", "items": reference("Hit") }, "next_cursor": nullable(),
        })),
        &json!({
            "total": object(&json!({ "value": count(), "relation": { "type": "string", "const": "eq" } })),
            "excluded": object(&json!({ "undated": count(), "imprecise": count() })),
            "facets": { "type": "object", "additionalProperties": reference("Facet") },
            "suggestions": { "type": "array", "items": reference("Lead") },
            "timeline": reference("Timeline"), "explain": { "type": "object" },
        }),
    )
}

/// Counts in bulk.
fn counts() -> Value {
    let row = optional(
        &object(&json!({ "name": nullable(), "q": text(), "total": { "type": ["integer", "null"], "minimum": 0 } })),
        &json!({
            "canonical": text(),
            "excluded": object(&json!({ "undated": count(), "imprecise": count() })),
            "warnings": { "type": "array", "items": reference("Warning") },
            "timeline": reference("Timeline"),
            "error": optional(&object(&json!({ "detail": text() })), &json!({ "column": count() })),
        }),
    );
    object(&json!({
        "version": reference("Version"), "version_hash": text(), "took_ms": { "type": "number" },
        "request": { "type": "object", "description": "What holds for all queries, as resolved." },
        "rows": { "type": "array", "items": row }, "failed": count(),
    }))
}

/// What leads on where nothing was found.
fn lead() -> Value {
    optional(
        &object(&json!({
            "kind": { "type": "string", "enum": ["spelling", "word", "filter", "dates"] }, "q": text(), "total": { "type": "integer", "minimum": 1 },
        })),
        &json!({
            "terms": { "type": "array", "items": object(&json!({ "term": text(), "articles": count() })) }, "drop": texts(),
        }),
    )
}

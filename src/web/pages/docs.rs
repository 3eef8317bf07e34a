//! The description of the API as a page: what `/openapi.json` says, without a script.

use askama::Template;
use serde_json::Value;

use super::render;
use crate::web::assets::STYLE_URL;
use crate::web::openapi;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "docs.html")]
struct DocsPage<'a> {
    style: &'a str,
    title: &'a str,
    /// Stretches of text, and whether they are code.
    about: Vec<(bool, String)>,
    operations: Vec<Operation>,
    parameters: Vec<Parameter>,
    shapes: Vec<(String, String)>,
}

struct Operation {
    id: String,
    method: String,
    path: String,
    summary: String,
    needs_key: bool,
    parameters: Vec<String>,
    answers: Vec<(String, String)>,
    example: Option<&'static str>,
}

struct Parameter {
    name: String,
    about: String,
    takes: String,
}

/// Requests to try.
const EXAMPLES: [(&str, &str); 8] = [
    ("search", "/v1/search?q=dam&facets=place,source&page-size=3"),
    ("latest", "/v1/latest?page-size=3"),
    ("timeline", "/v1/timeline?q=dam&interval=year"),
    ("facetValues", "/v1/facets/source"),
    ("suggest", "/v1/suggest?q=da"),
    ("stats", "/v1/stats"),
    ("versions", "/v1/versions"),
    ("export", "/v1/export?q=dam&format=jsonl&fields=title"),
];

/// Answers the page.
pub(super) fn page(base: &str) -> Result<String, Problem> {
    let document = openapi::document(base);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let members = |pointer: &str| document.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
    let mut operations: Vec<Operation> = members("/paths")
        .flat_map(|(path, item)| item.as_object().into_iter().flatten().map(move |(method, operation)| (path, method, operation)))
        .filter(|(_, method, _)| *method != "parameters")
        .map(|(path, method, operation)| Operation {
            id: text(&operation["operationId"]),
            method: method.to_uppercase(),
            path: path.clone(),
            summary: text(&operation["summary"]),
            needs_key: operation["security"].as_array().is_some_and(|ways| ways.iter().all(|way| way.get("key").is_some())),
            parameters: operation["parameters"].as_array().into_iter().flatten().filter_map(|one| named(&document, one)).collect(),
            answers: operation["responses"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(status, answer)| (status.clone(), told(answer)))
                .collect(),
            example: EXAMPLES.iter().find(|(id, _)| operation["operationId"] == *id).map(|(_, path)| *path),
        })
        .collect();
    let first = |operation: &Operation| EXAMPLES.iter().position(|(id, _)| *id == operation.id).unwrap_or(EXAMPLES.len());
    operations.sort_by_key(first);
    let parameters = members("/components/parameters")
        .filter(|(name, parameter)| parameter["name"].as_str() == Some(name.as_str()))
        .map(|(name, parameter)| Parameter {
            name: name.clone(),
            about: text(&parameter["description"]),
            takes: takes(&parameter["schema"]),
        })
        .collect();
    let shapes = members("/components/schemas")
        .map(|(name, schema)| (name.clone(), serde_json::to_string_pretty(schema).unwrap_or_default()))
        .collect();
    let about = text(&document["info"]["description"]).split('`').enumerate().map(|(at, part)| (at % 2 == 1, part.to_owned())).collect();
    render(&DocsPage { style: &STYLE_URL, title: "The API · Dateline", about, operations, parameters, shapes })
}

/// The name of a parameter, itself or by reference.
fn named(document: &Value, parameter: &Value) -> Option<String> {
    let found = match parameter["$ref"].as_str() {
        Some(path) => document.pointer(path.trim_start_matches('#'))?,
        None => parameter,
    };
    found["name"].as_str().map(str::to_owned)
}

fn told(answer: &Value) -> String {
    answer["description"].as_str().unwrap_or("what is wrong, as a problem").to_owned()
}

/// What a parameter takes, in few words.
fn takes(schema: &Value) -> String {
    let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let words = |value: &Value| value.as_array().into_iter().flatten().map(shown).collect::<Vec<_>>().join(", ");
    let several = &schema["items"];
    if schema["enum"].is_array() {
        return format!("One of {}.", words(&schema["enum"]));
    }
    if several["enum"].is_array() {
        return format!("Any of {}.", words(&several["enum"]));
    }
    match (schema["minimum"].as_u64(), schema["maximum"].as_u64()) {
        (Some(least), Some(most)) => format!("{least} to {most}, usually {}.", schema["default"]),
        _ if schema["examples"].is_array() => format!("Such as {}.", words(&schema["examples"])),
        _ => String::new(),
    }
}

//! The description of the API by `OpenAPI` 3.1 (<https://spec.openapis.org/oas/v3.1.0>).
//!
//! It is made of the tables that the service itself works by: names of parameters, kinds of problems,
//! formats. Tests hold that every route and every parameter stands in it, and that answers are as it says.

mod operations;
mod parameters;
mod schemas;

use serde_json::{Value, json};

use super::problem::TABLE;
use crate::render::PROGRAM;

/// Returns the description; `base` is where the service is reached.
#[must_use]
pub fn document(base: &str) -> Value {
    let types: Vec<String> = TABLE.iter().map(|row| format!("/problems/{}", row.slug)).collect();
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Dateline",
            "version": PROGRAM.rsplit(' ').next().unwrap_or_default(),
            "summary": "Full-text search of a news archive: exact counts, dates with precision, facets by entity.",
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": base }],
        "tags": [
            { "name": "search", "description": "Finding articles" },
            { "name": "articles", "description": "Single articles" },
            { "name": "archive", "description": "What the archive holds" },
            { "name": "write", "description": "Adding and deleting; needs a key that may write" },
            { "name": "service", "description": "The state of the service" },
        ],
        "paths": operations::paths(),
        "components": {
            "parameters": parameters::components(),
            "schemas": schemas::components(&types),
            "responses": operations::responses(),
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "A key of this service, as `dateline key new` makes them." },
            },
        },
    })
}

const ABOUT: &str = "Every count is exact. What a limit cuts is an error or stands in `warnings`; nothing is cut in silence. \
What is wrong with a request is said as `application/problem+json`, all bad parameters at once. Unknown parameters are refused. \
A search may be posted as a JSON object with the same names, arrays for repeats. `request.permalink` repeats an answer exactly \
while its version is kept.";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::search::params::{Route, names};
    use crate::web::routes::ROUTES;

    fn named(document: &Value, operation: &Value) -> BTreeSet<String> {
        let of = |parameter: &Value| {
            let found = document.pointer(parameter["$ref"].as_str()?.trim_start_matches('#'))?;
            found["name"].as_str().map(str::to_owned)
        };
        operation["parameters"].as_array().into_iter().flatten().filter_map(of).collect()
    }

    #[test]
    fn every_route_is_described_with_its_methods() {
        let document = document("http://localhost");
        let described: BTreeSet<(String, String)> = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().unwrap().keys().filter(|key| *key != "parameters").map(move |method| (path.clone(), method.to_uppercase()))
            })
            .collect();
        let served: BTreeSet<(String, String)> = ROUTES
            .iter()
            .filter(|(path, _)| path.starts_with("/v1/") || matches!(*path, "/healthz" | "/readyz" | "/openapi.json" | "/metrics"))
            .flat_map(|(path, methods)| methods.split(", ").map(move |method| ((*path).to_owned(), method.to_owned())))
            .filter(|(_, method)| method != "HEAD")
            .collect();
        assert_eq!(described, served);
    }

    #[test]
    fn every_parameter_of_a_search_is_described() {
        let document = document("http://localhost");
        for (route, path) in [
            (Route::Search, "/v1/search"),
            (Route::Latest, "/v1/latest"),
            (Route::Timeline, "/v1/timeline"),
            (Route::Export, "/v1/export"),
            (Route::Facets, "/v1/facets/{field}"),
        ] {
            let taken: BTreeSet<String> = names(route).map(str::to_owned).collect();
            assert_eq!(named(&document, &document["paths"][path]["get"]), taken, "{path}");
        }
        for name in named(&document, &document["paths"]["/v1/search"]["get"]) {
            let parameter = &document["components"]["parameters"][&name];
            assert!(parameter["description"].as_str().is_some_and(|about| about.len() > 10), "{name}: {parameter}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk(value: &Value, document: &Value) {
            match value {
                Value::Object(members) => {
                    if let Some(path) = members.get("$ref").and_then(Value::as_str) {
                        assert!(document.pointer(path.trim_start_matches('#')).is_some(), "{path}");
                    }
                    members.values().for_each(|value| walk(value, document));
                }
                Value::Array(items) => items.iter().for_each(|value| walk(value, document)),
                _ => {}
            }
        }
        let document = document("http://localhost");
        walk(&document, &document);
    }
}

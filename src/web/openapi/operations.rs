//! The addresses with their methods, and the answers that they share.

use serde_json::{Map, Value, json};

use crate::search::limits::BULK_QUERIES_MAX;
use crate::search::params::{Format, OF_COUNTS, OF_RELATED, OF_SUGGESTIONS, Route, names, restricting};
use crate::web::problem::TABLE;
use crate::web::routes::media_type;

/// All addresses.
pub(super) fn paths() -> Value {
    json!({
        "/v1/search": searched(Route::Search, "search", "Search articles: hits, facets, a timeline", "SearchResponse"),
        "/v1/latest": searched(Route::Latest, "latest", "The newest articles first, without a score", "SearchResponse"),
        "/v1/timeline": searched(Route::Timeline, "timeline", "Articles in calendar buckets", "SearchResponse"),
        "/v1/export": exported(),
        "/v1/counts": { "post": counts() },
        "/v1/facets/{field}": {
            "parameters": [{
                "name": "field", "in": "path", "required": true, "description": "The field.",
                "schema": { "type": "string", "enum": fields() },
            }],
            "get": operation("facetValues", "search", "All values of a field under a search's filters, most frequent first", &references(Route::Facets), &answer("FacetPage", "The values")),
        },
        "/v1/suggest": {
            "get": operation("suggest", "search", "How a text that is being typed may go on, each with its exact count", &suggest(), &answer("Suggestions", "The suggestions")),
        },
        "/v1/articles": { "post": post() },
        "/v1/articles/{id}": {
            "parameters": [id()],
            "get": operation("article", "articles", "An article whole", &some(&["fields", "offsets", "as-of"]), &answer("Article", "The article")),
            "delete": {
                "operationId": "deleteArticle", "tags": ["write"], "summary": "Delete an article from every kept version",
                "security": [{ "key": [] }],
                "responses": { "204": { "description": "It is deleted" }, "default": { "$ref": "#/components/responses/Problem" } },
            },
        },
        "/v1/articles/{id}/related": {
            "parameters": [id()],
            "get": operation("related", "articles", "Other articles on the same matter; copies are left out", &related(), &answer("Related", "The articles, most alike first")),
        },
        "/v1/stats": { "get": operation("stats", "archive", "What the archive holds", &some(&["as-of"]), &answer("Stats", "Counts of the version")) },
        "/v1/versions": { "get": operation("versions", "archive", "The versions that are kept, newest first", &[], &answer("Versions", "The versions")) },
        "/healthz": { "get": operation("healthz", "service", "Whether the process lives", &[], &answer("Health", "It does")) },
        "/readyz": { "get": operation("readyz", "service", "Whether it can answer searches", &[], &answer("Health", "It can")) },
        "/metrics": {
            "get": {
                "operationId": "metrics", "tags": ["service"], "summary": "Counts and times in the text format of OpenMetrics. From other machines it needs a key",
                "security": [{}, { "key": [] }],
                "responses": {
                    "200": { "description": "The metrics", "content": { "application/openmetrics-text": { "schema": { "type": "string" } } } },
                    "default": { "$ref": "#/components/responses/Problem" },
                },
            },
        },
        "/openapi.json": {
            "get": operation("openapi", "service", "This description", &[], &json!({
                "200": { "description": "The description", "content": { "application/json": { "schema": { "type": "object" } } } },
            })),
        },
    })
}

/// Answers that operations share: a problem is the same everywhere.
pub(super) fn responses() -> Value {
    let mut statuses: Vec<u16> = TABLE.iter().map(|row| row.status).collect();
    statuses.sort_unstable();
    statuses.dedup();
    let statuses: Vec<String> = statuses.iter().map(ToString::to_string).collect();
    json!({
        "Problem": {
            "description": format!("What is wrong, by RFC 9457. Statuses: {}.", statuses.join(", ")),
            "headers": { "Retry-After": { "description": "Seconds after which another try may succeed.", "schema": { "type": "string" } } },
            "content": { "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
        },
    })
}

fn fields() -> Vec<&'static str> {
    crate::search::params::FILTERS.iter().map(|(name, ..)| *name).collect()
}

fn id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true,
        "description": "The article's id, percent-encoded, `/` too.",
        "schema": { "type": "string", "minLength": 1 },
    })
}

fn references(route: Route) -> Vec<Value> {
    names(route).map(|name| if name == "format" { reference(format_of(route)) } else { reference(name) }).collect()
}

/// The parameter `format` of a route: what can be chosen differs.
fn format_of(route: Route) -> &'static str {
    match route {
        Route::Search | Route::Latest => "format",
        Route::Export => "format-of-export",
        Route::Timeline | Route::Facets => "format-json",
    }
}

fn some(names: &[&'static str]) -> Vec<Value> {
    names.iter().copied().map(reference).collect()
}

fn reference(name: &'static str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn suggest() -> Vec<Value> {
    OF_SUGGESTIONS.into_iter().chain(restricting()).map(reference).collect()
}

fn related() -> Vec<Value> {
    OF_RELATED.into_iter().chain(restricting()).map(reference).collect()
}

fn counts() -> Value {
    let names = OF_COUNTS.into_iter().map(|name| if name == "format" { "format-of-counts" } else { name });
    let parameters: Vec<Value> = names.chain(restricting()).map(reference).collect();
    json!({
        "operationId": "counts", "tags": ["search"],
        "summary": "Count up to 1,000 queries under the same filters; one that cannot be read is told in its row",
        "parameters": parameters,
        "requestBody": { "required": true, "content": {
            "application/json": { "schema": {
                "type": "object",
                "description": "Parameters of all queries may stand beside them instead of in the address.",
                "properties": { "queries": { "type": "array", "minItems": 1, "maxItems": BULK_QUERIES_MAX, "items": { "oneOf": [
                    { "type": "string" },
                    { "type": "object", "properties": { "name": { "type": ["string", "null"] }, "q": { "type": "string" } }, "required": ["q"], "additionalProperties": false },
                ] } } },
                "required": ["queries"],
            } },
            "text/plain": { "schema": { "type": "string", "description": "A query a line." } },
            "text/csv": { "schema": { "type": "string", "description": "A table with a column `q`, and names in a column `name`." } },
        } },
        "responses": {
            "200": { "description": "A row a query, in their order", "content": {
                "application/json": { "schema": { "$ref": "#/components/schemas/Counts" } },
                "text/csv": { "schema": { "type": "string" } },
            } },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    })
}

fn answer(schema: &str, about: &str) -> Value {
    json!({
        "200": {
            "description": about,
            "headers": {
                "ETag": { "description": "Version and request as resolved.", "schema": { "type": "string" } },
                "X-Request-Id": { "description": "Id of the request, for the log.", "schema": { "type": "string" } },
            },
            "content": { "application/json": { "schema": { "$ref": format!("#/components/schemas/{schema}") } } },
        },
    })
}

fn operation(id: &str, tag: &str, summary: &str, parameters: &[Value], answers: &Value) -> Value {
    let mut responses: Map<String, Value> = answers.as_object().cloned().unwrap_or_default();
    responses.insert("304".to_owned(), json!({ "description": "The client holds the answer" }));
    responses.insert("default".to_owned(), json!({ "$ref": "#/components/responses/Problem" }));
    json!({
        "operationId": id, "tags": [tag], "summary": summary, "security": [{}, { "key": [] }],
        "parameters": parameters, "responses": responses,
    })
}

/// A search, asked by address or posted.
fn searched(route: Route, id: &str, summary: &str, schema: &str) -> Value {
    let mut answers = answer(schema, "The answer; other formats by `format`");
    if route != Route::Timeline
        && let Some(content) = answers.pointer_mut("/200/content").and_then(Value::as_object_mut)
    {
        content.extend(texts(Format::ALL.into_iter().filter(|format| *format != Format::Json)));
    }
    both(route, id, summary, &answers)
}

fn exported() -> Value {
    let answers = json!({
        "200": {
            "description": "Every match, streamed. JSON lines begin with the request and end with `{\"complete\": n}`; every format has the trailer `Dateline-Complete`.",
            "headers": { "Dateline-Request": { "description": "Permalink of the request.", "schema": { "type": "string" } } },
            "content": texts(Format::OF_EXPORT.into_iter()),
        },
    });
    both(Route::Export, "export", "Every match, streamed and proven complete", &answers)
}

/// The media types of formats, without their parameters.
fn texts(formats: impl Iterator<Item = Format>) -> Map<String, Value> {
    let essence = |format| media_type(format).split(';').next().unwrap_or_default().to_owned();
    formats.map(|format| (essence(format), json!({ "schema": { "type": "string" } }))).collect()
}

/// The same search by GET and by POST.
fn both(route: Route, id: &str, summary: &str, answers: &Value) -> Value {
    let mut posted = operation(&format!("{id}Posted"), "search", &format!("{summary}; parameters as a JSON object"), &[], answers);
    if let Some(posted) = posted.as_object_mut() {
        posted.remove("parameters");
        posted.insert("requestBody".to_owned(), json!({ "required": true, "content": { "application/json": { "schema": body(route) } } }));
    }
    json!({ "get": operation(id, "search", summary, &references(route), answers), "post": posted })
}

/// The object of a posted search: the parameters by their names.
fn body(route: Route) -> Value {
    let parameters = super::parameters::components();
    let properties: Map<String, Value> = names(route)
        .map(|name| (name.to_owned(), parameters[if name == "format" { format_of(route) } else { name }]["schema"].clone()))
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn post() -> Value {
    let results = || json!({ "application/json": { "schema": { "$ref": "#/components/schemas/PostResults" } } });
    json!({
        "operationId": "postArticles", "tags": ["write"], "summary": "Add or update articles: JSON lines, on the disk and found when it returns",
        "security": [{ "key": [] }],
        "requestBody": {
            "required": true,
            "description": "An article a line, at most 64 MiB.",
            "content": {
                "application/x-ndjson": { "schema": { "type": "string" } },
                "application/json": { "schema": { "$ref": "#/components/schemas/NewArticle" } },
            },
        },
        "responses": {
            "200": { "description": "All were taken", "content": results() },
            "207": { "description": "Some were rejected", "content": results() },
            "default": { "$ref": "#/components/responses/Problem" },
        },
    })
}

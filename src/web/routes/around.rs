//! What stands around the API: its description, the description of the search for browsers, metrics.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::web::keys::Access;
use crate::web::problem::{Kind, Problem};
use crate::web::{AppState, base, metrics, openapi};

/// `/openapi.json`.
pub(super) async fn openapi(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let base = base::url(state.base_url(), request.headers());
    let body = serde_json::to_string(&openapi::document(&base)).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], body).into_response())
}

/// `/opensearch.xml`: how a browser searches here and completes what is typed
/// (<https://github.com/dewitt/opensearch>).
pub(super) async fn opensearch(State(state): State<Arc<AppState>>, request: Request) -> Response {
    // The address holds nothing that XML would read, but whoever sets it may write anything.
    let base = quick_xml::escape::escape(base::url(state.base_url(), request.headers())).into_owned();
    let body = format!(
        concat!(
            r#"<?xml version="1.0" encoding="UTF-8"?>"#,
            r#"<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">"#,
            "<ShortName>Dateline</ShortName><Description>Search this news archive</Description>",
            "<InputEncoding>UTF-8</InputEncoding><OutputEncoding>UTF-8</OutputEncoding>",
            r#"<Url type="text/html" rel="results" template="{base}/?q={{searchTerms}}&amp;page={{startPage?}}"/>"#,
            r#"<Url type="application/atom+xml" template="{base}/v1/search?q={{searchTerms}}&amp;format=atom"/>"#,
            r#"<Url type="application/opensearchdescription+xml" rel="self" template="{base}/opensearch.xml"/>"#,
            r#"<Query role="example" searchTerms="dam"/>"#,
            "</OpenSearchDescription>\n"
        ),
        base = base
    );
    let kind = "application/opensearchdescription+xml; charset=utf-8";
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], body).into_response()
}

/// `/metrics`.
pub(super) async fn metrics(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    if !state.shows_metrics() && super::access(&request) == Access::Open {
        let detail =
            "others than this machine can ask here: send `Authorization: Bearer KEY`, or start the service with `--public-metrics`";
        return Err(Problem::new(Kind::Forbidden, detail));
    }
    let text = state.metrics.text(state.archive.current().as_deref(), state.pool.moment()).map_err(|error| Problem::internal(&error))?;
    Ok(([(header::CONTENT_TYPE, metrics::MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")], text).into_response())
}

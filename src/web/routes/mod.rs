//! All addresses, one file a resource.

mod around;
mod articles;
mod counts;
mod export;
mod facets;
mod formats;
mod health;
mod related;
mod search;
mod stats;
mod suggest;
mod versions;

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use super::keys::Access;
use super::limits::LINK_BYTES_MAX;
use super::problem::{Kind, Problem};
use super::{AppState, assets, finish, pages};

pub(super) use articles::no_article;
pub(super) use formats::media_type;
pub(super) use stats::{counts, described};
pub use versions::{row as version_row, rows as version_rows};

/// Makes the service of a state.
pub fn router(state: Arc<AppState>) -> Router {
    let api = Router::new()
        .route("/v1/search", get(search::search).post(search::search))
        .route("/v1/latest", get(search::latest).post(search::latest))
        .route("/v1/timeline", get(search::timeline).post(search::timeline))
        .route("/v1/counts", post(counts::counts))
        .route("/v1/facets/{field}", get(facets::list))
        .route("/v1/articles/{id}", get(articles::show).delete(articles::delete))
        .route("/v1/articles", post(articles::post))
        .route("/v1/articles/{id}/related", get(related::related))
        .route("/v1/export", get(export::export).post(export::export))
        .route("/v1/suggest", get(suggest::suggest))
        .route("/v1/stats", get(stats::show))
        .route("/v1/versions", get(versions::list));
    let around = Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/", get(pages::search))
        .route("/article/{*id}", get(pages::article))
        .route("/about", get(pages::about))
        .route("/problems/{kind}", get(pages::problem_kind))
        .route("/assets/style.css", get(assets::style))
        .route("/sources", get(pages::sources))
        .route("/opensearch.xml", get(around::opensearch))
        .route("/openapi.json", get(around::openapi))
        .route("/docs", get(pages::docs))
        .route("/metrics", get(around::metrics));
    let mut router = api
        .merge(around)
        .fallback(nothing)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&state), finish::finish))
        // Outside, so that problems are compressed too.
        .layer(CompressionLayer::new());
    if let Some(origins) = state.cors() {
        // Outermost, so that scripts can read problems, and what browsers ask beforehand is free.
        router = router.layer(origins.layer());
    }
    router.with_state(state)
}

/// All addresses with their methods.
pub const ROUTES: [(&str, &str); 24] = [
    ("/v1/search", "GET, HEAD, POST"),
    ("/v1/latest", "GET, HEAD, POST"),
    ("/v1/timeline", "GET, HEAD, POST"),
    ("/v1/export", "GET, HEAD, POST"),
    ("/v1/counts", "POST"),
    ("/v1/facets/{field}", "GET, HEAD"),
    ("/v1/suggest", "GET, HEAD"),
    ("/v1/articles", "POST"),
    ("/v1/articles/{id}", "GET, HEAD, DELETE"),
    ("/v1/articles/{id}/related", "GET, HEAD"),
    ("/v1/stats", "GET, HEAD"),
    ("/v1/versions", "GET, HEAD"),
    ("/healthz", "GET, HEAD"),
    ("/readyz", "GET, HEAD"),
    ("/metrics", "GET, HEAD"),
    ("/openapi.json", "GET, HEAD"),
    ("/docs", "GET, HEAD"),
    ("/", "GET, HEAD"),
    ("/article/{*id}", "GET, HEAD"),
    ("/about", "GET, HEAD"),
    ("/sources", "GET, HEAD"),
    ("/opensearch.xml", "GET, HEAD"),
    ("/problems/{kind}", "GET, HEAD"),
    ("/assets/style.css", "GET, HEAD"),
];

/// The methods of an address, for a reader: the router says them in `Allow` where no layer sees it.
pub(super) fn methods(route: &str) -> &'static str {
    ROUTES.iter().find(|(known, _)| *known == route).map_or("GET, HEAD", |(_, methods)| methods)
}

/// What a request may do by its key.
fn access(request: &axum::extract::Request) -> Access {
    request.extensions().get::<Access>().copied().unwrap_or_default()
}

async fn nothing() -> Problem {
    Problem::new(Kind::NotFound, "there is nothing at this address: searches are at `/v1/search`, the search page is at `/`")
}

#[allow(clippy::needless_pass_by_value, reason = "the layer hands the cause over by value")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().map(String::as_str).or_else(|| cause.downcast_ref::<&str>().copied());
    Problem::internal(&text.unwrap_or("a panic without a message")).into_response()
}

/// An answer of the API with its tag, or 304 where the client holds it.
enum Answer {
    Held { tag: String },
    Whole { tag: String, body: String, next: Option<String>, about: About },
}

/// What the head of an answer says of its body.
struct About {
    media_type: &'static str,
    disposition: Option<String>,
    permalink: Option<String>,
    total: Option<u64>,
    /// Codes of warnings; the words are in the JSON.
    warnings: String,
}

impl Default for About {
    fn default() -> Self {
        Self { media_type: "application/json", disposition: None, permalink: None, total: None, warnings: String::new() }
    }
}

impl About {
    /// Adds what there is; a value that no header can hold, or that servers between would refuse, is
    /// left out.
    fn write(self, headers: &mut HeaderMap) {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        let warnings = Some(self.warnings).filter(|codes| !codes.is_empty());
        let total = self.total.map(|total| total.to_string());
        let rows = [(header::CONTENT_DISPOSITION, self.disposition), (REQUEST, self.permalink), (TOTAL, total), (WARNINGS, warnings)];
        for (name, value) in rows {
            let value = value.filter(|value| value.len() <= LINK_BYTES_MAX);
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        }
    }
}

/// The permalink of the request.
const REQUEST: HeaderName = HeaderName::from_static("dateline-request");
/// Number of all matches.
const TOTAL: HeaderName = HeaderName::from_static("dateline-total");
/// Codes of warnings.
const WARNINGS: HeaderName = HeaderName::from_static("dateline-warnings");

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let (status, tag, body, next, about) = match self {
            Self::Held { tag } => (StatusCode::NOT_MODIFIED, tag, String::new(), None, None),
            Self::Whole { tag, body, next, about } => (StatusCode::OK, tag, body, next, Some(about)),
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_TYPE);
        if let Some(about) = about {
            about.write(headers);
        }
        // Kept and asked after: a publication or a deletion changes the answer at once.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.append(header::VARY, HeaderValue::from_static("accept"));
        let next = next.filter(|next| next.len() <= LINK_BYTES_MAX);
        for (name, value) in [(header::ETAG, Some(tag)), (header::LINK, next.map(|next| format!("<{next}>; rel=\"next\"")))] {
            if let Some(value) = value.and_then(|value| HeaderValue::from_str(&value).ok()) {
                headers.insert(name, value);
            }
        }
        response
    }
}

#[cfg(test)]
mod tests;

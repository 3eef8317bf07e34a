//! The layer around all routes: request ids, problems as bodies, headers, the log.

use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument as _;

use super::AppState;
use super::limits::URI_BYTES_MAX;
use super::pages;
use super::problem::{Kind, Problem};
use super::quota::Left;
use super::routes::methods;
use crate::search::params::{Format, Route};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const CSP: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Runs a request and finishes its response.
pub(super) async fn finish(State(state): State<Arc<AppState>>, mut request: Request, next: Next) -> Response {
    let id = state.request_id();
    let started = Instant::now();
    let method = request.method().clone();
    let wants_page = wants_page(request.uri().path(), request.headers());
    // The pattern and not the address: readers' queries are not for the log.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request.id = %id);
    let left = state.take(&request);
    let allowed = match left {
        Some(Left::Wait(_)) => {
            Err(Problem::new(Kind::TooManyRequests, "this client asks too often: wait for the seconds of `Retry-After`"))
        }
        _ => refuse(&request).map_or_else(|| state.access(&request), Err),
    };
    let mut response = match allowed {
        Err(problem) => problem.into_response(),
        Ok(access) => {
            request.extensions_mut().insert(access);
            next.run(request).instrument(span).await
        }
    };
    let problem = response.extensions_mut().remove::<Problem>();
    let status = response.status();
    if let Some(problem) = problem.or_else(|| bare(&response, &route)) {
        write_problem(&mut response, &problem, &id, wants_page);
    }
    add_headers(response.headers_mut(), &id);
    if let Some((quotas, left)) = state.quotas.as_ref().zip(left) {
        quotas.tell(left, response.headers_mut());
    }
    state.metrics.request(&route, method.as_str(), status.as_u16(), started.elapsed());
    tracing::info!(
        request.id = %id,
        http.method = %method,
        http.route = %route,
        http.status = status.as_u16(),
        took_ms = started.elapsed().as_secs_f64() * 1000.0,
        "{method} {route} {}",
        status.as_u16()
    );
    response
}

/// What is refused before a route is asked.
fn refuse(request: &Request) -> Option<Problem> {
    let length = request.uri().path_and_query().map_or(0, |path| path.as_str().len());
    if length > URI_BYTES_MAX {
        let detail = format!("the address has {length} bytes, at most {URI_BYTES_MAX} are taken: post the parameters as a JSON object");
        return Some(Problem::new(Kind::UriTooLong, detail));
    }
    let is_api = request.uri().path().starts_with("/v1/");
    (is_api && !takes_json(request.headers()) && !names_format(request))
        .then(|| Problem::new(Kind::NotAcceptable, "this address answers JSON: send `Accept: application/json`, or no such header"))
}

/// Whether a request chooses its format by name: that is more than what its client says it takes,
/// since readers of feeds and tools of download list what they know of and not what they were told to get.
fn names_format(request: &Request) -> bool {
    let named = |pair: &str| pair.strip_prefix("format=").and_then(Format::parse).is_some_and(|format| format != Format::Json);
    request.uri().path() == Route::Export.path() || request.uri().query().is_some_and(|query| query.split('&').any(named))
}

fn takes_json(headers: &HeaderMap) -> bool {
    let values: Vec<&str> = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    values.is_empty()
        || values.iter().any(|value| accepts(value, &["application/json", "application/problem+json", "application/*", "*/*"]))
}

fn accepts(value: &str, types: &[&str]) -> bool {
    value.split(',').any(|range| {
        let mut parts = range.split(';').map(str::trim);
        let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
        let refused = parts.any(|part| part.strip_prefix("q=").is_some_and(|weight| weight.parse::<f32>() == Ok(0.0)));
        !refused && types.contains(&essence.as_str())
    })
}

/// Pages answer with pages; of other addresses, those that a browser asks for.
fn wants_page(path: &str, headers: &HeaderMap) -> bool {
    if path.starts_with("/v1/") || path == "/healthz" || path == "/readyz" {
        return false;
    }
    let is_page = path == "/" || ["/article/", "/about", "/problems/"].iter().any(|prefix| path.starts_with(prefix));
    let asks = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).any(|value| accepts(value, &["text/html"]));
    is_page || asks
}

/// The problem of a status that a layer or the router itself answered with.
fn bare(response: &Response, route: &str) -> Option<Problem> {
    if response.headers().contains_key(header::CONTENT_TYPE) && response.status() != 405 {
        return None;
    }
    let kind = Kind::of_status(response.status())?;
    let detail = match kind {
        Kind::MethodNotAllowed => format!("`{route}` takes {}", methods(route)),
        Kind::NotFound => "there is nothing at this address: searches are at `/v1/search`, the search page is at `/`".to_owned(),
        _ => kind.row().about.to_owned(),
    };
    Some(Problem::new(kind, detail))
}

fn write_problem(response: &mut Response, problem: &Problem, id: &str, as_page: bool) {
    let (body, kind) =
        if as_page { (pages::problem(problem, id), "text/html; charset=utf-8") } else { (problem.body(id), "application/problem+json") };
    let headers = response.headers_mut();
    headers.remove(header::CONTENT_LENGTH);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.body_mut() = Body::from(body);
}

fn add_headers(headers: &mut HeaderMap, id: &str) {
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if let Ok(value) = HeaderValue::from_str(id) {
        headers.insert(REQUEST_ID, value);
    }
}

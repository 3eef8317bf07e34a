//! The pages: rendered whole on the server, no script, every text escaped by the templates.

mod about;
mod article;
mod docs;
mod errors;
mod facets;
mod links;
mod marks;
mod search;
mod sources;
mod timeline;
mod words;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use super::AppState;
use super::input;
use super::problem::{Kind, Problem};

pub(super) use errors::problem;

/// Answers `/`.
pub(super) async fn search(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let links = links::Links::of(&input::query_pairs(request.uri())?);
    let now = state.now();
    let archive = Arc::clone(&state.archive);
    let public = state.public().clone();
    let (status, html) = state.pool.run(move |stop| search::page(&archive, &links, &public, now, stop)).await?;
    Ok(page(status, html))
}

/// Answers `/article/{id}`.
pub(super) async fn article(State(state): State<Arc<AppState>>, uri: Uri) -> Result<Response, Problem> {
    let id = input::path_rest(&uri, "/article/")?;
    let public = state.public().clone();
    let archive = Arc::clone(&state.archive);
    let html = state.pool.run(move |_| article::page(&archive, &id, &public));
    Ok(page(StatusCode::OK, html.await?))
}

/// Answers `/about`.
pub(super) async fn about(State(state): State<Arc<AppState>>) -> Result<Response, Problem> {
    let archive = Arc::clone(&state.archive);
    let now = state.now();
    let public = state.public().clone();
    let html = state.pool.run(move |stop| about::page(&archive, &public, now, stop));
    Ok(page(StatusCode::OK, html.await?))
}

/// Answers `/docs`.
pub(super) async fn docs(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    Ok(page(StatusCode::OK, docs::page(&super::base::url(state.base_url(), request.headers()))?))
}

/// Answers `/sources`.
pub(super) async fn sources(State(state): State<Arc<AppState>>) -> Result<Response, Problem> {
    let archive = Arc::clone(&state.archive);
    let now = state.now();
    let public = state.public().clone();
    let html = state.pool.run(move |stop| sources::page(&archive, &public, now, stop));
    Ok(page(StatusCode::OK, html.await?))
}

/// Answers `/problems/{kind}`.
pub(super) async fn problem_kind(uri: Uri) -> Result<Response, Problem> {
    let slug = input::path_rest(&uri, "/problems/")?;
    let kind = Kind::parse(&slug).ok_or_else(|| Problem::new(Kind::NotFound, "there is no problem of this name"))?;
    Ok(page(StatusCode::OK, errors::kind(kind)?))
}

fn page(status: StatusCode, html: String) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    (status, headers, html).into_response()
}

fn render(template: &impl Template) -> Result<String, Problem> {
    template.render().map_err(|error| Problem::internal(&error))
}

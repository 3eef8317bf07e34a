//! `/healthz`: the process lives. `/readyz`: it can answer searches.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::render::json::version_name;
use crate::web::AppState;
use crate::web::problem::Problem;
use crate::web::state::not_ready;

fn json(body: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response()
}

pub(super) async fn live() -> Response {
    json(r#"{"status":"ok"}"#.to_owned())
}

pub(super) async fn ready(State(state): State<Arc<AppState>>) -> Result<Response, Problem> {
    let version = state.archive.current().ok_or_else(not_ready)?;
    Ok(json(format!(r#"{{"status":"ok","version":"{}","articles":{}}}"#, version_name(version.number()), version.articles())))
}

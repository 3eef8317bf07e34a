//! `POST /v1/counts`: many queries counted under the same filters.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::formats;
use crate::render::{csv, json};
use crate::search::params::{self, Format};
use crate::web::input;
use crate::web::problem::Problem;
use crate::web::state::open;
use crate::web::{AppState, public};

pub(super) async fn counts(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let (queries, pairs) = input::queries(request).await?;
    let params = params::read_bulk(&pairs, state.now())?;
    if let Some(field) = params.request.by.filter(|field| !state.public().shows_values(*field)) {
        return Err(vec![public::refused("by", field)].into());
    }
    let archive = Arc::clone(&state.archive);
    let answer = state.pool.run(move |stop| {
        let started = Instant::now();
        let version = open(&archive, params.as_of)?;
        let rows = crate::search::bulk(&version, queries, &params, stop)?;
        let took_us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let body = match params.format {
            Format::Csv => csv::counts(&params, &rows),
            _ => json::counts(version.number(), version.content_hash(), took_us, &params, &rows),
        };
        Ok((formats::media_type(params.format), body))
    });
    let (media_type, body) = answer.await?;
    Ok(([(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

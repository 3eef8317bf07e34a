//! `/v1/stats`: what a version holds.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::versions::row;
use crate::article::published::Now;
use crate::index::{Archive, Version};
use crate::render::json::{self, Stats};
use crate::search::params::{self, Route};
use crate::search::{Response as Answer, Stop};
use crate::web::AppState;
use crate::web::input;
use crate::web::problem::Problem;
use crate::web::state::open;

pub(super) async fn show(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let as_of = params::read_as_of_only(&input::query_pairs(request.uri())?)?;
    let archive = Arc::clone(&state.archive);
    let now = state.now();
    let public = state.public().clone();
    let body = state.pool.run(move |stop| {
        let version = open(&archive, as_of)?;
        let counts = counts(&version, now, stop)?;
        let facets = counts
            .facets
            .into_iter()
            .filter(|(field, _)| public.shows_values(*field))
            .map(|(field, facet)| (field.as_str(), facet))
            .collect();
        let info = described(&archive, &version)?;
        Ok(json::stats(&Stats { version: info.as_ref().map(row).unwrap_or_default(), languages: version.languages().to_vec(), facets }))
    });
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], body.await?).into_response())
}

/// Counts languages and sources of all articles of a version.
pub(in crate::web) fn counts(version: &Version, now: Now, stop: &Stop) -> Result<Answer, Problem> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let pairs = [pair("page-size", "0"), pair("facets", "lang,source"), pair("facet-size", "100")];
    let params = params::read(&pairs, Route::Search, now)?;
    Ok(crate::search::search(version, &params.request, stop)?)
}

/// What a version says of itself, with whether it is pinned and served.
pub(in crate::web) fn described(archive: &Archive, version: &Version) -> Result<Option<crate::index::VersionInfo>, Problem> {
    let kept = archive.list().map_err(|error| Problem::internal(&error))?;
    Ok(kept.into_iter().find(|info| info.number == version.number()).or_else(|| version.info().cloned()))
}

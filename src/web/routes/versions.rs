//! `/v1/versions`: the versions that are kept, newest first.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::index::VersionInfo;
use crate::index::version::retention::{self, Kept};
use crate::render::json::{self, VersionRow};
use crate::search::params;
use crate::web::AppState;
use crate::web::input;
use crate::web::problem::Problem;

pub(super) async fn list(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    params::read_none(&input::query_pairs(request.uri())?)?;
    let archive = Arc::clone(&state.archive);
    let body = state.pool.run(move |_| {
        let infos = archive.list().map_err(|error| Problem::internal(&error))?;
        Ok(json::versions(&rows(&infos)))
    });
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")], body.await?).into_response())
}

/// The versions of a list as answers write them, newest first.
#[must_use]
pub fn rows(infos: &[VersionInfo]) -> Vec<VersionRow> {
    let told = |(info, reason)| {
        let (kept, until_us) = match reason {
            Kept::Served => ("served", None),
            Kept::Pinned => ("pinned", None),
            Kept::Newest => ("newest", None),
            Kept::Until(until_us) => ("until", Some(until_us)),
        };
        VersionRow { kept: Some(kept), until_us, ..row(info) }
    };
    infos.iter().zip(retention::reasons(infos)).rev().map(told).collect()
}

/// A version as answers write it.
#[must_use]
pub fn row(info: &VersionInfo) -> VersionRow {
    VersionRow {
        number: info.number,
        created_us: info.created_us,
        verb: info.verb.clone(),
        articles: info.articles,
        undated: info.undated,
        content_hash: info.content_hash.clone(),
        parent: info.parent,
        bytes: info.bytes,
        pinned: info.pinned,
        served: info.served,
        kept: None,
        until_us: None,
    }
}

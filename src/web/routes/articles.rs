//! `/v1/articles` and `/v1/articles/{id}`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use super::{About, Answer};
use crate::ingest;
use crate::render::json;
use crate::run::{Posted, Status};
use crate::search::params;
use crate::web::AppState;
use crate::web::condition::{self, Held};
use crate::web::desk::{Change, Changed};
use crate::web::input;
use crate::web::problem::{Kind, Problem};
use crate::web::state::open;

pub(super) async fn show(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let id = input::path_rest(request.uri(), "/v1/articles/")?;
    let held = Held::of(request.headers());
    let mut params = params::read_article(&input::query_pairs(request.uri())?)?;
    params.hidden = state.public().hidden().to_vec();
    let archive = Arc::clone(&state.archive);
    let answer = state.pool.run(move |_| {
        let version = open(&archive, params.as_of)?;
        let fields = params.fields.clone().unwrap_or_default();
        let resolved = [
            ("id".to_owned(), vec![id.clone()]),
            ("fields".to_owned(), fields),
            (params.utf16.to_string(), params.hidden.iter().map(|member| (*member).to_owned()).collect()),
        ];
        let tag = condition::tag(&version, "/v1/articles", &resolved);
        let Some((article, mentions)) = crate::search::article(&version, &id)? else {
            return Err(no_article(&id, version.number()));
        };
        if held.has(&tag) {
            return Ok(Answer::Held { tag });
        }
        Ok(Answer::Whole { tag, body: json::article(&article, &mentions, &params), next: None, about: About::default() })
    });
    Ok(answer.await?.into_response())
}

/// The answer to a post.
#[derive(Serialize)]
struct Posts {
    results: Vec<Posted>,
    failed: usize,
    version: Option<String>,
}

pub(super) async fn post(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let desk = state.desk(super::access(&request))?;
    params::read_none(&input::query_pairs(request.uri())?)?;
    let Ok(_place) = Arc::clone(&state.posts).try_acquire_owned() else {
        return Err(Problem::new(Kind::Overloaded, "too many posts arrive at a time: try again in a second"));
    };
    let lines = input::lines(request).await?;
    if ingest::is_container(&lines) {
        return Err(Problem::new(Kind::UnsupportedMediaType, "the body is compressed or an archive: send the lines as they are"));
    }
    let Changed::Put { records, version } = desk.make(Change::Put(lines)).await? else {
        return Err(Problem::internal(&"a post was taken for a deletion"));
    };
    let failed = records.iter().filter(|record| record.status == Status::Rejected).count();
    if failed == records.len() {
        return Err(none_taken(&records));
    }
    let status = if failed > 0 { StatusCode::MULTI_STATUS } else { StatusCode::OK };
    let body = serde_json::to_string(&Posts { results: records, failed, version }).map_err(|error| Problem::internal(&error))?;
    Ok((status, [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// Nothing of a post could be taken.
fn none_taken(records: &[Posted]) -> Problem {
    if records.is_empty() {
        return Problem::new(Kind::InvalidBody, "the body holds no article: send one as a JSON object, or several, a line each");
    }
    let reasons = records.iter().filter_map(|record| record.reason.as_deref());
    let shown: Vec<String> = reasons.take(REASONS_MAX).map(|reason| reason.chars().take(300).collect()).collect();
    let more = records.len().saturating_sub(shown.len());
    let more = if more > 0 { format!("; and {more} more") } else { String::new() };
    Problem::new(Kind::InvalidBody, format!("no article could be taken: {}{more}", shown.join("; ")))
}

/// Reasons that a problem names.
const REASONS_MAX: usize = 5;

pub(super) async fn delete(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let desk = state.desk(super::access(&request))?;
    params::read_none(&input::query_pairs(request.uri())?)?;
    let id = input::path_rest(request.uri(), "/v1/articles/")?;
    if let Changed::Delete { was_there: true } = desk.make(Change::Delete(id.clone())).await? {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    Err(no_article(&id, state.archive.current().map_or(0, |version| version.number())))
}

/// There is no such article in a version.
pub(in crate::web) fn no_article(id: &str, version: u64) -> Problem {
    let shown: String = id.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let version = json::version_name(version);
    Problem::new(Kind::NoSuchArticle, format!("there is no article `{shown}` in version {version}: ids are case-sensitive and whole"))
}

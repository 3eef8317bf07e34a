//! `/v1/articles/{id}/related`: other articles on the same matter.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::articles::no_article;
use super::{About, Answer};
use crate::render::json;
use crate::search::params;
use crate::web::AppState;
use crate::web::condition::{self, Held};
use crate::web::input;
use crate::web::problem::Problem;
use crate::web::state::open;

pub(super) async fn related(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let path = input::path_rest(request.uri(), "/v1/articles/")?;
    let id = path.strip_suffix("/related").unwrap_or(&path).to_owned();
    let held = Held::of(request.headers());
    let params = params::read_related(&input::query_pairs(request.uri())?, state.now())?;
    let hidden = state.public().hidden().to_vec();
    let archive = Arc::clone(&state.archive);
    let answer = state.pool.run(move |stop| {
        let version = open(&archive, params.as_of)?;
        let mut resolved = params.request.resolved.clone();
        resolved.push(("id".to_owned(), vec![id.clone()]));
        resolved.push(("hidden".to_owned(), hidden.iter().map(|member| (*member).to_owned()).collect()));
        let tag = condition::tag(&version, "/v1/articles/related", &resolved);
        let Some(related) = crate::search::related(&version, &id, &params.request, stop)? else {
            return Err(no_article(&id, version.number()));
        };
        if held.has(&tag) {
            return Ok(Answer::Held { tag });
        }
        let body = json::related(version.number(), &id, &related, params.fields.as_deref(), &hidden);
        Ok(Answer::Whole { tag, body, next: None, about: About::default() })
    });
    Ok(answer.await?.into_response())
}

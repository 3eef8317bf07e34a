//! `/v1/suggest`: how a text that is being typed may go on.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::{About, Answer};
use crate::render::json;
use crate::search::params;
use crate::web::AppState;
use crate::web::condition::{self, Held};
use crate::web::input;
use crate::web::problem::Problem;
use crate::web::state::open;

pub(super) async fn suggest(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let held = Held::of(request.headers());
    let mut params = params::read_suggest(&input::query_pairs(request.uri())?, state.now())?;
    let public = state.public();
    params.wanted.titles = public.shows("title");
    params.wanted.entities.retain(|field| public.shows_values(*field));
    let archive = Arc::clone(&state.archive);
    let answer = state.pool.run(move |stop| {
        let version = open(&archive, params.as_of)?;
        let mut resolved = params.wanted.request.resolved.clone();
        let shown = params.wanted.entities.iter().map(ToString::to_string).collect();
        resolved.extend([("shown".to_owned(), shown), ("titles".to_owned(), vec![params.wanted.titles.to_string()])]);
        let tag = condition::tag(&version, "/v1/suggest", &resolved);
        if held.has(&tag) {
            return Ok(Answer::Held { tag });
        }
        let suggestions = crate::search::suggest(&version, &params.wanted, stop)?;
        Ok(Answer::Whole { tag, body: json::suggestions(version.number(), &suggestions), next: None, about: About::default() })
    });
    Ok(answer.await?.into_response())
}

//! `/v1/search`, `/v1/latest`, `/v1/timeline`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::Answer;
use crate::render::json;
use crate::search::params::{self, Route, receipt};
use crate::web::AppState;
use crate::web::condition::{self, Held};
use crate::web::input;
use crate::web::problem::Problem;
use crate::web::state::open;

pub(super) async fn search(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    answer(&state, request, Route::Search).await
}

pub(super) async fn latest(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    answer(&state, request, Route::Latest).await
}

pub(super) async fn timeline(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    answer(&state, request, Route::Timeline).await
}

async fn answer(state: &AppState, request: Request, route: Route) -> Result<Response, Problem> {
    let held = Held::of(request.headers());
    let pairs = input::pairs(request).await?;
    let params = params::read(&pairs, route, state.now())?;
    state.check_explain(params.request.explain)?;
    let archive = Arc::clone(&state.archive);
    let answer = state.pool.run(move |stop| {
        let version = open(&archive, params.as_of)?;
        let resolved = &params.request.resolved;
        let tag = condition::tag(&version, route.path(), resolved);
        if held.has(&tag) {
            return Ok(Answer::Held { tag });
        }
        let response = crate::search::search(&version, &params.request, stop)?;
        let next = response.next_cursor.as_deref();
        let next = next.map(|cursor| format!("{}?{}", route.path(), receipt::next_query_string(resolved, route, cursor)));
        Ok(Answer::Whole { tag, body: json::response(&response, &params, route), next })
    });
    Ok(answer.await?.into_response())
}

//! `/v1/search`, `/v1/latest`, `/v1/timeline`: a page of hits in any format.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};

use super::{Answer, formats};
use crate::render::{self, Page};
use crate::search::params::{self, Format, Params, Route, receipt};
use crate::web::condition::{self, Held};
use crate::web::input;
use crate::web::problem::Problem;
use crate::web::state::open;
use crate::web::{AppState, base};

pub(super) async fn search(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    answer(&state, request, Route::Search).await
}

pub(super) async fn latest(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    answer(&state, request, Route::Latest).await
}

pub(super) async fn timeline(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    answer(&state, request, Route::Timeline).await
}

async fn answer(state: &Arc<AppState>, request: Request, route: Route) -> Result<Response, Problem> {
    let held = Held::of(request.headers());
    let access = super::access(&request);
    let base = base::url(state.base_url(), request.headers());
    let mut pairs = input::pairs(request).await?;
    if Format::named(&pairs).is_some_and(Format::is_feed) {
        pairs = params::known_pairs(&pairs);
    }
    let now = state.now();
    let mut params = params::read(&pairs, route, now)?;
    state.public().narrow(&mut params)?;
    let public = state.public().clone();
    state.check_explain(params.request.explain, access)?;
    if params.format == Format::Html {
        return Ok(Redirect::to(&formats::page_url(&pairs, route)).into_response());
    }
    let mut site = formats::site(base, &pairs, route);
    let archive = Arc::clone(&state.archive);
    let counting = Arc::clone(state);
    let answer = state.pool.run(move |stop| {
        let version = open(&archive, params.as_of)?;
        let resolved = &params.request.resolved;
        // What links of a feed begin with is no parameter, nor is what may be returned.
        let base = params.format.is_feed().then(|| site.base.clone());
        let tag = condition::tag(&version, route.path(), &with_settings(resolved, &params, base));
        if held.has(&tag) {
            return Ok(Answer::Held { tag });
        }
        let mut response = crate::search::search(&version, &params.request, stop)?;
        counting.metrics.search(response.hits_path);
        public.hide(&mut response, &params);
        let next = response.next_cursor.as_deref();
        let next = next.map(|cursor| format!("{}?{}", route.path(), receipt::next_query_string(resolved, route, cursor)));
        site.published_us = formats::published(version.info().map(|info| info.created_us), now);
        site.next.clone_from(&next);
        let body = render::page(&Page { response: &response, params: &params, route, site: &site });
        Ok(Answer::Whole { tag, body, next, about: about(&params, &response, route) })
    });
    Ok(answer.await?.into_response())
}

/// What decides about an answer: the request, and settings of the service.
pub(super) fn with_settings(resolved: &[(String, Vec<String>)], params: &Params, base: Option<String>) -> Vec<(String, Vec<String>)> {
    let hidden = params.hidden.iter().map(|member| (*member).to_owned()).collect();
    let own = [("base".to_owned(), base.into_iter().collect()), ("hidden".to_owned(), hidden)];
    [resolved, &own].concat()
}

/// The headers of formats that cannot say these things themselves.
pub(super) fn about(params: &Params, response: &crate::search::Response, route: Route) -> super::About {
    let format = params.format;
    if format == Format::Json {
        return super::About::default();
    }
    let query = receipt::query_string(&params.request.resolved, route, response.version);
    let codes: Vec<&str> = response.warnings.iter().map(|warning| warning.code.as_str()).collect();
    super::About {
        media_type: formats::media_type(format),
        disposition: formats::disposition(format, &params.request.query.text, response.version),
        permalink: Some(format!("{}?{query}", route.path())),
        total: response.total,
        warnings: codes.join(", "),
    }
}

//! `/v1/articles/{id}`.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::{About, Answer};
use crate::render::json;
use crate::search::params;
use crate::web::AppState;
use crate::web::condition::{self, Held};
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

/// There is no such article in a version.
pub(in crate::web) fn no_article(id: &str, version: u64) -> Problem {
    let shown: String = id.chars().take(200).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let version = json::version_name(version);
    Problem::new(Kind::NoSuchArticle, format!("there is no article `{shown}` in version {version}: ids are case-sensitive and whole"))
}

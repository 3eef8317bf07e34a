//! `/v1/facets/{field}`: all values of a field under a query and filters.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};

use super::{About, Answer};
use crate::render::json;
use crate::search::FacetField;
use crate::search::params::{self, Route, receipt};
use crate::web::condition::{self, Held};
use crate::web::input;
use crate::web::problem::{Kind, Problem};
use crate::web::state::open;
use crate::web::{AppState, public};

pub(super) async fn list(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let name = input::path_rest(request.uri(), "/v1/facets/")?;
    let field = FacetField::parse(&name).ok_or_else(|| {
        let known = FacetField::ALL.map(FacetField::as_str).join(", ");
        let shown: String = name.chars().take(80).collect();
        Problem::new(Kind::NotFound, format!("there is no facet `{shown}`: there are {known}"))
    })?;
    if !state.public().shows_values(field) {
        return Err(vec![public::refused("field", field)].into());
    }
    let held = Held::of(request.headers());
    let mut params = params::read(&input::query_pairs(request.uri())?, Route::Facets, state.now())?;
    let archive = Arc::clone(&state.archive);
    let answer = state.pool.run(move |stop| {
        let path = format!("{}/{field}", Route::Facets.path());
        let version = open(&archive, params.as_of)?;
        let resolved = params.request.resolved.clone();
        // The field is part of the request that a cursor belongs to, and stands in no parameter.
        params.request.resolved.push(("field".to_owned(), vec![field.to_string()]));
        let tag = condition::tag(&version, &path, &resolved);
        if held.has(&tag) {
            return Ok(Answer::Held { tag });
        }
        let page = crate::search::facet_page(&version, &params.request, field, &params.prefix, params.listing_size, params.cursor(), stop)?;
        let next = page.next_cursor.as_deref();
        let next = next.map(|cursor| format!("{path}?{}", receipt::next_query_string(&resolved, Route::Facets, cursor)));
        Ok(Answer::Whole { tag, body: json::facet_page(&page), next, about: About::default() })
    });
    Ok(answer.await?.into_response())
}

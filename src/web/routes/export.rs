//! `/v1/export`: every match, streamed.

use std::ops::ControlFlow;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::Answer;
use super::search::{about, with_settings};
use crate::index::Version;
use crate::render::export::Export;
use crate::search::params::{self, Params, Route};
use crate::search::{Response as Found, SearchError, Stop, Streamed};
use crate::web::condition::{self, Held};
use crate::web::pool::CancelOnDrop;
use crate::web::problem::{Kind, Problem};
use crate::web::state::open;
use crate::web::streamed::{self, COMPLETE, Writer};
use crate::web::{AppState, PublicFields, input};

/// What is known before the first byte is written.
struct Begun {
    version: Arc<Version>,
    params: Params,
    public: PublicFields,
    found: Found,
    tag: String,
}

pub(super) async fn export(State(state): State<Arc<AppState>>, request: Request) -> Result<Response, Problem> {
    let held = Held::of(request.headers());
    let pairs = input::pairs(request).await?;
    let mut params = params::read(&pairs, Route::Export, state.now())?;
    state.public().narrow(&mut params)?;
    let public = state.public().clone();
    let Ok(place) = Arc::clone(&state.exports).try_acquire_owned() else {
        return Err(Problem::new(Kind::Overloaded, "too many exports run: try again when one has ended"));
    };
    let archive = Arc::clone(&state.archive);
    // An export has no deadline, and so has the count before it none: the permit bounds both.
    let counting = CancelOnDrop(Stop::without_deadline());
    let stop = counting.0.clone();
    let begun = tokio::task::spawn_blocking(move || -> Result<_, Problem> {
        let version = open(&archive, params.as_of)?;
        let tag = condition::tag(&version, Route::Export.path(), &with_settings(&params.request.resolved, &params, None));
        if held.has(&tag) {
            return Ok(Err(tag));
        }
        // Whatever is wrong with the request is a problem now; later only the connection could say so.
        let counted = crate::search::Request { page_size: 0, total: true, ..params.request.clone() };
        let mut found = crate::search::search(&version, &counted, &stop)?;
        public.hide(&mut found, &params);
        Ok(Ok(Begun { version, params, public, found, tag }))
    });
    let begun = match begun.await.map_err(|error| Problem::internal(&error))?? {
        Ok(begun) => begun,
        Err(tag) => return Ok(Answer::Held { tag }.into_response()),
    };
    check_size(&begun.found, state.max_export())?;
    let stop = Stop::without_deadline();
    let (writer, body) = streamed::body(stop.clone(), state.stall());
    let mut response = Response::new(body);
    let headers = response.headers_mut();
    about(&begun.params, &begun.found, Route::Export).write(headers);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::TRAILER, COMPLETE.into());
    if let Ok(tag) = HeaderValue::from_str(&begun.tag) {
        headers.insert(header::ETAG, tag);
    }
    let span = tracing::Span::current();
    tokio::task::spawn_blocking(move || {
        let _held = place;
        span.in_scope(|| work(&begun, writer, &stop));
    });
    Ok(response)
}

fn check_size(found: &Found, max: Option<u64>) -> Result<(), Problem> {
    let total = found.total.unwrap_or(0);
    match max.filter(|max| total > *max) {
        Some(max) => {
            let detail = format!("the export has {total} articles, at most {max} are given here: part it by ranges of dates");
            Err(Problem::new(Kind::TooManyMatches, detail))
        }
        None => Ok(()),
    }
}

/// Writes all of it. Where something fails the body breaks off, which its client sees.
fn work(begun: &Begun, mut writer: Writer, stop: &Stop) {
    let Begun { version, params, public, found, .. } = begun;
    let export = Export::new(params);
    if writer.write(&export.begin(found)).is_err() {
        return;
    }
    let streamed = crate::search::stream(version, &params.request, stop, |mut hit| {
        public.hide_hit(&mut hit, params.format);
        match writer.write(&export.article(&hit)) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    });
    match streamed {
        Ok(Streamed::Complete(articles)) if Some(articles) == found.total => {
            if writer.write(&export.end(articles)).and_then(|()| writer.complete(articles)).is_err() {
                tracing::debug!("the client of an export has gone");
            }
        }
        Ok(Streamed::Complete(articles)) => {
            tracing::error!(articles, total = found.total, "an export gave {articles} articles and not its total");
        }
        Ok(Streamed::Ended(articles)) => tracing::info!(articles, "the client of an export has gone or takes nothing: {articles} given"),
        Err(SearchError::Deadline) => tracing::info!("the client of an export has gone"),
        Err(error) => tracing::error!(%error, "an export failed: {error}"),
    }
}

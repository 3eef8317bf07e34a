//! Files that pages need, built into the program.

use std::sync::LazyLock;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use xxhash_rust::xxh3::xxh3_64;

use super::condition::Held;

const STYLE: &str = include_str!("style.css");

static STYLE_TAG: LazyLock<String> = LazyLock::new(|| format!("\"{:016x}\"", xxh3_64(STYLE.as_bytes())));

/// Address of the style sheet, with its hash: another text has another address.
pub(super) static STYLE_URL: LazyLock<String> = LazyLock::new(|| format!("/assets/style.css?v={}", STYLE_TAG.trim_matches('"')));

/// Answers `/assets/style.css`.
pub(super) async fn style(headers: HeaderMap) -> Response {
    let tag = HeaderValue::from_str(&STYLE_TAG).unwrap_or(HeaderValue::from_static("\"\""));
    let kept = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
    ];
    if Held::of(&headers).has(&STYLE_TAG) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    (kept, STYLE).into_response()
}

//! Which pages of other sites may read answers, by the CORS protocol of the Fetch standard.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Time that a browser may keep what it was told of an address.
const MAX_AGE: Duration = Duration::from_secs(3_600);
/// Headers that scripts of other sites may read.
const EXPOSED: [&str; 10] = [
    "etag",
    "link",
    "retry-after",
    "ratelimit",
    "ratelimit-policy",
    "x-request-id",
    "dateline-request",
    "dateline-total",
    "dateline-warnings",
    "dateline-complete",
];

/// Sites whose pages may read answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origins {
    /// Any.
    Any,
    /// These.
    These(Vec<HeaderValue>),
}

impl Origins {
    /// Reads `*`, or origins such as `https://news.example.org,https://example.com:8443`.
    ///
    /// # Errors
    /// Names what is no origin.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.trim() == "*" {
            return Ok(Self::Any);
        }
        let origin = |part: &str| {
            let url = url::Url::parse(part).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            // Browsers send an origin without a path, in the form that the standard writes.
            let same = url.map(|url| url.origin().ascii_serialization()).filter(|origin| origin == part.trim_end_matches('/'));
            same.and_then(|origin| HeaderValue::from_str(&origin).ok())
                .ok_or_else(|| format!("`{part}` is no origin: write such as `https://news.example.org`, or `*` for any"))
        };
        let origins: Result<Vec<HeaderValue>, String> =
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(origin).collect();
        origins.and_then(|origins| if origins.is_empty() { Err("give `*` or an origin".to_owned()) } else { Ok(Self::These(origins)) })
    }

    /// The layer that tells browsers; it answers what they ask beforehand.
    pub(super) fn layer(&self) -> CorsLayer {
        let origin = match self {
            Self::Any => AllowOrigin::any(),
            Self::These(origins) => AllowOrigin::list(origins.clone()),
        };
        CorsLayer::new()
            .allow_origin(origin)
            .allow_methods([Method::GET, Method::HEAD])
            .allow_headers([header::ACCEPT, header::ACCEPT_LANGUAGE, header::AUTHORIZATION, header::IF_NONE_MATCH])
            .expose_headers(EXPOSED.map(HeaderName::from_static))
            .max_age(MAX_AGE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read() {
        assert_eq!(Origins::parse("*"), Ok(Origins::Any));
        let Ok(Origins::These(two)) = Origins::parse("https://a.example, http://b.example:8080/") else { panic!("no origins") };
        assert_eq!(two, ["https://a.example", "http://b.example:8080"]);
        for bad in ["", "a.example", "https://a.example/path", "ftp://a.example", "https://a.example,*", "null"] {
            assert!(Origins::parse(bad).is_err(), "{bad}");
        }
    }
}

//! Everything that can be wrong with a request, by RFC 9457 (<https://www.rfc-editor.org/rfc/rfc9457>).

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::index::VersionError;
use crate::render::json::version_name;
use crate::search::SearchError;
use crate::search::params::BadParam;

/// The kinds of problems.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Parameters that cannot be taken.
    InvalidParameters,
    /// A body that holds no parameters.
    InvalidBody,
    /// A cursor that is forged or belongs to another request.
    InvalidCursor,
    /// A timeline that is too long.
    TooManyBuckets,
    /// No such address.
    NotFound,
    /// No such article.
    NoSuchArticle,
    /// A version that never was.
    NoSuchVersion,
    /// A method that the address does not take.
    MethodNotAllowed,
    /// No answer in a format that the client takes.
    NotAcceptable,
    /// The body took too long.
    RequestTimeout,
    /// A version that is no longer kept.
    VersionGone,
    /// A body that is too large.
    BodyTooLarge,
    /// An address that is too long.
    UriTooLong,
    /// A body in another format than JSON.
    UnsupportedMediaType,
    /// The service failed.
    Internal,
    /// A part of the contract that is not built yet.
    NotAvailable,
    /// The deadline passed.
    Deadline,
    /// Too many searches wait.
    Overloaded,
    /// No version is published yet.
    NotReady,
    /// Something that only the machine itself may ask for.
    Forbidden,
    /// More matches than an export may have here.
    TooManyMatches,
    /// A key is needed, or the one that came is not known.
    Unauthorized,
    /// Another process writes.
    Locked,
    /// The client asks too often.
    TooManyRequests,
}

/// A row of the table of problems.
#[derive(Debug)]
pub struct Row {
    /// The kind.
    pub kind: Kind,
    /// Last part of the `type` address.
    pub slug: &'static str,
    /// Title, the same for every problem of the kind.
    pub title: &'static str,
    /// HTTP status.
    pub status: u16,
    /// What to do about it, for the page of the problem.
    pub about: &'static str,
}

/// All problems, by status.
pub const TABLE: [Row; 24] = [
    Row {
        kind: Kind::InvalidParameters,
        slug: "invalid-parameters",
        title: "Parameters cannot be taken",
        status: 400,
        about: "The member `errors` lists every parameter with its name, what is wrong and what to write instead. For a query, `column` \
                counts characters from 1. A search with `lenient=true` searches for what can be read and warns of the rest.",
    },
    Row {
        kind: Kind::InvalidBody,
        slug: "invalid-body",
        title: "The body holds no parameters",
        status: 400,
        about: "Post a JSON object with the same names as in an address: texts, numbers, `true`, `false`, or arrays of them for parameters \
                that may be repeated.",
    },
    Row {
        kind: Kind::InvalidCursor,
        slug: "invalid-cursor",
        title: "The cursor cannot be taken",
        status: 400,
        about: "A cursor goes with the very parameters that it was made for. Send them again with `next_cursor` as it came, or leave the \
                cursor out and begin again.",
    },
    Row {
        kind: Kind::TooManyBuckets,
        slug: "too-many-buckets",
        title: "The timeline has too many buckets",
        status: 400,
        about: "Ask for a coarser `interval` or a shorter range of dates. `detail` names the finest interval that fits.",
    },
    Row {
        kind: Kind::NotFound,
        slug: "not-found",
        title: "There is nothing at this address",
        status: 404,
        about: "Searches are at `/v1/search`, the search page is at `/`.",
    },
    Row {
        kind: Kind::NoSuchArticle,
        slug: "no-such-article",
        title: "There is no article with this id",
        status: 404,
        about: "Ids are case-sensitive and percent-encoded in addresses, `/` too. The article may have been deleted.",
    },
    Row {
        kind: Kind::NoSuchVersion,
        slug: "no-such-version",
        title: "There never was such a version",
        status: 404,
        about: "`/v1/versions` lists the versions that are kept.",
    },
    Row {
        kind: Kind::MethodNotAllowed,
        slug: "method-not-allowed",
        title: "The address does not take this method",
        status: 405,
        about: "The header `Allow` lists the methods that it takes.",
    },
    Row {
        kind: Kind::NotAcceptable,
        slug: "not-acceptable",
        title: "There is no answer in a format that the client takes",
        status: 406,
        about: "Addresses under `/v1/` answer JSON: send `Accept: application/json`, or no such header.",
    },
    Row {
        kind: Kind::RequestTimeout,
        slug: "request-timeout",
        title: "The request took too long to arrive",
        status: 408,
        about: "Send the request again.",
    },
    Row {
        kind: Kind::VersionGone,
        slug: "version-gone",
        title: "The version is no longer kept",
        status: 410,
        about: "`nearest` names the kept version with the nearest number. `/v1/versions` lists all of them.",
    },
    Row { kind: Kind::BodyTooLarge, slug: "body-too-large", title: "The body is too large", status: 413, about: "Part it into several." },
    Row {
        kind: Kind::UriTooLong,
        slug: "uri-too-long",
        title: "The address is too long",
        status: 414,
        about: "Post the same parameters as a JSON object to the same address.",
    },
    Row {
        kind: Kind::UnsupportedMediaType,
        slug: "unsupported-media-type",
        title: "The body has a format that is not taken",
        status: 415,
        about: "Send a JSON object with `Content-Type: application/json`.",
    },
    Row {
        kind: Kind::Internal,
        slug: "internal",
        title: "The service failed",
        status: 500,
        about: "The log of the service has the cause under the `request_id`.",
    },
    Row {
        kind: Kind::NotAvailable,
        slug: "not-available",
        title: "This is not available yet",
        status: 501,
        about: "The address or operator is part of the plan and is not built yet.",
    },
    Row {
        kind: Kind::Deadline,
        slug: "deadline",
        title: "The search took too long",
        status: 503,
        about: "There is never a partial answer. Narrow the search by a range of dates or with fewer wildcards, or try again.",
    },
    Row {
        kind: Kind::Overloaded,
        slug: "overloaded",
        title: "Too many searches are waiting",
        status: 503,
        about: "Try again after the seconds that the header `Retry-After` gives.",
    },
    Row {
        kind: Kind::NotReady,
        slug: "not-ready",
        title: "No article is indexed yet",
        status: 503,
        about: "Index some with `dateline ingest PATH`; the service then answers within a second.",
    },
    Row {
        kind: Kind::Forbidden,
        slug: "forbidden",
        title: "This is not for everyone",
        status: 403,
        about: "`detail` says what it takes: a service that listens on a loopback address, such as `127.0.0.1`, a key, or a setting.",
    },
    Row {
        kind: Kind::TooManyMatches,
        slug: "too-many-matches",
        title: "The export has too many matches",
        status: 400,
        about: "Nothing was written. Part the export by ranges of dates; `detail` says how many articles one may have here.",
    },
    Row {
        kind: Kind::Unauthorized,
        slug: "unauthorized",
        title: "A key is needed",
        status: 401,
        about: "Send the header `Authorization: Bearer KEY` with a key of this service. Who runs it makes keys with `dateline key new`.",
    },
    Row {
        kind: Kind::Locked,
        slug: "locked",
        title: "Another process writes to the archive",
        status: 409,
        about: "Nothing was taken. Send the same again when the other process has ended.",
    },
    Row {
        kind: Kind::TooManyRequests,
        slug: "too-many-requests",
        title: "Too many requests",
        status: 429,
        about: "Wait for the seconds that the header `Retry-After` gives. `RateLimit-Policy` tells how many requests a client has in \
                which time, `RateLimit` how many are left.",
    },
];

/// A problem of one request.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The kind.
    pub kind: Kind,
    /// What is wrong here and what to do.
    pub detail: String,
    /// The parameters that cannot be taken.
    pub errors: Vec<BadParam>,
    /// Column in the query.
    pub column: Option<usize>,
    /// Nearest kept version.
    pub nearest: Option<u64>,
}

impl Kind {
    /// The row of the kind.
    #[must_use]
    pub fn row(self) -> &'static Row {
        // The test below holds that every kind has a row.
        TABLE.iter().find(|row| row.kind == self).unwrap_or(&TABLE[14])
    }

    /// Finds a kind by the last part of its address.
    #[must_use]
    pub fn parse(slug: &str) -> Option<Self> {
        TABLE.iter().find(|row| row.slug == slug).map(|row| row.kind)
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(self) -> StatusCode {
        StatusCode::from_u16(self.row().status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Seconds after which another try may succeed.
    fn retry_after(self) -> Option<&'static str> {
        match self {
            Self::Deadline | Self::NotReady | Self::Locked => Some("5"),
            Self::Overloaded => Some("1"),
            _ => None,
        }
    }

    /// The kind of a bare status that a layer below answered with.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Option<Self> {
        match status.as_u16() {
            404 => Some(Self::NotFound),
            405 => Some(Self::MethodNotAllowed),
            408 => Some(Self::RequestTimeout),
            413 => Some(Self::BodyTooLarge),
            414 => Some(Self::UriTooLong),
            415 => Some(Self::UnsupportedMediaType),
            400..=499 => Some(Self::InvalidBody),
            500..=599 => Some(Self::Internal),
            _ => None,
        }
    }
}

impl Problem {
    /// Makes a problem.
    #[must_use]
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), errors: Vec::new(), column: None, nearest: None }
    }

    /// All parameters that cannot be taken.
    #[must_use]
    pub fn parameters(errors: Vec<BadParam>) -> Self {
        let detail = BadParam::all(&errors);
        let column = errors.iter().find_map(|bad| bad.column);
        Self { errors, column, ..Self::new(Kind::InvalidParameters, detail) }
    }

    /// Something of the contract that is not built yet.
    #[must_use]
    pub fn not_available(what: &str) -> Self {
        Self::new(Kind::NotAvailable, format!("{what} is not available yet"))
    }

    /// A failure whose cause the log has and the client does not see.
    #[must_use]
    pub fn internal(cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(error = %cause, "a request failed: {cause}");
        Self::new(Kind::Internal, "the service failed; its log has the cause")
    }

    /// Writes the body.
    #[must_use]
    pub fn body(&self, request_id: &str) -> String {
        let row = self.kind.row();
        let errors = self.errors.iter().map(|bad| ErrorJson { parameter: &bad.name, detail: &bad.message, column: bad.column }).collect();
        serde_json::to_string(&ProblemJson {
            r#type: format!("/problems/{}", row.slug),
            title: row.title,
            status: row.status,
            detail: &self.detail,
            errors,
            column: self.column,
            nearest: self.nearest.map(version_name),
            request_id,
        })
        .unwrap_or_default()
    }
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<ErrorJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nearest: Option<String>,
    request_id: &'a str,
}

#[derive(Serialize)]
struct ErrorJson<'a> {
    parameter: &'a str,
    detail: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

impl From<Vec<BadParam>> for Problem {
    fn from(errors: Vec<BadParam>) -> Self {
        Self::parameters(errors)
    }
}

impl From<SearchError> for Problem {
    fn from(error: SearchError) -> Self {
        let text = error.to_string();
        match error {
            SearchError::Query(errors) => Self::parameters(
                errors
                    .into_iter()
                    .map(|error| BadParam { name: "q".into(), message: error.to_string(), column: Some(error.column) })
                    .collect(),
            ),
            SearchError::BadCursor(_) => Self::new(Kind::InvalidCursor, text),
            SearchError::Deadline => Self::new(Kind::Deadline, text),
            SearchError::TooManyBuckets { .. } | SearchError::TooManySeries { .. } => Self::new(Kind::TooManyBuckets, text),
            SearchError::NotAvailable { column, .. } => Self { column, ..Self::new(Kind::NotAvailable, text) },
            SearchError::Index(error) => Self::internal(&error),
        }
    }
}

impl From<VersionError> for Problem {
    fn from(error: VersionError) -> Self {
        let text = error.to_string();
        match error {
            VersionError::Gone { nearest, .. } => {
                let mend = nearest.map_or_else(String::new, |nearest| format!(": the nearest kept one is {}", version_name(nearest)));
                Self { nearest, ..Self::new(Kind::VersionGone, format!("{text}{mend}")) }
            }
            VersionError::Never(_) => Self::new(Kind::NoSuchVersion, format!("{text}: `/v1/versions` lists those that are kept")),
            VersionError::Index(error) => Self::internal(&error),
        }
    }
}

impl IntoResponse for Problem {
    /// Leaves the problem in the response's extensions: the layer around all routes, which knows
    /// the request's id and what its client takes, writes the body.
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        if self.kind == Kind::Unauthorized {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"dateline\""));
        }
        if let Some(seconds) = self.kind.retry_after() {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_row_of_its_own() {
        for row in &TABLE {
            assert_eq!(row.kind.row().slug, row.slug);
            assert_eq!(Kind::parse(row.slug), Some(row.kind));
        }
        assert_eq!(TABLE[14].kind, Kind::Internal);
    }

    #[test]
    fn a_problem_says_what_to_do() {
        let bad = |name: &str, column| BadParam { name: name.into(), message: format!("{name} is bad"), column };
        assert_eq!(
            Problem::parameters(vec![bad("page", None), bad("q", Some(7))]).body("id"),
            concat!(
                r#"{"type":"/problems/invalid-parameters","title":"Parameters cannot be taken","status":400,"detail":"page is bad; q is bad","#,
                r#""errors":[{"parameter":"page","detail":"page is bad"},{"parameter":"q","detail":"q is bad","column":7}],"column":7,"#,
                r#""request_id":"id"}"#
            )
        );
        assert_eq!(
            Problem::from(VersionError::Gone { number: 3, nearest: Some(5) }).body("id"),
            concat!(
                r#"{"type":"/problems/version-gone","title":"The version is no longer kept","status":410,"#,
                r#""detail":"version 000003 is no longer kept: the nearest kept one is 000005","nearest":"000005","request_id":"id"}"#
            )
        );
    }
}

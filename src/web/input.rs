//! Names and values of a request, from its address or its body.

use std::fmt;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, Uri, header};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use super::limits::{BODY_BYTES_MAX, BODY_TIME_MAX, POST_BYTES_MAX, POST_TIME_MAX};
use super::problem::{Kind, Problem};
use crate::search::params::{self, BadParam, BulkQuery};

/// Names and values, in the order in which they were written.
pub(super) type Pairs = Vec<(String, String)>;

/// Reads the parameters of a GET from its address, those of a POST from its body.
pub(super) async fn pairs(request: Request) -> Result<Pairs, Problem> {
    let mut pairs = query_pairs(request.uri())?;
    if request.method() == Method::POST {
        let is_json = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_json);
        if !is_json {
            return Err(Problem::new(Kind::UnsupportedMediaType, "the body must be JSON: send `Content-Type: application/json`"));
        }
        pairs.extend(body_pairs(&read_body(request.into_body()).await?)?);
    }
    Ok(pairs)
}

/// Reads queries that are counted together, and the parameters of all of them: a JSON object with
/// `queries`, or text of a query a line or a table, with the parameters in the address.
pub(super) async fn queries(request: Request) -> Result<(Vec<BulkQuery>, Pairs), Problem> {
    let mut pairs = query_pairs(request.uri())?;
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (json, text) = (is_json(content_type), ["text/plain", "text/csv"].iter().any(|text| content_type.starts_with(text)));
    if !json && !text {
        let detail =
            "send queries as `Content-Type: application/json` (`{\"queries\": [\"oil\"]}`), `text/plain` (a query a line) or `text/csv`";
        return Err(Problem::new(Kind::UnsupportedMediaType, detail));
    }
    let wrong = |detail: String| Problem::new(Kind::InvalidBody, detail);
    let body = body(request.into_body(), BODY_BYTES_MAX, BODY_TIME_MAX, "the queries into several posts").await?;
    if text {
        let text =
            std::str::from_utf8(&body).map_err(|error| wrong(format!("the body is no UTF-8 from byte {} on", error.valid_up_to())))?;
        return Ok((params::read_queries(text).map_err(wrong)?, pairs));
    }
    let twice = repeated(&body);
    if !twice.is_empty() {
        return Err(twice.into());
    }
    let (queries, others) = body_queries(&body).map_err(wrong)?;
    pairs.extend(member_pairs(others, twice)?);
    Ok((queries, pairs))
}

/// An object with queries and parameters.
#[derive(Deserialize)]
struct Bulk {
    queries: Vec<Given>,
    #[serde(flatten)]
    others: Map<String, Value>,
}

/// A query as text, or with the name that its answer shall bear.
#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "a query is a text, or an object of `name` and `q`")]
enum Given {
    Text(String),
    Named {
        #[serde(default)]
        name: Option<String>,
        q: String,
    },
}

/// Takes the queries out of an object, and gives the others of its members as they are.
fn body_queries(bytes: &[u8]) -> Result<(Vec<BulkQuery>, Map<String, Value>), String> {
    let Bulk { queries, others } = serde_json::from_slice(bytes).map_err(|error| format!("the body holds no queries: {error}"))?;
    params::check_queries(queries.len())?;
    let queries = queries.into_iter().map(|query| match query {
        Given::Text(q) => BulkQuery { name: None, q },
        Given::Named { name, q } => BulkQuery { name, q },
    });
    Ok((queries.collect(), others))
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// Reads articles that are posted: JSON lines.
pub(super) async fn lines(request: Request) -> Result<Vec<u8>, Problem> {
    check_lines(&request)?;
    body(request.into_body(), POST_BYTES_MAX, POST_TIME_MAX, "the articles into several posts").await
}

/// Refuses a body that is no JSON lines.
fn check_lines(request: &Request) -> Result<(), Problem> {
    let header = |name| request.headers().get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let essence = header(header::CONTENT_TYPE).unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !LINES.contains(&essence.as_str()) {
        let detail = "articles are posted as JSON lines: send `Content-Type: application/x-ndjson`";
        return Err(Problem::new(Kind::UnsupportedMediaType, detail));
    }
    if header(header::CONTENT_ENCODING).is_some_and(|coding| !coding.eq_ignore_ascii_case("identity")) {
        return Err(Problem::new(
            Kind::UnsupportedMediaType,
            "posted articles are taken as they are: send them without `Content-Encoding`",
        ));
    }
    Ok(())
}

/// Media types of JSON lines, and of one JSON value, which is a line of them.
const LINES: [&str; 5] = ["application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines", "application/json"];

async fn read_body(whole: Body) -> Result<Vec<u8>, Problem> {
    body(whole, BODY_BYTES_MAX, BODY_TIME_MAX, "the search into several").await
}

/// Reads a body of so many bytes in so much time at most; `part` says what can be parted.
async fn body(body: Body, bytes_max: usize, time_max: Duration, part: &str) -> Result<Vec<u8>, Problem> {
    match tokio::time::timeout(time_max, to_bytes(body, bytes_max)).await {
        Ok(Ok(bytes)) => Ok(bytes.to_vec()),
        Ok(Err(error)) if is_limit(&error) => {
            Err(Problem::new(Kind::BodyTooLarge, format!("the body has more than {bytes_max} bytes: part {part}")))
        }
        Ok(Err(_)) => Err(Problem::new(Kind::InvalidBody, "the body broke off before its end: send it again")),
        Err(_) => {
            let seconds = time_max.as_secs();
            Err(Problem::new(Kind::RequestTimeout, format!("the body took longer than {seconds} seconds to arrive: send it again")))
        }
    }
}

fn is_limit(error: &axum::Error) -> bool {
    // `to_bytes` wraps the length error of `http-body-util`, which this crate does not import.
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        if error.to_string().contains("length limit") {
            return true;
        }
        source = error.source();
    }
    error.to_string().contains("length limit")
}

/// Reads a JSON object of texts, numbers, truths and arrays of them; null is as if absent.
fn body_pairs(bytes: &[u8]) -> Result<Pairs, Problem> {
    let wrong = |detail: String| Problem::new(Kind::InvalidBody, detail);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| wrong(format!("the body is no JSON: {error}")))?;
    let Value::Object(members) = value else {
        return Err(wrong(format!("the body is {}: send an object such as `{{\"q\": \"oil\"}}`", name(&value))));
    };
    member_pairs(members, repeated(bytes))
}

/// The members of an object as names and values; `bad` is what is wrong with them so far.
fn member_pairs(members: Map<String, Value>, mut bad: Vec<BadParam>) -> Result<Pairs, Problem> {
    let mut pairs = Pairs::new();
    for (member, value) in members {
        let values = if let Value::Array(values) = value { values } else { vec![value] };
        for value in values {
            match value {
                Value::Null => {}
                Value::String(text) => pairs.push((member.clone(), text)),
                Value::Number(number) => pairs.push((member.clone(), number.to_string())),
                Value::Bool(truth) => pairs.push((member.clone(), truth.to_string())),
                other => {
                    let message = format!("`{member}` is {}: give a text, a number, `true` or `false`, or an array of them", name(&other));
                    bad.push(BadParam { name: member.clone(), message, column: None });
                }
            }
        }
    }
    if bad.is_empty() { Ok(pairs) } else { Err(bad.into()) }
}

/// Members that stand more than once: the parser keeps the last of them and forgets the others.
fn repeated(bytes: &[u8]) -> Vec<BadParam> {
    let Names(mut names) = serde_json::from_slice(bytes).unwrap_or_default();
    names.sort_unstable();
    let several = names.chunk_by(|one, other| one == other).filter(|same| same.len() > 1).filter_map(<[String]>::first);
    let told = |name: &String| {
        let shown: String = name.chars().take(80).collect();
        let message = format!("`{shown}` stands more than once in the body: give it once, with an array for several values");
        BadParam { name: shown, message, column: None }
    };
    several.map(told).collect()
}

/// Names of an object's members, each as often as it stands there.
#[derive(Default)]
struct Names(Vec<String>);

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Walk;
        impl<'de> Visitor<'de> for Walk {
            type Value = Names;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        deserializer.deserialize_map(Walk)
    }
}

fn name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Reads the parameters of an address.
pub(super) fn query_pairs(uri: &Uri) -> Result<Pairs, Problem> {
    let mut pairs = Pairs::new();
    let mut bad = Vec::new();
    for part in uri.query().unwrap_or_default().split('&').filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        match (decode(name, true), decode(value, true)) {
            (Ok(name), Ok(value)) => pairs.push((name, value)),
            (Ok(name), Err(lossy)) => {
                let message = format!("`{name}` holds bytes that are no UTF-8 (`{lossy}`): percent-encode its text as UTF-8");
                bad.push(BadParam { name, message, column: None });
            }
            (Err(lossy), _) => {
                let message = format!("the name `{lossy}` holds bytes that are no UTF-8");
                bad.push(BadParam { name: lossy, message, column: None });
            }
        }
    }
    if bad.is_empty() { Ok(pairs) } else { Err(bad.into()) }
}

/// Reads the rest of an address behind a prefix, percent-decoded: an id may hold any character.
pub(super) fn path_rest(uri: &Uri, prefix: &str) -> Result<String, Problem> {
    let rest = uri.path().strip_prefix(prefix).unwrap_or_default();
    decode(rest, false)
        .map_err(|lossy| Problem::new(Kind::NotFound, format!("`{lossy}` holds bytes that are no UTF-8: percent-encode the id as UTF-8")))
}

/// Percent-decodes a text; with `form`, a plus sign is a blank. The error is a readable form.
fn decode(text: &str, form: bool) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
        let mut ahead = rest.clone();
        match byte {
            b'+' if form => bytes.push(b' '),
            b'%' => match (hex(ahead.next()), hex(ahead.next())) {
                (Some(high), Some(low)) => {
                    bytes.push(high * 16 + low);
                    rest = ahead;
                }
                // A lone percent sign stands for itself, as browsers read it.
                _ => bytes.push(b'%'),
            },
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).map_err(|error| String::from_utf8_lossy(error.as_bytes()).chars().take(80).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(result: Result<Pairs, Problem>) -> String {
        match result {
            Ok(pairs) => pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("|"),
            Err(problem) => problem.detail,
        }
    }

    #[test]
    fn addresses_are_decoded() {
        let check = |query: &str, expected: &str| {
            let uri: Uri = format!("/v1/search?{query}").parse().unwrap();
            assert_eq!(shown(query_pairs(&uri)), expected, "{query}");
        };
        check("q=oil+price%20up&lang=fa&&x", "q=oil price up|lang=fa|x=");
        check("q=%D9%86%D9%81%D8%AA%3D1", "q=نفت=1");
        check("q=100%&r=%zz%4", "q=100%|r=%zz%4");
        check("q=%FF", "`q` holds bytes that are no UTF-8 (`\u{FFFD}`): percent-encode its text as UTF-8");
    }

    #[test]
    fn ids_are_decoded() {
        let uri: Uri = "/v1/articles/a%2Fb+c%3F".parse().unwrap();
        assert_eq!(path_rest(&uri, "/v1/articles/").unwrap(), "a/b+c?");
    }

    #[test]
    fn bodies_are_objects() {
        let check = |body: &str, expected: &str| assert_eq!(shown(body_pairs(body.as_bytes())), expected, "{body}");
        check(r#"{"q":"oil","page":2,"lenient":true,"lang":["en","fa"],"tag":null}"#, "lang=en|lang=fa|lenient=true|page=2|q=oil");
        check("[1]", "the body is an array: send an object such as `{\"q\": \"oil\"}`");
        check(r#"{"q":{"a":1}}"#, "`q` is an object: give a text, a number, `true` or `false`, or an array of them");
        check(r#"{"q":"a","lang":"en","q":"b"}"#, "`q` stands more than once in the body: give it once, with an array for several values");
        check("{", "the body is no JSON: EOF while parsing an object at line 1 column 1");
        assert!(shown(body_pairs("[".repeat(100_000).as_bytes())).contains("recursion limit"));
    }
}

//! `/metrics`: what the service does and holds, in the text format of `OpenMetrics`
//! (<https://prometheus.io/docs/specs/om/open_metrics_spec/>).
//!
//! Labels are routes and never addresses: queries of readers are no metric.

use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::index::Version;
use crate::search::response::HitsPath;

/// The media type.
pub(super) const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Bounds of the times of requests, in seconds: a term is found within a millisecond, the deadline is ten
/// seconds.
const BOUNDS: [f64; 13] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRequest {
    route: String,
    method: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfPath {
    path: &'static str,
}

type Level = Gauge<i64, AtomicI64>;
type Times = Family<OfRoute, Histogram, fn() -> Histogram>;

/// Counts since the service began, and levels of the moment.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<OfRequest, Counter<u64, AtomicU64>>,
    seconds: Times,
    searches: Family<OfPath, Counter<u64, AtomicU64>>,
    running: Level,
    waiting: Level,
    version: Level,
    articles: Level,
    undated: Level,
    memory: Level,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

/// What is read at the moment of asking.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Moment {
    /// Searches that run.
    pub(super) running: usize,
    /// Searches that wait.
    pub(super) waiting: usize,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("dateline");
        let requests = Family::default();
        registry.register("http_requests", "Requests by route, method and status", requests.clone());
        let seconds: Times = Family::new_with_constructor(|| Histogram::new(BOUNDS));
        registry.register_with_unit("http_request_duration", "Time of requests by route", Unit::Seconds, seconds.clone());
        let searches = Family::default();
        registry.register("searches", "Searches by the way in which their hits were found", searches.clone());
        let mut level = |name: &str, about: &str| {
            let level = Level::default();
            registry.register(name, about, level.clone());
            level
        };
        let (running, waiting) = (level("searches_running", "Searches that run"), level("searches_waiting", "Searches that wait"));
        let version = level("version", "Number of the served version; 0 where there is none");
        let (articles, undated) =
            (level("articles", "Articles of the served version"), level("articles_undated", "Articles of it without a date"));
        let memory = level("memory_anonymous_bytes", "Memory of the process that no file stands behind");
        Self { registry, requests, seconds, searches, running, waiting, version, articles, undated, memory }
    }

    /// Counts a request.
    pub(super) fn request(&self, route: &str, method: &str, status: u16, took: Duration) {
        let (route, method) = (route.to_owned(), method.to_owned());
        self.requests.get_or_create(&OfRequest { route: route.clone(), method, status }).inc();
        self.seconds.get_or_create(&OfRoute { route }).observe(took.as_secs_f64());
    }

    /// Counts a search.
    pub(super) fn search(&self, path: HitsPath) {
        self.searches.get_or_create(&OfPath { path: path.as_str() }).inc();
    }

    /// Writes all of them.
    pub(super) fn text(&self, version: Option<&Version>, moment: Moment) -> Result<String, fmt::Error> {
        let level = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.running.set(level(moment.running as u64));
        self.waiting.set(level(moment.waiting as u64));
        self.version.set(level(version.map_or(0, Version::number)));
        self.articles.set(level(version.map_or(0, Version::articles)));
        self.undated.set(level(version.and_then(Version::info).map_or(0, |info| info.undated)));
        self.memory.set(level(anonymous_memory().unwrap_or(0)));
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Anonymous memory of the process in bytes, where the system says it.
fn anonymous_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_written() {
        let metrics = Metrics::new();
        metrics.request("/v1/search", "GET", 200, Duration::from_millis(3));
        metrics.request("/v1/search", "GET", 200, Duration::from_millis(30));
        metrics.search(HitsPath::DateWalk);
        let text = metrics.text(None, Moment { running: 2, waiting: 1 }).unwrap();
        for line in [
            r#"dateline_http_requests_total{route="/v1/search",method="GET",status="200"} 2"#,
            r#"dateline_http_request_duration_seconds_bucket{le="0.005",route="/v1/search"} 1"#,
            r#"dateline_http_request_duration_seconds_count{route="/v1/search"} 2"#,
            "dateline_searches_running 2",
            "dateline_articles 0",
        ] {
            assert!(text.contains(line), "{line}: {text}");
        }
        assert!(text.contains("dateline_searches_total{path=") && text.ends_with("# EOF\n"), "{text}");
    }
}

//! The clock: the only place that reads it.

use std::time::{SystemTime, UNIX_EPOCH};

/// Returns the time in microseconds since 1970.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "this is the place that reads the clock")]
pub fn now_us() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

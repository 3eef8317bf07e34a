//! How often a client may ask, and what answers say of it.
//!
//! The headers are those of draft-ietf-httpapi-ratelimit-headers-10.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::limits::QUOTA_CLIENTS_MAX;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// Most requests of a unit of time: as good as none at all.
const REQUESTS_MAX: u32 = 1_000_000;

/// Requests that a client may make in a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    requests: NonZeroU32,
    seconds: u32,
}

impl RateLimit {
    /// Reads such as `20/s`, `600/m` or `10000/h`.
    ///
    /// # Errors
    /// Says what to write.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        const MEND: &str = "give a number of requests and a unit of time, such as `20/s`, `600/m` or `10000/h`";
        let (requests, unit) = text.split_once('/').ok_or(MEND)?;
        let seconds = match unit.trim() {
            "s" => 1,
            "m" => 60,
            "h" => 3_600,
            _ => return Err(MEND),
        };
        let requests: u32 = requests.trim().parse().map_err(|_| MEND)?;
        let requests = NonZeroU32::new(requests).filter(|requests| requests.get() <= REQUESTS_MAX).ok_or(MEND)?;
        Ok(Self { requests, seconds })
    }
}

type Limiter = RateLimiter<IpAddr, DefaultKeyedStateStore<IpAddr>, DefaultClock, StateInformationMiddleware>;

/// What each client has left.
pub(super) struct Quotas {
    limit: RateLimit,
    limiter: Limiter,
    clock: DefaultClock,
}

impl fmt::Debug for Quotas {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quotas").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// What a client may still do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Left {
    /// This request, and so many more at once.
    More(u32),
    /// Nothing for so long.
    Wait(Duration),
}

impl Quotas {
    pub(super) fn new(limit: RateLimit) -> Arc<Self> {
        let each = Duration::from_secs(u64::from(limit.seconds)) / limit.requests.get();
        // A time of no length cannot be: the most requests an hour are some microseconds apart.
        let quota = Quota::with_period(each).unwrap_or_else(|| Quota::per_second(limit.requests)).allow_burst(limit.requests);
        let limiter = RateLimiter::keyed(quota).with_middleware::<StateInformationMiddleware>();
        Arc::new(Self { limit, limiter, clock: DefaultClock::default() })
    }

    /// Takes a request of a client.
    pub(super) fn take(&self, client: IpAddr) -> Left {
        let mut client = client;
        if self.limiter.len() >= QUOTA_CLIENTS_MAX {
            // Those that have asked for nothing for long are as new.
            self.limiter.retain_recent();
            if self.limiter.len() >= QUOTA_CLIENTS_MAX {
                client = IpAddr::V6(Ipv6Addr::UNSPECIFIED);
            }
        }
        match self.limiter.check_key(&client) {
            Ok(state) => Left::More(state.remaining_burst_capacity()),
            Err(until) => Left::Wait(until.wait_time_from(self.clock.now())),
        }
    }

    /// Says to a client what it has left.
    pub(super) fn tell(&self, left: Left, headers: &mut HeaderMap) {
        let RateLimit { requests, seconds } = self.limit;
        let policy = format!("\"client\";q={requests};w={seconds}");
        let (remaining, wait) = match left {
            // A share of the time for each request that was made.
            Left::More(remaining) => {
                (remaining, u64::from(seconds) * u64::from(requests.get() - remaining.min(requests.get())) / u64::from(requests.get()))
            }
            Left::Wait(wait) => (0, wait.as_secs() + u64::from(wait.subsec_nanos() > 0)),
        };
        let own = [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, format!("\"client\";r={remaining};t={wait}"))];
        let retry = matches!(left, Left::Wait(_)).then(|| (header::RETRY_AFTER, wait.to_string()));
        for (name, value) in own.into_iter().chain(retry) {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_so_many_requests_and_no_more() {
        let quotas = Quotas::new(RateLimit::parse("3/h").unwrap());
        let (one, other) = ("1.2.3.4".parse().unwrap(), "1.2.3.5".parse().unwrap());
        assert_eq!([quotas.take(one), quotas.take(one), quotas.take(one)], [Left::More(2), Left::More(1), Left::More(0)]);
        let left = quotas.take(one);
        assert!(matches!(left, Left::Wait(wait) if wait.as_secs() >= 1_100), "{left:?}");
        assert_eq!(quotas.take(other), Left::More(2));
        let mut headers = HeaderMap::new();
        quotas.tell(Left::Wait(Duration::from_millis(1_200_500)), &mut headers);
        let shown: Vec<_> = headers.iter().map(|(name, value)| format!("{name}: {}", value.to_str().unwrap())).collect();
        assert_eq!(shown, ["ratelimit-policy: \"client\";q=3;w=3600", "ratelimit: \"client\";r=0;t=1201", "retry-after: 1201"]);
    }

    #[test]
    fn limits_are_read() {
        for bad in ["", "20", "0/s", "x/s", "20/d", "-1/s", "2000000/s"] {
            assert!(RateLimit::parse(bad).is_err(), "{bad}");
        }
        assert!(RateLimit::parse(" 600 / m ").is_ok());
    }
}

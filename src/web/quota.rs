//! How often a client may ask, and what answers say of it.
//!
//! The headers are those of draft-ietf-httpapi-ratelimit-headers-10.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use governor::clock::{Clock, DefaultClock, Reference as _};
use governor::middleware::StateInformationMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::limits::QUOTA_CLIENTS_MAX;

const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
/// Time between two looks for clients that can be forgotten, where there is no room for others.
const SWEEP: Duration = Duration::from_secs(1);
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

type Limiter = RateLimiter<NotKeyed, InMemoryState, DefaultClock, StateInformationMiddleware>;
type Moment = <DefaultClock as Clock>::Instant;

/// What each client has left.
pub(super) struct Quotas {
    limit: RateLimit,
    quota: Quota,
    clock: DefaultClock,
    clients: Mutex<Clients>,
}

/// Those who asked lately.
struct Clients {
    known: HashMap<IpAddr, Client>,
    /// What those share for whom there is no room.
    others: Limiter,
    swept: Moment,
}

struct Client {
    limiter: Limiter,
    asked: Moment,
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
        let clock = DefaultClock::default();
        let clients = Clients { known: HashMap::new(), others: limiter(quota, &clock), swept: clock.now() };
        Arc::new(Self { limit, quota, clock, clients: Mutex::new(clients) })
    }

    /// Takes a request of a client.
    pub(super) fn take(&self, client: IpAddr) -> Left {
        let now = self.clock.now();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let Clients { known, others, swept } = &mut *clients;
        if known.len() >= QUOTA_CLIENTS_MAX && passed(*swept, now) >= SWEEP {
            // Those that have asked for nothing all the time are as new.
            let window = Duration::from_secs(u64::from(self.limit.seconds));
            known.retain(|_, client| passed(client.asked, now) < window);
            *swept = now;
        }
        let own = match (known.len() < QUOTA_CLIENTS_MAX, known.entry(client)) {
            (_, Entry::Occupied(held)) => Some(held.into_mut()),
            (true, Entry::Vacant(place)) => Some(place.insert(Client { limiter: limiter(self.quota, &self.clock), asked: now })),
            (false, Entry::Vacant(_)) => None,
        };
        let limiter = match own {
            Some(own) => {
                own.asked = now;
                &own.limiter
            }
            None => &*others,
        };
        match limiter.check() {
            Ok(state) => Left::More(state.remaining_burst_capacity()),
            Err(until) => Left::Wait(until.wait_time_from(now)),
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

fn limiter(quota: Quota, clock: &DefaultClock) -> Limiter {
    RateLimiter::direct_with_clock(quota, clock.clone()).with_middleware::<StateInformationMiddleware>()
}

fn passed(since: Moment, now: Moment) -> Duration {
    now.duration_since(since).into()
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
    fn a_client_that_is_known_keeps_its_own_where_there_is_room_for_no_other() {
        let quotas = Quotas::new(RateLimit::parse("3/h").unwrap());
        let of = |number: usize| IpAddr::from(u32::try_from(number).unwrap().to_be_bytes());
        for number in 0..QUOTA_CLIENTS_MAX {
            assert_eq!(quotas.take(of(number)), Left::More(2));
        }
        let late = [QUOTA_CLIENTS_MAX, QUOTA_CLIENTS_MAX + 1, QUOTA_CLIENTS_MAX + 2].map(|number| quotas.take(of(number)));
        assert_eq!(late, [Left::More(2), Left::More(1), Left::More(0)], "they share");
        assert!(matches!(quotas.take(of(QUOTA_CLIENTS_MAX + 3)), Left::Wait(_)));
        assert_eq!(quotas.take(of(7)), Left::More(1));
    }

    #[test]
    fn limits_are_read() {
        for bad in ["", "20", "0/s", "x/s", "20/d", "-1/s", "2000000/s"] {
            assert!(RateLimit::parse(bad).is_err(), "{bad}");
        }
        assert!(RateLimit::parse(" 600 / m ").is_ok());
    }
}

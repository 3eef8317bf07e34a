//! Who a client is, by the address that its connection comes from, or that a trusted proxy tells.

use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName};

/// Addresses that a proxy lists, which a proxy before it may have made up: a few are enough to look at.
const FORWARDED_MAX: usize = 32;
/// List of the addresses that a request came through, the client's own first.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Where a connection comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub(super) IpAddr);

/// A range of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Network {
    first: u128,
    bits: u32,
}

/// The proxies whose word is taken for where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<Network>);

impl TrustedProxies {
    /// Reads addresses and networks such as `127.0.0.1,10.0.0.0/8,fd00::/8`.
    ///
    /// # Errors
    /// Names what is no network.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let read = |part: &str| network(part).ok_or_else(|| format!("`{part}` is no address or network: write such as `10.0.0.0/8`"));
        parts.map(read).collect::<Result<Vec<_>, _>>().map(Self)
    }

    /// Whether an address is one of them.
    pub(super) fn has(&self, address: IpAddr) -> bool {
        let number = number(address);
        self.0.iter().any(|network| masked(number, network.bits) == network.first)
    }

    /// The client of a request: the last address before the trusted ones. What stands before that may
    /// be made up, and where the list cannot be read, the connection alone is known.
    pub(super) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.has(peer) {
            return peer;
        }
        // A line that cannot be read ends the list, as an entry does: what stands before it is not the
        // proxy's word.
        let lines = headers.get_all(FORWARDED_FOR).iter().rev().map_while(|value| value.to_str().ok());
        let mut client = peer;
        for text in lines.flat_map(|line| line.rsplit(',')).take(FORWARDED_MAX) {
            let Some(address) = address(text.trim()) else { break };
            client = address;
            if !self.has(address) {
                break;
            }
        }
        client
    }
}

/// What one client is for limits: an address, or the network that a subscriber of IPv6 gets whole.
pub(super) fn subscriber(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from(masked(v6.into(), 64))),
    }
}

/// An address as proxies write it: with a port or brackets too.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(text, |(inside, _)| inside);
    IpAddr::from_str(bare).ok().or_else(|| std::net::SocketAddr::from_str(text).ok().map(|socket| socket.ip()))
}

/// IPv4 addresses are numbers of IPv6 too.
fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().into(),
        IpAddr::V6(v6) => v6.into(),
    }
}

fn masked(number: u128, bits: u32) -> u128 {
    number & u128::MAX.checked_shl(128 - bits).unwrap_or(0)
}

fn network(text: &str) -> Option<Network> {
    let (text, bits) = text.split_once('/').map_or((text, None), |(text, bits)| (text, Some(bits)));
    let address = IpAddr::from_str(text).ok()?;
    let (most, before) = if address.is_ipv4() { (32, 96) } else { (128, 0) };
    let bits = bits.map_or(Some(most), |bits| bits.parse().ok().filter(|bits| *bits <= most))?;
    Some(Network { first: masked(number(address), before + bits), bits: before + bits })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(trusted: &str, peer: &str, lines: &[&str]) -> String {
        let headers = lines.iter().map(|line| (FORWARDED_FOR, line.parse().unwrap())).collect();
        TrustedProxies::parse(trusted).unwrap().client(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn only_trusted_proxies_say_who_the_client_is() {
        assert_eq!(client("", "10.0.0.1", &["1.2.3.4"]), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["6.6.6.6, 1.2.3.4"]), "1.2.3.4");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["6.6.6.6", "1.2.3.4, 10.2.2.2"]), "1.2.3.4");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &[]), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", &["1.2.3.4, unknown"]), "10.0.0.1");
        let mut unreadable = HeaderMap::new();
        unreadable.append(FORWARDED_FOR, "9.9.9.9".parse().unwrap());
        unreadable.append(FORWARDED_FOR, axum::http::HeaderValue::from_bytes(b"\xff, 1.2.3.4").unwrap());
        let trusted = TrustedProxies::parse("10.0.0.0/8").unwrap();
        assert_eq!(trusted.client("10.0.0.1".parse().unwrap(), &unreadable).to_string(), "10.0.0.1");
        assert_eq!(client("::1", "::1", &["[2001:db8::5]:4711"]), "2001:db8::5");
        assert_eq!(client("127.0.0.1", "::ffff:127.0.0.1", &["1.2.3.4:80"]), "1.2.3.4");
    }

    #[test]
    fn networks_are_read() {
        let has = |networks: &str, address: &str| TrustedProxies::parse(networks).unwrap().has(address.parse().unwrap());
        assert!(has("0.0.0.0/0", "9.9.9.9") && !has("0.0.0.0/0", "2001:db8::1"));
        assert!(has("::/0", "9.9.9.9") && has("2001:db8::/32", "2001:db8:9::1") && !has("2001:db8::/32", "2001:db9::1"));
        for bad in ["10.0.0.0/33", "x", "10.0.0.1/-1", "::1/129"] {
            assert!(TrustedProxies::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_subscriber_of_ipv6_has_a_network() {
        let of = |text: &str| subscriber(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_eq!((of("1.2.3.4"), of("::ffff:1.2.3.4")), ("1.2.3.4".into(), "1.2.3.4".into()));
    }
}

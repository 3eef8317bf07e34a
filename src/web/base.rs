//! The address of the service itself, for links that leave it.

use axum::http::{HeaderMap, header};
use url::Url;

/// Bytes of a host: the longest name of the DNS, and a port.
const HOST_BYTES_MAX: usize = 253 + 6;

/// Scheme and host without a slash at the end: as set, else as the client addressed it.
///
/// A client may write anything into `Host`: what is no host and port is not repeated.
pub(super) fn url(set: Option<&str>, headers: &HeaderMap) -> String {
    if let Some(set) = set {
        return set.trim_end_matches('/').to_owned();
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).filter(|host| is_host(host));
    format!("http://{}", host.unwrap_or("localhost"))
}

fn is_host(host: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b':' | b'[' | b']');
    !host.is_empty() && host.len() <= HOST_BYTES_MAX && host.bytes().all(plain) && Url::parse(&format!("http://{host}/")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(set: Option<&str>, host: Option<&str>) -> String {
        let mut headers = HeaderMap::new();
        if let Some(host) = host {
            headers.insert(header::HOST, host.parse().unwrap());
        }
        url(set, &headers)
    }

    #[test]
    fn what_is_set_goes_before_what_a_client_writes() {
        assert_eq!(of(Some("https://news.example.org/archive/"), Some("evil.example")), "https://news.example.org/archive");
        assert_eq!(of(None, Some("127.0.0.1:8080")), "http://127.0.0.1:8080");
        assert_eq!(of(None, Some("[::1]:80")), "http://[::1]:80");
        for bad in ["a b", "a/b", "a\"><script>", "user@host", "", "a:99999999", "a?b", "a#b"] {
            assert_eq!(of(None, Some(bad)), "http://localhost", "{bad}");
        }
        assert_eq!(of(None, None), "http://localhost");
    }
}

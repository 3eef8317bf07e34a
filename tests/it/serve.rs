//! The running service: its first words, a version that another process publishes, its end.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cli;
use crate::support;

/// How long a test waits for what should take a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// A service of its own, ended with the test.
struct Service {
    child: Child,
    host: String,
    /// What it said before it served.
    said: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Service {
    /// Starts `serve` on a free port and waits until it says its address.
    fn start(dir: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_dateline"))
            .current_dir(dir)
            .env_clear()
            .args(["serve", "--addr", "127.0.0.1:0"])
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let (mut said, mut host) = (String::new(), None);
        while host.is_none() {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "it ended before it served: {said}");
            let from_http = line.split_once("http://").map(|(_, rest)| rest.to_owned());
            host = from_http.map(|rest| rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect());
            said.push_str(&line);
        }
        // The queries to try come in the same breath; JSON is one line.
        for _ in 0..if args.contains(&"--json") { 0 } else { 9 } {
            let mut line = String::new();
            lines.read_line(&mut line).unwrap();
            said.push_str(&line);
        }
        Self { child, host: host.unwrap(), said }
    }

    /// Status and body of an address.
    fn get(&self, path: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.host).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head and a body");
        let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok()).expect("a status");
        (status, body.to_owned())
    }

    fn version(&self) -> String {
        let (status, body) = self.get("/v1/latest?page-size=1&fields=id&total=none");
        if status == 503 {
            return String::new();
        }
        // The body may come in chunks; the JSON is the line that begins with a brace.
        let json = body.lines().find(|line| line.starts_with('{')).unwrap_or_default();
        let answer: Value = serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {body}"));
        answer["version"].as_str().unwrap().to_owned()
    }

    /// Sends SIGTERM; returns the exit code.
    fn end(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.code();
            }
            assert!(began.elapsed() < PATIENCE, "it does not end");
            std::thread::yield_now();
        }
    }
}

#[test]
fn one_command_reads_the_corpus_and_serves_it_and_a_second_start_serves_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let corpus = support::repository("corpus");
    let corpus = corpus.to_str().unwrap();
    let service = Service::start(dir.path(), &["--corpus", corpus]);
    assert_eq!(service.version(), "000001");
    let base = format!("http://{}", service.host);
    let tries: Vec<&str> =
        service.said.lines().map(str::trim).filter_map(|line| line.strip_prefix(&base)).filter(|path| path.len() > 1).collect();
    assert_eq!(tries.len(), 3, "three queries to try: {}", service.said);
    for path in tries {
        let (status, body) = service.get(path);
        assert_eq!(status, 200, "{path}");
        assert!(body.contains("<mark>") || body.contains("\"hits\":[{") || body.contains("/article/"), "{path} finds nothing");
    }
    assert_eq!(service.end(), Some(0), "SIGTERM ends with 0");
    let again = Service::start(dir.path(), &["--corpus", corpus]);
    assert_eq!(again.version(), "000001", "the index that is there is served");
}

#[test]
fn a_version_that_another_process_publishes_is_served() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path(), &["--json"]);
    assert_eq!(service.version(), "", "nothing is indexed yet");
    for number in 1..=3 {
        std::fs::write(dir.path().join("a.jsonl"), format!("{{\"id\":\"a{number}\",\"title\":\"Number {number}\"}}\n")).unwrap();
        let ran = cli::run(dir.path(), &["ingest", "a.jsonl", "--quiet"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        let began = Instant::now();
        // No request fails meanwhile: each is answered by one version or the other.
        while service.version() != format!("{number:06}") {
            assert!(began.elapsed() < PATIENCE, "version {number} is not served");
        }
        assert_eq!(service.get(&format!("/v1/articles/a{number}")).0, 200);
    }
    assert_eq!(service.get("/v1/latest?as-of=000001").0, 200, "an older version is still there");
}

#[test]
fn a_deleted_article_is_in_no_version_of_a_running_service() {
    let dir = tempfile::tempdir().unwrap();
    for (name, title) in [("a.jsonl", "Rain"), ("b.jsonl", "Snow")] {
        std::fs::write(dir.path().join(name), format!("{{\"id\":\"{title}\",\"title\":\"{title}\",\"body\":\"It fell.\"}}\n")).unwrap();
        assert_eq!(cli::run(dir.path(), &["ingest", name]).code, 0);
    }
    let service = Service::start(dir.path(), &[]);
    let is_there = |as_of: &str| service.get(&format!("/v1/search?q=rain&as-of={as_of}")).1.contains("\"id\":\"Rain\"");
    assert!(is_there("1") && is_there("2"));
    assert_eq!(cli::run(dir.path(), &["delete", "Rain"]).code, 0);
    let began = Instant::now();
    while service.version() != "000003" {
        assert!(began.elapsed() < PATIENCE, "it does not follow");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(!is_there("1") && !is_there("2") && !is_there("3"));
    assert_eq!(service.get("/v1/articles/Rain").0, 404);
    assert_eq!(service.get("/v1/articles/Rain?as-of=1").0, 404);
}

#[test]
fn a_port_in_use_is_said_before_anything_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let ran = cli::run(dir.path(), &["serve", "--addr", &address, "--corpus", support::repository("corpus").to_str().unwrap()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains("in use"), "{}", ran.err);
    assert!(!dir.path().join("index/CURRENT").exists());
}

#[test]
fn a_corpus_that_is_not_there_is_an_error_that_names_it() {
    let dir = tempfile::tempdir().unwrap();
    let ran = cli::run(dir.path(), &["serve", "--addr", "127.0.0.1:0", "--corpus", "no-such-corpus"]);
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("there is no `no-such-corpus`"), "{}", ran.err);
}

impl Service {
    /// The whole answer to a request with further headers.
    fn send(&self, method: &str, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{headers}\r\n", self.host).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }
}

#[test]
fn a_client_may_ask_so_often_and_a_trusted_proxy_tells_who_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path(), &["--rate-limit", "2/h", "--trust-proxy", "127.0.0.1", "--quiet", "--json"]);
    let ask = |client: &str| service.send("GET", "/v1/versions", &format!("X-Forwarded-For: 9.9.9.9, {client}\r\n"));
    let first = ask("1.2.3.4");
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("ratelimit-policy: \"client\";q=2;w=3600"), "{first}");
    assert!(first.contains("ratelimit: \"client\";r=1;t=1800"), "{first}");
    assert!(ask("1.2.3.4").starts_with("HTTP/1.1 200"));
    let refused = ask("1.2.3.4");
    assert!(refused.starts_with("HTTP/1.1 429") && refused.contains("/problems/too-many-requests"), "{refused}");
    let wait = refused.lines().find_map(|line| line.strip_prefix("retry-after: ")).unwrap();
    assert!((1_700..=1_800).contains(&wait.parse::<u32>().unwrap()), "{refused}");
    // Others are not in its way, nor are monitors; what stands before the proxy's own word is made up.
    assert!(ask("1.2.3.5").starts_with("HTTP/1.1 200"));
    assert!(service.send("GET", "/v1/versions", "X-Forwarded-For: 1.2.3.99, 1.2.3.4\r\n").starts_with("HTTP/1.1 429"));
    assert!(service.send("GET", "/healthz", "X-Forwarded-For: 1.2.3.4\r\n").starts_with("HTTP/1.1 200"));
    for flag in [["--rate-limit", "many"], ["--cors", "news.example"], ["--trust-proxy", "x"]] {
        let told = cli::run(dir.path(), &[&["serve"][..], &flag].concat()).expect(2);
        assert!(told.err.contains(flag[0]), "{}", told.err);
    }
}

#[test]
fn pages_of_named_sites_may_read_answers() {
    let dir = tempfile::tempdir().unwrap();
    let service = Service::start(dir.path(), &["--cors", "https://news.example.org", "--quiet", "--json"]);
    let origin = |origin: &str| format!("Origin: {origin}\r\n");
    let answer = service.send("GET", "/v1/versions", &origin("https://news.example.org"));
    assert!(answer.contains("access-control-allow-origin: https://news.example.org"), "{answer}");
    assert!(answer.contains("etag") && answer.to_lowercase().contains("vary: origin"), "{answer}");
    assert!(!service.send("GET", "/v1/versions", &origin("https://evil.example")).contains("access-control-allow-origin"));
    let asked = format!("{}Access-Control-Request-Method: GET\r\n", origin("https://news.example.org"));
    let before = service.send("OPTIONS", "/v1/search?q=a", &asked);
    assert!(before.starts_with("HTTP/1.1 200") && before.contains("access-control-allow-methods: GET,HEAD"), "{before}");
    // Problems can be read by scripts too.
    assert!(service.send("GET", "/v1/search?pagesise=5", &origin("https://news.example.org")).contains("access-control-allow-origin"));
    drop(service);
    let other = Service::start(dir.path(), &["--quiet", "--json"]);
    assert!(!other.send("GET", "/v1/versions", &origin("https://news.example.org")).contains("access-control"));
    assert!(other.send("OPTIONS", "/v1/search?q=a", &asked).starts_with("HTTP/1.1 405"));
}

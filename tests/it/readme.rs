//! What the README tells to type works.

use std::fs;

use clap::Parser as _;

use crate::{cli, http, support};

/// The lines of code blocks.
fn code_lines() -> Vec<String> {
    let text = fs::read_to_string(support::repository("README.md")).unwrap();
    let blocks = text.split("```").skip(1).step_by(2);
    blocks.flat_map(|block| block.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// The words of a command as a shell splits them: single quotes, and comments behind `#`.
fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            '#' if !quoted && words.last().is_some_and(String::is_empty) => break,
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn the_two_commands_stand_in_the_readme() {
    let lines = code_lines();
    for command in ["cargo run --release -- serve --corpus corpus", "cargo test"] {
        assert!(lines.iter().any(|line| line == command), "`{command}`");
    }
}

#[test]
fn every_curl_of_the_readme_is_answered() {
    let mut asked = 0;
    for line in code_lines().iter().filter(|line| line.starts_with("curl ")) {
        let words = shell_words(line);
        let address =
            words.iter().find_map(|word| word.strip_prefix("http://127.0.0.1:8080")).unwrap_or_else(|| panic!("no address: {line}"));
        let mut pairs = Vec::new();
        for (word, value) in words.iter().zip(&words[1..]) {
            if matches!(word.as_str(), "-d" | "--data-urlencode") {
                pairs.push(value.split_once('=').unwrap_or_else(|| panic!("no pair: {line}")));
            }
        }
        let (status, body) = http::status_and_body(&http::url(address, &pairs));
        if address.contains("page-sise") {
            assert_eq!(status, 400, "{line}");
            assert!(body.contains("page-size") && body.contains("\"column\""), "{body}");
        } else {
            assert_eq!(status, 200, "{line}: {body}");
            let leads_on = body.contains("\"suggestions\":[{\"kind\"");
            assert!(leads_on || !body.contains("\"total\":{\"value\":0"), "it finds nothing: {line}");
        }
        asked += 1;
    }
    assert!(asked >= 10, "{asked} curl commands");
}

#[test]
fn every_dateline_command_of_the_readme_is_understood() {
    let mut ran = 0;
    for line in code_lines().iter().filter(|line| line.starts_with("dateline ")) {
        let words = shell_words(line);
        let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let parsed = dateline::cli::args::Cli::try_parse_from(&words);
        assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        if !matches!(args[0], "search" | "latest" | "show" | "stats" | "formats" | "versions") {
            // It writes, or looks for files that are not here.
            continue;
        }
        let ended = cli::run(cli::CORPUS.path(), &args);
        assert_eq!(ended.code, 0, "{line}: {}", ended.err);
        assert!(!ended.out.is_empty(), "{line}");
        ran += 1;
    }
    assert!(ran >= 5, "{ran} commands");
}

#[test]
fn the_queries_of_the_corpus_find_what_its_readme_says() {
    let total = |query: &str| {
        let (status, body) = http::status_and_body(&http::url("/v1/search", &[("q", query)]));
        assert_eq!(status, 200, "{query}: {body}");
        serde_json::from_str::<serde_json::Value>(&body).unwrap()["total"]["value"].as_u64().unwrap()
    };
    assert!(total("大坝") >= 2, "simplified finds traditional too");
    assert!(total("سد AND آمودریا") >= 1);
    assert_eq!(total("person:\"May Reading\" place:Nice"), 1);
    assert_eq!(total("angstrom"), 1);
    assert_eq!(total("walrus"), 0);
    assert!(total("체스 OR शतरंज OR ajedrez OR \"cờ vua\"") >= 4);
    assert!(total("มะม่วง") >= 1);
}

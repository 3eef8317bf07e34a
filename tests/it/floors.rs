//! The walls between the floors, kept by reading every source file.

use std::fs;
use std::path::{Path, PathBuf};

/// What each floor may import.
const FLOORS: [(&str, &[&str]); 10] = [
    ("article", &[]),
    ("query", &["article"]),
    ("analysis", &["article"]),
    ("ingest", &["article"]),
    ("index", &["article", "analysis"]),
    ("search", &["article", "query", "analysis", "index"]),
    ("run", &["article", "query", "analysis", "ingest", "index", "search"]),
    ("render", &["article", "query", "search", "run"]),
    ("web", &["article", "query", "analysis", "ingest", "index", "search", "run", "render"]),
    ("cli", &["article", "query", "analysis", "ingest", "index", "search", "run", "render", "web"]),
];

/// Outside crates that are at home in some places only.
const AT_HOME: [(&str, &[&str]); 10] = [
    ("axum", &["web/"]),
    ("tower", &["web/"]),
    ("tower_http", &["web/"]),
    ("hyper", &["web/"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("indicatif", &["cli/"]),
    ("tantivy", &["index/", "search/embedded/"]),
    ("whatlang", &["analysis/"]),
];

/// Files that stand above the floors.
const ABOVE: [&str; 2] = ["lib.rs", "main.rs"];

/// Lines of a file without its tests.
const LINES_MAX: usize = 800;

/// A source file, with everything blanked that is no shipped code.
struct Source {
    /// Path below `src`, with `/`.
    path: String,
    /// The text as it stands.
    text: String,
    /// The same text with comments, literals and test modules as blanks.
    code: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), code: without_tests(&blank(text)) }
    }

    fn floor(&self) -> &str {
        self.path.split('/').next().unwrap_or_default()
    }

    fn line(&self, at: usize) -> usize {
        self.code.bytes().take(at).filter(|b| *b == b'\n').count() + 1
    }
}

/// Reads all of `src`, in the order of their paths.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 40, "only {} files found under `{}`", paths.len(), root.display());
    let read = |path: &PathBuf| {
        let below = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
        Source::new(&below, &fs::read_to_string(path).unwrap())
    };
    paths.iter().map(read).collect()
}

fn collect(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            into.push(path);
        }
    }
}

/// Blanks comments and the insides of literals; line breaks stay.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = bytes.to_vec();
    let mut at = 0;
    let mut hide = |from: usize, to: usize| {
        for byte in out.iter_mut().take(to).skip(from).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
    };
    let find = |from: usize, what: &str| text.get(from..).and_then(|rest| rest.find(what)).map_or(bytes.len(), |found| from + found);
    while at < bytes.len() {
        let end = match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'/')) => find(at, "\n"),
            (b'/', Some(b'*')) => find(at, "*/"),
            (b'"', _) => end_of_string(bytes, at),
            (b'r', Some(b'"' | b'#')) if !at.checked_sub(1).is_some_and(|before| is_word(bytes[before])) => {
                let hashes = bytes[at + 1..].iter().take_while(|b| **b == b'#').count();
                if bytes.get(at + 1 + hashes) == Some(&b'"') {
                    find(at + 2 + hashes, &format!("\"{}", "#".repeat(hashes))) + hashes
                } else {
                    at
                }
            }
            // A character; anything else behind such a mark is a lifetime.
            (b'\'', Some(b'\\')) => find(at + 3, "'"),
            (b'\'', Some(_)) => {
                let len = text.get(at + 1..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                if bytes.get(at + 1 + len) == Some(&b'\'') { at + 1 + len } else { at }
            }
            _ => at,
        };
        if end > at {
            hide(at, end);
        }
        at = end + 1;
        while at < bytes.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
    String::from_utf8(out).unwrap()
}

fn end_of_string(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    at.min(bytes.len())
}

/// Blanks what stands behind `#[cfg(test)]`: the item up to its closing brace or semicolon.
fn without_tests(code: &str) -> String {
    let mut out = code.as_bytes().to_vec();
    let mut from = 0;
    while let Some(found) = code.get(from..).and_then(|rest| rest.find("#[cfg(test)]").or_else(|| rest.find("#[cfg(all(test"))) {
        let start = from + found;
        let mut depth = 0usize;
        let mut end = code.len();
        for (at, byte) in code.bytes().enumerate().skip(start) {
            match byte {
                b'{' => depth += 1,
                b'}' if depth <= 1 => {
                    end = at + 1;
                    break;
                }
                b'}' => depth -= 1,
                b';' if depth == 0 => {
                    end = at + 1;
                    break;
                }
                _ => {}
            }
        }
        for byte in out.iter_mut().take(end).skip(start).filter(|byte| **byte != b'\n') {
            *byte = b' ';
        }
        from = end;
    }
    String::from_utf8(out).unwrap()
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Finds a path segment as a whole word; gives the offset behind it.
fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = (usize, usize)> + 'a {
    let bytes = code.as_bytes();
    code.match_indices(word).filter_map(move |(at, _)| {
        let end = at + word.len();
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let whole = !before.is_some_and(is_word) && !bytes.get(end).copied().is_some_and(is_word);
        whole.then_some((at, end))
    })
}

/// The names that a path leads to behind `::`: one, or those of a group in braces.
fn names_behind(code: &str, at: usize) -> Vec<(usize, String)> {
    let Some(rest) = code.get(at..).and_then(|rest| rest.strip_prefix("::")) else { return Vec::new() };
    let start = at + 2;
    let name = |from: usize| -> String {
        code.get(from..).unwrap_or_default().chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    };
    if !rest.starts_with('{') {
        return vec![(start, name(start))];
    }
    let mut names = Vec::new();
    let (mut depth, mut fresh) = (0usize, false);
    for (offset, c) in rest.char_indices() {
        match c {
            '{' => {
                depth += 1;
                fresh = depth == 1;
            }
            '}' if depth <= 1 => break,
            '}' => depth -= 1,
            ',' if depth == 1 => fresh = true,
            _ if depth == 1 && fresh && (c.is_ascii_alphabetic() || c == '_') => {
                names.push((start + offset, name(start + offset)));
                fresh = false;
            }
            _ => {}
        }
    }
    names
}

/// How many modules deep a file is: `search/embedded/plan.rs` is three.
fn depth(path: &str) -> usize {
    path.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").count()
}

/// All modules of the crate's root that a file names, with their offsets: by `crate::`, or by as
/// many `super::` as it is deep.
fn imports(source: &Source) -> Vec<(usize, String)> {
    let code = &source.code;
    let mut found: Vec<(usize, String)> = words(code, "crate").flat_map(|(_, end)| names_behind(code, end)).collect();
    let chain = vec!["super"; depth(&source.path)].join("::");
    let climbs = words(code, &chain).filter(|(at, _)| !code.get(..*at).is_some_and(|before| before.ends_with("super::")));
    found.extend(climbs.flat_map(|(_, end)| names_behind(code, end)));
    found.retain(|(_, name)| FLOORS.iter().any(|(floor, _)| floor == name));
    found.sort();
    found
}

/// Edges that the list of floors lacks, as messages.
fn forbidden_edges(source: &Source) -> Vec<String> {
    let from = source.floor();
    let allowed = FLOORS.iter().find(|(floor, _)| *floor == from).map_or(&[][..], |(_, below)| below);
    let bad = imports(source).into_iter().filter(|(_, to)| to != from && !allowed.contains(&to.as_str()));
    bad.map(|(at, to)| format!("src/{}:{}: `{from}` imports `{to}`", source.path, source.line(at))).collect()
}

/// Outside crates that are not at home in a file, as messages.
fn strangers(source: &Source) -> Vec<String> {
    let mut bad = Vec::new();
    for (name, homes) in AT_HOME {
        if homes.iter().any(|home| source.path.starts_with(home)) {
            continue;
        }
        for (at, end) in words(&source.code, name) {
            let rest = source.code.get(end..).unwrap_or_default();
            let before = source.code.get(..at).unwrap_or_default().trim_end();
            // A path begins with it, or `use` or an attribute takes it; a variable of that name is none of this.
            let is_path = rest.starts_with("::") && !before.ends_with("::");
            if is_path || (before.ends_with("use") && rest.trim_start().starts_with([';', ' '])) {
                bad.push(format!("src/{}:{}: `{name}` is at home in {} only", source.path, source.line(at), homes.join(" and ")));
            }
        }
    }
    bad
}

fn check(messages: &[String], what: &str) {
    assert!(messages.is_empty(), "{what}:\n  {}\n", messages.join("\n  "));
}

#[test]
fn every_floor_imports_only_those_below_it() {
    let sources = sources();
    let floors: Vec<_> = sources.iter().filter(|source| !ABOVE.contains(&source.path.as_str())).collect();
    let unknown: Vec<String> = floors
        .iter()
        .filter(|source| !FLOORS.iter().any(|(floor, _)| *floor == source.floor()))
        .map(|source| format!("src/{} belongs to no floor", source.path))
        .collect();
    check(&unknown, "the list of floors lacks");
    let bad: Vec<String> = floors.iter().flat_map(|source| forbidden_edges(source)).collect();
    check(&bad, "imports that ARCHITECTURE.md does not allow");
}

#[test]
fn the_list_of_floors_has_no_circle() {
    for (i, (floor, below)) in FLOORS.iter().enumerate() {
        for name in *below {
            assert!(FLOORS[..i].iter().any(|(earlier, _)| earlier == name), "`{floor}` may import `{name}`, which stands above it");
        }
    }
}

#[test]
fn outside_crates_stay_at_home() {
    let bad: Vec<String> = sources().iter().filter(|source| !ABOVE.contains(&source.path.as_str())).flat_map(strangers).collect();
    check(&bad, "outside crates that are not at home");
}

#[test]
fn files_are_short() {
    let long = |source: &Source| {
        let lines = source.code.trim_end().lines().count();
        (lines > LINES_MAX).then(|| format!("src/{}: {lines} lines without tests, at most {LINES_MAX}", source.path))
    };
    check(&sources().iter().filter_map(long).collect::<Vec<_>>(), "files to part");
}

#[test]
fn folders_have_a_mod_file_and_floors_say_what_they_do() {
    let sources = sources();
    let mut bad = Vec::new();
    for source in &sources {
        let beside = format!("{}/", source.path.trim_end_matches(".rs"));
        if sources.iter().any(|other| other.path.starts_with(&beside)) {
            bad.push(format!("src/{} stands beside a folder of its name: make it `{beside}mod.rs`", source.path));
        }
    }
    for (floor, _) in FLOORS {
        let head = sources.iter().find(|source| source.path == format!("{floor}/mod.rs"));
        let docs: String = head.iter().flat_map(|source| source.text.lines()).map_while(|line| line.strip_prefix("//!")).collect();
        if docs.matches(['.', '!']).count() < 3 {
            bad.push(format!("src/{floor}/mod.rs: say what the floor does, what it never does and where to start reading"));
        }
    }
    check(&bad, "folders");
}

#[test]
fn the_walls_are_seen() {
    let edges = |path: &str, text: &str| forbidden_edges(&Source::new(path, text)).join("; ");
    assert_eq!(
        edges("query/parser.rs", "use crate::article::Lang;\nuse crate::index::Version;"),
        "src/query/parser.rs:2: `query` imports `index`"
    );
    assert_eq!(edges("query/parser.rs", "use crate::{article::{Lang, search}, web};"), "src/query/parser.rs:1: `query` imports `web`");
    assert_eq!(edges("query/mod.rs", "fn f() { super::search::search() }"), "src/query/mod.rs:1: `query` imports `search`");
    assert_eq!(
        edges("article/published/span.rs", "use super::super::super::run::x;"),
        "src/article/published/span.rs:1: `article` imports `run`"
    );
    for quiet in [
        "//! [`crate::index`]\n/* crate::web */ const A: &str = \"crate::cli\"; const B: char = '\"'; // crate::cli",
        "#[cfg(test)]\nmod tests { use crate::index::Version; }",
        "use super::search; use super::super::index;",
        "const R: &str = r#\"crate::web \"quoted\" crate::cli\"#; fn f<'a>(x: &'a str) -> &'a str { x }",
    ] {
        assert_eq!(edges("query/deep/parser.rs", quiet), "", "{quiet}");
    }
    let guests = |path: &str, text: &str| strangers(&Source::new(path, text)).join("; ");
    assert_eq!(
        guests("search/error.rs", "impl From<tantivy::Error> for E {}"),
        "src/search/error.rs:1: `tantivy` is at home in index/ and search/embedded/ only"
    );
    assert_eq!(guests("render/json.rs", "\nuse axum;"), "src/render/json.rs:2: `axum` is at home in web/ only");
    assert_eq!(guests("search/embedded/plan.rs", "use tantivy::Searcher; let tower = 3; my::clap::x();"), "");
}

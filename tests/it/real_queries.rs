//! Queries that researchers published for other systems: each is read as it means there, or is
//! refused or warned about by name.
//!
//! `tests/data/real-queries.expected.tsv` says which, row by row; rows are named by their line,
//! since their text belongs to others. Each line of it was judged by eye.

use std::fmt::Write as _;
use std::fs;

use dateline::query::{ParseOptions, parse};

use crate::support::{error_kind, repository, shared};

/// How a query is read: `parsed`, `warned:CODES` or `refused:KINDS`, each once, in order of columns.
fn outcome(query: &str) -> String {
    let parsed = parse(query, ParseOptions::default());
    let once = |names: Vec<String>| {
        let mut out: Vec<String> = Vec::new();
        for name in names {
            if !out.contains(&name) {
                out.push(name);
            }
        }
        out.join(",")
    };
    if !parsed.errors.is_empty() {
        return format!("refused:{}", once(parsed.errors.iter().map(error_kind).collect()));
    }
    assert!(parsed.tree.is_some(), "`{query}` has no error and no tree");
    if parsed.warnings.is_empty() {
        return "parsed".to_owned();
    }
    format!("warned:{}", once(parsed.warnings.iter().map(|warning| warning.code.as_str().to_owned()).collect()))
}

#[test]
fn no_published_query_is_misread_in_silence() {
    let Some(path) = shared("data/queries/real-queries.tsv") else { return };
    let text = fs::read_to_string(path).unwrap();
    let table = fs::read_to_string(repository("tests/data/real-queries.expected.tsv")).unwrap();
    let mut expected = table.lines().skip(1).map(|line| line.split('\t').take(2).collect::<Vec<_>>().join("\t"));
    let mut wrong = String::new();
    for (i, row) in text.lines().enumerate().skip(1) {
        let found = format!("{}\t{}", i + 1, outcome(row.split('\t').nth(1).unwrap_or_default()));
        let judged = expected.next().unwrap_or_default();
        if found != judged {
            let _ = writeln!(wrong, "is       {found}\nexpected {judged}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
    assert_eq!(expected.next(), None, "the table has more rows than there are queries");
}

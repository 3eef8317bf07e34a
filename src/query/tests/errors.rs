//! What cannot be read: columns and mends.

use super::super::{ParseOptions, parse};
use super::{check, read};

#[test]
fn errors_name_the_column_and_the_mend() {
    check(&[
        ("a AND", "error 3: `AND` at column 3 has nothing after it: write a word there, or `\"AND\"` to search for the word"),
        ("OR a", "error 1: `OR` at column 1 has nothing before it: write a word there, or `\"OR\"` to search for the word"),
        ("(a b", "error 1: the `(` at column 1 is not closed: add a `)`"),
        ("a) b", "error 2: the `)` at column 2 was never opened: remove it, or add a `(`"),
        (
            "ttle:\"x\"",
            "error 1: there is no field `ttle:` (column 1): did you mean `title:`? To search for the word, write it without the colon",
        ),
        ("a NEAR b", "error 3: `NEAR` at column 3 needs a number: write NEAR/5"),
        ("\"*\"", "error 1: `\"*\"` at column 1 stands for any word and finds nothing by itself: write `*` for every article"),
        ("source:(A B)", "error 11: values side by side at column 11: write OR between them"),
        ("!!! …", "error 1: the query has no word to search for: write a word, or `*` for every article"),
        ("a^0", "error 2: `^0` at column 2 is no factor: write a number above 0 and up to 100, such as `^2`"),
        ("words:many", "error 1: `words:` does not take `many` (column 1): write a number, such as `words:>300` or `words:[300 TO *]`"),
        ("title: x", "error 1: `title:` at column 1 has no value: write one directly behind the colon"),
    ]);
}

#[test]
fn depth_length_and_leaves_are_bounded() {
    assert!(read(&"(".repeat(30_000)).contains("deeper than 64"));
    assert!(read(&"a ".repeat(40_000)).contains("more than 65536 bytes"));
    assert!(read(&"a ".repeat(5_000)).contains("more than 4096 words"));
    assert!(read(&format!("a{}", " NEAR/5 a".repeat(4_000))).contains("deeper than 64"));
    let nested = |n: usize| format!("{}a{}", "(a OR ".repeat(n), ")".repeat(n));
    assert!(!read(&nested(64)).contains("error"));
    assert!(read(&nested(65)).contains("deeper than 64"));
    // Implied parentheses count.
    assert!(read(&format!("{}a{}", "(a OR b ".repeat(40), ")".repeat(40))).contains("deeper than 64"));
}

#[test]
fn long_and_odd_queries_take_linear_time() {
    for part in [
        "-", "a! ", "/a ", "date:[ ", "a/f1/", "\"a", ") ", "ti(", "title:", "near5 ", "a w/5 ", "domain:", "^2", "~2", "=", "a$ ",
        "a OR b ",
    ] {
        let text: String = part.chars().cycle().take(60_000).collect();
        let parsed = parse(&text, ParseOptions::default());
        assert!(parsed.warnings.len() <= 101 && parsed.errors.len() <= 101, "{part}");
        assert!(parsed.warnings.iter().filter(|warning| warning.alternative.is_some()).count() <= 8, "{part}");
    }
}

#[test]
fn the_place_of_an_error_is_shown() {
    let error = parse("war AND", ParseOptions::default()).errors.remove(0);
    assert!(error.render("war AND").starts_with("war AND\n    ^\nerror: `AND`"));
}

#[test]
fn what_can_be_read_of_a_wrong_query_is_read() {
    let cases = [
        ("war AND", "war"),
        ("a NEAR/5 (b c)", "a AND (b AND c)"),
        ("a NEAR/0 b", "a AND b"),
        ("a NEAR/5", "a"),
        ("SENTENCE(a source:x)", "a AND source:\"x\""),
        ("ttle:\"x\" b", "\"x\" AND b"),
        ("/a(/ b", "b"),
        ("(a b", "a AND b"),
    ];
    for (text, expected) in cases {
        let parsed = parse(text, ParseOptions::default());
        assert!(!parsed.errors.is_empty(), "{text}");
        assert_eq!(parsed.tree.map(|tree| tree.canonical()).unwrap_or_default(), expected, "{text}");
    }
}

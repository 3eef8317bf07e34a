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
fn leaves_of_all_kinds_count() {
    for leaf in ["is:undated ", "words:>3 ", "has:url ", "place:IR ", "lang:fa "] {
        let text = leaf.repeat(4_097);
        assert!(read(&text).starts_with("error") && read(&text).contains("more than 4096 words"), "{leaf}");
        assert!(!read(&leaf.repeat(4_096)).contains("error"), "{leaf}");
    }
    // What lies beyond is never left out in silence.
    assert!(read(&format!("{}oil", "words:>3 ".repeat(5_000))).contains("more than 4096 words"));
    // Any entity is one of three.
    assert!(!read(&"has:entity ".repeat(1_365)).contains("error"));
    assert!(read(&"has:entity ".repeat(1_366)).contains("more than 4096 words"));
}

#[test]
fn a_query_that_ends_too_deep_says_where() {
    assert_eq!(read(&"(".repeat(65)), "error 65: the query is nested deeper than 64 levels at column 65");
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

#[test]
fn operators_say_what_they_take() {
    check(&[
        ("a AND", "error 3: `AND` at column 3 has nothing after it: write a word there, or `\"AND\"` to search for the word"),
        ("NEAR/5 b", "error 1: `NEAR/5` at column 1 has nothing before it: write a word there, or `\"NEAR/5\"` to search for the word"),
        ("a NEAR/5", "error 3: `NEAR/5` at column 3 has nothing after it: write a word there, or `\"NEAR/5\"` to search for the word"),
        ("a NEAR/5 NOT b", "error 10: `NOT` at column 10 cannot stand inside an operand of `NEAR/5`: write `a NOT NEAR/5 b`"),
        ("a NEAR/5 -b", "error 10: `-` at column 10 cannot stand inside an operand of `NEAR/5`: write `a NOT NEAR/5 b`"),
        ("a w/5 NOT b", "error 7: `NOT` at column 7 cannot stand inside an operand of `NEAR/5`: write `a NOT NEAR/5 b`"),
        (
            "a NEAR/5 (b AND c)",
            "error 10: `AND` at column 10 cannot stand inside an operand of `NEAR/5`: write `(a NEAR/5 b) AND (a NEAR/5 c)`, OR, or a phrase in quotes",
        ),
        (
            "(a NOT b) BEFORE/5 c",
            "error 1: `AND` at column 1 cannot stand inside an operand of `BEFORE/5`: write `(a BEFORE/5 c) AND NOT (b BEFORE/5 c)`, OR, or a phrase in quotes",
        ),
        ("a NEAR/5 source:x", "error 10: `source:` at column 10 cannot stand inside an operand of `NEAR/5`: write it outside, with AND"),
        (
            "a NEAR/5 (b OR date:2025)",
            "error 16: `date:` at column 16 cannot stand inside an operand of `NEAR/5`: write it outside, with AND",
        ),
        (
            "a^2 NEAR/5 b",
            "error 1: a factor at column 1 cannot stand inside an operand of `NEAR/5`: write it behind the whole, as in `(a NEAR/5 b)^2`",
        ),
        (
            "a NEAR/5 SENTENCE(b c)",
            "error 10: `SENTENCE` at column 10 cannot stand inside an operand of `NEAR/5`: write it outside, with AND",
        ),
        ("a NEAR/0 b", "error 3: `NEAR/0` at column 3 is out of range: write a number from 1 to 1000, such as NEAR/5"),
        ("a w/1001 b", "error 3: `NEAR/1001` at column 3 is out of range: write a number from 1 to 1000, such as NEAR/5"),
        ("a BEFORE b", "error 3: `BEFORE` at column 3 needs a number: write BEFORE/5"),
        ("FIRST(a)", "error 1: `FIRST` at column 1 needs a number: write FIRST/5"),
        ("ATLEAST/3 a", "error 1: `ATLEAST/3` at column 1 takes parentheses: write `ATLEAST/3(word)`"),
        ("ATLEAST/0(a)", "error 1: `ATLEAST/0` at column 1 is out of range: write a number from 1 to 1000000, such as ATLEAST/5"),
        (
            "ATLEAST/2(a NEAR/5 b)",
            "error 11: a proximity at column 11 cannot stand inside `ATLEAST`: write a word, a phrase, or several with OR",
        ),
        ("SENTENCE(a lang:fa)", "error 17: `lang:` at column 17 cannot stand inside `SENTENCE`: write it outside, with AND"),
        ("SENTENCE(FIRST/5(a))", "error 18: `FIRST` at column 18 cannot stand inside `SENTENCE`: write it outside, with AND"),
    ]);
}

#[test]
fn words_and_values_say_what_they_take() {
    check(&[
        ("\"a b\"~101", "error 6: `~101` at column 6 cannot be read: write a number from 0 to 100 behind the quote, such as `~2`"),
        ("(a b)~2", "error 6: `~2` at column 6 cannot be read: only a phrase in quotes has gaps, and only a word has typos"),
        ("word~3", "error 5: `~3` at column 5 cannot be read: write `~1` or `~2` behind a word"),
        ("econ*~1", "error 1: `econ*~1` at column 1 cannot be read: a wildcard has no typos: leave one of them out"),
        ("/a(?=b)/", "error 3: a regular expression cannot have look-around (column 3): combine two patterns with AND or NOT instead"),
        (
            r"x /\bwar/",
            "error 4: a regular expression cannot have word borders such as `\\b` (column 4): it always matches one whole word: leave them out",
        ),
        ("case:econ*", "error 6: `case:` does not take `econ*` (column 6): write a word, or a phrase in quotes, without wildcards"),
        ("case:(a b)", "error 1: `case:(` at column 1 cannot be read: `case:` takes a word, or a phrase in quotes: write it before each"),
        ("=title:a", "error 2: `title:` at column 2 cannot be read: write the field first, as in `title:=word`"),
        ("=(a b)", "error 1: `=(` at column 1 cannot be read: write `=word` before each, or a phrase in quotes"),
        (
            "person:obam*",
            "error 8: `person:` does not take `obam*` (column 8): write words of a name, such as `person:\"a b\"`, without wildcards",
        ),
        ("title:(source:x)", "error 8: `source:` at column 8 cannot stand inside another field: move it out of the parentheses"),
        ("title:*", "error 7: `*` at column 7 cannot be read: write `*` alone for every article, or `has:lead` for those with a lead"),
        (
            "date:[2025 to 2026]",
            "error 6: `date:` does not take `[2025 to 2026]` (column 6): write `2025-01`, `[2025-01-01 TO 2025-02]` or `>=2025`",
        ),
        (
            "publish_day:[2014 TO 2015]",
            "error 1: there is no field `publish_day:` (column 1): did you mean `date:`? To search for the word, write it without the colon",
        ),
        ("source:\"\"", "error 8: `source:` at column 8 has no value: write one directly behind the colon"),
        (
            "a AND ) (b OR",
            "error 3: `AND` at column 3 has nothing after it: write a word there, or `\"AND\"` to search for the word; error 7: the `)` at column 7 was never opened: remove it, or add a `(`; error 9: the `(` at column 9 is not closed: add a `)`; error 12: `OR` at column 12 has nothing after it: write a word there, or `\"OR\"` to search for the word",
        ),
    ]);
}

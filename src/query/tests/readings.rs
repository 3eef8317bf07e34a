//! What queries mean: text, canonical form, warnings.

use super::super::{ParseOptions, parse};
use super::check;

#[test]
fn queries_are_read_with_the_precedence_of_the_language() {
    check(&[
        ("", "*"),
        ("*", "*"),
        ("oil price", "oil AND price"),
        ("a OR b AND c", "a OR (b AND c) !mixed-operators@1"),
        ("(a OR b) AND c", "(a OR b) AND c"),
        ("a AND NOT b", "a AND (NOT b)"),
        ("a OR NOT b", "a OR (NOT b)"),
        ("NOT a", "NOT a"),
        ("NOT NOT a", "a"),
        ("a -b !c +d", "a AND (NOT b) AND (NOT c) AND d"),
        ("-(a b)", "NOT (a AND b)"),
        ("well-known Yahoo!", "well-known AND Yahoo! !truncation-mark@12"),
        ("COVID-19 AT&T U.S.-China", "COVID-19 AND AT&T AND U.S.-China"),
        ("a - b — c", "a AND b AND c"),
        ("and/or 24/7", "and/or AND 24/7"),
        ("=word \"a b\" =\"c d\"", "=word AND \"a b\" AND \"c d\""),
        ("“white house”", "\"white house\""),
        ("a && b || !c", "(a AND b) OR (NOT c) !mixed-operators@1"),
        ("title:x title:\"a b\" body:(a OR b)", "title:x AND title:\"a b\" AND body:(a OR b)"),
        ("title:=word headline:x", "title:=word AND title:x"),
        ("source:BBC source:\"New York Times\" lang:fa", "source:\"BBC\" AND source:\"New York Times\" AND lang:\"fa\""),
        ("source:(A OR \"B C\")", "source:\"A\" OR source:\"B C\""),
        ("place:IR place:\"a b\" place:(a b)", "place:IR AND place:\"a b\" AND (place:a AND place:b)"),
        ("date:2025-01", "date:[2025-01 TO 2025-01]"),
        ("date:[2025-01-01 TO 2025-02] date:{2025 TO 2026}", "date:[2025-01-01 TO 2025-02] AND date:{2025 TO 2026}"),
        ("date:>=2025 date:<1914-08 words:>300", "date:[2025 TO *] AND date:[* TO 1914-08} AND words:{300 TO *]"),
        ("is:undated has:author", "is:undated AND has:author"),
        ("oil^2 (a b)^0.5", "oil^2 AND (a AND b)^0.5"),
        ("covid:19", "covid:19 !unknown-field@1"),
        ("who is he? ill?", "who AND is AND he? AND ill?"),
        ("war and peace", "war AND and AND peace !lowercase-operator@5"),
        ("say \"hello", "say AND hello !lone-quote@5"),
        ("a \"!!!\"", "a !no-word@3"),
        ("a ((b))", "a AND b"),
        ("a () b", "a AND b"),
    ]);
}

#[test]
fn every_row_of_the_language_is_read() {
    check(&[
        ("word", "word"),
        ("\"word\"", "\"word\""),
        ("=\"a b c\"", "\"a b c\""),
        ("\"a * c\"", "\"a * c\""),
        ("\"the econ* wom?n\"", "\"the econ* wom?n\""),
        ("\"a b c\"~2", "\"a b c\"~2"),
        ("\"a b\"~0", "\"a b\""),
        ("A NEAR/5 B", "A NEAR/5 B"),
        ("A BEFORE/5 B", "A BEFORE/5 B"),
        ("A NOT NEAR/5 B", "A NOT NEAR/5 B"),
        ("A NOT BEFORE/5 B", "A NOT BEFORE/5 B"),
        ("SENTENCE(a b)", "SENTENCE(a AND b)"),
        ("PARAGRAPH(\"a b\" OR NOT c)", "PARAGRAPH(\"a b\" OR (NOT c))"),
        ("SENTENCE(person:obama AND (oil NEAR/5 price))", "SENTENCE(person:obama AND (oil NEAR/5 price))"),
        ("FIRST/50(A)", "FIRST/50(A)"),
        ("ATLEAST/3(A)", "ATLEAST/3(A)"),
        ("ATLEAST/3(a OR \"b c\")", "ATLEAST/3(a OR \"b c\")"),
        ("econom* wom?n *ology", "econom* AND wom?n AND *ology"),
        ("/gas(oline)?/", "/gas(oline)?/"),
        ("word~1 word~2", "word~1 AND word~2"),
        ("case:US case:\"White House\"", "case:US AND case:\"White House\""),
        ("place:IR", "place:IR"),
        ("place:\"a b\"", "place:\"a b\""),
        ("source:New*", "source:New*"),
        ("source:\"New Y*\" id:\"http://x.org/?a=1\"", "source:\"New Y*\" AND id:\"http://x.org/?a=1\""),
        ("title:=word", "title:=word"),
        ("title:\"a b\"~2", "title:\"a b\"~2"),
        ("title:case:US", "title:case:US"),
        ("title:econ* body:/gas.*/ lead:word~1", "title:econ* AND body:/gas.*/ AND lead:word~1"),
        ("title:SENTENCE(a b)", "title:SENTENCE(a AND b)"),
        ("updated:2025 indexed_date:>2025 words:[300 TO *]", "updated:[2025 TO 2025] AND indexed:{2025 TO *] AND words:[300 TO *]"),
        ("has:entity", "has:person OR has:org OR has:place"),
        ("language:fa publication_date:2025 publish_date:2025-01", "lang:\"fa\" AND date:[2025 TO 2025] AND date:[2025-01 TO 2025-01]"),
        ("tag:*", "tag:*"),
        ("date:*", "date:[* TO *]"),
        ("=AND case:OR title:NOT place:OR", "=AND AND case:OR AND title:NOT AND place:OR"),
        ("title:(a^2)^3", "title:(a^2)^3"),
        ("a^2^3", "a^6"),
    ]);
}

#[test]
fn proximities_bind_more_tightly_than_not_and_and() {
    check(&[
        ("NOT a NEAR/5 b", "NOT (a NEAR/5 b)"),
        ("-a NEAR/5 b", "NOT (a NEAR/5 b)"),
        ("oil price NEAR/5 opec", "oil AND (price NEAR/5 opec) !near-juxtaposition@1"),
        ("oil AND price NEAR/5 opec", "oil AND (price NEAR/5 opec)"),
        ("a NOT NEAR/5 b", "a NOT NEAR/5 b"),
        ("a NEAR/5 a", "a NEAR/5 a"),
        ("a NEAR/5 b NEAR/3 c", "(a NEAR/5 b) NEAR/3 c"),
        ("a NEAR/5 (b BEFORE/3 c)", "a NEAR/5 (b BEFORE/3 c)"),
        ("(a OR b) NEAR/5 \"c d\"", "(a OR b) NEAR/5 \"c d\""),
        ("econ* NEAR/5 /gas.*/ NEAR/5 word~1", "(econ* NEAR/5 /gas.*/) NEAR/5 word~1"),
        ("place:IR NEAR/1000 person:(a OR b)", "place:IR NEAR/1000 (person:a OR person:b)"),
        ("title:a NEAR/5 case:US", "title:a NEAR/5 case:US"),
        ("title:(a NEAR/5 b)", "title:(a NEAR/5 b)"),
        ("a NEAR/5 b OR c", "(a NEAR/5 b) OR c"),
        ("a NEAR/5 +b", "a NEAR/5 b"),
        ("(a NEAR/5 b)^2", "(a NEAR/5 b)^2"),
    ]);
}

#[test]
fn aliases_stand_between_two_operands() {
    check(&[
        ("a w/5 b", "a NEAR/5 b !unordered@3"),
        ("a W/5 b", "a NEAR/5 b !unordered@3"),
        ("a near/5 b", "a NEAR/5 b"),
        ("a near5 b", "a NEAR/5 b"),
        ("a NOT W/5 b", "a NOT NEAR/5 b !unordered@7"),
        ("a pre/5 b", "a BEFORE/5 b"),
        ("a adj5 b", "a BEFORE/5 b"),
        ("a NEXT/5 b", "a BEFORE/5 b"),
        ("a w/s b", "SENTENCE(a AND b)"),
        ("a w/s b w/s c", "SENTENCE(a AND b AND c)"),
        ("a W/P (b OR c)", "PARAGRAPH(a AND (b OR c))"),
        ("a w/5 b w/s c", "SENTENCE((a NEAR/5 b) AND c) !unordered@3"),
        ("NOT a w/s b", "NOT SENTENCE(a AND b)"),
        ("a && b || !c", "(a AND b) OR (NOT c) !mixed-operators@1"),
        ("+a +b", "a AND b"),
        ("near5 a", "near5 AND a !foreign-operator@1"),
        ("a w/5", "a AND w/5 !foreign-operator@3"),
        ("a near b", "a AND near AND b"),
    ]);
}

#[test]
fn operators_stand_at_the_edges_of_chunks() {
    check(&[
        ("well-known Yahoo!", "well-known AND Yahoo! !truncation-mark@12"),
        ("a - b — c + d ! e ? f", "a AND b AND c AND d AND e AND f"),
        ("\"who is he?\" ill?", "\"who is he?\" AND ill?"),
        ("?oman wom?n ill?", "?oman AND wom?n AND ill?"),
        ("and/or 24/7", "and/or AND 24/7"),
        ("C++ @user #tag AT&T", "C++ AND @user AND #tag AND AT&T"),
        ("10:30 a:b", "10:30 AND a:b !unknown-field@7"),
        ("/go[uû]t.*parfait.*/", "/go[uû]t.*parfait.*/"),
        ("/a b", "/a AND b"),
        ("/a\\/b/^2", "/a\\/b/^2"),
        ("econ*,", "econ*"),
        ("COVID-1* =well-econ*", "COVID-1* AND \"well-econ*\""),
        ("U.S.*", "U.S.* !truncation-mark@1"),
        ("“white house” „a b“", "\"white house\" AND \"a b\""),
        ("\"* a b\" \"a *\"", "\"a b\" AND \"a\" !no-word@1 !no-word@9"),
        ("a AND \"!!!\"", "a !no-word@7"),
        ("a AND …", "a !no-word@7"),
        ("SENTENCE FIRST and", "SENTENCE AND FIRST AND and !foreign-operator@1"),
        ("FIRST/50 (a)", "FIRST/50(a)"),
        ("-/gas.*/ -econ* -title:a -=a", "(NOT /gas.*/) AND (NOT econ*) AND (NOT title:a) AND (NOT =a)"),
        ("--a a-b", "--a AND a-b"),
    ]);
}

/// Queries with the other reading that a warning offers.
fn check_alternatives(cases: &[(&str, &str, &str)]) {
    let mut wrong = Vec::new();
    for (text, code, expected) in cases {
        let parsed = parse(text, ParseOptions::default());
        let found = parsed.warnings.iter().find(|warning| warning.code.as_str() == *code);
        let alternative = found.map(|warning| warning.alternative.clone().unwrap_or_default());
        if alternative.as_deref() != Some(expected) {
            wrong.push(format!("{text}\n  is       {alternative:?}\n  expected {expected}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn other_readings_are_whole_queries_of_this_language() {
    check_alternatives(&[
        ("oil price NEAR/5 opec", "near-juxtaposition", "\"oil price\" NEAR/5 opec"),
        ("carrefour near5 retail sales", "near-juxtaposition", "carrefour near5 \"retail sales\""),
        ("a b NEAR/5 c d", "near-juxtaposition", "\"a b\" NEAR/5 \"c d\""),
        ("war and peace", "lowercase-operator", "war AND peace"),
        ("a or b and not c", "lowercase-operator", "a OR b AND NOT c"),
        ("a before/5 b", "lowercase-operator", "a BEFORE/5 b"),
        ("sentence(a b)", "lowercase-operator", "SENTENCE(a b)"),
        ("a OR b AND c", "mixed-operators", "(a OR b) AND c"),
        ("x (a OR b c)", "mixed-operators", "x ((a OR b) AND c)"),
        ("bankrupt! w/25 discharg!", "truncation-mark", "bankrupt* w/25 discharg*"),
        ("president w/2 bush", "unordered", "president BEFORE/2 bush"),
        ("say \"hello world", "lone-quote", "say \"hello world\""),
        ("ttle:war", "unknown-field", "title:war"),
        ("Source:BBC", "unknown-field", "source:BBC"),
        ("covid:19", "unknown-field", ""),
    ]);
}

#[test]
fn operators_of_other_systems_are_translated() {
    let code = "foreign-operator";
    let cases = [
        ("atleast5 x", "ATLEAST/5(x)"),
        ("atleast5(x OR y)", "ATLEAST/5(x OR y)"),
        ("near5:\"a b\"", "(a NEAR/5 b)"),
        ("repeat3:\"x\"", "ATLEAST/3(x)"),
        ("repeat2:\"a\" AND repeat3:\"b c\"", "ATLEAST/2(a) AND ATLEAST/3(\"b c\")"),
        ("toyota/F50/", "FIRST/50(toyota)"),
        ("(a OR b)/F50/ c", "FIRST/50(a OR b) c"),
        ("boeing 747/N30/british airways", "\"boeing 747\" NEAR/30 \"british airways\""),
        ("president % clinton", "\"president * clinton\""),
        ("hlead(oil)", "(title:oil OR lead:oil)"),
        ("headline(oil price)", "title:(oil price)"),
        ("TI(oil) AND AB(gas)", "title:oil AND lead:gas"),
        ("ALLCAPS(IDEA)", "case:IDEA"),
        ("hd=oil wc>1000", "title:oil words:>1000"),
        ("domain:cnn.com", "source:cnn.com"),
        ("theme:TERROR -domain:cnn.com", "tag:TERROR -source:cnn.com"),
        ("sourcelang:spanish (a OR b)", "lang:spanish (a OR b)"),
        ("sourcecountry:US oil", ""),
        ("intitle:\"a b\" site:bbc.co.uk", "title:\"a b\" source:bbc.co.uk"),
        ("after:2020-01-01 x", "date:>2020-01-01 x"),
        ("a SAME b", "a w/p b"),
        // The translation would be read as the query is.
        ("a w/seg b", ""),
        ("a /5 b", "a NEAR/5 b"),
        ("a /s b", "a w/s b"),
        ("a +p b", "a w/p b"),
        ("a N5 b", "a NEAR/5 b"),
        ("a | b", "a OR b"),
        ("engineer$3", "engineer*"),
        ("wom#n", "wom?n"),
        ("word~", "word~2"),
        ("content:/.*oil.*/", "body:/.*oil.*/"),
        ("-paper_dc_title: \"De Surinamer\" x", "-source:\"De Surinamer\" x"),
        ("text:\"a b\"~2", ""),
        ("q=facebook&domains=mashable.com", "facebook"),
        ("qs=world+war&start_date=1920", "world war"),
        ("fq=source:(\"The New York Times\")", "source:(\"The New York Times\")"),
        ("timespan=7d x", ""),
        ("atleast10 Olympics and wc>1000", "ATLEAST/10(Olympics) AND words:>1000"),
    ];
    check_alternatives(&cases.map(|(text, expected)| (text, code, expected)));
    check(&[
        ("atleast5 x", "x !foreign-operator@1"),
        ("near5:\"a b\"", "\"a b\" !foreign-operator@1"),
        ("toyota/F50/", "toyota !foreign-operator@7"),
        ("THE SAME TIME", "THE AND SAME AND TIME"),
        ("US$3 http://x.org/n5/abc", "US$3 AND http://x.org/n5/abc"),
    ]);
}

#[test]
fn words_side_by_side_may_be_alternatives() {
    let parsed = parse("a b AND c", ParseOptions { match_any: true });
    assert_eq!(parsed.tree.unwrap().canonical(), "(a OR b) AND c");
}

#[test]
fn bare_words_behind_an_exact_field_are_noted() {
    let parsed = parse("source:New York Times", ParseOptions::default());
    let wholes: Vec<&str> = parsed.unquoted.iter().flat_map(|value| value.wholes.iter().map(|(_, q)| q.as_str())).collect();
    assert_eq!(wholes, ["source:\"New York Times\"", "source:\"New York\" Times"]);
}

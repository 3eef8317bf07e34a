//! Laws over random trees and random texts.

use proptest::prelude::*;

use super::super::{At, Bound, EntityField, ExactField, Near, Node, ParseOptions, Piece, RangeField, Sequence, Unit, WordText, parse};
use crate::article::TextField;

const AT: At = At { start: 0, end: 0 };

fn text(words: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    prop::sample::select(words).prop_map(str::to_owned)
}

fn word() -> impl Strategy<Value = String> {
    text(&["oil", "a", "COVID-19", "AT&T", "Yahoo!", "ill?", "and", "جنگ", "戦争", "C++", "o'neill", "24/7", "x^y", "near5"])
}

fn phrase() -> impl Strategy<Value = String> {
    text(&["a b c", "oil", "who is he?", "AND", "(a) ~2", "a:b -c"])
}

/// Leaves that have positions.
fn positional() -> impl Strategy<Value = Node> {
    let gapped = (phrase(), 1..=100u8)
        .prop_map(|(text, slop)| Node::Sequence(Sequence { pieces: vec![Piece::Text(text.clone())], text, exact: true, slop, at: AT }));
    let wild = (any::<bool>(), 0..=100u8).prop_map(|(quoted, slop)| {
        let pieces = vec![Piece::Text("a b".into()), Piece::Any, Piece::Wildcard("econ*".into())];
        let joined = vec![Piece::Text("well-".into()), Piece::Wildcard("econ*".into())];
        let (text, pieces) = if quoted { ("a b * econ*", pieces) } else { ("well-econ*", joined) };
        Node::Sequence(Sequence { text: text.into(), pieces, exact: quoted, slop: if quoted { slop } else { 0 }, at: AT })
    });
    let kind = prop::sample::select(&[EntityField::Person, EntityField::Org, EntityField::Place][..]);
    prop_oneof![
        (word(), any::<bool>()).prop_map(|(text, exact)| Node::Word(WordText { text, exact, at: AT })),
        phrase().prop_map(|text| Node::Phrase { text, at: AT }),
        gapped,
        wild,
        text(&["econ*", "?oman", "*ology", "wom??n"]).prop_map(|pattern| Node::Wildcard { pattern, at: AT }),
        text(&["gas(oline)?", "f50", "5", r"a\/b", "s x", "go[uû]t.*"]).prop_map(|pattern| Node::Regex { pattern, at: AT }),
        (word(), 1..=2u8).prop_map(|(text, edits)| Node::Typo { text, edits, at: AT }),
        phrase().prop_map(|text| Node::Case(Box::new(Node::Phrase { text, at: AT }))),
        text(&["US", "AND", "IT"]).prop_map(|text| Node::Case(Box::new(Node::Word(WordText { text, exact: true, at: AT })))),
        (kind, word(), any::<bool>()).prop_map(|(kind, text, quoted)| Node::Entity { kind, text, quoted, at: AT }),
    ]
}

fn near(part: impl Strategy<Value = Node> + Clone) -> impl Strategy<Value = Node> {
    (part.clone(), part, 1..=1000u16, any::<bool>(), any::<bool>()).prop_map(|(left, right, distance, ordered, negated)| {
        Node::Near(Box::new(Near { left, right, distance, ordered, negated, at: AT }))
    })
}

/// Parts of proximities.
fn part() -> impl Strategy<Value = Node> + Clone {
    let leaf = prop_oneof![
        positional(),
        text(&["oil", "a"]).prop_map(|text| Node::Scoped(TextField::Title, Box::new(Node::Word(WordText { text, exact: false, at: AT })))),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| prop_oneof![prop::collection::vec(inner.clone(), 2..4).prop_map(Node::Or), near(inner)]).boxed()
}

/// What a sentence may be asked.
fn inside() -> impl Strategy<Value = Node> + Clone {
    part()
        .prop_recursive(2, 8, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 2..4).prop_map(Node::And),
                prop::collection::vec(inner.clone(), 2..4).prop_map(Node::Or),
                inner.prop_map(|node| Node::Not(Box::new(node))),
            ]
        })
        .boxed()
}

/// Words with operators between them, without fields.
fn plain() -> impl Strategy<Value = Node> {
    let leaf = (word(), any::<bool>()).prop_map(|(text, exact)| Node::Word(WordText { text, exact, at: AT }));
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::Or),
            inner.clone().prop_map(|node| Node::Not(Box::new(node))),
            inner.clone().prop_map(|node| Node::Boost(Box::new(node), 2.0)),
            inner.prop_map(|node| Node::Within(Unit::Sentence, Box::new(strip(node)))),
        ]
    })
}

/// The first leaf of a node.
fn strip(node: Node) -> Node {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.into_iter().next().map_or(Node::All, strip),
        Node::Not(node) | Node::Boost(node, _) | Node::Within(_, node) => strip(*node),
        leaf => leaf,
    }
}

fn tree() -> impl Strategy<Value = Node> {
    let fields = [ExactField::Source, ExactField::Tag, ExactField::Lang];
    let field = prop::sample::select(fields.to_vec());
    let bound = prop::option::of((text(&["2025", "2025-01-29", "7d"]), any::<bool>()));
    let bound = bound.prop_map(|bound| bound.map(|(text, exclusive)| Bound { text, exclusive }));
    let leaf = prop_oneof![
        8 => part(),
        2 => (inside(), any::<bool>()).prop_map(|(node, s)| Node::Within(if s { Unit::Sentence } else { Unit::Paragraph }, Box::new(node))),
        1 => (part(), 1..1000u32).prop_map(|(node, words)| Node::First(words, Box::new(node))),
        1 => (positional(), 1..9u32).prop_map(|(node, count)| Node::AtLeast(count, Box::new(node))),
        1 => Just(Node::All),
        1 => (field.clone(), text(&["New York Times", "BBC", "C++"])).prop_map(|(field, value)| Node::Exact { field, value, at: AT }),
        1 => (field, text(&["New*", "New Y*", "*"])).prop_map(|(field, pattern)| Node::ValuePattern { field, pattern, at: AT }),
        1 => (bound.clone(), bound).prop_map(|(from, to)| Node::Range { field: RangeField::Date, from, to, at: AT }),
        1 => Just(Node::Undated),
        1 => Just(Node::Has("author".into())),
        1 => plain().prop_map(|node| Node::Scoped(TextField::Body, Box::new(node))),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::And),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Node::Or),
            inner.clone().prop_map(|node| Node::Not(Box::new(node))),
            (inner, prop::sample::select(vec![0.5f32, 2.0, 100.0])).prop_map(|(node, factor)| Node::Boost(Box::new(node), factor)),
        ]
    })
}

/// Texts of the language's signs.
fn signs() -> impl Strategy<Value = String> {
    let sign = prop::sample::select(
        &[
            "a",
            "b",
            "econ*",
            "wom?n",
            "/gas.*/",
            "/",
            "word~1",
            "~2",
            "^2",
            "\"a b\"",
            "\"a * b\"",
            "\"",
            "(",
            ")",
            "AND",
            "OR",
            "NOT",
            "-",
            "!",
            "+",
            "=",
            "NEAR/5",
            "BEFORE/3",
            "w/5",
            "near5",
            "w/s",
            "w/p",
            "SENTENCE(",
            "PARAGRAPH(",
            "FIRST/50(",
            "ATLEAST/3(",
            "title:",
            "place:",
            "source:",
            "case:",
            "id:",
            "date:2025",
            "date:[2025 TO *]",
            "words:>3",
            "is:undated",
            "has:lead",
            "*",
            "?",
            "atleast5",
            "/F50/",
            "domain:",
            "hd=",
            "%",
            "TI(",
            "near5:",
            "SAME",
            "x=",
            "$3",
            "#",
            "[",
            "}",
            "。",
            "戦争",
            "…",
        ][..],
    );
    let blank = prop::sample::select(&["", " ", " ", "  "][..]);
    prop::collection::vec((sign, blank), 0..14).prop_map(|parts| parts.into_iter().flat_map(|(sign, blank)| [sign, blank]).collect())
}

fn again(tree: &Node) -> Result<(), TestCaseError> {
    let text = tree.canonical();
    let parsed = parse(&text, ParseOptions::default());
    prop_assert_eq!(parsed.errors, vec![], "{}", &text);
    prop_assert_eq!(parsed.tree.as_ref(), Some(tree), "{}", &text);
    Ok(())
}

proptest! {
    #[test]
    fn the_canonical_text_of_a_tree_reads_as_the_tree(tree in tree()) {
        again(&tree)?;
    }

    #[test]
    fn the_canonical_text_of_a_query_reads_as_its_tree(text in signs()) {
        let first = parse(&text, ParseOptions::default());
        if let (Some(tree), true) = (first.tree, first.errors.is_empty()) {
            again(&tree)?;
        }
    }

    #[test]
    fn the_canonical_text_of_any_characters_reads_as_their_tree(text in "[a-cA-N0-5\"()=: ^2~*?!+/$#-]{0,24}") {
        let first = parse(&text, ParseOptions::default());
        if let (Some(tree), true) = (first.tree, first.errors.is_empty()) {
            again(&tree)?;
        }
    }

    #[test]
    fn other_readings_can_be_read(text in signs()) {
        for warning in parse(&text, ParseOptions::default()).warnings {
            if let Some(q) = warning.alternative {
                prop_assert_eq!(parse(&q, ParseOptions::default()).errors, vec![], "{}", &q);
            }
        }
    }

    #[test]
    fn no_query_panics(text in any::<String>()) {
        let _ = parse(&text, ParseOptions::default());
    }
}

/// What random queries and fuzzing found.
#[test]
fn queries_that_broke_a_law_keep_it() {
    for text in [
        "x || /F &&/N30/é9/0gas /N30/|",
        "x +s && y",
        "x /s && /gas/",
        "\"a\"~4/2(c)",
        "near5:。NEAR/5/F50//F50/",
        "=\"~A",
        "/a-/\"",
        "/~0/\"",
        "/A 0/\"",
        "==~1",
        "=-word~1",
        "title:/F50/-",
        "(*)^2",
        "/^f50/",
        "/5(a)?/",
        "a^2^3",
    ] {
        for match_any in [false, true] {
            let parsed = parse(text, ParseOptions { match_any });
            if let (Some(tree), true) = (parsed.tree, parsed.errors.is_empty()) {
                let again = parse(&tree.canonical(), ParseOptions::default());
                assert_eq!((again.errors, again.tree), (vec![], Some(tree)), "{text}");
            }
        }
    }
}

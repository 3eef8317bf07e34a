//! From tokens to a tree, by precedence: prefixes, NOT, AND and juxtaposition, OR.

use super::error::{QueryError, QueryErrorKind};
use super::field::{ExactField, Field, RangeField};
use super::lexer::{self, Kind, Token};
use super::limits::{DEPTH_MAX, LEAVES_MAX, TEXT_BYTES_MAX};
use super::tree::{At, Bound, Node, WordText};
use super::warning::{Warning, WarningCode};

/// How a query is read.
#[derive(Debug, Clone, Copy, Default)]
pub struct ParseOptions {
    /// Words next to each other are `ORed` instead of `ANDed`.
    pub match_any: bool,
}

/// What was read.
#[derive(Debug, Clone, Default)]
pub struct Parsed {
    /// The tree; what could not be read is left out of it. `None` if nothing is left.
    pub tree: Option<Node>,
    /// What is wrong; a strict caller refuses the query if there is any.
    pub errors: Vec<QueryError>,
    /// What the reader should know.
    pub warnings: Vec<Warning>,
    /// Bare words behind exact fields, for a caller who knows the values.
    pub unquoted: Vec<UnquotedValue>,
    /// How it was read, so that another reading is read alike.
    pub options: ParseOptions,
}

/// Bare words behind an exact field: the whole may have been meant as one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnquotedValue {
    /// The field.
    pub field: ExactField,
    /// Wholes from the longest to the shortest, each with the query that quotes it.
    pub wholes: Vec<(String, String)>,
    /// Column of the field.
    pub column: usize,
}

/// What `has:` takes, besides `entity`.
const HAS: [&str; 9] = ["author", "section", "tag", "lead", "url", "person", "org", "place", "updated"];

struct Parser<'a> {
    tokens: &'a [Token],
    text: &'a str,
    at: usize,
    depth: usize,
    leaves: usize,
    options: ParseOptions,
    out: Parsed,
    /// The field whose group is being read.
    group: Option<Field>,
}

/// Reads a query; a blank one is every article. Never fails, in linear time.
#[must_use]
pub fn parse(text: &str, options: ParseOptions) -> Parsed {
    if text.len() > TEXT_BYTES_MAX {
        return Parsed { errors: vec![QueryError { kind: QueryErrorKind::TooLong, column: 1 }], options, ..Parsed::default() };
    }
    if text.trim().is_empty() {
        return Parsed { tree: Some(Node::All), options, ..Parsed::default() };
    }
    let lexed = lexer::lex(text);
    let mut parser = Parser {
        tokens: &lexed.tokens,
        text,
        at: 0,
        depth: 0,
        leaves: 0,
        options,
        out: Parsed { errors: lexed.errors, warnings: lexed.warnings, options, ..Parsed::default() },
        group: None,
    };
    let mut tree = parser.or();
    while let Some(token) = parser.next() {
        if token.kind == Kind::Close {
            parser.error(QueryErrorKind::UnopenedParenthesis, token.at);
        }
        // Go on behind it, so that all errors are found.
        if let Some(more) = parser.or() {
            tree = Some(match tree {
                Some(tree) => Node::And(vec![tree, more]),
                None => more,
            });
        }
    }
    let mut out = parser.out;
    if tree.is_none() && out.errors.is_empty() {
        out.errors.push(QueryError { kind: QueryErrorKind::NoWord, column: 1 });
    }
    out.errors.sort_by_key(|error| error.column);
    out.warnings.sort_by_key(|warning| warning.column);
    out.tree = tree;
    out
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    fn take(&mut self, kind: &Kind) -> Option<Token> {
        if self.peek().is_some_and(|token| token.kind == *kind) { self.next() } else { None }
    }

    fn error(&mut self, kind: QueryErrorKind, at: At) {
        self.out.errors.push(QueryError { kind, column: at.start });
    }

    fn or(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            let at = self.peek().map_or(At::default(), |token| token.at);
            self.error(QueryErrorKind::TooDeep, at);
            // Nothing behind this point can be read without the depth.
            self.at = self.tokens.len();
            self.depth -= 1;
            return None;
        }
        let start = self.peek().map_or(1, |token| token.at.start);
        let mut groups: Vec<(Vec<Node>, bool)> = Vec::new();
        if let Some(token) = self.take(&Kind::Or) {
            self.error(QueryErrorKind::MissingOperand { operator: "OR".into(), before: true }, token.at);
        }
        loop {
            let group = self.and();
            groups.push(group);
            let Some(token) = self.take(&Kind::Or) else { break };
            if self.at_end_of_operand() {
                self.error(QueryErrorKind::MissingOperand { operator: "OR".into(), before: false }, token.at);
            }
        }
        self.depth -= 1;
        self.warn_mixed(&groups, start);
        let any = self.options.match_any;
        let mut nodes: Vec<Node> = groups.into_iter().filter_map(|(nodes, _)| join(nodes, any)).collect();
        if nodes.len() > 1 { Some(Node::Or(nodes)) } else { nodes.pop() }
    }

    fn at_end_of_operand(&self) -> bool {
        self.peek().is_none_or(|token| matches!(token.kind, Kind::Close | Kind::Or | Kind::And))
    }

    /// Operands that are `ANDed`; the flag says whether AND was written.
    fn and(&mut self) -> (Vec<Node>, bool) {
        let mut nodes: Vec<Node> = Vec::new();
        let mut written = false;
        // With `match=any`, what stands side by side between two ANDs is ORed.
        let mut side: Vec<Node> = Vec::new();
        loop {
            match self.peek().map(|token| token.kind.clone()) {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(Kind::And) => {
                    let at = self.next().map(|token| token.at).unwrap_or_default();
                    if side.is_empty() && nodes.is_empty() {
                        self.error(QueryErrorKind::MissingOperand { operator: "AND".into(), before: true }, at);
                    }
                    if self.at_end_of_operand() {
                        self.error(QueryErrorKind::MissingOperand { operator: "AND".into(), before: false }, at);
                    }
                    written = true;
                    self.close_side(&mut side, &mut nodes);
                }
                Some(_) => {
                    let before = self.at;
                    if let Some(node) = self.unary() {
                        self.note_unquoted(&node, before);
                        side.push(node);
                    }
                    if side.len() > 1 && self.in_exact_group() {
                        let at = self.tokens.get(before).map(|token| token.at).unwrap_or_default();
                        self.error(QueryErrorKind::WriteOr, at);
                    }
                }
            }
        }
        self.close_side(&mut side, &mut nodes);
        (nodes, written)
    }

    fn in_exact_group(&self) -> bool {
        matches!(self.group, Some(Field::Exact(_)))
    }

    fn close_side(&mut self, side: &mut Vec<Node>, nodes: &mut Vec<Node>) {
        if self.options.match_any && side.len() > 1 {
            nodes.push(Node::Or(std::mem::take(side)));
        } else {
            nodes.append(side);
        }
    }

    fn unary(&mut self) -> Option<Node> {
        let mut negations = 0usize;
        let mut last = None;
        loop {
            match self.peek().map(|token| token.kind.clone()) {
                Some(Kind::Not(operator)) => {
                    let at = self.next().map(|token| token.at).unwrap_or_default();
                    last = Some((operator, at));
                    negations += 1;
                }
                Some(Kind::Plus) => {
                    self.next();
                }
                _ => break,
            }
        }
        if let Some((operator, at)) = last
            && self.at_end_of_operand()
        {
            self.error(QueryErrorKind::MissingOperand { operator: operator.to_owned(), before: false }, at);
            return None;
        }
        let node = self.boosted()?;
        Some(if negations % 2 == 1 { Node::Not(Box::new(node)) } else { node })
    }

    fn boosted(&mut self) -> Option<Node> {
        let mut node = self.primary();
        while let Some(Token { kind: Kind::Boost(text), at }) = self.peek().cloned() {
            self.next();
            match text.parse::<f32>() {
                Ok(factor) if factor > 0.0 && factor <= 100.0 => node = node.map(|node| Node::Boost(Box::new(node), factor)),
                _ => self.error(QueryErrorKind::BadBoost { text }, at),
            }
        }
        node
    }

    fn primary(&mut self) -> Option<Node> {
        let token = self.next()?;
        self.leaves += 1;
        if self.leaves == LEAVES_MAX + 1 {
            self.error(QueryErrorKind::TooManyLeaves, token.at);
        }
        match token.kind {
            Kind::Open => self.parenthesised(token.at),
            Kind::Equals => self.exact(),
            Kind::Field(field, name) => self.field(field, &name, token.at),
            Kind::Word(text) => Some(self.word(text, false, token.at)),
            Kind::Quoted(text) => self.phrase(text, token.at),
            Kind::Star => Some(Node::All),
            _ => None,
        }
    }

    fn parenthesised(&mut self, at: At) -> Option<Node> {
        let node = self.or();
        if self.take(&Kind::Close).is_none() {
            self.error(QueryErrorKind::UnclosedParenthesis, at);
        }
        node
    }

    fn exact(&mut self) -> Option<Node> {
        let token = self.next()?;
        match token.kind {
            Kind::Word(text) => Some(self.word(text, true, token.at)),
            Kind::Quoted(text) => self.phrase(text, token.at),
            _ => None,
        }
    }

    fn word(&mut self, text: String, exact: bool, at: At) -> Node {
        self.warn_word(&text, at);
        match self.group {
            Some(Field::Entity(kind)) => Node::Entity { kind, text, quoted: false, at },
            Some(Field::Exact(field)) => Node::Exact { field, value: text, at },
            _ => Node::Word(WordText { text, exact, at }),
        }
    }

    fn phrase(&mut self, text: String, at: At) -> Option<Node> {
        match self.group {
            Some(Field::Entity(kind)) => return Some(Node::Entity { kind, text, quoted: true, at }),
            Some(Field::Exact(field)) => return Some(Node::Exact { field, value: text, at }),
            _ => {}
        }
        if text.trim() == "*" {
            self.error(QueryErrorKind::BareWildcard, at);
            return None;
        }
        if text.split_whitespace().any(|word| word == "*" || lexer::has_wildcard(word)) {
            self.error(QueryErrorKind::NotAvailable { what: "a wildcard in a phrase".into() }, at);
            return None;
        }
        if !text.chars().any(char::is_alphanumeric) {
            self.warn(WarningCode::NoWord, format!("`\"{text}\"` holds no word and was left out"), at, None);
            return None;
        }
        Some(Node::Phrase { text, at })
    }

    fn field(&mut self, field: Field, name: &str, at: At) -> Option<Node> {
        if let (Some(_), false) = (self.group, matches!(field, Field::Case)) {
            self.error(QueryErrorKind::NestedField { field: name.to_owned() }, at);
        }
        match field {
            Field::Text(text_field) => {
                let outer = self.group.replace(field);
                let inner = if let Some(token) = self.take(&Kind::Open) { self.parenthesised(token.at) } else { self.primary() };
                self.group = outer;
                inner.map(|inner| Node::Scoped(text_field, Box::new(inner)))
            }
            Field::Entity(_) | Field::Exact(_) => {
                let outer = self.group.replace(field);
                let inner = if let Some(token) = self.take(&Kind::Open) { self.parenthesised(token.at) } else { self.primary() };
                self.group = outer;
                inner
            }
            Field::Range(range) => self.range(range, at),
            Field::Is | Field::Has => self.property(field, name, at),
            Field::Case => {
                self.error(QueryErrorKind::NotAvailable { what: "`case:`".into() }, at);
                self.primary();
                None
            }
        }
    }

    fn range(&mut self, field: RangeField, at: At) -> Option<Node> {
        let token = self.next()?;
        let Kind::Range(from, to) = token.kind else { return None };
        let at = At { start: at.start, end: token.at.end };
        let bounds: [&Option<Bound>; 2] = [&from, &to];
        if field == RangeField::Words
            && let Some(bad) = bounds.iter().filter_map(|b| b.as_ref()).find(|b| b.text.parse::<u64>().is_err())
        {
            let takes = "write a number, such as `words:>300` or `words:[300 TO *]`".to_owned();
            self.error(QueryErrorKind::BadValue { field: "words".into(), value: bad.text.clone(), takes }, at);
            return None;
        }
        Some(Node::Range { field, from, to, at })
    }

    fn property(&mut self, field: Field, name: &str, at: At) -> Option<Node> {
        let token = self.next()?;
        let (Kind::Word(value) | Kind::Quoted(value)) = token.kind else {
            self.error(QueryErrorKind::MissingValue { field: name.to_owned() }, at);
            return None;
        };
        match (field, value.as_str()) {
            (Field::Is, "undated") => Some(Node::Undated),
            (Field::Has, "entity") => Some(Node::Or(["person", "org", "place"].map(|kind| Node::Has(kind.to_owned())).to_vec())),
            (Field::Has, known) if HAS.contains(&known) => Some(Node::Has(value)),
            (Field::Is, _) => {
                self.error(QueryErrorKind::BadValue { field: "is".into(), value, takes: "write `is:undated`".into() }, at);
                None
            }
            _ => {
                let takes = format!("write one of {} entity", HAS.join(" "));
                self.error(QueryErrorKind::BadValue { field: "has".into(), value, takes }, at);
                None
            }
        }
    }

    fn warn(&mut self, code: WarningCode, message: String, at: At, alternative: Option<String>) {
        self.out.warnings.push(Warning { code, message, column: at.start, alternative });
    }

    /// Warns of a small-letter operator and of a mark of truncation.
    fn warn_word(&mut self, text: &str, at: At) {
        let lower = text.to_ascii_lowercase();
        let between = self.at >= 2 && self.peek().is_some_and(|token| !matches!(token.kind, Kind::Close));
        let is_operator = match lower.as_str() {
            "and" | "or" => between,
            "not" => self.peek().is_some_and(|token| !matches!(token.kind, Kind::Close)),
            _ => false,
        };
        if is_operator && self.group.is_none() {
            let upper = lower.to_ascii_uppercase();
            let alternative = self.replaced(at, &upper);
            self.warn(
                WarningCode::LowercaseOperator,
                format!("`{text}` was searched for as a word: operators are written in capitals, `{upper}`"),
                at,
                Some(alternative),
            );
        }
        if let Some(stem) = text.strip_suffix('!')
            && stem.chars().all(char::is_alphanumeric)
        {
            let alternative = self.replaced(at, &format!("{stem}*"));
            self.warn(
                WarningCode::TruncationMark,
                format!("the `!` of `{text}` is punctuation here; a wildcard is written `{stem}*`"),
                at,
                Some(alternative),
            );
        }
    }

    /// The query with the text at some columns replaced.
    fn replaced(&self, at: At, with: &str) -> String {
        let mut chars = self.text.chars();
        let head: String = chars.by_ref().take(at.start - 1).collect();
        let tail: String = chars.skip(at.end - at.start).collect();
        format!("{head}{with}{tail}")
    }

    /// Warns of AND with OR without parentheses, and offers the other grouping.
    fn warn_mixed(&mut self, groups: &[(Vec<Node>, bool)], start: usize) {
        let mixed = groups.len() > 1 && groups.iter().any(|(nodes, _)| nodes.len() > 1);
        if !mixed || self.out.errors.iter().any(|error| !matches!(error.kind, QueryErrorKind::NotAvailable { .. })) {
            return;
        }
        let mut ands: Vec<Node> = Vec::new();
        let mut ors: Vec<Node> = Vec::new();
        for (i, (nodes, _)) in groups.iter().enumerate() {
            for (j, node) in nodes.iter().enumerate() {
                if j > 0 {
                    ands.extend(alternatives(std::mem::take(&mut ors)));
                }
                ors.push(node.clone());
            }
            if i + 1 == groups.len() {
                ands.extend(alternatives(std::mem::take(&mut ors)));
            }
        }
        let alternative = (self.depth == 0).then(|| Node::And(ands).canonical());
        let message = "AND binds more tightly than OR: parentheses say which was meant".to_owned();
        self.warn(WarningCode::MixedOperators, message, At { start, end: start }, alternative);
    }

    /// Notes bare words behind an exact field.
    fn note_unquoted(&mut self, node: &Node, before: usize) {
        let Node::Exact { field, value, at } = node else { return };
        let is_bare = matches!(self.tokens.get(before + 1), Some(Token { kind: Kind::Word(_), .. }));
        if self.group.is_some() || !is_bare {
            return;
        }
        let mut wholes = Vec::new();
        let mut whole = value.clone();
        for token in self.tokens.iter().skip(self.at).take(6) {
            let Kind::Word(word) = &token.kind else { break };
            whole = format!("{whole} {word}");
            let quoted = self.replaced(At { start: at.start, end: token.at.end }, &format!("\"{whole}\""));
            wholes.insert(0, (whole.clone(), quoted));
        }
        if !wholes.is_empty() {
            self.out.unquoted.push(UnquotedValue { field: *field, wholes, column: at.start });
        }
    }
}

fn alternatives(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::Or(nodes)) } else { nodes.pop() }
}

fn join(mut nodes: Vec<Node>, _any: bool) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::And(nodes)) } else { nodes.pop() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        let parsed = parse(text, ParseOptions::default());
        let errors: Vec<String> = parsed.errors.iter().map(|e| format!("error {}: {e}", e.column)).collect();
        if !errors.is_empty() {
            return errors.join("; ");
        }
        let warnings: String = parsed.warnings.iter().map(|w| format!(" !{}@{}", w.code.as_str(), w.column)).collect();
        parsed.tree.map(|tree| tree.canonical()).unwrap_or_default() + &warnings
    }

    #[test]
    fn queries_are_read_with_the_precedence_of_the_language() {
        let cases = [
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
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn errors_name_the_column_and_the_mend() {
        let cases = [
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
            ("econ*", "error 1: a wildcard (column 1) is not available yet"),
            ("a w/5 b", "error 3: the proximity operator `w/5` (column 3) is not available yet"),
            ("a^0", "error 2: `^0` at column 2 is no factor: write a number above 0 and up to 100, such as `^2`"),
            ("words:many", "error 1: `words:` does not take `many` (column 1): write a number, such as `words:>300` or `words:[300 TO *]`"),
            ("title: x", "error 1: `title:` at column 1 has no value: write one directly behind the colon"),
        ];
        for (text, expected) in cases {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn depth_length_and_leaves_are_bounded() {
        assert!(read(&"(".repeat(30_000)).contains("deeper than 64"));
        assert!(read(&"a ".repeat(40_000)).contains("more than 65536 bytes"));
        assert!(read(&"a ".repeat(5_000)).contains("more than 4096 words"));
        assert!(!read(&"-".repeat(60_000)).contains("panic"));
    }

    #[test]
    fn words_side_by_side_may_be_alternatives() {
        let parsed = parse("a b AND c", ParseOptions { match_any: true });
        assert_eq!(parsed.tree.unwrap().canonical(), "(a OR b) AND c");
    }

    #[test]
    fn the_place_of_an_error_is_shown() {
        let error = parse("war AND", ParseOptions::default()).errors.remove(0);
        assert!(error.render("war AND").starts_with("war AND\n    ^\nerror: `AND`"));
    }

    proptest::proptest! {
        #[test]
        fn canonical_text_reads_as_the_same_tree(text in "[a-c\"()=: ^2~*?!+-]{0,24}|(a|b|c|AND|OR|NOT|\\(|\\)|title:|source:x|\"a b\"| ){0,16}") {
            let first = parse(&text, ParseOptions::default());
            if let (Some(tree), true) = (first.tree, first.errors.is_empty()) {
                let again = parse(&tree.canonical(), ParseOptions::default());
                proptest::prop_assert_eq!(again.errors, vec![]);
                proptest::prop_assert_eq!(again.tree.map(|t| t.canonical()), Some(tree.canonical()));
            }
        }

        #[test]
        fn no_query_panics(text in proptest::prelude::any::<String>()) {
            let _ = parse(&text, ParseOptions::default());
        }
    }
}

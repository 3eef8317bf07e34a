//! From tokens to a tree, by precedence: prefixes and suffixes, proximities, NOT, AND and
//! juxtaposition, OR.

mod operand;
mod place;
mod proximity;
mod reading;

use super::canonical;
use super::error::{QueryError, QueryErrorKind};
use super::field::{ExactField, Field};
use super::lexer::{self, Kind, Source, Token};
use super::limits::{DEPTH_MAX, ERRORS_MAX, TEXT_BYTES_MAX, WARNINGS_MAX};
use super::tree::{At, Node};
use super::warning::{Warning, WarningCode};
use super::{foreign, notes};

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

struct Parser<'a> {
    tokens: &'a [Token],
    source: &'a Source,
    at: usize,
    depth: usize,
    too_deep: bool,
    leaves: usize,
    options: ParseOptions,
    out: Parsed,
    /// The field whose group is being read.
    group: Option<Field>,
}

/// Reads a query; a blank one is every article. Never fails, in linear time.
#[must_use]
pub fn parse(text: &str, options: ParseOptions) -> Parsed {
    let mut parsed = read(text, options);
    let plain = parsed.tree.clone().filter(|_| parsed.errors.is_empty());
    let mut offered: Vec<Node> = Vec::new();
    for warning in &mut parsed.warnings {
        let Some(q) = warning.alternative.take() else { continue };
        // Another reading is one that can be read, and is another one.
        if let Some((q, tree)) = other_reading(q, warning.code, options)
            && plain.as_ref() != Some(&tree)
            && !offered.contains(&tree)
        {
            offered.push(tree);
            warning.alternative = Some(q);
        }
    }
    parsed
}

/// Steps from a query of another system to one of this: its operators, then its small letters.
const STEPS_MAX: usize = 3;

/// Another reading as a query of this language alone, and its tree.
///
/// Small operators and those of other systems come together: a reading without the one has none
/// of the other either.
fn other_reading(mut q: String, code: WarningCode, options: ParseOptions) -> Option<(String, Node)> {
    let is_foreign = |code| matches!(code, WarningCode::ForeignOperator | WarningCode::LowercaseOperator);
    for _ in 0..STEPS_MAX {
        let mut parsed = read(&q, options);
        if is_foreign(code)
            && let Some(next) =
                parsed.warnings.iter_mut().filter(|warning| is_foreign(warning.code)).find_map(|warning| warning.alternative.take())
        {
            q = next;
            continue;
        }
        let is_own = parsed.errors.is_empty() && parsed.warnings.iter().all(|warning| warning.code != WarningCode::ForeignOperator);
        return parsed.tree.filter(|_| is_own).map(|tree| (q, tree));
    }
    None
}

fn read(text: &str, options: ParseOptions) -> Parsed {
    if text.len() > TEXT_BYTES_MAX {
        return Parsed { errors: vec![QueryError { kind: QueryErrorKind::TooLong, column: 1 }], options, ..Parsed::default() };
    }
    if text.trim().is_empty() {
        return Parsed { tree: Some(Node::All), options, ..Parsed::default() };
    }
    let source = Source::new(text);
    let mut lexed = lexer::lex(&source);
    lexer::settle(&mut lexed, &source);
    foreign::resolve(&mut lexed, &source);
    lexed.warnings.extend(notes::notes(&lexed.tokens, &source));
    let mut parser = Parser {
        tokens: &lexed.tokens,
        source: &source,
        at: 0,
        depth: 0,
        too_deep: false,
        leaves: 0,
        options,
        out: Parsed { errors: lexed.errors, warnings: lexed.warnings, options, ..Parsed::default() },
        group: None,
    };
    let mut parts: Vec<Node> = parser.or().into_iter().collect();
    while let Some(token) = parser.next() {
        if token.kind == Kind::Close {
            parser.error(QueryErrorKind::UnopenedParenthesis, token.at);
        }
        // Go on behind it, so that all errors are found.
        parts.extend(parser.or());
    }
    let tree = all_of(parts);
    if !parser.too_deep && tree.as_ref().is_some_and(|tree| canonical::depth(tree) > DEPTH_MAX) {
        parser.error(QueryErrorKind::TooDeep, At { start: 1, end: 1 });
    }
    let mut out = parser.out;
    if tree.is_none() && out.errors.is_empty() {
        out.errors.push(QueryError { kind: QueryErrorKind::NoWord, column: 1 });
    }
    out.tree = tree;
    bound(&mut out);
    out
}

/// Sorts errors and warnings by column; of too many, the last says how many more there are.
fn bound(out: &mut Parsed) {
    out.errors.sort_by_key(|error| error.column);
    let more = out.errors.len().saturating_sub(ERRORS_MAX);
    if more > 0
        && let Some(first) = out.errors.get(ERRORS_MAX)
    {
        let last = QueryError { kind: QueryErrorKind::More { count: more }, column: first.column };
        out.errors.truncate(ERRORS_MAX);
        out.errors.push(last);
    }
    out.warnings.sort_by_key(|warning| warning.column);
    let more = out.warnings.len().saturating_sub(WARNINGS_MAX);
    if more > 0
        && let Some(first) = out.warnings.get_mut(WARNINGS_MAX)
    {
        first.message = format!("{more} more warnings from here on, the first: {}", first.message);
        first.alternative = None;
        out.warnings.truncate(WARNINGS_MAX + 1);
    }
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

    fn warn(&mut self, code: WarningCode, message: String, at: At, alternative: Option<String>) {
        self.out.warnings.push(Warning { code, message, column: at.start, alternative });
    }

    fn missing(&mut self, operator: &str, before: bool, at: At) {
        self.error(QueryErrorKind::MissingOperand { operator: operator.to_owned(), before }, at);
    }

    fn or(&mut self) -> Option<Node> {
        if self.depth > DEPTH_MAX {
            // Where the query ends in a parenthesis, that is the place.
            let at = self.peek().or(self.tokens.last()).map(|token| token.at).unwrap_or_default();
            self.error(QueryErrorKind::TooDeep, at);
            self.too_deep = true;
            // Nothing behind this point can be read without the depth.
            self.at = self.tokens.len();
            return None;
        }
        self.depth += 1;
        let start = self.at;
        let mut groups: Vec<Vec<Node>> = Vec::new();
        if let Some(token) = self.take(&Kind::Or) {
            self.missing("OR", true, token.at);
        }
        loop {
            let group = self.and();
            groups.push(group);
            let Some(token) = self.take(&Kind::Or) else { break };
            if self.at_end_of_operand() {
                self.missing("OR", false, token.at);
            }
        }
        self.depth -= 1;
        self.warn_mixed(&groups, start);
        any_of(groups.into_iter().filter_map(all_of).collect())
    }

    fn at_end_of_operand(&self) -> bool {
        self.peek().is_none_or(|token| matches!(token.kind, Kind::Close | Kind::Or | Kind::And))
    }

    /// Operands that are `ANDed`.
    fn and(&mut self) -> Vec<Node> {
        let mut nodes: Vec<Node> = Vec::new();
        // With `match=any`, what stands side by side between two ANDs is ORed.
        let mut side: Vec<Node> = Vec::new();
        let mut written = false;
        let begin = self.at;
        loop {
            match self.peek().map(|token| token.kind.clone()) {
                None | Some(Kind::Close | Kind::Or) => break,
                Some(Kind::And) => {
                    let first = self.at == begin;
                    let at = self.next().map(|token| token.at).unwrap_or_default();
                    if first {
                        self.missing("AND", true, at);
                    }
                    if self.at_end_of_operand() {
                        self.missing("AND", false, at);
                    }
                    self.close_side(&mut side, &mut nodes);
                    written = true;
                }
                Some(_) => {
                    let before = self.at;
                    let at = self.peek().map(|token| token.at).unwrap_or_default();
                    if before > begin && !written && matches!(self.group, Some(Field::Exact(_))) {
                        self.error(QueryErrorKind::WriteOr, at);
                    }
                    written = false;
                    if let Some(node) = self.unary() {
                        self.note_unquoted(&node, before);
                        side.push(node);
                    }
                }
            }
        }
        self.close_side(&mut side, &mut nodes);
        nodes
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
            self.missing(operator, false, at);
            return None;
        }
        let node = self.chain()?;
        Some(if negations % 2 == 1 { Node::Not(Box::new(node)) } else { node })
    }
}

fn any_of(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::Or(nodes)) } else { nodes.pop() }
}

fn all_of(mut nodes: Vec<Node>) -> Option<Node> {
    if nodes.len() > 1 { Some(Node::And(nodes)) } else { nodes.pop() }
}

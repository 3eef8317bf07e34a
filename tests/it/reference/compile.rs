//! From a query's tree to tests, with its words looked up.

use dateline::analysis::language;
use dateline::article::published::param::parse_edge;
use dateline::article::{EntityType, TextField};
use dateline::query::{Bound, ExactField, Node, Piece, RangeField};
use dateline::search::{DateColumn, FacetField, Filter, Request};

use super::Reference;
use super::dates::Range;
use super::facets::{self, Key};
use super::patterns::{self, Regex};
use super::spans::{Condition, Expr, Meant, Near, Slot, Takes};
use super::words;

/// A tree with its words looked up.
pub(super) enum Test {
    All,
    Spans(Expr),
    Entity(EntityType, Meant),
    WholeName(usize, String),
    Key(FacetField, Key),
    /// A whole value with wildcards.
    Like(ExactField, Vec<char>),
    Id(String),
    Story(String),
    Date(DateColumn, Range),
    Length(u64, u64),
    Undated,
    Has(String),
    And(Vec<Test>),
    Or(Vec<Test>),
    Not(Box<Test>),
}

impl Reference {
    pub(super) fn compile(&self, node: &Node, request: &Request, fields: u8) -> Test {
        let all = |nodes: &[Node]| nodes.iter().map(|node| self.compile(node, request, fields)).collect();
        match node {
            Node::All => Test::All,
            Node::Entity { kind, text, quoted, .. } => Test::Entity(*kind, meant(*kind, text, *quoted)),
            Node::Exact { field: ExactField::Id, value, .. } => Test::Id(value.clone()),
            Node::Exact { field: ExactField::Story, value, .. } => Test::Story(value.clone()),
            Node::Exact { field, value, .. } => exact(facet_of(*field), value),
            Node::ValuePattern { field: field @ (ExactField::Id | ExactField::Story), pattern, .. } => {
                Test::Like(*field, pattern.chars().collect())
            }
            Node::ValuePattern { field, pattern, .. } => Test::Like(*field, words::fold_value(pattern).chars().collect()),
            Node::Range { field: RangeField::Words, from, to, .. } => {
                let number = |bound: &Bound| bound.text.parse::<u64>().unwrap();
                let from = from.as_ref().map_or(0, |bound| number(bound) + u64::from(bound.exclusive));
                let end = to.as_ref().map_or(u64::MAX, |bound| number(bound) + u64::from(!bound.exclusive));
                Test::Length(from, end)
            }
            Node::Range { field, from, to, .. } => {
                let edge = |bound: &Bound| parse_edge(&bound.text, request.dates.zone, request.now).expect("the date was read");
                let open = |bound: &Option<Bound>| bound.as_ref().is_some_and(|bound| bound.exclusive);
                let range = Range::new(from.as_ref().map(edge), open(from), to.as_ref().map(edge), open(to), request.dates.zone);
                let column = match field {
                    RangeField::Updated => DateColumn::Updated,
                    RangeField::Indexed => DateColumn::FirstIndexed,
                    _ => DateColumn::Published,
                };
                Test::Date(column, range)
            }
            Node::Undated => Test::Undated,
            Node::Has(what) => Test::Has(what.clone()),
            Node::Scoped(field, inner) => self.compile(inner, request, bit(*field)),
            Node::And(nodes) => Test::And(all(nodes)),
            Node::Or(nodes) => Test::Or(all(nodes)),
            Node::Not(inner) => Test::Not(Box::new(self.compile(inner, request, fields))),
            Node::Boost(inner, _) => self.compile(inner, request, fields),
            node => Test::Spans(self.expr(node, fields)),
        }
    }

    /// What has positions: words and all that stands between them.
    fn expr(&self, node: &Node, fields: u8) -> Expr {
        let lexicon = &self.lexicon;
        match node {
            Node::Word(word) => Expr::Run(lexicon.chunk(&word.text, word.exact), fields),
            Node::Phrase { text, .. } => Expr::Run(lexicon.words(text, true), fields),
            Node::Sequence(sequence) => {
                let of = |piece: &Piece| match piece {
                    Piece::Any => vec![Slot::new(Takes::Anything)],
                    Piece::Wildcard(pattern) => vec![self.wildcard(pattern)],
                    Piece::Text(text) => lexicon.words(text, sequence.exact),
                };
                in_order(sequence.pieces.iter().flat_map(of).collect(), sequence.slop, fields)
            }
            Node::Wildcard { pattern, .. } => Expr::Run(vec![self.wildcard(pattern)], fields),
            Node::Regex { pattern, .. } => {
                let regex = Regex::new(pattern);
                Expr::Run(vec![lexicon.passing(|form| regex.is_whole(&chars(form)))], fields)
            }
            Node::Typo { text, edits, .. } => {
                let word = chars(&words::forms(text).concat());
                let is_near = |form: &str| {
                    form.chars().next() == word.first().copied() && patterns::edits(&word, &chars(form)) <= usize::from(*edits)
                };
                Expr::Run(vec![lexicon.passing(is_near)], fields)
            }
            Node::Case(inner) => match &**inner {
                Node::Word(word) => Expr::Run(lexicon.in_case(&word.text), fields),
                Node::Phrase { text, .. } => Expr::Run(lexicon.in_case(text), fields),
                Node::Sequence(sequence) => in_order(lexicon.in_case(&sequence.text), sequence.slop, fields),
                other => panic!("`case:` before {other:?}"),
            },
            Node::Entity { kind, text, quoted, .. } => Expr::Entity(*kind, meant(*kind, text, *quoted), fields),
            Node::Scoped(field, inner) => self.expr(inner, bit(*field)),
            Node::Or(nodes) => Expr::Or(nodes.iter().map(|node| self.expr(node, fields)).collect()),
            Node::Near(near) => {
                let (left, right) = (self.expr(&near.left, fields), self.expr(&near.right, fields));
                let (distance, ordered, negated) = (usize::from(near.distance), near.ordered, near.negated);
                Expr::Near(Box::new(Near { left, right, distance, ordered, negated }))
            }
            Node::Within(unit, inner) => Expr::Within(*unit, Box::new(self.condition(inner, fields)), fields),
            Node::First(words, inner) => Expr::First(*words, Box::new(self.expr(inner, fields))),
            Node::AtLeast(count, inner) => Expr::AtLeast(*count, Box::new(self.expr(inner, fields))),
            other => panic!("{other:?} has no positions"),
        }
    }

    fn condition(&self, node: &Node, fields: u8) -> Condition {
        let all = |nodes: &[Node]| nodes.iter().map(|node| self.condition(node, fields)).collect();
        match node {
            Node::And(nodes) => Condition::And(all(nodes)),
            Node::Or(nodes) => Condition::Or(all(nodes)),
            Node::Not(inner) => Condition::Not(Box::new(self.condition(inner, fields))),
            Node::Scoped(field, inner) => self.condition(inner, bit(*field)),
            leaf => Condition::Has(self.expr(leaf, fields)),
        }
    }

    fn wildcard(&self, pattern: &str) -> Slot {
        let pattern = chars(&words::fold(pattern));
        self.lexicon.passing(|form| patterns::is_like(&pattern, &chars(form), true))
    }

    pub(super) fn filter(&self, filter: &Filter) -> Test {
        let value = |value: &String| match EntityType::ALL.iter().position(|kind| kind.as_str() == filter.field.as_str()) {
            None => exact(filter.field, value),
            Some(kind) => {
                let id = Key::Id(value.clone());
                let at = FacetField::ALL.iter().position(|field| *field == filter.field).unwrap();
                let is_known = self.docs.iter().any(|doc| doc.keys[at].contains(&id));
                if is_known { Test::Key(filter.field, id) } else { Test::WholeName(kind, words::fold_value(value)) }
            }
        };
        Test::Or(filter.values.iter().map(value).collect())
    }
}

fn facet_of(field: ExactField) -> FacetField {
    FacetField::parse(field.as_str()).expect("a field with values")
}

fn exact(field: FacetField, value: &str) -> Test {
    let key = match field {
        FacetField::Lang => language::parse(value).map_or_else(|| value.to_owned(), |lang| lang.to_string()),
        _ => words::fold_value(value),
    };
    Test::Key(field, Key::Name(key))
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn meant(kind: EntityType, text: &str, quoted: bool) -> Meant {
    if kind == EntityType::Place && !quoted && facets::is_id(text) { Meant::Id(text.to_owned()) } else { Meant::Named(words::forms(text)) }
}

fn in_order(slots: Vec<Slot>, slop: u8, fields: u8) -> Expr {
    if slop == 0 { Expr::Run(slots, fields) } else { Expr::Loose(slots, u32::from(slop), fields) }
}

pub(super) fn bit(field: TextField) -> u8 {
    1 << (field as u8)
}

//! Proximities, and operators that take parentheses.

use super::super::error::QueryErrorKind;
use super::super::lexer::{Function, Kind, NearToken};
use super::super::limits::{COUNT_MAX, DEPTH_MAX, DISTANCE_MAX};
use super::super::tree::{At, Near, Node, Unit};
use super::place::{Place, column, misplaced};
use super::{Parser, all_of};

/// An operator between two operands.
enum Link {
    Near { operator: String, distance: Option<u16>, ordered: bool, negated: bool },
    Together(Unit),
}

impl Link {
    fn name(&self) -> String {
        match self {
            Self::Near { operator, .. } => operator.clone(),
            Self::Together(Unit::Sentence) => "w/s".to_owned(),
            Self::Together(Unit::Paragraph) => "w/p".to_owned(),
        }
    }
}

impl Parser<'_> {
    /// Operands with proximities between them, from left to right.
    pub(super) fn chain(&mut self) -> Option<Node> {
        while let Some((link, at)) = self.link() {
            self.missing(&link.name(), true, at);
        }
        if self.at_end_of_operand() {
            return None;
        }
        let start = self.peek().map(|token| token.at).unwrap_or_default();
        let mut left = self.suffixed();
        let mut left_at = start;
        // The unit of a sentence that this chain made, which takes more operands.
        let mut open: Option<Unit> = None;
        let mut links = 0;
        while let Some((link, at)) = self.link() {
            links += 1;
            let right_at = self.right_start(&link, at, left.as_ref());
            if self.at_end_of_operand() {
                self.missing(&link.name(), false, at);
                break;
            }
            let right = self.suffixed();
            let (Some(before), Some(behind)) = (left.take(), right.clone()) else {
                // What is missing was said already.
                left = right;
                continue;
            };
            if links > DEPTH_MAX {
                if links == DEPTH_MAX + 1 {
                    self.error(QueryErrorKind::TooDeep, at);
                }
                left = Some(before);
                continue;
            }
            left = match link {
                Link::Near { operator, distance, ordered, negated } => {
                    let near = Near { left: before, right: behind, distance: distance.unwrap_or(1), ordered, negated, at };
                    open = None;
                    self.near(near, distance, &operator, left_at, right_at)
                }
                Link::Together(unit) => {
                    let extends = open == Some(unit);
                    open = Some(unit);
                    self.together(unit, before, behind, extends, right_at)
                }
            };
            left_at = start;
        }
        left
    }

    /// The operator that stands here, if one does.
    fn link(&mut self) -> Option<(Link, At)> {
        let negated = matches!(self.peek().map(|token| &token.kind), Some(Kind::Not("NOT")));
        let token = self.tokens.get(self.at + usize::from(negated))?;
        let link = match &token.kind {
            Kind::Near(NearToken { ordered, number, .. }) => {
                let name = if *ordered { "BEFORE" } else { "NEAR" };
                let distance = number.parse().ok().filter(|n| (1..=DISTANCE_MAX).contains(n));
                if distance.is_none() {
                    let kind = QueryErrorKind::BadNumber { operator: name.into(), number: number.clone(), max: DISTANCE_MAX.into() };
                    self.out.errors.push(super::QueryError { kind, column: token.at.start });
                }
                let not = if negated { "NOT " } else { "" };
                Link::Near { operator: format!("{not}{name}/{number}"), distance, ordered: *ordered, negated }
            }
            Kind::Together(unit) if !negated => Link::Together(*unit),
            _ => return None,
        };
        let at = self.next().map(|token| token.at).unwrap_or_default();
        if negated {
            self.next();
        }
        Some((link, at))
    }

    /// Where the right operand begins; NOT before it is an error.
    fn right_start(&mut self, link: &Link, operator: At, left: Option<&Node>) -> At {
        let mut said = false;
        loop {
            let Some(token) = self.peek() else { return operator };
            let at = token.at;
            match token.kind {
                Kind::Not(not) if !said => {
                    said = true;
                    let left = left.map(Node::canonical).filter(|text| text.len() < 40).unwrap_or_else(|| "a".to_owned());
                    let right = self.tokens.get(self.at + 1).map(|token| self.source.text(token.at)).filter(|text| text.len() < 40);
                    let (mend, place) = match link {
                        Link::Near { negated: false, operator, .. } => {
                            (format!("write `{left} NOT {operator} {}`", right.unwrap_or_else(|| "b".to_owned())), operator.clone())
                        }
                        link => ("leave it out, or write NOT before the whole".to_owned(), link.name()),
                    };
                    let kind = QueryErrorKind::Inside { what: format!("`{not}`"), place: format!("an operand of `{place}`"), mend };
                    self.error(kind, at);
                }
                Kind::Plus | Kind::Not(_) => {}
                _ => return at,
            }
            self.next();
        }
    }

    /// Two operands near each other; side by side where one cannot be an operand.
    fn near(&mut self, near: Near, distance: Option<u16>, operator: &str, left_at: At, right_at: At) -> Option<Node> {
        let mut good = distance.is_some();
        for (side, other, at, is_left) in [(&near.left, &near.right, left_at, true), (&near.right, &near.left, right_at, false)] {
            let Some(bad) = misplaced(side, Place::Near) else { continue };
            good = false;
            let mend = match side {
                Node::And(parts) if matches!(bad.node, Node::And(_)) => distributed(parts, other, operator, is_left),
                _ => None,
            };
            let start = if std::ptr::eq(bad.node, side) { None } else { column(bad.node) };
            let kind = QueryErrorKind::Inside {
                what: bad.what,
                place: format!("an operand of `{operator}`"),
                mend: mend.unwrap_or_else(|| bad.mend.to_owned()),
            };
            self.error(kind, At { start: start.unwrap_or(at.start), end: at.end });
        }
        if good {
            return Some(Node::Near(Box::new(near)));
        }
        all_of(vec![near.left, near.right])
    }

    /// `a w/s b w/s c` is `SENTENCE(a b c)`.
    fn together(&mut self, unit: Unit, left: Node, right: Node, extends: bool, right_at: At) -> Option<Node> {
        let mut parts = match left {
            Node::Within(_, inner) if extends => match *inner {
                Node::And(parts) => parts,
                inner => vec![inner],
            },
            left => vec![left],
        };
        parts.push(right);
        let inner = all_of(parts)?;
        Some(self.checked(inner, Place::Within(unit), unit.as_str(), right_at, |inner| Node::Within(unit, inner)))
    }

    /// An operator with its parentheses.
    pub(super) fn function(&mut self, function: &Function, at: At) -> Option<Node> {
        let open = self.next().map_or(at, |token| token.at);
        let inner = self.parenthesised(open);
        let (number, name, place) = match function {
            Function::Within(unit) => (None, unit.as_str(), Place::Within(*unit)),
            Function::First(number) => (Some(number), "FIRST", Place::First),
            Function::AtLeast(number) => (Some(number), "ATLEAST", Place::AtLeast),
        };
        let count = match number.map(|number| number.parse().ok().filter(|n| (1..=COUNT_MAX).contains(n))) {
            Some(None) => {
                let number = number.cloned().unwrap_or_default();
                self.error(QueryErrorKind::BadNumber { operator: name.into(), number, max: COUNT_MAX }, at);
                return inner;
            }
            Some(Some(count)) => count,
            None => 1,
        };
        Some(self.checked(inner?, place, name, open, |inner| match place {
            Place::First => Node::First(count, inner),
            Place::AtLeast => Node::AtLeast(count, inner),
            Place::Within(unit) => Node::Within(unit, inner),
            Place::Near => *inner,
        }))
    }

    /// Makes a node of what may stand in it; gives that alone where something may not.
    fn checked(&mut self, inner: Node, place: Place, name: &str, at: At, make: impl FnOnce(Box<Node>) -> Node) -> Node {
        if let Some(bad) = misplaced(&inner, place) {
            let start = column(bad.node).unwrap_or(at.start);
            let kind = QueryErrorKind::Inside { what: bad.what, place: format!("`{name}`"), mend: bad.mend.to_owned() };
            self.error(kind, At { start, end: at.end });
            return inner;
        }
        make(Box::new(inner))
    }
}

/// `a NEAR/5 (b c)` as `(a NEAR/5 b) AND (a NEAR/5 c)`, if it is short enough to show.
fn distributed(parts: &[Node], other: &Node, operator: &str, is_left: bool) -> Option<String> {
    if parts.iter().any(|part| matches!(part, Node::Word(word) if matches!(word.text.to_ascii_lowercase().as_str(), "and" | "or" | "not")))
    {
        return Some("write `OR` in capitals, and words that belong together in quotes".to_owned());
    }
    let show = |node: &Node| {
        let text = node.canonical();
        if matches!(node, Node::Or(_) | Node::Near(_)) { format!("({text})") } else { text }
    };
    let one = |part: &Node| {
        let (not, part) = if let Node::Not(inner) = part { ("NOT ", &**inner) } else { ("", part) };
        misplaced(part, Place::Near).is_none().then(|| {
            let (a, b) = if is_left { (show(part), show(other)) } else { (show(other), show(part)) };
            format!("{not}({a} {operator} {b})")
        })
    };
    let text = parts.iter().map(one).collect::<Option<Vec<_>>>()?.join(" AND ");
    (text.len() < 200).then(|| format!("write `{text}`, OR, or a phrase in quotes"))
}

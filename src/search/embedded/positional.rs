//! From operators over positions to a span leaf of the plan.

use std::sync::Arc;

use super::expand;
use super::plan::{Layer, Part, Plan};
use super::planner::Planner;
use super::spans::{Atom, EntityAtom, SpanLeaf, Units, meant_by};
use crate::analysis::tokens::fold;
use crate::article::EntityType;
use crate::index::document::mark;
use crate::index::schema::fields;
use crate::query::{At, Near, Node, Piece, QueryErrorKind, Sequence, Unit};
use crate::search::SearchError;
use crate::search::limits::FORMS_MAX;
use crate::search::matcher::expr;
use crate::search::matcher::{Expr, FieldSet, Test};

/// A part of an expression, and the articles among which its matches are.
struct Operand {
    expr: Expr,
    within: Plan,
}

/// Gathers the atoms of one span leaf.
pub(super) struct Positional<'p, 'a> {
    planner: &'p mut Planner<'a>,
    atoms: Vec<Atom>,
    /// Layer and document frequency of each word, for the weight.
    freqs: Vec<(Layer, u64)>,
}

impl Planner<'_> {
    /// Makes the leaf of an operator over positions.
    pub(super) fn positional(&mut self, node: &Node, fields: FieldSet, boost: f32) -> Result<Plan, SearchError> {
        let mut builder = Positional { planner: self, atoms: Vec::new(), freqs: Vec::new() };
        let operand = builder.operand(node, fields)?;
        let (atoms, freqs) = (builder.atoms, builder.freqs);
        if matches!(operand.within, Plan::Nothing) {
            return Ok(Plan::Nothing);
        }
        let starts = |kind: expr::Unit, mark: &str| -> Result<Option<Part>, SearchError> {
            let asked = operand.expr.asks_for(kind);
            Ok(if asked { Some(self.looked_up(Layer::Mark, vec![mark.to_owned()], 0)?.0) } else { None })
        };
        let units =
            Units { sentences: starts(expr::Unit::Sentence, mark::SENTENCE)?, paragraphs: starts(expr::Unit::Paragraph, mark::PARAGRAPH)? };
        let weight = self.weight(&freqs, boost)?;
        let leaf = SpanLeaf { atoms, expr: operand.expr, within: operand.within, units, text: node.canonical(), boost, weight };
        Ok(Plan::Spans(Arc::new(leaf)))
    }

    /// The forms that a wildcard, a regular expression or a typo stands for.
    pub(super) fn forms(&mut self, node: &Node) -> Result<Option<Vec<String>>, SearchError> {
        let field = fields().form;
        Ok(Some(match node {
            Node::Wildcard { pattern, at } => {
                if let Some(begin) = expand::beginning(pattern, fold::form) {
                    return Ok(Some(expand::passing(self.version(), field, &begin, |_| true)?));
                }
                let pattern = expand::wildcard(pattern, fold::form);
                match expand::matching(self.version(), field, &pattern)? {
                    Some(forms) => forms,
                    None => return Ok(self.too_large(*at)),
                }
            }
            Node::Regex { pattern, at } => {
                let found = match expand::regular(pattern) {
                    Some(pattern) => expand::matching(self.version(), field, &pattern)?,
                    None => None,
                };
                match found {
                    Some(forms) => forms,
                    None => return Ok(self.too_large(*at)),
                }
            }
            Node::Typo { text, edits, .. } => {
                // The word alone: a final `'s` is no part of it.
                let form = match self.query_words(text).as_slice() {
                    [word] => word.form.clone(),
                    _ => fold::form(text),
                };
                let chars: Vec<char> = form.chars().collect();
                let begin: String = chars.iter().take(1).collect();
                expand::passing(self.version(), field, &begin, |term| expand::within_edits(&chars, term, usize::from(*edits)))?
            }
            _ => return Ok(None),
        }))
    }

    fn too_large(&mut self, at: At) -> Option<Vec<String>> {
        let (what, mend) = ("is too large".to_owned(), "write a shorter one".to_owned());
        self.error(QueryErrorKind::HeavyPattern { what, mend }, at);
        None
    }
}

impl Positional<'_, '_> {
    fn atom(&mut self, part: Part, freq: u64) -> Operand {
        let missing = part.terms.is_empty();
        self.freqs.push((part.layer, freq));
        let within = if missing { Plan::Nothing } else { Planner::single(part.clone(), freq) };
        self.atoms.push(Atom::Terms(part));
        Operand { expr: Expr::Atom(self.atoms.len() - 1), within }
    }

    fn scoped(operand: Operand, fields: FieldSet) -> Operand {
        if fields.is_partial() { Operand { expr: Expr::In(fields, Box::new(operand.expr)), within: operand.within } } else { operand }
    }

    fn operand(&mut self, node: &Node, fields: FieldSet) -> Result<Operand, SearchError> {
        Ok(match node {
            Node::Word(word) => {
                Self::scoped(self.words(self.planner.chunk_parts(&self.planner.query_words(&word.text), word.exact))?, fields)
            }
            Node::Phrase { text, .. } => Self::scoped(self.words(self.planner.word_parts(&self.planner.query_words(text), true))?, fields),
            Node::Sequence(sequence) => Self::scoped(self.sequence(sequence)?, fields),
            Node::Wildcard { at, .. } | Node::Regex { at, .. } | Node::Typo { at, .. } => {
                let forms = self.planner.forms(node)?.unwrap_or_default();
                Self::scoped(self.forms(forms, *at)?, fields)
            }
            Node::Case(inner) => Self::scoped(self.case(inner)?, fields),
            Node::Entity { kind, text, quoted, .. } => Self::scoped(self.entity(*kind, text, *quoted)?, fields),
            Node::Scoped(field, inner) => self.operand(inner, super::planner::field_set(*field))?,
            Node::Or(nodes) => {
                let (mut exprs, mut plans) = (Vec::new(), Vec::new());
                for node in nodes {
                    let operand = self.operand(node, fields)?;
                    exprs.push(operand.expr);
                    plans.push(operand.within);
                }
                Operand { expr: Expr::Or(exprs), within: Plan::any_of(plans) }
            }
            Node::Near(near) => self.near(near, fields)?,
            Node::Within(unit, inner) => {
                let (test, within) = self.test(inner, fields)?;
                let unit = match unit {
                    Unit::Sentence => expr::Unit::Sentence,
                    Unit::Paragraph => expr::Unit::Paragraph,
                };
                Self::scoped(Operand { expr: Expr::Unit(unit, Box::new(test)), within }, fields)
            }
            Node::First(words, inner) => {
                let operand = self.operand(inner, fields)?;
                Operand { expr: Expr::First(*words, Box::new(operand.expr)), within: operand.within }
            }
            Node::AtLeast(count, inner) => {
                let operand = self.operand(inner, fields)?;
                Operand { expr: Expr::AtLeast(*count, Box::new(operand.expr)), within: operand.within }
            }
            Node::Boost(inner, _) => self.operand(inner, fields)?,
            other => {
                let column = other.at().map(|at| at.start);
                return Err(SearchError::NotAvailable { what: format!("`{}` here", other.canonical()), column });
            }
        })
    }

    fn near(&mut self, near: &Near, fields: FieldSet) -> Result<Operand, SearchError> {
        let left = self.operand(&near.left, fields)?;
        let right = self.operand(&near.right, fields)?;
        let pair = Box::new(expr::Near { left: left.expr, right: right.expr, distance: u32::from(near.distance), ordered: near.ordered });
        Ok(if near.negated {
            Operand { expr: Expr::NotNear(pair), within: left.within }
        } else {
            Operand { expr: Expr::Near(pair), within: Plan::all_of(vec![left.within, right.within]) }
        })
    }

    /// What a sentence or paragraph is tested for.
    fn test(&mut self, node: &Node, fields: FieldSet) -> Result<(Test, Plan), SearchError> {
        Ok(match node {
            Node::And(nodes) => {
                let (tests, plans): (Vec<_>, Vec<_>) = self.tests(nodes, fields)?.into_iter().unzip();
                (Test::And(tests), Plan::all_of(plans))
            }
            Node::Or(nodes) => {
                let (tests, plans): (Vec<_>, Vec<_>) = self.tests(nodes, fields)?.into_iter().unzip();
                // An alternative that every article may pass leaves all of them.
                let all = plans.iter().any(|plan| matches!(plan, Plan::All));
                (Test::Or(tests), if all { Plan::All } else { Plan::any_of(plans) })
            }
            Node::Not(inner) => (Test::Not(Box::new(self.test(inner, fields)?.0)), Plan::All),
            Node::Boost(inner, _) => self.test(inner, fields)?,
            leaf => {
                let operand = self.operand(leaf, fields)?;
                (Test::Has(operand.expr), operand.within)
            }
        })
    }

    fn tests(&mut self, nodes: &[Node], fields: FieldSet) -> Result<Vec<(Test, Plan)>, SearchError> {
        nodes.iter().map(|node| self.test(node, fields)).collect()
    }

    /// Words one after another.
    fn words(&mut self, parts: Vec<Part>) -> Result<Operand, SearchError> {
        let (mut places, mut plans) = (Vec::new(), Vec::new());
        self.place(parts, 0, &mut places, &mut plans)?;
        Ok(in_order(&places, plans))
    }

    /// Adds words that stand one after another from an offset on.
    fn place(&mut self, parts: Vec<Part>, offset: u32, places: &mut Vec<(usize, u32)>, plans: &mut Vec<Plan>) -> Result<(), SearchError> {
        for part in parts {
            let own = part.offset;
            let (part, freq) = self.planner.looked_up(part.layer, part.terms, 0)?;
            plans.push(self.atom(part, freq).within);
            places.push((self.atoms.len() - 1, offset + own));
        }
        Ok(())
    }

    fn forms(&mut self, forms: Vec<String>, at: At) -> Result<Operand, SearchError> {
        if forms.len() > FORMS_MAX {
            let what = format!("stands for {} forms, and near other words for at most {FORMS_MAX}", forms.len());
            self.planner.error(QueryErrorKind::HeavyPattern { what, mend: "write more of the word".to_owned() }, at);
            return Ok(Operand { expr: Expr::Or(Vec::new()), within: Plan::Nothing });
        }
        let (part, freq) = self.planner.looked_up(Layer::Form, forms, 0)?;
        Ok(self.atom(part, freq))
    }

    fn sequence(&mut self, sequence: &Sequence) -> Result<Operand, SearchError> {
        let (mut places, mut plans, mut any, mut offset) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for piece in &sequence.pieces {
            match piece {
                Piece::Any => {
                    any.push(offset);
                    offset += 1;
                }
                Piece::Wildcard(pattern) => {
                    let node = Node::Wildcard { pattern: pattern.clone(), at: sequence.at };
                    let forms = self.planner.forms(&node)?.unwrap_or_default();
                    let operand = self.forms(forms, sequence.at)?;
                    plans.push(operand.within);
                    match operand.expr {
                        Expr::Atom(atom) => places.push((atom, offset)),
                        _ => return Ok(Operand { expr: Expr::Or(Vec::new()), within: Plan::Nothing }),
                    }
                    offset += 1;
                }
                Piece::Text(text) => {
                    let words = self.planner.query_words(text);
                    let parts = self.planner.word_parts(&words, sequence.exact);
                    self.place(parts, offset, &mut places, &mut plans)?;
                    offset += u32::try_from(words.len()).unwrap_or(u32::MAX);
                }
            }
        }
        if sequence.slop == 0 {
            return Ok(Operand { expr: Expr::Sequence(places), within: all(plans) });
        }
        Ok(moved(&places, &any, sequence.slop, plans))
    }

    /// Words in exactly this capitalisation.
    fn case(&mut self, node: &Node) -> Result<Operand, SearchError> {
        let (text, slop) = match node {
            Node::Word(word) => (&word.text, 0),
            Node::Phrase { text, .. } => (text, 0),
            Node::Sequence(sequence) => (&sequence.text, sequence.slop),
            Node::Scoped(field, inner) => return Ok(Self::scoped(self.case(inner)?, super::planner::field_set(*field))),
            other => return self.operand(other, FieldSet::ALL),
        };
        let (mut places, mut plans) = (Vec::new(), Vec::new());
        for (word, offset) in self.planner.query_words(text).into_iter().zip(0..) {
            let operand = if word.surface.chars().any(char::is_uppercase) {
                let capitals = capitals(&word.surface);
                let surfaces = self.surfaces(&word.form, |surface| self::capitals(surface) == capitals)?;
                let (part, freq) = self.planner.looked_up(Layer::Mark, surfaces, 0)?;
                self.atom(part, freq)
            } else {
                let (form, freq) = self.planner.looked_up(Layer::Form, vec![word.form.clone()], 0)?;
                let surfaces = self.surfaces(&word.form, |_| true)?;
                let (capitals, _) = self.planner.looked_up(Layer::Mark, surfaces, 0)?;
                self.freqs.push((Layer::Form, freq));
                let within = if form.terms.is_empty() { Plan::Nothing } else { Planner::single(form.clone(), freq) };
                self.atoms.push(Atom::Small { form, capitals });
                Operand { expr: Expr::Atom(self.atoms.len() - 1), within }
            };
            plans.push(operand.within);
            places.push((self.atoms.len() - 1, offset));
        }
        Ok(if slop == 0 { in_order(&places, plans) } else { moved(&places, &[], slop, plans) })
    }

    /// The capitalised surfaces of a form that pass a test, as terms.
    fn surfaces(&self, form: &str, test: impl Fn(&str) -> bool) -> Result<Vec<String>, SearchError> {
        let is_same = |surface: &str| {
            let same = if surface.is_ascii() { surface.eq_ignore_ascii_case(form) } else { fold::form(surface) == form };
            same && test(surface)
        };
        let begin = mark::SURFACE.to_string();
        expand::passing(self.planner.version(), fields().mark, &begin, |term| term.strip_prefix(mark::SURFACE).is_some_and(is_same))
    }

    fn entity(&mut self, kind: EntityType, text: &str, quoted: bool) -> Result<Operand, SearchError> {
        let within = self.planner.entity(kind, text, quoted)?;
        let id = Planner::entity_id(kind, text, quoted);
        let version = self.planner.version();
        let meant = match &id {
            Some(id) => meant_by(version.facet_groups(kind as usize)?, version.segments().len(), id),
            None => Vec::new(),
        };
        let mut words = Vec::new();
        if id.is_none() {
            for (word, offset) in self.planner.query_words(text).into_iter().zip(0..) {
                words.push(self.planner.looked_up(Layer::Name(kind), vec![word.form], offset)?.0);
            }
        }
        self.atoms.push(Atom::Entity(EntityAtom { kind, words, id, meant: Arc::new(meant) }));
        Ok(Operand { expr: Expr::Atom(self.atoms.len() - 1), within })
    }
}

/// Which characters of a form are capitals in a surface of it: accents are folded here as elsewhere.
fn capitals(surface: &str) -> Vec<bool> {
    surface.chars().flat_map(|c| fold::form(&c.to_string()).chars().map(|_| c.is_uppercase()).collect::<Vec<_>>()).collect()
}

/// Atoms one after another; one alone is itself, none matches nothing.
fn in_order(places: &[(usize, u32)], plans: Vec<Plan>) -> Operand {
    let expr = match places {
        [] => Expr::Or(Vec::new()),
        [(atom, 0)] => Expr::Atom(*atom),
        _ => Expr::Sequence(places.to_vec()),
    };
    Operand { expr, within: all(plans) }
}

/// Atoms at their offsets, and any words at others, which may be moved together so far.
fn moved(places: &[(usize, u32)], any: &[u32], slop: u8, plans: Vec<Plan>) -> Operand {
    let mut parts: Vec<(u32, Option<usize>)> = places.iter().map(|(atom, offset)| (*offset, Some(*atom))).collect();
    parts.extend(any.iter().map(|offset| (*offset, None)));
    parts.sort_unstable();
    let parts = parts.into_iter().map(|(_, part)| part).collect();
    Operand { expr: Expr::Sloppy { parts, slop: u32::from(slop) }, within: all(plans) }
}

/// All of the plans; none of them means no article.
fn all(plans: Vec<Plan>) -> Plan {
    if plans.is_empty() { Plan::Nothing } else { Plan::all_of(plans) }
}

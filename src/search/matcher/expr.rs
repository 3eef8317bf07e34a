//! Expressions over positions, and what they match in one article.

use super::bounds::{Bounds, FieldSet};
use super::sequence::sequence;
use super::span::{Span, settle};
use super::{near, sloppy, unit};

/// What is looked for: atoms are words, wildcards or entities, whose positions the caller knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// The matches of an atom.
    Atom(usize),
    /// Atoms one after another: each with its position after the first. A gap in the offsets is
    /// any one word.
    Sequence(Vec<(usize, u32)>),
    /// Atoms at different positions, one for each, with max − min of (position − index) ≤ `slop`.
    Sloppy {
        /// The atoms in the order of the phrase; `None` is any one word.
        parts: Vec<Option<usize>>,
        /// How far the words may be moved together.
        slop: u32,
    },
    /// Any of them.
    Or(Vec<Expr>),
    /// A match of each, at most so many words apart.
    Near(Box<Near>),
    /// Matches of the first without one of the second so near.
    NotNear(Box<Near>),
    /// A sentence or paragraph that alone passes the test.
    Unit(Unit, Box<Test>),
    /// Matches that begin within the first words of lead and body.
    First(u32, Box<Expr>),
    /// All matches, if there are so many at least.
    AtLeast(u32, Box<Expr>),
    /// Matches in some of the fields.
    In(FieldSet, Box<Expr>),
}

/// Two operands and their distance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Near {
    /// The first operand.
    pub left: Expr,
    /// The second operand.
    pub right: Expr,
    /// Start of the later minus end of the earlier, at most; neighbours have 1.
    pub distance: u32,
    /// Whether the first must stand before the second.
    pub ordered: bool,
}

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A sentence; the title is one.
    Sentence,
    /// A paragraph; the title is one.
    Paragraph,
}

/// What a sentence or paragraph is tested for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// It holds a match.
    Has(Expr),
    /// All of them.
    And(Vec<Test>),
    /// One of them at least.
    Or(Vec<Test>),
    /// Not this.
    Not(Box<Test>),
}

/// The positions of one article.
#[derive(Debug, Clone, Default)]
pub struct Document {
    /// Matches of each atom, sorted, without repeats.
    pub atoms: Vec<Vec<Span>>,
    /// Positions at which sentences begin, rising; needed for [`Unit::Sentence`].
    pub sentences: Vec<u32>,
    /// Positions at which paragraphs begin, rising; needed for [`Unit::Paragraph`].
    pub paragraphs: Vec<u32>,
    /// Where the fields end.
    pub bounds: Bounds,
    /// First position.
    pub begin: u32,
    /// Position after the last word, if units or any words are asked for.
    pub end: u32,
}

impl Expr {
    /// Returns the matches in an article, sorted and without repeats; none lies in two fields.
    #[must_use]
    pub fn spans(&self, doc: &Document) -> Vec<Span> {
        let mut spans = match self {
            Self::Atom(atom) => return doc.atom(*atom).to_vec(),
            Self::Sequence(parts) => sequences(parts, doc),
            Self::Sloppy { parts, slop } => sloppy::spans(parts, *slop, doc),
            Self::Or(inner) => inner.iter().flat_map(|expr| expr.spans(doc)).collect(),
            Self::Near(near) => near::spans(near, doc),
            Self::NotNear(near) => near::spans_without(near, doc),
            Self::Unit(kind, test) => match test.required(doc) {
                Some(matches) => unit::units_with(*kind, doc, matches).filter(|unit| test.holds_in(doc, *unit)).collect(),
                None => unit::units(*kind, doc).filter(|unit| test.holds_in(doc, *unit)).collect(),
            },
            Self::First(words, inner) => {
                let begin = doc.bounds.title_end;
                inner.spans(doc).into_iter().filter(|span| span.start >= begin && span.start - begin < *words).collect()
            }
            Self::AtLeast(count, inner) => {
                let spans = inner.spans(doc);
                if spans.len() >= *count as usize { spans } else { Vec::new() }
            }
            Self::In(fields, inner) => {
                inner.spans(doc).into_iter().filter(|span| doc.bounds.admits(span.start, span.last, *fields)).collect()
            }
        };
        settle(&mut spans);
        spans
    }

    /// Whether it asks for units of a kind.
    #[must_use]
    pub fn asks_for(&self, kind: Unit) -> bool {
        match self {
            Self::Unit(own, test) => *own == kind || test.asks_for(kind),
            Self::Or(inner) => inner.iter().any(|expr| expr.asks_for(kind)),
            Self::Near(near) | Self::NotNear(near) => near.left.asks_for(kind) || near.right.asks_for(kind),
            Self::First(_, inner) | Self::AtLeast(_, inner) | Self::In(_, inner) => inner.asks_for(kind),
            Self::Atom(_) | Self::Sequence(_) | Self::Sloppy { .. } => false,
        }
    }

    /// Adds the stretches of text that make up the given matches: a phrase is one, both ends of a
    /// proximity are two, of a sentence its words.
    pub fn marks(&self, doc: &Document, matches: &[Span], out: &mut Vec<Span>) {
        match self {
            Self::Atom(_) | Self::Sequence(_) => out.extend_from_slice(matches),
            Self::Sloppy { parts, slop } => sloppy::marks(parts, *slop, doc, matches, out),
            Self::Or(inner) => {
                for expr in inner {
                    let own: Vec<Span> = expr.spans(doc).into_iter().filter(|span| matches.binary_search(span).is_ok()).collect();
                    expr.marks(doc, &own, out);
                }
            }
            Self::Near(near) => near::marks(near, doc, matches, out),
            Self::NotNear(near) => near.left.marks(doc, matches, out),
            Self::Unit(_, test) => matches.iter().for_each(|unit| test.marks(&doc.within(*unit), out)),
            Self::First(_, inner) | Self::AtLeast(_, inner) | Self::In(_, inner) => inner.marks(doc, matches, out),
        }
    }
}

impl Test {
    /// Matches of the rarest atom that every unit that passes must hold, where one is known.
    fn required<'d>(&self, doc: &'d Document) -> Option<&'d [Span]> {
        match self {
            Self::Has(Expr::Atom(atom)) => Some(doc.atom(*atom)),
            Self::Has(Expr::Sequence(parts)) => parts.iter().map(|(atom, _)| doc.atom(*atom)).min_by_key(|matches| matches.len()),
            Self::And(tests) => tests.iter().filter_map(|test| test.required(doc)).min_by_key(|matches| matches.len()),
            Self::Has(_) | Self::Or(_) | Self::Not(_) => None,
        }
    }

    fn asks_for(&self, kind: Unit) -> bool {
        match self {
            Self::Has(expr) => expr.asks_for(kind),
            Self::And(tests) | Self::Or(tests) => tests.iter().any(|test| test.asks_for(kind)),
            Self::Not(test) => test.asks_for(kind),
        }
    }

    /// Whether a part of an article passes.
    fn holds_in(&self, doc: &Document, unit: Span) -> bool {
        match self {
            Self::Has(Expr::Atom(atom)) => doc.atom_in(*atom, unit).next().is_some(),
            Self::Has(_) => self.holds(&doc.within(unit)),
            Self::And(tests) => tests.iter().all(|test| test.holds_in(doc, unit)),
            Self::Or(tests) => tests.iter().any(|test| test.holds_in(doc, unit)),
            Self::Not(test) => !test.holds_in(doc, unit),
        }
    }

    /// Whether an article, or a part of one, passes.
    #[must_use]
    pub fn holds(&self, doc: &Document) -> bool {
        match self {
            Self::Has(expr) => !expr.spans(doc).is_empty(),
            Self::And(tests) => tests.iter().all(|test| test.holds(doc)),
            Self::Or(tests) => tests.iter().any(|test| test.holds(doc)),
            Self::Not(test) => !test.holds(doc),
        }
    }

    /// Adds what passed.
    fn marks(&self, doc: &Document, out: &mut Vec<Span>) {
        match self {
            Self::Has(expr) => expr.marks(doc, &expr.spans(doc), out),
            Self::And(tests) => tests.iter().for_each(|test| test.marks(doc, out)),
            Self::Or(tests) => tests.iter().filter(|test| test.holds(doc)).for_each(|test| test.marks(doc, out)),
            Self::Not(_) => {}
        }
    }
}

impl Document {
    /// The matches of an atom.
    #[must_use]
    pub fn atom(&self, atom: usize) -> &[Span] {
        self.atoms.get(atom).map_or(&[], Vec::as_slice)
    }

    /// The matches of an atom that lie in one stretch of the article.
    fn atom_in(&self, atom: usize, unit: Span) -> impl Iterator<Item = Span> {
        let spans = self.atom(atom);
        let from = spans.partition_point(|span| span.start < unit.start);
        let inside = spans.get(from..).unwrap_or_default().iter();
        inside.take_while(move |span| span.start <= unit.last).filter(move |span| span.last <= unit.last).copied()
    }

    /// The article as far as one stretch of it goes.
    fn within(&self, unit: Span) -> Self {
        let cut = |atom| self.atom_in(atom, unit).collect();
        Self {
            atoms: (0..self.atoms.len()).map(cut).collect(),
            bounds: self.bounds,
            begin: unit.start,
            end: unit.last + 1,
            ..Self::default()
        }
    }

    /// Whether a match lies in one field.
    pub(super) fn is_in_one_field(&self, span: Span) -> bool {
        self.bounds.field(span.start) == self.bounds.field(span.last)
    }
}

fn sequences(parts: &[(usize, u32)], doc: &Document) -> Vec<Span> {
    let positions: Vec<Vec<u32>> = parts.iter().map(|(atom, _)| doc.atom(*atom).iter().map(|span| span.start).collect()).collect();
    let offsets: Vec<u32> = parts.iter().map(|(_, offset)| *offset).collect();
    let length = offsets.iter().max().copied().unwrap_or(0);
    let mut starts = Vec::new();
    sequence(&positions, &offsets, &mut starts);
    let spans = starts.into_iter().map(|start| Span { start, last: start + length });
    spans.filter(|span| doc.is_in_one_field(*span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words one a character: `ab.cd|…`; a stop ends a sentence, `/` a paragraph, `|` a field.
    fn document(text: &str, atoms: &str) -> Document {
        let mut doc = Document { atoms: vec![Vec::new(); atoms.len()], ..Document::default() };
        let (mut position, mut fields) = (0, Vec::new());
        let (mut sentence, mut paragraph) = (true, true);
        for c in text.chars() {
            match c {
                '.' => sentence = true,
                '/' => (sentence, paragraph) = (true, true),
                '|' => {
                    fields.push(position);
                    (sentence, paragraph) = (true, true);
                }
                word => {
                    if std::mem::take(&mut sentence) {
                        doc.sentences.push(position);
                    }
                    if std::mem::take(&mut paragraph) {
                        doc.paragraphs.push(position);
                    }
                    for (atom, list) in atoms.chars().zip(&mut doc.atoms) {
                        if atom == word {
                            list.push(Span::word(position));
                        }
                    }
                    position += 1;
                }
            }
        }
        doc.bounds = Bounds { title_end: fields[0], lead_end: fields[1] };
        doc.end = position;
        doc
    }

    fn shown(spans: &[Span]) -> String {
        spans
            .iter()
            .map(|span| if span.start == span.last { format!("{}", span.start) } else { format!("{}-{}", span.start, span.last) })
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn check(expr: &Expr, text: &str, spans: &str, marks: &str) {
        let doc = document(text, "abc");
        let found = expr.spans(&doc);
        assert_eq!(shown(&found), spans, "{expr:?} in {text}");
        let mut marked = Vec::new();
        expr.marks(&doc, &found, &mut marked);
        settle(&mut marked);
        assert_eq!(shown(&marked), marks, "{expr:?} in {text}");
    }

    fn near(left: Expr, right: Expr, distance: u32) -> Expr {
        Expr::Near(Box::new(Near { left, right, distance, ordered: false }))
    }

    fn before(left: Expr, right: Expr, distance: u32) -> Expr {
        Expr::Near(Box::new(Near { left, right, distance, ordered: true }))
    }

    const A: Expr = Expr::Atom(0);
    const B: Expr = Expr::Atom(1);
    const C: Expr = Expr::Atom(2);

    #[test]
    fn sequences_lie_in_one_field() {
        let ab = Expr::Sequence(vec![(0, 0), (1, 1)]);
        check(&ab, "xab|a|bxab", "1-2 6-7", "1-2 6-7");
        check(&Expr::Sequence(vec![(0, 0), (1, 2)]), "axb|ab|", "0-2", "0-2");
    }

    #[test]
    fn proximity_counts_from_end_to_start() {
        check(&near(A, B, 2), "||axbxxa", "0-2", "0 2");
        check(&near(A, B, 3), "||axbxxa", "0-2 2-5", "0 2 5");
        check(&before(A, B, 3), "||axbxxa", "0-2", "0 2");
        check(&before(B, A, 3), "||axbxxa", "2-5", "2 5");
        check(&near(A, A, 5), "||axa", "0-2", "0 2");
        check(&near(A, A, 5), "||a", "", "");
        check(&near(A, B, 5), "a|b|a", "", "");
        check(&near(near(A, B, 1), C, 2), "||abxc", "0-3", "0 1 3");
    }

    #[test]
    fn not_near_keeps_what_stands_alone() {
        let expr = Expr::NotNear(Box::new(Near { left: A, right: B, distance: 2, ordered: false }));
        check(&expr, "||axbxxaxxa", "5 8", "5 8");
        let ordered = Expr::NotNear(Box::new(Near { left: A, right: B, distance: 1, ordered: true }));
        check(&ordered, "||ba.ab", "1", "1");
    }

    #[test]
    fn sentences_and_paragraphs_pass_alone() {
        let both = Test::And(vec![Test::Has(A), Test::Has(B)]);
        check(&Expr::Unit(Unit::Sentence, Box::new(both.clone())), "a.b||ax.b/xb.a", "0-1", "0 1");
        check(&Expr::Unit(Unit::Paragraph, Box::new(both)), "|a.xb|a/b", "0-2", "0 2");
        let without = Test::And(vec![Test::Has(A), Test::Not(Box::new(Test::Has(B)))]);
        check(&Expr::Unit(Unit::Sentence, Box::new(without)), "||ab.xa", "2-3", "3");
    }

    #[test]
    fn firsts_and_frequencies() {
        check(&Expr::First(2, Box::new(A)), "a|xa|a", "2", "2");
        check(&Expr::AtLeast(2, Box::new(Expr::Or(vec![A, B]))), "a||b", "0 1", "0 1");
        check(&Expr::AtLeast(3, Box::new(A)), "||aa", "", "");
        check(&Expr::In(FieldSet(1), Box::new(A)), "a|a|a", "0", "0");
    }

    #[test]
    fn sloppy_phrases_use_each_position_once() {
        let slop = |parts: &[usize], slop| Expr::Sloppy { parts: parts.iter().map(|part| Some(*part)).collect(), slop };
        check(&slop(&[0, 1], 0), "||ab.ba", "0-1", "0-1");
        check(&slop(&[0, 1], 1), "||axb", "0-2", "0 2");
        check(&slop(&[0, 1], 1), "||ba", "", "");
        check(&slop(&[0, 1], 2), "||ba", "0-1", "0-1");
        check(&slop(&[0, 0], 1), "||a", "", "");
        check(&slop(&[0, 0], 1), "||aa", "0-1", "0-1");
        check(&slop(&[0, 1, 0], 2), "||axbxa", "0-4", "0 2 4");
    }

    #[test]
    fn every_choice_of_a_sloppy_phrase_is_a_match() {
        let ab = Expr::Sloppy { parts: vec![Some(0), Some(1)], slop: 3 };
        check(&ab, "||abxb", "0-1 0-3", "0-1 3");
        check(&before(ab.clone(), C, 1), "||abxbc", "0-4", "0 3 4");
        check(&Expr::AtLeast(2, Box::new(ab)), "||abxb", "0-1 0-3", "0-1 3");
    }

    #[test]
    fn any_word_of_a_sloppy_phrase_has_its_own_position() {
        let any = |slop| Expr::Sloppy { parts: vec![Some(0), None, Some(1)], slop };
        check(&any(1), "||axb", "0-2", "0-2");
        check(&any(1), "||ab", "", "");
        check(&any(2), "||xab", "0-2", "0-2");
        check(&any(1), "|ax|b", "", "");
    }
}

//! What is to be highlighted: the matches of all parts that made an article match.

use std::collections::BTreeSet;

use dateline::article::TextField;
use dateline::query::Node;
use dateline::search::{Highlight, Hit, Request};

use super::Reference;
use super::compile::{Test, bit};
use super::doc::Doc;
use super::spans::Span;

/// The matches of a query in the articles of its answer.
pub(crate) struct Highlights<'r> {
    reference: &'r Reference,
    test: Test,
    /// Whether words with gaps between them are among them.
    loose: bool,
}

/// First character of a stretch and one past its last.
type Stretch = (u32, u32);

impl<'r> Highlights<'r> {
    pub(crate) fn new(reference: &'r Reference, tree: &Node, request: &Request) -> Self {
        let everywhere = request.search_in.iter().fold(0, |all, field| all | bit(*field));
        let test = reference.compile(tree, request, if everywhere == 0 { 7 } else { everywhere });
        let loose = is_loose(&test);
        Self { reference, test, loose }
    }

    /// Says what is wrong with the highlights of a hit.
    pub(crate) fn check(&self, hit: &Hit, wanted: Highlight, request: &Request) -> Result<(), String> {
        let doc = self.reference.docs.iter().find(|doc| doc.article.id == hit.article.id).ok_or("no such article")?;
        let mut marks = BTreeSet::new();
        mark(&self.test, doc, request, &mut marks);
        let texts = [&doc.article.title, &doc.article.lead, &doc.article.body];
        for (field, text) in texts.into_iter().enumerate() {
            let fail = |what: String| Err(format!("highlights of the {} of `{}`: {what}", TextField::ALL[field].as_str(), doc.article.id));
            let expected = Self::stretches(doc, field, &marks);
            let name = TextField::ALL[field];
            let fragments = hit.highlights.iter().find(|(of, _)| *of == name).map_or(&[][..], |(_, fragments)| fragments);
            if fragments.len() > wanted.count || fragments.is_empty() != (expected.is_empty() || wanted.count == 0) {
                return fail(format!("{} fragments of {expected:?}", fragments.len()));
            }
            let letters: Vec<char> = text.chars().collect();
            let (mut shown, mut shown_to) = (0, 0);
            for fragment in fragments {
                let length = u32::try_from(fragment.text.chars().count()).unwrap();
                let end = fragment.start + length;
                if letters.get(fragment.start as usize..end as usize).is_none_or(|part| part.iter().copied().ne(fragment.text.chars())) {
                    return fail(format!("{} is not where {:?} stands", fragment.start, fragment.text));
                }
                if fragment.start < shown_to {
                    return fail(format!("{:?} was shown already", fragment.text));
                }
                shown_to = end;
                let found: Vec<Stretch> =
                    fragment.spans.iter().map(|(start, end)| (start + fragment.start, end + fragment.start)).collect();
                // Words with gaps between them may be one stretch where they stand side by side.
                if self.loose {
                    let (found, all) = (letters_of(&found, &letters), letters_of(&expected, &letters));
                    if !found.is_subset(&all) || (wanted.size >= letters.len() && found != all) {
                        return fail(format!("characters {found:?} instead of {all:?}"));
                    }
                    continue;
                }
                let inside: Vec<Stretch> =
                    expected.iter().filter(|(start, last)| *start >= fragment.start && *last <= end).copied().collect();
                if found != inside {
                    let show = |spans: &[Stretch]| {
                        spans.iter().map(|(start, end)| letters[*start as usize..*end as usize].iter().collect()).collect::<Vec<String>>()
                    };
                    return fail(format!("{:?} {found:?} instead of {:?} {inside:?}", show(&found), show(&inside)));
                }
                shown += found.len();
            }
            if !self.loose && wanted.size >= letters.len() && shown < expected.len() && wanted.count > 0 {
                return fail(format!("only {shown} of {} matches are shown", expected.len()));
            }
        }
        Ok(())
    }

    /// Marks as stretches of a field; those that overlap are one.
    fn stretches(doc: &Doc, field: usize, marks: &BTreeSet<Span>) -> Vec<Stretch> {
        let of_field = marks.iter().filter(|(first, _)| doc.tokens[*first].field == field);
        let mut all: Vec<Stretch> = of_field.map(|(first, last)| (doc.tokens[*first].start, doc.tokens[*last].end)).collect();
        all.sort_unstable();
        let mut out: Vec<Stretch> = Vec::new();
        for (start, end) in all {
            match out.last_mut() {
                Some(before) if start < before.1 => before.1 = before.1.max(end),
                _ => out.push((start, end)),
            }
        }
        out
    }
}

/// The letters and digits that stretches cover.
fn letters_of(stretches: &[Stretch], letters: &[char]) -> BTreeSet<u32> {
    stretches.iter().flat_map(|(start, end)| *start..*end).filter(|at| letters[*at as usize].is_alphanumeric()).collect()
}

fn is_loose(test: &Test) -> bool {
    match test {
        Test::Spans(expr) => expr.is_loose(),
        Test::And(tests) | Test::Or(tests) => tests.iter().any(is_loose),
        Test::Not(test) => is_loose(test),
        _ => false,
    }
}

/// Adds what made an article match: of alternatives those that hold, of what is negated nothing.
fn mark(test: &Test, doc: &Doc, request: &Request, marks: &mut BTreeSet<Span>) {
    match test {
        Test::Spans(expr) => marks.extend(expr.matches(doc, 0, doc.tokens.len()).into_values().flatten()),
        Test::Entity(kind, meant) => marks.extend(doc.mentions_of(*kind, meant)),
        Test::And(tests) => tests.iter().for_each(|test| mark(test, doc, request, marks)),
        Test::Or(tests) => {
            let holding = tests.iter().filter(|test| doc.holds(test, request.dates.zone, request));
            holding.for_each(|test| mark(test, doc, request, marks));
        }
        Test::Not(inner) => {
            if let Test::Not(inner) = &**inner {
                mark(inner, doc, request, marks);
            }
        }
        _ => {}
    }
}

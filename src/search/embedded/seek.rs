//! The matches of an article's text, found by the matcher that counted them.

use std::collections::BTreeSet;

use tantivy::{DocId, DocSet as _};

use super::open::open;
use super::plan::{Layer, Leaf, Part, Plan};
use super::spans::{Atom, SpanLeaf};
use crate::analysis::entities::Gazetteer;
use crate::analysis::{Analysis, Analyzer, Flags, TokenRef, Tokens, Zones};
use crate::article::{Article, EntityType, Mention};
use crate::index::document::{mark, stem_key};
use crate::index::stream::ID_MARK;
use crate::index::version::Segment;
use crate::search::SearchError;
use crate::search::matcher::{Bounds, Document, Span, sequence};

/// A match in an article: first and last position, both included, and which leaf it is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Match {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) leaf: usize,
}

/// Finds the matches of a query in an article that it matches.
pub(super) fn matches(plan: &Plan, analysis: &Analysis, entities: Entities<'_>, at: At<'_>) -> Result<BTreeSet<Match>, SearchError> {
    let mut seeker = Seeker { tokens: &analysis.tokens, zones: analysis.zones, entities, at, leaves: 0, found: BTreeSet::new() };
    seeker.seek(plan, true)?;
    Ok(seeker.found)
}

/// An article whose matches are looked for.
struct Seeker<'a> {
    tokens: &'a Tokens,
    zones: Zones,
    entities: Entities<'a>,
    /// Where the version keeps it.
    at: At<'a>,
    /// Leaves looked at so far.
    leaves: usize,
    found: BTreeSet<Match>,
}

impl Seeker<'_> {
    /// Adds the matches of what made an article match: of alternatives those that hold, of what is
    /// negated nothing. `holds` says that the article is known to match the plan; returns whether it
    /// does.
    fn seek(&mut self, plan: &Plan, holds: bool) -> Result<bool, SearchError> {
        // Text leaves say themselves whether they match: an entity may be given without a mention,
        // values and dates are not in the text at all.
        let (spans, in_text) = match plan {
            Plan::And(plans) => {
                let before = if holds { None } else { Some(self.found.clone()) };
                for plan in plans {
                    if !self.seek(plan, holds)? {
                        self.found = before.unwrap_or_default();
                        return Ok(false);
                    }
                }
                return Ok(true);
            }
            Plan::Or(plans) => {
                let mut any = false;
                for plan in plans {
                    any |= self.seek(plan, false)?;
                }
                return Ok(any || holds);
            }
            Plan::Not(_) if holds => return Ok(true),
            Plan::Not(inner) => {
                let before = self.found.clone();
                let inner = self.seek(inner, false)?;
                self.found = before;
                return Ok(!inner);
            }
            Plan::Text(leaf) if leaf.is_name() => (self.entities.named(&leaf.parts), None),
            Plan::Text(leaf) => {
                let spans = sequences(leaf, self.tokens, bounds(self.zones));
                let matches = !spans.is_empty();
                (spans, Some(matches))
            }
            Plan::Spans(leaf) => {
                let (matches, marks) = marks(leaf, self.tokens, self.zones, &self.entities);
                (marks, Some(matches))
            }
            Plan::Keys(field, keys) => (self.entities.with_keys(*field, keys), None),
            _ => (Vec::new(), None),
        };
        self.leaves += 1;
        let leaf = self.leaves;
        let matches = match in_text {
            _ if holds => true,
            Some(matches) => matches,
            None => self.at.holds(plan)?,
        };
        if !matches {
            return Ok(false);
        }
        self.found.extend(spans.into_iter().map(|span| Match { first: span.start, last: span.last, leaf }));
        Ok(true)
    }
}

/// Where a version keeps an article.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) segment: &'a Segment,
    pub(super) doc: DocId,
}

impl At<'_> {
    fn holds(&self, plan: &Plan) -> Result<bool, SearchError> {
        let mut docs = open(plan, self.segment, false)?;
        Ok(if docs.doc() < self.doc { docs.seek(self.doc) } else { docs.doc() } == self.doc)
    }
}

/// The matches of words one after another.
fn sequences(leaf: &Leaf, tokens: &Tokens, bounds: Bounds) -> Vec<Span> {
    let positions: Vec<Vec<u32>> = leaf.parts.iter().map(|part| positions(part, tokens)).collect();
    let offsets: Vec<u32> = leaf.parts.iter().map(|part| part.offset).collect();
    let mut starts = Vec::new();
    sequence(&positions, &offsets, &mut starts);
    let length = offsets.iter().max().copied().unwrap_or(0);
    let spans = starts.into_iter().map(|start| Span { start, last: start + length });
    spans.filter(|span| bounds.admits(span.start, span.last, leaf.fields)).collect()
}

fn bounds(zones: Zones) -> Bounds {
    Bounds { title_end: zones.title_end, lead_end: zones.lead_end }
}

/// Whether a leaf that the position matcher decides matches, and what makes up its matches.
fn marks(leaf: &SpanLeaf, tokens: &Tokens, zones: Zones, entities: &Entities<'_>) -> (bool, Vec<Span>) {
    let words = |part: &Part| positions(part, tokens).into_iter().map(Span::word).collect::<Vec<_>>();
    let starts = |flag: Flags| tokens.iter().filter(|token| token.flags.contains(flag)).map(|token| token.position).collect();
    let atoms = leaf.atoms.iter().map(|atom| match atom {
        Atom::Terms(part) => words(part),
        Atom::Small { form, .. } => {
            let small = tokens.iter().filter(|token| !token.flags.contains(Flags::CAPITAL) && is_term(form, token, &mut String::new()));
            small.map(|token| Span::word(token.position)).collect()
        }
        Atom::Entity(entity) => match &entity.id {
            Some(id) => entities.with_id(entity.kind, id),
            None => entities.named(&entity.words),
        },
    });
    let document = Document {
        atoms: atoms.collect(),
        sentences: starts(Flags::SENTENCE_START),
        paragraphs: starts(Flags::PARAGRAPH_START),
        bounds: bounds(zones),
        begin: 0,
        end: zones.body_end,
    };
    let mut marked = Vec::new();
    let spans = leaf.expr.spans(&document);
    leaf.expr.marks(&document, &spans, &mut marked);
    marked.sort_unstable();
    marked.dedup();
    (!spans.is_empty(), marked)
}

/// The mentions of an article's entities, as positions.
pub(super) struct Entities<'a> {
    mentions: Vec<(&'a Mention, Span)>,
}

impl<'a> Entities<'a> {
    pub(super) fn new(article: &Article, tokens: &Tokens, mentions: &'a [Mention]) -> Self {
        let places = crate::index::names::Places::new(article, tokens, mentions);
        let positions = |mention: &'a Mention| places.positions(mention).map(|(start, last)| (mention, Span { start, last }));
        Self { mentions: mentions.iter().filter_map(positions).collect() }
    }

    /// Mentions of entities of which one name holds these words side by side.
    fn named(&self, words: &[Part]) -> Vec<Span> {
        let Some(Layer::Name(kind)) = words.first().map(|part| part.layer) else { return Vec::new() };
        // A word that no name has leaves none.
        let forms: Option<Vec<&str>> = words.iter().map(|part| part.terms.first().map(String::as_str)).collect();
        let Some(forms) = forms else { return Vec::new() };
        let holds = |name: &str| {
            let words: Vec<String> = Analyzer::new().query_words(name).into_iter().map(|word| word.form).collect();
            !forms.is_empty() && words.windows(forms.len()).any(|window| window.iter().zip(&forms).all(|(word, form)| word == form))
        };
        let of_kind = || self.mentions.iter().filter(|(mention, _)| mention.kind == kind);
        let meant: BTreeSet<(&str, Option<&str>)> = of_kind()
            .filter(|(mention, _)| holds(&mention.text) || holds(&mention.name))
            .map(|(mention, _)| (mention.name.as_str(), mention.id.as_deref()))
            .collect();
        of_kind().filter(|(mention, _)| meant.contains(&(mention.name.as_str(), mention.id.as_deref()))).map(|(_, span)| *span).collect()
    }

    /// Mentions of an id and of all that lies in it.
    fn with_id(&self, kind: EntityType, id: &str) -> Vec<Span> {
        let lies_in = |own: &str| own == id || Gazetteer::global().ancestors(own).iter().any(|ancestor| ancestor == id);
        let meant = self.mentions.iter().filter(|(mention, _)| mention.kind == kind && mention.id.as_deref().is_some_and(lies_in));
        meant.map(|(_, span)| *span).collect()
    }

    /// Mentions that keys of an entity's facet mean.
    fn with_keys(&self, field: tantivy::schema::Field, keys: &[String]) -> Vec<Span> {
        let [person, org, place, ..] = crate::index::schema::fields().facets;
        let Some(kind) = [person, org, place].iter().position(|facet| *facet == field).and_then(|at| EntityType::ALL.get(at)) else {
            return Vec::new();
        };
        keys.iter().filter_map(|key| key.strip_prefix(ID_MARK)).flat_map(|id| self.with_id(*kind, id)).collect()
    }
}

/// Whether highlights of a plan need the mentions of entities; those negated may decide what holds.
pub(super) fn needs_mentions(plan: &Plan) -> bool {
    match plan {
        Plan::And(plans) | Plan::Or(plans) => plans.iter().any(needs_mentions),
        Plan::Not(inner) => needs_mentions(inner),
        Plan::Text(leaf) => leaf.is_name(),
        Plan::Spans(leaf) => leaf.atoms.iter().any(|atom| matches!(atom, Atom::Entity(_))),
        Plan::Keys(_, keys) => keys.iter().any(|key| key.starts_with(ID_MARK)),
        _ => false,
    }
}

/// Positions at which a part stands: the same question that the postings answer.
fn positions(part: &Part, tokens: &Tokens) -> Vec<u32> {
    let mut key = String::new();
    tokens.iter().filter(|token| is_term(part, token, &mut key)).map(|token| token.position).collect()
}

fn is_term(part: &Part, token: &TokenRef<'_>, key: &mut String) -> bool {
    let holds = |text: &str| part.terms.iter().any(|term| term == text);
    match part.layer {
        Layer::Form => holds(token.form),
        Layer::Stem if token.flags.contains(Flags::UNSPACED) => false,
        Layer::Stem => {
            // Most tokens differ in their endings from all terms already.
            if !part.terms.iter().any(|term| term.ends_with(token.stem)) {
                return false;
            }
            *key = stem_key(token.stem_lang, token.stem);
            holds(key)
        }
        Layer::Mark => {
            let surface = || part.terms.iter().any(|term| term.strip_prefix(mark::SURFACE) == Some(token.surface));
            token.flags.contains(Flags::CAPITAL) && surface()
                || token.flags.contains(Flags::UNSPACED)
                    && (token.flags.contains(Flags::WORD_START) && holds(mark::WORD_START)
                        || token.flags.contains(Flags::WORD_END) && holds(mark::WORD_END))
        }
        Layer::Name(_) => false,
    }
}

//! Proximity, sentences, frequencies and capitals: leaves that the position matcher decides.

use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{Bm25Weight, Scorer};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, TERMINATED};

use super::docsets::Docs;
use super::leaf::{self, FieldEnds, PartLists};
use super::lists;
use super::plan::{Part, Plan};
use crate::analysis::entities::Gazetteer;
use crate::article::EntityType;
use crate::index::names::{ENTITY_POSITIONS, PackedMention};
use crate::index::version::{FacetGroups, Segment};
use crate::search::SearchError;
use crate::search::matcher::{Document, Expr, Span, sequence};

/// A leaf of the query that the position matcher decides.
pub(super) struct SpanLeaf {
    /// What its expression speaks of.
    pub(super) atoms: Vec<Atom>,
    /// What must match.
    pub(super) expr: Expr,
    /// Articles among which all matches are.
    pub(super) within: Plan,
    /// The starts of the units that it asks for.
    pub(super) units: Units,
    /// As written in the query.
    pub(super) text: String,
    /// Factor of the score.
    pub(super) boost: f32,
    /// How it scores.
    pub(super) weight: Option<Bm25Weight>,
}

/// The marks of sentence and paragraph starts, where they are asked for.
pub(super) struct Units {
    pub(super) sentences: Option<Part>,
    pub(super) paragraphs: Option<Part>,
}

/// What an expression speaks of.
pub(super) enum Atom {
    /// Positions of terms.
    Terms(Part),
    /// Positions of a form that are none of its capitalised surfaces.
    Small {
        /// The form.
        form: Part,
        /// Its surfaces with capitals.
        capitals: Part,
    },
    /// Mentions of entities.
    Entity(EntityAtom),
}

/// Entities by the words of a name, or by an id with all that lies in it.
pub(super) struct EntityAtom {
    pub(super) kind: EntityType,
    /// The words as parts of the field of name words; empty for an id.
    pub(super) words: Vec<Part>,
    /// The id.
    pub(super) id: Option<String>,
    /// For each segment and ordinal of the kind's facet column, whether the value is the id or
    /// lies in it.
    pub(super) meant: Arc<Vec<Vec<bool>>>,
}

/// Which values of a facet are an id or lie in it, by segment and ordinal.
pub(super) fn meant_by(groups: &FacetGroups, segments: usize, id: &str) -> Vec<Vec<bool>> {
    let is_meant = |group: u32| {
        let known = groups.id(group);
        known.is_some_and(|known| known == id || Gazetteer::global().ancestors(known).iter().any(|ancestor| ancestor == id))
    };
    let by_group: Vec<bool> = (0..u32::try_from(groups.len()).unwrap_or(u32::MAX)).map(is_meant).collect();
    let of = |group: &u32| by_group.get(*group as usize).copied().unwrap_or(false);
    (0..segments).map(|segment| groups.of_segment(segment).iter().map(of).collect()).collect()
}

/// An atom opened on a segment.
enum Source {
    Terms(PartLists),
    Small(PartLists, PartLists),
    Entity(Box<EntitySource>),
}

struct EntitySource {
    kind: EntityType,
    words: Vec<PartLists>,
    offsets: Vec<u32>,
    by_id: bool,
    meant: Arc<Vec<Vec<bool>>>,
    segment: usize,
    column: Option<tantivy::columnar::StrColumn>,
    mentions: Column<u64>,
}

/// The documents of a span leaf.
struct SpanDocs {
    within: Docs,
    sources: Vec<Source>,
    sentences: Option<PartLists>,
    paragraphs: Option<PartLists>,
    leaf: Arc<SpanLeaf>,
    fields: FieldEnds,
    end: Column<u64>,
    document: Document,
    scratch: Vec<u32>,
    scoring: Option<(FieldNormReader, Bm25Weight)>,
    doc: DocId,
    freq: u32,
}

/// Opens a span leaf on a segment.
pub(super) fn open(leaf: &Arc<SpanLeaf>, segment: &Segment, scored: bool) -> Result<Docs, SearchError> {
    let lists = |part: &Part| -> Result<PartLists, SearchError> {
        Ok(PartLists::new(lists::lists(part, segment, IndexRecordOption::WithFreqsAndPositions)?, part.offset))
    };
    let mut sources = Vec::with_capacity(leaf.atoms.len());
    for atom in &leaf.atoms {
        sources.push(match atom {
            Atom::Terms(part) => Source::Terms(lists(part)?),
            Atom::Small { form, capitals } => Source::Small(lists(form)?, lists(capitals)?),
            Atom::Entity(entity) => Source::Entity(Box::new(EntitySource {
                kind: entity.kind,
                words: entity.words.iter().map(&lists).collect::<Result<_, _>>()?,
                offsets: entity.words.iter().map(|part| part.offset).collect(),
                by_id: entity.id.is_some(),
                meant: Arc::clone(&entity.meant),
                segment: segment.ord,
                column: segment.facets.get(entity.kind as usize).cloned().flatten(),
                mentions: segment.mentions.clone(),
            })),
        });
    }
    let sentences = leaf.units.sentences.as_ref().map(lists).transpose()?;
    let paragraphs = leaf.units.paragraphs.as_ref().map(lists).transpose()?;
    let scoring = match leaf.weight.as_ref().filter(|_| scored) {
        Some(weight) => Some((segment.reader.get_fieldnorms_reader(crate::index::schema::fields().form)?, weight.clone())),
        None => None,
    };
    let mut docs = SpanDocs {
        within: super::open::open(&leaf.within, segment, false)?,
        document: Document { atoms: vec![Vec::new(); sources.len()], ..Document::default() },
        sources,
        sentences,
        paragraphs,
        leaf: Arc::clone(leaf),
        fields: FieldEnds::new(segment),
        end: segment.end.clone(),
        scratch: Vec::new(),
        scoring,
        doc: 0,
        freq: 0,
    };
    let first = docs.within.doc();
    docs.find(first);
    Ok(Box::new(docs))
}

impl SpanDocs {
    fn find(&mut self, mut candidate: DocId) -> DocId {
        while candidate != TERMINATED && !self.matches(candidate) {
            candidate = self.within.advance();
        }
        self.doc = candidate;
        candidate
    }

    fn matches(&mut self, doc: DocId) -> bool {
        self.document.bounds = self.fields.of(doc);
        for (source, spans) in self.sources.iter_mut().zip(&mut self.document.atoms) {
            source.read(doc, &mut self.scratch, spans);
        }
        self.document.end = u32::try_from(self.end.values.get_val(doc)).unwrap_or(u32::MAX);
        if let Some(sentences) = &mut self.sentences {
            read_words(sentences, doc, &mut self.document.sentences);
        }
        if let Some(paragraphs) = &mut self.paragraphs {
            read_words(paragraphs, doc, &mut self.document.paragraphs);
        }
        let spans = self.leaf.expr.spans(&self.document);
        let weight = |span: &Span| leaf::field_weight(self.document.bounds, span.start);
        self.freq = spans.iter().map(weight).fold(0, u32::saturating_add);
        !spans.is_empty()
    }
}

/// Reads the positions of a part in a document, rising and without repeats.
fn read_words(part: &mut PartLists, doc: DocId, out: &mut Vec<u32>) {
    out.clear();
    if part.seek(doc) == doc {
        part.positions(out);
        out.dedup();
    }
}

impl Source {
    fn read(&mut self, doc: DocId, scratch: &mut Vec<u32>, spans: &mut Vec<Span>) {
        spans.clear();
        match self {
            Self::Terms(part) => {
                read_words(part, doc, scratch);
                spans.extend(scratch.iter().map(|position| Span::word(*position)));
            }
            Self::Small(form, capitals) => {
                read_words(form, doc, scratch);
                let mut gone = Vec::new();
                read_words(capitals, doc, &mut gone);
                spans.extend(scratch.iter().filter(|position| gone.binary_search(position).is_err()).map(|position| Span::word(*position)));
            }
            Self::Entity(entity) => entity.read(doc, spans),
        }
    }
}

impl EntitySource {
    /// Reads the mentions of the entities that are meant.
    fn read(&mut self, doc: DocId, spans: &mut Vec<Span>) {
        let numbers = if self.by_id { self.numbers_by_id(doc) } else { self.numbers_by_words(doc) };
        if numbers.is_empty() {
            return;
        }
        for packed in self.mentions.values_for_doc(doc) {
            let mention = PackedMention::unpack(packed);
            if mention.kind == self.kind && numbers.binary_search(&mention.number).is_ok() {
                spans.push(Span { start: mention.start, last: mention.last });
            }
        }
        spans.sort_unstable();
        spans.dedup();
    }

    fn numbers_by_id(&self, doc: DocId) -> Vec<u32> {
        let Some(column) = &self.column else { return Vec::new() };
        let meant = self.meant.get(self.segment).map_or(&[][..], Vec::as_slice);
        let is_meant = |ordinal: u64| usize::try_from(ordinal).ok().and_then(|at| meant.get(at)).copied().unwrap_or(false);
        column.ords().values_for_doc(doc).zip(0..).filter(|(ordinal, _)| is_meant(*ordinal)).map(|(_, number)| number).collect()
    }

    fn numbers_by_words(&mut self, doc: DocId) -> Vec<u32> {
        let mut positions = vec![Vec::new(); self.words.len()];
        for (part, list) in self.words.iter_mut().zip(&mut positions) {
            read_words(part, doc, list);
            if list.is_empty() {
                return Vec::new();
            }
        }
        let mut starts = Vec::new();
        sequence(&positions, &self.offsets, &mut starts);
        let mut numbers: Vec<u32> = starts.into_iter().map(|start| start / ENTITY_POSITIONS).collect();
        numbers.dedup();
        numbers
    }
}

impl DocSet for SpanDocs {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        let next = self.within.advance();
        self.find(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let next = if self.within.doc() < target { self.within.seek(target) } else { self.within.doc() };
        self.find(next)
    }

    fn seek_danger(&mut self, target: DocId) -> SeekDangerResult {
        if target >= TERMINATED {
            return SeekDangerResult::SeekLowerBound(TERMINATED);
        }
        if self.doc == target {
            return SeekDangerResult::Found;
        }
        let at = if self.within.doc() < target { self.within.seek(target) } else { self.within.doc() };
        if at != target {
            return SeekDangerResult::SeekLowerBound(at);
        }
        if self.matches(target) {
            self.doc = target;
            SeekDangerResult::Found
        } else {
            SeekDangerResult::SeekLowerBound(target + 1)
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.within.size_hint() / 2 + 1
    }

    fn cost(&self) -> u64 {
        u64::from(self.within.size_hint()) * 20
    }
}

impl Scorer for SpanDocs {
    fn score(&mut self) -> Score {
        match &self.scoring {
            Some((norms, weight)) => weight.score(norms.fieldnorm_id(self.doc), self.freq),
            None => 0.0,
        }
    }
}

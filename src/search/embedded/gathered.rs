//! The documents of a pattern, which stands for many forms, scored like one word: how often any of
//! the forms stands in a document is its frequency.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::query::{Bm25Weight, Scorer};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, TERMINATED};

use super::docsets::{BitDocs, Bits};
use super::plan::Leaf;
use crate::index::version::Segment;
use crate::search::{SearchError, Stop};

/// Postings a document of the segment from which on an array over all documents is filled; of fewer
/// the postings are sorted.
const DENSE_MIN: f64 = 1.0 / 64.0;

/// Documents of a segment up to which frequencies are gathered, a byte each; in a larger one each
/// document scores as if it had one form once.
const DOCS_MAX: DocId = 1 << 24;

/// Documents with their summed frequencies, scored by BM25.
pub(super) struct GatheredDocs {
    docs: Frequencies,
    norms: FieldNormReader,
    weight: Bm25Weight,
}

/// Documents between two looks at the clock.
const CHUNK: usize = 1 << 14;

enum Frequencies {
    /// Of all documents of the segment.
    Dense { docs: BitDocs, of: Vec<u8> },
    /// Of those that have one, rising.
    Sparse { list: Vec<(DocId, u32)>, at: usize },
}

impl GatheredDocs {
    /// Reads the lists of a pattern in a segment; `None` if its frequencies are not to be summed.
    pub(super) fn of(leaf: &Leaf, segment: &Segment) -> Result<Option<Self>, SearchError> {
        let (Some(part), Some(weight)) = (leaf.parts.first(), &leaf.weight) else { return Ok(None) };
        if !leaf.is_summed || leaf.is_positional() || segment.reader.max_doc() > DOCS_MAX {
            return Ok(None);
        }
        Self::open(part.layer.field(), part.infos(segment), weight, segment).map(Some)
    }

    fn open(field: Field, infos: &[TermInfo], weight: &Bm25Weight, segment: &Segment) -> Result<Self, SearchError> {
        let postings: u64 = infos.iter().map(|info| u64::from(info.doc_freq)).sum();
        let max_doc = segment.reader.max_doc();
        #[allow(clippy::cast_precision_loss, reason = "a share needs no more digits")]
        let is_dense = postings as f64 >= f64::from(max_doc) * DENSE_MIN;
        let mut docs = if is_dense {
            let mut bits = Bits::new(max_doc);
            let mut of = vec![0u8; max_doc as usize];
            each(field, infos, segment, |doc, freq| {
                bits.insert(doc);
                if let Some(sum) = of.get_mut(doc as usize) {
                    *sum = sum.saturating_add(u8::try_from(freq).unwrap_or(u8::MAX));
                }
            })?;
            Frequencies::Dense { docs: BitDocs::new(bits), of }
        } else {
            let mut list = Vec::with_capacity(usize::try_from(postings).unwrap_or(0));
            each(field, infos, segment, |doc, freq| list.push((doc, freq)))?;
            list.sort_unstable_by_key(|(doc, _)| *doc);
            list.dedup_by(|next, first| {
                let same = next.0 == first.0;
                if same {
                    first.1 = first.1.saturating_add(next.1);
                }
                same
            });
            Frequencies::Sparse { list, at: 0 }
        };
        // A frequency is cut where the sum of the dense array is, so that both give one score.
        if let Frequencies::Sparse { list, .. } = &mut docs {
            for (_, freq) in list {
                *freq = (*freq).min(u32::from(u8::MAX));
            }
        }
        Ok(Self { docs, norms: segment.reader.get_fieldnorms_reader(field)?, weight: weight.clone() })
    }

    /// Gives the live documents that score more than the last answer of `found`, and returns the
    /// number of all live documents.
    pub(super) fn each(self, segment: &Segment, stop: &Stop, found: &mut dyn FnMut(DocId, f32) -> f32) -> Result<u64, SearchError> {
        let alive = segment.reader.alive_bitset();
        // The most that a frequency can score: in the shortest document.
        let limits: Vec<f32> = (0..=u32::from(u8::MAX)).map(|freq| self.weight.score(0, freq)).collect();
        let least = |threshold: f32| limits.partition_point(|limit| *limit <= threshold);
        let mut threshold = f32::MIN;
        let mut worth = 1;
        let mut take = |doc: DocId, freq: u32, worth: &mut usize| {
            let score = self.weight.score(self.norms.fieldnorm_id(doc), freq);
            if score > threshold && alive.is_none_or(|alive| alive.is_alive(doc)) {
                threshold = found(doc, score);
                *worth = least(threshold).max(1);
            }
        };
        match &self.docs {
            Frequencies::Dense { docs, of } => {
                for ((words, freqs), first) in docs.words().chunks(CHUNK / 64).zip(of.chunks(CHUNK)).zip((0..).step_by(CHUNK)) {
                    if stop.is_over() {
                        return Err(SearchError::Deadline);
                    }
                    for ((word, freqs), first) in words.iter().zip(freqs.chunks(64)).zip((first..).step_by(64)) {
                        // Mostly all of 64 documents have too few matches; one look tells.
                        let most = freqs.iter().fold(0, |most: u8, freq| most.max(*freq));
                        let mut word = if usize::from(most) < worth { 0 } else { *word };
                        while word != 0 {
                            let place = word.trailing_zeros();
                            word &= word - 1;
                            let freq = freqs.get(place as usize).copied().unwrap_or(0);
                            if usize::from(freq) >= worth {
                                take(first + place, u32::from(freq), &mut worth);
                            }
                        }
                    }
                }
                Ok(match alive {
                    None => u64::from(docs.size_hint()),
                    Some(alive) => docs.documents().filter(|doc| alive.is_alive(*doc)).count() as u64,
                })
            }
            Frequencies::Sparse { list, .. } => {
                for (doc, freq) in list {
                    if *freq as usize >= worth {
                        take(*doc, *freq, &mut worth);
                    }
                }
                Ok(list.iter().filter(|(doc, _)| alive.is_none_or(|alive| alive.is_alive(*doc))).count() as u64)
            }
        }
    }

    /// How often the forms stand in the current document.
    fn freq(&self) -> u32 {
        match &self.docs {
            Frequencies::Dense { docs, of } => of.get(docs.doc() as usize).copied().map_or(0, u32::from),
            Frequencies::Sparse { list, at } => list.get(*at).map_or(0, |(_, freq)| *freq),
        }
    }
}

fn each(field: Field, infos: &[TermInfo], segment: &Segment, mut found: impl FnMut(DocId, u32)) -> Result<(), SearchError> {
    let inverted = segment.reader.inverted_index(field)?;
    for info in infos {
        let mut blocks = inverted.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        while blocks.block_len() > 0 {
            blocks.docs().iter().zip(blocks.freqs()).for_each(|(doc, freq)| found(*doc, *freq));
            blocks.advance();
        }
    }
    Ok(())
}

impl DocSet for GatheredDocs {
    #[inline]
    fn advance(&mut self) -> DocId {
        match &mut self.docs {
            Frequencies::Dense { docs, .. } => docs.advance(),
            Frequencies::Sparse { list, at } => {
                *at = (*at + 1).min(list.len());
                list.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    fn seek(&mut self, target: DocId) -> DocId {
        match &mut self.docs {
            Frequencies::Dense { docs, .. } => docs.seek(target),
            Frequencies::Sparse { list, at } => {
                let rest = list.get(*at..).unwrap_or_default();
                *at += rest.partition_point(|(doc, _)| *doc < target);
                list.get(*at).map_or(TERMINATED, |(doc, _)| *doc)
            }
        }
    }

    #[inline]
    fn doc(&self) -> DocId {
        match &self.docs {
            Frequencies::Dense { docs, .. } => docs.doc(),
            Frequencies::Sparse { list, at } => list.get(*at).map_or(TERMINATED, |(doc, _)| *doc),
        }
    }

    fn size_hint(&self) -> u32 {
        match &self.docs {
            Frequencies::Dense { docs, .. } => docs.size_hint(),
            Frequencies::Sparse { list, .. } => u32::try_from(list.len()).unwrap_or(u32::MAX),
        }
    }
}

impl Scorer for GatheredDocs {
    #[inline]
    fn score(&mut self) -> Score {
        self.weight.score(self.norms.fieldnorm_id(self.doc()), self.freq())
    }
}

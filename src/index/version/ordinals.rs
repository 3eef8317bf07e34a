//! The values of a facet column as plain arrays, for counting over many articles.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::DocId;
use tantivy::columnar::StrColumn;

/// Bytes of arrays that a version keeps: enough for three fields of a million articles. Fields
/// beyond are counted from their packed columns, at four times the cost.
const BYTES_MAX: usize = 48 << 20;

/// Ordinals of each document of a segment, unpacked.
///
/// A packed value costs some ten nanoseconds by its column's reader, an unpacked one about one. Built
/// on first use by reading the column once.
#[derive(Debug)]
pub struct Ordinals {
    /// Where the values of each document begin, and the end; none where each has exactly one.
    starts: Option<Vec<u32>>,
    values: Values,
}

/// Two bytes a value where the dictionary is small enough.
#[derive(Debug)]
enum Values {
    Narrow(Vec<u16>),
    Wide(Vec<u32>),
}

impl Ordinals {
    /// Reads a column; `None` where its arrays would take more than `bytes_max`.
    fn build(column: &StrColumn, max_doc: DocId, bytes_max: usize) -> Option<Self> {
        let ordinals = column.ords();
        let is_narrow = u16::try_from(column.num_terms()).is_ok();
        let count = ordinals.values.num_vals() as usize;
        let is_single = ordinals.index.get_cardinality().is_full();
        let bytes = count * if is_narrow { 2 } else { 4 } + if is_single { 0 } else { (max_doc as usize + 1) * 4 };
        if bytes > bytes_max {
            return None;
        }
        let all = (0..ordinals.values.num_vals()).map(|row| ordinals.values.get_val(row));
        let values = if is_narrow {
            Values::Narrow(all.map(u16::try_from).collect::<Result<_, _>>().ok()?)
        } else {
            Values::Wide(all.map(u32::try_from).collect::<Result<_, _>>().ok()?)
        };
        let starts = (!is_single).then(|| {
            let mut starts = Vec::with_capacity(max_doc as usize + 1);
            let mut end = 0;
            starts.push(end);
            for doc in 0..max_doc {
                // Rows of a document are neighbours, and follow those of the document before.
                end += u32::try_from(ordinals.index.value_row_ids(doc).count()).unwrap_or(0);
                starts.push(end);
            }
            starts
        });
        Some(Self { starts, values })
    }

    fn bytes(&self) -> usize {
        let values = match &self.values {
            Values::Narrow(values) => values.len() * 2,
            Values::Wide(values) => values.len() * 4,
        };
        values + self.starts.as_ref().map_or(0, |starts| starts.len() * 4)
    }

    /// Adds each document's values to the counts of their ordinals; returns how many of the
    /// documents have none.
    pub fn count(&self, docs: &[DocId], counts: &mut [u32]) -> u64 {
        match (&self.values, &self.starts) {
            (Values::Narrow(values), Some(starts)) => several(docs, starts, values, counts),
            (Values::Wide(values), Some(starts)) => several(docs, starts, values, counts),
            (Values::Narrow(values), None) => single(docs, values, counts),
            (Values::Wide(values), None) => single(docs, values, counts),
        }
    }
}

/// The type of an ordinal in an array.
trait Ordinal: Copy {
    fn index(self) -> usize;
}

impl Ordinal for u16 {
    fn index(self) -> usize {
        usize::from(self)
    }
}

impl Ordinal for u32 {
    fn index(self) -> usize {
        self as usize
    }
}

fn single<T: Ordinal>(docs: &[DocId], values: &[T], counts: &mut [u32]) -> u64 {
    for doc in docs {
        if let Some(count) = values.get(*doc as usize).and_then(|value| counts.get_mut(value.index())) {
            *count += 1;
        }
    }
    0
}

fn several<T: Ordinal>(docs: &[DocId], starts: &[u32], values: &[T], counts: &mut [u32]) -> u64 {
    let mut missing = 0;
    for doc in docs {
        let at = *doc as usize;
        let (Some(start), Some(end)) = (starts.get(at), starts.get(at + 1)) else { continue };
        missing += u64::from(start == end);
        for value in values.get(*start as usize..*end as usize).unwrap_or_default() {
            if let Some(count) = counts.get_mut(value.index()) {
                *count += 1;
            }
        }
    }
    missing
}

/// The arrays that a version keeps: for each segment one of each facet field.
#[derive(Debug, Default)]
pub(super) struct KeptOrdinals {
    slots: Vec<[OnceLock<Option<Ordinals>>; 8]>,
    bytes: AtomicUsize,
}

impl KeptOrdinals {
    pub(super) fn new(segments: usize) -> Self {
        Self { slots: std::iter::repeat_with(Default::default).take(segments).collect(), bytes: AtomicUsize::new(0) }
    }

    /// The arrays of a segment's field; `None` where the version keeps too many already.
    pub(super) fn get(&self, segment: usize, facet: usize, column: &StrColumn, max_doc: DocId) -> Option<&Ordinals> {
        let slot = self.slots.get(segment)?.get(facet)?;
        let build = || {
            let rest = BYTES_MAX.saturating_sub(self.bytes.load(Ordering::Relaxed));
            let built = Ordinals::build(column, max_doc, rest)?;
            self.bytes.fetch_add(built.bytes(), Ordering::Relaxed);
            Some(built)
        };
        slot.get_or_init(build).as_ref()
    }
}

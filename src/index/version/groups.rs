//! The values of a facet column over all segments, spellings of one key together.

use tantivy::columnar::StrColumn;

use crate::index::IndexError;
use crate::index::stream::{ID_MARK, KEY_END};

/// The distinct values of a facet field in a version, by key in byte order.
///
/// Built on first use by reading the dictionaries once: some ten nanoseconds a byte. Memory: four
/// bytes a spelling and segment, and the keys.
#[derive(Debug, Default)]
pub struct FacetGroups {
    /// For each segment, the group of each ordinal; rises with the ordinal.
    of_ordinal: Vec<Vec<u32>>,
    /// For each segment, the ordinals with the empty spelling, rising.
    unspelled: Vec<Vec<u32>>,
    keys: String,
    /// Where each key begins in `keys`, and the end.
    starts: Vec<u32>,
}

impl FacetGroups {
    /// Reads the dictionaries of a field's columns, one a segment.
    pub(super) fn build(columns: &[Option<&StrColumn>]) -> Result<Self, IndexError> {
        let mut all: Vec<(String, usize, u32)> = Vec::new();
        let (mut of_ordinal, mut unspelled) = (Vec::with_capacity(columns.len()), Vec::with_capacity(columns.len()));
        for (segment, column) in columns.iter().enumerate() {
            let Some(column) = column else {
                of_ordinal.push(Vec::new());
                unspelled.push(Vec::new());
                continue;
            };
            let mut without = Vec::new();
            let terms = column.num_terms();
            of_ordinal.push(vec![0; terms]);
            let mut ordinal = 0;
            let mut stream = column.dictionary().stream().map_err(tantivy::TantivyError::from)?;
            while stream.advance() {
                let term = String::from_utf8_lossy(stream.key());
                let (key, spelling) = term.split_once(KEY_END).unwrap_or((&term, ""));
                if spelling.is_empty() {
                    without.push(ordinal);
                }
                match all.last() {
                    // Spellings of a key are neighbours; the first stands for them.
                    Some((last, in_segment, _)) if *in_segment == segment && last == key => {}
                    _ => all.push((key.to_owned(), segment, ordinal)),
                }
                ordinal += 1;
            }
            unspelled.push(without);
        }
        all.sort();
        let mut groups = Self { of_ordinal, unspelled, ..Self::default() };
        let mut last: Option<String> = None;
        let mut firsts: Vec<Vec<(u32, u32)>> = vec![Vec::new(); columns.len()];
        for (key, segment, ordinal) in all {
            if last.as_deref() != Some(key.as_str()) {
                groups.starts.push(length(&groups.keys));
                groups.keys.push_str(&key);
                last = Some(key);
            }
            let group = length_of(&groups.starts) - 1;
            if let Some(list) = firsts.get_mut(segment) {
                list.push((ordinal, group));
            }
        }
        groups.starts.push(length(&groups.keys));
        for (map, list) in groups.of_ordinal.iter_mut().zip(firsts) {
            let ends: Vec<u32> = list.iter().skip(1).map(|(ordinal, _)| *ordinal).chain([length_of(map)]).collect();
            for ((start, group), end) in list.into_iter().zip(ends) {
                if let Some(slots) = map.get_mut(start as usize..end as usize) {
                    slots.fill(group);
                }
            }
        }
        Ok(groups)
    }

    /// Number of distinct values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether no article has a value.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The group of each ordinal of a segment.
    #[must_use]
    pub fn of_segment(&self, segment: usize) -> &[u32] {
        self.of_ordinal.get(segment).map_or(&[], Vec::as_slice)
    }

    /// The ordinals of a segment whose articles do not spell the value: they imply it, or have it as
    /// a name of an entity that goes by another key.
    #[must_use]
    pub fn unspelled(&self, segment: usize) -> &[u32] {
        self.unspelled.get(segment).map_or(&[], Vec::as_slice)
    }

    /// The key of a group, with the mark of ids.
    #[must_use]
    pub fn key(&self, group: u32) -> &str {
        let at = |index: usize| self.starts.get(index).copied().unwrap_or(0) as usize;
        self.keys.get(at(group as usize)..at(group as usize + 1)).unwrap_or_default()
    }

    /// The id of a group, if its key is one.
    #[must_use]
    pub fn id(&self, group: u32) -> Option<&str> {
        self.key(group).strip_prefix(ID_MARK)
    }

    /// The first group whose key is a name and no id: ids come first.
    #[must_use]
    pub fn first_name(&self) -> u32 {
        let (mut low, mut high) = (0, length_of(&self.starts).saturating_sub(1));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key(middle).starts_with(ID_MARK) { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// Finds the group of a key.
    #[must_use]
    pub fn find(&self, key: &str) -> Option<u32> {
        let (mut low, mut high) = (0, length_of(&self.starts).saturating_sub(1));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.key(middle) < key { low = middle + 1 } else { high = middle }
        }
        (self.key(low) == key && !key.is_empty()).then_some(low)
    }
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

fn length_of<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

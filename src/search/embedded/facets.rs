//! Facets: exact counts of values over the matching articles, by ordinals into arrays.

use tantivy::DocId;
use tantivy::columnar::StrColumn;

use super::collect::{Collector, bits};
use super::docsets::Bits;
use super::plan::Plan;
use super::planner::{Planner, facet};
use crate::analysis::Analyzer;
use crate::analysis::entities::Gazetteer;
use crate::index::Version;
use crate::index::stream::{ID_MARK, KEY_END};
use crate::index::version::{FacetGroups, Segment};
use crate::search::SearchError;
use crate::search::request::{FacetField, Filter};
use crate::search::response::{Facet, FacetValue};

/// Counts of one field's values.
pub(super) struct FieldCounts<'a> {
    field: FacetField,
    groups: &'a FacetGroups,
    /// Articles by segment and ordinal.
    by_ordinal: Vec<Vec<u32>>,
    /// Columns by segment.
    columns: Vec<Option<StrColumn>>,
    missing: u64,
}

impl<'a> FieldCounts<'a> {
    pub(super) fn new(version: &'a Version, field: FacetField) -> Result<Self, SearchError> {
        let groups = version.facet_groups(index_of(field))?;
        Ok(Self { field, groups, by_ordinal: Vec::new(), columns: Vec::new(), missing: 0 })
    }

    /// A segment begins; they come in their order.
    fn segment(&mut self, segment: &Segment) {
        let column = segment.facets.get(index_of(self.field)).cloned().flatten();
        self.by_ordinal.push(vec![0; column.as_ref().map_or(0, |column| column.num_terms())]);
        self.columns.push(column);
    }

    #[inline]
    fn doc(&mut self, doc: DocId) {
        let (Some(Some(column)), Some(counts)) = (self.columns.last(), self.by_ordinal.last_mut()) else {
            self.missing += 1;
            return;
        };
        let mut any = false;
        for ordinal in column.ords().values_for_doc(doc) {
            any = true;
            if let Some(count) = usize::try_from(ordinal).ok().and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
        self.missing += u64::from(!any);
    }

    /// Adds the spellings of each value up.
    fn totals(&self) -> Totals {
        let mut totals = vec![0; self.groups.len()];
        let mut spelled = vec![0; totals.len()];
        for (segment, counts) in self.by_ordinal.iter().enumerate() {
            let map = self.groups.of_segment(segment);
            for (count, group) in counts.iter().zip(map) {
                if let (Some(total), Some(own)) = (totals.get_mut(*group as usize), spelled.get_mut(*group as usize)) {
                    *total += u64::from(*count);
                    *own += u64::from(*count);
                }
            }
            for ordinal in self.groups.unspelled(segment) {
                let count = counts.get(*ordinal as usize).copied().unwrap_or(0);
                if let Some(own) = map.get(*ordinal as usize).and_then(|group| spelled.get_mut(*group as usize)) {
                    *own -= u64::from(count);
                }
            }
        }
        Totals { counts: totals, spelled, first_name: self.groups.first_name() as usize }
    }
}

/// Articles of each value.
struct Totals {
    counts: Vec<u64>,
    /// Articles that spell the value themselves.
    spelled: Vec<u64>,
    /// The first value that is a name and no id.
    first_name: usize,
}

impl Totals {
    fn of(&self, group: u32) -> u64 {
        self.counts.get(group as usize).copied().unwrap_or(0)
    }

    /// The values that have a row: not a name that is no article's own, but only another name of
    /// entities that have rows of their own.
    fn rows(&self) -> Vec<Row> {
        let own = self.counts.iter().zip(&self.spelled).enumerate().zip(0..);
        own.filter(|((at, (count, spelled)), _)| **count > 0 && (*at < self.first_name || **spelled > 0))
            .map(|((_, (count, _)), group)| Row { group, count: *count })
            .collect()
    }
}

pub(super) fn index_of(field: FacetField) -> usize {
    FacetField::ALL.iter().position(|known| *known == field).unwrap_or(0)
}

/// Counts several fields in one pass. A field's own selected values do not hide its others: an
/// article that fails no filter but the field's own counts for that field alone.
pub(super) struct FacetCounts<'a> {
    fields: Vec<FieldCounts<'a>>,
    /// Filters of counted fields, which the pass's plan leaves out.
    own: Vec<OwnFilter>,
}

/// The selection of a counted field.
struct OwnFilter {
    /// Index of the field among those counted.
    field: usize,
    plan: Plan,
    bits: Bits,
}

/// Parts filters into those that every count obeys and those of counted fields.
pub(super) fn split<'f>(filters: &'f [Filter], counted: &[FacetField]) -> (Vec<&'f Filter>, Vec<&'f Filter>) {
    filters.iter().partition(|filter| filter.exclude || !counted.contains(&filter.field))
}

impl<'a> FacetCounts<'a> {
    pub(super) fn new(version: &'a Version, counted: &[FacetField], own: &[&Filter], planner: &Planner<'_>) -> Result<Self, SearchError> {
        let fields = counted.iter().map(|field| FieldCounts::new(version, *field)).collect::<Result<_, _>>()?;
        let mut filters: Vec<OwnFilter> = Vec::new();
        for filter in own {
            let Some(field) = counted.iter().position(|field| *field == filter.field) else { continue };
            filters.push(OwnFilter { field, plan: planner.filter(filter)?, bits: Bits::new(0) });
        }
        Ok(Self { fields, own: filters })
    }

    /// Returns the counts, in the order of the fields.
    pub(super) fn finish(self) -> Vec<FieldCounts<'a>> {
        self.fields
    }
}

impl Collector for FacetCounts<'_> {
    fn segment(&mut self, _ord: u32, segment: &Segment) -> Result<(), SearchError> {
        for field in &mut self.fields {
            field.segment(segment);
        }
        for filter in &mut self.own {
            filter.bits = bits(&filter.plan, segment)?;
        }
        Ok(())
    }

    fn docs(&mut self, docs: &[DocId]) {
        for doc in docs {
            let mut failed = self.own.iter().filter(|filter| !filter.bits.contains(*doc)).map(|filter| filter.field);
            match (failed.next(), failed.next()) {
                (None, _) => self.fields.iter_mut().for_each(|field| field.doc(*doc)),
                (Some(only), None) => {
                    if let Some(field) = self.fields.get_mut(only) {
                        field.doc(*doc);
                    }
                }
                _ => {}
            }
        }
    }
}

/// Values of a page, and count and key of the last one where more follow.
pub(super) type ValuePage = (Vec<FacetValue>, Option<(u64, String)>);

/// A value with its count, on the way to an answer.
struct Row {
    group: u32,
    count: u64,
}

impl FieldCounts<'_> {
    /// Makes the facet: the `size` most frequent values and all selected ones.
    pub(super) fn facet(&self, size: usize, selected: &Selected) -> Result<Facet, SearchError> {
        let totals = self.totals();
        let mut rows: Vec<Row> = totals.rows();
        let distinct = rows.len() as u64;
        let sum: u64 = rows.iter().map(|row| row.count).sum();
        let chosen: Vec<u32> = selected.groups(self);
        by_count(&mut rows, size);
        let mut listed: Vec<Row> = rows.into_iter().take(size).collect();
        for group in &chosen {
            if !listed.iter().any(|row| row.group == *group) {
                listed.push(Row { group: *group, count: totals.of(*group) });
            }
        }
        listed.sort_by_key(|row| (std::cmp::Reverse(row.count), row.group));
        let has_row =
            |row: &&Row| (row.group as usize) < totals.first_name || totals.spelled.get(row.group as usize).is_some_and(|own| *own > 0);
        let shown: u64 = listed.iter().filter(has_row).map(|row| row.count).sum();
        let mut values = Vec::with_capacity(listed.len());
        for row in &listed {
            values.push(self.value(row, chosen.contains(&row.group))?);
        }
        // A selected name that is no value's key still gives its count when it is sent again.
        for (name, count) in &selected.names {
            values.push(FacetValue { value: name.clone(), id: None, count: *count, selected: true });
        }
        Ok(Facet { values, distinct, other: sum - shown, missing: self.missing })
    }

    /// Lists values from the most frequent on, those whose folded spelling begins with a prefix.
    ///
    /// Returns the page and whether more follow; `after` is the count and key of the last value of
    /// the page before.
    pub(super) fn page(
        &self,
        prefix: &str,
        size: usize,
        after: Option<(u64, &str)>,
        selected: &Selected,
    ) -> Result<ValuePage, SearchError> {
        let totals = self.totals();
        let chosen = selected.groups(self);
        let mut rows = totals.rows();
        if let Some((count, key)) = after {
            rows.retain(|row| row.count < count || (row.count == count && self.groups.key(row.group) > key));
        }
        rows.sort_unstable_by_key(|row| (std::cmp::Reverse(row.count), row.group));
        let analyzer = Analyzer::new();
        let mut values = Vec::new();
        let mut last = None;
        for row in rows {
            let value = self.value(&row, chosen.contains(&row.group))?;
            if !prefix.is_empty() && !analyzer.fold_value(&value.value).starts_with(prefix) {
                continue;
            }
            if values.len() == size {
                return Ok((values, last));
            }
            last = Some((row.count, self.groups.key(row.group).to_owned()));
            values.push(value);
        }
        Ok((values, None))
    }

    /// The `size` most frequent values, each behind its group.
    pub(super) fn first(&self, size: usize) -> Result<Vec<(u32, FacetValue)>, SearchError> {
        let mut rows = self.totals().rows();
        by_count(&mut rows, size);
        rows.iter().take(size).map(|row| Ok((row.group, self.value(row, false)?))).collect()
    }

    fn value(&self, row: &Row, selected: bool) -> Result<FacetValue, SearchError> {
        let id = self.groups.id(row.group);
        let mut value = self.spelling(row.group)?;
        if value.is_empty() {
            // Only its parts are named, so no article spells it.
            value = id.and_then(|id| Gazetteer::global().name(id)).map_or_else(|| self.groups.key(row.group).to_owned(), str::to_owned);
        }
        if let Some(stripped) = value.strip_prefix(ID_MARK) {
            value = String::from(stripped);
        }
        Ok(FacetValue { value, id: id.map(str::to_owned), count: row.count, selected })
    }

    /// The spelling that most of the counted articles have; of equals the first by bytes.
    fn spelling(&self, group: u32) -> Result<String, SearchError> {
        let mut best: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
        for (segment, counts) in self.by_ordinal.iter().enumerate() {
            let map = self.groups.of_segment(segment);
            let start = map.partition_point(|other| *other < group);
            let end = map.partition_point(|other| *other <= group);
            for ordinal in start..end {
                let mut term = String::new();
                if let Some(Some(column)) = self.columns.get(segment) {
                    column.ord_to_str(ordinal as u64, &mut term)?;
                }
                let spelling = term.split(KEY_END).nth(1).unwrap_or_default();
                let count = counts.get(ordinal).copied().unwrap_or(0);
                if !spelling.is_empty() {
                    *best.entry(spelling.to_owned()).or_default() += u64::from(count);
                }
            }
        }
        let most = best.values().max().copied().unwrap_or(0);
        Ok(best.into_iter().find(|(_, count)| *count == most).map(|(spelling, _)| spelling).unwrap_or_default())
    }
}

/// Puts the `size` most frequent rows first, in order: by count, then by key.
fn by_count(rows: &mut [Row], size: usize) {
    let key = |row: &Row| (std::cmp::Reverse(row.count), row.group);
    if size > 0 && size < rows.len() {
        rows.select_nth_unstable_by_key(size - 1, key);
    }
    let first = size.min(rows.len());
    if let Some(first) = rows.get_mut(..first) {
        first.sort_unstable_by_key(key);
    }
}

/// The selected values of a field.
#[derive(Debug, Default)]
pub(super) struct Selected {
    /// Keys that filters name.
    keys: Vec<String>,
    /// Names that are no key, with the articles that each selects.
    names: Vec<(String, u64)>,
}

impl Selected {
    /// Works out what a field's filters select; `count` counts the articles of a name.
    pub(super) fn new(
        groups: &FacetGroups,
        field: FacetField,
        filters: &[Filter],
        planner: &Planner<'_>,
        mut count: impl FnMut(Plan) -> Result<u64, SearchError>,
    ) -> Result<Self, SearchError> {
        let mut selected = Self::default();
        for filter in filters.iter().filter(|filter| filter.field == field && !filter.exclude) {
            for value in &filter.values {
                match planner.values(field, std::slice::from_ref(value))? {
                    Plan::Keys(column, keys) if column == facet(field) => {
                        let known = keys.iter().any(|key| groups.find(key).is_some());
                        if known { selected.keys.extend(keys) } else { selected.names.push((value.clone(), 0)) }
                    }
                    // A name of entities: their rows have keys of their own.
                    plan => {
                        let key = Analyzer::new().fold_value(value);
                        let found = count(plan)?;
                        if groups.find(&key).is_some() { selected.keys.push(key) } else { selected.names.push((value.clone(), found)) }
                    }
                }
            }
        }
        Ok(selected)
    }

    fn groups(&self, counts: &FieldCounts<'_>) -> Vec<u32> {
        self.keys.iter().filter_map(|key| counts.groups.find(key)).collect()
    }
}

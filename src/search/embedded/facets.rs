//! Facets: exact counts of values over the matching articles, by ordinals into arrays.

use tantivy::DocId;
use tantivy::columnar::{Column, StrColumn};

use super::collect::{Collector, bits};
use super::docsets::Bits;
use super::plan::Plan;
use super::planner::{Planner, facet};
use crate::analysis::Analyzer;
use crate::analysis::entities::Gazetteer;
use crate::index::Version;
use crate::index::document::has;
use crate::index::stream::{ID_MARK, KEY_END};
use crate::index::version::{FacetGroups, Ordinals, Segment};
use crate::search::SearchError;
use crate::search::request::{FacetField, Filter};
use crate::search::response::{Facet, FacetValue};

/// Counts of one field's values.
pub(super) struct FieldCounts<'a> {
    version: &'a Version,
    field: FacetField,
    groups: &'a FacetGroups,
    /// The values of the segment at hand, where they are kept unpacked.
    unpacked: Option<&'a Ordinals>,
    /// Articles by segment and ordinal.
    by_ordinal: Vec<Vec<u32>>,
    /// Columns by segment.
    columns: Vec<Option<StrColumn>>,
    /// What the articles of the segment at hand have. An agency that a text credits is mentioned and
    /// no entity of the article: it has a value to be found by, and no organisation.
    has: Option<Column<u64>>,
    missing: u64,
}

impl<'a> FieldCounts<'a> {
    pub(super) fn new(version: &'a Version, field: FacetField) -> Result<Self, SearchError> {
        let groups = version.facet_groups(index_of(field))?;
        Ok(Self { version, field, groups, unpacked: None, by_ordinal: Vec::new(), columns: Vec::new(), has: None, missing: 0 })
    }

    /// A segment begins; they come in their order.
    fn segment(&mut self, segment: &Segment) {
        let column = segment.facets.get(index_of(self.field)).cloned().flatten();
        self.by_ordinal.push(vec![0; column.as_ref().map_or(0, |column| column.num_terms())]);
        self.columns.push(column);
        self.has = (self.field == FacetField::Org).then(|| segment.has.clone());
        self.unpacked = self.version.ordinals(segment, index_of(self.field));
    }

    fn docs(&mut self, docs: &[DocId]) {
        let without_value = self.count(docs);
        self.missing += self.has.as_ref().map_or(without_value, |column| {
            let without = docs.iter().filter(|doc| column.values.get_val(**doc) & has::ORG == 0);
            without.count() as u64
        });
    }

    /// Counts the values of articles; returns how many articles have none.
    fn count(&mut self, docs: &[DocId]) -> u64 {
        let (Some(Some(column)), Some(counts)) = (self.columns.last(), self.by_ordinal.last_mut()) else {
            return docs.len() as u64;
        };
        if let Some(unpacked) = self.unpacked {
            return unpacked.count(docs, counts);
        }
        let mut without = 0;
        for doc in docs {
            let mut any = false;
            for ordinal in column.ords().values_for_doc(*doc) {
                any = true;
                if let Some(count) = usize::try_from(ordinal).ok().and_then(|at| counts.get_mut(at)) {
                    *count += 1;
                }
            }
            without += u64::from(!any);
        }
        without
    }

    /// Adds the spellings of each value up.
    fn totals(&self) -> Totals {
        let mut counts = vec![0; self.groups.len()];
        for (segment, of_ordinal) in self.by_ordinal.iter().enumerate() {
            for (count, group) in of_ordinal.iter().zip(self.groups.of_segment(segment)) {
                if let Some(total) = counts.get_mut(*group as usize) {
                    *total += u64::from(*count);
                }
            }
        }
        Totals { unspelled: self.unspelled(counts.len()), counts, first_name: self.groups.first_name() as usize }
    }

    /// Articles of each value that do not spell it themselves.
    fn unspelled(&self, values: usize) -> Vec<u64> {
        let mut unspelled = Vec::new();
        for (segment, counts) in self.by_ordinal.iter().enumerate() {
            let map = self.groups.of_segment(segment);
            for ordinal in self.groups.unspelled(segment) {
                let count = counts.get(*ordinal as usize).copied().unwrap_or(0);
                if count > 0 && unspelled.is_empty() {
                    unspelled.resize(values, 0);
                }
                if let Some(sum) = map.get(*ordinal as usize).and_then(|group| unspelled.get_mut(*group as usize)) {
                    *sum += u64::from(count);
                }
            }
        }
        unspelled
    }
}

/// Articles of each value.
struct Totals {
    counts: Vec<u64>,
    /// Those of them that do not spell the value themselves; empty where all do.
    unspelled: Vec<u64>,
    /// The first value that is a name and no id.
    first_name: usize,
}

impl Totals {
    fn of(&self, group: u32) -> u64 {
        self.counts.get(group as usize).copied().unwrap_or(0)
    }

    /// Whether a value that articles have has a row: not a name that is no article's own, but only
    /// another name of entities that have rows of their own.
    fn has_row(&self, group: usize, count: u64) -> bool {
        group < self.first_name || self.unspelled.get(group).is_none_or(|unspelled| count > *unspelled)
    }

    /// The values that have a row.
    fn rows(&self) -> impl Iterator<Item = Row> {
        let counted = self.counts.iter().enumerate().zip(0..);
        counted.filter(|((at, count), _)| **count > 0 && self.has_row(*at, **count)).map(|((_, count), group)| Row { group, count: *count })
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
        if self.own.is_empty() {
            self.fields.iter_mut().for_each(|field| field.docs(docs));
            return;
        }
        for doc in docs {
            let one = std::slice::from_ref(doc);
            let mut failed = self.own.iter().filter(|filter| !filter.bits.contains(*doc)).map(|filter| filter.field);
            match (failed.next(), failed.next()) {
                (None, _) => self.fields.iter_mut().for_each(|field| field.docs(one)),
                (Some(only), None) => {
                    if let Some(field) = self.fields.get_mut(only) {
                        field.docs(one);
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

impl Row {
    fn order(&self) -> (std::cmp::Reverse<u64>, u32) {
        (std::cmp::Reverse(self.count), self.group)
    }
}

impl FieldCounts<'_> {
    /// Makes the facet: the `size` most frequent values and all selected ones.
    pub(super) fn facet(&self, size: usize, selected: &Selected) -> Result<Facet, SearchError> {
        let totals = self.totals();
        let (mut distinct, mut sum, mut first) = (0, 0, First::new(size));
        for row in totals.rows() {
            distinct += 1;
            sum += row.count;
            first.offer(row);
        }
        let chosen: Vec<u32> = selected.groups(self);
        let mut listed = first.finish();
        for group in &chosen {
            if !listed.iter().any(|row| row.group == *group) {
                listed.push(Row { group: *group, count: totals.of(*group) });
            }
        }
        listed.sort_by_key(Row::order);
        let has_row = |row: &&Row| totals.has_row(row.group as usize, row.count);
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
        let mut rows: Vec<Row> = totals.rows().collect();
        if let Some((count, key)) = after {
            rows.retain(|row| row.count < count || (row.count == count && self.groups.key(row.group) > key));
        }
        rows.sort_unstable_by_key(Row::order);
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
        let mut first = First::new(size);
        self.totals().rows().for_each(|row| first.offer(row));
        first.finish().iter().map(|row| Ok((row.group, self.value(row, false)?))).collect()
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

/// The most frequent of the rows that are offered in the order of their groups.
struct First {
    size: usize,
    rows: Vec<Row>,
    /// A row of no more articles is not among the first.
    least: u64,
}

impl First {
    fn new(size: usize) -> Self {
        Self { size, rows: Vec::new(), least: if size == 0 { u64::MAX } else { 0 } }
    }

    #[inline]
    fn offer(&mut self, row: Row) {
        // Of equals the first by key stays, and keys rise.
        if row.count <= self.least {
            return;
        }
        self.rows.push(row);
        if self.rows.len() >= self.size.saturating_mul(2).max(64) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.rows.len() > self.size {
            let (_, last, _) = self.rows.select_nth_unstable_by_key(self.size - 1, Row::order);
            self.least = last.count;
            self.rows.truncate(self.size);
        }
    }

    /// Returns them, most frequent first, equals by key.
    fn finish(mut self) -> Vec<Row> {
        self.cut();
        self.rows.sort_unstable_by_key(Row::order);
        self.rows
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

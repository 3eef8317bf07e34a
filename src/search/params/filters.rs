//! Filters: every field to include and to exclude.

use super::FILTERS;
use super::reader::{Reader, Value};
use crate::analysis::language;
use crate::search::limits::FILTER_VALUES_MAX;
use crate::search::{FacetField, Filter};

pub(super) fn read(reader: &mut Reader<'_>) -> Vec<Filter> {
    let mut filters = Vec::new();
    for (include, exclude, field) in FILTERS {
        for (name, exclude) in [(include, false), (exclude, true)] {
            let values = reader.many(name);
            if values.len() > FILTER_VALUES_MAX {
                reader.add(name, format!("`{name}` has {} values, at most {FILTER_VALUES_MAX} are allowed", values.len()));
                continue;
            }
            let mut texts: Vec<String> = Vec::with_capacity(values.len());
            for value in values {
                let Some(text) = read_value(reader, field, &value) else { continue };
                if !texts.contains(&text) {
                    texts.push(text);
                }
            }
            if !texts.is_empty() {
                filters.push(Filter { field, values: texts, exclude });
            }
        }
    }
    filters
}

fn read_value(reader: &mut Reader<'_>, field: FacetField, value: &Value<'_>) -> Option<String> {
    if field != FacetField::Lang {
        return Some(value.text.to_owned());
    }
    let lang = language::parse(value.text);
    if lang.is_none() {
        reader.bad(value, "is no language: give a code such as `en` or `fas`, or an English name such as `Persian`");
    }
    lang.map(|lang| lang.to_string())
}

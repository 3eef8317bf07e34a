//! Facets as lists of links: one click chooses a value, another takes it away.

use super::links::Links;
use super::words;
use crate::analysis::language;
use crate::article::Lang;
use crate::search::{Facet, FacetField, FacetValue};

/// Values of a facet where the reader asked for more.
pub(super) const MORE: &str = "40";

/// A facet of the page.
pub(super) struct FacetView {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) rows: Vec<RowView>,
    /// Address with more values, and what it says.
    pub(super) more: Option<(String, String)>,
    pub(super) missing: Option<String>,
}

/// A value of a facet.
pub(super) struct RowView {
    pub(super) label: String,
    pub(super) count: String,
    pub(super) url: String,
    pub(super) selected: bool,
}

/// Title of a field.
pub(super) fn title(field: FacetField) -> &'static str {
    match field {
        FacetField::Person => "People",
        FacetField::Org => "Organisations",
        FacetField::Place => "Places",
        FacetField::Source => "Sources",
        FacetField::Author => "Authors",
        FacetField::Section => "Sections",
        FacetField::Tag => "Tags",
        FacetField::Lang => "Languages",
    }
}

/// How a value of a field reads: languages by name.
pub(super) fn label(field: FacetField, value: &str) -> String {
    match (field, Lang::new(value)) {
        (FacetField::Lang, Some(lang)) if lang.is_und() => "unknown".to_owned(),
        (FacetField::Lang, Some(lang)) => language::name(lang),
        _ => value.to_owned(),
    }
}

/// Facets with any value, as the page shows them.
pub(super) fn view(facets: &[(FacetField, Facet)], links: &Links) -> Vec<FacetView> {
    facets.iter().filter(|(_, facet)| !facet.values.is_empty()).map(|(field, facet)| one(*field, facet, links)).collect()
}

fn one(field: FacetField, facet: &Facet, links: &Links) -> FacetView {
    let listed = u64::try_from(facet.values.len()).unwrap_or(u64::MAX);
    let more = (facet.distinct > listed).then(|| {
        let rest = format!("{} more", words::count(facet.distinct - listed));
        (links.with(&[("facet-size", MORE)]), rest)
    });
    FacetView {
        name: field.as_str(),
        title: title(field),
        rows: facet.values.iter().map(|value| row(field, value, links)).collect(),
        // A longer list than that is for `/v1/facets/{field}`.
        more: more.filter(|_| links.get("facet-size") != MORE),
        missing: (facet.missing > 0).then(|| format!("{} without", words::count(facet.missing))),
    }
}

fn row(field: FacetField, value: &FacetValue, links: &Links) -> RowView {
    let key = value.id.as_deref().unwrap_or(&value.value);
    let url = if value.selected {
        let names = |text: &str| text == key || text.to_lowercase() == value.value.to_lowercase();
        let chosen = links.filters().find(|(name, text)| name == field.as_str() && names(text)).cloned();
        // Chosen under a name that is not this row's own: then all choices of the field go.
        chosen.map_or_else(|| links.with(&[(field.as_str(), "")]), |filter| links.removing(&filter))
    } else {
        links.adding(field, key)
    };
    RowView { label: label(field, &value.value), count: words::count(value.count), url, selected: value.selected }
}

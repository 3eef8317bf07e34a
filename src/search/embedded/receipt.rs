//! What an answer says of how the query was read: counts of its words, warnings with the other
//! reading's total.

use std::collections::BTreeSet;

use super::Reading;
use super::collect::count;
use super::plan::{Leaf, Plan};
use super::planner::Planner;
use crate::analysis::language;
use crate::article::Lang;
use crate::query::{UnquotedValue, WarningCode};
use crate::search::limits::ALTERNATIVES_MAX;
use crate::search::request::FacetField;
use crate::search::response::{Alternative, TermCount, Warning};
use crate::search::{SearchError, Stop};

/// Counts the articles of each leaf of words, from left to right.
///
/// `known` is the exact count of a plan that is one leaf, where the answer has it already.
///
/// A filter by language narrows the readings that are told to those which its articles can have.
pub(super) fn terms(read: &Reading<'_>, known: Option<u64>, stop: &Stop) -> Result<Vec<TermCount>, SearchError> {
    let (version, plan) = (read.version, &read.plan);
    let languages = languages(read);
    let mut leaves = Vec::new();
    gather(plan, &mut leaves);
    let single = leaves.len() == 1 && matches!(plan, Plan::Text(_) | Plan::Spans(_));
    let mut counts = Vec::with_capacity(leaves.len());
    for leaf in &leaves {
        let articles = match known {
            Some(total) if single => total,
            _ => count(version, leaf, stop)?,
        };
        let (term, readings) = match leaf {
            Plan::Text(leaf) => (leaf.text.clone(), narrowed(readings(leaf), languages.as_ref())),
            Plan::Spans(leaf) => (leaf.text.clone(), Vec::new()),
            _ => continue,
        };
        counts.push(TermCount { term, articles, readings });
    }
    Ok(counts)
}

fn gather<'a>(plan: &'a Plan, into: &mut Vec<&'a Plan>) {
    match plan {
        Plan::Text(_) | Plan::Spans(_) => into.push(plan),
        Plan::And(plans) | Plan::Or(plans) => plans.iter().for_each(|plan| gather(plan, into)),
        Plan::Not(inner) => gather(inner, into),
        _ => {}
    }
}

/// What stands for a single word in this version: stems behind their language, or the form.
pub(super) fn readings(leaf: &Leaf) -> Vec<String> {
    match leaf.parts.as_slice() {
        [part] => part.terms.iter().map(|term| term.trim_start_matches(':').to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// The languages whose stems articles of the request's languages have; `None` where it names none.
fn languages(read: &Reading<'_>) -> Option<BTreeSet<Lang>> {
    let filter = read.request.filters.iter().find(|filter| filter.field == FacetField::Lang && !filter.exclude)?;
    let mut languages: BTreeSet<Lang> = filter.values.iter().filter_map(|value| language::parse(value)).collect();
    let mixed = read.version.mixed().iter().filter(|(article, _)| languages.contains(article));
    languages.extend(mixed.map(|(_, paragraph)| *paragraph).collect::<Vec<_>>());
    Some(languages)
}

/// Readings of some languages, and the form itself.
fn narrowed(mut readings: Vec<String>, languages: Option<&BTreeSet<Lang>>) -> Vec<String> {
    if let Some(languages) = languages {
        readings.retain(|reading| match reading.split_once(':') {
            Some((code, _)) => Lang::new(code).is_none_or(|lang| languages.contains(&lang)),
            None => true,
        });
    }
    readings
}

/// Warnings of the parser and of values, with the totals of other readings.
pub(super) fn warnings(read: &Reading<'_>, stop: &Stop) -> Result<Vec<Warning>, SearchError> {
    let request = read.request;
    let parsed = &request.query.parsed;
    let mut warnings = Vec::new();
    for warning in &parsed.warnings {
        warnings.push((warning.code, warning.message.clone(), warning.column, warning.alternative.clone()));
    }
    for value in &parsed.unquoted {
        if let Some((whole, q)) = known_whole(value, &read.planner())? {
            let message = format!("`{}:` took one word only: in quotes, `{whole}` is a value of this archive", value.field.as_str());
            warnings.push((WarningCode::UnquotedValue, message, value.column, Some(q)));
        }
    }
    for error in &read.ignored {
        warnings.push((WarningCode::LenientIgnored, format!("left out: {error}"), error.column, None));
    }
    for step in &read.steps {
        warnings.push((step.code, step.message.clone(), step.column, Some(step.before.clone())));
    }
    warnings.sort_by_key(|(_, _, column, _)| *column);
    let within = stop.tenth();
    let mut counted = 0;
    let mut out = Vec::with_capacity(warnings.len());
    for (code, message, column, q) in warnings {
        let mut alternative = None;
        if let Some(q) = q.filter(|_| request.total && counted < ALTERNATIVES_MAX) {
            counted += 1;
            let total = total_of(read, &q, &within)?;
            alternative = Some(Alternative { q, total });
        }
        out.push(Warning { code: code.as_str().to_owned(), message, column: Some(column), alternative });
    }
    Ok(out)
}

/// Counts another reading under the request's filters; `None` where the time does not suffice.
fn total_of(read: &Reading<'_>, q: &str, stop: &Stop) -> Result<Option<u64>, SearchError> {
    // Planning may count too: the time ends either of them.
    let total = || match read.other(q, stop)? {
        Some(plan) => {
            count(read.version, &Plan::all_of(vec![plan, read.restriction(&Planner::new(read.version, read.request, stop))?]), stop)
                .map(Some)
        }
        None => Ok(None),
    };
    match total() {
        Err(SearchError::Deadline) => Ok(None),
        total => total,
    }
}

/// The longest whole of bare words that is a value of the archive, with the query that quotes it.
fn known_whole(value: &UnquotedValue, planner: &Planner<'_>) -> Result<Option<(String, String)>, SearchError> {
    let Some(field) = FacetField::parse(value.field.as_str()) else { return Ok(None) };
    for (whole, q) in &value.wholes {
        let plan = planner.values(field, std::slice::from_ref(whole))?;
        if let Plan::Keys(column, keys) = plan {
            for key in keys {
                if planner.version().searcher().doc_freq(&tantivy::schema::Term::from_field_text(column, &key))? > 0 {
                    return Ok(Some((whole.clone(), q.clone())));
                }
            }
        }
    }
    Ok(None)
}

//! What leads on from an answer without hits.

use serde::Serialize;

use super::receipt::TermJson;
use crate::search::Lead;

#[derive(Serialize)]
pub(super) struct LeadJson<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    terms: Vec<TermJson<'a>>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    drop: &'a [String],
    q: &'a str,
    total: u64,
}

impl<'a> LeadJson<'a> {
    pub(super) fn of(lead: &'a Lead) -> Self {
        let terms = lead.terms.iter().map(|(term, articles)| TermJson { term, articles: *articles, readings: &[] }).collect();
        Self { kind: lead.kind.as_str(), terms, drop: &lead.drop, q: &lead.q, total: lead.total }
    }
}

//! What leads on where nothing was found: other spellings, a query without the words to blame, fewer
//! filters. Nothing is offered that finds nothing either.

use super::Reading;
use super::collect::count;
use super::expand::within_edits;
use super::plan::Plan;
use crate::analysis::Analyzer;
use crate::index::schema::fields;
use crate::query::{At, Node};
use crate::search::limits::{LEAD_SPELLED_MAX, LEAD_SPELLINGS, LEAD_TERMS_MAX, LEADS_MAX, SUGGEST_TYPO_LETTERS};
use crate::search::request::Filter;
use crate::search::response::{Lead, LeadKind};
use crate::search::{SearchError, Stop};

/// Letters from which on two typos are looked for.
const TWO_TYPOS_LETTERS: usize = 8;

/// Says what would find something; what takes too long is left out.
pub(super) fn leads(read: &Reading<'_>, stop: &Stop) -> Result<Vec<Lead>, SearchError> {
    let within = stop.tenth();
    let restriction = read.restriction(&read.planner())?;
    let mut search = Search { read, restriction, dropped: Vec::new(), stop: &within, leads: Vec::new() };
    match search.all() {
        Err(SearchError::Deadline) if !stop.is_over() => {}
        done => done?,
    }
    search.leads.truncate(LEADS_MAX);
    Ok(search.leads)
}

/// A leaf of the query that wants words, and the articles of the version that have it.
struct Term {
    text: String,
    at: At,
    articles: u64,
}

struct Search<'a> {
    read: &'a Reading<'a>,
    /// Filters and dates.
    restriction: Plan,
    /// Their names, once they are dropped.
    dropped: Vec<String>,
    stop: &'a Stop,
    leads: Vec<Lead>,
}

impl Search<'_> {
    fn all(&mut self) -> Result<(), SearchError> {
        let Some(tree) = &self.read.request.query.parsed.tree else { return self.filters() };
        let terms = self.terms(tree)?;
        self.words(tree, &terms)?;
        self.filters()?;
        let restricting = self.restricting();
        if self.leads.is_empty() && !restricting.is_empty() {
            // Words and filters are both to blame.
            (self.restriction, self.dropped) = (Plan::All, restricting);
            self.words(tree, &terms)?;
        }
        Ok(())
    }

    /// Other words.
    fn words(&mut self, tree: &Node, terms: &[Term]) -> Result<(), SearchError> {
        self.spellings(terms)?;
        self.without(tree, terms)
    }

    /// The leaves of the query that an article must have.
    fn terms(&self, tree: &Node) -> Result<Vec<Term>, SearchError> {
        let mut leaves = Vec::new();
        wanted(tree, &mut leaves);
        let mut terms = Vec::with_capacity(leaves.len());
        for leaf in leaves.into_iter().take(LEAD_TERMS_MAX) {
            let Some(at) = leaf.at() else { continue };
            let (plan, errors) = self.read.planner().tree(leaf)?;
            if errors.is_empty() {
                terms.push(Term { text: leaf.canonical(), at, articles: count(self.read.version, &plan, self.stop)? });
            }
        }
        Ok(terms)
    }

    /// The nearest forms of words that no article has: each alone, and all together.
    fn spellings(&mut self, terms: &[Term]) -> Result<(), SearchError> {
        let mut best: Vec<(At, String)> = Vec::new();
        let unknown: Vec<&Term> = terms.iter().filter(|term| term.articles == 0).take(LEAD_SPELLED_MAX).collect();
        for term in &unknown {
            let forms = self.near(term)?;
            best.extend(forms.first().map(|form| (term.at, form.clone())));
            for form in forms {
                self.lead(LeadKind::Spelling, &[*term], replaced(&self.read.request.query.text, &[(term.at, form)]))?;
            }
        }
        if best.len() > 1 {
            self.lead(LeadKind::Spelling, &unknown, replaced(&self.read.request.query.text, &best))?;
        }
        Ok(())
    }

    /// Forms of the archive within one edit of a word, of two for a long one; nearest first, then most
    /// frequent.
    fn near(&self, term: &Term) -> Result<Vec<String>, SearchError> {
        let words = Analyzer::new().query_words(&term.text);
        let [word] = words.as_slice() else { return Ok(Vec::new()) };
        let letters: Vec<char> = word.form.chars().collect();
        if word.unspaced || letters.len() < SUGGEST_TYPO_LETTERS {
            return Ok(Vec::new());
        }
        let edits = if letters.len() < TWO_TYPOS_LETTERS { 1 } else { 2 };
        let typo = Node::Typo { text: word.form.clone(), edits, at: term.at };
        let forms = self.read.planner().forms(&typo)?.unwrap_or_default();
        let mut ranked = Vec::with_capacity(forms.len());
        for form in forms {
            let articles = self.read.version.searcher().doc_freq(&tantivy::schema::Term::from_field_text(fields().form, &form))?;
            ranked.push((!within_edits(&letters, &form, 1), std::cmp::Reverse(articles), form));
        }
        ranked.sort();
        Ok(ranked.into_iter().take(LEAD_SPELLINGS).map(|(_, _, form)| form).collect())
    }

    /// The query without each of its terms, those without articles first; without all of those.
    fn without(&mut self, tree: &Node, terms: &[Term]) -> Result<(), SearchError> {
        let (unknown, known): (Vec<&Term>, Vec<&Term>) = terms.iter().partition(|term| term.articles == 0);
        let alone = unknown.iter().chain(&known).map(|term| vec![*term]);
        let together = (unknown.len() > 1).then(|| unknown.clone());
        for left_out in alone.chain(together) {
            let columns: Vec<usize> = left_out.iter().map(|term| term.at.start).collect();
            if let Some(rest) = tree.without(&columns) {
                self.lead(LeadKind::Word, &left_out, rest.canonical())?;
            }
        }
        Ok(())
    }

    /// Adds a query that finds something under the filters.
    fn lead(&mut self, kind: LeadKind, terms: &[&Term], q: String) -> Result<(), SearchError> {
        if self.leads.len() >= LEADS_MAX || self.leads.iter().any(|lead| lead.q == q) {
            return Ok(());
        }
        let Some(plan) = self.read.other(&q, self.stop)? else { return Ok(()) };
        let restricted = Plan::all_of(vec![plan, self.restriction.clone()]);
        let total = count(self.read.version, &restricted, self.stop)?;
        if total > 0 {
            let terms = terms.iter().map(|term| (term.text.clone(), term.articles)).collect();
            self.leads.push(Lead { kind, terms, drop: self.dropped.clone(), q, total });
        }
        Ok(())
    }

    /// The request without each of its filters and without its dates; without all of them where that
    /// alone finds something.
    fn filters(&mut self) -> Result<(), SearchError> {
        let (read, request) = (self.read, self.read.request);
        let dates = read.range.is_some();
        let before = self.leads.len();
        for left_out in 0..request.filters.len() {
            let others = request.filters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, filter)| filter);
            let total = count(read.version, &read.with(others, true)?, self.stop)?;
            self.drop(LeadKind::Filter, request.filters.get(left_out).map(filter_name).into_iter().collect(), total);
        }
        if dates {
            let total = count(read.version, &read.all_but_dates()?, self.stop)?;
            self.drop(LeadKind::Dates, self.date_names(), total);
        }
        if self.leads.len() == before && request.filters.len() + usize::from(dates) > 1 {
            let total = count(read.version, &read.plan, self.stop)?;
            self.drop(LeadKind::Filter, self.restricting(), total);
        }
        Ok(())
    }

    /// The parameters of filters and dates.
    fn restricting(&self) -> Vec<String> {
        self.read.request.filters.iter().map(filter_name).chain(self.date_names()).collect()
    }

    fn date_names(&self) -> Vec<String> {
        let span = self.read.request.dates.span.unwrap_or_default();
        let names = [("from-date", span.from.is_some()), ("to-date", span.to.is_some())];
        names.into_iter().filter(|(_, given)| *given).map(|(name, _)| name.to_owned()).collect()
    }

    fn drop(&mut self, kind: LeadKind, names: Vec<String>, total: u64) {
        if total > 0 && self.leads.len() < LEADS_MAX {
            self.leads.push(Lead { kind, terms: Vec::new(), drop: names, q: self.read.request.query.text.clone(), total });
        }
    }
}

/// The parameter of a filter.
fn filter_name(filter: &Filter) -> String {
    if filter.exclude { format!("exclude-{}", filter.field) } else { filter.field.to_string() }
}

/// The text leaves of a query that are wanted, from left to right.
fn wanted<'a>(node: &'a Node, into: &mut Vec<&'a Node>) {
    match node {
        Node::And(nodes) | Node::Or(nodes) => nodes.iter().for_each(|node| wanted(node, into)),
        Node::Boost(node, _) | Node::Scoped(_, node) => wanted(node, into),
        Node::Word(_) | Node::Phrase { .. } | Node::Sequence(_) | Node::Wildcard { .. } | Node::Typo { .. } | Node::Entity { .. } => {
            into.push(node);
        }
        _ => {}
    }
}

/// The text with other words in some places.
fn replaced(text: &str, words: &[(At, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    for (c, column) in text.chars().zip(1..) {
        match words.iter().find(|(at, _)| (at.start..at.end).contains(&column)) {
            Some((at, word)) if at.start == column => out.push_str(word),
            Some(_) => {}
            None => out.push(c),
        }
    }
    out
}

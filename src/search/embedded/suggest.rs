//! Suggestions for what is being typed: words, phrases of titles and entities, each with the exact
//! count of the query that it stands for.
//!
//! Candidates are chosen by document frequency; only the best few are counted, under the filters.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::schema::Term;

use super::Reading;
use super::collect::count;
use super::expand::within_edits;
use super::facets::index_of;
use super::hits::{self, Wanted};
use super::plan::Plan;
use super::planner::facet;
use crate::analysis::tokens::{Flags, QueryWord, Tokens};
use crate::analysis::{Analyzer, Worker};
use crate::article::{Article, TextField};
use crate::index::Version;
use crate::index::schema::fields;
use crate::query::{self, Node, Parsed};
use crate::search::limits::{
    SUGGEST_COUNTED_MAX, SUGGEST_FORMS, SUGGEST_SCANNED_MAX, SUGGEST_TIME, SUGGEST_TITLES, SUGGEST_TYPO_LETTERS, SUGGEST_WORDS_MAX,
    SUGGEST_WORDS_ON,
};
use crate::search::request::{FacetField, Order, SuggestRequest};
use crate::search::response::{Suggestion, SuggestionKind};
use crate::search::{SearchError, Stop};

/// Suggests how a text that is being typed may go on: most articles first, then by text.
///
/// Every count is exact under the request's filters and dates, and is the total of the
/// suggestion's `q`. Where the time ends, what is not counted yet is left out.
///
/// # Errors
/// [`SearchError::Deadline`] where `stop` came before the time that suggestions have of their own;
/// errors of the index.
pub fn suggest(version: &Version, wanted: &SuggestRequest, stop: &Stop) -> Result<Vec<Suggestion>, SearchError> {
    let words = crate::analysis::tokens::query::query_words(&wanted.typed);
    let Some(last) = words.last().filter(|_| words.len() <= SUGGEST_WORDS_MAX) else { return Ok(Vec::new()) };
    let within = stop.within(SUGGEST_TIME);
    let read = Reading::new(version, &wanted.request, &within)?;
    let restriction = read.restriction(&read.planner())?;
    let typing = Typing { read: &read, wanted, words: &words, restriction, stop: &within };
    let is_whole = wanted.typed.ends_with(char::is_whitespace);
    let mut found = typing.suggestions(if is_whole { Match::Whole } else { Match::Beginning })?;
    if found.is_empty() && last.form.chars().count() >= SUGGEST_TYPO_LETTERS {
        found = typing.suggestions(Match::Typo)?;
    }
    if stop.is_over() { Err(SearchError::Deadline) } else { Ok(found) }
}

/// How the last word is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    /// As it is: a blank follows it.
    Whole,
    /// As a beginning.
    Beginning,
    /// As a beginning with one edit behind its first letter.
    Typo,
}

impl Match {
    fn takes(self, typed: &[char], text: &str) -> bool {
        let begins = |count: usize| text.chars().take(count).collect::<String>();
        match self {
            Self::Whole => text.chars().eq(typed.iter().copied()),
            Self::Beginning => begins(typed.len()).chars().eq(typed.iter().copied()),
            Self::Typo => {
                let len = typed.len();
                text.chars().next().as_ref() == typed.first()
                    && (len.saturating_sub(1)..=len + 1).any(|count| within_edits(typed, &begins(count), 1))
            }
        }
    }
}

/// What may be suggested, before it is counted.
struct Candidate {
    text: String,
    kind: SuggestionKind,
    id: Option<String>,
    q: String,
    /// About how many articles it has.
    weight: u64,
}

struct Typing<'a> {
    read: &'a Reading<'a>,
    wanted: &'a SuggestRequest,
    words: &'a [QueryWord],
    restriction: Plan,
    stop: &'a Stop,
}

impl Typing<'_> {
    fn suggestions(&self, how: Match) -> Result<Vec<Suggestion>, SearchError> {
        let forms = self.forms(how)?;
        let mut lists = vec![self.word_candidates(&forms)];
        if self.wanted.titles {
            lists.push(ended(self.title_candidates(&forms, how))?);
        }
        for field in &self.wanted.entities {
            lists.push(ended(self.entity_candidates(*field, how))?);
        }
        let mut counted = Vec::with_capacity(lists.len());
        for list in lists {
            counted.push(self.counted(list)?);
        }
        Ok(chosen(counted, self.wanted.size))
    }

    /// The forms that the last word may become, with the articles of each; most frequent first.
    fn forms(&self, how: Match) -> Result<Vec<(String, u64)>, SearchError> {
        let Some(last) = self.words.last() else { return Ok(Vec::new()) };
        let typed: Vec<char> = last.form.chars().collect();
        let begin: String = if how == Match::Typo { typed.iter().take(1).collect() } else { last.form.clone() };
        let mut forms: BTreeMap<String, u64> = BTreeMap::new();
        for segment in self.read.version.segments() {
            let inverted = segment.reader.inverted_index(fields().form)?;
            let mut stream = inverted.terms().range().ge(&begin).into_stream()?;
            let mut scanned = 0;
            while stream.advance() && scanned < SUGGEST_SCANNED_MAX {
                scanned += 1;
                let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
                if !term.starts_with(&begin) || (scanned % 1_024 == 0 && self.stop.is_over()) {
                    break;
                }
                if how.takes(&typed, term) {
                    *forms.entry(term.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
        let mut forms: Vec<(String, u64)> = forms.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        forms.truncate(SUGGEST_FORMS);
        Ok(forms)
    }

    /// What was typed with another last word.
    fn with_last(&self, form: &str) -> String {
        let mut out = String::new();
        let mut before: Option<&QueryWord> = None;
        for (index, word) in self.words.iter().enumerate() {
            if before.is_some_and(|before| before.end < word.start || !(before.unspaced || word.unspaced)) {
                out.push(' ');
            }
            out.push_str(if index + 1 == self.words.len() { form } else { &word.surface });
            before = Some(word);
        }
        out
    }

    fn word_candidates(&self, forms: &[(String, u64)]) -> Vec<Candidate> {
        let candidate = |(form, weight): &(String, u64)| {
            let text = self.with_last(form);
            let mut q = text.clone();
            if !is_words(&self.parse(&q)) {
                let earlier = self.words.iter().take(self.words.len() - 1).map(|word| word.surface.as_str());
                let quoted: Vec<String> = earlier.chain([form.as_str()]).map(|word| format!("\"{word}\"")).collect();
                q = quoted.join(" ");
            }
            Candidate { text, kind: SuggestionKind::Word, id: None, q, weight: *weight }
        };
        forms.iter().map(candidate).collect()
    }

    fn parse(&self, q: &str) -> Parsed {
        query::parse(q, self.wanted.request.query.parsed.options)
    }

    /// Phrases of the newest titles that have what was typed.
    fn title_candidates(&self, forms: &[(String, u64)], how: Match) -> Result<Vec<Candidate>, SearchError> {
        let mut plans = Vec::new();
        if let (Match::Beginning, [_, .., last]) = (how, self.words) {
            // Behind other words a rare form may be the one that titles have.
            plans.extend(self.read.other(&format!("title:\"{}*\"", self.with_last(&last.form)), self.stop)?);
        }
        for (form, _) in forms {
            let q = format!("title:\"{}\"", self.with_last(form));
            plans.extend(self.read.other(&q, self.stop)?);
        }
        if plans.is_empty() {
            return Ok(Vec::new());
        }
        let plan = Plan::all_of(vec![Plan::Or(plans), self.restriction.clone()]);
        let last: Vec<char> = self.words.last().map(|word| word.form.chars().collect()).unwrap_or_default();
        let (mut worker, mut phrases) = (Worker::default(), BTreeMap::new());
        for article in self.newest(&plan, SUGGEST_TITLES)? {
            let title = Article { title: article.title, language: article.language, ..Article::default() };
            let tokens = worker.tokenize(&title, title.language).tokens;
            for phrase in phrases_of(&title.title, &tokens, self.words, &|form| how.takes(&last, form)) {
                *phrases.entry(phrase).or_insert(0) += 1;
            }
        }
        let candidate = |(text, weight): (String, u64)| Candidate {
            q: format!("\"{}\"", without_signs(&text)),
            text,
            kind: SuggestionKind::Title,
            id: None,
            weight,
        };
        Ok(phrases.into_iter().map(candidate).collect())
    }

    /// The newest articles of a plan, whole.
    fn newest(&self, plan: &Plan, count: usize) -> Result<Vec<Article>, SearchError> {
        let column = self.wanted.request.dates.column;
        let wanted = Wanted { plan, order: Order::Newest, count, after: None, column, decay: None };
        let found = hits::find(self.read.version, &wanted, self.stop)?;
        found.candidates.iter().take(count).map(|found| Ok(self.read.version.article_at(found.address)?)).collect()
    }

    /// Entities of which a name has the typed text at the beginning of a word.
    fn entity_candidates(&self, field: FacetField, how: Match) -> Result<Vec<Candidate>, SearchError> {
        let version = self.read.version;
        let analyzer = Analyzer::new();
        let typed = analyzer.fold_value(self.wanted.typed.trim());
        let chars: Vec<char> = typed.chars().collect();
        if chars.is_empty() {
            return Ok(Vec::new());
        }
        let groups = version.facet_groups(index_of(field))?;
        let mut keys = Vec::new();
        let end = u32::try_from(groups.len()).unwrap_or(u32::MAX);
        for group in (groups.first_name()..end).take(SUGGEST_SCANNED_MAX) {
            let key = groups.key(group);
            let fits = match how {
                Match::Typo => how.takes(&chars, key),
                _ => key.match_indices(&typed).any(|(at, _)| at == 0 || key.get(..at).is_some_and(|before| before.ends_with(' '))),
            };
            if fits {
                keys.push((version.searcher().doc_freq(&Term::from_field_text(facet(field), key))?, key));
            }
            if group % 1_024 == 0 && self.stop.is_over() {
                return Err(SearchError::Deadline);
            }
        }
        keys.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let mut candidates: Vec<Candidate> = Vec::new();
        for (weight, key) in keys.into_iter().take(self.wanted.size) {
            let plan = Plan::all_of(vec![Plan::Keys(facet(field), vec![key.to_owned()]), self.restriction.clone()]);
            let newest = self.newest(&plan, 1)?.pop();
            let named = newest.and_then(|article| {
                let entities = article.entities.into_iter();
                entities.filter(|entity| entity.kind.as_str() == field.as_str()).find(|entity| analyzer.fold_value(&entity.name) == key)
            });
            let Some(entity) = named else { continue };
            let quoted = format!("{field}:\"{}\"", without_signs(&entity.name));
            let by_id = entity.id.as_ref().map(|id| format!("{field}:{id}"));
            let by_id = by_id.filter(|q| matches!(self.parse(q).tree, Some(Node::Entity { .. })) && self.parse(q).errors.is_empty());
            let kind = SuggestionKind::Entity(field);
            candidates.push(Candidate { text: entity.name, kind, id: entity.id, q: by_id.unwrap_or(quoted), weight });
        }
        Ok(candidates)
    }

    /// Counts the best of some candidates exactly; those without articles are no suggestions.
    fn counted(&self, mut candidates: Vec<Candidate>) -> Result<Vec<Suggestion>, SearchError> {
        candidates.sort_by(|a, b| b.weight.cmp(&a.weight).then_with(|| a.text.cmp(&b.text)));
        let (mut seen, mut out) = (BTreeSet::new(), Vec::new());
        for Candidate { text, kind, id, q, .. } in candidates {
            if seen.len() >= SUGGEST_COUNTED_MAX || self.stop.is_over() {
                break;
            }
            if !seen.insert(q.to_lowercase()) {
                continue;
            }
            let total = || match self.read.other(&q, self.stop)? {
                Some(plan) => count(self.read.version, &Plan::all_of(vec![plan, self.restriction.clone()]), self.stop),
                None => Ok(0),
            };
            match total() {
                Err(SearchError::Deadline) => break,
                Ok(0) => {}
                total => out.push(Suggestion { text, kind, id, q, count: total? }),
            }
        }
        out.sort_by(order);
        Ok(out)
    }
}

/// Whether a query is read as its words and nothing else.
fn is_words(parsed: &Parsed) -> bool {
    let is_word = |node: &Node| matches!(node, Node::Word(_));
    let words = match &parsed.tree {
        Some(Node::And(nodes)) => nodes.iter().all(is_word),
        Some(node) => is_word(node),
        None => false,
    };
    words && parsed.errors.is_empty() && parsed.warnings.is_empty()
}

fn order(a: &Suggestion, b: &Suggestion) -> std::cmp::Ordering {
    b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)).then_with(|| a.q.cmp(&b.q))
}

/// Takes from each kind in turn, so that frequent words do not hide phrases and names.
fn chosen(lists: Vec<Vec<Suggestion>>, size: usize) -> Vec<Suggestion> {
    let mut lists: Vec<_> = lists.into_iter().map(Vec::into_iter).collect();
    let mut out = Vec::with_capacity(size);
    loop {
        let before = out.len();
        for list in &mut lists {
            if out.len() < size {
                out.extend(list.next());
            }
        }
        if out.len() == before {
            break;
        }
    }
    out.sort_by(order);
    out
}

/// Nothing, where the time of suggestions has ended.
fn ended(found: Result<Vec<Candidate>, SearchError>) -> Result<Vec<Candidate>, SearchError> {
    match found {
        Err(SearchError::Deadline) => Ok(Vec::new()),
        found => found,
    }
}

/// The stretches of a title from what was typed on: to its last word and some words further.
fn phrases_of(title: &str, tokens: &Tokens, typed: &[QueryWord], goes_on: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut out = Vec::new();
    let fits = |at: usize, index: usize| {
        tokens.get(at + index).filter(|token| token.field == TextField::Title).is_some_and(|token| {
            if index + 1 == typed.len() { goes_on(token.form) } else { typed.get(index).is_some_and(|word| word.form == token.form) }
        })
    };
    for at in 0..tokens.len() {
        if !(0..typed.len()).all(|index| fits(at, index)) {
            continue;
        }
        let Some(first) = tokens.get(at) else { continue };
        // One word alone is suggested as a word.
        let behind = at + typed.len().max(2) - 1;
        let ends = (behind..tokens.len()).filter_map(|index| tokens.get(index)).filter(|token| token.flags.contains(Flags::WORD_END));
        for token in ends.take(SUGGEST_WORDS_ON) {
            out.extend(title.get(first.start as usize..token.end as usize).map(str::to_owned));
        }
    }
    out
}

/// A text that can stand between quotes: signs of the query language become blanks.
fn without_signs(text: &str) -> String {
    let is_sign = |c: char| c.is_control() || matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '*' | '?' | '\\');
    text.chars().map(|c| if is_sign(c) { ' ' } else { c }).collect()
}

//! `match=box`: how a search box reads a query. Its last word may still be typed; where no article has
//! all words, those with most of them are taken, then words with a typo.
//!
//! Each step is another query in the language, which the answer shows, so that it can be repeated.

use super::Reading;
use super::hits::{self, Wanted};
use super::plan::Plan;
use crate::analysis::Analyzer;
use crate::query::{Node, WarningCode};
use crate::search::SearchError;
use crate::search::limits::{BOX_ANY_MAX, BOX_BEGINNING_LETTERS, BOX_TYPO_LETTERS, BOX_WORDS_MAX};
use crate::search::request::Order;

/// A step that was taken.
pub(super) struct Step {
    pub(super) code: WarningCode,
    pub(super) message: String,
    pub(super) column: usize,
    /// The query before it.
    pub(super) before: String,
}

/// Reads a query of a search box as loosely as it must be to find anything.
pub(super) fn loosen(read: &mut Reading<'_>) -> Result<(), SearchError> {
    let Some(strict) = read.tree.clone() else { return Ok(()) };
    let restriction = read.restriction(&read.planner())?;
    if let Some((tree, word, column)) = with_beginning(&strict, &read.request.query.text)
        && let Some(plan) = plan(read, &tree)?
    {
        let message = format!("`{word}` may still be typed: words that begin with it were looked for too");
        take(read, tree, plan, Step { code: WarningCode::BoxBeginning, message, column, before: strict.canonical() });
    }
    if finds(read, &restriction, &read.plan)? {
        return Ok(());
    }
    let Some(begun) = read.tree.clone() else { return Ok(()) };
    if let Some((tree, plan, least, all)) = most(read, &restriction, &begun)? {
        let message = format!("no article has all {all} words: those with at least {least} of them were taken");
        take(read, tree, plan, Step { code: WarningCode::BoxMostWords, message, column: 1, before: begun.canonical() });
        return Ok(());
    }
    let Some(spelled) = with_typos(&begun) else { return Ok(()) };
    let message = format!("no article has these words: those of {BOX_TYPO_LETTERS} letters and more were taken with one typo");
    let typos = Step { code: WarningCode::BoxTypos, message, column: 1, before: begun.canonical() };
    if let Some(plan) = plan(read, &spelled)?
        && finds(read, &restriction, &plan)?
    {
        take(read, spelled, plan, typos);
        return Ok(());
    }
    if let Some((tree, plan, least, all)) = most(read, &restriction, &spelled)? {
        take(read, tree, plan, typos);
        let message = format!("no article has all {all} words with typos either: those with at least {least} of them were taken");
        let before = spelled.canonical();
        read.steps.push(Step { code: WarningCode::BoxMostWords, message, column: 1, before });
    }
    Ok(())
}

fn take(read: &mut Reading<'_>, tree: Node, plan: Plan, step: Step) {
    (read.tree, read.plan) = (Some(tree), plan);
    read.steps.push(step);
}

/// The plan of a tree; `None` where the archive cannot take it, such as a beginning of too many words.
fn plan(read: &Reading<'_>, tree: &Node) -> Result<Option<Plan>, SearchError> {
    let (plan, errors) = read.planner().tree(tree)?;
    Ok(errors.is_empty().then_some(plan))
}

/// Whether any article under the filters and dates matches.
fn finds(read: &Reading<'_>, restriction: &Plan, plan: &Plan) -> Result<bool, SearchError> {
    let restricted = Plan::all_of(vec![plan.clone(), restriction.clone()]);
    let column = read.request.dates.column;
    let wanted = Wanted { plan: &restricted, order: Order::Newest, count: 1, after: None, column, decay: None };
    Ok(!hits::find(read.version, &wanted, read.stop)?.candidates.is_empty())
}

/// The tree with its last word as a beginning too, if the text ends with a word.
fn with_beginning(tree: &Node, text: &str) -> Option<(Node, String, usize)> {
    let end = text.chars().count() + 1;
    let mut found = None;
    for node in parts(tree) {
        if let Node::Word(word) = node
            && word.at.end == end
            && is_plain(node, BOX_BEGINNING_LETTERS)
        {
            found = Some(word.clone());
        }
    }
    let word = found?;
    let begins = Node::Wildcard { pattern: format!("{}*", word.text), at: word.at };
    let column = word.at.start;
    let replaced = |leaf: &Node| match leaf {
        Node::Word(other) if other.at.start == column => Some(Node::Or(vec![leaf.clone(), begins.clone()])),
        _ => Some(leaf.clone()),
    };
    Some((flat(tree.map(&replaced)?), word.text, column))
}

/// What stands side by side in a query.
fn parts(tree: &Node) -> &[Node] {
    match tree {
        Node::And(nodes) | Node::Or(nodes) => nodes,
        one => std::slice::from_ref(one),
    }
}

/// Whether a node is one word of a spaced script with so many letters at least.
fn is_plain(node: &Node, letters: usize) -> bool {
    let Node::Word(word) = node else { return false };
    let words = Analyzer::new().query_words(&word.text);
    let one = matches!(words.as_slice(), [one] if !one.unspaced);
    !word.exact && one && word.text.chars().count() >= letters && word.text.chars().all(char::is_alphanumeric)
}

/// The tree with a typo in each word that is long enough; `None` where no word is.
fn with_typos(tree: &Node) -> Option<Node> {
    let mut any = false;
    let mut loose = |node: &Node| {
        let word = match node {
            Node::Or(nodes) => nodes.first().filter(|_| matches!(nodes.as_slice(), [Node::Word(_), Node::Wildcard { .. }])),
            node => Some(node),
        };
        match word {
            Some(plain @ Node::Word(word)) if is_plain(plain, BOX_TYPO_LETTERS) => {
                any = true;
                let typo = Node::Typo { text: word.text.clone(), edits: 1, at: word.at };
                flat(Node::Or(vec![node.clone(), typo]))
            }
            _ => node.clone(),
        }
    };
    let tree = match tree {
        Node::And(nodes) => Node::And(nodes.iter().map(loose).collect()),
        one => loose(one),
    };
    any.then_some(tree)
}

/// The tree for articles that have most parts of text: more than half of three or more. The parts
/// that no article has are left out first; its plan, the least number of parts, and all of them.
fn most(read: &Reading<'_>, restriction: &Plan, tree: &Node) -> Result<Option<(Node, Plan, usize, usize)>, SearchError> {
    let Node::And(nodes) = tree else { return Ok(None) };
    let (text, others): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| is_text(node));
    let all = text.len();
    if !(3..=BOX_WORDS_MAX).contains(&all) {
        return Ok(None);
    }
    // Each part is looked up once, however many choices have it.
    let (mut there, mut needed) = (Vec::with_capacity(all), Vec::with_capacity(others.len()));
    for part in text {
        if let Some(plan) = plan(read, part)?
            && finds(read, restriction, &plan)?
        {
            there.push((part, plan));
        }
    }
    for part in others {
        let Some(plan) = plan(read, part)? else { return Ok(None) };
        needed.push((part, plan));
    }
    let least = if all <= BOX_ANY_MAX { all / 2 + 1 } else { all - 1 };
    for size in (least..=there.len().min(all)).rev() {
        let mut choices = Vec::new();
        subsets(&there, size, &mut Vec::new(), &mut choices);
        let plan = Plan::any_of(
            choices
                .iter()
                .map(|choice| Plan::all_of(choice.iter().copied().chain(&needed).map(|(_, plan)| plan.clone()).collect()))
                .collect(),
        );
        if !finds(read, restriction, &plan)? {
            continue;
        }
        let way = |choice: &Vec<&Part<'_>>| Node::And(choice.iter().copied().chain(&needed).map(|(node, _)| (*node).clone()).collect());
        let mut ways: Vec<Node> = choices.iter().map(way).collect();
        let tree = if ways.len() > 1 { Some(Node::Or(ways)) } else { ways.pop() };
        return Ok(tree.map(|tree| (tree, plan, size, all)));
    }
    Ok(None)
}

/// A part of a query with its plan.
type Part<'n> = (&'n Node, Plan);

/// Whether a part looks for words and not for a value, a date or the absence of something.
fn is_text(node: &Node) -> bool {
    match node {
        Node::Word(_) | Node::Phrase { .. } | Node::Sequence(_) | Node::Wildcard { .. } | Node::Typo { .. } => true,
        Node::Or(nodes) => nodes.iter().all(is_text),
        _ => false,
    }
}

/// All choices of so many items, in their order.
fn subsets<'a, 'n>(items: &'a [Part<'n>], size: usize, chosen: &mut Vec<&'a Part<'n>>, out: &mut Vec<Vec<&'a Part<'n>>>) {
    if size == 0 {
        out.push(chosen.clone());
        return;
    }
    for (at, item) in items.iter().enumerate() {
        let behind = items.get(at + 1..).unwrap_or_default();
        if behind.len() + 1 < size {
            break;
        }
        chosen.push(item);
        subsets(behind, size - 1, chosen, out);
        chosen.pop();
    }
}

/// Ors in an Or are of it.
fn flat(node: Node) -> Node {
    let Node::Or(nodes) = node else { return node };
    let inner = |node| match node {
        Node::Or(nodes) => nodes,
        one => vec![one],
    };
    Node::Or(nodes.into_iter().flat_map(inner).collect())
}

//! Where a page's article stands: its main heading and the elements around it.
//!
//! Classes such as `sidebar` or `footer` speak of what is beside the article, but templates give
//! them to what holds it too (`no-sidebars`, `sidebar_content`, a `footer` with the date). What
//! holds the main heading is never beside it.

use std::collections::HashSet;

use trafilatura::dom::{Document, NodeId};

use super::facts::{collapsed, words};

/// Most headings that are looked at.
const HEADINGS_MAX: usize = 200;

/// Shortest lower heading that may be the main one, in characters.
const HEADING_MIN: usize = 10;

/// The article of a page.
#[derive(Debug, Default)]
pub(super) struct Core {
    /// The main heading.
    pub(super) heading: Option<NodeId>,
    /// The element that holds the article, where the page marks it.
    pub(super) article: Option<NodeId>,
    /// All elements around the main heading and the article, themselves too.
    around: HashSet<NodeId>,
}

impl Core {
    /// Finds heading and article of a page of this `<title>`.
    pub(super) fn of(page: &Document, title: &str) -> Self {
        let heading = heading(page, title);
        let article = heading.and_then(|id| parents(page, id).find(|id| is_article(page, *id))).or_else(|| only_article(page));
        let around = heading.into_iter().chain(article).flat_map(|id| std::iter::once(id).chain(parents(page, id))).collect();
        Self { heading, article, around }
    }

    /// Whether an element is the main heading, the article, or around one of them.
    pub(super) fn is_around(&self, id: NodeId) -> bool {
        self.around.contains(&id)
    }
}

fn parents(page: &Document, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
    std::iter::successors(page.parent(id), |id| page.parent(*id))
}

/// The main heading: the one that the page also calls itself by, else the first outside of its foot.
fn heading(page: &Document, title: &str) -> Option<NodeId> {
    let of = |tag: &str| page.get_elements_by_tag_name(page.root(), tag).into_iter().take(HEADINGS_MAX).collect::<Vec<_>>();
    let text = |id: NodeId| collapsed(&page.text_content(id));
    let in_foot = |id: NodeId| parents(page, id).any(|id| page.tag_name(id) == "footer");
    let firsts: Vec<NodeId> = of("h1").into_iter().filter(|id| !in_foot(*id) && !text(*id).is_empty()).collect();
    let lower = || of("h2").into_iter().chain(of("h3")).filter(|id| !in_foot(*id));
    let named = |id: &NodeId, least: usize| {
        let text = text(*id);
        text.chars().count() >= least && title.contains(text.as_str())
    };
    let of_title = firsts.iter().copied().find(|id| named(id, 1)).or_else(|| lower().find(|id| named(id, HEADING_MIN)));
    of_title.or_else(|| firsts.first().copied())
}

fn is_article(page: &Document, id: NodeId) -> bool {
    let class = page.get_attribute(id, "class").unwrap_or_default().to_lowercase();
    // The page itself is called so too.
    !matches!(page.tag_name(id), "html" | "body")
        && (page.tag_name(id) == "article"
            || words(&class).any(|word| matches!(word, "hentry" | "article" | "artikel" | "beitrag" | "news" | "post" | "story")))
}

/// The one element of a page without headings that is marked as an entry.
fn only_article(page: &Document) -> Option<NodeId> {
    let root = page.root();
    [page.query_selector_all(root, ".hentry"), page.get_elements_by_tag_name(root, "article")]
        .into_iter()
        .find(|found| found.len() == 1)
        .and_then(|found| found.first().copied())
}

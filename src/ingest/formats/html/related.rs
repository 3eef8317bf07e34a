//! Lists of other headlines on a page: taken out of its tree and into `related`.

use trafilatura::dom::{Document, NodeId};
use url::Url;

use super::super::super::limits::LIST_MAX;
use super::facts::collapsed;
use crate::article::Related;

/// Shortest headline, in characters.
const HEADLINE_MIN: usize = 12;

/// Takes the lists behind headings of other headlines out of the tree.
pub(super) fn take(page: &mut Document, headings: &[NodeId], base: Option<&str>) -> Vec<Related> {
    let base = base.and_then(|base| Url::parse(base).ok());
    let mut out: Vec<Related> = Vec::new();
    for heading in headings.iter().take(50) {
        if page.parent(*heading).is_none() {
            continue;
        }
        let Some(list) = list_of(page, *heading) else { continue };
        for anchor in page.get_elements_by_tag_name(list, "a") {
            let title = collapsed(&page.text_content(anchor));
            let fits = title.chars().count() >= HEADLINE_MIN && title.len() < 400;
            if !fits || out.iter().any(|known| known.title == title) || out.len() > LIST_MAX {
                continue;
            }
            let href = page.get_attribute(anchor, "href").filter(|href| !href.trim().is_empty());
            let url = href.and_then(|href| match &base {
                Some(base) => base.join(href.trim()).ok(),
                None => Url::parse(href.trim()).ok(),
            });
            let url = url.filter(|url| matches!(url.scheme(), "http" | "https")).map(|url| url.to_string());
            out.push(Related { title, url });
        }
        page.remove(list, true);
    }
    out
}

/// The list that a heading heads: its next element, or an element around it that holds nothing
/// but links beside it.
fn list_of(page: &Document, heading: NodeId) -> Option<NodeId> {
    let mut at = heading;
    for _ in 0..3 {
        if let Some(next) = page.next_element_sibling(at)
            && is_list(page, next)
        {
            return Some(next);
        }
        at = page.parent(at)?;
        if matches!(page.tag_name(at), "article" | "main" | "body" | "html" | "") {
            return None;
        }
        if is_list(page, at) {
            return Some(at);
        }
    }
    None
}

/// Whether nearly all text of an element is links, and they are two or more.
fn is_list(page: &Document, id: NodeId) -> bool {
    let all = letters(&page.text_content(id));
    let anchors = page.get_elements_by_tag_name(id, "a");
    let linked: usize = anchors.iter().map(|anchor| letters(&page.text_content(*anchor))).sum();
    anchors.len() >= 2 && all > 0 && linked * 10 >= all * 7
}

fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

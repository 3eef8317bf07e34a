//! JSON-LD of pages: the node that describes the article, in objects, arrays and graphs, and what
//! broken ones still say.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::super::super::mapping::html_plain;

/// Objects inside objects that are looked into.
const DEPTH_MAX: usize = 8;

/// Nodes of a page that are looked at.
const NODES_MAX: usize = 2_000;

/// Types that are no article and may still carry its dates and names.
const NEAR: [&str; 8] = ["webpage", "itempage", "videoobject", "recipe", "review", "event", "creativework", "podcastepisode"];

/// What JSON-LD says of the article.
#[derive(Debug, Default, Clone)]
pub(super) struct Ld {
    /// Whether a node is of a type of articles.
    pub(super) is_article: bool,
    /// How many nodes are articles: an index lists many.
    pub(super) articles: usize,
    /// Types of all nodes, in lower case.
    pub(super) types: Vec<String>,
    pub(super) headline: Option<String>,
    pub(super) description: Option<String>,
    pub(super) body: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) section: Option<String>,
    pub(super) tags: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
}

/// Reads the scripts of a page; `titles` are what else it calls itself, to tell its own node from
/// those of other articles.
pub(super) fn read(scripts: &[String], titles: &[&str]) -> Ld {
    let mut nodes = Vec::new();
    let mut broken = Vec::new();
    for script in scripts {
        match parsed(script) {
            Some(value) => collect(value, 0, &mut nodes),
            None => broken.push(script.as_str()),
        }
    }
    let mut ld = Ld::default();
    for node in &nodes {
        ld.types.extend(types(node));
    }
    let articles: Vec<&Value> = nodes.iter().filter(|node| is_article(node)).collect();
    ld.articles = articles.len();
    ld.is_article = !articles.is_empty();
    let own = |node: &&&Value| {
        let name = text(node.get("headline")).or_else(|| text(node.get("name")));
        name.is_some_and(|name| titles.iter().any(|title| same(title, &name)))
    };
    // Of several articles the one that is called like the page; else the first.
    let main = articles.iter().find(own).or_else(|| articles.first()).copied();
    if let Some(node) = main {
        fill(&mut ld, node, &nodes);
    }
    for node in nodes.iter().filter(|node| types(node).any(|kind| NEAR.contains(&kind.as_str()))) {
        if main.is_none() || ld.published.is_none() {
            let mut near = Ld::default();
            fill(&mut near, node, &nodes);
            let page = types(node).any(|kind| matches!(kind.as_str(), "webpage" | "itempage"));
            ld.published = ld.published.take().or(near.published);
            ld.updated = ld.updated.take().or(near.updated);
            if ld.authors.is_empty() {
                ld.authors = near.authors;
            }
            if !page {
                ld.headline = ld.headline.take().or(near.headline);
            }
            ld.description = ld.description.take().or(near.description);
            ld.language = ld.language.take().or(near.language);
        }
    }
    if ld.publisher.is_none() {
        let is_outlet = |node: &&Value| types(node).any(|kind| kind.ends_with("organization") || kind == "website");
        ld.publisher = nodes.iter().find(is_outlet).and_then(|node| text(node.get("name")));
    }
    for script in broken {
        salvage(&mut ld, script);
    }
    ld
}

/// Parses a script; common slips are put right.
fn parsed(script: &str) -> Option<Value> {
    let text = script.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let text = text.trim().trim_end_matches("-->").trim_end_matches("//]]>").trim_end_matches("]]>").trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    serde_json::from_str(&mended(text)).ok()
}

/// Control characters inside texts become blanks, commas before closing brackets go.
fn mended(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            _ if escaped => {
                escaped = false;
                if matches!(c, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') {
                    out.push('\\');
                }
                out.push(if c.is_control() { ' ' } else { c });
                continue;
            }
            '\\' if in_string => {
                escaped = true;
                continue;
            }
            '"' => in_string = !in_string,
            '}' | ']' if !in_string => {
                let kept = out.trim_end().trim_end_matches(',').len();
                out.truncate(kept);
            }
            _ => {}
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// Takes the nodes of a value apart; items of lists are other pages.
fn collect(value: Value, depth: usize, into: &mut Vec<Value>) {
    if depth > DEPTH_MAX || into.len() >= NODES_MAX {
        return;
    }
    match value {
        Value::Array(list) => list.into_iter().for_each(|item| collect(item, depth + 1, into)),
        Value::Object(mut object) => {
            for name in ["@graph", "mainEntity"] {
                if let Some(inner) = object.remove(name) {
                    collect(inner, depth + 1, into);
                }
            }
            if !object.is_empty() {
                into.push(Value::Object(object));
            }
        }
        _ => {}
    }
}

fn types(node: &Value) -> impl Iterator<Item = String> + '_ {
    let kind = node.get("@type").or_else(|| node.get("type"));
    let list = kind.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let name = |value: &Value| value.as_str().map(|kind| kind.rsplit(['/', '#', ':']).next().unwrap_or_default().to_lowercase());
    kind.and_then(name).into_iter().chain(list.iter().filter_map(name))
}

fn is_article(node: &Value) -> bool {
    types(node).any(|kind| kind.ends_with("article") || kind.ends_with("posting") || kind == "report")
}

fn fill(ld: &mut Ld, node: &Value, nodes: &[Value]) {
    let of = |name: &str| text(node.get(name));
    ld.headline = of("headline").or_else(|| of("name")).or_else(|| of("title"));
    ld.description = of("description").or_else(|| of("alternativeHeadline").filter(|lead| lead.len() > 60));
    ld.body =
        node.get("articleBody").and_then(Value::as_str).map(|body| html_plain(body).trim().to_owned()).filter(|body| !body.is_empty());
    ld.section = node.get("articleSection").and_then(|value| match value {
        Value::Array(list) => list.iter().find_map(|item| text(Some(item))),
        other => text(Some(other)),
    });
    ld.tags = node.get("keywords").map(tags).unwrap_or_default();
    ld.language = of("inLanguage");
    ld.url = address(node.get("mainEntityOfPage")).or_else(|| address(node.get("url"))).or_else(|| address(node.get("@id")));
    ld.publisher =
        ["publisher", "sourceOrganization", "provider"].into_iter().find_map(|name| named(node.get(name), nodes).into_iter().next());
    ld.published = ["datePublished", "dateCreated", "uploadDate"].into_iter().find_map(of);
    ld.updated = of("dateModified");
    ld.authors = named(node.get("author"), nodes);
    if ld.authors.is_empty() {
        ld.authors = named(node.get("creator"), nodes);
    }
}

/// Names of persons and organisations: texts, objects, references to other nodes, lists of these.
fn named(value: Option<&Value>, nodes: &[Value]) -> Vec<String> {
    match value {
        Some(Value::Array(list)) => list.iter().take(200).flat_map(|item| named(Some(item), nodes)).collect(),
        Some(Value::Object(object)) => {
            if let Some(name) = object.get("name") {
                return match name {
                    Value::Array(list) => list.iter().filter_map(|name| text(Some(name))).collect(),
                    other => text(Some(other)).into_iter().collect(),
                };
            }
            let id = object.get("@id").and_then(Value::as_str).unwrap_or_default();
            let meant = nodes.iter().find(|node| !id.is_empty() && node.get("@id").and_then(Value::as_str) == Some(id));
            meant.and_then(|node| text(node.get("name"))).into_iter().collect()
        }
        other => text(other).into_iter().collect(),
    }
}

fn tags(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(|tag| text(Some(tag))).collect(),
        other => text(Some(other)).map(|tags| tags.split([',', ';']).map(|tag| tag.trim().to_owned()).collect()).unwrap_or_default(),
    }
}

/// A text, references resolved and markup left out.
fn text(value: Option<&Value>) -> Option<String> {
    let found = match value? {
        Value::String(text) => super::facts::collapsed(&html_plain(text)),
        Value::Number(number) => number.to_string(),
        Value::Object(object) => return text(object.get("@value").or_else(|| object.get("name"))),
        Value::Array(list) => return list.iter().find_map(|item| text(Some(item))),
        _ => return None,
    };
    Some(found).filter(|found| !found.is_empty())
}

fn address(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Object(object) => ["@id", "url"].into_iter().find_map(|name| address(object.get(name))),
        Value::Array(list) => list.iter().find_map(|item| address(Some(item))),
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// Whether two titles are one, but for letters' case and signs.
pub(super) fn same(one: &str, other: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let (one, other) = (letters(one), letters(other));
    !one.is_empty() && one == other
}

static MEMBER: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#""(headline|datePublished|dateModified|articleSection|description|inLanguage|@type)"\s*:\s*"((?:[^"\\]|\\.){1,2000})""#)
        .ok()
});
static AUTHOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#""author"\s*:\s*(?:\[\s*)?(?:\{[^{}]{0,400}?"name"\s*:\s*)?"((?:[^"\\]|\\.){1,200})""#).ok());

/// Takes single members out of a script that is no JSON.
fn salvage(ld: &mut Ld, script: &str) {
    let (Some(member), Some(author)) = (MEMBER.as_ref(), AUTHOR.as_ref()) else { return };
    let unescaped = |raw: &str| serde_json::from_str::<String>(&format!("\"{raw}\"")).unwrap_or_else(|_| raw.to_owned());
    for found in member.captures_iter(script).take(200) {
        let (Some(name), Some(value)) = (found.get(1), found.get(2)) else { continue };
        let value = super::facts::collapsed(&html_plain(&unescaped(value.as_str())));
        let slot = match name.as_str() {
            "headline" => &mut ld.headline,
            "datePublished" => &mut ld.published,
            "dateModified" => &mut ld.updated,
            "articleSection" => &mut ld.section,
            "description" => &mut ld.description,
            "inLanguage" => &mut ld.language,
            _ => {
                let kind = value.to_lowercase();
                ld.is_article |= kind.ends_with("article") || kind.ends_with("posting");
                ld.types.push(kind);
                continue;
            }
        };
        if slot.is_none() {
            *slot = Some(value);
        }
    }
    if ld.authors.is_empty() {
        ld.authors = author.captures_iter(script).take(20).filter_map(|found| Some(unescaped(found.get(1)?.as_str()))).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, expected: [&str; 3]) {
        let ld = read(&[script.to_owned()], &["Dam opens"]);
        let found = [ld.headline.unwrap_or_default(), ld.published.unwrap_or_default(), ld.authors.join("|")];
        assert_eq!(found, expected, "{script}");
    }

    #[test]
    fn articles_are_found_in_graphs_lists_and_broken_scripts() {
        let whole = ["Dam opens", "2025-01-29T10:00:00+03:30", "A. Byron"];
        check(
            r#"{"@type":"NewsArticle","headline":"Dam opens","datePublished":"2025-01-29T10:00:00+03:30","author":{"name":"A. Byron"}}"#,
            whole,
        );
        check(
            r##"{"@graph":[{"@type":"Person","@id":"#a","name":"A. Byron"},{"@type":["Article"],"headline":"Dam opens","datePublished":"2025-01-29T10:00:00+03:30","author":[{"@id":"#a"}]}]}"##,
            whole,
        );
        check(
            r#"[{"@type":"NewsArticle","headline":"Other"},{"@type":"NewsArticle","headline":"Dam opens","datePublished":"2025-01-29T10:00:00+03:30","author":"A. Byron"}]"#,
            whole,
        );
        check(
            "{\"@type\":\"NewsArticle\",\"headline\":\"Dam\nopens\",\"datePublished\":\"2025-01-29T10:00:00+03:30\",\"author\":[\"A. Byron\",],}",
            whole,
        );
        check(
            r#"{"@type":"NewsArticle","headline":"Dam opens","datePublished":"2025-01-29T10:00:00+03:30","author":{"@type":"Person","name":"A. Byron"}, "x": "a "quoted" word"}"#,
            whole,
        );
        check(r#"{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Other"}]}"#, ["", "", ""]);
        check("not json", ["", "", ""]);
    }
}

//! One walk over a page's tree collects all that titles, dates, names and lists are read from.

use trafilatura::dom::{Document, NodeId};

use super::super::headings::is_other_headlines;
use super::core::Core;

/// Lines of text that are kept: dates and errors stand near the beginning.
const LINES_MAX: usize = 600;

/// Longest line that is kept, in bytes.
const LINE_MAX: usize = 4_000;

/// Most values of one kind: a page has a few, an attack many.
const VALUES_MAX: usize = 2_000;

/// Largest text of JSON-LD of a page that is kept, in bytes.
const JSON_LD_MAX: usize = 1 << 20;

/// Elements inside a line.
const INLINE: [&str; 33] = [
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label",
    "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
];

/// Elements whose content is no text of the page.
const SILENT: [&str; 11] = ["script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "object", "button", "form"];

/// A `<time>` element, or an element whose class speaks of a date.
#[derive(Debug, Clone)]
pub(super) struct Dated {
    /// Attribute `datetime`, `content` or `title`.
    pub(super) value: Option<String>,
    /// Its text.
    pub(super) text: String,
    /// Class, id, `itemprop` and `pubdate`, in lower case.
    pub(super) hint: String,
    /// Whether it stands behind the main heading.
    pub(super) behind_heading: bool,
    /// Whether it stands in a list of other pages, a foot, a comment.
    pub(super) aside: bool,
}

/// A line of visible text.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The text, blanks collapsed.
    pub(super) text: String,
    /// Bytes of it inside links.
    pub(super) linked: usize,
    /// Whether it stands in a foot, a navigation, an aside or a comment.
    pub(super) aside: bool,
}

/// A property of microdata.
#[derive(Debug, Clone)]
pub(super) struct Property {
    /// Its name, in lower case.
    pub(super) name: String,
    /// Its value: `content`, `datetime`, an address, or the text.
    pub(super) value: String,
    /// Type of the item that it belongs to, the last part of its address, in lower case.
    pub(super) item: String,
    /// Whether it stands in a list of other pages or a comment.
    pub(super) aside: bool,
}

/// What a page says, as it stands there.
#[derive(Debug, Default)]
pub(super) struct Facts {
    /// `<title>`.
    pub(super) title: String,
    /// `lang` of the page.
    pub(super) language: Option<String>,
    /// `<base href>`.
    pub(super) base: Option<String>,
    /// `<link rel=canonical>`.
    pub(super) canonical: Option<String>,
    /// Whether the page sends its reader elsewhere at once.
    pub(super) refresh: bool,
    /// Names (lower case) and contents of `<meta>`, in the order of the page.
    pub(super) metas: Vec<(String, String)>,
    /// Texts of JSON-LD scripts.
    pub(super) json_ld: Vec<String>,
    /// Texts of `<h1>`.
    pub(super) h1: Vec<String>,
    /// Microdata.
    pub(super) properties: Vec<Property>,
    /// `<time>` elements and those whose class speaks of a date.
    pub(super) dated: Vec<Dated>,
    /// Texts of elements that name authors.
    pub(super) bylines: Vec<String>,
    /// Texts of links with `rel=tag`.
    pub(super) tags: Vec<String>,
    /// Visible lines.
    pub(super) lines: Vec<Line>,
    /// Number of the line that is the first main heading.
    pub(super) heading_line: Option<usize>,
    /// Links whose text is as long as a headline, and the bytes of their texts.
    pub(super) headline_links: (usize, usize),
    /// Headings of other headlines, for the related lists.
    pub(super) list_headings: Vec<NodeId>,
}

impl Facts {
    /// Contents of the first `<meta>` of these names that has one.
    pub(super) fn meta(&self, names: &[&str]) -> Option<&str> {
        let find = |name: &str| self.metas.iter().find(|(known, value)| known == name && !value.trim().is_empty());
        names.iter().find_map(|name| find(name)).map(|(_, value)| value.as_str())
    }

    /// Contents of all `<meta>` of a name.
    pub(super) fn all_meta<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.metas.iter().filter(move |(known, value)| known == name && !value.trim().is_empty()).map(|(_, value)| value.as_str())
    }
}

/// Where a walk stands.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    aside: bool,
    /// Whether it stands inside the article.
    inside: bool,
    linked: bool,
    item: usize,
}

/// What is left to do.
enum Step {
    Enter(NodeId, Place),
    /// The end of a block.
    Leave,
}

struct Walk<'a> {
    page: &'a Document,
    core: Core,
    facts: Facts,
    line: Line,
    /// Types of the items of microdata that were met.
    items: Vec<String>,
    json_ld_bytes: usize,
}

/// Collects the facts of a page.
pub(super) fn facts(page: &Document) -> Facts {
    let line = Line { text: String::new(), linked: 0, aside: false };
    let titles = page.get_elements_by_tag_name(page.root(), "title");
    let title = titles.first().map(|id| collapsed(&page.text_content(*id))).unwrap_or_default();
    let core = Core::of(page, &title);
    let mut walk = Walk { page, core, facts: Facts::default(), line, items: vec![String::new()], json_ld_bytes: 0 };
    let mut steps = vec![Step::Enter(page.root(), Place::default())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Leave => walk.end_line(),
            Step::Enter(id, place) => walk.enter(id, place, &mut steps),
        }
    }
    walk.end_line();
    walk.facts
}

impl Walk<'_> {
    fn enter(&mut self, id: NodeId, mut place: Place, steps: &mut Vec<Step>) {
        if self.page.is_text(id) {
            self.text(&self.page.text_content(id), place);
            return;
        }
        let name = self.page.tag_name(id);
        match name {
            "" => {}
            "script" => return self.script(id),
            "meta" => return self.meta(id, place),
            "link" => return self.link(id),
            "title" => {
                // Pictures have titles too.
                if self.facts.title.is_empty() {
                    self.facts.title = collapsed(&self.page.text_content(id));
                }
                return;
            }
            "br" | "hr" => return self.end_line(),
            "html" => self.facts.language = self.page.get_attribute(id, "lang").or_else(|| self.page.get_attribute(id, "xml:lang")),
            "base" => self.facts.base = self.page.get_attribute(id, "href"),
            _ if SILENT.contains(&name) && name != "form" => return,
            _ => self.element(id, name, &mut place),
        }
        let block = !name.is_empty() && !INLINE.contains(&name);
        if block {
            self.end_line();
            steps.push(Step::Leave);
        }
        for child in self.page.child_nodes(id).into_iter().rev() {
            steps.push(Step::Enter(child, place));
        }
    }

    fn element(&mut self, id: NodeId, name: &str, place: &mut Place) {
        let attribute = |name: &str| self.page.get_attribute(id, name);
        let hint = format!("{} {}", attribute("class").unwrap_or_default(), attribute("id").unwrap_or_default()).to_lowercase();
        place.inside |= self.core.article == Some(id);
        if !self.core.is_around(id) {
            let of_page = || matches!(name, "nav" | "footer" | "aside") || is_of_page(&hint);
            place.aside |= is_aside(&hint) || (!place.inside && of_page());
        }
        if self.core.heading == Some(id) {
            self.end_line();
            self.facts.heading_line = Some(self.facts.lines.len());
        }
        let few = |list: usize| list < VALUES_MAX;
        if attribute("itemscope").is_some() && few(self.items.len()) {
            let kind = attribute("itemtype").unwrap_or_default();
            self.items.push(kind.rsplit(['/', '#']).next().unwrap_or_default().to_lowercase());
            place.item = self.items.len() - 1;
        }
        if let Some(names) = attribute("itemprop").filter(|_| few(self.facts.properties.len())) {
            // A property that is an item belongs to the item around it; its type is its own.
            let item = self.items.get(place.item).cloned().unwrap_or_default();
            let value = ["content", "datetime"].into_iter().find_map(attribute).unwrap_or_else(|| self.short_text(id));
            for name in names.split_ascii_whitespace() {
                let property = Property { name: name.to_lowercase(), value: value.clone(), item: item.clone(), aside: place.aside };
                self.facts.properties.push(property);
            }
        }
        match name {
            "h1" => {
                let text = self.short_text(id);
                if !text.is_empty() && few(self.facts.h1.len()) {
                    self.facts.h1.push(text);
                }
            }
            "a" => {
                place.linked = true;
                self.anchor(id);
            }
            _ => {}
        }
        if (name == "time" || speaks_of_date(&hint)) && few(self.facts.dated.len()) {
            let value = ["datetime", "content", "title", "data-datetime", "data-timestamp"].into_iter().find_map(attribute);
            let text = self.short_text(id);
            if value.is_some() || (!text.is_empty() && text.len() < 300) {
                let more = attribute("itemprop").unwrap_or_default().to_lowercase();
                let pubdate = if attribute("pubdate").is_some() { " pubdate" } else { "" };
                let hint = format!("{name} {hint} {more}{pubdate}");
                let behind_heading = self.facts.heading_line.is_some();
                self.facts.dated.push(Dated { value, text, hint, behind_heading, aside: place.aside });
            }
        }
        if names_author(&hint) && !place.aside && few(self.facts.bylines.len()) {
            let text = self.short_text(id);
            if !text.is_empty() && text.len() < 200 {
                self.facts.bylines.push(text);
            }
        }
        let may_head = matches!(name, "h2" | "h3" | "h4" | "h5" | "h6" | "strong" | "p" | "div" | "span" | "b" | "header" | "legend");
        if may_head && few(self.facts.list_headings.len()) && self.page.child_nodes(id).len() <= 4 {
            let text = self.short_text(id);
            if text.len() <= 80 && is_other_headlines(&text) {
                self.facts.list_headings.push(id);
            }
        }
    }

    fn anchor(&mut self, id: NodeId) {
        let rel = self.page.get_attribute(id, "rel").unwrap_or_default().to_lowercase();
        let text = self.short_text(id);
        if text.chars().count() >= 25 {
            let (count, bytes) = self.facts.headline_links;
            self.facts.headline_links = (count + 1, bytes + text.len());
        }
        if text.is_empty() || text.len() > 200 {
            return;
        }
        let has = |word: &str| rel.split_ascii_whitespace().any(|rel| rel == word);
        if has("author") && self.facts.bylines.len() < VALUES_MAX {
            self.facts.bylines.insert(0, text);
        } else if has("tag") && self.facts.tags.len() < VALUES_MAX {
            self.facts.tags.push(text);
        }
    }

    fn script(&mut self, id: NodeId) {
        let kind = self.page.get_attribute(id, "type").unwrap_or_default().to_ascii_lowercase();
        if kind.contains("ld+json") {
            let text = self.page.text_content(id);
            self.json_ld_bytes += text.len();
            if self.json_ld_bytes <= JSON_LD_MAX {
                self.facts.json_ld.push(text);
            }
        }
    }

    fn meta(&mut self, id: NodeId, place: Place) {
        let attribute = |name: &str| self.page.get_attribute(id, name);
        let content = attribute("content").unwrap_or_default();
        if attribute("http-equiv").is_some_and(|name| name.eq_ignore_ascii_case("refresh")) {
            let wait = content.split([';', ',']).next().and_then(|wait| wait.trim().parse::<f32>().ok());
            self.facts.refresh |= wait.is_some_and(|wait| wait <= 5.0) && content.to_ascii_lowercase().contains("url=");
        }
        if content.trim().is_empty() || self.facts.metas.len() >= VALUES_MAX {
            return;
        }
        for kind in ["name", "property", "http-equiv"] {
            if let Some(name) = attribute(kind) {
                self.facts.metas.push((name.trim().to_lowercase(), content.clone()));
            }
        }
        if let Some(name) = attribute("itemprop").filter(|_| self.facts.properties.len() < VALUES_MAX) {
            let item = self.items.get(place.item).cloned().unwrap_or_default();
            self.facts.properties.push(Property { name: name.to_lowercase(), value: content, item, aside: place.aside });
        }
    }

    fn link(&mut self, id: NodeId) {
        let attribute = |name: &str| self.page.get_attribute(id, name);
        let rel = attribute("rel").unwrap_or_default().to_ascii_lowercase();
        if rel == "canonical" && self.facts.canonical.is_none() {
            self.facts.canonical = attribute("href").filter(|href| !href.trim().is_empty());
        }
    }

    fn short_text(&self, id: NodeId) -> String {
        let text = self.page.text_content(id);
        let mut end = text.len().min(LINE_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        collapsed(text.get(..end).unwrap_or_default())
    }

    fn text(&mut self, text: &str, place: Place) {
        if self.line.text.len() > LINE_MAX || self.facts.lines.len() >= LINES_MAX {
            return;
        }
        let before = self.line.text.len();
        let mut end = text.len().min(LINE_MAX);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        for c in text.get(..end).unwrap_or_default().chars() {
            if c.is_whitespace() {
                if !self.line.text.is_empty() && !self.line.text.ends_with(' ') {
                    self.line.text.push(' ');
                }
            } else {
                self.line.text.push(c);
            }
        }
        if place.linked {
            self.line.linked += self.line.text.len() - before;
        }
        self.line.aside |= place.aside;
    }

    fn end_line(&mut self) {
        let line = std::mem::replace(&mut self.line, Line { text: String::new(), linked: 0, aside: false });
        let text = line.text.trim();
        if !text.is_empty() && self.facts.lines.len() < LINES_MAX {
            self.facts.lines.push(Line { text: text.to_owned(), ..line });
        }
    }
}

/// Collapses blanks.
pub(in super::super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Words of a class or id, parted at what is no letter.
pub(super) fn words(hint: &str) -> impl Iterator<Item = &str> {
    hint.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| !word.is_empty())
}

/// Whether a class or id says that its element is beside the article, wherever it stands.
fn is_aside(hint: &str) -> bool {
    words(hint).any(|word| {
        matches!(
            word,
            "comment"
                | "comments"
                | "commentlist"
                | "related"
                | "recommended"
                | "recommendations"
                | "trending"
                | "mostread"
                | "popular"
                | "copyright"
                | "newsticker"
                | "ticker"
                | "disqus"
                | "respond"
        )
    })
}

/// Whether a class or id says that its element is a part of the page around the article. Inside of
/// it such parts belong to it: its foot holds its date.
fn is_of_page(hint: &str) -> bool {
    words(hint).any(|word| {
        matches!(
            word,
            "footer" | "sidebar" | "nav" | "navigation" | "menu" | "breadcrumb" | "breadcrumbs" | "teaser" | "teasers" | "widget"
        )
    })
}

/// Whether a class or id says that its element holds a date.
fn speaks_of_date(hint: &str) -> bool {
    words(hint).any(|word| {
        matches!(
            word,
            "date"
                | "dates"
                | "datum"
                | "datetime"
                | "time"
                | "timestamp"
                | "published"
                | "publish"
                | "pubdate"
                | "pubtime"
                | "posted"
                | "dateline"
                | "fecha"
                | "data"
                | "byline"
                | "postdate"
                | "entrydate"
                | "updated"
                | "publication"
                | "meta"
                | "info"
                | "datepublished"
                | "publishdate"
                | "publishtime"
        )
    })
}

/// Whether a class or id says that its element names an author.
fn names_author(hint: &str) -> bool {
    words(hint).any(|word| matches!(word, "author" | "authors" | "byline" | "autor" | "auteur" | "writer" | "authorname" | "journalist"))
}

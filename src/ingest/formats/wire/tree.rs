//! The elements of one item of news: a tree of bounded depth and size, built without expanding
//! any entity.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::super::super::mapping::resolved;
use super::super::xml::attributes;

/// Elements inside elements: items of news have some twenty.
const DEPTH_MAX: usize = 200;

/// Elements of an item: long texts have some thousands.
const ELEMENTS_MAX: usize = 200_000;

/// Why an item cannot be read.
#[derive(Debug)]
pub(super) enum Broken {
    /// It is no XML; what the parser says.
    Malformed(String),
    /// Its elements nest too deep, or are too many.
    TooLarge(&'static str),
}

/// The elements of an item.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    /// Name without its prefix, in lower case.
    name: String,
    attributes: Vec<(String, String)>,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Child(usize),
}

/// What stands in an element, in its order.
pub(super) enum Inside<'t> {
    /// A text.
    Text(&'t str),
    /// An element.
    Element(Element<'t>),
}

/// An element of a tree.
#[derive(Clone, Copy)]
pub(super) struct Element<'t> {
    tree: &'t Tree,
    node: &'t Node,
}

impl Tree {
    /// Reads the XML of an item.
    pub(super) fn read(xml: &str) -> Result<Self, Broken> {
        let mut reader = Reader::from_str(xml);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        let root = Node { name: String::new(), attributes: Vec::new(), parts: Vec::new() };
        let mut tree = Self { nodes: vec![root] };
        let mut open = vec![0];
        loop {
            let event = reader.read_event().map_err(|error| Broken::Malformed(error.to_string()))?;
            match event {
                Event::Start(start) => {
                    let node = tree.add(&open, &start)?;
                    if open.len() > DEPTH_MAX {
                        return Err(Broken::TooLarge("its elements nest too deep"));
                    }
                    open.push(node);
                }
                Event::Empty(start) => drop(tree.add(&open, &start)?),
                Event::End(_) => drop(open.pop()),
                Event::Text(text) => tree.text(&open, &text),
                Event::CData(data) => tree.text(&open, &data),
                // No entity is expanded: it stays as it is written.
                Event::GeneralRef(name) => tree.text(&open, &resolved(&format!("&{};", &*name))),
                Event::Eof if open.len() > 1 => return Err(Broken::Malformed("an element is not closed".into())),
                Event::Eof => return Ok(tree),
                _ => {}
            }
        }
    }

    fn add(&mut self, open: &[usize], start: &BytesStart<'_>) -> Result<usize, Broken> {
        if self.nodes.len() > ELEMENTS_MAX {
            return Err(Broken::TooLarge("it has too many elements"));
        }
        let name = start.name().as_ref().to_lowercase();
        let name = name.rsplit_once(':').map_or(name.as_str(), |(_, local)| local).to_owned();
        let at = self.nodes.len();
        self.nodes.push(Node { name, attributes: attributes(start), parts: Vec::new() });
        if let Some(parent) = open.last().and_then(|parent| self.nodes.get_mut(*parent)) {
            parent.parts.push(Part::Child(at));
        }
        Ok(at)
    }

    fn text(&mut self, open: &[usize], text: &str) {
        let Some(node) = open.last().and_then(|at| self.nodes.get_mut(*at)) else { return };
        match node.parts.last_mut() {
            Some(Part::Text(held)) => held.push_str(text),
            _ => node.parts.push(Part::Text(text.to_owned())),
        }
    }

    /// The first element of the text.
    pub(super) fn root(&self) -> Option<Element<'_>> {
        self.nodes.first().and_then(|node| Element { tree: self, node }.children().next())
    }
}

impl<'t> Element<'t> {
    /// The name without its prefix, in lower case.
    pub(super) fn name(self) -> &'t str {
        &self.node.name
    }

    /// The value of an attribute (its name in lower case, with its prefix), if it is not blank.
    pub(super) fn attribute(self, name: &str) -> Option<&'t str> {
        let found = self.node.attributes.iter().find(|(known, _)| known == name)?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }

    /// What stands in it.
    pub(super) fn inside(self) -> impl Iterator<Item = Inside<'t>> {
        self.node.parts.iter().filter_map(move |part| {
            Some(match part {
                Part::Text(text) => Inside::Text(text),
                Part::Child(at) => Inside::Element(Self { tree: self.tree, node: self.tree.nodes.get(*at)? }),
            })
        })
    }

    /// The elements that stand in it.
    pub(super) fn children(self) -> impl Iterator<Item = Self> {
        self.inside().filter_map(|inside| if let Inside::Element(element) = inside { Some(element) } else { None })
    }

    /// The elements of this name that stand in it.
    pub(super) fn named<'n>(self, name: &'n str) -> impl Iterator<Item = Self> + use<'t, 'n> {
        self.children().filter(move |child| child.name() == name)
    }

    /// The first element on a path of names.
    pub(super) fn at(self, path: &[&str]) -> Option<Self> {
        let mut found = self;
        for name in path {
            found = found.children().find(|child| child.name() == *name)?;
        }
        Some(found)
    }

    /// All elements in it at any depth, in their order.
    pub(super) fn all(self) -> Vec<Self> {
        let mut out = Vec::new();
        let mut open: Vec<Self> = vec![self];
        while let Some(element) = open.pop() {
            let mut children: Vec<Self> = element.children().collect();
            out.push(element);
            children.reverse();
            open.append(&mut children);
        }
        out.remove(0);
        out
    }

    /// Its own text, without that of elements in it.
    pub(super) fn own_text(self) -> String {
        self.inside().filter_map(|inside| if let Inside::Text(text) = inside { Some(text) } else { None }).collect()
    }

    /// All its text on one line.
    pub(super) fn line(self) -> String {
        let mut out = String::new();
        let mut open: Vec<Inside<'t>> = vec![Inside::Element(self)];
        while let Some(inside) = open.pop() {
            match inside {
                Inside::Text(text) => out.push_str(text),
                Inside::Element(element) => {
                    // Words of two elements are two words, but for marks inside one.
                    if !matches!(element.name(), "em" | "b" | "i" | "strong" | "u" | "sub" | "sup" | "a" | "span") {
                        out.push(' ');
                    }
                    let mut parts: Vec<_> = element.inside().collect();
                    parts.reverse();
                    open.append(&mut parts);
                }
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Its text on one line, if there is any.
    pub(super) fn some_line(self) -> Option<String> {
        Some(self.line()).filter(|line| !line.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_read_and_no_entity_expanded() {
        let tree = Tree::read("<a:Item x='1&amp;2'>t &amp; <B>u</B><c/> &lol; <![CDATA[<d>]]></a:Item>").unwrap();
        let root = tree.root().unwrap();
        assert_eq!((root.name(), root.attribute("x"), root.line().as_str()), ("item", Some("1&2"), "t & u &lol; <d>"));
        assert_eq!(root.all().iter().map(|element| element.name()).collect::<Vec<_>>(), ["b", "c"]);
        assert!(matches!(Tree::read("<a><b></a>"), Err(Broken::Malformed(_))));
        assert!(matches!(Tree::read(&"<a>".repeat(100_000)), Err(Broken::TooLarge(_))));
        assert!(matches!(Tree::read(&format!("<a>{}</a>", "<b/>".repeat(300_000))), Err(Broken::TooLarge(_))));
    }
}

//! The paragraphs of an item: of NITF, XHTML, or plain text.

use super::tree::{Element, Inside};
use crate::article::{Entity, EntityType};

/// Elements that stand in a line of text.
const INLINE: [&str; 41] = [
    "a",
    "abbr",
    "acronym",
    "alt-code",
    "b",
    "bdo",
    "br",
    "chron",
    "city",
    "country",
    "state",
    "region",
    "sublocation",
    "name.given",
    "name.family",
    "cite",
    "code",
    "copyrite",
    "del",
    "em",
    "event",
    "font",
    "frac",
    "function",
    "i",
    "ins",
    "lang",
    "location",
    "money",
    "num",
    "object.title",
    "org",
    "person",
    "pronounce",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
];

/// Elements of a text that are no text of the article.
const ASIDE: [&str; 12] =
    ["media", "figure", "script", "style", "object", "head", "body.head", "body.end", "tagline", "bibliography", "svg", "table-metadata"];

/// The paragraphs of an element, parted by blank lines.
pub(super) fn paragraphs(root: Element<'_>) -> String {
    enum Step<'t> {
        Inside(Inside<'t>),
        Break,
    }
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let flush = |line: &mut String, out: &mut Vec<String>| {
        let lines: Vec<String> = line.lines().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let text = lines.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join("\n");
        if !text.is_empty() {
            out.push(text);
        }
        line.clear();
    };
    let mut open: Vec<Step<'_>> = vec![Step::Inside(Inside::Element(root))];
    while let Some(step) = open.pop() {
        match step {
            Step::Break => flush(&mut line, &mut out),
            Step::Inside(Inside::Text(text)) => line.extend(text.chars().map(|c| if c == '\n' || c == '\r' { ' ' } else { c })),
            Step::Inside(Inside::Element(element)) => {
                let name = element.name();
                if ASIDE.contains(&name) {
                    continue;
                }
                if name == "br" {
                    line.push('\n');
                    continue;
                }
                let is_block = !INLINE.contains(&name);
                // Cells of a row stand on one line.
                if matches!(name, "td" | "th") {
                    line.push(' ');
                } else if is_block {
                    flush(&mut line, &mut out);
                    open.push(Step::Break);
                }
                let mut parts: Vec<Step<'_>> = element.inside().map(Step::Inside).collect();
                parts.reverse();
                open.append(&mut parts);
            }
        }
    }
    flush(&mut line, &mut out);
    out.join("\n\n")
}

/// Persons, organisations and places that the marks of a text name.
pub(super) fn marked_entities(root: Element<'_>, entities: &mut Vec<Entity>) {
    for element in root.all() {
        let named = |value: Option<&str>| value.map_or_else(|| element.line(), str::to_owned);
        match element.name() {
            "person" => add(entities, EntityType::Person, named(element.attribute("value"))),
            "org" => add(entities, EntityType::Org, named(element.attribute("value"))),
            "location" => {
                let parts: Vec<Element<'_>> = element
                    .children()
                    .filter(|part| matches!(part.name(), "city" | "sublocation" | "state" | "region" | "country"))
                    .collect();
                if parts.is_empty() {
                    add(entities, EntityType::Place, named(element.attribute("value").or_else(|| element.attribute("city"))));
                }
                for part in parts {
                    add(entities, EntityType::Place, part.line());
                }
            }
            _ => {}
        }
    }
}

/// Adds a given entity, once.
pub(super) fn add(entities: &mut Vec<Entity>, kind: EntityType, name: String) {
    if !name.is_empty() && name.len() <= 512 && !entities.iter().any(|held| held.kind == kind && held.name == name) {
        entities.push(Entity { kind, name, id: None, mentions: 0, given: true });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tree::Tree;
    use super::*;

    #[test]
    fn paragraphs_are_told_by_their_elements() {
        let xml = "<body.content><p>One <person>Ada\n Byron</person>,<br/>two.</p><media><caption>no</caption></media>\n<hl2>Head</hl2>\
                   <block><p>Three<em>d</em>.</p> four</block><table><tr><td>a</td><td>b</td></tr></table></body.content>";
        let tree = Tree::read(xml).unwrap();
        assert_eq!(paragraphs(tree.root().unwrap()), "One Ada Byron,\ntwo.\n\nHead\n\nThreed.\n\nfour\n\na b");
        let mut entities = Vec::new();
        marked_entities(tree.root().unwrap(), &mut entities);
        assert_eq!(entities.iter().map(|entity| entity.name.as_str()).collect::<Vec<_>>(), ["Ada Byron"]);
    }
}

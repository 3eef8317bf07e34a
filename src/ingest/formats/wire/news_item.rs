//! `NewsML-G2`: a `newsItem`, alone or in a `newsMessage`.

use super::super::super::mapping::{byline, html_plain, language_code};
use super::super::super::paragraphs::paragraphs;
use super::super::super::row::{Draft, DraftId, first_date, shortened};
use super::tree::Element;
use super::{nitf, put, taken_back, text};
use crate::article::published::{Basis, Zone};
use crate::article::{Article, EntityType};

/// Why an item is passed over: it is no text, or was taken back.
pub(super) fn passed_over(item: Element<'_>) -> Option<String> {
    let code = |path: &[&str]| item.at(path).and_then(|element| element.attribute("qcode")).map(local);
    match code(&["itemmeta", "itemclass"]) {
        None | Some("text") => {}
        Some(class) => return Some(format!("it is an item of the class `{}` and no text", shortened(class))),
    }
    taken_back(code(&["itemmeta", "pubstatus"]))
}

/// Reads a `newsItem` element.
pub(super) fn draft(item: Element<'_>, zone: Zone) -> Draft {
    let mut notes = Vec::new();
    let meta = item.at(&["itemmeta"]);
    let content = item.at(&["contentmeta"]);
    let line = |holder: Option<Element<'_>>, name: &str| holder.and_then(|holder| holder.at(&[name])?.some_line());
    let created = [line(meta, "firstcreated"), line(content, "contentcreated"), line(meta, "versioncreated")];
    let published = first_date(created.iter().flatten(), Basis::Given, zone, &mut notes);
    let changed = [line(content, "contentmodified"), line(meta, "versioncreated")];
    let updated = first_date(changed.iter().flatten(), Basis::Given, zone, &mut Vec::new()).filter(|stamp| Some(*stamp) != published);
    let set = item.at(&["contentset"]);
    let nitf = set.and_then(|set| set.named("inlinexml").find_map(|xml| xml.at(&["nitf"])));
    let mut article = Article {
        title: title(content, meta, nitf),
        lead: content.and_then(lead).unwrap_or_default(),
        body: set.map(body).unwrap_or_default(),
        authors: authors(content, nitf),
        tags: Vec::new(),
        language: language(item, content).and_then(language_code).unwrap_or_default(),
        source: meta
            .and_then(|meta| party(meta.at(&["provider"])?))
            .or_else(|| content.and_then(|content| party(content.at(&["infosource"])?))),
        published,
        updated,
        ..Article::default()
    };
    subjects(content, &mut article);
    if let Some(set) = set {
        text::marked_entities(set, &mut article.entities);
    }
    for (name, path) in
        [("urgency", "urgency"), ("slugline", "slugline"), ("genre", "genre"), ("dateline", "dateline"), ("credit", "creditline")]
    {
        put(&mut article, name, line(content, path).as_deref());
    }
    for (name, path) in [("embargoed", "embargoed"), ("note", "ednote")] {
        put(&mut article, name, line(meta, path).as_deref());
    }
    put(&mut article, "version", item.attribute("version"));
    Draft { article, id: DraftId::Mapped(item.attribute("guid").map(str::to_owned)), notes, day_order: None }
}

/// A code without the alias of its scheme.
fn local(code: &str) -> &str {
    code.rsplit_once(':').map_or(code, |(_, local)| local)
}

fn title(content: Option<Element<'_>>, meta: Option<Element<'_>>, nitf: Option<Element<'_>>) -> String {
    let headlines: Vec<Element<'_>> = content.into_iter().flat_map(|content| content.named("headline")).collect();
    let main =
        headlines.iter().find(|headline| headline.attribute("role").is_none_or(|role| local(role) == "main" || local(role) == "headline"));
    let headline = main.or(headlines.first()).and_then(|headline| headline.some_line());
    headline
        .or_else(|| nitf.map(nitf::title).filter(|title| !title.is_empty()))
        .or_else(|| meta?.at(&["title"])?.some_line())
        .or_else(|| content?.at(&["slugline"])?.some_line())
        .unwrap_or_default()
}

/// The summary among the descriptions; captions are those of pictures.
fn lead(content: Element<'_>) -> Option<String> {
    let of = |role: &str| content.named("description").find(|found| found.attribute("role").is_some_and(|found| local(found) == role));
    let plain = || content.named("description").find(|found| found.attribute("role").is_none());
    of("summary").or_else(|| of("abstract")).or_else(plain).map(text::paragraphs).filter(|text| !text.is_empty())
}

/// The text: the first inline content that holds one.
fn body(set: Element<'_>) -> String {
    for content in set.children() {
        let found = match content.name() {
            "inlinexml" => inline(content),
            "inlinedata" if content.attribute("encoding").is_none() && is_text(content) => lines(content),
            _ => String::new(),
        };
        if !found.is_empty() {
            return found;
        }
    }
    String::new()
}

fn is_text(content: Element<'_>) -> bool {
    content.attribute("contenttype").is_none_or(|kind| kind.starts_with("text/") || kind.contains("xml"))
}

/// The text of markup: of NITF, XHTML or paragraphs; other vocabularies (results, concepts) are data.
fn inline(content: Element<'_>) -> String {
    for root in content.children() {
        let found = match root.name() {
            "nitf" => root.at(&["body", "body.content"]),
            "html" => root.at(&["body"]),
            "body" | "body.content" | "div" | "section" | "article" => Some(root),
            "p" => Some(content),
            _ => None,
        };
        if let Some(text) = found.map(text::paragraphs).filter(|text| !text.is_empty()) {
            return text;
        }
    }
    String::new()
}

/// Plain text: its lines are paragraphs, or markup that is written as text.
fn lines(content: Element<'_>) -> String {
    if content.children().next().is_some() {
        return text::paragraphs(content);
    }
    paragraphs(&html_plain(&content.own_text()).split('\n').collect::<Vec<_>>())
}

fn authors(content: Option<Element<'_>>, nitf: Option<Element<'_>>) -> Vec<String> {
    let by = content.and_then(|content| content.at(&["by"])?.some_line());
    if let Some(by) = by {
        return byline(&by);
    }
    let creators = content.into_iter().flat_map(|content| content.named("creator"));
    let names: Vec<String> = creators.filter_map(|creator| creator.at(&["name"])?.some_line()).collect();
    if names.is_empty() {
        return nitf.and_then(|nitf| nitf.at(&["body", "body.head"])).map(nitf::authors).unwrap_or_default();
    }
    super::unique(names)
}

fn language<'t>(item: Element<'t>, content: Option<Element<'t>>) -> Option<&'t str> {
    let tagged = content.and_then(|content| content.at(&["language"])?.attribute("tag"));
    let inline = || item.at(&["contentset", "inlinexml"]).and_then(|xml| xml.attribute("xml:lang"));
    tagged.or_else(inline).or_else(|| item.attribute("xml:lang"))
}

/// The name of a party: in words, as a literal, else its code.
fn party(party: Element<'_>) -> Option<String> {
    let name = party.at(&["name"]).and_then(Element::some_line);
    let code = || party.attribute("qcode").map(local);
    name.or_else(|| party.attribute("literal").or_else(code).or_else(|| party.attribute("uri")).map(str::to_owned))
}

/// Subjects are tags; those of persons, organisations and places are entities.
fn subjects(content: Option<Element<'_>>, article: &mut Article) {
    let mut tags = Vec::new();
    for subject in content.into_iter().flat_map(Element::children) {
        match subject.name() {
            "subject" => {
                let Some(name) = name(subject) else { continue };
                match subject.attribute("type").map(local) {
                    Some("person") => text::add(&mut article.entities, EntityType::Person, name),
                    Some("organisation" | "organization" | "company") => text::add(&mut article.entities, EntityType::Org, name),
                    Some("geoArea" | "geoarea" | "poi" | "place" | "city" | "country") => {
                        text::add(&mut article.entities, EntityType::Place, name);
                    }
                    _ => tags.push(name),
                }
            }
            "keyword" => tags.extend(subject.some_line()),
            "located" => {
                if let Some(name) = name(subject) {
                    text::add(&mut article.entities, EntityType::Place, name);
                }
            }
            _ => {}
        }
    }
    article.tags = super::unique(tags);
}

/// The name of a concept; a code alone says nothing to a reader.
fn name(concept: Element<'_>) -> Option<String> {
    let first = concept.named("name").next().and_then(Element::some_line);
    first.or_else(|| concept.attribute("literal").filter(|literal| literal.chars().any(char::is_alphabetic)).map(str::to_owned))
}

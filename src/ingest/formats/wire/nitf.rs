//! NITF: one document, one article.

use super::super::super::mapping::{byline, language_code};
use super::super::super::row::{Draft, DraftId, first_date};
use super::tree::Element;
use super::{put, text};
use crate::article::published::{Basis, Zone};
use crate::article::{Article, EntityType};

/// Reads an `nitf` element.
pub(super) fn draft(nitf: Element<'_>, zone: Zone) -> Draft {
    let mut notes = Vec::new();
    let docdata = nitf.at(&["head", "docdata"]);
    let pubdata = nitf.at(&["head", "pubdata"]).or_else(|| docdata?.at(&["pubdata"]));
    let head = nitf.at(&["body", "body.head"]);
    let norm = |name: &str| docdata.and_then(|docdata| docdata.at(&[name])?.attribute("norm"));
    let story = head.and_then(|head| head.at(&["dateline", "story.date"])?.attribute("norm"));
    let printed = pubdata.and_then(|pubdata| pubdata.attribute("date.publication"));
    let issued = [norm("date.issue"), printed, story, norm("date.release")];
    let published = first_date(issued.into_iter().flatten(), Basis::Given, zone, &mut notes);
    let mut article = Article {
        title: title(nitf),
        lead: head.and_then(|head| head.at(&["abstract"])).map(text::paragraphs).unwrap_or_default(),
        body: nitf.at(&["body", "body.content"]).map(text::paragraphs).unwrap_or_default(),
        authors: head.map(authors).unwrap_or_default(),
        section: pubdata.and_then(|pubdata| pubdata.attribute("position.section")).map(str::to_owned),
        tags: tags(nitf, docdata),
        language: language(nitf).and_then(language_code).unwrap_or_default(),
        source: source(docdata, head),
        published,
        ..Article::default()
    };
    if article.lead == article.body {
        article.lead.clear();
    }
    entities(nitf, docdata, &mut article);
    put(&mut article, "urgency", docdata.and_then(|docdata| docdata.at(&["urgency"])?.attribute("ed-urg")));
    put(&mut article, "note", docdata.and_then(|docdata| docdata.at(&["ed-msg"])?.attribute("info")));
    put(&mut article, "slugline", docdata.and_then(|docdata| docdata.at(&["du-key"])?.attribute("key")));
    put(
        &mut article,
        "embargoed",
        norm("date.release").filter(|_| norm("date.issue").is_some() && norm("date.release") != norm("date.issue")),
    );
    put(&mut article, "dateline", head.and_then(|head| head.at(&["dateline"])?.some_line()).as_deref());
    let id = docdata.and_then(|docdata| docdata.at(&["doc-id"])?.attribute("id-string"));
    Draft { article, id: DraftId::Mapped(id.map(str::to_owned)), notes, day_order: None }
}

/// The headline: that of the body, else the document's title.
pub(super) fn title(nitf: Element<'_>) -> String {
    let hedline = nitf.at(&["body", "body.head", "hedline"]);
    let first = hedline.and_then(|hedline| hedline.at(&["hl1"])?.some_line()).or_else(|| hedline?.some_line());
    first.or_else(|| nitf.at(&["head", "title"])?.some_line()).unwrap_or_default()
}

/// The authors that the byline names; its words for what they do are left out.
pub(super) fn authors(head: Element<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for line in head.named("byline") {
        let persons: Vec<String> = line.named("person").filter_map(Element::some_line).collect();
        if persons.is_empty() {
            let mut text = line.line();
            for title in line.named("byttl").filter_map(Element::some_line) {
                text = text.replace(&title, "");
            }
            names.extend(byline(&text));
        } else {
            names.extend(persons);
        }
    }
    super::unique(names)
}

fn language(nitf: Element<'_>) -> Option<&str> {
    let holders = [Some(nitf), nitf.at(&["body"]), nitf.at(&["body", "body.content"])];
    let lang = holders.into_iter().flatten().find_map(|element| element.attribute("xml:lang"));
    lang.or_else(|| nitf.attribute("baselang"))
}

fn source(docdata: Option<Element<'_>>, head: Option<Element<'_>>) -> Option<String> {
    let distributor = head.and_then(|head| head.at(&["distributor"])?.some_line());
    let registered = docdata.and_then(|docdata| docdata.at(&["doc-id"])?.attribute("regsrc"));
    let holder = docdata.and_then(|docdata| docdata.at(&["doc.copyright"])?.attribute("holder"));
    let owner = head.and_then(|head| head.at(&["rights", "rights.owner"])?.some_line());
    distributor.or_else(|| registered.map(str::to_owned)).or_else(|| holder.map(str::to_owned)).or(owner)
}

fn tags(nitf: Element<'_>, docdata: Option<Element<'_>>) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    if let Some(tobject) = nitf.at(&["head", "tobject"]) {
        for subject in tobject.named("tobject.subject") {
            // The most exact of its three names.
            let names = ["tobject.subject.detail", "tobject.subject.matter", "tobject.subject.type"];
            tags.extend(names.into_iter().find_map(|name| subject.attribute(name)).map(str::to_owned));
        }
    }
    let keywords = docdata.and_then(|docdata| docdata.at(&["key-list"]));
    for keyword in keywords.into_iter().flat_map(|list| list.named("keyword")) {
        tags.extend(keyword.attribute("key").map(str::to_owned));
    }
    for meta in nitf.at(&["head"]).into_iter().flat_map(|head| head.named("meta")) {
        if meta.attribute("name").is_some_and(|name| name.eq_ignore_ascii_case("keywords")) {
            tags.extend(meta.attribute("content").into_iter().flat_map(|list| list.split([',', ';'])).map(|tag| tag.trim().to_owned()));
        }
    }
    super::unique(tags)
}

fn entities(nitf: Element<'_>, docdata: Option<Element<'_>>, article: &mut Article) {
    let mut found = Vec::new();
    for part in [docdata, nitf.at(&["body"])].into_iter().flatten() {
        text::marked_entities(part, &mut found);
    }
    for place in docdata.into_iter().flat_map(|docdata| docdata.named("evloc")) {
        for name in ["city", "county-dist", "state-prov"] {
            let name = place.attribute(name).map(str::to_owned).unwrap_or_default();
            text::add(&mut found, EntityType::Place, name);
        }
    }
    article.entities = found;
}

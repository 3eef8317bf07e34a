//! `NewsML` 1.2: a `NewsItem` of components.

use super::super::super::mapping::{byline, language_code};
use super::super::super::paragraphs::paragraphs;
use super::super::super::row::{Draft, DraftId, first_date, shortened};
use super::tree::Element;
use super::{nitf, put, taken_back, text};
use crate::article::published::{Basis, Zone};
use crate::article::{Article, EntityType};

/// Why an item is passed over: it holds pictures or films, or was taken back.
pub(super) fn passed_over(item: Element<'_>) -> Option<String> {
    let back = taken_back(item.at(&["newsmanagement", "status"]).and_then(|status| status.attribute("formalname")));
    if back.is_some() {
        return back;
    }
    let contents: Vec<Element<'_>> = item.all().into_iter().filter(|element| element.name() == "contentitem").collect();
    let media: Vec<&str> = contents.iter().filter_map(|content| content.at(&["mediatype"])?.attribute("formalname")).collect();
    let first = media.first().filter(|_| media.len() == contents.len())?;
    let any_text = media.iter().any(|medium| is_text(medium));
    (!any_text).then(|| format!("it is of the medium `{}` and no text", shortened(first)))
}

fn is_text(medium: &str) -> bool {
    medium.eq_ignore_ascii_case("text") || medium.eq_ignore_ascii_case("complexdata")
}

/// Reads a `NewsItem` element.
pub(super) fn draft(item: Element<'_>, zone: Zone) -> Draft {
    let mut notes = Vec::new();
    let all = item.all();
    let first = |name: &str| all.iter().copied().find(|element| element.name() == name);
    let line = |name: &str| all.iter().filter(|element| element.name() == name).find_map(|element| element.some_line());
    let created = [line("firstcreated"), line("thisrevisioncreated"), line("dateid")];
    let published = first_date(created.iter().flatten(), Basis::Given, zone, &mut notes);
    let revised = line("thisrevisioncreated");
    let updated = first_date(revised, Basis::Given, zone, &mut Vec::new()).filter(|stamp| Some(*stamp) != published);
    let nitf = first("nitf");
    let mut article = Article {
        title: line("headline").or_else(|| nitf.map(nitf::title)).unwrap_or_default(),
        lead: line("subheadline").unwrap_or_default(),
        body: body(&all),
        authors: line("byline").map(|text| byline(&text)).unwrap_or_default(),
        tags: tags(&all),
        language: first("language").and_then(|language| language.attribute("formalname")).and_then(language_code).unwrap_or_default(),
        source: source(&all),
        published,
        updated,
        ..Article::default()
    };
    if article.authors.is_empty() {
        article.authors = nitf.and_then(|nitf| nitf.at(&["body", "body.head"])).map(nitf::authors).unwrap_or_default();
    }
    for location in all.iter().filter(|element| element.name() == "location") {
        for part in location.named("property") {
            let is_place =
                part.attribute("formalname").is_some_and(|name| ["City", "Country", "CountryArea", "SubLocation"].contains(&name));
            // A country may be given by its code, which is no name.
            if let Some(name) = part.attribute("value").filter(|value| is_place && value.chars().any(char::is_lowercase)) {
                text::add(&mut article.entities, EntityType::Place, name.to_owned());
            }
        }
    }
    for data in all.iter().filter(|element| element.name() == "datacontent") {
        text::marked_entities(*data, &mut article.entities);
    }
    for (name, element) in [("slugline", "slugline"), ("dateline", "dateline"), ("copyright", "copyrightline")] {
        put(&mut article, name, line(element).as_deref());
    }
    put(&mut article, "urgency", first("urgency").and_then(|urgency| urgency.attribute("formalname")));
    Draft { article, id: DraftId::Mapped(line("publicidentifier")), notes, day_order: None }
}

/// The text of the first content that is one.
fn body(all: &[Element<'_>]) -> String {
    for content in all.iter().filter(|element| element.name() == "contentitem") {
        let kind = content.at(&["mediatype"]).and_then(|kind| kind.attribute("formalname"));
        if !kind.is_none_or(is_text) {
            continue;
        }
        let Some(data) = content.at(&["datacontent"]) else { continue };
        let inner = data.at(&["nitf", "body", "body.content"]).or_else(|| data.at(&["html", "body"])).unwrap_or(data);
        let found = if inner.children().next().is_some() {
            text::paragraphs(inner)
        } else {
            paragraphs(&inner.own_text().split('\n').collect::<Vec<_>>())
        };
        if !found.is_empty() {
            return found;
        }
    }
    String::new()
}

fn source(all: &[Element<'_>]) -> Option<String> {
    let of = |holder: &str| {
        all.iter().find(|element| element.name() == holder).and_then(|holder| holder.at(&["party"])?.attribute("formalname"))
    };
    let provider = of("provider").or_else(|| of("source")).map(str::to_owned);
    provider.or_else(|| all.iter().find(|element| element.name() == "providerid").and_then(|id| id.some_line()))
}

/// Keywords, and the names of topics; codes say nothing to a reader.
fn tags(all: &[Element<'_>]) -> Vec<String> {
    let mut tags: Vec<String> = all.iter().filter(|element| element.name() == "keywordline").filter_map(|line| line.some_line()).collect();
    for topic in all.iter().filter(|element| element.name() == "topic") {
        let names: Vec<Element<'_>> =
            topic.named("description").filter(|name| name.attribute("variant").is_none_or(|variant| variant == "Name")).collect();
        let english = names.iter().find(|name| name.attribute("xml:lang").is_some_and(|lang| lang.starts_with("en")));
        tags.extend(english.or(names.first()).and_then(|name| name.some_line()));
    }
    super::unique(tags)
}

//! The page of one article.

use askama::Template;

use super::links::{self, Links};
use super::{render, words};
use crate::analysis::language;
use crate::article::{Article, EntityType, Stamp};
use crate::index::Archive;
use crate::render::json::version_name;
use crate::search::FacetField;
use crate::web::PublicFields;
use crate::web::assets::STYLE_URL;
use crate::web::problem::Problem;
use crate::web::routes::no_article;
use crate::web::state::open;

#[derive(Template)]
#[template(path = "article.html")]
struct ArticlePage<'a> {
    style: &'a str,
    title: String,
    lang: &'a str,
    facts: Vec<FactView>,
    /// The text may not be shown.
    withheld: bool,
    lead: Option<&'a str>,
    paragraphs: Vec<&'a str>,
    entities: Vec<EntitiesView>,
    tags: Vec<LinkView>,
    related: Vec<RelatedView<'a>>,
    original: Option<String>,
    json: String,
    id: &'a str,
    version: String,
}

/// A line of the article's facts.
struct FactView {
    name: &'static str,
    text: String,
    /// Searches for it, instead of a text.
    links: Vec<LinkView>,
    /// Machine-readable date; empty for none.
    datetime: String,
    note: String,
}

/// Another headline, with its address where that may become a link.
struct RelatedView<'a> {
    title: &'a str,
    url: Option<String>,
}

struct EntitiesView {
    title: &'static str,
    links: Vec<LinkView>,
}

struct LinkView {
    text: String,
    url: String,
    note: String,
}

/// Answers the page.
pub(super) fn page(archive: &Archive, id: &str, public: &PublicFields) -> Result<String, Problem> {
    let version = open(archive, None)?;
    let (mut article, _) = crate::search::article(&version, id)?.ok_or_else(|| no_article(id, version.number()))?;
    public.hide_members(&mut article);
    html(&article, public, version.number())
}

fn html(article: &Article, public: &PublicFields, version: u64) -> Result<String, Problem> {
    let body = paragraphs(&article.body);
    let lead = Some(article.lead.trim()).filter(|lead| !lead.is_empty());
    // A body that begins with the lead would show it twice.
    let lead = lead.filter(|lead| body.first() != Some(lead));
    let title = if article.title.trim().is_empty() { "Untitled".to_owned() } else { article.title.clone() };
    render(&ArticlePage {
        style: &STYLE_URL,
        title,
        lang: article.language.as_str(),
        facts: facts(article, public),
        withheld: !public.shows("body"),
        lead,
        paragraphs: body,
        entities: entities(article),
        tags: article.tags.iter().map(|tag| filter_link(FacetField::Tag, tag, tag)).collect(),
        related: article.related.iter().map(related).collect(),
        original: links::outside(article.url.as_deref()),
        json: format!("/v1/articles/{}", links::article(&article.id).trim_start_matches("/article/")),
        id: &article.id,
        version: version_name(version),
    })
}

fn related(other: &crate::article::Related) -> RelatedView<'_> {
    RelatedView { title: &other.title, url: links::outside(other.url.as_deref()) }
}

fn paragraphs(body: &str) -> Vec<&str> {
    body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()).collect()
}

fn filter_link(field: FacetField, key: &str, text: &str) -> LinkView {
    LinkView { text: text.to_owned(), url: Links::default().adding(field, key), note: String::new() }
}

fn facts(article: &Article, public: &PublicFields) -> Vec<FactView> {
    let plain = |name, text: String| FactView { name, text, links: Vec::new(), datetime: String::new(), note: String::new() };
    let linked = |name, links| FactView { links, ..plain(name, String::new()) };
    let mut facts = Vec::new();
    facts.extend(article.source.as_deref().map(|source| linked("Source", vec![filter_link(FacetField::Source, source, source)])));
    if !article.authors.is_empty() {
        let name = if article.authors.len() == 1 { "Author" } else { "Authors" };
        facts.push(linked(name, article.authors.iter().map(|author| filter_link(FacetField::Author, author, author)).collect()));
    }
    match &article.published {
        Some(stamp) => facts.push(date("Published", stamp)),
        None if !public.shows("published") => {}
        None => facts.push(FactView { note: "no date was found".to_owned(), ..plain("Published", "undated".to_owned()) }),
    }
    facts.extend(article.updated.as_ref().map(|stamp| date("Updated", stamp)));
    facts.extend(article.section.as_deref().map(|section| linked("Section", vec![filter_link(FacetField::Section, section, section)])));
    if !article.language.is_und() {
        let name = language::name(article.language);
        facts.push(linked("Language", vec![filter_link(FacetField::Lang, article.language.as_str(), &name)]));
    }
    if public.shows("words") {
        facts.push(plain("Length", words::counted(article.words.into(), "word")));
    }
    facts
}

fn date(name: &'static str, stamp: &Stamp) -> FactView {
    let notes = [words::precision(stamp), words::basis(stamp.basis)];
    FactView {
        name,
        text: words::when(&stamp.when),
        links: Vec::new(),
        datetime: stamp.when.to_string(),
        note: notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join(", "),
    }
}

fn entities(article: &Article) -> Vec<EntitiesView> {
    let field = |kind| match kind {
        EntityType::Person => FacetField::Person,
        EntityType::Org => FacetField::Org,
        EntityType::Place => FacetField::Place,
    };
    let title = |kind| super::facets::title(field(kind));
    let view = |kind: EntityType| EntitiesView {
        title: title(kind),
        links: article
            .entities
            .iter()
            .filter(|entity| entity.kind == kind)
            .map(|entity| {
                let key = entity.id.as_deref().unwrap_or(&entity.name);
                let note = if entity.mentions > 1 { format!("×{}", words::count(entity.mentions.into())) } else { String::new() };
                LinkView { note, ..filter_link(field(kind), key, &entity.name) }
            })
            .collect(),
    };
    EntityType::ALL.into_iter().map(view).filter(|view| !view.links.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Entity, Lang, Related};

    #[test]
    fn everything_of_a_stranger_is_escaped() {
        let article = Article {
            id: "x/1?".into(),
            url: Some("javascript:alert(1)".into()),
            title: "<script>alert('t')</script>".into(),
            lead: "<b>lead</b>".into(),
            body: "One & two.\n\n\"><img src=x onerror=alert(1)>".into(),
            language: Lang::new("fa").unwrap(),
            tags: vec!["\"><script>".into()],
            entities: vec![Entity { kind: EntityType::Place, name: "<i>Iran".into(), id: Some("IR".into()), mentions: 3, given: false }],
            related: vec![Related { title: "<u>Other".into(), url: Some("javascript:1".into()) }],
            ..Article::default()
        };
        let html = html(&article, &PublicFields::default(), 7).unwrap();
        for bad in ["<script", "<b>", "<img", "<i>", "<u>", "javascript:"] {
            assert!(!html.contains(bad), "{bad} stands in the page");
        }
        assert!(html.contains("lang=\"fa\"") && html.contains("dir=\"auto\"") && html.contains("href=\"/?place=IR\""), "{html}");
        assert!(html.contains("/v1/articles/x%2F1%3F") && html.contains("undated"));
    }

    #[test]
    fn headlines_beside_the_article_are_links_and_a_long_title_is_shown_whole() {
        let other = |title: &str, url: &str| Related { title: title.into(), url: Some(url.into()) };
        let title = "word ".repeat(2_000);
        let related = vec![other("Up", "HTTPS://Example.org/x"), other("Down", "data:text/html,x")];
        let html = html(&Article { title: title.clone(), related, ..Article::default() }, &PublicFields::default(), 7).unwrap();
        assert!(html.contains("<a href=\"https://example.org/x\" rel=\"noopener noreferrer nofollow external\">Up</a>"), "{html}");
        assert!(html.contains(">Down</li>") && html.contains(title.trim()), "{html}");
    }
}

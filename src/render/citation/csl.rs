//! CSL-JSON: items of the Citation Style Language
//! (<https://docs.citationstyles.org/en/stable/specification.html>), as its processors read them.

use serde::Serialize;

use super::day::CitedDate;
use super::title;
use crate::article::Article;
use crate::article::published::Zone;
use crate::render::text;

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    r#type: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    title: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    author: Vec<Name>,
    #[serde(rename = "container-title", skip_serializing_if = "Option::is_none")]
    container_title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<Issued>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<&'a str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    r#abstract: &'a str,
    #[serde(skip_serializing_if = "String::is_empty")]
    keyword: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(rename = "URL", skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// A name as it was given: which part of it is the family's is not guessed.
#[derive(Serialize)]
#[serde(untagged)]
enum Name {
    Parts { family: String, given: String },
    Literal { literal: String },
}

#[derive(Serialize)]
struct Issued {
    #[serde(rename = "date-parts")]
    date_parts: [Vec<u32>; 1],
}

/// Writes the items as one array.
pub fn csl_json<'a>(articles: impl Iterator<Item = &'a Article>, zone: Zone) -> String {
    let items: Vec<Item<'_>> = articles.map(|article| item(article, zone)).collect();
    serde_json::to_string(&items).unwrap_or_default()
}

fn item(article: &Article, zone: Zone) -> Item<'_> {
    let issued = CitedDate::of(article, zone).map(|date| {
        let parts = [u32::try_from(date.year).ok(), date.month, date.day].into_iter().flatten().collect();
        Issued { date_parts: [parts] }
    });
    Item {
        id: &article.id,
        r#type: "article-newspaper",
        title: title(article),
        author: article.authors.iter().map(|author| name(&text::line(author))).collect(),
        container_title: article.source.as_deref(),
        issued,
        section: article.section.as_deref(),
        r#abstract: &article.lead,
        keyword: article.tags.join(", "),
        language: (!article.language.is_und()).then(|| article.language.as_str()),
        url: text::web_address(article.url.as_deref()),
    }
}

/// `Doe, Jane` says itself which part is which.
fn name(text: &str) -> Name {
    match text.split_once(", ") {
        Some((family, given)) if !family.is_empty() && !given.is_empty() && !given.contains(',') => {
            Name::Parts { family: family.to_owned(), given: given.to_owned() }
        }
        _ => Name::Literal { literal: text.to_owned() },
    }
}

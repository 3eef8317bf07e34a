//! Who wrote a page, which outlet it is of, where it stands and in which language it is.

use std::collections::HashSet;

use url::Url;

use super::super::super::limits::LIST_MAX;
use super::super::super::mapping::{byline, language_code};
use super::facts::{Facts, collapsed};
use super::json_ld::{Ld, same};
use crate::article::Lang;

const AUTHOR: [&str; 14] = [
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "dc.contributor",
    "citation_author",
    "byl",
    "byline",
    "cxenseparse:author",
    "authors",
];

const SECTION: [&str; 9] = [
    "article:section",
    "og:article:section",
    "parsely-section",
    "cxenseparse:section",
    "section",
    "category",
    "dc.subject.section",
    "sailthru.vertical",
    "cg",
];

const TAGS: [&str; 9] = [
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "sailthru.tags",
    "news_keywords",
    "keywords",
    "dc.subject",
    "dcterms.subject",
    "citation_keywords",
];

/// Words before names in bylines.
const BY: [&str; 26] = [
    "by ",
    "von ",
    "par ",
    "por ",
    "di ",
    "da ",
    "door ",
    "av ",
    "af ",
    "od ",
    "от ",
    "written by ",
    "text: ",
    "text by ",
    "author: ",
    "autor: ",
    "author ",
    "авторы: ",
    "автор: ",
    "words by ",
    "reported by ",
    "posted by ",
    "oleh ",
    "yazan ",
    "作者：",
    "记者：",
];

/// Words between the names of two authors, besides the English ones.
const ANDS: [&str; 5] = [" und ", " et ", " og ", " och ", " и "];

/// Words that are no names of authors.
const NO_NAMES: [&str; 17] = [
    "name",
    "admin",
    "administrator",
    "editor",
    "author",
    "unknown",
    "none",
    "null",
    "n/a",
    "undefined",
    "guest",
    "webmaster",
    "anonymous",
    "read more",
    "follow",
    "more",
    "share",
];

/// Names of authors; the outlet itself only where nobody else is named.
pub(super) fn authors(facts: &Facts, ld: &Ld, outlets: &[String]) -> Vec<String> {
    let is_outlet =
        |name: &String| outlets.iter().any(|outlet| same(outlet, name) || same(outlet, name.split('(').next().unwrap_or_default()));
    let mut only_outlet = Vec::new();
    let mut people = |mut names: Vec<String>| {
        if names.iter().all(is_outlet) {
            if only_outlet.is_empty() {
                only_outlet = names;
            }
            return None;
        }
        names.retain(|name| !is_outlet(name));
        Some(names)
    };
    let declared = cleaned(ld.authors.iter().map(String::as_str));
    let metas = AUTHOR.iter().map(|name| cleaned(facts.all_meta(name)));
    let found = std::iter::once(declared).chain(metas).chain(std::iter::once_with(|| of_microdata(facts))).find_map(&mut people);
    // A byline: the first that reads like names.
    let bylines = || {
        facts
            .bylines
            .iter()
            .take(20)
            .map(|line| cleaned([line.as_str()].into_iter()))
            .filter(|names| are_names(names))
            .find_map(&mut people)
    };
    found.or_else(bylines).unwrap_or(only_outlet)
}

fn of_microdata(facts: &Facts) -> Vec<String> {
    let mut names = Vec::new();
    for (at, property) in facts.properties.iter().enumerate() {
        if property.aside || property.item.ends_with("comment") {
            continue;
        }
        match property.name.as_str() {
            // The name of a person that is the property `author` of an item.
            "name" if property.item == "person" => names.push(property.value.as_str()),
            "author" => {
                let nested = facts.properties.iter().skip(at + 1).take(4).find(|next| next.name == "name" && next.item == "person");
                names.push(nested.map_or(property.value.as_str(), |next| next.value.as_str()));
            }
            _ => {}
        }
    }
    cleaned(names.into_iter().filter(|name| name.len() < 100))
}

/// Whether what was read of a byline are names: two to five words, capitals where the script has
/// them, no digits.
fn are_names(names: &[String]) -> bool {
    let is_name = |name: &String| {
        let words = name.split_whitespace().count();
        let capital = name.chars().next().is_some_and(|c| c.is_uppercase() || !c.is_lowercase());
        capital && !name.chars().any(char::is_numeric) && (2..=5).contains(&words)
    };
    !names.is_empty() && names.len() <= 8 && names.iter().all(is_name)
}

fn cleaned<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut seen = HashSet::new();
    let names = texts.flat_map(|text| byline(without_by(&collapsed(text))));
    let names = names.flat_map(|name| {
        ANDS.iter()
            .find_map(|and| name.split_once(and))
            .map_or_else(|| vec![name.clone()], |(one, other)| vec![one.to_owned(), other.to_owned()])
    });
    names
        .map(|name| {
            without_by(&name).trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '-' | '–' | '·' | '/' | ':')).to_owned()
        })
        .filter(|name| is_name(name))
        .filter(|name| seen.insert(name.to_lowercase()))
        .take(LIST_MAX + 1)
        .collect()
}

fn without_by(text: &str) -> &str {
    let text = text.trim();
    let begins = |by: &&&str| text.get(..by.len()).is_some_and(|begin| begin.to_lowercase() == **by);
    BY.iter().find(begins).and_then(|by| text.get(by.len()..)).map_or(text, str::trim)
}

fn is_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && name.chars().count() <= 80
        && !lower.contains("://")
        && !lower.starts_with("www.")
        && !name.contains('@')
        && !NO_NAMES.contains(&lower.as_str())
}

/// The outlet: its name, or the host.
pub(super) fn outlets(facts: &Facts, ld: &Ld, url: Option<&str>) -> Vec<String> {
    let host =
        url.and_then(|url| Url::parse(url).ok()).and_then(|url| url.host_str().map(|host| host.trim_start_matches("www.").to_owned()));
    let names = [
        facts.meta(&["og:site_name"]).map(collapsed),
        ld.publisher.clone(),
        facts
            .meta(&["application-name", "parsely-site", "dc.publisher", "citation_journal_title", "publisher", "twitter:site", "copyright"])
            .map(collapsed),
        facts
            .properties
            .iter()
            .find(|property| property.name == "name" && property.item.ends_with("organization"))
            .map(|property| property.value.clone()),
        host.as_deref().and_then(|host| host.rsplit('.').nth(1)).map(str::to_owned),
        host,
    ];
    names
        .into_iter()
        .flatten()
        .map(|name| name.trim_start_matches('@').to_owned())
        .filter(|name| !name.is_empty() && name.len() < 120)
        .collect()
}

/// The outlet's name as the article's source.
pub(super) fn source(facts: &Facts, ld: &Ld, url: Option<&str>) -> Option<String> {
    let fit = |name: &String| !name.is_empty() && name.len() < 120 && !name.contains("://");
    facts
        .meta(&["og:site_name"])
        .map(collapsed)
        .filter(fit)
        .or_else(|| ld.publisher.clone().filter(fit))
        .or_else(|| facts.meta(&["application-name", "dc.publisher", "citation_journal_title"]).map(collapsed).filter(fit))
        .or_else(|| Url::parse(url?).ok()?.host_str().map(|host| host.trim_start_matches("www.").to_owned()))
}

/// The section.
pub(super) fn section(facts: &Facts, ld: &Ld) -> Option<String> {
    let property = || {
        facts.properties.iter().find(|property| property.name == "articlesection" && !property.aside).map(|property| property.value.clone())
    };
    let found = ld.section.clone().or_else(|| facts.meta(&SECTION).map(collapsed)).or_else(property);
    found.filter(|section| section.len() < 200)
}

/// Keywords.
pub(super) fn tags(facts: &Facts, ld: &Ld) -> Vec<String> {
    let mut seen = HashSet::new();
    let mut all: Vec<String> = ld.tags.clone();
    if all.is_empty() {
        for name in TAGS {
            all = facts.all_meta(name).flat_map(|text| text.split([',', ';', '，', '、', '|'])).map(collapsed).collect();
            if !all.is_empty() {
                break;
            }
        }
    }
    if all.is_empty() {
        all.clone_from(&facts.tags);
    }
    all.into_iter()
        .filter(|tag| !tag.is_empty() && tag.len() < 200)
        .filter(|tag| seen.insert(tag.to_lowercase()))
        .take(LIST_MAX + 1)
        .collect()
}

/// The declared language.
pub(super) fn language(facts: &Facts, ld: &Ld) -> Lang {
    let given = [
        facts.language.as_deref(),
        ld.language.as_deref(),
        facts.meta(&["og:locale", "dc.language", "dcterms.language", "content-language", "language", "citation_language"]),
    ];
    given.into_iter().flatten().find_map(language_code).unwrap_or_default()
}

/// The summary.
pub(super) fn lead(facts: &Facts, ld: &Ld) -> String {
    let names = [
        "og:description",
        "description",
        "dc.description",
        "dcterms.description",
        "twitter:description",
        "sailthru.description",
        "dcterms.abstract",
    ];
    let found = facts.meta(&names).map(collapsed).or_else(|| ld.description.clone());
    found.map(|lead| super::super::super::mapping::html_plain(&lead).trim().to_owned()).unwrap_or_default()
}

/// The page's own address: the canonical one, else the one it was found at.
pub(super) fn address(facts: &Facts, ld: &Ld, found_at: Option<&str>) -> Option<String> {
    let base = found_at.and_then(|url| Url::parse(url).ok()).or_else(|| facts.base.as_deref().and_then(|base| Url::parse(base).ok()));
    let resolved = |text: &str| match &base {
        Some(base) => base.join(text.trim()).ok(),
        None => Url::parse(text.trim()).ok(),
    };
    let own = [facts.canonical.as_deref(), facts.meta(&["og:url", "twitter:url", "parsely-link", "dc.identifier.uri"]), ld.url.as_deref()];
    let given: Vec<Url> = own
        .into_iter()
        .flatten()
        .filter_map(resolved)
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some())
        .collect();
    // The front page is no address of an article where there is another.
    let is_front = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    let chosen = given.iter().find(|url| !is_front(url));
    match (chosen, found_at) {
        (Some(url), _) => Some(url.to_string()),
        (None, Some(found_at)) => Some(found_at.to_owned()),
        (None, None) => given.first().map(Url::to_string),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_become_names() {
        let check = |text: &str, expected: &[&str]| assert_eq!(cleaned([text].into_iter()), expected, "{text}");
        check("By Ada Byron and Charles Babbage", &["Ada Byron", "Charles Babbage"]);
        check("Von Ada Byron", &["Ada Byron"]);
        check("https://x.example/ada", &[]);
        check("admin", &[]);
        check("ada@x.example", &[]);
    }
}

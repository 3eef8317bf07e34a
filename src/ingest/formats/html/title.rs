//! The title of a page: the headline that its metadata declares, else the name that it gives itself
//! more than once; always without the outlet's name.

use super::facts::Facts;
use super::json_ld::{Ld, same};

/// Signs between a title and the outlet's name.
const SEPARATORS: [&str; 20] =
    [" | ", " -- ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", "｜", "ㅣ", "：", "|", "_", "--", "-", "–", "—"];

/// Longest outlet name behind a separator, in characters.
const OUTLET_MAX: usize = 60;

/// Chooses the title.
pub(super) fn title(facts: &Facts, ld: &Ld, outlets: &[&str]) -> String {
    let of_article = ld.headline.as_deref().filter(|_| ld.is_article);
    // Of several main headings the one that the page also calls itself by.
    let named = |h1: &&String| facts.title.contains(h1.as_str());
    let heading = facts.h1.iter().find(named).or_else(|| facts.h1.first().filter(|_| facts.h1.len() <= 3)).map(String::as_str);
    let property = facts.properties.iter().find(|property| property.name == "headline" && !property.aside);
    let raw = [
        of_article,
        facts.meta(&["og:title"]),
        heading,
        property.map(|property| property.value.as_str()),
        facts.meta(&[
            "headline",
            "parsely-title",
            "sailthru.title",
            "dc.title",
            "dcterms.title",
            "citation_title",
            "twitter:title",
            "title",
        ]),
        Some(facts.title.as_str()),
        ld.headline.as_deref(),
    ];
    let given: Vec<String> = raw.into_iter().flatten().map(super::facts::collapsed).filter(|title| !title.is_empty()).collect();
    let cleaned: Vec<String> = given.iter().map(|title| without_outlet(title, outlets, &given)).collect();
    let is_name = |title: &String| outlets.iter().any(|outlet| same(outlet, title));
    // A name that nothing else on the page has, beside others that agree, is that of a template.
    let lone =
        |title: &String| of_article.is_none() && votes(&cleaned, title) == 1 && cleaned.iter().any(|other| votes(&cleaned, other) > 1);
    let chosen = cleaned.iter().find(|title| !is_name(title) && !lone(title)).or_else(|| cleaned.iter().find(|title| !is_name(title)));
    chosen.or_else(|| cleaned.first()).cloned().unwrap_or_default()
}

/// How many of a page's names are this one.
fn votes(names: &[String], title: &str) -> usize {
    names.iter().filter(|name| same(name, title)).count()
}

/// Takes the outlet's name off either end of a title.
fn without_outlet(title: &str, outlets: &[&str], others: &[String]) -> String {
    let mut title = title.trim();
    for _ in 0..4 {
        let Some(rest) = SEPARATORS.iter().filter_map(|separator| shorter(title, separator, outlets, others)).min_by_key(|rest| rest.len())
        else {
            break;
        };
        title = rest;
    }
    title.to_owned()
}

fn shorter<'a>(title: &'a str, separator: &str, outlets: &[&str], others: &[String]) -> Option<&'a str> {
    let is_outlet = |part: &str| {
        let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        let part = letters(part);
        !part.is_empty()
            && outlets.iter().any(|outlet| {
                let outlet = letters(outlet);
                outlet == part || (part.len() > 3 && outlet.len() > 3 && (outlet.starts_with(&part) || part.starts_with(&outlet)))
            })
    };
    let is_title = |rest: &str| others.iter().any(|other| other != title && same(other, rest));
    let fits =
        |rest: &str, part: &str| part.chars().count() <= OUTLET_MAX && rest.chars().count() >= 4 && (is_title(rest) || is_outlet(part));
    if let Some((rest, part)) = title.rsplit_once(separator)
        && fits(rest, part)
    {
        return Some(rest.trim());
    }
    if let Some((rest, part)) = title.split_once(separator)
        && part.chars().count() <= OUTLET_MAX
        && is_title(rest)
    {
        return Some(rest.trim());
    }
    // Before a title stands the outlet's name at most: a kicker is part of the title.
    match title.split_once(separator) {
        Some((part, rest)) if part.chars().count() <= OUTLET_MAX && rest.chars().count() >= 4 && is_outlet(part) => Some(rest.trim()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_outlets_are_no_part_of_titles() {
        let check =
            |title: &str, expected: &str| assert_eq!(without_outlet(title, &["Harbour Gazette", "hg.example"], &[]), expected, "{title}");
        check("Dam opens | Harbour Gazette", "Dam opens");
        check("Dam opens - News - Harbour Gazette", "Dam opens - News");
        check("Harbour Gazette: Dam opens", "Harbour Gazette: Dam opens");
        check("Harbour Gazette – Dam opens", "Dam opens");
        check("Dam opens - and closes", "Dam opens - and closes");
        let others = ["Dam opens".to_owned()];
        assert_eq!(without_outlet("Dam opens | News | Other", &[], &others), "Dam opens");
    }

    #[test]
    fn a_name_that_nothing_else_has_is_no_title() {
        let facts = Facts {
            title: "Dam opens | Harbour Gazette".into(),
            h1: vec!["Dam opens".into()],
            metas: vec![("og:title".into(), "You won't believe this dam".into())],
            ..Facts::default()
        };
        assert_eq!(title(&facts, &Ld::default(), &["Harbour Gazette"]), "Dam opens");
    }
}

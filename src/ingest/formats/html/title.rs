//! The title of a page: what most of its own names for it agree on, without the outlet's name.

use super::facts::Facts;
use super::json_ld::{Ld, same};

/// Signs between a title and the outlet's name.
const SEPARATORS: [&str; 12] = [" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", "｜", " / ", "_"];

/// Longest outlet name behind a separator, in characters.
const OUTLET_MAX: usize = 60;

/// Chooses the title.
pub(super) fn title(facts: &Facts, ld: &Ld, outlets: &[&str]) -> String {
    let single_h1 = facts.h1.first().filter(|_| facts.h1.len() <= 3).map(String::as_str);
    let raw = [
        ld.headline.as_deref(),
        facts.meta(&["og:title"]),
        single_h1,
        facts.meta(&["twitter:title", "parsely-title", "sailthru.title", "dc.title", "dcterms.title", "citation_title", "title"]),
        Some(facts.title.as_str()),
        facts.properties.iter().find(|property| property.name == "headline" && !property.aside).map(|property| property.value.as_str()),
    ];
    let given: Vec<String> = raw.into_iter().flatten().map(super::facts::collapsed).filter(|title| !title.is_empty()).collect();
    let cleaned: Vec<String> = given.iter().map(|title| without_outlet(title, outlets, &given)).collect();
    let votes = |title: &str| cleaned.iter().filter(|other| same(other, title)).count();
    let mut best: Option<(&String, usize)> = None;
    for title in cleaned.iter().filter(|title| !outlets.iter().any(|outlet| same(outlet, title))) {
        let count = votes(title);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((title, count));
        }
    }
    best.map(|(title, _)| title.clone()).or_else(|| cleaned.first().cloned()).unwrap_or_default()
}

/// Takes the outlet's name off either end of a title.
fn without_outlet(title: &str, outlets: &[&str], others: &[String]) -> String {
    let mut title = title.trim();
    for _ in 0..3 {
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
    let fits = |rest: &str, part: &str| {
        part.chars().count() <= OUTLET_MAX && rest.chars().count() >= 4 && (is_title(rest) || is_outlet(part))
    };
    if let Some((rest, part)) = title.rsplit_once(separator)
        && fits(rest, part)
    {
        return Some(rest.trim());
    }
    if let Some((rest, part)) = title.split_once(separator)
        && fits(rest, part)
    {
        return Some(rest.trim());
    }
    match title.split_once(separator) {
        Some((part, rest)) if fits(rest, part) => Some(rest.trim()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_outlets_are_no_part_of_titles() {
        let check = |title: &str, expected: &str| assert_eq!(without_outlet(title, &["Harbour Gazette", "hg.example"], &[]), expected, "{title}");
        check("Dam opens | Harbour Gazette", "Dam opens");
        check("Dam opens - News - Harbour Gazette", "Dam opens - News");
        check("Harbour Gazette: Dam opens", "Harbour Gazette: Dam opens");
        check("Harbour Gazette – Dam opens", "Dam opens");
        check("Dam opens - and closes", "Dam opens - and closes");
        let others = ["Dam opens".to_owned()];
        assert_eq!(without_outlet("Dam opens | News | Other", &[], &others), "Dam opens");
    }

    #[test]
    fn the_names_a_page_has_for_itself_vote() {
        let facts = Facts {
            title: "Dam opens | Harbour Gazette".into(),
            h1: vec!["Dam opens".into()],
            metas: vec![("og:title".into(), "You won't believe this dam".into())],
            ..Facts::default()
        };
        assert_eq!(title(&facts, &Ld::default(), &["Harbour Gazette"]), "Dam opens");
    }
}

//! Names beside the lists of places: those written for Dateline, long forms, organisations.

use std::path::PathBuf;

use dateline::analysis::entities::gazetteer::data::Kind;
use dateline::article::Lang;

use crate::names::Names;
use crate::places::{Places, is_country, letters};
use crate::{Failure, Maker, column, rows};

/// Adds the names of the own list.
pub(crate) fn own_names(places: &mut Places, names: &mut Names, maker: &Maker, row: &[String]) -> Result<(), Failure> {
    let id = column(row, 0);
    let at = match id.strip_prefix('=') {
        Some(city) => places
            .list
            .iter()
            .enumerate()
            .find(|(at, record)| {
                record.kind == Kind::City
                    && city.rsplit_once(',').is_some_and(|(name, country)| *record.name == *name && places.country_of(*at) == Some(country))
            })
            .map(|(at, _)| at),
        None if id == "-" => places.regions.get(column(row, 1)).copied(),
        None => places.by_id.get(id).copied(),
    };
    let at = at.ok_or_else(|| format!("places_own.tsv: no place `{id}`"))?;
    let english = column(row, 1);
    if let Some(record) = places.list.get_mut(at).filter(|_| !english.is_empty()) {
        record.name = english.into();
    }
    for name in std::iter::once(english).chain(column(row, 2).split('|')).filter(|name| !name.is_empty()) {
        if let Some(name) = name.strip_prefix('~') {
            names.add("~:", &maker.forms(name), at, false);
        } else if let Some((lang, name)) = name.split_once('=') {
            names.add(&format!("{lang}:"), &maker.forms(name), at, false);
        } else {
            let forms = maker.forms(name);
            names.add("", &forms, at, false);
            if name.chars().any(|c| matches!(c, 'а'..='я'))
                && let Some(russian) = Lang::new("ru")
            {
                let stems: Vec<String> = forms.iter().map(|form| maker.analyzer.stem(russian, form)).collect();
                names.add_stem("ru", &stems, name, at, false);
            }
        }
    }
    Ok(())
}

/// Adds long forms of countries' names (`Islamic Republic of Iran`) from a list that also holds
/// towns, counties, peoples and misspellings: names of several words that are nothing else.
pub(crate) fn long_forms(places: &Places, names: &mut Names, maker: &Maker, aliases: &[Vec<String>]) {
    const NOT: [&str; 12] =
        ["citizen", "subject", "county", "city", "companies", "colonies", "former", "was", "see", "english", "nutome", "emetab"];
    for row in aliases {
        let (code, name) = (column(row, 0), column(row, 1));
        let Some(at) = places.by_id.get(code).copied().filter(|_| is_country(code)) else { continue };
        let forms = maker.forms(name);
        let odd = name.contains([',', '(', ')', '/', '.', ';', '1', '2']) || forms.iter().any(|form| NOT.contains(&form.as_str()));
        if odd || forms.len() < 2 || letters(&forms) < 8 || names.meanings(&forms).next().is_some() {
            continue;
        }
        names.add("", &forms, at, false);
    }
}

/// Reads lists of organisations: id, kind, name, further names.
pub(crate) fn organisations(places: &mut Places, names: &mut Names, maker: &Maker, lists: &[PathBuf]) -> Result<(), Failure> {
    for list in lists {
        for row in rows(list)? {
            let at = places.add(Kind::Org, Some(column(&row, 0)), column(&row, 2));
            if let Some(record) = places.list.get_mut(at) {
                record.marked = column(&row, 1) == "agency";
            }
            for name in std::iter::once(column(&row, 2)).chain(column(&row, 3).split('|')).filter(|name| !name.is_empty()) {
                names.add("", &maker.forms(name), at, false);
            }
        }
    }
    Ok(())
}

/// Words that are left off the end of a company's or club's name: the text often does so.
const TAILS: [&str; 30] = [
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "company",
    "co",
    "ltd",
    "limited",
    "plc",
    "sa",
    "nv",
    "ag",
    "se",
    "lp",
    "llc",
    "holdings",
    "holding",
    "group",
    "trust",
    "the",
    "class",
    "fc",
    "cf",
    "afc",
    "sc",
    "ac",
    "fk",
    "sk",
    "if",
    "bk",
];

/// The names of companies and clubs as forms, whole and without their tails.
pub(crate) fn listed(maker: &Maker, lists: &std::path::Path, own: &std::path::Path) -> Result<String, Failure> {
    let mut out = String::new();
    let further = rows(&own.join("listed_own.txt"))?;
    let of = |head: &str| {
        further
            .iter()
            .map(|row| column(row, 0))
            .skip_while(move |name| *name != head)
            .skip(1)
            .take_while(|name| !name.starts_with('='))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for (head, file, columns) in [("=company", "companies_us_listed.tsv", [1, 1]), ("=club", "football_clubs_openfootball.tsv", [0, 1])] {
        let mut names = std::collections::BTreeSet::new();
        for row in rows(&lists.join(file))? {
            for at in columns {
                let name = column(&row, at).split(['[', '(']).next().unwrap_or_default().replace('$', "");
                let mut forms = maker.forms(&name);
                while !forms.is_empty() {
                    if forms.len() <= 8 && is_telling(maker, &forms) {
                        names.insert(forms.join(" "));
                    }
                    if !forms.last().is_some_and(|last| TAILS.contains(&last.as_str())) {
                        break;
                    }
                    forms.pop();
                }
            }
        }
        names.extend(of(head).iter().map(|name| maker.forms(name).join(" ")));
        out.push_str(head);
        out.push('\n');
        for name in names {
            out.push_str(&name);
            out.push('\n');
        }
    }
    Ok(out)
}

/// Whether a name is more than a number, a letter or one common word.
fn is_telling(maker: &Maker, forms: &[String]) -> bool {
    match forms {
        [form] => form.chars().filter(|c| c.is_alphabetic()).count() >= 3 && !maker.is_common(form),
        _ => forms.iter().any(|form| form.chars().filter(|c| c.is_alphabetic()).count() >= 2),
    }
}

//! Places and organisations from the lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use dateline::analysis::entities::gazetteer::data::{Kind, Record};
use dateline::article::Lang;

use crate::further::{long_forms, own_names};
use crate::names::Names;
use crate::{Failure, Maker, column, rows};

/// Codes of CLDR that are no country of ISO 3166-1.
const NO_COUNTRY: [&str; 15] = ["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "CQ", "DG", "EA", "IC", "TA", "CS", "AC"];
/// Countries whose first-level divisions readers know by name.
const FEDERATIONS: [&str; 14] = ["AR", "AT", "AU", "BR", "CA", "CN", "DE", "IN", "IR", "MX", "MY", "PK", "UA", "US"];
/// Languages with capitals whose names are looked up by stem as well.
const STEMMED: [&str; 17] = ["cs", "da", "de", "el", "et", "fi", "hu", "hy", "lt", "nl", "no", "pl", "ro", "ru", "sr", "sv", "tr"];
/// Languages whose longer names of countries hold in texts of any language.
const WORLD: [&str; 28] = [
    "ca", "cs", "da", "de", "es", "et", "eu", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "sk",
    "sl", "sq", "sv", "sw", "tr", "vi",
];
/// Words that make no name of a division by themselves.
const GENERIC: [&str; 40] = [
    "central",
    "western",
    "eastern",
    "northern",
    "southern",
    "north",
    "south",
    "east",
    "west",
    "centre",
    "center",
    "nord",
    "sud",
    "est",
    "ouest",
    "capital",
    "region",
    "islands",
    "city",
    "federal",
    "littoral",
    "maritime",
    "coast",
    "upper",
    "lower",
    "river",
    "rivers",
    "plateau",
    "delta",
    "northwest",
    "northeast",
    "southwest",
    "southeast",
    "midlands",
    "highlands",
    "district",
    "territory",
    "and",
    "the",
    "of",
];
/// Words with which administrative names of cities begin.
const ADMINISTRATIVE: [&str; 14] = [
    "city",
    "kota",
    "dakbayan",
    "lungsod",
    "bandar",
    "commune",
    "municipality",
    "gorod",
    "ciudad",
    "villa",
    "municipio",
    "ville",
    "cathair",
    "bandaraya",
];
/// Population from which a city's names in other Latin alphabets are kept.
const KNOWN_ABROAD: u32 = 100_000;

/// All records, and where they stand.
#[derive(Default)]
pub(crate) struct Places {
    pub(crate) list: Vec<Record>,
    pub(crate) by_id: BTreeMap<String, usize>,
    pub(crate) regions: BTreeMap<String, usize>,
}

impl Places {
    pub(crate) fn add(&mut self, kind: Kind, id: Option<&str>, name: &str) -> usize {
        let at = self.list.len();
        if let Some(id) = id.filter(|_| kind.is_place()) {
            self.by_id.insert(id.to_owned(), at);
        }
        let (id, name) = (id.map(Into::into), name.into());
        self.list.push(Record { kind, id, parent: None, population: 0, fame: 0, marked: false, languages: "".into(), name });
        at
    }

    fn parent(&mut self, at: usize, parent: Option<usize>) {
        if let Some(record) = self.list.get_mut(at) {
            record.parent = parent.and_then(|at| u32::try_from(at).ok());
        }
    }

    pub(crate) fn country_of(&self, at: usize) -> Option<&str> {
        let record = self.list.get(at)?;
        let parent = record.parent.and_then(|parent| self.list.get(parent as usize));
        let top = parent.and_then(|parent| parent.parent).and_then(|top| self.list.get(top as usize));
        top.or(parent).unwrap_or(record).id.as_deref()
    }

    pub(crate) fn lines(&self) -> String {
        self.list.iter().map(|record| record.line() + "\n").collect()
    }
}

/// Reads all lists of places.
pub(crate) fn read(places: &mut Places, names: &mut Names, maker: &Maker, lists: &Path, own: &Path) -> Result<(), Failure> {
    let own_rows = rows(&own.join("places_own.tsv"))?;
    let territories = rows(&lists.join("territories_cldr.tsv"))?;
    countries(places, &territories, &rows(&lists.join("countries_geonames.tsv"))?);
    for row in &own_rows {
        own_record(places, row);
    }
    let divisions = rows(&lists.join("subdivisions_unlocode.tsv"))?;
    division_records(places, &divisions);
    let cities = rows(&lists.join("cities15000_geonames.tsv"))?;
    city_records(places, maker, &cities, &rows(&own.join("admin1.tsv"))?);
    country_names(places, names, maker, &territories);
    city_names(places, names, maker, &cities);
    division_names(places, names, maker, &divisions);
    for row in &own_rows {
        own_names(places, names, maker, row)?;
    }
    long_forms(places, names, maker, &rows(&lists.join("country_aliases_countrynames.tsv"))?);
    Ok(())
}

fn countries(places: &mut Places, territories: &[Vec<String>], facts: &[Vec<String>]) {
    let mut english: BTreeMap<&str, &str> = BTreeMap::new();
    for row in territories.iter().filter(|row| column(row, 1) == "en" && column(row, 3) == "main") {
        english.entry(column(row, 0)).or_insert(column(row, 2));
    }
    for (code, name) in english.into_iter().filter(|(code, _)| is_country(code)) {
        let at = places.add(Kind::Country, Some(code), name);
        if let (Some(row), Some(record)) = (facts.iter().find(|row| column(row, 0) == code), places.list.get_mut(at)) {
            record.population = column(row, 5).parse().unwrap_or(0);
            // The first two languages of a country are those of its press: `fa-IR,ku` is fa, ku.
            let langs: Vec<&str> = column(row, 7).split(',').take(2).filter_map(|lang| lang.split('-').next()).collect();
            record.languages = langs.join(",").into();
        }
    }
}

pub(crate) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) && !NO_COUNTRY.contains(&code)
}

/// Adds what the other lists lack: former countries, divisions, regions; and English names.
fn own_record(places: &mut Places, row: &[String]) {
    let (id, name) = (column(row, 0), column(row, 1));
    if id == "-" {
        let at = places.add(Kind::Region, None, name);
        places.regions.insert(name.to_owned(), at);
    } else if !id.starts_with('=') {
        let at = places.by_id.get(id).copied();
        let kind = if id.contains('-') { Kind::Division } else { Kind::Country };
        let at = at.unwrap_or_else(|| places.add(kind, Some(id), name));
        let country = id.split_once('-').and_then(|(country, _)| places.by_id.get(country).copied());
        places.parent(at, country);
        if let Some(record) = places.list.get_mut(at).filter(|_| !name.is_empty()) {
            record.name = name.into();
        }
    }
}

/// The name of a division without its kind and its other names.
fn division_name(name: &str) -> &str {
    let end = name.find([',', '[', '(', '/']).unwrap_or(name.len());
    name.get(..end).unwrap_or(name).trim()
}

fn division_records(places: &mut Places, divisions: &[Vec<String>]) {
    for row in divisions {
        let id = column(row, 0);
        let Some((country, _)) = id.split_once('-') else { continue };
        let Some(parent) = places.by_id.get(country).copied() else { continue };
        let kind = if FEDERATIONS.contains(&country) { Kind::Division } else { Kind::MinorDivision };
        let at = places.by_id.get(id).copied().unwrap_or_else(|| places.add(kind, Some(id), division_name(column(row, 1))));
        places.parent(at, Some(parent));
        if let Some(record) = places.list.get_mut(at).filter(|record| record.name.is_empty()) {
            record.name = division_name(column(row, 1)).into();
        }
    }
}

fn division_names(places: &Places, names: &mut Names, maker: &Maker, divisions: &[Vec<String>]) {
    let mut by_name: BTreeMap<Vec<String>, BTreeSet<usize>> = BTreeMap::new();
    for row in divisions {
        let Some(at) = places.by_id.get(column(row, 0)).copied() else { continue };
        let forms = maker.forms(division_name(column(row, 1)));
        let generic = forms.iter().all(|form| GENERIC.contains(&form.as_str()) || form.chars().count() < 3);
        // Puerto Rico and others are countries of the first list as well.
        let also_country = column(row, 1).contains("separate entry") || column(row, 1).ends_with(" SAR");
        let is_country = names.meanings(&forms).any(|at| places.list.get(at).is_some_and(|record| record.kind == Kind::Country));
        if !generic && !also_country && (!is_country || column(row, 0) == "US-GA") {
            by_name.entry(forms).or_default().insert(at);
        }
    }
    for (forms, meanings) in by_name {
        let known: Vec<_> = meanings.iter().copied().filter(|at| places.list.get(*at).is_some_and(|r| r.kind == Kind::Division)).collect();
        // A name of several small divisions names none of them.
        let chosen = if known.is_empty() && meanings.len() == 1 { meanings.into_iter().collect() } else { known };
        for at in chosen {
            names.add("", &forms, at, false);
        }
    }
}

fn city_id(row: &[String]) -> String {
    format!("geonames:{}", column(row, 0))
}

fn city_records(places: &mut Places, maker: &Maker, cities: &[Vec<String>], admin1: &[Vec<String>]) {
    let division = divisions_of_cities(places, maker, cities, admin1);
    for row in cities {
        let (country, region) = (column(row, 2), column(row, 3));
        let at = places.add(Kind::City, Some(&city_id(row)), column(row, 1));
        let parent = division.get(&(country.to_owned(), region.to_owned())).or_else(|| places.by_id.get(country)).copied();
        places.parent(at, parent);
        if let Some(record) = places.list.get_mut(at) {
            record.population = column(row, 4).parse().unwrap_or(0);
            record.fame = u32::try_from(column(row, 5).split('|').count()).unwrap_or(0);
        }
    }
}

/// Which division the code of a first-level division in the list of cities is.
///
/// For some countries the code is that of ISO 3166-2, for some it is written down. For others a
/// division is known by its largest city where it has the city's name, if that list and ISO count
/// about as many divisions.
fn divisions_of_cities(
    places: &Places,
    maker: &Maker,
    cities: &[Vec<String>],
    admin1: &[Vec<String>],
) -> BTreeMap<(String, String), usize> {
    let mut map = BTreeMap::new();
    let mut written = BTreeSet::new();
    for row in admin1 {
        let country = column(row, 0);
        written.insert(country);
        for (code, suffix) in column(row, 1).split(' ').filter_map(|pair| pair.split_once('=')) {
            if let Some(at) = places.by_id.get(&format!("{country}-{suffix}")) {
                map.insert((country.to_owned(), code.to_owned()), *at);
            }
        }
    }
    let mut largest: BTreeMap<(&str, &str), &Vec<String>> = BTreeMap::new();
    for row in cities {
        largest.entry((column(row, 2), column(row, 3))).or_insert(row);
    }
    for country in ["US", "CH", "GB", "BE", "ME"] {
        written.insert(country);
        for (_, code) in largest.keys().filter(|(of, _)| *of == country) {
            if let Some(at) = places.by_id.get(&format!("{country}-{code}")) {
                map.insert((country.to_owned(), (*code).to_owned()), *at);
            }
        }
    }
    let countries: BTreeSet<&str> = largest.keys().map(|(country, _)| *country).filter(|country| !written.contains(country)).collect();
    for country in countries {
        by_largest_city(places, maker, country, &largest, &mut map);
    }
    map
}

fn by_largest_city(
    places: &Places,
    maker: &Maker,
    country: &str,
    largest: &BTreeMap<(&str, &str), &Vec<String>>,
    map: &mut BTreeMap<(String, String), usize>,
) {
    let prefix = format!("{country}-");
    let divisions: Vec<(usize, Vec<String>)> = places
        .by_id
        .range(prefix.clone()..)
        .take_while(|(id, _)| id.starts_with(&prefix))
        .map(|(_, at)| (*at, maker.forms(places.list.get(*at).map_or("", |record| &record.name))))
        .collect();
    let groups: Vec<_> = largest.iter().filter(|((of, _), _)| *of == country).collect();
    if divisions.is_empty() || groups.len().abs_diff(divisions.len()) * 6 > divisions.len() {
        return;
    }
    let mut claims: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for ((_, code), row) in groups {
        let spellings: BTreeSet<_> =
            std::iter::once(column(row, 1)).chain(column(row, 5).split('|')).map(|name| maker.forms(name)).collect();
        let same: Vec<_> = divisions.iter().filter(|(_, forms)| spellings.contains(forms)).collect();
        if let [(at, _)] = same.as_slice() {
            claims.entry(*at).or_default().push(code);
        }
    }
    for (at, codes) in claims {
        if let [code] = codes.as_slice() {
            map.insert((country.to_owned(), (*code).to_owned()), at);
        }
    }
}

/// The language code of articles for a locale: `pt-PT` is `pt`, `nb` is `no`.
fn language(locale: &str) -> &str {
    match locale.split(['-', '_']).next().unwrap_or(locale) {
        "nb" | "nn" => "no",
        "cmn" | "yue" => "zh",
        other => other,
    }
}

fn is_latin(name: &str) -> bool {
    name.chars().any(char::is_alphabetic)
        && name.chars().filter(|c| c.is_alphabetic()).all(|c| u32::from(c) < 0x370 || ('\u{1e00}'..='\u{1eff}').contains(&c))
}

pub(crate) fn letters(forms: &[String]) -> usize {
    forms.iter().map(|form| form.chars().count()).sum()
}

/// Whether a name is too short to be found by itself in its script.
fn too_short(name: &str, forms: &[String]) -> bool {
    let dense = name.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'));
    let least = if dense {
        2
    } else if is_latin(name) {
        4
    } else {
        3
    };
    letters(forms) < least
}

fn country_names(places: &Places, names: &mut Names, maker: &Maker, territories: &[Vec<String>]) {
    for row in territories {
        let (code, locale, name) = (column(row, 0), column(row, 1), column(row, 2));
        let Some(at) = places.by_id.get(code).copied().filter(|_| is_country(code)) else { continue };
        // `Congo (DRC)`: what stands before the parenthesis is another country's name.
        if name.contains(['(', '（']) && ["CD", "CG"].contains(&code) {
            continue;
        }
        let name = name.split(['(', '（']).next().unwrap_or_default().trim();
        country_name(names, maker, language(locale), name, at);
    }
}

fn country_name(names: &mut Names, maker: &Maker, lang: &str, name: &str, at: usize) {
    let forms = maker.forms(name);
    if forms.is_empty() || too_short(name, &forms) {
        return;
    }
    let only = forms.first().map_or("", String::as_str);
    let world = WORLD.contains(&lang) && letters(&forms) >= 6;
    let doubtful = forms.len() == 1 && (maker.is_person(only) || maker.is_common(only));
    if lang == "en" || !is_latin(name) || (world && !doubtful) {
        names.add("", &forms, at, false);
    } else {
        names.add(&format!("{lang}:"), &forms, at, false);
    }
    if STEMMED.contains(&lang)
        && let Some(code) = Lang::new(lang)
    {
        let stems: Vec<String> = forms.iter().map(|form| maker.analyzer.stem(code, form)).collect();
        if stems != forms && letters(&stems) >= 3 {
            names.add_stem(lang, &stems, name, at, false);
        }
    }
}

fn city_names(places: &Places, names: &mut Names, maker: &Maker, cities: &[Vec<String>]) {
    for row in cities {
        let Some(at) = places.by_id.get(&city_id(row)).copied() else { continue };
        let population: u32 = column(row, 4).parse().unwrap_or(0);
        let main = maker.forms(column(row, 1));
        if !too_short(column(row, 1), &main) {
            names.add("", &main, at, false);
        }
        let country = column(row, 2);
        for name in column(row, 5).split('|').filter(|name| !name.contains([',', '(', ')', '/', '-', '1', '2']) || !is_latin(name)) {
            let forms = maker.forms(name);
            if forms.is_empty() || too_short(name, &forms) || forms == main {
                continue;
            }
            if is_latin(name) {
                let administrative = forms.first().is_some_and(|form| ADMINISTRATIVE.contains(&form.as_str()));
                if population >= KNOWN_ABROAD && !administrative && forms.len() <= 4 && letters(&forms) >= 4 {
                    names.add("", &forms, at, true);
                }
                continue;
            }
            names.add("", &forms, at, false);
            let known = population >= KNOWN_ABROAD || ["RU", "UA", "BY", "KZ"].contains(&country);
            if known
                && let Some(russian) =
                    Lang::new("ru").filter(|_| name.chars().all(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | '-' | ' ')))
            {
                let stems: Vec<String> = forms.iter().map(|form| maker.analyzer.stem(russian, form)).collect();
                if letters(&stems) >= 4 {
                    names.add_stem("ru", &stems, name, at, false);
                }
            }
        }
    }
}

//! The dates of a page: from its metadata, then its address, then its text; never from its foot,
//! and never the day of a crawl.

use std::sync::LazyLock;

use regex::Regex;

use super::super::super::Note;
use super::super::super::NoteCode;
use super::super::super::row::{date_error, doubt, note};
use super::super::headings::{Dated as Label, date_line};
use super::facts::{Dated, Facts, Line};
use super::json_ld::Ld;
use crate::article::published::stamp::DAY_MICROS;
use crate::article::published::written::{Written, WrittenError, find_written, parse_given};
use crate::article::published::{Basis, Zone};
use crate::article::{CivilDay, Stamp, When};

/// Names of `<meta>` that date the publication: `OpenGraph`, Parse.ly, Sailthru, Dublin Core,
/// Highwire, and those of content systems. In the order of trust.
const PUBLISHED: [&str; 36] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "rnews:datepublished",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "sailthru.date",
    "shareaholic:article_published_time",
    "bt:pubdate",
    "vr:published_time",
    "datepublished",
    "originalpublicationdate",
    "publication_date",
    "publicationdate",
    "publish_date",
    "publish-date",
    "publishdate",
    "published_at",
    "published",
    "pubdate",
    "pub_date",
    "displaydate",
    "article_date_original",
    "article.published",
    "article:publicationdate",
    "article.created",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.publication",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "prism.publicationdate",
    "og:pubdate",
];

/// Names of `<meta>` that date a page in general: a content system writes the day there on which the
/// page was made, or last touched. What the page shows beside its heading is better.
const OF_PAGE: [&str; 10] = [
    "dcterms.created",
    "dc.date.created",
    "dc.created",
    "dc.date",
    "dcterms.date",
    "dc.dcterms.date",
    "created",
    "datecreated",
    "date",
    "pubyear",
];

const UPDATED: [&str; 14] = [
    "article:modified_time",
    "og:updated_time",
    "og:article:modified_time",
    "article:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "dc.modified",
    "modified",
    "lastmod",
    "updated_time",
    "revised",
    "lastmodified",
    "last-updated",
];

/// Years that dates in texts and addresses may name: what else looks like one is a number.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2099;

/// Lines behind the main heading in which a date is looked for.
const LINES_BEHIND: usize = 14;

/// Lines before the main heading in which a date is looked for.
const LINES_BEFORE: usize = 4;

/// Longest line that is a date line; longer ones are sentences that speak of dates.
const DATE_LINE_MAX: usize = 140;

/// The dates of a page.
#[derive(Debug, Default)]
pub(super) struct Dates {
    pub(super) published: Option<Stamp>,
    pub(super) updated: Option<Stamp>,
    pub(super) notes: Vec<Note>,
}

/// Reads what there is, best first.
struct Reading {
    zone: Zone,
    /// The first date that could not be used.
    unusable: Option<WrittenError>,
}

impl Reading {
    fn read(&mut self, text: &str, basis: Basis) -> Option<(Stamp, Option<Note>)> {
        match parse_given(text, self.zone) {
            Ok(found) if plausible(found.when) => Some((Stamp::new(found.when, basis), doubt(&found, text))),
            Ok(_) => None,
            Err(error) => {
                // A date with words around it is still one.
                if let Some(found) = find(text, self.zone) {
                    return Some((Stamp::new(found.when, basis), found.no_zone.then(|| note(NoteCode::NoZone, text))));
                }
                if self.unusable.is_none() && !text.trim().is_empty() {
                    self.unusable = Some(error);
                }
                None
            }
        }
    }

    fn first<'a>(&mut self, texts: impl Iterator<Item = &'a str>, basis: Basis) -> Option<(Stamp, Option<Note>)> {
        let mut coarse = None;
        for text in texts.take(50) {
            if let Some(found) = self.read(text, basis) {
                if is_fine(found.0.when) {
                    return Some(found);
                }
                coarse = coarse.or(Some(found));
            }
        }
        coarse
    }
}

/// Whether a date can be one of a page: content systems write their empty value as one too.
fn plausible(when: When) -> bool {
    year(when).is_some_and(|year| year > 1600 && year != 1970 && year <= 2099)
}

/// The year in UTC; only its rough size matters here.
fn year(when: When) -> Option<i32> {
    let first = match when {
        When::Instant(instant) => i32::try_from(instant.micros.div_euclid(DAY_MICROS)).ok()?,
        other => other.days()?.0,
    };
    CivilDay::from_number(first).map(CivilDay::year)
}

/// Finds the dates of a page.
pub(super) fn dates(facts: &Facts, ld: &Ld, url: Option<&str>, zone: Zone) -> Dates {
    let mut reading = Reading { zone, unusable: None };
    let mut updated = ld.updated.as_deref().and_then(|text| reading.read(text, Basis::JsonLd));
    updated = updated
        .or_else(|| reading.first(UPDATED.iter().flat_map(|name| facts.all_meta(name)), Basis::Meta))
        .or_else(|| reading.first(properties(facts, &["datemodified"]), Basis::Microdata));
    reading.unusable = None;
    let in_url = url.and_then(of_address);
    let published = ld
        .published
        .as_deref()
        .and_then(|text| reading.read(text, Basis::JsonLd))
        .or_else(|| reading.first(PUBLISHED.iter().flat_map(|name| facts.all_meta(name)), Basis::Meta))
        .or_else(|| reading.first(properties(facts, &["datepublished", "datecreated"]), Basis::Microdata));
    let shown = |reading: &mut Reading| {
        let day_in_url = in_url.filter(|when| matches!(when, When::Day(_)));
        of_elements(facts, reading)
            .or_else(|| reading.first(OF_PAGE.iter().flat_map(|name| facts.all_meta(name)), Basis::Meta))
            .or_else(|| day_in_url.map(|when| (Stamp::new(when, Basis::Url), None)))
    };
    let published = published.or_else(|| shown(&mut reading));
    let unusable = reading.unusable.take();
    let published = match published {
        Some(found) if is_fine(found.0.when) => Some(found),
        // A line that gives the day says more than metadata that give the month, unless they disagree.
        coarse => {
            let coarse = coarse.or_else(|| in_url.map(|when| (Stamp::new(when, Basis::Url), None)));
            of_elements(facts, &mut reading)
                .or_else(|| of_lines(facts, &mut reading))
                .filter(|found| coarse.as_ref().is_none_or(|coarse| holds(coarse.0.when, found.0.when)))
                .or(coarse)
        }
    };
    let mut out = Dates::default();
    let mut take = |found: Option<(Stamp, Option<Note>)>| {
        let (stamp, said) = found?;
        out.notes.extend(said);
        Some(stamp)
    };
    out.published = take(published);
    out.updated = take(updated);
    if out.published.is_none()
        && out.updated.is_none()
        && let Some(error) = unusable
    {
        out.notes.push(date_error(&error));
    }
    out
}

/// Whether a date is at least a day.
fn is_fine(when: When) -> bool {
    matches!(when, When::Day(_) | When::Instant(_))
}

/// Whether a month or a year holds a day as it is written.
fn holds(coarse: When, fine: When) -> bool {
    fine.to_string().starts_with(&coarse.to_string())
}

fn properties<'a>(facts: &'a Facts, names: &'a [&str]) -> impl Iterator<Item = &'a str> {
    let own = |item: &str| !item.ends_with("comment") && !item.contains("review") && !item.contains("event");
    names.iter().flat_map(move |name| {
        let those = facts.properties.iter().filter(move |property| property.name == *name && !property.aside && own(&property.item));
        those.map(|property| property.value.as_str())
    })
}

/// Dates of `<time>` elements and of those whose class speaks of a date.
fn of_elements(facts: &Facts, reading: &mut Reading) -> Option<(Stamp, Option<Note>)> {
    let usable = |dated: &&Dated| !dated.aside && !dated.hint.contains("updated") && !dated.hint.contains("modified");
    let is_time = |dated: &&Dated| dated.hint.starts_with("time ");
    let told = |dated: &&Dated| {
        dated.hint.contains("pubdate")
            || dated.hint.contains("publi")
            || dated.hint.contains("entry-date")
            || dated.hint.contains("post-date")
    };
    let times: Vec<&Dated> = facts.dated.iter().filter(usable).filter(is_time).collect();
    // A page with very many times is a list of pages.
    let choices: [Vec<&Dated>; 3] = [
        times.iter().copied().filter(told).collect(),
        times.iter().copied().filter(|dated| dated.behind_heading).collect(),
        if times.len() <= 3 { times.clone() } else { Vec::new() },
    ];
    for choice in &choices {
        for dated in choice.iter().take(20) {
            if let Some(found) = dated.value.as_deref().and_then(|value| day(reading, value, Basis::Microdata)) {
                return Some(found);
            }
            if let Some(found) = day(reading, &dated.text, Basis::Text) {
                return Some(found);
            }
        }
    }
    let others: Vec<&Dated> = facts.dated.iter().filter(usable).filter(|dated| !is_time(dated)).collect();
    let behind = others.iter().filter(|dated| dated.behind_heading);
    let before = others.iter().filter(|dated| !dated.behind_heading);
    for dated in behind.chain(before).take(40) {
        let texts = dated.value.iter().map(String::as_str).chain([dated.text.as_str()]);
        for text in texts.filter(|text| text.len() <= DATE_LINE_MAX && !is_foot(text)) {
            if let Some(found) = day(reading, text, Basis::Text) {
                return Some(found);
            }
        }
    }
    None
}

/// A date that is at least a day, wherever it stands in a text.
fn day(reading: &mut Reading, text: &str, basis: Basis) -> Option<(Stamp, Option<Note>)> {
    let found = match parse_given(text, reading.zone) {
        Ok(found) => found,
        Err(_) => find(text, reading.zone)?,
    };
    (is_fine(found.when) && in_years(found.when))
        .then(|| (Stamp::new(found.when, basis), found.no_zone.then(|| note(NoteCode::NoZone, text))))
}

fn in_years(when: When) -> bool {
    year(when).is_some_and(|year| YEARS.contains(&year))
}

/// Dates in lines: behind a label, near the main heading, at the head of the first paragraph.
fn of_lines(facts: &Facts, reading: &mut Reading) -> Option<(Stamp, Option<Note>)> {
    for line in facts.lines.iter().filter(|line| line.text.len() <= 400) {
        if let Some(label) = date_line(&line.text).filter(|label| label.dated == Label::Published)
            && let Some(found) = day(reading, label.value, Basis::Text)
        {
            return Some(found);
        }
    }
    let at = facts.heading_line.unwrap_or(0);
    let behind = facts.lines.iter().skip(at).take(LINES_BEHIND);
    let before = facts.lines.iter().take(at).rev().take(LINES_BEFORE);
    let short =
        |line: &&Line| !line.aside && line.text.len() <= DATE_LINE_MAX && !is_foot(&line.text) && line.linked * 2 <= line.text.len();
    let opening = |line: &&Line| !line.aside && line.text.len() > DATE_LINE_MAX;
    behind
        .clone()
        .filter(short)
        .chain(before.filter(short))
        .find_map(|line| day(reading, &line.text, Basis::Text))
        .or_else(|| behind.filter(opening).find_map(|line| opening_date(&line.text, reading)))
        .or_else(|| labelled(facts, reading))
}

/// A date with which a paragraph begins: `12 novembre 2012. - …`, `(Reuters, 3 May 2024) …`.
fn opening_date(text: &str, reading: &mut Reading) -> Option<(Stamp, Option<Note>)> {
    let mut end = text.len().min(60);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let begin = text.get(..end)?;
    let (from, found) = located(begin, reading.zone)?;
    (from <= 24 && in_years(found.when) && is_fine(found.when)).then(|| (Stamp::new(found.when, Basis::Text), None))
}

static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let words = [
        "published",
        "posted",
        "publish date",
        "first published",
        "date of publication",
        "veröffentlicht",
        "erstellt",
        "publié",
        "publie",
        "mis en ligne",
        "publicado",
        "publicada",
        "pubblicato",
        "gepubliceerd",
        "geplaatst",
        "publicerad",
        "opublikowano",
        "dodano",
        "опубликовано",
        "дата публикации",
        "yayınlanma",
        "发布时间",
        "發佈時間",
        "发表于",
        "時間",
        "时间",
        "公開",
        "掲載",
        "입력",
        "등록",
        "нашр",
    ];
    Regex::new(&format!("(?i)(?:{})", words.join("|"))).ok()
});

/// A date behind a word of publication, anywhere but in lists.
fn labelled(facts: &Facts, reading: &mut Reading) -> Option<(Stamp, Option<Note>)> {
    let label = LABEL.as_ref()?;
    for line in facts.lines.iter().filter(|line| line.text.len() <= 300 && !is_foot(&line.text)) {
        let Some(after) = label.find(&line.text).and_then(|found| line.text.get(found.end()..)) else { continue };
        let mut end = after.len().min(60);
        while !after.is_char_boundary(end) {
            end -= 1;
        }
        if let Some(found) = after.get(..end).and_then(|after| day(reading, after, Basis::Text)) {
            return Some(found);
        }
    }
    None
}

/// Whether a line speaks of rights: its year is none of the article.
fn is_foot(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.contains('©') || lower.contains("copyright") || lower.contains("all rights") || lower.contains("(c) ")
}

static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let time = r"(?:[T,\s|·•–—\-]*(?:at|um|à|a las|às|ore|kl\.?|klo)?\s*\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\.\d+)?(?:\s*(?:Uhr|[AaPp]\.?[Mm]\.?))?(?:\s*(?:Z|UTC|GMT|[A-Z]{3,4}|[+-]\d{2}:?\d{2})\b)?)?";
    [
        r"\b\d{4}-\d{2}-\d{2}",
        r"\b\d{4}/\d{1,2}/\d{1,2}",
        r"\b\d{4}\.\s?\d{1,2}\.\s?\d{1,2}",
        r"\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日",
        r"\d{4}\s?년\s?\d{1,2}\s?월\s?\d{1,2}\s?일",
        r"\b\d{1,2}\.\s?\d{1,2}\.\s?\d{4}",
        r"\b\d{1,2}[/-]\d{1,2}[/-]\d{4}",
        r"\b\d{1,2}\.\d{1,2}\.\d{2}\b",
        r"\b\d{1,2}(?:st|nd|rd|th|er|º|ª|\.)?\s?(?:de\s|of\s|d')?\s?[-]?\p{L}[\p{L}\p{M}]{2,14}\.?,?[-]?\s?(?:de\s|del\s)?\s?\d{4}",
        r"\b\p{L}[\p{L}\p{M}]{2,14}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s\d{4}",
        r"[۰-۹٠-٩]{1,2}\s\p{L}[\p{L}\p{M}‌]{2,14}\s[۰-۹٠-٩]{4}",
        r"[۰-۹٠-٩]{4}/[۰-۹٠-٩]{1,2}/[۰-۹٠-٩]{1,2}",
    ]
    .into_iter()
    .filter_map(|form| Regex::new(&format!("{form}{time}")).ok())
    .collect()
});

/// Finds the first date of a text.
fn find(text: &str, zone: Zone) -> Option<Written> {
    located(text, zone).map(|(_, found)| found).or_else(|| find_written(text, zone)).filter(|found| in_years(found.when))
}

/// The first date of a text, and where it begins.
fn located(text: &str, zone: Zone) -> Option<(usize, Written)> {
    if text.len() > 1_000 || !text.chars().any(char::is_numeric) {
        return None;
    }
    let mut best: Option<(usize, Written)> = None;
    for form in FORMS.iter() {
        for found in form.find_iter(text).take(4) {
            if best.is_some_and(|(at, _)| at <= found.start()) {
                break;
            }
            if let Some(written) = shortest(found.as_str(), zone) {
                best = Some((found.start(), written));
                break;
            }
        }
    }
    best
}

/// Reads a date with a time behind it, or the date alone.
fn shortest(text: &str, zone: Zone) -> Option<Written> {
    let text = text.trim().trim_end_matches(['.', ',']);
    let spaced = text.replace(['|', '·', '•', '–', '—', ','], " ").replace(" Uhr", "").replace(" - ", " ").replace(" um ", " ");
    let read = |text: &str| parse_given(&super::facts::collapsed(text), zone).ok();
    if let Some(found) = read(text).or_else(|| read(&spaced)) {
        return Some(found);
    }
    // Less and less of the time, down to the date.
    let mut rest = spaced.trim_end();
    while let Some((before, _)) = rest.rsplit_once(' ') {
        rest = before.trim_end();
        if let Some(found) = read(rest) {
            return Some(found);
        }
    }
    None
}

static ADDRESS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    [
        r"[/_.-]((?:19|20)\d{2})[/_.-](0[1-9]|1[0-2])[/_.-](0[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
        r"[/_.-]((?:19|20)\d{2})[/_-](0?[1-9]|1[0-2])[/_-](0?[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
        r"[/_.-]((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
        r"/((?:19|20)\d{2})-?(0[1-9]|1[0-2])/(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
        r"/((?:19|20)\d{2})/([a-z]{3})/(0?[1-9]|[12]\d|3[01])(?:[/_.-]|$)",
        r"/((?:19|20)\d{2})[/-](0[1-9]|1[0-2])/",
    ]
    .into_iter()
    .filter_map(|form| Regex::new(form).ok())
    .collect()
});

/// The date in an address: a day, or a month.
fn of_address(url: &str) -> Option<When> {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    for form in ADDRESS.iter() {
        let Some(found) = form.captures(path) else { continue };
        let part = |at: usize| found.get(at).map_or("", |part| part.as_str());
        let year: i32 = part(1).parse().ok()?;
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
        let named = months.iter().position(|month| *month == part(2)).and_then(|at| u32::try_from(at + 1).ok());
        let Some(month) = part(2).parse().ok().or(named) else { continue };
        if !YEARS.contains(&year) {
            continue;
        }
        if part(3).is_empty() {
            return Some(When::Month(year, month));
        }
        if let Some(day) = part(3).parse().ok().and_then(|day| CivilDay::new(year, month, day)) {
            return Some(When::Day(day));
        }
    }
    day_first(path)
}

static DAY_FIRST: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[/_.-](\d{2})[-_.](\d{2})[-_.]((?:19|20)\d{2})(?:[/_.-]|$)").ok());

/// A day with its year behind it, where the numbers tell day and month apart.
fn day_first(path: &str) -> Option<When> {
    let found = DAY_FIRST.as_ref()?.captures(path)?;
    let part = |at: usize| found.get(at).and_then(|part| part.as_str().parse::<u32>().ok());
    let year = found.get(3)?.as_str().parse().ok().filter(|year| YEARS.contains(year))?;
    let (day, month) = match (part(1)?, part(2)?) {
        (day, month) if day > 12 || day == month => (day, month),
        (month, day) if day > 12 => (day, month),
        _ => return None,
    };
    CivilDay::new(year, month, day).map(When::Day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_dates() {
        let check = |url: &str, expected: Option<&str>| {
            assert_eq!(of_address(url).map(|when| when.to_string()).as_deref(), expected, "{url}");
        };
        check("https://x.example/2024/05/03/dam", Some("2024-05-03"));
        check("https://x.example/news/2024-05-03-dam", Some("2024-05-03"));
        check("https://x.example/a/20240503/dam", Some("2024-05-03"));
        check("https://x.example/2024/may/03/dam", Some("2024-05-03"));
        check("https://x.example/2024/05/dam", Some("2024-05"));
        check("https://x.example/news/23-01-2022-dam", Some("2022-01-23"));
        check("https://x.example/report_of_04.23.2020_dam", Some("2020-04-23"));
        check("https://x.example/news/03-04-2022-dam", None);
        check("https://x.example/dam-1234567", None);
        check("https://x.example/20241399/dam", None);
    }

    #[test]
    fn dates_are_found_in_lines() {
        let check = |text: &str, expected: &str| {
            let found = find(text, Zone::Utc).map(|found| found.when.to_string()).unwrap_or_default();
            assert_eq!(found, expected, "{text}");
        };
        check("By A. Byron | January 29, 2025 | News", "2025-01-29");
        check("Posted on 29 January 2025 by admin", "2025-01-29");
        check("Stand: 29.01.2025", "2025-01-29");
        check("Version 1.2.3", "");
        check("in 2024 and 2025", "");
        check("30 people in 2024", "");
    }
}

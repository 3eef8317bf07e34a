//! What this is, and what the served version holds.

use askama::Template;

use super::facets::label;
use super::{render, words};
use crate::article::published::{Instant, Now, When};
use crate::index::{Archive, VersionInfo};
use crate::render::PROGRAM;
use crate::render::json::version_name;
use crate::search::{FacetField, Stop};
use crate::web::assets::STYLE_URL;
use crate::web::problem::Problem;
use crate::web::public::PublicFields;
use crate::web::routes::{counts, described};

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage<'a> {
    style: &'a str,
    title: &'a str,
    program: &'a str,
    version: Option<VersionView>,
}

struct VersionView {
    facts: Vec<(&'static str, String)>,
    languages: Vec<(String, String, String)>,
    sources: Vec<(String, String, String)>,
}

/// Answers the page.
pub(super) fn page(archive: &Archive, public: &PublicFields, now: Now, stop: &Stop) -> Result<String, Problem> {
    let version = match archive.current() {
        None => None,
        Some(version) => {
            let counts = counts(&version, now, stop)?;
            let list = |field: FacetField| {
                let facet = counts.facets.iter().find(|(other, _)| *other == field && public.shows_values(field));
                let row = |value: &crate::search::FacetValue| {
                    let url = super::links::Links::default().adding(field, value.id.as_deref().unwrap_or(&value.value));
                    (label(field, &value.value), url, words::count(value.count))
                };
                facet.map(|(_, facet)| facet.values.iter().map(row).collect()).unwrap_or_default()
            };
            let facts = described(archive, &version)?.map(|info| facts(&info)).unwrap_or_default();
            Some(VersionView { facts, languages: list(FacetField::Lang), sources: list(FacetField::Source) })
        }
    };
    render(&AboutPage { style: &STYLE_URL, title: "About this archive – Dateline", program: PROGRAM, version })
}

fn facts(info: &VersionInfo) -> Vec<(&'static str, String)> {
    vec![
        ("Version", version_name(info.number)),
        ("Published", words::when(&When::Instant(Instant { micros: info.created_us, offset: None, seconds: true }))),
        ("Articles", words::count(info.articles)),
        ("Undated", words::count(info.undated)),
        ("Size", words::bytes(info.bytes)),
        ("Content hash", info.content_hash.clone()),
    ]
}

//! CSV by RFC 4180, a row an article: UTF-8 without a byte order mark, lines end in CR LF.
//!
//! `fields` chooses the columns, in the order in which articles have their members. A member of one
//! value is a column of its name. Others:
//!
//! | member | columns |
//! |---|---|
//! | `published`, `updated` | the date as written (`2025`, `2025-01`, `2025-01-29`, an instant), then `…_precision`; undated ones are empty |
//! | `authors`, `tags` | all values with `; ` between them |
//! | `entities` | `persons`, `orgs`, `places`: names with `; ` between them; behind a place its id in brackets |
//! | `related` | titles with `; ` between them |
//! | `origin`, `extra` | JSON |
//! | `score` | only where it is asked for |
//! | `highlights` | only where it is asked for: `title_match`, `lead_match`, `body_match`, fragments with ` … ` between them |
//!
//! Control characters but tab and line breaks are left out. A cell that a spreadsheet would take for a
//! formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage return) begins with an apostrophe,
//! which is no part of the value.

mod bulk;
mod cell;

use crate::article::json::{MEMBERS, Members};
use crate::article::{Article, EntityType, TextField};
use crate::search::Hit;
use crate::search::params::{FIELDS_DEFAULT, Params};

pub use bulk::counts;
pub(super) use cell::record;

/// The columns of a table.
#[derive(Debug, Clone)]
pub struct Table {
    members: Vec<&'static str>,
}

/// Members of hits that are columns where they are asked for, behind those of articles.
const OF_HITS: [&str; 2] = ["score", "highlights"];

impl Table {
    /// The columns that a request asks for.
    #[must_use]
    pub fn of_page(params: &Params) -> Self {
        let asked = params.fields.as_deref();
        let has = |name: &str| match asked {
            None => FIELDS_DEFAULT.contains(&name),
            Some(asked) => asked.iter().any(|asked| asked == name || (asked == "*" && !OF_HITS.contains(&name))),
        };
        let mut members: Vec<&'static str> = MEMBERS.into_iter().chain(OF_HITS).filter(|name| has(name)).collect();
        if members.is_empty() {
            members = FIELDS_DEFAULT.to_vec();
        }
        members.retain(|member| !params.hidden.contains(member));
        if members.is_empty() {
            // A row has a cell at least.
            members.push("id");
        }
        Self { members }
    }

    /// The row of names.
    #[must_use]
    pub fn head(&self) -> String {
        record(self.members.iter().flat_map(|member| columns(member)).map(|name| (*name).to_owned()))
    }

    /// The row of a hit.
    #[must_use]
    pub fn row(&self, hit: &Hit) -> String {
        record(self.members.iter().flat_map(|member| cells(member, hit)))
    }
}

/// Names of the columns of a member.
fn columns(member: &&'static str) -> &'static [&'static str] {
    match *member {
        "published" => &["published", "published_precision"],
        "updated" => &["updated", "updated_precision"],
        "entities" => &["persons", "orgs", "places"],
        "highlights" => &["title_match", "lead_match", "body_match"],
        "score" => &["score"],
        other => MEMBERS.iter().position(|name| *name == other).and_then(|at| MEMBERS.get(at..=at)).unwrap_or_default(),
    }
}

/// The cells of a member, as many as it has columns.
fn cells(member: &str, hit: &Hit) -> Vec<String> {
    let a = &hit.article;
    match member {
        "published" | "updated" => {
            let stamp = if member == "published" { a.published } else { a.updated };
            let (when, precision) = stamp.map_or_else(Default::default, |stamp| (stamp.when.to_string(), stamp.precision().as_str()));
            vec![when, precision.to_owned()]
        }
        "entities" => EntityType::ALL.into_iter().map(|kind| entities(a, kind)).collect(),
        "highlights" => TextField::ALL.into_iter().map(|field| fragments(hit, field)).collect(),
        "score" => vec![hit.score.map(|score| score.to_string()).unwrap_or_default()],
        single => vec![cell(single, a)],
    }
}

fn cell(member: &str, a: &Article) -> String {
    let some = |text: &Option<String>| text.clone().unwrap_or_default();
    match member {
        "id" => a.id.clone(),
        "url" => some(&a.url),
        "source" => some(&a.source),
        "title" => a.title.clone(),
        "lead" => a.lead.clone(),
        "body" => a.body.clone(),
        "authors" => a.authors.join("; "),
        "section" => some(&a.section),
        "tags" => a.tags.join("; "),
        "language" => a.language.as_str().to_owned(),
        "words" => a.words.to_string(),
        "first_indexed" => a.first_indexed.map(crate::article::json::utc).unwrap_or_default(),
        "related" => a.related.iter().map(|related| related.title.as_str()).collect::<Vec<_>>().join("; "),
        "story" => some(&a.story),
        other => json_of(a, other),
    }
}

/// A member that has members of its own, as JSON; empty where there is nothing in it.
fn json_of(article: &Article, member: &str) -> String {
    let members = Members { article, keep: |name: &str| name == member, mentions: None };
    let whole = serde_json::to_string(&members).unwrap_or_default();
    let value = whole.strip_prefix(&format!("{{\"{member}\":")).and_then(|rest| rest.strip_suffix('}')).unwrap_or_default();
    if matches!(value, "null" | "{}") { String::new() } else { value.to_owned() }
}

fn entities(article: &Article, kind: EntityType) -> String {
    let of_kind = article.entities.iter().filter(|entity| entity.kind == kind);
    let shown = of_kind.map(|entity| match &entity.id {
        Some(id) => format!("{} [{id}]", entity.name),
        None => entity.name.clone(),
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn fragments(hit: &Hit, field: TextField) -> String {
    let of_field = hit.highlights.iter().filter(|(of, _)| *of == field).flat_map(|(_, fragments)| fragments);
    of_field.map(|fragment| fragment.text.as_str()).collect::<Vec<_>>().join(" … ")
}

#[cfg(test)]
mod tests;

//! Related articles, for `/v1/articles/{id}/related`.

use serde::Serialize;

use super::hit::{Fields, HitJson};
use super::{version_name, write};
use crate::article::Entity;
use crate::search::{Hit, Related};

#[derive(Serialize)]
struct RelatedJson<'a> {
    version: String,
    id: &'a str,
    terms: &'a [String],
    hits: Vec<RelatedHitJson<'a>>,
    copies: u64,
}

#[derive(Serialize)]
struct RelatedHitJson<'a> {
    #[serde(flatten)]
    hit: HitJson<'a>,
    shared: SharedJson<'a>,
}

#[derive(Serialize)]
struct SharedJson<'a> {
    terms: &'a [String],
    entities: Vec<SharedEntity<'a>>,
}

#[derive(Serialize)]
struct SharedEntity<'a> {
    r#type: &'static str,
    name: &'a str,
    id: Option<&'a str>,
}

/// Writes the answer of `/v1/articles/{id}/related`; what is hidden of articles is not told of what
/// they share either.
#[must_use]
pub fn related(version: u64, id: &str, related: &Related, asked: Option<&[String]>, hidden: &[&'static str]) -> String {
    let fields = Fields::of_hits(asked, hidden);
    let shows = |member: &str| !hidden.contains(&member);
    let terms = |terms| -> &[String] { if shows("body") { terms } else { &[] } };
    let hits: Vec<Hit> =
        related.hits.iter().map(|hit| Hit { score: Some(hit.score), article: hit.article.clone(), ..Hit::default() }).collect();
    let written = hits.iter().zip(&related.hits).map(|(hit, related)| RelatedHitJson {
        hit: HitJson { hit, fields: &fields, highlights: false, utf16: false },
        shared: SharedJson {
            terms: terms(related.terms.as_slice()),
            entities: related.entities.iter().filter(|_| shows("entities")).map(shared).collect(),
        },
    });
    write(&RelatedJson {
        version: version_name(version),
        id,
        terms: terms(related.terms.as_slice()),
        hits: written.collect(),
        copies: related.copies,
    })
}

fn shared(entity: &Entity) -> SharedEntity<'_> {
    SharedEntity { r#type: entity.kind.as_str(), name: &entity.name, id: entity.id.as_deref() }
}

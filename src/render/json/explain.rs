//! What a score is made of, and how an answer was found.

use serde::Serialize;

use crate::search::response::{Bm25, Decay, Explanation, HitsPath, Paths, ScorePart, TimelinePath};

/// How an answer was found.
#[derive(Serialize)]
pub(super) struct PathsJson {
    hits: &'static str,
    timeline: Option<&'static str>,
}

impl PathsJson {
    pub(super) fn of(paths: Paths) -> Self {
        Self { hits: HitsPath::as_str(paths.hits), timeline: paths.timeline.map(TimelinePath::as_str) }
    }
}

/// What a score is made of.
#[derive(Serialize)]
pub(super) struct ExplanationJson<'a> {
    score: f32,
    parts: Vec<PartJson<'a>>,
    decay: Option<DecayJson>,
}

impl<'a> ExplanationJson<'a> {
    pub(super) fn of(explanation: &'a Explanation) -> Self {
        Self {
            score: explanation.score,
            parts: explanation.parts.iter().map(PartJson::of).collect(),
            decay: explanation.decay.as_ref().map(DecayJson::of),
        }
    }
}

#[derive(Serialize)]
struct PartJson<'a> {
    score: f32,
    term: &'a str,
    readings: &'a [String],
    bm25: Option<Bm25Json>,
}

impl<'a> PartJson<'a> {
    fn of(part: &'a ScorePart) -> Self {
        Self { score: part.score, term: &part.term, readings: &part.readings, bm25: part.bm25.as_ref().map(Bm25Json::of) }
    }
}

#[derive(Serialize)]
struct Bm25Json {
    boost: f32,
    idf: f32,
    frequency: u32,
    length: u32,
    average_length: f32,
}

impl Bm25Json {
    fn of(bm25: &Bm25) -> Self {
        let Bm25 { boost, idf, frequency, length, average_length } = *bm25;
        Self { boost, idf, frequency, length, average_length }
    }
}

#[derive(Serialize)]
struct DecayJson {
    age_days: Option<f64>,
    half_life_days: f64,
    factor: f64,
}

impl DecayJson {
    fn of(decay: &Decay) -> Self {
        Self { age_days: decay.age_days, half_life_days: decay.half_life_days, factor: decay.factor }
    }
}

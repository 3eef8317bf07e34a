//! Scores: what they are made of, and how age moves them.

use std::collections::BTreeMap;

use dateline::search::response::{HitsPath, TimelinePath};

use super::{all_ids, archives, ask, has_reuters, ids};
use crate::agreement::SAMPLE;

#[test]
fn the_parts_of_an_explanation_add_up_to_the_score() {
    if !has_reuters() {
        return;
    }
    for built in archives() {
        for q in [
            "oil",
            "oil price",
            "oil OR bank OR \"crude oil\"",
            "title:oil^3 said NOT gulf",
            "(bank OR =oil) (trade OR dollar)",
            "U.S.-Japan",
            "(oil NEAR/5 price)^2 OR \"price oil\"~3",
            "SENTENCE(oil price) OR title:oil",
            "ATLEAST/2(oil) bank",
            "petrol* oil",
        ] {
            for half_life in ["", "&half-life=10y"] {
                let text = format!("q={q}&explain=true&page-size=50&highlight=false{half_life}");
                let response = ask(built, &text);
                assert!(!response.hits.is_empty(), "{text}");
                for hit in &response.hits {
                    let explanation = hit.explanation.as_ref().unwrap();
                    let score = hit.score.unwrap();
                    let sum: f32 = explanation.parts.iter().map(|part| part.score).sum();
                    assert_eq!(explanation.score.to_bits(), score.to_bits(), "{text}");
                    assert!((sum - score).abs() < 1e-4, "{text}: {score} {explanation:?}");
                    assert!(explanation.parts.iter().all(|part| !part.term.is_empty()), "{text}: {explanation:?}");
                    for part in &explanation.parts {
                        // Of the forms of a wildcard each has numbers of its own; neighbours add a little.
                        let Some(bm25) = part.bm25 else {
                            let neighbours = part.term.contains(' ') && part.score < score / 10.0;
                            assert!(part.term.contains('*') || neighbours, "{text}: {part:?} has no numbers");
                            continue;
                        };
                        #[allow(clippy::cast_precision_loss, reason = "lengths and frequencies are small")]
                        let (length, frequency) = (bm25.length as f32, bm25.frequency as f32);
                        let norm = 1.2 * (0.25 + 0.75 * length / bm25.average_length);
                        let factor = explanation.decay.map_or(1.0, |decay| decay.factor);
                        let made = f64::from(bm25.boost * bm25.idf * 2.2 * frequency / (frequency + norm)) * factor;
                        assert!((made - f64::from(part.score)).abs() < 1e-3, "{text}: {part:?}");
                    }
                }
                let unexplained = ask(built, &text.replace("&explain=true", ""));
                assert_eq!(ids(&unexplained), ids(&response), "{text}");
                assert!(unexplained.hits.iter().all(|hit| hit.explanation.is_none()) && unexplained.paths.is_none(), "{text}");
            }
        }
    }
}

#[test]
fn an_answer_says_how_it_was_found() {
    if !has_reuters() {
        return;
    }
    let check = |text: &str, hits: HitsPath, timeline: Option<TimelinePath>| {
        let paths = ask(&SAMPLE.one, &format!("{text}&explain=true")).paths.unwrap();
        assert_eq!((paths.hits, paths.timeline), (hits, timeline), "{text}");
    };
    check("q=oil", HitsPath::Blocks, None);
    check("q=oil OR wheat", HitsPath::Windows, None);
    check("q=said AND bahrain", HitsPath::Pruned, None);
    check("q=oil&half-life=1y", HitsPath::ScoredPass, None);
    check("q=\"crude oil\"&interval=month", HitsPath::ScoredPass, Some(TimelinePath::Pass));
    check("q=oil&order-by=newest&interval=month", HitsPath::DateWalk, Some(TimelinePath::Rank));
    check("q=oil&order-by=newest&use-date=updated&interval=month", HitsPath::Pass, Some(TimelinePath::Pass));
    check("q=oil&order-by=random", HitsPath::Pass, None);
    check("q=oil&page-size=0", HitsPath::None, None);
}

#[test]
fn relevance_halves_with_age() {
    if !has_reuters() {
        return;
    }
    for built in archives() {
        let scores = |text: &str| -> BTreeMap<String, f32> {
            let hits = (1..).map(|page| ask(built, &format!("{text}&page={page}&page-size=200&highlight=false")).hits);
            hits.take_while(|hits| !hits.is_empty()).flatten().map(|hit| (hit.article.id, hit.score.unwrap())).collect()
        };
        let plain = scores("q=oil");
        let decayed = scores("q=oil&half-life=40y");
        assert_eq!(plain.keys().collect::<Vec<_>>(), decayed.keys().collect::<Vec<_>>());
        // Most are from 1987, a little less than a half-life before the version.
        let near = plain.iter().filter(|(id, score)| (0.4..0.6).contains(&(decayed[*id] / **score))).count();
        assert!(near * 10 > plain.len() * 7, "{near} of {}", plain.len());
        // A short half-life leaves no more than the order of dates.
        let undated = |id: &String| SAMPLE.reference.docs.iter().any(|doc| doc.article.id == *id && doc.article.published.is_none());
        let short = all_ids(built, "q=oil&half-life=1h&page-size=100&highlight=false");
        let first_undated = short.iter().position(undated).unwrap_or(short.len());
        assert!(first_undated > 0 && short.iter().skip(first_undated).all(undated), "the undated come last");
        let pages: Vec<String> = (1..=short.len().div_ceil(50))
            .flat_map(|page| ids(&ask(built, &format!("q=oil&half-life=1h&page-size=50&highlight=false&page={page}"))))
            .collect();
        assert_eq!(pages, short);
    }
}

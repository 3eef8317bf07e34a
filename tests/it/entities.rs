//! Entities on real data beside the repository: places of the Reuters collection.

use std::collections::BTreeMap;
use std::io::Write as _;

use dateline::analysis::entities::{Gazetteer, extract};
use dateline::analysis::{EntityMode, Worker};
use dateline::article::{Article, Lang, Mention, TextField};

use crate::support;

/// Characters of a body in which a news article says what it is about.
const BEGINNING: u32 = 250;

/// The country that a place is or lies in.
fn country(id: &str) -> Option<String> {
    Some(Gazetteer::global().ancestors(id).pop().unwrap_or_else(|| id.to_owned())).filter(|id| id.len() == 2)
}

/// Countries that an article is about: those named in the title, at the beginning, or twice.
fn about(mentions: &[Mention]) -> Vec<String> {
    let mut weights: BTreeMap<String, u32> = BTreeMap::new();
    for mention in mentions {
        let Some(country) = mention.id.as_deref().and_then(country) else { continue };
        let early = mention.field == TextField::Title || mention.start < BEGINNING;
        *weights.entry(country).or_default() += if early { 2 } else { 1 };
    }
    weights.into_iter().filter(|(_, weight)| *weight >= 2).map(|(country, _)| country).collect()
}

/// The labels that the agency gave say which countries an article is about; they are hidden from
/// the extractor here.
#[test]
fn places_of_reuters_are_found() {
    let Some(reuters) = support::shared("data/reuters21578") else { return };
    let (articles, _) = support::read(&[reuters.join("reut2-000.sgm")]);
    let english = Lang::new("en").unwrap();
    let mut worker = Worker::default();
    let (mut right, mut found, mut given) = (0, 0, 0);
    for article in &articles {
        let tokens = worker.tokenize(article, english).tokens;
        let (resolved, _) = extract(article, &tokens, EntityMode::Given, english);
        let mut gold: Vec<String> = resolved.iter().filter_map(|entity| country(entity.id.as_deref()?)).collect();
        gold.sort_unstable();
        gold.dedup();
        if gold.is_empty() {
            continue;
        }
        let blind = Article { entities: Vec::new(), ..article.clone() };
        let guessed = about(&extract(&blind, &tokens, EntityMode::Auto, english).1);
        right += guessed.iter().filter(|country| gold.contains(country)).count();
        (found, given) = (found + guessed.len(), given + gold.len());
    }
    writeln!(std::io::stderr(), "{right} right of {found} found and {given} given").unwrap();
    assert!(right * 100 >= found * 80 && right * 100 >= given * 82, "{right} right of {found} found and {given} given");
}

//! Additions, updates and deletions are seen everywhere at once: each version answers as the
//! articles of its moment alone would, whatever came later.

use std::collections::{BTreeMap, BTreeSet};

use dateline::analysis::EntityMode;
use dateline::article::published::{Basis, CivilDay};
use dateline::article::{Article, Stamp, When};
use dateline::index::{Archive, Version};
use dateline::search::params::Route;
use dateline::search::{FacetField, article};

use super::{all_ids_on, random, read, request, run_on};
use crate::support::{Prepared, Random, Step, build, prepare, read as read_articles, repository};

/// Publications after the first one.
const ROUNDS: usize = 6;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// What happens between two publications.
#[derive(Default)]
struct Round {
    added: Vec<Article>,
    deleted: Vec<String>,
}

/// A word that one state of one article has, and no other.
fn token(round: usize, number: usize) -> String {
    format!("state{round}of{number}")
}

/// A later state of an article: another title, section and date.
fn changed(old: &Article, round: usize, number: usize, random: &mut Random) -> Article {
    let day = CivilDay::new(1990 + i32::try_from(random.below(30)).unwrap(), 6, 1 + u32::try_from(round).unwrap()).unwrap();
    Article {
        title: format!("{} {}", token(round, number), old.title),
        section: Some(format!("Round {round}")),
        published: random.percent(80).then(|| Stamp::new(When::Day(day), Basis::Given)),
        entities: Vec::new(),
        ..old.clone()
    }
}

/// What happens to the sample corpus: some articles come later, some change, some go, some return.
fn rounds(random: &mut Random) -> Vec<Round> {
    let (mut articles, _) = read_articles(&[repository("corpus")]);
    articles.sort_by(|a, b| a.id.cmp(&b.id));
    articles.dedup_by(|a, b| a.id == b.id);
    let (late, early): (Vec<usize>, Vec<usize>) = (0..articles.len()).partition(|number| number % 4 == 0);
    let states = |numbers: &[usize], round, random: &mut Random| -> Vec<Article> {
        numbers.iter().map(|number| changed(&articles[*number], round, *number, random)).collect()
    };
    let mut rounds = vec![Round { added: states(&early, 0, random), deleted: Vec::new() }];
    for round in 1..=ROUNDS {
        let mut next = Round::default();
        let mut touched: Vec<usize> = late.iter().copied().skip(round - 1).step_by(ROUNDS).collect();
        for (number, article) in articles.iter().enumerate() {
            match random.below(20) {
                0 => next.deleted.push(article.id.clone()),
                1 | 2 if !touched.contains(&number) => touched.push(number),
                _ => {}
            }
        }
        // An article is changed or deleted between two publications, not both.
        touched.retain(|number| !next.deleted.contains(&articles[*number].id));
        next.added = states(&touched, round, random);
        rounds.push(next);
    }
    rounds
}

#[test]
fn deletions_and_updates_are_seen_everywhere_at_once() {
    let mut random = random("deletions_and_updates_are_seen_everywhere_at_once", 2_001);
    let rounds = rounds(&mut random);
    let prepared: Vec<Vec<Prepared>> = rounds.iter().map(|round| prepare(round.added.clone(), EntityMode::Auto)).collect();
    let mut steps = Vec::new();
    for (number, (round, prepared)) in rounds.iter().zip(&prepared).enumerate() {
        steps.push(Step::Add(prepared.iter().collect()));
        steps.push(Step::Delete(round.deleted.iter().map(String::as_str).collect()));
        steps.push(Step::Publish(number == 0));
    }
    // The last round once more, in one segment.
    steps.push(Step::Publish(true));
    let built = build(&steps);
    let archive = Archive::open(built.dir.path()).unwrap();
    let mut live: BTreeMap<String, &Article> = BTreeMap::new();
    let mut segments = BTreeSet::new();
    for (number, (round, prepared)) in rounds.iter().zip(&prepared).enumerate() {
        for prepared in prepared {
            live.insert(prepared.article.id.clone(), &prepared.article);
        }
        live.retain(|id, _| !round.deleted.contains(id));
        let version = archive.version(number as u64 + 1).unwrap();
        segments.insert(version.segments().len());
        check(&version, &live, &rounds);
    }
    assert!(segments.len() > 1, "all versions have as many segments: {segments:?}");
    check(&built.version, &live, &rounds);
}

/// Checks all that a version shows against the articles it should hold.
fn check(version: &Version, live: &BTreeMap<String, &Article>, rounds: &[Round]) {
    let say = format!("version {}", version.number());
    let count = |q: &str| run_on(version, &request(q, "page-size=0")).total.unwrap();
    assert_eq!(count("*"), live.len() as u64, "{say}");
    for order in ["newest", "oldest", "indexed", "random&seed=3"] {
        let mut ids = all_ids_on(version, &request("", &format!("order-by={order}&page-size=17&highlight=false&fields=id")));
        ids.sort_unstable();
        assert_eq!(ids, live.keys().cloned().collect::<Vec<_>>(), "{say} by {order}");
    }
    check_articles(version, live, rounds);

    let mut sections: BTreeMap<String, u64> = BTreeMap::new();
    let mut years: BTreeMap<String, u64> = BTreeMap::new();
    let mut undated = 0;
    for article in live.values() {
        *sections.entry(article.section.clone().unwrap_or_default()).or_default() += 1;
        match article.published {
            Some(stamp) => {
                let day = CivilDay::from_number(i32::try_from(stamp.when.begin_micros().div_euclid(DAY)).unwrap()).unwrap();
                *years.entry(format!("{:04}-01-01", day.year())).or_default() += 1;
            }
            None => undated += 1,
        }
    }
    let answer = run_on(version, &request("", "facets=section,lang&facet-size=10000&interval=year&page-size=0"));
    let rows = |field: FacetField| answer.facets.iter().filter(move |(of, _)| *of == field).flat_map(|(_, facet)| &facet.values);
    assert_eq!(rows(FacetField::Section).map(|row| (row.value.clone(), row.count)).collect::<BTreeMap<_, _>>(), sections, "{say}");
    assert_eq!(rows(FacetField::Lang).map(|row| row.count).sum::<u64>(), live.len() as u64, "{say}");
    let timeline = answer.timeline.unwrap();
    let filled = timeline.buckets.iter().filter(|bucket| bucket.count > 0);
    assert_eq!(filled.map(|bucket| (bucket.start.clone(), bucket.count)).collect::<BTreeMap<_, _>>(), years, "{say}");
    assert_eq!(timeline.undated, undated, "{say}");
    assert_eq!(count("is:undated"), undated, "{say}");

    let latest = run_on(version, &read("page-size=1", Route::Latest).request).hits.remove(0).article;
    let newest = live.values().filter_map(|article| article.published).map(|stamp| stamp.when.begin_micros()).max();
    assert_eq!(latest.published.map(|stamp| stamp.when.begin_micros()), newest, "{say}: `{}`", latest.id);
    assert_eq!(live.get(&latest.id).map(|article| &article.title), Some(&latest.title), "{say}");
}

/// Each state of each article is there, by its id and by its word, or it is nowhere.
fn check_articles(version: &Version, live: &BTreeMap<String, &Article>, rounds: &[Round]) {
    let say = format!("version {}", version.number());
    for state in rounds.iter().flat_map(|round| &round.added) {
        let held = article(version, &state.id).unwrap().map(|(article, _)| article.title);
        assert_eq!(held.as_ref(), live.get(&state.id).map(|article| &article.title), "{say}: `{}`", state.id);
        let word = state.title.split_whitespace().next().unwrap();
        let expected = u64::from(held.as_ref() == Some(&state.title));
        let answer = run_on(version, &request(word, ""));
        assert_eq!(answer.total, Some(expected), "{say}: `{word}`");
        assert_eq!(answer.query.terms[0].articles, expected, "{say}: `{word}`");
        assert!(answer.hits.iter().all(|hit| hit.article.id == state.id && hit.article.title == state.title), "{say}: `{word}`");
    }
}

//! The golden file: which questions are asked of which articles.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::sets::{self, Item, Set};

/// Known items a set.
const TARGETS: usize = 200;
/// Articles indexed a set, targets among them.
const CORPUS: usize = 5_000;
/// Seed of the sample.
const SEED: u64 = 19_630_104;

pub struct Golden(BTreeMap<String, (u64, Vec<String>)>);

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/ranking/golden.tsv")
}

/// Reads the golden file.
pub fn read() -> Golden {
    let text = std::fs::read_to_string(path()).unwrap();
    let mut sets: BTreeMap<String, (u64, Vec<String>)> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let [set, seed, id] = line.split('\t').collect::<Vec<_>>().try_into().expect("set, seed and id");
        let entry = sets.entry(set.to_owned()).or_insert_with(|| (seed.parse().unwrap(), Vec::new()));
        entry.1.push(id.to_owned());
    }
    Golden(sets)
}

impl Golden {
    /// The articles to index and the ids asked for: all targets and, in the order of their seeded
    /// hashes, as many others as fill the sample. One of each text.
    pub fn corpus(&self, set: Set, items: Vec<Item>) -> (Vec<Item>, Vec<String>) {
        let (seed, targets) = self.0.get(set.name()).expect("the set is in the golden file");
        if set == Set::Time {
            return (items, targets.clone());
        }
        let wanted: HashSet<&String> = targets.iter().collect();
        let mut texts = HashSet::new();
        let (mut corpus, mut others) = (Vec::new(), Vec::new());
        for item in shuffled(items, *seed) {
            let is_target = wanted.contains(&item.id);
            let text = plain(&item.body);
            // The texts of targets are unlike all others already; without one there is no article.
            if is_target || (!text.is_empty() && texts.insert(text)) {
                if is_target { corpus.push(item) } else { others.push(item) }
            }
        }
        assert_eq!(corpus.len(), targets.len(), "{}: every target is in the data", set.name());
        others.truncate(CORPUS - corpus.len());
        corpus.append(&mut others);
        (shuffled(corpus, seed + 1), targets.clone())
    }
}

/// In the order of their seeded hashes.
fn shuffled(mut items: Vec<Item>, seed: u64) -> Vec<Item> {
    items.sort_by_cached_key(|item| xxh3_64_with_seed(item.id.as_bytes(), seed));
    items
}

/// A text without blanks and capitals.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Draws the sample and writes the golden file.
pub fn draw(data: &Path) {
    let mut out = String::from("# set, seed, id of the article (of the query in en-time1963); see README.md\n");
    for set in sets::ALL {
        let ids = if set == Set::Time { sets::time_numbers(data) } else { sample(set, sets::read(set, data)) };
        for id in ids {
            writeln!(out, "{}\t{SEED}\t{id}", set.name()).unwrap();
        }
    }
    std::fs::write(path(), out).unwrap();
}

/// Articles whose title and text no other has, with a title and a text long enough to ask and to
/// be found.
fn sample(set: Set, items: Vec<Item>) -> Vec<String> {
    let mut counts: HashMap<(bool, String), usize> = HashMap::new();
    for item in &items {
        *counts.entry((true, plain(&item.title))).or_default() += 1;
        *counts.entry((false, plain(&item.body))).or_default() += 1;
    }
    let (title_min, body_min) = if set.is_unspaced() { (6, 40) } else { (3, 15) };
    let length = |text: &str| if set.is_unspaced() { plain(text).chars().count() } else { text.split_whitespace().count() };
    let fits = |item: &Item| {
        let unlike = |is_title, text: &str| counts[&(is_title, plain(text))] == 1;
        length(&item.title) >= title_min && length(&item.body) >= body_min && unlike(true, &item.title) && unlike(false, &item.body)
    };
    let ids: Vec<String> = shuffled(items, SEED).into_iter().filter(fits).take(TARGETS).map(|item| item.id).collect();
    assert_eq!(ids.len(), TARGETS, "{}", set.name());
    ids
}

//! Real sets of tables, JSON and archives: what each gives, by the counts of its README.

use std::collections::BTreeMap;

use super::*;
use crate::article::json;

/// A set: its path, the `--map` that it needs, what it gives, and fields of articles in it.
struct Set {
    path: &'static str,
    map: &'static str,
    /// Articles, undated articles, and codes of rejects with their counts.
    expected: &'static str,
    /// Pieces of an article's native JSON: some article has all of a line.
    spots: &'static [&'static [&'static str]],
}

include!("sets_table.rs");

/// Reads a set; counts, and which lines of pieces were found.
fn counted(path: PathBuf, set: &Set) -> (String, Vec<bool>) {
    let map = MapRules::parse([set.map]).unwrap();
    let mut reader = Reader::new(&[path], ReadOptions { map, ..options(None) });
    let (mut articles, mut undated) = (0, 0);
    let mut others: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found = vec![false; set.spots.len()];
    while let Some(item) = reader.next_item() {
        match item {
            Item::Record(record) => {
                articles += 1;
                undated += usize::from(record.article.published.is_none());
                if found.contains(&false) {
                    let written = json::write(&record.article);
                    for (found, pieces) in found.iter_mut().zip(set.spots) {
                        *found |= pieces.iter().all(|piece| written.contains(piece));
                    }
                }
            }
            Item::Reject(reject) => *others.entry(reject.code.as_str()).or_default() += 1,
            Item::Skipped(..) | Item::Input(_) => {}
        }
    }
    // Nobody reads on in a table whose columns must be named first.
    let refused = others.contains_key("needs-map");
    assert!(refused || reader.bytes_read() == reader.bytes_total().unwrap_or_default(), "{}", set.path);
    let mut told = vec![format!("{articles} articles, {undated} undated")];
    told.extend(others.iter().map(|(code, count)| format!("{code} {count}")));
    (told.join(", "), found)
}

#[test]
fn real_sets_give_what_their_readmes_count() {
    let mut wrong = String::new();
    for set in SETS {
        let Some(path) = data(set.path) else { continue };
        let (counts, found) = counted(path, set);
        if counts != set.expected {
            let _ = writeln!(wrong, "{} `{}`: {counts}; expected {}", set.path, set.map, set.expected);
        }
        for (found, pieces) in found.iter().zip(set.spots) {
            if !found {
                let _ = writeln!(wrong, "{}: no article has {pieces:?}", set.path);
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

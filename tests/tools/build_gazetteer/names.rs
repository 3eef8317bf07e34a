//! Names and what they mean, as lines of the data file.

use std::collections::BTreeMap;

use dateline::analysis::entities::gazetteer::data::Kind;

use crate::places::Places;

/// Population from which a city comes before a division of its name.
const LARGE_CITY: u32 = 100_000;
/// Longest name in words.
const WORDS_MAX: usize = 16;

/// All names: the key, what it means and whether weakly, and the base form of a stem.
#[derive(Default)]
pub(crate) struct Names {
    by_key: BTreeMap<String, BTreeMap<usize, bool>>,
    base: BTreeMap<String, String>,
}

impl Names {
    /// Adds a meaning; a name that is both weak and strong for one record is strong.
    pub(crate) fn add(&mut self, namespace: &str, forms: &[String], record: usize, weak: bool) {
        let letters: usize = forms.iter().map(|form| form.chars().filter(|c| c.is_alphanumeric()).count()).sum();
        if letters == 0 || forms.len() > WORDS_MAX {
            return;
        }
        let held = self.by_key.entry(format!("{namespace}{}", forms.join(" "))).or_default().entry(record).or_insert(weak);
        *held &= weak;
    }

    /// Adds a stem with the base form that is shown; the first base form stays.
    pub(crate) fn add_stem(&mut self, lang: &str, stems: &[String], base: &str, record: usize, weak: bool) {
        let namespace = format!("{lang};");
        self.add(&namespace, stems, record, weak);
        self.base.entry(format!("{namespace}{}", stems.join(" "))).or_insert_with(|| base.to_owned());
    }

    /// The records that a name means.
    pub(crate) fn meanings(&self, forms: &[String]) -> impl Iterator<Item = usize> + '_ {
        self.by_key.get(&forms.join(" ")).into_iter().flat_map(|meanings| meanings.keys().copied())
    }

    pub(crate) fn lines(&self, places: &Places) -> String {
        let mut out = String::new();
        for (key, meanings) in &self.by_key {
            let mut sorted: Vec<_> = meanings.iter().map(|(record, weak)| (rank(places, *record, *weak), *record, *weak)).collect();
            sorted.sort_unstable();
            let list: Vec<String> = sorted.iter().map(|(_, record, weak)| format!("{record}{}", if *weak { "~" } else { "" })).collect();
            out.push_str(key);
            out.push('\t');
            out.push_str(&list.join(","));
            if let Some(base) = self.base.get(key) {
                out.push('\t');
                out.push_str(base);
            }
            out.push('\n');
        }
        out
    }
}

/// The likelier meaning has the smaller rank.
fn rank(places: &Places, record: usize, weak: bool) -> (bool, u8, u32) {
    let Some(record) = places.list.get(record) else { return (true, 9, 0) };
    let class = match record.kind {
        Kind::Country => 0,
        Kind::Org => 1,
        Kind::Region => 2,
        Kind::City if record.population >= LARGE_CITY => 3,
        Kind::Division => 4,
        Kind::MinorDivision => 5,
        Kind::City => 6,
    };
    (weak, class, u32::MAX - record.population)
}

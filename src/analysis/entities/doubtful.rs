//! Names of places that are also words of scripts without capitals: what makes them places.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::gazetteer::{KeyHasher, name_key};
use crate::article::Lang;

/// What is enough evidence that the place is meant and not the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Needs {
    /// The place's country in the article, or a sign.
    Country,
    /// A word beside the name that goes with places.
    Sign,
}

impl Needs {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "country" => Some(Self::Country),
            "sign" => Some(Self::Sign),
            _ => None,
        }
    }
}

/// What a name needs in an article of a language; `None` where it is no word of it.
pub(super) fn needs(key: u64, lang: Lang) -> Option<Needs> {
    let (langs, needs) = TABLE.get(&key)?;
    langs.split(',').any(|known| known == "*" || known == lang.as_str()).then_some(*needs)
}

static TABLE: LazyLock<HashMap<u64, (&'static str, Needs), KeyHasher>> = LazyLock::new(|| {
    let rows = rows().filter_map(|(langs, needs, name)| Some((name_key(&name), (langs, Needs::parse(needs)?))));
    rows.collect()
});

/// The names of the list with their languages and needs.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let lines = include_str!("data/doubtful.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.flat_map(|line| {
        let mut columns = line.split('\t');
        let (langs, needs) = (columns.next().unwrap_or_default(), columns.next().unwrap_or_default());
        columns.flat_map(str::split_whitespace).map(move |name| (langs, needs, name.replace('_', " ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::entities::gazetteer::Gazetteer;

    #[test]
    fn every_line_of_the_list_is_read_and_names_a_place() {
        let mut keys = Vec::new();
        for (langs, needs, name) in rows() {
            assert!(Needs::parse(needs).is_some(), "{needs} of {name}");
            assert!(langs.split(',').all(|lang| lang == "*" || Lang::new(lang).is_some()), "{langs} of {name}");
            assert!(Gazetteer::global().entry(name_key(&name)).is_some(), "{name} is no name of the gazetteer");
            keys.push(name_key(&name));
        }
        keys.sort_unstable();
        assert!(keys.windows(2).all(|pair| pair[0] != pair[1]), "a name stands twice");
    }
}

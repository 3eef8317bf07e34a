//! What a run says itself about names: `--map title=Headline,published=date_iso`.

use strsim::levenshtein;
use thiserror::Error;

use super::{TABLE, Target, normal};

/// The rules of a run, in the order in which they were given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MapRules {
    /// Whether tables without known names are read by what their columns look like (`auto`).
    pub(in super::super) auto: bool,
    /// Targets and the names that become them.
    pub(super) rules: Vec<(Target, String)>,
}

/// Why a text is no rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum MapError {
    /// It has not the form of one.
    #[error("`{0}` is no rule: write `TARGET=NAME`, such as `title=Headline`, or `auto`")]
    Form(String),
    /// It names a target that no article has.
    #[error("`{name}` is no part of an article: did you mean `{nearest}`? The parts are {}", targets())]
    Target {
        /// The target as written.
        name: String,
        /// The part that other systems call so, else the one that is written most alike.
        nearest: &'static str,
    },
}

fn targets() -> String {
    Target::ALL.map(Target::as_str).join(", ")
}

impl MapRules {
    /// Reads rules: several texts, each of several rules parted by commas.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, MapError> {
        let mut found = Self::default();
        for rule in texts.into_iter().flat_map(|text| text.split(',')).map(str::trim).filter(|rule| !rule.is_empty()) {
            if rule == "auto" {
                found.auto = true;
                continue;
            }
            let shown = |text: &str| text.chars().take(64).collect::<String>();
            let parts = rule.split_once('=').map(|(target, name)| (target.trim(), name.trim()));
            let Some((target, name)) = parts.filter(|(target, name)| !target.is_empty() && !name.is_empty()) else {
                return Err(MapError::Form(shown(rule)));
            };
            let Some(target) = Target::ALL.into_iter().find(|known| known.as_str() == target) else {
                let name = shown(target);
                return Err(MapError::Target { nearest: nearest(&name), name });
            };
            found.rules.push((target, name.to_owned()));
        }
        Ok(found)
    }

    /// Whether names are given, and all of them are numbers of columns.
    pub(in super::super) fn by_number(&self) -> bool {
        !self.rules.is_empty() && self.rules.iter().all(|(_, name)| name.parse::<usize>().is_ok())
    }

    /// Whether all names are the number of the first column.
    pub(in super::super) fn first_column_only(&self) -> bool {
        !self.rules.is_empty() && self.rules.iter().all(|(_, name)| name == "1")
    }
}

/// The part of an article that a name may mean.
fn nearest(name: &str) -> &'static str {
    let lower = name.to_lowercase();
    let called = TABLE.get(&normal(name)).map(|(target, _)| target.as_str());
    let alike = || Target::ALL.map(Target::as_str).into_iter().min_by_key(|known| levenshtein(known, &lower));
    called.or_else(alike).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_read_and_bad_ones_told() {
        let shown = |text: &str| match MapRules::parse([text]) {
            Ok(map) => map.rules.iter().map(|(target, name)| format!("{}<{name} ", target.as_str())).collect::<Vec<_>>().concat(),
            Err(error) => error.to_string(),
        };
        assert_eq!(shown("title=Headline, published = date_iso"), "title<Headline published<date_iso ");
        for (name, nearest) in [
            ("titel", "title"),
            ("ttile", "title"),
            ("Date", "published"),
            ("text", "body"),
            ("persons", "person"),
            ("sorce", "source"),
            ("sectoin", "section"),
        ] {
            let expected = format!("`{name}` is no part of an article: did you mean `{nearest}`? The parts are id, ");
            assert!(shown(&format!("{name}=x")).starts_with(&expected), "{}", shown(&format!("{name}=x")));
        }
        assert!(shown("titel=x").contains("id, url, source, title, lead, body"));
        assert!(shown("title").contains("`title` is no rule"));
        assert!(MapRules::parse(["auto", "title=2"]).unwrap().auto);
    }
}

//! Values by name: once or repeated, numbers, choices; collects all that is wrong.

use std::collections::BTreeMap;

use super::table::{self, canonical};
use super::{BadParam, Route};

/// A value and the name it was written under.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value<'a> {
    /// The name or alias as written.
    pub(super) written: &'a str,
    /// The value.
    pub(super) text: &'a str,
}

/// The given parameters, and what is wrong with them so far.
pub(super) struct Reader<'a> {
    given: BTreeMap<&'static str, Vec<Value<'a>>>,
    bad: Vec<BadParam>,
}

impl<'a> Reader<'a> {
    /// Sorts parameters of a search by name; `prefix` is one of facet listings alone.
    pub(super) fn new(pairs: &'a [(String, String)], route: Route) -> Self {
        let mut reader = Self::sorted(pairs, |name| name != "size" && (name != "prefix" || route == Route::Facets));
        let (names, why): (&[&'static str], _) = match route {
            Route::Facets => (&table::NOT_OF_LISTINGS, "has no meaning in a listing of values: it goes on with `cursor`"),
            Route::Export => (&table::NOT_OF_EXPORTS, "has no meaning in an export, which is every match: ask `/v1/search` for it"),
            Route::Search | Route::Latest | Route::Timeline => (&[], ""),
        };
        for name in names {
            let Some(values) = reader.given.remove(name) else { continue };
            let written = values.first().map_or(*name, |value| value.written);
            reader.add(written, format!("`{}` {why}", shown(written)));
        }
        reader
    }

    /// Sorts parameters of an address that takes only some.
    pub(super) fn of(pairs: &'a [(String, String)], allowed: &[&str]) -> Self {
        Self::sorted(pairs, |name| allowed.contains(&name))
    }

    fn sorted(pairs: &'a [(String, String)], allowed: impl Fn(&str) -> bool) -> Self {
        let mut reader = Self { given: BTreeMap::new(), bad: Vec::new() };
        for (written, text) in pairs {
            match canonical(written).filter(|name| *name == "_" || allowed(name)) {
                Some("_") => {}
                Some(name) => reader.given.entry(name).or_default().push(Value { written, text }),
                None => reader.unknown(written, table::all().filter(|name| *name != "_" && allowed(name))),
            }
        }
        reader
    }

    fn unknown(&mut self, written: &str, names: impl Iterator<Item = &'static str>) {
        if self.bad.iter().any(|bad| bad.name == written) {
            return;
        }
        let shown = shown(written);
        let nearest = table::nearest(written, names);
        self.add(
            written,
            if nearest.is_empty() {
                format!("there is no parameter `{shown}` here: leave it out")
            } else {
                format!("there is no parameter `{shown}` here: did you mean `{nearest}`?")
            },
        );
    }

    /// Adds an error under a name.
    pub(super) fn add(&mut self, name: &str, message: String) {
        self.bad.push(BadParam { name: shown(name), message, column: None });
    }

    /// Adds an error at a column of a value.
    pub(super) fn add_at(&mut self, value: &Value<'_>, message: String, column: usize) {
        self.bad.push(BadParam { name: shown(value.written), message, column: Some(column) });
    }

    /// Adds an error about a value in its own words.
    pub(super) fn say(&mut self, value: &Value<'_>, message: String) {
        self.add(value.written, message);
    }

    /// Adds an error: name and value, then what is wrong and the mend.
    pub(super) fn bad(&mut self, value: &Value<'_>, wrong: &str) {
        self.add(value.written, format!("`{}={}` {wrong}", shown(value.written), shown(value.text)));
    }

    /// The one value of a parameter; several that differ and blank ones are errors.
    pub(super) fn one(&mut self, name: &str) -> Option<Value<'a>> {
        let values = self.many(name);
        let first = values.first().copied()?;
        if let Some(other) = values.iter().find(|value| value.text != first.text) {
            let message = format!(
                "`{}` is given more than once, as `{}` and as `{}`: give it once",
                shown(first.written),
                shown(first.text),
                shown(other.text)
            );
            self.once(first.written, message);
        }
        Some(first)
    }

    /// All values of a parameter that may be repeated; blank ones are errors.
    pub(super) fn many(&mut self, name: &str) -> Vec<Value<'a>> {
        let values = self.given.get(name).cloned().unwrap_or_default();
        if let Some(blank) = values.iter().find(|value| value.text.trim().is_empty()) {
            self.once(blank.written, format!("`{}` has no value: give one or leave the parameter out", shown(blank.written)));
        }
        values.into_iter().filter(|value| !value.text.trim().is_empty()).collect()
    }

    /// The text of a parameter that may be blank.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.raw(name).map(|value| value.text.to_owned())
    }

    /// Like [`Self::one`], but a blank value is a value.
    pub(super) fn raw(&mut self, name: &str) -> Option<Value<'a>> {
        let blank = self.given.get(name).and_then(|values| values.first()).copied().filter(|value| value.text.trim().is_empty());
        blank.or_else(|| self.one(name))
    }

    /// The parts of comma lists, trimmed.
    pub(super) fn list(&mut self, name: &str) -> Vec<Value<'a>> {
        let split = |value: Value<'a>| value.text.split(',').map(move |text| Value { written: value.written, text: text.trim() });
        self.many(name).into_iter().flat_map(split).filter(|value| !value.text.is_empty()).collect()
    }

    /// One of several words; `missing` are words of the contract that are not available yet.
    pub(super) fn choice<T: Copy>(&mut self, name: &str, choices: &[(&str, T)], missing: &[&str], default: T) -> T {
        let Some(value) = self.one(name) else { return default };
        let text = if name == "order-by" { table::order_alias(value.text) } else { value.text };
        if let Some((_, choice)) = choices.iter().find(|(word, _)| *word == text) {
            return *choice;
        }
        let words: Vec<String> = choices.iter().map(|(word, _)| format!("`{word}`")).collect();
        let words = words.join(", ");
        if missing.contains(&text) {
            self.bad(&value, &format!("is not available yet: write {words}"));
        } else {
            self.bad(&value, &format!("is not one of the values it takes: write {words}"));
        }
        default
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, name: &str, default: bool) -> bool {
        self.choice(name, &[("true", true), ("false", false)], &[], default)
    }

    /// A whole number in a range, both ends included.
    pub(super) fn number(&mut self, name: &str, min: usize, max: usize, default: usize) -> usize {
        let Some(value) = self.one(name) else { return default };
        let text = value.text.trim();
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        // More digits than a number holds are a number all the same, only a large one.
        let number = digits.then(|| text.parse().unwrap_or(usize::MAX));
        match number {
            Some(number) if (min..=max).contains(&number) => number,
            _ => {
                let range = if max == usize::MAX { format!("from {min}") } else { format!("from {min} to {max}") };
                let message = format!("`{}` takes a whole number {range}, not `{}`", shown(value.written), shown(value.text));
                self.once(value.written, message);
                default
            }
        }
    }

    /// Adds an error unless the same was said already.
    fn once(&mut self, name: &str, message: String) {
        if !self.bad.iter().any(|bad| bad.message == message) {
            self.add(name, message);
        }
    }

    /// Ends the reading.
    pub(super) fn finish(self) -> Result<(), Vec<BadParam>> {
        if self.bad.is_empty() { Ok(()) } else { Err(self.bad) }
    }
}

/// A stranger's text for a message: bounded, on one line.
pub(super) fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(80).is_some() {
        out.push('…');
    }
    out
}

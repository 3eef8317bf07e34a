//! The state of the search page in its address, and addresses with one thing changed.

use crate::search::FacetField;
use crate::search::params::{FILTERS, Format, Route, canonical, receipt};

/// Parameters that are the reader's choice; all others of a search the page gives itself.
const KEPT: [&str; 12] =
    ["q", "match", "search-in", "from-date", "to-date", "tz", "dates", "use-date", "order-by", "page", "facet-size", "as-of"];

/// Entries of a feed: what comes in between two looks of a reader at a busy archive.
const FEED_SIZE: &str = "50";

/// What the reader has chosen: the parameters of the page's address by our names.
#[derive(Debug, Clone, Default)]
pub(super) struct Links {
    pairs: Vec<(String, String)>,
}

impl Links {
    /// Takes what the page knows of an address; empty values are of empty fields of its form.
    pub(super) fn of(pairs: &[(String, String)]) -> Self {
        let mut links = Self::default();
        for (name, value) in pairs {
            let Some(name) = canonical(name) else { continue };
            let value = value.trim();
            if value.is_empty() || !(KEPT.contains(&name) || is_filter(name)) {
                continue;
            }
            if is_filter(name) {
                if !links.pairs.iter().any(|(other, text)| other == name && text == value) {
                    links.pairs.push((name.to_owned(), value.to_owned()));
                }
            } else {
                links.set(name, value);
            }
        }
        links
    }

    /// The parameters.
    pub(super) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The value of a parameter; empty if there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.pairs.iter().find(|(other, _)| other == name).map_or("", |(_, value)| value)
    }

    /// The filters, in the order in which they were chosen.
    pub(super) fn filters(&self) -> impl Iterator<Item = &(String, String)> {
        self.pairs.iter().filter(|(name, _)| is_filter(name))
    }

    /// Parameters that a form must hand on besides its own fields.
    pub(super) fn hidden(&self, fields: &[&str]) -> Vec<(String, String)> {
        let own = |name: &str| name == "page" || fields.contains(&name);
        self.pairs.iter().filter(|(name, _)| !own(name)).cloned().collect()
    }

    fn set(&mut self, name: &str, value: &str) {
        match self.pairs.iter_mut().find(|(other, _)| other == name) {
            Some((_, held)) => value.clone_into(held),
            None => self.pairs.push((name.to_owned(), value.to_owned())),
        }
    }

    /// The first page with parameters changed; an empty value takes one away.
    pub(super) fn with(&self, changes: &[(&str, &str)]) -> String {
        let mut links = self.clone();
        links.pairs.retain(|(name, _)| name != "page" && !changes.iter().any(|(other, value)| other == name && value.is_empty()));
        for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
            links.set(name, value);
        }
        links.url()
    }

    /// The first page of the same search.
    pub(super) fn first(&self) -> String {
        self.with(&[])
    }

    /// Another page of the same search.
    pub(super) fn page(&self, number: u64) -> String {
        if number == 1 { self.with(&[]) } else { self.with(&[("page", &number.to_string())]) }
    }

    /// The first page with a filter value added.
    pub(super) fn adding(&self, field: FacetField, value: &str) -> String {
        let mut links = self.clone();
        links.pairs.retain(|(name, _)| name != "page");
        links.pairs.push((field.as_str().to_owned(), value.to_owned()));
        links.url()
    }

    /// The first page without a filter value.
    pub(super) fn removing(&self, filter: &(String, String)) -> String {
        let mut links = self.clone();
        links.pairs.retain(|pair| pair.0 != "page" && pair != filter);
        links.url()
    }

    /// The first page without filters and dates.
    pub(super) fn bare(&self) -> String {
        let mut links = self.clone();
        links.pairs.retain(|(name, _)| !is_filter(name) && !matches!(name.as_str(), "page" | "from-date" | "to-date" | "dates"));
        links.url()
    }

    /// Whether filters or dates narrow the search.
    pub(super) fn is_narrowed(&self) -> bool {
        self.filters().next().is_some() || !self.get("from-date").is_empty() || !self.get("to-date").is_empty()
    }

    /// The feed of the search, newest first, as the page reads it.
    pub(super) fn feed(&self, route: Route, format: Format) -> String {
        let mut links = self.clone();
        links.pairs.retain(|(name, _)| !matches!(name.as_str(), "page" | "order-by" | "facet-size" | "as-of"));
        links.api(route, format, &[("page-size", FEED_SIZE)])
    }

    /// The page at hand in a format of the API, as the page reads it.
    pub(super) fn api(&self, route: Route, format: Format, more: &[(&str, &str)]) -> String {
        let mut query = String::new();
        for (name, value) in self.pairs.iter().filter(|(name, _)| name != "facet-size") {
            receipt::push(&mut query, name, value);
        }
        if !self.get("q").is_empty() {
            receipt::push(&mut query, "lenient", "true");
        }
        for (name, value) in more.iter().chain(&[("format", format.as_str())]) {
            receipt::push(&mut query, name, value);
        }
        format!("{}?{query}", route.path())
    }

    fn url(&self) -> String {
        let mut query = String::new();
        for (name, value) in &self.pairs {
            receipt::push(&mut query, name, value);
        }
        if query.is_empty() { "/".to_owned() } else { format!("/?{query}") }
    }
}

fn is_filter(name: &str) -> bool {
    FILTERS.iter().any(|(include, exclude, _)| name == *include || name == *exclude)
}

/// The page of an article.
pub(super) fn article(id: &str) -> String {
    let mut url = "/article/".to_owned();
    receipt::encode(id, &mut url);
    url
}

/// An address of the web that may become a link; none for any other scheme.
pub(super) fn outside(url: Option<&str>) -> Option<String> {
    let url = url::Url::parse(url?.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links(pairs: &[(&str, &str)]) -> Links {
        Links::of(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn one_thing_changes_and_the_rest_stays() {
        let state = links(&[
            ("q", "oil & gas"),
            ("from", "2025"),
            ("to-date", " "),
            ("page", "3"),
            ("place", "IR"),
            ("utm_source", "x"),
            ("total", "none"),
        ]);
        assert_eq!(state.with(&[]), "/?q=oil%20%26%20gas&from-date=2025&place=IR");
        assert_eq!(state.with(&[("from-date", ""), ("order-by", "newest")]), "/?q=oil%20%26%20gas&place=IR&order-by=newest");
        assert_eq!(state.adding(FacetField::Place, "Middle East"), "/?q=oil%20%26%20gas&from-date=2025&place=IR&place=Middle%20East");
        assert_eq!(state.removing(&("place".into(), "IR".into())), "/?q=oil%20%26%20gas&from-date=2025");
        assert_eq!(state.page(2), "/?q=oil%20%26%20gas&from-date=2025&place=IR&page=2");
        assert_eq!(state.bare(), "/?q=oil%20%26%20gas");
        assert_eq!(links(&[]).with(&[]), "/");
    }

    #[test]
    fn only_addresses_of_the_web_become_links() {
        assert_eq!(outside(Some("https://example.org/a?b=<c>")).as_deref(), Some("https://example.org/a?b=%3Cc%3E"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "/relative", "ftp://example.org/", ""] {
            assert_eq!(outside(Some(bad)), None, "{bad}");
        }
        assert_eq!(article("a/b?c"), "/article/a%2Fb%3Fc");
    }
}

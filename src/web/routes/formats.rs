//! What HTTP says of each wire format: media type, file name, addresses.

use crate::article::published::Now;
use crate::render::feed::Site;
use crate::search::params::{Format, Route, canonical, receipt};

/// Letters of a query that a file's name begins with.
const NAME_CHARS: usize = 40;

/// The media type of a format, with its charset where the type has one.
pub(in crate::web) fn media_type(format: Format) -> &'static str {
    match format {
        Format::Json => "application/json",
        Format::Jsonl => "application/jsonl",
        Format::Csv | Format::Kwic => "text/csv; charset=utf-8; header=present",
        Format::Rss => "application/rss+xml; charset=utf-8",
        Format::Atom => "application/atom+xml; charset=utf-8",
        Format::JsonFeed => "application/feed+json",
        Format::Bibtex => "application/x-bibtex; charset=utf-8",
        Format::Ris => "application/x-research-info-systems; charset=utf-8",
        Format::CslJson => "application/vnd.citationstyles.csl+json",
        Format::Html => "text/html; charset=utf-8",
    }
}

/// The value of `Content-Disposition` of formats that are files and not for a program to go on with.
pub(super) fn disposition(format: Format, query: &str, version: u64) -> Option<String> {
    let ending = match format {
        Format::Json | Format::Rss | Format::Atom | Format::JsonFeed | Format::Html => return None,
        Format::Jsonl => "jsonl",
        Format::Csv => "csv",
        Format::Kwic => "kwic.csv",
        Format::Bibtex => "bib",
        Format::Ris => "ris",
        Format::CslJson => "csl.json",
    };
    let name = slug(query);
    let dash = if name.is_empty() { "" } else { "-" };
    Some(format!("attachment; filename=\"dateline-{name}{dash}{version:06}.{ending}\""))
}

/// Letters and digits of a query; none of one in another script than Latin.
fn slug(query: &str) -> String {
    let mut out = String::new();
    for c in query.chars().take(NAME_CHARS) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The search page that shows what the parameters of a search ask for.
pub(super) fn page_url(pairs: &[(String, String)], route: Route) -> String {
    let newest = ("order-by".to_owned(), "newest".to_owned());
    let latest = (route == Route::Latest && !pairs.iter().any(|(name, _)| canonical(name) == Some("order-by"))).then_some(&newest);
    let shown = |name: &str| !matches!(name, "format" | "page-size" | "cursor" | "fields" | "total");
    query("/", pairs.iter().chain(latest).filter(|(name, _)| canonical(name).is_some_and(shown)))
}

/// Where a feed says that it comes from. Its own address has the parameters as they were written:
/// a range of the last seven days stays one.
pub(super) fn site(base: String, pairs: &[(String, String)], route: Route) -> Site {
    let page = pairs.iter().filter(|(name, _)| canonical(name) != Some("page")).cloned().collect::<Vec<_>>();
    Site { base, feed: query(route.path(), pairs.iter()), page: page_url(&page, route), ..Site::default() }
}

/// The moment of a version, for feeds that have nothing else to be dated by.
pub(super) fn published(created_us: Option<i64>, now: Now) -> i64 {
    created_us.unwrap_or(now.micros)
}

fn query<'a>(path: &str, pairs: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut out = String::new();
    for (name, value) in pairs {
        receipt::push(&mut out, canonical(name).unwrap_or(name), value);
    }
    if out.is_empty() { path.to_owned() } else { format!("{path}?{out}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_after_the_query() {
        let name = |query: &str| disposition(Format::Csv, query, 7).unwrap();
        assert_eq!(name("\"Oil price\"; rm -rf /\r\n"), "attachment; filename=\"dateline-oil-price-rm-rf-000007.csv\"");
        assert_eq!(name("سد AND آب"), "attachment; filename=\"dateline-and-000007.csv\"");
        assert_eq!(name(""), "attachment; filename=\"dateline-000007.csv\"");
        assert_eq!(disposition(Format::Rss, "oil", 7), None);
    }

    #[test]
    fn a_feed_names_itself_as_it_was_asked_for() {
        let pairs: Vec<(String, String)> = [("q", "oil & gas"), ("from", "7d"), ("format", "atom"), ("page", "2"), ("page-size", "5")]
            .map(|(n, v)| (n.into(), v.into()))
            .into();
        let site = site("http://x".into(), &pairs, Route::Latest);
        assert_eq!(site.feed, "/v1/latest?q=oil%20%26%20gas&from-date=7d&format=atom&page=2&page-size=5");
        assert_eq!(site.page, "/?q=oil%20%26%20gas&from-date=7d&order-by=newest");
    }
}

//! Tells articles from pages that are none: front pages and indexes, errors, walls.

use super::facts::Facts;
use super::json_ld::Ld;

/// Titles of errors and walls, in lower case; a title that begins so and has little more is one.
const NO_TITLES: [&str; 44] = [
    "404",
    "403 forbidden",
    "403",
    "500 internal server error",
    "502 bad gateway",
    "503 service",
    "error 404",
    "error 403",
    "http error",
    "not found",
    "page not found",
    "page cannot be found",
    "page can't be found",
    "object not found",
    "access denied",
    "access to this page has been denied",
    "forbidden",
    "service unavailable",
    "bad gateway",
    "gateway time",
    "internal server error",
    "just a moment",
    "attention required",
    "are you a robot",
    "robot check",
    "captcha",
    "security check",
    "pardon our interruption",
    "checking your browser",
    "before you continue",
    "bevor sie fortfahren",
    "avant de continuer",
    "antes de continuar",
    "seite nicht gefunden",
    "seite wurde nicht gefunden",
    "page introuvable",
    "page non trouvée",
    "página no encontrada",
    "página não encontrada",
    "pagina non trovata",
    "pagina niet gevonden",
    "страница не найдена",
    "页面不存在",
    "ページが見つかりません",
];

/// Words of consent and pay walls; a page that is hardly more is no article.
const WALLS: [&str; 14] = [
    "cookie",
    "consent",
    "gdpr",
    "javascript",
    "enable js",
    "ad blocker",
    "adblock",
    "datenschutz",
    "zustimmung",
    "einwilligung",
    "zustimmen",
    "accepter",
    "verify you are human",
    "unusual traffic",
];

/// Says why a page is no article; `None` if it is one.
pub(super) fn reason(facts: &Facts, ld: &Ld, title: &str, body: &str, url: Option<&str>) -> Option<&'static str> {
    let letters = body.chars().filter(|c| c.is_alphanumeric()).count();
    if facts.refresh && letters < 500 {
        return Some("it sends its reader to another page: give that page");
    }
    let lower = title.to_lowercase();
    let short_title = lower.chars().count() < 60;
    if short_title && letters < 3_000 && NO_TITLES.iter().any(|known| begins(&lower, known)) {
        return Some("it is the page of an error or a check, and not the article: get it again");
    }
    let declared = declared_article(facts, ld);
    let text = body.to_lowercase();
    if letters < 1_500 && !declared && WALLS.iter().filter(|word| text.contains(**word)).count() >= 2 {
        return Some("it asks for consent and shows no article: get it again with consent given");
    }
    if letters < 40 && !declared {
        return Some("it has hardly any text");
    }
    let (links, bytes) = facts.headline_links;
    let listed = bytes > body.len();
    let is_front =
        url.and_then(|url| url::Url::parse(url).ok()).is_some_and(|url| url.path().trim_matches('/').is_empty() && url.query().is_none());
    let website = facts.meta(&["og:type"]).is_some_and(|kind| kind.eq_ignore_ascii_case("website"))
        || ld.types.iter().any(|kind| matches!(kind.as_str(), "collectionpage" | "itemlist" | "searchresultspage"));
    let long = body.split("\n\n").filter(|paragraph| paragraph.chars().count() > 200).count();
    let index = "it is a list of other pages (a front page, section or search result) and no article";
    match () {
        () if declared => None,
        () if is_front && links >= 15 && long < 6 => Some(index),
        () if website && links >= 20 && listed => Some(index),
        () if links >= 30 && bytes > 3 * body.len() && long < 3 => Some(index),
        () if ld.articles == 0 && links >= 15 && letters < 200 => Some(index),
        () => None,
    }
}

/// Whether a page says itself that it is an article.
fn declared_article(facts: &Facts, ld: &Ld) -> bool {
    let many = ld.articles > 5;
    (ld.is_article && !many)
        || facts.meta(&["og:type"]).is_some_and(|kind| kind.to_ascii_lowercase().contains("article"))
        || facts.meta(&["article:published_time", "citation_title", "parsely-pub-date"]).is_some()
        || facts.properties.iter().any(|property| property.name == "articlebody")
}

fn begins(title: &str, known: &str) -> bool {
    let at = title.find(known);
    at.is_some_and(|at| at == 0 || (at < 12 && title.chars().count() < known.chars().count() + 25))
}

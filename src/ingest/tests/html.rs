//! HTML pages: what is read of them, what they are rejected for, and what they may cost.

use super::*;

fn one(html: &str) -> String {
    let items = read("a.html", html.as_bytes());
    let mut out = String::new();
    for record in records(&items) {
        let a = &record.article;
        let date = a.published.map(|stamp| format!("{} {}", stamp.when, stamp.basis.as_str())).unwrap_or_default();
        let _ = write!(
            out,
            "{}; {}; {}; {date}; {}",
            a.title,
            a.source.as_deref().unwrap_or("-"),
            a.url.as_deref().unwrap_or("-"),
            a.authors.join("+")
        );
        for note in &record.notes {
            let _ = write!(out, " +{}", note.code.as_str());
        }
    }
    for reject in rejects(&items) {
        let _ = write!(out, "{}: {}", reject.code.as_str(), reject.reason);
    }
    out
}

const TEXT: &str = "<p>The ship laid the first forty kilometres of the cable on Tuesday, and turned back when the wind rose, its master said.</p>\
<p>It is to go on when the sea is calm. The town has waited for eleven years, and a week more will not matter, said the mayor.</p>\
<p>The cable will carry calls of the whole coast, which now go by a line across the hills that storms cut every winter.</p>";

#[test]
fn metadata_is_taken_from_wherever_it_stands() {
    let page = |head: &str, before: &str| {
        format!("<html lang=en><head>{head}</head><body><article><h1>Cable laid</h1>{before}{TEXT}</article></body></html>")
    };
    let check = |head: &str, before: &str, expected: &str| assert_eq!(one(&page(head, before)), expected, "{head} {before}");
    check(
        r#"<title>Cable laid | Gazette</title><meta property="og:site_name" content="Gazette"><link rel="canonical" href="https://g.example/1"><script type="application/ld+json">{"@type":"NewsArticle","headline":"Cable laid","datePublished":"2025-01-29T10:14:00+03:30","author":{"name":"Ada Byron"}}</script>"#,
        "",
        "Cable laid; Gazette; https://g.example/1; 2025-01-29T10:14:00+03:30 jsonld; Ada Byron",
    );
    check(
        r#"<meta name="dc.date" content="2025-01-29"><meta name="parsely-author" content="Ada Byron">"#,
        "",
        "Cable laid; -; -; 2025-01-29 meta; Ada Byron",
    );
    check("", r#"<span itemprop="datePublished" content="2025-01-29">x</span>"#, "Cable laid; -; -; 2025-01-29 microdata; ");
    check("", r#"<time datetime="2025-01-29T10:14Z">a day ago</time>"#, "Cable laid; -; -; 2025-01-29T10:14:00Z microdata; ");
    check(
        r#"<meta property="og:url" content="https://g.example/2025/01/29/cable">"#,
        "",
        "Cable laid; g.example; https://g.example/2025/01/29/cable; 2025-01-29 url; ",
    );
    check("", "<p>By Ada Byron, 29 January 2025</p>", "Cable laid; -; -; 2025-01-29 text; ");
    check("", "", "Cable laid; -; -; ; ");
    check(r#"<meta name="date" content="2025-02-30">"#, "", "Cable laid; -; -; ;  +impossible-date");
}

#[test]
fn the_year_of_a_foot_is_no_date() {
    let page =
        format!("<html><body><h1>Cable laid</h1>{TEXT}<footer>© 1 January 2024 Gazette</footer><p>Copyright 2 May 2023</p></body></html>");
    assert_eq!(one(&page), "Cable laid; -; -; ; ");
}

#[test]
fn lists_of_other_headlines_are_related() {
    let list = r#"<aside><h3>Related</h3><ul><li><a href="https://g.example/2">A walrus came to the harbour</a></li><li><a href="/3">The old bridge is closed again</a></li></ul></aside>"#;
    let page = format!(
        r#"<html><head><base href="https://g.example/"></head><body><article><h1>Cable laid</h1>{TEXT}{list}</article></body></html>"#
    );
    let items = read("a.html", page.as_bytes());
    let article = &records(&items)[0].article;
    let related: Vec<_> = article.related.iter().map(|r| (r.title.as_str(), r.url.as_deref().unwrap_or_default())).collect();
    assert_eq!(
        related,
        [("A walrus came to the harbour", "https://g.example/2"), ("The old bridge is closed again", "https://g.example/3")]
    );
    assert!(!article.body.contains("walrus") && article.body.split("\n\n").count() == 3, "{}", article.body);
}

#[test]
fn pages_that_are_no_article_are_rejected_unless_all_are_kept() {
    let links = r#"<h3><a href="/1">One headline of the front page</a></h3>"#.repeat(40);
    let pages = [
        "<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1><p>The page is gone.</p></body></html>".to_owned(),
        format!(r#"<html><head><title>Gazette</title><meta property="og:type" content="website"></head><body>{links}</body></html>"#),
        r#"<html><head><meta http-equiv="refresh" content="0; url=https://g.example/"></head><body>Moved</body></html>"#.to_owned(),
        "<html><head><title>Gazette</title></head><body><p>We use cookies. Give your consent to go on.</p></body></html>".to_owned(),
        "<html><head><title>Just a moment...</title></head><body>Checking</body></html>".to_owned(),
    ];
    for page in &pages {
        assert!(one(page).starts_with("not-an-article: "), "{page:.80}: {}", one(page));
        let items = read_as("a.html", page.as_bytes(), ReadOptions { keep_all: true, ..options(None) });
        assert_eq!(records(&items).len(), 1, "{page:.80}");
    }
}

#[test]
fn a_page_made_to_cost_much_is_read_without_the_extractor() {
    let head = "<html><head><title>Cable laid</title></head><body>";
    for piece in ["<div>", "<b>", "<table>", "<a href=x>", "<p><object>", "<font size=1>x", "<li><ul>", "<svg><g>"] {
        let page = format!("{head}{TEXT}{}", piece.repeat(100_000));
        assert_eq!(one(&page), "Cable laid; -; -; ;  +not-extracted", "{piece}");
    }
    for piece in ["<p>x", "<br>", "<!--", "<", "&amp;", "<td>x", "</div>", "<p a=b>", "<input>"] {
        let page = format!("{head}{TEXT}{}", piece.repeat(50_000));
        assert!(one(&page).starts_with("Cable laid; "), "{piece}: {}", one(&page));
    }
    let long = format!("{head}{}", "word ".repeat(1 << 20));
    assert!(one(&long).starts_with("too-large: the page has more than 4194304 bytes"), "{:.200}", one(&long));
}

#[test]
fn encodings_that_lie_are_read_as_what_they_are() {
    let page = |charset: &str| {
        format!("<html><head><meta charset={charset}><title>Été à Besançon</title></head><body><h1>Été à Besançon</h1>{TEXT}</body></html>")
    };
    let titled = |bytes: &[u8]| records(&read("a.html", bytes))[0].article.title.clone();
    assert_eq!(titled(page("iso-8859-1").as_bytes()), "Été à Besançon");
    assert_eq!(titled(&encoding_rs::WINDOWS_1252.encode(&page("utf-8")).0), "Été à Besançon");
    let polish = page("windows-1250").replace("Été à Besançon", "Źródło i pięść");
    assert_eq!(titled(&encoding_rs::WINDOWS_1250.encode(&polish).0), "Źródło i pięść");
}

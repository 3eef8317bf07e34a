//! Feeds: the forms they come in, and real ones beside a second reader.

use std::collections::BTreeMap;

use super::*;
use crate::article::{Article, When};

/// Reads a feed: a line an article of title, address, date, authors, tags, body and lead.
fn shown(text: &str) -> String {
    let items = read("a.xml", text.as_bytes());
    let mut out = String::new();
    for item in &items {
        let _ = match item {
            Item::Record(record) => {
                let a = &record.article;
                let published = a.published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
                let parts = [
                    a.title.as_str(),
                    a.url.as_deref().unwrap_or("-"),
                    a.source.as_deref().unwrap_or("-"),
                    &published,
                    &a.authors.join("+"),
                    &a.tags.join("+"),
                    &a.body.replace('\n', "/"),
                    &a.lead,
                ];
                writeln!(out, "{}", parts.join("; "))
            }
            Item::Reject(reject) => writeln!(out, "{}:{} {}", reject.place.line, reject.code.as_str(), reject.reason),
            Item::Skipped(_, reason) => writeln!(out, "skipped: {reason}"),
            Item::Input(input) => {
                assert_eq!(input.format, Format::Feed, "{text}");
                Ok(())
            }
        };
    }
    out
}

#[test]
fn rss_with_its_extensions_is_read() {
    let feed = r#"<?xml version="1.0"?><rss version="2.0" xmlns:content="c" xmlns:dc="d" xmlns:media="m"><channel>
<title>Harbour Gazette</title><link>https://hg.example/</link><language>en-gb</language>
<item><title>Dam opens &amp; fills</title><link>/news/1</link><pubDate>Wed, 29 Jan 2025 10:14:00 +0330</pubDate>
<dc:creator>Ada Byron</dc:creator><category>Water</category><category>Dams</category>
<description>&lt;p&gt;Short.&lt;/p&gt;</description><content:encoded><![CDATA[<p>One.</p><p>Two &eacute;.</p>]]></content:encoded>
<media:content url="/p.jpg" type="image/jpeg"/></item>
<item><guid>https://hg.example/2</guid><description>Only a text &lt;b&gt;bold&lt;/b&gt;</description><author>x@y.example (Charles Babbage)</author></item>
</channel></rss>"#;
    assert_eq!(
        shown(feed),
        "Dam opens & fills; https://hg.example/news/1; Harbour Gazette; 2025-01-29T10:14:00+03:30; Ada Byron; Water+Dams; One.//Two é.; Short.\n\
         ; https://hg.example/2; Harbour Gazette; ; Charles Babbage; ; Only a text bold; \n"
    );
}

#[test]
fn rdf_and_atom_and_json_feed_are_read() {
    let rdf = r#"<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d"><channel rdf:about="https://x.example/"><title>X</title><link>https://x.example/</link><items><rdf:Seq/></items></channel>
<item rdf:about="https://x.example/1"><title>One</title><link>https://x.example/1</link><dc:date>2025-01-29T10:14+01:00</dc:date><dc:subject>s</dc:subject></item></rdf:RDF>"#;
    assert_eq!(shown(rdf), "One; https://x.example/1; X; 2025-01-29T10:14:00+01:00; ; s; ; \n");
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://a.example/blog/"><title type="html">A &amp;amp; B</title><author><name>Inherited</name></author>
<entry><title type="text">1 &lt; 2</title><link rel="self" href="x.atom"/><link href="1.html"/><id>tag:1</id><published>2025-01-29T10:14:00-05:00</published><updated>2025-01-30T00:00:00Z</updated>
<content type="xhtml"><div xmlns="h"><p>One.</p><p>Two.</p></div></content><summary>S</summary><category term="t" label="T"/></entry>
<entry><title>No date</title><author><name>Own</name></author><updated>2025-01-30T00:00:00Z</updated></entry></feed>"#;
    assert_eq!(
        shown(atom),
        "1 < 2; https://a.example/blog/1.html; A & B; 2025-01-29T10:14:00-05:00; Inherited; T; One.//Two.; S\n\
         No date; -; A & B; 2025-01-30T00:00:00Z; Own; ; ; \n"
    );
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","home_page_url":"https://j.example/","items":[{"id":"1","url":"/1","title":"One","content_html":"<p>a</p><p>b</p>","date_published":"2025-01-29T10:14:00+02:00","authors":[{"name":"Ada"}],"tags":["t"]}]}"#;
    assert_eq!(shown(json), "One; https://j.example/1; J; 2025-01-29T10:14:00+02:00; Ada; t; a//b; \n");
}

#[test]
fn broken_feeds_are_read_as_far_as_they_go() {
    let check = |text: &str, expected: &str| assert_eq!(shown(text).replace("; ", ";"), expected, "{text}");
    let cut = "the feed ends inside this entry: it may be cut off, and the entries before it are kept";
    check("<rss><channel><item><title>a</title></item><item><title>b", &format!("a;-;-;;;;;\n1:malformed {cut}\n"));
    check(
        "<rss><channel><item><title>a</title></item>",
        "a;-;-;;;;;\n1:malformed the feed ends before its root element is closed: it may be cut off, and the entries before this are kept\n",
    );
    check(
        "<rss><channel><item><title>a</title><item><title>b</title></item></channel></rss>",
        "1:malformed the entry is not closed before the next begins: mend it and read it again\nb;-;-;;;;;\n",
    );
    check("<rss><channel><title>t</title></channel></rss>", "skipped: it is a feed without entries\n");
    check("<rss><channel><item><title>AT&T & co &foo;</title></item></channel></rss>", "AT&T & co &foo;;-;-;;;;;\n");
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"&b;&b;\"><!ENTITY b \"lol\">]><rss><channel><item><title>&a;</title></item></channel></rss>";
    check(bomb, "&a;;-;-;;;;;\n");
    let deep = format!("<rss><channel><item><title>t</title><x>{}</x></item></channel></rss>", "<d>".repeat(100_000));
    assert!(shown(&deep).starts_with("t; "), "{:.100}", shown(&deep));
}

#[test]
fn a_feed_that_does_not_end_is_streamed() {
    let item = format!("<item><title>t</title><description>{}</description></item>", "word ".repeat(2_000));
    let text = format!("<rss><channel><title>x</title>{}</channel></rss>", item.repeat(300));
    let items = read_as("x", text.as_bytes(), ReadOptions { record_bytes_max: 20_000, ..options(None) });
    assert_eq!((records(&items).len(), rejects(&items).len()), (300, 0));
    let long = format!("<rss><channel>{item}<item><title>{}</title></item>{item}</channel></rss>", "word ".repeat(100_000));
    let items = read_as("x", long.as_bytes(), ReadOptions { record_bytes_max: 20_000, ..options(None) });
    assert_eq!((records(&items).len(), rejects(&items)[0].code.as_str()), (2, "too-large"));
}

/// What both readers are asked for.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    title: String,
    link: String,
    micros: Option<i64>,
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn told_of(article: &Article) -> Told {
    let micros = article.published.and_then(|stamp| match stamp.when {
        When::Instant(instant) => Some(instant.micros),
        When::Day(day) => Some(i64::from(day.number()) * 86_400_000_000),
        _ => None,
    });
    Told { title: letters(&article.title), link: article.url.clone().unwrap_or_default(), micros }
}

#[test]
fn real_feeds_are_read_as_a_second_reader_reads_them() {
    let Some(set) = data("feeds") else { return };
    let mut files: Vec<PathBuf> = walkdir::WalkDir::new(&set).into_iter().filter_map(|entry| Some(entry.ok()?.into_path())).collect();
    files.retain(|path| path.is_file() && path.file_name().is_some_and(|name| name != "README.md"));
    files.sort();
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    let mut differences = Vec::new();
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let items = read_paths(std::slice::from_ref(&file), options(Some(Format::Feed)));
        let ours: Vec<Told> = records(&items).iter().map(|record| told_of(&record.article)).collect();
        let rejected = rejects(&items).len();
        // The second reader panics on some encodings.
        let Ok(Ok(feed)) = std::panic::catch_unwind(|| feed_rs::parser::parse(bytes.as_slice())) else {
            *sums.entry("files that only we read").or_default() += usize::from(!ours.is_empty());
            continue;
        };
        let name = file.strip_prefix(&set).unwrap().to_string_lossy().into_owned();
        *sums.entry("files both read").or_default() += 1;
        *sums.entry("entries of the second reader").or_default() += feed.entries.len();
        *sums.entry("entries of ours").or_default() += ours.len();
        if feed.entries.len() != ours.len() + rejected {
            *sums.entry("files with another count").or_default() += 1;
            differences.push(format!("{name}: {} entries, the second reader has {}", ours.len(), feed.entries.len()));
            continue;
        }
        if rejected > 0 {
            differences.push(format!("{name}: {rejected} rejected: {}", rejects(&items)[0].reason));
            continue;
        }
        for (entry, our) in feed.entries.iter().zip(&ours) {
            let title = entry.title.as_ref().map(|title| letters(&crate::ingest::mapping::html_plain(&title.content))).unwrap_or_default();
            let link =
                entry.links.iter().find(|link| link.rel.as_deref().is_none_or(|rel| rel == "alternate")).map(|link| link.href.clone());
            let micros = entry.published.or(entry.updated).map(|date| date.timestamp_micros());
            *sums.entry("titles that differ").or_default() += usize::from(title != our.title);
            *sums.entry("links that differ").or_default() +=
                usize::from(link.as_ref().is_some_and(|link| letters(link) != letters(&our.link)));
            // Where they differ, ours is another address that the feed gives (the page itself and
            // not the counter that leads to it), the same in other letters' case, or resolved.
            let ours_is_given = text.contains(&our.link) || text.contains(&our.link.replace('&', "&amp;"));
            let explained = |link: &String| {
                ours_is_given || !link.contains("://") || link.eq_ignore_ascii_case(&our.link) || our.link.starts_with(link.as_str())
            };
            if link.as_ref().is_some_and(|link| letters(link) != letters(&our.link) && !explained(link)) {
                *sums.entry("links that differ without a reason").or_default() += 1;
            }
            *sums.entry("dates that differ").or_default() += usize::from(micros.is_some() && our.micros.is_some() && micros != our.micros);
            *sums.entry("dates that only the second has").or_default() += usize::from(micros.is_some() && our.micros.is_none());
            *sums.entry("dates that only we have").or_default() += usize::from(micros.is_none() && our.micros.is_some());
            if title != our.title || link.as_ref().is_some_and(|link| letters(link) != letters(&our.link)) || micros != our.micros {
                differences.push(format!("{name}: {title} {link:?} {micros:?} | {our:?}"));
            }
        }
    }
    show(&sums, &differences);
    let of = |name: &str| sums.get(name).copied().unwrap_or_default();
    assert!(of("files both read") > 100 && of("entries of ours") > 900, "{sums:?}");
    assert_eq!((of("titles that differ"), of("links that differ without a reason")), (0, 0), "{sums:?}");
    assert!(of("files with another count") == 0 && of("dates that differ") <= 1 && of("dates that only the second has") <= 1, "{sums:?}");
}

#[allow(clippy::print_stderr, reason = "a table of figures is for reading")]
fn show(sums: &BTreeMap<&str, usize>, differences: &[String]) {
    eprintln!("feeds: {sums:?}");
    if std::env::vars().any(|(name, _)| name == "DATELINE_SHOW") {
        for line in differences {
            eprintln!("{line}");
        }
    }
}

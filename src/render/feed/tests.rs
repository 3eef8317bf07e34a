use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::render::samples;
use crate::search::Response;

fn site() -> Site {
    Site {
        base: "https://news.example.org".into(),
        feed: "/v1/search?q=%3Coil%3E&format=rss".into(),
        page: "/?q=%3Coil%3E".into(),
        next: Some("/v1/search?q=%3Coil%3E&cursor=x".into()),
        published_us: 1_743_460_200_000_000,
    }
}

/// Reads XML to its end; names of elements in their order.
fn elements(text: &str) -> Vec<String> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) | Event::Empty(start) => names.push(start.name().as_ref().to_owned()),
            Event::Eof => return names,
            _ => {}
        }
    }
}

#[test]
fn rss_of_hostile_articles() {
    let text = rss(&samples::response(), &site());
    let names = elements(&text);
    let count = |name: &str| names.iter().filter(|other| *other == name).count();
    // A month, a year and nothing are no dates that RSS knows.
    assert_eq!((count("item"), count("pubDate"), count("dcterms:date"), count("guid")), (5, 2, 4, 5));
    assert!(!text.contains("<script") && !text.contains("javascript:") && !text.contains("<b>"), "{text}");
    insta::assert_snapshot!(text.replace("><", ">\n<"));
}

#[test]
fn atom_of_hostile_articles() {
    let text = atom(&samples::response(), &site());
    let names = elements(&text);
    let count = |name: &str| names.iter().filter(|other| *other == name).count();
    assert_eq!((count("entry"), count("published"), count("updated"), count("id")), (5, 2, 6, 6));
    insta::assert_snapshot!(text.replace("><", ">\n<"));
}

#[test]
fn json_feed_of_hostile_articles() {
    let feed: serde_json::Value = serde_json::from_str(&json_feed(&samples::response(), &site())).unwrap();
    insta::assert_json_snapshot!(feed);
}

#[test]
fn feeds_have_no_character_that_xml_forbids() {
    for text in [rss(&samples::response(), &site()), atom(&samples::response(), &site())] {
        assert!(text.chars().all(|c| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..)), "{text:?}");
        assert!(text.contains('😀'));
    }
}

#[test]
fn a_feed_without_entries_is_a_feed() {
    let empty = Response { hits: Vec::new(), ..samples::response() };
    assert!(elements(&rss(&empty, &site())).contains(&"lastBuildDate".to_owned()));
    assert!(atom(&empty, &site()).contains("<updated>2025-03-31T22:30:00Z</updated>"));
    assert!(json_feed(&empty, &site()).contains("\"items\":[]"));
}

#[test]
fn identifiers_are_uuids_of_the_article_alone() {
    let urn = uuid::urn("article", "reuters-1");
    assert_eq!(urn, uuid::urn("article", "reuters-1"));
    assert_ne!(urn, uuid::urn("article", "reuters-2"));
    assert_ne!(urn, uuid::urn("feed", "reuters-1"));
    let (_, hex) = urn.rsplit_once(':').unwrap();
    assert!(hex.len() == 36 && hex.as_bytes()[14] == b'8' && matches!(hex.as_bytes()[19], b'8'..=b'b'), "{urn}");
}

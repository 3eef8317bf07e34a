use super::*;
use crate::article::Article;
use crate::article::published::Zone;
use crate::render::samples;

fn articles() -> Vec<Article> {
    samples::hits().into_iter().map(|hit| hit.article).collect()
}

#[test]
fn bibtex_of_hostile_articles() {
    let text: String = articles().iter().map(|article| bibtex(article, Zone::Utc)).collect();
    assert_eq!(text.matches('{').count(), text.matches('}').count(), "braces balance");
    assert!(text.chars().all(|c| !c.is_control() || c == '\n'));
    insta::assert_snapshot!(text);
}

#[test]
fn keys_of_bibtex_differ_as_ids_do() {
    let key = |id: &str| {
        let text = bibtex(&Article { id: id.into(), ..Article::default() }, Zone::Utc);
        text.split_once('{').unwrap().1.split_once(',').unwrap().0.to_owned()
    };
    assert_eq!(key("reuters-12"), "reuters-12");
    let keys: Vec<String> = ["Reuters-12", "REUTERS-12", "reuters 12", "ایران", "عراق", "1", "a,b", "a=b"].map(key).into();
    let mut folded: Vec<String> = keys.iter().map(|key| key.to_lowercase()).collect();
    folded.sort();
    folded.dedup();
    assert_eq!(folded.len(), keys.len(), "{keys:?}");
    assert!(keys.iter().all(|key| key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')), "{keys:?}");
}

#[test]
fn ris_of_hostile_articles() {
    let text: String = articles().iter().map(|article| ris(article, Zone::Utc)).collect();
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert_eq!(lines.iter().filter(|line| line.starts_with("TY  - ")).count(), articles().len());
    assert!(lines.iter().all(|line| line.is_empty() || line.get(2..6) == Some("  - ")), "{text}");
    insta::assert_snapshot!(text.replace("\r\n", "\n"));
}

#[test]
fn csl_of_hostile_articles() {
    let text = csl_json(articles().iter(), Zone::Utc);
    let items: serde_json::Value = serde_json::from_str(&text).unwrap();
    insta::assert_json_snapshot!(items);
}

#[test]
fn a_date_is_the_day_of_the_zone_and_never_finer_than_it_was() {
    let date = |text: &str, zone: &str| {
        let article = crate::article::json::read_stored(&format!(
            r#"{{"id":"x","title":"t","published":{{"at":"{text}","precision":"day","basis":"given"}}}}"#
        ));
        let items: serde_json::Value = serde_json::from_str(&csl_json([article.unwrap()].iter(), Zone::parse(zone).unwrap())).unwrap();
        items[0]["issued"]["date-parts"][0].to_string()
    };
    assert_eq!(date("2025-01-29T22:00:00Z", "UTC"), "[2025,1,29]");
    assert_eq!(date("2025-01-29T22:00:00Z", "Asia/Tehran"), "[2025,1,30]");
    assert_eq!(date("2025-01-29", "Asia/Tehran"), "[2025,1,29]");
    assert_eq!((date("2025-01", "UTC"), date("2025", "UTC")), ("[2025,1]".into(), "[2025]".into()));
}

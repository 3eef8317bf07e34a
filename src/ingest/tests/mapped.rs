//! Records of other systems, and native ones that are not quite.

use super::*;
use crate::article::json;

fn one(text: &str) -> String {
    let items = read_as("x", text.as_bytes(), options(Some(Format::Jsonl)));
    let found = records(&items);
    assert_eq!(found.len(), 1, "{items:?}");
    json::write(&found[0].article)
}

/// Checks that the article has these members, written as JSON.
fn check(text: &str, expected: &[&str]) {
    let written = one(text);
    for member in expected {
        assert!(written.contains(member), "{text}\nhas no {member}:\n{written}");
    }
}

#[test]
fn news_apis_are_mapped() {
    check(
        r#"{"source":{"id":"cnbc","name":"CNBC"},"author":"Jesse Pound","title":"S&amp;P 500","description":"d","url":"https://www.cnbc.com/a/?utm_source=x","publishedAt":"2022-09-28T04:18:00Z","content":"cut… [+12 chars]","urlToImage":null}"#,
        &[
            r#""id":"cnbc.com/a""#,
            r#""source":"CNBC""#,
            r#""title":"S&P 500""#,
            r#""lead":"d""#,
            r#""body":"cut…""#,
            r#""authors":["Jesse Pound"]"#,
            r#""published":{"at":"2022-09-28T04:18:00Z","precision":"second","basis":"given"}"#,
            r#""extra":{"source":{"id":"cnbc"},"urlToImage":null}"#,
        ],
    );
    check(
        r#"{"id":"a/b","sectionName":"Travel","webPublicationDate":"2012-04-20T09:36:04Z","webTitle":"T","webUrl":"http://x.example/a","fields":{"headline":"T","trailText":"<p>lead <strong>x</strong></p>","body":"<p>A.</p><p>B.</p>","byline":"Ada Byron","lastModified":"2012-04-21T09:36:04Z","score":"1"},"tags":[{"webTitle":"London","type":"keyword"},{"webTitle":"Ada","type":"contributor"}]}"#,
        &[
            r#""source":"x.example""#,
            r#""title":"T""#,
            r#""lead":"lead x""#,
            r#""body":"A.\n\nB.""#,
            r#""authors":["Ada Byron"]"#,
            r#""section":"Travel","tags":["London"]"#,
            r#""updated":{"at":"2012-04-21T09:36:04Z""#,
            r#""extra":{"fields":{"score":"1"}}"#,
        ],
    );
    check(
        r#"{"web_url":"http://www.nytimes.com/x.html","snippet":"s","lead_paragraph":"l","headline":{"main":"Slow","kicker":"k"},"keywords":[{"name":"glocations","value":"Odessa (Tex)"}],"pub_date":"2016-08-12T00:00:00Z","section_name":"Opinion","byline":{"original":"By BEN STEINBAUER"},"source":"The New York Times","_id":"57"}"#,
        &[
            r#""id":"nytimes.com/x.html""#,
            r#""title":"Slow""#,
            r#""lead":"l""#,
            r#""authors":["BEN STEINBAUER"]"#,
            r#""tags":["Odessa (Tex)"]"#,
            r#""published":{"at":"2016-08-12","precision":"day""#,
        ],
    );
    check(
        r#"{"@type":"NewsArticle","headline":"H","articleBody":"B","datePublished":"2025-01-29","dateModified":"2025-01-30","author":{"@type":"Person","name":"A"},"publisher":{"name":"P"},"inLanguage":"en-GB","articleSection":["S","T"],"mainEntityOfPage":{"@id":"https://p.example/1"}}"#,
        &[
            r#""id":"p.example/1""#,
            r#""source":"P""#,
            r#""authors":["A"],"section":"S","tags":["T"],"language":"en""#,
            r#""updated":{"at":"2025-01-30""#,
        ],
    );
    check(
        r#"{"link":"https://huff.example/x","headline":"H","category":"U.S. NEWS, ALL","short_description":"d","authors":"A One, B Two","date":"2022-09-23"}"#,
        &[r#""section":"U.S. NEWS, ALL""#, r#""authors":["A One","B Two"]"#, r#""lead":"d","body":"""#],
    );
    check(
        r#"{"title":"T","body":"B","lang":"eng","dateTimePub":"2025-01-29T10:14:00Z","source":{"uri":"x.example","title":"X"},"uri":"77","authors":[{"name":"A"}]}"#,
        &[r#""id":"X:77""#, r#""language":"en""#, r#""source":"X""#, r#""authors":["A"]"#],
    );
    check(
        r#"{"id":5,"link":"https://wp.example/p","title":{"rendered":"A &#8211; B"},"content":{"rendered":"<p>x</p>","protected":false},"date":"2025-01-29T10:14:00"}"#,
        &[r#""title":"A – B""#, r#""body":"x""#, r#""at":"2025-01-29T10:14:00Z""#],
    );
}

#[test]
fn native_records_keep_their_ids_and_mapped_ones_get_them() {
    check(r#"{"id":"Own","title":"t"}"#, &[r#""id":"Own""#]);
    check(r#"{"id":"Own","url":"https://a.example/x","title":"t","rank":1}"#, &[r#""id":"a.example/x""#, r#""extra":{"rank":1}"#]);
    check(r#"{"id":"Own","source":"S","title":"t","rank":1}"#, &[r#""id":"S:Own""#]);
    check(r#"{"id":17,"title":"t"}"#, &[r#""id":"17""#]);
    check(r#"{"id":"Own","title":"t","authors":"Ada Byron"}"#, &[r#""id":"Own""#, r#""authors":["Ada Byron"]"#]);
    // Without an id or an address, the content makes one.
    check(r#"{"title":"t","body":"b"}"#, &[r#""id":"c90640e83a708ea35848131ded0e91ca""#]);
}

#[test]
fn native_members_of_a_mapped_record_are_read_as_ever() {
    check(
        r#"{"id":"7","source":"S","title":"t","published":{"at":"2025-01-29","precision":"day","basis":"feed"},"author":"A","entities":[{"type":"place","name":"Iran"}],"related":["r"],"extra":{"a": 1},"words":9,"mentions":[]}"#,
        &[
            r#""id":"S:7""#,
            r#""published":{"at":"2025-01-29","precision":"day","basis":"feed"}"#,
            r#""authors":["A"]"#,
            r#""words":0"#,
            r#"[{"type":"place","name":"Iran","id":null,"mentions":0,"given":true}]"#,
            r#""related":[{"title":"r","url":null}]"#,
            r#""extra":{"a":1}"#,
        ],
    );
    check(r#"{"id":"7","title":"t","source":{"uri":null},"author":{"firstname":"A","lastname":"B"}}"#, &[r#""source":null"#]);
    // A part in a form of its own is kept and said, and costs nobody the article.
    for members in [r#""headline":"h""#, r#""title":"t""#] {
        let text = format!("{{{members},\"entities\":[{{\"type\":\"EVENT\",\"name\":\"E\"}},5],\"extra\":7}}\n");
        let items = read("x.jsonl", text.as_bytes());
        let mut codes: Vec<_> = records(&items)[0].notes.iter().map(|note| note.code.as_str()).collect();
        codes.sort_unstable();
        assert_eq!(codes, ["malformed-member", "malformed-member", "unknown-entity-type"], "{items:?}");
    }
}

#[test]
fn an_item_with_only_an_updated_date_was_published_then() {
    check(r#"{"id":"a","title":"t","updated":"2025-01-29"}"#, &[r#""published":{"at":"2025-01-29""#, r#""updated":{"at":"2025-01-29""#]);
    check(
        r#"{"id":"a","title":"t","published":"2025-02-30","updated":"2025-01-29"}"#,
        &[r#""published":null,"updated":{"at":"2025-01-29""#],
    );
    check(r#"{"id":"a","title":"t","published":1738108800}"#, &[r#""published":{"at":"2025-01-29T00:00:00Z""#]);
}

#[test]
fn the_run_gives_the_source_that_records_lack() {
    let with = ReadOptions { source: Some("Desk".into()), ..options(None) };
    let items = read_as(
        "x.jsonl",
        b"{\"title\":\"a\"}\n{\"title\":\"b\",\"source\":\"Own\"}\n{\"headline\":\"c\",\"url\":\"https://x.example\"}\n",
        with,
    );
    let sources: Vec<_> = records(&items).iter().map(|record| record.article.source.clone().unwrap_or_default()).collect();
    assert_eq!(sources, ["Desk", "Own", "Desk"]);
}

#[test]
fn wrapped_records_are_found() {
    let check = |text: &str, expected: usize| {
        let items = read("x", text.as_bytes());
        assert_eq!((records(&items).len(), rejects(&items).len()), (expected, 0), "{text}: {items:?}");
    };
    check(r#"{"status":"ok","articles":[{"title":"a"},{"title":"b"}]}"#, 2);
    check(r#"{"response":{"status":"ok","results":[{"webTitle":"a"}]}}"#, 1);
    check(r#"{"response":{"meta":{"x":[1]},"docs":[{"headline":{"main":"a"}}]}}"#, 1);
    check(r#"{"title":"Search results","items":[{"title":"a"}]}"#, 1);
    check(r#"{"title":"an article","body":"b","items":[{"title":"a"}]}"#, 1);
    check(r#"{"articles":{"results":[{"title":"a"}],"count":1}}"#, 1);
    check(r#"{"data":{"title":"a","text":"b"}}"#, 1);
    check(r#"{"status":"ok","articles":[]}"#, 0);
    check(r#"[[{"title":"a"}],[{"title":"b"}]]"#, 2);
    check("{\"articles\":[{\"title\":\"a\"}]}\n{\"articles\":[{\"title\":\"b\"}]}\n", 2);
}

#[test]
fn a_large_array_is_streamed() {
    let row = format!(r#"{{"title":"t","body":"{}"}},"#, "word ".repeat(200));
    let text = format!("{{\"status\":\"ok\",\"articles\":[{}{{\"title\":\"last\"}}]}}", row.repeat(3000));
    let items = read_as("x", text.as_bytes(), ReadOptions { record_bytes_max: 10_000, ..options(None) });
    assert_eq!((records(&items).len(), rejects(&items).len()), (3001, 0));
}

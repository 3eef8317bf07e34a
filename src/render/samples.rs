//! Articles that are meant to break formats, for tests.

use crate::article::json::read_stored;
use crate::article::published::Now;
use crate::search::params::{self, Params, Route};
use crate::search::response::{Hit, QueryReceipt, Response};

/// Articles: markup, formulas and controls; right to left and a month; a year and braces; an instant
/// that is another day elsewhere; nothing but a body.
const ARTICLES: [&str; 5] = [
    r#"{"id":"A/1?<&\"'","url":"https://example.org/a?b=<c>&d={e}","source":"=SOURCE","title":"=cmd|' /C calc'!A0 <script>alert(1)</script> ]]> & \"q\"","lead":"+lead <b>bold</b> \u0000\u0007\u001b[2J\uFFFE 😀","body":"@body\r\nline\n\n]]>","authors":["O'Neil, Ann","Simon and Garfunkel","X {Y} \\ Z","ER  - \r\nTY  - BOOK"],"section":"-minus","tags":["a,b","c;d","e & f"],"language":"en","published":{"at":"2025-01-29","precision":"day","basis":"given"},"extra":{"n":1}}"#,
    r#"{"id":"fa-2","url":"javascript:alert(1)","source":"خبرگزاری","title":"قیمت نفت ‏۵٪ بالا رفت","lead":"می‌رود","body":"متن","authors":["محمد رضایی","王小明"],"language":"fa","published":{"at":"2025-01","precision":"month","basis":"text"},"updated":{"at":"2025-02-03T08:00:00+03:30","precision":"second","basis":"meta"},"entities":[{"type":"place","name":"Iran","id":"IR","mentions":7,"given":false},{"type":"person","name":"May; Reading","id":null,"mentions":1,"given":true}]}"#,
    r#"{"id":"Ä","title":"100% of $5 #1_a ~^ {braces} \\command{x","body":"b","language":"de","published":{"at":"0987","precision":"year","basis":"text"},"first_indexed":"2026-11-24T10:00:00Z"}"#,
    r#"{"id":"late","url":"https://example.org/late","source":"Daily","title":"Late","lead":"","body":"text","language":"en","authors":["Jane Doe"],"published":{"at":"2025-12-31T23:30:00-05:00","precision":"minute","basis":"feed"}}"#,
    r#"{"id":"undated","title":"","lead":"","body":"Only a body.","language":"und"}"#,
];

/// The hits of these articles, without highlights.
pub(super) fn hits() -> Vec<Hit> {
    let hit = |text: &&str| Hit {
        score: Some(1.5),
        article: read_stored(text).unwrap(),
        highlights: Vec::new(),
        mentions: Vec::new(),
        explanation: None,
        truncated: false,
    };
    ARTICLES.iter().map(hit).collect()
}

/// An answer that has these hits.
pub(super) fn response() -> Response {
    let hits = hits();
    Response {
        version: 7,
        version_hash: "hash".into(),
        took_us: 1,
        total: Some(hits.len() as u64),
        excluded: None,
        warnings: Vec::new(),
        query: QueryReceipt { text: "<oil> & \"gas\"".into(), canonical: String::new(), tree: None, terms: Vec::new() },
        hits,
        facets: Vec::new(),
        timeline: None,
        hits_path: crate::search::response::HitsPath::None,
        paths: None,
        leads: Vec::new(),
        next_cursor: None,
    }
}

/// Parameters of a search.
pub(super) fn params(query: &str) -> Params {
    let pairs: Vec<(String, String)> =
        query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    params::read(&pairs, Route::Search, Now { micros: 1_743_460_200_000_000 }).unwrap()
}

use super::*;
use crate::article::published::{Basis, Interval, Now, Stamp, When};
use crate::article::{Entity, EntityType, Lang, TextField};
use crate::query::{ParseOptions, parse};
use crate::search::params;
use crate::search::response::{
    Alternative, Bm25, Decay, Excluded, Explanation, HitsPath, Paths, QueryReceipt, ScorePart, Series, TermCount, Timeline, TimelineBucket,
    TimelinePath,
};
use crate::search::{Fragment, Hit};

fn read(text: &str, route: Route) -> Params {
    let pairs: Vec<(String, String)> =
        text.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect();
    params::read(&pairs, route, Now { micros: 0 }).unwrap()
}

fn empty(q: &str) -> Response {
    let tree = parse(q, ParseOptions::default()).tree;
    Response {
        version: 42,
        version_hash: "ab".into(),
        took_us: 1800,
        total: Some(0),
        excluded: None,
        warnings: Vec::new(),
        query: QueryReceipt {
            text: q.into(),
            canonical: tree.as_ref().map(crate::query::Node::canonical).unwrap_or_default(),
            tree,
            terms: Vec::new(),
        },
        hits: Vec::new(),
        facets: Vec::new(),
        timeline: None,
        hits_path: crate::search::response::HitsPath::None,
        paths: None,
        leads: Vec::new(),
        next_cursor: None,
    }
}

fn sample() -> Article {
    Article {
        id: "a/1".into(),
        url: Some("https://example.org/a".into()),
        source: Some("Example".into()),
        title: "😀 Oil <up>".into(),
        body: "The 😀 oil price.".into(),
        language: Lang::new("en").unwrap(),
        published: Some(Stamp::new(When::Month(2025, 1), Basis::Text)),
        entities: vec![Entity { kind: EntityType::Place, name: "Iran".into(), id: Some("IR".into()), mentions: 2, given: false }],
        ..Article::default()
    }
}

fn sample_hit() -> Hit {
    Hit {
        score: Some(7.5),
        article: sample(),
        highlights: vec![
            (TextField::Title, vec![Fragment { text: "😀 Oil <up>".into(), start: 0, spans: vec![(2, 5)] }]),
            (TextField::Body, vec![Fragment { text: "oil price.".into(), start: 6, spans: vec![(0, 3)] }]),
        ],
        mentions: vec![Mention {
            field: TextField::Body,
            start: 6,
            end: 9,
            kind: EntityType::Place,
            text: "oil".into(),
            name: "Iran".into(),
            id: Some("IR".into()),
        }],
        explanation: None,
        truncated: false,
    }
}

#[test]
fn an_empty_answer_has_the_members_that_every_answer_has() {
    let expected = concat!(
        r#"{"version":"000042","took_ms":1.8,"total":{"value":0,"relation":"eq"},"warnings":[],"#,
        r#""query":{"text":"oil","canonical":"oil","tree":{"type":"word","text":"oil","exact":false,"columns":[1,4]},"terms":[]},"#,
        r#""request":{"permalink":"/v1/search?q=oil&order-by=relevance&as-of=000042","version_hash":"ab","program":"dateline 0.1.0","#,
        r#""q":"oil","match":"all","search-in":["title","lead","body"],"tz":"UTC","dates":"certain","use-date":"published","#,
        r#""order-by":"relevance","page":1,"page-size":10,"total":"exact","facet-size":10,"share":false,"#,
        r#""fields":["id","title","lead","url","source","language","published","entities"],"highlight":true,"highlight-size":160,"#,
        r#""highlight-count":3,"offsets":"scalar","explain":false,"lenient":false,"format":"json"},"hits":[],"next_cursor":null}"#,
    );
    assert_eq!(response(&empty("oil"), &read("q=oil", Route::Search), Route::Search), expected);
}

#[test]
fn all_parts_of_an_answer_stand_in_the_contracts_order() {
    let mut answer = empty("oil");
    answer.total = None;
    answer.excluded = Some(Excluded { undated: 3, imprecise: 0 });
    answer.warnings = vec![Warning {
        code: "mixed-operators".into(),
        message: "m".into(),
        column: Some(7),
        alternative: Some(Alternative { q: "a".into(), total: None }),
    }];
    answer.query.terms = vec![TermCount { term: "oil".into(), articles: 12, readings: Vec::new() }];
    answer.hits = vec![sample_hit()];
    let values = vec![FacetValue { value: "Iran".into(), id: Some("IR".into()), count: 3, selected: true }];
    answer.facets = vec![(FacetField::Place, Facet { values, distinct: 57, other: 40, missing: 9 })];
    answer.timeline = Some(Timeline {
        interval: Interval::Month,
        zone: "UTC".into(),
        buckets: vec![TimelineBucket { start: "2025-01-01".into(), count: 5, all: None }],
        undated: 0,
        coarser: 1,
        series: Vec::new(),
    });
    answer.next_cursor = Some("xyz".into());
    let params = read("q=oil&total=none&from-date=2025&facets=place&interval=month&lang=en", Route::Search);
    let json = response(&answer, &params, Route::Search);
    let (head, tail) = json.split_once(r#""request":{"#).unwrap();
    assert_eq!(
        head,
        concat!(
            r#"{"version":"000042","took_ms":1.8,"excluded":{"undated":3,"imprecise":0},"warnings":[{"code":"mixed-operators","#,
            r#""message":"m","column":7,"alternative":{"q":"a","total":null}}],"query":{"text":"oil","canonical":"oil","#,
            r#""tree":{"type":"word","text":"oil","exact":false,"columns":[1,4]},"terms":[{"term":"oil","articles":12}]},"#
        )
    );
    assert!(tail.contains(r#""from-date":"2025","tz":"UTC""#) && tail.contains(r#""lang":["en"]"#), "{tail}");
    assert_eq!(
        tail.split_once(r#""hits":"#).unwrap().1,
        concat!(
            r#"[{"id":"a/1","score":7.5,"title":"😀 Oil <up>","lead":"","url":"https://example.org/a","source":"Example","language":"en","#,
            r#""published":{"at":"2025-01","precision":"month","basis":"text"},"#,
            r#""entities":[{"type":"place","name":"Iran","id":"IR","mentions":2,"given":false}],"#,
            r#""highlights":{"title":[{"text":"😀 Oil <up>","start":0,"spans":[[2,5]]}],"#,
            r#""body":[{"text":"oil price.","start":6,"spans":[[0,3]]}]}}],"#,
            r#""facets":{"place":{"values":[{"value":"Iran","id":"IR","count":3,"selected":true}],"distinct":57,"other":40,"missing":9}},"#,
            r#""timeline":{"interval":"month","tz":"UTC","buckets":[{"start":"2025-01-01","count":5}],"undated":0,"coarser":1,"series":[]},"#,
            r#""next_cursor":"xyz"}"#
        )
    );
}

#[test]
fn shares_series_and_explanations_have_their_documented_form() {
    let bucket = |count, all| TimelineBucket { start: "2025-01-01".into(), count, all: Some(all) };
    let mut answer = empty("oil");
    let bm25 = Bm25 { boost: 1.0, idf: 2.0, frequency: 3, length: 40, average_length: 50.5 };
    let part = ScorePart { score: 7.5, term: "oil".into(), readings: vec!["en:oil".into()], bm25: Some(bm25) };
    let decay = Decay { age_days: None, half_life_days: 30.0, factor: 0.5 };
    answer.hits = vec![Hit { explanation: Some(Explanation { score: 7.5, parts: vec![part], decay: Some(decay) }), ..sample_hit() }];
    answer.timeline = Some(Timeline {
        interval: Interval::Month,
        zone: "UTC".into(),
        buckets: vec![bucket(5, 10), bucket(0, 0)],
        undated: 0,
        coarser: 1,
        series: vec![Series { value: "Iran".into(), id: Some("IR".into()), count: 4, buckets: vec![bucket(3, 4)], undated: 1, coarser: 0 }],
    });
    answer.paths = Some(Paths { hits: HitsPath::Pruned, timeline: Some(TimelinePath::Rank) });
    let params = read("q=oil&highlight=false&fields=id&order-by=relevance&half-life=30d&explain=true", Route::Search);
    let json = response(&answer, &params, Route::Search);
    assert!(
        json.contains(
            r#""permalink":"/v1/search?q=oil&order-by=relevance&half-life=30d&fields=id&highlight=false&explain=true&as-of=000042""#
        ),
        "{json}"
    );
    assert_eq!(
        json.split_once(r#""hits":"#).unwrap().1,
        concat!(
            r#"[{"id":"a/1","score":7.5,"explanation":{"score":7.5,"parts":[{"score":7.5,"term":"oil","readings":["en:oil"],"#,
            r#""bm25":{"boost":1.0,"idf":2.0,"frequency":3,"length":40,"average_length":50.5}}],"#,
            r#""decay":{"age_days":null,"half_life_days":30.0,"factor":0.5}}}],"#,
            r#""timeline":{"interval":"month","tz":"UTC","buckets":[{"start":"2025-01-01","count":5,"all":10,"share":0.5},"#,
            r#"{"start":"2025-01-01","count":0,"all":0,"share":null}],"undated":0,"coarser":1,"series":[{"value":"Iran","id":"IR","count":4,"#,
            r#""buckets":[{"start":"2025-01-01","count":3,"all":4,"share":0.75}],"undated":1,"coarser":0}]},"#,
            r#""explain":{"hits":"pruned","timeline":"rank"},"next_cursor":null}"#
        )
    );
}

#[test]
fn offsets_for_browsers_count_utf16_units() {
    let mut answer = empty("oil");
    answer.hits = vec![sample_hit()];
    let json = response(&answer, &read("q=oil&offsets=utf16&fields=title,mentions", Route::Search), Route::Search);
    let hit = json.split_once(r#""hits":"#).unwrap().1;
    assert_eq!(
        hit,
        concat!(
            r#"[{"score":7.5,"title":"😀 Oil <up>","mentions":[{"field":"body","start":7,"end":10,"type":"place","text":"oil","name":"Iran","#,
            r#""id":"IR"}],"highlights":{"title":[{"text":"😀 Oil <up>","start":0,"spans":[[3,6]]}],"#,
            r#""body":[{"text":"oil price.","start":7,"spans":[[0,3]]}]}}],"next_cursor":null}"#
        )
    );
}

#[test]
fn members_are_those_asked_for() {
    let check = |fields: &str, expected: &str| {
        let mut answer = empty("oil");
        answer.hits = vec![Hit { score: None, highlights: Vec::new(), ..sample_hit() }];
        let json = response(&answer, &read(&format!("q=oil&highlight=false&fields={fields}"), Route::Search), Route::Search);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let mut names: Vec<&str> = value["hits"][0].as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names.join(" "), expected, "{fields}");
    };
    check("title", "title");
    check("mentions", "entities id language lead mentions published source title url");
    check("words,body,id", "body id words");
    let all = "authors body entities extra first_indexed id language lead origin published related section source story tags title updated \
               url words";
    check("*", all);
}

#[test]
fn trees_are_written_in_their_documented_form() {
    let check = |q: &str, expected: &str| {
        let tree = parse(q, ParseOptions::default()).tree.unwrap();
        assert_eq!(write(&tree::NodeJson(&tree)), expected, "{q}");
    };
    check("*", r#"{"type":"all"}"#);
    check("is:undated", r#"{"type":"undated"}"#);
    check("\"a b\"", r#"{"type":"phrase","text":"a b","columns":[1,6]}"#);
    check(
        "NOT title:=a",
        r#"{"type":"not","node":{"type":"in","field":"title","node":{"type":"word","text":"a","exact":true,"columns":[12,13]}}}"#,
    );
    check("place:IR", r#"{"type":"entity","kind":"place","text":"IR","quoted":false,"columns":[7,9]}"#);
    check(
        "date:{2025 TO 2026]",
        r#"{"type":"range","field":"date","from":{"value":"2025","exclusive":true},"to":{"value":"2026","exclusive":false},"columns":[1,20]}"#,
    );
}

#[test]
fn an_article_by_itself_has_all_members() {
    let whole = article(&sample(), &[], &ArticleParams { fields: None, as_of: None, utf16: false, hidden: Vec::new() });
    assert_eq!(whole, crate::article::json::write(&sample()));
    let some = article(
        &sample(),
        &sample_hit().mentions,
        &ArticleParams { fields: Some(vec!["id".into(), "mentions".into()]), as_of: None, utf16: true, hidden: Vec::new() },
    );
    assert_eq!(
        some,
        r#"{"id":"a/1","mentions":[{"field":"body","start":7,"end":10,"type":"place","text":"oil","name":"Iran","id":"IR"}]}"#
    );
}

#[test]
fn versions_and_statistics() {
    let row = VersionRow { number: 2, verb: "ingest".into(), articles: 3, parent: Some(1), served: true, ..VersionRow::default() };
    assert_eq!(
        versions(std::slice::from_ref(&row)),
        concat!(
            r#"{"versions":[{"version":"000002","published_at":"1970-01-01T00:00:00Z","verb":"ingest","articles":3,"undated":0,"bytes":0,"#,
            r#""version_hash":"","parent":"000001","pinned":false,"served":true}]}"#
        )
    );
    let json = stats(&Stats { version: row, languages: vec!["en".into()], facets: vec![("source", Facet::default())] });
    assert!(json.ends_with(
        r#""program":"dateline 0.1.0","languages":["en"],"facets":{"source":{"values":[],"distinct":0,"other":0,"missing":0}}}"#
    ));
}

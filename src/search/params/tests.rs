use super::*;

/// 2025-03-31T22:30:00Z, which is 1 April in Tehran.
const NOW: Now = Now { micros: 1_743_460_200_000_000 };

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| pair.split_once('=').map_or((pair.to_owned(), String::new()), |(name, value)| (name.into(), value.into()));
    text.split('&').filter(|text| !text.is_empty()).map(pair).collect()
}

/// What the address comes to: the address that asks again, or all errors.
fn outcome(text: &str, route: Route) -> String {
    match read(&pairs(text), route, NOW) {
        Ok(params) => {
            receipt::query_string(&params.request.resolved, route, 42).trim_end_matches("as-of=000042").trim_end_matches('&').to_owned()
        }
        Err(bad) => bad
            .iter()
            .map(|bad| bad.column.map_or(bad.message.clone(), |column| format!("{column}: {bad}")))
            .collect::<Vec<_>>()
            .join(" | "),
    }
}

fn check(route: Route, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(outcome(text, route), *expected, "{text}");
    }
}

#[test]
fn what_is_asked_for_is_what_is_resolved() {
    check(
        Route::Search,
        &[
            ("", "order-by=newest"),
            ("q=", "order-by=newest"),
            ("q=oil", "q=oil&order-by=relevance"),
            ("q=source:Reuters", "q=source:Reuters&order-by=newest"),
            ("q=place:IR", "q=place:IR&order-by=newest"),
            ("q=NOT oil", "q=NOT%20oil&order-by=newest"),
            ("q=oil price&match=any", "q=oil%20price&match=any&order-by=relevance"),
            ("q=oil&_=1732&page=1&total=exact&lenient=false&format=json", "q=oil&order-by=relevance"),
            ("source=A, B&source=C&exclude-tag=x", "source=A,%20B&source=C&exclude-tag=x&order-by=newest"),
            ("lang=Persian&language=en&lang=fas", "lang=fa&lang=en&order-by=newest"),
            ("facets=person,org&facets=tag,person", "order-by=newest&facets=person,org,tag"),
            ("search-in=body,title", "search-in=title,body&order-by=newest"),
            ("from-date=7d&tz=Asia/Tehran", "from-date=2025-03-25&tz=Asia%2FTehran&order-by=newest"),
            ("begin_date=20250129&enddatetime=20250129103000", "from-date=2025-01-29&to-date=2025-01-29T10:30:00Z&order-by=newest"),
            ("tz= 03:30&from=today", "from-date=2025-04-01&tz=%2B03:30&order-by=newest"),
            ("from-date=12h", "from-date=2025-03-31T10:30:00Z&order-by=newest"),
            ("from-date=2025&to-date=2025", "from-date=2025&to-date=2025&order-by=newest"),
            ("q=oil&sortBy=publishedAt&pageSize=20&fl=title", "q=oil&order-by=newest&page-size=20&fields=title"),
            ("page=99999999999999999999999999", "order-by=newest&page=1099511627776"),
            ("as-of=7", "order-by=newest"),
            ("use-date=first-indexed&order-by=indexed", "use-date=first-indexed&order-by=indexed"),
            ("order-by=random&seed=007", "order-by=random&seed=7"),
            // Without a seed the time of the request makes one.
            ("order-by=random", "order-by=random&seed=3588333559"),
            ("q=oil&half-life=030d", "q=oil&order-by=relevance&half-life=30d"),
            ("half-life=30d", "order-by=newest"),
            ("explain=true&share=false", "order-by=newest&explain=true"),
            ("by=source&interval=day&share=true", "order-by=newest&interval=day&share=true&by=source"),
            ("q=oil&format=csv", "q=oil&order-by=relevance&format=csv"),
            // A reader of a feed wants what is new.
            ("q=oil&format=rss", "q=oil&order-by=newest&format=rss"),
            ("q=oil&format=atom&order-by=relevance", "q=oil&order-by=relevance&format=atom"),
            ("interval=week&highlight=false&dates=possible", "dates=possible&order-by=newest&interval=week&highlight=false"),
        ],
    );
    check(Route::Latest, &[("q=oil", "q=oil&order-by=newest"), ("sort=DateDesc", "order-by=newest")]);
    check(Route::Timeline, &[("", "order-by=newest&interval=month"), ("page-size=10", "order-by=newest&page-size=10&interval=month")]);
    check(
        Route::Export,
        &[
            ("q=oil", "q=oil&order-by=newest"),
            ("order-by=id&format=ris&fields=id,title", "order-by=id&fields=id,title&format=ris"),
            ("order-by=oldest&format=jsonl&fields=*&highlight=true", "order-by=oldest&highlight=true"),
            ("fields=mentions", "order-by=newest&fields=%2A,mentions"),
        ],
    );
    check(Route::Facets, &[("prefix=Te&page-size=50", "prefix=Te&facet-size=50"), ("q=oil&facet-size=5000", "q=oil&facet-size=5000")]);
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table of cases")]
fn bad_parameters_say_what_to_write() {
    check(
        Route::Search,
        &[
            ("frm-date=2025", "there is no parameter `frm-date` here: did you mean `from-date`?"),
            ("from_date=2025", "there is no parameter `from_date` here: did you mean `from-date`?"),
            ("prefix=a", "there is no parameter `prefix` here: did you mean `seed`?"),
            ("page=0", "`page` takes a whole number from 1, not `0`"),
            ("page-size=201", "`page-size` takes a whole number from 0 to 200, not `201`"),
            ("pageSize=ten", "`pageSize` takes a whole number from 0 to 200, not `ten`"),
            ("facet-size=10001", "`facet-size` takes a whole number from 0 to 10000, not `10001`"),
            ("page=1&page=2", "`page` is given more than once, as `1` and as `2`: give it once"),
            ("source=", "`source` has no value: give one or leave the parameter out"),
            ("tz=Mars/Base", "`tz=Mars/Base` is no time zone: give an IANA name such as `Europe/Paris`, or an offset such as `+03:30`"),
            ("from-date=2025-02-30", "`from-date`: `2025-02-30` is a day or time that does not exist"),
            (
                "from-date=2025-02&to-date=2025-01",
                "`from-date=2025-02` begins at 2025-02, after the end of `to-date` 2025-01: exchange the two",
            ),
            ("match=some", "`match=some` is not one of the values it takes: write `all`, `any`, `box`"),
            (
                "order-by=rand",
                "`order-by=rand` is not one of the values it takes: write `relevance`, `newest`, `oldest`, `indexed`, `random`",
            ),
            ("use-date=read", "`use-date=read` is not one of the values it takes: write `published`, `updated`, `first-indexed`"),
            (
                "format=xml",
                "`format=xml` is not one of the values it takes: write `json`, `jsonl`, `csv`, `kwic`, `rss`, `atom`, `jsonfeed`, \
                 `bibtex`, `ris`, `csl-json`, `html`",
            ),
            ("seed=7", "`seed=7` orders nothing here: it belongs to `order-by=random`"),
            ("order-by=random&seed=-1", "`seed` takes a whole number from 0 to 9007199254740991, not `-1`"),
            ("q=oil&order-by=newest&half-life=1d", "`half-life=1d` changes nothing here: it belongs to `order-by=relevance`"),
            (
                "q=oil&half-life=fortnight",
                "`half-life=fortnight` is no half-life: give a count of hours, days, months or years such as `12h`, `30d`, `6m`, `1y`",
            ),
            ("share=true", "`share=true` counts nothing without a timeline: add `interval`, such as `interval=month`"),
            ("by=tag", "`by=tag` counts nothing without a timeline: add `interval`, such as `interval=month`"),
            (
                "by=outlet&interval=day",
                "`by=outlet` is no facet: did you mean `source`? There are person, org, place, source, author, section, tag, lang",
            ),
            ("share=yes&interval=day", "`share=yes` is not one of the values it takes: write `true`, `false`"),
            ("lang=x", "`lang=x` is no language: give a code such as `en` or `fas`, or an English name such as `Persian`"),
            (
                "facets=persons",
                "`facets=persons` is no facet: did you mean `person`? There are person, org, place, source, author, section, tag, lang",
            ),
            ("fields=titel", "`fields=titel` is no member of an article: did you mean `title`? `*` takes all"),
            ("search-in=text", "`search-in=text` is no text field: write `title`, `lead`, `body` or several with commas"),
            ("as-of=latest", "`as-of=latest` is no version: give its number, such as `000042`; `/v1/versions` lists them"),
            (
                "cursor=forged",
                "`cursor=forged` is no cursor of this archive: send `next_cursor` of an answer as it came, or leave it out to begin again",
            ),
            ("q=oil AND", "5: `AND` at column 5 has nothing after it: write a word there, or `\"AND\"` to search for the word"),
        ],
    );
    check(
        Route::Latest,
        &[(
            "order-by=oldest",
            "`order-by=oldest` is not the order of the latest articles, which is `newest`: ask `/v1/search` for another",
        )],
    );
    check(
        Route::Export,
        &[
            ("facets=lang", "`facets` has no meaning in an export, which is every match: ask `/v1/search` for it"),
            ("pageSize=5", "`pageSize` has no meaning in an export, which is every match: ask `/v1/search` for it"),
            ("order-by=relevance", "`order-by=relevance` is not one of the values it takes: write `newest`, `oldest`, `id`"),
            ("format=json", "`format=json` is not one of the values it takes: write `jsonl`, `csv`, `bibtex`, `ris`"),
        ],
    );
    check(
        Route::Facets,
        &[
            ("page=2", "`page` has no meaning in a listing of values: it goes on with `cursor`"),
            ("facet-size=0", "`facet-size` takes a whole number from 1 to 10000, not `0`"),
            ("page-size=0", "`page-size` takes a whole number from 1 to 200, not `0`"),
        ],
    );
}

#[test]
fn all_bad_parameters_are_told_at_once() {
    let bad = read(&pairs("page=0&q=(oil&nonsense=1&lang=en&tz=x"), Route::Search, NOW).unwrap_err();
    let names: Vec<&str> = bad.iter().map(|bad| bad.name.as_str()).collect();
    assert_eq!(names, ["nonsense", "q", "tz", "page"]);
    assert_eq!(bad[1].column, Some(1));
}

#[test]
fn page_and_cursor_exclude_each_other() {
    let bad = read(&pairs("page=2&cursor=x"), Route::Search, NOW).unwrap_err();
    assert!(bad.iter().any(|bad| bad.name == "page" && bad.message.contains("beside `cursor`")), "{bad:?}");
}

#[test]
fn a_lenient_query_is_not_refused() {
    let params = read(&pairs("q=oil AND&lenient=true"), Route::Search, NOW).unwrap();
    assert_eq!(params.request.query.parsed.errors.len(), 1);
}

#[test]
fn the_receipt_holds_every_parameter_in_the_contracts_order() {
    let params = read(&pairs("place=IR&q=oil&as-of=7&facets=tag"), Route::Search, NOW).unwrap();
    let names: Vec<&str> = params.request.resolved.iter().map(|(name, _)| name.as_str()).collect();
    let expected = "q match search-in tz dates use-date place order-by page page-size total facets facet-size share fields highlight \
                    highlight-size highlight-count offsets explain lenient as-of format";
    assert_eq!(names.join(" "), expected);
    assert_eq!(params.as_of, Some(7));
}

#[test]
fn an_article_takes_few_parameters() {
    let params = read_article(&pairs("fields=title,mentions&offsets=utf16&as-of=3")).unwrap();
    assert_eq!(
        params,
        ArticleParams { fields: Some(vec!["title".into(), "mentions".into()]), as_of: Some(3), utf16: true, hidden: Vec::new() }
    );
    let bad = read_article(&pairs("q=oil")).unwrap_err();
    assert_eq!(bad[0].message, "there is no parameter `q` here: did you mean `as-of`?");
    assert_eq!(read_none(&pairs("q=oil")).unwrap_err()[0].message, "there is no parameter `q` here: leave it out");
}

//! Orders: every article once, whatever the pages.

use dateline::article::published::Now;
use dateline::search::params::{self, Route};

use super::{all_ids, all_ids_on, archives, ask, has_reuters, ids, read, request, run, total};
use crate::agreement::SAMPLE;
use crate::support::NOW_US;

#[test]
fn a_random_order_is_every_article_once_and_the_same_everywhere() {
    if !has_reuters() {
        return;
    }
    for q in ["", "oil", "place:IR OR bank"] {
        let text = format!("q={q}&order-by=random&seed=7&page-size=97&highlight=false&fields=id");
        let [one, several] = archives().map(|built| all_ids(built, &text));
        assert_eq!(one, several, "{q}");
        let mut newest = all_ids(&SAMPLE.one, &format!("q={q}&order-by=newest&page-size=200&highlight=false&fields=id"));
        assert_ne!(one, newest, "{q}");
        let by_pages: Vec<String> =
            (1..=one.len().div_ceil(97)).flat_map(|page| ids(&ask(&SAMPLE.several, &format!("{text}&page={page}")))).collect();
        assert_eq!(by_pages, one, "{q}: pages by number");
        let mut sorted = one.clone();
        sorted.sort_unstable();
        newest.sort_unstable();
        assert_eq!(sorted, newest, "{q}");
        let other = all_ids(&SAMPLE.one, &text.replace("seed=7", "seed=8"));
        assert_ne!(other, one, "{q}: another seed");
        // The order of some is the order of all, without the others.
        let whole = all_ids(&SAMPLE.one, "order-by=random&seed=7&page-size=200&highlight=false&fields=id");
        let kept: Vec<String> = whole.into_iter().filter(|id| sorted.binary_search(id).is_ok()).collect();
        assert_eq!(kept, one, "{q}: a part of the whole order");
    }
}

#[test]
fn a_random_order_without_a_seed_goes_on_by_its_cursor_and_says_its_seed() {
    if !has_reuters() {
        return;
    }
    let text = "q=oil&order-by=random&page-size=5&highlight=false&fields=id";
    let params = read(text, Route::Search);
    let seed = params.request.resolved.iter().find(|(name, _)| name == "seed").map(|(_, values)| values.join("")).unwrap();
    let first = run(&SAMPLE.one, &params.request);
    assert_eq!(ids(&first), ids(&ask(&SAMPLE.one, &format!("{text}&seed={seed}"))));
    // The same parameters and the cursor, at another time.
    let cursor = first.next_cursor.unwrap();
    let pairs: Vec<(String, String)> =
        format!("{text}&cursor={cursor}").split('&').filter_map(|pair| pair.split_once('=')).map(|(n, v)| (n.into(), v.into())).collect();
    let later = params::read(&pairs, Route::Search, Now { micros: NOW_US + 86_400_000_000 }).unwrap();
    assert_eq!(ids(&run(&SAMPLE.one, &later.request)), ids(&ask(&SAMPLE.one, &format!("{text}&seed={seed}&page=2"))));
}

#[test]
fn orders_by_other_dates_page_like_one_long_page() {
    for order in ["order-by=indexed", "order-by=newest&use-date=first-indexed", "order-by=oldest&use-date=updated"] {
        for q in ["", "oil"] {
            let text = format!("q={q}&{order}&highlight=false&fields=id,first_indexed");
            let [one, several] = archives().map(|built| all_ids(built, &format!("{text}&page-size=41")));
            assert_eq!(one, several, "{text}");
            assert_eq!(one, all_ids(&SAMPLE.one, &format!("{text}&page-size=200")), "{text}");
        }
    }
}

#[test]
fn pages_of_all_orders_joined_are_one_long_page() {
    if !has_reuters() {
        return;
    }
    let orders = [
        "relevance",
        "relevance&half-life=2y",
        "newest",
        "oldest",
        "newest&use-date=updated",
        "oldest&use-date=first-indexed",
        "indexed",
        "random&seed=9",
    ];
    for built in archives() {
        for q in ["=opec OR \"crude oil\"", "price NEAR/3 oil", "SENTENCE(bank rate)", "is:undated OR opec", "-the -a"] {
            for order in orders {
                let more = format!("order-by={order}&highlight=false&fields=id");
                let found = total(built, q, "");
                assert!(found > 20, "`{q}` finds {found}");
                let joined = all_ids_on(&built.version, &request(q, &format!("{more}&page-size=9")));
                assert_eq!(joined.len() as u64, found, "`{q}` by {order}");
                let long = all_ids_on(&built.version, &request(q, &format!("{more}&page-size=200")));
                assert_eq!(joined, long, "`{q}` by {order}");
                let last = found.div_ceil(9);
                for page in [1, 2, last] {
                    let at = usize::try_from(page - 1).unwrap() * 9;
                    let numbered = ids(&run(built, &request(q, &format!("{more}&page-size=9&page={page}"))));
                    assert_eq!(numbered, joined[at..joined.len().min(at + 9)], "`{q}` by {order}: page {page}");
                }
                assert!(run(built, &request(q, &format!("{more}&page-size=9&page={}", last + 1))).hits.is_empty());
            }
        }
    }
}

//! The order among the parameters, with what belongs to one order alone.

use xxhash_rust::xxh3::xxh3_64;

use crate::article::published::Now;
use crate::search::limits::SEED_MAX;
use crate::search::{HalfLife, Order, Query};

use super::reader::Reader;
use super::{Format, Route, query, table};

/// Reads `order-by`, `seed` and `half-life`.
///
/// Without a seed one is made of the time of the request, so that a cursor, which brings that
/// time, goes on in the same order.
pub(super) fn read(reader: &mut Reader<'_>, route: Route, format: Format, query: &Query, now: Now) -> (Order, Option<HalfLife>) {
    let order = read_order(reader, route, format, query);
    let seed = reader.number("seed", 0, SEED_MAX, 0);
    let half_life = read_half_life(reader);
    let random = matches!(order, Asked::Named(Order::Random { .. }));
    if let Some(value) = reader.one("seed").filter(|_| !random) {
        reader.bad(&value, "orders nothing here: it belongs to `order-by=random`");
    }
    let scored = matches!(order, Asked::Named(Order::Relevance) | Asked::NothingScores);
    if let Some(value) = reader.one("half-life").filter(|_| !scored) {
        reader.bad(&value, "changes nothing here: it belongs to `order-by=relevance`");
    }
    match order {
        Asked::NothingScores => (Order::Newest, None),
        Asked::Named(Order::Random { .. }) => {
            let given = reader.one("seed").is_some();
            (Order::Random { seed: if given { seed as u64 } else { xxh3_64(&now.micros.to_le_bytes()) >> 32 } }, None)
        }
        Asked::Named(order) => (order, half_life),
    }
}

/// What a request asks for.
enum Asked {
    Named(Order),
    /// The order by relevance, where nothing gives an article a score.
    NothingScores,
}

fn read_order(reader: &mut Reader<'_>, route: Route, format: Format, query: &Query) -> Asked {
    let known = [
        ("relevance", Order::Relevance),
        ("newest", Order::Newest),
        ("oldest", Order::Oldest),
        ("indexed", Order::Indexed),
        ("random", Order::Random { seed: 0 }),
    ];
    if let Some(value) = reader.one("follow").filter(|value| route != Route::Search && value.text != "false") {
        reader.bad(&value, "goes with `/v1/search` alone");
    }
    if route == Route::Latest {
        if let Some(value) = reader.one("order-by").filter(|value| table::order_alias(value.text) != "newest") {
            reader.bad(&value, "is not the order of the latest articles, which is `newest`: ask `/v1/search` for another");
        }
        return Asked::Named(Order::Newest);
    }
    if route == Route::Export {
        let streamed = [("newest", Order::Newest), ("oldest", Order::Oldest), ("id", Order::Id)];
        return Asked::Named(reader.choice("order-by", &streamed, &[], Order::Newest));
    }
    if reader.flag("follow", false) {
        return Asked::Named(following(reader));
    }
    let default = if format.is_feed() { Order::Newest } else { Order::Relevance };
    match reader.choice("order-by", &known, &[], default) {
        Order::Relevance if !query::scores(query) => Asked::NothingScores,
        order => Asked::Named(order),
    }
}

/// The order of those who come again for what is new; what it cannot go with is refused.
fn following(reader: &mut Reader<'_>) -> Order {
    for (name, only, why) in [
        ("order-by", Some("indexed"), "is not the order of `follow=true`, which is `indexed`, the earliest first: leave one out"),
        ("page", Some("1"), "goes not with `follow=true`, which goes on by `cursor`: leave it out"),
    ] {
        if let Some(value) = reader.one(name).filter(|value| Some(value.text) != only) {
            reader.bad(&value, why);
        }
    }
    Order::Following
}

fn read_half_life(reader: &mut Reader<'_>) -> Option<HalfLife> {
    let value = reader.one("half-life")?;
    let half_life = HalfLife::parse(value.text);
    if half_life.is_none() {
        reader.bad(&value, "is no half-life: give a count of hours, days, months or years such as `12h`, `30d`, `6m`, `1y`");
    }
    half_life
}

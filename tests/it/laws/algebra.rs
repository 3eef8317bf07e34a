//! AND, OR and NOT are those of sets.

use super::queries::{query, restriction};
use super::{archives, is_part, is_same, random, total};

/// Queries that each law is tried on.
const TURNS: usize = 30;

#[test]
fn negation_is_the_complement() {
    let mut random = random("negation_is_the_complement", 1854);
    for turn in 0..TURNS {
        let (a, more) = (query(&mut random), restriction(&mut random));
        let built = archives()[turn % 2];
        let (with, without, all) = (total(built, &a, more), total(built, &format!("NOT ({a})"), more), total(built, "*", more));
        assert_eq!(with + without, all, "`{a}` ({more})");
        assert_eq!(total(built, &format!("NOT (NOT ({a}))"), more), with, "`{a}` ({more})");
    }
}

#[test]
fn two_queries_count_as_their_union_and_their_intersection() {
    let mut random = random("two_queries_count_as_their_union_and_their_intersection", 1880);
    for turn in 0..TURNS {
        let (a, b, more) = (query(&mut random), query(&mut random), restriction(&mut random));
        let built = archives()[turn % 2];
        let each = total(built, &a, more) + total(built, &b, more);
        let both = total(built, &format!("({a}) OR ({b})"), more) + total(built, &format!("({a}) AND ({b})"), more);
        assert_eq!(each, both, "`{a}` and `{b}` ({more})");
    }
}

#[test]
fn the_laws_of_de_morgan_hold() {
    let mut random = random("the_laws_of_de_morgan_hold", 1847);
    for turn in 0..TURNS {
        let (a, b, more) = (query(&mut random), query(&mut random), restriction(&mut random));
        let built = archives()[turn % 2];
        is_same(built, &format!("NOT (({a}) AND ({b}))"), &format!("(NOT ({a})) OR (NOT ({b}))"), more);
        is_same(built, &format!("NOT (({a}) OR ({b}))"), &format!("(NOT ({a})) AND (NOT ({b}))"), more);
    }
}

#[test]
fn parts_distribute_and_absorb() {
    let mut random = random("parts_distribute_and_absorb", 1933);
    for turn in 0..TURNS {
        let [a, b, c] = [(); 3].map(|()| query(&mut random));
        let more = restriction(&mut random);
        let built = archives()[turn % 2];
        is_same(built, &format!("({a}) AND (({b}) OR ({c}))"), &format!("(({a}) AND ({b})) OR (({a}) AND ({c}))"), more);
        is_same(built, &format!("({a}) OR (({a}) AND ({b}))"), &a, more);
        is_part(built, &format!("({a}) ({b})"), &b, more);
    }
}

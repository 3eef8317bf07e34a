//! Operators over positions: which finds no more than which.

use super::queries::{anywhere, operand, pair, plain};
use super::{archives, is_part, is_same, random, total};

/// Operands that each law is tried on.
const TURNS: usize = 24;

#[test]
fn a_phrase_is_the_narrowest_of_what_its_words_find() {
    let mut random = random("a_phrase_is_the_narrowest_of_what_its_words_find", 1987);
    let mut found = 0;
    for turn in 0..TURNS {
        let (a, b) = pair(&mut random);
        let built = archives()[turn % 2];
        let chain = [
            format!("\"{a} {b}\""),
            format!("={a} BEFORE/1 ={b}"),
            format!("={a} NEAR/1 ={b}"),
            format!("={a} AND ={b}"),
            format!("={a}"),
            a.clone(),
        ];
        for pair in chain.windows(2) {
            is_part(built, &pair[0], &pair[1], "");
        }
        is_part(built, &format!("{a} BEFORE/1 {b}"), &format!("{a} {b}"), "");
        found += usize::from(total(built, &chain[0], "") > 0);
    }
    assert!(found * 2 > TURNS, "most phrases find nothing: they prove little");
}

#[test]
fn gaps_of_a_phrase_only_widen_it() {
    let mut random = random("gaps_of_a_phrase_only_widen_it", 1988);
    for turn in 0..TURNS {
        let (a, b) = pair(&mut random);
        let built = archives()[turn % 2];
        is_same(built, &format!("\"{a} {b}\"~0"), &format!("\"{a} {b}\""), "");
        let gap = 1 + random.below(40);
        is_part(built, &format!("\"{a} {b}\""), &format!("\"{a} {b}\"~{gap}"), "");
        is_part(built, &format!("\"{a} {b}\"~{gap}"), &format!("\"{a} {b}\"~{}", gap + 1), "");
        // A chunk of several words keeps them together, a phrase with gaps does not.
        if a.chars().chain(b.chars()).all(char::is_alphanumeric) {
            is_part(built, &format!("\"{a} {b}\"~{gap}"), &format!("={a} ={b}"), "");
        }
        // Neighbours swapped cost 2.
        is_part(built, &format!("\"{b} {a}\""), &format!("\"{a} {b}\"~{}", 2 * (a.len() + b.len())), "");
    }
}

#[test]
fn near_has_no_order_and_before_has_one() {
    let mut random = random("near_has_no_order_and_before_has_one", 1989);
    let mut found = 0;
    for turn in 0..TURNS {
        let (a, b) = if random.percent(40) { pair(&mut random) } else { (operand(&mut random), operand(&mut random)) };
        let built = archives()[turn % 2];
        let n = *random.pick(&[1, 2, 5, 20, 100, 999]);
        let near = format!("{a} NEAR/{n} {b}");
        is_same(built, &near, &format!("{b} NEAR/{n} {a}"), "");
        is_same(built, &near, &format!("({a} BEFORE/{n} {b}) OR ({b} BEFORE/{n} {a})"), "");
        is_part(built, &near, &format!("{a} NEAR/{} {b}", n + 1), "");
        is_part(built, &near, &format!("{a} AND {b}"), "");
        // Each match of the left has one of the right near it, or it has none.
        // A place that was given to an article need not stand in its text.
        if !a.contains("place:") {
            is_same(built, &a, &format!("({near}) OR ({a} NOT NEAR/{n} {b})"), "");
        }
        is_part(built, &format!("{a} NOT NEAR/{} {b}", n + 1), &format!("{a} NOT NEAR/{n} {b}"), "");
        found += usize::from(total(built, &near, "") > 0);
    }
    assert!(found * 4 > TURNS, "too many of them find nothing: they prove little");
}

#[test]
fn a_sentence_lies_in_a_paragraph_and_a_paragraph_in_an_article() {
    let mut random = random("a_sentence_lies_in_a_paragraph_and_a_paragraph_in_an_article", 1990);
    for turn in 0..TURNS {
        let (a, b) = (operand(&mut random), operand(&mut random));
        let built = archives()[turn % 2];
        for (inside, outside) in
            [(format!("{a} {b}"), format!("{a} {b}")), (format!("{a} OR {b}"), format!("{a} OR {b}")), (a.clone(), a.clone())]
        {
            is_part(built, &format!("SENTENCE({inside})"), &format!("PARAGRAPH({inside})"), "");
            is_part(built, &format!("PARAGRAPH({inside})"), &outside, "");
        }
        is_same(built, &format!("SENTENCE({a} {b})"), &format!("SENTENCE({b} {a})"), "");
        is_same(built, &format!("SENTENCE({a} OR {b})"), &format!("SENTENCE({a}) OR SENTENCE({b})"), "");
        is_part(built, &format!("SENTENCE({a} NOT {b})"), &format!("SENTENCE({a})"), "");
    }
}

#[test]
fn first_and_atleast_follow_their_numbers() {
    let mut random = random("first_and_atleast_follow_their_numbers", 1991);
    for turn in 0..TURNS {
        let a = anywhere(&mut random);
        let built = archives()[turn % 2];
        let n = 1 + random.below(60);
        is_part(built, &format!("FIRST/{n}({a})"), &format!("FIRST/{}({a})", n + 1), "");
        is_part(built, &format!("FIRST/{n}({a})"), &format!("FIRST/1000000({a})"), "");
        is_same(built, &format!("FIRST/1000000({a})"), &format!("lead:{a} OR body:{a}"), "");
        is_same(built, &format!("ATLEAST/1({a})"), &a, "");
        let n = 1 + random.below(5);
        is_part(built, &format!("ATLEAST/{}({a})", n + 1), &format!("ATLEAST/{n}({a})"), "");
        is_same(built, &format!("title:{a} OR lead:{a} OR body:{a}"), &a, "");
    }
}

#[test]
fn forms_by_a_pattern_hold_the_form() {
    let mut random = random("forms_by_a_pattern_hold_the_form", 1992);
    for turn in 0..TURNS {
        let a = plain(&mut random);
        let built = archives()[turn % 2];
        is_same(built, &format!("/^{a}/"), &format!("={a}"), "");
        is_part(built, &format!("case:{a}"), &format!("={a}"), "");
        is_part(built, &format!("={a}"), &format!("{a}~1"), "");
        is_part(built, &format!("{a}~1"), &format!("{a}~2"), "");
        let head: String = a.chars().take(2).collect();
        is_part(built, &format!("={a}"), &format!("{head}*"), "");
        is_same(built, &format!("{head}*"), &format!("/^{head}.*/"), "");
        let masked: String = a.chars().enumerate().map(|(at, c)| if at == 1 { '?' } else { c }).collect();
        // At a word's end it is punctuation.
        if !masked.ends_with('?') {
            is_part(built, &format!("={a}"), &masked, "");
        }
    }
}

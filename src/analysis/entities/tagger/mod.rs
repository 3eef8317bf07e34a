//! The tagger: names in a text by a model that was trained on labelled articles.
//!
//! A linear-chain conditional random field over seven labels. `sheet` makes units of an article,
//! `features` says what is known of each, `model` holds the weights, `decode` chooses the labels,
//! `models` finds the files of languages. `training` gives the trainer what the tagger sees, so that
//! both see the same.

mod decode;
mod features;
pub mod label;
mod model;
mod models;
mod sheet;
pub mod training;

use std::cell::RefCell;
use std::collections::HashMap;

pub use model::{Header, Model, labels};
pub use models::{MIN_CONFIDENCE, Models, Setup};

use super::document::Named;
use super::gazetteer::KeyHasher;
use super::lookup::{Cut, Lookup};
use super::scan::Tok;
use crate::article::EntityType;
use decode::{Decoder, Tagged};
use features::{OFFSETS, REACH};
use model::Sums;
use sheet::{Sheet, Unit};

/// Most words whose sums a thread keeps: 9 MB.
const CACHE_MAX: usize = 100_000;

/// Units on either side of what looks like a name that are looked at.
const NEAR: usize = 4;
/// Sum of the label of no name where nothing else can be.
const NO_NAME: i16 = 8_000;

/// A name that the tagger found, in tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Characters of its words that are no part of it.
    pub(super) cut: Cut,
    pub(super) kind: EntityType,
    /// Probability of exactly this name by the model, 0 to 1.
    pub(super) confidence: f32,
}

/// Sums of the features of single words, at each of their offsets.
#[derive(Debug, Default)]
struct Cache {
    /// The model they are of.
    model: usize,
    rows: HashMap<u64, [Sums; OFFSETS], KeyHasher>,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
}

/// What the tagger says of an article.
#[derive(Debug, Default)]
pub(super) struct Tags {
    pub(super) spans: Vec<Span>,
    /// Probability of each token of the rules' names that it is part of no name.
    pub(super) outside: Vec<f32>,
}

/// Finds the names of an article.
pub(super) fn tag(lookup: &Lookup<'_>, rules: &Named, model: &'static Model) -> Tags {
    let sheet = Sheet::new(lookup, rules);
    CACHE.with_borrow_mut(|cache| {
        let id = std::ptr::from_ref(model).addr();
        if cache.model != id || cache.rows.len() > CACHE_MAX {
            *cache = Cache { model: id, rows: HashMap::default() };
        }
        tag_sheet(lookup, model, &sheet, cache)
    })
}

fn tag_sheet(lookup: &Lookup<'_>, model: &Model, sheet: &Sheet, cache: &mut Cache) -> Tags {
    let mut decoder = Decoder::new(model);
    let (mut sums, mut rows, mut names, mut outside, mut near) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut tags = Tags { spans: Vec::new(), outside: vec![1.0; lookup.scan.toks.len()] };
    for &(from, to) in &sheet.pieces {
        if !may_hold_names(lookup, sheet, from, to) {
            continue;
        }
        let units = sheet.units.get(from..to).unwrap_or_default();
        near_names(lookup, units, &mut near);
        rows.clear();
        for (unit, near) in units.iter().zip(&near) {
            let row = near.then(|| *cache.rows.entry(unit.surface).or_insert_with(|| word_sums(lookup, model, unit)));
            rows.push(row.unwrap_or_default());
        }
        sums.clear();
        for (at, near) in near.iter().enumerate() {
            let mut sum = Sums::default();
            if !near {
                sum[label::OUT] = NO_NAME;
                sums.push(sum);
                continue;
            }
            for offset in 0..OFFSETS {
                let row = (at + offset).checked_sub(REACH).and_then(|near| rows.get(near)).and_then(|row| row.get(offset));
                for (sum, weight) in sum.iter_mut().zip(row.into_iter().flatten()) {
                    *sum = sum.saturating_add(*weight);
                }
            }
            features::of_context(sheet, from + at, (from, to), &mut |feature| model.add(feature, &mut sum));
            sums.push(sum);
        }
        decoder.decode(&sums, units.iter().any(|unit| unit.rule != 0), &mut names, &mut outside);
        for (unit, outside) in units.iter().zip(&outside) {
            if let Some(held) = tags.outside.get_mut(unit.tok) {
                *held = held.min(*outside);
            }
        }
        tags.spans.extend(names.iter().filter_map(|name| span(lookup, sheet, from, name)));
    }
    tags
}

/// Whether a piece has anything that looks like a name: scripts with capitals show it.
fn may_hold_names(lookup: &Lookup<'_>, sheet: &Sheet, from: usize, to: usize) -> bool {
    let units = sheet.units.get(from..to).unwrap_or_default();
    units.iter().any(|unit| {
        lookup.scan.get(unit.tok).is_some_and(|tok| tok.may_be_name() && !(unit.first && tok.is(super::words::Words::FUNCTION)))
    })
}

/// Which units have anything near that looks like a name; the others are none.
///
/// The words of two units on either side belong to a unit's features, so they count as near.
fn near_names(lookup: &Lookup<'_>, units: &[Unit], near: &mut Vec<bool>) {
    near.clear();
    near.resize(units.len(), false);
    for (at, unit) in units.iter().enumerate() {
        if lookup.scan.get(unit.tok).is_some_and(Tok::may_be_name) {
            for slot in near.get_mut(at.saturating_sub(NEAR)..(at + NEAR + 1).min(units.len())).into_iter().flatten() {
                *slot = true;
            }
        }
    }
}

fn word_sums(lookup: &Lookup<'_>, model: &Model, unit: &Unit) -> [Sums; OFFSETS] {
    let form = lookup.scan.tokens.get(unit.tok).map_or("", |token| token.form);
    let mut rows = [Sums::default(); OFFSETS];
    for (offset, row) in rows.iter_mut().enumerate() {
        features::of_word(unit, form, offset, &mut |feature| model.add(feature, row));
    }
    rows
}

/// A name in tokens; parts of a word are cut off.
fn span(lookup: &Lookup<'_>, sheet: &Sheet, piece: usize, name: &Tagged) -> Option<Span> {
    let first = sheet.units.get(piece + name.from)?;
    let last = sheet.units.get(piece + name.to.checked_sub(1)?)?;
    let front = first.part.unwrap_or(0);
    let back = last.part.map_or(0, |part| {
        let count = lookup.scan.tokens.get(last.tok).map_or(0, |token| token.form.chars().count());
        count.saturating_sub(usize::from(part) + 1)
    });
    let cut = Cut { front: u8::try_from(front).ok()?, back: u16::try_from(back).ok()?, stem: false };
    Some(Span { from: first.tok, to: last.tok + 1, cut, kind: name.kind, confidence: name.confidence })
}

//! The likeliest labels of a piece, and how sure each name is.

use super::label::{LABELS, OUT, kind, may_follow};
use super::model::{Model, Sums};
use crate::article::EntityType;

/// A name in units of a piece.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tagged {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) kind: EntityType,
    /// Probability of exactly this name by the model, 0 to 1.
    pub(super) confidence: f32,
}

/// Below every sum of weights of a piece.
const NEVER: i32 = i32::MIN / 4;

/// Buffers, and the steps of a model as sums and as factors.
#[derive(Debug)]
pub(super) struct Decoder {
    steps: [[i32; LABELS]; LABELS + 1],
    factors: [[f32; LABELS]; LABELS + 1],
    scale: f32,
    back: Vec<[u8; LABELS]>,
    local: Vec<[f32; LABELS]>,
    ahead: Vec<[f32; LABELS]>,
    behind: Vec<[f32; LABELS]>,
}

impl Decoder {
    pub(super) fn new(model: &Model) -> Self {
        let mut decoder = Self {
            steps: [[NEVER; LABELS]; LABELS + 1],
            factors: [[0.0; LABELS]; LABELS + 1],
            scale: model.header.scale,
            back: Vec::new(),
            local: Vec::new(),
            ahead: Vec::new(),
            behind: Vec::new(),
        };
        for (before, row) in model.steps.iter().enumerate() {
            for (label, step) in row.iter().enumerate() {
                if may_follow(Some(before).filter(|before| *before < LABELS), label) {
                    if let Some(held) = decoder.steps.get_mut(before).and_then(|row| row.get_mut(label)) {
                        *held = i32::from(*step);
                    }
                    if let Some(held) = decoder.factors.get_mut(before).and_then(|row| row.get_mut(label)) {
                        *held = (f32::from(*step) * decoder.scale).exp();
                    }
                }
            }
        }
        decoder
    }

    /// The names of a piece, from the sums of its units.
    ///
    /// `outside` gets each unit's probability of being no name, where `weigh` asks for it.
    pub(super) fn decode(&mut self, sums: &[Sums], weigh: bool, names: &mut Vec<Tagged>, outside: &mut Vec<f32>) {
        names.clear();
        outside.clear();
        let labels = self.best(sums);
        let mut at = 0;
        while at < labels.len() {
            let Some((kind, _)) = labels.get(at).and_then(|label| kind(usize::from(*label))) else {
                at += 1;
                continue;
            };
            let from = at;
            at += 1;
            while labels.get(at).is_some_and(|label| *label != 0 && label % 2 == 0) {
                at += 1;
            }
            names.push(Tagged { from, to: at, kind, confidence: 0.0 });
        }
        if weigh || !names.is_empty() {
            self.weigh(sums, names);
            outside.extend(self.ahead.iter().zip(&self.behind).map(|(ahead, behind)| {
                let all: f32 = ahead.iter().zip(behind).map(|(ahead, behind)| ahead * behind).sum();
                let out = ahead.first().zip(behind.first()).map_or(0.0, |(ahead, behind)| ahead * behind);
                if all > 0.0 { out / all } else { 1.0 }
            }));
        }
    }

    /// Viterbi: the labels of the greatest sum.
    fn best(&mut self, sums: &[Sums]) -> Vec<u8> {
        self.back.clear();
        let mut scores = [NEVER; LABELS];
        for (at, sum) in sums.iter().enumerate() {
            let mut next = [NEVER; LABELS];
            let mut back = [0u8; LABELS];
            for (label, ((next, back), sum)) in next.iter_mut().zip(&mut back).zip(sum).enumerate() {
                if at == 0 {
                    *next = self.steps.last().and_then(|row| row.get(label)).copied().unwrap_or(NEVER);
                } else {
                    for (before, (score, row)) in scores.iter().zip(&self.steps).enumerate() {
                        let score = score.saturating_add(row.get(label).copied().unwrap_or(NEVER));
                        if score > *next {
                            *next = score;
                            *back = before.to_le_bytes()[0];
                        }
                    }
                }
                *next = next.saturating_add(i32::from(*sum)).max(NEVER);
            }
            scores = next;
            self.back.push(back);
        }
        let mut label = (0..LABELS).rev().max_by_key(|label| scores.get(*label).copied()).unwrap_or(OUT);
        let mut labels = vec![0u8; sums.len()];
        for (slot, back) in labels.iter_mut().zip(&self.back).rev() {
            *slot = label.to_le_bytes()[0];
            label = usize::from(back.get(label).copied().unwrap_or(0));
        }
        labels
    }

    /// Forward and backward sums of probabilities, each unit's made to sum to 1.
    fn weigh(&mut self, sums: &[Sums], names: &mut [Tagged]) {
        self.local.clear();
        for sum in sums {
            let most = sum.iter().take(LABELS).max().copied().unwrap_or(0);
            let mut local = [0.0; LABELS];
            for (local, sum) in local.iter_mut().zip(sum) {
                *local = ((f32::from(*sum) - f32::from(most)) * self.scale).exp();
            }
            self.local.push(local);
        }
        self.ahead.clear();
        let mut held = [0.0f32; LABELS];
        for (at, local) in self.local.iter().enumerate() {
            let mut next = [0.0f32; LABELS];
            if at == 0 {
                next = self.factors.last().copied().unwrap_or_default();
            } else {
                for (score, row) in held.iter().zip(&self.factors) {
                    for (next, factor) in next.iter_mut().zip(row) {
                        *next += score * factor;
                    }
                }
            }
            for (next, local) in next.iter_mut().zip(local) {
                *next *= local;
            }
            normalise(&mut next);
            self.ahead.push(next);
            held = next;
        }
        self.behind.clear();
        let mut held = [1.0f32; LABELS];
        for local in self.local.iter().rev() {
            self.behind.push(held);
            let mut before = [0.0f32; LABELS];
            for (before, row) in before.iter_mut().zip(&self.factors) {
                for ((factor, held), local) in row.iter().zip(&held).zip(local) {
                    *before += factor * held * local;
                }
            }
            normalise(&mut before);
            held = before;
        }
        self.behind.reverse();
        for name in names {
            name.confidence = self.confidence(name);
        }
    }

    /// The probability of a name: its parts one by one, given that it goes on.
    fn confidence(&self, name: &Tagged) -> f32 {
        let begin = super::label::begin(name.kind);
        let inside = begin + 1;
        let at = |rows: &[[f32; LABELS]], unit: usize, label: usize| rows.get(unit).and_then(|row| row.get(label)).copied().unwrap_or(0.0);
        let step = |from: usize, to: usize| self.factors.get(from).and_then(|row| row.get(to)).copied().unwrap_or(0.0);
        // At each unit: the probability of the label given the name so far, by what lies behind it.
        let share = |unit: usize, weights: [f32; LABELS], label: usize| {
            let all: f32 = (0..LABELS).map(|other| weights.get(other).copied().unwrap_or(0.0) * at(&self.behind, unit, other)).sum();
            let own = weights.get(label).copied().unwrap_or(0.0) * at(&self.behind, unit, label);
            if all > 0.0 { own / all } else { 0.0 }
        };
        let mut confidence = share(name.from, self.ahead.get(name.from).copied().unwrap_or_default(), begin);
        let mut last = begin;
        for unit in name.from + 1..=name.to {
            let Some(local) = self.local.get(unit) else { break };
            let mut weights = [0.0; LABELS];
            for (label, (weight, local)) in weights.iter_mut().zip(local).enumerate() {
                *weight = step(last, label) * local;
            }
            let goes_on = share(unit, weights, inside);
            confidence *= if unit < name.to { goes_on } else { 1.0 - goes_on };
            last = inside;
        }
        confidence.clamp(0.0, 1.0)
    }
}

fn normalise(row: &mut [f32; LABELS]) {
    let sum: f32 = row.iter().sum();
    if sum > 0.0 {
        for value in row {
            *value /= sum;
        }
    }
}

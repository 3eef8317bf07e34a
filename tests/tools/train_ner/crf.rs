//! A linear-chain conditional random field, trained by adaptive steps (`AdaGrad`) on one piece after another.
//!
//! Lafferty, `McCallum` and Pereira 2001, "Conditional Random Fields"; Duchi, Hazan and Singer 2011,
//! "Adaptive Subgradient Methods". The weights are averaged over the last half of the epochs.

#![allow(clippy::needless_range_loop, reason = "labels index several tables at once")]

use std::collections::HashMap;

use dateline::analysis::entities::tagger::label::{LABELS, may_follow};
use dateline::analysis::entities::tagger::{Header, Model};

use crate::Failure;

type Row = [f32; LABELS];
/// Features by unit, and labels.
pub(crate) type Numbered = (Vec<Vec<u32>>, Vec<u8>);

/// Trained weights.
pub(crate) struct Trained {
    rows: Vec<Row>,
    steps: [Row; LABELS + 1],
}

/// Deterministic pseudo-random numbers: `SplitMix64`.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ z >> 31) % bound.max(1) as u64).unwrap_or(0)
    }
}

struct Weights {
    rows: Vec<Row>,
    squares: Vec<Row>,
    steps: [Row; LABELS + 1],
    step_squares: [Row; LABELS + 1],
    rate: f32,
}

/// Buffers of a piece.
#[derive(Default)]
struct Lattice {
    local: Vec<Row>,
    ahead: Vec<Row>,
    behind: Vec<Row>,
}

/// Trains on all pieces, `epochs` times, in an order that the seed gives.
pub(crate) fn train(pieces: &[Numbered], features: usize, epochs: u32, seed: u64, rate: f32, dropout: u64) -> Result<Trained, Failure> {
    let zero = [0.0; LABELS];
    let mut weights = Weights {
        rows: vec![zero; features],
        squares: vec![[1e-2; LABELS]; features],
        steps: [zero; LABELS + 1],
        step_squares: [[1.0; LABELS]; LABELS + 1],
        rate,
    };
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    let mut random = Random(seed);
    let mut lattice = Lattice::default();
    let mut sums: (Vec<Row>, [Row; LABELS + 1]) = (vec![zero; features], [zero; LABELS + 1]);
    let mut counted = 0.0f32;
    for epoch in 0..epochs {
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let mut loss = 0.0f64;
        for at in &order {
            let Some((units, labels)) = pieces.get(*at) else { continue };
            let dropped: Vec<Vec<u32>> =
                units.iter().map(|unit| unit.iter().copied().filter(|_| random.below(1000) as u64 >= dropout).collect()).collect();
            loss += weights.learn(&dropped, labels, &mut lattice);
        }
        eprintln_line(&format!("epoch {epoch}: loss {loss:.0}"))?;
        if epoch * 2 >= epochs {
            counted += 1.0;
            add(&mut sums.0, &weights.rows);
            add(&mut sums.1, &weights.steps);
        }
    }
    for row in sums.0.iter_mut().chain(&mut sums.1) {
        for value in row {
            *value /= counted.max(1.0);
        }
    }
    Ok(Trained { rows: sums.0, steps: sums.1 })
}

fn eprintln_line(line: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    writeln!(std::io::stderr(), "{line}")?;
    Ok(())
}

fn add(sums: &mut [Row], rows: &[Row]) {
    for (sums, row) in sums.iter_mut().zip(rows) {
        for (sum, value) in sums.iter_mut().zip(row) {
            *sum += value;
        }
    }
}

impl Weights {
    /// One step on a piece; returns its loss before.
    fn learn(&mut self, units: &[Vec<u32>], labels: &[u8], lattice: &mut Lattice) -> f64 {
        let loss = self.expect(units, labels, lattice);
        let mut step_gradient = [[0.0f32; LABELS]; LABELS + 1];
        for at in 0..units.len() {
            let before = if at == 0 { None } else { Some(lattice.ahead[at - 1]) };
            let mut joint = [[0.0f32; LABELS]; LABELS + 1];
            let mut sum = 0.0;
            for label in 0..LABELS {
                let tail = lattice.local[at][label] * lattice.behind[at][label];
                match before {
                    None if may_follow(None, label) => {
                        joint[LABELS][label] = self.steps[LABELS][label].exp() * tail;
                        sum += joint[LABELS][label];
                    }
                    None => {}
                    Some(ahead) => {
                        for previous in (0..LABELS).filter(|previous| may_follow(Some(*previous), label)) {
                            joint[previous][label] = ahead[previous] * self.steps[previous][label].exp() * tail;
                            sum += joint[previous][label];
                        }
                    }
                }
            }
            let gold = usize::from(labels[at]);
            let gold_before = if at == 0 { LABELS } else { usize::from(labels[at - 1]) };
            let mut gradient = [0.0f32; LABELS];
            for (previous, row) in joint.iter().enumerate() {
                for (label, value) in row.iter().enumerate() {
                    let share = if sum > 0.0 { value / sum } else { 0.0 };
                    gradient[label] += share;
                    step_gradient[previous][label] += share;
                }
            }
            gradient[gold] -= 1.0;
            step_gradient[gold_before][gold] -= 1.0;
            // A unit of which all is known teaches nothing.
            if gradient.iter().all(|value| value.abs() < 1e-3) {
                continue;
            }
            for feature in &units[at] {
                let (row, squares) = (&mut self.rows[*feature as usize], &mut self.squares[*feature as usize]);
                update(row, squares, &gradient, self.rate);
            }
        }
        for ((row, squares), gradient) in self.steps.iter_mut().zip(&mut self.step_squares).zip(&step_gradient) {
            update(row, squares, gradient, self.rate);
        }
        loss
    }

    /// Forward and backward sums of probabilities.
    fn expect(&self, units: &[Vec<u32>], labels: &[u8], lattice: &mut Lattice) -> f64 {
        lattice.local.clear();
        lattice.ahead.clear();
        let mut loss = 0.0f64;
        let factors = self.steps.map(|row| row.map(f32::exp));
        for (at, features) in units.iter().enumerate() {
            let mut score = [0.0f32; LABELS];
            for feature in features {
                for (score, weight) in score.iter_mut().zip(&self.rows[*feature as usize]) {
                    *score += weight;
                }
            }
            let most = score.iter().copied().fold(f32::MIN, f32::max);
            let gold = usize::from(labels[at]);
            let before = if at == 0 { LABELS } else { usize::from(labels[at - 1]) };
            loss -= f64::from(score[gold] - most + self.steps[before][gold]);
            let local = score.map(|score| (score - most).exp());
            let mut ahead = [0.0f32; LABELS];
            for label in 0..LABELS {
                let sum: f32 = if at == 0 {
                    if may_follow(None, label) { factors[LABELS][label] } else { 0.0 }
                } else {
                    (0..LABELS)
                        .filter(|previous| may_follow(Some(*previous), label))
                        .map(|previous| lattice.ahead[at - 1][previous] * factors[previous][label])
                        .sum()
                };
                ahead[label] = sum * local[label];
            }
            let sum: f32 = ahead.iter().sum();
            loss += f64::from(sum.max(f32::MIN_POSITIVE).ln());
            lattice.local.push(local);
            lattice.ahead.push(ahead.map(|value| value / sum.max(f32::MIN_POSITIVE)));
        }
        lattice.behind.clear();
        lattice.behind.resize(units.len(), [1.0; LABELS]);
        for at in (1..units.len()).rev() {
            let mut behind = [0.0f32; LABELS];
            for (previous, behind) in behind.iter_mut().enumerate() {
                *behind = (0..LABELS)
                    .filter(|label| may_follow(Some(previous), *label))
                    .map(|label| factors[previous][label] * lattice.local[at][label] * lattice.behind[at][label])
                    .sum();
            }
            let sum: f32 = behind.iter().sum();
            lattice.behind[at - 1] = behind.map(|value| value / sum.max(f32::MIN_POSITIVE));
        }
        loss
    }
}

fn update(row: &mut Row, squares: &mut Row, gradient: &Row, rate: f32) {
    for ((weight, square), gradient) in row.iter_mut().zip(squares).zip(gradient) {
        *square += gradient * gradient;
        *weight -= rate * gradient / square.sqrt();
    }
}

impl Trained {
    /// The model: the features whose weights matter most, as small numbers.
    pub(crate) fn model(
        &self,
        mut header: Header,
        features: &HashMap<u64, u32>,
        pieces: &[Numbered],
        least: u32,
    ) -> Result<Model, Failure> {
        let mut counts = vec![0u32; self.rows.len()];
        for feature in pieces.iter().flat_map(|(units, _)| units.iter().flatten()) {
            counts[*feature as usize] = counts[*feature as usize].saturating_add(1);
        }
        let spread = |row: &Row| row.iter().fold(0.0f32, |most, weight| most.max(weight.abs()));
        let mut kept: Vec<(u64, Row)> = features
            .iter()
            .filter(|(_, at)| counts[**at as usize] >= least)
            .map(|(feature, at)| (*feature, self.rows[*at as usize]))
            .collect();
        // What only the order in which features came would tell apart is told apart by their hash.
        kept.sort_by(|a, b| spread(&b.1).total_cmp(&spread(&a.1)).then(a.0.cmp(&b.0)));
        let most = (1usize << header.slots_log2) / 100 * 85;
        let largest = kept.first().map_or(1.0, |(_, row)| spread(row));
        header.scale = (largest / 127.0).clamp(1e-4, 0.5);
        let scale = header.scale;
        kept.truncate(most);
        kept.retain(|(_, row)| spread(row) >= 0.5 * scale);
        eprintln_line(&format!(
            "{} features kept, largest weight {largest:.2}, smallest {:.3}",
            kept.len(),
            kept.last().map_or(0.0, |(_, row)| spread(row))
        ))?;
        #[allow(clippy::cast_possible_truncation, reason = "rounded and within the range")]
        let small = |weight: f32| (weight / scale).round().clamp(-127.0, 127.0) as i8;
        let weights: Vec<(u64, [i8; LABELS])> = kept.iter().map(|(feature, row)| (*feature, row.map(small))).collect();
        #[allow(clippy::cast_possible_truncation, reason = "rounded and within the range")]
        let steps = self.steps.map(|row| row.map(|weight| (weight / scale).round().clamp(-30_000.0, 30_000.0) as i16));
        Model::new(header, steps, &weights).ok_or_else(|| "the weights do not fit the slots".into())
    }
}

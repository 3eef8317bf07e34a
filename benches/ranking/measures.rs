//! Measures of ranked lists, as TREC defines them, with relevance yes or no.

use std::fmt;

/// A list of hits, judged.
pub struct Judged {
    /// Place of the first relevant hit, from 1.
    pub first: Option<usize>,
    /// Share of the relevant articles among the first hit.
    recall_1: f64,
    /// Share of the relevant articles among the first ten.
    recall_10: f64,
    /// Discounted cumulative gain of the first ten (Järvelin and Kekäläinen 2002, discount
    /// log2(place + 1)), over that of an ideal list.
    pub ndcg: f64,
}

impl Judged {
    pub fn new(hits: &[String], relevant: &[String]) -> Self {
        let places: Vec<usize> = (1..).zip(hits).filter(|(_, id)| relevant.contains(id)).map(|(place, _)| place).collect();
        let gain = |place: usize| 1.0 / (place as f64 + 1.0).log2();
        let within = |depth: usize| places.iter().filter(move |place| **place <= depth);
        let ideal: f64 = (1..=relevant.len().min(10)).map(gain).sum();
        Self {
            first: places.first().copied(),
            recall_1: within(1).count() as f64 / relevant.len() as f64,
            recall_10: within(10).count() as f64 / relevant.len() as f64,
            ndcg: within(10).map(|place| gain(*place)).sum::<f64>() / ideal,
        }
    }
}

/// Means over queries.
pub struct Measures {
    recall_1: f64,
    recall_10: f64,
    /// Mean of one over the place of the first relevant hit; nothing for one not found.
    mrr: f64,
    ndcg: f64,
}

impl Measures {
    pub fn of(judged: &[Judged]) -> Self {
        let mean = |value: &dyn Fn(&Judged) -> f64| judged.iter().map(value).sum::<f64>() / judged.len().max(1) as f64;
        Self {
            recall_1: mean(&|j| j.recall_1),
            recall_10: mean(&|j| j.recall_10),
            mrr: mean(&|j| j.first.map_or(0.0, |first| 1.0 / first as f64)),
            ndcg: mean(&|j| j.ndcg),
        }
    }

    /// The measures in which this is behind another.
    pub fn behind(&self, other: &Self) -> String {
        let pairs = [
            ("recall@1", self.recall_1, other.recall_1),
            ("recall@10", self.recall_10, other.recall_10),
            ("MRR", self.mrr, other.mrr),
            ("nDCG@10", self.ndcg, other.ndcg),
        ];
        let behind: Vec<&str> = pairs.iter().filter(|(_, ours, theirs)| ours + 1e-9 < *theirs).map(|(name, ..)| *name).collect();
        behind.join(", ")
    }
}

impl fmt::Display for Measures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4} | {:.4} | {:.4} | {:.4}", self.recall_1, self.recall_10, self.mrr, self.ndcg)
    }
}

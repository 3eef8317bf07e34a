//! When a search must end: its deadline, or a caller who has gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// A shared order to stop, looked at every few thousand documents.
#[derive(Debug, Clone)]
pub struct Stop {
    /// `None` where only the caller ends the work.
    deadline: Option<Instant>,
    cancelled: Arc<AtomicBool>,
}

impl Stop {
    /// Stops at a deadline.
    #[must_use]
    pub fn new(deadline: Instant) -> Self {
        Self { deadline: Some(deadline), cancelled: Arc::new(AtomicBool::new(false)) }
    }

    /// Has no deadline: for work that goes on as long as somebody takes what it gives.
    #[must_use]
    pub fn without_deadline() -> Self {
        Self { deadline: None, cancelled: Arc::new(AtomicBool::new(false)) }
    }

    /// Stops all searches that share this order.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether to stop now.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || self.deadline.is_some_and(|deadline| Instant::now() >= deadline)
    }

    /// Looks at the order once in so many steps: the clock costs more than a step does.
    #[must_use]
    pub fn every(&self, steps: u32) -> Steps<'_> {
        Steps { stop: self, every: steps, since: 0 }
    }

    /// Stops after some time, if the order to stop does not come before.
    #[must_use]
    pub fn within(&self, time: Duration) -> Self {
        let end = Instant::now() + time;
        Self { deadline: Some(self.deadline.map_or(end, |deadline| deadline.min(end))), cancelled: Arc::clone(&self.cancelled) }
    }

    /// The time by which a part of the work must be done: a tenth of what is left, a second where there
    /// is no deadline.
    #[must_use]
    pub fn tenth(&self) -> Self {
        let now = Instant::now();
        let left = self.deadline.map_or(Duration::from_secs(10), |deadline| deadline.saturating_duration_since(now));
        Self { deadline: Some(now + left / 10), cancelled: Arc::clone(&self.cancelled) }
    }
}

/// Steps of a work between two looks at the order to stop.
#[derive(Debug)]
pub struct Steps<'a> {
    stop: &'a Stop,
    every: u32,
    since: u32,
}

impl Steps<'_> {
    /// Takes a step; whether to stop now.
    #[inline]
    pub fn is_over(&mut self) -> bool {
        self.since += 1;
        if self.since < self.every {
            return false;
        }
        self.since = 0;
        self.stop.is_over()
    }
}

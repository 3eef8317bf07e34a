//! When a search must end: its deadline, or a caller who has gone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// A shared order to stop, looked at every few thousand documents.
#[derive(Debug, Clone)]
pub struct Stop {
    deadline: Instant,
    cancelled: Arc<AtomicBool>,
}

impl Stop {
    /// Stops at a deadline.
    #[must_use]
    pub fn new(deadline: Instant) -> Self {
        Self { deadline, cancelled: Arc::new(AtomicBool::new(false)) }
    }

    /// Stops all searches that share this order.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    /// Whether to stop now.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }

    /// The time by which a part of the work must be done: a tenth of what is left.
    #[must_use]
    pub fn tenth(&self) -> Self {
        let left = self.deadline.saturating_duration_since(Instant::now());
        Self { deadline: Instant::now() + left / 10, cancelled: Arc::clone(&self.cancelled) }
    }
}

//! The bound on what is between reader and writer.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes that may be in flight; the reader takes, the writer gives back.
#[derive(Debug)]
pub(super) struct Budget {
    size: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    free: usize,
    closed: bool,
}

impl Budget {
    pub(super) fn new(size: usize) -> Self {
        Self { size, state: Mutex::new(State { free: size, closed: false }), changed: Condvar::new() }
    }

    /// Waits until so many bytes are free and takes them; `None` once the budget is closed.
    ///
    /// More than there is at all is taken as all there is: a record larger than the budget goes
    /// through alone.
    pub(super) fn take(&self, bytes: usize) -> Option<usize> {
        let bytes = bytes.min(self.size);
        let mut state = self.state();
        while !state.closed && state.free < bytes {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return None;
        }
        state.free -= bytes;
        Some(bytes)
    }

    /// Gives back what [`Self::take`] returned.
    pub(super) fn give(&self, bytes: usize) {
        self.state().free += bytes;
        self.changed.notify_all();
    }

    /// Ends all waiting, now and later.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }

    /// Whether [`Self::close`] was called.
    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_giant_goes_alone_and_a_closed_budget_lets_nobody_wait() {
        let budget = Budget::new(10);
        let taken = budget.take(1000).unwrap();
        assert_eq!(taken, 10);
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| budget.take(3));
            budget.give(taken);
            assert_eq!(waiting.join().unwrap(), Some(3));
            let waiting = scope.spawn(|| budget.take(8));
            budget.close();
            assert_eq!(waiting.join().unwrap(), None);
        });
    }
}

//! The bounded pool that searches run on: CPU work never runs on the threads of the server.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use super::limits::DEADLINE_GRACE;
use super::metrics::Moment;
use super::problem::{Kind, Problem};
use crate::search::{SearchError, Stop};

/// Runs a bounded number of searches and lets a bounded number wait.
#[derive(Debug)]
pub(super) struct Pool {
    /// One permit for each search that runs or waits.
    places: Arc<Semaphore>,
    /// One permit for each search that runs.
    workers: Arc<Semaphore>,
    /// Searches at a time.
    size: usize,
    /// Searches that may wait.
    waiting: usize,
    deadline: Duration,
}

/// Stops the search when its client has gone and the handler is dropped.
pub(super) struct CancelOnDrop(pub(super) Stop);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

impl Pool {
    pub(super) fn new(workers: usize, waiting: usize, deadline: Duration) -> Self {
        let workers = workers.max(1);
        Self {
            places: Arc::new(Semaphore::new(workers + waiting)),
            workers: Arc::new(Semaphore::new(workers)),
            size: workers,
            waiting,
            deadline,
        }
    }

    /// How many searches run and wait now.
    pub(super) fn moment(&self) -> Moment {
        let running = self.size.saturating_sub(self.workers.available_permits());
        let held = self.size + self.waiting - self.places.available_permits().min(self.size + self.waiting);
        Moment { running, waiting: held.saturating_sub(running) }
    }

    /// Runs work off the server's threads, with an order to stop at the deadline.
    ///
    /// The time of waiting counts. Where too many wait already, it is refused at once.
    pub(super) async fn run<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce(&Stop) -> Result<T, Problem> + Send + 'static,
    {
        let deadline = Instant::now() + self.deadline;
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            return Err(Problem::new(Kind::Overloaded, "too many searches are waiting: try again in a second"));
        };
        let Ok(Ok(worker)) = timeout_at(deadline.into(), Arc::clone(&self.workers).acquire_owned()).await else {
            return Err(SearchError::Deadline.into());
        };
        let guard = CancelOnDrop(Stop::new(deadline));
        let stop = guard.0.clone();
        let span = tracing::Span::current();
        let task = tokio::task::spawn_blocking(move || {
            // Both permits stay with the work: it may go on for a moment after its client has gone.
            let _held = (place, worker);
            span.in_scope(|| work(&stop))
        });
        match timeout_at((deadline + DEADLINE_GRACE).into(), task).await {
            Ok(Ok(result)) => result,
            Ok(Err(error)) => Err(Problem::internal(&error)),
            Err(_) => Err(SearchError::Deadline.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn more_than_can_wait_are_refused_at_once() {
        let pool = Arc::new(Pool::new(1, 0, Duration::from_secs(5)));
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (release, released) = mpsc::channel::<()>();
        let first = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.run(move |_| {
                    let _ = started.send(());
                    let _ = released.recv();
                    Ok(1)
                })
                .await
            }
        });
        has_started.await.unwrap();
        let refused = pool.run(|_| Ok(2)).await.unwrap_err();
        assert_eq!(refused.kind, Kind::Overloaded);
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap().unwrap(), 1);
        assert_eq!(pool.run(|_| Ok(3)).await.unwrap(), 3);
    }

    #[tokio::test]
    async fn a_search_is_told_to_stop_when_its_client_has_gone() {
        let pool = Arc::new(Pool::new(1, 0, Duration::from_secs(60)));
        let (started, has_started) = tokio::sync::oneshot::channel();
        let (ended, has_ended) = tokio::sync::oneshot::channel();
        let search = tokio::spawn({
            let pool = Arc::clone(&pool);
            async move {
                pool.run(move |stop| {
                    let _ = started.send(());
                    while !stop.is_over() {
                        std::thread::yield_now();
                    }
                    let _ = ended.send(());
                    Ok(())
                })
                .await
            }
        });
        has_started.await.unwrap();
        search.abort();
        has_ended.await.unwrap();
    }

    #[tokio::test]
    async fn a_search_ends_at_its_deadline() {
        let pool = Pool::new(1, 0, Duration::from_millis(10));
        let result = pool.run(|stop| {
            while !stop.is_over() {
                std::thread::yield_now();
            }
            Err::<(), _>(SearchError::Deadline.into())
        });
        assert_eq!(result.await.unwrap_err().kind, Kind::Deadline);
    }

    #[tokio::test]
    async fn a_panic_is_a_problem_and_no_crash() {
        let pool = Pool::new(1, 0, Duration::from_secs(5));
        let result = pool.run(|_| -> Result<(), Problem> { panic!("broken on purpose") });
        assert_eq!(result.await.unwrap_err().kind, Kind::Internal);
        assert!(pool.run(|_| Ok(())).await.is_ok(), "the permits came back");
    }
}

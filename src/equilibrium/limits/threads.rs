//! Worker threads: one pool in a process, lent to one piece of work at a time and rebuilt after a
//! fork.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::exact::budget;
use crate::exact::budget::Budget;

/// The pool of this process, once it was needed.
static POOL: Mutex<Option<ProcessPool>> = Mutex::new(None);

struct ProcessPool {
    /// The process that built it: a pool does not survive a fork, since its threads stay in the
    /// parent.
    process: u32,
    threads: usize,
    pool: Arc<ThreadPool>,
    lent: bool,
}

/// The number of threads that the machine can run at once.
pub(crate) fn cores() -> usize {
    // the operating system reads files to answer, which takes as long as a small search
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, |n| n.get()))
}

/// The threads that a piece of work may use until this is dropped.
///
/// Work that asks while the pool is lent, or from inside the pool, gets only the caller's thread,
/// so that it never waits for other work.
pub(crate) struct Threads {
    pool: Option<Arc<ThreadPool>>,
}

impl Threads {
    /// Lends as many threads as are wanted and the machine has, or only the caller's own. The
    /// budget is in force on each of them.
    pub(crate) fn take(wanted: usize, budget: &Budget) -> Threads {
        let wanted = wanted.min(cores());
        if wanted <= 1 || rayon::current_thread_index().is_some() {
            return Threads { pool: None };
        }
        let process = std::process::id();
        let mut shared = POOL.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *shared {
            Some(known) if known.process == process && known.lent => {
                return Threads { pool: None };
            }
            Some(known) if known.process == process && known.threads == wanted => known.lent = true,
            _ => {
                let Ok(pool) = ThreadPoolBuilder::new().num_threads(wanted).build() else {
                    return Threads { pool: None }; // the system grants no threads
                };
                let new =
                    ProcessPool { process, threads: wanted, pool: Arc::new(pool), lent: true };
                let old = shared.replace(new);
                if let Some(old) = old.filter(|old| old.process != process) {
                    // dropping the parent's pool would wait for threads that did not survive the
                    // fork
                    std::mem::forget(old);
                }
            }
        }
        let pool = shared.as_ref().map(|shared| shared.pool.clone());
        drop(shared);
        let threads = Threads { pool };
        threads.everywhere(Some(budget));
        threads
    }

    /// The number of threads.
    pub(crate) fn count(&self) -> usize {
        self.pool.as_ref().map_or(1, |pool| pool.current_num_threads())
    }

    /// Are there several threads?
    pub(crate) fn parallel(&self) -> bool {
        self.pool.is_some()
    }

    /// Runs `work` with these threads for its parallel iterators.
    pub(crate) fn run<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match &self.pool {
            Some(pool) => pool.install(work),
            None => work(),
        }
    }

    /// Puts a budget in force on every thread of the pool, or takes it away.
    fn everywhere(&self, budget: Option<&Budget>) {
        if let Some(pool) = &self.pool {
            pool.broadcast(|_| budget::put(budget.cloned()));
        }
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        if self.pool.is_none() {
            return;
        }
        self.everywhere(None);
        if let Some(shared) = &mut *POOL.lock().unwrap_or_else(PoisonError::into_inner) {
            shared.lent = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_comes_while_the_pool_is_lent_has_its_own_thread() {
        let first = Threads::take(2, &Budget::default());
        let (machine, second) = (cores(), Threads::take(2, &Budget::default()));
        assert_eq!(first.count(), machine.min(2));
        assert_eq!((second.count(), second.parallel()), (1, false));
        drop(first);
        assert_eq!(Threads::take(usize::MAX, &Budget::default()).count(), machine);
    }
}

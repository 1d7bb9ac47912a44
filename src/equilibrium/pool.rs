//! Worker threads: a pool of our own, made again in a forked process.

use std::sync::{Arc, Mutex, PoisonError};

use rayon::{ThreadPool, ThreadPoolBuilder};

/// The pool of this process for each number of threads asked for so far.
static POOLS: Mutex<Vec<(u32, usize, Arc<ThreadPool>)>> = Mutex::new(Vec::new());

/// The number of threads that the machine runs at once.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get())
}

/// Run `work` where parallel iterators use `threads` threads; one thread is the caller itself.
///
/// A pool does not survive a fork (its threads stay in the parent), so pools are kept by process;
/// a parent's pool is never dropped, since that would wait for threads that are not there.
pub(crate) fn with_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    if threads <= 1 {
        return work();
    }
    let process = std::process::id();
    let pool = {
        let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
        let known = pools.iter().find(|(p, n, _)| *p == process && *n == threads);
        match known {
            Some((_, _, pool)) => Some(pool.clone()),
            None => {
                let pool = ThreadPoolBuilder::new().num_threads(threads).build().ok().map(Arc::new);
                if let Some(pool) = &pool {
                    pools.push((process, threads, pool.clone()));
                }
                pool
            }
        }
    };
    match pool {
        Some(pool) => pool.install(work),
        // no threads to be had: the caller does it all
        None => work(),
    }
}

//! Work outside the interpreter: other Python threads go on, Ctrl-C and progress are seen to, and no
//! panic crosses into Python.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;

use super::raise;
use crate::equilibrium::Monitor;
use crate::error::Error;

/// Time between two looks at the signals that Python has received.
const PERIOD: Duration = Duration::from_millis(20);

/// Runs `work` with the interpreter released.
pub(super) fn released<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    match py.detach(|| catch_unwind(AssertUnwindSafe(work))) {
        Ok(result) => result.map_err(raise),
        Err(panic) => {
            let cause = panic.downcast_ref::<String>().map(String::as_str);
            let cause = cause.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
            Err(PyRuntimeError::new_err(format!("a fault in schelling, please report it: {cause}")))
        }
    }
}

/// Runs a search with the interpreter released, on this thread when it is `small`, else on a thread
/// of its own while this one waits.
///
/// Ctrl-C makes the search stop and return what it has. Whatever else a signal handler or the
/// progress callback raises stops the search too, and is raised.
pub(super) fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    small: bool,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let watch = Watch {
        owner: thread::current().id(),
        stop: AtomicBool::new(false),
        done: AtomicU64::new(0),
        progress,
        looked: Mutex::new(Instant::now()),
        raised: Mutex::new(None),
    };
    let result = released(py, || if small { work(&watch) } else { beside(&watch, work) });
    match watch.raised.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        // Ctrl-C, and nothing to return
        None if watch.stop.load(Ordering::Relaxed) && result.is_err() => {
            Err(PyKeyboardInterrupt::new_err(()))
        }
        None => result,
    }
}

/// Runs `work` on another thread and looks after Python on this one.
fn beside<T: Send>(
    watch: &Watch,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> Result<T, Error> {
    thread::scope(|scope| {
        let (done, finished) = channel::<()>();
        let worker = scope.spawn(move || {
            let _done = done;
            work(watch)
        });
        // the sender is dropped when the work has ended, even by a panic
        while let Err(RecvTimeoutError::Timeout) = finished.recv_timeout(PERIOD) {
            watch.look();
        }
        worker.join().unwrap_or_else(|panic| resume_unwind(panic))
    })
}

/// What passes between a search and the Python thread that asked for it.
pub(super) struct Watch {
    owner: ThreadId,
    stop: AtomicBool,
    /// The share that is done, the bits of an `f64`.
    done: AtomicU64,
    progress: Option<Py<PyAny>>,
    looked: Mutex<Instant>,
    raised: Mutex<Option<PyErr>>,
}

impl Watch {
    /// Is it time for another look?
    fn due(&self) -> bool {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let due = looked.elapsed() >= PERIOD;
        if due {
            *looked = Instant::now();
        }
        due
    }

    /// Sees to signals and progress; only for the thread that asked for the search, since Python
    /// hands signals to no other.
    fn look(&self) {
        let seen: PyResult<()> = Python::attach(|py| {
            py.check_signals()?;
            if let Some(progress) = &self.progress {
                progress.call1(py, (f64::from_bits(self.done.load(Ordering::Relaxed)),))?;
            }
            Ok(())
        });
        if let Err(error) = seen {
            self.stop.store(true, Ordering::Relaxed);
            if !Python::attach(|py| error.is_instance_of::<PyKeyboardInterrupt>(py)) {
                *self.raised.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            }
        }
    }
}

impl Monitor for Watch {
    fn stop(&self) -> bool {
        if thread::current().id() == self.owner && self.due() {
            self.look();
        }
        self.stop.load(Ordering::Relaxed)
    }

    fn progress(&self, done: f64) {
        // several threads report, in any order; floats from 0 to 1 are ordered as their bits are
        self.done.fetch_max(done.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
    }
}

//! Calls of the core with the interpreter released. Other Python threads go on meanwhile; Ctrl-C,
//! `stop` and progress are attended to, limits hold, and no panic crosses into Python.

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::thread::ThreadId;
use std::time::{Duration, Instant};

use pyo3::exceptions::{PyKeyboardInterrupt, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::raise;
use super::search::duration;
use crate::equilibrium::Stop;
use crate::error::Error;
use crate::exact::budget;
use crate::exact::budget::{Budget, Halt, Monitor};

/// The time between two looks at the signals that Python has received.
const PERIOD: Duration = Duration::from_millis(20);

thread_local! {
    /// The limits that the Python side has set on this thread, the innermost last.
    static LIMITS: RefCell<Vec<Limits>> = const { RefCell::new(Vec::new()) };

    /// Did Ctrl-C come when a call under way on this thread had all that it was to return?
    static PRESSED: Cell<bool> = const { Cell::new(false) };
}

/// Keeps Ctrl-C for what comes after a call that has its result: the next look at signals, or the
/// end of the outermost call.
fn press_later(py: Python<'_>) -> PyResult<()> {
    if LIMITS.with_borrow(Vec::is_empty) {
        return press(py);
    }
    PRESSED.set(true);
    Ok(())
}

/// Lets the interpreter run the handler of Ctrl-C at its next instruction that attends to signals.
fn press(py: Python<'_>) -> PyResult<()> {
    py.import("_thread")?.call_method0("interrupt_main")?;
    Ok(())
}

/// Attends to signals, and to Ctrl-C that was kept.
fn check_signals(py: Python<'_>) -> PyResult<()> {
    if PRESSED.take() {
        return Err(PyKeyboardInterrupt::new_err(()));
    }
    py.check_signals()
}

/// The limits of one call, from the moment it was entered.
#[derive(Clone)]
struct Limits {
    deadline: Option<Instant>,
    memory: Option<u64>,
    /// An object with a method `is_set()`, such as a `threading.Event`.
    stop: Option<Arc<Py<PyAny>>>,
}

/// Limits of all that the front asks of the core on this thread, as a context manager.
#[pyclass(frozen, name = "Limits", module = "schelling._core")]
pub(super) struct PyLimits {
    seconds: Option<Duration>,
    memory: Option<u64>,
    stop: Option<Arc<Py<PyAny>>>,
}

#[pymethods]
impl PyLimits {
    #[new]
    fn new(
        time_limit: Option<f64>,
        max_memory: Option<u64>,
        stop: Option<Py<PyAny>>,
    ) -> PyResult<PyLimits> {
        let seconds = time_limit.map(duration).transpose()?;
        Ok(PyLimits { seconds, memory: max_memory, stop: stop.map(Arc::new) })
    }

    fn __enter__(&self) {
        let deadline = self.seconds.and_then(|limit| Instant::now().checked_add(limit));
        let limits = Limits { deadline, memory: self.memory, stop: self.stop.clone() };
        LIMITS.with_borrow_mut(|all| all.push(limits));
    }

    #[pyo3(signature = (*raised))]
    fn __exit__(&self, raised: &Bound<'_, PyTuple>) -> PyResult<()> {
        let outermost = LIMITS.with_borrow_mut(|all| {
            all.pop();
            all.is_empty()
        });
        let fails = raised.iter().any(|part| !part.is_none());
        if outermost && fails && PRESSED.take() { press(raised.py()) } else { Ok(()) }
    }
}

impl Drop for PyLimits {
    /// The frame of the call that holds the limits is gone, and its result is the caller's: not
    /// even one instruction is left at which Ctrl-C could take the result away.
    fn drop(&mut self) {
        if LIMITS.with_borrow(Vec::is_empty) && PRESSED.take() {
            // there is nobody to tell of an interpreter that has no `_thread`
            let _ = Python::attach(press);
        }
    }
}

/// The limits of calls that are given none: time and bytes.
static DEFAULTS: Mutex<(Option<Duration>, Option<u64>)> = Mutex::new((None, None));

/// Sets the limits of calls that are given none.
#[pyfunction]
pub(super) fn set_defaults(time_limit: Option<f64>, max_memory: Option<u64>) -> PyResult<()> {
    let seconds = time_limit.map(duration).transpose()?;
    *DEFAULTS.lock().unwrap_or_else(PoisonError::into_inner) = (seconds, max_memory);
    Ok(())
}

/// Gives up what Python itself computes when its limits are reached.
#[pyfunction]
pub(super) fn checkpoint(py: Python<'_>) -> PyResult<()> {
    check_signals(py)?;
    match stopped(py)? {
        Some(halt) => Err(raise(halt.error())),
        None => Ok(()),
    }
}

/// Asks for so many bytes before Python itself takes them.
#[pyfunction]
pub(super) fn reserve(py: Python<'_>, bytes: u64, what: &str) -> PyResult<()> {
    released(py, || {
        budget::reserve(bytes.into(), what);
        Ok(())
    })
}

/// Why the limits set on this thread stop the work, if they do.
#[pyfunction]
pub(super) fn halted(py: Python<'_>) -> PyResult<Option<String>> {
    Ok(stopped(py)?.map(|halt| Stop::from(&halt).to_string()))
}

/// The halt that the limits set on this thread ask for, if they do; memory is not looked at.
fn stopped(py: Python<'_>) -> PyResult<Option<Halt>> {
    let limits = LIMITS.with_borrow(Vec::clone);
    for event in limits.iter().filter_map(|one| one.stop.as_ref()) {
        if event.call_method0(py, "is_set")?.is_truthy(py)? {
            return Ok(Some(Halt::Interrupted));
        }
    }
    let late = limits.iter().any(|one| one.deadline.is_some_and(|end| Instant::now() >= end));
    Ok(late.then_some(Halt::Time))
}

/// The seconds that the limits set on this thread leave, if time is limited.
#[pyfunction]
pub(super) fn time_left() -> Option<f64> {
    let deadline = LIMITS.with_borrow(|all| all.iter().filter_map(|one| one.deadline).min())?;
    Some(deadline.saturating_duration_since(Instant::now()).as_secs_f64())
}

/// Runs `work` with the interpreter released, on this thread.
pub(super) fn released<T: Send>(
    py: Python<'_>,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<T> {
    watched(py, None, true, |_| work())
}

/// Reads a saved result with the interpreter released.
pub(super) fn from_json<T: DeserializeOwned + Send>(py: Python<'_>, text: &str) -> PyResult<T> {
    released(py, || serde_json::from_str(text).map_err(|e| Error::File(e.to_string())))
}

/// Saves a result with the interpreter released.
pub(super) fn to_json(py: Python<'_>, result: &(impl Serialize + Sync)) -> PyResult<String> {
    released(py, || serde_json::to_string(result).map_err(|e| Error::File(e.to_string())))
}

/// Runs a search that returns what it has when it is interrupted. `cut` says whether an answer was
/// cut short in this way. All else is as in [`watched`].
pub(super) fn kept<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    small: bool,
    cut: impl FnOnce(&T) -> bool,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let (answer, signal) = run(py, progress, small, work);
    // the work may have ended since the last look
    match (answer, signal.or_else(|| check_signals(py).err())) {
        (Ok(found), Some(signal)) if signal.is_instance_of::<PyKeyboardInterrupt>(py) => {
            if !cut(&found) {
                press_later(py)?;
            }
            Ok(found)
        }
        (_, Some(signal)) => Err(signal),
        (answer, None) => answer,
    }
}

/// Runs `work`, which may have found something when a limit is met, on this thread. After Ctrl-C,
/// work that `returns` a list returns what was found; otherwise `KeyboardInterrupt` is raised.
pub(super) fn in_part<T: Send + Clone + 'static>(
    py: Python<'_>,
    returns: bool,
    work: impl FnOnce() -> Result<T, Error> + Send,
) -> PyResult<Result<T, Error>> {
    let (answer, signal) = run(py, None, true, |_| Ok(work()));
    match (answer, signal.or_else(|| check_signals(py).err())) {
        (Ok(answer), Some(signal))
            if returns && signal.is_instance_of::<PyKeyboardInterrupt>(py) =>
        {
            match answer {
                Ok(found) => press_later(py).map(|()| Ok(found)),
                Err(error) => error.found::<T>().cloned().map(Ok).ok_or(signal),
            }
        }
        (_, Some(signal)) => Err(signal),
        (answer, None) => answer,
    }
}

/// Runs `work` with the interpreter released: on this thread when it is `small`, and otherwise on a
/// thread of its own while this one waits.
///
/// Ctrl-C, and whatever else a signal handler or the progress callback raises, stops the work and
/// is raised.
pub(super) fn watched<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    small: bool,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    match run(py, progress, small, work) {
        (_, Some(signal)) => Err(signal),
        (answer, None) => answer,
    }
}

/// Runs `work`, `here` or on a thread of its own, within the limits set on this thread. Returns the
/// answer, and what a signal handler or a callback raised on the way.
fn run<T: Send>(
    py: Python<'_>,
    progress: Option<Py<PyAny>>,
    here: bool,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> (PyResult<T>, Option<PyErr>) {
    let limits = LIMITS.with_borrow(Vec::clone);
    let watch = Arc::new(Watch {
        owner: thread::current().id(),
        stop: AtomicBool::new(false),
        done: AtomicU64::new(0),
        progress,
        stops: limits.iter().filter_map(|one| one.stop.clone()).collect(),
        looked: Mutex::new(Instant::now()),
        raised: Mutex::new(None),
    });
    let mut budget = Budget::default().monitor(watch.clone());
    if limits.is_empty() {
        let (seconds, memory) = *DEFAULTS.lock().unwrap_or_else(PoisonError::into_inner);
        budget = seconds.into_iter().fold(budget, Budget::time_limit);
        budget = memory.into_iter().fold(budget, Budget::max_memory);
    }
    for one in limits {
        budget = one.deadline.into_iter().fold(budget, Budget::deadline);
        budget = one.memory.into_iter().fold(budget, Budget::max_memory);
    }
    let inside = || budget.run(|| work(&watch)).unwrap_or_else(|halt| Err(halt.error()));
    let both = || if here { inside() } else { beside(&watch, inside) };
    let result = match py.detach(|| catch_unwind(AssertUnwindSafe(both))) {
        Ok(result) => result.map_err(raise),
        Err(panic) => {
            let cause = panic.downcast_ref::<String>().map(String::as_str);
            let cause = cause.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic");
            let sentence = format!("a fault in schelling, please report it: {cause}");
            Err(PyRuntimeError::new_err(sentence))
        }
    };
    (result, watch.raised.lock().unwrap_or_else(PoisonError::into_inner).take())
}

/// Runs `work` on another thread and attends to Python on this one.
fn beside<T: Send>(watch: &Watch, work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| {
        let (done, finished) = channel::<()>();
        let worker = scope.spawn(move || {
            let _done = done;
            work()
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
    /// The share that is done, as the bits of an `f64`.
    done: AtomicU64,
    progress: Option<Py<PyAny>>,
    stops: Vec<Arc<Py<PyAny>>>,
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

    /// Attends to signals, `stop` and progress. Only the thread that asked for the work does this,
    /// since Python hands signals to none of the core's own threads.
    fn look(&self) {
        let seen: PyResult<bool> = Python::attach(|py| {
            check_signals(py)?;
            if let Some(progress) = &self.progress {
                progress.call1(py, (f64::from_bits(self.done.load(Ordering::Relaxed)),))?;
            }
            let mut stop = false;
            for event in &self.stops {
                stop |= event.call_method0(py, "is_set")?.is_truthy(py)?;
            }
            Ok(stop)
        });
        match seen {
            Ok(false) => {}
            Ok(true) => self.stop.store(true, Ordering::Relaxed),
            Err(error) => {
                self.raised.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                self.stop.store(true, Ordering::Relaxed);
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
        // several threads report, in any order; the bits of floats from 0 to 1 are ordered as the
        // floats are
        self.done.fetch_max(done.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
    }
}

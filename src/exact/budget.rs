//! Limits of time and memory, and the signal to stop, for the work of one call.
//!
//! A [`Budget`] is in force on a thread while [`Budget::run`] runs. Loops that may take long call
//! [`checkpoint`], and code that is about to take much memory calls `reserve` first. When the
//! budget is used up, both unwind the stack to [`Budget::run`], which returns the [`Halt`] as an
//! error. No half-built value survives, and functions far below need no argument for the budget.
//! Code that keeps partial results catches the halt itself, with [`catch`].
//!
//! Unwinding does not print anything, since it does not count as a panic for the panic hook. A
//! program that is built with `panic = "abort"` must not set limits.

use std::any::Any;
use std::cell::RefCell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::memory::{MemoryLimit, free, size};
use crate::error::Error;

/// An observer of running work. It is called often, by whichever thread does the work.
pub trait Monitor: Sync {
    /// Should the work stop and return what it has?
    fn stop(&self) -> bool {
        false
    }
    /// Receives the share of the work that is done, from 0 to 1. It never falls by more than
    /// rounding.
    fn progress(&self, _done: f64) {}
}

/// A monitor that never stops anything.
pub struct Unwatched;
impl Monitor for Unwatched {}

/// Why work was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Halt {
    /// A monitor asked for it.
    Interrupted,
    /// The time limit was reached.
    Time,
    /// The work would have taken more memory than it may.
    Memory {
        /// What the memory was for.
        what: String,
        /// How many bytes it would have taken.
        needed: u128,
        /// How many bytes it may take.
        limit: u64,
    },
}

impl Halt {
    /// The halt as an error, for work that has no result in part.
    pub fn error(&self) -> Error {
        Error::Limit(match self {
            Halt::Memory { .. } => self.to_string(),
            Halt::Interrupted | Halt::Time => format!("{self} before there was an answer"),
        })
    }

    /// The halt as an error that says how many of all parts were done.
    pub(crate) fn error_after(&self, done: usize, all: usize, parts: &str) -> Error {
        Error::Limit(format!("{self} after {done} of {all} {parts}"))
    }
}

impl fmt::Display for Halt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Halt::Interrupted => f.write_str("interrupted"),
            Halt::Time => f.write_str("the time limit was reached"),
            Halt::Memory { what, needed, limit } => write!(
                f,
                "{what} would take about {}, and {} may be used: raise max_memory or make the game \
                 smaller",
                size(*needed),
                size(u128::from(*limit)),
            ),
        }
    }
}

/// The limits of a piece of work; see the [module](self).
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use schelling::exact::budget::{Budget, Halt, checkpoint};
/// use schelling::{Search, refinement::Ladder};
///
/// let game = schelling::model::by_name("beer-quiche")?.game(&[])?;
/// let all = game.equilibria(&Search::default())?;
/// let enough = Budget::default().time_limit(Duration::from_secs(60));
/// assert_eq!(enough.run(|| all.ladder().map(|ladder| ladder.outcomes.len())), Ok(Ok(2)));
/// let none = Budget::default().time_limit(Duration::ZERO);
/// assert_eq!(none.run(|| checkpoint()), Err(Halt::Time));
/// // what has rows to show keeps those that were done
/// let cut = none.run(|| all.ladder()).unwrap().unwrap_err();
/// assert_eq!(cut.found::<Ladder>().unwrap().outcomes.len(), 0);
/// # Ok::<(), schelling::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Budget {
    deadline: Option<Instant>,
    memory: MemoryLimit,
    monitors: Vec<Arc<dyn Monitor + Send>>,
}

impl Budget {
    /// Stops the work this long after now. The time runs from this call, not from [`Budget::run`].
    pub fn time_limit(self, limit: Duration) -> Budget {
        match Instant::now().checked_add(limit) {
            Some(deadline) => self.deadline(deadline),
            None => self,
        }
    }

    /// Stops the work at this time, or at an earlier deadline that is already set.
    pub(crate) fn deadline(mut self, deadline: Instant) -> Budget {
        self.deadline = Some(self.deadline.map_or(deadline, |known| known.min(deadline)));
        self
    }

    /// The same budget with its deadline moved to this long after now, even if the old one has
    /// passed.
    pub(crate) fn extended(mut self, by: Duration) -> Budget {
        self.deadline = Instant::now().checked_add(by);
        self
    }

    /// Refuses to take more than this many bytes at once (default: half of what the machine has
    /// free).
    ///
    /// Requests of up to 100 kB are never checked.
    pub fn max_memory(mut self, bytes: u64) -> Budget {
        self.memory.limit = Some(self.memory.limit.map_or(bytes, |known| known.min(bytes)));
        self
    }

    /// Stops the work when this monitor says so.
    pub fn monitor(mut self, monitor: Arc<dyn Monitor + Send>) -> Budget {
        self.monitors.push(monitor);
        self
    }

    /// The budget in force on this thread, or one without limits if there is none.
    pub fn current() -> Budget {
        CURRENT.with_borrow(|now| now.as_ref().map_or_else(Budget::default, |b| Budget::clone(b)))
    }

    /// Why the work has to stop, if it has to.
    pub fn halt(&self) -> Option<Halt> {
        if self.monitors.iter().any(|monitor| monitor.stop()) {
            return Some(Halt::Interrupted);
        }
        self.deadline.is_some_and(|deadline| Instant::now() >= deadline).then_some(Halt::Time)
    }

    /// The deadline, if time is limited.
    pub(crate) fn ends(&self) -> Option<Instant> {
        self.deadline
    }

    /// The time that is left, if time is limited.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// The limit on bytes taken at once, if `bytes` exceeds it.
    pub(crate) fn refuses(&self, bytes: u128) -> Option<u64> {
        if self.memory.limit.is_none() && bytes <= NEGLIGIBLE {
            return None;
        }
        Some(self.memory.limit()).filter(|&limit| bytes > u128::from(limit))
    }

    /// Does the work within this budget, on this thread.
    ///
    /// The budget replaces the one in force on this thread. To narrow that one, start from
    /// [`Budget::current`].
    ///
    /// # Errors
    ///
    /// The [`Halt`] when the budget was used up before the work was done.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> Result<T, Halt> {
        let _entered = self.enter();
        catch(work)
    }

    /// Puts the budget in force on this thread until the returned guard is dropped.
    pub(crate) fn enter(&self) -> Entered {
        Entered(CURRENT.replace(Some(Rc::new(self.clone()))))
    }
}

/// Puts a budget in force on this thread, or none, until the next call. The threads of a pool need
/// this: the closure that is broadcast to them ends before their work begins, so that a guard
/// would be dropped too soon.
pub(crate) fn put(budget: Option<Budget>) {
    CURRENT.set(budget.map(Rc::new));
}

thread_local! {
    static CURRENT: RefCell<Option<Rc<Budget>>> = const { RefCell::new(None) };
}

/// A guard that, when dropped, restores the budget that was in force before.
pub(crate) struct Entered(Option<Rc<Budget>>);

impl Drop for Entered {
    fn drop(&mut self) {
        CURRENT.set(self.0.take());
    }
}

/// The budget in force on this thread. It is cloned out of its cell, since a monitor that is asked
/// may put another in force.
fn in_force() -> Option<Rc<Budget>> {
    CURRENT.with_borrow(Option::clone)
}

/// Gives the work up when the budget of this thread is used up.
///
/// Where a budget is in force, this costs a look at the clock, some 30 ns; elsewhere, less than
/// 1 ns.
pub fn checkpoint() {
    if let Some(halt) = in_force().and_then(|budget| budget.halt()) {
        unwind(halt);
    }
}

/// Where no limit was set, requests of up to this many bytes are not checked: the free memory of a
/// machine varies by more than that from one moment to the next, and to look it up takes 0.1 ms.
const NEGLIGIBLE: u128 = 64_000_000;

/// Requests of up to this many bytes are never checked, so that small tables cost no look at the
/// budget.
const TINY: u128 = 100_000;

/// [`checkpoint`] as a signal to stop, for work that takes one. It unwinds instead of returning
/// `true`.
pub(crate) fn unwinding() -> bool {
    checkpoint();
    false
}

/// Checks that this many bytes may be taken, before they are, and gives the work up if not.
pub(crate) fn reserve(bytes: u128, what: &str) {
    if bytes <= TINY {
        return;
    }
    let refused = in_force().and_then(|budget| budget.refuses(bytes));
    if let Some(limit) = refused {
        unwind(Halt::Memory { what: what.into(), needed: bytes, limit });
    }
}

/// An empty vector with room for this many items. The work is given up where the budget or the
/// machine refuses that much memory.
pub(crate) fn room<T>(items: usize, what: &str) -> Vec<T> {
    let needed = items as u128 * size_of::<T>() as u128;
    reserve(needed, what);
    let mut room = Vec::new();
    if room.try_reserve_exact(items).is_err() {
        unwind(Halt::Memory { what: what.into(), needed, limit: free() });
    }
    room
}

/// Gives the work up, as if a limit had been reached.
pub(crate) fn give_up(halt: Halt) {
    unwind(halt);
}

fn unwind(halt: Halt) {
    // a value that is dropped on the way to the catcher may have checkpoints of its own, and to
    // panic in a drop while unwinding would abort the program
    if !std::thread::panicking() {
        resume_unwind(Box::new(halt));
    }
}

/// Does the work, and returns the halt if it is given up on the way.
///
/// # Errors
///
/// The [`Halt`].
pub fn catch<T>(work: impl FnOnce() -> T) -> Result<T, Halt> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic: Box<dyn Any + Send>| {
        match panic.downcast::<Halt>() {
            Ok(halt) => *halt,
            Err(panic) => resume_unwind(panic),
        }
    })
}

/// Applies `of` to each item as far as the budget goes. Returns the results, and the halt if there
/// was one.
pub(crate) fn gather<I, T>(
    items: impl IntoIterator<Item = I>,
    mut of: impl FnMut(I) -> T,
) -> (Vec<T>, Option<Halt>) {
    let mut done = Vec::new();
    for item in items {
        let one = catch(|| {
            checkpoint();
            of(item)
        });
        match one {
            Ok(one) => done.push(one),
            Err(halt) => return (done, Some(halt)),
        }
    }
    (done, None)
}

/// Returns what was gathered if it is complete; otherwise gives the work up for the same reason.
pub(crate) fn all<T>((done, halt): (Vec<T>, Option<Halt>)) -> Vec<T> {
    if let Some(halt) = halt {
        unwind(halt);
    }
    done
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Stops at the third question.
    struct Third(AtomicUsize);
    impl Monitor for Third {
        fn stop(&self) -> bool {
            self.0.fetch_add(1, Ordering::Relaxed) >= 2
        }
    }

    #[test]
    fn work_is_given_up_at_the_first_checkpoint_after_the_signal() {
        let budget = Budget::default().monitor(Arc::new(Third(AtomicUsize::new(0))));
        let (done, halt) = budget.run(|| gather(0.., |number: usize| number)).unwrap();
        assert_eq!((done, halt), (vec![0, 1], Some(Halt::Interrupted)));
        checkpoint(); // the budget is no longer in force
    }

    #[test]
    fn a_budget_within_another_is_the_narrower_of_both() {
        let outer = Budget::default().max_memory(100_000_000).time_limit(Duration::from_secs(600));
        let halted = outer.run(|| {
            let inner = Budget::current().max_memory(1 << 40).time_limit(Duration::MAX);
            inner.run(|| reserve(100_000_001, "a table"))
        });
        let memory =
            Halt::Memory { what: "a table".into(), needed: 100_000_001, limit: 100_000_000 };
        assert_eq!(
            memory.error().to_string(),
            "a table would take about 101 MB, and 100 MB may be used: raise max_memory or make the \
             game smaller"
        );
        assert_eq!(halted, Ok(Err(memory)));
    }

    #[test]
    fn other_panics_pass() {
        let panicked = catch_unwind(|| Budget::default().run(|| panic!("another")));
        assert_eq!(panicked.unwrap_err().downcast_ref::<&str>(), Some(&"another"));
    }
}

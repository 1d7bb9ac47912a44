//! The control of a search: its limits, its progress, and the decision to stop.

use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::equilibrium::result::Stop;
use crate::exact::budget::{Budget, Halt, Monitor};

/// The limits of one search and its counts so far, shared by the threads of the search.
pub(crate) struct Control<'a> {
    budget: Budget,
    monitor: &'a dyn Monitor,
    /// The most outcomes that may be found.
    most: usize,
    /// Why the work stopped, by the codes of [`Control::note`]; 0 if it did not.
    noted: AtomicU8,
    /// The number of calls of [`Control::stopped`].
    asked: AtomicU64,
    /// The expected time for listing a sender, in nanoseconds.
    listing: AtomicU64,
    /// The number of senders found so far.
    senders: AtomicUsize,
    /// The number of their outcomes.
    found: AtomicUsize,
    /// The bytes that they take.
    bytes: AtomicU64,
    /// The share of the work done so far, in units of 2^-52.
    done: AtomicU64,
}

/// The calls of [`Control::stopped`] for each of which the clock is read once: reading it takes
/// longer than the other checks. Not measured on a bench; it affects only time and how soon a
/// search stops.
const PERIOD: u64 = 4;
/// The rough time for listing a sender that was found, in nanoseconds: a part that runs on one
/// thread, and a part that the threads share. It is kept back for each sender, so that where it is
/// wrong a search ends somewhat before or after its deadline. Listing and linking took 7 s for the
/// 1.1 million senders of bench `threats 8x6` on two threads.
const LISTING: [u64; 2] = [1000, 3000];
/// The bytes that listing a sender takes beyond twice its own size. Not measured on a bench: where
/// it is wrong, a search stops at somewhat more or less memory than it may use.
const ENTRY: u64 = 400;
/// The whole work, in the units of `Control::done`.
const UNIT: f64 = (1u64 << 52) as f64;

impl<'a> Control<'a> {
    /// A control with a budget and the most outcomes that may be found.
    pub(crate) fn new(budget: Budget, most: usize, monitor: &'a dyn Monitor) -> Control<'a> {
        Control {
            budget,
            monitor,
            most,
            noted: AtomicU8::new(0),
            asked: AtomicU64::new(0),
            listing: AtomicU64::new(LISTING.iter().sum()),
            senders: AtomicUsize::new(0),
            found: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            done: AtomicU64::new(0),
        }
    }

    /// The budget of the search.
    pub(crate) fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Should the search stop? Most calls read a flag; every fourth reads the clock.
    pub(crate) fn stopped(&self) -> bool {
        if self.reason().is_some() {
            return true;
        }
        if self.asked.fetch_add(1, Ordering::Relaxed) % PERIOD != PERIOD - 1 {
            return false;
        }
        self.look();
        self.reason().is_some()
    }

    /// Checks all limits at once, and reports progress to the monitor.
    pub(crate) fn look(&self) {
        let senders = self.senders.load(Ordering::Relaxed) as u64;
        let finish = Duration::from_nanos(self.listing.load(Ordering::Relaxed) * senders);
        if self.monitor.stop() {
            self.note(Stop::Interrupted);
        }
        match self.budget.halt() {
            Some(halt) => self.halted(&halt),
            None if self.budget.ends().is_some_and(|end| Instant::now() + finish >= end) => {
                self.note(Stop::Time);
            }
            None => {}
        }
        let bytes = 2 * self.bytes.load(Ordering::Relaxed) + ENTRY * senders;
        if self.budget.refuses(bytes.into()).is_some() {
            self.note(Stop::Memory);
        }
        self.monitor.progress(self.done.load(Ordering::Relaxed) as f64 / UNIT);
    }

    /// Records that the search was given up at a checkpoint.
    pub(crate) fn halted(&self, halt: &Halt) {
        self.note(halt.into());
    }

    /// Records a reason to stop, unless a weightier one is known: an interruption precedes the time
    /// limit, and the time limit the memory limit.
    fn note(&self, stop: Stop) {
        let code = match stop {
            Stop::Interrupted => 3,
            Stop::Time => 2,
            _ => 1,
        };
        self.noted.fetch_max(code, Ordering::Relaxed);
    }

    /// The reason why the search stops, if it does.
    pub(crate) fn reason(&self) -> Option<Stop> {
        match self.noted.load(Ordering::Relaxed) {
            3 => Some(Stop::Interrupted),
            2 => Some(Stop::Time),
            1 => Some(Stop::Memory),
            _ => (self.found.load(Ordering::Relaxed) > self.most).then_some(Stop::Outcomes),
        }
    }

    /// Sets the number of threads that share the work.
    pub(crate) fn set_threads(&self, threads: usize) {
        let [alone, shared] = LISTING;
        self.listing.store(alone + shared / threads as u64, Ordering::Relaxed);
    }

    /// Sets all counts to 0, for a search that starts again from the beginning.
    pub(crate) fn restart(&self) {
        self.done.store(0, Ordering::Relaxed);
        self.senders.store(0, Ordering::Relaxed);
        self.found.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
    }

    /// Counts one more sender, with its outcomes and the bytes that it takes.
    pub(crate) fn found(&self, outcomes: usize, bytes: usize) {
        self.senders.fetch_add(1, Ordering::Relaxed);
        self.found.fetch_add(outcomes, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Adds a share of the whole to what is done.
    pub(crate) fn finished(&self, share: f64) {
        self.done.fetch_add((share * UNIT) as u64, Ordering::Relaxed);
    }
}

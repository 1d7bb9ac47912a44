//! The control of a search: whether it has to stop, and how far it has come.

use std::sync::atomic::{AtomicU8, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::equilibrium::result::Stop;
use crate::exact::budget::{Budget, Halt, Monitor};

/// The limits of one search and its counts so far. It asks the budget and the monitor at every
/// fourth call only, since a look at the clock takes time.
pub(crate) struct Control<'a> {
    budget: Budget,
    monitor: &'a dyn Monitor,
    /// The most outcomes that are wanted.
    most: usize,
    /// Why the work stopped, by the codes of [`Control::note`]; 0 if it did not.
    noted: AtomicU8,
    /// How often [`Control::stopped`] has been asked.
    asked: AtomicU64,
    /// The time that it takes to list a sender, in nanoseconds.
    listing: AtomicU64,
    /// The time that is kept back for each outcome, for what is made of the list.
    kept_back: Duration,
    /// Senders found so far, their outcomes, and the bytes that they take.
    senders: AtomicUsize,
    found: AtomicUsize,
    bytes: AtomicU64,
    /// The share that is done so far, in units of 2^-52.
    done: AtomicU64,
}

/// Calls of [`Control::stopped`] between two looks at the clock.
const PERIOD: u64 = 4;
/// The time that it takes, roughly, to bring a sender that was found into the list, in nanoseconds:
/// a part that runs on one thread, and a part that the threads share. So much is kept back for
/// each; where that is wrong, a search ends somewhat before its deadline or after it.
const LISTING: [u64; 2] = [1000, 3000];
/// Bytes that a sender takes on its way into the list, beyond twice what it takes where it is found.
const ENTRY: u64 = 400;
/// The whole work, in the units of `Control::done`.
const UNIT: f64 = (1u64 << 52) as f64;

impl<'a> Control<'a> {
    /// A control that keeps to a budget and to at most so many outcomes.
    pub fn new(budget: Budget, most: usize, monitor: &'a dyn Monitor) -> Control<'a> {
        Control {
            budget,
            monitor,
            most,
            noted: AtomicU8::new(0),
            asked: AtomicU64::new(0),
            listing: AtomicU64::new(LISTING.iter().sum()),
            kept_back: Duration::ZERO,
            senders: AtomicUsize::new(0),
            found: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
            done: AtomicU64::new(0),
        }
    }

    /// Keeps back this much time for each outcome that is found.
    pub fn keep_back(mut self, each: Duration) -> Control<'a> {
        self.kept_back = each;
        self
    }

    /// The budget that the work keeps to.
    pub fn budget(&self) -> &Budget {
        &self.budget
    }

    /// Should the work stop?
    pub fn stopped(&self) -> bool {
        if self.reason().is_some() {
            return true;
        }
        if self.asked.fetch_add(1, Ordering::Relaxed) % PERIOD != PERIOD - 1 {
            return false;
        }
        self.look();
        self.reason().is_some()
    }

    /// Looks at the clock and asks the monitors.
    pub fn look(&self) {
        let senders = self.senders.load(Ordering::Relaxed) as u64;
        let outcomes = self.found.load(Ordering::Relaxed).try_into().unwrap_or(u32::MAX);
        let finish = Duration::from_nanos(self.listing.load(Ordering::Relaxed) * senders)
            + self.kept_back.saturating_mul(outcomes);
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

    /// Notes that the work was given up at a checkpoint.
    pub fn halted(&self, halt: &Halt) {
        self.note(halt.into());
    }

    /// Keeps the reason to stop that counts most: an interruption before the time limit, and the
    /// time limit before the memory limit.
    fn note(&self, stop: Stop) {
        let code = match stop {
            Stop::Interrupted => 3,
            Stop::Time => 2,
            _ => 1,
        };
        self.noted.fetch_max(code, Ordering::Relaxed);
    }

    /// Why the work stopped, if it did.
    pub fn reason(&self) -> Option<Stop> {
        match self.noted.load(Ordering::Relaxed) {
            3 => Some(Stop::Interrupted),
            2 => Some(Stop::Time),
            1 => Some(Stop::Memory),
            _ => (self.found.load(Ordering::Relaxed) > self.most).then_some(Stop::Outcomes),
        }
    }

    /// Notes how many threads share the work.
    pub fn set_threads(&self, threads: usize) {
        let [alone, shared] = LISTING;
        self.listing.store(alone + shared / threads as u64, Ordering::Relaxed);
    }

    /// Sets all counts to 0, for work that starts again from nothing.
    pub fn restart(&self) {
        self.done.store(0, Ordering::Relaxed);
        self.senders.store(0, Ordering::Relaxed);
        self.found.store(0, Ordering::Relaxed);
        self.bytes.store(0, Ordering::Relaxed);
    }

    /// Counts one more sender, with its outcomes and the bytes that it takes.
    pub fn found(&self, outcomes: usize, bytes: usize) {
        self.senders.fetch_add(1, Ordering::Relaxed);
        self.found.fetch_add(outcomes, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Adds a share of the whole to what is done.
    pub fn finished(&self, share: f64) {
        self.done.fetch_add((share * UNIT) as u64, Ordering::Relaxed);
    }
}

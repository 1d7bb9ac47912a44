//! When to stop, and how far a search has come.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Watches a search from outside; asked often, from whichever thread works.
pub trait Monitor: Sync {
    /// Should the search stop and return what it has?
    fn stop(&self) -> bool {
        false
    }
    /// The part of the search that is done, from 0 to 1, never falling by more than rounding.
    fn progress(&self, _done: f64) {}
}

/// A monitor that never stops anything.
pub struct Unwatched;
impl Monitor for Unwatched {}

/// Why a search ended before it was complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stop {
    /// The time limit was reached.
    Time,
    /// The monitor asked for it.
    Interrupted,
    /// There were more outcomes than asked for.
    Outcomes,
    /// One equilibrium was all that was asked for.
    First,
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Stop::Time => "time limit",
            Stop::Interrupted => "interrupted",
            Stop::Outcomes => "limit of outcomes",
            Stop::First => "at the first",
        })
    }
}

/// Asks the clock and the monitor, not more often than is useful.
pub(crate) struct Control<'a> {
    deadline: Option<Instant>,
    monitor: &'a dyn Monitor,
    most: usize,
    late: AtomicBool,
    interrupted: AtomicBool,
    asked: AtomicU64,
    /// What it takes to list a sender, in nanoseconds.
    listing: AtomicU64,
    /// Senders found so far, and their outcomes.
    senders: AtomicUsize,
    found: AtomicUsize,
    /// Done so far, in units of 2^-52.
    done: AtomicU64,
}

/// Nodes between two looks at the clock.
const PERIOD: u64 = 4;
/// What it takes to bring one sender that was found into the list, about, in nanoseconds: a part on
/// one thread, and one that threads share. So much time is kept back for it.
const LISTING: [u64; 2] = [1000, 3000];
const UNIT: f64 = (1u64 << 52) as f64;

impl<'a> Control<'a> {
    pub fn new(deadline: Option<Instant>, most: usize, monitor: &'a dyn Monitor) -> Control<'a> {
        Control {
            deadline,
            monitor,
            most,
            listing: AtomicU64::new(LISTING.iter().sum()),
            senders: AtomicUsize::new(0),
            found: AtomicUsize::new(0),
            late: AtomicBool::new(false),
            interrupted: AtomicBool::new(false),
            asked: AtomicU64::new(0),
            done: AtomicU64::new(0),
        }
    }

    /// Should the work stop?
    pub fn stopped(&self) -> bool {
        if self.reason().is_some() {
            return true;
        }
        if self.asked.fetch_add(1, Ordering::Relaxed) % PERIOD != PERIOD - 1 {
            return false;
        }
        let senders = self.senders.load(Ordering::Relaxed) as u64;
        let finish = Duration::from_nanos(self.listing.load(Ordering::Relaxed) * senders);
        if self.deadline.is_some_and(|d| Instant::now() + finish >= d) {
            self.late.store(true, Ordering::Relaxed);
        }
        if self.monitor.stop() {
            self.interrupted.store(true, Ordering::Relaxed);
        }
        self.monitor.progress(self.done.load(Ordering::Relaxed) as f64 / UNIT);
        self.reason().is_some()
    }

    /// Why the work stopped, if it did.
    pub fn reason(&self) -> Option<Stop> {
        if self.interrupted.load(Ordering::Relaxed) {
            Some(Stop::Interrupted)
        } else if self.late.load(Ordering::Relaxed) {
            Some(Stop::Time)
        } else {
            (self.found.load(Ordering::Relaxed) > self.most).then_some(Stop::Outcomes)
        }
    }

    /// The time that is left, if it is limited.
    pub fn left(&self) -> Option<Duration> {
        self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()))
    }

    /// So many threads share the work.
    pub fn share(&self, threads: usize) {
        let [alone, shared] = LISTING;
        self.listing.store(alone + shared / threads as u64, Ordering::Relaxed);
    }

    /// The work starts again from nothing.
    pub fn restart(&self) {
        self.done.store(0, Ordering::Relaxed);
        self.senders.store(0, Ordering::Relaxed);
        self.found.store(0, Ordering::Relaxed);
    }

    /// One more sender was found, with so many outcomes.
    pub fn found(&self, outcomes: usize) {
        self.senders.fetch_add(1, Ordering::Relaxed);
        self.found.fetch_add(outcomes, Ordering::Relaxed);
    }

    /// A part of the whole is done.
    pub fn finished(&self, share: f64) {
        self.done.fetch_add((share * UNIT) as u64, Ordering::Relaxed);
    }
}

//! Exact work under way: its signal to stop, its counts, and why it ended without an answer.

use std::cell::Cell;

use super::int::Overflow;

/// Why a computation ended without an answer.
///
/// [`Halt`](super::budget::Halt) is what a caller of the crate is told when its budget is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abort {
    /// A number does not fit this size of integer. The same work in the next size may succeed.
    Overflow,
    /// There are more rays, faces or solutions than the limit.
    TooMany,
    /// The signal to stop was given.
    Stopped,
}

impl From<Overflow> for Abort {
    fn from(_: Overflow) -> Abort {
        Abort::Overflow
    }
}

/// Counts of exact work, which are the same for the same work on any machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Steps {
    /// Conditions that cut a cone: steps of the double description method.
    pub cuts: u64,
    /// Pairs of rays on two sides of such a condition.
    pub pairs: u64,
    /// Rays made.
    pub rays: u64,
    /// Points held against the off-path conditions of a message.
    pub checks: u64,
}

/// The signal to stop and the counts of one thread's work.
pub(crate) struct Meter<'a> {
    stop: &'a dyn Fn() -> bool,
    steps: Cell<Steps>,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(stop: &'a dyn Fn() -> bool) -> Meter<'a> {
        Meter { stop, steps: Cell::default() }
    }

    /// Should the work stop?
    pub(crate) fn stopped(&self) -> bool {
        (self.stop)()
    }

    /// What was counted so far.
    pub(crate) fn steps(&self) -> Steps {
        self.steps.get()
    }

    /// Counts more.
    pub(crate) fn add(&self, more: Steps) {
        let s = self.steps.get();
        self.steps.set(Steps {
            cuts: s.cuts + more.cuts,
            pairs: s.pairs + more.pairs,
            rays: s.rays + more.rays,
            checks: s.checks + more.checks,
        });
    }
}

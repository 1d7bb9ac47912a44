//! What a long computation heeds, and what it counts.

use std::cell::Cell;

/// How much exact work was done. Plain sums: the same for the same work, on any machine.
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

/// Asks whether to stop, and counts; each thread has its own.
pub(crate) struct Meter<'a> {
    stop: &'a dyn Fn() -> bool,
    steps: Cell<Steps>,
}

impl<'a> Meter<'a> {
    pub fn new(stop: &'a dyn Fn() -> bool) -> Meter<'a> {
        Meter { stop, steps: Cell::default() }
    }

    /// Should the work stop?
    pub fn stopped(&self) -> bool {
        (self.stop)()
    }

    /// What was counted so far.
    pub fn steps(&self) -> Steps {
        self.steps.get()
    }

    /// Counts more.
    pub fn add(&self, more: Steps) {
        let s = self.steps.get();
        self.steps.set(Steps {
            cuts: s.cuts + more.cuts,
            pairs: s.pairs + more.pairs,
            rays: s.rays + more.rays,
            checks: s.checks + more.checks,
        });
    }
}

//! The part of a search that one thread does: what it found, and its counts.

use super::extreme_sender::ExtremeSender;
use super::repeats::Repeats;
use crate::equilibrium::result::Stats;
use crate::exact::work::{Meter, Steps};

/// The finds of one worker and the counts of its work.
pub(super) struct WorkerStats<'a> {
    pub(super) found: Vec<ExtremeSender>,
    /// What they have shown, where a sender that adds nothing is dropped.
    pub(super) repeats: Repeats,
    /// Counts the exact arithmetic, while `stats` counts the tree.
    pub(super) meter: Meter<'a>,
    pub(super) stats: Stats,
    /// The share of the whole search that is done and not yet reported.
    pub(super) done: f64,
}

impl<'a> WorkerStats<'a> {
    /// No finds and no counts; the arithmetic asks `stop` whether to go on.
    pub(super) fn new(stop: &'a dyn Fn() -> bool) -> WorkerStats<'a> {
        WorkerStats {
            found: Vec::new(),
            repeats: Repeats::default(),
            meter: Meter::new(stop),
            stats: Stats::default(),
            done: 0.0,
        }
    }

    /// Adds the result of another worker, whose finds come after those so far.
    pub(super) fn add(&mut self, (mut found, o): (Vec<ExtremeSender>, Stats)) {
        self.found.append(&mut found);
        let Stats { cuts, pairs, rays, checks, .. } = o;
        self.meter.add(Steps { cuts, pairs, rays, checks });
        let s = &mut self.stats;
        for (sum, more) in [
            (&mut s.nodes, o.nodes),
            (&mut s.branches, o.branches),
            (&mut s.pruned.dimension, o.pruned.dimension),
            (&mut s.pruned.deterrence, o.pruned.deterrence),
            (&mut s.pruned.dependent, o.pruned.dependent),
            (&mut s.pruned.outside, o.pruned.outside),
            (&mut s.compared, o.compared),
            (&mut s.apart, o.apart),
            (&mut s.foreseen, o.foreseen),
            (&mut s.idle, o.idle),
            (&mut s.pruned.reach, o.pruned.reach),
            (&mut s.pruned.replies, o.pruned.replies),
            (&mut s.pruned.hopeless, o.pruned.hopeless),
            (&mut s.pruned.off_path, o.pruned.off_path),
            (&mut s.parts, o.parts),
            (&mut s.settled, o.settled),
            (&mut s.unfinished, o.unfinished),
            (&mut s.splits, o.splits),
            (&mut s.leaves, o.leaves),
            (&mut s.widened, o.widened),
        ] {
            *sum += more;
        }
    }

    /// The finds, and all counts.
    pub(super) fn into_result(mut self) -> (Vec<ExtremeSender>, Stats) {
        let Steps { cuts, pairs, rays, checks } = self.meter.steps();
        self.stats = Stats { cuts, pairs, rays, checks, ..self.stats };
        (self.found, self.stats)
    }
}

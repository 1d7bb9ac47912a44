//! Pruning: tests in floating point that close faces and give up nodes early.
//!
//! Most choices of faces that lead nowhere can be given up early. Two tests see all completions of
//! a choice at once. A face that allows no replies compatible with those to the chosen faces is in
//! no completion ([`incompatible`]); and if the prior lies outside the convex hull of the faces
//! that are chosen or open, there is no completion at all ([`prior_hull`]). Both are linear
//! programmes in floating point whose answer counts only where it is proved with a margin; what
//! they do not rule out is left to the exact tests of the search.
//!
//! The first test is made for all pairs of faces before the search starts ([`pairs`]) and for every
//! open face at each new node ([`narrow`]). With the pairs, the second can be made there for the
//! choice of each open face before any is chosen. It also says which face to choose next: of the
//! faces beyond a plane between the prior and the chosen ones, every completion has one
//! ([`branching_plane`]).
//!
//! The search calls [`Pruning`] through the trait [`Pruner`] alone.

#[cfg(feature = "bench")]
mod bound;
mod branching_plane;
mod closing;
mod farkas;
mod incompatible;
mod knowledge;
mod narrow;
mod pair_test;
mod pairs;
mod prior_hull;

use std::sync::Arc;

pub(super) use self::closing::Closing;
use self::incompatible::{CutCache, PayoffProjection, ScaledPayoffs};
use self::knowledge::{Compatibility, HullCache, HullKnowledge};
use self::prior_hull::HullCorners;
use super::candidates::OpenFaces;
use super::context::SearchContext;
use super::node::SearchNode;
use super::pruner::Pruner;
use super::worker_stats::WorkerStats;
use crate::exact::bitset::FixedBitSet;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// The pruner of a game.
pub(super) struct Pruning {
    payoffs: ScaledPayoffs,
    /// All faces of the game.
    compatibility: Arc<Compatibility>,
}

impl Pruning {
    /// The share of a search that comparing all pairs of faces takes, about. It affects only how
    /// steadily progress moves.
    pub(super) const SHARE: f64 = 0.1;

    /// Compares all pairs of faces; `None` when asked to stop.
    pub(super) fn new<I: Int>(context: &SearchContext<I>) -> Option<Pruning> {
        let payoffs = ScaledPayoffs::new(&context.table);
        let partners = pairs::pairs(context, &payoffs)?;
        let corners = HullCorners::new(&context.table, context.faces);
        Some(Pruning { payoffs, compatibility: Arc::new(Compatibility { partners, corners }) })
    }
}

impl Pruner for Pruning {
    type Knowledge = HullKnowledge;
    type Cache = HullCache;

    fn root(&self) -> HullKnowledge {
        let compatibility = self.compatibility.clone();
        HullKnowledge { basis: compatibility.corners.start(), compatibility }
    }

    fn compatible<'k>(&self, known: &'k HullKnowledge, choice: usize) -> Option<&'k [u64]> {
        Some(known.compatible(choice))
    }

    fn branching_faces(&self, known: &HullKnowledge, open: &OpenFaces) -> Option<FixedBitSet> {
        known.compatibility.corners.branching_faces(&known.basis, open.indices())
    }

    fn choose(
        &self,
        known: &HullKnowledge,
        open: &OpenFaces,
        choice: usize,
        after: &OpenFaces,
        cache: &mut HullCache,
    ) -> Option<HullKnowledge> {
        let basis = known.basis_after(open, choice, after, cache)?;
        Some(HullKnowledge { compatibility: known.compatibility.clone(), basis })
    }

    fn prune<I: Int>(
        &self,
        context: &SearchContext<I>,
        node: &mut SearchNode<I, HullKnowledge>,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        if !self.narrow(context, node, worker)? {
            worker.stats.pruned.reach += 1;
            return Ok(false);
        }
        for ahead in [false, true] {
            if ahead {
                self.look_ahead(context, node, worker)?;
            }
            if node.leaves_a_type_out() {
                worker.stats.pruned.hopeless += 1;
                return Ok(false);
            }
            if node.knowledge.prior_is_outside(&node.open) {
                worker.stats.pruned.reach += 1;
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn prune_root<I: Int>(
        &self,
        context: &SearchContext<I>,
        root: &mut SearchNode<I, HullKnowledge>,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        self.look_ahead(context, root, worker)
    }
}

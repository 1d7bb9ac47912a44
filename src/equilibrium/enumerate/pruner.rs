//! The seam on which pruning hangs, and the search without pruning.

use super::candidates::OpenFaces;
use super::context::SearchContext;
use super::node::SearchNode;
use super::worker_stats::WorkerStats;
use crate::exact::bitset::FixedBitSet;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// Tests that close faces or give up nodes sooner than the search would by itself. By default a
/// method knows nothing.
///
/// A pruner may drop only what no extreme sender uses, so the search finds the same with any of
/// them; only the time and the counts of the work depend on it.
pub(super) trait Pruner: Sync {
    /// What the pruner knows at a node.
    type Knowledge: Clone + Send + Sync;
    /// What it learned at the earlier branches of a node.
    type Cache: Default;

    /// The knowledge at the root, where nothing is chosen and all faces are open.
    fn root(&self) -> Self::Knowledge;

    /// The candidates known to be compatible with one of them, or `None` for all.
    fn compatible<'k>(&self, _: &'k Self::Knowledge, _choice: usize) -> Option<&'k [u64]> {
        None
    }

    /// Open faces of which every completion of a node has one, if the pruner knows such a set.
    fn branching_faces(&self, _: &Self::Knowledge, _: &OpenFaces) -> Option<FixedBitSet> {
        None
    }

    /// The knowledge after one more choice that leaves the faces `after` open; `None` if that has
    /// no completion.
    fn choose(
        &self,
        known: &Self::Knowledge,
        open: &OpenFaces,
        choice: usize,
        after: &OpenFaces,
        cache: &mut Self::Cache,
    ) -> Option<Self::Knowledge>;

    /// Closes faces of a new node; `false` if the node has no completion, which is then counted.
    fn prune<I: Int>(
        &self,
        context: &SearchContext<I>,
        node: &mut SearchNode<I, Self::Knowledge>,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort>;

    /// Closes the faces of the root whose choice has no completion.
    fn prune_root<I: Int>(
        &self,
        _: &SearchContext<I>,
        _root: &mut SearchNode<I, Self::Knowledge>,
        _: &mut WorkerStats,
    ) -> Result<(), Abort> {
        Ok(())
    }
}

/// The search by itself: a node is given up only when a type has no face left.
pub(super) struct NoPruning;

impl Pruner for NoPruning {
    type Knowledge = ();
    type Cache = ();

    fn root(&self) {}

    fn choose(&self, (): &(), _: &OpenFaces, _: usize, _: &OpenFaces, (): &mut ()) -> Option<()> {
        Some(())
    }

    fn prune<I: Int>(
        &self,
        _: &SearchContext<I>,
        node: &mut SearchNode<I, ()>,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let dead = node.leaves_a_type_out();
        worker.stats.pruned.hopeless += u64::from(dead);
        Ok(!dead)
    }
}

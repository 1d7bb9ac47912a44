//! Closing the open faces whose choice would have no completion, before any of them is chosen.

use super::Pruning;
use super::knowledge::{HullCache, HullKnowledge};
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::node::{BranchCache, SearchNode};
use crate::equilibrium::enumerate::worker_stats::WorkerStats;
use crate::exact::int::Int;
use crate::exact::work::Abort;

impl Pruning {
    /// Tries every open face in turn, without its replies, and closes those that lead nowhere.
    pub(super) fn look_ahead<I: Int>(
        &self,
        context: &SearchContext<I>,
        node: &mut SearchNode<I, HullKnowledge>,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        node.knowledge.compact(&mut node.open, context.faces, context.types());
        let unused: Vec<usize> = context.unused(&node.chosen).collect();
        let mut cache = BranchCache::default();
        for choice in node.open.list() {
            if worker.meter.stopped() {
                return Err(Abort::Stopped);
            }
            worker.stats.foreseen += 1;
            if leads_nowhere(context, node, choice, &unused, &mut cache, worker)? {
                worker.stats.idle += 1;
                node.open.remove(choice);
            }
        }
        Ok(())
    }
}

/// Does the choice of this face provably have no completion?
fn leads_nowhere<I: Int>(
    context: &SearchContext<I>,
    node: &SearchNode<I, HullKnowledge>,
    choice: usize,
    unused: &[usize],
    cache: &mut BranchCache<HullCache>,
    worker: &WorkerStats,
) -> Result<bool, Abort> {
    let (types, table) = (context.types(), &context.table);
    let face = &context.faces[node.open.face(choice)];
    let unused = unused.iter().copied().filter(|&c| c != face.class);
    let (high, known) = (node.ceilings(face), &mut cache.deterrence);
    // single faces have passed this test when they were listed
    if !node.chosen.is_empty()
        && !context.ranks.deterred(table, &high, unused, known, &worker.meter)?
    {
        return Ok(true);
    }
    let dimension = node.dimension + face.dimension;
    let covered = node.replies.covered | face.types;
    if covered.count_ones() as usize == types && dimension == types {
        return Ok(false);
    }
    let compatible = Some(node.knowledge.compatible(choice));
    let chosen = (&*node.chosen, choice, &[][..]);
    let after = context.open_after(&node.open, chosen, types - dimension, compatible);
    Ok(after.leaves_a_type_out(covered, types)
        || node.knowledge.basis_after(&node.open, choice, &after, &mut cache.pruner).is_none())
}

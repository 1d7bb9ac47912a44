//! Closing the open faces of a node that no completion uses: those that are incompatible with the
//! chosen ones, and those whose own choice would have no completion.

use std::cmp::Reverse;

use super::knowledge::{HullCache, HullKnowledge};
use super::prior_hull::PriorSupport;
use super::{CutCache, PayoffProjection, Pruning};
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::node::{BranchCache, SearchNode};
use crate::equilibrium::enumerate::sender::{Split, split_with};
use crate::equilibrium::enumerate::worker_stats::WorkerStats;
use crate::exact::bitset::{has, insert, none};
use crate::exact::int::Int;
use crate::exact::work::Abort;

impl Pruning {
    /// Closes the faces that no completion of the node uses, one by one; `false` as soon as the
    /// prior lies outside the hull of the others.
    pub(super) fn narrow<I: Int>(
        &self,
        context: &SearchContext<I>,
        node: &mut SearchNode<I, HullKnowledge>,
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let SearchNode { replies, dimension, open, knowledge, .. } = node;
        let (types, table) = (context.types(), &context.table);
        if knowledge.prior_is_outside(open) {
            return Ok(false);
        }
        let projection = PayoffProjection::of_choice(&self.payoffs, table, replies);
        let mut cuts = CutCache::new(table.classes.len());
        let mut is_useless = |f: usize| -> Result<bool, Abort> {
            let face = &context.faces[f];
            let dimension = *dimension + face.dimension;
            let covered = (replies.covered | face.types).count_ones() as usize;
            let incompatible = |projection: &PayoffProjection| {
                projection.is_incompatible(&self.payoffs, face, &mut cuts)
            };
            worker.stats.compared += 1;
            let useless = dimension > covered
                || projection.as_ref().is_some_and(incompatible)
                || covered == types
                    && match split_with(table, replies, &context.messages[f])? {
                        Split::Unique { .. } => false,
                        Split::Incomplete => dimension == types,
                        Split::Outside | Split::Dependent => true,
                    };
            worker.stats.apart += u64::from(useless);
            Ok(useless)
        };
        // most nodes are dead, and the faces that support the prior show it soonest
        let mut kept = none(open.candidates());
        let mut stale = false;
        loop {
            let HullKnowledge { compatibility, basis } = &*knowledge;
            match compatibility.corners.prior_support(basis, open.indices(), &kept) {
                PriorSupport::Face(index) => {
                    stale = false;
                    if is_useless(open.face(index))? {
                        open.remove(index);
                    } else {
                        insert(&mut kept, index);
                    }
                }
                PriorSupport::Outside if !stale => {
                    stale = true;
                    if knowledge.prior_is_outside(open) {
                        return Ok(false);
                    }
                }
                _ => break,
            }
        }
        // replies that a large face allows are allowed by small ones, so those are decided with it
        let mut rest = open.list();
        rest.retain(|&index| !has(&kept, index));
        rest.sort_by_key(|&index| Reverse(context.faces[open.face(index)].dimension));
        for index in rest {
            if is_useless(open.face(index))? {
                open.remove(index);
            }
        }
        Ok(true)
    }

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

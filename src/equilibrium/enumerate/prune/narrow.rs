//! Closing the faces of a new node that are incompatible with the chosen ones.

use std::cmp::Reverse;

use super::knowledge::HullKnowledge;
use super::prior_hull::PriorSupport;
use super::{CutCache, PayoffProjection, Pruning};
use crate::equilibrium::enumerate::context::SearchContext;
use crate::equilibrium::enumerate::node::SearchNode;
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
            match knowledge.prior_support(open, &kept) {
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
}

//! One more face for a choice of faces: the tests that it must pass, and what is left after it.

use std::cmp::Reverse;

use super::candidates::Hints;
use super::faces::{Face, PayoffSpan};
use super::found::ExtremeSender;
use super::prune::PriorSupport;
use super::receiver::{OnPathMessage, SupportingReplies, maximal, supported};
use super::sender::{Split, split};
use super::tree::{Branch, SearchNode, SearchTree};
use super::worker_stats::WorkerStats;
use crate::exact::bitset::has;
use crate::exact::bitset::insert;
use crate::exact::bitset::none;
use crate::exact::bitset::remove;
use crate::exact::int::Int;
use crate::exact::work::Abort;

impl<I: Int> SearchTree<'_, I> {
    /// The node that a branch leads to; `None` when a test rules it out, or a sender is found.
    pub fn extend(
        &self,
        node: &SearchNode<I>,
        branch: &Branch,
        hints: &mut Hints,
        tally: &mut WorkerStats,
    ) -> Result<Option<SearchNode<I>>, Abort> {
        let context = self.context;
        let types = context.types;
        let number = node.left.face(branch.choice);
        let (face, block) = (&context.faces[number], &context.blocks[number]);
        let pruned = |test: &mut u64| {
            *test += 1;
            Ok(None)
        };
        let dimension = node.dimension + face.dimension;
        let covered = node.receivers.covered | face.types;
        let all_covered = covered.count_ones() as usize == types;
        if dimension > covered.count_ones() as usize {
            return pruned(&mut tally.stats.pruned.dimension);
        }
        let chosen: Vec<u32> = node.chosen.iter().copied().chain([number as u32]).collect();
        let mut left = None;
        if !all_covered || dimension < types {
            let room = types - dimension;
            let (choice, earlier) = (branch.choice, branch.earlier);
            let mut rest = context.left(&node.left, &node.chosen, choice, earlier, room);
            if rest.leaves_a_type_out(covered, types) {
                return pruned(&mut tally.stats.pruned.leaves_a_type_out);
            }
            if node.left.leaves_prior_outside(choice, &mut rest, hints) {
                return pruned(&mut tally.stats.pruned.reach);
            }
            left = Some(rest);
        }
        let unused = || (0..self.table.classes.len()).filter(|&c| context.used(&chosen, c) == 0);
        let high = ceilings(&node.spans, face);
        if !self.ranks.deterred(&self.table, &high, unused(), &mut hints.tempted, &tally.meter)? {
            return pruned(&mut tally.stats.pruned.deterrence);
        }
        // the sender's side is cheaper and fails more often: it goes first
        let mut solved = None;
        if all_covered {
            tally.stats.splits += 1;
            match self.split(&node.receivers, block)? {
                Split::Unique { scale, mass } => solved = Some((scale, mass)),
                Split::Incomplete if dimension < types => {}
                Split::Dependent => return pruned(&mut tally.stats.pruned.dependent),
                _ => return pruned(&mut tally.stats.pruned.outside),
            }
        }
        let Some(receivers) = node.receivers.with(&self.table, block, &tally.meter)? else {
            return pruned(&mut tally.stats.pruned.replies);
        };
        if let Some(solved) = solved {
            if !self.leaf(&chosen, &receivers, solved, tally)? {
                return pruned(&mut tally.stats.pruned.off_path);
            }
            return Ok(None);
        }
        let Some(left) = left else {
            // as many dimensions as types, and yet no prior
            return pruned(&mut tally.stats.pruned.outside);
        };
        let span = |t: usize| {
            if covered >> t & 1 == 0 {
                // what the type could get by a message in use bounds its payoff from below
                let least = node.spans[t].least.max(face.low[t]);
                Ok(PayoffSpan { least, ..PayoffSpan::ANY })
            } else {
                self.ranks.span(&receivers.cone, t)
            }
        };
        let spans: Vec<PayoffSpan> = (0..types).map(span).collect::<Result<_, _>>()?;
        let share = branch.share;
        let mut node = SearchNode { receivers, chosen, dimension, left, spans, share };
        if !self.narrow(&mut node, tally)? {
            return pruned(&mut tally.stats.pruned.reach);
        }
        for foreseen in [false, true] {
            if foreseen {
                self.look_ahead(&mut node, tally)?;
            }
            if node.left.leaves_a_type_out(covered, types) {
                return pruned(&mut tally.stats.pruned.leaves_a_type_out);
            }
            if node.left.prior_is_outside() {
                return pruned(&mut tally.stats.pruned.reach);
            }
        }
        Ok(Some(node))
    }

    /// Faces that split the prior and have replies: a sender, if these are supported off the path.
    fn leaf(
        &self,
        chosen: &[u32],
        receivers: &SupportingReplies<I>,
        solved: (I, Vec<Vec<I>>),
        tally: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let context = self.context;
        let off_path: Vec<usize> =
            (0..self.table.classes.len()).filter(|&c| context.used(chosen, c) == 0).collect();
        let parts = supported(&self.table, receivers.cone.clone(), &off_path, &tally.meter)?;
        let parts = maximal(&self.table, parts, &tally.meter)?;
        tally.stats.leaves += 1;
        if parts.is_empty() {
            return Ok(false);
        }
        let found = ExtremeSender::new(chosen, receivers, solved, parts);
        context.control.found(found.outcomes(context.faces), found.bytes());
        tally.found.push(found);
        Ok(true)
    }

    /// The sender that these faces make, at settled payoffs.
    pub fn support(&self, faces: &[u32], tally: &mut WorkerStats) -> Result<(), Abort> {
        let blocks: Vec<&OnPathMessage> =
            faces.iter().map(|&f| &self.context.blocks[f as usize]).collect();
        tally.stats.splits += 1;
        let Split::Unique { scale, mass } = split(&self.table, &blocks)? else {
            unreachable!("parts split the prior of their types")
        };
        let mut receivers = SupportingReplies::start(self.context.types);
        for block in blocks {
            let more = receivers.with(&self.table, block, &tally.meter)?;
            receivers = more.expect("the standing replies serve all the faces");
        }
        let live = self.leaf(faces, &receivers, (scale, mass), tally)?;
        debug_assert!(live, "the settled payoffs are supported off the path");
        Ok(())
    }

    /// Cross out the faces that no completion of the node uses, one by one; `false` as soon as the
    /// others are out of reach of the prior.
    fn narrow(&self, node: &mut SearchNode<I>, tally: &mut WorkerStats) -> Result<bool, Abort> {
        let context = self.context;
        let SearchNode { receivers, dimension, left, spans, .. } = node;
        left.leave(|f| !fits(&context.faces[f], spans));
        left.focus(context.faces, context.types);
        let Some(ahead) = &context.ahead else { return Ok(true) };
        if left.prior_is_outside() {
            return Ok(false);
        }
        let mut apart = ahead.apart(&self.table, receivers);
        let mut out = |f: usize| -> Result<bool, Abort> {
            let (face, types) = (&context.faces[f], context.types);
            let dimension = *dimension + face.dimension;
            let covered = (receivers.covered | face.types).count_ones() as usize;
            tally.stats.compared += 1;
            let out = dimension > covered
                || apart(face)
                || covered == types
                    && match self.split(receivers, &context.blocks[f])? {
                        Split::Unique { .. } => false,
                        Split::Incomplete => dimension == types,
                        Split::Outside | Split::Dependent => true,
                    };
            tally.stats.apart += u64::from(out);
            Ok(out)
        };
        // most choices lead nowhere, and the faces that hold up the prior tell it soonest
        let mut stay = none(left.field.faces.len());
        let mut fallen = false;
        loop {
            match left.prop(&stay) {
                PriorSupport::Face(place) => {
                    fallen = false;
                    if out(left.face(place))? {
                        remove(&mut left.open, place);
                    } else {
                        insert(&mut stay, place);
                    }
                }
                PriorSupport::Outside if !fallen => {
                    fallen = true;
                    if left.prior_is_outside() {
                        return Ok(false);
                    }
                }
                _ => break,
            }
        }
        // replies that serve a large face serve small ones too
        let mut rest: Vec<usize> = left.places().into_iter().filter(|&p| !has(&stay, p)).collect();
        rest.sort_by_key(|&p| Reverse(context.faces[left.face(p)].dimension));
        for place in rest {
            if out(left.face(place))? {
                remove(&mut left.open, place);
            }
        }
        Ok(true)
    }

    /// Cross out the open faces whose choice would lead nowhere, as far as is seen without replies.
    pub fn look_ahead(
        &self,
        node: &mut SearchNode<I>,
        tally: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let context = self.context;
        if context.ahead.is_none() {
            return Ok(());
        }
        node.left.compact(context.faces, context.types);
        let classes = 0..self.table.classes.len();
        let unused: Vec<usize> = classes.filter(|&c| context.used(&node.chosen, c) == 0).collect();
        let mut hints = Hints::default();
        for choice in node.left.places() {
            if tally.meter.stopped() {
                return Err(Abort::Stopped);
            }
            tally.stats.foreseen += 1;
            if self.leads_nowhere(node, choice, &unused, &mut hints, tally)? {
                tally.stats.idle += 1;
                remove(&mut node.left.open, choice);
            }
        }
        Ok(())
    }

    /// Would the choice of this face lead nowhere?
    fn leads_nowhere(
        &self,
        node: &SearchNode<I>,
        choice: usize,
        unused: &[usize],
        hints: &mut Hints,
        tally: &WorkerStats,
    ) -> Result<bool, Abort> {
        let context = self.context;
        let types = context.types;
        let face = &context.faces[node.left.face(choice)];
        let unused = unused.iter().copied().filter(|&c| c != face.class);
        let high = ceilings(&node.spans, face);
        // single faces have passed this test before
        if !node.chosen.is_empty()
            && !self.ranks.deterred(&self.table, &high, unused, &mut hints.tempted, &tally.meter)?
        {
            return Ok(true);
        }
        let dimension = node.dimension + face.dimension;
        let covered = node.receivers.covered | face.types;
        if covered.count_ones() as usize == types && dimension == types {
            return Ok(false);
        }
        let room = types - dimension;
        let mut rest = context.left(&node.left, &node.chosen, choice, &[], room);
        Ok(rest.leaves_a_type_out(covered, types)
            || node.left.leaves_prior_outside(choice, &mut rest, hints))
    }

    /// How the blocks so far and one more split the prior.
    fn split(
        &self,
        receivers: &SupportingReplies<I>,
        block: &OnPathMessage,
    ) -> Result<Split<I>, Abort> {
        let before = receivers.blocks.iter().map(|(b, _)| b);
        let blocks: Vec<&OnPathMessage> = before.chain([block]).collect();
        Ok(split(&self.table, &blocks)?)
    }
}

/// Does a face leave each type a payoff in its span?
fn fits(face: &Face, spans: &[PayoffSpan]) -> bool {
    let bounds = face.low.iter().zip(&face.high).zip(spans);
    bounds.into_iter().all(|((low, high), s)| *low <= s.floor && *high >= s.least)
}

/// The most that each type can get at a node and at one face more.
fn ceilings(spans: &[PayoffSpan], face: &Face) -> Vec<u32> {
    spans.iter().zip(&face.high).map(|(s, h)| s.ceiling.min(*h)).collect()
}

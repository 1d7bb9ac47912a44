//! One more face for a choice of faces: the tests that it must pass, and the node that it leads to.

use super::deterring::{DeterrenceCondition, DeterringReplies};
use super::extreme_sender::ExtremeSender;
use super::node::{Branch, BranchCache, SearchNode};
use super::payoff_ranks::PayoffSpan;
use super::pruner::Pruner;
use super::receiver::{OnPathMessage, SupportingReplies};
use super::sender::{Split, split, split_with};
use super::tree::SearchTree;
use super::worker_stats::WorkerStats;
use crate::exact::int::Int;
use crate::exact::work::Abort;

impl<I: Int, P: Pruner> SearchTree<'_, I, P> {
    /// The node that a branch leads to; `None` when a test rules the branch out, or it ends in a
    /// sender.
    pub(super) fn extend(
        &self,
        node: &SearchNode<I, P::Knowledge>,
        branch: &Branch,
        cache: &mut BranchCache<P::Cache>,
        worker: &mut WorkerStats,
    ) -> Result<Option<SearchNode<I, P::Knowledge>>, Abort> {
        let (context, table) = (&self.context, &self.context.table);
        let types = context.types();
        let number = node.open.face(branch.choice);
        let (face, message) = (&context.faces[number], &context.messages[number]);
        let pruned = |test: &mut u64| {
            *test += 1;
            Ok(None)
        };
        let dimension = node.dimension + face.dimension;
        let covered = node.replies.covered | face.types;
        let all_covered = covered.count_ones() as usize == types;
        if dimension > covered.count_ones() as usize {
            return pruned(&mut worker.stats.pruned.dimension);
        }
        let chosen: Vec<u32> = node.chosen.iter().copied().chain([number as u32]).collect();
        let mut rest = None;
        if !all_covered || dimension < types {
            let compatible = self.pruner.compatible(&node.knowledge, branch.choice);
            let choice = (&*node.chosen, branch.choice, branch.earlier);
            let open = context.open_after(&node.open, choice, types - dimension, compatible);
            if open.leaves_a_type_out(covered, types) {
                return pruned(&mut worker.stats.pruned.hopeless);
            }
            let (known, choice) = (&node.knowledge, branch.choice);
            match self.pruner.choose(known, &node.open, choice, &open, &mut cache.pruner) {
                Some(knowledge) => rest = Some((open, knowledge)),
                None => return pruned(&mut worker.stats.pruned.reach),
            }
        }
        let high = node.ceilings(face);
        let (unused, known) = (context.unused(&chosen), &mut cache.deterrence);
        if !context.ranks.deterred(table, &high, unused, known, &worker.meter)? {
            return pruned(&mut worker.stats.pruned.deterrence);
        }
        // the sender's side is cheaper and fails more often: it goes first
        let mut solved = None;
        if all_covered {
            worker.stats.splits += 1;
            match split_with(table, &node.replies, message)? {
                Split::Unique { scale, mass } => solved = Some((scale, mass)),
                Split::Incomplete if dimension < types => {}
                Split::Dependent => return pruned(&mut worker.stats.pruned.dependent),
                _ => return pruned(&mut worker.stats.pruned.outside),
            }
        }
        let Some(replies) = node.replies.extended(table, message, &worker.meter)? else {
            return pruned(&mut worker.stats.pruned.replies);
        };
        if context.has_different_replies(face.class) && replies.repeat_a_reply() {
            return pruned(&mut worker.stats.pruned.replies);
        }
        if all_covered && self.is_settled(&replies, worker)? {
            return Ok(None);
        }
        if let Some(solved) = solved {
            if !self.leaf(&chosen, &replies, solved, worker)? {
                return pruned(&mut worker.stats.pruned.off_path);
            }
            return Ok(None);
        }
        let Some((open, knowledge)) = rest else {
            // as many dimensions as types, and yet the faces do not split the prior
            return pruned(&mut worker.stats.pruned.outside);
        };
        let span = |t: usize| {
            if covered >> t & 1 == 0 {
                // what the type could get by a message in use bounds its payoff from below
                let least = node.spans[t].least.max(face.low[t]);
                Ok(PayoffSpan { least, ..PayoffSpan::ANY })
            } else {
                context.ranks.span(&replies.cone, t)
            }
        };
        let spans: Vec<PayoffSpan> = (0..types).map(span).collect::<Result<_, _>>()?;
        let share = branch.share;
        let mut node = SearchNode { replies, chosen, dimension, open, spans, knowledge, share };
        node.close_faces_by_payoff(context.faces);
        if self.will_be_settled(&node, worker)? {
            return Ok(None);
        }
        Ok(self.pruner.prune(context, &mut node, worker)?.then_some(node))
    }

    /// Keeps a choice of faces that splits the prior and has replies, if these are supported off the
    /// path.
    fn leaf(
        &self,
        chosen: &[u32],
        replies: &SupportingReplies<I>,
        solved: (I, Vec<Vec<I>>),
        worker: &mut WorkerStats,
    ) -> Result<bool, Abort> {
        let (context, table) = (&self.context, &self.context.table);
        let messages = &replies.messages;
        let conditions = &DeterrenceCondition::all(table, messages, context.unused(chosen));
        let deterring = DeterringReplies { table, messages, conditions, meter: &worker.meter };
        let polytopes = deterring.supported(replies.cone.clone())?;
        worker.stats.leaves += 1;
        if polytopes.is_empty() {
            return Ok(false);
        }
        let found = ExtremeSender::new(chosen, replies, solved, polytopes);
        self.keep(found, worker)?;
        Ok(true)
    }

    /// Adds a sender to the finds, unless only senders that add an allocation are asked for and it
    /// adds none.
    pub(super) fn keep(&self, found: ExtremeSender, worker: &mut WorkerStats) -> Result<(), Abort> {
        let context = &self.context;
        if !context.distinct || worker.repeats.is_new(context, &found)? {
            context.control.found(found.outcomes(context.faces), found.bytes());
            worker.found.push(found);
        }
        Ok(())
    }

    /// Adds the sender that these faces make, which must split the prior and have replies.
    pub(super) fn make_sender(&self, faces: &[u32], worker: &mut WorkerStats) -> Result<(), Abort> {
        let (context, table) = (&self.context, &self.context.table);
        let messages: Vec<&OnPathMessage> =
            faces.iter().map(|&f| &context.messages[f as usize]).collect();
        worker.stats.splits += 1;
        let Split::Unique { scale, mass } = split(table, &messages)? else {
            unreachable!("the faces split the prior")
        };
        let mut replies = SupportingReplies::start(context.types());
        for message in messages {
            let more = replies.extended(table, message, &worker.meter)?;
            replies = more.expect("some replies support all the faces");
        }
        let live = self.leaf(faces, &replies, (scale, mass), worker)?;
        debug_assert!(live, "the replies are supported off the path");
        Ok(())
    }
}

//! The search tree: faces are chosen one by one, until they split the prior and replies support them.

use std::sync::OnceLock;

use dashu_int::IBig;
use rayon::prelude::*;

use super::at_payoffs::PayoffClasses;
use super::candidates::OpenFaces;
use super::context::SearchContext;
use super::node::{Branch, BranchCache, SearchNode};
use super::payoff_ranks::PayoffSpan;
use super::pruner::Pruner;
use super::receiver::SupportingReplies;
use super::worker_stats::WorkerStats;
use crate::exact::bitset::{FixedBitSet, has, listed, size};
use crate::exact::budget;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// The search in one size of integer.
pub(super) struct SearchTree<'a, I, P: Pruner> {
    pub(super) context: SearchContext<'a, I>,
    pub(super) pruner: &'a P,
    /// Faces of which no sender is made alone, since those that are have been listed elsewhere.
    left_out: Option<&'a FixedBitSet>,
    /// The payoffs whose allocations are listed at once, where only these are asked for.
    pub(super) payoff_classes: Option<&'a PayoffClasses>,
    /// The share of the whole search that the branches take, about.
    share: f64,
    /// The search in the next size, made when it is first needed.
    wider: OnceLock<Box<dyn WiderSearch<P::Knowledge> + 'a>>,
}

/// The search in a larger size of integer, for the branches whose numbers do not fit.
trait WiderSearch<K>: Send + Sync {
    /// Does [`SearchTree::descend`] from a node in integers of any size.
    fn descend_wider(
        &self,
        node: &SearchNode<IBig, K>,
        branch: &Branch,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort>;

    /// Does [`SearchTree::add_sender`].
    fn add_sender_wider(&self, faces: &[u32], worker: &mut WorkerStats) -> Result<(), Abort>;

    /// Bits of the largest size in use.
    fn word(&self) -> u32;
}

impl<I: Int, P: Pruner> WiderSearch<P::Knowledge> for SearchTree<'_, I, P> {
    fn descend_wider(
        &self,
        node: &SearchNode<IBig, P::Knowledge>,
        branch: &Branch,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let here = node.convert().ok_or(Abort::Overflow);
        match here.and_then(|node| self.descend(&node, branch, &mut BranchCache::default(), worker))
        {
            Err(Abort::Overflow) => self.wider()?.descend_wider(node, branch, worker),
            done => done,
        }
    }

    fn add_sender_wider(&self, faces: &[u32], worker: &mut WorkerStats) -> Result<(), Abort> {
        match self.make_sender(faces, worker) {
            Err(Abort::Overflow) => self.wider()?.add_sender_wider(faces, worker),
            done => done,
        }
    }

    fn word(&self) -> u32 {
        self.wider.get().map_or(I::BITS, |wider| wider.word())
    }
}

/// The branches of nodes with fewer faces than this may run in parallel, each with a cache of its own.
/// Not measured: it affects only time.
const SHALLOW: usize = 2;

/// So few faces to branch over are taken before others are looked for. Not measured: it affects only time.
const FEW: usize = 2;

/// A worker reports its progress when it has done this share of the whole search. Not measured: it
/// affects only how smoothly progress moves.
const PROGRESS_STEP: f64 = 1e-6;

impl<'a, I: Int, P: Pruner> SearchTree<'a, I, P> {
    /// A search, with the faces whose senders it may leave out and the share of the whole that it
    /// takes.
    pub(super) fn new(
        context: SearchContext<'a, I>,
        pruner: &'a P,
        left_out: Option<&'a FixedBitSet>,
        payoff_classes: Option<&'a PayoffClasses>,
        share: f64,
    ) -> SearchTree<'a, I, P> {
        let wider = OnceLock::new();
        SearchTree { context, pruner, left_out, payoff_classes, share, wider }
    }

    /// Finds every extreme sender that is not left out, with its replies; fewer if the control stops
    /// the search.
    pub(super) fn search(&self, worker: &mut WorkerStats) -> Result<(), Abort> {
        let root = self.root(worker)?;
        self.within_budget(worker, |worker| self.explore(&root, worker))
    }

    /// Does a part of the search and, if the budget ends on the way, keeps what was found.
    pub(super) fn within_budget(
        &self,
        worker: &mut WorkerStats,
        part: impl FnOnce(&mut WorkerStats) -> Result<(), Abort>,
    ) -> Result<(), Abort> {
        match budget::catch(|| part(worker)) {
            Ok(done) => done,
            Err(halt) => {
                worker.stats.unfinished += 1;
                self.context.control.halted(&halt);
                Ok(())
            }
        }
    }

    /// The node without a chosen face.
    pub(super) fn root(
        &self,
        worker: &mut WorkerStats,
    ) -> Result<SearchNode<I, P::Knowledge>, Abort> {
        let types = self.context.types();
        let mut root = SearchNode {
            replies: SupportingReplies::start(types),
            chosen: Vec::new(),
            dimension: 0,
            open: OpenFaces::all(self.context.faces, types),
            spans: vec![PayoffSpan::ANY; types],
            knowledge: self.pruner.root(),
            share: self.share,
        };
        self.pruner.prune_root(&self.context, &mut root, worker)?;
        Ok(root)
    }

    /// The faces by which a node is extended, by index: every completion that is not left out has one
    /// of them.
    pub(super) fn choices(&self, node: &SearchNode<I, P::Knowledge>) -> Vec<usize> {
        if let Some(left_out) = self.left_out
            && node.chosen.iter().all(|&f| has(left_out, f as usize))
        {
            let mut others = node.open.list();
            others.retain(|&index| !has(left_out, node.open.face(index)));
            return others;
        }
        let others = self.payoff_classes.and_then(|classes| classes.left_out(node));
        if let Some(others) = others.as_ref().filter(|others| others.len() <= FEW) {
            return others.clone();
        }
        let covering = node.open.fewest_covering(node.replies.covered, self.context.types());
        let choices = match self.pruner.branching_faces(&node.knowledge, &node.open) {
            Some(faces) if size(&faces) < size(&covering) => faces,
            _ => covering,
        };
        let choices: Vec<usize> = listed(&choices).collect();
        match others {
            Some(others) if others.len() < choices.len() => others,
            _ => choices,
        }
    }

    /// Finds all completions of a node.
    fn explore(
        &self,
        node: &SearchNode<I, P::Knowledge>,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let context = &self.context;
        worker.stats.nodes += 1;
        let choices = self.choices(node);
        let shares = shares(node, choices.len());
        let branch = |i: usize, cache: &mut BranchCache<P::Cache>, worker: &mut WorkerStats| {
            let (choice, earlier, share) = (choices[i], &choices[..i], shares(i));
            self.branch(node, &Branch { choice, earlier, share }, cache, worker)
        };
        if context.parallel && node.chosen.len() < SHALLOW {
            return self.distribute(choices.len(), worker, |i, worker| {
                self.within_budget(worker, |worker| {
                    branch(i, &mut BranchCache::default(), worker)
                })?;
                context.control.finished(worker.done);
                Ok(())
            });
        }
        let mut cache = BranchCache::default();
        (0..choices.len()).try_for_each(|i| {
            if node.chosen.len() < SHALLOW {
                // as where branches run in parallel, so that the counts are the same
                cache = BranchCache::default();
            }
            branch(i, &mut cache, worker)
        })
    }

    /// Does numbered tasks, each as a worker of its own if the search is parallel.
    pub(super) fn distribute(
        &self,
        tasks: usize,
        worker: &mut WorkerStats,
        task: impl Fn(usize, &mut WorkerStats) -> Result<(), Abort> + Sync,
    ) -> Result<(), Abort> {
        if !self.context.parallel {
            return (0..tasks).try_for_each(|i| task(i, worker));
        }
        let alone = |i: usize| {
            let stop = || self.context.control.stopped();
            let mut worker = WorkerStats::new(&stop);
            task(i, &mut worker)?;
            Ok(worker.into_result())
        };
        // one by one: the first tasks are the largest, and in a run of them none could be shared
        let each = (0..tasks).into_par_iter().with_max_len(1);
        let results: Result<Vec<_>, Abort> = each.map(alone).collect();
        results?.into_iter().for_each(|result| worker.add(result));
        Ok(())
    }

    /// Adds the sender that these faces make, in the size of integer that it takes.
    pub(super) fn add_sender(&self, faces: &[u32], worker: &mut WorkerStats) -> Result<(), Abort> {
        match self.make_sender(faces, worker) {
            Err(Abort::Overflow) => {
                worker.stats.widened += 1;
                self.wider()?.add_sender_wider(faces, worker)
            }
            done => done,
        }
    }

    /// Finds all completions of a node that take this branch, in the size of integer that they take.
    fn branch(
        &self,
        node: &SearchNode<I, P::Knowledge>,
        branch: &Branch,
        cache: &mut BranchCache<P::Cache>,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let control = self.context.control;
        if control.stopped() {
            return Ok(());
        }
        worker.stats.branches += 1;
        let done = self.descend(node, branch, cache, worker).or_else(|abort| {
            if abort != Abort::Overflow {
                return Err(abort);
            }
            worker.stats.widened += 1;
            let node = node.convert().ok_or(Abort::Overflow)?;
            self.wider()?.descend_wider(&node, branch, worker)
        });
        if done == Err(Abort::Stopped) {
            worker.stats.unfinished += 1;
            return Ok(());
        }
        if worker.done >= PROGRESS_STEP {
            control.finished(std::mem::take(&mut worker.done));
        }
        done
    }

    fn descend(
        &self,
        node: &SearchNode<I, P::Knowledge>,
        branch: &Branch,
        cache: &mut BranchCache<P::Cache>,
        worker: &mut WorkerStats,
    ) -> Result<(), Abort> {
        match self.extend(node, branch, cache, worker)? {
            Some(node) => self.explore(&node, worker),
            None => {
                worker.done += branch.share;
                Ok(())
            }
        }
    }

    /// Bits of the largest size of integer in use.
    pub(super) fn word(&self) -> u32 {
        WiderSearch::word(self)
    }

    fn wider(&self) -> Result<&dyn WiderSearch<P::Knowledge>, Abort> {
        if self.wider.get().is_none() {
            let context = self.context.widened()?;
            let wider = SearchTree::new(
                context,
                self.pruner,
                self.left_out,
                self.payoff_classes,
                self.share,
            );
            // another thread may have been first: its search is as good
            let _ = self.wider.set(Box::new(wider));
        }
        let wider = self.wider.get().ok_or(Abort::Overflow)?;
        Ok(&**wider)
    }
}

/// The share of the whole search that each branch of a node stands for.
///
/// A later branch leaves out the earlier choices, so fewer faces are open below it. A weight of the
/// square of their number is about right for the random games of the benches; it affects only how
/// steadily progress moves.
fn shares<I, K>(node: &SearchNode<I, K>, branches: usize) -> impl Fn(usize) -> f64 {
    let open = node.open.len();
    let weight = move |i: usize| ((open - i) as f64).powi(2);
    let whole = node.share / (0..branches).map(weight).sum::<f64>();
    move |i| whole * weight(i)
}

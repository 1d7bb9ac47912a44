//! An estimate of the size of a search from random probes of its tree.

use std::borrow::Cow;

use dashu_int::IBig;

use super::Problem;
use super::context::SearchContext;
use super::faces::BeliefFace;
use super::node::{Branch, BranchCache, SearchNode};
use super::pruner::{NoPruning, Pruner};
use super::tree::SearchTree;
use super::worker_stats::WorkerStats;
use crate::equilibrium::result::Stats;
use crate::exact::int::Int;
use crate::exact::random::Random;
use crate::exact::work::Abort;

/// The estimated size of a complete search: a mean over probes, and its standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimated {
    /// The mean, an unbiased estimate.
    pub mean: f64,
    /// The standard error of the mean. Few probes may meet the deep parts of a lopsided tree: then
    /// both are too small more often than not.
    pub error: f64,
}

/// How large a complete search of a game would be; see [`Search::estimate`].
///
/// [`Search::estimate`]: crate::Search::estimate
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Faces of the receiver's belief regions: a count, not an estimate.
    pub faces: usize,
    /// See [`Stats::nodes`].
    pub nodes: Estimated,
    /// See [`Stats::branches`].
    pub branches: Estimated,
    /// See [`Stats::splits`].
    pub splits: Estimated,
    /// See [`Stats::leaves`].
    pub leaves: Estimated,
    /// See [`Stats::senders`].
    pub senders: Estimated,
    /// Extreme outcomes; one that two polytopes of a sender share counts twice.
    pub outcomes: Estimated,
    /// Probes with a branch whose numbers did not fit machine words; it was taken to lead nowhere.
    pub cut_short: usize,
}

/// The number of counts of one probe.
const COUNTS: usize = 6;

impl Problem<'_> {
    /// Estimates the size of the search from this many probes.
    pub(in crate::equilibrium) fn estimate(
        &self,
        probes: usize,
        seed: u64,
    ) -> Result<Estimate, Abort> {
        match self.estimate_in::<i64>(probes, seed) {
            Err(Abort::Overflow) => self.estimate_in::<IBig>(probes, seed),
            done => done,
        }
    }

    fn estimate_in<I: Int>(&self, probes: usize, seed: u64) -> Result<Estimate, Abort> {
        self.with_context(|context: SearchContext<I>| match &self.pruning(&context) {
            Some(pruning) => {
                SearchTree::new(context, pruning, None, None, 1.0).estimate(probes, seed)
            }
            None => SearchTree::new(context, &NoPruning, None, None, 1.0).estimate(probes, seed),
        })
    }

    /// Does some work on the game in one size of integer, with all its faces.
    pub(super) fn with_context<I: Int, R>(
        &self,
        work: impl FnOnce(SearchContext<I>) -> Result<R, Abort>,
    ) -> Result<R, Abort> {
        let table = self.outline.table::<I>()?;
        let (ranks, faces) = self.ranked_faces(&table, false)?;
        let messages: Vec<_> = faces.iter().map(BeliefFace::message).collect();
        work(self.context((table, ranks), &faces, &messages, false))
    }
}

impl<I: Int, P: Pruner> SearchTree<'_, I, P> {
    fn estimate(&self, probes: usize, seed: u64) -> Result<Estimate, Abort> {
        let control = self.context.control;
        let stop = || control.stopped();
        let root = self.root(&mut WorkerStats::new(&stop))?;
        let first = self.choices(&root);
        let mut random = Random(seed);
        let (mut sum, mut squares, mut cut_short) = ([0.0; COUNTS], [0.0; COUNTS], 0);
        for _ in 0..probes {
            // what a probe finds is not kept
            control.restart();
            if stop() {
                return Err(Abort::Stopped);
            }
            let (counts, whole) = self.probe(&root, &first, &mut random)?;
            cut_short += usize::from(!whole);
            for (k, count) in counts.into_iter().enumerate() {
                sum[k] += count;
                squares[k] += count * count;
            }
        }
        let n = probes as f64;
        let of = |k: usize| {
            let mean = sum[k] / n;
            let variance = (squares[k] / n - mean * mean).max(0.0) / (n - 1.0).max(1.0);
            Estimated { mean, error: variance.sqrt() }
        };
        let [nodes, branches, splits, leaves, senders, outcomes] = std::array::from_fn(of);
        let faces = self.context.faces.len();
        Ok(Estimate { faces, nodes, branches, splits, leaves, senders, outcomes, cut_short })
    }

    /// Goes one way down; returns the counts, and whether no branch was cut short.
    fn probe(
        &self,
        root: &SearchNode<I, P::Knowledge>,
        first: &[usize],
        random: &mut Random,
    ) -> Result<([f64; COUNTS], bool), Abort> {
        let (mut counts, mut weight, mut whole) = ([0.0; COUNTS], 1.0, true);
        let mut below = None;
        counts[0] = 1.0;
        loop {
            let (node, choices) = match &below {
                Some(node) => (node, Cow::Owned(self.choices(node))),
                None => (root, Cow::Borrowed(first)),
            };
            // every first face leads on, and extending each would take long
            let seen = match node.chosen.is_empty() && !choices.is_empty() {
                true => {
                    weight *= choices.len() as f64;
                    let i = random.below(choices.len());
                    i..i + 1
                }
                false => 0..choices.len(),
            };
            let stop = || false;
            let mut worker = WorkerStats::new(&stop);
            let mut children: Vec<SearchNode<I, P::Knowledge>> = Vec::new();
            let mut cache = BranchCache::default();
            for i in seen.clone() {
                let (choice, earlier) = (choices[i], &choices[..i]);
                let branch = Branch { choice, earlier, share: 0.0 };
                match self.extend(node, &branch, &mut cache, &mut worker) {
                    Ok(child) => children.extend(child),
                    Err(Abort::Overflow) => whole = false,
                    Err(abort) => return Err(abort),
                }
            }
            let faces = self.context.faces;
            let outcomes = worker.found.iter().map(|f| f.outcomes(faces)).sum::<usize>();
            let (found, Stats { splits, leaves, .. }) = worker.into_result();
            let here = [
                children.len(),
                seen.len(),
                splits as usize,
                leaves as usize,
                found.len(),
                outcomes,
            ];
            counts.iter_mut().zip(here).for_each(|(sum, n)| *sum += weight * n as f64);
            if children.is_empty() {
                return Ok((counts, whole));
            }
            weight *= children.len() as f64;
            below = Some(children.swap_remove(random.below(children.len())));
        }
    }
}

//! How large a search would be, without making it: random probes of its tree.

use std::borrow::Cow;

use dashu_int::IBig;

use super::candidates::Hints;
use super::context::SearchContext;
use super::faces::{PayoffRanks, faces};
use super::tree::{Branch, SearchNode, SearchTree};
use super::worker_stats::WorkerStats;
use crate::equilibrium::limits::Unwatched;
use crate::equilibrium::result::Stats;
use crate::equilibrium::solve::{Problem, Search};
use crate::error::Error;
use crate::exact::int::Int;
use crate::exact::random::Random;
use crate::exact::work::Abort;
use crate::game::Game;

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Estimate {
    /// Faces of the receiver's belief regions: a count, not an estimate.
    pub faces: usize,
    /// [`Stats::nodes`]
    pub nodes: Estimated,
    /// [`Stats::branches`]
    pub branches: Estimated,
    /// [`Stats::splits`]
    pub splits: Estimated,
    /// [`Stats::leaves`]
    pub leaves: Estimated,
    /// [`Stats::senders`]
    pub senders: Estimated,
    /// Extreme outcomes, before those are merged that two parts of one sender share.
    pub outcomes: Estimated,
    /// Probes with a branch that did not fit machine words, and was taken to lead nowhere.
    pub cut_short: usize,
}

/// What is counted of one probe.
const COUNTS: usize = 6;

impl Search {
    /// Estimate how much a complete search of the game would do, from this many random probes.
    ///
    /// A probe goes down the tree of the search, at each node to one of the branches that are not
    /// ruled out at compatibility, and counts what it sees as often as there were ways to go (Knuth 1975,
    /// "Estimating the efficiency of backtrack programs"). It costs as much as some hundreds of
    /// branches of the search itself. `seed` makes it repeatable.
    ///
    /// Senders at settled payoffs, which [`Game::equilibria`] puts together without branches, are
    /// searched for like all others here.
    ///
    /// # Errors
    /// [`Error::Limit`] as for [`Search::run`], and when the time limit is reached.
    ///
    /// # Example
    /// ```
    /// use schelling::{Game, equilibrium::Search};
    /// let game: Game = schelling::model::by_name("beer-quiche")?.game(&[])?;
    /// let search = Search::default();
    /// let size = search.estimate(&game, 2000, 1)?;
    /// let exactly = game.equilibria(&search)?.stats().nodes as f64;
    /// approx::assert_abs_diff_eq!(size.nodes.mean, exactly, epsilon = 5.0 * size.nodes.error);
    /// # Ok::<(), schelling::Error>(())
    /// ```
    pub fn estimate(&self, game: &Game, probes: usize, seed: u64) -> Result<Estimate, Error> {
        let probes = |problem: &Problem| match problem.probes::<i64>(probes, seed) {
            Err(Abort::Overflow) => problem.probes::<IBig>(probes, seed),
            done => done,
        };
        self.with_problem(game, false, &Unwatched, probes)
    }
}

impl Problem<'_> {
    fn probes<I: Int>(&self, probes: usize, seed: u64) -> Result<Estimate, Abort> {
        let stop = || self.control.stopped();
        let table = self.outline.table::<I>()?;
        let ranks = PayoffRanks::new(&table);
        let Search { max_faces, few, .. } = *self.search;
        let faces = faces(&table, &ranks, max_faces, &stop, false)?;
        let seen = (&table, &ranks, &*faces);
        let context = SearchContext::new(self.outline, seen, self.control, few, false);
        let explorer = SearchTree::new(&context, table, ranks);
        let root = explorer.root(&mut WorkerStats::new(&stop))?;
        let first = explorer.choices(&root);
        let mut random = Random(seed);
        let (mut sum, mut squares, mut cut_short) = ([0.0; COUNTS], [0.0; COUNTS], 0);
        for _ in 0..probes {
            // what a probe finds is not kept
            self.control.restart();
            if stop() {
                return Err(Abort::Stopped);
            }
            let (counts, whole) = explorer.probe(&root, &first, &mut random)?;
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
        let faces = faces.len();
        Ok(Estimate { faces, nodes, branches, splits, leaves, senders, outcomes, cut_short })
    }
}

impl<I: Int> SearchTree<'_, I> {
    /// One way down: the counts, and whether all of it was seen.
    fn probe(
        &self,
        root: &SearchNode<I>,
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
            // all first faces live, and looking at each would take long
            let seen = match node.chosen.is_empty() && !choices.is_empty() {
                true => {
                    weight *= choices.len() as f64;
                    let i = random.below(choices.len());
                    i..i + 1
                }
                false => 0..choices.len(),
            };
            let stop = || false;
            let mut tally = WorkerStats::new(&stop);
            let mut children: Vec<SearchNode<I>> = Vec::new();
            let mut hints = Hints::default();
            for i in seen.clone() {
                let (choice, earlier) = (choices[i], &choices[..i]);
                let branch = Branch { choice, earlier, share: 0.0 };
                match self.extend(node, &branch, &mut hints, &mut tally) {
                    Ok(child) => children.extend(child),
                    Err(Abort::Overflow) => whole = false,
                    Err(abort) => return Err(abort),
                }
            }
            let outcomes = tally.found.iter().map(|f| self.outcomes(f)).sum::<usize>();
            let (found, Stats { splits, leaves, .. }) = tally.close();
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

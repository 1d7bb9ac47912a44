//! The search itself: choose faces until they split the prior and the replies support it.

use std::sync::OnceLock;

use dashu_int::IBig;
use rayon::prelude::*;

use super::candidates::{Hints, OpenFaces};
use super::context::SearchContext;
use super::faces::{PayoffRanks, PayoffSpan};
use super::fixed_payoffs::FixedPayoffs;
use super::found::ExtremeSender;
use super::game_table::IntegerGame;
use super::receiver::SupportingReplies;
use super::worker_stats::WorkerStats;
use crate::equilibrium::result::Stats;
use crate::exact::bitset::size;
use crate::exact::budget;
use crate::exact::int::Int;
use crate::exact::work::Abort;

/// The search in one size of integer.
pub(crate) struct SearchTree<'a, I: Int> {
    pub(crate) context: &'a SearchContext<'a>,
    pub(crate) table: IntegerGame<I>,
    pub(crate) ranks: PayoffRanks<I>,
    /// The next size up, made when it is first needed.
    wider: OnceLock<Box<dyn WiderSearch + 'a>>,
}

/// The search in a larger size of integer, for the branches that need it.
trait WiderSearch: Send + Sync {
    /// [`SearchTree::descend`], from a node in big integers.
    fn descend_again(
        &self,
        node: &SearchNode<IBig>,
        branch: &Branch,
        tally: &mut WorkerStats,
    ) -> Result<(), Abort>;

    /// [`SearchTree::support`], in larger integers.
    fn support_again(&self, faces: &[u32], tally: &mut WorkerStats) -> Result<(), Abort>;

    /// Bits of the largest size in use.
    fn word(&self) -> u32;
}

impl<I: Int> WiderSearch for SearchTree<'_, I> {
    fn descend_again(
        &self,
        node: &SearchNode<IBig>,
        branch: &Branch,
        tally: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let here = node.convert().ok_or(Abort::Overflow);
        match here.and_then(|node| self.descend(&node, branch, &mut Hints::default(), tally)) {
            Err(Abort::Overflow) => self.wider()?.descend_again(node, branch, tally),
            done => done,
        }
    }

    fn support_again(&self, faces: &[u32], tally: &mut WorkerStats) -> Result<(), Abort> {
        match self.support(faces, tally) {
            Err(Abort::Overflow) => self.wider()?.support_again(faces, tally),
            done => done,
        }
    }

    fn word(&self) -> u32 {
        self.wider.get().map_or(I::BITS, |wider| wider.word())
    }
}

/// A choice of faces, on the way to an equilibrium.
pub(crate) struct SearchNode<I> {
    pub receivers: SupportingReplies<I>,
    /// The faces so far, one for each block of the receivers.
    pub chosen: Vec<u32>,
    pub dimension: usize,
    pub left: OpenFaces,
    /// The payoffs that the receivers allow each type.
    pub spans: Vec<PayoffSpan>,
    /// The part of the whole search that the node stands for.
    pub share: f64,
}

/// One more face for a node.
pub(crate) struct Branch<'a> {
    /// By place in the field of the node.
    pub choice: usize,
    /// Choices that were made before it: sets with one of them are found there.
    pub earlier: &'a [usize],
    /// The part of the whole search that the branch stands for.
    pub share: f64,
}

/// The branches of nodes with fewer faces than this may run in parallel.
const SHALLOW: usize = 2;

/// A part of the search tells of its progress when it has done this much of the whole.
const TOLD: f64 = 1e-6;

impl<'a, I: Int> SearchTree<'a, I> {
    pub fn new(
        context: &'a SearchContext<'a>,
        table: IntegerGame<I>,
        ranks: PayoffRanks<I>,
    ) -> SearchTree<'a, I> {
        SearchTree { context, table, ranks, wider: OnceLock::new() }
    }

    /// Every extreme sender strategy, with its replies; fewer if the control stops the search.
    pub fn run(&self) -> Result<(Vec<ExtremeSender>, Stats), Abort> {
        let stop = || self.context.control.stopped();
        let mut tally = WorkerStats::new(&stop);
        let root = self.root(&mut tally)?;
        self.keeping(&mut tally, |tally| self.explore(&root, tally))?;
        self.settled(&mut tally)?;
        Ok(tally.close())
    }

    /// Does a part of the search; when the budget ends on the way, what was found is kept.
    fn keeping(
        &self,
        tally: &mut WorkerStats,
        part: impl FnOnce(&mut WorkerStats) -> Result<(), Abort>,
    ) -> Result<(), Abort> {
        match budget::catch(|| part(tally)) {
            Ok(done) => done,
            Err(halt) => {
                tally.stats.unfinished += 1;
                self.context.control.halted(&halt);
                Ok(())
            }
        }
    }

    /// No face chosen yet.
    pub fn root(&self, tally: &mut WorkerStats) -> Result<SearchNode<I>, Abort> {
        let mut root = SearchNode {
            receivers: SupportingReplies::start(self.context.types),
            chosen: Vec::new(),
            dimension: 0,
            left: self.context.start.clone(),
            spans: vec![PayoffSpan::ANY; self.context.types],
            share: self.context.share,
        };
        self.look_ahead(&mut root, tally)?;
        Ok(root)
    }

    /// How many outcomes a sender has.
    #[cfg(feature = "bench")]
    pub fn outcomes(&self, found: &ExtremeSender) -> usize {
        found.outcomes(self.context.faces)
    }

    /// The faces by which a node is extended, by place: one of them is in every completion that is
    /// not listed apart.
    pub fn choices(&self, node: &SearchNode<I>) -> Vec<usize> {
        match &self.context.settled {
            Some(settled) if node.chosen.iter().all(|&f| settled.has(f as usize)) => {
                let mut others = node.left.places();
                others.retain(|&place| !settled.has(node.left.face(place)));
                others
            }
            _ => node.left.choices(node.receivers.covered, self.context.types),
        }
    }

    /// All completions of a node.
    fn explore(&self, node: &SearchNode<I>, tally: &mut WorkerStats) -> Result<(), Abort> {
        let context = self.context;
        tally.stats.nodes += 1;
        let choices = self.choices(node);
        let shares = shares(node, choices.len());
        let branch = |i: usize, hints: &mut Hints, tally: &mut WorkerStats| {
            let (choice, earlier, share) = (choices[i], &choices[..i], shares(i));
            self.branch(node, &Branch { choice, earlier, share }, hints, tally)
        };
        if context.parallel && node.chosen.len() < SHALLOW {
            let part = |i: usize| {
                let stop = || context.control.stopped();
                let mut tally = WorkerStats::new(&stop);
                self.keeping(&mut tally, |tally| branch(i, &mut Hints::default(), tally))?;
                context.control.finished(tally.done);
                Ok(tally.close())
            };
            // one by one: the first branches are the largest, and in a run of them none can be shared
            let each = (0..choices.len()).into_par_iter().with_max_len(1);
            let parts: Result<Vec<_>, Abort> = each.map(part).collect();
            parts?.into_iter().for_each(|more| tally.add(more));
            return Ok(());
        }
        let mut hints = Hints::default();
        (0..choices.len()).try_for_each(|i| {
            if node.chosen.len() < SHALLOW {
                // as where they run in parallel, so that the counts are the same
                hints = Hints::default();
            }
            branch(i, &mut hints, tally)
        })
    }

    /// The senders at settled payoffs, if they are listed apart.
    fn settled(&self, tally: &mut WorkerStats) -> Result<(), Abort> {
        let context = self.context;
        let Some(settled) = &context.settled else { return Ok(()) };
        tally.stats.parts += settled.covers.parts() as u64;
        let starts = settled.covers.starts();
        let part = |start: usize| {
            let stop = || context.control.stopped();
            let mut tally = WorkerStats::new(&stop);
            self.keeping(&mut tally, |tally| {
                match settled.covers.each(start, &stop, |faces| self.supported(faces, tally)) {
                    Err(Abort::Stopped) => {
                        tally.stats.unfinished += 1;
                        Ok(())
                    }
                    done => done,
                }
            })?;
            context.control.finished(FixedPayoffs::COVERS / starts as f64);
            Ok(tally.close())
        };
        let parts: Result<Vec<_>, Abort> = match context.parallel {
            true => (0..starts).into_par_iter().with_max_len(1).map(part).collect(),
            false => (0..starts).map(part).collect(),
        };
        parts?.into_iter().for_each(|more| tally.add(more));
        Ok(())
    }

    /// One of the senders at settled payoffs, in the size of integer that it takes.
    fn supported(&self, faces: &[u32], tally: &mut WorkerStats) -> Result<(), Abort> {
        // parts that go together may do so in very many ways
        if self.context.control.stopped() {
            return Err(Abort::Stopped);
        }
        tally.stats.settled += 1;
        match self.support(faces, tally) {
            Err(Abort::Overflow) => {
                tally.stats.widened += 1;
                self.wider()?.support_again(faces, tally)
            }
            done => done,
        }
    }

    /// All completions of a node that take this branch.
    fn branch(
        &self,
        node: &SearchNode<I>,
        branch: &Branch,
        hints: &mut Hints,
        tally: &mut WorkerStats,
    ) -> Result<(), Abort> {
        let control = self.context.control;
        if control.stopped() {
            return Ok(());
        }
        tally.stats.branches += 1;
        let done = self.descend(node, branch, hints, tally).or_else(|abort| {
            if abort != Abort::Overflow {
                return Err(abort);
            }
            tally.stats.widened += 1;
            let node = node.convert().ok_or(Abort::Overflow)?;
            self.wider()?.descend_again(&node, branch, tally)
        });
        if done == Err(Abort::Stopped) {
            tally.stats.unfinished += 1;
            return Ok(());
        }
        if tally.done >= TOLD {
            control.finished(std::mem::take(&mut tally.done));
        }
        done
    }

    fn descend(
        &self,
        node: &SearchNode<I>,
        branch: &Branch,
        hints: &mut Hints,
        tally: &mut WorkerStats,
    ) -> Result<(), Abort> {
        match self.extend(node, branch, hints, tally)? {
            Some(node) => self.explore(&node, tally),
            None => {
                tally.done += branch.share;
                Ok(())
            }
        }
    }

    pub fn into_table(self) -> IntegerGame<I> {
        self.table
    }

    /// Bits of the largest size of integer in use.
    pub fn word(&self) -> u32 {
        WiderSearch::word(self)
    }

    fn wider(&self) -> Result<&dyn WiderSearch, Abort> {
        if self.wider.get().is_none() {
            let table: IntegerGame<I::Wider> = self.context.outline.table()?;
            let ranks = PayoffRanks::new(&table);
            // another thread may have been first: its explorer is as good
            let _ = self.wider.set(Box::new(SearchTree::new(self.context, table, ranks)));
        }
        self.wider.get().map(|explorer| &**explorer as &dyn WiderSearch).ok_or(Abort::Overflow)
    }
}

/// The part of the whole search that each branch of a node stands for.
///
/// A later branch leaves out the earlier choices, so less is open below it: a weight of the square of
/// what is open is about right for the random games of the benches.
fn shares<I>(node: &SearchNode<I>, branches: usize) -> impl Fn(usize) -> f64 {
    let open = size(&node.left.open);
    let weight = move |i: usize| ((open - i) as f64).powi(2);
    let whole = node.share / (0..branches).map(weight).sum::<f64>();
    move |i| whole * weight(i)
}

impl<I: Int> SearchNode<I> {
    /// The same node in another size of integer, if it fits.
    fn convert<J: Int>(&self) -> Option<SearchNode<J>> {
        Some(SearchNode {
            receivers: self.receivers.convert()?,
            dimension: self.dimension,
            left: self.left.clone(),
            spans: self.spans.clone(),
            chosen: self.chosen.clone(),
            share: self.share,
        })
    }
}

//! The search itself: choose faces until they split the prior and the replies support it.

use std::sync::OnceLock;

use dashu_int::IBig;
use rayon::prelude::*;

use super::ahead::Ahead;
use super::faces::{Face, Ranks, Span};
use super::found::Found;
use super::ground::{Ground, Left, Planes, and, intersect, listed, remove};
use super::ledger::{Stats, Tally};
use super::receivers::{Block, Receivers, maximal, supported};
use super::senders::{Split, split};
use super::table::Table;
use crate::exact::cone::Trouble;
use crate::exact::int::Int;

/// The search in one size of integer.
pub(super) struct Explorer<'a, I: Int> {
    ground: &'a Ground<'a>,
    table: Table<I>,
    ranks: Ranks<I>,
    /// The next size up, made when it is first needed.
    wider: OnceLock<Box<dyn Again + 'a>>,
}

/// The search in a larger size of integer, for the branches that need it.
trait Again: Send + Sync {
    /// [`Explorer::descend`], from a node in big integers.
    fn descend_again(
        &self,
        node: &Node<IBig>,
        branch: &Branch,
        tally: &mut Tally,
    ) -> Result<(), Trouble>;

    /// Bits of the largest size in use.
    fn word(&self) -> u32;
}

impl<I: Int> Again for Explorer<'_, I> {
    fn descend_again(
        &self,
        node: &Node<IBig>,
        branch: &Branch,
        tally: &mut Tally,
    ) -> Result<(), Trouble> {
        let here = node.convert().ok_or(Trouble::Overflow);
        match here.and_then(|node| self.descend(&node, branch, &mut Planes::new(), tally)) {
            Err(Trouble::Overflow) => self.wider()?.descend_again(node, branch, tally),
            done => done,
        }
    }

    fn word(&self) -> u32 {
        self.wider.get().map_or(I::BITS, |wider| wider.word())
    }
}

/// A choice of faces, on the way to an equilibrium.
pub(super) struct Node<I> {
    receivers: Receivers<I>,
    /// The faces so far, one for each block of the receivers.
    pub chosen: Vec<u32>,
    dimension: usize,
    left: Left,
    /// The payoffs that the receivers allow each type.
    spans: Vec<Span>,
    /// The part of the whole search that the node stands for.
    share: f64,
}

/// One more face for a node.
pub(super) struct Branch<'a> {
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

impl<'a, I: Int> Explorer<'a, I> {
    pub fn new(ground: &'a Ground<'a>, table: Table<I>, ranks: Ranks<I>) -> Explorer<'a, I> {
        Explorer { ground, table, ranks, wider: OnceLock::new() }
    }

    /// Every extreme sender strategy, with its replies; fewer if the control stops the search.
    pub fn run(&self) -> Result<(Vec<Found>, Stats), Trouble> {
        let stop = || self.ground.control.stopped();
        let mut tally = Tally::new(&stop);
        self.explore(&self.root(), &mut tally)?;
        Ok(tally.close())
    }

    /// No face chosen yet.
    pub fn root(&self) -> Node<I> {
        Node {
            receivers: Receivers::start(self.ground.types),
            chosen: Vec::new(),
            dimension: 0,
            left: Left {
                open: self.ground.all(),
                basis: self.ground.ahead.as_ref().map(Ahead::start),
            },
            spans: vec![Span::ANY; self.ground.types],
            share: if self.ground.ahead.is_some() { 1.0 - Ahead::SHARE } else { 1.0 },
        }
    }

    /// How many outcomes a sender has.
    pub fn outcomes(&self, found: &Found) -> usize {
        found.outcomes(self.ground.faces)
    }

    /// The faces by which a node is extended: one of them is in every completion.
    pub fn choices(&self, node: &Node<I>) -> Vec<usize> {
        match self.most_constrained(node) {
            Some(t) => listed(&and(&node.left.open, &self.ground.covering[t])).collect(),
            None => listed(&node.left.open).collect(),
        }
    }

    /// All completions of a node.
    fn explore(&self, node: &Node<I>, tally: &mut Tally) -> Result<(), Trouble> {
        let ground = self.ground;
        tally.stats.nodes += 1;
        let choices = self.choices(node);
        let shares = shares(node, choices.len());
        let branch = |i: usize, planes: &mut Planes, tally: &mut Tally| {
            let (choice, earlier, share) = (choices[i], &choices[..i], shares(i));
            self.branch(node, &Branch { choice, earlier, share }, planes, tally)
        };
        if ground.parallel && node.chosen.len() < SHALLOW {
            let part = |i: usize| {
                let stop = || ground.control.stopped();
                let mut tally = Tally::new(&stop);
                branch(i, &mut Planes::new(), &mut tally)?;
                ground.control.finished(tally.done);
                Ok(tally.close())
            };
            let parts: Result<Vec<_>, Trouble> =
                (0..choices.len()).into_par_iter().map(part).collect();
            parts?.into_iter().for_each(|more| tally.add(more));
            return Ok(());
        }
        let mut planes = Planes::new();
        (0..choices.len()).try_for_each(|i| {
            if node.chosen.len() < SHALLOW {
                // as where they run in parallel, so that the counts are the same
                planes.clear();
            }
            branch(i, &mut planes, tally)
        })
    }

    /// All completions of a node that take this branch.
    fn branch(
        &self,
        node: &Node<I>,
        branch: &Branch,
        planes: &mut Planes,
        tally: &mut Tally,
    ) -> Result<(), Trouble> {
        let control = self.ground.control;
        if control.stopped() {
            return Ok(());
        }
        tally.stats.branches += 1;
        let done = self.descend(node, branch, planes, tally).or_else(|trouble| {
            if trouble != Trouble::Overflow {
                return Err(trouble);
            }
            tally.stats.widened += 1;
            let node = node.convert().ok_or(Trouble::Overflow)?;
            self.wider()?.descend_again(&node, branch, tally)
        });
        if done == Err(Trouble::Stopped) {
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
        node: &Node<I>,
        branch: &Branch,
        planes: &mut Planes,
        tally: &mut Tally,
    ) -> Result<(), Trouble> {
        match self.extend(node, branch, planes, tally)? {
            Some(node) => self.explore(&node, tally),
            None => {
                tally.done += branch.share;
                Ok(())
            }
        }
    }

    /// The uncovered type with the fewest open faces; `None` when all are covered.
    fn most_constrained(&self, node: &Node<I>) -> Option<usize> {
        let count = |t: &usize| -> u32 {
            let cover = &self.ground.covering[*t];
            node.left.open.iter().zip(cover).map(|(a, b)| (a & b).count_ones()).sum()
        };
        (0..self.ground.types).filter(|t| node.receivers.covered >> t & 1 == 0).min_by_key(count)
    }

    /// The node that a branch leads to; `None` when a test rules it out, or a sender is found.
    pub fn extend(
        &self,
        node: &Node<I>,
        branch: &Branch,
        planes: &mut Planes,
        tally: &mut Tally,
    ) -> Result<Option<Node<I>>, Trouble> {
        let ground = self.ground;
        let types = ground.types;
        let (face, block) = (&ground.faces[branch.choice], &ground.blocks[branch.choice]);
        let pruned = |test: &mut u64| {
            *test += 1;
            Ok(None)
        };
        let dimension = node.dimension + face.dimension;
        let covered = node.receivers.covered | face.types;
        let all_covered = covered.count_ones() as usize == types;
        let fits = |(t, s): (usize, &Span)| face.low[t] <= s.floor && face.high[t] >= s.least;
        if dimension > covered.count_ones() as usize {
            return pruned(&mut tally.stats.pruned.dimension);
        }
        if !node.spans.iter().enumerate().all(fits) {
            return pruned(&mut tally.stats.pruned.payoffs);
        }
        let chosen: Vec<u32> = node.chosen.iter().copied().chain([branch.choice as u32]).collect();
        let mut left = None;
        if !all_covered || dimension < types {
            let mut rest = self.left(node, branch, dimension);
            if ground.hopeless(&rest.open, covered) {
                return pruned(&mut tally.stats.pruned.hopeless);
            }
            if ground.leads_out_of_reach(&node.left.open, &chosen, &mut rest, planes) {
                return pruned(&mut tally.stats.pruned.reach);
            }
            left = Some(rest);
        }
        let unused = || (0..self.table.classes.len()).filter(|&c| ground.used(&chosen, c) == 0);
        let high = ceilings(&node.spans, face);
        if !self.ranks.deterred(&self.table, &high, unused(), &tally.meter)? {
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
            let off_path: Vec<usize> = unused().collect();
            let cone = receivers.cone.clone();
            let parts = supported(&self.table, cone, &off_path, &tally.meter)?;
            if parts.is_empty() {
                tally.stats.leaves += 1;
                return pruned(&mut tally.stats.pruned.off_path);
            }
            let parts = maximal(&self.table, parts, &tally.meter)?;
            tally.stats.leaves += 1;
            let found = Found::new(&chosen, &receivers, solved, parts);
            ground.control.found(found.outcomes(ground.faces));
            tally.found.push(found);
            return Ok(None);
        }
        let Some(mut left) = left else {
            // as many dimensions as types, and yet no prior
            return pruned(&mut tally.stats.pruned.outside);
        };
        let span = |t: usize| {
            if covered >> t & 1 == 0 {
                // what the type could get by a message in use bounds its payoff from below
                let least = node.spans[t].least.max(face.low[t]);
                Ok(Span { least, ..Span::ANY })
            } else {
                self.ranks.span(&receivers.cone, t)
            }
        };
        let spans: Vec<Span> = (0..types).map(span).collect::<Result<_, _>>()?;
        for (bounds, span) in ground.bounds.iter().zip(&spans) {
            bounds.keep(span, &mut left.open);
        }
        let share = branch.share;
        let mut node = Node { receivers, chosen, dimension, left, spans, share };
        self.narrow(&mut node, tally)?;
        if ground.hopeless(&node.left.open, covered) {
            return pruned(&mut tally.stats.pruned.hopeless);
        }
        if ground.out_of_reach(&node.chosen, &mut node.left) {
            return pruned(&mut tally.stats.pruned.reach);
        }
        Ok(Some(node))
    }

    /// The faces that may be chosen after a branch, as far as two faces and dimensions tell.
    fn left(&self, node: &Node<I>, branch: &Branch, dimension: usize) -> Left {
        let ground = self.ground;
        let mut open = and(&node.left.open, &ground.up_to[ground.types - dimension]);
        branch.earlier.iter().chain([&branch.choice]).for_each(|&c| remove(&mut open, c));
        let class = ground.faces[branch.choice].class;
        if ground.used(&node.chosen, class) + 1 == ground.outline.copies(class) {
            intersect(&mut open, &ground.elsewhere[class]);
        }
        if let Some(ahead) = &ground.ahead {
            intersect(&mut open, ahead.partners(branch.choice));
        }
        Left { open, basis: node.left.basis.clone() }
    }

    /// Cross out the faces that no completion of the node uses, one by one.
    fn narrow(&self, node: &mut Node<I>, tally: &mut Tally) -> Result<(), Trouble> {
        let ground = self.ground;
        let Some(ahead) = &ground.ahead else { return Ok(()) };
        let covered = node.receivers.covered;
        let mut apart = ahead.apart(&self.table, &node.receivers, ground.faces);
        let used: Vec<usize> =
            (0..self.table.classes.len()).map(|c| ground.used(&node.chosen, c)).collect();
        for f in listed(&node.left.open.clone()) {
            let face = &ground.faces[f];
            let dimension = node.dimension + face.dimension;
            let types = (covered | face.types).count_ones() as usize;
            let unused = (0..used.len()).filter(|&c| used[c] == 0 && c != face.class);
            let high = || ceilings(&node.spans, face);
            tally.stats.compared += 1;
            let out = dimension > types
                || apart(f)
                || !self.ranks.deterred(&self.table, &high(), unused, &tally.meter)?
                || (dimension == ground.types && types == ground.types && {
                    !matches!(self.split(&node.receivers, &ground.blocks[f])?, Split::Unique { .. })
                });
            if out {
                tally.stats.apart += 1;
                remove(&mut node.left.open, f);
            }
        }
        Ok(())
    }

    /// How the blocks so far and one more split the prior.
    fn split(&self, receivers: &Receivers<I>, block: &Block) -> Result<Split<I>, Trouble> {
        let before = receivers.blocks.iter().map(|(b, _)| b);
        let blocks: Vec<&Block> = before.chain([block]).collect();
        Ok(split(&self.table, &blocks)?)
    }

    pub fn into_table(self) -> Table<I> {
        self.table
    }

    /// Bits of the largest size of integer in use.
    pub fn word(&self) -> u32 {
        Again::word(self)
    }

    fn wider(&self) -> Result<&dyn Again, Trouble> {
        if self.wider.get().is_none() {
            let table: Table<I::Wider> = self.ground.outline.table()?;
            let ranks = Ranks::new(&table);
            // another thread may have been first: its explorer is as good
            let _ = self.wider.set(Box::new(Explorer::new(self.ground, table, ranks)));
        }
        self.wider.get().map(|explorer| &**explorer as &dyn Again).ok_or(Trouble::Overflow)
    }
}

/// The most that each type can get at a node and at one face more.
fn ceilings(spans: &[Span], face: &Face) -> Vec<u32> {
    spans.iter().zip(&face.high).map(|(s, h)| s.ceiling.min(*h)).collect()
}

/// The part of the whole search that each branch of a node stands for.
///
/// A later branch leaves out the earlier choices, so less is open below it: a weight of the square of
/// what is open is about right for the random games of the benches.
fn shares<I>(node: &Node<I>, branches: usize) -> impl Fn(usize) -> f64 {
    let open = node.left.open.iter().map(|w| w.count_ones() as usize).sum::<usize>();
    let weight = move |i: usize| ((open - i) as f64).powi(2);
    let whole = node.share / (0..branches).map(weight).sum::<f64>();
    move |i| whole * weight(i)
}

impl<I: Int> Node<I> {
    /// The same node in another size of integer, if it fits.
    fn convert<J: Int>(&self) -> Option<Node<J>> {
        Some(Node {
            receivers: self.receivers.convert()?,
            dimension: self.dimension,
            left: self.left.clone(),
            spans: self.spans.clone(),
            chosen: self.chosen.clone(),
            share: self.share,
        })
    }
}

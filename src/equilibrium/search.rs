//! The search itself: choose faces until they split the prior and the replies support it.

use std::sync::OnceLock;

use dashu_int::IBig;
use rayon::prelude::*;

use super::control::Control;
use super::faces::{Face, Ranks, Span};
use super::found::Found;
use super::ledger::{Stats, Tally};
use super::receivers::{Block, Receivers, maximal, supported};
use super::senders::{Split, inside, split};
use super::table::{Outline, Table};
use crate::exact::bits::ones;
use crate::exact::cone::Trouble;
use crate::exact::int::Int;

/// A set of faces, one bit each.
type Set = Vec<u64>;

fn and(a: &[u64], b: &[u64]) -> Set {
    a.iter().zip(b).map(|(a, b)| a & b).collect()
}

fn listed(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(i, &w)| ones(w).map(move |b| 64 * i + b))
}

fn remove(set: &mut [u64], i: usize) {
    set[i / 64] &= !(1 << (i % 64));
}

/// What all sizes of integer share.
pub(super) struct Ground<'a> {
    pub outline: &'a Outline<'a>,
    pub faces: &'a [Face],
    /// The message on the path that each face makes.
    blocks: Vec<Block>,
    pub control: &'a Control<'a>,
    types: usize,
    /// `[t]`: the faces in which type t takes part.
    covering: Vec<Set>,
    /// `[d]`: the faces of dimension at most d.
    up_to: Vec<Set>,
    /// `[class]`: the faces of other classes.
    elsewhere: Vec<Set>,
    /// `[t]`: the faces by their bounds on the payoff of type t.
    bounds: Vec<Bounds>,
    parallel: bool,
}

/// Faces by their bounds on one type's payoff.
struct Bounds {
    /// `(r, faces whose lower bound is at most r)`, ascending.
    low: Vec<(u32, Set)>,
    /// `(r, faces whose upper bound is at least r)`, ascending.
    high: Vec<(u32, Set)>,
}

/// The most sets that one list of [`Bounds`] holds; between them a bound is rounded outwards.
const STEPS: usize = 128;

impl Bounds {
    fn new(faces: &[Face], t: usize) -> Bounds {
        let steps = |bound: &dyn Fn(&Face) -> u32| {
            let mut steps: Vec<u32> = faces.iter().map(bound).collect();
            steps.sort_unstable();
            steps.dedup();
            let every = steps.len().div_ceil(STEPS).max(1);
            steps.into_iter().step_by(every).collect::<Vec<u32>>()
        };
        let low = steps(&|f| f.low[t]).into_iter();
        let high = steps(&|f| f.high[t]).into_iter();
        Bounds {
            low: low.map(|r| (r, set(faces, |f| f.low[t] <= r))).collect(),
            high: high.map(|r| (r, set(faces, |f| f.high[t] >= r))).collect(),
        }
    }

    /// Keep the faces that leave the type a payoff in the span.
    fn keep(&self, span: &Span, open: &mut [u64]) {
        // a lower bound above the span rules a face out; the set at or past its top holds the rest
        if let Some((_, keep)) = self.low.get(self.low.partition_point(|(r, _)| *r < span.floor)) {
            intersect(open, keep);
        }
        let below = self.high.partition_point(|(r, _)| *r <= span.least);
        if below > 0 {
            intersect(open, &self.high[below - 1].1);
        }
    }
}

fn set(faces: &[Face], keep: impl Fn(&Face) -> bool) -> Set {
    let mut bits = vec![0u64; faces.len().div_ceil(64)];
    for (i, face) in faces.iter().enumerate() {
        bits[i / 64] |= u64::from(keep(face)) << (i % 64);
    }
    bits
}

fn intersect(set: &mut [u64], other: &[u64]) {
    set.iter_mut().zip(other).for_each(|(a, b)| *a &= b);
}

impl<'a> Ground<'a> {
    pub fn new(
        outline: &'a Outline<'a>,
        faces: &'a [Face],
        control: &'a Control<'a>,
        parallel: bool,
    ) -> Ground<'a> {
        let types = outline.types();
        let classes = faces.iter().map(|f| f.class + 1).max().unwrap_or(0);
        Ground {
            outline,
            faces,
            blocks: faces.iter().map(Face::block).collect(),
            control,
            types,
            covering: (0..types).map(|t| set(faces, |f| f.types >> t & 1 == 1)).collect(),
            up_to: (0..=types).map(|d| set(faces, |f| f.dimension <= d)).collect(),
            elsewhere: (0..classes).map(|c| set(faces, |f| f.class != c)).collect(),
            bounds: (0..types).map(|t| Bounds::new(faces, t)).collect(),
            parallel,
        }
    }

    fn all(&self) -> Set {
        let mut all = vec![u64::MAX; self.faces.len().div_ceil(64)];
        if let (Some(last), extra @ 1..) = (all.last_mut(), self.faces.len() % 64) {
            *last = (1 << extra) - 1;
        }
        all
    }
}

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
        match here.and_then(|node| self.descend(&node, branch, tally)) {
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
    /// Faces that may still be chosen.
    open: Set,
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
            open: self.ground.all(),
            spans: vec![Span::ANY; self.ground.types],
            share: 1.0,
        }
    }

    /// How many outcomes a sender has.
    pub fn outcomes(&self, found: &Found) -> usize {
        found.outcomes(self.ground.faces)
    }

    /// The faces by which a node is extended: one of them is in every completion.
    pub fn choices(&self, node: &Node<I>) -> Vec<usize> {
        match self.most_constrained(node) {
            Some(t) => listed(&and(&node.open, &self.ground.covering[t])).collect(),
            None => listed(&node.open).collect(),
        }
    }

    /// All completions of a node.
    fn explore(&self, node: &Node<I>, tally: &mut Tally) -> Result<(), Trouble> {
        let ground = self.ground;
        tally.stats.nodes += 1;
        let choices = self.choices(node);
        let shares = shares(node, choices.len());
        let branch = |i: usize, tally: &mut Tally| {
            let share = shares(i);
            self.branch(node, &Branch { choice: choices[i], earlier: &choices[..i], share }, tally)
        };
        if ground.parallel && node.chosen.len() < SHALLOW {
            let part = |i: usize| {
                let stop = || ground.control.stopped();
                let mut tally = Tally::new(&stop);
                branch(i, &mut tally)?;
                ground.control.finished(tally.done);
                Ok(tally.close())
            };
            let parts: Result<Vec<_>, Trouble> =
                (0..choices.len()).into_par_iter().map(part).collect();
            parts?.into_iter().for_each(|more| tally.add(more));
            return Ok(());
        }
        (0..choices.len()).try_for_each(|i| branch(i, tally))
    }

    /// All completions of a node that take this branch.
    fn branch(&self, node: &Node<I>, branch: &Branch, tally: &mut Tally) -> Result<(), Trouble> {
        let control = self.ground.control;
        if control.stopped() {
            return Ok(());
        }
        tally.stats.branches += 1;
        let done = self.descend(node, branch, tally).or_else(|trouble| {
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

    fn descend(&self, node: &Node<I>, branch: &Branch, tally: &mut Tally) -> Result<(), Trouble> {
        match self.extend(node, branch, tally)? {
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
            node.open.iter().zip(cover).map(|(a, b)| (a & b).count_ones()).sum()
        };
        (0..self.ground.types).filter(|t| node.receivers.covered >> t & 1 == 0).min_by_key(count)
    }

    /// The node that a branch leads to; `None` when a test rules it out, or a sender is found.
    pub fn extend(
        &self,
        node: &Node<I>,
        branch: &Branch,
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
        let used = |c: usize| {
            let blocks = node.receivers.blocks.iter();
            blocks.filter(|(b, _)| b.class == c).count() + usize::from(c == face.class)
        };
        let high: Vec<u32> =
            node.spans.iter().zip(&face.high).map(|(s, h)| s.ceiling.min(*h)).collect();
        let unused = || (0..self.table.classes.len()).filter(|&c| used(c) == 0);
        if !self.ranks.deterred(&self.table, &high, unused(), &tally.meter)? {
            return pruned(&mut tally.stats.pruned.deterrence);
        }
        // the sender's side is cheaper and fails more often: it goes first
        let mut solved = None;
        if all_covered {
            tally.stats.splits += 1;
            let before = node.receivers.blocks.iter().map(|(b, _)| b);
            let blocks: Vec<&Block> = before.chain([block]).collect();
            match split(&self.table, &blocks)? {
                Split::Unique { scale, mass } if inside(&self.table, &blocks, &mass)? => {
                    solved = Some((scale, mass));
                }
                Split::Incomplete if dimension < types => {}
                Split::Dependent => return pruned(&mut tally.stats.pruned.dependent),
                _ => return pruned(&mut tally.stats.pruned.outside),
            }
        }
        let Some(receivers) = node.receivers.with(&self.table, block, &tally.meter)? else {
            return pruned(&mut tally.stats.pruned.replies);
        };
        let chosen: Vec<u32> = node.chosen.iter().copied().chain([branch.choice as u32]).collect();
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
        let missing = |t: &usize| covered >> t & 1 == 0;
        let span = |t: usize| {
            if missing(&t) {
                // what the type could get by a message in use bounds its payoff from below
                let least = node.spans[t].least.max(face.low[t]);
                Ok(Span { least, ..Span::ANY })
            } else {
                self.ranks.span(&receivers.cone, t)
            }
        };
        let spans: Vec<Span> = (0..types).map(span).collect::<Result<_, _>>()?;
        let mut open = and(&node.open, &ground.up_to[types - dimension]);
        branch.earlier.iter().chain([&branch.choice]).for_each(|&c| remove(&mut open, c));
        if used(face.class) == ground.outline.copies(face.class) {
            intersect(&mut open, &ground.elsewhere[face.class]);
        }
        for (bounds, span) in ground.bounds.iter().zip(&spans) {
            bounds.keep(span, &mut open);
        }
        let hopeless = |t: usize| open.iter().zip(&ground.covering[t]).all(|(a, b)| a & b == 0);
        if (0..types).filter(missing).any(hopeless) {
            return pruned(&mut tally.stats.pruned.hopeless);
        }
        Ok(Some(Node { receivers, chosen, dimension, open, spans, share: branch.share }))
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

/// The part of the whole search that each branch of a node stands for.
///
/// A later branch leaves out the earlier choices, so less is open below it: a weight of the square of
/// what is open is about right for the random games of the benches.
fn shares<I>(node: &Node<I>, branches: usize) -> impl Fn(usize) -> f64 {
    let open = node.open.iter().map(|w| w.count_ones() as usize).sum::<usize>();
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
            open: self.open.clone(),
            spans: self.spans.clone(),
            chosen: self.chosen.clone(),
            share: self.share,
        })
    }
}

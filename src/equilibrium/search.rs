//! The search itself: choose faces until they split the prior and the replies support it.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use super::control::Control;
use super::faces::{Face, Ranks};
use super::receivers::{Block, Receivers, Supported, maximal, supported};
use super::senders::{Split, inside, split};
use super::table::Table;
use crate::exact::bits::ones;
use crate::exact::int::{Int, Overflow};

/// An extreme sender strategy with all the replies that support it.
#[derive(Clone, Debug)]
pub(super) struct Found<I> {
    pub blocks: Vec<Block>,
    /// Per block the mass of each type, over `scale`.
    pub mass: Vec<Vec<I>>,
    pub scale: I,
    /// The position of each block's first reply weight in the rays of `parts`.
    pub offsets: Vec<usize>,
    pub parts: Vec<Supported<I>>,
}

/// What the search did.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub nodes: AtomicU64,
    pub splits: AtomicU64,
    pub leaves: AtomicU64,
}

pub(super) struct Explorer<'a, I> {
    table: &'a Table<I>,
    ranks: &'a Ranks<I>,
    faces: &'a [Face],
    control: &'a Control<'a>,
    pub work: Work,
    /// Words of a set of faces.
    words: usize,
    /// `[t]`: the faces in which type t takes part.
    covering: Vec<Vec<u64>>,
    /// `[d]`: the faces of dimension at most d.
    up_to: Vec<Vec<u64>>,
    /// `[face]`: the faces that may stand beside it.
    beside: Vec<Vec<u64>>,
    parallel: bool,
}

/// A choice of faces, on the way to an equilibrium.
struct Node<I> {
    receivers: Receivers<I>,
    dimension: usize,
    /// Faces that may still be chosen.
    open: Vec<u64>,
    /// The payoffs that the receivers allow each covered type.
    spans: Vec<Span>,
}

/// A range of payoffs of one type, by rank among its possible payoffs.
#[derive(Clone, Copy)]
struct Span {
    /// The first value not below the range.
    least: u32,
    /// The last value not above the range.
    floor: u32,
    /// The first value not below the top of the range.
    ceiling: u32,
}

impl Span {
    const ANY: Span = Span { least: 0, floor: u32::MAX, ceiling: u32::MAX };
}

fn and(a: &[u64], b: &[u64]) -> Vec<u64> {
    a.iter().zip(b).map(|(a, b)| a & b).collect()
}

fn listed(set: &[u64]) -> impl Iterator<Item = usize> + '_ {
    set.iter().enumerate().flat_map(|(i, &w)| ones(w).map(move |b| 64 * i + b))
}

impl<'a, I: Int> Explorer<'a, I> {
    pub fn new(
        table: &'a Table<I>,
        ranks: &'a Ranks<I>,
        faces: &'a [Face],
        control: &'a Control<'a>,
        parallel: bool,
    ) -> Explorer<'a, I> {
        let words = faces.len().div_ceil(64);
        let set = |keep: &dyn Fn(usize, &Face) -> bool| {
            let mut bits = vec![0u64; words];
            for (i, face) in faces.iter().enumerate() {
                bits[i / 64] |= u64::from(keep(i, face)) << (i % 64);
            }
            bits
        };
        let types = table.types();
        let beside = |i: usize| {
            let f = &faces[i];
            set(&|j, g| {
                j != i
                    && (f.class != g.class || table.classes[f.class].members.len() > 1)
                    && f.dimension + g.dimension <= types
                    && (0..types).all(|t| f.low[t].max(g.low[t]) <= f.high[t].min(g.high[t]))
            })
        };
        Explorer {
            table,
            ranks,
            faces,
            control,
            work: Work::default(),
            words,
            covering: (0..types).map(|t| set(&|_, f| f.types >> t & 1 == 1)).collect(),
            up_to: (0..=types).map(|d| set(&|_, f| f.dimension <= d)).collect(),
            beside: (0..faces.len()).map(beside).collect(),
            parallel,
        }
    }

    /// Every extreme sender strategy, with its replies; fewer if the control stops the search.
    pub fn run(&self) -> Result<Vec<Found<I>>, Overflow> {
        let types = self.table.types();
        let root = Node {
            receivers: Receivers::start(types),
            dimension: 0,
            open: {
                let mut all = vec![u64::MAX; self.words];
                if !self.faces.len().is_multiple_of(64) {
                    all[self.words - 1] = (1 << (self.faces.len() % 64)) - 1;
                }
                all
            },
            spans: vec![Span::ANY; types],
        };
        self.explore(root, 0, 1.0)
    }

    /// All completions of a node. `share` is the part of the whole search that it stands for.
    fn explore(&self, node: Node<I>, depth: usize, share: f64) -> Result<Vec<Found<I>>, Overflow> {
        self.work.nodes.fetch_add(1, Ordering::Relaxed);
        let choices: Vec<usize> = match self.most_constrained(&node) {
            Some(choices) => choices,
            None => listed(&node.open).collect(),
        };
        if choices.is_empty() || self.control.stopped() {
            self.control.finished(share);
            return Ok(Vec::new());
        }
        let share = share / choices.len() as f64;
        let child = |i: usize| {
            // sets with an earlier choice are found under that choice
            let mut open = node.open.clone();
            for &c in &choices[..=i] {
                open[c / 64] &= !(1 << (c % 64));
            }
            self.child(&node, choices[i], open, depth, share)
        };
        if self.parallel && depth < 2 {
            let found: Vec<Vec<Found<I>>> =
                (0..choices.len()).into_par_iter().map(child).collect::<Result<_, _>>()?;
            return Ok(found.into_iter().flatten().collect());
        }
        let mut found = Vec::new();
        for i in 0..choices.len() {
            found.append(&mut child(i)?);
        }
        Ok(found)
    }

    /// The open faces of the uncovered type that has the fewest; `None` when all are covered.
    fn most_constrained(&self, node: &Node<I>) -> Option<Vec<usize>> {
        let count = |t: usize| -> u32 {
            node.open.iter().zip(&self.covering[t]).map(|(a, b)| (a & b).count_ones()).sum()
        };
        let all = (0..self.table.types()).filter(|t| node.receivers.covered >> t & 1 == 0);
        let t = all.min_by_key(|&t| count(t))?;
        Some(listed(&and(&node.open, &self.covering[t])).collect())
    }

    fn child(
        &self,
        node: &Node<I>,
        choice: usize,
        open: Vec<u64>,
        depth: usize,
        share: f64,
    ) -> Result<Vec<Found<I>>, Overflow> {
        let face = &self.faces[choice];
        let nothing = || {
            if depth < 3 {
                self.control.finished(share);
            }
            Ok(Vec::new())
        };
        let types = self.table.types();
        let dimension = node.dimension + face.dimension;
        let covered = node.receivers.covered | face.types;
        if dimension > covered.count_ones() as usize {
            return nothing();
        }
        let used = |c: usize| {
            node.receivers.blocks.iter().filter(|(b, _)| b.class == c).count()
                + usize::from(c == face.class)
        };
        if used(face.class) > self.table.classes[face.class].members.len() {
            return nothing();
        }
        let fits =
            |(t, span): (usize, &Span)| face.low[t] <= span.floor && face.high[t] >= span.least;
        if !node.spans.iter().enumerate().all(fits) {
            return nothing();
        }
        let high: Vec<u32> =
            node.spans.iter().zip(&face.high).map(|(s, h)| s.ceiling.min(*h)).collect();
        let unused = (0..self.table.classes.len()).filter(|&c| used(c) == 0);
        if !self.ranks.deterred(self.table, &high, unused.clone())? {
            return nothing();
        }
        let block =
            Block { class: face.class, types: face.types, replies: face.replies.iter().collect() };
        // the sender's side is cheaper and fails more often: it goes first
        let mut masses = None;
        if covered.count_ones() as usize == types {
            self.work.splits.fetch_add(1, Ordering::Relaxed);
            let mut blocks: Vec<&Block> = node.receivers.blocks.iter().map(|(b, _)| b).collect();
            blocks.push(&block);
            match split(self.table, &blocks)? {
                Split::Dependent => return nothing(),
                Split::Incomplete => {}
                Split::Unique { scale, mass } => {
                    if !inside(self.table, &blocks, &mass)? {
                        return nothing();
                    }
                    masses = Some((scale, mass));
                }
            }
        }
        if masses.is_none() && dimension == types {
            return nothing();
        }
        let Some(receivers) = node.receivers.with(self.table, block)? else {
            return nothing();
        };
        if let Some((scale, mass)) = masses {
            self.work.leaves.fetch_add(1, Ordering::Relaxed);
            let off_path: Vec<usize> = unused.collect();
            let parts = supported(self.table, receivers.cone, &off_path, &|_| false)?;
            self.control.finished(share);
            if parts.is_empty() {
                return Ok(Vec::new());
            }
            let parts = maximal(self.table, parts)?;
            let (blocks, offsets) = receivers.blocks.into_iter().unzip();
            return Ok(vec![Found { blocks, mass, scale, offsets, parts }]);
        }
        let mut open = and(&open, &self.beside[choice]);
        open = and(&open, &self.up_to[types - dimension]);
        let missing = |t: usize| covered >> t & 1 == 0;
        if (0..types).any(|t| missing(t) && and(&open, &self.covering[t]).iter().all(|w| *w == 0)) {
            return nothing();
        }
        let spans = (0..types)
            .map(|t| if missing(t) { Ok(Span::ANY) } else { self.span(&receivers, t) })
            .collect::<Result<_, _>>()?;
        self.explore(Node { receivers, dimension, open, spans }, depth + 1, share)
    }

    /// Where the payoff of a covered type lies among its possible payoffs.
    fn span(&self, receivers: &Receivers<I>, t: usize) -> Result<Span, Overflow> {
        let values = &self.ranks.values[t];
        // the first value at least as large as, and the first larger than, a ray's payoff
        let ranks = |v: &[I]| -> Result<(usize, usize), Overflow> {
            let products: Vec<I> =
                values.iter().map(|z| z.times(&v[0])).collect::<Result<_, _>>()?;
            let at = products.partition_point(|z| *z < v[1 + t]);
            Ok((at, at + usize::from(products.get(at) == Some(&v[1 + t]))))
        };
        let mut span = Span { least: u32::MAX, floor: 0, ceiling: 0 };
        for ray in receivers.cone.rays() {
            let (from, past) = ranks(&ray.v)?;
            span.least = span.least.min(from as u32);
            // every payoff mixes values, so none lies below the first
            span.floor = span.floor.max(past as u32 - 1);
            span.ceiling = span.ceiling.max(from as u32);
        }
        Ok(span)
    }
}

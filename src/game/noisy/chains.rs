//! Best replies where nobody is expected: the chains of beliefs behind information sets that no pair
//! with positive mass reaches.
//!
//! The sets fall into *blocks*: two sets that one pair may reach are in one block, and a chain of
//! beliefs for all sets is a chain for each block. Within a block the first link puts masses y on the
//! pairs; the sets that y reaches go by it, the others by a chain on the pairs that y leaves out.
//!
//! *Vertices suffice*: let y be in the inside of a face of the polyhedron of masses and optimal
//! replies, and y' a vertex of this face. What is optimal against y is optimal against y', and the
//! sets that only y reaches go by y without the pairs of y', as the second link. So the profiles of
//! replies that one chain makes optimal are those inside the profiles found here.

use super::lotteries::Lotteries;
use super::signal_sets::SignalSets;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal};
use crate::exact::int::Int;
use crate::exact::union_find::UnionFind;
use crate::exact::work::{Abort, Meter};

/// Information sets that are not reached and hang together, and what is rational there.
#[derive(Clone, Debug)]
pub(crate) struct ChainBlock {
    /// The sets, ascending.
    pub(crate) sets: Vec<usize>,
    /// The pairs that reach one of them.
    pub(crate) pairs: Vec<usize>,
    /// Chains of beliefs at vertices.
    pub(crate) chains: Vec<Chain>,
}

/// A chain of beliefs and the replies that it makes optimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chain {
    /// The optimal replies at the sets of the block, by position among the replies of all sets.
    pub(crate) best: Bits,
    /// The belief about the type of somebody who sees the signal of each set of the block, and the
    /// number of the link behind it. The reader itself also weighs the chances that types meet it.
    pub(crate) beliefs: Vec<(Vec<Q>, usize)>,
}

impl ChainBlock {
    /// Two blocks as one, with all pairs of their chains.
    pub(crate) fn together(self, other: ChainBlock) -> ChainBlock {
        let pair = |one: &Chain, two: &Chain| Chain {
            best: one.best.union(&two.best),
            beliefs: [&*one.beliefs, &*two.beliefs].concat(),
        };
        let chains =
            self.chains.iter().flat_map(|one| other.chains.iter().map(move |two| pair(one, two)));
        let chains = chains.collect();
        ChainBlock {
            sets: [self.sets, other.sets].concat(),
            pairs: [self.pairs, other.pairs].concat(),
            chains,
        }
    }

    /// The maximal profiles of replies that one chain makes optimal.
    pub(crate) fn profiles(&self) -> Vec<Bits> {
        let mut found: Vec<Bits> =
            maximal(self.chains.iter().map(|chain| &chain.best)).into_iter().cloned().collect();
        found.sort();
        found.dedup();
        found
    }
}

impl SignalSets {
    /// The blocks of the sets that the pairs in use do not reach.
    pub(crate) fn blocks(&self, used: &Bits, meter: &Meter) -> Result<Vec<ChainBlock>, Abort> {
        let reached = self.reached(used.iter());
        let groups = UnionFind::new(self.sets.len());
        let unreached = |pair: usize| {
            let sets = self.pairs[pair].reaches.iter().map(|reach| reach.set);
            sets.filter(|&k| !reached[k]).collect::<Vec<_>>()
        };
        for pair in 0..self.pairs.len() {
            unreached(pair).windows(2).for_each(|two| groups.join(two[0], two[1]));
        }
        let mut blocks = Vec::new();
        for root in (0..self.sets.len()).filter(|&k| !reached[k] && groups.root(k) == k) {
            let inside = |&k: &usize| !reached[k] && groups.root(k) == root;
            let sets: Vec<usize> = (0..self.sets.len()).filter(inside).collect();
            let mut pairs: Vec<usize> =
                sets.iter().flat_map(|&k| self.sets[k].origins.iter().copied()).collect();
            pairs.sort_unstable();
            pairs.dedup();
            let chains = self.chains(&sets, &pairs, meter)?;
            blocks.push(ChainBlock { sets, pairs, chains });
        }
        Ok(blocks)
    }

    fn chains(&self, sets: &[usize], pairs: &[usize], meter: &Meter) -> Result<Vec<Chain>, Abort> {
        match self.chains_in::<i128>(sets, pairs, 0, meter) {
            Err(Abort::Overflow) => self.chains_in::<dashu_int::IBig>(sets, pairs, 0, meter),
            done => done,
        }
    }

    /// The chains on some pairs for some sets, all of which these pairs reach.
    fn chains_in<I: Int>(
        &self,
        sets: &[usize],
        pairs: &[usize],
        link: usize,
        meter: &Meter,
    ) -> Result<Vec<Chain>, Abort> {
        let mut lotteries = Lotteries::<I>::new();
        lotteries.add_simplex(pairs.iter().copied());
        for &k in sets {
            lotteries.add_place(self.cells(k), &self.worth(k, pairs), |_| true, meter)?;
        }
        let mut found = Vec::new();
        for y in lotteries.vertices() {
            let reached = self.reached(y.support.used.iter());
            let (now, later): (Vec<usize>, Vec<usize>) = sets.iter().partition(|&&k| reached[k]);
            let cells = now.iter().flat_map(|&k| self.cells(k));
            let best: Bits = cells.filter(|&a| !y.support.worse.contains(a)).collect();
            let rest: Vec<usize> = pairs
                .iter()
                .copied()
                .filter(|&pair| later.iter().any(|&k| self.reach(pair, k).is_some()))
                .collect();
            let then = match later.is_empty() {
                true => vec![Chain { best: Bits::default(), beliefs: Vec::new() }],
                false => self.chains_in::<I>(&later, &rest, link + 1, meter)?,
            };
            for after in then {
                let mut others = after.beliefs.into_iter();
                let belief = |k: &usize| match reached[*k] {
                    true => (self.belief(*k, pairs, &y.weights), link),
                    false => others.next().expect("one for each set that comes later"),
                };
                let beliefs = sets.iter().map(belief).collect();
                let chain = Chain { best: best.union(&after.best), beliefs };
                if !found.contains(&chain) {
                    found.push(chain);
                }
            }
        }
        Ok(found)
    }

    /// `[t]`: the belief about the type after the signal of a set that these masses on pairs reach.
    fn belief(&self, k: usize, pairs: &[usize], masses: &[Q]) -> Vec<Q> {
        let mut belief = vec![Q::ZERO; self.of_type.len()];
        let signal = self.sets[k].signal;
        for (&pair, mass) in pairs.iter().zip(masses).filter(|(_, mass)| !mass.is_zero()) {
            let mut reaches = self.pairs[pair].reaches.iter();
            if let Some(reach) = reaches.find(|reach| self.sets[reach.set].signal == signal) {
                belief[self.pairs[pair].t] += &(mass * &reach.chance);
            }
        }
        let total: Q = belief.iter().sum();
        belief.into_iter().map(|x| x / &total).collect()
    }
}

//! The replies that support a sender: one polytope for each choice of a maximal profile in every
//! block of sets that nobody expects.

use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};
use crate::exact::work::{Abort, Meter};
use crate::game::{ChainBlock, SignalSets};

/// The vertices of a polytope of replies.
pub(super) type ReplyVertices = Vec<Vec<Q>>;

/// All replies with the pairs in use optimal, that are optimal themselves: in `best` where a set is
/// reached, in one maximal profile of each block elsewhere. A vertex has a weight for every reply at
/// every set.
pub(super) fn supporting_replies<I: Int>(
    sets: &SignalSets,
    (used, best): (&Bits, &Bits),
    blocks: &[ChainBlock],
    meter: &Meter,
) -> Result<Vec<ReplyVertices>, Abort> {
    let payoffs = sets.of_type.iter().map(|pairs| integer_payoffs(sets, pairs));
    let payoffs: Vec<Vec<Vec<(usize, I)>>> = payoffs.collect::<Result<_, Overflow>>()?;
    let start = SignalReplies { cone: Cone::point(vec![I::ONE]), place: vec![None; sets.width()] };
    let search = ReplySearch { sets, used, payoffs, blocks, meter };
    let blocked = |k: &usize| blocks.iter().any(|block| block.sets.contains(k));
    let reached: Vec<usize> = (0..sets.sets.len()).filter(|k| !blocked(k)).collect();
    let touches = |pair: usize| blocks.iter().any(|block| block.pairs.contains(&pair));
    let mut found = Vec::new();
    if let Some(first) = search.extended(&start, &reached, best, |pair| !touches(pair))? {
        search.complete(&first, 0, &mut found)?;
    }
    Ok(found)
}

/// `[pair of one type]`: the sender's payoff for each reply at each set that the pair reaches, in one
/// scale, by position among all replies.
fn integer_payoffs<I: Int>(
    sets: &SignalSets,
    pairs: &[usize],
) -> Result<Vec<Vec<(usize, I)>>, Overflow> {
    let reaches = || pairs.iter().flat_map(|&pair| &sets.pairs[pair].reaches);
    let flat: Vec<Q> = reaches().flat_map(|reach| reach.sender.iter().cloned()).collect();
    let mut flat = integers::<I>(&flat)?.into_iter();
    let of_pair = |&pair: &usize| {
        let places = sets.pairs[pair].reaches.iter().flat_map(|reach| sets.cells(reach.set));
        places.zip(&mut flat).collect()
    };
    Ok(pairs.iter().map(of_pair).collect())
}

/// Replies at some of the sets.
struct SignalReplies<I> {
    cone: Cone<I>,
    /// The coordinate of each reply, by position among all replies.
    place: Vec<Option<usize>>,
}

struct ReplySearch<'a, I> {
    sets: &'a SignalSets,
    used: &'a Bits,
    /// `[t][pair]`
    payoffs: Vec<Vec<Vec<(usize, I)>>>,
    blocks: &'a [ChainBlock],
    meter: &'a Meter<'a>,
}

impl<I: Int> ReplySearch<'_, I> {
    /// Adds replies at some sets, and the conditions of the pairs that are chosen; `None` where no
    /// replies are left.
    fn extended(
        &self,
        polytope: &SignalReplies<I>,
        at: &[usize],
        open: &Bits,
        chosen: impl Fn(usize) -> bool,
    ) -> Result<Option<SignalReplies<I>>, Abort> {
        let (mut cone, mut place) = (polytope.cone.clone(), polytope.place.clone());
        for &k in at {
            let replies: Vec<usize> = self.sets.cells(k).filter(|&a| open.contains(a)).collect();
            let first = cone.width();
            cone = cone.times_simplex(replies.len());
            replies.iter().enumerate().for_each(|(j, &a)| place[a] = Some(first + j));
        }
        for (pairs, payoffs) in self.sets.of_type.iter().zip(&self.payoffs) {
            let worth = |i: usize, v: &[I]| {
                let mut sum = I::ZERO;
                for (a, u) in &payoffs[i] {
                    if let Some(j) = place[*a].filter(|&j| !v[j].is_zero()) {
                        sum = sum.plus(&u.times(&v[j])?)?;
                    }
                }
                Ok::<I, Overflow>(sum)
            };
            let own = pairs.iter().position(|&pair| self.used.contains(pair));
            let own = own.expect("every type uses some pair");
            for (i, &pair) in pairs.iter().enumerate().filter(|&(i, &p)| i != own && chosen(p)) {
                let condition = match self.used.contains(pair) {
                    true => ConeConstraint::Zero,
                    false => ConeConstraint::NonNegative,
                };
                cone.restrict_until(
                    condition,
                    |v| worth(own, v)?.minus(&worth(i, v)?),
                    self.meter,
                )?;
                if cone.is_empty() {
                    return Ok(None);
                }
            }
        }
        Ok(Some(SignalReplies { cone, place }))
    }

    /// Adds the blocks from `next` on in every way.
    fn complete(
        &self,
        polytope: &SignalReplies<I>,
        next: usize,
        found: &mut Vec<ReplyVertices>,
    ) -> Result<(), Abort> {
        if self.meter.stopped() {
            return Err(Abort::Stopped);
        }
        let Some(block) = self.blocks.get(next) else {
            found.push(polytope.vertices());
            return Ok(());
        };
        for profile in block.profiles() {
            // a pair that reaches sets of this block reaches none of another
            let chosen = |pair: usize| block.pairs.contains(&pair);
            if let Some(more) = self.extended(polytope, &block.sets, &profile, chosen)? {
                self.complete(&more, next + 1, found)?;
            }
        }
        Ok(())
    }
}

impl<I: Int> SignalReplies<I> {
    fn vertices(&self) -> ReplyVertices {
        let weight = |ray: &[I], place: &Option<usize>| match place {
            Some(j) if !ray[*j].is_zero() => quotient(&ray[*j], &ray[0]),
            _ => Q::ZERO,
        };
        let vertex = |ray: &[I]| self.place.iter().map(|place| weight(ray, place)).collect();
        self.cone.rays().map(vertex).collect()
    }
}

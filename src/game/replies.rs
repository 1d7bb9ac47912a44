//! Best-reply regions: which actions the receiver may choose after a message, at which beliefs.

use dashu_int::IBig;

use super::Game;
use crate::exact::Q;
use crate::exact::bits::{Bits, maximal, ones};
use crate::exact::cone::{Corner, Trouble, envelope};
use crate::exact::int::Int;

/// How the receiver's best replies to one message divide the beliefs of its senders.
///
/// The regions `{x >= 0 : a optimal against x}` are the cells of the upper envelope of the actions'
/// payoffs, linear functions of the mass vector x. Their corners, each with all its best replies,
/// determine them: an action set B is jointly optimal exactly on the cone of the corners whose best
/// replies include B.
#[derive(Debug)]
pub(crate) struct Regions<I> {
    /// The types that may send the message.
    pub senders: u128,
    /// The game's actions that are a best reply at some belief, ascending; the others never follow.
    pub actions: Vec<usize>,
    /// `[a][t]`, by position in `actions`: payoffs up to one scale and a shift for each type.
    pub receiver: Vec<Vec<I>>,
    /// Corners of the regions, `x` over all types, `rows` by position in `actions`.
    pub corners: Vec<Corner<I>>,
}

impl<I: Int> Regions<I> {
    /// The regions of message `m`, if there are at most about `limit` corners.
    pub fn new(
        game: &Game,
        m: usize,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Regions<I>, Trouble> {
        let types = game.types().len();
        let senders: Vec<usize> = game.senders(m).collect();
        let payoffs: Vec<Vec<&Q>> = senders
            .iter()
            .map(|&t| game.replies(m).iter().map(|&a| game.receiver_payoff(t, m, a)).collect())
            .collect();
        let columns = to_integers(&payoffs);
        let rows: Vec<Vec<I>> = (0..game.replies(m).len())
            .map(|a| columns.iter().map(|c| I::from_big(&c[a]).ok_or(Trouble::Overflow)).collect())
            .collect::<Result<_, _>>()?;
        let mut corners = envelope(&rows, limit, stop)?;
        let mut used: Vec<usize> = corners.iter().flat_map(|c| c.rows.iter()).collect();
        used.sort_unstable();
        used.dedup();
        let mask = senders.iter().fold(0, |s, t| s | 1u128 << t);
        for corner in &mut corners {
            let place = |a| used.binary_search(&a).expect("a row that attains the envelope");
            corner.rows = corner.rows.iter().map(place).collect();
            corner.support = members(corner.support).fold(0, |s, i| s | 1 << senders[i]);
            corner.x = spread(&corner.x, mask, types);
        }
        corners.sort_by(|a, b| (&a.rows, a.support).cmp(&(&b.rows, b.support)));
        Ok(Regions {
            senders: mask,
            receiver: used.iter().map(|&a| spread(&rows[a], mask, types)).collect(),
            actions: used.iter().map(|&a| game.replies(m)[a]).collect(),
            corners,
        })
    }

    /// The maximal sets of actions that are jointly optimal at some belief.
    pub fn jointly_optimal(&self) -> Vec<&Bits> {
        maximal(self.corners.iter().map(|c| &c.rows))
    }
}

/// Groups of rationals as integers: one scale for all, and for each group a shift to minimum 0.
pub(crate) fn to_integers(groups: &[Vec<&Q>]) -> Vec<Vec<IBig>> {
    let common = common_denominator(groups.iter().flatten().copied());
    let mut out: Vec<Vec<IBig>> = Vec::with_capacity(groups.len());
    for group in groups {
        let mut row: Vec<IBig> = group.iter().map(|q| times(q, &common)).collect();
        if let Some(least) = row.iter().min().cloned() {
            row.iter_mut().for_each(|n| *n -= &least);
        }
        out.push(row);
    }
    let content = out.iter().flatten().fold(IBig::ZERO, |g, n| Int::gcd(&g, n));
    if content > IBig::ONE {
        out.iter_mut().flatten().for_each(|n| *n /= &content);
    }
    out
}

/// The least common denominator.
pub(crate) fn common_denominator<'a>(numbers: impl Iterator<Item = &'a Q>) -> IBig {
    numbers.fold(IBig::ONE, |common, q| {
        let d = IBig::from(q.denominator().clone());
        if d == IBig::ONE {
            return common;
        }
        let g = Int::gcd(&common, &d);
        common / g * d
    })
}

/// A rational times a multiple of its denominator.
pub(crate) fn times(q: &Q, multiple: &IBig) -> IBig {
    if *multiple == IBig::ONE {
        return q.numerator().clone();
    }
    q.numerator() * (multiple / IBig::from(q.denominator().clone()))
}

/// Rationals times their common denominator.
pub(crate) fn integers<I: Int>(row: &[Q]) -> Option<Vec<I>> {
    let common = common_denominator(row.iter());
    row.iter().map(|q| I::from_big(&times(q, &common))).collect()
}

/// A vector over the types in `set` as a vector over all types.
pub(crate) fn spread<I: Int>(x: &[I], set: u128, types: usize) -> Vec<I> {
    let mut out = vec![I::ZERO; types];
    members(set).zip(x).for_each(|(t, x)| out[t] = x.clone());
    out
}

/// The members of a set of types, ascending.
pub(crate) fn members(set: u128) -> impl Iterator<Item = usize> {
    ones(set as u64).chain(ones((set >> 64) as u64).map(|i| i + 64))
}

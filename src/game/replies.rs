//! Best-reply regions: which actions the receiver may choose after a message, at which beliefs.

use dashu_int::IBig;

use super::Game;
use crate::exact::Q;
use crate::exact::bits::{Bits, maximal, ones};
use crate::exact::cone::{Corner, Trouble, envelope};
use crate::exact::int::{Int, Overflow};

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
        let columns: Vec<Vec<I>> = to_integers(&payoffs)?;
        let rows: Vec<Vec<I>> = (0..game.replies(m).len())
            .map(|a| columns.iter().map(|c| c[a].clone()).collect())
            .collect();
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
pub(crate) fn to_integers<I: Int>(groups: &[Vec<&Q>]) -> Result<Vec<Vec<I>>, Overflow> {
    // the last division may bring back into range what does not fit on the way
    shifted::<I>(groups).or_else(|Overflow| {
        let fit = |row: &Vec<IBig>| row.iter().map(|n| I::from_big(n).ok_or(Overflow)).collect();
        shifted::<IBig>(groups)?.iter().map(fit).collect()
    })
}

fn shifted<I: Int>(groups: &[Vec<&Q>]) -> Result<Vec<Vec<I>>, Overflow> {
    let common: I = common_denominator(groups.iter().flatten().copied())?;
    let mut content = I::ZERO;
    let mut out: Vec<Vec<I>> = Vec::with_capacity(groups.len());
    for group in groups {
        let mut row = Vec::with_capacity(group.len());
        for q in group {
            row.push(times(q, &common)?);
        }
        if let Some(least) = row.iter().min().cloned() {
            for n in &mut row {
                *n = n.minus(&least)?;
                if content != I::ONE {
                    content = content.gcd(n);
                }
            }
        }
        out.push(row);
    }
    if content > I::ONE {
        out.iter_mut().flatten().for_each(|n| *n = n.divided(&content));
    }
    Ok(out)
}

/// The numerator and the denominator.
fn parts<I: Int>(q: &Q) -> Result<(I, I), Overflow> {
    match q.small() {
        Some((n, d)) => Ok((I::from_i64(n), I::from_i64(d))),
        None => {
            let part = |n: &IBig| I::from_big(n).ok_or(Overflow);
            Ok((part(&q.numerator())?, part(&q.denominator().into())?))
        }
    }
}

/// The least common denominator.
pub(crate) fn common_denominator<'a, I: Int>(
    numbers: impl Iterator<Item = &'a Q>,
) -> Result<I, Overflow> {
    let mut common = I::ONE;
    for q in numbers {
        let (_, d) = parts::<I>(q)?;
        if d != I::ONE && d != common {
            common = common.divided(&common.gcd(&d)).times(&d)?;
        }
    }
    Ok(common)
}

/// A rational times a multiple of its denominator.
pub(crate) fn times<I: Int>(q: &Q, multiple: &I) -> Result<I, Overflow> {
    let (n, d) = parts::<I>(q)?;
    if d == *multiple { Ok(n) } else { n.times(&multiple.divided(&d)) }
}

/// Rationals times their common denominator.
pub(crate) fn integers<I: Int>(row: &[Q]) -> Result<Vec<I>, Overflow> {
    let common: I = common_denominator(row.iter())?;
    row.iter().map(|q| times(q, &common)).collect()
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

//! Best-reply regions: the beliefs at which each action of the receiver is optimal after a message.

use std::iter::once;

use dashu_int::IBig;

use super::signalling_game::Game;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal};
use crate::exact::cone::{Corner, Envelope, Trouble, envelope};
use crate::exact::int::{Int, Overflow};
use crate::exact::matrix::Matrix;

/// The division of the beliefs about the senders of a message by the receiver's best replies.
///
/// The regions `{x >= 0 : a optimal against x}` are the cells of the upper envelope of the actions'
/// payoffs, linear functions of the mass vector x. Their corners, each with all its best replies,
/// determine them: an action set B is jointly optimal exactly on the cone of the corners whose best
/// replies include B.
#[derive(Debug)]
pub(crate) struct Regions<I> {
    /// The types that may send the message.
    pub senders: u128,
    /// The actions of the game that are a best reply at some belief, ascending; no other is used.
    pub actions: Vec<usize>,
    /// `[a][t]`, by position in `actions`: payoffs up to a common scale and a shift for each type.
    pub receiver: Matrix<I>,
    /// Corners of the regions, `rows` by position in `actions`.
    pub corners: Vec<Corner>,
    /// For each corner the best payoff there, followed by its mass vector over all types.
    points: Matrix<I>,
}

impl<I: Int> Regions<I> {
    /// The regions of message `m`, if there are at most about `limit` corners.
    pub(crate) fn new(
        game: &Game,
        m: usize,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Regions<I>, Trouble> {
        let (types, replies) = (game.types().len(), game.replies(m));
        let senders = game.senders(m).fold(0, |s, t| s | 1u128 << t);
        let width = senders.count_ones() as usize;
        let mut payoffs: Vec<&Q> = Vec::with_capacity(width * replies.len());
        for t in members(senders) {
            payoffs.extend(replies.iter().map(|&a| game.receiver_payoff(t, m, a)));
        }
        let columns: Vec<I> = to_integers(&payoffs, replies.len())?;
        let mut entries = Vec::with_capacity(columns.len());
        for a in 0..replies.len() {
            entries.extend(columns.iter().skip(a).step_by(replies.len()).cloned());
        }
        let rows = Matrix::new(width, entries);
        let Envelope { mut corners, mut points } = envelope(&rows, limit, stop)?;
        let used = corners.iter().fold(Bits::default(), |used, c| used.union(&c.rows));
        let used: Vec<usize> = used.iter().collect();
        let (all_used, all_send) = (used.len() == replies.len(), width == types);
        for corner in &mut corners {
            if !all_used {
                let place = |a| used.binary_search(&a).expect("a row that attains the envelope");
                corner.rows = corner.rows.iter().map(place).collect();
            }
            if !all_send {
                let sender = |i: usize| members(senders).nth(i).expect("a sender");
                corner.support = members(corner.support).fold(0, |s, i| s | 1 << sender(i));
            }
        }
        corners.sort_by(|a, b| (&a.rows, a.support).cmp(&(&b.rows, b.support)));
        if !all_send {
            points = spread_points(&points, senders, types);
        }
        let receiver = if all_used && all_send {
            rows
        } else {
            let row = |&a: &usize| spread(&rows[a], senders, types);
            Matrix::new(types, used.iter().flat_map(row).collect())
        };
        let actions = used.into_iter().map(|a| replies[a]).collect();
        Ok(Regions { senders, actions, receiver, corners, points })
    }

    /// The mass vector of a corner, over all types.
    pub(crate) fn mass(&self, corner: &Corner) -> &[I] {
        &self.points[corner.at][1..]
    }

    /// The maximal sets of actions that are jointly optimal at some belief.
    pub(crate) fn jointly_optimal(&self) -> Vec<&Bits> {
        maximal(self.corners.iter().map(|c| &c.rows))
    }
}

/// Rationals in groups of `each` as integers: one scale for all, and for each group a shift to
/// minimum 0.
pub(crate) fn to_integers<I: Int>(numbers: &[&Q], each: usize) -> Result<Vec<I>, Overflow> {
    // the last division may bring back into range what does not fit on the way
    shifted::<I>(numbers, each).or_else(|Overflow| {
        let all = shifted::<IBig>(numbers, each)?;
        all.iter().map(|n| I::from_big(n).ok_or(Overflow)).collect()
    })
}

fn shifted<I: Int>(numbers: &[&Q], each: usize) -> Result<Vec<I>, Overflow> {
    let common: I = common_denominator(numbers.iter().copied())?;
    let mut all = Vec::with_capacity(numbers.len());
    for q in numbers {
        all.push(times(q, &common)?);
    }
    let mut content = I::ZERO;
    for group in all.chunks_mut(each) {
        let least = group.iter().min().cloned().unwrap_or(I::ZERO);
        for n in group {
            *n = n.minus(&least)?;
            if content != I::ONE {
                content = content.gcd(n);
            }
        }
    }
    if content > I::ONE {
        all.iter_mut().for_each(|n| *n = n.divided(&content));
    }
    Ok(all)
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

/// The same for points, whose first entries are no type's.
pub(crate) fn spread_points<I: Int>(points: &Matrix<I>, set: u128, types: usize) -> Matrix<I> {
    let whole = |x: &[I]| once(x[0].clone()).chain(spread(&x[1..], set, types));
    Matrix::new(types + 1, points.iter().flat_map(whole).collect())
}

/// The members of a set of types, ascending.
pub(crate) fn members(mut set: u128) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        (set != 0).then(|| {
            let t = set.trailing_zeros() as usize;
            set &= set - 1;
            t
        })
    })
}

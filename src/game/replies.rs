//! Best-reply regions: the beliefs at which each action of the receiver is optimal after a message.

use std::iter::once;

use super::signalling_game::Game;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal, members};
use crate::exact::int::Int;
use crate::exact::integers::shifted_integers;
use crate::exact::matrix::Matrix;
use crate::exact::upper_envelope::{Corner, UpperEnvelope, upper_envelope};
use crate::exact::work::Abort;

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
    /// The regions of message `m`, if there are at most about `limit` corners. Of replies that are
    /// copies only the first is used, unless all are to be kept `apart`.
    pub(crate) fn new(
        game: &Game,
        m: usize,
        apart: bool,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Regions<I>, Abort> {
        let types = game.types().len();
        let mut replies = game.replies(m).to_vec();
        if !apart {
            replies.retain(|&a| game.first_copy(m, a) == a);
        }
        let senders = game.senders(m).fold(0, |s, t| s | 1u128 << t);
        let width = senders.count_ones() as usize;
        let mut payoffs: Vec<&Q> = Vec::with_capacity(width * replies.len());
        for t in members(senders) {
            payoffs.extend(replies.iter().map(|&a| game.receiver_payoff(t, m, a)));
        }
        let columns: Vec<I> = shifted_integers(&payoffs, replies.len())?;
        let mut entries = Vec::with_capacity(columns.len());
        for a in 0..replies.len() {
            entries.extend(columns.iter().skip(a).step_by(replies.len()).cloned());
        }
        let rows = Matrix::new(width, entries);
        let UpperEnvelope { mut corners, mut points } = upper_envelope(&rows, limit, stop)?;
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

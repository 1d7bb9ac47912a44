//! Best-reply regions: the beliefs at which each action of the receiver is optimal after a message.

use std::iter::once;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::noisy::SignalSets;
use super::signalling_game::Game;
use crate::exact::Q;
use crate::exact::bitset::{Bits, maximal, members};
use crate::exact::int::Int;
use crate::exact::integers::shifted_integers;
use crate::exact::matrix::Matrix;
use crate::exact::upper_envelope::{Corner, UpperEnvelope, common_refinement};
use crate::exact::work::Abort;

/// An information set after one message.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    /// Its actions, by position among those of the regions.
    pub actions: Range<usize>,
    /// The senders of the message that it may meet.
    pub meets: u128,
}

/// The division of the beliefs about the senders of a message by the receiver's best replies.
///
/// With several readers it is the common refinement of the divisions by each: a reply is best if it is
/// among the actions of its own information set. A reader whom none of the types meets ties between
/// all its actions, as its payoffs carry the weights.
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
    /// The readers whom some sender of the message meets, one after another.
    pub readers: Vec<Reading>,
    /// `[a][t]`, by position in `actions`: payoffs up to a scale for each reader and a shift for each
    /// of its types.
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
        let senders = game.senders(m).fold(0, |s, t| s | 1u128 << t);
        let mut replies = Vec::with_capacity(game.replies(m).len());
        let mut readers: Vec<Reading> = Vec::new();
        for set in game.information_sets() {
            let meets = members(senders).filter(|&t| set.weights()[t].is_positive());
            let meets = meets.fold(0, |s, t| s | 1u128 << t);
            if meets != 0 {
                let first = replies.len();
                let own = game.replies(m).iter().filter(|a| set.actions().contains(a));
                replies.extend(own.filter(|&&a| apart || game.first_copy(m, a) == a));
                readers.push(Reading { actions: first..replies.len(), meets });
            }
        }
        let width = senders.count_ones() as usize;
        let mut entries = Vec::with_capacity(width * replies.len());
        for Reading { actions, .. } in &readers {
            let mut payoffs: Vec<&Q> = Vec::with_capacity(width * actions.len());
            for t in members(senders) {
                let own = replies[actions.clone()].iter();
                payoffs.extend(own.map(|&a| game.receiver_payoff(t, m, a)));
            }
            let columns: Vec<I> = shifted_integers(&payoffs, actions.len())?;
            for a in 0..actions.len() {
                entries.extend(columns.iter().skip(a).step_by(actions.len()).cloned());
            }
        }
        let rows = Matrix::new(width, entries);
        Regions::of_rows(rows, (senders, types), replies, readers, limit, stop)
    }

    /// The regions at the information sets `at`, which only message `m` reaches through a channel.
    pub(crate) fn of_signals(
        signals: &SignalSets,
        m: usize,
        at: &[usize],
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Regions<I>, Abort> {
        let types = signals.of_type.len();
        let pairs: Vec<usize> =
            (0..signals.pairs.len()).filter(|&pair| signals.pairs[pair].m == m).collect();
        let senders = pairs.iter().fold(0, |s, &pair| s | 1u128 << signals.pairs[pair].t);
        let (mut replies, mut readers, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for &k in at {
            let meets = pairs.iter().filter(|&&pair| signals.reach(pair, k).is_some());
            let meets = meets.fold(0, |s, &pair| s | 1u128 << signals.pairs[pair].t);
            let first = replies.len();
            replies.extend(&signals.sets[k].replies);
            readers.push(Reading { actions: first..replies.len(), meets });
            let worth = signals.worth(k, &pairs);
            let by_pair = (0..pairs.len()).flat_map(|i| worth.iter().map(move |row| &row[i]));
            let columns: Vec<I> = shifted_integers(&by_pair.collect::<Vec<_>>(), worth.len())?;
            for a in 0..worth.len() {
                entries.extend(columns.iter().skip(a).step_by(worth.len()).cloned());
            }
        }
        let rows = Matrix::new(pairs.len(), entries);
        Regions::of_rows(rows, (senders, types), replies, readers, limit, stop)
    }

    /// The regions by payoffs `[reply][sender]`, for these replies of all readers.
    fn of_rows(
        rows: Matrix<I>,
        (senders, types): (u128, usize),
        replies: Vec<usize>,
        mut readers: Vec<Reading>,
        limit: usize,
        stop: &dyn Fn() -> bool,
    ) -> Result<Regions<I>, Abort> {
        let width = rows.width();
        let sets: Vec<Range<usize>> = readers.iter().map(|r| r.actions.clone()).collect();
        let UpperEnvelope { mut corners, mut points } =
            common_refinement(&rows, &sets, limit, stop)?;
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
        if !all_used {
            let place = |a: usize| used.partition_point(|&b| b < a);
            readers.iter_mut().for_each(|r| {
                r.actions = place(r.actions.start)..place(r.actions.end);
            });
        }
        let actions = used.into_iter().map(|a| replies[a]).collect();
        Ok(Regions { senders, actions, readers, receiver, corners, points })
    }

    /// The mass vector of a corner, over all types.
    pub(crate) fn mass(&self, corner: &Corner) -> &[I] {
        &self.points[corner.at][1..]
    }

    /// The actions among these of the readers whom some of the `types` meets.
    pub(crate) fn of_met(&self, rows: &Bits, types: u128) -> Bits {
        let met = self.readers.iter().filter(|r| r.meets & types != 0);
        met.flat_map(|r| r.actions.clone()).filter(|&a| rows.contains(a)).collect()
    }

    /// Is there an action of each reader among these?
    pub(crate) fn have_each_a_reply(&self, rows: &Bits) -> bool {
        match &*self.readers {
            [_] => !rows.is_empty(),
            readers => readers.iter().all(|r| r.actions.clone().any(|a| rows.contains(a))),
        }
    }

    /// Is there a reader whom none of the `types` meets?
    pub(crate) fn leaves_readers_out(&self, types: u128) -> bool {
        self.readers.iter().any(|r| r.meets & types == 0)
    }

    /// The maximal sets of actions that are jointly optimal at some belief or, where it leaves some
    /// readers out, along a chain of beliefs.
    pub(crate) fn jointly_optimal(&self) -> Vec<Bits> {
        self.jointly_optimal_after(0)
    }

    /// The maximal sets of actions that are optimal along a chain whose first belief is on these types.
    pub(crate) fn jointly_optimal_on(&self, types: u128) -> Vec<Bits> {
        let all: Vec<&Reading> = self.readers.iter().collect();
        self.chained(!types, 0, &all, &mut FxHashMap::default())
    }

    /// The maximal sets of actions of the readers whom none of the `sent` types meets that are optimal
    /// along a chain of beliefs on the other senders.
    pub(crate) fn jointly_optimal_after(&self, sent: u128) -> Vec<Bits> {
        let open: Vec<&Reading> = self.readers.iter().filter(|r| r.meets & sent == 0).collect();
        self.chained(sent, sent, &open, &mut FxHashMap::default())
    }

    /// The maximal sets of actions of the `open` readers that are optimal along one chain of beliefs
    /// on the senders that are not `gone`, none of whom they meet, the first on no type of `barred`.
    ///
    /// They sit at chains of corners: if a belief moves to a corner of its face, the readers whom that
    /// no longer meets think as before of the types that it has left.
    fn chained(
        &self,
        barred: u128,
        gone: u128,
        open: &[&Reading],
        known: &mut FxHashMap<u128, Vec<Bits>>,
    ) -> Vec<Bits> {
        if open.is_empty() {
            return vec![Bits::default()];
        }
        let corners = self.corners.iter().filter(|c| c.support & barred == 0);
        if self.readers.len() == 1 {
            return maximal(corners.map(|c| &c.rows)).into_iter().cloned().collect();
        }
        let mut sets = Vec::with_capacity(self.corners.len());
        for corner in corners {
            let (met, later): (Vec<&Reading>, Vec<&Reading>) =
                open.iter().partition(|r| r.meets & corner.support != 0);
            if met.len() == self.readers.len() {
                sets.push(corner.rows.clone());
            } else if !met.is_empty() {
                let own = met.iter().flat_map(|r| r.actions.clone());
                let own: Bits = own.filter(|&a| corner.rows.contains(a)).collect();
                let gone = gone | corner.support;
                if !known.contains_key(&gone) {
                    let sets = self.chained(gone, gone, &later, known);
                    known.insert(gone, sets);
                }
                let later = &known[&gone];
                sets.extend(later.iter().map(|later| own.union(later)));
            }
        }
        maximal(sets.iter()).into_iter().cloned().collect()
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

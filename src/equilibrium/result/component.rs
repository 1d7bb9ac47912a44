//! The description of a component: its dimension, and the ranges of payoffs and of strategies.

use dashu_int::IBig;

use super::equilibria::Equilibria;
use super::groups::{Grouping, undominated};
use super::outcome::Equilibrium;
use crate::exact::Q;
use crate::exact::budget::checkpoint;
use crate::exact::elimination::rank;
use crate::exact::int::Overflow;
use crate::exact::integers::integers;
use crate::exact::matrix::Matrix;

/// The least and the largest of some numbers, element by element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges {
    /// The least.
    pub low: Vec<Option<Q>>,
    /// The largest.
    pub high: Vec<Option<Q>>,
}

impl Ranges {
    /// The ranges of rows of equal length; `None` where no row has a number.
    fn of(width: usize, rows: impl Iterator<Item = Vec<Option<Q>>>) -> Ranges {
        let mut ranges = Ranges { low: vec![None; width], high: vec![None; width] };
        for row in rows {
            checkpoint();
            for (i, x) in row.into_iter().enumerate() {
                let Some(x) = x else { continue };
                if ranges.low[i].as_ref().is_none_or(|low| x < *low) {
                    ranges.low[i] = Some(x.clone());
                }
                if ranges.high[i].as_ref().is_none_or(|high| x > *high) {
                    ranges.high[i] = Some(x);
                }
            }
        }
        ranges
    }
}

impl Equilibria {
    /// The ranges over some outcomes of the payoff of each type and, last, of the receiver.
    pub fn payoff_ranges(&self, outcomes: &[usize]) -> Ranges {
        let row = |eq: &Equilibrium| {
            let all = eq.sender_payoffs().iter().chain([eq.receiver_payoff()]);
            all.cloned().map(Some).collect()
        };
        Ranges::of(self.game.types().len() + 1, outcomes.iter().map(|&i| row(&self[i])))
    }

    /// The ranges over some outcomes of the probability that type t sends m, at `t * messages + m`.
    pub fn sender_ranges(&self, outcomes: &[usize]) -> Ranges {
        let width = self.game.types().len() * self.game.messages().len();
        let row = |eq: &Equilibrium| eq.sender().concat().into_iter().map(Some).collect();
        Ranges::of(width, outcomes.iter().map(|&i| row(&self[i])))
    }

    /// The ranges over some outcomes of the probability of action a after m, at `m * actions + a`, in
    /// a game with noise after a [signal](Equilibria::seen); `None` after what is never seen.
    pub fn reply_ranges(&self, outcomes: &[usize]) -> Ranges {
        let (messages, actions) = (self.seen().len(), self.game.actions().len());
        let reply = |eq: &Equilibrium, m: usize| match eq.receiver(m) {
            Some(reply) => reply.iter().cloned().map(Some).collect(),
            None => vec![None; actions],
        };
        let row = |eq: &Equilibrium| (0..messages).flat_map(|m| reply(eq, m)).collect();
        Ranges::of(messages * actions, outcomes.iter().map(|&i| row(&self[i])))
    }

    /// The dimension of the affine hull of some outcomes, each taken as the point with coordinates
    /// `sigma[t, m] rho[m, a]`, the probability of message and action given the type.
    ///
    /// A component of dimension 0 is one point, and one of dimension 1 the straight segment between
    /// its two ends, since it is connected. A component that is bent, or whose strategies both
    /// move, can have cells of a smaller dimension than this.
    pub fn dimension(&self, outcomes: &[usize]) -> usize {
        let happens = |eq: &Equilibrium| -> Vec<Q> {
            let mut all = Vec::new();
            for (t, row) in eq.sender().iter().enumerate() {
                for (m, p) in row.iter().enumerate() {
                    match eq.met(t, m) {
                        Some(reply) => all.extend(reply.iter().map(|q| p * q)),
                        None => all.resize(all.len() + self.game.actions().len(), Q::ZERO),
                    }
                }
            }
            all
        };
        let Some((&first, others)) = outcomes.split_first() else { return 0 };
        let origin = happens(&self[first]);
        let mut rows: Vec<IBig> = Vec::new();
        for &i in others {
            checkpoint();
            let row: Vec<Q> = happens(&self[i]).iter().zip(&origin).map(|(x, o)| x - o).collect();
            let row: Result<Vec<IBig>, Overflow> = integers(&row);
            rows.extend(row.expect("big integers do not overflow"));
        }
        rank(Matrix::new(origin.len(), rows)).expect("big integers do not overflow")
    }

    /// The indices of the Pareto-efficient outcomes of the list: no other outcome gives every type
    /// and the receiver at least as much, and one of them more.
    pub fn pareto(&self) -> Vec<usize> {
        undominated(&self.by(Grouping::Payoffs), |i| {
            let receiver = self[i].receiver_payoff().clone();
            self[i].sender_payoffs().iter().cloned().chain([receiver]).collect()
        })
    }
}

//! Extreme replies off the path that deter the sender, and the beliefs that support them.

use serde::Serialize;

use crate::exact::Q;
use crate::exact::bitset::{Bits, members};
use crate::exact::budget::unwinding;
use crate::exact::cone::{Cone, ConeConstraint};
use crate::exact::int::{Int, Overflow};
use crate::exact::integers::{integers, quotient};
use crate::exact::work::Abort;
use crate::game::Game;
use crate::game::replies::Regions;

/// A reply to a message that no type sends, and the beliefs at which it is optimal.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Reply {
    /// The probability of each action.
    pub reply: Vec<Q>,
    /// A belief at which the reply is optimal: the element of `beliefs` with the fewest types.
    pub belief: Vec<Q>,
    /// The corners of the set of all beliefs at which the reply is optimal.
    pub beliefs: Vec<Vec<Q>>,
}

/// The extreme replies to `m` that give no type more than `payoffs[t]`, with the first of each class of
/// copies or with all of them `apart`.
pub(crate) fn replies(game: &Game, m: usize, apart: bool, payoffs: &[Q]) -> Vec<Reply> {
    extreme::<i64>(game, m, apart, payoffs)
        .or_else(|_| extreme::<i128>(game, m, apart, payoffs))
        .or_else(|_| extreme::<dashu_int::IBig>(game, m, apart, payoffs))
        .expect("big integers do not overflow, and nothing limits the work")
}

fn extreme<I: Int>(game: &Game, m: usize, apart: bool, payoffs: &[Q]) -> Result<Vec<Reply>, Abort> {
    let regions = Regions::<I>::new(game, m, apart, usize::MAX, &unwinding)?;
    // `[t][a]`: the gain of each sender of m from each action, without denominators
    let gains: Vec<Vec<I>> = members(regions.senders)
        .map(|t| {
            let gain = |&a: &usize| game.sender_payoff(t, m, a) - &payoffs[t];
            integers(&regions.actions.iter().map(gain).collect::<Vec<Q>>())
        })
        .collect::<Result<_, Overflow>>()?;
    let mut found: Vec<Vec<Q>> = Vec::new();
    for rows in regions.jointly_optimal() {
        let actions: Vec<usize> = rows.iter().collect();
        let mut cone = Cone::<I>::point(vec![I::ONE]).times_simplex(actions.len());
        for gains in &gains {
            let gains: Vec<I> = actions.iter().map(|&a| gains[a].clone()).collect();
            cone.restrict(ConeConstraint::NonNegative, |v| {
                I::dot(&gains, &v[1..=actions.len()])?.negated()
            })?;
        }
        for ray in cone.rays() {
            let mut reply = vec![Q::ZERO; game.actions().len()];
            for (j, &a) in actions.iter().enumerate() {
                reply[regions.actions[a]] = quotient(&ray[1 + j], &ray[0]);
            }
            if !found.contains(&reply) {
                found.push(reply);
            }
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    let with_beliefs = |reply: Vec<Q>| {
        let support: Bits =
            (0..regions.actions.len()).filter(|&a| !reply[regions.actions[a]].is_zero()).collect();
        let mut corners: Vec<_> =
            regions.corners.iter().filter(|c| support.is_subset(&c.rows)).collect();
        corners.sort_by_key(|c| (c.support.count_ones(), c.support));
        let beliefs: Vec<Vec<Q>> = corners.iter().map(|c| normalised(regions.mass(c))).collect();
        Reply { reply, belief: beliefs[0].clone(), beliefs }
    };
    Ok(found.into_iter().map(with_beliefs).collect())
}

/// A mass vector as probabilities.
fn normalised<I: Int>(x: &[I]) -> Vec<Q> {
    let x: Vec<Q> = x.iter().map(|x| quotient(x, &I::ONE)).collect();
    let total: Q = x.iter().sum();
    x.into_iter().map(|x| x / &total).collect()
}

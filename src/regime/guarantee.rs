//! The proof that an experiment is a robust solution, and its check without solving anything.
//!
//! A unit of type t is worth `known[t]` when the receiver knows the type, and no experiment can
//! guarantee more. Prices on obedience prove that a pool is safe:
//!
//! ```text
//! worth[t,a] - known[t] + sum_b price[a,b] (uR[t,b] - uR[t,a]) >= 0     for t in the pool, all a,
//! ```
//!
//! since at a mass where a is best the last term, summed over t, is at most 0. Other prices prove
//! in the same way that no experiment that uses only these pools promises more. Conflicts prove
//! that sets of types are unsafe, and every set of types without a conflict lies in a pool.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::objective::Weights;
use super::program::Group;
use super::result::Regime;
use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::game::Game;

/// What is certain whatever Nature tells the receiver, what is promised if Nature is silent, and
/// the proof of both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guarantee {
    /// `[t]`: what a unit of each type is worth when the receiver knows the type. The value is the
    /// average of this over the prior, and no experiment is certain of more.
    pub known: Vec<Q>,
    /// `[t]`: what a unit of each type is worth if Nature is silent.
    pub hoped: Vec<Q>,
    /// The largest sets of types that may be pooled.
    pub pools: Vec<Pool>,
    /// Why no other sets may be pooled.
    pub conflicts: Vec<Conflict>,
}

/// A set of types that may be pooled, whatever Nature then tells the receiver.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pool {
    /// The message that they send, where it matters which.
    pub message: Option<usize>,
    /// The types, ascending.
    pub types: Vec<usize>,
    /// Prices that prove that the set is safe.
    pub certain: Vec<Temptation>,
    /// Prices that prove that it promises no more than [`Guarantee::hoped`].
    pub hoped: Vec<Temptation>,
}

/// The price of one row of obedience: the receiver must not prefer `better` to `action`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Temptation {
    /// The reply that the receiver is to give.
    pub action: usize,
    /// The reply that must not be better.
    pub better: usize,
    /// The price, at least 0.
    pub price: Q,
}

/// Why some types are never all pooled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// The message that they would send, where it matters which.
    pub message: Option<usize>,
    /// By type, a mass that Nature could bring about if they were pooled.
    pub mass: Vec<Q>,
    /// A reply that is best at this mass, and makes it worth less than if the types were known.
    pub action: usize,
}

impl Conflict {
    /// The types that are never all pooled.
    pub(super) fn types(&self) -> Bits {
        (0..self.mass.len()).filter(|&t| !self.mass[t].is_zero()).collect()
    }
}

/// What a unit of a type is worth after a message when the receiver knows the type and breaks ties
/// against the objective.
fn after(game: &Game, weights: &Weights, t: usize, m: usize) -> Q {
    let most = game.replies(m).iter().map(|&a| game.receiver_payoff(t, m, a)).max();
    let best = game.replies(m).iter().filter(|&&a| Some(game.receiver_payoff(t, m, a)) == most);
    best.map(|&a| weights.worth(game, t, m, a)).min().expect("every message has a reply")
}

/// What a unit of each type is worth when the receiver knows it, after the message that is best for
/// the objective.
pub(super) fn certain(game: &Game, weights: &Weights, groups: &[Group]) -> Vec<Q> {
    let of = |t: usize| {
        let open = groups.iter().filter(|group| group.senders.contains(&t));
        open.map(|group| after(game, weights, t, group.message())).max()
    };
    (0..game.types().len()).map(|t| of(t).expect("every type has a message")).collect()
}

impl Guarantee {
    /// Are all indices in it those of the game?
    pub(super) fn fits(&self, game: &Game) -> bool {
        let (types, actions) = (game.types().len(), game.actions().len());
        let message = |m: Option<usize>| m.is_none_or(|m| m < game.messages().len());
        let tempts = |t: &Temptation| t.action < actions && t.better < actions;
        self.known.len() == types
            && self.hoped.len() == types
            && self.pools.iter().all(|pool| {
                message(pool.message)
                    && pool.types.iter().all(|&t| t < types)
                    && pool.certain.iter().chain(&pool.hoped).all(tempts)
            })
            && self.conflicts.iter().all(|conflict| {
                message(conflict.message)
                    && conflict.mass.len() == types
                    && conflict.action < actions
            })
    }

    /// The types for which this message is best for the objective when they are known.
    pub(super) fn eligible(game: &Game, weights: &Weights, known: &[Q], group: &Group) -> Bits {
        let m = group.message();
        let best = |&t: &usize| after(game, weights, t, m) == known[t];
        group.senders.iter().copied().filter(best).collect()
    }

    /// Is the regime a robust solution?
    pub(super) fn proves(&self, regime: &Regime) -> bool {
        let (game, prior) = (regime.game(), regime.game().prior());
        let Ok(weights) = regime.objective().weights(game) else { return false };
        let groups = Group::all(game);
        let total = |of: &[Q]| -> Q { prior.iter().zip(of).map(|(p, v)| p * v).sum() };
        let pooled = |message: Option<usize>, belief: &[Q]| {
            let types = (0..belief.len()).filter(|&t| !belief[t].is_zero());
            let types: Vec<usize> = types.collect();
            self.pools
                .iter()
                .any(|pool| pool.message == message && types.iter().all(|t| pool.types.contains(t)))
        };
        self.known == certain(game, &weights, &groups)
            && total(&self.known) == *regime.value()
            && total(&self.hoped) == regime.hoped()
            && groups.iter().all(|group| self.separates(game, &weights, group))
            && regime.experiment().iter().all(|signal| pooled(signal.message, &signal.belief))
            // pools are proved of the message that stands for its copies, and of no other
            && self.pools.iter().all(|pool| match pool.message {
                None => game.is_cheap_talk(),
                Some(m) => groups.iter().any(|group| group.message() == m),
            })
    }

    /// Are the pools of a message the largest safe sets of types?
    fn separates(&self, game: &Game, weights: &Weights, group: &Group) -> bool {
        let m = group.message();
        let message = (!game.is_cheap_talk()).then_some(m);
        let eligible = Guarantee::eligible(game, weights, &self.known, group);
        let pools = || self.pools.iter().filter(|pool| pool.message == message);
        let conflicts = || self.conflicts.iter().filter(|conflict| conflict.message == message);
        let sets: Vec<Bits> = pools().map(|pool| pool.types.iter().copied().collect()).collect();
        let unsafe_sets: Vec<Bits> = conflicts().map(Conflict::types).collect();
        let gain = |t: usize, a: usize, b: usize| {
            game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a)
        };
        let charge = |prices: &[Temptation], t: usize, a: usize| -> Q {
            let own = prices.iter().filter(|p| p.action == a);
            own.map(|p| &p.price * &gain(t, a, p.better)).sum()
        };
        let proved = |pool: &Pool| {
            let prices = pool.certain.iter().chain(&pool.hoped);
            let valid =
                |p: &Temptation| !p.price.is_negative() && group.replies.contains(&p.better);
            prices.into_iter().all(valid)
                && group.replies.iter().all(|&a| {
                    pool.types.iter().all(|&t| {
                        let worth = weights.worth(game, t, m, a);
                        &worth + &charge(&pool.certain, t, a) >= self.known[t]
                            && &self.hoped[t] + &charge(&pool.hoped, t, a) >= worth
                    })
                })
        };
        let harms = |conflict: &Conflict| {
            let over = |f: &dyn Fn(usize) -> Q| -> Q {
                conflict.types().iter().map(|t| &conflict.mass[t] * &f(t)).sum()
            };
            let (a, mass) = (conflict.action, &conflict.mass);
            group.replies.contains(&a)
                && !mass.iter().any(Q::is_negative)
                && group.replies.iter().all(|&b| !over(&|t| gain(t, a, b)).is_positive())
                && over(&|t| weights.worth(game, t, m, a) - &self.known[t]).is_negative()
        };
        sets.iter().chain(&unsafe_sets).all(|set| set.is_subset(&eligible))
            && pools().all(proved)
            && conflicts().all(harms)
            && covered(eligible, &sets, &unsafe_sets)
    }
}

/// Does every subset of `all` without a conflict lie in a pool?
///
/// A set outside all pools must contain a conflict; its subsets without that conflict lack one of
/// the conflict's types, so it is enough to look at the set without each of these in turn.
fn covered(all: Bits, pools: &[Bits], conflicts: &[Bits]) -> bool {
    let mut seen = BTreeSet::from([all.clone()]);
    let mut open = vec![all];
    while let Some(set) = open.pop() {
        if set.is_empty() || pools.iter().any(|pool| set.is_subset(pool)) {
            continue;
        }
        let Some(conflict) = conflicts.iter().find(|conflict| conflict.is_subset(&set)) else {
            return false;
        };
        let rest = conflict.iter().map(|t| set.iter().filter(|&s| s != t).collect());
        open.extend(rest.filter(|rest: &Bits| seen.insert(rest.clone())));
    }
    true
}

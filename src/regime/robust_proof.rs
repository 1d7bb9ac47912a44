//! The proof that an experiment is a robust solution, and its check without solving anything.
//!
//! Let `known[t]` be the value of a unit of type t when the receiver knows the type, and `v[t,a]`
//! its value at reply a. No experiment can guarantee more than `known`. Prices on obedience prove
//! that a pool is safe:
//!
//! ```text
//! v[t,a] - known[t] + sum_b price[a,b] (uR[t,b] - uR[t,a]) >= 0     for t in the pool, all a,
//! ```
//!
//! since at a mass where a is best the last term, summed over t, is at most 0. Other prices prove
//! in the same way that no experiment that uses only these pools promises more. Conflicts prove
//! that sets of types are unsafe, and every set of types without a conflict lies in a pool.

use std::collections::BTreeSet;

use super::{Conflict, Guarantee, MessageCopies, Pool, Regime, Temptation, Weights};
use crate::exact::Q;
use crate::exact::bitset::Bits;

/// The value of a unit of type `t` that sends `m`, when the receiver knows the type and breaks ties
/// against the objective.
fn known_after(weights: &Weights, t: usize, m: usize) -> Q {
    let game = weights.game;
    let most = game.replies(m).iter().map(|&a| game.receiver_payoff(t, m, a)).max();
    let best = game.replies(m).iter().filter(|&&a| Some(game.receiver_payoff(t, m, a)) == most);
    best.map(|&a| weights.coefficient(t, m, a)).min().expect("every message has a reply")
}

/// `[t]`: the value of a unit of each type when the receiver knows it, after the message that is
/// best for the objective.
pub(super) fn full_disclosure_values(weights: &Weights, classes: &[MessageCopies]) -> Vec<Q> {
    let of = |t: usize| {
        let open = classes.iter().filter(|class| class.senders.contains(&t));
        open.map(|class| known_after(weights, t, class.representative())).max()
    };
    (0..weights.game.types().len()).map(|t| of(t).expect("every type has a message")).collect()
}

/// The types for which a message is best for the objective when they are known.
pub(super) fn eligible(weights: &Weights, known: &[Q], class: &MessageCopies) -> Bits {
    let m = class.representative();
    let best = |&t: &usize| known_after(weights, t, m) == known[t];
    class.senders.iter().copied().filter(best).collect()
}

impl Guarantee {
    /// Does it prove that the regime is a robust solution?
    pub(super) fn proves(&self, regime: &Regime) -> bool {
        let (game, prior) = (regime.game(), regime.game().prior());
        let Ok(weights) = regime.objective().weights(game) else { return false };
        let classes = MessageCopies::all(game);
        let expected = |of: &[Q]| -> Q { prior.iter().zip(of).map(|(p, v)| p * v).sum() };
        let pooled = |message: Option<usize>, belief: &[Q]| {
            let types = (0..belief.len()).filter(|&t| !belief[t].is_zero());
            let types: Vec<usize> = types.collect();
            self.pools
                .iter()
                .any(|pool| pool.message == message && types.iter().all(|t| pool.types.contains(t)))
        };
        self.known == full_disclosure_values(&weights, &classes)
            && expected(&self.known) == *regime.value()
            && expected(&self.hoped) == regime.hoped()
            && classes.iter().all(|class| self.separates(&weights, class))
            && regime.experiment().iter().all(|signal| pooled(signal.message, &signal.belief))
            // a pool is proved safe after the message that stands for its copies only
            && self.pools.iter().all(|pool| match pool.message {
                None => game.is_cheap_talk(),
                Some(m) => classes.iter().any(|class| class.representative() == m),
            })
    }

    /// Are the pools of a message the largest safe sets of types?
    fn separates(&self, weights: &Weights, class: &MessageCopies) -> bool {
        let game = weights.game;
        let m = class.representative();
        let message = (!game.is_cheap_talk()).then_some(m);
        let eligible = eligible(weights, &self.known, class);
        let pools = || self.pools.iter().filter(|pool| pool.message == message);
        let conflicts = || self.conflicts.iter().filter(|conflict| conflict.message == message);
        let sets: Vec<Bits> = pools().map(|pool| pool.types.iter().copied().collect()).collect();
        let unsafe_sets: Vec<Bits> = conflicts().map(Conflict::types).collect();
        let gain = |t: usize, a: usize, b: usize| {
            game.receiver_payoff(t, m, b) - game.receiver_payoff(t, m, a)
        };
        let cost = |prices: &[Temptation], t: usize, a: usize| -> Q {
            let own = prices.iter().filter(|p| p.action == a);
            own.map(|p| &p.price * &gain(t, a, p.better)).sum()
        };
        let proved = |pool: &Pool| {
            let prices = pool.certain.iter().chain(&pool.hoped);
            let valid =
                |p: &Temptation| !p.price.is_negative() && class.replies.contains(&p.better);
            prices.into_iter().all(valid)
                && class.replies.iter().all(|&a| {
                    pool.types.iter().all(|&t| {
                        let v = weights.coefficient(t, m, a);
                        &v + &cost(&pool.certain, t, a) >= self.known[t]
                            && &self.hoped[t] + &cost(&pool.hoped, t, a) >= v
                    })
                })
        };
        let harms = |conflict: &Conflict| {
            let sum = |f: &dyn Fn(usize) -> Q| -> Q {
                conflict.types().iter().map(|t| &conflict.mass[t] * &f(t)).sum()
            };
            let (a, mass) = (conflict.action, &conflict.mass);
            class.replies.contains(&a)
                && !mass.iter().any(Q::is_negative)
                && class.replies.iter().all(|&b| !sum(&|t| gain(t, a, b)).is_positive())
                && sum(&|t| weights.coefficient(t, m, a) - &self.known[t]).is_negative()
        };
        sets.iter().chain(&unsafe_sets).all(|set| set.is_subset(&eligible))
            && pools().all(proved)
            && conflicts().all(harms)
            && covered(eligible, &sets, &unsafe_sets)
    }
}

/// Does every subset of `all` that contains no conflict lie in a pool?
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

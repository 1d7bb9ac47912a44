//! Persuasion that prepares for the worst and hopes for the best (Dworczak and Pavan 2022).
//!
//! Nature sees the type and the outcome of the experiment, and may tell the receiver more; it also
//! breaks the receiver's ties. It does both so as to hurt the objective as much as it can. Write
//! `V(x)` for what a mass x of types is worth when the receiver gives, of its best replies, the one
//! that is worst for the objective. Where the experiment leaves x, Nature can bring the objective
//! down to the lower convex envelope of V at x. On average this is largest where Nature has nothing
//! left to tell, so that the most that can be guaranteed is what full disclosure gives,
//!
//! ```text
//! value = sum_t p_t v_t,        v_t = V(one unit of type t),
//! ```
//!
//! where messages are costly with the best message for each type. An experiment guarantees this
//! value exactly when its messages pool only sets B of types that are *safe*: `V(x) >= sum_t x_t
//! v_t` for every mass x on B. (The envelope is convex and lies nowhere above the linear function
//! on the right; if the two are equal at one x inside B, they are equal on B.) Subsets of safe sets
//! are safe. Among the experiments that guarantee the value, the *robust solution* is the best one
//! if Nature is silent and ties are broken for the objective. It solves a linear programme over
//! masses by maximal safe set and reply.
//!
//! # How it is decided
//!
//! A set is safe when there is no reply a and no mass on the set such that a is best at the mass
//! and makes it worth less than the types are worth when they are known. Each reply takes one
//! linear programme to check. A mass that violates the condition is a *conflict*, whose types are
//! never all pooled; if there is none, the dual solutions prove that the set is safe. The maximal
//! safe sets are found by leaving out the types of each conflict in turn.

use std::collections::{BTreeSet, VecDeque};

use crate::error::Error;
use crate::exact::Q;
use crate::exact::bitset::Bits;
use crate::exact::lp::{Program, Solution};
use crate::game::Game;
use crate::regime::guarantee::{Conflict, Guarantee, Pool, Temptation, certain};
use crate::regime::kind::RegimeKind;
use crate::regime::objective::Weights;
use crate::regime::program::Group;
use crate::regime::question::Question;
use crate::regime::result::{Certificate, MessageShare, Regime};

pub(crate) const INFORMED: RegimeKind = RegimeKind {
    name: "persuasion_robust_information",
    title: "robust persuasion",
    commits: "the sender",
    summary: "the most that is certain whatever Nature tells the receiver besides, with ties \
              against the objective; of the rules that are certain of it the best if Nature is \
              silent",
    source: "Dworczak and Pavan 2022",
    obedience: true,
    honesty: false,
    costly: true,
    solve,
};

/// The most sets of types that are looked at.
const MAX_SETS: usize = 4_096;

struct Setting<'a> {
    question: &'a Question<'a>,
    game: &'a Game,
    weights: &'a Weights,
    /// `[t]`: what a unit of the type is worth when the receiver knows it.
    known: Vec<Q>,
    /// `[m]`: the replies that can tempt the receiver, for the messages that stand for their copies.
    tempting: Vec<Vec<usize>>,
}

fn solve(question: &Question, this: &'static RegimeKind) -> Result<Regime, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let groups = Group::all(game);
    let known = certain(game, &weights, &groups);
    let mut tempting = vec![Vec::new(); game.messages().len()];
    groups.iter().for_each(|group| tempting[group.message()] = group.tempting(game));
    let setting = Setting { question, game, weights: &weights, known, tempting };
    let (mut pools, mut conflicts) = (Vec::new(), Vec::new());
    for group in &groups {
        setting.separate(group, &mut pools, &mut conflicts)?;
    }
    let (lots, hoped) = setting.hope(&mut pools)?;
    let value = game.prior().iter().zip(&setting.known).map(|(p, v)| p * v).sum();
    let guarantee = Guarantee { known: setting.known.clone(), hoped, pools, conflicts };
    let certificate = Certificate::Guarantee(guarantee);
    let mut regime = Regime::new(&question.asked(&weights), this, &lots, certificate);
    regime.value = value;
    Ok(regime)
}

impl Setting<'_> {
    /// Adds the maximal safe sets among the types for which a message is best when they are known,
    /// and the conflicts that rule out all other sets.
    fn separate(
        &self,
        group: &Group,
        pools: &mut Vec<Pool>,
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), Error> {
        let message = (!self.game.is_cheap_talk()).then_some(group.message());
        let all = Guarantee::eligible(self.game, self.weights, &self.known, group);
        let (mut safe, mut excluded): (Vec<Bits>, Vec<Bits>) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::from([all.clone()]);
        // sets are looked at from large to small, so that a set which is safe and lies in no pool
        // so far is maximal
        let mut open = VecDeque::from([all]);
        while let Some(set) = open.pop_front() {
            if set.is_empty() || safe.iter().any(|pool| set.is_subset(pool)) {
                continue;
            }
            let conflict = match excluded.iter().find(|conflict| conflict.is_subset(&set)) {
                Some(conflict) => conflict.clone(),
                None => match self.conflict(group, &set)? {
                    Ok(certain) => {
                        let types = set.iter().collect();
                        pools.push(Pool { message, types, certain, hoped: Vec::new() });
                        safe.push(set);
                        continue;
                    }
                    Err(conflict) => {
                        conflicts.push(self.smallest(group, conflict)?);
                        excluded.push(conflicts[conflicts.len() - 1].types());
                        excluded[excluded.len() - 1].clone()
                    }
                },
            };
            let rest = conflict.iter().map(|t| set.iter().filter(|&s| s != t).collect());
            open.extend(rest.filter(|rest: &Bits| seen.insert(rest.clone())));
            if seen.len() > MAX_SETS {
                return Err(Error::Limit(format!(
                    "the types can be told apart in too many ways: more than {MAX_SETS} sets of \
                     types would be looked at; merge types that are much alike"
                )));
            }
        }
        Ok(())
    }

    /// Looks for a mass on these types that Nature could bring about to do harm: `Err` of a
    /// conflict, or `Ok` of the prices that prove that there is none.
    fn conflict(
        &self,
        group: &Group,
        set: &Bits,
    ) -> Result<Result<Vec<Temptation>, Conflict>, Error> {
        let m = group.message();
        let mut proof = Vec::new();
        for &a in &group.replies {
            let mut lp = Program::new();
            let loss = |t: usize| &self.known[t] - &self.weights.worth(self.game, t, m, a);
            let mass: Vec<(usize, usize)> = set.iter().map(|t| (t, lp.variable(loss(t)))).collect();
            let others = self.obey(&mut lp, m, a, &mass);
            lp.at_most(mass.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
            let Solution::Optimal { value, primal, dual } = self.question.solve(&lp)? else {
                return Err(Error::Limit("no mass obeys, though none at all does".into()));
            };
            if value.is_positive() {
                let mut all = vec![Q::ZERO; self.game.types().len()];
                mass.iter().for_each(|&(t, j)| all[t] = primal[j].clone());
                let message = (!self.game.is_cheap_talk()).then_some(m);
                return Ok(Err(Conflict { message, mass: all, action: a }));
            }
            proof.extend(temptations(a, &others, dual));
        }
        Ok(Ok(proof))
    }

    /// A minimal conflict: one among some of the types of this conflict, none of which can be left
    /// out.
    fn smallest(&self, group: &Group, mut conflict: Conflict) -> Result<Conflict, Error> {
        let mut needed = Bits::default();
        while let Some(t) = conflict.types().iter().find(|&t| !needed.contains(t)) {
            let rest = conflict.types().iter().filter(|&s| s != t).collect();
            match self.conflict(group, &rest)? {
                // a smaller set has no conflict without t either, so t need not be tried again
                Ok(_) => needed.insert(t),
                Err(smaller) => conflict = smaller,
            }
        }
        Ok(conflict)
    }

    /// Adds the rows by which no other reply is better than `a` at a mass, and returns those that can
    /// tempt, which are all that need a row.
    fn obey(&self, lp: &mut Program, m: usize, a: usize, mass: &[(usize, usize)]) -> Vec<usize> {
        let others: Vec<usize> = self.tempting[m].iter().copied().filter(|&b| b != a).collect();
        for &b in &others {
            let gain = |t| self.game.receiver_payoff(t, m, b) - self.game.receiver_payoff(t, m, a);
            lp.at_most(mass.iter().map(|&(t, j)| (j, gain(t))), Q::ZERO);
        }
        others
    }

    /// The best rule that pools only these sets if Nature is silent, and what each type is worth in
    /// it. The prices that prove that there is no better one are written into the pools.
    fn hope(&self, pools: &mut [Pool]) -> Result<(Vec<MessageShare>, Vec<Q>), Error> {
        let types = self.game.types().len();
        let mut lp = Program::new();
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); types];
        let mut cells = Vec::new();
        for (i, pool) in pools.iter().enumerate() {
            let m = pool.message.unwrap_or(0);
            for &a in self.game.replies(m) {
                let cell = |&t: &usize| {
                    let j = lp.variable(self.weights.worth(self.game, t, m, a));
                    of_type[t].push(j);
                    (t, j)
                };
                let mass: Vec<(usize, usize)> = pool.types.iter().map(cell).collect();
                cells.push((i, m, a, mass));
            }
        }
        for (variables, p) in of_type.iter().zip(self.game.prior()) {
            lp.equal(variables.iter().map(|&j| (j, Q::ONE)), p.clone());
        }
        let rows: Vec<Vec<usize>> =
            cells.iter().map(|(_, m, a, mass)| self.obey(&mut lp, *m, *a, mass)).collect();
        let Solution::Optimal { primal, dual, .. } = self.question.solve(&lp)? else {
            // every type can be told apart from the others
            return Err(Error::Limit("no rule is safe, which should not be possible".into()));
        };
        let mut dual = dual.into_iter();
        let hoped: Vec<Q> = dual.by_ref().take(types).collect();
        let mut lots = Vec::new();
        for ((i, m, a, mass), others) in cells.into_iter().zip(rows) {
            pools[i].hoped.extend(temptations(a, &others, dual.by_ref()));
            // a lot has room for every action, so those that nobody meets are left out
            if mass.iter().any(|&(_, j)| !primal[j].is_zero()) {
                let mut all = vec![Q::ZERO; types];
                mass.iter().for_each(|&(t, j)| all[t] = primal[j].clone());
                lots.push(MessageShare::pure(self.game, m, all, a));
            }
        }
        Ok((lots, hoped))
    }
}

/// The prices of the rows of obedience to `action`, without those that are 0.
fn temptations(
    action: usize,
    others: &[usize],
    prices: impl IntoIterator<Item = Q>,
) -> Vec<Temptation> {
    let priced = others.iter().zip(prices).filter(|(_, price)| !price.is_zero());
    priced.map(|(&better, price)| Temptation { action, better, price }).collect()
}

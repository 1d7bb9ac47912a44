//! Robust persuasion: preparing for the worst and hoping for the best (Dworczak and Pavan 2022).
//!
//! Nature sees the type and the outcome of the experiment, and may tell the receiver more; it also
//! breaks the receiver's ties. It does both so as to minimise the objective. Let `V(x)` be the
//! value of a mass x of types when the receiver gives, of its best replies, the one that is worst
//! for the objective. Where the experiment leaves x, Nature can bring the objective down to the
//! lower convex envelope of V at x. On average this is largest where Nature has nothing left to
//! tell, so that the most that can be guaranteed is the value of full disclosure,
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
use crate::regime::{
    Adversary, Certificate, Conflict, Guarantee, MessageCopies, MessageShare, Pool, Question,
    RegimeKind, RegimeSolution, Temptation, Weights, eligible, full_disclosure_values, sparse_row,
};

pub(super) const INFORMED: RegimeKind = RegimeKind {
    name: "persuasion_robust_information",
    title: "robust persuasion",
    commits: "the sender",
    summary: "the most that is certain whatever Nature tells the receiver besides, with ties \
              against the objective; of the rules that are certain of it the best if Nature is \
              silent",
    source: "Dworczak and Pavan 2022",
    obedience: true,
    honesty: false,
    heard: &[],
    costly: true,
    adversary: Adversary::InformedNature,
    solver: solve,
};

/// The most sets of types that are looked at for each message. A round number, not tuned: a game
/// that needs more is refused.
const MAX_SETS: usize = 4_096;

/// The problem of finding the sets of types that may be pooled.
struct PoolingProblem<'a> {
    question: &'a Question<'a>,
    weights: &'a Weights<'a>,
    /// `[t]`: the value of a unit of the type when the receiver knows it.
    known: Vec<Q>,
    /// `[m]`: the undominated replies, for the messages that stand for their copies.
    undominated: Vec<Vec<usize>>,
}

fn solve(question: &Question) -> Result<RegimeSolution, Error> {
    let (game, weights) = (question.game(), question.weights()?);
    let classes = MessageCopies::all(game);
    let known = full_disclosure_values(&weights, &classes);
    let mut undominated = vec![Vec::new(); game.messages().len()];
    for class in &classes {
        undominated[class.representative()] = class.undominated_replies(game);
    }
    let problem = PoolingProblem { question, weights: &weights, known, undominated };
    let (mut pools, mut conflicts) = (Vec::new(), Vec::new());
    for class in &classes {
        problem.find_pools(class, &mut pools, &mut conflicts)?;
    }
    let (shares, hoped) = problem.best_if_silent(&mut pools)?;
    let known = problem.known;
    let value = game.prior().iter().zip(&known).map(|(p, v)| p * v).sum();
    let certificate = Certificate::Guarantee(Guarantee { known, hoped, pools, conflicts });
    Ok(RegimeSolution::new(shares, certificate).with_value(value))
}

impl PoolingProblem<'_> {
    /// Adds the maximal safe sets among the types for which a message is best when they are known,
    /// and the conflicts that rule out all other sets.
    fn find_pools(
        &self,
        class: &MessageCopies,
        pools: &mut Vec<Pool>,
        conflicts: &mut Vec<Conflict>,
    ) -> Result<(), Error> {
        let message = (!self.weights.game.is_cheap_talk()).then_some(class.representative());
        let all = eligible(self.weights, &self.known, class);
        let (mut safe, mut excluded): (Vec<Bits>, Vec<Bits>) = (Vec::new(), Vec::new());
        let mut seen = BTreeSet::from([all.clone()]);
        // sets come from large to small, so that a safe set which lies in no pool so far is maximal
        let mut open = VecDeque::from([all]);
        while let Some(set) = open.pop_front() {
            if set.is_empty() || safe.iter().any(|pool| set.is_subset(pool)) {
                continue;
            }
            let conflict = match excluded.iter().find(|conflict| conflict.is_subset(&set)) {
                Some(conflict) => conflict.clone(),
                None => match self.prove_safe(class, &set)? {
                    Ok(certain) => {
                        let types = set.iter().collect();
                        pools.push(Pool { message, types, certain, hoped: Vec::new() });
                        safe.push(set);
                        continue;
                    }
                    Err(conflict) => {
                        conflicts.push(self.minimal(class, conflict)?);
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

    /// Returns `Ok` of the prices that prove a set of types safe, or `Err` of a conflict: a mass on
    /// the set that Nature could bring about to do harm.
    fn prove_safe(
        &self,
        class: &MessageCopies,
        set: &Bits,
    ) -> Result<Result<Vec<Temptation>, Conflict>, Error> {
        let m = class.representative();
        let mut proof = Vec::new();
        for &a in &class.replies {
            let mut lp = Program::new();
            let loss = |t: usize| &self.known[t] - &self.weights.coefficient(t, m, a);
            let mass: Vec<(usize, usize)> = set.iter().map(|t| (t, lp.variable(loss(t)))).collect();
            let others = self.add_obedience(&mut lp, m, a, &mass);
            lp.at_most(mass.iter().map(|&(_, j)| (j, Q::ONE)), Q::ONE);
            let Solution::Optimal { value, primal, dual } = self.question.solve(&lp)? else {
                return Err(Error::Limit("no mass obeys, though none at all does".into()));
            };
            if value.is_positive() {
                let mass = mass.iter().map(|&(t, j)| (t, primal[j].clone()));
                let mass = sparse_row(self.weights.game.types().len(), mass);
                let message = (!self.weights.game.is_cheap_talk()).then_some(m);
                return Ok(Err(Conflict { message, mass, action: a }));
            }
            proof.extend(temptations(a, &others, dual));
        }
        Ok(Ok(proof))
    }

    /// Shrinks a conflict to one among fewer of its types, none of which can be left out.
    fn minimal(&self, class: &MessageCopies, mut conflict: Conflict) -> Result<Conflict, Error> {
        let mut needed = Bits::default();
        while let Some(t) = conflict.types().iter().find(|&t| !needed.contains(t)) {
            let rest = conflict.types().iter().filter(|&s| s != t).collect();
            match self.prove_safe(class, &rest)? {
                // a smaller set has no conflict without t either, so t need not be tried again
                Ok(_) => needed.insert(t),
                Err(smaller) => conflict = smaller,
            }
        }
        Ok(conflict)
    }

    /// Adds the rows by which no other reply is better than `a` at a mass of types and variables,
    /// and returns the replies that have a row: the undominated ones.
    fn add_obedience(
        &self,
        lp: &mut Program,
        m: usize,
        a: usize,
        mass: &[(usize, usize)],
    ) -> Vec<usize> {
        let others: Vec<usize> = self.undominated[m].iter().copied().filter(|&b| b != a).collect();
        for &b in &others {
            let gain = |t| {
                self.weights.game.receiver_payoff(t, m, b)
                    - self.weights.game.receiver_payoff(t, m, a)
            };
            lp.at_most(mass.iter().map(|&(t, j)| (j, gain(t))), Q::ZERO);
        }
        others
    }

    /// The best rule that pools only these sets if Nature is silent, and the price of each type in
    /// it. The prices that prove that no rule is better are written into the pools.
    fn best_if_silent(&self, pools: &mut [Pool]) -> Result<(Vec<MessageShare>, Vec<Q>), Error> {
        let types = self.weights.game.types().len();
        let mut lp = Program::new();
        let mut of_type: Vec<Vec<usize>> = vec![Vec::new(); types];
        let mut cells = Vec::new();
        for (i, pool) in pools.iter().enumerate() {
            let m = pool.message.unwrap_or(0);
            for &a in self.weights.game.replies(m) {
                let cell = |&t: &usize| {
                    let j = lp.variable(self.weights.coefficient(t, m, a));
                    of_type[t].push(j);
                    (t, j)
                };
                let mass: Vec<(usize, usize)> = pool.types.iter().map(cell).collect();
                cells.push((i, m, a, mass));
            }
        }
        for (variables, p) in of_type.iter().zip(self.weights.game.prior()) {
            lp.equal(variables.iter().map(|&j| (j, Q::ONE)), p.clone());
        }
        let rows: Vec<Vec<usize>> =
            cells.iter().map(|(_, m, a, mass)| self.add_obedience(&mut lp, *m, *a, mass)).collect();
        let Solution::Optimal { primal, dual, .. } = self.question.solve(&lp)? else {
            // the rule that discloses every type is safe
            return Err(Error::Limit("no rule is safe, which should not be possible".into()));
        };
        let mut dual = dual.into_iter();
        let hoped: Vec<Q> = dual.by_ref().take(types).collect();
        let mut shares = Vec::new();
        for ((i, m, a, mass), others) in cells.into_iter().zip(rows) {
            pools[i].hoped.extend(temptations(a, &others, dual.by_ref()));
            // a share has an entry for every action, and few replies are given: the others are left
            // out, which saves much memory where there are many actions
            if mass.iter().any(|&(_, j)| !primal[j].is_zero()) {
                let mass = sparse_row(types, mass.iter().map(|&(t, j)| (t, primal[j].clone())));
                shares.push(MessageShare::pure(self.weights.game, m, mass, a));
            }
        }
        Ok((shares, hoped))
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

//! Partial credibility for a sender whose payoff depends on its type: the candidates are the
//! payoffs that its types can have when each reports what it likes.
//!
//! Fix these, `u_t`. No report gives type t more, and it makes itself only those that give it
//! `u_t`. So the replies are points of the polytope `{rho : sum_a rho(a) uS[t,a] <= u_t}`, whose
//! parts are best together at some belief. What the rule, the beliefs and the replies are worth is
//! linear in the replies, so that vertices of the polytope are enough, and given these the best
//! rule is a linear programme.
//!
//! It is linear in u and the replies together, too, so that the best u is a vertex of the set of
//! those which some replies make possible. There u is pinned down by T independent equations, each
//! of which says that for k types u lies on the hyperplane through the payoffs of k actions that
//! are best together: for one type and action, `u_t = uS[t,a]`. All solutions of T such equations
//! are tried.

use std::collections::HashSet;

use super::{Candidate, Masses, Report};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::elimination::solve;
use crate::exact::lp::Program;
use crate::game::Game;
use crate::regime::question::Question;

/// The most systems of equations that are solved.
const MAX_SYSTEMS: usize = 30_000;

/// One candidate for each vector of payoffs.
pub(crate) fn candidates(question: &Question) -> Result<Vec<Candidate>, Error> {
    let game = question.game();
    let types = game.types().len();
    let pools = pools(question)?;
    let planes = planes(game, &pools);
    let systems = choose(planes.len(), types);
    if systems > MAX_SYSTEMS {
        return Err(Error::Limit(format!(
            "partial credibility of a sender whose payoff depends on its type takes up to \
             {MAX_SYSTEMS} systems of equations, and this game with {types} types and {} actions \
             needs {systems}: merge types or actions, or make the sender's payoff the same for all \
             types",
            game.actions().len()
        )));
    }
    let mut found = Vec::new();
    let mut seen: HashSet<Vec<Q>> = HashSet::new();
    let mut failure = Ok(());
    subsets(planes.len(), types, &mut |chosen| {
        if failure.is_err() {
            return;
        }
        failure = question.go_on();
        let Some(payoffs) = solve(&chosen.iter().map(|&i| planes[i].clone()).collect::<Vec<_>>())
        else {
            return;
        };
        if seen.insert(payoffs.clone()) {
            found.extend(candidate(game, &pools, &payoffs));
        }
    });
    failure.map(|()| found)
}

/// Sets of at most T + 1 actions that are best together at some belief.
fn pools(question: &Question) -> Result<Vec<Vec<usize>>, Error> {
    let game = question.game();
    let (types, actions) = (game.types().len(), game.actions().len());
    let mut pools: Vec<Vec<usize>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..=types.min(actions - 1) {
        let mut next = Vec::new();
        for pool in &last {
            for a in pool.last().map_or(0, |a| a + 1)..actions {
                let mut pool = pool.clone();
                pool.push(a);
                if best_together(question, &pool)? {
                    next.push(pool);
                }
            }
        }
        pools.extend(next.iter().cloned());
        last = next;
    }
    Ok(pools)
}

fn best_together(question: &Question, pool: &[usize]) -> Result<bool, Error> {
    let game = question.game();
    let mut program = Program::new();
    let belief: Vec<usize> = game.types().iter().map(|_| program.variable(Q::ZERO)).collect();
    program.equal(belief.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    for b in (0..game.actions().len()).filter(|b| *b != pool[0]) {
        let gain = |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, pool[0]);
        let row = belief.iter().enumerate().map(|(t, &j)| (j, gain(t)));
        if pool.contains(&b) {
            program.equal(row, Q::ZERO);
        } else {
            program.at_most(row, Q::ZERO);
        }
    }
    Ok(question.optimum(&program)?.is_some())
}

/// The hyperplanes through the payoffs that k types get from k actions which are best together,
/// each as coefficients by type and a right side.
fn planes(game: &Game, pools: &[Vec<usize>]) -> Vec<Vec<Q>> {
    let types = game.types().len();
    let mut planes: Vec<Vec<Q>> = Vec::new();
    for pool in pools.iter().filter(|pool| pool.len() <= types) {
        subsets(types, pool.len(), &mut |among| {
            // the normal is 0 on all differences, and not on itself: scaled so that one entry is 1
            for (unit, _) in among.iter().enumerate() {
                let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a).clone();
                let mut system: Vec<Vec<Q>> = (pool[1..].iter())
                    .map(|&a| {
                        let differences = among.iter().map(|&t| payoff(t, a) - payoff(t, pool[0]));
                        differences.chain([Q::ZERO]).collect()
                    })
                    .collect();
                let mut scale = vec![Q::ZERO; among.len() + 1];
                (scale[unit], scale[among.len()]) = (Q::ONE, Q::ONE);
                system.push(scale);
                let Some(normal) = solve(&system) else { continue };
                let mut plane = vec![Q::ZERO; types + 1];
                for (&t, n) in among.iter().zip(&normal) {
                    plane[types] += &(n * &payoff(t, pool[0]));
                    plane[t] = n.clone();
                }
                // the same plane has the same first entry other than 0
                if let Some(first) = plane.iter().find(|x| !x.is_zero()).cloned() {
                    plane.iter_mut().for_each(|x| *x = &*x / &first);
                }
                if !planes.contains(&plane) {
                    planes.push(plane);
                }
                break;
            }
        });
    }
    planes
}

/// The programme when the types' own reports are worth `payoffs`; `None` when some type has no
/// report that is.
fn candidate(game: &Game, pools: &[Vec<usize>], payoffs: &[Q]) -> Option<Candidate> {
    let types = payoffs.len();
    let mut program = Program::new();
    let mut reports = Vec::new();
    for pool in pools {
        subsets(types, pool.len() - 1, &mut |tight| {
            let mut system: Vec<Vec<Q>> = vec![vec![Q::ONE; pool.len() + 1]];
            system.extend(tight.iter().map(|&t| {
                let row = pool.iter().map(|&a| game.sender_payoff(t, 0, a).clone());
                row.chain([payoffs[t].clone()]).collect()
            }));
            let Some(shares) = solve(&system) else { return };
            let worth = |t: usize| -> Q {
                pool.iter().zip(&shares).map(|(&a, x)| x * game.sender_payoff(t, 0, a)).sum()
            };
            let worths: Vec<Q> = (0..types).map(worth).collect();
            let within = worths.iter().zip(payoffs).all(|(worth, u)| worth <= u);
            let reply: Vec<(usize, Q)> = pool.iter().copied().zip(shares.clone()).collect();
            if !within
                || shares.iter().any(|x| !x.is_positive())
                || reports.iter().any(|report: &Report| report.reply == reply)
            {
                return;
            }
            let official = worths.iter().map(|worth| program.variable(worth.clone())).collect();
            let own = worths
                .iter()
                .zip(payoffs)
                .map(|(worth, u)| (worth == u).then(|| program.variable(u.clone())))
                .collect();
            reports.push(Report { reply, masses: Masses::Apart(official, own) });
        });
    }
    let mut moving = Vec::with_capacity(2 * types);
    for (t, p) in game.prior().iter().enumerate() {
        let (mut official, mut own) = (Vec::new(), Vec::new());
        for report in &reports {
            if let Masses::Apart(x, y) = &report.masses {
                official.push((x[t], Q::ONE));
                own.extend(y[t].map(|j| (j, Q::ONE)));
            }
        }
        if own.is_empty() {
            return None;
        }
        moving.push((program.equal(official, Q::ZERO), Q::ZERO, p.clone()));
        moving.push((program.equal(own, p.clone()), p.clone(), -p));
    }
    let mut candidate = Candidate { program, moving, reports, cap: None };
    candidate.obedience(game);
    Some(candidate)
}

/// Calls `visit` with every set of k of the first n numbers.
fn subsets(n: usize, k: usize, visit: &mut dyn FnMut(&[usize])) {
    fn extend(set: &mut Vec<usize>, n: usize, k: usize, visit: &mut dyn FnMut(&[usize])) {
        if set.len() == k {
            return visit(set);
        }
        let next = set.last().map_or(0, |last| last + 1);
        for i in next..n {
            set.push(i);
            extend(set, n, k, visit);
            set.pop();
        }
    }
    extend(&mut Vec::new(), n, k, visit);
}

/// How many sets of k of n there are, or a number that is too large.
fn choose(n: usize, k: usize) -> usize {
    (0..k).fold(1usize, |product, i| product.saturating_mul(n.saturating_sub(i)) / (i + 1))
}

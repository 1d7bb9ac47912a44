//! Candidates for a sender whose payoff depends on its type: the payoffs that its types can have
//! when each reports what it likes.
//!
//! Fix these payoffs, `u_t`. No report gives type t more, and type t makes itself only reports that
//! give it `u_t`. So the replies are points of the polytope `{rho : sum_a rho(a) uS[t,a] <= u_t}`
//! whose actions are best together at some belief. The sender's payoff is linear in the replies, so
//! that vertices of the polytope are enough, and given these the best rule solves a linear
//! programme.
//!
//! The payoff is also linear in u and the replies together, so that the best u is a vertex of the
//! set of those which some replies make possible. There u is determined by T independent equations,
//! each of which says that for k types u lies on the hyperplane through the payoffs of k actions
//! that are best together: for one type and action, `u_t = uS[t,a]`. All solutions of T such
//! equations are tried.

use std::collections::HashSet;

use super::candidate::{CandidateProgram, MassVariables, ReportVariables};
use crate::error::Error;
use crate::exact::Q;
use crate::exact::elimination::solve;
use crate::exact::lp::Program;
use crate::game::Game;
use crate::regime::Question;

/// The most systems of equations that are solved. A round number, not tuned: a game that needs more
/// is refused before the first is solved.
const MAX_SYSTEMS: usize = 30_000;

/// One candidate for each vector of payoffs.
pub(super) fn candidates(question: &Question) -> Result<Vec<CandidateProgram>, Error> {
    let game = question.game();
    let types = game.types().len();
    let joint = jointly_best(question)?;
    let planes = planes(game, &joint);
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
    for chosen in subsets(planes.len(), types) {
        question.checkpoint()?;
        let system: Vec<Vec<Q>> = chosen.iter().map(|&i| planes[i].clone()).collect();
        let Some(payoffs) = solve(&system) else { continue };
        if seen.insert(payoffs.clone()) {
            found.extend(candidate(game, &joint, &payoffs));
        }
    }
    Ok(found)
}

/// The sets of at most T + 1 actions that are best together at some belief. They are built one
/// action at a time, since every subset of such a set is one too.
fn jointly_best(question: &Question) -> Result<Vec<Vec<usize>>, Error> {
    let game = question.game();
    let (types, actions) = (game.types().len(), game.actions().len());
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut last: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..=types.min(actions - 1) {
        let mut next = Vec::new();
        for set in &last {
            for a in set.last().map_or(0, |a| a + 1)..actions {
                let mut set = set.clone();
                set.push(a);
                if are_jointly_best(question, &set)? {
                    next.push(set);
                }
            }
        }
        found.extend(next.iter().cloned());
        last = next;
    }
    Ok(found)
}

/// Is there a belief at which these actions are all best?
fn are_jointly_best(question: &Question, actions: &[usize]) -> Result<bool, Error> {
    let game = question.game();
    let mut program = Program::new();
    let belief: Vec<usize> = game.types().iter().map(|_| program.variable(Q::ZERO)).collect();
    program.equal(belief.iter().map(|&j| (j, Q::ONE)), Q::ONE);
    let first = actions[0];
    for b in (0..game.actions().len()).filter(|b| *b != first) {
        let gain = |t: usize| game.receiver_payoff(t, 0, b) - game.receiver_payoff(t, 0, first);
        let row = belief.iter().enumerate().map(|(t, &j)| (j, gain(t)));
        if actions.contains(&b) {
            program.equal(row, Q::ZERO);
        } else {
            program.at_most(row, Q::ZERO);
        }
    }
    Ok(question.optimum(&program)?.is_some())
}

/// The hyperplanes through the payoffs that k types get from k actions which are best together,
/// each as coefficients by type and a right side.
fn planes(game: &Game, joint: &[Vec<usize>]) -> Vec<Vec<Q>> {
    let types = game.types().len();
    let mut planes: Vec<Vec<Q>> = Vec::new();
    for actions in joint.iter().filter(|actions| actions.len() <= types) {
        for among in subsets(types, actions.len()) {
            // the normal is orthogonal to all differences of payoffs; of its entries the first that
            // can be 1 is set to 1
            for (unit, _) in among.iter().enumerate() {
                let payoff = |t: usize, a: usize| game.sender_payoff(t, 0, a).clone();
                let mut system: Vec<Vec<Q>> = (actions[1..].iter())
                    .map(|&a| {
                        let differences =
                            among.iter().map(|&t| payoff(t, a) - payoff(t, actions[0]));
                        differences.chain([Q::ZERO]).collect()
                    })
                    .collect();
                let mut scale = vec![Q::ZERO; among.len() + 1];
                (scale[unit], scale[among.len()]) = (Q::ONE, Q::ONE);
                system.push(scale);
                let Some(normal) = solve(&system) else { continue };
                let mut plane = vec![Q::ZERO; types + 1];
                for (&t, n) in among.iter().zip(&normal) {
                    plane[types] += &(n * &payoff(t, actions[0]));
                    plane[t] = n.clone();
                }
                // scaled so that equal planes have equal entries
                if let Some(first) = plane.iter().find(|x| !x.is_zero()).cloned() {
                    plane.iter_mut().for_each(|x| *x = &*x / &first);
                }
                if !planes.contains(&plane) {
                    planes.push(plane);
                }
                break;
            }
        }
    }
    planes
}

/// The candidate in which the types get `payoffs` from their own reports; `None` when no report
/// gives some type its payoff.
fn candidate(game: &Game, joint: &[Vec<usize>], payoffs: &[Q]) -> Option<CandidateProgram> {
    let types = payoffs.len();
    let mut program = Program::new();
    let mut reports = Vec::new();
    for actions in joint {
        for tight in subsets(types, actions.len() - 1) {
            let mut system: Vec<Vec<Q>> = vec![vec![Q::ONE; actions.len() + 1]];
            system.extend(tight.iter().map(|&t| {
                let row = actions.iter().map(|&a| game.sender_payoff(t, 0, a).clone());
                row.chain([payoffs[t].clone()]).collect()
            }));
            let Some(shares) = solve(&system) else { continue };
            let expected = |t: usize| -> Q {
                actions.iter().zip(&shares).map(|(&a, x)| x * game.sender_payoff(t, 0, a)).sum()
            };
            let of_reply: Vec<Q> = (0..types).map(expected).collect();
            let within = of_reply.iter().zip(payoffs).all(|(payoff, u)| payoff <= u);
            let reply: Vec<(usize, Q)> = actions.iter().copied().zip(shares.clone()).collect();
            if !within
                || shares.iter().any(|x| !x.is_positive())
                || reports.iter().any(|report: &ReportVariables| report.reply == reply)
            {
                continue;
            }
            let official = of_reply.iter().map(|payoff| program.variable(payoff.clone())).collect();
            let own = of_reply
                .iter()
                .zip(payoffs)
                .map(|(payoff, u)| (payoff == u).then(|| program.variable(u.clone())))
                .collect();
            reports.push(ReportVariables { reply, masses: MassVariables::Apart(official, own) });
        }
    }
    let mut moving = Vec::with_capacity(2 * types);
    for (t, p) in game.prior().iter().enumerate() {
        let (mut official, mut own) = (Vec::new(), Vec::new());
        for report in &reports {
            if let MassVariables::Apart(x, y) = &report.masses {
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
    let mut candidate = CandidateProgram { program, moving, reports, cap: None };
    candidate.add_obedience(game);
    Some(candidate)
}

/// Every set of k of the numbers below n, ascending, in lexicographic order.
fn subsets(n: usize, k: usize) -> Vec<Vec<usize>> {
    (1..=k).fold(vec![Vec::new()], |sets, size| {
        let longer = |set: Vec<usize>| {
            let next = set.last().map_or(0, |last| last + 1);
            (next..(n + size).saturating_sub(k)).map(move |i| [set.as_slice(), &[i]].concat())
        };
        sets.into_iter().flat_map(longer).collect()
    })
}

/// The binomial coefficient, or a number that is too large.
fn choose(n: usize, k: usize) -> usize {
    (0..k).fold(1usize, |product, i| product.saturating_mul(n.saturating_sub(i)) / (i + 1))
}

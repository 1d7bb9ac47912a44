//! The search for a belief after a message that nobody sends, given all strategies.
//!
//! At a belief `mu` after the message, the masses of types at a history `h` further down are
//! `x_t = mu_t` times the probability that `t` sends what leads there. What the receiver gains by an
//! action `b` instead of one in use is linear in the masses, so one linear programme decides whether
//! some belief leaves no gain anywhere. A history that no mass reaches asks for nothing here: the
//! belief there is one of its own. A posterior would do there too, so that no choice of `mu` spoils
//! one further down.

use super::verify::Assessed;
use crate::exact::Q;
use crate::exact::lp::{Program, Solution};

/// The belief at the histories `row`, which one unsent message leads to, at which the largest gain
/// is smallest: 0 exactly when some belief makes every move of the receiver best.
pub(super) fn look_for(assessed: &Assessed, row: &[usize]) -> Vec<Q> {
    let [first, ..] = row else { return Vec::new() };
    let types: Vec<usize> = assessed.game.members(assessed.places[*first].types).collect();
    let count = assessed.game.types().len();
    // beliefs that are given further down are kept to, where that is possible
    for bound in [true, false] {
        let mut lp = Program::new();
        let weights: Vec<usize> = types.iter().map(|_| lp.variable(Q::ZERO)).collect();
        let gain = lp.variable(-Q::ONE);
        lp.equal(weights.iter().map(|&j| (j, Q::ONE)), Q::ONE);
        for &h in row {
            let reach = types.iter().map(|_| Q::ONE).collect();
            add_rows(assessed, h, &types, reach, (&weights, gain, bound), &mut lp);
        }
        if let Solution::Optimal { primal, .. } = lp.solve() {
            let mut belief = vec![Q::ZERO; count];
            types.iter().zip(&weights).for_each(|(&t, &j)| belief[t] = primal[j].clone());
            return belief;
        }
    }
    unreachable!("any belief is feasible when gains are large")
}

/// The conditions at a history that type `types[k]` reaches with probability `reach[k]`, and below.
fn add_rows(
    assessed: &Assessed,
    h: usize,
    types: &[usize],
    reach: Vec<Q>,
    fixed: (&[usize], usize, bool),
    lp: &mut Program,
) {
    let (weights, gain, bound) = fixed;
    if reach.iter().all(Q::is_zero) {
        return;
    }
    let node = assessed.game.node_at(assessed.places[h]);
    if let Some(given) = assessed.given[h].as_ref().filter(|_| bound) {
        // proportional masses: x_k g_l = x_l g_k
        if let Some(lead) = (0..types.len()).find(|&k| given[types[k]].is_positive()) {
            for k in (0..types.len()).filter(|&k| k != lead) {
                let row = [
                    (weights[k], &reach[k] * &given[types[lead]]),
                    (weights[lead], -(&reach[lead] * &given[types[k]])),
                ];
                lp.equal(row, Q::ZERO);
            }
        }
    }
    if node.acts() {
        let count = assessed.game.types().len();
        let worth = |a: usize| -> Vec<Q> {
            let unit = |k: usize| {
                let mut masses = vec![Q::ZERO; count];
                masses[types[k]] = reach[k].clone();
                assessed.action_value(h, a, &masses)
            };
            (0..types.len()).map(unit).collect()
        };
        let all: Vec<Vec<Q>> = (0..node.actions.len()).map(worth).collect();
        for (a, mine) in all.iter().enumerate() {
            if assessed.receiver[h][a].is_zero() {
                continue;
            }
            for (_, other) in all.iter().enumerate().filter(|&(b, _)| b != a) {
                let mut row: Vec<(usize, Q)> =
                    (0..types.len()).map(|k| (weights[k], &other[k] - &mine[k])).collect();
                row.push((gain, -Q::ONE));
                lp.at_most(row, Q::ZERO);
            }
        }
    }
    for (i, next) in assessed.next[h].iter().enumerate() {
        let Some(next) = *next else { continue };
        let m = i / node.columns();
        let further = types.iter().zip(&reach).map(|(&t, p)| {
            if assessed.places[next].types >> t & 1 == 0 || p.is_zero() {
                Q::ZERO
            } else if node.sends() {
                p * &assessed.sender[h][t][m]
            } else {
                p.clone()
            }
        });
        add_rows(assessed, next, types, further.collect(), fixed, lp);
    }
}

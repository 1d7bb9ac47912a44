//! The belief that suits some readers best, where none is claimed.

use crate::exact::Q;
use crate::exact::lp::{Program, Solution};
use crate::game::Profile;

/// The belief on these types at which the largest gain of one of the readers over a reply in use is
/// smallest, and that gain: 0 exactly when some belief makes the replies of all whom it meets optimal.
///
/// ```text
/// minimise v >= 0  over beliefs mu and a number w_r for each reader
/// subject to  w_r >= sum_t mu_t uR[t,m,a]       for every a of r that may follow m,
///             w_r - sum_t mu_t uR[t,m,a] <= v   for every a of r in use.
/// ```
///
/// Which of several such beliefs is taken does not matter to the readers whom it does not meet: the
/// types that they meet have no weight in it.
pub(super) fn kindest_belief(
    profile: &Profile,
    m: usize,
    readers: &[usize],
    types: &[usize],
) -> (Vec<Q>, Q) {
    let game = profile.game();
    let sets = game.information_sets();
    let mut lp = Program::new();
    let weights: Vec<(usize, usize)> = types.iter().map(|&t| (t, lp.variable(Q::ZERO))).collect();
    let gain = lp.variable(-Q::ONE);
    let total = |t: usize| match readers {
        // the gain of one reader is what it gains if it is there
        [only] => sets[*only].weights()[t].clone(),
        _ => Q::ONE,
    };
    lp.equal(weights.iter().map(|&(t, j)| (j, total(t))), Q::ONE);
    for &r in readers {
        let most = lp.free(Q::ZERO);
        for &a in game.replies(m).iter().filter(|&a| sets[r].actions().contains(a)) {
            let payoff = |sign: &Q| -> Vec<(usize, Q)> {
                weights.iter().map(|&(t, j)| (j, sign * game.receiver_payoff(t, m, a))).collect()
            };
            let mut row = payoff(&Q::ONE);
            row.push((most, -Q::ONE));
            lp.at_most(row, Q::ZERO);
            if profile.receiver()[m][a].is_positive() {
                let mut row = payoff(&-Q::ONE);
                row.extend([(most, Q::ONE), (gain, -Q::ONE)]);
                lp.at_most(row, Q::ZERO);
            }
        }
    }
    let Solution::Optimal { primal, .. } = lp.solve() else {
        unreachable!("any belief is feasible with w and v large, and v is at least 0")
    };
    let mut belief = vec![Q::ZERO; game.types().len()];
    let sum: Q = weights.iter().map(|&(_, j)| &primal[j]).sum();
    for (t, j) in weights {
        belief[t] = &primal[j] / &sum;
    }
    (belief, primal[gain].clone())
}
